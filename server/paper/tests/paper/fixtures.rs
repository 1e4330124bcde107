//! Documents as the server would ask for them.

mod report;

use paper::*;

pub use report::report;

/// 2026-11-20 10:00 in Beijing.
pub const ISSUED_MS: i64 = 1_795_140_000_000;
pub const HASH: &str = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
pub const SEED: &str = "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";

pub fn s(text: &str) -> String {
    text.to_owned()
}

pub fn head() -> Head {
    Head {
        centre: s("江州市公共资源交易中心"),
        project: s("江州市第一人民医院数字化超声诊断设备采购项目"),
        tender_id: s("JZZC-2026-0117"),
        lot: s("第1包 彩色多普勒超声诊断仪"),
        content_hash: s(HASH),
        verify_code: s("7KQ4-MX2P-93TD"),
        issued_ms: ISSUED_MS,
    }
}

pub const BIDDERS: [(&str, &str, &str); 4] = [
    ("江州恒远医疗科技有限公司", "1,186,000.00", "壹佰壹拾捌万陆仟元整"),
    ("华东瑞泰医学装备股份有限公司", "1,240,500.00", "壹佰贰拾肆万零伍佰元整"),
    ("启明联创（杭州）设备有限公司", "1,098,800.50", "壹佰零玖万捌仟捌佰元伍角"),
    ("晟安博衡科技发展有限公司", "1,150,000.00", "壹佰壹拾伍万元整"),
];

pub fn signature(role: &str, name: &str, signed: bool) -> Signature {
    let when = |text: &str| if signed { s(text) } else { String::new() };
    Signature {
        role: s(role),
        name: s(name),
        time: when("2026-11-20 11:42:07"),
        sha256: when(HASH),
        key: when("SHA256:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"),
    }
}

pub fn criteria() -> Vec<CriterionRow> {
    let rows = [
        (
            "tech-1",
            "技术参数响应",
            "客观",
            "30",
            "全部满足得30分；一般条款每有一项负偏离扣2分，扣完为止；带★条款负偏离的投标无效。",
        ),
        (
            "plan-1",
            "实施方案",
            "主观",
            "12",
            "方案完整、针对性强、进度安排合理得9至12分；较完整得5至8分；一般得1至4分；未提供不得分。",
        ),
        ("team-1", "项目团队", "客观", "8", "项目经理具有高级职称得4分；团队成员每有一名中级以上职称得1分，最多4分。"),
        (
            "serv-1",
            "售后服务",
            "主观",
            "12",
            "响应时间、备件保障、巡检安排具体可行得9至12分；较好得5至8分；一般得1至4分。",
        ),
        ("reco-1", "类似业绩", "客观", "8", "近三年每有一个同类项目业绩得2分，最多8分，以合同关键页为准。"),
        ("price", "投标报价", "价格", "30", "评标基准价÷评审价×30，保留两位小数。"),
    ];
    rows.map(|(id, name, kind, max, standard)| CriterionRow {
        id: s(id),
        name: s(name),
        kind: s(kind),
        max: s(max),
        standard: s(standard),
    })
    .to_vec()
}

pub fn opening() -> OpeningRecord {
    let bids = BIDDERS.iter().enumerate().map(|(i, (bidder, price, words))| OpenedBid {
        bidder: s(bidder),
        received_at: format!("2026-11-20 0{}:1{i}:22", 8 + i % 2),
        head_hash: s(HASH),
        result: s("解密成功 10:03:41"),
        price: s(price),
        price_words: s(words),
        bond: s("不收取"),
        delivery: s("合同签订后45日历天"),
        size_claim: s(if i == 2 { "小型企业" } else { "大型企业" }),
        domestic_claim: s("是"),
    });
    OpeningRecord {
        head: head(),
        record_no: s("KB-2026-0117-1"),
        purchaser: s("江州市第一人民医院"),
        place: s("江州市公共资源交易中心三号开标厅"),
        announced_at: s("2026-11-20 10:00:00"),
        actual_at: s("2026-11-20 10:00:03"),
        host: s("林晓东"),
        recorder: s("何静怡"),
        supervisor: s("郑国栋"),
        ceiling: s("1,300,000.00 元"),
        submitted: s("4"),
        decrypted: s("4"),
        bids: bids.collect(),
        objections: vec![Objection {
            bidder: s("华东瑞泰医学装备股份有限公司"),
            time: s("2026-11-20 10:21"),
            question: s("请说明解密等待时间是否计入三十分钟时限。"),
            answer: s("计入。本次开标解密用时十一分钟，未超过时限。异议人表示无其他意见。"),
        }],
        notes: vec![],
        list_hash: s(SEED),
        signatures: vec![
            signature("主持人", "林晓东", true),
            signature("监督人员", "郑国栋", true),
            signature("投标人代表", "江州恒远医疗科技有限公司", false),
            signature("投标人代表", "华东瑞泰医学装备股份有限公司", false),
        ],
    }
}

pub fn sheet() -> ScoreSheet {
    let rows = criteria().into_iter().take(5).zip([
        ["30", "28", "26"],
        ["9.5", "10", "9"],
        ["8", "7", "6"],
        ["9", "10.5", "8.5"],
        ["6", "8", "8"],
    ]);
    ScoreSheet {
        head: head(),
        member: s("陈思源"),
        kind: s("评审专家（组长）"),
        seat: s("三号评标室 2号席"),
        scored_at: s("2026-11-20 15:48:19"),
        bidders: vec![s(BIDDERS[0].0), s(BIDDERS[2].0), s(BIDDERS[3].0)],
        rows: rows
            .map(|(c, scores)| SheetRow {
                id: c.id,
                name: c.name,
                kind: c.kind,
                max: c.max,
                standard: c.standard,
                scores: scores.map(s).to_vec(),
            })
            .collect(),
        totals: vec![s("62.5"), s("63.5"), s("57.5")],
        reasons: vec![ScoreReason {
            bidder: s(BIDDERS[2].0),
            criterion: s("售后服务"),
            score: s("10.5"),
            text: s("承诺两小时到场，备件库在本市，巡检安排具体。"),
        }],
        sheet_hash: s(SEED),
        signature: signature("评标委员会成员", "陈思源", true),
    }
}

pub fn slip() -> Receipt {
    let line = |label: &str, value: &str| Line { label: s(label), value: s(value) };
    Receipt {
        head: head(),
        title: s("投标文件接收回执"),
        number: s("HZ-2026-0117-1-0003"),
        bidder: s(BIDDERS[2].0),
        lines: vec![
            line("接收时间", "2026-11-20 09:12:22.418（服务器时间，北京时间）"),
            line("文件大小", "184,221,907 字节，3 个文件"),
            line("密封状态", "已密封，投标截止前任何人不能打开"),
            line("密封包摘要", HASH),
            line("密文摘要", SEED),
            line("版本", "第 2 版，取代 2026-11-19 17:40 的第 1 版"),
        ],
        qr: Some(format!("https://example.org/verify/7KQ4-MX2P-93TD#{HASH}")),
        next: vec![
            s("请保存本回执。截止时间前可以撤回或者重新提交，以最后一次完整上传为准。"),
            s("2026年11月20日10时登录开标大厅参加开标。"),
        ],
        signature: signature("接收方", "江州市公共资源交易中心", true),
    }
}

pub fn list() -> SignedList {
    SignedList {
        head: head(),
        title: s("投标文件接收清单"),
        lines: vec![Line { label: s("截止时间"), value: s("2026-11-20 10:00:00") }],
        intro: s("截至投标截止时间，服务器共接收投标文件四份，清单如下。清单封闭后不再变更。"),
        columns: ["回执编号", "接收时间", "密封包摘要"].map(s).to_vec(),
        rows: (1..=4).map(|i| vec![format!("HZ-{i:04}"), format!("2026-11-20 09:0{i}:00"), s(HASH)]).collect(),
        list_hash: s(SEED),
        signatures: vec![signature("经办人", "林晓东", false), signature("监督人员", "郑国栋", false)],
    }
}

pub fn tender() -> TenderDocument {
    let requirement = |name: &str, text: &str, essential| Requirement { name: s(name), text: s(text), essential };
    TenderDocument {
        head: head(),
        purchaser: s("江州市第一人民医院"),
        purchaser_contact: s("江州市滨河路18号，0000-8800 1200，高老师"),
        centre_contact: s("江州市政务大道1号，0000-8800 3300，林老师"),
        budget: s("1,350,000.00 元"),
        ceiling: s("1,300,000.00 元"),
        deadline: s("2026年11月20日10时00分"),
        place: s("江州市公共资源交易中心三号开标厅（网上开标大厅同步）"),
        documents: s("自公告发布之日起五个工作日内，登录交易中心网站免费下载。"),
        validity: s("90日历天"),
        delivery: s("合同签订后45日历天内交付并完成安装调试"),
        bond: String::new(),
        method: s("综合评分法（价格分采用低价优先法，权重30%）"),
        candidates: s("三名，按综合得分由高到低排序"),
        qualifications: vec![
            s("符合《中华人民共和国政府采购法》第二十二条规定；"),
            s("未被列入失信被执行人、重大税收违法失信主体、政府采购严重违法失信行为记录名单；"),
            s("具有医疗器械经营许可或者备案凭证。"),
        ],
        requirements: vec![
            requirement("主机", "彩色多普勒超声诊断仪一台，19英寸以上高分辨率显示器，全中文操作界面。", true),
            requirement("探头", "配置凸阵、线阵、相控阵、腔内探头各一把，共不少于四把。", true),
            requirement("成像功能", "二维、M型、彩色血流、能量多普勒、弹性成像、造影成像。", false),
            requirement("数据接口", "支持DICOM 3.0，接入采购人现有影像归档系统。", true),
            requirement("连续工作", "连续工作24小时无故障，平均无故障时间不低于20000小时。", false),
            requirement("质量保证", "整机免费质量保证不少于三年，含探头。", true),
        ],
        criteria: criteria(),
        policies: vec![
            s("小型和微型企业的报价给予10%的扣除，用扣除后的价格参与评审。"),
            s("本国产品与非本国产品竞争时，对本国产品的报价给予20%的扣除。"),
        ],
    }
}

pub fn bid(number: u64) -> SampleBid {
    let (bidder, price, words) = BIDDERS[number as usize % 4];
    let item = |name: &str, spec: &str, unit: &str, quantity| SampleItem {
        name: s(name),
        spec: s(spec),
        unit: s(unit),
        quantity,
    };
    SampleBid {
        bidder: s(bidder),
        project: head().project,
        tender_id: head().tender_id,
        lot: head().lot,
        purchaser: s("江州市第一人民医院"),
        seed: 20_261_120 + number / 4,
        pages: 30,
        variant: Variant::Complete,
        criteria: criteria().into_iter().take(5).collect(),
        items: vec![
            item("彩色多普勒超声诊断仪主机", "19英寸以上显示器，全中文操作界面", "台", 1),
            item("探头", "凸阵、线阵、相控阵、腔内各一把", "把", 4),
            item("影像工作站", "支持DICOM 3.0，存储不少于4TB", "套", 1),
            item("安装调试和培训", "免费培训至独立操作", "项", 1),
        ],
        price: price.replace(',', ""),
        price_words: s(words),
        delivery: s("合同签订后45日历天"),
        size_claim: s(if number % 4 == 2 { "小型企业" } else { "大型企业" }),
        date: s("2026年11月18日"),
        issued_ms: ISSUED_MS,
    }
}
