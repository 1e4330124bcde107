//! The words of the award and the results.

use super::Text;
use crate::api::award::InvalidAt;

/// The page of the award.
pub const AWARD: Text = Text::new("定标与公告", "Award");
/// What the page is for.
pub const AWARD_LEAD: Text = Text::new(
    "采购人在评审报告签署后五个工作日内，按候选人排名顺序确定中标人；经办人随后公告结果。",
    "Within five working days of the report the purchaser confirms the winner in the order of the candidates; then the officer publishes.",
);
/// The ranking.
pub const RANKING: Text = Text::new("排名与候选人", "Ranking and candidates");
/// The place among the candidates.
pub const CANDIDATE_NO: Text = Text::new("第 {n} 中标候选人", "Candidate no. {n}");
/// Not a candidate.
pub const NOT_CANDIDATE: Text = Text::new("—", "—");
/// Who is confirmed.
pub const CHOOSE: Text = Text::new("确定中标人", "The winner");
/// When a reason is needed.
pub const REASON_HINT: Text = Text::new(
    "确定第一候选人无需填写；确定其他候选人或并列第一的，须写明理由。",
    "Not needed for the first candidate; needed for any other one, and where several share the first rank.",
);
/// Confirms.
pub const CONFIRM: Text = Text::new("确认中标人", "Confirm the winner");
/// What confirming does.
pub const CONFIRM_LOCKS: Text =
    Text::new("中标人确定后不得擅自改变。", "The winner cannot be changed at will afterwards.");
/// Confirmed.
pub const CONFIRMED: Text = Text::new("已确认中标人", "The winner is confirmed");
/// The purchaser's turn.
pub const WAIT_PURCHASER: Text =
    Text::new("等待采购人确认中标人。", "Waiting for the purchaser to confirm the winner.");
/// The officer's turn.
pub const WAIT_OFFICER: Text = Text::new("等待经办人公告结果。", "Waiting for the officer to publish the result.");
/// The decision.
pub const DECISION: Text = Text::new("定标决定", "Decision");
/// The winner.
pub const WINNER: Text = Text::new("中标人", "Winner");
/// When it was confirmed.
pub const CONFIRMED_AT: Text = Text::new("确认时间", "Confirmed at");
/// Publishes.
pub const PUBLISH: Text = Text::new("发布结果公告", "Publish the result");
/// What publishing does.
pub const PUBLISH_LOCKS: Text = Text::new(
    "公告立即对所有人可见，并向每个投标人告知本人的得分与排名；不能撤回。",
    "Everybody sees the result at once, and every bidder its own score and rank. It cannot be taken back.",
);
/// Published.
pub const PUBLISHED: Text = Text::new("结果已公告", "The result is published");
/// The sheet of signatures.
pub const OPEN_SIGNATURES: Text = Text::new("打开签字页（PDF）", "Open the sheet of signatures (PDF)");
/// How many dissents.
pub const DISSENTS: Text =
    Text::new("书面不同意见 {n} 份，见签字页。", "{n} written dissents; see the sheet of signatures.");
/// The results.
pub const RESULTS: Text = Text::new("结果公告", "Results");
/// What the page is for.
pub const RESULTS_LEAD: Text = Text::new("已公告的中标结果和采购失败的采购包。", "Awarded and failed lots.");
/// None yet.
pub const NO_RESULTS: Text = Text::new("还没有结果公告。", "No results yet.");
/// The lot.
pub const LOT: Text = Text::new("采购包", "Lot");
/// The project.
pub const PROJECT: Text = Text::new("项目", "Project");
/// The purchaser.
pub const PURCHASER: Text = Text::new("采购人", "Purchaser");
/// The centre.
pub const CENTRE: Text = Text::new("采购代理机构", "Agency");
/// When it was published.
pub const PUBLISHED_AT: Text = Text::new("公告时间", "Published at");
/// The outcome.
pub const OUTCOME: Text = Text::new("结果", "Outcome");
/// Failed.
pub const FAILED: Text = Text::new("采购失败", "Failed");
/// One result.
pub const RESULT: Text = Text::new("中标结果公告", "Award notice");
/// The winner's code.
pub const USCC: Text = Text::new("统一社会信用代码", "Credit code");
/// The amount.
pub const AMOUNT: Text = Text::new("中标金额（元）", "Amount (yuan)");
/// In words.
pub const AMOUNT_WORDS: Text = Text::new("大写金额", "In words");
/// A small enterprise.
pub const SMALL: Text = Text::new("中标人声明为小微企业", "The winner claims to be a small or micro enterprise");
/// The committee.
pub const COMMITTEE: Text = Text::new("评审专家名单", "Committee");
/// The candidates.
pub const CANDIDATES: Text = Text::new("中标候选人", "Candidates");
/// Why it failed.
pub const WHY_FAILED: Text = Text::new("失败原因", "Why it failed");
/// How to challenge.
pub const CHALLENGE: Text = Text::new(
    "对结果有异议的，可在公告期限届满之日起七个工作日内以书面形式提出质疑。",
    "The result can be challenged in writing within seven working days after the period of this notice.",
);
/// To the own result.
pub const TO_MINE: Text = Text::new("查看本单位的得分与排名", "My own score and rank");
/// The own result.
pub const MINE: Text = Text::new("本单位评审结果", "My result");
/// What the page is for.
pub const MINE_LEAD: Text =
    Text::new("仅本单位可见；其他投标人的得分不在此列。", "Only you see this; it tells nothing of other bidders.");
/// Won.
pub const WON: Text = Text::new("已中标", "Awarded to you");
/// Not won.
pub const NOT_WON: Text = Text::new("未中标", "Not awarded");
/// The rank.
pub const RANK: Text = Text::new("排名", "Rank");
/// The rank among how many.
pub const RANK_OF: Text = Text::new("第 {rank} 名，共 {of} 家", "{rank} of {of}");
/// The points.
pub const POINTS: Text = Text::new("得分", "Points");
/// The most points.
pub const MAX: Text = Text::new("满分", "Maximum");
/// The price.
pub const PRICE: Text = Text::new("投标报价", "Price");
/// The price's points.
pub const PRICE_POINTS: Text = Text::new("价格分", "Price");
/// Total.
pub const TOTAL: Text = Text::new("总分", "Total");
/// Invalid.
pub const INVALID: Text = Text::new("投标无效", "The bid was not valid");
/// The reviewers' reasons.
pub const REASONS: Text = Text::new("理由", "Reasons");
/// No reason was needed.
pub const FIRST_CANDIDATE: Text = Text::new("第一中标候选人", "The first candidate");
/// Choose one.
pub const CHOOSE_ONE: Text = Text::new("请选择中标人。", "Choose the winner.");

/// At what step a bid fell out, with the article.
#[must_use]
pub const fn invalid_at(step: InvalidAt) -> Text {
    match step {
        InvalidAt::Opening => Text::new("开标时未能解密", "It could not be opened"),
        InvalidAt::Qualification => Text::new(
            "未通过资格审查（财政部令第87号第四十四条、第六十三条）",
            "It did not pass the qualification review (MoF Order 87, arts. 44 and 63)",
        ),
        InvalidAt::Compliance => Text::new(
            "未通过符合性审查（财政部令第87号第五十条、第六十三条）",
            "It did not pass the compliance review (MoF Order 87, arts. 50 and 63)",
        ),
        InvalidAt::Technical => Text::new(
            "商务技术评审未通过，或报价信封未能解密，报价未开启",
            "The technical side fell short or the price envelope did not open: the price was not opened",
        ),
        InvalidAt::Ceiling => Text::new(
            "报价超过最高限价（财政部令第87号第六十三条）",
            "Its price is above the ceiling (MoF Order 87, art. 63)",
        ),
        InvalidAt::SameBrand => Text::new(
            "同品牌投标人中只计一家（财政部令第87号第三十一条）",
            "Only one bid of a brand counts (MoF Order 87, art. 31)",
        ),
    }
}
