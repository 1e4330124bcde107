//! What the sample lots are about.

use shared::amount::{Decimal, Fen};
use shared::rules::criteria::OpeningPlan;
use shared::rules::{CriterionKind, LotPlan, PlanCriterion, Regime};

/// What a lot is about.
#[derive(Debug, Clone)]
pub struct LotSpec {
    /// The tender's number.
    pub tender: String,
    /// The lot's number.
    pub lot: String,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Budget and ceiling, yuan.
    pub budget_yuan: i64,
    /// The deadline, milliseconds since 1970 UTC.
    pub deadline_ms: i64,
    /// Pages of each bid document, at least.
    pub pages: usize,
    /// The criteria.
    pub criteria: Vec<PlanCriterion>,
    /// Which rules apply.
    pub regime: Regime,
    /// How the bids are sealed and opened.
    pub opening: OpeningPlan,
    /// What else the officer writes into the plan.
    pub terms: fn(&mut LotPlan),
    /// What is bought: name, requirement, unit, quantity.
    pub items: Vec<(&'static str, &'static str, &'static str, u64)>,
}

impl LotSpec {
    /// The budget.
    #[must_use]
    pub fn budget(&self) -> Fen {
        Fen::from_yuan(self.budget_yuan).unwrap_or(Fen::ZERO)
    }
}

/// The criteria of the sample lots: 70 points beside 30 for the price.
#[must_use]
pub fn criteria() -> Vec<PlanCriterion> {
    let row = |id: &str, title: &str, kind, max: i64, step: Option<&str>, standard: &str| PlanCriterion {
        id: id.to_owned(),
        title: title.to_owned(),
        standard: standard.to_owned(),
        kind,
        max: Decimal::from(max),
        min: Decimal::from(0),
        step: step.and_then(|step| step.parse().ok()),
    };
    let half = Some("0.5");
    vec![
        row(
            "tech-response",
            "技术参数响应",
            CriterionKind::Objective,
            20,
            Some("1"),
            "完全满足采购需求全部技术参数的得 20 分；非★参数每负偏离一项扣 2 分，扣完为止。以投标文件技术偏离表及所附证明材料为准。",
        ),
        row(
            "plan",
            "实施方案",
            CriterionKind::Subjective,
            20,
            half,
            "方案完整、进度安排合理、风险措施具体并与本项目实际相符的得 15～20 分；基本完整、措施较具体的得 8～14.5 分；过于笼统、针对性不足的得 0～7.5 分。",
        ),
        row(
            "quality",
            "质量保证措施",
            CriterionKind::Subjective,
            10,
            half,
            "质量目标明确、检验与验收流程可核查的得 7～10 分；较明确的得 4～6.5 分；缺乏可核查内容的得 0～3.5 分。",
        ),
        row(
            "service",
            "售后服务与培训",
            CriterionKind::Subjective,
            12,
            half,
            "响应时限、驻场人员、备件和培训安排具体且优于采购需求的得 9～12 分；满足采购需求的得 5～8.5 分；部分缺失的得 0～4.5 分。",
        ),
        row(
            "record",
            "类似项目业绩",
            CriterionKind::Objective,
            8,
            Some("2"),
            "近三年每提供一个同类项目合同及验收证明得 2 分，最高 8 分；以合同关键页和验收报告复印件为准。",
        ),
    ]
}

/// A moment in Beijing, in words.
#[must_use]
pub fn beijing(at_ms: i64) -> String {
    let Some(day) = shared::rules::calendar::beijing_date(at_ms) else { return String::new() };
    let minutes = (at_ms - shared::rules::calendar::beijing_midnight_ms(day)).div_euclid(60_000);
    let (year, month, day) = day.to_calendar_date();
    format!("{year}年{:02}月{day:02}日 {:02}:{:02}（北京时间）", u8::from(month), minutes / 60, minutes % 60)
}
