//! The words of the committee's matters: what it decides together, what it asks a bidder, what the bidder answers.

use super::Text;
use crate::api::matters::{Claim, CollusionGround, InquiryKind, InquiryState, StopGround, Subject};
use crate::rules::correction::CorrectionRule;

labels! {
    MATTERS "认定与询标" | "Decisions and questions";
    MATTERS_LEAD "评标委员会共同认定的事项按少数服从多数决定；不同意的须书面说明理由（财政部令第87号第六十一条）。全部表决后才显示各人意见。" | "What the committee decides together follows the majority; who disagrees writes down why (MoF Order 87, art. 61). Opinions are shown when all have voted.";
    TO_MATTERS "认定与询标" | "Decisions and questions";
    OPEN_MATTERS "待表决事项" | "To be voted on";
    NO_MATTERS "目前没有待表决的事项。" | "Nothing waits for a vote.";
    DECIDED "已有结论的事项" | "Decided";
    ADOPTED "通过" | "Adopted";
    REJECTED "未通过" | "Rejected";
    VOID "作废：参加表决的成员已退出" | "Void: a member who voted has left";
    NUMBER "第 {n} 号" | "No. {n}";
    PROPOSED_BY "提出人：{name}" | "Proposed by {name}";
    REASON "理由" | "Reason";
    EVIDENCE "依据页" | "Evidence";
    PAGE_OF "{bidder}：{file} 第 {page} 页" | "{bidder}: {file}, page {page}";
    MISSING_VOTES "尚未表决：{names}" | "Not voted yet: {names}";
    MY_VOTE "我的表决" | "My vote";
    AGREE "同意" | "For";
    AGAINST "不同意" | "Against";
    OPINION "意见和理由" | "Opinion and reasons";
    OPINION_HINT "不同意的必须填写；认定异常低价的，同意或不同意都必须填写。" | "Needed when you vote against; on a low price, either way.";
    VOTE "提交表决" | "Vote";
    VOTE_LOCKS "表决后不能更改；全体表决后按多数意见生效，载入评标报告。" | "A vote cannot be changed. When all have voted, the majority takes effect and goes into the report.";
    VOTED "已表决" | "Voted";
    CHOOSE_VOTE "请选择同意或不同意。" | "Choose for or against.";
    VOTES "各成员意见" | "The members' opinions";
    MEMBER "评委" | "Member";
    VOTE_OF "表决" | "Vote";
    PROPOSE "提出认定事项" | "Put a matter to the vote";
    KIND "事项" | "Matter";
    BIDDER "投标人" | "Bidder";
    OTHER_BIDDER "涉及的另一投标人" | "The other bidder";
    CLAUSE "招标文件条款" | "Clause of the documents";
    CLAIM "声明" | "Claim";
    GROUND "情形（财政部令第87号第三十七条）" | "Ground (MoF Order 87, art. 37)";
    FILE "文件" | "File";
    PAGE "页码" | "Page";
    BODY_TOTAL "投标文件正文报价（元）" | "Total in the bid's body (yuan)";
    ITEM "分项名称" | "Item";
    QUANTITY "数量" | "Quantity";
    UNIT_PRICE "单价（元）" | "Unit price (yuan)";
    LINE_TOTAL "分项合计（元，可不填）" | "Line total (yuan, may be empty)";
    ADD_ITEM "添加分项" | "Add an item";
    CORRECTED "修正后报价（元）" | "Corrected price (yuan)";
    STEP_FROM_TO "{from} → {to}" | "{from} → {to}";
    ASK_COMMITTEE "分项合计为 {sum} 元，与按第（一）项确定的总价不同，请评委会说明以何者为准。" | "The items sum up to {sum} yuan, which differs from the total that rule (1) has decided. The committee says what holds.";
    SUBMIT "提交表决" | "Put to the vote";
    SUBMITTED "已提交表决" | "Put to the vote";
    BIDS "投标人情况" | "Bids";
    PRICE "评审报价（元）" | "Price (yuan)";
    STANDING "状态" | "Standing";
    LOW "报价异常低：{why}" | "Abnormally low: {why}";
    INVALID "投标无效：{why}" | "Not valid: {why}";
    INQUIRIES "向投标人的询问" | "Questions to bidders";
    NO_INQUIRIES "尚未向投标人提出询问。" | "No bidder has been asked.";
    ASK "向投标人提问" | "Ask a bidder";
    ASK_KIND "询问类型" | "What for";
    QUESTION "问题" | "Question";
    QUESTION_HINT "只能就含义不明确、表述不一致或有明显文字、计算错误的内容要求澄清，不得改变实质性内容（财政部令第87号第五十一条）。" | "Only what is unclear, inconsistent or an obvious error may be asked; the answer may not change the bid's substance (MoF Order 87, art. 51).";
    MINUTES "答复时间（分钟）" | "Time for the answer (minutes)";
    MINUTES_HINT "异常低价说明不少于 30 分钟。" | "At least 30 minutes for a low price.";
    SEND "发出询问" | "Send";
    SEND_LOCKS "发出后立即送达该投标人，不能撤回；其他投标人看不到。" | "It reaches this bidder at once and cannot be taken back; other bidders do not see it.";
    SENT "已发出" | "Sent";
    DUE "答复截止" | "Answer due";
    ASKED_AT "提问时间" | "Asked at";
    ANSWER "答复" | "Answer";
    ANSWERED_AT "答复时间" | "Answered at";
    FILES "附件" | "Files";
    ACCEPTS "确认修正后的报价" | "Confirms the corrected price";
    REFUSES "不确认修正后的报价" | "Does not confirm the corrected price";
    HEAD_ASKS "由组长代表评标委员会书面提问。" | "The head asks in writing for the committee.";
    MINE "评标委员会的询问" | "Questions of the committee";
    MINE_LEAD "评标委员会只通过本页以书面形式提问；请在截止时间前答复，只能答复一次。主动提出的澄清不予接受。" | "The committee asks on this page only, in writing. Answer once, before the time is over. Unsolicited clarifications are not accepted.";
    NONE_MINE "评标委员会没有向您提出询问。" | "The committee has not asked you anything.";
    YOUR_ANSWER "您的答复" | "Your answer";
    ANSWER_HINT "答复不得超出投标文件的范围或改变实质性内容，由法定代表人或其授权的代表签署（财政部令第87号第五十一条）。" | "The answer may not leave the bid's scope nor change its substance; the legal or authorised representative signs it (MoF Order 87, art. 51).";
    ADD_FILE "添加证明材料（PDF）" | "Add evidence (PDF)";
    DO_YOU_ACCEPT "是否确认修正后的报价" | "Do you confirm the corrected price?";
    YES "确认" | "Yes";
    NO "不确认（投标将被认定无效）" | "No (the bid will be invalid)";
    SIGN_ANSWER "签署并提交答复" | "Sign and submit";
    ANSWER_LOCKS "提交后不能修改；全部询问答复或到期后，评标委员会全体成员同时看到。" | "It cannot be changed afterwards. All members read it at the same moment, when every question is answered or its time over.";
    ANSWERED "已答复" | "Answered";
    EXPIRED "已过答复期限，未答复" | "Not answered in time";
    CHOOSE_ACCEPT "请选择是否确认。" | "Choose yes or no.";
    KEEP "保留评分并说明理由" | "Keep the score, with a reason";
    KEEP_WHY "您的这项评分明显偏离其他评委。确认无误的，请写明理由予以保留；需要更正的，请组长退回（财政部令第87号第六十四条第（四）项）。" | "This score of yours lies far from the others'. If it is right, keep it and say why; to change it, ask the head to return it (MoF Order 87, art. 64 (4)).";
    STOP "停止评标，待采购代理机构确认" | "The evaluation is stopped and waits for the agency";
    STOP_NEXT "评标委员会认为招标文件有下列问题，不能继续评标。请核对招标文件并书面答复；答复前评审不能继续（财政部令第87号第六十五条）。" | "The committee finds this in the documents and cannot go on. Check them and answer in writing; until then the evaluation rests (MoF Order 87, art. 65).";
    STOP_GROUND "情形（财政部令第87号第六十五条）" | "Ground (MoF Order 87, art. 65)";
    STOP_SINCE "认定时间" | "Decided at";
    STOP_YES "确认：本包采购终结，修改招标文件后重新组织采购" | "Confirm: the lot ends; the documents are amended and the procurement organised anew";
    STOP_NO "不予确认：继续评标" | "Do not confirm: the evaluation goes on";
    STOP_ANSWER "书面答复" | "Answer";
    STOP_LOCKS "答复后不能更改，并告知评标委员会；确认的，本包立即终结并公告；不予确认的，理由载入评标报告。" | "An answer cannot be changed and is told to the committee. If you confirm, the lot ends at once and this is published; if not, your reason goes into the report.";
    STOP_CONFIRMED "采购代理机构已确认：{reason}" | "The agency confirmed: {reason}";
    STOP_DENIED "采购代理机构不予确认：{reason}" | "The agency did not confirm: {reason}";
    STOP_CHOOSE "请选择确认或不予确认。" | "Choose whether to confirm.";
    KEPT "已保留：{reason}" | "Kept: {reason}";
}

/// What is decided.
#[must_use]
pub const fn subject(subject: &Subject) -> Text {
    kind_of(subject.kind())
}

/// The matters that a member can choose, as their words.
pub const SUBJECTS: [&str; 7] =
    ["low-price-start", "low-price", "correction", "collusion", "invalid", "deduction", "stop"];

/// What a matter of that word is called.
#[must_use]
pub const fn kind_of(kind: &str) -> Text {
    match kind.as_bytes() {
        b"low-price-start" => Text::new("启动异常低价审查", "Begin the review of a low price"),
        b"low-price" => Text::new("认定异常低价投标无效", "A low price is not proven: the bid is invalid"),
        b"correction" => Text::new("修正报价", "Correct a price"),
        b"collusion" => Text::new("视为串通投标，投标无效", "Deemed collusion: the bids are invalid"),
        b"invalid" => Text::new("认定投标无效", "A bid is invalid"),
        b"stop" => Text::new("招标文件有问题，停止评标", "The documents are wrong: stop the evaluation"),
        _ => Text::new("不予价格扣除", "A claim to a deduction does not count"),
    }
}

/// The ground of collusion (87号令 art. 37).
#[must_use]
pub const fn collusion(ground: CollusionGround) -> Text {
    match ground {
        CollusionGround::SameAuthor => Text::new("投标文件由同一单位或者个人编制", "Made by one unit or person"),
        CollusionGround::SameAgent => Text::new("委托同一单位或者个人办理投标事宜", "Handled by one unit or person"),
        CollusionGround::SameManager => Text::new("项目管理成员或者联系人员为同一人", "One project manager or contact"),
        CollusionGround::Alike => {
            Text::new("投标文件异常一致或者投标报价呈规律性差异", "Abnormally alike, or prices in a regular pattern")
        }
        CollusionGround::MixedUp => Text::new("投标文件相互混装", "Files of one in the bid of another"),
        CollusionGround::SameAccount => Text::new("投标保证金从同一单位或者个人的账户转出", "Bonds from one account"),
    }
}

/// The ground of a stop (87号令 art. 65).
#[must_use]
pub const fn stop(ground: StopGround) -> Text {
    match ground {
        StopGround::Ambiguous => Text::new("招标文件存在歧义，无法评标", "The documents are ambiguous"),
        StopGround::Defective => Text::new("招标文件存在重大缺陷，无法评标", "The documents have a serious defect"),
        StopGround::Unlawful => Text::new("招标文件违反国家有关规定", "The documents break national rules"),
    }
}

/// The claim of the opening form.
#[must_use]
pub const fn claim(claim: Claim) -> Text {
    match claim {
        Claim::Small => Text::new("小微企业（中小企业声明函）", "Small or micro enterprise"),
        Claim::Consortium => Text::new("联合体或者分包中的小微企业份额", "Small enterprises' share of a consortium"),
        Claim::Domestic => Text::new("本国产品", "Domestic product"),
    }
}

/// What a bidder is asked.
#[must_use]
pub const fn inquiry(kind: InquiryKind) -> Text {
    match kind {
        InquiryKind::Clarification => Text::new("澄清、说明或者补正", "Clarification"),
        InquiryKind::LowPrice => Text::new("报价合理性说明", "Explanation of the price"),
        InquiryKind::Correction => Text::new("报价修正确认", "Confirmation of a corrected price"),
    }
}

/// Where a question stands.
#[must_use]
pub const fn state(state: InquiryState) -> Text {
    match state {
        InquiryState::Open => Text::new("等待答复", "Waiting"),
        InquiryState::Sealed => Text::new(
            "已答复，全部询问结束后公开给全体评委",
            "Answered; opened to all members when every question has ended",
        ),
        InquiryState::Answered => Text::new("已答复", "Answered"),
        InquiryState::Lapsed => Text::new("逾期未答复", "Not answered in time"),
    }
}

/// A rule of the correction of prices (87号令 art. 59).
#[must_use]
pub const fn correction(rule: CorrectionRule) -> Text {
    match rule {
        CorrectionRule::FormBeforeBody => {
            Text::new("（一）以开标一览表为准", "(1) The opening form prevails over the body")
        }
        CorrectionRule::WordsBeforeFigures => Text::new("（二）以大写金额为准", "(2) Words prevail over figures"),
        CorrectionRule::MisplacedPoint => Text::new(
            "（三）单价小数点有明显错位，以总价为准修改单价",
            "(3) The point of the unit price is misplaced: the total prevails",
        ),
        CorrectionRule::UnitsBeforeTotal => {
            Text::new("（四）总价与单价汇总不一致，以单价计算结果为准", "(4) The unit prices prevail over the total")
        }
    }
}

/// What calls a price abnormally low.
#[must_use]
pub const fn trigger(detail: &str) -> Text {
    match detail.as_bytes() {
        b"of_mean" => Text::new("低于平均报价的规定比例", "below the set share of the mean price"),
        b"of_next" => Text::new("低于次低报价的规定比例", "below the set share of the next price"),
        _ => Text::new("低于最高限价的规定比例", "below the set share of the ceiling"),
    }
}
