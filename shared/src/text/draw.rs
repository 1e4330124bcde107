//! The words of the draw's screens.

use super::Text;
use crate::api::draw::{DrawState, Exclusion, PartRole, PartyName, TryOutcome};
use crate::draw::Answer;

/// The draw's page.
pub const DRAW: Text = Text::new("抽取评审专家", "Draw of the committee");
/// What the page is for.
pub const DRAW_LEAD: Text = Text::new(
    "三方各出随机数，加上公开随机值，共同决定签号；任何人都能用公开记录重算一遍。",
    "Three parties and a public value decide the lots together; anyone can run the draw again from its record.",
);
/// There is no draw yet.
pub const NO_DRAW: Text = Text::new("尚未提出抽取申请", "No draw has been requested");
/// What to do then.
pub const NO_DRAW_TODO: Text = Text::new("请等待中心经办人提出申请。", "Wait for the officer's request.");
/// The request's form.
pub const REQUEST: Text = Text::new("抽取申请", "Request");
/// What the request locks.
pub const REQUEST_LEAD: Text = Text::new(
    "需抽取 {n} 名评审专家。各专业席位合计必须等于此数。",
    "{n} experts are to be drawn. The seats of all specialties must add up to that number.",
);
/// A group's specialty.
pub const SPECIALTY: Text = Text::new("专业", "Specialty");
/// Choose a specialty.
/// Seats of a group.
pub const SEATS: Text = Text::new("席位", "Seats");
/// One seat.
pub const UNIT: Text = Text::new("人", "persons");
/// Adds a group.
pub const ADD_GROUP: Text = Text::new("添加专业", "Add a specialty");
/// The public value's source.
pub const BEACON: Text = Text::new("公开随机值的来源", "Source of the public value");
/// How to describe it.
pub const BEACON_HINT: Text = Text::new(
    "写明来源、期次、时间和写法，例如：福利彩票3D第2026312期，21:15开奖，三位数字。三方揭示之后才能产生。",
    "Say source, event, time and spelling, for example: Welfare Lottery 3D no. 2026312, drawn 21:15, three digits. It must come about after all have revealed.",
);
/// When the members are to come.
pub const MEET: Text = Text::new("评审报到时间", "Members come at");
/// What may be said.
pub const MEET_HINT: Text =
    Text::new("电话通知专家时只说时间和地点。", "The experts are told the time and place and nothing else.");
/// Sends the request.
pub const SEND_REQUEST: Text = Text::new("提出抽取申请", "Request the draw");
/// The request is made.
pub const REQUESTED: Text = Text::new("已提出抽取申请", "The draw is requested");
/// The eligibility filter.
pub const FILTER: Text = Text::new("候选专家", "Candidates");
/// All experts.
pub const POOL: Text = Text::new("专家库", "In the pool");
/// Those taken out.
pub const EXCLUDED: Text = Text::new("筛除", "Taken out by the filter");
/// Those who can be drawn.
pub const CANDIDATES: Text = Text::new("可抽取", "Can be drawn");
/// Why they were taken out.
pub const REASONS: Text = Text::new("筛除原因", "Reasons");
/// How many fit a group.
pub const ELIGIBLE: Text = Text::new("候选人数", "Candidates");
/// What was found about a group.
pub const FINDING: Text = Text::new("提示", "Finding");
/// A group is small.
pub const BELOW_FLOOR: Text = Text::new("候选偏少", "Few candidates");
/// What it means.
pub const BELOW_FLOOR_WHAT: Text = Text::new(
    "有专业的候选专家少于每席五人，外人猜中的可能性偏高。",
    "A specialty has fewer than five candidates for each seat, so an outsider could guess.",
);
/// What to do then.
pub const BELOW_FLOOR_TODO: Text = Text::new(
    "可以继续；如有条件，请扩大专业范围或补充专家库。",
    "It can go on. Ask for a wider specialty or add to the pool where you can.",
);
/// The chance of guessing.
pub const GUESS: Text = Text::new("外人猜中全部专家的机会", "Chance of guessing the whole committee");
/// One in how many.
pub const ONE_IN: Text = Text::new("{n} 分之一", "1 in {n}");
/// One in very many.
pub const ONE_IN_MANY: Text = Text::new("极小", "too small to say");
/// The number of the attempt.
pub const ATTEMPT: Text = Text::new("第 {n} 次", "Attempt {n}");
/// The attempt's name.
pub const ATTEMPT_NO: Text = Text::new("抽取次数", "Attempt");
/// Attempts that are void.
pub const VOIDED: Text =
    Text::new("第 {n} 次作废：{party}未按时提交（{reason}）", "Attempt {n} is void: {party} withheld ({reason})");
/// The ceremony.
pub const CEREMONY: Text = Text::new("抽取仪式", "Ceremony");
/// The parties.
pub const PARTIES: Text = Text::new("三方", "Parties");
/// A party.
pub const PARTY: Text = Text::new("参与方", "Party");
/// Joined.
pub const JOINED: Text = Text::new("加入", "Joined");
/// Committed.
pub const COMMITTED: Text = Text::new("承诺", "Committed");
/// Revealed.
pub const REVEALED: Text = Text::new("揭示", "Revealed");
/// Done.
pub const YES: Text = Text::new("已完成", "Done");
/// Not yet.
pub const NOT_YET: Text = Text::new("未完成", "Not yet");
/// The steps.
pub const STEPS: Text = Text::new("抽取步骤", "Steps of the draw");
/// What the reader has to do.
pub const MY_ACT: Text = Text::new("您现在要做的", "What you do now");
/// Wait.
pub const WAIT_FOR: Text = Text::new("请等待：{party}", "Waiting for: {party}");
/// Wait for the supervisor's witness.
pub const WAIT_WITNESS: Text = Text::new(
    "揭示凭条尚待监督人员见证日志检查点",
    "The reveals wait for the supervisor to cosign the journal's checkpoint",
);
/// What to do then.
pub const WAIT_WITNESS_TODO: Text = Text::new(
    "请监督人员在“见证”页面完成见证，之后才能录入公开随机值。",
    "The supervisor cosigns on the page of the witness; then the public value can be entered.",
);
/// Join.
pub const JOIN_LEAD: Text = Text::new(
    "请为本次抽取生成一把新密钥，妥善保存密钥文件；承诺和揭示都要用它。",
    "Make a fresh key for this draw and keep its file: you commit and reveal with it.",
);
/// The sample key.
pub const JOIN_SAMPLE: Text =
    Text::new("或者载入已有的本次抽取密钥文件：", "Or load a key file that was made for this draw:");
/// Joins.
pub const JOIN: Text = Text::new("加入抽取", "Join the draw");
/// Load the key.
pub const LOAD_KEY: Text = Text::new("请载入加入本次抽取时的密钥文件。", "Load the key file with which you joined.");
/// Commits.
pub const COMMIT: Text = Text::new("提交承诺", "Commit");
/// What it means.
pub const COMMIT_LEAD: Text =
    Text::new("承诺提交后，您的随机数即固定，但仍保密。", "Your secret number is fixed with this, and stays secret.");
/// Reveals.
pub const REVEAL: Text = Text::new("揭示随机数", "Reveal");
/// What it means.
pub const REVEAL_LEAD: Text = Text::new(
    "三方均已承诺。揭示后您的随机数公开，不能撤回。",
    "All have committed. Your number becomes public and cannot be taken back.",
);
/// The value.
pub const VALUE: Text = Text::new("公开随机值", "Public value");
/// How to enter it.
pub const VALUE_HINT: Text =
    Text::new("按来源说明的写法录入，例如 704。", "As the source's description says, for example 704.");
/// Enters it.
pub const ENTER_BEACON: Text = Text::new("录入公开随机值", "Enter the public value");
/// Countersign it.
pub const COSIGN_LEAD: Text = Text::new(
    "经办人录入的公开随机值为“{value}”。请与公布的结果核对，一致才签名；签名后委员会立即产生。",
    "The officer entered “{value}”. Compare it with what was published and sign only when they agree; the committee is drawn at once.",
);
/// Countersigns it.
pub const COSIGN: Text = Text::new("核对无误，签名", "It agrees: sign");
/// Voids an attempt.
pub const VOID: Text = Text::new("一方未提交，作废本次", "A party withholds: void the attempt");
/// Who.
pub const VOID_PARTY: Text = Text::new("未提交的一方", "Who withholds");
/// Why.
pub const VOID_REASON: Text = Text::new("情况说明", "Reason");
/// What it locks.
pub const VOID_LOCKS: Text = Text::new(
    "本次抽取公开作废并计入报告；该方须用新密钥重新加入，候选名单不变。",
    "The attempt is void in public and counts in the report. That party joins again with another key; the candidates stay the same.",
);
/// What is published.
pub const CONTEXT: Text = Text::new("抽取上下文（context.txt）", "Context (context.txt)");
/// Its hash.
pub const CTX: Text = Text::new("上下文哈希", "Hash of the context");
/// The seed.
pub const SEED: Text = Text::new("种子", "Seed");
/// The notes.
pub const NOTES: Text = Text::new("凭条", "Notes");
/// The record.
pub const RECORD: Text = Text::new("下载抽取记录（ZIP）", "Download the draw's record (ZIP)");
/// How to run it.
pub const RECORD_HINT: Text = Text::new("解压后用 bidroom draw 目录 重算。", "Unpack it and run bidroom draw FOLDER.");
/// The committee.
pub const COMMITTEE: Text = Text::new("抽中的专家（签到前不显示姓名）", "Chosen experts (no names before check-in)");
/// A group.
pub const GROUP: Text = Text::new("专业组", "Group");
/// A pid.
pub const PID: Text = Text::new("本次代号", "Code in this draw");
/// The answer.
pub const ANSWER: Text = Text::new("答复", "Answer");
/// No answer yet.
pub const NO_ANSWER: Text = Text::new("待通知", "To be called");
/// Waits for the supervisor.
pub const WAITS: Text = Text::new("{answer}，待监督确认", "{answer}, waits for the supervisor");
/// Answers that wait for the supervisor.
pub const TO_COUNTERSIGN: Text = Text::new("待您确认的答复", "Answers for you to countersign");
/// What countersigning does.
pub const COUNTERSIGN_LEAD: Text = Text::new(
    "“联系不上”和“需要回避”经监督人员确认后才生效，之后才显示下一位专家。",
    "“Not reached” and “conflict” apply when you have countersigned; only then the next person is disclosed.",
);
/// Countersigns.
pub const COUNTERSIGN: Text = Text::new("确认答复", "Countersign");
/// The registrar's note.
pub const NOTE: Text = Text::new("经过", "What happened");
/// When.
pub const AT: Text = Text::new("时间", "When");
/// The draw has ended.
pub const ENDED: Text = Text::new(
    "候选专家已不足，无法组成评标委员会，本次抽取终止。",
    "No committee can be formed any more: the draw has ended.",
);
/// What to do then.
pub const ENDED_TODO: Text = Text::new(
    "请调整专业或席位后重新提出申请；原委员会成员不再参加（财政部令第87号第四十九条）。",
    "Change specialties or seats and request again. The former members take no part (MoF Order 87, art. 49).",
);
/// Everything is accepted.
pub const SEATED: Text = Text::new("全部专家已接受，等待签到。", "All have accepted. Check-in is next.");
/// To the check-in desk.
pub const TO_CHECK_IN: Text = Text::new("前往签到", "Go to check-in");

/// The call sheets' page.
pub const CALLS: Text = Text::new("专家通知", "Calls");
/// What the page is for.
pub const CALLS_LEAD: Text = Text::new(
    "电话中只告知时间和地点，不得透露项目、采购人和投标人。",
    "Tell the time and place. Never tell the project, the purchaser or a bidder.",
);
/// There is nobody to call.
pub const NO_CALLS: Text = Text::new("目前没有需要通知的专家", "There is nobody to call at present");
/// Open calls.
pub const OPEN_CALLS: Text = Text::new("待通知 {open} 人 / 共 {seats} 席", "{open} to call, {seats} seats");
/// Opens a call sheet.
pub const OPEN_SHEET: Text = Text::new("打开通知单", "Open the call sheet");
/// The call sheet.
pub const CALL_SHEET: Text = Text::new("通知单", "Call sheet");
/// The place.
pub const PLACE: Text = Text::new("地点", "Place");
/// Which answer.
pub const WHICH_ANSWER: Text = Text::new("{name} 的答复", "{name}'s answer");
/// Writes an answer down.
pub const WRITE_ANSWER: Text = Text::new("登记答复", "Write the answer down");
/// The note.
pub const ANSWER_NOTE: Text =
    Text::new("经过（联系不上或需要回避时必填）", "What happened (needed for “not reached” and “conflict”)");
/// Choose an answer.
pub const CHOOSE_ANSWER: Text = Text::new("请选择答复", "Choose an answer");
/// The answer is written down.
pub const ANSWERED: Text = Text::new("答复已登记", "The answer is written down");
/// Back to the list.
pub const BACK_TO_CALLS: Text = Text::new("返回通知列表", "Back to the calls");

/// How the load is spread.
pub const LOAD: Text = Text::new("抽取规则（可不填）", "Rules of the draw (may be left out)");
/// What they are for.
pub const LOAD_HINT: Text = Text::new(
    "这些数值在仪式前写入公开的规则版本，之后不能更改；回避关系由系统按法规筛除，不必在此填写。",
    "These values go into the version of the rules before the ceremony and cannot change after. Conflicts are filtered by the law, not here.",
);
/// The cool-down.
pub const COOL_DOWN: Text = Text::new("最近参加过评审的间隔期", "Left in peace after a committee for");
/// Days.
pub const DAYS: Text = Text::new("天", "days");
/// The yearly cap.
pub const YEARLY_CAP: Text = Text::new("本年度参加次数上限", "Committees in this year, at most");
/// Times.
pub const TIMES: Text = Text::new("次", "times");
/// Regions.
pub const REGIONS_HINT: Text = Text::new("抽取区域（不勾选为全部）：", "Regions to draw from (none ticked: all):");
/// Who takes part beside the bidders.
pub const PARTS: Text = Text::new("联合体成员和分包供应商", "Members of consortia and subcontractors");
/// What for.
pub const PARTS_LEAD: Text = Text::new(
    "按已开启的投标文件登记；与这些单位有关系的专家同样不会被抽中，评委也须对其逐一声明。",
    "As the opened bids name them. Experts related to these are not drawn either, and the members declare on each.",
);
/// The organisation.
pub const PART_NAME: Text = Text::new("单位名称", "Organisation");
/// Its code.
pub const PART_ORG: Text = Text::new("统一社会信用代码", "Unified social credit code");
/// As what.
pub const PART_ROLE: Text = Text::new("参与方式", "Takes part as");
/// Whose bid.
pub const PART_BIDDER: Text = Text::new("所属投标人", "Whose bid");
/// Adds one.
pub const ADD_PART: Text = Text::new("登记单位", "Add the organisation");
/// The draw of a tie.
pub const TIE: Text = Text::new("并列抽签", "Draw of a tie");
/// What it is for.
pub const TIE_LEAD: Text = Text::new(
    "得分且报价相同的投标人由抽签决定先后（财政部令第87号第六十八条）；三方另行抽取，任何人可重算。",
    "Bids with equal totals and prices are ordered by lot (MoF Order 87, art. 68), in a ceremony of their own that anyone can run again.",
);
/// The draw of a coefficient.
pub const COEFFICIENT: Text = Text::new("抽取系数", "Draw of a coefficient");
/// What it is for.
pub const COEFFICIENT_LEAD: Text = Text::new(
    "价格公式的系数在解密之后、计算之前从文件列明的数值中抽取；三方另行抽取，任何人可重算。",
    "A coefficient of the price formula is drawn among the listed values, after the opening and before computing, in a ceremony of its own.",
);
/// Nothing is to be drawn.
pub const NOTHING_WANTED: Text = Text::new("目前没有需要抽签的事项", "Nothing is to be drawn at present");
/// What to do then.
pub const NOTHING_WANTED_TODO: Text = Text::new(
    "出现并列或需抽取系数时，此处会列出选项。",
    "When bids are tied, or a coefficient is needed, the options stand here.",
);
/// The options.
pub const OPTIONS: Text = Text::new("抽签选项", "Options");
/// One of them.
pub const OPTION: Text = Text::new("选项", "Option");
/// The lot.
pub const LOT: Text = Text::new("签号", "Lot");
/// The place by lot.
pub const PLACE_BY_LOT: Text = Text::new("次序", "Place");
/// The filter is run again.
pub const RUN_FILTER: Text = Text::new("重新运行筛选", "Run the filter again");
/// What it does.
pub const RUN_FILTER_LEAD: Text = Text::new(
    "按申请抽取时的专家库记录和已固定的规则重新筛选，并与已承诺的名单逐一比较；不显示姓名和编号。",
    "Runs over the records as they stood at the request, by the fixed rules, and compares with what was committed. No names, no numbers.",
);
/// It agrees.
pub const FILTER_AGREES: Text = Text::new("{n} 名专家的筛选结果与承诺一致", "All {n} experts stand as was committed");
/// It does not.
pub const FILTER_DIFFERS: Text = Text::new("重新筛选与承诺不一致", "The re-run differs from what was committed");
/// What to do then.
pub const FILTER_DIFFERS_TODO: Text = Text::new(
    "请核对下列专家的记录变更和专业目录；不能说明的，应暂停抽取并报告。",
    "Look into the changes of these records and of the tree of specialties. What cannot be explained stops the draw and is reported.",
);
/// Everybody.
pub const EVERYBODY: Text = Text::new("全部", "Everybody");
/// The version.
pub const RULES_VERSION: Text = Text::new("规则版本", "Version of the rules");
/// The day.
pub const RULES_DAY: Text = Text::new("规则日期", "Day of the rules");
/// The organisations.
pub const RULES_CONCERNED: Text = Text::new("回避单位", "Organisations concerned");
/// The regions.
pub const RULES_REGIONS: Text = Text::new("抽取区域", "Regions");
/// Who stands otherwise.
pub const DIFFERENCES: Text = Text::new("不一致的专家", "Who stands otherwise");
/// Nobody.
pub const NOBODY: Text = Text::new("没有符合条件的专家", "Nobody");
/// As committed.
pub const AS_COMMITTED: Text = Text::new("已承诺", "As committed");
/// As run again.
pub const AS_RUN_AGAIN: Text = Text::new("重新筛选", "Run again");
/// No record.
pub const NO_RECORD: Text = Text::new("当时没有记录", "No record at that time");
/// A candidate.
pub const STANDS_FOR: Text = Text::new("候选（第 {groups} 组）", "Candidate (group {groups})");
/// The page before.
pub const PREVIOUS: Text = Text::new("上一页", "Previous page");
/// The page after.
pub const NEXT: Text = Text::new("下一页", "Next page");
/// An expert's standing.
pub const STANDING: Text = Text::new("专家本人的筛选证明", "An expert's standing in the draw");
/// What it is for.
pub const STANDING_LEAD: Text = Text::new(
    "结果公告后，专家可索取本人在该次抽取中入选候选或被筛除的证明；证明不涉及他人。",
    "Once the result is public, an expert may have a proof of being a candidate or of the reason for being taken out. It says nothing of others.",
);
/// Makes the proof.
pub const PROVE_STANDING: Text = Text::new("出具证明", "Make the proof");
/// It holds.
pub const PROOF_HOLDS: Text = Text::new("证明已在本机核验，成立", "The proof was checked on this machine and holds");
/// It does not.
pub const PROOF_FAILS: Text =
    Text::new("证明不成立，请保留文件并报告监督人员", "The proof does not hold. Keep the file and tell the supervisor");
/// Downloads it.
pub const DOWNLOAD_PROOF: Text = Text::new("下载证明", "Download the proof");

/// The tries.
pub const TRIES: Text = Text::new("联系记录", "Tries");
/// One try.
pub const TRY_LINE: Text = Text::new("第 {n} 次（{how}）：{outcome}", "Try {n} ({how}): {outcome}");
/// By telephone.
pub const BY_PHONE: Text = Text::new("电话", "telephone");
/// By machine.
pub const BY_MACHINE: Text = Text::new("自动呼叫", "automatic");
/// The next try.
pub const NEXT_TRY: Text = Text::new("下次联系不早于", "Next try not before");
/// Nobody answered.
pub const TRY_CALL: Text = Text::new("记录一次无人接听", "Nobody answered: write the try down");
/// The automatic caller.
pub const AUTOMATIC: Text = Text::new("自动呼叫", "Automatic calls");
/// What it does.
pub const AUTOMATIC_LEAD: Text = Text::new(
    "由中心的短信或语音网关逐个通知，只说时间和地点；三次无应答的，由监督人员确认后才联系下一位。",
    "The centre's gateway calls one by one, with time and place only. After three silent tries the supervisor countersigns before the next is called.",
);
/// Starts it.
pub const START_AUTOMATIC: Text = Text::new("开始自动呼叫", "Start automatic calls");
/// Stops it.
pub const STOP_AUTOMATIC: Text = Text::new("停止自动呼叫", "Stop automatic calls");

/// How a try went.
#[must_use]
pub const fn outcome(outcome: TryOutcome) -> Text {
    match outcome {
        TryOutcome::Open => Text::new("等待答复", "an answer is waited for"),
        TryOutcome::Answered => Text::new("已答复", "answered"),
        TryOutcome::Silent => Text::new("无人应答", "nobody answered"),
        TryOutcome::Undelivered => Text::new("网关未送达", "not delivered"),
    }
}

/// As what an organisation takes part.
#[must_use]
pub const fn part(role: PartRole) -> Text {
    match role {
        PartRole::Consortium => Text::new("联合体成员", "Member of the consortium"),
        PartRole::Subcontractor => Text::new("分包供应商", "Subcontractor"),
    }
}

/// What a party is called.
#[must_use]
pub const fn party(party: PartyName) -> Text {
    match party {
        PartyName::Centre => Text::new("中心", "Centre"),
        PartyName::Purchaser => Text::new("采购人", "Purchaser"),
        PartyName::Supervisor => Text::new("监督人员", "Supervisor"),
    }
}

/// What a state is called.
#[must_use]
pub const fn state(state: DrawState) -> Text {
    match state {
        DrawState::Joining => Text::new("三方加入", "Parties join"),
        DrawState::Committing => Text::new("三方承诺", "Parties commit"),
        DrawState::Revealing => Text::new("依次揭示", "Parties reveal"),
        DrawState::Beacon => Text::new("公开随机值", "Public value"),
        DrawState::Cosigning => Text::new("监督核对", "Supervisor signs"),
        DrawState::Calling => Text::new("通知专家", "Calls"),
        DrawState::Seated => Text::new("委员会组成", "Committee complete"),
        DrawState::Ended => Text::new("终止", "Ended"),
        DrawState::Drawn => Text::new("已产生结果", "Drawn"),
    }
}

/// What a reason of the filter is called.
#[must_use]
pub const fn exclusion(reason: Exclusion) -> Text {
    match reason {
        Exclusion::Status => Text::new("暂停或出库", "Suspended or retired"),
        Exclusion::Specialty => Text::new("专业不符", "Another specialty"),
        Exclusion::BidderEmployee => Text::new("任职于投标人", "Employed by a bidder"),
        Exclusion::PurchaserEmployee => Text::new("任职于采购人", "Employed by the purchaser"),
        Exclusion::PastEmployer => {
            Text::new("三年内曾任职于投标人或采购人", "Formerly employed by a bidder or the purchaser")
        }
        Exclusion::Relation => Text::new("与投标人或采购人有利害关系", "Related to a bidder or the purchaser"),
        Exclusion::Region => Text::new("不在抽取区域", "Of another region"),
        Exclusion::CoolDown => Text::new("间隔期未满", "Sat on a committee too recently"),
        Exclusion::YearlyCap => Text::new("已达年度次数上限", "Has reached the year's number of committees"),
        Exclusion::FormerMember => Text::new("曾为本包原委员会成员", "Was on an earlier committee of this lot"),
    }
}

/// What an answer is called.
#[must_use]
pub const fn answer(answer: Answer) -> Text {
    match answer {
        Answer::Accepted => Text::new("接受", "Accepted"),
        Answer::Declined => Text::new("不能参加", "Declined"),
        Answer::Unreachable => Text::new("联系不上", "Not reached"),
        Answer::Conflict => Text::new("需要回避", "Conflict"),
    }
}
