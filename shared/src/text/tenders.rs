//! The words of the screens of tenders: notices, today, the lot editor, key holders.

use super::Text;
use crate::api::tenders::{HolderState, NextAct};
use crate::rules::case::{CriterionKind, Method, Regime};

labels! {
    // ---- notices ----
    NOTICES "采购公告" | "Notices";
    NOTICES_LEAD "本中心发布的采购公告，任何人都可以查看和下载。" | "Every notice of this centre. Anybody may read and download them.";
    NO_NOTICES "目前没有公告" | "There is no notice at present";
    NOTICE "采购公告" | "Notice";
    TENDER "采购项目" | "Tender";
    LOT "采购包" | "Lot";
    LOT_NO "包号" | "Lot";
    PURCHASER "采购人" | "Purchaser";
    DEADLINE "投标截止时间" | "Deadline";
    DEADLINE_LEFT "距投标截止" | "Until the deadline";
    STAGE "阶段" | "Stage";
    CEILING "最高限价" | "Ceiling";
    YUAN "元" | "yuan";
    PUBLISHED_AT "公告时间" | "Published";
    PLACE "开标地点" | "Place of the opening";
    REGIME "采购类别" | "Category";
    METHOD "评标方法" | "Method";
    FACTS "公告内容" | "What is asked";
    CRITERIA "评审因素" | "Criteria";
    CRITERIA_TABLE "评审因素与分值" | "Criteria and points";
    CRITERION "评审因素" | "Criterion";
    STANDARD "评分标准" | "Standard";
    KIND "类型" | "Kind";
    MAX "最高分" | "Maximum";
    PRICE "价格分" | "Price";
    PRICE_STANDARD "评标基准价 ÷ 评审价 × 价格分值，基准价为有效投标的最低评审价" | "Benchmark ÷ evaluated price × weight; the benchmark is the lowest evaluated price among valid bids";
    TOTAL "合计" | "Total";
    DEDUCTIONS "价格扣除" | "Price deductions";
    DEDUCTION_SMALL "小微企业" | "Small and micro enterprises";
    DEDUCTION_CONSORTIUM "含小微企业的联合体" | "Consortia with small enterprises";
    DEDUCTION_DOMESTIC "本国产品" | "Domestic products";
    NONE "无" | "None";
    CANDIDATES "中标候选人数量" | "Candidates";
    COMMITTEE "评标委员会" | "Committee";
    COMMITTEE_OF "{n} 人（评审专家 {experts} 人，采购人代表 {purchaser} 人）" | "{n} members ({experts} experts, {purchaser} for the purchaser)";
    DOCUMENTS "招标文件" | "Documents";
    SIZE "大小" | "Size";
    PACKAGE "下载招标文件包" | "Download the notice package";
    PACKAGE_HINT "含公告、密钥责任表、招标文件和日志检查点；加密投标文件时要用到。" | "Notice, key sheets, documents and the journal's checkpoint; sealing a bid needs them.";
    SEALING "投标文件的加密" | "How bids are sealed";
    QUORUM "{m} / {n} 名解密责任人到场即可解密" | "Any {m} of {n} key holders open the bids";
    HOLDERS "解密责任人" | "Key holders";
    NOTICE_HASH "公告的 SHA-256" | "SHA-256 of the notice";
    SHEET_HASH "密钥责任表的 SHA-256" | "SHA-256 of the key sheet";
    DOCUMENT_HASH "文件的 SHA-256" | "SHA-256 of the document";
    CHECKED "本机已核对公告与密钥责任表的哈希和签名" | "This machine has checked the hashes and signatures of notice and key sheet";
    NOT_CHECKED "公告或密钥责任表与其哈希、签名不符，请勿据此投标，并通知中心" | "Notice or key sheet does not match its hash or signatures. Do not bid on it; tell the centre";
    PREPARE_BID "准备投标" | "Prepare a bid";
    // ---- today ----
    TODAY "今日待办" | "Today";
    WAITING_FOR_YOU "等您处理" | "Waiting for you";
    NOTHING_WAITS "目前没有等您处理的事项" | "Nothing waits for you at present";
    UNDER_WAY "进行中的采购包" | "Lots under way";
    NEXT_STEP "下一步" | "Next step";
    WAITS_FOR_OTHERS "等待他人" | "Waits for others";
    ENTRANCES "办理" | "What you can do here";
    // ---- tenders ----
    TENDERS "采购项目" | "Tenders";
    TENDERS_LEAD "本中心受理的采购项目和采购包。" | "The tenders and lots of this centre.";
    NO_TENDERS "还没有采购项目" | "There is no tender yet";
    NEW_TENDER "新建采购项目" | "New tender";
    NEW_TENDER_LEAD "项目建立后再添加采购包。项目编号建立后不能更改。" | "Lots are added afterwards. The number cannot be changed later.";
    TENDER_NO "项目编号" | "Tender number";
    TENDER_TITLE "项目名称" | "Title";
    SUPERVISOR "监督人员" | "Supervisor";
    OFFICER "经办人" | "Officer";
    CREATE_TENDER "建立项目" | "Make the tender";
    TENDER_CREATED "项目已建立" | "The tender is made";
    LOTS "采购包" | "Lots";
    NO_LOTS "还没有采购包，请添加" | "There is no lot yet; add one";
    ADD_LOT "添加采购包" | "Add a lot";
    LOT_TITLE "采购包名称" | "Lot title";
    BUDGET "采购预算" | "Budget";
    CREATE_LOT "添加" | "Add";
    LOT_CREATED "采购包已添加" | "The lot is added";
    EDIT "编制" | "Edit";
    OPEN_LOT "查看" | "Open";
    // ---- editor ----
    EDIT_LOT "编制采购包" | "Write the lot";
    EDIT_LEAD "边填写边按规则检查；全部通过后签署公告。" | "It is checked by the rules as you write; when all is well, sign and publish the notice.";
    LOCKED_LEAD "公告已发布，以下内容不能再修改。" | "The notice is published. Nothing here can be changed any more.";
    PLAN "基本内容" | "Basics";
    BIDDING_DATES "时间" | "Dates";
    DEADLINE_HINT "北京时间；至少在公告之日起二十日以后。开标时间与投标截止时间相同。" | "Beijing time; at least twenty days after the notice. Bids are opened at the deadline.";
    PRICE_WEIGHT "价格分值" | "Price weight";
    POINTS "分" | "points";
    PERCENT_HINT "填小数，例如 0.10 表示 10%；不扣除填 0" | "A decimal: 0.10 is 10 %; 0 for none";
    ABNORMAL "异常低价审查线" | "Abnormally low prices";
    OF_MEAN "低于有效报价平均价的" | "Below this share of the mean";
    OF_NEXT "低于次低报价的" | "Below this share of the next price";
    OF_CEILING "低于最高限价的" | "Below this share of the ceiling";
    EXPERTS "评审专家人数" | "Experts";
    REPRESENTATIVES "采购人代表人数" | "Purchaser's representatives";
    PEOPLE "人" | "people";
    SUM_OF_POINTS "分值合计：{sum} / 100" | "Points: {sum} of 100";
    SUM_MORE "还差 {n} 分" | "{n} points short";
    SUM_LESS "超出 {n} 分" | "{n} points too many";
    SUM_RIGHT "合计正好 100 分" | "Exactly 100 points";
    ADD_CRITERION "添加评审因素" | "Add a criterion";
    CRITERION_N "评审因素 {n}" | "Criterion {n}";
    CRITERION_ID "编号" | "Id";
    CRITERION_TITLE "名称" | "Title";
    STANDARD_HINT "写明量化标准，例如分档与得分" | "Say how it is measured, for instance in grades with their points";
    MIN "最低分" | "Minimum";
    STEP "给分档次" | "Step";
    STEP_HINT "留空则可打任意两位小数" | "Empty: any score with two decimals";
    MOVE_UP "上移" | "Move up";
    MOVE_DOWN "下移" | "Move down";
    FINDINGS "规则检查" | "Rule checks";
    NO_FINDINGS "规则检查全部通过，可以签署公告" | "Every rule is kept: the notice can be signed";
    EARLIEST "最早可改到 {day}" | "The earliest is {day}";
    SAVE_DRAFT "保存草稿" | "Save the draft";
    DRAFT_SAVED "草稿已保存" | "The draft is saved";
    UNSAVED "有未保存的修改" | "There are unsaved changes";
    SAVE_FIRST "请先保存草稿，再签署公告" | "Save the draft first, then sign the notice";
    NOT_AN_AMOUNT "不是金额，例如 1200000.00" | "Not an amount such as 1200000.00";
    NOT_A_NUMBER "不是数字，例如 12.5" | "Not a number such as 12.5";
    CHANGED_ELSEWHERE "草稿在别处被修改过" | "The draft was changed elsewhere";
    LOAD_THEIRS "载入最新内容（放弃本页修改）" | "Load the latest (drop what is on this page)";
    UPLOAD "上传招标文件" | "Upload a document";
    UPLOAD_HINT "PDF，每个不超过 50 MiB；同名文件会被替换" | "PDF, at most 50 MiB each; a file of the same name is replaced";
    DO_UPLOAD "上传" | "Upload";
    UPLOADED "已上传 {name}" | "{name} is uploaded";
    HOLDERS_LEAD "投标文件用解密责任人的公钥加密。任意 {m} 人到场即可解密，其余人缺席或丢失密钥不影响开标。" | "Bids are sealed to the holders' public keys. Any {m} of them open; a refusal or lost key of the others changes nothing.";
    HOLDER_N "解密责任人 {n}" | "Holder {n}";
    HOLDERS_M "几人到场可解密" | "How many open";
    NAME_HOLDERS "指定解密责任人" | "Name the holders";
    NAME_AGAIN "重新指定（已有密钥和签名作废）" | "Name again (keys and signatures are void)";
    HOLDERS_NAMED "解密责任人已指定" | "The holders are named";
    ADD_HOLDER "增加一人" | "One more";
    NO_IDENTITY_MARK "（未登记身份密钥）" | "(no identity key)";
    PUBLISH "签署并发布公告" | "Sign and publish the notice";
    PUBLISH_QUESTION "签署并发布本采购包的公告？" | "Sign and publish this lot's notice?";
    PUBLISH_LOCKS "评审方案、截止时间、招标文件和解密责任人。公告发布后所有人可见，投标文件将据此加密。" | "Plan, deadline, documents and key holders. The notice becomes public, and bids are sealed against it.";
    PUBLISH_UNDO "任何人都不能撤回；只能发布更正公告。" | "Nobody; only an amendment can follow.";
    PUBLISHED "公告已发布" | "The notice is published";
    SEE_NOTICE "查看公告" | "See the notice";
    // ---- holdings ----
    HOLDINGS "解密责任" | "Holdings";
    HOLDINGS_LEAD "您担任解密责任人的采购包。每个采购包都要在本人浏览器中重新生成密钥。" | "The lots of which you hold a key. For each a fresh key is made in your own browser.";
    NO_HOLDINGS "您目前没有担任解密责任人" | "You hold no key at present";
    YOUR_NUMBER "您是第 {x} 号，共 {n} 人，{m} 人可解密" | "You are no. {x} of {n}; {m} open";
    YOUR_KEY "您的解密公钥" | "Your public key";
    NO "序号" | "No.";
    HOLDER_NAME "姓名" | "Name";
    HOLDER_STATE "进度" | "How far";
    MAKE_HOLDER_KEY "生成解密密钥" | "Make the holder's key";
    MAKE_AGAIN "重新生成密钥" | "Make the key anew";
    MAKE_AGAIN_LEAD "更换密钥后，全体须重新签署密钥责任表。" | "With another key, all sign the key sheet again.";
    HAND_IN "提交公钥" | "Hand in the public key";
    HANDED_IN "公钥已提交" | "The public key is handed in";
    NEEDS_IDENTITY "您还没有登记身份密钥，请先登记" | "You have no enrolled identity key; enrol one first";
    TO_MY_KEYS "去登记身份密钥" | "To my keys";
    SIGN_SHEET "签署密钥责任表" | "Sign the key sheet";
    SIGN_SHEET_LEAD "请核对全体解密责任人及其公钥，再用您的身份密钥签署。" | "Check all holders and their keys, then sign with your identity key.";
    SHEET_SIGNED "密钥责任表已签署" | "The key sheet is signed";
    WAIT_FOR_KEYS "等待其他解密责任人生成密钥" | "Waiting for the other holders' keys";
    SIGNED_BY_YOU "您已签署，等待公告发布" | "You have signed; the notice follows";
    KEEP_KEY "请妥善保管密钥文件：开标时要用它释放解密份额。" | "Keep the key file safe: at the opening you release your shares with it.";
}

/// What an act is called on a link: a verb.
#[must_use]
pub const fn next_act(act: NextAct) -> Text {
    match act {
        NextAct::FinishDraft => Text::new("编制并发布公告", "Write the lot and publish"),
        NextAct::MakeHolderKey => MAKE_HOLDER_KEY,
        NextAct::SignKeySheet => SIGN_SHEET,
        NextAct::SignList => Text::new("签署投标名单", "Sign the list of bids"),
        NextAct::ReleaseShares => Text::new("释放解密份额", "Release your shares"),
        NextAct::LeadOpening => Text::new("主持开标", "Lead the opening"),
        NextAct::Announce => Text::new("唱标", "Announce the prices"),
        NextAct::SignRecord => Text::new("签署开标记录", "Sign the opening record"),
        NextAct::ReviewQualification => Text::new("资格审查", "Review the qualification"),
        NextAct::RequestSeats => Text::new("申请抽取专家", "Ask for a committee"),
        NextAct::TakePartInDraw => Text::new("参加抽取", "Take part in the draw"),
        NextAct::AnswerCalls => Text::new("通知专家并登记答复", "Call the experts"),
        NextAct::NameRepresentative => Text::new("指定采购人代表", "Name the representative"),
        NextAct::CheckIn => Text::new("评委签到", "Check the members in"),
        NextAct::AnswerStop => Text::new("答复停止评标", "Answer the stop of the evaluation"),
        NextAct::ConfirmAward => Text::new("确认中标人", "Confirm the award"),
        NextAct::PublishResult => Text::new("发布结果公告", "Publish the result"),
        NextAct::DestroyKey => Text::new("销毁密钥并签署", "Destroy your key and sign"),
    }
}

/// What a category is called.
#[must_use]
pub const fn regime(regime: Regime) -> Text {
    match regime {
        Regime::Goods => Text::new("货物", "Goods"),
        Regime::Services => Text::new("服务", "Services"),
        Regime::Works => Text::new("工程", "Works"),
        Regime::International => Text::new("国际招标", "International"),
    }
}

/// What a method is called.
#[must_use]
pub const fn method(method: Method) -> Text {
    match method {
        Method::Comprehensive => Text::new("综合评分法", "Comprehensive scoring"),
        Method::Lowest => Text::new("最低评标价法", "Lowest evaluated price"),
    }
}

/// What a kind of criterion is called.
#[must_use]
pub const fn kind(kind: CriterionKind) -> Text {
    match kind {
        CriterionKind::Objective => Text::new("客观分", "Objective"),
        CriterionKind::Subjective => Text::new("主观分", "Subjective"),
    }
}

/// How far a holder is.
#[must_use]
pub const fn holder_state(state: HolderState) -> Text {
    match state {
        HolderState::Named => Text::new("待生成密钥", "Key to be made"),
        HolderState::KeyMade => Text::new("待签署", "To be signed"),
        HolderState::Signed => Text::new("已签署", "Signed"),
        HolderState::IdentityReplaced => {
            Text::new("身份密钥已更换，须重新生成密钥", "Identity replaced: key to be made anew")
        }
    }
}

/// Section: how bids are opened.
pub const OPENING_HOW: Text = Text::new("开标方式", "How bids are opened");
/// Hint: how bids are opened.
pub const OPENING_HOW_HINT: Text = Text::new(
    "更改信封方式后，解密责任人须重新指定并各自生成密钥。",
    "When the envelopes change, the key holders are named anew and make their keys again.",
);
/// Field.
pub const OPENING_ENVELOPES: Text = Text::new("信封", "Envelopes");
/// Choice.
pub const ONE_ENVELOPE: Text = Text::new("单信封", "One envelope");
/// Choice.
pub const TWO_ENVELOPES: Text =
    Text::new("双信封：技术评审结束后才开启报价", "Two: prices are opened after the technical stage");
/// Field.
pub const OPENING_POLICY: Text = Text::new("加密方式", "Encryption");
/// Choice.
pub const POLICY_QUORUM: Text = Text::new("责任人解密", "Key holders open");
/// Choice.
pub const POLICY_BIDDER: Text =
    Text::new("双重加密：投标人与责任人共同解密", "Double: bidder and key holders open together");
/// Field.
pub const OPENING_WINDOW: Text = Text::new("投标人解密时限", "Bidders' decryption window");
/// Unit.
pub const MINUTES: Text = Text::new("分钟", "minutes");
/// Field.
pub const TECHNICAL_MIN: Text = Text::new("技术分最低要求（可空）", "Technical minimum (may be empty)");
/// Field.
pub const BLINDNESS: Text = Text::new("技术评审是否暗标", "Names in the technical stage");
/// Choice.
pub const NAMED: Text = Text::new("明标：评委看到投标人名称", "Members see the bidders' names");
/// Choice.
pub const BLIND: Text =
    Text::new("暗标：技术评分签署前评委只见编号", "Members see codes until the technical scores are signed");
/// Section.
pub const WORKS_PRICE: Text = Text::new("工程价格分", "Price points in works");
/// Field.
pub const FORMULA: Text = Text::new("价格分计算方法", "Price formula");
/// Choice.
pub const FORMULA_LOW: Text = Text::new("低价优先", "Lowest price first");
/// Choice.
pub const FORMULA_DEVIATION: Text =
    Text::new("按偏离基准价的百分比扣分", "Points lost per cent away from the benchmark");
/// Choice.
pub const FORMULA_SYMMETRIC: Text =
    Text::new("按偏离基准价的比例计分", "In proportion to the distance from the benchmark");
/// Field.
pub const BENCHMARK: Text = Text::new("评标基准价", "Benchmark");
/// Choice.
pub const BENCHMARK_MEAN: Text = Text::new("平均值", "Mean");
/// Choice.
pub const BENCHMARK_DROP: Text = Text::new("平均值下浮（系数为下浮率）", "Mean, lowered (coefficient: by how much)");
/// Choice.
pub const BENCHMARK_COMPOSITE: Text =
    Text::new("限价与平均值复合（系数为限价权重）", "Ceiling and mean (coefficient: weight of the ceiling)");
/// Choice.
pub const BENCHMARK_OUTLIERS: Text =
    Text::new("剔除偏离者的平均值（系数为倍数）", "Mean without outliers (coefficient: factor)");
/// Field.
pub const COEFFICIENTS: Text = Text::new("系数", "Coefficients");
/// Hint.
pub const COEFFICIENTS_HINT: Text = Text::new(
    "填写多个（以逗号分隔）的，开标后公开抽取其中一个。",
    "Of several, parted by commas, one is drawn in public after the opening.",
);
/// Field.
pub const OUTLIER_LIMIT: Text = Text::new("偏离平均值的限度", "How far from the mean is too far");
/// Field.
pub const LOST_ABOVE: Text = Text::new("每高 1% 扣分", "Points lost per cent above");
/// Field.
pub const LOST_BELOW: Text = Text::new("每低 1% 扣分", "Points lost per cent below");
/// Field.
pub const PART: Text = Text::new("不足 1% 的部分", "A part of one per cent");
/// Choice.
pub const PART_IN_PROPORTION: Text = Text::new("按比例计", "Counts in proportion");
/// Choice.
pub const PART_AS_WHOLE: Text = Text::new("按 1% 计", "Counts as one per cent");
/// Field.
pub const FLOOR: Text = Text::new("最低价格分", "Fewest points");
