//! The tables of the chapters that answer criteria, by topic.

use super::super::block::{Block, table};
use super::super::chance::Chance;
use super::super::chapters::Writer;
use super::super::words::Topic;
use super::{contracts, model, schedule};

/// The table that a chapter on this topic has.
pub(in crate::sample) fn of_topic(writer: &Writer<'_>, topic: Topic, chance: &mut Chance) -> Vec<Block> {
    match topic {
        Topic::Staff => staff(writer, chance),
        Topic::Record => vec![contracts(writer, usize::MAX)],
        Topic::AfterSales => vec![service_levels(chance)],
        Topic::Training => vec![courses(chance)],
        Topic::Plan => vec![schedule(chance)],
        Topic::Quality | Topic::Safety => vec![checks(topic, chance)],
        Topic::Certificates => vec![certificates(chance)],
        Topic::Technical => vec![parameters(writer, chance)],
    }
}

fn staff(writer: &Writer<'_>, chance: &mut Chance) -> Vec<Block> {
    let team = &writer.company.team;
    let tree = Block::Tree {
        caption: "项目组织机构图".to_owned(),
        top: format!("项目经理　{}", writer.company.manager()),
        under: (team.iter().skip(1).take(5)).map(|p| format!("{}\n{}", p.duty, p.name)).collect(),
    };
    let rows = (1..).zip(team).map(|(number, p): (usize, _)| {
        vec![
            number.to_string(),
            p.name.clone(),
            chance.pick(&["男", "男", "女"]).to_owned(),
            p.age.to_string(),
            p.school.to_owned(),
            p.title.to_owned(),
            p.duty.to_owned(),
            format!("{}年", p.years),
        ]
    });
    let columns = [
        ("序号", 2),
        ("姓名", 3),
        ("性别", 2),
        ("年龄", 2),
        ("学历", 4),
        ("职称", 4),
        ("本项目职务", 4),
        ("从业年限", 3),
    ];
    vec![tree, table("拟投入本项目人员一览表", &columns, rows.collect())]
}

fn service_levels(chance: &mut Chance) -> Block {
    let rows = [
        ("一级", "全部中断，影响正常业务"),
        ("二级", "主要功能受限"),
        ("三级", "个别功能异常"),
        ("四级", "咨询和建议"),
    ];
    let rows = (0u64..).zip(rows).map(|(i, (level, meaning))| {
        vec![
            level.to_owned(),
            meaning.to_owned(),
            format!("{}分钟", 5 + i * 5 + chance.between(0, 5)),
            format!("{}小时", 1 + i + chance.between(0, 1)),
            format!("{}小时", 4 + i * 6 + chance.between(0, 4)),
        ]
    });
    table(
        "故障级别和响应时间承诺",
        &[("级别", 1), ("说明", 3), ("响应", 2), ("到达现场", 2), ("修复", 2)],
        rows.collect(),
    )
}

fn courses(chance: &mut Chance) -> Block {
    let all = [
        "基本原理和组成",
        "日常操作",
        "参数设置",
        "日常维护和保养",
        "常见故障处理",
        "安全注意事项",
        "数据管理",
        "应急处置",
    ];
    let rows = (1..).zip(chance.some(&all, 6)).map(|(number, course): (usize, _)| {
        vec![
            number.to_string(),
            course.to_owned(),
            chance.pick(&["集中授课", "现场操作", "授课和上机", "案例讲解"]).to_owned(),
            format!("{}学时", chance.between(2, 8)),
            chance.pick(&["操作人员", "管理人员", "全体人员", "维护人员"]).to_owned(),
        ]
    });
    table("培训课程安排", &[("序号", 1), ("课程", 4), ("方式", 3), ("学时", 2), ("对象", 2)], rows.collect())
}

fn checks(topic: Topic, chance: &mut Chance) -> Block {
    let (caption, all): (_, &[[&str; 3]]) = if topic == Topic::Quality {
        (
            "质量检查项目表",
            &[
                ["外观和标识", "目测、对照清单", "无损伤，标识清晰"],
                ["规格和数量", "逐件核对", "与合同一致"],
                ["电气安全", "绝缘和接地测试", "符合国家标准"],
                ["主要性能", "仪器测量", "不低于投标指标"],
                ["连续运行", "带载试验", "无故障"],
                ["资料", "逐份核对", "齐全、签章完整"],
                ["接口联调", "逐项测试", "数据一致"],
            ],
        )
    } else {
        (
            "风险识别和防范措施表",
            &[
                ["触电", "持证上岗、漏电保护", "安全员"],
                ["高处坠落", "安全带、专人监护", "班组长"],
                ["火灾", "动火审批、配备灭火器", "安全员"],
                ["数据丢失", "操作前备份、双人复核", "技术负责人"],
                ["信息泄露", "权限最小化、签订保密协议", "项目经理"],
                ["交通运输", "合理路线、车辆检查", "物流主管"],
                ["极端天气", "关注预警、及时停工", "项目经理"],
            ],
        )
    };
    let names = if topic == Topic::Quality {
        ["检查项目", "方法", "合格标准"]
    } else {
        ["风险", "防范措施", "责任人"]
    };
    let rows = (1..).zip(chance.some(all, 6)).map(|(number, row): (usize, _)| {
        let mut line = vec![number.to_string()];
        line.extend(cells(row));
        line
    });
    table(caption, &[("序号", 1), (names[0], 3), (names[1], 4), (names[2], 3)], rows.collect())
}

fn certificates(chance: &mut Chance) -> Block {
    let all = [
        "质量管理体系认证证书",
        "环境管理体系认证证书",
        "职业健康安全管理体系认证证书",
        "信息安全管理体系认证证书",
        "信息技术服务管理体系认证证书",
        "企业信用等级证书",
        "售后服务认证证书",
        "高新技术企业证书",
    ];
    let rows = (1..).zip(chance.some(&all, 6)).map(|(number, name): (usize, _)| {
        vec![
            number.to_string(),
            name.to_owned(),
            format!("{:05}{}{:04}", chance.below(99_999), chance.pick(&["Q", "E", "S", "R"]), chance.below(9_999)),
            format!("{}年{}月", chance.between(2027, 2029), chance.between(1, 12)),
        ]
    });
    table("证书一览表", &[("序号", 1), ("名称", 5), ("编号", 4), ("有效期至", 3)], rows.collect())
}

fn parameters(writer: &Writer<'_>, chance: &mut Chance) -> Block {
    let rows = (1..).zip(&writer.bid.items).map(|(number, item): (usize, _)| {
        vec![
            number.to_string(),
            item.name.clone(),
            model(writer, chance),
            item.spec.clone(),
            chance.pick(&["满足", "满足", "优于"]).to_owned(),
        ]
    });
    let mut rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        for (number, name) in (1..).zip(["主体设备", "控制单元", "配套软件", "安装附件"]) {
            let number: usize = number;
            let spec = format!("功率不大于{}W，精度±{}‰", chance.between(120, 900), chance.between(1, 9));
            rows.push(vec![number.to_string(), name.to_owned(), model(writer, chance), spec, "满足".to_owned()]);
        }
    }
    table("主要配置和技术参数", &[("序号", 1), ("名称", 3), ("品牌型号", 3), ("技术参数", 5), ("响应", 1)], rows)
}

fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
