//! What the rooms' pages compute.

use shared::api::room::{MemberKind, MemberView, PIN_MIN, RecusalAnswer};
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::text::{Text, room};

/// The digits of a code that a person typed: spaces and full-width digits are taken as meant. `None` unless eight.
#[must_use]
pub fn code(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            other => other,
        })
        .collect();
    (digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// What is wrong with a PIN that was typed twice.
#[must_use]
pub fn pin_error(first: &str, again: &str) -> Option<Text> {
    if first.chars().count() < PIN_MIN {
        Some(room::PIN_SHORT)
    } else if first != again {
        Some(room::PINS_DIFFER)
    } else {
        None
    }
}

/// The declaration, when every bidder is answered and every relation described. `choices`: bidder, `yes`, `no` or
/// nothing, and the reason.
#[must_use]
pub fn declaration(choices: &[(OrgId, String, String)]) -> Option<Vec<RecusalAnswer>> {
    choices
        .iter()
        .map(|(bidder, choice, reason)| {
            let related = match choice.as_str() {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            let reason = if related { reason.trim() } else { "" };
            (!related || !reason.is_empty()).then(|| RecusalAnswer {
                bidder: bidder.clone(),
                related,
                reason: reason.to_owned(),
            })
        })
        .collect()
}

/// Where a member works at this stage: the room, the compliance review, the sheet, the summary.
#[must_use]
pub fn task(lot: &LotKey, stage: StageName, cleared: bool) -> String {
    let LotKey { tender, lot } = lot;
    let page = match stage {
        StageName::Reviewing if cleared => "compliance",
        StageName::Scoring if cleared => "score",
        StageName::PriceClosed
        | StageName::PriceOpening
        | StageName::PriceOpened
        | StageName::PriceAnnounced
        | StageName::Priced
        | StageName::Ranked
        | StageName::Reporting
        | StageName::Reported
            if cleared =>
        {
            "summary"
        }
        _ => return format!("/lots/{tender}/{lot}/room"),
    };
    format!("/room/{tender}/{lot}/{page}")
}

/// Who can be elected: experts who are cleared.
#[must_use]
pub fn candidates(members: &[MemberView]) -> Vec<&MemberView> {
    members.iter().filter(|member| member.kind == MemberKind::Expert && member.cleared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        assert_eq!(code(" 1234 5678 ").as_deref(), Some("12345678"));
        assert_eq!(code("１２３４-5678").as_deref(), Some("12345678"));
        assert_eq!(code("1234567"), None);
        assert_eq!(code("1234567a"), None);
    }

    #[test]
    fn a_task_is_where_the_lot_stands() {
        let lot = LotKey::new("T", "1").unwrap();
        assert_eq!(task(&lot, StageName::Seated, true), "/lots/T/1/room");
        assert_eq!(task(&lot, StageName::Reviewing, true), "/room/T/1/compliance");
        assert_eq!(task(&lot, StageName::Scoring, true), "/room/T/1/score");
        assert_eq!(task(&lot, StageName::Scoring, false), "/lots/T/1/room");
        assert_eq!(task(&lot, StageName::Reporting, true), "/room/T/1/summary");
    }

    #[test]
    fn a_pin_is_long_enough_and_typed_twice() {
        assert_eq!(pin_error("12345", "12345"), Some(room::PIN_SHORT));
        assert_eq!(pin_error("123456", "123457"), Some(room::PINS_DIFFER));
        assert_eq!(pin_error("123456", "123456"), None);
    }

    #[test]
    fn a_declaration_answers_for_everybody() {
        let org = |n: u8| OrgId::new(format!("org{n}")).unwrap();
        let row = |n, choice: &str, reason: &str| (org(n), choice.to_owned(), reason.to_owned());
        assert_eq!(declaration(&[row(1, "no", ""), row(2, "", "")]), None);
        assert_eq!(declaration(&[row(1, "yes", " ")]), None);
        let signed = declaration(&[row(1, "no", "x"), row(2, "yes", "配偶任职")]).unwrap();
        assert_eq!((signed[0].reason.as_str(), signed[1].related), ("", true));
    }
}
