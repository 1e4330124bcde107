//! Tenders and lots while they are written.

use super::super::Ok;
use super::{DocumentRow, HolderRow};
use crate::amount::Fen;
use crate::endpoint;
use crate::id::{AccountId, LotKey, OrgId, TenderId};
use crate::journal::Hash;
use crate::lifecycle::StageName;
use crate::people::Role;
use crate::rules::case::{Method, Regime};
use crate::rules::criteria::LotPlan;
use crate::tender::LotFinding;
use serde::{Deserialize, Serialize};

/// One tender with its lots.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadTender {
    /// The tender.
    pub tender: TenderId,
}
endpoint!(ReadTender, Query, "/api/tenders/tender" => TenderPage);

/// A tender for the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderPage {
    /// The tender.
    pub id: TenderId,
    /// Its title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// The officer's name.
    pub officer: String,
    /// The supervisor's name.
    pub supervisor: String,
    /// Where it is opened.
    pub place: String,
    /// Its lots.
    pub lots: Vec<LotRow>,
    /// Whether the reader may add lots.
    pub may_edit: bool,
}

/// A lot in its tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotRow {
    /// The lot.
    pub lot: LotKey,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
}

/// The people and organisations whom an officer chooses from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListPeople {}
endpoint!(ListPeople, Query, "/api/tenders/people" => People);

/// Whom an officer chooses from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Purchasers, id and name.
    pub purchasers: Vec<(OrgId, String)>,
    /// Staff: supervisors, and everybody who may hold a key.
    pub staff: Vec<StaffRow>,
}

/// One of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRow {
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether an identity key is enrolled.
    pub has_identity: bool,
    /// Whether that key counts for a holder: a supervisor countersigned it, or it is a supervisor's own.
    pub countersigned: bool,
}

/// Makes a tender (采购项目); the officer who makes it is its officer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateTender {
    /// The tender's number.
    pub id: TenderId,
    /// Its title, 1–200 characters.
    pub title: String,
    /// The purchaser.
    pub purchaser: OrgId,
    /// The supervisor's account.
    pub supervisor: AccountId,
    /// Where it is opened, 1–200 characters.
    pub place: String,
}
endpoint!(CreateTender, Change, "/api/tenders/create-tender" => Ok);

/// Makes a lot (采购包) with the plan that the law asks at least.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateLot {
    /// The new lot.
    pub key: LotKey,
    /// Its title, 1–200 characters.
    pub title: String,
    /// Goods, services, works, or an international lender's rules.
    pub regime: Regime,
    /// How bids are compared.
    pub method: Method,
    /// The budget; the ceiling begins as the same.
    pub budget: Fen,
}
endpoint!(CreateLot, Change, "/api/tenders/create-lot" => Ok);

/// One lot as the staff sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadLot {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadLot, Query, "/api/tenders/lot", lot => LotPage);

/// A lot for the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPage {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// The officer's name.
    pub officer: String,
    /// The supervisor's name.
    pub supervisor: String,
    /// Where it is opened.
    pub place: String,
    /// Where it stands.
    pub stage: StageName,
    /// The version of title, plan and deadline.
    pub version: i64,
    /// The plan.
    pub plan: LotPlan,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
    /// The documents.
    pub documents: Vec<DocumentRow>,
    /// How many holders open a bid; nothing before holders are named.
    pub m: Option<u8>,
    /// The holders, in order of x.
    pub holders: Vec<HolderRow>,
    /// What stands against publishing; empty once published.
    pub findings: Vec<LotFinding>,
    /// Whether the reader may write.
    pub may_edit: bool,
    /// SHA-256 of the notice, once published.
    pub notice: Option<Hash>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// Saves title, plan and deadline of a draft. Findings do not stand against saving, only against publishing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveLotPlan {
    /// The lot.
    pub lot: LotKey,
    /// The version that was read.
    pub version: i64,
    /// The title, 1–200 characters.
    pub title: String,
    /// The plan.
    pub plan: LotPlan,
    /// The deadline, milliseconds.
    pub deadline_ms: Option<i64>,
}
endpoint!(SaveLotPlan, Change, "/api/tenders/save-lot-plan", lot => LotSaved);

/// A saved draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotSaved {
    /// The new version.
    pub version: i64,
    /// What stands against publishing.
    pub findings: Vec<LotFinding>,
}

/// Uploads a document: `POST PATH?q=…` with the PDF as the body, at most 50 MiB. The reply is a [`DocumentRow`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddDocument {
    /// The lot.
    pub lot: LotKey,
    /// The file's name; a document of the same name is replaced.
    pub name: String,
}
endpoint!(AddDocument, Stream, "/api/tenders/add-document", lot => DocumentRow);

/// Takes a document away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveDocument {
    /// The lot.
    pub lot: LotKey,
    /// The file's name.
    pub name: String,
}
endpoint!(RemoveDocument, Change, "/api/tenders/remove-document", lot => Ok);
