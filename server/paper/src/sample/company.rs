//! A bidder's facts, drawn from the seed: what the profile, the letters and the tables agree on.

use super::chance::Chance;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕",
];
const GIVEN: [&str; 48] = [
    "建国", "志强", "文博", "晓东", "海涛", "丽华", "雪梅", "宏伟", "俊杰", "佳怡", "明远", "思源", "国栋", "玉兰",
    "振宇", "子涵", "立新", "春燕", "德胜", "云飞", "嘉诚", "慧敏", "永康", "秀英", "家乐", "学军", "晨曦", "亚楠",
    "启航", "世杰", "婉清", "浩然", "卫东", "静怡", "少华", "瑞雪", "景行", "若彤", "长青", "一鸣", "磊", "芳", "勇",
    "娟", "鹏", "洁", "斌", "颖",
];
const CITIES: [(&str, &str); 12] = [
    ("杭州市", "滨江区江虹路"),
    ("南京市", "江宁区秣周东路"),
    ("武汉市", "东湖高新区光谷大道"),
    ("成都市", "高新区天府大道中段"),
    ("西安市", "高新区科技二路"),
    ("济南市", "历下区经十路"),
    ("合肥市", "蜀山区望江西路"),
    ("长沙市", "岳麓区麓谷大道"),
    ("郑州市", "郑东新区商务外环路"),
    ("苏州市", "工业园区星湖街"),
    ("青岛市", "崂山区株洲路"),
    ("福州市", "鼓楼区软件大道"),
];
const BRANDS: [&str; 12] =
    ["恒远", "启明", "中卓", "瑞泰", "华辰", "德信", "联创", "远景", "智合", "晟安", "博衡", "凌川"];
const BUYERS: [&str; 20] = [
    "市第一人民医院",
    "市实验中学",
    "市公共资源交易中心",
    "市图书馆",
    "市中心血站",
    "职业技术学院",
    "市政务服务中心",
    "市气象局",
    "市博物馆",
    "市第二人民医院",
    "市档案馆",
    "市交通运输局",
    "市疾病预防控制中心",
    "师范大学",
    "市城市管理局",
    "市自然资源局",
    "市教育局",
    "市妇幼保健院",
    "农业科学院",
    "市不动产登记中心",
];
const WORKS: [&str; 14] = [
    "设备采购项目",
    "信息化建设项目",
    "运行维护服务项目",
    "实验室设备更新项目",
    "数据中心扩容项目",
    "智慧校园建设项目",
    "机房改造项目",
    "网络安全服务项目",
    "业务系统升级项目",
    "办公设备采购项目",
    "综合管理平台项目",
    "检测仪器采购项目",
    "物资配送服务项目",
    "系统集成项目",
];
const DUTIES: [(&str, &str, &str); 14] = [
    ("项目经理", "高级工程师", "总体负责、进度和资源协调"),
    ("技术负责人", "高级工程师", "技术方案、接口和关键问题"),
    ("质量负责人", "工程师", "质量计划、检查和验收"),
    ("安全负责人", "工程师", "现场安全和应急"),
    ("实施工程师", "工程师", "安装、调试和测试"),
    ("实施工程师", "助理工程师", "安装、调试和记录"),
    ("培训讲师", "工程师", "教材编写和授课"),
    ("售后主管", "工程师", "热线、巡检和备件"),
    ("售后工程师", "助理工程师", "上门维修和回访"),
    ("商务专员", "经济师", "合同、付款和资料"),
    ("资料员", "助理工程师", "文档收集和归档"),
    ("采购专员", "经济师", "供货和到货检验"),
    ("测试工程师", "工程师", "功能和性能测试"),
    ("驻场工程师", "工程师", "驻场支持和日报"),
];

/// A person of the project's team.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) duty: &'static str,
    pub(super) title: &'static str,
    pub(super) work: &'static str,
    pub(super) age: u64,
    pub(super) years: u64,
    pub(super) school: &'static str,
}

/// A contract of the past.
#[derive(Clone)]
pub(super) struct PastContract {
    pub(super) name: String,
    pub(super) buyer: String,
    pub(super) wan: u64,
    pub(super) year: u64,
    pub(super) month: u64,
}

/// A bidder.
pub(super) struct Company {
    pub(super) name: String,
    pub(super) we: &'static str,
    pub(super) city: &'static str,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) code: String,
    pub(super) legal: String,
    pub(super) brand: String,
    pub(super) founded: u64,
    pub(super) capital_wan: u64,
    pub(super) staff: u64,
    pub(super) revenue_wan: [u64; 3],
    pub(super) team: Vec<Person>,
    pub(super) contracts: Vec<PastContract>,
}

impl Company {
    /// The facts of the company called `name`, from the seed and the name.
    pub(super) fn new(seed: u64, name: &str) -> Company {
        let mut c = Chance::new(seed, &format!("company {name}"));
        let (city, street) = CITIES[c.below(CITIES.len())];
        let base = c.between(2_100, 9_800);
        Company {
            name: name.to_owned(),
            we: c.pick(&["我方", "我公司", "我司", "本公司", "投标人"]),
            city,
            address: format!("{city}{street}{}号{}层", c.between(8, 1999), c.between(2, 26)),
            phone: format!("400-{}-{:04}", c.between(600, 899), c.between(0, 9999)),
            code: credit_code(&mut c),
            legal: person_name(&mut c),
            brand: c.pick(&BRANDS).to_owned(),
            founded: c.between(1998, 2018),
            capital_wan: c.between(10, 120) * 50,
            staff: c.between(46, 480),
            revenue_wan: [base, base + c.between(90, 900), base + c.between(900, 2_400)],
            team: team(&mut c),
            contracts: contracts(&mut c),
        }
    }

    /// The project manager's name.
    pub(super) fn manager(&self) -> &str {
        self.team.first().map_or("", |p| p.name.as_str())
    }

    /// The technical head's name.
    pub(super) fn engineer(&self) -> &str {
        self.team.get(1).map_or("", |p| p.name.as_str())
    }
}

fn person_name(c: &mut Chance) -> String {
    format!("{}{}", c.pick(&SURNAMES), c.pick(&GIVEN))
}

/// Eighteen characters that look like a credit code (统一社会信用代码); the check character is not computed, so that it is nobody's.
fn credit_code(c: &mut Chance) -> String {
    const SET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut code = String::from("91");
    for _ in 0..6 {
        code.push(char::from(b'0' + u8::try_from(c.below(10)).unwrap_or(0)));
    }
    for _ in 0..10 {
        code.push(char::from(SET[c.below(SET.len())]));
    }
    code
}

fn team(c: &mut Chance) -> Vec<Person> {
    let count = 9 + c.below(DUTIES.len() - 8);
    DUTIES[..count.min(DUTIES.len())]
        .iter()
        .map(|&(duty, title, work)| {
            let years = c.between(4, 22);
            Person {
                name: person_name(c),
                duty,
                title,
                work,
                age: 23 + years + c.between(0, 6),
                years,
                school: c.pick(&["大学本科", "硕士研究生", "大学专科", "大学本科"]),
            }
        })
        .collect()
}

fn contracts(c: &mut Chance) -> Vec<PastContract> {
    let buyers = c.shuffled(&BUYERS);
    let count = 12 + c.below(7);
    buyers
        .into_iter()
        .take(count)
        .map(|unit| {
            let (place, _) = CITIES[c.below(CITIES.len())];
            let unit = unit.strip_prefix('市').unwrap_or(unit);
            let buyer = format!("{place}{unit}");
            PastContract {
                name: format!("{buyer}{}", c.pick(&WORKS)),
                buyer,
                wan: c.between(32, 880),
                year: c.between(2023, 2026),
                month: c.between(1, 10),
            }
        })
        .collect()
}
