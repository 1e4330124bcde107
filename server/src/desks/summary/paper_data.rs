//! From a lot's records to the data of its report (87号令 art. 58) and of the sheet of signatures. The paper is Chinese: the
//! law asks for it in that language.

mod decided;
mod method;
mod tables;

use super::{Material, order, outcome};
use crate::desks::matters::kept_reason;
use crate::fault::Fault;
use crate::house::House;
use paper::{
    Candidate, CommitteeMember, Correction, CriterionRow, Dissent, DrawFacts, EvaluationReport, Finding, Head, Line,
    ListedBidder, Note, Signature, SignedList,
};
use shared::amount::{Fen, in_words};
use shared::journal::Hash;
use shared::rules::{CriterionKind, Method, Outcome};
use shared::text::Lang;
use std::sync::Arc;
use store::AnyConnection;
use store::lots::Lot;
use store::matters::KeptScore;
use store::summary::{BidRow, DrawRow, Facts, Member, PaperRow, PaperSignature, ResultRow};

const DAY_MS: i64 = 86_400_000;
const BEIJING_MS: i64 = 8 * 3_600_000;

/// A time as people in China read it; empty for none.
pub(in crate::desks) fn time(ms: Option<i64>) -> String {
    let Some(ms) = ms else { return String::new() };
    let Some(date) = shared::rules::calendar::beijing_date(ms) else { return String::new() };
    let minutes = ms.saturating_add(BEIJING_MS).rem_euclid(DAY_MS) / 60_000;
    format!("{date} {:02}:{:02}", minutes / 60, minutes % 60)
}

fn yuan(fen: Option<i64>) -> String {
    fen.map(|fen| Fen(fen).grouped()).unwrap_or_default()
}

/// What every page says of its document.
pub(in crate::desks) fn head(house: &House, lot: &Lot, content: &Hash, issued_ms: i64) -> Head {
    let content_hash = content.to_hex();
    Head {
        centre: house.settings.centre_name.clone(),
        project: lot.tender_title.clone(),
        tender_id: lot.key.tender.to_string(),
        lot: format!("{} {}", lot.key.lot, lot.title),
        verify_code: content_hash.get(..12).unwrap_or_default().to_owned(),
        content_hash,
        issued_ms,
    }
}

/// The data of the report.
pub(super) async fn report(
    house: &Arc<House>,
    conn: &mut AnyConnection,
    lot: &Lot,
    material: &Material,
    result: &ResultRow,
) -> Result<EvaluationReport, Fault> {
    let outcome = outcome(result)?;
    let facts = store::summary::facts(conn, &lot.key).await?;
    let draws = store::summary::draw(conn, &lot.key).await?;
    let returns = store::summary::returns(conn, &lot.key).await?;
    let acts = decided::Acts::load(conn, &lot.key).await?;
    let technical = method::technical(material, &outcome);
    let drawn = method::drawn(conn, &lot.key, material, result).await?;
    let plan = &material.plan;
    Ok(EvaluationReport {
        head: head(house, lot, &result.basis(), house.clock.now_ms()),
        report_no: format!("PB-{}-{}", lot.key.tender, lot.key.lot),
        purchaser: facts.purchaser.clone(),
        agency: house.settings.centre_name.clone(),
        budget: format!("{} 元", plan.budget.grouped()),
        ceiling: format!("{} 元", plan.ceiling.grouped()),
        media: media(house, &facts),
        opened_at: time(facts.closed_ms),
        opened_place: lot.place.clone(),
        evaluated_at: format!("{} 至 {}", time(facts.convened_ms), time(Some(result.at_ms))),
        evaluated_place: rooms(&material.members),
        method: method::method(material),
        bidders: material.bids.iter().map(listed).collect::<Result<_, _>>()?,
        committee: material.members.iter().chain(&material.former).map(committee_member).collect(),
        criteria: criteria(material),
        opening: opening(material, &facts, lot),
        narrative: narrative(material, &outcome, &draws)
            .into_iter()
            .chain(technical)
            .chain(drawn)
            .chain(acts.reevaluations(&outcome)?)
            .collect(),
        invalid: tables::invalid(material, &outcome),
        qualification: tables::qualification(material, &facts),
        compliance: tables::compliance(material),
        abnormal: acts.abnormal(material, &outcome)?,
        summary: tables::scores(material, &outcome),
        candidates: candidates(material, &outcome, &order(result, &outcome)?),
        findings: findings(material, &outcome, &acts.kept),
        clarifications: acts.clarifications(material),
        decided: acts.decided(material)?,
        member_changes: member_changes(material),
        corrections: corrections(material, &returns),
        dissents: vec![Dissent {
            member: "全体成员".into(),
            text: "成员签署本报告时提出的书面不同意见，载于与本报告对应的《评标报告签字页》，一并归档。".into(),
        }],
        draw: draw_facts(draws.last()),
        signatures: material
            .members
            .iter()
            .map(|member| Signature {
                role: "评标委员会成员".into(), name: member.called(), ..Signature::default()
            })
            .collect(),
    })
}

fn media(house: &House, facts: &Facts) -> String {
    let notice = facts.notice_sha256.clone().unwrap_or_default();
    let published = time(facts.published_ms);
    format!("{}网站，{published}发布（公告 SHA-256：{notice}）", house.settings.centre_name)
}

fn rooms(members: &[Member]) -> String {
    let mut rooms: Vec<&str> = members.iter().filter_map(|member| member.room.as_deref()).collect();
    rooms.sort_unstable();
    rooms.dedup();
    rooms.join("、")
}

fn listed(bid: &BidRow) -> Result<ListedBidder, Fault> {
    let remark = if bid.is_opened() {
        let form = Material::form(bid)?;
        let small = matches!(
            form.size,
            shared::envelope::form::ClaimedSize::Small | shared::envelope::form::ClaimedSize::Micro
        );
        let words = [small.then_some("声明为小微企业"), form.domestic.then_some("声明为本国产品")];
        let share = (form.consortium_small_share != "0").then(|| format!("小微份额 {}", form.consortium_small_share));
        words.into_iter().flatten().map(str::to_owned).chain(share).collect::<Vec<_>>().join("；")
    } else {
        "未能解密".into()
    };
    let corrected =
        (bid.price_fen != bid.announced_fen).then(|| format!("修正并经确认的报价 {} 元", yuan(bid.price_fen)));
    let remark =
        [remark, corrected.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let (received_at, price) = (time(bid.received_ms), yuan(bid.announced_fen));
    Ok(ListedBidder { name: bid.name.clone(), received_at, price, remark: remark.join("；") })
}

fn kind(member: &Member) -> String {
    if member.kind == "purchaser" { "采购人代表" } else { "评审专家" }.to_owned()
}

fn committee_member(member: &Member) -> CommitteeMember {
    let note = if member.out { "已退出，意见无效" } else { "" };
    let unit = match (&member.room, member.seat) {
        (Some(room), Some(seat)) => format!("{room} {seat} 号席"),
        _ => String::new(),
    };
    CommitteeMember { name: member.called(), kind: kind(member), unit, head: member.head, note: note.into() }
}

fn criteria(material: &Material) -> Vec<CriterionRow> {
    let rows = material.plan.criteria.iter().map(|criterion| CriterionRow {
        id: criterion.id.clone(),
        name: criterion.title.clone(),
        kind: match criterion.kind {
            CriterionKind::Objective => "客观",
            CriterionKind::Subjective => "主观",
        }
        .into(),
        max: criterion.max.to_string(),
        standard: criterion.standard.clone(),
    });
    let price = CriterionRow {
        id: "price".into(),
        name: "投标报价".into(),
        kind: "价格".into(),
        max: material.plan.price_weight.to_string(),
        standard: "由系统按评标基准价计算".into(),
    };
    match material.plan.method {
        Method::Comprehensive => rows.chain([price]).collect(),
        Method::Lowest => Vec::new(),
    }
}

fn opening(material: &Material, facts: &Facts, lot: &Lot) -> Vec<String> {
    let opened = material.bids.iter().filter(|bid| bid.is_opened()).count();
    let mut paragraphs = vec![format!(
        "投标截止时间为{}，截止时共收到投标文件 {} 份，在{}公开解密，成功解密 {opened} 份，{}统一公布报价。",
        time(lot.deadline_ms),
        material.bids.len(),
        lot.place,
        time(facts.announced_ms),
    )];
    if let Some(list) = &facts.list_sha256 {
        paragraphs.push(format!("投标人名单 SHA-256：{list}。"));
    }
    if let Some(record) = &facts.record_sha256 {
        paragraphs.push(format!("开标记录表 SHA-256：{record}。"));
    }
    paragraphs
}

fn narrative(material: &Material, outcome: &Outcome, draws: &[DrawRow]) -> Vec<String> {
    let head = material.members.iter().find(|member| member.head).map(Member::called).unwrap_or_default();
    let valid = outcome.bids.iter().filter(|bid| bid.valid).count();
    let mut paragraphs = vec![
        format!(
            "评标委员会由 {} 人组成，推选{head}为组长；全体成员逐一声明与各投标人无利害关系。资格审查由采购人和采购代理机构\
             完成，符合性审查由评标委员会按多数意见认定。",
            material.members.len()
        ),
        format!(
            "有效投标 {valid} 家。各成员独立评分并签署评分表后，由系统按招标文件规定的方法汇总，成员之间在签署前互不可见。"
        ),
    ];
    if draws.len() > 1 {
        paragraphs.push(format!("评标委员会成员共抽取 {} 次，含补抽。", draws.len()));
    }
    paragraphs
}

fn candidates(material: &Material, outcome: &Outcome, order: &[(String, usize)]) -> Vec<Candidate> {
    let candidates = order.iter().filter_map(|(id, place)| Some((outcome.bid(id)?, place)));
    candidates
        .map(|(bid, place)| {
            let price = material.bids.iter().find(|row| row.bidder == bid.id).and_then(|row| row.price_fen);
            Candidate {
                rank: place.to_string(),
                bidder: material.bidder_name(&bid.id),
                price: yuan(price),
                price_words: price.map(|fen| in_words(Fen(fen))).unwrap_or_default(),
                total: bid.total.as_ref().map(ToString::to_string).unwrap_or_default(),
            }
        })
        .collect()
}

fn findings(material: &Material, outcome: &Outcome, kept: &[KeptScore]) -> Vec<Finding> {
    outcome
        .findings
        .iter()
        .map(|finding| {
            let mut text = finding.code.text().get(Lang::Zh).to_owned();
            if let Some(criterion) = &finding.criterion {
                text = format!("“{}”：{text}", material.criterion_title(criterion));
            }
            if let Some(member) = &finding.member {
                text = format!("{}，{text}", material.member_name(member));
            }
            if let Some(reason) = kept_reason(finding, kept, &material.cells) {
                text = format!("{text}；评委保留评分，理由：{reason}");
            }
            Finding {
                code: finding.code.as_str().into(),
                article: finding.rule.clone(),
                bidder: material.bidder_name(&finding.bid),
                text,
            }
        })
        .collect()
}

fn member_changes(material: &Material) -> Vec<Note> {
    let changes = material.former.iter().map(|member| {
        let why = if member.recusal == "related" { "声明回避" } else { "未能继续参加评审" };
        Note {
            time: String::new(), text: format!("{}（{}）{why}，其意见无效。", member.called(), kind(member))
        }
    });
    changes.collect()
}

fn corrections(material: &Material, returns: &[store::summary::Return]) -> Vec<Correction> {
    let corrected = returns.iter().enumerate().map(|(at, back)| {
        let same = |member: &str, bidder: &str, criterion: &str| {
            member == back.member && bidder == back.bidder && criterion == back.criterion
        };
        let later = returns.iter().skip(at + 1).find(|later| same(&later.member, &later.bidder, &later.criterion));
        let cell = material.cells.iter().find(|cell| same(&cell.member, &cell.bidder, &cell.criterion));
        let new = later.map_or_else(|| cell.and_then(|cell| cell.points.clone()), |later| later.points.clone());
        let ground = match shared::api::summary::Ground::parse(&back.ground) {
            Some(ground) => shared::text::summary::ground(ground).get(Lang::Zh),
            None => "",
        };
        Correction {
            time: time(Some(back.at_ms)),
            member: material.member_name(&back.member),
            cell: format!("{} · {}", material.bidder_name(&back.bidder), material.criterion_title(&back.criterion)),
            old: back.points.clone().unwrap_or_default(),
            new: new.unwrap_or_default(),
            reason: format!("{ground}：{}（组长{}退回）", back.reason, material.member_name(&back.by_member)),
        }
    });
    corrected.collect()
}

fn draw_facts(draw: Option<&DrawRow>) -> DrawFacts {
    let Some(draw) = draw else { return DrawFacts::default() };
    DrawFacts {
        draw_id: draw.id.clone(),
        time: time(Some(draw.requested_ms)),
        seed: draw.seed.clone().unwrap_or_default(),
        context_hash: draw.context.as_ref().map(|context| Hash::of(context.as_bytes()).to_hex()).unwrap_or_default(),
        attempts: draw.attempt.to_string(),
        beacon: draw.beacon.clone(),
        pool: format!("专家库 {} 人，符合条件 {} 人", draw.pool, draw.eligible),
    }
}

/// The sheet of signatures and dissents that belongs to a report.
pub(super) fn signatures(house: &House, lot: &Lot, report: &PaperRow, signed: &[PaperSignature]) -> SignedList {
    let row = |signature: &PaperSignature| {
        let role = if signature.role == "purchaser" { "采购人代表" } else { "评审专家" };
        let opinion = signature.dissent.clone().map_or_else(|| "同意".to_owned(), |text| format!("不同意见：{text}"));
        vec![signature.name.clone(), role.to_owned(), time(Some(signature.at_ms)), opinion]
    };
    let last = signed.iter().map(|signature| signature.at_ms).max().unwrap_or(report.made_ms);
    SignedList {
        head: head(house, lot, &report.sha256, last),
        title: "评标报告签字页".into(),
        lines: vec![Line { label: "评标报告 SHA-256".into(), value: report.sha256.to_hex() }],
        intro: "下列评标委员会成员再次验证身份后签署了上述评标报告。不同意见由成员本人书面提出（财政部令第87号第六十一条）。"
            .into(),
        columns: ["姓名", "身份", "签署时间", "意见"].map(str::to_owned).to_vec(),
        rows: signed.iter().map(row).collect(),
        list_hash: report.sha256.to_hex(),
        signatures: signed
            .iter()
            .map(|signature| Signature {
                role: "评标委员会成员".into(),
                name: signature.name.clone(),
                time: time(Some(signature.at_ms)),
                sha256: report.sha256.to_hex(),
                key: String::new(),
            })
            .collect(),
    }
}
