//! The words of the opening: console, hall, wall, release, record.

use super::{Lang, Text};
use crate::api::opening::{InterruptionKind, Outcome};
use crate::envelope::{ClaimedSize, Envelope};

mod decrypt;
#[cfg(test)]
mod tests;

pub use decrypt::{
    DECRYPT, DECRYPT_DONE, DECRYPT_HINT, DECRYPT_NOW, HALF_IN, HALVES_OF, OTHER_FILE, RECOVERY_CALLED, RECOVERY_ENDS,
    RECOVERY_FILE, SEED_HERE, SEED_NEEDED, SUPPLY, SUPPLY_DONE, SUPPLY_HINT, WAITS_BIDDERS, WAITS_WINDOW, WINDOW_ENDS,
};

/// What a claimed size is called.
#[must_use]
pub const fn size(size: ClaimedSize) -> Text {
    match size {
        ClaimedSize::Large => Text::new("大型企业", "Large"),
        ClaimedSize::Medium => Text::new("中型企业", "Medium"),
        ClaimedSize::Small => Text::new("小型企业", "Small"),
        ClaimedSize::Micro => Text::new("微型企业", "Micro"),
    }
}

/// What a claim of domestic products is called.
#[must_use]
pub const fn domestic(domestic: bool) -> Text {
    if domestic { Text::new("本国产品", "Domestic") } else { Text::new("未声明", "Not claimed") }
}

/// What an outcome is called.
#[must_use]
pub const fn outcome(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Waiting => Text::new("待解密", "Waiting"),
        Outcome::Opened { .. } => Text::new("解密成功", "Opened"),
        Outcome::BidderFault { .. } => Text::new("撤销（投标人原因）", "Revoked (bidder's fault)"),
        Outcome::CentreFault { .. } => Text::new("撤回（非投标人原因）", "Withdrawn (not the bidder's fault)"),
        Outcome::Unknown { .. } => Text::new("待认定责任", "Fault to be attributed"),
    }
}

/// Codes of `shared::envelope::Verdict`, and what they say. What matches none is an officer's own words.
const REASONS: &[(&str, Text)] = &[
    ("verdict.bidder.form: form.price_missing", Text::new("开标一览表没有投标报价", "The opening form has no price")),
    ("verdict.centre.head", Text::new("存储的文件头与回执不符", "The stored head is not the one of the receipt")),
    (
        "verdict.centre.payload_length",
        Text::new("存储的密文长度与回执不符", "The stored ciphertext has another length than on the receipt"),
    ),
    (
        "verdict.centre.payload_root",
        Text::new("存储的密文与回执不符", "The stored ciphertext is not the one of the receipt"),
    ),
    ("verdict.centre.sheet", Text::new("密钥责任表与公告不符", "The key sheet is not the one of the notice")),
    (
        "verdict.unrecovered.shares",
        Text::new("可用的解密份额不足，无法恢复密钥", "Too few readable shares: the key cannot be recovered"),
    ),
    ("verdict.unrecovered.half", Text::new("投标人未提交解密份额", "The bidder's half was not released")),
    ("verdict.unrecovered.context", Text::new("投标文件的上下文无法识别", "The bid's context cannot be read")),
    ("verdict.bidder.head", Text::new("投标文件头不合格式", "The head of the bid is malformed")),
    (
        "verdict.bidder.context",
        Text::new("投标文件不是为本采购包加密的", "The bid was sealed for another lot, bidder or revision"),
    ),
    ("verdict.bidder.rebuilt", Text::new("文件头与投标人的种子不一致", "The head does not follow from the bid's seed")),
    ("verdict.bidder.payload", Text::new("密文无法解密", "The ciphertext does not decrypt")),
    ("verdict.bidder.zip", Text::new("解密后的文件包不合格式", "What is inside is not a file of the required form")),
    (
        "verdict.bidder.seed_reused",
        Text::new(
            "两个信封使用了同一个种子，报价已失去保密",
            "Both envelopes were sealed with one seed, so the price was no secret any more",
        ),
    ),
    ("verdict.bidder.form", Text::new("开标一览表不合要求", "The opening form is refused")),
];

/// The reason of a verdict in words.
#[must_use]
pub fn reason(reason: &str, lang: Lang) -> String {
    let known = REASONS.iter().find(|(code, _)| reason == *code || reason.starts_with(&format!("{code}: ")));
    match known {
        Some((code, text)) if reason.len() > code.len() => {
            format!("{}（{}）", text.get(lang), &reason[code.len() + 2..])
        }
        Some((_, text)) => text.get(lang).to_owned(),
        None => reason.to_owned(),
    }
}

/// What an interruption is called.
#[must_use]
pub const fn interruption(kind: InterruptionKind) -> Text {
    match kind {
        InterruptionKind::Extended => Text::new("延长投标人解密时段", "Decryption window extended"),
        InterruptionKind::Suspended => Text::new("中止开标", "Opening suspended"),
        InterruptionKind::Resumed => Text::new("恢复开标", "Opening resumed"),
        InterruptionKind::Recovery => Text::new("启动恢复文件补救", "Recovery files called for"),
    }
}

/// What an envelope is called.
#[must_use]
pub const fn envelope(envelope: Envelope) -> Text {
    match envelope {
        Envelope::Single => Text::new("投标文件", "Bid"),
        Envelope::Technical => Text::new("商务技术文件", "Technical envelope"),
        Envelope::Price => Text::new("报价文件", "Price envelope"),
    }
}

/// Title of the console.
pub const CONSOLE: Text = Text::new("开标控制台", "Opening console");
/// Title of the hall.
pub const HALL: Text = Text::new("开标大厅", "Opening hall");
/// Title of the release page.
pub const RELEASE: Text = Text::new("提交解密份额", "Release shares");
/// Step: the list.
pub const STEP_LIST: Text = Text::new("清单", "List");
/// Step: the decryption.
pub const STEP_DECRYPT: Text = Text::new("解密", "Decrypt");
/// Step: the announcement.
pub const STEP_ANNOUNCE: Text = Text::new("唱标", "Announce");
/// Step: the record.
pub const STEP_RECORD: Text = Text::new("记录", "Record");
/// Action.
pub const SIGN_LIST: Text = Text::new("签署开标清单", "Sign the list");
/// Before signing the list.
pub const SIGN_LIST_WARNS: Text = Text::new(
    "签署后清单不能再改动；经办人与监督人员都签署后才能开始解密。",
    "The list cannot change after this. Decryption begins when officer and supervisor have both signed.",
);
/// Action.
pub const ANNOUNCE: Text = Text::new("唱标：公布全部报价", "Announce all prices");
/// Before announcing.
pub const ANNOUNCE_WARNS: Text = Text::new(
    "全部报价将同时向所有投标人公布，公布后不能收回。",
    "All prices become visible to all bidders at once. This cannot be taken back.",
);
/// Action.
pub const SIGN_RECORD: Text = Text::new("签署开标记录", "Sign the opening record");
/// Before signing the record.
pub const SIGN_RECORD_WARNS: Text = Text::new(
    "请先阅读开标记录全文；签署的是该文件的 SHA-256，双方签署后开标结束。",
    "Read the whole record first. You sign its SHA-256; with both signatures the opening is over.",
);
/// Action.
pub const READ_RECORD: Text = Text::new("阅读开标记录（PDF）", "Read the opening record (PDF)");
/// The record is being set.
pub const RECORD_MAKING: Text = Text::new("开标记录正在生成…", "The opening record is being made…");
/// Nothing announced.
pub const PRICES_SEALED: Text = Text::new(
    "全部投标都有结果后，报价将一次公布；在此之前任何人都看不到。",
    "Prices are announced together when every bid has its verdict; until then nobody sees any.",
);
/// Waiting for the cosignature.
pub const WAITS_COSIGN: Text = Text::new(
    "等待监督人员会签包含本清单的日志检查点，之后才能提交解密份额。",
    "Waiting for the supervisor to cosign a checkpoint that holds this list; shares are released only after that.",
);
/// Waiting for the other signature.
pub const WAITS_OTHER: Text = Text::new("已签署，等待另一方签署。", "Signed. Waiting for the other signature.");
/// Waiting for holders.
pub const WAITS_HOLDERS: Text = Text::new("等待解密责任人提交份额", "Waiting for holders to release");
/// The job works.
pub const DECRYPTING: Text = Text::new("正在逐份解密并核验", "Bids are being decrypted and checked");
/// Column.
pub const BIDDER: Text = Text::new("投标人", "Bidder");
/// Column.
pub const RECEIVED: Text = Text::new("送达时间", "Received");
/// Column.
pub const RESULT: Text = Text::new("解密结果", "Result");
/// Column.
pub const FILES: Text = Text::new("文件 / 页", "Files / pages");
/// Column.
pub const PRICE: Text = Text::new("报价（元）", "Price (yuan)");
/// Column.
pub const WORDS: Text = Text::new("大写", "In words");
/// Column.
pub const DELIVERY: Text = Text::new("交付期（日）", "Delivery (days)");
/// Column.
pub const VALIDITY: Text = Text::new("有效期（日）", "Validity (days)");
/// Column.
pub const SIZE: Text = Text::new("企业规模", "Size");
/// Column.
pub const DOMESTIC: Text = Text::new("本国产品", "Domestic");
/// Figures and words differ.
pub const WORDS_DIFFER: Text = Text::new(
    "大小写金额不一致，以大写为准（财政部令第87号第五十九条）",
    "Figures and words differ; the words count (MoF Order 87, art. 59)",
);
/// Heading.
pub const HOLDERS: Text = Text::new("解密责任人", "Key holders");
/// Holder has released.
pub const RELEASED: Text = Text::new("已提交", "Released");
/// Holder has not released.
pub const NOT_RELEASED: Text = Text::new("未提交", "Not yet");
/// Heading.
pub const SIGNATURES: Text = Text::new("签署", "Signatures");
/// Heading.
pub const OBJECTIONS: Text = Text::new("异议", "Objections");
/// No objections.
pub const NO_OBJECTIONS: Text = Text::new("暂无异议", "No objections");
/// Action.
pub const RAISE: Text = Text::new("当场提出异议", "Raise an objection");
/// Field.
pub const OBJECTION_TEXT: Text = Text::new("异议内容", "Objection");
/// Action.
pub const ANSWER: Text = Text::new("答复", "Answer");
/// Field.
pub const ANSWER_TEXT: Text = Text::new("答复内容", "Answer");
/// An unanswered objection.
pub const UNANSWERED: Text = Text::new("待答复", "Not answered yet");
/// Heading.
pub const ATTRIBUTE: Text = Text::new("认定责任", "Attribute the fault");
/// Choice.
pub const BIDDERS_FAULT: Text = Text::new("投标人原因：视为撤销", "The bidder's fault: revoked (撤销)");
/// Choice.
pub const NOT_BIDDERS_FAULT: Text = Text::new("非投标人原因：视为撤回", "Not the bidder's fault: withdrawn (撤回)");
/// Field.
pub const REASON: Text = Text::new("理由", "Reason");
/// The list's hash.
pub const LIST_HASH: Text = Text::new("清单哈希", "List hash");
/// The room.
pub const WALL: Text = Text::new("大屏", "Wall display");
/// Opened of all, for the wall.
pub const OPENED_OF: Text = Text::new("已解密", "Opened");
/// The lot failed.
pub const FAILED: Text = Text::new("采购失败", "The lot failed");
/// Opening over.
pub const FINISHED: Text =
    Text::new("开标结束，进入资格审查。", "The opening is over; the qualification review follows.");
/// Next step on the wall.
pub const NEXT: Text = Text::new("下一步", "Next");
/// Release: load the key file.
pub const LOAD_KEY: Text = Text::new("载入解密密钥文件", "Load the holder key file");
/// Release: hint of the key file.
pub const LOAD_KEY_HINT: Text = Text::new(
    "请选择为本采购包生成的密钥文件（.json）。私钥只在本机使用，不会上传。",
    "Choose the key file that was made for this lot (.json). The private key is used on this machine only and never sent.",
);
/// Release: identity key.
pub const LOAD_IDENTITY: Text = Text::new("载入身份密钥文件", "Load the identity key file");
/// Passphrase.
pub const PASSPHRASE: Text = Text::new("密钥口令", "Passphrase of the key file");
/// Passphrase.
pub const IDENTITY_PASSPHRASE: Text = Text::new("身份密钥口令", "Passphrase of the identity key");
/// Release: what it does.
pub const RELEASE_WARNS: Text = Text::new(
    "将一次提交您对清单上全部投标的解密份额，提交后不能收回；达到规定人数前，任何人都看不到份额。",
    "Your shares for all bids on the list are released in one act and cannot be taken back. Nobody sees them before enough holders have released.",
);
/// Release: done.
pub const RELEASE_DONE: Text =
    Text::new("您的份额已提交，无需其他操作。", "Your shares are released. There is nothing else to do.");
/// Release: not yet.
pub const RELEASE_NOT_YET: Text = Text::new(
    "清单尚未由经办人和监督人员签署，请稍候；本页会自动更新。",
    "Officer and supervisor have not signed the list yet. This page updates itself.",
);
/// Destroy.
pub const DESTROY: Text = Text::new("签署密钥销毁声明", "Sign that the key is destroyed");
/// Destroy: what it means.
pub const DESTROY_WARNS: Text = Text::new(
    "投标不足三家，不得开标。请先删除密钥文件及备份，再签署销毁声明。",
    "Fewer than three bids came: nothing may be opened. Delete the key file and its backups first, then sign.",
);
/// Destroy: done.
pub const DESTROY_DONE: Text = Text::new("已签署密钥销毁声明。", "You signed that the key is destroyed.");
/// Wrong key file, found before anything is sent.
pub const WRONG_FILE: Text = Text::new(
    "这不是本采购包密钥责任表上的密钥文件，请选择正确的文件。",
    "This is not the key file on the key sheet of this lot. Choose the right file.",
);

/// Next on the wall: the list.
pub const NEXT_SIGN_LIST: Text = Text::new("经办人与监督人员签署开标清单", "Officer and supervisor sign the list");
/// Next on the wall: the announcement.
pub const NEXT_ANNOUNCE: Text =
    Text::new("全部投标已有结果，即将同时公布报价", "Every bid has its verdict; all prices are announced together");
/// Next on the wall: the record.
pub const NEXT_RECORD: Text = Text::new("听取异议，签署开标记录", "Objections are heard, then the record is signed");
/// When the list was closed.
pub const CLOSED_AT: Text = Text::new("截标时间", "List closed");
/// Where.
pub const PLACE: Text = Text::new("开标地点", "Place");
/// The bids.
pub const BIDS: Text = Text::new("投标清单", "Bids");
/// The prices.
pub const PRICES: Text = Text::new("唱标一览", "Announced prices");
/// Column.
pub const STATE: Text = Text::new("状态", "State");
/// Row.
pub const STAGE: Text = Text::new("阶段", "Stage");
/// The key is destroyed.
pub const DESTROYED: Text = Text::new("已声明销毁", "Destroyed");
/// The holder's number.
pub const MY_PLACE: Text = Text::new("我的席次 / 总数", "My place / holders");

/// The opening is suspended.
pub const SUSPENDED: Text = Text::new("开标已中止，计时停止", "The opening is suspended; its clocks stand still");
/// Next: the technical envelopes are read out.
pub const NEXT_ANNOUNCE_TECHNICAL: Text = Text::new(
    "商务技术文件已全部解密，即将宣布（不含报价）",
    "All technical envelopes are decrypted; they are announced without prices",
);
/// Heading.
pub const INTERRUPTIONS: Text = Text::new("延长与中止", "Extensions and suspensions");
/// Heading.
pub const SEALED_FOR_EVER: Text = Text::new("不予开启的报价", "Prices that stay sealed");
/// Hint.
pub const SEALED_FOR_EVER_HINT: Text = Text::new(
    "以下投标人未通过商务技术评审，其报价信封永不开启。",
    "These bidders did not pass the technical stage; their price envelopes are never opened.",
);
/// Technical envelopes announced.
pub const TECHNICAL: Text = Text::new("商务技术文件开标一览", "Technical envelopes");
/// Prices come later.
pub const PRICES_LATER: Text = Text::new(
    "报价信封仍然封存，技术评审结束后只开启通过者的报价。",
    "Prices stay sealed; after the technical stage only those of the bidders who pass are opened.",
);
/// Action.
pub const ANNOUNCE_TECHNICAL: Text = Text::new("宣布商务技术文件开标结果", "Announce the technical envelopes");
/// Before announcing.
pub const ANNOUNCE_TECHNICAL_WARNS: Text = Text::new(
    "将向所有投标人宣布各家商务技术文件的开标结果，不含报价；宣布后不能收回。",
    "All bidders learn what the technical envelopes say, without prices. This cannot be taken back.",
);
/// Open objections.
pub const OBJECTIONS_OPEN: Text = Text::new("待答复异议", "Objections open");
/// Section: the officer's controls.
pub const CONTROL: Text = Text::new("延长、中止与补救", "Extend, suspend, recover");
/// Field.
pub const MINUTES: Text = Text::new("时限（分钟）", "Time limit (minutes)");
/// Action.
pub const EXTEND: Text = Text::new("延长解密时段", "Extend the window");
/// Action.
pub const SUSPEND: Text = Text::new("中止开标", "Suspend the opening");
/// Action.
pub const RESUME: Text = Text::new("恢复开标", "Resume the opening");
/// Action.
pub const CALL_RECOVERY: Text = Text::new("启动恢复文件补救", "Call for recovery files");
/// Holder: the list is not a part of the one that was closed at the deadline.
pub const LIST_DIFFERS: Text = Text::new(
    "报价名单与截标时的清单不一致，请不要提交份额，并立即告知监督人员。",
    "The list of prices differs from the one of the deadline. Release nothing, and tell the supervisor at once.",
);
/// Destroy: an envelope's keys will not be used any more.
pub const DESTROY_UNUSED: Text = Text::new(
    "该信封的密钥不再使用。请先删除密钥文件及备份，再签署销毁声明。",
    "The keys of this envelope will not be used any more. Delete the key file and its backups first, then sign.",
);
