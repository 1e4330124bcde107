//! Verdicts: with M releases in, every bid is opened and checked outside any transaction, and gets its verdict in one act.

use super::unseal::open_bid;
use super::{Terms, header, interrupt, list, listed, recovery, terms, window};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use futures_util::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{AttributeFault, Fault as Whose};
use shared::envelope::{
    BidderFault, BidderHalf, Envelope, HalfRelease, Head, OpeningForm, Recovery, Release, Seed, Share, Unrecovered,
    Verdict, commits_to, recover,
};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::{Move, StageName};
use shared::refusal::Code;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::Bid;
use store::opening::{BidFile, Which};

/// How many bids are being opened at a time. Each holds the segments of its threads and no more.
const AT_ONCE: usize = 3;

/// A bid's verdict, as the house found it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordVerdict {
    lot: LotKey,
    envelope: Envelope,
    bidder: OrgId,
    found: Found,
}
shared::endpoint!(RecordVerdict, Change, "(record-verdict)", lot => Nothing);

/// What came of opening a bid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Found {
    Opened { seed: Seed, form: Box<OpeningForm>, files: Vec<Kept> },
    Fault { bidders: bool, reason: String },
    Unknown { reason: String },
}

/// A file of an opened bid that lies in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: Hash,
    pub(super) pages: Option<u32>,
}

/// Opens what can be opened.
///
/// # Errors
/// A fault of disk or database; the next look goes on.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let mut lots = Vec::new();
    {
        let mut conn = house.db.connection().await?;
        for stage in [StageName::Opening, StageName::PriceOpening] {
            lots.extend(store::lots::at_stage(&mut conn, stage).await?);
        }
    }
    for lot in lots {
        open_lot(house, &lot.key).await?;
    }
    Ok(())
}

/// What has come in by which bids can be opened.
struct Evidence {
    terms: Terms,
    releases: Vec<Release>,
    /// The bidders' halves for this envelope; none is looked at before the decryption window is over.
    halves: Vec<HalfRelease>,
    recoveries: Vec<Recovery>,
}

impl Evidence {
    async fn read(conn: &mut AnyConnection, lot: &LotKey) -> Result<Self, Fault> {
        let terms = terms(conn, lot).await?;
        let releases = store::opening::releases(conn, lot, terms.envelope).await?;
        let halves = match window::is_over(conn, lot).await? {
            true => store::opening::halves(conn, lot).await?,
            false => Vec::new(),
        };
        let of_envelope = halves.iter().filter(|half| half.envelope == terms.envelope);
        let recoveries = store::opening::recoveries(conn, lot, terms.envelope).await?;
        Ok(Self {
            releases: releases.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?,
            halves: of_envelope.map(|half| serde_json::from_str(&half.json)).collect::<Result<_, _>>()?,
            recoveries: recoveries
                .iter()
                .map(|row| Recovery::parse(row.file.as_bytes()).map_err(Fault::internal))
                .collect::<Result<_, _>>()?,
            terms,
        })
    }

    /// Whether a quorum of holders has released.
    fn has_quorum(&self) -> bool {
        self.releases.len() >= usize::from(self.terms.sheet.m)
    }

    fn shares_of(&self, bidder: &str) -> Vec<(u8, Share)> {
        let share = |release: &Release| {
            let entry = release.shares.iter().find(|share| share.bidder.as_str() == bidder)?;
            Some((release.x, entry.y.clone()?))
        };
        self.releases.iter().filter_map(share).collect()
    }

    fn half_of(&self, bidder: &str) -> Option<&BidderHalf> {
        self.halves.iter().find(|half| half.bidder.as_str() == bidder).map(|half| &half.half)
    }

    fn recovery_of(&self, bidder: &str) -> Option<&Seed> {
        self.recoveries.iter().find(|file| file.bidder.as_str() == bidder).map(|file| &file.seed)
    }

    /// The seed that comes back from the releases, or from the file that the bidder supplied.
    fn seed_of(&self, bid: &Bid) -> Result<Seed, Unrecovered> {
        let bidder = &bid.slot.bidder;
        let head = Head::parse_unverified(&bid.head).map_err(|_| Unrecovered::Context)?;
        let recovered = recover(&head.header, &self.shares_of(bidder), self.half_of(bidder));
        recovered.or_else(|why| self.recovery_of(bidder).cloned().ok_or(why))
    }

    /// Whether a bidder never released the half that its bid needs.
    fn lacks_half(&self, bidder: &str) -> bool {
        self.terms.has_window() && self.half_of(bidder).is_none()
    }
}

/// The bids on the list that have no final verdict, each with whether it was found that nobody can say.
async fn open_bids(conn: &mut AnyConnection, lot: &LotKey, which: Which) -> Result<Vec<(Bid, bool)>, Fault> {
    let verdicts = store::opening::verdicts(conn, lot, which.envelope).await?;
    let bids = listed(conn, lot, which).await?;
    Ok(bids
        .into_iter()
        .filter_map(|bid| match verdicts.iter().find(|verdict| verdict.bidder == bid.slot.bidder) {
            None => Some((bid, false)),
            Some(verdict) if verdict.outcome == "unknown" => Some((bid, true)),
            Some(_) => None,
        })
        .collect())
}

/// Whether a bid on the list waits for a seed that its bidder may still supply.
///
/// # Errors
/// A fault of the database.
pub(super) async fn waits(work: &mut Work<'_>, lot: &LotKey, bidder: &str) -> Result<bool, Fault> {
    let evidence = Evidence::read(work.conn(), lot).await?;
    let open = open_bids(work.conn(), lot, evidence.terms.which).await?;
    Ok(open.iter().any(|(bid, _)| bid.slot.bidder == bidder) && !evidence.lacks_half(bidder))
}

/// The bids that an officer may have to decide: a quorum has released and no seed came back; or the time for recovery
/// files is over and none came; or the decryption window is over without the bidder's half.
///
/// # Errors
/// A fault of the database.
pub(super) async fn undecided(work: &mut Work<'_>, lot: &LotKey) -> Result<Vec<OrgId>, Fault> {
    if !matches!(work.lot()?.stage.name(), StageName::Opening | StageName::PriceOpening) {
        return Ok(Vec::new());
    }
    let now_ms = work.now_ms();
    let evidence = Evidence::read(work.conn(), lot).await?;
    if !window::is_over(work.conn(), lot).await? {
        return Ok(Vec::new());
    }
    let until_ms = recovery::until_ms(work.conn(), lot, evidence.terms.envelope).await?;
    let called_in_vain = until_ms.is_some_and(|until_ms| now_ms > until_ms);
    let open = open_bids(work.conn(), lot, evidence.terms.which).await?;
    let stuck = open.into_iter().filter(|(bid, unknown)| {
        let over = evidence.has_quorum() || called_in_vain || evidence.lacks_half(&bid.slot.bidder);
        *unknown || (over && evidence.seed_of(bid).is_err())
    });
    stuck.map(|(bid, _)| OrgId::new(bid.slot.bidder).map_err(Fault::internal)).collect()
}

async fn open_lot(house: &Arc<House>, lot: &LotKey) -> Result<(), Fault> {
    let (evidence, open) = {
        let mut conn = house.db.connection().await?;
        if interrupt::suspension(&mut conn, lot).await?.is_some() || !window::is_over(&mut conn, lot).await? {
            return Ok(());
        }
        let evidence = Evidence::read(&mut conn, lot).await?;
        let open = open_bids(&mut conn, lot, evidence.terms.which).await?;
        (evidence, open)
    };
    let evidence = &evidence;
    let verdicts = open.into_iter().map(|(bid, unknown)| judge(house, lot, evidence, bid, unknown));
    // While one bid's files go to the disk, the next is being decrypted.
    let mut verdicts = stream::iter(verdicts).buffer_unordered(AT_ONCE);
    while let Some(done) = verdicts.next().await {
        done?;
    }
    Ok(())
}

/// Finds a bid's verdict, if there can be one yet, and puts it on record.
async fn judge(house: &Arc<House>, lot: &LotKey, evidence: &Evidence, bid: Bid, unknown: bool) -> Result<(), Fault> {
    let terms = &evidence.terms;
    let all_in = evidence.releases.len() == terms.sheet.holders.len();
    let found = match evidence.seed_of(&bid) {
        Ok(seed) if is_reused(house, lot, &bid, &seed).await? => {
            let reason = Verdict::Bidder(BidderFault::SeedReused).to_string();
            Found::Fault { bidders: true, reason }
        }
        Ok(seed) => open_bid(house, terms, &bid, seed).await?,
        Err(_) if unknown => return Ok(()),
        Err(why @ Unrecovered::NoHalf) => Found::Unknown { reason: Verdict::Unrecovered(why).to_string() },
        // Another holder may still release; only when all have is it certain that the system cannot say.
        Err(_) if !all_in => return Ok(()),
        Err(why) => Found::Unknown { reason: Verdict::Unrecovered(why).to_string() },
    };
    let bidder = OrgId::new(bid.slot.bidder).map_err(Fault::internal)?;
    let verdict = RecordVerdict { lot: lot.clone(), envelope: terms.envelope, bidder, found };
    match act::change(house, &Caller::system()?, &verdict).await {
        // Decided meanwhile, or suspended: the next look finds it as it is.
        Err(Fault::Refused(refusal)) if matches!(refusal.code, Code::AlreadyDone | Code::IsSuspended) => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Whether a seed that came back also opens another envelope of the same bidder: that one is no secret any more.
async fn is_reused(house: &Arc<House>, lot: &LotKey, bid: &Bid, seed: &Seed) -> Result<bool, Fault> {
    let mut conn = house.db.connection().await?;
    let own = window::own(&mut conn, lot, &bid.slot.bidder).await?;
    for other in own.iter().filter(|other| other.slot.envelope != bid.slot.envelope) {
        if commits_to(&header(other)?, seed) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Change for RecordVerdict {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
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
            files_json: None,
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
            if self.envelope == Envelope::Price {
                // Nobody finds them among the bid's files before the prices are announced.
                row.files_json = Some(serde_json::to_string(files)?);
            }
        }
        if !store::opening::keep_verdict(work.conn(), &self.lot, self.envelope, &row).await? {
            return Err(Code::AlreadyDone.into());
        }
        if let (Found::Opened { files, .. }, None) = (&self.found, &row.files_json) {
            keep_files(work, &row.bidder, 1, files).await?;
        }
        let data = json!({
            "envelope": self.envelope, "bidder": self.bidder, "outcome": outcome, "reason": reason,
            "files": counts.0, "pages": counts.1,
        });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::BidOpened, &self.lot, data));
        Ok(done.and_all(finish(work).await?))
    }
}

/// Writes the files of an opened bid where its readers find them, from number `first` on.
async fn keep_files(work: &mut Work<'_>, bidder: &str, first: u32, files: &[Kept]) -> Result<(), Fault> {
    let lot = work.key()?;
    for (n, file) in (first..).zip(files) {
        let (name, sha256) = (file.name.clone(), file.sha256.to_hex());
        let file = BidFile { n, name, size: file.bytes, sha256, pages: file.pages };
        store::opening::keep_file(work.conn(), &lot, bidder, &file).await?;
    }
    Ok(())
}

/// Puts the files of the opened price envelopes among those of their bids, when the prices are announced.
///
/// # Errors
/// A fault of the database.
pub(super) async fn show_price_files(work: &mut Work<'_>) -> Result<(), Fault> {
    let lot = work.key()?;
    for verdict in store::opening::verdicts(work.conn(), &lot, Envelope::Price).await? {
        let Some(text) = &verdict.files_json else { continue };
        let mut files: Vec<Kept> = serde_json::from_str(text)?;
        for file in &mut files {
            file.name = format!("报价 {}", file.name);
        }
        let known = store::opening::files(work.conn(), &lot, &verdict.bidder).await?;
        let next = known.iter().map(|file| file.n).max().unwrap_or(0) + 1;
        keep_files(work, &verdict.bidder, next, &files).await?;
    }
    Ok(store::opening::announce_files(work.conn(), &lot, Envelope::Price).await?)
}

/// How many files an opened price envelope holds and how many pages they have, before they are announced.
pub(super) fn counts(verdict: &store::opening::Verdict) -> Result<Option<(u32, u32)>, Fault> {
    let Some(text) = &verdict.files_json else { return Ok(None) };
    let files: Vec<Kept> = serde_json::from_str(text)?;
    let pages = files.iter().filter_map(|file| file.pages).sum();
    Ok(Some((u32::try_from(files.len()).map_err(Fault::internal)?, pages)))
}

/// Ends the decryption when every bid on the list has its verdict.
async fn finish(work: &mut Work<'_>) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    let which = terms(work.conn(), &key).await?.which;
    let envelope = which.envelope;
    if !open_bids(work.conn(), &key, which).await?.is_empty() {
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
        interrupt::guard(work).await?;
        let reason = interrupt::reason(&self.reason)?;
        let terms = terms(work.conn(), &self.lot).await?;
        let (list, _) = list(work.conn(), &self.lot, terms.which).await?;
        if terms.envelope != self.envelope || !list.bids.iter().any(|bid| bid.bidder == self.bidder) {
            return Err(Code::NotFound.into());
        }
        if !undecided(work, &self.lot).await?.contains(&self.bidder) {
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
            files_json: None,
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
        Ok(done.and_all(finish(work).await?))
    }
}
