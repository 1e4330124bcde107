//! What lies in the database of a lot that is written, in the terms of the rules.

use crate::fault::Fault;
use shared::api::tenders::{DocumentRow, HolderRow, HolderState};
use shared::envelope::{B64, Envelope, Holder, KeySheet};
use shared::id::{AccountId, LotKey};
use shared::rules::calendar::Calendar;
use shared::rules::criteria::LotPlan;
use shared::tender::{Draft, LotFinding, SheetState};
use store::AnyConnection;
use store::bids::envelope_name;
use store::lots::Lot;
use store::tenders::Document;
use store::tenders::holders::Holder as Row;

/// The plan of a lot.
pub fn plan(lot: &Lot) -> Result<LotPlan, Fault> {
    Ok(serde_json::from_str(&lot.plan_json)?)
}

/// How far a holder is.
pub fn holder_state(row: &Row) -> HolderState {
    match (&row.public_key, &row.sheet_sig) {
        (Some(_), _) if row.identity != row.enrolled => HolderState::IdentityReplaced,
        (Some(_), Some(_)) => HolderState::Signed,
        (Some(_), None) => HolderState::KeyMade,
        (None, _) => HolderState::Named,
    }
}

/// The holders for the wire.
pub fn holder_rows(rows: &[Row]) -> Result<Vec<HolderRow>, Fault> {
    rows.iter()
        .map(|row| {
            Ok(HolderRow {
                x: u8::try_from(row.x).map_err(Fault::internal)?,
                account: AccountId::new(&row.account).map_err(Fault::internal)?,
                name: row.name.clone(),
                state: holder_state(row),
            })
        })
        .collect()
}

/// How far the key sheet is.
pub fn sheet_state(rows: &[Row]) -> SheetState {
    let any = |state| rows.iter().any(|row| holder_state(row) == state);
    match rows {
        [] => SheetState::NotNamed,
        _ if any(HolderState::IdentityReplaced) => SheetState::IdentityReplaced,
        _ if any(HolderState::Named) => SheetState::KeysMissing,
        _ if any(HolderState::KeyMade) => SheetState::NotSigned,
        _ => SheetState::Complete,
    }
}

/// Which of two sheets is farther from complete.
const fn farther(one: SheetState, other: SheetState) -> SheetState {
    const fn place(state: SheetState) -> u8 {
        match state {
            SheetState::NotNamed => 0,
            SheetState::IdentityReplaced => 1,
            SheetState::KeysMissing => 2,
            SheetState::NotSigned => 3,
            SheetState::Complete => 4,
        }
    }
    if place(other) < place(one) { other } else { one }
}

/// The holders of every envelope of a lot, each with the state that is farthest from signed.
pub async fn all_holders(conn: &mut AnyConnection, key: &LotKey, plan: &LotPlan) -> Result<Vec<HolderRow>, Fault> {
    let mut merged: Vec<HolderRow> = Vec::new();
    for envelope in plan.opening.envelopes() {
        let rows = store::tenders::holders::of_lot(conn, key, envelope_name(*envelope)).await?;
        for row in holder_rows(&rows)? {
            match merged.iter_mut().find(|known| known.x == row.x) {
                Some(known) => known.state = nearer(known.state, row.state),
                None => merged.push(row),
            }
        }
    }
    Ok(merged)
}

fn nearer(one: HolderState, other: HolderState) -> HolderState {
    match (one, other) {
        (HolderState::IdentityReplaced, _) | (_, HolderState::IdentityReplaced) => HolderState::IdentityReplaced,
        _ => one.min(other),
    }
}

/// The key sheet of an envelope once all keys are in: with the signatures when all are, else without any.
pub fn sheet(key: &LotKey, envelope: Envelope, rows: &[Row]) -> Result<Option<KeySheet>, Fault> {
    let Some(first) = rows.first() else { return Ok(None) };
    let mut sheet = KeySheet {
        tender: key.tender.clone(),
        lot: key.lot.clone(),
        envelope,
        m: u8::try_from(first.m).map_err(Fault::internal)?,
        holders: Vec::with_capacity(rows.len()),
        sigs: Vec::new(),
    };
    for row in rows {
        let (Some(public), Some(identity)) = (&row.public_key, &row.identity) else { return Ok(None) };
        sheet.holders.push(Holder {
            x: u8::try_from(row.x).map_err(Fault::internal)?,
            name: row.name.clone(),
            key: B64::parse(public).map_err(Fault::internal)?,
            identity: B64::parse(identity).map_err(Fault::internal)?,
        });
    }
    let sigs: Option<Vec<&String>> = rows.iter().map(|row| row.sheet_sig.as_ref()).collect();
    for sig in sigs.unwrap_or_default() {
        sheet.sigs.push(B64::parse(sig).map_err(Fault::internal)?);
    }
    Ok(Some(sheet))
}

/// The documents for the wire.
pub fn document_rows(documents: &[Document]) -> Result<Vec<DocumentRow>, Fault> {
    documents.iter().map(document_row).collect()
}

/// A document for the wire.
pub fn document_row(document: &Document) -> Result<DocumentRow, Fault> {
    Ok(DocumentRow {
        name: document.name.clone(),
        size: u64::try_from(document.size).map_err(Fault::internal)?,
        sha256: document.sha256.parse().map_err(Fault::internal)?,
    })
}

/// What stands against publishing a lot as it lies in the database.
pub async fn findings(
    conn: &mut AnyConnection,
    lot: &Lot,
    plan: &LotPlan,
    deadline_ms: Option<i64>,
    now_ms: i64,
) -> Result<Vec<LotFinding>, Fault> {
    let documents = store::tenders::documents(conn, &lot.key).await?.len();
    let mut sheet = SheetState::Complete;
    for envelope in plan.opening.envelopes() {
        let holders = store::tenders::holders::of_lot(conn, &lot.key, envelope_name(*envelope)).await?;
        // What is farthest from complete is said.
        sheet = farther(sheet, sheet_state(&holders));
    }
    let draft = Draft { plan, deadline_ms, documents, sheet, now_ms };
    Ok(draft.check(&Calendar::default()))
}
