//! Tenders and lots while they are written.

use super::state::{all_holders, document_row, document_rows, findings, plan};
use crate::desks::account::keys::{counts, may_hold};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::tenders::{
    CreateLot, CreateTender, DocumentRow, ListPeople, LotPage, LotRow, LotSaved, People, ReadLot, ReadTender,
    RemoveDocument, SaveLotPlan, StaffRow, TenderPage,
};
use shared::event::{Event, Kind};
use shared::id::{AccountId, LotKey, OrgId, TenderId};
use shared::jcs::MAX_INTEGER;
use shared::journal::Hash;
use shared::lifecycle::Stage;
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use shared::tender::{CRITERIA_MAX, DOCUMENTS_MAX, STANDARD_CHARS_MAX, TITLE_CHARS_MAX, starting_plan};
use store::AnyConnection;
use store::lots::Lot;
use store::tenders::{Document, Tender};

/// A text of 1 to 200 characters, trimmed, on one line.
fn line(field: &str, text: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", field).into());
    }
    if text.chars().count() > TITLE_CHARS_MAX || text.contains(char::is_control) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", field).with("detail", "≤ 200").into());
    }
    Ok(text.to_owned())
}

fn invalid(field: &str, detail: impl std::fmt::Display) -> Fault {
    Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail).into()
}

async fn the_tender(conn: &mut AnyConnection, id: &TenderId) -> Result<Tender, Fault> {
    Ok(store::tenders::find(conn, id.as_str()).await?.ok_or(Code::NotFound)?)
}

impl Query for ListPeople {
    async fn run(&self, work: &mut Work<'_>) -> Result<People, Fault> {
        let purchasers = store::accounts::orgs(work.conn(), "purchaser").await?;
        let purchasers = purchasers
            .into_iter()
            .map(|(id, name)| Ok((OrgId::new(id).map_err(Fault::internal)?, name)))
            .collect::<Result<_, Fault>>()?;
        let all = store::accounts::all(work.conn()).await?;
        let keys = store::accounts::keys::all_in_force(work.conn()).await?;
        let counted = |id: &str| keys.iter().any(|(key, role, _)| key.account == id && counts(*role, key));
        let staff = all.into_iter().filter(|account| may_hold(account.role)).map(|account| {
            Ok(StaffRow {
                countersigned: counted(&account.id),
                account: AccountId::new(account.id).map_err(Fault::internal)?,
                name: account.name,
                role: account.role,
                has_identity: account.identity.is_some(),
            })
        });
        Ok(People { purchasers, staff: staff.collect::<Result<_, Fault>>()? })
    }
}

impl Change for CreateTender {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (title, place) = (line("title", &self.title)?, line("place", &self.place)?);
        let supervisor = store::accounts::find(work.conn(), self.supervisor.as_str()).await?;
        if supervisor.is_none_or(|account| account.role != Role::Supervisor) {
            return Err(invalid("supervisor", &self.supervisor));
        }
        let purchasers = store::accounts::orgs(work.conn(), "purchaser").await?;
        if !purchasers.iter().any(|(id, _)| id == self.purchaser.as_str()) {
            return Err(invalid("purchaser", &self.purchaser));
        }
        if store::tenders::find(work.conn(), self.id.as_str()).await?.is_some() {
            return Err(Refusal::new(Code::AlreadyExists).with("name", &self.id).into());
        }
        let tender = Tender {
            id: self.id.to_string(),
            title,
            purchaser: self.purchaser.to_string(),
            purchaser_name: String::new(),
            officer: work.account()?.to_owned(),
            officer_name: String::new(),
            supervisor: self.supervisor.to_string(),
            supervisor_name: String::new(),
            place,
        };
        let now_ms = work.now_ms();
        store::tenders::insert(work.conn(), &tender, now_ms).await?;
        let data = json!({ "tender": self.id, "title": tender.title, "purchaser": self.purchaser,
            "officer": tender.officer, "supervisor": self.supervisor, "place": tender.place });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::TenderCreated, data)))
    }
}

impl Query for ReadTender {
    async fn run(&self, work: &mut Work<'_>) -> Result<TenderPage, Fault> {
        let tender = the_tender(work.conn(), &self.tender).await?;
        let lots = store::lots::of_tender(work.conn(), &tender.id).await?;
        let mut seen = Vec::with_capacity(lots.len());
        for lot in lots {
            if may_see(work, &lot).await? {
                seen.push(LotRow {
                    lot: lot.key,
                    title: lot.title,
                    stage: lot.stage.name(),
                    deadline_ms: lot.deadline_ms,
                });
            }
        }
        let may_edit = work.actor().role == Role::Officer && work.account()? == tender.officer;
        Ok(TenderPage {
            id: self.tender.clone(),
            title: tender.title,
            purchaser: tender.purchaser_name,
            officer: tender.officer_name,
            supervisor: tender.supervisor_name,
            place: tender.place,
            lots: seen,
            may_edit,
        })
    }
}

/// What is not published is for those who write it: the centre's officers and supervisors, its purchaser, its holders.
pub(super) async fn may_see(work: &mut Work<'_>, lot: &Lot) -> Result<bool, Fault> {
    let role = work.actor().role;
    if lot.stage != Stage::Draft || matches!(role, Role::Officer | Role::Supervisor) {
        return Ok(true);
    }
    if work.actor().org.as_ref().is_some_and(|org| org.as_str() == lot.purchaser) {
        return Ok(true);
    }
    let account = work.account()?.to_owned();
    let mine = store::tenders::holders::of_account(work.conn(), &account).await?;
    Ok(mine.iter().any(|holder| holder.key == lot.key))
}

impl Change for CreateLot {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let title = line("title", &self.title)?;
        let tender = the_tender(work.conn(), &self.key.tender).await?;
        if tender.officer != work.account()? {
            return Err(Code::NotPermitted.into());
        }
        if store::lots::find(work.conn(), &self.key).await?.is_some() {
            return Err(Refusal::new(Code::AlreadyExists).with("name", &self.key.lot).into());
        }
        let plan = starting_plan(self.regime, self.method, self.budget);
        check_size(&plan)?;
        let now_ms = work.now_ms();
        store::tenders::insert_lot(work.conn(), &self.key, &title, &serde_json::to_string(&plan)?, now_ms).await?;
        let data = json!({ "title": title, "budget_fen": self.budget, "regime": self.regime, "method": self.method });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::LotCreated, &self.key, data)))
    }
}

impl Query for ReadLot {
    async fn run(&self, work: &mut Work<'_>) -> Result<LotPage, Fault> {
        let lot = work.lot()?.clone();
        if !may_see(work, &lot).await? {
            return Err(Code::NotPermitted.into());
        }
        let (now_ms, plan) = (work.now_ms(), plan(&lot)?);
        let draft = lot.stage == Stage::Draft;
        let findings = match draft {
            true => findings(work.conn(), &lot, &plan, lot.deadline_ms, now_ms).await?,
            false => Vec::new(),
        };
        let tender = the_tender(work.conn(), &lot.key.tender).await?;
        let documents = store::tenders::documents(work.conn(), &lot.key).await?;
        let holders = all_holders(work.conn(), &lot.key, &plan).await?;
        let first = store::bids::envelope_name(plan.opening.envelopes()[0]);
        let rows = store::tenders::holders::of_lot(work.conn(), &lot.key, first).await?;
        let notice = store::tenders::current_notice(work.conn(), &lot.key).await?;
        let m = rows.first().map(|holder| u8::try_from(holder.m)).transpose().map_err(Fault::internal)?;
        Ok(LotPage {
            lot: lot.key,
            tender_title: tender.title,
            title: lot.title,
            purchaser: tender.purchaser_name,
            officer: tender.officer_name,
            supervisor: tender.supervisor_name,
            place: tender.place,
            stage: lot.stage.name(),
            version: lot.version,
            plan,
            deadline_ms: lot.deadline_ms,
            documents: document_rows(&documents)?,
            m,
            holders,
            findings,
            may_edit: draft && work.facts().is_officer,
            notice: notice.map(|notice| notice.sha256.parse()).transpose().map_err(Fault::internal)?,
            now_ms,
        })
    }
}

/// Bounds that no plan needs to pass; inside them anything may be saved.
fn check_size(plan: &LotPlan) -> Result<(), Fault> {
    if plan.criteria.len() > CRITERIA_MAX {
        return Err(Refusal::new(Code::TooMany).with("field", "criteria").with("limit", CRITERIA_MAX).into());
    }
    for (index, criterion) in plan.criteria.iter().enumerate() {
        let fields = [
            ("id", &criterion.id, 64),
            ("title", &criterion.title, TITLE_CHARS_MAX),
            ("standard", &criterion.standard, STANDARD_CHARS_MAX),
        ];
        for (name, text, most) in fields {
            if text.chars().count() > most {
                return Err(invalid(&format!("criteria[{index}].{name}"), format!("≤ {most}")));
            }
        }
    }
    for (field, amount) in [("budget", plan.budget), ("ceiling", plan.ceiling)] {
        if u64::try_from(amount.0).is_ok_and(|fen| fen > MAX_INTEGER) {
            return Err(invalid(field, "≤ 90,071,992,547,409.91"));
        }
    }
    Ok(())
}

impl Change for SaveLotPlan {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<LotSaved>, Fault> {
        let title = line("title", &self.title)?;
        check_size(&self.plan)?;
        if self.deadline_ms.is_some_and(|at_ms| !u64::try_from(at_ms).is_ok_and(|at_ms| at_ms <= MAX_INTEGER)) {
            return Err(invalid("deadline_ms", "≥ 0"));
        }
        let (lot, now_ms) = (work.lot()?.clone(), work.now_ms());
        let plan_json = serde_json::to_string(&self.plan)?;
        let fresh = store::tenders::Plan { title: &title, plan_json: &plan_json, deadline_ms: self.deadline_ms };
        if !store::tenders::save_plan(work.conn(), &lot.key, self.version, fresh).await? {
            return Err(Code::VersionConflict.into());
        }
        // Holders hold a key of each envelope: with other envelopes they are named anew.
        let unnamed = plan(&lot)?.opening.envelopes() != self.plan.opening.envelopes();
        if unnamed {
            store::tenders::holders::clear(work.conn(), &lot.key).await?;
        }
        let findings = findings(work.conn(), &lot, &self.plan, self.deadline_ms, now_ms).await?;
        let version = self.version + 1;
        let data = json!({ "version": version, "title": title, "plan": Hash::of(plan_json.as_bytes()).to_hex(),
            "deadline_ms": self.deadline_ms, "findings": findings.len(), "holders_cleared": unnamed });
        Ok(Done::new(LotSaved { version, findings }, Event::of_lot(Kind::PlanSaved, &lot.key, data)))
    }
}

/// A document whose bytes already lie in the vault: what is left of an upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepDocument {
    /// The lot.
    pub lot: LotKey,
    /// The file's name.
    pub name: String,
    /// The length in bytes.
    pub size: u64,
    /// SHA-256 of the contents.
    pub sha256: Hash,
    /// CRC-32 of the contents.
    pub crc32: u32,
}

impl shared::api::Endpoint for KeepDocument {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(document)";
    const ACTION: Action = Action::AddDocument;
    type Reply = DocumentRow;

    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for KeepDocument {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<DocumentRow>, Fault> {
        let present = store::tenders::documents(work.conn(), &self.lot).await?;
        let notice = next_version(work).await?;
        // What went out with a notice stays: a correction is a document of its own.
        if present.iter().any(|document| document.name == self.name && document.notice < notice) {
            return Err(Refusal::new(Code::AlreadyExists).with("name", &self.name).into());
        }
        if present.len() >= DOCUMENTS_MAX && !present.iter().any(|document| document.name == self.name) {
            return Err(Refusal::new(Code::TooMany).with("field", "documents").with("limit", DOCUMENTS_MAX).into());
        }
        let document = Document {
            name: self.name.clone(),
            size: i64::try_from(self.size).map_err(Fault::internal)?,
            sha256: self.sha256.to_hex(),
            crc32: i64::from(self.crc32),
            notice,
        };
        let now_ms = work.now_ms();
        store::tenders::put_document(work.conn(), &self.lot, &document, now_ms).await?;
        let data = json!({ "name": self.name, "size": self.size, "sha256": self.sha256.to_hex() });
        Ok(Done::new(document_row(&document)?, Event::of_lot(Kind::DocumentAdded, &self.lot, data)))
    }
}

impl Change for RemoveDocument {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let notice = next_version(work).await?;
        let present = store::tenders::documents(work.conn(), &self.lot).await?;
        if !present.iter().any(|document| document.name == self.name && document.notice == notice) {
            return Err(Code::NotFound.into());
        }
        store::tenders::remove_document(work.conn(), &self.lot, &self.name).await?;
        let data = json!({ "name": self.name });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::DocumentRemoved, &self.lot, data)))
    }
}

/// The version of the notice with which a document goes out that is added now.
async fn next_version(work: &mut Work<'_>) -> Result<i64, Fault> {
    let key = work.key()?;
    let current = store::tenders::current_notice(work.conn(), &key).await?;
    Ok(current.map_or(1, |notice| notice.version + 1))
}

/// A document of a lot, for the streams; of those that are not out yet only for a draft.
///
/// # Errors
/// [`Code::NotFound`] when there is none of that name.
pub async fn find_document(conn: &mut AnyConnection, lot: &LotKey, name: &str, draft: bool) -> Result<Document, Fault> {
    let documents = match draft {
        true => store::tenders::documents(conn, lot).await?,
        false => store::tenders::versions::documents_out(conn, lot).await?,
    };
    Ok(documents.into_iter().find(|document| document.name == name).ok_or(Code::NotFound)?)
}
