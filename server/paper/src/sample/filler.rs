//! Annexes of a page each, of which a bid has as many as it needs: contracts, staff, certificates, service records.

use super::block::{Block, section, table, text};
use super::chance::Chance;
use super::chapters::{Writer, numeral};
use super::tables::model;

/// `count` annexes, each beginning on a new page.
pub(super) fn annexes(writer: &Writer<'_>, count: usize, chance: &mut Chance) -> Vec<Block> {
    let mut blocks = Vec::new();
    for number in 0..count {
        if number > 0 {
            blocks.push(Block::Break);
        }
        let round = number / 4;
        let (title, body) = match number % 4 {
            0 => contract(writer, round, chance),
            1 => resume(writer, round, chance),
            2 => test_record(writer, round, chance),
            _ => service_record(writer, round, chance),
        };
        blocks.push(section(format!("附件{}　{title}", numeral(number + 1))));
        blocks.extend(body);
    }
    blocks
}

type Annex = (String, Vec<Block>);

fn pairs(caption: &str, rows: &[(&str, String)]) -> Block {
    table(caption, &[("项目", 2), ("内容", 6)], rows.iter().map(|(a, b)| vec![(*a).to_owned(), b.clone()]).collect())
}

fn contract(writer: &Writer<'_>, round: usize, chance: &mut Chance) -> Annex {
    let all = &writer.company.contracts;
    let Some(c) = all.get(round % all.len().max(1)) else {
        return ("合同关键页".to_owned(), vec![text("无。")]);
    };
    let (phase, signed) = (round / all.len().max(1), format!("{}年{}月{}日", c.year, c.month, chance.between(1, 28)));
    let title = match phase {
        0 => format!("合同关键页：{}", c.name),
        n => format!("补充协议（{}）：{}", numeral(n), c.name),
    };
    let rows = [
        ("合同名称", c.name.clone()),
        ("甲方", c.buyer.clone()),
        ("乙方", writer.bid.bidder.clone()),
        ("合同编号", format!("{}-{}-{:03}", c.year, chance.pick(&["CG", "HT", "ZC", "FW"]), chance.below(999))),
        ("签订日期", signed),
        ("合同金额", format!("{}万元", c.wan)),
        ("履行期限", format!("{}日历天", chance.between(30, 365))),
        ("验收情况", chance.pick(&["一次验收合格", "验收合格，评价优秀", "已验收，运行正常"]).to_owned()),
        ("联系人", format!("{}主任，电话备查", chance.pick(&["赵", "钱", "孙", "周", "吴", "郑"]))),
    ];
    let clauses = [
        "乙方按照合同附件的清单和技术要求完成供货、安装、调试和培训，保证所供货物为全新、合格产品。",
        "甲方为乙方提供必要的工作条件，指定专人配合，并按照约定的时间组织验收。",
        "合同价款分期支付：签订后支付百分之三十，验收合格后支付百分之六十，质量保证期满后支付余款。",
        "质量保证期自验收合格之日起计算，乙方在保证期内提供免费维修、更换和技术支持。",
        "乙方对在合同履行中知悉的甲方信息负有保密义务，该义务不因合同终止而解除。",
        "任何一方违约的，按照合同约定支付违约金；违约金不足以弥补损失的，还应当赔偿损失。",
        "合同一式六份，甲方四份，乙方二份，自双方签字盖章之日起生效。",
    ];
    let mut blocks = vec![pairs("合同概况", &rows), text("主要条款摘录：")];
    blocks.push(Block::Items { items: chance.some(&clauses, 5).into_iter().map(str::to_owned).collect() });
    (title, blocks)
}

fn resume(writer: &Writer<'_>, round: usize, chance: &mut Chance) -> Annex {
    let team = &writer.company.team;
    let Some(p) = team.get(round % team.len().max(1)) else {
        return ("人员简历".to_owned(), vec![text("无。")]);
    };
    let title = match round / team.len().max(1) {
        0 => format!("人员简历：{}（{}）", p.name, p.duty),
        n => format!("人员补充材料（{}）：{}", numeral(n), p.name),
    };
    let rows = [
        ("姓名", p.name.clone()),
        ("年龄", format!("{}岁", p.age)),
        ("学历", p.school.to_owned()),
        ("职称", p.title.to_owned()),
        ("本项目职务", p.duty.to_owned()),
        ("工作内容", p.work.to_owned()),
        ("从业年限", format!("{}年", p.years)),
        (
            "证书",
            format!(
                "{}，证书编号 {}{:06}",
                chance.pick(&["中级专业技术资格证书", "职业资格证书", "岗位培训合格证书"]),
                p.years,
                chance.below(999_999)
            ),
        ),
        ("社会保险", format!("由投标人缴纳，连续{}个月", chance.between(14, 96))),
    ];
    let works = chance.some(&writer.company.contracts, 6).into_iter().map(|c| {
        vec![
            format!("{}.{:02}", c.year, c.month),
            c.name,
            chance.pick(&["负责人", "主要成员", "技术骨干", "成员"]).to_owned(),
            chance.pick(&["已验收", "已验收", "质保期内"]).to_owned(),
        ]
    });
    let works = works.collect();
    let blocks = vec![
        pairs("基本情况", &rows),
        table("主要工作经历", &[("时间", 2), ("项目", 6), ("担任工作", 2), ("状态", 2)], works),
    ];
    (title, blocks)
}

fn test_record(writer: &Writer<'_>, round: usize, chance: &mut Chance) -> Annex {
    let items = &writer.bid.items;
    let what = match items.get(round % items.len().max(1)) {
        Some(item) => item.name.clone(),
        None => "主体设备".to_owned(),
    };
    let tests = [
        "外观检查",
        "绝缘电阻",
        "接地电阻",
        "工作电流",
        "温升",
        "噪声",
        "精度",
        "重复性",
        "连续运行",
        "断电恢复",
        "通信接口",
        "报警功能",
    ];
    let rows = (1..).zip(chance.some(&tests, 10)).map(|(n, test): (usize, _)| {
        let limit = chance.between(40, 90);
        let found = limit - chance.between(3, 30);
        vec![n.to_string(), test.to_owned(), format!("≤{limit}"), found.to_string(), "合格".to_owned()]
    });
    let rows = rows.collect();
    let head = [
        ("样品", what.clone()),
        ("型号", model(writer, chance)),
        ("报告编号", format!("{}{:06}", chance.pick(&["JC", "BG", "TS"]), chance.below(999_999))),
        ("检测日期", format!("{}年{}月", chance.between(2024, 2026), chance.between(1, 10))),
        ("检测环境", format!("温度{}℃，湿度{}%", chance.between(18, 26), chance.between(40, 65))),
    ];
    let blocks = vec![
        pairs("检测概况", &head),
        table("检测结果", &[("序号", 1), ("项目", 4), ("限值", 2), ("实测", 2), ("结论", 2)], rows),
        text(writer.say(
            "以上项目由{engineer}组织检测，结果{全部合格|均在限值以内}，{原始记录存档备查|检测报告原件备查}。",
            "",
            chance,
        )),
    ];
    (format!("检测记录（{}）：{what}", numeral(round + 1)), blocks)
}

fn service_record(writer: &Writer<'_>, round: usize, chance: &mut Chance) -> Annex {
    let faults = [
        "电源模块告警",
        "网络中断",
        "参数漂移",
        "显示异常",
        "软件升级",
        "例行巡检",
        "备件更换",
        "使用咨询",
        "数据备份",
        "现场培训",
    ];
    let contracts = &writer.company.contracts;
    let rows = (1..=12).map(|n| {
        let site = contracts.get(chance.below(contracts.len())).map(|c| c.buyer.clone()).unwrap_or_default();
        vec![
            format!("{:02}.{:02}", n, chance.between(1, 28)),
            site,
            chance.pick(&faults).to_owned(),
            format!("{}分钟", chance.between(4, 28)),
            format!("{}小时", chance.between(1, 12)),
            chance.pick(&["满意", "非常满意", "满意"]).to_owned(),
        ]
    });
    let rows = rows.collect();
    let blocks = vec![
        text(writer.say("{we}从服务系统中摘录了部分工单，说明日常服务的{响应和处理|时效和质量}情况。", "", chance)),
        table("服务工单摘录", &[("日期", 2), ("用户", 4), ("事项", 3), ("响应", 2), ("处理", 2), ("评价", 2)], rows),
        text(writer.say(
            "统计期内平均响应{6-14}分钟，平均处理{2-6}小时，用户满意率{97-99}.{1-9}%，无投诉。",
            "",
            chance,
        )),
    ];
    (format!("售后服务工单摘录（{}）", numeral(round + 1)), blocks)
}
