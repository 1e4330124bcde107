//! The desk of reviews: qualification by officer and purchaser, compliance by the committee.

mod compliance;
mod qualification;
pub mod read;

use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::api::review::{Decided, Decision, FileRow, FormRow, SignedAt};
use shared::envelope::OpeningForm;
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move};
use shared::refusal::{Code, Refusal};
use shared::rules::{LotPlan, Regime};
use store::lots::Lot;
use store::review::{BidFile, OpenedBid, Review, Signature};

/// The lot's plan.
pub(super) fn plan(lot: &Lot) -> Result<LotPlan, Fault> {
    Ok(serde_json::from_str(&lot.plan_json)?)
}

/// How many bids must pass for the lot to go on (87号令 art. 43, 44); an international lender asks for one.
pub(super) const fn least(regime: Regime) -> usize {
    match regime {
        Regime::International => 1,
        Regime::Goods | Regime::Services | Regime::Works => 3,
    }
}

/// The form of an opened bid.
pub(super) fn form(bid: &OpenedBid) -> Result<Option<OpeningForm>, Fault> {
    Ok(bid.form_json.as_deref().map(serde_json::from_str).transpose()?)
}

fn form_row(bid: &OpenedBid) -> Result<Option<FormRow>, Fault> {
    Ok(form(bid)?.map(|form| FormRow {
        price: form.price_fen,
        price_words: form.price_words,
        delivery_days: form.delivery_days,
        validity_days: form.validity_days,
        size: form.size,
        consortium_small_share: form.consortium_small_share,
        domestic: form.domestic,
        brand: form.brand,
    }))
}

/// The files of one bidder.
pub(super) fn file_rows(files: &[BidFile], bidder: &str) -> Vec<FileRow> {
    let own = files.iter().filter(|file| file.bidder == bidder);
    own.map(|file| FileRow { n: file.n, name: file.name.clone(), size: file.size, pages: file.pages }).collect()
}

pub(super) fn org(id: &str) -> Result<OrgId, Fault> {
    OrgId::new(id).map_err(Fault::internal)
}

fn decision(review: &Review) -> Decision {
    Decision {
        pass: review.pass,
        clause: review.clause.clone(),
        file: review.file.clone(),
        page: review.page,
        reason: review.reason.clone(),
        version: review.version,
    }
}

fn signed_at(signatures: &[Signature], reviewer: &str) -> Option<SignedAt> {
    let found = signatures.iter().find(|signature| signature.reviewer == reviewer)?;
    Some(SignedAt { sha256: found.sha256.clone(), at_ms: found.at_ms })
}

/// The fields of a decision as they come in.
struct Given<'a> {
    reviewer: String,
    bidder: &'a OrgId,
    pass: bool,
    clause: &'a str,
    file: &'a str,
    page: u32,
    reason: &'a str,
    version: i64,
}

/// The longest text of a decision's field, in characters.
const TEXT_CHARS_MAX: usize = 1000;

/// Checks a decision and writes it; gives the new version.
async fn save(work: &mut Work<'_>, kind: &str, given: Given<'_>) -> Result<i64, Fault> {
    let key = work.key()?;
    let now_ms = work.now_ms();
    let (clause, reason) = (given.clause.trim(), given.reason.trim());
    for (field, text) in [("clause", clause), ("reason", reason), ("file", given.file)] {
        if text.chars().count() > TEXT_CHARS_MAX {
            let limit = format!("≤ {TEXT_CHARS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", field).with("detail", limit).into());
        }
        if !given.pass && text.is_empty() {
            return Err(Refusal::new(Code::CitationNeeded).with("field", field).into());
        }
    }
    if !given.pass {
        cited(work, &key, &given).await?;
    }
    let stored = store::review::reviews(work.conn(), &key, kind).await?;
    let stored = stored.iter().find(|r| r.reviewer == given.reviewer && r.bidder == given.bidder.as_str());
    let known = stored.map_or(0, |review| review.version);
    if known != given.version {
        return Err(Refusal::new(Code::VersionConflict).with("version", known).into());
    }
    let review = Review {
        reviewer: given.reviewer,
        bidder: given.bidder.to_string(),
        pass: given.pass,
        clause: if given.pass { String::new() } else { clause.to_owned() },
        file: if given.pass { String::new() } else { given.file.to_owned() },
        page: if given.pass { 0 } else { given.page },
        reason: reason.to_owned(),
        version: known + 1,
    };
    store::review::save(work.conn(), &key, kind, &review, now_ms).await?;
    Ok(review.version)
}

/// The cited page must exist in the bid.
async fn cited(work: &mut Work<'_>, key: &LotKey, given: &Given<'_>) -> Result<(), Fault> {
    let files = store::review::files(work.conn(), key).await?;
    let found = files.iter().find(|file| file.bidder == given.bidder.as_str() && file.name == given.file);
    let exists = given.page > 0 && found.is_some_and(|file| file.pages.is_none_or(|pages| given.page <= pages));
    if exists {
        return Ok(());
    }
    let refusal = Refusal::new(Code::NoSuchPage).with("file", given.file).with("page", given.page);
    Err(refusal.with("field", "page").into())
}

/// What a reviewer signs: SHA-256 of the canonical JSON of the decisions.
fn document_hash(key: &LotKey, kind: &str, reviewer: &str, reviews: &[&Review]) -> Result<String, Fault> {
    let decisions: Vec<_> = reviews
        .iter()
        .map(|r| {
            json!({ "bidder": r.bidder, "pass": r.pass, "clause": r.clause, "file": r.file, "page": r.page, "reason": r.reason })
        })
        .collect();
    let document = json!({
        "v": 1, "kind": kind, "tender": key.tender, "lot": key.lot, "reviewer": reviewer, "decisions": decisions,
    });
    Ok(Hash::of(&shared::jcs::to_bytes(&document).map_err(Fault::internal)?).to_hex())
}

/// Refuses a signature while a bid has no decision.
fn all_decided(bids: &[&OpenedBid], reviews: &[&Review]) -> Result<(), Fault> {
    let open: Vec<_> = bids.iter().filter(|bid| !reviews.iter().any(|review| review.bidder == bid.bidder)).collect();
    match open.first() {
        None => Ok(()),
        Some(first) => {
            let refusal = Refusal::new(Code::ReviewIncomplete).with("count", open.len());
            Err(refusal.with("name", &first.name).with("bidder", &first.bidder).into())
        }
    }
}

/// Moves the lot on, or ends it when too few bids pass; gives the result and its event.
async fn decide(
    work: &mut Work<'_>,
    (passing, failing): (Vec<String>, Vec<String>),
    on: Move,
    short: Failure,
) -> Result<(Decided, Option<Event>), Fault> {
    let key = work.key()?;
    let regime = plan(work.lot()?)?.regime;
    let goes_on = passing.len() >= least(regime);
    let decided = Decided { passing: u32::try_from(passing.len()).unwrap_or(u32::MAX), goes_on };
    let begins = matches!(on, Move::BeginScoring);
    work.step(if goes_on { on } else { Move::Fail { reason: short } }).await?;
    let data = json!({ "passing": passing, "failing": failing });
    let event = match (goes_on, begins) {
        (true, true) => Some(Event::of_lot(Kind::ScoringBegun, &key, data)),
        (true, false) => None,
        (false, _) => {
            let data = json!({ "reason": short, "passing": passing, "failing": failing });
            Some(Event::of_lot(Kind::LotFailed, &key, data))
        }
    };
    Ok((decided, event))
}
