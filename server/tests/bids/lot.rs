//! A lot that is open for bids, with its people: officer, supervisor and registrar hold a key each, 2 of 3 open.

use crate::common::{Place, settings};
use crate::draft::{Draft, seal};
use bidroom_server::clock::machine_ms;
use bidroom_server::demo::line::{Outcome, Person};
use bidroom_server::house::{House, Settings};
use bidroom_server::http::password;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use shared::amount::{Decimal, Fen};
use shared::api::Endpoint;
use shared::api::account::{CountersignIdentity, EnrolIdentity, ReplaceIdentity};
use shared::api::bids::{BidSlot, ReadBidSlot, UPLOADS_PATH};
use shared::api::tenders::*;
use shared::envelope::{
    B64, Countersignature, Enrolment, Envelope, HolderSecret, Label, Replacement, SigningSeed, holder_pair,
    identity_of, sign_object,
};
use shared::id::LotKey;
use shared::people::Role;
use shared::refusal::Code;
use shared::rules::case::{CriterionKind, Method as EvaluationMethod, Regime};
use shared::rules::criteria::{OpeningPlan, PlanCriterion};
use std::fmt::Debug;
use std::net::SocketAddr;
use std::sync::Arc;
use store::accounts::Account;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse 电池";
pub const DAY_MS: i64 = 86_400_000;
/// A Monday without holidays around it, nine o'clock in Beijing.
const NOW_MS: i64 = 1_793_581_200_000;

pub fn key() -> LotKey {
    LotKey::new("T-2026-1", "1").unwrap()
}

pub fn signer(n: u8) -> SigningSeed {
    SigningSeed::new([n; 32])
}

pub fn holder_secret(n: u8) -> HolderSecret {
    holder_pair(&[n; 32]).0
}

/// Every holder's key of a price envelope is another than that of the first.
pub const fn of_envelope(envelope: Envelope) -> u8 {
    match envelope {
        Envelope::Price => 100,
        Envelope::Single | Envelope::Technical => 0,
    }
}

pub fn code<T: Debug>(outcome: Outcome<T>) -> Option<Code> {
    outcome.expect_err("it was to be refused").code()
}

/// A bidder: its organisation, its person, its key.
pub struct Bidder {
    pub org: &'static str,
    pub person: Person,
    pub n: u8,
}

pub struct Open {
    pub place: Place,
    pub house: Arc<House>,
    pub base: String,
    pub officer: Person,
    pub supervisor: Person,
    pub registrar: Person,
    pub bidders: Vec<Bidder>,
    pub deadline_ms: i64,
    pub opening: OpeningPlan,
}

async fn serve(house: &Arc<House>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let service = bidroom_server::build(Arc::clone(house)).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    base
}

async fn person(house: &Arc<House>, base: &str, id: &str, role: Role, org: Option<&str>) -> Person {
    let account = Account {
        id: id.into(),
        role,
        name: format!("{id} 先生"),
        org: org.map(Into::into),
        org_name: None,
        password_hash: password::hash(PASSWORD).await.unwrap(),
        identity: None,
    };
    let mut conn = house.db.connection().await.unwrap();
    store::accounts::insert(&mut conn, &account, 0).await.unwrap();
    drop(conn);
    Person::login(base, id, PASSWORD).await.unwrap()
}

async fn org(house: &Arc<House>, id: &str, kind: &str, name: &str) {
    let mut conn = house.db.connection().await.unwrap();
    store::accounts::insert_org(&mut conn, id, kind, name, 0).await.unwrap();
}

pub async fn enrol(person: &Person, account: &str, n: u8) {
    let key = identity_of(&signer(n));
    let proof = sign_object(Label::Enrol, &Enrolment { account, key: &key }, &signer(n)).unwrap();
    person.act(&EnrolIdentity { key, proof: B64(proof.0) }).await.unwrap();
}

/// Puts another identity key in place of the one in force.
pub async fn replace(person: &Person, account: &str, former: u8, n: u8) {
    let (former, key) = (identity_of(&signer(former)), identity_of(&signer(n)));
    let statement = Replacement { account, former: &former, key: &key };
    let proof = B64(sign_object(Label::Replace, &statement, &signer(n)).unwrap().0);
    person.act(&ReplaceIdentity { former, key, proof }).await.unwrap();
}

/// The supervisor `zhou` countersigns somebody's identity key.
pub async fn countersign(supervisor: &Person, account: &str, n: u8) {
    let key = identity_of(&signer(n));
    let statement = Countersignature { account, by: "zhou", key: &key };
    let signature = B64(sign_object(Label::Countersign, &statement, &signer(2)).unwrap().0);
    let account = account.parse().unwrap();
    supervisor.act(&CountersignIdentity { account, key, signature }).await.unwrap();
}

/// The organisations that bid, in the order of their ids.
pub const BIDDERS: [(&str, &str, &str); 4] = [
    ("91110000MA00000001", "jia", "甲公司"),
    ("91110000MA00000002", "yi", "乙公司"),
    ("91110000MA00000003", "bing", "丙公司"),
    ("91110000MA00000004", "ding", "丁公司"),
];

impl Open {
    /// A published lot; its jobs run only when a test says so.
    pub async fn new(server: Option<&str>) -> Self {
        Self::with(server, OpeningPlan::default()).await
    }

    /// The same, sealed and opened in that way.
    pub async fn with(server: Option<&str>, opening: OpeningPlan) -> Self {
        let place = Place::new(server).await;
        let house = place.open().await;
        house.clock.set_ahead_ms(NOW_MS - machine_ms());
        let base = serve(&house).await;
        org(&house, "buyer", "purchaser", "市第一中学").await;
        let officer = person(&house, &base, "li", Role::Officer, None).await;
        let supervisor = person(&house, &base, "zhou", Role::Supervisor, None).await;
        let registrar = person(&house, &base, "sun", Role::Registrar, None).await;
        let mut bidders = Vec::new();
        for (n, (uscc, id, name)) in (11..).zip(BIDDERS) {
            org(&house, uscc, "bidder", name).await;
            let person = person(&house, &base, id, Role::Bidder, Some(uscc)).await;
            enrol(&person, id, n).await;
            bidders.push(Bidder { org: uscc, person, n });
        }
        let mut open = Self { place, house, base, officer, supervisor, registrar, bidders, deadline_ms: 0, opening };
        open.publish().await;
        open
    }

    async fn publish(&mut self) {
        let tender = CreateTender {
            id: key().tender,
            title: "教学设备采购".into(),
            purchaser: "buyer".parse().unwrap(),
            supervisor: "zhou".parse().unwrap(),
            place: "第一开标室".into(),
        };
        self.officer.act(&tender).await.unwrap();
        let (regime, method) = (Regime::Goods, EvaluationMethod::Comprehensive);
        let make = CreateLot { key: key(), title: "第一包".into(), regime, method, budget: Fen(120_000_000) };
        self.officer.act(&make).await.unwrap();
        let page = self.officer.ask(&ReadLot { lot: key() }).await.unwrap();
        let (title, mut plan) = (page.title, page.plan);
        plan.opening = self.opening.clone();
        plan.price_weight = Decimal::from(30);
        plan.criteria = vec![PlanCriterion {
            id: "tech".into(),
            title: "技术方案".into(),
            standard: "按完整性评分".into(),
            kind: CriterionKind::Subjective,
            max: Decimal::from(70),
            min: Decimal::zero(),
            step: None,
        }];
        self.deadline_ms = NOW_MS + 22 * DAY_MS;
        let deadline_ms = Some(self.deadline_ms);
        let save = SaveLotPlan { lot: key(), version: page.version, title, plan, deadline_ms };
        let version = self.officer.act(&save).await.unwrap().version;
        let q = serde_json::to_string(&AddDocument { lot: key(), name: "招标文件.pdf".into() }).unwrap();
        let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("{}?q={q}", AddDocument::PATH);
        self.officer.send(Method::POST, &path, HeaderMap::new(), b"%PDF-1.7 x".to_vec()).await.unwrap();
        for (n, id) in (1..).zip(["li", "zhou", "sun"]) {
            enrol(self.staff(n), id, n).await;
        }
        for (n, id) in [(1, "li"), (3, "sun")] {
            countersign(&self.supervisor, id, n).await;
        }
        let holders = ["li", "zhou", "sun"].map(|id| id.parse().unwrap()).to_vec();
        self.officer.act(&NameHolders { lot: key(), m: 2, holders }).await.unwrap();
        for &envelope in self.opening.envelopes() {
            for n in 1..=3 {
                let (key, identity) = (holder_pair(&[n + of_envelope(envelope); 32]).1, identity_of(&signer(n)));
                self.staff(n).act(&MakeHolderKey { lot: self::key(), envelope, key, identity }).await.unwrap();
            }
            for n in 1..=3 {
                let holdings = self.staff(n).ask(&ListHoldings {}).await.unwrap();
                let mine = holdings.iter().find(|holding| holding.envelope == envelope).unwrap();
                let sig = mine.sheet.as_ref().unwrap().sign(&signer(n)).unwrap();
                self.staff(n).act(&SignKeySheet { lot: self::key(), envelope, sig }).await.unwrap();
            }
        }
        self.officer.act(&PublishNotice { lot: key(), version }).await.unwrap();
    }

    /// The holder with that number.
    pub fn staff(&self, n: u8) -> &Person {
        [&self.officer, &self.supervisor, &self.registrar][usize::from(n) - 1]
    }

    /// Moves the clock to a time before (negative) or after the deadline.
    pub fn at_deadline(&self, plus_ms: i64) {
        self.house.clock.set_ahead_ms(self.deadline_ms + plus_ms - machine_ms());
    }

    pub async fn slot(&self, who: usize) -> BidSlot {
        self.slot_in(who, Envelope::Single).await
    }

    pub async fn slot_in(&self, who: usize, envelope: Envelope) -> BidSlot {
        self.bidders[who].person.ask(&ReadBidSlot { lot: key(), envelope }).await.unwrap()
    }

    /// Seals and uploads every envelope of a bidder.
    pub async fn bid(&self, who: usize) {
        for envelope in self.opening.envelopes() {
            let sealed = seal(&Draft::of(&self.slot_in(who, *envelope).await, self.bidders[who].n));
            self.upload_in(who, *envelope, &sealed).await.unwrap();
        }
    }

    /// The bid of a bidder at this moment, sealed.
    pub async fn sealed(&self, who: usize) -> Vec<u8> {
        seal(&Draft::of(&self.slot(who).await, self.bidders[who].n))
    }

    /// Begins an upload; its path.
    pub async fn create(&self, who: usize, length: usize) -> Outcome<String> {
        self.create_in(who, Envelope::Single, length).await
    }

    pub async fn create_in(&self, who: usize, envelope: Envelope, length: usize) -> Outcome<String> {
        let metadata = metadata_of(&key(), envelope);
        let headers = tus(&[("upload-length", &length.to_string()), ("upload-metadata", &metadata)]);
        let made = self.bidders[who].person.send(Method::POST, UPLOADS_PATH, headers, Vec::new()).await?;
        Ok(made.headers["location"].to_str().unwrap().to_owned())
    }

    /// Sends bytes from an offset; the new offset.
    pub async fn patch(&self, who: usize, path: &str, offset: usize, bytes: &[u8]) -> Outcome<usize> {
        self.patch_with(who, path, offset, bytes, &[]).await
    }

    pub async fn patch_with(
        &self,
        who: usize,
        path: &str,
        offset: usize,
        bytes: &[u8],
        more: &[(&'static str, &str)],
    ) -> Outcome<usize> {
        let mut headers = tus(&[("upload-offset", &offset.to_string())]);
        headers.insert("content-type", HeaderValue::from_static("application/offset+octet-stream"));
        for (name, value) in more {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let done = self.bidders[who].person.send(Method::PATCH, path, headers, bytes.to_vec()).await?;
        Ok(done.headers["upload-offset"].to_str().unwrap().parse().unwrap())
    }

    /// Uploads a whole file in one request.
    pub async fn upload(&self, who: usize, sealed: &[u8]) -> Outcome<usize> {
        self.upload_in(who, Envelope::Single, sealed).await
    }

    pub async fn upload_in(&self, who: usize, envelope: Envelope, sealed: &[u8]) -> Outcome<usize> {
        let path = self.create_in(who, envelope, sealed.len()).await?;
        self.patch(who, &path, 0, sealed).await
    }

    /// Lets every job look, until a look changes nothing more.
    pub async fn jobs(&self) {
        for _ in 0..4 {
            for (name, job) in bidroom_server::jobs::JOBS {
                job(&self.house).await.unwrap_or_else(|fault| panic!("{name}: {fault}"));
            }
        }
    }

    /// Another house on the same data, as after a restart; everybody logs in again. The first is left alone.
    pub async fn restart(&mut self) {
        self.restart_with(settings(self.place.dir.path(), self.place.database.clone())).await;
    }

    /// The same with other settings.
    pub async fn restart_with(&mut self, settings: Settings) {
        let house = House::open(settings).await.unwrap();
        house.clock.set_ahead_ms(self.house.clock.ahead_ms());
        self.base = serve(&house).await;
        self.house = house;
        self.officer = Person::login(&self.base, "li", PASSWORD).await.unwrap();
        self.supervisor = Person::login(&self.base, "zhou", PASSWORD).await.unwrap();
        self.registrar = Person::login(&self.base, "sun", PASSWORD).await.unwrap();
        for (bidder, (_, id, _)) in self.bidders.iter_mut().zip(BIDDERS) {
            bidder.person = Person::login(&self.base, id, PASSWORD).await.unwrap();
        }
    }
}

pub fn tus(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    for (name, value) in pairs {
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    headers
}

pub fn metadata(lot: &LotKey) -> String {
    metadata_of(lot, Envelope::Single)
}

pub fn metadata_of(lot: &LotKey, envelope: Envelope) -> String {
    use base64::Engine as _;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    format!(
        "tender {},lot {},envelope {}",
        encode(lot.tender.as_str()),
        encode(lot.lot.as_str()),
        encode(store::bids::envelope_name(envelope))
    )
}
