//! The desk of tenders through the interface: from an empty draft to a notice that a bidder can check, and every "no" on
//! the way.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;
#[path = "common/served.rs"]
mod served;

use bidroom_server::demo::line::{Failed, Outcome, Person};
use common::databases;
use reqwest::Method;
use reqwest::header::HeaderMap;
use served::{PASSWORD, Served};
use shared::amount::{Decimal, Fen};
use shared::api::Endpoint;
use shared::api::account::{
    CountersignIdentity, EnrolIdentity, ListIdentities, ReadKeys, ReplaceIdentity, RevokeIdentity, RevokeIdentityOf,
};
use shared::api::tenders::*;
use shared::envelope::zip::Crc32;
use shared::envelope::{
    B64, Countersignature, Enrolment, Envelope, HolderKey, IdentityKey, KeySheet, Label, Notice, Replacement,
    SigningSeed, holder_pair, identity_of, sign_object,
};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::refusal::Code;
use shared::rules::calendar::beijing_midnight_ms;
use shared::rules::case::{CriterionKind, Method as EvaluationMethod, Regime};
use shared::rules::criteria::{LotPlan, PlanCriterion};
use std::fmt::Debug;
use time::macros::date;

const DAY_MS: i64 = 86_400_000;

/// Nine o'clock in Beijing, on a Monday without holidays around it.
fn now_ms() -> i64 {
    beijing_midnight_ms(date!(2026 - 11 - 02)) + 9 * 3_600_000
}

fn lot() -> LotKey {
    LotKey::new("T-2026-1", "1").unwrap()
}

fn code<T: Debug>(outcome: Outcome<T>) -> Option<Code> {
    outcome.expect_err("it was to be refused").code()
}

fn seed(n: u8) -> SigningSeed {
    SigningSeed::new([n; 32])
}

fn enrolment(account: &str, n: u8) -> EnrolIdentity {
    let key = identity_of(&seed(n));
    let proof = sign_object(Label::Enrol, &Enrolment { account, key: &key }, &seed(n)).unwrap();
    EnrolIdentity { key, proof: B64(proof.0) }
}

fn replacement(account: &str, former: u8, n: u8) -> ReplaceIdentity {
    let (former, key) = (identity_of(&seed(former)), identity_of(&seed(n)));
    let statement = Replacement { account, former: &former, key: &key };
    let proof = B64(sign_object(Label::Replace, &statement, &seed(n)).unwrap().0);
    ReplaceIdentity { former, key, proof }
}

/// What the supervisor `zhou` signs with the key of that seed.
fn countersignature(account: &str, n: u8, with: u8) -> CountersignIdentity {
    let key = identity_of(&seed(n));
    let statement = Countersignature { account, by: "zhou", key: &key };
    let signature = B64(sign_object(Label::Countersign, &statement, &seed(with)).unwrap().0);
    CountersignIdentity { account: account.parse().unwrap(), key, signature }
}

fn holder_key(n: u8) -> HolderKey {
    holder_pair(&[n; 32]).1
}

fn criterion(id: &str, max: i64) -> PlanCriterion {
    PlanCriterion {
        id: id.into(),
        title: "技术方案".into(),
        standard: "按方案的完整性、可行性评分".into(),
        kind: CriterionKind::Subjective,
        max: Decimal::from(max),
        min: Decimal::zero(),
        step: None,
    }
}

/// The people of a centre. The holders are officer, supervisor and registrar.
struct Centre {
    at: Served,
    officer: Person,
    supervisor: Person,
    registrar: Person,
    purchaser: Person,
}

impl Centre {
    async fn open(server: Option<&str>) -> Self {
        let at = Served::open(server, now_ms()).await;
        at.org("buyer", "purchaser", "市第一中学").await;
        at.org("91330000000000001X", "bidder", "甲公司").await;
        Self {
            officer: at.person("li", Role::Officer, "李经办", None).await,
            supervisor: at.person("zhou", Role::Supervisor, "周监督", None).await,
            registrar: at.person("sun", Role::Registrar, "孙管理", None).await,
            purchaser: at.person("wang", Role::Purchaser, "王代表", Some("buyer")).await,
            at,
        }
    }

    fn holders(&self) -> [&Person; 3] {
        [&self.officer, &self.supervisor, &self.registrar]
    }

    async fn page(&self) -> LotPage {
        self.officer.ask(&ReadLot { lot: lot() }).await.unwrap()
    }

    /// Saves the plan with what `change` does to it.
    async fn save(&self, change: impl FnOnce(&mut LotPlan, &mut Option<i64>)) -> LotSaved {
        let LotPage { version, title, mut plan, mut deadline_ms, .. } = self.page().await;
        change(&mut plan, &mut deadline_ms);
        self.officer.act(&SaveLotPlan { lot: lot(), version, title, plan, deadline_ms }).await.unwrap()
    }

    async fn publish(&self) -> Outcome<Published> {
        let version = self.page().await.version;
        self.officer.act(&PublishNotice { lot: lot(), version }).await
    }

    async fn upload(&self, name: &str, bytes: &[u8]) -> Outcome<DocumentRow> {
        let q = serde_json::to_string(&AddDocument { lot: lot(), name: name.into() }).unwrap();
        let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("{}?q={q}", AddDocument::PATH);
        let answer = self.officer.send(Method::POST, &path, HeaderMap::new(), bytes.to_vec()).await?;
        Ok(serde_json::from_slice(&answer.bytes).unwrap())
    }

    async fn sign_sheet(&self, holder: &Person, n: u8) -> Outcome<shared::api::Ok> {
        let holdings = holder.ask(&ListHoldings {}).await?;
        let sig = match &holdings[0].sheet {
            Some(sheet) => sheet.sign(&seed(n)).unwrap(),
            None => B64([0; 64]),
        };
        holder.act(&SignKeySheet { lot: lot(), envelope: Envelope::Single, sig }).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_goes_from_an_empty_draft_to_a_notice_that_a_bidder_can_check() {
    for server in databases() {
        let centre = Centre::open(server.as_deref()).await;
        identities_are_enrolled_by_whoever_has_the_key(&centre).await;
        a_tender_has_its_own_people(&centre).await;
        the_plan_is_checked_as_it_is_written(&centre).await;
        documents_are_pdfs(&centre).await;
        holders_make_and_sign_their_sheet(&centre).await;
        the_notice_is_what_was_signed(&centre).await;
        what_is_published_is_locked(&centre).await;
        every_act_is_in_the_journal(&centre).await;
    }
}

async fn identities_are_enrolled_by_whoever_has_the_key(centre: &Centre) {
    // Somebody else's proof, and a proof for somebody else.
    let mut stolen = enrolment("li", 1);
    stolen.proof = enrolment("li", 2).proof;
    assert_eq!(code(centre.officer.act(&stolen).await), Some(Code::BadSignature));
    assert_eq!(code(centre.supervisor.act(&enrolment("li", 1)).await), Some(Code::BadSignature));
    centre.officer.act(&enrolment("li", 9)).await.unwrap();
    assert_eq!(code(centre.officer.act(&enrolment("li", 9)).await), Some(Code::AlreadyDone));
    assert_eq!(code(centre.officer.act(&enrolment("li", 1)).await), Some(Code::IdentityInForce));
    // The new key says itself which one it replaces.
    let mut unsaid = replacement("li", 9, 1);
    unsaid.proof = replacement("li", 8, 1).proof;
    assert_eq!(code(centre.officer.act(&unsaid).await), Some(Code::BadSignature));
    assert_eq!(code(centre.officer.act(&replacement("li", 8, 1)).await), Some(Code::IdentityNotInForce));
    centre.officer.act(&replacement("li", 9, 1)).await.unwrap();
    // A key that was replaced does not come back, and stands for nobody else.
    assert_eq!(code(centre.officer.act(&replacement("li", 1, 9)).await), Some(Code::AlreadyExists));
    assert_eq!(code(centre.supervisor.act(&enrolment("zhou", 1)).await), Some(Code::AlreadyExists));
    let keys = centre.officer.ask(&ReadKeys {}).await.unwrap();
    assert!(keys.iter().all(|key| key.revoked_why.is_none() && key.countersigned_ms.is_none()));
    assert_eq!(keys.iter().filter(|key| key.revoked_ms.is_none()).count(), 1);
    assert_eq!(keys.len(), 2);
    assert_eq!(centre.officer.me().await.unwrap().identity, Some(identity_of(&seed(1)).to_string()));
    // The password is asked again.
    let mut forgetful = Person::login(&centre.at.base, "zhou", PASSWORD).await.unwrap();
    forgetful.password = "wrong wrong".into();
    assert_eq!(code(forgetful.act(&enrolment("zhou", 2)).await), Some(Code::WrongPassword));
}

async fn a_holders_key_counts_when_the_supervisor_says_so(centre: &Centre, name: &NameHolders) {
    assert_eq!(code(centre.officer.act(name).await), Some(Code::HolderNotCountersigned));
    let waiting = centre.supervisor.ask(&ListIdentities {}).await.unwrap();
    assert!(waiting.iter().all(|row| row.counts == (row.role == Role::Supervisor)));
    assert_eq!(code(centre.officer.ask(&ListIdentities {}).await), Some(Code::NotPermitted));
    // Not with another's key, not for a key that is not in force, not for oneself, not twice.
    let act = async |change: &CountersignIdentity| centre.supervisor.act(change).await;
    assert_eq!(code(act(&countersignature("li", 1, 1)).await), Some(Code::BadSignature));
    assert_eq!(code(act(&countersignature("li", 9, 2)).await), Some(Code::IdentityNotInForce));
    assert_eq!(code(act(&countersignature("zhou", 2, 2)).await), Some(Code::NotYourOwnKey));
    assert_eq!(code(centre.officer.act(&countersignature("sun", 3, 2)).await), Some(Code::NotPermitted));
    for (account, n) in [("li", 1), ("sun", 3)] {
        act(&countersignature(account, n, 2)).await.unwrap();
        assert_eq!(code(act(&countersignature(account, n, 2)).await), Some(Code::AlreadyDone));
    }
    // The purchaser's key is revoked, first by its person, then, enrolled anew, by the supervisor.
    centre.purchaser.act(&enrolment("wang", 6)).await.unwrap();
    let key = identity_of(&seed(6));
    let unsaid = RevokeIdentity { key, reason: " ".into() };
    assert_eq!(code(centre.purchaser.act(&unsaid).await), Some(Code::FieldMissing));
    centre.purchaser.act(&RevokeIdentity { key, reason: "文件丢失".into() }).await.unwrap();
    assert_eq!(centre.purchaser.me().await.unwrap().identity, None);
    assert_eq!(code(centre.purchaser.act(&enrolment("wang", 6)).await), Some(Code::AlreadyExists));
    centre.purchaser.act(&enrolment("wang", 7)).await.unwrap();
    let key = identity_of(&seed(7));
    let of = RevokeIdentityOf { account: "wang".parse().unwrap(), key, reason: "已离职".into() };
    assert_eq!(code(centre.officer.act(&of).await), Some(Code::NotPermitted));
    centre.supervisor.act(&of).await.unwrap();
    assert_eq!(code(centre.supervisor.act(&of).await), Some(Code::IdentityNotInForce));
    let reasons = centre.purchaser.ask(&ReadKeys {}).await.unwrap();
    assert_eq!(reasons.iter().filter_map(|row| row.revoked_why.as_deref()).count(), 2);
}

async fn a_tender_has_its_own_people(centre: &Centre) {
    let tender = CreateTender {
        id: lot().tender,
        title: "教学设备采购".into(),
        purchaser: "buyer".parse().unwrap(),
        supervisor: "zhou".parse().unwrap(),
        place: "第一开标室".into(),
    };
    let unknown = CreateTender { supervisor: "li".parse().unwrap(), ..tender.clone() };
    assert_eq!(code(centre.officer.act(&unknown).await), Some(Code::FieldInvalid));
    let nobody = CreateTender { purchaser: "91330000000000001X".parse().unwrap(), ..tender.clone() };
    assert_eq!(code(centre.officer.act(&nobody).await), Some(Code::FieldInvalid));
    let nameless = CreateTender { title: "  ".into(), ..tender.clone() };
    assert_eq!(code(centre.officer.act(&nameless).await), Some(Code::FieldMissing));
    assert_eq!(code(centre.purchaser.act(&tender).await), Some(Code::NotPermitted));
    centre.officer.act(&tender).await.unwrap();
    assert_eq!(code(centre.officer.act(&tender).await), Some(Code::AlreadyExists));
    let make = CreateLot {
        key: lot(),
        title: "第一包 投影机".into(),
        regime: Regime::Goods,
        method: EvaluationMethod::Comprehensive,
        budget: Fen(120_000_000),
    };
    let other = centre.at.person("zhao", Role::Officer, "赵经办", None).await;
    assert_eq!(code(other.act(&make).await), Some(Code::NotPermitted));
    centre.officer.act(&make).await.unwrap();
    assert_eq!(code(centre.officer.act(&make).await), Some(Code::AlreadyExists));
    // A draft is for those who write it.
    let public = Person::public(&centre.at.base);
    assert_eq!(code(public.ask(&ReadNotice { lot: lot() }).await), Some(Code::WrongStage));
    assert_eq!(code(centre.registrar.ask(&ReadLot { lot: lot() }).await), Some(Code::NotPermitted));
    assert!(public.ask(&ListNotices {}).await.unwrap().rows.is_empty());
    let page = centre.purchaser.ask(&ReadLot { lot: lot() }).await.unwrap();
    assert!(!page.may_edit && centre.page().await.may_edit);
    assert_eq!((page.stage, page.plan.price_weight), (StageName::Draft, Decimal::from(30)));
    let today = centre.officer.ask(&ListTenders {}).await.unwrap();
    assert_eq!(today.rows[0].next, Some(NextAct::FinishDraft));
    assert_eq!(centre.supervisor.ask(&ListTenders {}).await.unwrap().rows[0].next, None);
}

async fn the_plan_is_checked_as_it_is_written(centre: &Centre) {
    let saved = centre.save(|plan, _| plan.criteria = vec![criterion("tech", 40), criterion("service", 29)]).await;
    let codes: Vec<_> = saved.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["weight-sum", "no-deadline", "no-documents", "no-holders"]);
    assert_eq!(code(centre.publish().await), Some(Code::CriteriaNotHundred));
    let LotPage { title, plan, .. } = centre.page().await;
    let stale = SaveLotPlan { lot: lot(), version: 1, title, plan, deadline_ms: None };
    assert_eq!(code(centre.officer.act(&stale).await), Some(Code::VersionConflict));
    assert_eq!(code(centre.officer.act(&PublishNotice { lot: lot(), version: 1 }).await), Some(Code::VersionConflict));
    assert_eq!(code(centre.purchaser.act(&stale).await), Some(Code::NotPermitted));
    centre.save(|plan, _| (plan.criteria[0].max, plan.price_weight) = (Decimal::from(42), Decimal::from(29))).await;
    assert_eq!(code(centre.publish().await), Some(Code::PriceWeightTooLow));
    centre.save(|plan, _| (plan.criteria[0].max, plan.price_weight) = (Decimal::from(41), Decimal::from(30))).await;
    assert_eq!(code(centre.publish().await), Some(Code::NoDeadline));
    let mut refusals = Vec::new();
    for days in [-1, 19, 20, 21] {
        let saved = centre.save(|_, deadline| *deadline = Some(now_ms() + days * DAY_MS)).await;
        let first = saved.findings[0].code.as_str();
        refusals.push((days, first, code(centre.publish().await)));
    }
    assert_eq!(
        refusals,
        [
            (-1, "deadline-passed", Some(Code::DeadlinePassed)),
            (19, "deadline-too-early", Some(Code::DeadlineTooEarly)),
            (20, "deadline-at-minimum", Some(Code::NoDocuments)),
            (21, "no-documents", Some(Code::NoDocuments)),
        ]
    );
}

async fn documents_are_pdfs(centre: &Centre) {
    assert_eq!(code(centre.upload("招标文件.pdf", b"PK\x03\x04 a zip").await), Some(Code::NotPdf));
    assert_eq!(code(centre.upload("招标文件.pdf", b"").await), Some(Code::NotPdf));
    assert_eq!(code(centre.upload("../招标文件.pdf", b"%PDF-1.7").await), Some(Code::DocumentName));
    let mut long = b"%PDF-1.7\n".to_vec();
    long.resize(50 * 1024 * 1024 + 1, b' ');
    assert_eq!(code(centre.upload("招标文件.pdf", &long).await), Some(Code::TooLarge));
    centre.upload("招标文件.pdf", b"%PDF-1.7 first").await.unwrap();
    long.truncate(300_000);
    let row = centre.upload("招标文件.pdf", &long).await.unwrap();
    assert_eq!((row.size, row.sha256), (300_000, Hash::of(&long)));
    centre.upload("技术要求.pdf", b"%PDF-1.7 two").await.unwrap();
    centre.upload("废.pdf", b"%PDF-1.7 three").await.unwrap();
    let gone = RemoveDocument { lot: lot(), name: "废.pdf".into() };
    centre.officer.act(&gone).await.unwrap();
    assert_eq!(code(centre.officer.act(&gone).await), Some(Code::NotFound));
    assert_eq!(centre.page().await.documents.len(), 2);
    let public = Person::public(&centre.at.base);
    let name = "招标文件.pdf".to_owned();
    let asked = ReadDocument { lot: lot(), name: name.clone() };
    assert_eq!(code(public.file(ReadDocument::PATH, &asked).await), Some(Code::WrongStage));
    let draft = ReadDraftDocument { lot: lot(), name };
    assert_eq!(centre.supervisor.file(ReadDraftDocument::PATH, &draft).await.unwrap(), long);
    assert_eq!(code(centre.registrar.file(ReadDraftDocument::PATH, &draft).await), Some(Code::NotPermitted));
}

async fn holders_make_and_sign_their_sheet(centre: &Centre) {
    assert_eq!(code(centre.publish().await), Some(Code::NoHolders));
    let name =
        |m, ids: &[&str]| NameHolders { lot: lot(), m, holders: ids.iter().map(|id| id.parse().unwrap()).collect() };
    assert_eq!(code(centre.officer.act(&name(1, &["li", "zhou"])).await), Some(Code::HolderQuorum));
    assert_eq!(code(centre.officer.act(&name(3, &["li", "zhou"])).await), Some(Code::HolderQuorum));
    assert_eq!(code(centre.officer.act(&name(2, &["li", "li", "zhou"])).await), Some(Code::HolderRepeated));
    assert_eq!(code(centre.officer.act(&name(2, &["zhou", "li", "sun"])).await), Some(Code::HolderWithoutIdentity));
    assert_eq!(code(centre.officer.act(&name(2, &["li", "nobody"])).await), Some(Code::FieldInvalid));
    centre.supervisor.act(&enrolment("zhou", 2)).await.unwrap();
    centre.registrar.act(&enrolment("sun", 3)).await.unwrap();
    a_holders_key_counts_when_the_supervisor_says_so(centre, &name(2, &["li", "zhou", "sun"])).await;
    centre.officer.act(&name(2, &["li", "zhou", "sun"])).await.unwrap();
    assert_eq!(code(centre.publish().await), Some(Code::HolderKeysMissing));
    assert_eq!(centre.registrar.ask(&ListTenders {}).await.unwrap().rows[0].next, Some(NextAct::MakeHolderKey));

    let make = |n: u8, key: HolderKey| MakeHolderKey {
        lot: lot(),
        envelope: Envelope::Single,
        key,
        identity: identity_of(&seed(n)),
    };
    for weak in [
        [0; 32],
        {
            let mut one = [0; 32];
            one[0] = 1;
            one
        },
        [0xff; 32],
    ] {
        assert_eq!(code(centre.officer.act(&make(1, B64(weak))).await), Some(Code::WeakKey));
    }
    assert_eq!(code(centre.purchaser.act(&make(1, holder_key(1))).await), Some(Code::NotPermitted));
    let borrowed: IdentityKey = identity_of(&seed(2));
    let wrong = MakeHolderKey { lot: lot(), envelope: Envelope::Single, key: holder_key(1), identity: borrowed };
    assert_eq!(code(centre.officer.act(&wrong).await), Some(Code::WrongIdentity));
    centre.officer.act(&make(1, holder_key(1))).await.unwrap();
    assert_eq!(code(centre.supervisor.act(&make(2, holder_key(1))).await), Some(Code::RepeatedKey));
    centre.supervisor.act(&make(2, holder_key(2))).await.unwrap();
    assert_eq!(code(centre.sign_sheet(&centre.officer, 1).await), Some(Code::KeysNotComplete));
    centre.registrar.act(&make(3, holder_key(3))).await.unwrap();

    assert_eq!(code(centre.publish().await), Some(Code::SheetNotSigned));
    assert_eq!(code(centre.sign_sheet(&centre.officer, 2).await), Some(Code::BadSignature));
    for (n, holder) in (1..).zip(centre.holders()) {
        centre.sign_sheet(holder, n).await.unwrap();
    }
    // A new key voids every signature; so does a new identity.
    centre.registrar.act(&make(3, holder_key(4))).await.unwrap();
    assert_eq!(code(centre.publish().await), Some(Code::SheetNotSigned));
    for (n, holder) in (1..).zip(centre.holders()) {
        centre.sign_sheet(holder, n).await.unwrap();
    }
    centre.registrar.act(&replacement("sun", 3, 5)).await.unwrap();
    assert_eq!(code(centre.publish().await), Some(Code::HolderIdentityReplaced));
    assert_eq!(code(centre.sign_sheet(&centre.registrar, 5).await), Some(Code::WrongIdentity));
    assert_eq!(code(centre.registrar.act(&make(5, holder_key(5))).await), Some(Code::HolderNotCountersigned));
    centre.supervisor.act(&countersignature("sun", 5, 2)).await.unwrap();
    centre.registrar.act(&make(5, holder_key(5))).await.unwrap();
    for (n, holder) in [1, 2, 5].into_iter().zip(centre.holders()) {
        centre.sign_sheet(holder, n).await.unwrap();
    }
    assert!(centre.page().await.holders.iter().all(|holder| holder.state == HolderState::Signed));
}

async fn the_notice_is_what_was_signed(centre: &Centre) {
    assert_eq!(code(centre.supervisor.act(&PublishNotice { lot: lot(), version: 1 }).await), Some(Code::NotPermitted));
    let published = centre.publish().await.unwrap();
    let public = Person::public(&centre.at.base);
    let page = public.ask(&ReadNotice { lot: lot() }).await.unwrap();
    assert_eq!((page.stage, page.notice_sha256), (StageName::Published, published.notice));
    assert_eq!(Hash::of(page.notice.as_bytes()), published.notice);
    let notice = Notice::parse(page.notice.as_bytes()).unwrap();
    assert_eq!(notice.hash().unwrap(), published.notice);
    let sheet = KeySheet::parse(page.sheets[0].json.as_bytes()).unwrap();
    let envelope = notice.envelope(Envelope::Single).unwrap();
    assert_eq!((envelope.m, envelope.n, envelope.sheet), (2, 3, sheet.hash().unwrap()));
    assert_eq!(sheet.holders[2].key, holder_key(5));
    assert_eq!(notice.criteria[0]["standard"], "按方案的完整性、可行性评分");
    assert_eq!(notice.more["ceiling"], 120_000_000);
    assert_eq!(i64::try_from(notice.deadline_ms).unwrap(), published.deadline_ms);
    assert_eq!(notice.opening["place"], "第一开标室");
    let rows = public.ask(&ListNotices {}).await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].purchaser.as_str()), (1, "市第一中学"));
    // The package holds exactly what the notice names.
    let zip = public.file(ReadPackage::PATH, &ReadPackage { lot: lot() }).await.unwrap();
    let files = unpack(&zip);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["notice.json", "sheets/single.json", "documents/技术要求.pdf", "documents/招标文件.pdf", "checkpoint"]
    );
    assert_eq!(files[0].1, page.notice.as_bytes());
    assert_eq!(files[1].1, page.sheets[0].json.as_bytes());
    for document in &notice.documents {
        let (_, bytes) = files.iter().find(|(name, _)| name.ends_with(&document.name)).unwrap();
        assert_eq!(Hash::of(bytes), document.sha256);
        let asked = ReadDocument { lot: lot(), name: document.name.clone() };
        assert_eq!(public.file(ReadDocument::PATH, &asked).await.unwrap(), *bytes);
    }
    assert!(files[4].1.starts_with(b"bidroom-test\n"));
}

/// Reads a ZIP of stored files front to back and holds it against its directory (PKWARE APPNOTE 6.3.10).
fn unpack(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(zip[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap());
    let (mut at, mut files) = (0, Vec::new());
    while zip[at..].starts_with(b"PK\x03\x04") {
        let (size, name, extra) = (u32_at(at + 22) as usize, u16_at(at + 26), u16_at(at + 28));
        let data = at + 30 + name + extra;
        let bytes = zip[data..data + size].to_vec();
        let mut crc = Crc32::new();
        crc.update(&bytes);
        assert_eq!(crc.value(), u32_at(at + 14));
        files.push((String::from_utf8(zip[at + 30..at + 30 + name].to_vec()).unwrap(), bytes));
        at = data + size;
    }
    let end = zip.len() - 22;
    assert!(zip[end..].starts_with(b"PK\x05\x06"));
    assert_eq!((u16_at(end + 10), u32_at(end + 16) as usize, u32_at(end + 12) as usize), (files.len(), at, end - at));
    files
}

async fn what_is_published_is_locked(centre: &Centre) {
    let LotPage { version, title, plan, deadline_ms, .. } = centre.page().await;
    let save = SaveLotPlan { lot: lot(), version, title, plan, deadline_ms };
    assert_eq!(code(centre.officer.act(&save).await), Some(Code::WrongStage));
    // A document that is added now waits for an amendment; the notice stays as it is.
    centre.upload("新.pdf", b"%PDF-1.7").await.unwrap();
    assert_eq!(code(centre.publish().await), Some(Code::WrongStage));
    let key =
        MakeHolderKey { lot: lot(), envelope: Envelope::Single, key: holder_key(7), identity: identity_of(&seed(1)) };
    assert_eq!(code(centre.officer.act(&key).await), Some(Code::WrongStage));
    assert!(centre.page().await.findings.is_empty());
    assert_eq!(
        centre.page().await.notice,
        Some(centre.officer.ask(&ReadNotice { lot: lot() }).await.unwrap().notice_sha256)
    );
    let holdings = centre.supervisor.ask(&ListHoldings {}).await.unwrap();
    assert_eq!(holdings[0].sheet.as_ref().map(|sheet| sheet.sigs.len()), Some(3));
}

async fn every_act_is_in_the_journal(centre: &Centre) {
    let mut conn = centre.at.house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, None, 10_000).await.unwrap();
    for kind in [
        "identity.enrolled",
        "tender.created",
        "lot.created",
        "plan.saved",
        "document.added",
        "document.removed",
        "holders.named",
        "holder-key.made",
        "key-sheet.signed",
        "notice.published",
        "request.refused",
    ] {
        assert!(acts.iter().any(|act| act.kind == kind), "{kind} left no trace");
    }
    assert!(acts.iter().all(|act| act.seq.is_some()));
}

/// What the line says when it breaks is no refusal: the helper above would hide it.
#[test]
fn a_broken_line_is_no_refusal() {
    assert_eq!(Failed::Line("x".into()).code(), None);
}
