//! The phrase banks of sample bids, by what a criterion is about. The choices in braces are those of `phrase`.

mod common;
mod delivery;
mod people;

pub(super) use common::{COMMON, INTRO, PROFILE, UNDERSTANDING};

/// A section of a chapter: its title and sentences for it.
pub(super) struct Part {
    pub(super) title: &'static str,
    pub(super) sentences: &'static [&'static str],
}

/// What a criterion can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Technical,
    Plan,
    AfterSales,
    Quality,
    Safety,
    Staff,
    Training,
    Record,
    Certificates,
}

/// The words by which a criterion shows its topic, the more telling first.
const SIGNS: [(Topic, &[&str]); 9] = [
    (Topic::Training, &["培训"]),
    (Topic::Record, &["业绩", "案例", "经验", "同类项目"]),
    (Topic::Certificates, &["认证", "证书", "资质", "体系", "荣誉", "信誉"]),
    (Topic::Staff, &["人员", "团队", "项目经理", "项目负责人"]),
    (Topic::AfterSales, &["售后", "维保", "运维", "维护", "响应时间", "备件", "服务承诺"]),
    (Topic::Safety, &["安全", "应急", "文明", "保密", "风险"]),
    (Topic::Quality, &["质量", "验收", "检测", "检验"]),
    (Topic::Technical, &["技术", "参数", "性能", "指标", "功能", "配置", "设备", "产品"]),
    (Topic::Plan, &["方案", "计划", "进度", "实施", "供货", "安装", "组织"]),
];

impl Topic {
    /// The topic of a criterion by its name, or else by its standard.
    pub(super) fn of(name: &str, standard: &str) -> Topic {
        let by = |text: &str| (SIGNS.iter()).find(|(_, words)| words.iter().any(|w| text.contains(w))).map(|(t, _)| *t);
        by(name).or_else(|| by(standard)).unwrap_or(Topic::Plan)
    }

    /// The sections that a chapter on this topic chooses from.
    pub(super) fn parts(self) -> &'static [Part] {
        match self {
            Topic::Technical => delivery::TECHNICAL,
            Topic::Plan => delivery::PLAN,
            Topic::AfterSales => people::AFTER_SALES,
            Topic::Quality => delivery::QUALITY,
            Topic::Safety => delivery::SAFETY,
            Topic::Staff => people::STAFF,
            Topic::Training => people::TRAINING,
            Topic::Record => people::RECORD,
            Topic::Certificates => people::CERTIFICATES,
        }
    }
}
