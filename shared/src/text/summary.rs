//! The words of the summary: aggregation, returned cells, the report.

use super::Text;
use crate::api::summary::Ground;
use crate::draw::Purpose;

/// The ground on which a score may be changed (87号令 art. 64).
#[must_use]
pub const fn ground(ground: Ground) -> Text {
    match ground {
        Ground::Sum => Text::new("分值汇总计算错误", "The sum is wrong"),
        Ground::Range => Text::new("分项评分超出评分标准范围", "A score is outside its standard's range"),
        Ground::Objective => Text::new("客观评审因素评分不一致", "Members differ on an objective criterion"),
        Ground::Abnormal => Text::new("评分畸高、畸低", "A score is abnormally high or low"),
    }
}

/// The page.
pub const SUMMARY: Text = Text::new("汇总与报告", "Summary and report");
/// What the page is for.
pub const SUMMARY_LEAD: Text = Text::new(
    "全体评委签署评分表后由组长汇总；签署前任何人看不到他人的评分。",
    "The head aggregates when all members have signed their sheets; before that nobody sees another's scores.",
);
/// Members and their sheets.
pub const SHEETS: Text = Text::new("评分表签署情况", "Score sheets");
/// A member.
pub const MEMBER: Text = Text::new("评委", "Member");
/// The member's side.
pub const SIDE: Text = Text::new("身份", "Side");
/// An expert.
pub const EXPERT: Text = Text::new("评审专家", "Expert");
/// The purchaser's representative.
pub const PURCHASER_SIDE: Text = Text::new("采购人代表", "Purchaser's representative");
/// The head.
pub const HEAD: Text = Text::new("组长", "Head");
/// The state of a sheet.
pub const SHEET: Text = Text::new("评分表", "Sheet");
/// Signed.
pub const SIGNED: Text = Text::new("已签署", "Signed");
/// Not signed.
pub const UNSIGNED: Text = Text::new("未签署", "Not signed");
/// Cells are open.
pub const OPEN_CELLS: Text = Text::new("退回 {n} 项待更正", "{n} scores returned");
/// When it was signed.
pub const SIGNED_AT: Text = Text::new("签署时间", "Signed at");
/// Adds the scores up.
pub const AGGREGATE: Text = Text::new("汇总评分", "Aggregate the scores");
/// Waits for sheets.
pub const AGGREGATE_WAITS: Text = Text::new(
    "还有评委未签署评分表，全部签署后方可汇总。",
    "Some sheets are not signed. You can aggregate when all are.",
);
/// The members wait for the head.
pub const HEAD_AGGREGATES: Text = Text::new("等待组长汇总。", "Waiting for the head to aggregate.");
/// Aggregated.
pub const AGGREGATED: Text = Text::new("已汇总", "Aggregated");
/// The aggregation found what blocks.
pub const BLOCKED: Text = Text::new(
    "汇总发现须先更正的问题，请组长退回相关评分。",
    "The aggregation found what must be put right first. The head returns the scores in question.",
);
/// Something must be drawn by lot.
#[must_use]
pub const fn draw_first(purpose: Purpose) -> Text {
    match purpose {
        Purpose::Tie => Text::new(
            "影响中标候选人的投标人并列，须由经办人组织三方抽签，抽签完成后由组长再次汇总（财政部令第87号第三十一条、第六十八条）。",
            "Bids that decide who is recommended are equal. The officer has the order drawn by lot, then the head aggregates again (MoF Order 87, art. 31, 68).",
        ),
        Purpose::Committee | Purpose::Coefficient => Text::new(
            "评标基准价的系数尚未抽取，须由经办人组织三方抽取，抽取完成后由组长再次汇总。",
            "The coefficient of the benchmark is not drawn. The officer has it drawn, then the head aggregates again.",
        ),
    }
}
/// The lot failed.
pub const LOT_FAILED: Text =
    Text::new("有效投标不足，本采购包评审终止。", "Too few valid bids are left. The evaluation of this lot ends here.");
/// Findings.
pub const FINDINGS: Text = Text::new("汇总发现", "Findings");
/// The bidder.
pub const BIDDER: Text = Text::new("投标人", "Bidder");
/// The criterion.
pub const CRITERION: Text = Text::new("评审因素", "Criterion");
/// Returns cells.
pub const RETURN: Text = Text::new("退回更正", "Return for correction");
/// Which scores go back.
pub const RETURN_WHICH: Text = Text::new("退回哪些评分", "Which scores go back");
/// Nothing is ticked.
pub const RETURN_NONE: Text = Text::new("请至少选择一位评委的评分。", "Choose at least one member's score.");
/// What returning does.
pub const RETURN_EFFECT: Text = Text::new(
    "只有退回的评分可以修改，原分值保留可见；相关评委更正后须重新签署，组长再汇总。",
    "Only the returned scores open; their old values stay visible. The members sign again, then the head aggregates again.",
);
/// The ground.
pub const GROUND: Text = Text::new("依据（财政部令第87号第六十四条）", "Ground (MoF Order 87, art. 64)");
/// The reason.
pub const REASON: Text = Text::new("理由", "Reason");
/// The reason is missing.
pub const REASON_MISSING: Text = Text::new("请写明理由。", "Write down the reason.");
/// Returned.
pub const RETURNED: Text = Text::new("已退回", "Returned");
/// The ranking.
pub const RANKING: Text = Text::new("评审结果", "Ranking");
/// The rank.
pub const RANK: Text = Text::new("排名", "Rank");
/// The announced price.
pub const PRICE: Text = Text::new("投标报价（元）", "Price (yuan)");
/// The price after deductions.
pub const EVALUATED: Text = Text::new("评审价（元）", "Evaluated price (yuan)");
/// Points for the price.
pub const PRICE_POINTS: Text = Text::new("价格分 / {max}", "Price points / {max}");
/// All points.
pub const TOTAL: Text = Text::new("总分", "Total");
/// A candidate.
pub const CANDIDATE: Text = Text::new("中标候选人", "Candidate");
/// Not valid.
pub const INVALID: Text = Text::new("投标无效", "Not valid");
/// The benchmark.
pub const BENCHMARK: Text = Text::new("评标基准价（元）", "Benchmark price (yuan)");
/// The members' scores.
pub const SCORES: Text = Text::new("各评委评分", "Scores of the members");
/// The report.
pub const REPORT: Text = Text::new("评标报告", "Evaluation report");
/// Asks for the report.
pub const REQUEST_REPORT: Text = Text::new("生成评标报告", "Make the report");
/// Being made.
pub const REPORT_MAKING: Text =
    Text::new("报告正在生成，通常需要几秒钟。", "The report is being made; it takes a few seconds.");
/// The head asks for it.
pub const HEAD_REQUESTS: Text = Text::new("等待组长生成评标报告。", "Waiting for the head to make the report.");
/// Opens the report.
pub const OPEN_REPORT: Text = Text::new("打开报告（PDF）", "Open the report (PDF)");
/// The report's hash.
pub const REPORT_HASH: Text = Text::new("报告的 SHA-256", "SHA-256 of the report");
/// When it was made.
pub const MADE_AT: Text = Text::new("生成时间", "Made at");
/// Signatures.
pub const SIGNATURES: Text = Text::new("签署情况", "Signatures");
/// Agrees.
pub const AGREES: Text = Text::new("同意", "Agrees");
/// Dissents.
pub const DISSENTS: Text = Text::new("书面不同意见", "Written dissent");
/// The opinion.
pub const OPINION: Text = Text::new("意见", "Opinion");
/// Signs it.
pub const SIGN_REPORT: Text = Text::new("签署报告", "Sign the report");
/// I disagree.
pub const I_DISSENT: Text = Text::new("我有不同意见", "I disagree");
/// What dissent means.
pub const DISSENT_HINT: Text = Text::new(
    "对结论有异议的，应在报告上签署不同意见并说明理由；不签署又不说明的，视为同意（财政部令第87号第六十一条）。",
    "Who disagrees signs with a written dissent and its reasons. Not to sign without saying why counts as agreement (MoF Order 87, art. 61).",
);
/// The dissent.
pub const DISSENT: Text = Text::new("不同意见和理由", "Dissent and its reasons");
/// The dissent is missing.
pub const DISSENT_MISSING: Text =
    Text::new("请写明不同意见和理由，或取消勾选。", "Write down the dissent and its reasons, or untick the box.");
/// Signed by the reader.
pub const YOU_SIGNED: Text = Text::new("您已签署，等待其他成员。", "You have signed. Waiting for the others.");
/// Signed by all.
pub const ALL_SIGNED: Text =
    Text::new("全体成员已签署，评审完成。", "All members have signed. The evaluation is complete.");
/// What signing does.
pub const SIGN_LOCKS: Text = Text::new(
    "全体签署后评审结束，评分和报告不能再改。",
    "When all have signed, the evaluation is over; scores and report can no longer change.",
);
/// What aggregating does.
pub const AGGREGATE_LOCKS: Text = Text::new(
    "汇总后评分只能依法定情形退回更正，不得另行修改。",
    "After the aggregation scores change only by a return on a legal ground.",
);
/// Who can undo it.
pub const AGGREGATE_UNDO: Text =
    Text::new("组长可在报告签署完成前退回评分。", "The head can return scores until the report is signed.");
/// The own sheet is open.
pub const SIGN_FIRST: Text =
    Text::new("请先更正退回的评分并重新签署评分表。", "Correct the returned scores and sign your sheet again first.");
/// To the sheet.
pub const TO_SHEET: Text = Text::new("去评分表", "To the sheet");
