//! The desk of tenders: notices for everybody, tenders and lots while they are written, key holders, publication.

use super::Ok;
use crate::amount::Fen;
use crate::endpoint;
use crate::envelope::{B64, Envelope, HolderKey, IdentityKey, KeySheet};
use crate::id::{AccountId, LotKey, OrgId, TenderId};
use crate::journal::Hash;
use crate::lifecycle::{Failure, StageName};
use crate::people::Role;
use crate::rules::case::{Method, Regime};
use crate::rules::criteria::LotPlan;
use crate::tender::LotFinding;
use serde::{Deserialize, Serialize};

// ---- the public's ----

/// Every published notice, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListNotices {}
endpoint!(ListNotices, Query, "/api/tenders/notices" => Notices);

/// The published notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The notices, newest first.
    pub rows: Vec<NoticeRow>,
    /// The server's time, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// One notice in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// Goods, services, works.
    pub regime: Regime,
    /// The highest price.
    pub ceiling: Fen,
    /// The deadline of the current version, milliseconds.
    pub deadline_ms: i64,
    /// When it was published, milliseconds.
    pub published_ms: i64,
    /// Where the lot stands.
    pub stage: StageName,
}

/// One notice with all that belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadNotice {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadNotice, Query, "/api/tenders/notice", lot => NoticePage);

/// A notice for anybody: the very bytes, their hash, the key sheets, the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
    /// Where it is opened.
    pub place: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// The deadline, milliseconds.
    pub deadline_ms: i64,
    /// When this version was published, milliseconds.
    pub published_ms: i64,
    /// The notice's version.
    pub version: u32,
    /// The canonical text of `notice.json` ([`crate::envelope::Notice`]).
    pub notice: String,
    /// SHA-256 of that text.
    pub notice_sha256: Hash,
    /// The key sheets.
    pub sheets: Vec<SheetText>,
    /// The documents.
    pub documents: Vec<DocumentRow>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// A key sheet as it lies in the notice package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetText {
    /// The envelope.
    pub envelope: Envelope,
    /// The canonical text ([`KeySheet`]).
    pub json: String,
    /// SHA-256 of that text.
    pub sha256: Hash,
}

/// A document of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// The file's name.
    pub name: String,
    /// The length in bytes.
    pub size: u64,
    /// SHA-256 of the contents.
    pub sha256: Hash,
}

/// A document's bytes: `GET PATH?q=…`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDocument {
    /// The lot.
    pub lot: LotKey,
    /// The document's name.
    pub name: String,
}
endpoint!(ReadDocument, Stream, "/api/tenders/document", lot => Ok);

/// The same while the lot is written, for those who write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadDraftDocument {
    /// The lot.
    pub lot: LotKey,
    /// The document's name.
    pub name: String,
}
endpoint!(ReadDraftDocument, Stream, "/api/tenders/draft-document", lot => Ok);

/// The notice package as a ZIP: `notice.json`, `sheets/<envelope>.json`, `documents/<name>`, `checkpoint`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadPackage {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadPackage, Stream, "/api/tenders/package", lot => Ok);

// ---- today ----

/// What is going on, and what waits for this reader.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListTenders {}
endpoint!(ListTenders, Query, "/api/tenders/today" => Today);

/// The lots that concern the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// The lots: those that wait for the reader first, then by deadline.
    pub rows: Vec<TodayRow>,
    /// The tenders that the reader may open, newest first (a tender may have no lot yet).
    pub tenders: Vec<TenderRow>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// One lot in "today".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayRow {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
    /// What this reader has to do next; nothing when the lot waits for somebody else.
    pub next: Option<NextAct>,
}

/// The next act of a reader on a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextAct {
    /// Write the lot and publish the notice.
    FinishDraft,
    /// Make the holder's key.
    MakeHolderKey,
    /// Sign the key sheet.
    SignKeySheet,
    /// Sign the list of bids.
    SignList,
    /// Release the shares.
    ReleaseShares,
    /// Lead the opening.
    LeadOpening,
    /// Announce the prices.
    Announce,
    /// Sign the opening record.
    SignRecord,
    /// Review the qualification.
    ReviewQualification,
    /// Ask for seats and begin the draw.
    RequestSeats,
    /// Take part in the draw.
    TakePartInDraw,
    /// Call the experts and note their answers.
    AnswerCalls,
    /// Name the purchaser's representative.
    NameRepresentative,
    /// Check the members in and convene the committee.
    CheckIn,
    /// Confirm the award.
    ConfirmAward,
    /// Publish the result.
    PublishResult,
    /// Destroy the holder's key of a lot that failed.
    DestroyKey,
}

/// A tender in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderRow {
    /// The tender.
    pub id: TenderId,
    /// Its title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
}

// ---- writing ----

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

/// A key holder of a lot (解密责任人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderRow {
    /// The number, from 1.
    pub x: u8,
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// How far they are.
    pub state: HolderState,
}

/// How far a holder is before the notice goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderState {
    /// Named, without a key.
    Named,
    /// The key is made.
    KeyMade,
    /// The key sheet is signed.
    Signed,
    /// The identity key was replaced since the key was made.
    IdentityReplaced,
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

/// Names the key holders; keys and signatures of former ones are void.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameHolders {
    /// The lot.
    pub lot: LotKey,
    /// How many open a bid, 2 ≤ m ≤ n.
    pub m: u8,
    /// Who, in order of x; 2 to 16, each with an enrolled identity key.
    pub holders: Vec<AccountId>,
}
endpoint!(NameHolders, Change, "/api/tenders/name-holders", lot => Ok);

// ---- holders ----

/// Where am I a key holder?
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListHoldings {}
endpoint!(ListHoldings, Query, "/api/tenders/holdings" => Vec<Holding>);

/// One lot of which the reader holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
    /// The envelope.
    pub envelope: Envelope,
    /// The reader's number.
    pub x: u8,
    /// How many open a bid.
    pub m: u8,
    /// All holders, in order of x.
    pub holders: Vec<HolderRow>,
    /// How far the reader is.
    pub state: HolderState,
    /// The reader's public key on the sheet, once made.
    pub key: Option<HolderKey>,
    /// The key sheet once all keys are in: without signatures while it is signed, complete once published.
    pub sheet: Option<KeySheet>,
}

/// The public half of the key that the holder made in their own browser; a former one is replaced, and all sign again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeHolderKey {
    /// The lot.
    pub lot: LotKey,
    /// The X25519 public key; low-order and repeated keys are refused.
    pub key: HolderKey,
    /// The holder's enrolled identity key.
    pub identity: IdentityKey,
}
endpoint!(MakeHolderKey, Change, "/api/tenders/make-holder-key", lot => Ok);

/// Signs the key sheet, when all keys are in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignKeySheet {
    /// The lot.
    pub lot: LotKey,
    /// The signature (label `sheet`) over the sheet without `sigs`, by the holder's identity key.
    pub sig: B64<64>,
}
endpoint!(SignKeySheet, Change, "/api/tenders/sign-key-sheet", lot, signs => Ok);

// ---- publication ----

/// Publishes the notice: from here on plan, dates, documents and holders are locked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishNotice {
    /// The lot.
    pub lot: LotKey,
    /// The version that was read.
    pub version: i64,
}
endpoint!(PublishNotice, Change, "/api/tenders/publish-notice", lot, signs => Published);

/// A published notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// SHA-256 of the notice.
    pub notice: Hash,
    /// The deadline, milliseconds.
    pub deadline_ms: i64,
}
