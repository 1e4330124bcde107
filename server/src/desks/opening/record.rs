//! The opening record (开标记录): made by a job as soon as the prices are announced, made anew after every objection,
//! signed by officer and supervisor.

use super::close::least;
use super::{Terms, hall, interrupt, list, listed, terms};
use crate::act::{self, Caller};
use crate::civil::beijing;
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{PriceLine, RecordState, SignRecord, Signed, TechnicalLine};
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
use store::bids::Bid;
use store::hall::{Paper, PaperSignature};
use store::lots::Lot;
use store::opening::{Verdict, Which};

/// The record's kind among the papers: with two envelopes the price opening has one of its own.
#[must_use]
pub const fn kind(envelope: Envelope) -> &'static str {
    match envelope {
        Envelope::Single | Envelope::Technical => "opening-record",
        Envelope::Price => "price-record",
    }
}

/// The act by which an envelope's contents are read out.
#[must_use]
pub const fn announcement(envelope: Envelope) -> Kind {
    match envelope {
        Envelope::Technical => Kind::TechnicalAnnounced,
        Envelope::Single | Envelope::Price => Kind::PricesAnnounced,
    }
}

/// The house has made a record of what was announced and said as of a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeRecord {
    lot: LotKey,
    envelope: Envelope,
    sha256: Hash,
    as_of_ms: i64,
}
shared::endpoint!(MakeRecord, Change, "(make-record)", lot => Nothing);

/// The newest record.
///
/// # Errors
/// A fault of the database.
pub async fn newest(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Option<Paper>, Fault> {
    Ok(store::hall::newest_paper(conn, lot, kind(envelope)).await?)
}

/// When something that the record tells last changed; none before the announcement.
async fn changed_ms(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Option<i64>, Fault> {
    let Some(mut last) = store::hall::act_time(conn, lot, announcement(envelope).as_str()).await? else {
        return Ok(None);
    };
    for kind in [Kind::ObjectionRaised, Kind::ObjectionAnswered] {
        last = last.max(store::hall::act_time(conn, lot, kind.as_str()).await?.unwrap_or(last));
    }
    Ok(Some(last))
}

/// The newest record, unless something changed since.
async fn current(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Option<Paper>, Fault> {
    let changed = changed_ms(conn, lot, envelope).await?;
    Ok(newest(conn, lot, envelope).await?.filter(|paper| changed.is_some_and(|changed| changed < paper.made_ms)))
}

/// What the hall shows of the record.
pub(super) async fn state(work: &mut Work<'_>, envelope: Envelope, announced: bool) -> Result<RecordState, Fault> {
    if !announced {
        return Ok(RecordState::NotYet {});
    }
    let key = work.key()?;
    let paper = match work.lot()?.stage.name() {
        StageName::Announced | StageName::PriceAnnounced => current(work.conn(), &key, envelope).await?,
        // Signed: what is said at the second opening does not change the record of the first.
        _ => newest(work.conn(), &key, envelope).await?,
    };
    let Some(paper) = paper else { return Ok(RecordState::Making {}) };
    let signatures = store::hall::paper_signatures(work.conn(), &key, kind(envelope), &paper.sha256).await?;
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
        for stage in [StageName::Announced, StageName::PriceAnnounced] {
            for lot in store::lots::at_stage(&mut conn, stage).await? {
                let envelope = terms(&mut conn, &lot.key).await?.envelope;
                if current(&mut conn, &lot.key, envelope).await?.is_none() {
                    due.push(lot);
                }
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
    let (record, as_of_ms, envelope) = {
        let mut conn = house.db.connection().await?;
        let envelope = terms(&mut conn, &lot.key).await?.envelope;
        let changed = changed_ms(&mut conn, &lot.key, envelope).await?.unwrap_or(0);
        let as_of_ms = house.clock.now_ms().max(changed + 1);
        (record(house, &mut conn, lot, changed).await?, as_of_ms, envelope)
    };
    let (vault, dir) = (house.vault.clone(), house.fonts().map(ToOwned::to_owned));
    let set = move || -> Result<Hash, Fault> {
        let fonts = paper::Fonts::load(dir.as_deref()).map_err(|_| Code::NoFonts)?;
        let pdf = paper::opening_record(&fonts, &record, paper::Lang::Zh).map_err(Fault::internal)?;
        vault.keep(&pdf)
    };
    let sha256 = tokio::task::spawn_blocking(set).await.map_err(Fault::internal)??;
    let made = MakeRecord { lot: lot.key.clone(), envelope, sha256, as_of_ms };
    match act::change(house, &Caller::system()?, &made).await {
        // Somebody spoke meanwhile: the next look makes another.
        Err(Fault::Refused(refusal)) if refusal.code == Code::RecordChanged => Ok(()),
        other => other.map(|_| ()),
    }
}

impl Change for MakeRecord {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if changed_ms(work.conn(), &self.lot, self.envelope).await?.is_none_or(|changed| changed >= self.as_of_ms) {
            return Err(Code::RecordChanged.into());
        }
        let paper = Paper { sha256: self.sha256.to_hex(), made_ms: self.as_of_ms };
        store::hall::keep_paper(work.conn(), &self.lot, kind(self.envelope), &paper).await?;
        let data = json!({ "envelope": self.envelope, "sha256": self.sha256 });
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
        let envelope = terms(work.conn(), &self.lot).await?.envelope;
        let kind = kind(envelope);
        let paper = current(work.conn(), &self.lot, envelope).await?.ok_or(Code::RecordNotReady)?;
        if paper.sha256 != self.sha256.to_hex() {
            return Err(Code::RecordChanged.into());
        }
        let role = work.actor().role;
        let signed = store::hall::paper_signatures(work.conn(), &self.lot, kind, &paper.sha256).await?;
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
        store::hall::sign_paper(work.conn(), &self.lot, kind, &paper.sha256, &signature).await?;
        let data = json!({ "envelope": envelope, "role": role, "sha256": self.sha256 });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::RecordSigned, &self.lot, data));
        if signed.is_empty() {
            return Ok(done);
        }
        let verdicts = store::opening::verdicts(work.conn(), &self.lot, envelope).await?;
        let opened = verdicts.iter().filter(|verdict| verdict.outcome == "opened").count();
        if opened >= least(work)? {
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
pub async fn readable(work: &mut Work<'_>, envelope: Option<Envelope>) -> Result<Hash, Fault> {
    let key = work.key()?;
    let now = terms(work.conn(), &key).await?.envelope;
    let mut paper = newest(work.conn(), &key, envelope.unwrap_or(now)).await?;
    // Before the price opening has its record, the newest is the first one's.
    if paper.is_none() && envelope.is_none() {
        paper = newest(work.conn(), &key, Envelope::Technical).await?;
    }
    let paper = paper.ok_or(Code::RecordNotReady)?;
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
    let terms = terms(conn, &lot.key).await?;
    let (notice, envelope) = (&terms.notice, terms.envelope);
    let (_, row) = list(conn, &lot.key, terms.which).await?;
    let bids = listed(conn, &lot.key, terms.which).await?;
    let verdicts = store::opening::verdicts(conn, &lot.key, envelope).await?;
    let read_out = match envelope {
        Envelope::Technical => ReadOut::Technical(hall::technical(&bids, &verdicts)?),
        Envelope::Single | Envelope::Price => ReadOut::Prices(hall::prices(&bids, &verdicts)?),
    };
    let (officer, supervisor) = (name(conn, &lot.officer).await?, name(conn, &lot.supervisor).await?);
    let notes = notes(conn, &lot.key, &terms, &row).await?;
    let announced = store::hall::act_time(conn, &lot.key, announcement(envelope).as_str()).await?.unwrap_or(0);
    let plan: Option<LotPlan> = serde_json::from_str(&lot.plan_json).ok();
    let objections = store::hall::objections(conn, &lot.key).await?;
    let opened = verdicts.iter().filter(|verdict| verdict.outcome == "opened").count();
    let mut record = paper::OpeningRecord {
        head: paper::Head {
            centre: house.settings.centre_name.clone(),
            project: lot.tender_title.clone(),
            tender_id: lot.key.tender.to_string(),
            lot: format!("{} {}{}", lot.key.lot, lot.title, part(envelope)),
            content_hash: String::new(),
            verify_code: row.sha256.chars().take(12).collect(),
            issued_ms: changed_ms,
        },
        record_no: format!("{}-{}{}", lot.key.tender, lot.key.lot, if envelope == Envelope::Price { "-2" } else { "" }),
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
        bids: bids.iter().map(|bid| opened_bid(bid, &verdicts, &read_out)).collect(),
        objections: objections
            .into_iter()
            .filter(|line| line.raised_ms >= announced)
            .map(|line| paper::Objection {
                bidder: line.name,
                time: beijing(line.raised_ms),
                question: line.text,
                answer: line.answer.unwrap_or_default(),
            })
            .collect(),
        notes,
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

/// What was read out of the opened bids.
enum ReadOut {
    Technical(Vec<TechnicalLine>),
    Prices(Vec<PriceLine>),
}

/// Which part of the bids the record is about.
const fn part(envelope: Envelope) -> &'static str {
    match envelope {
        Envelope::Single => "",
        Envelope::Technical => "（商务技术文件开标）",
        Envelope::Price => "（报价文件开标）",
    }
}

/// What happened on the way, in the order of time: window, interruptions, releases, whose price stays sealed.
async fn notes(
    conn: &mut AnyConnection,
    lot: &LotKey,
    terms: &Terms,
    list: &store::opening::List,
) -> Result<Vec<paper::Note>, Fault> {
    let mut notes: Vec<(i64, String)> = Vec::new();
    let first = terms.which.round == 1;
    if let Some(window) = store::opening::window(conn, lot).await?.filter(|_| first) {
        notes.push((window.opened_ms, format!("投标人解密时段开始，截止 {}", beijing(window.ends_ms))));
        notes.extend(window.closed_ms.map(|at_ms| (at_ms, "投标人解密时段结束".to_owned())));
    }
    for half in store::opening::halves(conn, lot).await?.iter().filter(|half| first && half.envelope == terms.envelope)
    {
        let bids = listed(conn, lot, terms.which).await?;
        let name = bids.into_iter().find(|bid| bid.slot.bidder == half.bidder).map(|bid| bid.bidder_name);
        notes.push((half.at_ms, format!("{}完成解密", name.unwrap_or_else(|| half.bidder.clone()))));
    }
    for row in store::opening::interruptions(conn, lot).await?.iter().filter(|row| row.envelope == terms.envelope) {
        let until = row.until_ms.map(|at_ms| format!("，至 {}", beijing(at_ms))).unwrap_or_default();
        let what = interrupt::lines(std::slice::from_ref(row));
        let what = what.first().map_or("", |line| shared::text::opening::interruption(line.kind).get(Lang::Zh));
        notes.push((row.at_ms, format!("{what}{until}：{}", row.reason)));
    }
    for (x, at_ms) in store::opening::released(conn, lot, terms.envelope).await? {
        if let Some(holder) = terms.sheet.holder(x) {
            notes.push((at_ms, format!("解密责任人{}提交解密份额", holder.name)));
        }
    }
    if terms.which == Which::PRICES {
        let on_list = listed(conn, lot, terms.which).await?;
        for bid in listed(conn, lot, Which::closing(Envelope::Price)).await? {
            if !on_list.iter().any(|on| on.slot.bidder == bid.slot.bidder) {
                notes.push((list.closed_ms, format!("{}未通过商务技术评审，报价信封不予开启", bid.bidder_name)));
            }
        }
    }
    notes.sort();
    Ok(notes.into_iter().map(|(at_ms, text)| paper::Note { time: beijing(at_ms), text }).collect())
}

fn opened_bid(bid: &Bid, verdicts: &[Verdict], read_out: &ReadOut) -> paper::OpenedBid {
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
    let mine = |bidder: &shared::id::OrgId| bidder.as_str() == bid.slot.bidder;
    let said = match read_out {
        ReadOut::Prices(lines) => lines.iter().find(|line| mine(&line.bidder)).map(|line| {
            row.price = format!("{} 元", line.price.grouped());
            row.price_words.clone_from(&line.words);
            (line.delivery_days, line.size, line.domestic)
        }),
        ReadOut::Technical(lines) => {
            let line = lines.iter().find(|line| mine(&line.bidder));
            line.map(|line| (line.delivery_days, line.size, line.domestic))
        }
    };
    if let Some((days, size, domestic)) = said {
        row.delivery = format!("{days} 日");
        row.size_claim = shared::text::opening::size(size).get(Lang::Zh).to_owned();
        row.domestic_claim = shared::text::opening::domestic(domestic).get(Lang::Zh).to_owned();
    }
    row
}
