//! A centre under measurement: the real server in a process of its own, a published lot, and as many bidders as are asked for.

use super::process::Stop;
use super::{kilobytes, sample};
use bidroom_server::demo::chain::{Lot, LotSpec, criteria};
use bidroom_server::demo::keyring::{Keyring, PASSWORD, public};
use bidroom_server::demo::line::{Failed, Person};
use bidroom_server::demo::people::Cast;
use bidroom_server::http::door::{SESSION, token_hash};
use sealing::{BidFile, Job, seal_file};
use serde_json::json;
use shared::api::bids::{BidSlot, ReadBidSlot};
use shared::envelope::{Binding, Context, Envelope, KeySheet, Notice, SealPlan, Seed, SigningSeed};
use shared::event::Kind;
use shared::id::{LotKey, OrgId};
use shared::journal::entry::Body;
use shared::people::Role;
use shared::rules::case::Regime;
use shared::rules::criteria::OpeningPlan;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use store::accounts::Account;
use store::journal::Act;

/// Days from notice to deadline.
const DAYS: i64 = 23;

/// What a failed step says.
pub fn say(failed: Failed) -> String {
    failed.to_string()
}

/// A running centre.
pub struct Centre {
    server: Stop,
    /// Its address, `http://127.0.0.1:port`.
    pub base: String,
    /// Its staff.
    pub cast: Arc<Cast>,
    fonts: paper::Fonts,
    database: String,
}

/// The journal's act of an enrolment, not numbered yet.
fn enrolment(account: &str, key: &str, at_ms: i64) -> Result<Act, String> {
    let kind = Kind::IdentityEnrolled.as_str().to_owned();
    let data = json!({ "account": account, "key": key, "former": null });
    let body = Body {
        kind: kind.clone(),
        tender: None,
        lot: None,
        actor: Some(account.to_owned()),
        terminal: None,
        request: None,
        data: data.as_object().cloned().unwrap_or_default(),
    };
    let body = body.to_bytes().map_err(|error| error.to_string())?;
    Ok(Act {
        id: 0,
        seq: None,
        at_ms,
        kind,
        lot: None,
        actor: account.to_owned(),
        terminal: None,
        body: String::from_utf8(body).map_err(|error| error.to_string())?,
        salt: bidroom_server::random::bytes::<32>().map_err(|error| error.to_string())?.to_vec(),
    })
}

/// A bidder whose account, key and session were written straight into the database: registering thousands through the page is not
/// what is measured.
#[derive(Clone)]
pub struct Bidder {
    /// The organisation.
    pub org: OrgId,
    /// The organisation's name.
    pub name: String,
    /// The identity key.
    pub identity: SigningSeed,
    /// The session's token.
    pub token: String,
}

impl Bidder {
    /// The person at the line.
    pub fn person(&self, base: &str) -> Person {
        let person = Person::public(base);
        person.set_cookie(SESSION, &self.token);
        person
    }
}

impl Centre {
    /// Starts one on a folder that is empty.
    pub async fn start(data: &Path, objects: Option<&str>) -> Result<Self, String> {
        let exe = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(exe);
        command.args(["demo", "--empty", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        command.args(objects.map(|place| format!("--objects={place}")));
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut server = Stop(child.map_err(|error| error.to_string())?);
        let out = server.0.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let port = lines.by_ref().find_map(|line| {
            line.strip_prefix("bidroom serves http://localhost:")?.split('/').next()?.parse::<u16>().ok()
        });
        let port = port.ok_or("the server did not start; run `bidroom demo --empty` to see why")?;
        // What it says later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        let base = format!("http://127.0.0.1:{port}");
        let admin = Person::login(&base, bidroom_server::bootstrap::ACCOUNT, PASSWORD).await.map_err(say)?;
        let keyring = Keyring::in_folder(&data.join("demo").join("keys")).map_err(say)?;
        let cast = Arc::new(Cast::recall(admin, keyring).await.map_err(say)?);
        let fonts = paper::Fonts::load(None).map_err(|error| error.to_string())?;
        let database = format!("sqlite://{}", data.join("bidroom.sqlite").display());
        Ok(Self { server, base, cast, fonts, database })
    }

    /// A lot whose notice is published.
    pub async fn lot(&self, number: &str) -> Result<Lot, String> {
        let deadline_ms = self.cast.now_ms().await.map_err(say)? + DAYS * 86_400_000;
        let spec = LotSpec {
            tender: format!("BENCH-{number}"),
            lot: "1".into(),
            tender_title: "影像设备采购".into(),
            title: "影像存储设备".into(),
            budget_yuan: 1_280_000,
            deadline_ms,
            pages: 0,
            criteria: criteria(),
            regime: Regime::Goods,
            opening: OpeningPlan::default(),
            terms: |_| {},
            items: vec![("影像存储主机", "可用容量不低于 200 TB", "套", 2)],
        };
        let lot = Lot::new(&self.cast, &self.fonts, spec).map_err(say)?;
        lot.published().await.map_err(say)?;
        Ok(lot)
    }

    /// Bidders `from` to `from + count`.
    pub async fn bidders(&self, from: usize, count: usize) -> Result<Vec<Bidder>, String> {
        let say = |error: store::StoreError| error.to_string();
        let mut conn = store::db::bare(&self.database).await.map_err(say)?;
        store::db::execute(&mut conn, "PRAGMA busy_timeout=20000").await.map_err(say)?;
        store::db::execute(&mut conn, "BEGIN IMMEDIATE").await.map_err(say)?;
        let now_ms = bidroom_server::clock::machine_ms();
        let mut bidders = Vec::with_capacity(count);
        for n in from..from + count {
            let (id, org, name) = (format!("bench{n}"), format!("9133{n:013}X"), format!("投标人{n}有限公司"));
            let token = bidroom_server::random::token().map_err(|error| error.to_string())?;
            let identity = SigningSeed::new(bidroom_server::random::bytes().map_err(|error| error.to_string())?);
            store::accounts::insert_org(&mut conn, &org, "bidder", &name, now_ms).await.map_err(say)?;
            let account = Account {
                id: id.clone(),
                role: Role::Bidder,
                name: format!("投标代表{n}"),
                org: Some(org.clone()),
                org_name: None,
                password_hash: String::new(),
                identity: None,
            };
            store::accounts::insert(&mut conn, &account, now_ms).await.map_err(say)?;
            let key = public(&identity).to_string();
            store::accounts::keys::enrol(&mut conn, &id, &key, now_ms).await.map_err(say)?;
            // The journal tells whose key counts at an opening; the server numbers the entry with its next act.
            store::journal::append(&mut conn, &enrolment(&id, &key, now_ms)?).await.map_err(say)?;
            store::accounts::open_session(&mut conn, &token_hash(&token), &id, now_ms).await.map_err(say)?;
            let org = OrgId::new(org).map_err(|error| error.to_string())?;
            bidders.push(Bidder { org, name, identity, token });
        }
        store::db::execute(&mut conn, "COMMIT").await.map_err(say)?;
        Ok(bidders)
    }

    /// Memory of the server, MiB: now, and the most since [`Centre::forget_peak`].
    pub fn memory(&self) -> Result<(f64, f64), String> {
        let id = self.server.0.id().to_string();
        Ok((kilobytes(&id, "VmRSS:")? as f64 / 1024.0, kilobytes(&id, "VmHWM:")? as f64 / 1024.0))
    }

    /// Forgets the peak of the server's memory (Linux).
    pub fn forget_peak(&self) {
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.server.0.id()), "5");
    }
}

/// What every bid of a lot is sealed for.
pub struct Terms {
    notice: Notice,
    sheet: KeySheet,
}

impl Terms {
    /// Asks for them as a bidder does.
    pub async fn of(centre: &Centre, bidder: &Bidder, lot: &LotKey) -> Result<Self, String> {
        let slot = slot(&bidder.person(&centre.base), lot).await?;
        let notice = Notice::parse(slot.notice.as_bytes()).map_err(|error| error.to_string())?;
        let sheet = KeySheet::parse(slot.sheet.as_bytes()).map_err(|error| error.to_string())?;
        Ok(Self { notice, sheet })
    }

    /// Seals a bid of one file.
    pub fn seal(&self, bidder: &Bidder, n: u64, name: &str, file: &Vec<u8>) -> Result<Vec<u8>, String> {
        let policy = self.notice.envelope(Envelope::Single).map(|envelope| envelope.policy);
        let binding = Binding {
            bidder: bidder.org.clone(),
            bidder_key: public(&bidder.identity),
            revision: 1,
            deadline_ms: self.notice.deadline_ms,
            notice: self.notice.hash().map_err(|error| error.to_string())?,
            policy: policy.ok_or("the notice has no such envelope")?,
        };
        let context = Context::new(binding, &self.sheet).map_err(|error| error.to_string())?;
        let (tender, lot) = (context.tender.clone(), context.lot.clone());
        let seed = Seed::new(bidroom_server::random::bytes().map_err(|error| error.to_string())?);
        let plan = SealPlan::new(&seed, context, &self.sheet).map_err(|error| error.to_string())?;
        let list = [BidFile { name: name.to_owned(), bytes: file.len() as u64 }];
        let form = sample::form(tender, lot, &bidder.name, n, name)?;
        let sources = std::slice::from_ref(file);
        let job = Job { plan: &plan, form: &form, files: &list, sources, bidder: &bidder.identity, threads: 2 };
        let out = Mutex::new(Vec::with_capacity(file.len() + (2 << 20)));
        seal_file(&job, &out, &mut |_, _| {}).map_err(|error| error.to_string())?;
        out.into_inner().map_err(|error| error.to_string())
    }
}

/// A bidder's slot.
pub async fn slot(person: &Person, lot: &LotKey) -> Result<BidSlot, String> {
    person.ask(&ReadBidSlot { lot: lot.clone(), envelope: Envelope::Single }).await.map_err(say)
}

/// A PDF of one page and about this many bytes, most of them in a stream that no page shows.
pub fn pdf(bytes: usize) -> Result<Vec<u8>, String> {
    let key = ring::aead::UnboundKey::new(&ring::aead::AES_256_GCM, &[3; 32]).map_err(|_| "ring takes no key")?;
    let key = ring::aead::LessSafeKey::new(key);
    let mut filler = vec![0; bytes];
    let nonce = ring::aead::Nonce::assume_unique_for_key([0; 12]);
    key.seal_in_place_append_tag(nonce, ring::aead::Aad::empty(), &mut filler).map_err(|_| "ring does not encrypt")?;
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let stream = format!("<< /Length {} >>\nstream\n", filler.len());
    let objects: [(&str, &[u8]); 4] = [
        ("<< /Type /Catalog /Pages 2 0 R >>\n", b""),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n", b""),
        ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\n", b""),
        (&stream, &filler),
    ];
    for (n, (text, body)) in (1..).zip(objects) {
        places.push(out.len());
        out.extend_from_slice(format!("{n} 0 obj\n{text}").as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(if body.is_empty() { b"endobj\n" } else { b"\nendstream\nendobj\n" });
    }
    let at = out.len();
    out.extend_from_slice(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    out.extend_from_slice(format!("trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").as_bytes());
    Ok(out)
}
