//! The tree of specialties from a spreadsheet.

use super::import::{respond, whole};
use super::rows::ERRORS_MAX;
use super::sheet;
use crate::act;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::work::{Change, Done, Work};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::pool::{ImportSpecialties, RowError, SpecialtiesImported};
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::is_id;
use shared::journal::Hash;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::pool::Specialty;

pub(super) async fn import_specialties(State(house): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    respond(&house, &headers, ImportSpecialties::ACTION, true, async |caller| {
        let bytes = whole(body).await?;
        let read = tokio::task::spawn_blocking(move || (Hash::of(&bytes), specialties(&bytes)));
        let (sha256, read) = read.await.map_err(Fault::internal)?;
        let (nodes, errors) = read?;
        if !errors.is_empty() {
            return Ok(Json(SpecialtiesImported { specialties: 0, errors }).into_response());
        }
        let import = ImportTree { sha256, nodes: Arc::new(nodes) };
        let specialties = import.nodes.len() as u64;
        act::change(&house, caller, &import).await?;
        Ok(Json(SpecialtiesImported { specialties, errors: Vec::new() }).into_response())
    })
    .await
}

/// The columns of a file of specialties.
const TREE: [[&str; 2]; 4] = [["代码", "code"], ["上级代码", "parent"], ["名称", "zh"], ["英文名称", "en"]];

/// The specialties of a file, and what is wrong with its rows.
fn specialties(bytes: &[u8]) -> Result<(Vec<Specialty>, Vec<RowError>), Refusal> {
    let (mut nodes, mut errors) = (Vec::new(), Vec::new());
    let mut named: Option<Vec<usize>> = None;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    sheet::rows(bytes, &mut |row| {
        let Some(places) = &named else {
            let place = |names: &[&str; 2]| {
                row.cells.iter().position(|cell| names.iter().any(|n| cell.eq_ignore_ascii_case(n)))
            };
            let missing = |names: &[&str; 2]| Refusal::new(Code::SheetColumns).with("columns", names.join(" "));
            named =
                Some(TREE.iter().map(|names| place(names).ok_or_else(|| missing(names))).collect::<Result<_, _>>()?);
            return Ok(());
        };
        let cell = |at: usize| row.cells.get(places[at]).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let node = Specialty {
            code: cell(0),
            parent: Some(cell(1)).filter(|parent| !parent.is_empty()),
            zh: cell(2),
            en: cell(3),
        };
        let title = |at: usize| TREE[at].join(" ");
        let wrong = if row.merged {
            Some(Refusal::new(Code::RowMerged).with("row", row.number))
        } else if !is_id(&node.code) {
            let refusal = Refusal::new(Code::RowWord).with("field", title(0)).with("value", &node.code);
            Some(refusal.with("words", "A–Z a–z 0–9 . _ -"))
        } else if node.zh.is_empty() || node.en.is_empty() {
            Some(Refusal::new(Code::FieldMissing).with("field", title(if node.zh.is_empty() { 2 } else { 3 })))
        } else {
            let first = seen.insert(node.code.clone(), row.number);
            first.map(|first| Refusal::new(Code::RowDuplicate).with("no", &node.code).with("first", first))
        };
        match wrong {
            Some(refusal) if errors.len() < ERRORS_MAX => errors.push(RowError { row: row.number, refusal }),
            Some(_) => {}
            None => nodes.push(node),
        }
        Ok(())
    })?;
    Ok((nodes, errors))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ImportTree {
    sha256: Hash,
    #[serde(skip)]
    nodes: Arc<Vec<Specialty>>,
}

impl Endpoint for ImportTree {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(import-specialties)";
    const ACTION: Action = Action::ImportSpecialties;
    type Reply = Nothing;
}

impl Change for ImportTree {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let present = store::pool::specialties(work.conn()).await?;
        let mut parents: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for node in present.iter().chain(self.nodes.iter()) {
            parents.insert(&node.code, node.parent.as_deref());
        }
        for node in self.nodes.iter() {
            check_place(&node.code, &parents)?;
        }
        store::pool::save_specialties(work.conn(), &self.nodes).await?;
        let data = json!({ "file": self.sha256, "specialties": self.nodes.len() });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SpecialtiesImported, data)))
    }
}

/// The specialty hangs under one that exists, and not under itself.
fn check_place(code: &str, parents: &BTreeMap<&str, Option<&str>>) -> Result<(), Refusal> {
    let mut at = code;
    for _ in 0..super::DEPTH_MAX {
        match parents.get(at) {
            None => return Err(Refusal::new(Code::SpecialtyUnknown).with("code", at)),
            Some(None) => return Ok(()),
            Some(Some(parent)) => at = parent,
        }
    }
    Err(Refusal::new(Code::SpecialtyCircle).with("code", code))
}

#[cfg(test)]
mod tests;
