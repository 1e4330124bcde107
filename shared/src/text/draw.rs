//! The words of the draw's screens.

mod calls;
mod filter;

pub use calls::*;
pub use filter::*;

use super::Text;
use crate::api::draw::{DrawState, PartRole, PartyName};
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
/// A round of drand.
pub const DRAND: Text = Text::new("改用 drand 公共随机轮次（可不选）", "Take a round of drand instead (optional)");
/// What it is.
pub const DRAND_HINT: Text = Text::new(
    "选定从现在起多久后的轮次；三方须在该轮公布前全部揭示。公布后从任一 drand 节点取得文件，系统离线核对其签名。",
    "Choose how far from now. All must reveal before the round comes out. Afterwards its file is taken from any drand node, and its signature is checked offline.",
);
/// So many minutes from now.
pub const IN_MINUTES: Text = Text::new("{n} 分钟后的轮次", "The round in {n} minutes");
/// The file of the round.
pub const DRAND_FILE: Text = Text::new("第 {round} 轮的文件（JSON）", "File of round {round} (JSON)");
/// Where it is from.
pub const DRAND_FILE_HINT: Text =
    Text::new("取自任一 drand 节点：/{chain}/public/{round}", "From any drand node: /{chain}/public/{round}");
/// The file is another one.
pub const DRAND_WRONG: Text = Text::new(
    "不是第 {round} 轮的文件，请重新下载该轮的文件后选择。",
    "This is not the file of round {round}. Download that round's file and choose it.",
);
/// The round came out too early.
pub const ROUND_OVER: Text = Text::new(
    "drand 轮次在三方揭示完成前已经公布，本次抽取终止，未产生任何结果。",
    "The drand round came out before all had revealed: the draw has ended and nothing was drawn.",
);
/// What to do then.
pub const ROUND_OVER_TODO: Text = Text::new("请选择更晚的轮次重新提出申请。", "Request again with a later round.");
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
/// The page before.
pub const PREVIOUS: Text = Text::new("上一页", "Previous page");
/// The page after.
pub const NEXT: Text = Text::new("下一页", "Next page");
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
