//! Interruptions of an opening: the officer extends the decryption window, suspends the opening and goes on with it, each
//! time with a reason that the journal, the hall and the record carry.

use super::terms;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{ExtendWindow, Interruption, InterruptionKind, ResumeOpening, SuspendOpening};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::opening::Interrupted;

const MINUTE_MS: i64 = 60_000;

/// A reason: 1 to 500 characters.
pub(super) fn reason(text: &str) -> Result<&str, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "reason").into());
    }
    if text.chars().count() > 500 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "reason").with("detail", "≤ 500").into());
    }
    Ok(text)
}

/// Minutes of a time limit, as milliseconds: 1 to 480.
pub(super) fn minutes(minutes: u32) -> Result<i64, Fault> {
    if !(1..=480).contains(&minutes) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "minutes").with("detail", "1–480").into());
    }
    Ok(i64::from(minutes) * MINUTE_MS)
}

/// The interruptions of a lot's opening, for whoever may see them.
pub(super) fn lines(rows: &[Interrupted]) -> Vec<Interruption> {
    let kind = |row: &Interrupted| InterruptionKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
    let line = |row: &Interrupted| {
        let (reason, until_ms, at_ms) = (row.reason.clone(), row.until_ms, row.at_ms);
        kind(row).map(|kind| Interruption { kind, reason, until_ms, at_ms })
    };
    rows.iter().filter_map(line).collect()
}

/// The suspension that lasts, if one does.
pub(super) fn suspended(rows: &[Interruption]) -> Option<&Interruption> {
    let last =
        rows.iter().rev().find(|row| matches!(row.kind, InterruptionKind::Suspended | InterruptionKind::Resumed));
    last.filter(|row| row.kind == InterruptionKind::Suspended)
}

/// The suspension of a lot's opening.
pub(super) async fn suspension(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Interruption>, Fault> {
    let rows = lines(&store::opening::interruptions(conn, lot).await?);
    Ok(suspended(&rows).cloned())
}

/// Refuses while the opening is suspended.
pub(super) async fn guard(work: &mut Work<'_>) -> Result<(), Fault> {
    let key = work.key()?;
    match suspension(work.conn(), &key).await? {
        Some(row) => Err(Refusal::new(Code::IsSuspended).with("reason", row.reason).into()),
        None => Ok(()),
    }
}

/// Writes an interruption of the opening as it stands.
pub(super) async fn write(
    work: &mut Work<'_>,
    kind: InterruptionKind,
    reason: &str,
    until_ms: Option<i64>,
) -> Result<(), Fault> {
    let (lot, by, at_ms) = (work.key()?, work.account()?.to_owned(), work.now_ms());
    let envelope = terms(work.conn(), &lot).await?.envelope;
    let row = Interrupted { kind: kind.as_str().into(), envelope, reason: reason.into(), until_ms, by, at_ms };
    Ok(store::opening::interrupt(work.conn(), &lot, &row).await?)
}

impl Change for ExtendWindow {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (reason, by_ms) = (reason(&self.reason)?, minutes(self.minutes)?);
        let window = store::opening::window(work.conn(), &self.lot).await?.ok_or(Code::NoWindow)?;
        let ends_ms = window.ends_ms + by_ms;
        let suspended = suspension(work.conn(), &self.lot).await?.is_some();
        // Whoever missed the end must not be let in again, so what has ended is not extended.
        if !suspended && work.now_ms() > window.ends_ms {
            return Err(Code::WindowIsClosed.into());
        }
        if !store::opening::extend_window(work.conn(), &self.lot, ends_ms).await? {
            return Err(Code::WindowIsClosed.into());
        }
        write(work, InterruptionKind::Extended, reason, Some(ends_ms)).await?;
        let data = json!({ "minutes": self.minutes, "ends_ms": ends_ms, "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::WindowExtended, &self.lot, data)))
    }
}

impl Change for SuspendOpening {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let reason = reason(&self.reason)?;
        guard(work).await?;
        write(work, InterruptionKind::Suspended, reason, None).await?;
        let data = json!({ "reason": reason });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::OpeningSuspended, &self.lot, data)))
    }
}

impl Change for ResumeOpening {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let reason = reason(&self.reason)?;
        let since = suspension(work.conn(), &self.lot).await?.ok_or(Code::NotSuspended)?.at_ms;
        let lasted_ms = (work.now_ms() - since).max(0);
        store::opening::shift_window(work.conn(), &self.lot, since, lasted_ms).await?;
        write(work, InterruptionKind::Resumed, reason, None).await?;
        let data = json!({ "reason": reason, "lasted_ms": lasted_ms });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::OpeningResumed, &self.lot, data)))
    }
}
