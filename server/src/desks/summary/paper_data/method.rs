//! The method of the evaluation in words, and what was decided by lot for it.

use crate::desks::summary::Material;
use crate::fault::Fault;
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::rules::{Benchmark, Case, Formula, Method};
use store::AnyConnection;
use store::summary::ResultRow;

/// How bids are compared.
pub(super) fn method(material: &Material) -> String {
    let weight = &material.plan.price_weight;
    let formula = match (&material.plan.works, &material.coefficient) {
        (Some(works), Some(coefficient)) => works.with(coefficient),
        _ => material.plan.formula(),
    };
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
    let case = Case::from_json(&result.case_json).map_err(|why| Fault::internal(why.path))?;
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
    Ok(paragraphs)
}
