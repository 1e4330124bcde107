//! The opening record (开标记录): made by a job as soon as the prices are announced, made anew after every objection,
//! signed by officer and supervisor.

use super::close::BIDS_MIN;
use super::{Terms, hall, list, terms};
use crate::act::{self, Caller};
use crate::civil::beijing;
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{PriceLine, RecordState, SignRecord, Signed};
use shared::envelope::Envelope;
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::jcs;
use shared::journal::Hash;
use shared::lifecycle::{Failure, Move, StageName};
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use shared::text::Lang;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::{Bid, BidState};
use store::hall::{Paper, PaperSignature};
use store::lots::Lot;
use store::opening::Verdict;

/// The record's kind among the papers.
pub const KIND: &str = "opening-record";

/// The house has made a record of what was announced and said as of a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeRecord {
    lot: LotKey,
    sha256: Hash,
    as_of_ms: i64,
}
shared::endpoint!(MakeRecord, Change, "(make-record)", lot => Nothing);

/// The newest record.
///
/// # Errors
/// A fault of the database.
pub async fn newest(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Paper>, Fault> {
    Ok(store::hall::newest_paper(conn, lot, KIND).await?)
}

/// When something that the record tells last changed; none before the announcement.
async fn changed_ms(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<i64>, Fault> {
    let mut last = store::hall::act_time(conn, lot, Kind::PricesAnnounced.as_str()).await?;
    for kind in [Kind::ObjectionRaised, Kind::ObjectionAnswered] {
        last = last.max(store::hall::act_time(conn, lot, kind.as_str()).await?);
    }
    Ok(last)
}

/// The newest record, unless something changed since.
async fn current(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<Paper>, Fault> {
    let changed = changed_ms(conn, lot).await?;
    Ok(newest(conn, lot).await?.filter(|paper| changed.is_some_and(|changed| changed < paper.made_ms)))
}

/// What the hall shows of the record.
pub(super) async fn state(work: &mut Work<'_>, announced: bool) -> Result<RecordState, Fault> {
    if !announced {
        return Ok(RecordState::NotYet {});
    }
    let key = work.key()?;
    let Some(paper) = current(work.conn(), &key).await? else { return Ok(RecordState::Making {}) };
    let signatures = store::hall::paper_signatures(work.conn(), &key, KIND, &paper.sha256).await?;
    Ok(RecordState::Ready {
        sha256: paper.sha256.parse::<Hash>().map_err(Fault::internal)?,
        made_ms: paper.made_ms,
        signatures: signatures
            .into_iter()
            .filter_map(|s| Some(Signed { role: Role::parse(&s.role)?, name: s.name, at_ms: s.at_ms }))
            .collect(),
    })
}

/// Makes every record that is due.
///
/// # Errors
/// A fault of disk, fonts or database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let due = {
        let mut conn = house.db.connection().await?;
        let mut due = Vec::new();
        for lot in store::lots::at_stage(&mut conn, StageName::Announced).await? {
            if current(&mut conn, &lot.key).await?.is_none() {
                due.push(lot);
            }
        }
        due
    };
    for lot in due {
        make(house, &lot).await?;
    }
    Ok(())
}

async fn make(house: &Arc<House>, lot: &Lot) -> Result<(), Fault> {
    // Strictly after the last change, or the record would never count as current.
    let (record, as_of_ms) = {
        let mut conn = house.db.connection().await?;
        let changed = changed_ms(&mut conn, &lot.key).await?.unwrap_or(0);
        let as_of_ms = house.clock.now_ms().max(changed + 1);
        (record(house, &mut conn, lot, changed).await?, as_of_ms)
    };
    let (vault, dir) = (house.vault.clone(), house.fonts().map(ToOwned::to_owned));
    let set = move || -> Result<Hash, Fault> {
        let fonts = paper::Fonts::load(dir.as_deref()).map_err(|_| Code::NoFonts)?;
        let pdf = paper::opening_record(&fonts, &record, paper::Lang::Zh).map_err(Fault::internal)?;
        vault.keep(&pdf)
    };
    let sha256 = tokio::task::spawn_blocking(set).await.map_err(Fault::internal)??;
    let made = MakeRecord { lot: lot.key.clone(), sha256, as_of_ms };
    match act::change(house, &Caller::system()?, &made).await {
        // Somebody spoke meanwhile: the next look makes another.
        Err(Fault::Refused(refusal)) if refusal.code == Code::RecordChanged => Ok(()),
        other => other.map(|_| ()),
    }
}

impl Change for MakeRecord {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if changed_ms(work.conn(), &self.lot).await?.is_none_or(|changed| changed >= self.as_of_ms) {
            return Err(Code::RecordChanged.into());
        }
        let paper = Paper { sha256: self.sha256.to_hex(), made_ms: self.as_of_ms };
        store::hall::keep_paper(work.conn(), &self.lot, KIND, &paper).await?;
        let data = json!({ "sha256": self.sha256 });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::RecordMade, &self.lot, data)))
    }
}

impl Change for SignRecord {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let open = store::hall::objections(work.conn(), &self.lot).await?;
        let open = open.iter().filter(|line| line.answer.is_none()).count();
        if open > 0 {
            return Err(Refusal::new(Code::ObjectionsOpen).with("count", open).into());
        }
        let paper = current(work.conn(), &self.lot).await?.ok_or(Code::RecordNotReady)?;
        if paper.sha256 != self.sha256.to_hex() {
            return Err(Code::RecordChanged.into());
        }
        let role = work.actor().role;
        let signed = store::hall::paper_signatures(work.conn(), &self.lot, KIND, &paper.sha256).await?;
        if signed.iter().any(|signature| signature.role == role.as_str()) {
            return Err(Code::AlreadyDone.into());
        }
        let signature = PaperSignature {
            signer: work.account()?.to_owned(),
            role: role.as_str().into(),
            name: work.actor().name.clone(),
            dissent: None,
            at_ms: work.now_ms(),
        };
        store::hall::sign_paper(work.conn(), &self.lot, KIND, &paper.sha256, &signature).await?;
        let data = json!({ "role": role, "sha256": self.sha256 });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::RecordSigned, &self.lot, data));
        if signed.is_empty() {
            return Ok(done);
        }
        let envelope = terms(work.conn(), &self.lot).await?.envelope;
        let verdicts = store::opening::verdicts(work.conn(), &self.lot, envelope).await?;
        let opened = verdicts.iter().filter(|verdict| verdict.outcome == "opened").count();
        if opened >= BIDS_MIN {
            work.step(Move::SignRecord).await?;
            return Ok(done);
        }
        let reason = Failure::FewerThanThreeOpened;
        work.step(Move::Fail { reason }).await?;
        Ok(done.and(Event::of_lot(Kind::LotFailed, &self.lot, json!({ "reason": reason, "opened": opened }))))
    }
}

/// The vault's hash of the record that may be read now.
///
/// # Errors
/// [`Code::RecordNotReady`] before it is made.
pub async fn readable(work: &mut Work<'_>) -> Result<Hash, Fault> {
    let key = work.key()?;
    let paper = newest(work.conn(), &key).await?.ok_or(Code::RecordNotReady)?;
    paper.sha256.parse().map_err(Fault::internal)
}

/// Names of accounts, for the paper.
async fn name(conn: &mut AnyConnection, account: &str) -> Result<String, Fault> {
    Ok(store::accounts::find(conn, account).await?.map(|account| account.name).unwrap_or_default())
}

async fn record(
    house: &House,
    conn: &mut AnyConnection,
    lot: &Lot,
    changed_ms: i64,
) -> Result<paper::OpeningRecord, Fault> {
    let Terms { notice, envelope, sheet } = terms(conn, &lot.key).await?;
    let (_, row) = list(conn, &lot.key, envelope).await?;
    let bids = store::bids::in_state(conn, &lot.key, envelope, BidState::Listed).await?;
    let verdicts = store::opening::verdicts(conn, &lot.key, envelope).await?;
    let prices = hall::prices(&bids, &verdicts)?;
    let (officer, supervisor) = (name(conn, &lot.officer).await?, name(conn, &lot.supervisor).await?);
    let released = store::opening::released(conn, &lot.key, envelope).await?;
    let plan: Option<LotPlan> = serde_json::from_str(&lot.plan_json).ok();
    let objections = store::hall::objections(conn, &lot.key).await?;
    let opened = verdicts.iter().filter(|verdict| verdict.outcome == "opened").count();
    let mut record = paper::OpeningRecord {
        head: paper::Head {
            centre: house.settings.centre_name.clone(),
            project: lot.tender_title.clone(),
            tender_id: lot.key.tender.to_string(),
            lot: format!("{} {}", lot.key.lot, lot.title),
            content_hash: String::new(),
            verify_code: row.sha256.chars().take(12).collect(),
            issued_ms: changed_ms,
        },
        record_no: format!("{}-{}", lot.key.tender, lot.key.lot),
        purchaser: notice.purchaser.clone(),
        place: lot.place.clone(),
        announced_at: beijing(i64::try_from(notice.deadline_ms).map_err(Fault::internal)?),
        actual_at: beijing(row.closed_ms),
        host: officer.clone(),
        recorder: officer.clone(),
        supervisor: supervisor.clone(),
        ceiling: plan.map(|plan| format!("{} 元", plan.ceiling.grouped())).unwrap_or_default(),
        submitted: bids.len().to_string(),
        decrypted: opened.to_string(),
        bids: bids.iter().map(|bid| opened_bid(bid, &verdicts, &prices)).collect(),
        objections: objections
            .into_iter()
            .map(|line| paper::Objection {
                bidder: line.name,
                time: beijing(line.raised_ms),
                question: line.text,
                answer: line.answer.unwrap_or_default(),
            })
            .collect(),
        notes: released
            .iter()
            .filter_map(|(x, at_ms)| {
                let holder = sheet.holder(*x)?;
                let text = format!("解密责任人{}提交解密份额", holder.name);
                Some(paper::Note { time: beijing(*at_ms), text })
            })
            .collect(),
        list_hash: row.sha256,
        signatures: [(Role::Officer, officer), (Role::Supervisor, supervisor)]
            .into_iter()
            .map(|(role, name)| paper::Signature {
                role: shared::text::role(role).get(Lang::Zh).to_owned(),
                name,
                ..paper::Signature::default()
            })
            .collect(),
    };
    record.head.content_hash = content_hash(&record, envelope)?;
    Ok(record)
}

/// SHA-256 of the data behind the paper.
fn content_hash(record: &paper::OpeningRecord, envelope: Envelope) -> Result<String, Fault> {
    let data = json!({ "envelope": envelope, "record": record });
    Ok(Hash::of(&jcs::to_bytes(&data).map_err(Fault::internal)?).to_hex())
}

fn opened_bid(bid: &Bid, verdicts: &[Verdict], prices: &[PriceLine]) -> paper::OpenedBid {
    let verdict = verdicts.iter().find(|verdict| verdict.bidder == bid.slot.bidder);
    let result = verdict.map_or_else(String::new, |verdict| {
        let at = beijing(verdict.at_ms);
        let why = verdict.reason.as_deref().unwrap_or_default();
        let why = shared::text::opening::reason(why, Lang::Zh);
        match verdict.outcome.as_str() {
            "opened" => format!("解密成功 {at}"),
            "bidder-fault" => format!("未能解密，视为撤销（{why}）{at}"),
            _ => format!("未能解密，视为撤回（{why}）{at}"),
        }
    });
    let mut row = paper::OpenedBid {
        bidder: bid.bidder_name.clone(),
        received_at: beijing(bid.received_ms),
        head_hash: bid.head_sha256.clone(),
        result,
        ..paper::OpenedBid::default()
    };
    if let Some(price) = prices.iter().find(|price| price.bidder.as_str() == bid.slot.bidder) {
        row.price = format!("{} 元", price.price.grouped());
        row.price_words = price.words.clone();
        row.delivery = format!("{} 日", price.delivery_days);
        row.size_claim = shared::text::opening::size(price.size).get(Lang::Zh).to_owned();
        row.domestic_claim = shared::text::opening::domestic(price.domestic).get(Lang::Zh).to_owned();
    }
    row
}
