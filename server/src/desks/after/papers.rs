//! The papers beside the report: each member's score sheet, the books of scores, the notices of award and result. They are
//! made when somebody asks, from what was signed; the same question gives the same figures.

use super::book;
use crate::desks::award::{OwnResult, own_result};
use crate::desks::summary::paper_data::{head, time};
use crate::desks::summary::{Material, outcome};
use crate::fault::Fault;
use crate::house::House;
use crate::work::Work;
use paper::{Line, ScoreReason, ScoreSheet, SheetRow, Signature, SignedList};
use shared::amount::{Decimal, Fen, in_words};
use shared::api::after::{PaperKind, ReadOwnNotice, ReadPaper};
use shared::journal::Hash;
use shared::lifecycle::Stage;
use shared::refusal::Code;
use shared::rules::{CriterionKind, Outcome};
use std::sync::Arc;
use store::lots::Lot;
use store::summary::Member;

/// What is to be set, outside every transaction.
pub enum Setting {
    /// A member's sheet.
    Sheet(Box<ScoreSheet>),
    /// A notice.
    Notice(Box<SignedList>),
    /// A spreadsheet.
    Book(Vec<book::Page>),
}

impl Setting {
    /// What the file is called at the end of its name.
    #[must_use]
    pub const fn ending(&self) -> &'static str {
        match self {
            Self::Sheet(_) | Self::Notice(_) => "pdf",
            Self::Book(_) => "xlsx",
        }
    }

    /// Sets it. Blocking.
    ///
    /// # Errors
    /// A fault without fonts, or when it cannot be set.
    pub fn set(&self, house: &House) -> Result<Vec<u8>, Fault> {
        let fonts = || paper::Fonts::load(house.fonts()).map_err(Fault::internal);
        match self {
            Self::Sheet(sheet) => paper::score_sheet(&fonts()?, sheet, paper::Lang::Zh).map_err(Fault::internal),
            Self::Notice(list) => paper::signed_list(&fonts()?, list, paper::Lang::Zh).map_err(Fault::internal),
            Self::Book(pages) => book::write(pages),
        }
    }
}

/// What a paper for officer, purchaser and supervisor says.
///
/// # Errors
/// [`Code::NotFound`] for a member who did not sign; [`Code::WrongStage`] for a notice before its time.
pub async fn paper(work: &mut Work<'_>, asked: &ReadPaper) -> Result<Setting, Fault> {
    let lot = work.lot()?.clone();
    let house = Arc::clone(work.house());
    let material = Material::load(work.conn(), &lot).await?;
    let result = store::summary::result(work.conn(), &lot.key).await?.ok_or(Code::NotFound)?;
    let outcome = outcome(&result)?;
    match &asked.what {
        PaperKind::ScoreSheet { member } => {
            let signed = store::summary::sheet_signatures(work.conn(), &lot.key).await?;
            let signed = signed.into_iter().find(|one| one.member == member.as_str()).ok_or(Code::NotFound)?;
            let member = material.members.iter().find(|one| one.id == member.as_str()).ok_or(Code::NotFound)?;
            Ok(Setting::Sheet(Box::new(sheet(&house, &lot, &material, &outcome, member, &signed)?)))
        }
        PaperKind::SummaryBook => Ok(Setting::Book(book::summary(&material, &outcome))),
        PaperKind::SheetsBook => Ok(Setting::Book(book::sheets(&material, &outcome))),
        PaperKind::AwardNotice => {
            let Stage::Concluded { winner } = &lot.stage else { return Err(Code::WrongStage.into()) };
            let published = store::award::find(work.conn(), &lot.key).await?.and_then(|award| award.published_ms);
            Ok(Setting::Notice(Box::new(award_notice(&house, &lot, &material, winner, published)?)))
        }
    }
}

/// The bidder's own notice: the winner's of the award, everybody else's of the result, with its own rank, score and reasons.
///
/// # Errors
/// [`Code::WrongStage`] before the result is published.
pub async fn own_notice(work: &mut Work<'_>, asked: &ReadOwnNotice) -> Result<Setting, Fault> {
    let lot = work.lot()?.clone();
    let Stage::Concluded { winner } = &lot.stage else { return Err(Code::WrongStage.into()) };
    let me = work.org()?.to_owned();
    let house = Arc::clone(work.house());
    let material = Material::load(work.conn(), &lot).await?;
    let published = store::award::find(work.conn(), &asked.lot).await?.and_then(|award| award.published_ms);
    if *winner == me {
        return Ok(Setting::Notice(Box::new(award_notice(&house, &lot, &material, winner, published)?)));
    }
    let result = store::summary::result(work.conn(), &lot.key).await?.ok_or(Code::NotFound)?;
    let own = own_result(&material, &outcome(&result)?, &me)?;
    Ok(Setting::Notice(Box::new(result_notice(&house, &lot, own, published))))
}

fn sheet(
    house: &House,
    lot: &Lot,
    material: &Material,
    outcome: &Outcome,
    member: &Member,
    signed: &store::summary::SheetSignature,
) -> Result<ScoreSheet, Fault> {
    let hash: Hash = signed.sha256.parse().unwrap_or_else(|_| Hash::of(signed.sha256.as_bytes()));
    let bids: Vec<_> = outcome.bids.iter().filter(|bid| bid.valid).collect();
    let points = |bid: &str, criterion: &str| material.points(&member.id, bid, criterion);
    let total = |bid: &str| -> Result<String, Fault> {
        let mut sum = Decimal::zero();
        for criterion in &material.plan.criteria {
            if let Some(text) = points(bid, &criterion.id) {
                sum = &sum + &text.parse::<Decimal>().map_err(Fault::internal)?;
            }
        }
        Ok(sum.to_string())
    };
    let reasons = material.cells.iter().filter(|cell| {
        cell.member == member.id && !cell.reason.is_empty() && bids.iter().any(|bid| bid.id == cell.bidder)
    });
    let seat = match (&member.room, member.seat) {
        (Some(room), Some(seat)) => format!("{room} {seat} 号席"),
        _ => String::new(),
    };
    let kind = if member.kind == "purchaser" { "采购人代表" } else { "评审专家" };
    Ok(ScoreSheet {
        head: head(house, lot, &hash, signed.at_ms),
        member: member.called(),
        kind: kind.into(),
        seat,
        scored_at: time(Some(signed.at_ms)),
        bidders: bids.iter().map(|bid| material.bidder_name(&bid.id)).collect(),
        rows: material
            .plan
            .criteria
            .iter()
            .map(|criterion| SheetRow {
                id: criterion.id.clone(),
                name: criterion.title.clone(),
                kind: if criterion.kind == CriterionKind::Objective { "客观" } else { "主观" }.into(),
                max: criterion.max.to_string(),
                standard: criterion.standard.clone(),
                scores: bids.iter().map(|bid| points(&bid.id, &criterion.id).unwrap_or_default()).collect(),
            })
            .collect(),
        totals: bids.iter().map(|bid| total(&bid.id)).collect::<Result<_, _>>()?,
        reasons: reasons
            .map(|cell| ScoreReason {
                bidder: material.bidder_name(&cell.bidder),
                criterion: material.criterion_title(&cell.criterion),
                score: cell.points.clone().unwrap_or_default(),
                text: cell.reason.clone(),
            })
            .collect(),
        sheet_hash: signed.sha256.clone(),
        signature: Signature {
            role: kind.into(),
            name: member.called(),
            time: time(Some(signed.at_ms)),
            sha256: signed.sha256.clone(),
            key: String::new(),
        },
    })
}

fn line(label: &str, value: impl Into<String>) -> Line {
    Line { label: label.into(), value: value.into() }
}

/// What a notice rests on: its hash is of what it says.
fn notice(house: &House, lot: &Lot, title: &str, lines: Vec<Line>, intro: String, at_ms: Option<i64>) -> SignedList {
    let said: Vec<String> = lines.iter().map(|line| format!("{}\t{}", line.label, line.value)).collect();
    let hash = Hash::of(format!("{title}\n{intro}\n{}", said.join("\n")).as_bytes());
    SignedList {
        head: head(house, lot, &hash, at_ms.unwrap_or_default()),
        title: title.into(),
        lines,
        intro,
        columns: Vec::new(),
        rows: Vec::new(),
        list_hash: String::new(),
        signatures: vec![Signature {
            role: "采购代理机构（盖章）".into(),
            name: house.settings.centre_name.clone(),
            ..Signature::default()
        }],
    }
}

/// The notice of award (中标通知书).
fn award_notice(
    house: &House,
    lot: &Lot,
    material: &Material,
    winner: &str,
    at_ms: Option<i64>,
) -> Result<SignedList, Fault> {
    let bid = material.bids.iter().find(|bid| bid.bidder == winner);
    let bid = bid.ok_or_else(|| Fault::internal("a winner without a bid"))?;
    let price = Fen(bid.price_fen.ok_or_else(|| Fault::internal("a winner without a price"))?);
    let form = Material::form(bid)?;
    let lines = vec![
        line("中标人", bid.name.clone()),
        line("统一社会信用代码", winner),
        line("中标金额", format!("{} 元（{}）", price.grouped(), in_words(price))),
        line("交付（完工）期限", format!("合同签订后 {} 日", form.delivery_days)),
        line("公告时间", time(at_ms)),
    ];
    let intro = "贵单位已被确定为上述采购包的中标人。请自本通知书发出之日起三十日内，按照招标文件和贵单位投标文件的规定与采购人签订\
                 书面合同；所签订的合同不得对招标文件和投标文件作实质性修改（财政部令第87号第七十一条）。中标通知书对采购人和中标人均具有\
                 法律效力（政府采购法第四十六条）。";
    Ok(notice(house, lot, "中标通知书", lines, intro.into(), at_ms))
}

/// The notice of the result to somebody who did not win: its own score and rank, or why its bid did not count.
fn result_notice(house: &House, lot: &Lot, own: OwnResult, at_ms: Option<i64>) -> SignedList {
    let mut lines = vec![line("投标人", own.name)];
    match own.ranked {
        Some((rank, of, total)) => {
            lines.push(line("排名", format!("第 {rank} 名（共 {of} 家）")));
            if let Some(total) = total {
                lines.push(line("总得分", total));
            }
            lines.extend(own.points.into_iter().map(|(title, points)| line(&title, points)));
        }
        None => lines.push(line("未通过审查或投标无效的原因", own.reasons.join("；"))),
    }
    lines.push(line("公告时间", time(at_ms)));
    let intro = "贵单位未中标。现将本单位的评审结果通知如下（财政部令第87号第六十九条）。对结果有异议的，可在公告期限届满之日起七个\
                 工作日内提出质疑。";
    notice(house, lot, "中标结果通知书", lines, intro.into(), at_ms)
}
