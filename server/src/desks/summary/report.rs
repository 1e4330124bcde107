//! Making the report and the sheet of its signatures: jobs, because setting a page is slow.

use super::{Material, REPORT, REPORT_SIGNATURES, paper_data};
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use crate::sequence::Boxed;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::lifecycle::Move;
use shared::policy::Action;
use shared::refusal::Code;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// After a failure the jobs wait this long, milliseconds.
const WAIT_MS: i64 = 30_000;
static NOT_BEFORE_MS: AtomicI64 = AtomicI64::new(0);

/// Makes the reports that heads have asked for, and the sheets of signatures of those that all have signed.
pub fn make_papers(house: &Arc<House>) -> Boxed<'_, Result<(), Fault>> {
    Box::pin(async move {
        if machine_ms() < NOT_BEFORE_MS.load(Ordering::Relaxed) {
            return Ok(());
        }
        let made = make_due(house).await;
        if made.is_err() {
            NOT_BEFORE_MS.store(machine_ms().saturating_add(WAIT_MS), Ordering::Relaxed);
        }
        made
    })
}

async fn make_due(house: &Arc<House>) -> Result<(), Fault> {
    let (reports, slips) = {
        let mut conn = house.db.connection().await?;
        (store::summary::reports_due(&mut conn).await?, store::summary::slips_due(&mut conn).await?)
    };
    for lot in reports {
        make_report(house, lot).await?;
    }
    for lot in slips {
        make_slip(house, lot).await?;
    }
    Ok(())
}

async fn make_report(house: &Arc<House>, key: LotKey) -> Result<(), Fault> {
    let (report, basis, asked_ms) = {
        let mut conn = house.db.connection().await?;
        let lot = store::lots::find(&mut conn, &key).await?.ok_or(Code::NotFound)?;
        let Some(asked_ms) = store::summary::report_requested(&mut conn, &key).await? else { return Ok(()) };
        let Some(result) = store::summary::result(&mut conn, &key).await? else { return Ok(()) };
        let material = Material::load(&mut conn, &lot).await?;
        (paper_data::report(house, &mut conn, &lot, &material, &result).await?, result.basis(), asked_ms)
    };
    let sha256 = print(house, move |fonts| paper::evaluation_report(fonts, &report, paper::Lang::Zh)).await?;
    let record = RecordReport { lot: key, sha256, basis, asked_ms };
    match act::change(house, &Caller::system()?, &record).await {
        // In the meantime the head returned cells, or the committee decided something.
        Err(Fault::Refused(refusal)) if matches!(refusal.code, Code::WrongStage | Code::ReportOther) => Ok(()),
        other => other.map(|_| ()),
    }
}

async fn make_slip(house: &Arc<House>, key: LotKey) -> Result<(), Fault> {
    let list = {
        let mut conn = house.db.connection().await?;
        let lot = store::lots::find(&mut conn, &key).await?.ok_or(Code::NotFound)?;
        let paper = store::summary::newest_paper(&mut conn, &key, REPORT).await?.ok_or(Code::NotFound)?;
        let signatures = store::summary::paper_signatures(&mut conn, &key, REPORT, &paper.sha256).await?;
        paper_data::signatures(house, &lot, &paper, &signatures)
    };
    let sha256 = print(house, move |fonts| paper::signed_list(fonts, &list, paper::Lang::Zh)).await?;
    match act::change(house, &Caller::system()?, &RecordSlip { lot: key, sha256 }).await {
        // The report was reopened in the meantime (87号令 art. 64): it will have other signatures.
        Err(Fault::Refused(refusal)) if refusal.code == Code::WrongStage => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Sets a page and keeps it, outside every command.
async fn print(
    house: &Arc<House>,
    set: impl FnOnce(&paper::Fonts) -> Result<Vec<u8>, paper::PaperError> + Send + 'static,
) -> Result<Hash, Fault> {
    let house = Arc::clone(house);
    let made = tokio::task::spawn_blocking(move || {
        let fonts = paper::Fonts::load(house.fonts()).map_err(Fault::internal)?;
        let pdf = set(&fonts).map_err(Fault::internal)?;
        house.vault.keep(&pdf)
    });
    made.await.map_err(Fault::internal)?
}

/// The report lies in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordReport {
    lot: LotKey,
    sha256: Hash,
    basis: Hash,
    asked_ms: i64,
}

impl Endpoint for RecordReport {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(report)";
    const ACTION: Action = Action::RecordReport;
    type Reply = Nothing;
    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for RecordReport {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let at_ms = work.now_ms();
        // It must be the report of this very result, and still be what was asked for.
        let result = store::summary::result(work.conn(), &self.lot).await?;
        let asked_ms = store::summary::report_requested(work.conn(), &self.lot).await?;
        if asked_ms != Some(self.asked_ms) || result.is_none_or(|result| result.basis() != self.basis) {
            return Err(Code::ReportOther.into());
        }
        work.step(Move::MakeReport { report: self.sha256 }).await?;
        store::summary::keep_paper(work.conn(), &self.lot, REPORT, &self.sha256, at_ms).await?;
        store::summary::clear_report_request(work.conn(), &self.lot).await?;
        let data = json!({ "sha256": self.sha256, "basis": self.basis });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ReportMade, &self.lot, data)))
    }
}

/// The sheet of signatures lies in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordSlip {
    lot: LotKey,
    sha256: Hash,
}

impl Endpoint for RecordSlip {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(report-signatures)";
    const ACTION: Action = Action::RecordSlip;
    type Reply = Nothing;
    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for RecordSlip {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let at_ms = work.now_ms();
        store::summary::keep_paper(work.conn(), &self.lot, REPORT_SIGNATURES, &self.sha256, at_ms).await?;
        let data = json!({ "sha256": self.sha256 });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::SignaturesPrinted, &self.lot, data)))
    }
}
