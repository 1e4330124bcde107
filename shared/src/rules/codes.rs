//! The codes of the rules: why a case is refused, what an evaluation, a plan or a timetable finds.
//!
//! Each has its sentence in both languages beside it, so that none can lack one.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The step cannot be taken until it is put right.
    Error,
    /// The step can be taken; somebody should look.
    Warning,
}

macro_rules! codes {
    ($(#[$doc:meta])* $type:ident { $($name:ident $code:literal : $zh:literal | $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type {$(
            #[doc = $en]
            #[serde(rename = $code)]
            $name,
        )*}

        impl $type {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is written in JSON and on paper.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The sentence for a person: what is wrong and what to do.
            #[must_use]
            pub const fn text(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }
        }
    };
}

codes! {
    /// Why an evaluation case is refused.
    CaseCode {
        NotJson "not-json": "不是完整的 JSON 文本，请检查文件。" | "The text is no complete JSON; check the file.";
        RepeatedKey "repeated-key": "同一对象内键名重复，请只保留一个。" | "A key is repeated in one object; keep one.";
        UnknownField "unknown-field": "出现格式中没有的字段，请删除。" | "The format has no such field; remove it.";
        MissingField "missing-field": "缺少必填字段，请补上。" | "A required field is missing; add it.";
        WrongType "wrong-type": "值的类型不对，请按格式填写。" | "The value has another type than the format wants.";
        NotADecimal "not-a-decimal": "应为字符串形式的十进制数，例如 \"12.50\"。" | "A decimal is written as a string here, such as \"12.50\".";
        UnknownValue "unknown-value": "该字段不接受这个取值。" | "The field does not take this value.";
        WrongVersion "wrong-version": "只支持第 1 版格式。" | "Only version 1 of the format is known.";
        TooManyDecimals "too-many-decimals": "价格最多两位小数。" | "A price has at most two decimals.";
        NotPositive "not-positive": "必须大于 0。" | "The value must be above 0.";
        OutOfRange "out-of-range": "超出允许的范围。" | "The value is outside its range.";
        MinAboveMax "min-above-max": "最低分高于最高分。" | "The minimum is above the maximum.";
        RepeatedId "repeated-id": "编号重复，请改为唯一编号。" | "The id is repeated; make it unique.";
        UnknownId "unknown-id": "引用了不存在的编号。" | "No such id was declared.";
        WrongLength "wrong-length": "分数个数与评委人数不一致。" | "There must be one entry per member.";
        RepeatedTieBreak "repeated-tie-break": "并列处理办法重复。" | "The tie-break is listed twice.";
        NoMembers "no-members": "评标委员会没有成员。" | "The committee has no members.";
        CommitteeSize "committee-size": "评标委员会应为五人以上单数。" | "The committee must have an odd number of at least five members.";
        PriceWeight "price-weight": "价格权重低于法定下限。" | "The price weight is below the legal minimum.";
        WeightSum "weight-sum": "各项分值与价格权重之和应为 100。" | "The weights must sum to 100.";
        FormulaNotAllowed "formula-not-allowed": "该采购类别不得使用这种价格分计算方法。" | "The regime does not allow this price formula.";
        TrimmedNotAllowed "trimmed-not-allowed": "该采购类别不得去掉最高分和最低分。" | "The regime does not allow the highest and lowest scores to be left out.";
        DeductionRange "deduction-range": "价格扣除比例超出法定范围。" | "The deduction is outside its legal range.";
        AbnormalRate "abnormal-rate": "异常低价比例低于规定值或高于 65%。" | "The abnormally-low rate is below its default or above 65 %.";
    }
}

codes! {
    /// What an evaluation finds.
    FindingCode {
        AbnormallyLow "abnormally-low": "报价触发异常低价审查，请要求投标人书面说明。" | "The price calls for an abnormally-low review; ask the bidder for a written explanation.";
        MissingScore "missing-score": "尚未评分，请评委补评。" | "A score is missing; the member must score it.";
        ObjectiveDiffers "objective-differs": "客观分各评委不一致，请核对后统一。" | "The members differ on an objective criterion; check it and agree.";
        OutOfRange "out-of-range": "分数超出评分标准范围或不在给分档次上，请更正。" | "The score is outside its range or off its step; correct it.";
        Outlier "outlier": "分数与其他评委平均分相差较大，请确认或更正并说明理由。" | "The score is far from the others' mean; confirm it or correct it, with a reason.";
        OverCeiling "over-ceiling": "报价超过最高限价，投标无效。" | "The price is above the ceiling; the bid is invalid.";
        SameBrand "same-brand": "同品牌只推荐一家，该投标不作为候选。" | "Only one bid of a brand can be recommended; this one is not.";
    }
}

codes! {
    /// What is wrong with a plan.
    PlanCode {
        NoCriteria "no-criteria": "综合评分法至少要有一项评审因素，请添加。" | "The comprehensive method needs at least one criterion; add one.";
        EmptyId "empty-id": "评审因素没有编号，请填写。" | "The criterion has no id; give it one.";
        RepeatedId "repeated-id": "评审因素编号重复，请修改。" | "The criterion's id is repeated; change one.";
        EmptyTitle "empty-title": "评审因素没有名称，请填写。" | "The criterion has no title; give it one.";
        EmptyStandard "empty-standard": "评审因素没有评分标准，请写明量化标准。" | "The criterion has no standard; say how it is measured.";
        MaxNotPositive "max-not-positive": "最高分必须大于 0。" | "The maximum must be above 0.";
        MinAboveMax "min-above-max": "最低分高于最高分，请修改。" | "The minimum is above the maximum; change one.";
        TooManyDecimals "too-many-decimals": "分值最多两位小数。" | "Points have at most two decimals.";
        PointsTooLarge "points-too-large": "分值超过 10000，请减小。" | "The points are beyond 10,000; make them smaller.";
        StepNotPositive "step-not-positive": "给分档次必须大于 0。" | "The step must be above 0.";
        StepMissesMax "step-misses-max": "按该档次无法给到最高分，请调整。" | "The step does not reach the maximum; adjust it.";
        WeightSum "weight-sum": "各项最高分与价格权重之和应为 100，请调整。" | "The maxima and the price weight must sum to 100; adjust them.";
        PriceWeight "price-weight": "价格权重低于法定下限（货物 30、服务 10），请提高。" | "The price weight is below the legal minimum (goods 30, services 10); raise it.";
        PriceWeightRange "price-weight-range": "价格权重应在 0 到 100 之间。" | "The price weight must lie between 0 and 100.";
        DeductionRange "deduction-range": "价格扣除比例超出法定范围，请修改或填 0。" | "The deduction is outside its legal range; change it, or set it to 0.";
        AbnormalRate "abnormal-rate": "异常低价比例不得低于规定值，也不得高于 65%。" | "The abnormally-low rate may not be below its default nor above 65 %.";
        BudgetNotPositive "budget-not-positive": "预算必须大于 0。" | "The budget must be above 0.";
        CeilingNotPositive "ceiling-not-positive": "最高限价必须大于 0。" | "The ceiling must be above 0.";
        CeilingAboveBudget "ceiling-above-budget": "最高限价不得超过预算，请降低。" | "The ceiling may not be above the budget; lower it.";
        CommitteeSize "committee-size": "评标委员会应为五人以上单数，请调整人数。" | "The committee must have an odd number of at least five members; adjust it.";
        CommitteeExperts "committee-experts": "评审专家不得少于成员总数的三分之二，请增加专家。" | "Experts must be at least two thirds of the committee; add experts.";
        WindowRange "window-range": "解密时限应为 5 至 480 分钟，请修改。" | "The decryption window is 5 to 480 minutes; change it.";
        TechnicalMin "technical-min": "技术分最低要求只用于国际组织贷款项目的双信封评审，取值 0 至 100，最多两位小数，请修改或清空。" | "A technical minimum is for two envelopes under an international lender's rules: 0 to 100, at most two decimals; change or clear it.";
        WorksFormula "works-formula": "这种价格分计算方法只用于工程的综合评估法，且各参数须在规定范围内，请修改。" | "This price formula is for the comprehensive method in works, with its figures in their ranges; change it.";
        DrawnCoefficients "drawn-coefficients": "抽取系数应为 2 至 50 个、互不相同并在规定范围内，且基准价计算方法须含系数，请修改。" | "Coefficients to be drawn are 2 to 50, all different and in their range, for a benchmark that has one; change them.";
        BlindEnvelopes "blind-envelopes": "暗标评审须采用双信封，请改为双信封或取消暗标。" | "Blind evaluation needs two envelopes; choose them, or do without codes.";
        LargeCommittee "large-committee": "预算在 1000 万元以上的，评标委员会应为七人以上单数。" | "From a budget of 10 million yuan the committee needs at least seven members.";
        NoCandidates "no-candidates": "至少推荐一名中标候选人。" | "At least one candidate must be recommended.";
        TooManyCandidates "too-many-candidates": "中标候选人不得超过三名。" | "No more than three candidates may be recommended.";
    }
}

codes! {
    /// What is wrong with the dates of a tender.
    DateCode {
        UnusableDate "unusable-date": "日期超出可计算的范围，请检查。" | "The date cannot be counted with; check it.";
        DeadlineTooEarly "deadline-too-early": "自发出招标文件之日起至投标截止不足二十日，请推迟截止时间。" | "Fewer than twenty days lie between issue and deadline; move the deadline.";
        DeadlineAtMinimum "deadline-at-minimum": "投标截止正好在第二十日，建议再推迟一日。" | "The deadline is exactly the twentieth day; one day more is safer.";
        DeadlineNotWorkingDay "deadline-not-working-day": "投标截止日不是工作日，建议顺延。" | "The deadline is not on a working day; the next working day is safer.";
        DocumentsTooShort "documents-too-short": "招标文件提供期限不足五个工作日，请延长。" | "The documents must be available for at least five working days; extend it.";
        DocumentsAfterDeadline "documents-after-deadline": "招标文件提供截止晚于投标截止，请核对。" | "The documents are offered beyond the deadline; check both.";
        YearWithoutHolidays "year-without-holidays": "日历中没有该年度的节假日，请管理员补充。" | "The calendar knows no holidays of that year; the administrator should add them.";
    }
}
