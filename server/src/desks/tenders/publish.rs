//! Publishing the notice: the last look at everything, then plan, dates, documents and holders are locked.

use super::amend::STAND;
use super::holders::refused;
use super::state::{document_rows, findings, plan, sheet};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::tenders::{PublishNotice, Published};
use shared::envelope::{Envelope, KeySheet, NoticeDocument};
use shared::event::{Event, Kind};
use shared::jcs;
use shared::journal::Hash;
use shared::lifecycle::Move;
use shared::refusal::Code;
use shared::tender::{Heading, first_notice, refusal};
use store::bids::envelope_name;
use store::tenders::Notice;
use store::tenders::holders::Sheet;

impl Change for PublishNotice {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Published>, Fault> {
        let (lot, now_ms) = (work.lot()?.clone(), work.now_ms());
        if lot.version != self.version {
            return Err(Code::VersionConflict.into());
        }
        let plan = plan(&lot)?;
        let findings = findings(work.conn(), &lot, &plan, lot.deadline_ms, now_ms).await?;
        if let Some(refusal) = refusal(&findings) {
            return Err(refusal.into());
        }
        let mut sheets = Vec::new();
        for envelope in plan.opening.envelopes() {
            sheets.push(complete_sheet(work, *envelope).await?);
        }
        let documents = store::tenders::documents(work.conn(), &lot.key).await?;
        let documents = document_rows(&documents)?
            .into_iter()
            .map(|row| NoticeDocument { name: row.name, size: row.size, sha256: row.sha256 })
            .collect();
        let tender = store::tenders::find(work.conn(), lot.key.tender.as_str()).await?.ok_or(Code::NotFound)?;
        let deadline_ms = lot.deadline_ms.ok_or(Code::NoDeadline)?;
        let heading = Heading {
            lot: &lot.key,
            title: &tender.title,
            lot_title: &lot.title,
            purchaser: &tender.purchaser_name,
            place: &tender.place,
            deadline_ms: u64::try_from(deadline_ms).map_err(Fault::internal)?,
        };
        let notice = first_notice(&heading, &plan, &sheets, documents).map_err(Fault::internal)?;
        let bytes = notice.to_bytes().map_err(Fault::internal)?;
        let hash = Hash::of(&bytes);
        let kept = Notice {
            key: lot.key.clone(),
            version: i64::from(notice.version),
            json: String::from_utf8(bytes).map_err(Fault::internal)?,
            sha256: hash.to_hex(),
            published_ms: now_ms,
            earlier_bids: STAND.into(),
        };
        store::tenders::insert_notice(work.conn(), &kept).await?;
        let mut hashes = Vec::new();
        for sheet in &sheets {
            hashes.push(keep_sheet(work, sheet).await?.to_hex());
        }
        work.step(Move::Publish { deadline_ms, notice: hash }).await?;
        let warnings: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let data = json!({ "version": 1, "notice": hash.to_hex(), "sheets": hashes,
            "deadline_ms": deadline_ms, "warnings": warnings });
        let event = Event::of_lot(Kind::NoticePublished, &lot.key, data);
        Ok(Done::new(Published { notice: hash, deadline_ms }, event))
    }
}

/// The key sheet of an envelope with all signatures, checked once more, every identity enrolled for its person now.
async fn complete_sheet(work: &mut Work<'_>, envelope: Envelope) -> Result<KeySheet, Fault> {
    let key = work.key()?;
    let rows = store::tenders::holders::of_lot(work.conn(), &key, envelope_name(envelope)).await?;
    let sheet = sheet(&key, envelope, &rows)?.ok_or(Code::KeysNotComplete)?;
    sheet.check_keys().map_err(refused)?;
    sheet.check_signatures().map_err(refused)?;
    let enrolled = |x: u8| rows.iter().find(|row| row.x == i64::from(x)).and_then(|row| row.enrolled.clone());
    sheet.check_enrolled(|holder| enrolled(holder.x) == Some(holder.identity.to_string())).map_err(refused)?;
    Ok(sheet)
}

async fn keep_sheet(work: &mut Work<'_>, sheet: &KeySheet) -> Result<Hash, Fault> {
    let key = work.key()?;
    let bytes = jcs::to_bytes(sheet).map_err(Fault::internal)?;
    let hash = Hash::of(&bytes);
    let json = String::from_utf8(bytes).map_err(Fault::internal)?;
    let kept = Sheet { envelope: envelope_name(sheet.envelope).into(), json, sha256: hash.to_hex() };
    store::tenders::holders::insert_sheet(work.conn(), &key, &kept).await?;
    Ok(hash)
}
