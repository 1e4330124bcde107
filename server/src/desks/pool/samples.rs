//! Sample experts for the sample centre and the tests: believable, and the same for the same seed.

use shared::api::pool::{ExpertData, ExpertRelation, ExpertStatus, RelationKind};
use shared::draw::shuffle::{Stream, Use};
use shared::id::{ExpertNo, NotAnId, OrgId};
use shared::journal::Hash;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "建国志明文华秀英海燕卫东晓红立新春梅学军桂兰永强丽萍国庆淑珍德明玉兰俊杰慧敏振华雪梅光辉美玲少华佳宁思远雅琴宏伟静怡天成婉清承泽书涵景行子墨瑞霖明远若兰鹏飞欣然浩然梓涵嘉树云峰秋实启航晨曦怀瑾";
/// Regions with their administrative codes (GB/T 2260).
const REGIONS: [(&str, &str); 10] = [
    ("杭州", "330100"),
    ("宁波", "330200"),
    ("温州", "330300"),
    ("嘉兴", "330400"),
    ("湖州", "330500"),
    ("绍兴", "330600"),
    ("金华", "330700"),
    ("衢州", "330800"),
    ("台州", "331000"),
    ("丽水", "331100"),
];
const EMPLOYERS: [&str; 15] = [
    "大学",
    "理工学院",
    "职业技术学院",
    "第一人民医院",
    "中医院",
    "疾病预防控制中心",
    "规划设计研究院",
    "建筑设计院有限公司",
    "工程咨询有限公司",
    "会计师事务所",
    "律师事务所",
    "软件有限公司",
    "机电研究所",
    "质量检测中心",
    "公用事业集团有限公司",
];
const SPECIALTIES: [&str; 22] = [
    "A01", "A02", "A03", "A04", "A05", "A06", "A07", "B01", "B02", "B03", "B04", "B05", "C01", "C02", "C03", "C04",
    "C05", "C06", "D01", "D02", "D03", "D04",
];

/// `n` experts (at most 100,000) numbered from `E00001`, of about 150 employers.
///
/// # Errors
/// [`NotAnId`] never, as long as the tables above hold ids.
pub fn samples(seed: u64, n: usize) -> Result<Vec<(ExpertNo, ExpertData)>, NotAnId> {
    let key = Hash::of_parts(&[b"bidroom/sample/experts", &seed.to_be_bytes()]);
    let mut dice = Dice(Stream::new(&key.0, Use::Blind));
    let employers = employers(&mut dice)?;
    (1..=n.min(100_000)).map(|number| expert(&mut dice, number, &employers)).collect()
}

/// Throws: every choice comes from one stream of numbers.
struct Dice(Stream);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.below(n as u64)).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let at = self.below(list.len());
        list.get(at).copied()
    }
}

struct Employer {
    code: OrgId,
    name: String,
    region: &'static str,
}

/// One employer of each kind in each region.
fn employers(dice: &mut Dice) -> Result<Vec<Employer>, NotAnId> {
    let mut out = Vec::with_capacity(REGIONS.len() * EMPLOYERS.len());
    for (region, area) in REGIONS {
        for kind in EMPLOYERS {
            let serial: String = (0..9).map(|_| char::from(b'0' + dice.below(10) as u8)).collect();
            let code = OrgId::new(credit_code(&format!("91{area}{serial}")))?;
            out.push(Employer { code, name: format!("{region}{kind}"), region });
        }
    }
    Ok(out)
}

/// A unified social credit code (GB 32100): 17 characters and the check character, Σ cᵢ·3ⁱ mod 31.
fn credit_code(body: &str) -> String {
    const DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |c: u8| DIGITS.iter().position(|digit| *digit == c).unwrap_or(0);
    let mut weight = 1;
    let mut sum = 0;
    for c in body.bytes() {
        sum += value(c) * weight;
        weight = weight * 3 % 31;
    }
    format!("{body}{}", char::from(DIGITS[(31 - sum % 31) % 31]))
}

fn name(dice: &mut Dice) -> String {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut name: String = dice.of(&surnames).into_iter().collect();
    for _ in 0..=usize::from(dice.below(4) > 0) {
        name.extend(dice.of(&given));
    }
    name
}

fn expert(dice: &mut Dice, number: usize, employers: &[Employer]) -> Result<(ExpertNo, ExpertData), NotAnId> {
    let no = ExpertNo::new(format!("E{number:05}"))?;
    let at = dice.below(employers.len());
    let employer = &employers[at];
    let first = dice.of(&SPECIALTIES).unwrap_or("A01");
    let mut specialties = vec![first.to_owned()];
    for _ in 0..dice.below(3) {
        specialties.extend(dice.of(&SPECIALTIES).map(str::to_owned));
    }
    specialties.sort_unstable();
    specialties.dedup();
    let (status, reason) = match dice.below(40) {
        0 => (ExpertStatus::Retired, "年满七十周岁"),
        1 | 2 => (ExpertStatus::Suspended, "本人申请暂停"),
        _ => (ExpertStatus::Active, ""),
    };
    let mut relations = Vec::new();
    if dice.below(8) == 0 {
        let other = dice.below(employers.len());
        if other != at {
            relations.push(ExpertRelation {
                kind: RelationKind::PastEmployer,
                org: employers[other].code.clone(),
                from: None,
                until: None,
            });
        }
    }
    let network = dice.of(&["130", "135", "137", "138", "139", "150", "158", "186", "188", "189"]).unwrap_or("138");
    let data = ExpertData {
        name: name(dice),
        phone: format!("{network}{:08}", dice.below(100_000_000)),
        employer: employer.code.clone(),
        employer_name: employer.name.clone(),
        region: employer.region.to_owned(),
        status,
        status_reason: reason.to_owned(),
        status_from: None,
        specialties,
        relations,
    };
    Ok((no, data))
}
