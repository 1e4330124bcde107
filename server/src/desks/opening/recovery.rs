//! When holders fail: the officer calls for recovery files with a time limit; a bidder's file is taken only when the head of
//! its bid follows from it byte by byte, and counts only when the rest of the whole check passes too.

use super::{header, interrupt, list, terms, window};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{InterruptionKind, OpenRecovery, SupplyRecovery};
use shared::envelope::{Envelope, Expected, Measure, Recovery, Verdict, check_opening};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::opening::{Interrupted, Recovered};

/// The newest call for the envelope that is opened.
pub(super) async fn call(
    conn: &mut AnyConnection,
    lot: &LotKey,
    envelope: Envelope,
) -> Result<Option<Interrupted>, Fault> {
    let rows = store::opening::interruptions(conn, lot).await?;
    let called = |row: &Interrupted| row.kind == InterruptionKind::Recovery.as_str() && row.envelope == envelope;
    Ok(rows.into_iter().rev().find(called))
}

/// Until when files are taken, milliseconds.
pub(super) async fn until_ms(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Option<i64>, Fault> {
    Ok(call(conn, lot, envelope).await?.and_then(|row| row.until_ms))
}

/// The envelope of which a bidder may supply the file now, and when it did.
pub(super) async fn due(work: &mut Work<'_>, bidder: &str) -> Result<(Option<Envelope>, Option<i64>), Fault> {
    let (lot, now_ms) = (work.key()?, work.now_ms());
    let terms = terms(work.conn(), &lot).await?;
    let known = store::opening::recoveries(work.conn(), &lot, terms.envelope).await?;
    let supplied = known.iter().find(|row| row.bidder == bidder).map(|row| row.at_ms);
    let open = until_ms(work.conn(), &lot, terms.envelope).await?.is_some_and(|until_ms| now_ms <= until_ms);
    let waits = super::verdict::waits(work, &lot, bidder).await?;
    Ok(((open && waits && supplied.is_none()).then_some(terms.envelope), supplied))
}

impl Change for OpenRecovery {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (reason, lasts_ms) = (interrupt::reason(&self.reason)?, interrupt::minutes(self.minutes)?);
        interrupt::guard(work).await?;
        if !window::is_over(work.conn(), &self.lot).await? {
            return Err(Code::WindowIsOpen.into());
        }
        let until_ms = work.now_ms() + lasts_ms;
        interrupt::write(work, InterruptionKind::Recovery, reason, Some(until_ms)).await?;
        let envelope = terms(work.conn(), &self.lot).await?.envelope;
        let data = json!({ "envelope": envelope, "minutes": self.minutes, "until_ms": until_ms, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::RecoveryOpened, &self.lot, data)))
    }
}

impl Change for SupplyRecovery {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
        let bidder = work.org()?.to_owned();
        let file = Recovery::parse(self.file.as_bytes())
            .map_err(|why| Refusal::new(Code::RecoveryUnreadable).with("detail", why))?;
        let terms = terms(work.conn(), &self.lot).await?;
        let (due, supplied) = due(work, &bidder).await?;
        if supplied.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        let (_, row) = list(work.conn(), &self.lot, terms.which).await?;
        let bids = super::listed(work.conn(), &self.lot, terms.which).await?;
        let bid = bids.into_iter().find(|bid| bid.slot.bidder == bidder);
        let (Some(bid), Some(_)) = (bid, due) else { return Err(Code::RecoveryNotCalled.into()) };
        let header = header(&bid)?;
        let seed = file.seed_for(&header.context).map_err(|_| Refusal::new(Code::RecoveryOther))?;
        // The head first: it costs a millisecond. The payload is checked by the job, as after a release.
        let payload = Measure { length: bid.length, root: bid.root.parse().map_err(Fault::internal)? };
        let context = super::unseal::context(work.conn(), &terms, &bid).await?;
        let head = bid.head_sha256.parse().map_err(Fault::internal)?;
        let expected = Expected { context: &context, sheet: &terms.sheet, head, payload };
        if let Err(Verdict::Bidder(fault)) = check_opening(seed, &bid.head, &expected, &payload) {
            let code = Verdict::Bidder(fault).to_string();
            let field = code.rsplit(": ").next().unwrap_or_default().to_owned();
            return Err(Refusal::new(Code::RecoveryFails).with("field", field).into());
        }
        let kept = Recovered { bidder: bidder.clone(), file: self.file.clone(), at_ms: work.now_ms() };
        store::opening::keep_recovery(work.conn(), &self.lot, terms.envelope, &kept).await?;
        let data = json!({ "envelope": terms.envelope, "list": row.sha256, "bidder": bidder });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::RecoverySupplied, &self.lot, data)))
    }
}
