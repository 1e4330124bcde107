//! What stands between the sheet and its signature, and what is worth a second look.

use super::{Book, Draft, Key};
use shared::amount::Decimal;
use shared::id::OrgId;
use shared::rules::{CriterionKind, PlanCriterion};
use shared::sheet;

/// What stands between the sheet and its signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// Cells without a score.
    pub missing: Vec<Key>,
    /// Cells that need a reason.
    pub reasonless: Vec<Key>,
    /// Cells that the server does not have yet.
    pub unsaved: Vec<Key>,
    /// Subjective criteria on which every bid has the same score: the ids. It may be meant, so it does not keep from signing.
    pub level: Vec<String>,
    /// Bids that have the least or the most on every criterion. It may be meant as well.
    pub extreme: Vec<OrgId>,
}

/// From so many bids on the same score for all of them is remarked upon.
const LEVEL_BIDS_MIN: usize = 3;
/// From so many criteria on the least or the most on all of them is remarked upon.
const EXTREME_CRITERIA_MIN: usize = 3;

impl Check {
    /// Whether the sheet can be signed.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.missing.is_empty() && self.reasonless.is_empty() && self.unsaved.is_empty()
    }
}

impl Book {
    /// What stands between the sheet and its signature.
    #[must_use]
    pub fn check(&self) -> Check {
        let mut check = Check::default();
        for key in self.keys() {
            let cell = self.cell(&key);
            let Some(criterion) = self.criterion(&key) else { continue };
            if cell.mine != cell.stored || cell.sent.is_some() {
                check.unsaved.push(key.clone());
            }
            match lacks_reason(criterion, &cell.mine) {
                None => check.missing.push(key),
                Some(true) => check.reasonless.push(key),
                Some(false) => {}
            }
        }
        check.level = self.level();
        check.extreme = self.extreme();
        check
    }

    /// Whether a cell has a score that needs a reason and has none.
    #[must_use]
    pub fn lacks_reason(&self, key: &Key) -> bool {
        let cell = self.cells.get(key);
        self.criterion(key).zip(cell).and_then(|(criterion, cell)| lacks_reason(criterion, &cell.mine)) == Some(true)
    }

    fn points(&self, bidder: &OrgId, criterion: &str) -> Option<Decimal> {
        let key = Key { bidder: bidder.clone(), criterion: criterion.to_owned() };
        self.cells.get(&key)?.mine.points.as_deref()?.parse().ok()
    }

    /// Subjective criteria on which every bid has the same score.
    fn level(&self) -> Vec<String> {
        if self.bids.len() < LEVEL_BIDS_MIN {
            return Vec::new();
        }
        let same = |criterion: &&PlanCriterion| {
            let mut all = self.bids.iter().map(|bid| self.points(&bid.bidder, &criterion.id));
            let first = all.next().flatten();
            criterion.kind == CriterionKind::Subjective && first.is_some() && all.all(|points| points == first)
        };
        self.criteria.iter().filter(same).map(|criterion| criterion.id.clone()).collect()
    }

    /// Bids with the least on every criterion, or the most.
    fn extreme(&self) -> Vec<OrgId> {
        if self.criteria.len() < EXTREME_CRITERIA_MIN {
            return Vec::new();
        }
        let all = |bidder: &OrgId, end: fn(&PlanCriterion) -> &Decimal| {
            self.criteria.iter().all(|criterion| self.points(bidder, &criterion.id).as_ref() == Some(end(criterion)))
        };
        let bids = self.bids.iter().map(|bid| &bid.bidder);
        bids.filter(|bidder| all(bidder, |c| &c.min) || all(bidder, |c| &c.max)).cloned().collect()
    }
}

/// Whether what is given needs a reason that is not there; `None` when there is no score that the criterion takes.
fn lacks_reason(criterion: &PlanCriterion, given: &Draft) -> Option<bool> {
    let score = sheet::judge(criterion, given.points.as_deref()?).ok()?;
    Some(!sheet::findings(criterion, Some(&score), &given.reason).is_empty())
}
