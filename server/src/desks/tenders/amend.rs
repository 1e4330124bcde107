//! Amending a notice before the deadline: the next version, what becomes of earlier bids, and who is told.

use super::state::document_row;
use super::tell::tell;
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::tenders::{AmendNotice, Amended, Amending, ReadAmending};
use shared::envelope::{EarlierBids, Notice, NoticeDocument};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move};
use shared::refusal::{Code, Refusal};
use shared::rules::calendar::Calendar;
use shared::tender::{AmendmentDraft, AmendmentKind, amendment_refusal};
use store::AnyConnection;
use store::tenders::Document;
use store::uploads::UploadState;

/// Earlier bids stand, as the database writes it.
pub const STAND: &str = "stand";
/// They do not.
const RESEAL: &str = "reseal";

/// The documents that go out with the next version.
async fn staged(conn: &mut AnyConnection, lot: &LotKey, current: i64) -> Result<Vec<Document>, Fault> {
    let all = store::tenders::documents(conn, lot).await?;
    Ok(all.into_iter().filter(|document| document.notice > current).collect())
}

impl Query for ReadAmending {
    async fn run(&self, work: &mut Work<'_>) -> Result<Amending, Fault> {
        let lot = work.lot()?.clone();
        let notice = store::tenders::current_notice(work.conn(), &lot.key).await?.ok_or(Code::NotFound)?;
        let staged = staged(work.conn(), &lot.key, notice.version).await?;
        Ok(Amending {
            lot: lot.key,
            tender_title: lot.tender_title,
            title: lot.title,
            notice: notice.json,
            staged: staged.iter().map(document_row).collect::<Result<_, _>>()?,
            now_ms: work.now_ms(),
        })
    }
}

impl Change for AmendNotice {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Amended>, Fault> {
        let now_ms = work.now_ms();
        if work.facts().deadline_ms.is_none_or(|deadline_ms| now_ms > deadline_ms) {
            return Err(Code::AmendmentAfterDeadline.into());
        }
        let current = store::tenders::current_notice(work.conn(), &self.lot).await?.ok_or(Code::NotFound)?;
        if current.version != i64::from(self.version) {
            return Err(Code::VersionConflict.into());
        }
        let before = Notice::parse(current.json.as_bytes()).map_err(Fault::internal)?;
        let documents = staged(work.conn(), &self.lot, current.version).await?;
        let documents = documents
            .iter()
            .map(document_row)
            .map(|row| row.map(|row| NoticeDocument { name: row.name, size: row.size, sha256: row.sha256 }));
        let documents = documents.collect::<Result<Vec<_>, _>>()?;
        let draft = AmendmentDraft {
            before: &before,
            kind: self.kind,
            text: &self.text,
            affects: self.affects,
            deadline_ms: self.deadline_ms,
            earlier_bids: self.earlier_bids,
            documents: &documents,
            now_ms,
        };
        let findings = draft.check(&Calendar::default());
        if let Some(refusal) = amendment_refusal(&findings) {
            return Err(refusal.into());
        }
        let next = draft.next().map_err(Fault::internal)?;
        let hash = keep(work, &next).await?;
        let deadline_ms = draft.next_deadline_ms();
        let ended = move_on(work, self.kind, deadline_ms, hash).await?;
        let version = i64::from(next.version);
        tell(work, &self.lot, version).await?;
        let warnings: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let data = json!({ "version": version, "notice": hash, "previous": current.sha256, "kind": self.kind,
            "affects": self.affects, "deadline_ms": deadline_ms, "earlier_bids": next.earlier_bids, "warnings": warnings });
        let reply = Amended { version: next.version, notice: hash, deadline_ms };
        Ok(Done::new(reply, Event::of_lot(Kind::NoticeAmended, &self.lot, data)).and_all(ended))
    }
}

async fn keep(work: &mut Work<'_>, next: &Notice) -> Result<Hash, Fault> {
    let bytes = next.to_bytes().map_err(Fault::internal)?;
    let hash = Hash::of(&bytes);
    let kept = store::tenders::Notice {
        key: work.key()?,
        version: i64::from(next.version),
        json: String::from_utf8(bytes).map_err(Fault::internal)?,
        sha256: hash.to_hex(),
        published_ms: work.now_ms(),
        earlier_bids: if next.earlier_bids == EarlierBids::Stand { STAND } else { RESEAL }.into(),
    };
    store::tenders::insert_notice(work.conn(), &kept).await?;
    Ok(hash)
}

/// The lot goes on under the new version, or ends; in the end what is on its way ends too. What was submitted is retired
/// by the house itself, so that nobody learns from it that there was a bid.
async fn move_on(
    work: &mut Work<'_>,
    kind: AmendmentKind,
    deadline_ms: i64,
    notice: Hash,
) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    if kind != AmendmentKind::Termination {
        work.step(Move::Amend { deadline_ms, notice }).await?;
        return Ok(None);
    }
    let reason = Failure::Terminated;
    work.step(Move::Fail { reason }).await?;
    let why = serde_json::to_string(&Refusal::new(Code::LotTerminated))?;
    for state in [UploadState::Receiving, UploadState::Complete] {
        for upload in store::uploads::in_state(work.conn(), state, Some(&key)).await? {
            store::uploads::set_state(work.conn(), &upload.id, UploadState::Dead, Some(&why)).await?;
        }
    }
    Ok(Some(Event::of_lot(Kind::LotFailed, &key, json!({ "reason": reason }))))
}
