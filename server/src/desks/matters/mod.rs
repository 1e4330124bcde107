//! The desk of matters: what the committee decides together by majority, and what it asks a bidder in writing.

mod answer;
mod ask;
mod effect;
mod keep;
mod propose;
mod read;
mod stop;
mod void;
mod vote;

pub use answer::{KeepAnswerFile, answer_file};
pub use ask::job;
pub use keep::{kept_reason, open_outliers};
pub use stop::pending;
pub use void::void;

use crate::desks::summary::Material;
use crate::fault::Fault;
use crate::work::Work;
use shared::api::matters::{Evidence, Subject, TEXT_CHARS_MAX};
use shared::id::LotKey;
use shared::refusal::{Code, Refusal};
use shared::rules::{FindingCode, evaluate_under};
use std::collections::BTreeMap;
use store::AnyConnection;
use store::matters::Matter;

/// A text that must be there.
fn written(field: &str, text: &str) -> Result<String, Fault> {
    super::written(field, text, TEXT_CHARS_MAX)
}

/// A text that may be empty.
fn limited(field: &str, text: &str) -> Result<String, Fault> {
    super::limited(field, text, TEXT_CHARS_MAX)
}

/// What a stored matter is about.
fn subject(matter: &Matter) -> Result<Subject, Fault> {
    Ok(serde_json::from_str(&matter.subject_json)?)
}

/// The pages that a stored matter cites.
fn evidence(matter: &Matter) -> Result<Vec<Evidence>, Fault> {
    Ok(serde_json::from_str(&matter.evidence_json)?)
}

/// The next number of a list that counts from 1.
fn next(last: Option<i64>) -> i64 {
    last.unwrap_or(0).saturating_add(1)
}

/// A stored number as the interface has it.
fn small(n: i64) -> Result<u32, Fault> {
    u32::try_from(n).map_err(Fault::internal)
}

/// Which figures call whose price abnormally low: counted on the bids that passed the compliance review, whatever became of
/// them since (财库〔2026〕2).
pub(super) fn low_prices(material: &Material) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let outcome = evaluate_under(&material.unchecked_case()?, material.law);
    let low = outcome.findings.into_iter().filter(|finding| finding.code == FindingCode::AbnormallyLow);
    Ok(low.map(|finding| (finding.bid, finding.detail)).collect())
}

/// How many matters and questions of the lot have no result.
pub async fn unsettled(conn: &mut AnyConnection, lot: &LotKey) -> Result<usize, Fault> {
    let matters = store::matters::all(conn, lot).await?;
    let inquiries = store::matters::inquiries(conn, lot).await?;
    Ok(matters.iter().filter(|matter| matter.is_open()).count()
        + inquiries.iter().filter(|inquiry| inquiry.is_open()).count())
}

/// Refuses while a matter or question of the lot has no result.
pub async fn settled(work: &mut Work<'_>) -> Result<(), Fault> {
    let key = work.key()?;
    match unsettled(work.conn(), &key).await? {
        0 => Ok(()),
        count => Err(Refusal::new(Code::MattersOpen).with("count", count).into()),
    }
}

/// Refuses while a price that the figures call abnormally low has not been decided on.
pub async fn low_prices_decided(work: &mut Work<'_>, material: &Material) -> Result<(), Fault> {
    let key = work.key()?;
    let matters = store::matters::all(work.conn(), &key).await?;
    let decided = |bidder: &str| {
        matters.iter().filter(|matter| matter.is_decided() && matter.kind == "low-price").any(|matter| {
            subject(matter).is_ok_and(|subject| subject.bidders().iter().any(|known| known.as_str() == bidder))
        })
    };
    let invalid = |bidder: &str| material.invalid.iter().any(|bid| bid.bidder == bidder);
    let open: Vec<String> = low_prices(material)?
        .into_keys()
        .filter(|bidder| !decided(bidder) && !invalid(bidder))
        .map(|bidder| material.bidder_name(&bidder))
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(Code::LowPricesOpen).with("bidders", open.join("、")).into())
}
