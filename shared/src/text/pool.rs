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

/// Since when the status holds.
pub const STATUS_FROM: Text = Text::new("状态自何日起", "Status since");
/// Since when a relation holds.
pub const RELATION_FROM: Text = Text::new("起", "From");
/// Until when a relation holds.
pub const RELATION_UNTIL: Text = Text::new("止（仍存续则留空）", "Until (empty while it lasts)");
/// What was changed when.
pub const HISTORY: Text = Text::new("变更记录", "Changes");
/// When.
pub const CHANGED: Text = Text::new("变更时间", "When");
/// Who.
pub const CHANGED_BY: Text = Text::new("操作账号", "Account");
/// The hash in the journal.
pub const CHANGE: Text = Text::new("日志中的哈希", "Hash in the journal");
/// The page of spreadsheets.
pub const SHEETS: Text = Text::new("导入与导出", "Import and export");
/// What the page is for.
pub const SHEETS_LEAD: Text = Text::new(
    "先检查、后导入；有一行不正确就一行也不导入。日志记录每次导入和导出。",
    "A file is checked first. One wrong row, and nothing is imported. The journal has every import and export.",
);
/// The import.
pub const IMPORT: Text = Text::new("导入专家", "Import experts");
/// The file.
pub const SHEET_FILE: Text = Text::new("表格文件", "Spreadsheet");
/// Which files.
pub const SHEET_HINT: Text = Text::new(
    "xlsx，或 UTF-8、GB18030 编码的 csv，最多 20 万行；表头以导出文件为准。编号留空的为新专家。",
    "xlsx, or csv in UTF-8 or GB 18030, up to 200,000 rows; the header as in an export. A row without a number is a new expert.",
);
/// Checks the file.
pub const CHECK_SHEET: Text = Text::new("检查文件", "Check the file");
/// Imports it.
pub const DO_IMPORT: Text = Text::new("导入全部", "Import all");
/// It is being read.
pub const READING: Text = Text::new("正在读取", "Reading");
/// It is being written.
pub const WRITING: Text = Text::new("正在写入", "Writing");
/// How far.
pub const ROWS_DONE: Text = Text::new("{done} 行", "{done} rows");
/// What an import would do.
pub const PREVIEW: Text = Text::new(
    "共 {rows} 行：新增 {new} 人，变更 {changed} 人，无变化 {same} 人，需更正 {wrong} 行。",
    "{rows} rows: {new} new experts, {changed} changed, {same} the same, {wrong} rows to correct.",
);
/// Rows to correct.
pub const WRONG_ROWS: Text = Text::new("需更正的行", "Rows to correct");
/// The row.
pub const ROW: Text = Text::new("行", "Row");
/// What is wrong.
pub const WHAT_IS_WRONG: Text = Text::new("问题与办法", "What is wrong and what to do");
/// It is imported.
pub const IMPORTED: Text = Text::new(
    "已导入：新增 {new} 人，变更 {changed} 人，无变化 {same} 人",
    "Imported: {new} new experts, {changed} changed, {same} the same",
);
/// The export.
pub const EXPORT: Text = Text::new("导出专家库", "Export the pool");
/// What it means.
pub const EXPORT_LEAD: Text = Text::new(
    "导出文件含全部个人信息，请妥善保管；日志将记录本次导出。",
    "The file has everybody's personal data: keep it safe. The journal records the export.",
);
/// As xlsx.
pub const EXPORT_XLSX: Text = Text::new("导出 xlsx", "Export xlsx");
/// As csv.
pub const EXPORT_CSV: Text = Text::new("导出 csv（UTF-8）", "Export csv (UTF-8)");
/// As csv in GB 18030.
pub const EXPORT_GB: Text = Text::new("导出 csv（GB18030）", "Export csv (GB 18030)");
/// The tree of specialties.
pub const TREE: Text = Text::new("导入专业目录", "Import the tree of specialties");
/// The file's form.
pub const TREE_HINT: Text = Text::new(
    "xlsx 或 csv，列为：代码、上级代码、名称、英文名称。只新增或更新，不删除。",
    "xlsx or csv with the columns code, parent, zh, en. Codes are added or changed, none is taken away.",
);
/// Imports the tree.
pub const DO_TREE: Text = Text::new("导入目录", "Import the tree");
/// It is imported.
pub const TREE_DONE: Text = Text::new("已导入 {n} 个专业", "{n} specialties are imported");

/// The load of the pool.
pub const WORKLOAD: Text = Text::new("评审工作量与履职", "Load and duty");
/// What the page is for.
pub const WORKLOAD_LEAD: Text = Text::new(
    "本年度各专家参加评审的次数、答复情况和履职评价；负载由事先公布的间隔期和年度上限分散，不按“用得最少者优先”。",
    "Committees, answers and duty of each expert this year. The load is spread by cool-down and cap, committed beforehand, never by “least used first”.",
);
/// Committees of this year.
pub const YEAR: Text = Text::new("本年次数", "This year");
/// All committees.
pub const ALL_TIMES: Text = Text::new("累计次数", "In all");
/// The newest.
pub const LAST_TIME: Text = Text::new("最近一次", "Newest");
/// The duty.
pub const DUTY: Text = Text::new("履职评价（均分/次数）", "Duty (mean / ratings)");
/// How the load is spread.
pub const SPREAD: Text = Text::new("本年度参加次数分布", "How often experts sat this year");
/// So many experts.
pub const EXPERTS_COUNT: Text = Text::new("专家人数", "Experts");
/// Mutual rating.
pub const RATING: Text = Text::new("履职记录与互评", "Duty records and mutual rating");
/// What the page is for.
pub const RATING_LEAD: Text = Text::new(
    "评审结束后五个工作日内，中心记录专家履职情况，专家评价中心的组织工作（财库〔2016〕198号第二十一、二十二条）。",
    "Within five working days after the evaluation the centre records the experts' duty, and the experts rate the centre (Caiku [2016] 198, art. 21–22).",
);
/// Until when.
pub const RATING_UNTIL: Text = Text::new("评价截止", "Until");
/// The time is over.
pub const RATING_OVER: Text = Text::new("评价期限已过", "The time for ratings is over");
/// The score.
pub const SCORE: Text = Text::new("评分（1–5）", "Score (1–5)");
/// What happened.
pub const RATING_NOTE: Text = Text::new("具体情况（低于3分必填）", "What happened (needed below 3)");
/// The same in a table.
pub const NOTE: Text = Text::new("具体情况", "What happened");
/// Who.
pub const MEMBER: Text = Text::new("评委", "Member");
/// Saves it.
pub const RATE: Text = Text::new("保存评价", "Save the rating");
/// What experts say of the centre.
pub const OF_CENTRE: Text = Text::new("专家对中心的评价", "What experts say of the centre");
/// Rate the centre.
pub const RATE_CENTRE: Text = Text::new("评价中心的组织工作", "Rate the centre's work");
/// How the centre was rated on the whole.
pub const CENTRE_MEAN: Text =
    Text::new("已有 {n} 名专家评价，平均 {mean} 分", "{n} experts have rated, {mean} on average");
/// Nobody has.
pub const NOT_RATED: Text = Text::new("尚无评价", "Not rated yet");
/// The own record.
pub const OWN_RECORD: Text = Text::new("中心对您履职情况的记录", "What the centre recorded of your duty");
/// A record in one line.
pub const RECORDED: Text = Text::new("{score} 分", "Score {score}");
/// The statement.
pub const STATEMENT: Text = Text::new("本人说明", "Own statement");
/// Makes the statement.
pub const STATE: Text = Text::new("提交说明", "Send the statement");
/// Who was not drawn rates nobody.
pub const NOT_DRAWN: Text =
    Text::new("采购人代表不参加互评", "The purchaser's representative takes no part in the rating");
/// Nobody was called yet.
pub const NO_LOAD: Text = Text::new("尚无专家被通知或参加评审", "Nobody has been called or has sat yet");
/// How many may be drawn.
pub const ACTIVE_NOW: Text =
    Text::new("在库可抽取 {n} 人；统计自 {day} 起", "{n} experts may be drawn; counted from {day} on");

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
