//! The codes of a blind evaluation (暗标): committed to when the committee convenes, opened when the technical scores are locked.

use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::draw::shuffle::{blind_codes, blind_commitment};
use shared::event::{Event, Kind};
use shared::rules::LotPlan;
use store::blind::Blind;

/// Makes the secret of a blind lot, once; its commitment stands in the journal before a member reads a page.
pub(super) async fn commit(work: &mut Work<'_>, plan: &LotPlan) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    if !plan.opening.blind || store::blind::find(work.conn(), &key).await?.is_some() {
        return Ok(None);
    }
    let mut bidders: Vec<String> =
        store::review::opened(work.conn(), &key).await?.into_iter().map(|bid| bid.bidder).collect();
    bidders.sort_unstable();
    let secret = crate::random::bytes::<32>()?;
    let at_ms = work.now_ms();
    let data = json!({ "commitment": blind_commitment(&secret), "bids": bidders.len() });
    store::blind::keep(work.conn(), &key, &Blind { secret, bidders, opened_ms: None }, at_ms).await?;
    Ok(Some(Event::of_lot(Kind::BlindCommitted, &key, data)))
}

/// Opens the codes of a blind lot: the secret and whose each was.
///
/// # Errors
/// A fault of the database.
pub async fn open(work: &mut Work<'_>) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    let blind = store::blind::find(work.conn(), &key).await?.filter(|blind| blind.opened_ms.is_none());
    let Some(blind) = blind else { return Ok(None) };
    let at_ms = work.now_ms();
    store::blind::open(work.conn(), &key, at_ms).await?;
    let codes = blind_codes(&blind.secret, blind.bidders.len());
    let codes: Vec<String> = blind.bidders.iter().zip(codes).map(|(org, code)| format!("{code} {org}")).collect();
    let data = json!({ "secret": hex::encode(blind.secret), "codes": codes });
    Ok(Some(Event::of_lot(Kind::BlindOpened, &key, data)))
}
