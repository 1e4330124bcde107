//! The tables and drawings of a bid document.

mod topic;

pub(super) use topic::of_topic;

use super::block::{Bar, Block, table};
use super::chance::Chance;
use super::chapters::Writer;
use crate::forms::CriterionRow;

/// The company's facts.
pub(super) fn company(writer: &Writer<'_>) -> Block {
    let c = writer.company;
    let row = |a: &str, b: String| vec![a.to_owned(), b];
    table(
        "投标人基本情况表",
        &[("项目", 2), ("内容", 5)],
        vec![
            row("单位名称", c.name.clone()),
            row("统一社会信用代码", c.code.clone()),
            row("注册地址", c.address.clone()),
            row("法定代表人", c.legal.clone()),
            row("成立时间", format!("{}年", c.founded)),
            row("注册资本", format!("{}万元", c.capital_wan)),
            row("员工人数", format!("{}人", c.staff)),
            row("服务热线", c.phone.clone()),
            row("企业规模", writer.bid.size_claim.clone()),
        ],
    )
}

/// The company's departments.
pub(super) fn organisation(chance: &mut Chance) -> Block {
    let departments = ["综合部", "财务部", "技术中心", "工程部", "客户服务部", "质量部", "采购部", "市场部", "仓储部"];
    Block::Tree {
        caption: "公司组织机构图".to_owned(),
        top: chance.pick(&["总经理", "董事会、总经理", "执行董事兼总经理"]).to_owned(),
        under: chance.some(&departments, 5).into_iter().map(str::to_owned).collect(),
    }
}

/// Three years of turnover.
pub(super) fn finances(writer: &Writer<'_>) -> Block {
    let rows = (2023..).zip(writer.company.revenue_wan).map(|(year, wan)| {
        vec![
            format!("{year}年度"),
            format!("{wan}.{:02}", wan % 97),
            format!("{}.{:02}", wan / 14, wan % 89),
            "已审计，附审计报告".to_owned(),
        ]
    });
    table("近三年财务状况（万元）", &[("年度", 2), ("营业收入", 2), ("净利润", 2), ("说明", 3)], rows.collect())
}

/// Past contracts.
pub(super) fn contracts(writer: &Writer<'_>, count: usize) -> Block {
    let rows = (1..).zip(writer.company.contracts.iter().take(count)).map(|(number, c): (usize, _)| {
        vec![
            number.to_string(),
            c.name.clone(),
            c.buyer.clone(),
            format!("{}.00", c.wan),
            format!("{}年{}月", c.year, c.month),
        ]
    });
    table(
        "类似项目业绩一览表",
        &[("序号", 1), ("项目名称", 5), ("用户单位", 4), ("合同金额（万元）", 2), ("签订时间", 2)],
        rows.collect(),
    )
}

/// The project's schedule over weeks.
pub(super) fn schedule(chance: &mut Chance) -> Block {
    let works = [
        "启动和现场勘察",
        "深化方案确认",
        "备货和出厂检验",
        "运输和到货验收",
        "安装实施",
        "单项调试",
        "联合调试",
        "人员培训",
        "试运行",
        "验收和移交",
    ];
    let weeks = chance.between(8, 12);
    let rows = (0u64..)
        .zip(works)
        .map(|(i, work)| {
            // Ten works spread over the weeks, each one to three weeks long.
            let first = 1 + i * (weeks - 1) / 10;
            let last = (first + chance.between(0, 2)).min(weeks);
            Bar { name: work.to_owned(), first, last }
        })
        .collect();
    let columns = (1..=weeks).map(|week| week.to_string()).collect();
    Block::Chart { caption: "项目进度计划（周）".to_owned(), columns, rows }
}

/// The criterion's standard and where it is answered.
pub(super) fn response(writer: &Writer<'_>, criterion: &CriterionRow, chance: &mut Chance) -> Block {
    let answer = chance.pick(&[
        "{we}完全响应，按照本章各节逐项落实，证明材料见附件。",
        "满足并优于要求，具体措施和时间见本章以下各节。",
        "{we}逐条响应，无负偏离；可量化的指标列入合同。",
    ]);
    table(
        "评分标准响应表",
        &[("评审因素", 2), ("评分标准", 5), ("响应情况", 4)],
        vec![vec![
            format!("{}（{}分）", criterion.name, criterion.max),
            criterion.standard.clone(),
            writer.say(answer, &criterion.name, chance),
        ]],
    )
}

/// A made-up brand and model.
pub(super) fn model(writer: &Writer<'_>, chance: &mut Chance) -> String {
    let letters = ["HX", "TR", "GN", "KV", "SZ", "MB", "RD", "QL"];
    format!("{} {}-{}", writer.company.brand, chance.pick(&letters), chance.between(100, 990) * 10)
}

/// The commercial and technical deviations, item by item.
pub(super) fn deviations(writer: &Writer<'_>, chance: &mut Chance) -> Vec<Block> {
    let commercial = [
        ("交付期限", writer.bid.delivery.as_str()),
        ("投标有效期", "不少于90日历天"),
        ("付款方式", "按招标文件规定分期支付"),
        ("质量保证期", "不少于三年"),
        ("售后响应", "2小时响应，24小时到场"),
        ("验收", "按招标文件、投标文件和国家标准"),
        ("培训", "免费，直至独立操作"),
        ("违约责任", "按合同条款"),
    ];
    let rows = (1..).zip(commercial).map(|(number, (name, ask)): (usize, _)| {
        let better = chance.below(4) == 0;
        vec![
            number.to_string(),
            name.to_owned(),
            ask.to_owned(),
            if better { "优于要求，详见相应章节".to_owned() } else { "完全响应".to_owned() },
            if better { "正偏离" } else { "无偏离" }.to_owned(),
        ]
    });
    let columns = [("序号", 1), ("条款", 3), ("招标文件要求", 5), ("投标响应", 4), ("偏离", 2)];
    let rows = rows.collect();
    let mut blocks = vec![super::block::section("（一）商务偏离表"), table("", &columns, rows)];
    let technical = (1..).zip(&writer.bid.items).map(|(number, item): (usize, _)| {
        vec![
            number.to_string(),
            item.name.clone(),
            item.spec.clone(),
            format!("{}，{}", model(writer, chance), chance.pick(&["满足要求", "满足并略高于要求", "指标一致"])),
            chance.pick(&["无偏离", "无偏离", "正偏离"]).to_owned(),
        ]
    });
    let technical: Vec<_> = technical.collect();
    if !technical.is_empty() {
        blocks.push(super::block::section("（二）技术偏离表"));
        blocks.push(table("", &columns, technical));
    }
    blocks
}
