//! The words of the expert pool's screens.

use super::Text;
use crate::api::pool::{ExpertStatus, RelationKind};

/// The pool's page.
pub const POOL: Text = Text::new("评审专家库", "Expert pool");
/// What the page is for.
pub const POOL_LEAD: Text = Text::new(
    "查询、登记和维护评审专家；抽取时只按此处的状态、专业和关系筛选。",
    "Find, add and maintain experts. A draw filters by the status, specialties and relations recorded here.",
);
/// The search field.
pub const SEARCH: Text = Text::new("编号、姓名、电话或单位", "Number, name, telephone or employer");
/// The specialty.
pub const SPECIALTY: Text = Text::new("专业", "Specialty");
/// The specialties.
pub const SPECIALTIES: Text = Text::new("评审专业", "Specialties");
/// How to choose specialties.
pub const SPECIALTIES_HINT: Text = Text::new("至少一项，至多十二项。", "At least one, at most twelve.");
/// The region.
pub const REGION: Text = Text::new("地区", "Region");
/// The status.
pub const STATUS: Text = Text::new("状态", "Status");
/// Any value of a filter.
pub const ANY: Text = Text::new("全部", "All");
/// How many were found.
pub const FOUND: Text = Text::new(
    "查到 {found} 人；专家库共 {pool} 人，其中在库可抽取 {active} 人。",
    "{found} found. The pool holds {pool}, of whom {active} may be drawn.",
);
/// Nothing was found.
pub const NONE_FOUND: Text = Text::new("没有符合条件的专家", "No expert fits");
/// What to do then.
pub const NONE_FOUND_TODO: Text = Text::new("请减少条件后再查。", "Ask for less and search again.");
/// The number.
pub const NUMBER: Text = Text::new("专家编号", "Number");
/// The name.
pub const NAME: Text = Text::new("姓名", "Name");
/// The telephone.
pub const PHONE: Text = Text::new("手机号", "Telephone");
/// How a telephone is written.
pub const PHONE_HINT: Text = Text::new("11 位，以 1 开头。", "11 digits, the first is 1.");
/// The employer.
pub const EMPLOYER: Text = Text::new("工作单位", "Employer");
/// The employer's code.
pub const EMPLOYER_CODE: Text = Text::new("工作单位统一社会信用代码", "Employer's unified social credit code");
/// How a code is written.
pub const CODE_HINT: Text = Text::new(
    "18 位数字或大写字母；用于识别与投标人的关系。",
    "18 digits or capital letters; it is compared with the bidders'.",
);
/// Why not active.
pub const STATUS_REASON: Text = Text::new("暂停或出库的原因", "Why suspended or retired");
/// Former employers and relations.
pub const RELATIONS: Text = Text::new("三年内任职及利害关系单位", "Former employers and other relations");
/// What they are for.
pub const RELATIONS_HINT: Text = Text::new(
    "本人与这些单位参与的项目不会被抽中（政府采购法实施条例第九条）。",
    "Whoever has a relation is not drawn when that organisation takes part (Implementing Regulations, art. 9).",
);
/// One relation's organisation.
pub const RELATION_ORG: Text = Text::new("单位统一社会信用代码", "Organisation's code");
/// One relation's kind.
pub const RELATION_KIND: Text = Text::new("关系", "Relation");
/// Adds a relation.
pub const ADD_RELATION: Text = Text::new("添加关系", "Add a relation");
/// Adds an expert.
pub const ADD: Text = Text::new("登记专家", "Add an expert");
/// Opens an expert's record.
pub const OPEN: Text = Text::new("查看", "Open");
/// One expert's page.
pub const EXPERT: Text = Text::new("专家信息", "Expert");
/// Saves.
pub const SAVE: Text = Text::new("保存专家信息", "Save the expert");
/// It is saved.
pub const SAVED: Text = Text::new("已保存专家 {no}", "Expert {no} is saved");
/// The page before.
pub const PREVIOUS: Text = Text::new("上一页", "Previous page");
/// The page after.
pub const NEXT: Text = Text::new("下一页", "Next page");
/// Which page.
pub const PAGE: Text = Text::new("第 {page} 页，共 {pages} 页", "Page {page} of {pages}");

/// What a status is called.
#[must_use]
pub const fn status(status: ExpertStatus) -> Text {
    match status {
        ExpertStatus::Active => Text::new("在库", "Active"),
        ExpertStatus::Suspended => Text::new("暂停", "Suspended"),
        ExpertStatus::Retired => Text::new("出库", "Retired"),
    }
}

/// What a relation is called.
#[must_use]
pub const fn relation(kind: RelationKind) -> Text {
    match kind {
        RelationKind::PastEmployer => Text::new("三年内曾任职", "Employed there within three years"),
        RelationKind::Control => {
            Text::new("任董事、监事，或为控股股东、实际控制人", "Director, supervisor or controlling owner")
        }
        RelationKind::Family => Text::new("与其负责人有近亲属关系", "Close relative of its head"),
        RelationKind::Other => Text::new("其他可能影响公正的关系", "Another relation that may affect fairness"),
    }
}
