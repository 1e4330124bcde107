//! The method of the evaluation in words, and what was decided by lot for it.

use crate::desks::summary::{Material, stored_case};
use crate::fault::Fault;
use shared::amount::{Decimal, TwoPlaces};
use shared::draw::Purpose;
use shared::draw::shuffle::{blind_codes, blind_commitment, blind_label};
use shared::id::LotKey;
use shared::rules::{Benchmark, Formula, Method, Outcome};
use store::AnyConnection;
use store::summary::{BidRow, ResultRow};

/// How bids are compared.
pub(super) fn method(material: &Material) -> String {
    let weight = &material.plan.price_weight;
    let formula = material.formula();
    let scored = "客观因素取各成员一致的分值，主观因素取各成员评分的算术平均值，四舍五入保留两位小数；各项相加为总分。";
    if material.plan.method == Method::Lowest {
        return "最低评标价法：满足招标文件全部实质性要求，且评审价最低的投标人为第一中标候选人。".into();
    }
    match &formula {
        Formula::Qcbs | Formula::Rated => format!(
            "质量和费用评审法（QCBS），双信封：技术评审结束后只开启达到要求者的报价。总分＝技术分×（100－{weight}）÷100＋\
             最低评审价÷评审价×{weight}，四舍五入保留两位小数；技术分为各评审因素得分之和，满分 100 分。"
        ),
        Formula::LowFirst => format!(
            "综合评分法。价格分采用低价优先法计算：满足招标文件要求且评审价最低的为评标基准价，其价格分为满分 {weight} 分；\
             其他投标人的价格分＝评标基准价÷评审价×{weight}，四舍五入保留两位小数。{scored}"
        ),
        Formula::Deviation { benchmark, above, below, step, floor } => format!(
            "综合评估法。评标基准价＝{}。报价等于评标基准价的得满分 {weight} 分；每高于评标基准价 1% 扣 {above} 分，每低于评标基准价 \
             1% 扣 {below} 分{}，最低 {floor} 分，四舍五入保留两位小数。{scored}",
            base(benchmark),
            if *step { "，不足 1% 的按 1% 计" } else { "，不足 1% 的按比例计" },
        ),
        Formula::Symmetric { benchmark, floor } => format!(
            "综合评估法。评标基准价＝{}。价格分＝{weight}×（1－｜报价－评标基准价｜÷评标基准价），最低 {floor} 分，四舍五入保留两位\
             小数。{scored}",
            base(benchmark),
        ),
    }
}

fn base(benchmark: &Benchmark) -> String {
    match benchmark {
        Benchmark::Mean => "各有效投标报价的算术平均值".into(),
        Benchmark::MeanDrop { drop } => format!("各有效投标报价的算术平均值×（1－{drop}）"),
        Benchmark::Composite { of_ceiling } => {
            format!("最高限价×{of_ceiling}＋各有效投标报价去掉一个最高和一个最低后的算术平均值×（1－{of_ceiling}）")
        }
        Benchmark::WithoutOutliers { limit, times } => {
            format!("各有效投标报价逐一去掉偏离平均值超过 {limit} 倍者后的算术平均值×{times}")
        }
    }
}

/// What was decided by lot, with what anybody needs to run it again.
///
/// # Errors
/// A fault of the database, or a case that cannot be read.
pub(super) async fn drawn(
    conn: &mut AnyConnection,
    lot: &LotKey,
    material: &Material,
    result: &ResultRow,
) -> Result<Vec<String>, Fault> {
    let mut paragraphs = Vec::new();
    if let Some(drawn) = store::draw::draw_result(conn, lot, Purpose::Coefficient).await?
        && material.coefficient.is_some()
    {
        let chosen = drawn.options.first().map(|(option, _)| option.as_str()).unwrap_or_default();
        paragraphs.push(format!(
            "评标基准价的系数由采购代理机构、采购人、监督人员三方公开抽取，从 {} 个系数中抽得 {chosen}（抽取编号 {}，种子 {}）。",
            drawn.options.len(),
            drawn.draw,
            drawn.seed
        ));
    }
    let case = stored_case(result)?;
    if let Some(drawn) = store::draw::draw_result(conn, lot, Purpose::Tie).await?
        && case.draw_seed.is_some_and(|seed| seed.0 == drawn.seed.0)
    {
        let order: Vec<String> = drawn.options.iter().map(|(bid, _)| material.bidder_name(bid)).collect();
        paragraphs.push(format!(
            "并列的投标人由采购代理机构、采购人、监督人员三方公开抽签排序，次序为：{}（财政部令第87号第三十一条、第六十八条；\
             抽取编号 {}，种子 {}）。",
            order.join("、"),
            drawn.draw,
            drawn.seed
        ));
    }
    if let Some(blind) = store::blind::find(conn, lot).await? {
        let codes = blind_codes(&blind.secret, blind.bidders.len());
        let whose = blind.bidders.iter().zip(&codes);
        let whose: Vec<String> =
            whose.map(|(org, code)| format!("{}为{}", blind_label(code), material.bidder_name(org))).collect();
        paragraphs.push(format!(
            "技术部分采用暗标评审，全体成员签署技术评分前只见编号：{}。编号的承诺值 {}，秘密值 {}。",
            whose.join("，"),
            blind_commitment(&blind.secret),
            hex::encode(blind.secret)
        ));
    }
    Ok(paragraphs)
}

/// Two envelopes: what the technical stage came to, before a price was known.
pub(super) fn technical(material: &Material, outcome: &Outcome) -> Option<String> {
    if !material.plan.opening.two_envelopes {
        return None;
    }
    let names = |bids: Vec<&BidRow>| bids.iter().map(|bid| bid.name.clone()).collect::<Vec<_>>().join("、");
    let opened = |bid: &&BidRow| bid.is_opened();
    let sealed: Vec<&BidRow> =
        material.bids.iter().filter(opened).filter(|bid| material.price_is_sealed(bid)).collect();
    let known: Vec<&BidRow> =
        material.bids.iter().filter(opened).filter(|bid| !material.price_is_sealed(bid)).collect();
    let least = material.plan.opening.technical_min.as_ref();
    let least = least.map(|least| format!("，技术分不低于 {least} 分")).unwrap_or_default();
    let points: Vec<String> = outcome
        .bids
        .iter()
        .filter(|bid| bid.rank.is_some())
        .map(|bid| {
            let sum: Decimal = bid.criteria.values().map(TwoPlaces::value).sum();
            format!("{} {sum} 分", material.bidder_name(&bid.id))
        })
        .collect();
    let unopened =
        if sealed.is_empty() { String::new() } else { format!("；{}的报价信封未开启", names(sealed)) };
    Some(format!(
        "本采购包采用双信封：全体成员签署技术评分后，方开启技术评审合格者（通过符合性审查{least}）的报价信封：{}{unopened}。\
         技术分合计：{}。",
        names(known),
        points.join("，")
    ))
}
