//! Where the next act of a reader is done.

use shared::api::tenders::NextAct;
use shared::id::LotKey;

use crate::routes;

/// The page of an act on a lot.
#[must_use]
pub fn path(act: NextAct, lot: &LotKey) -> String {
    let LotKey { tender, lot } = lot;
    let page = match act {
        NextAct::FinishDraft => "edit",
        NextAct::MakeHolderKey | NextAct::SignKeySheet => return "/holdings".to_owned(),
        NextAct::ReleaseShares | NextAct::DestroyKey => "release",
        NextAct::SignList | NextAct::LeadOpening | NextAct::Announce | NextAct::SignRecord => "opening",
        NextAct::ReviewQualification => "qualification",
        NextAct::RequestSeats | NextAct::TakePartInDraw => "draw",
        NextAct::AnswerCalls => "calls",
        NextAct::NameRepresentative => "representative",
        NextAct::CheckIn => "check-in",
        NextAct::AnswerStop => "progress",
        NextAct::ConfirmAward | NextAct::PublishResult => "award",
    };
    format!("/lots/{tender}/{lot}/{page}")
}

/// The path when there is such a page, so that no link leads nowhere.
#[must_use]
pub fn known(path: String) -> Option<String> {
    routes::find(&path).map(|_| path)
}

/// The public's page of a lot.
#[must_use]
pub fn notice(lot: &LotKey) -> String {
    format!("/notices/{}/{}", lot.tender, lot.lot)
}

/// Where a lot's notice is amended.
#[must_use]
pub fn amend(lot: &LotKey) -> String {
    format!("/lots/{}/{}/amend", lot.tender, lot.lot)
}

/// The editor of a lot.
#[must_use]
pub fn edit(lot: &LotKey) -> String {
    format!("/lots/{}/{}/edit", lot.tender, lot.lot)
}
