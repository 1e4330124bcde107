//! Spreadsheets in and out: preview, import, export, the tree of specialties.

use super::rows::{self, Parsed};
use super::{check, digits_after, tree};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::http::mount::{Routes, Shared, query_body};
use crate::http::{door, fault};
use crate::work::{Change, Done, Query, Work};
use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::pool::{
    ExpertData, ExportPool, FILE_BYTES_MAX, ImportExperts, ImportProgress, ImportReport, ImportSpecialties, Imported,
    PreviewImport, Progressed, SheetFormat,
};
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::{ExpertNo, is_id};
use shared::journal::{Hash, tree as merkle};
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::pool::Recorded;

/// How far previews and imports of this process are, by account and name.
#[derive(Debug, Default)]
pub struct Imports(Mutex<HashMap<(String, String), Arc<Run>>>);

/// How far one is.
#[derive(Debug, Default)]
struct Run {
    read: AtomicU64,
    written: AtomicU64,
    of: AtomicU64,
}

/// Names that are remembered; beyond that all are forgotten, which costs a progress bar and nothing else.
const RUNS_MAX: usize = 100;

impl Imports {
    fn run(&self, account: &str, name: &str) -> Arc<Run> {
        let Ok(mut runs) = self.0.lock() else { return Arc::default() };
        if runs.len() >= RUNS_MAX {
            runs.clear();
        }
        Arc::clone(runs.entry((account.to_owned(), name.to_owned())).or_default())
    }
}

impl Query for ImportProgress {
    async fn run(&self, work: &mut Work<'_>) -> Result<Progressed, Fault> {
        let account = work.account()?.to_owned();
        let run = work.house().imports.run(&account, &self.run);
        let number = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Ok(Progressed { read: number(&run.read), written: number(&run.written), of: number(&run.of) })
    }
}

/// Mounts the spreadsheets.
#[must_use]
pub fn streams(routes: Routes) -> Routes {
    routes
        .stream(PreviewImport::PATH, PreviewImport::ACTION, post(preview))
        .stream(ImportExperts::PATH, ImportExperts::ACTION, post(import_file))
        .stream(ExportPool::PATH, ExportPool::ACTION, get(export))
        .stream(ImportSpecialties::PATH, ImportSpecialties::ACTION, post(tree::import_specialties))
}

/// Answers a registrar; whoever is none is told so before a byte is read.
pub(super) async fn respond(
    house: &Shared,
    headers: &HeaderMap,
    action: Action,
    writes: bool,
    make: impl AsyncFnOnce(&Caller) -> Result<Response, Fault>,
) -> Response {
    let caller = match door::caller(house, headers, writes).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        {
            let mut conn = house.db.connection().await?;
            Work::open(&mut conn, house, &caller.actor, &caller.request, action, None).await?;
        }
        make(&caller).await
    };
    match result.await {
        Ok(response) => response,
        Err(error) => {
            if let Fault::Refused(refusal) = &error {
                act::journal_refusal(house, &caller, action.as_str(), None, refusal).await;
            }
            fault::response(error, &caller.request)
        }
    }
}

pub(super) async fn whole(body: Body) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| Refusal::new(Code::BadRequest).with("detail", error))?;
        if (bytes.len() + piece.len()) as u64 > FILE_BYTES_MAX {
            return Err(Refusal::new(Code::TooLarge).with("limit", "64 MiB").into());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn known(house: &Shared) -> Result<BTreeSet<String>, Fault> {
    let mut conn = house.db.connection().await?;
    Ok(store::pool::specialties(&mut conn).await?.into_iter().map(|node| node.code).collect())
}

/// Reads the experts of a file, away from the threads that answer.
async fn parse(house: &Shared, caller: &Caller, name: &str, body: Body) -> Result<(Hash, Parsed, Arc<Run>), Fault> {
    if !is_id(name) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "run").with("detail", "A–Z a–z 0–9 . _ -").into());
    }
    let account = caller.actor.account.as_ref().map(ToString::to_string).unwrap_or_default();
    let run = house.imports.run(&account, name);
    let bytes = whole(body).await?;
    let known = known(house).await?;
    let counted = Arc::clone(&run);
    let work = move || {
        let sha256 = Hash::of(&bytes);
        let parsed = rows::experts(&bytes, &known, &|rows| counted.read.store(rows, Ordering::Relaxed));
        (sha256, parsed)
    };
    let (sha256, parsed) = tokio::task::spawn_blocking(work).await.map_err(Fault::internal)?;
    Ok((sha256, parsed?, run))
}

async fn preview(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    respond(&house, &headers, PreviewImport::ACTION, true, async |caller| {
        let asked: PreviewImport = query_body(raw.as_deref())?;
        let (sha256, parsed, _) = parse(&house, caller, &asked.run, body).await?;
        let mut conn = house.db.connection().await?;
        let standing = standing(&mut conn).await?;
        let mut report = ImportReport {
            sha256,
            rows: parsed.experts.len() as u64 + parsed.wrong,
            new: 0,
            changed: 0,
            same: 0,
            wrong: parsed.wrong,
            errors: parsed.errors,
        };
        for (no, data) in &parsed.experts {
            match no.as_ref().and_then(|no| standing.get(no.as_str())) {
                None => report.new += 1,
                Some(digest) if *digest == self::digest(data)? => report.same += 1,
                Some(_) => report.changed += 1,
            }
        }
        Ok(Json(report).into_response())
    })
    .await
}

fn digest(data: &ExpertData) -> Result<Hash, Fault> {
    Ok(Hash::of(&serde_json::to_vec(data)?))
}

/// The digest of every record of the pool, by number.
async fn standing(conn: &mut store::AnyConnection) -> Result<HashMap<String, Hash>, Fault> {
    let mut all = HashMap::new();
    store::pool::records(conn, |no, data| {
        all.insert(no.to_string(), digest(&data).map_err(store::StoreError::corrupt)?);
        Ok(())
    })
    .await?;
    Ok(all)
}

async fn import_file(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    respond(&house, &headers, ImportExperts::ACTION, true, async |caller| {
        let asked: ImportExperts = query_body(raw.as_deref())?;
        let (sha256, parsed, run) = parse(&house, caller, &asked.run, body).await?;
        if sha256 != asked.sha256 {
            return Err(Code::ImportOther.into());
        }
        if parsed.wrong > 0 {
            return Err(Refusal::new(Code::ImportWrong).with("count", parsed.wrong).into());
        }
        let import = Import { sha256, experts: Arc::new(parsed.experts), run };
        Ok(Json(act::change(&house, caller, &import).await?.reply).into_response())
    })
    .await
}

/// An import: what is left when the file was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Import {
    sha256: Hash,
    #[serde(skip)]
    experts: Arc<Vec<(Option<ExpertNo>, ExpertData)>>,
    #[serde(skip)]
    run: Arc<Run>,
}

impl Endpoint for Import {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(import-experts)";
    const ACTION: Action = Action::ImportExperts;
    type Reply = Imported;
}

/// A record as the journal and the history have it: its JSON, a fresh salt, and the hash of both.
pub(super) fn recorded<'a>(no: &'a ExpertNo, data: &'a ExpertData) -> Result<Recorded<'a>, Fault> {
    let json = serde_json::to_string(&json!({ "no": no, "data": data }))?;
    let salt: [u8; 32] = crate::random::bytes()?;
    let change = Hash::of_parts(&[&salt, json.as_bytes()]);
    Ok(Recorded { no, data, json, salt, change })
}

impl Change for Import {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Imported>, Fault> {
        let known = store::pool::specialties(work.conn()).await?.into_iter().map(|node| node.code).collect();
        let standing = standing(work.conn()).await?;
        let mut next = digits_after(store::pool::last_number(work.conn()).await?.as_deref());
        let given: BTreeSet<&str> = self.experts.iter().filter_map(|(no, _)| Some(no.as_ref()?.as_str())).collect();
        let mut imported = Imported { new: 0, changed: 0, same: 0 };
        let mut numbered: Vec<(ExpertNo, &ExpertData)> = Vec::new();
        for (no, data) in self.experts.iter() {
            check(data, &known)?;
            let no = match no {
                Some(no) => no.clone(),
                None => loop {
                    next += 1;
                    let no = super::number(next)?;
                    if !given.contains(no.as_str()) {
                        break no;
                    }
                },
            };
            match standing.get(no.as_str()) {
                None => imported.new += 1,
                Some(standing) if *standing == digest(data)? => {
                    imported.same += 1;
                    continue;
                }
                Some(_) => imported.changed += 1,
            }
            numbered.push((no, data));
        }
        let records = numbered.iter().map(|(no, data)| recorded(no, data)).collect::<Result<Vec<_>, Fault>>()?;
        self.run.of.store(records.len() as u64, Ordering::Relaxed);
        let account = work.actor().journal_name().to_owned();
        let now_ms = work.now_ms();
        let written = |count: usize| self.run.written.store(count as u64, Ordering::Relaxed);
        store::pool::save_all(work.conn(), &records, &account, now_ms, written).await?;
        let leaves: Vec<Hash> = records.iter().map(|record| merkle::leaf_hash(&record.change.0)).collect();
        let data = json!({
            "file": self.sha256, "new": imported.new, "changed": imported.changed, "same": imported.same,
            "changes": merkle::root(&leaves),
        });
        Ok(Done::new(imported, Event::of_house(Kind::ExpertsImported, data)))
    }
}

/// Puts experts into the pool as the house itself: one event for all.
///
/// # Errors
/// The refusal of a record that is not of its form, or a fault of the database.
pub async fn import(house: &Arc<House>, experts: Vec<(ExpertNo, ExpertData)>) -> Result<Imported, Fault> {
    let sha256 = Hash::of(&serde_json::to_vec(&experts)?);
    let experts = Arc::new(experts.into_iter().map(|(no, data)| (Some(no), data)).collect());
    let import = Import { sha256, experts, run: Arc::default() };
    Ok(act::change(house, &Caller::system()?, &import).await?.reply)
}

/// A spreadsheet (xlsx) of these experts.
///
/// # Errors
/// A fault when it cannot be written.
pub fn sheet_of(experts: &[(ExpertNo, ExpertData)]) -> Result<Vec<u8>, Fault> {
    let lines: Vec<Vec<String>> = experts.iter().map(|(no, data)| rows::cells(no, data)).collect();
    written(SheetFormat::Xlsx, &lines)
}

/// Reads a spreadsheet and imports it as the house itself.
///
/// # Errors
/// The refusal of the file or of its first wrong row, or a fault of the database.
pub async fn import_sheet(house: &Arc<House>, bytes: &[u8]) -> Result<Imported, Fault> {
    let parsed = rows::experts(bytes, &known(house).await?, &|_| {})?;
    if let Some(error) = parsed.errors.into_iter().next() {
        return Err(error.refusal.into());
    }
    let import = Import { sha256: Hash::of(bytes), experts: Arc::new(parsed.experts), run: Arc::default() };
    Ok(act::change(house, &Caller::system()?, &import).await?.reply)
}

/// That somebody took the whole pool away in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct NoteExport {
    format: SheetFormat,
    experts: u64,
}

impl Endpoint for NoteExport {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(note-export)";
    const ACTION: Action = Action::ExportPool;
    type Reply = Nothing;
}

impl Change for NoteExport {
    async fn run(&self, _: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let data = json!({ "format": self.format, "experts": self.experts });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::PoolExported, data)))
    }
}

async fn export(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, ExportPool::ACTION, false, async |caller| {
        let asked: ExportPool = query_body(raw.as_deref())?;
        let mut lines = vec![];
        {
            let mut conn = house.db.connection().await?;
            store::pool::records(&mut conn, |no, data| {
                lines.push(rows::cells(&no, &data));
                Ok(())
            })
            .await?;
        }
        let note = NoteExport { format: asked.format, experts: lines.len() as u64 };
        act::change(&house, caller, &note).await?;
        let write = move || written(asked.format, &lines);
        let bytes = tokio::task::spawn_blocking(write).await.map_err(Fault::internal)??;
        let (mime, ending) = match asked.format {
            SheetFormat::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            SheetFormat::Csv => ("text/csv; charset=utf-8", "csv"),
            SheetFormat::CsvGb18030 => ("text/csv; charset=gb18030", "csv"),
        };
        let name = format!("attachment; filename=\"experts.{ending}\"");
        Ok(([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
    })
    .await
}

/// The bytes of a spreadsheet of experts.
///
/// # Errors
/// A fault when it cannot be written.
pub(super) fn written(format: SheetFormat, lines: &[Vec<String>]) -> Result<Vec<u8>, Fault> {
    if format == SheetFormat::Xlsx {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, title) in (0..).zip(rows::headers()) {
            sheet.write_string(0, column, title).map_err(Fault::internal)?;
        }
        for (row, line) in (1..).zip(lines) {
            for (column, cell) in (0..).zip(line).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).map_err(Fault::internal)?;
            }
        }
        return book.save_to_buffer().map_err(Fault::internal);
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(rows::headers()).map_err(Fault::internal)?;
    for line in lines {
        csv.write_record(line).map_err(Fault::internal)?;
    }
    let bytes = csv.into_inner().map_err(Fault::internal)?;
    if format == SheetFormat::Csv {
        return Ok([b"\xef\xbb\xbf".as_slice(), &bytes].concat());
    }
    let text = String::from_utf8(bytes).map_err(Fault::internal)?;
    Ok(encoding_rs::GB18030.encode(&text).0.into_owned())
}
