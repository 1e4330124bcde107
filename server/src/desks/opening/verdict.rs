//! Verdicts: with M releases in, every bid is opened and checked outside any transaction, and gets its verdict in one act.

use super::{Terms, list, terms};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::vault::{Fresh, Vault};
use crate::work::{Change, Done, Work};
use sealing::{BidSink, OpenError, Region};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{AttributeFault, Fault as Whose};
use shared::envelope::zip::Event as ZipEvent;
use shared::envelope::{
    Binding, Context, Envelope, Expected, Head, Measure, Notice, OpeningForm, Release, Seed, Share, Verdict, recover,
};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::{Move, StageName};
use shared::refusal::{Code, Refusal};
use std::io;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::{Bid, BidState};
use store::opening::BidFile;

/// A bid's verdict, as the house found it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordVerdict {
    lot: LotKey,
    envelope: Envelope,
    bidder: OrgId,
    found: Found,
}
shared::endpoint!(RecordVerdict, Change, "(record-verdict)", lot => Nothing);

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Found {
    Opened { seed: Seed, form: Box<OpeningForm>, files: Vec<Kept> },
    Fault { bidders: bool, reason: String },
    Unknown { reason: String },
}

/// A file of an opened bid that lies in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    name: String,
    bytes: u64,
    sha256: Hash,
    pages: Option<u32>,
}

/// Opens what can be opened.
///
/// # Errors
/// A fault of disk or database; the next look goes on.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let lots = {
        let mut conn = house.db.connection().await?;
        store::lots::at_stage(&mut conn, StageName::Opening).await?
    };
    for lot in lots {
        open_lot(house, &lot.key).await?;
    }
    Ok(())
}

/// The releases that are in, when there are at least m.
async fn releases(conn: &mut AnyConnection, lot: &LotKey, terms: &Terms) -> Result<Option<Vec<Release>>, Fault> {
    let texts = store::opening::releases(conn, lot, terms.envelope).await?;
    if texts.len() < usize::from(terms.sheet.m) {
        return Ok(None);
    }
    Ok(Some(texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?))
}

/// The bids on the list that have no final verdict.
async fn open_bids(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<(Bid, bool)>, Fault> {
    let verdicts = store::opening::verdicts(conn, lot, envelope).await?;
    let bids = store::bids::in_state(conn, lot, envelope, BidState::Listed).await?;
    Ok(bids
        .into_iter()
        .filter_map(|bid| match verdicts.iter().find(|verdict| verdict.bidder == bid.slot.bidder) {
            None => Some((bid, false)),
            Some(verdict) if verdict.outcome == "unknown" => Some((bid, true)),
            Some(_) => None,
        })
        .collect())
}

fn shares_of(releases: &[Release], bidder: &str) -> Vec<(u8, Share)> {
    let share = |release: &Release| {
        let entry = release.shares.iter().find(|share| share.bidder.as_str() == bidder)?;
        Some((release.x, entry.y.clone()?))
    };
    releases.iter().filter_map(share).collect()
}

/// The seed that the releases give back, or why they give none.
fn seed_of(bid: &Bid, releases: &[Release]) -> Result<Seed, String> {
    let head = Head::parse_unverified(&bid.head).map_err(|why| why.to_string())?;
    let shares = shares_of(releases, &bid.slot.bidder);
    recover(&head.header, &shares, None).map_err(|why| Verdict::Unrecovered(why).to_string())
}

/// The bids that an officer may have to decide: M holders have released, and no seed came back.
///
/// # Errors
/// A fault of the database.
pub(super) async fn undecided(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<OrgId>, Fault> {
    let terms = terms(conn, lot).await?;
    let Some(releases) = releases(conn, lot, &terms).await? else { return Ok(Vec::new()) };
    let open = open_bids(conn, lot, terms.envelope).await?;
    let stuck = open.into_iter().filter(|(bid, unknown)| *unknown || seed_of(bid, &releases).is_err());
    stuck.map(|(bid, _)| OrgId::new(bid.slot.bidder).map_err(Fault::internal)).collect()
}

async fn open_lot(house: &Arc<House>, lot: &LotKey) -> Result<(), Fault> {
    let (terms, releases, open) = {
        let mut conn = house.db.connection().await?;
        let terms = terms(&mut conn, lot).await?;
        let Some(releases) = releases(&mut conn, lot, &terms).await? else { return Ok(()) };
        let open = open_bids(&mut conn, lot, terms.envelope).await?;
        (terms, releases, open)
    };
    let all_in = releases.len() == terms.sheet.holders.len();
    for (bid, unknown) in open {
        let found = match seed_of(&bid, &releases) {
            Ok(seed) => open_bid(house, &terms, &bid, seed).await?,
            // Another holder may still release; only when all have is it certain that the system cannot say.
            Err(_) if unknown || !all_in => continue,
            Err(reason) => Found::Unknown { reason },
        };
        let bidder = OrgId::new(bid.slot.bidder).map_err(Fault::internal)?;
        let verdict = RecordVerdict { lot: lot.clone(), envelope: terms.envelope, bidder, found };
        match act::change(house, &Caller::system()?, &verdict).await {
            Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyDone => {}
            other => {
                other?;
            }
        }
    }
    Ok(())
}

/// The context that the bid must have, from notice, sheet and the account as it was at the index of the bid's receipt.
async fn context(house: &Arc<House>, terms: &Terms, bid: &Bid) -> Result<Context, Fault> {
    let mut conn = house.db.connection().await?;
    let receipts = store::bids::receipts(&mut conn, &bid.slot).await?;
    let receipt = receipts.iter().find(|receipt| receipt.revision == bid.revision && receipt.kind == "submitted");
    let index = receipt.and_then(|receipt| u64::try_from(receipt.seq).ok());
    let index = index.ok_or_else(|| Fault::internal("a listed bid without a receipt"))?;
    let identity = crate::desks::account::keys::key_at(&mut conn, &bid.account, index).await?;
    let identity = identity.ok_or_else(|| Fault::internal("a bid was taken from an account without identity key"))?;
    // The version under which it was sealed, where bids under it stand.
    let standing = store::tenders::versions::standing(&mut conn, &bid.slot.lot).await?;
    let notice = match standing.into_iter().find(|version| version.sha256 == bid.notice) {
        Some(version) => Notice::parse(version.json.as_bytes()).map_err(Fault::internal)?,
        None => terms.notice.clone(),
    };
    let policy = notice.envelope(terms.envelope).map(|envelope| envelope.policy);
    let binding = Binding {
        bidder: OrgId::new(bid.slot.bidder.clone()).map_err(Fault::internal)?,
        bidder_key: identity,
        revision: bid.revision,
        deadline_ms: notice.deadline_ms,
        notice: notice.hash().map_err(Fault::internal)?,
        policy: policy.ok_or_else(|| Fault::internal("the notice has no such envelope"))?,
    };
    Context::new(binding, &terms.sheet).map_err(Fault::internal)
}

/// What an opened bid held: its seed, its form, its files.
type Contents = (Seed, Box<OpeningForm>, Vec<Kept>);

async fn open_bid(house: &Arc<House>, terms: &Terms, bid: &Bid, seed: Seed) -> Result<Found, Fault> {
    let context = context(house, terms, bid).await?;
    let parts = {
        let mut conn = house.db.connection().await?;
        store::uploads::parts(&mut conn, &bid.upload).await?
    };
    let (vault, sheet, bid) = (house.vault.clone(), terms.sheet.clone(), bid.clone());
    let opening = move || -> Result<Result<Contents, Verdict>, Fault> {
        let offset = 12 + bid.head.len() as u64;
        let payload = Region { whole: vault.open_parts(&bid.upload, &parts)?, offset };
        let expected = Expected {
            context: &context,
            sheet: &sheet,
            head: bid.head_sha256.parse().map_err(Fault::internal)?,
            payload: Measure { length: bid.length, root: bid.root.parse().map_err(Fault::internal)? },
        };
        let mut sink = Sink { vault, fresh: None, kept: Vec::new() };
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
        let opened = sealing::open_bid(&seed, &bid.head, &expected, &payload, threads, &mut sink, &mut |_, _| {});
        match opened {
            Ok(opened) => Ok(Ok((seed, Box::new(opened.form), sink.kept))),
            Err(OpenError::Verdict(verdict)) => Ok(Err(verdict)),
            Err(OpenError::Io(why)) => Err(Fault::internal(why)),
        }
    };
    match tokio::task::spawn_blocking(opening).await.map_err(Fault::internal)?? {
        Err(verdict @ Verdict::Unrecovered(_)) => Ok(Found::Unknown { reason: verdict.to_string() }),
        Err(verdict) => Ok(Found::Fault { bidders: verdict.is_bidders(), reason: verdict.to_string() }),
        Ok((seed, form, mut files)) => {
            count_pages(house, &mut files).await;
            Ok(Found::Opened { seed, form, files })
        }
    }
}

/// Counts pages, as far as that is possible: a file that is no PDF is the committee's to judge.
async fn count_pages(house: &Arc<House>, files: &mut [Kept]) {
    let Ok(reader) = house.reader() else { return };
    for file in files {
        match reader.pages(&house.vault.file(&file.sha256)).await {
            Ok(info) => file.pages = Some(info.page_count()),
            Err(error) => tracing::warn!(%error, file = %file.sha256, "the pages of a file cannot be counted"),
        }
    }
}

/// Keeps the files of a bid while it is being decrypted.
struct Sink {
    vault: Vault,
    fresh: Option<Fresh>,
    kept: Vec<Kept>,
}

impl BidSink for Sink {
    fn entry(&mut self, event: ZipEvent<'_>) -> io::Result<()> {
        match event {
            ZipEvent::Begin(entry) if entry.file_name().is_some() => {
                self.fresh = Some(self.vault.fresh().map_err(io::Error::other)?);
            }
            ZipEvent::Data(bytes) => {
                if let Some(fresh) = &mut self.fresh {
                    fresh.write(bytes)?;
                }
            }
            ZipEvent::End(entry) => {
                if let Some((fresh, name)) = self.fresh.take().zip(entry.file_name()) {
                    let sha256 = fresh.keep().map_err(io::Error::other)?;
                    self.kept.push(Kept { name: name.to_owned(), bytes: entry.bytes, sha256, pages: None });
                }
            }
            ZipEvent::Begin(_) => {}
        }
        Ok(())
    }
}

impl Change for RecordVerdict {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let now_ms = work.now_ms();
        let (outcome, reason) = match &self.found {
            Found::Opened { .. } => ("opened", None),
            Found::Fault { bidders: true, reason } => ("bidder-fault", Some(reason.clone())),
            Found::Fault { bidders: false, reason } => ("centre-fault", Some(reason.clone())),
            Found::Unknown { reason } => ("unknown", Some(reason.clone())),
        };
        let mut row = store::opening::Verdict {
            bidder: self.bidder.to_string(),
            outcome: outcome.into(),
            reason: reason.clone(),
            seed: None,
            form_json: None,
            price_fen: None,
            decided_by: "system".into(),
            at_ms: now_ms,
        };
        let mut counts = (0, 0);
        if let Found::Opened { seed, form, files } = &self.found {
            let json = form.to_bytes().map_err(Fault::internal)?;
            row.seed = Some(seed.expose().to_vec());
            row.form_json = Some(String::from_utf8(json).map_err(Fault::internal)?);
            row.price_fen = form.price_fen.map(|price| price.0);
            counts = (files.len(), files.iter().filter_map(|file| file.pages).sum::<u32>());
        }
        if !store::opening::keep_verdict(work.conn(), &self.lot, self.envelope, &row).await? {
            return Err(Code::AlreadyDone.into());
        }
        if let Found::Opened { files, .. } = &self.found {
            for (n, file) in (1..).zip(files) {
                let (name, sha256) = (file.name.clone(), file.sha256.to_hex());
                let file = BidFile { n, name, size: file.bytes, sha256, pages: file.pages };
                store::opening::keep_file(work.conn(), &self.lot, &row.bidder, &file).await?;
            }
        }
        let data = json!({
            "envelope": self.envelope, "bidder": self.bidder, "outcome": outcome, "reason": reason,
            "files": counts.0, "pages": counts.1,
        });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::BidOpened, &self.lot, data));
        Ok(done.and_all(finish(work, self.envelope).await?))
    }
}

/// Ends the decryption when every bid on the list has its verdict.
async fn finish(work: &mut Work<'_>, envelope: Envelope) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    if !open_bids(work.conn(), &key, envelope).await?.is_empty() {
        return Ok(None);
    }
    let verdicts = store::opening::verdicts(work.conn(), &key, envelope).await?;
    let opened = verdicts.iter().filter(|verdict| verdict.outcome == "opened").count();
    work.step(Move::FinishOpening).await?;
    let data = json!({ "envelope": envelope, "opened": opened, "bids": verdicts.len() });
    Ok(Some(Event::of_lot(Kind::OpeningFinished, &key, data)))
}

impl Change for AttributeFault {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > 500 {
            return Err(Refusal::new(Code::FieldMissing).with("field", "reason").into());
        }
        let (list, _) = list(work.conn(), &self.lot, self.envelope).await?;
        if !list.bids.iter().any(|bid| bid.bidder == self.bidder) {
            return Err(Code::NotFound.into());
        }
        if !undecided(work.conn(), &self.lot).await?.contains(&self.bidder) {
            return Err(Code::NotYetUndecided.into());
        }
        let outcome = match self.fault {
            Whose::BidderFault => "bidder-fault",
            Whose::CentreFault => "centre-fault",
        };
        let row = store::opening::Verdict {
            bidder: self.bidder.to_string(),
            outcome: outcome.into(),
            reason: Some(reason.to_owned()),
            seed: None,
            form_json: None,
            price_fen: None,
            decided_by: work.account()?.to_owned(),
            at_ms: work.now_ms(),
        };
        if !store::opening::keep_verdict(work.conn(), &self.lot, self.envelope, &row).await? {
            return Err(Code::AlreadyDone.into());
        }
        let data = json!({
            "envelope": self.envelope, "bidder": self.bidder, "outcome": outcome, "reason": reason,
        });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::FaultAttributed, &self.lot, data));
        Ok(done.and_all(finish(work, self.envelope).await?))
    }
}
