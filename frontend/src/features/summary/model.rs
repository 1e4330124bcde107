//! What the page of the summary computes.

use shared::api::summary::{CellRef, FindingRow, Ground, MemberRow, ReadReport, SummaryReply};
use shared::id::{CriterionId, LotKey, OrgId};
use shared::rules::FindingCode;

/// Whether every member's sheet is signed and has no open cells.
#[must_use]
pub fn all_signed(members: &[MemberRow]) -> bool {
    !members.is_empty() && members.iter().all(|member| member.signed_ms.is_some() && member.returned == 0)
}

/// Whether scores were returned to the reader.
#[must_use]
pub fn my_sheet_is_open(reply: &SummaryReply) -> bool {
    reply.members.iter().any(|member| member.id == reply.me && (member.signed_ms.is_none() || member.returned > 0))
}

/// The scores that a finding is about: one member's, or those of all members where they differ.
#[must_use]
pub fn cells_of(finding: &FindingRow, members: &[MemberRow]) -> Vec<CellRef> {
    let Some((criterion, _)) = &finding.criterion else { return Vec::new() };
    let of = |member: &MemberRow| CellRef {
        member: member.id.clone(),
        bidder: finding.bidder.clone(),
        criterion: criterion.clone(),
    };
    members.iter().filter(|member| finding.member.as_ref().is_none_or(|id| *id == member.id)).map(of).collect()
}

/// One bid's scores for a criterion, of all members.
#[must_use]
pub fn row_of(bidder: &OrgId, criterion: &CriterionId, members: &[MemberRow]) -> Vec<CellRef> {
    let of = |member: &MemberRow| CellRef {
        member: member.id.clone(),
        bidder: bidder.clone(),
        criterion: criterion.clone(),
    };
    members.iter().map(of).collect()
}

/// The ground that a finding gives.
#[must_use]
pub const fn ground_of(code: FindingCode) -> Ground {
    match code {
        FindingCode::ObjectiveDiffers => Ground::Objective,
        FindingCode::OutOfRange | FindingCode::MissingScore => Ground::Range,
        _ => Ground::Abnormal,
    }
}

/// The address of a file of a lot: `PATH?q=…`.
#[must_use]
pub fn file_address(path: &str, lot: &LotKey) -> String {
    let json = serde_json::to_string(&ReadReport { lot: lot.clone() }).unwrap_or_default();
    let encoded: String = json
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("{path}?q={encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::MemberId;

    fn member(id: &str, signed_ms: Option<i64>, returned: u32) -> MemberRow {
        MemberRow {
            id: MemberId::new(id).unwrap(),
            name: id.into(),
            purchaser_side: false,
            head: id == "m1",
            signed_ms,
            returned,
        }
    }

    #[test]
    fn a_sheet_with_an_open_cell_is_not_signed() {
        assert!(all_signed(&[member("m1", Some(1), 0), member("m2", Some(2), 0)]));
        assert!(!all_signed(&[member("m1", Some(1), 0), member("m2", Some(2), 1)]));
        assert!(!all_signed(&[member("m1", None, 0)]));
        assert!(!all_signed(&[]));
    }

    #[test]
    fn where_members_differ_every_member_is_asked_again() {
        let members = [member("m1", Some(1), 0), member("m2", Some(1), 0)];
        let mut finding = FindingRow {
            code: FindingCode::ObjectiveDiffers,
            rule: String::new(),
            blocks: true,
            bidder: OrgId::new("A").unwrap(),
            bidder_name: "A".into(),
            member: None,
            criterion: Some((CriterionId::new("tech").unwrap(), "Technik".into())),
            kept: None,
        };
        assert_eq!(cells_of(&finding, &members).len(), 2);
        finding.member = Some(MemberId::new("m2").unwrap());
        let one = cells_of(&finding, &members);
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].member.as_str(), "m2");
        finding.criterion = None;
        assert!(cells_of(&finding, &members).is_empty());
    }

    #[test]
    fn an_address_carries_the_lot_and_nothing_that_a_browser_would_change() {
        let lot = LotKey::new("T-1", "1").unwrap();
        assert_eq!(
            file_address("/api/x", &lot),
            "/api/x?q=%7B%22lot%22%3A%7B%22tender%22%3A%22T-1%22%2C%22lot%22%3A%221%22%7D%7D"
        );
    }
}
