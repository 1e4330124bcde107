//! Turning pages and filling in a decision: what the pages compute.

use shared::api::review::{Decision, FileRow};
use shared::id::OrgId;

/// Where the viewer is: a file of the bid and a page, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file's number.
    pub file: u32,
    /// The page.
    pub page: u32,
}

impl Default for Spot {
    fn default() -> Self {
        Self { file: 1, page: 1 }
    }
}

/// The pages of a file, when they are counted.
#[must_use]
pub fn pages(files: &[FileRow], file: u32) -> Option<u32> {
    files.iter().find(|row| row.n == file)?.pages
}

/// The place `by` pages on: over the end of a file into the next one, never beyond the bid.
#[must_use]
pub fn turn(files: &[FileRow], spot: Spot, by: i64) -> Spot {
    let page = i64::from(spot.page) + by;
    let here = files.iter().position(|row| row.n == spot.file);
    let neighbour = |place: Option<usize>| place.and_then(|place| files.get(place));
    if page < 1 {
        let before = neighbour(here.and_then(|place| place.checked_sub(1)));
        return before.map_or(Spot { page: 1, ..spot }, |row| Spot { file: row.n, page: row.pages.unwrap_or(1) });
    }
    let page = u32::try_from(page).unwrap_or(u32::MAX);
    match pages(files, spot.file) {
        Some(last) if page > last => {
            let after = neighbour(here.map(|place| place + 1));
            after.map_or(Spot { page: last.max(1), ..spot }, |row| Spot { file: row.n, page: 1 })
        }
        _ => Spot { page, ..spot },
    }
}

/// A page that exists, or the nearest.
#[must_use]
pub fn within(files: &[FileRow], spot: Spot) -> Spot {
    let last = pages(files, spot.file).unwrap_or(u32::MAX);
    Spot { page: spot.page.clamp(1, last.max(1)), ..spot }
}

/// What is typed into the form of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// `pass`, `fail`, or empty while undecided.
    pub verdict: String,
    /// The clause.
    pub clause: String,
    /// The file's name.
    pub file: String,
    /// The page as it is typed.
    pub page: String,
    /// Why.
    pub reason: String,
}

/// The value of the choice for a bid that passes.
pub const PASS: &str = "pass";
/// The value of the choice for a bid that fails.
pub const FAIL: &str = "fail";

impl Draft {
    /// The form as a stored decision fills it.
    #[must_use]
    pub fn of(decision: Option<&Decision>) -> Self {
        decision.map_or_else(Self::default, |decision| Self {
            verdict: if decision.pass { PASS } else { FAIL }.to_owned(),
            clause: decision.clause.clone(),
            file: decision.file.clone(),
            page: if decision.page == 0 { String::new() } else { decision.page.to_string() },
            reason: decision.reason.clone(),
        })
    }

    /// The page as a number, 0 when it is none.
    #[must_use]
    pub fn page_number(&self) -> u32 {
        crate::ui::normalise_number(&self.page).parse().unwrap_or(0)
    }
}

/// The bidder to look at after `bidder`: the next without a decision, else the same.
#[must_use]
pub fn next_open<'a>(bids: impl Iterator<Item = (&'a OrgId, bool)> + Clone, bidder: &OrgId) -> Option<OrgId> {
    let after = bids.clone().skip_while(|(id, _)| *id != bidder).skip(1);
    let mut round = after.chain(bids.take_while(|(id, _)| *id != bidder));
    round.find(|(_, decided)| !decided).map(|(id, _)| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<FileRow> {
        let row = |n, pages| FileRow { n, name: format!("{n}.pdf"), size: 1, pages };
        vec![row(1, Some(3)), row(2, Some(2)), row(3, None)]
    }

    #[test]
    fn pages_turn_from_file_to_file_and_never_out_of_the_bid() {
        let at = |file, page| Spot { file, page };
        let files = files();
        assert_eq!(turn(&files, at(1, 1), 1), at(1, 2));
        assert_eq!(turn(&files, at(1, 3), 1), at(2, 1));
        assert_eq!(turn(&files, at(2, 1), -1), at(1, 3));
        assert_eq!(turn(&files, at(1, 1), -1), at(1, 1));
        assert_eq!(turn(&files, at(2, 2), 1), at(3, 1));
        assert_eq!(turn(&files, at(3, 9), 1), at(3, 10), "not counted yet: the server knows the end");
        assert_eq!(turn(&[], at(1, 1), -5), at(1, 1));
        assert_eq!(within(&files, at(1, 99)), at(1, 3));
        assert_eq!(within(&files, at(2, 0)), at(2, 1));
    }

    #[test]
    fn the_next_bid_without_a_decision_comes_round() {
        let ids: Vec<_> = ["A", "B", "C"].map(|id| OrgId::new(id).unwrap()).into();
        let next = |decided: [bool; 3], from: usize| {
            next_open(ids.iter().zip(decided), &ids[from]).map(|id| id.as_str().to_owned())
        };
        assert_eq!(next([true, false, false], 0).as_deref(), Some("B"));
        assert_eq!(next([false, true, true], 2).as_deref(), Some("A"));
        assert_eq!(next([true, true, true], 1), None);
    }

    #[test]
    fn a_stored_decision_fills_the_form() {
        let decision =
            Decision { pass: false, clause: "2.1".into(), file: "a".into(), page: 7, reason: "r".into(), version: 1 };
        let draft = Draft::of(Some(&decision));
        assert_eq!((draft.verdict.as_str(), draft.page.as_str(), draft.page_number()), (FAIL, "7", 7));
        assert_eq!(Draft { page: "１２".into(), ..draft }.page_number(), 12);
        assert_eq!(Draft::of(None).page_number(), 0);
    }
}
