//! The words of a bidder's screens: my tenders, seal and upload, receipt; and of the public check of receipts.

use super::Text;
use crate::api::bids::{ReceiptFinding, RevisionState, SlotState};

/// How far a slot is.
#[must_use]
pub const fn slot_state(state: SlotState) -> Text {
    match state {
        SlotState::Empty => Text::new("未投标", "No bid yet"),
        SlotState::Sending => Text::new("上传中", "Uploading"),
        SlotState::Submitted => Text::new("已投标", "Submitted"),
        SlotState::Withdrawn => Text::new("已撤回", "Withdrawn"),
        SlotState::MustReseal => Text::new("须重新加密投标", "To be sealed again"),
    }
}

/// What became of a revision.
#[must_use]
pub const fn revision_state(state: RevisionState) -> Text {
    match state {
        RevisionState::Submitted => Text::new("有效", "Counts"),
        RevisionState::Superseded => Text::new("已被新版替换", "Superseded"),
        RevisionState::Withdrawn => Text::new("已撤回", "Withdrawn"),
        RevisionState::Listed => Text::new("已列入开标清单", "On the opening list"),
        RevisionState::Retired => Text::new("因更正公告作废", "Retired by an amendment"),
    }
}

/// What a check of a receipt found, and what to do.
#[must_use]
pub const fn finding(finding: ReceiptFinding) -> Text {
    match finding {
        ReceiptFinding::Genuine => Text::new(
            "回执真实：由本中心签发，日志中有对应记录。",
            "Genuine: signed by this centre, and the journal holds the entry.",
        ),
        ReceiptFinding::NotAReceipt => Text::new(
            "这不是回执：内容不完整或不是回执文件，请粘贴回执全文（包括最后一行签名）。",
            "Not a receipt: the text is incomplete or something else. Paste all of it, with the signature in the last line.",
        ),
        ReceiptFinding::BadSignature => Text::new(
            "签名不符：回执被改动过，或不是本中心签发的，请向出示人索取原件。",
            "The signature is wrong: the receipt was changed or is not from this centre. Ask for the original.",
        ),
        ReceiptFinding::NotInJournal => Text::new(
            "日志中没有相符的记录，请立即联系监督人员。",
            "The journal holds no such entry. Tell the supervisor at once.",
        ),
    }
}

/// Title.
pub const MY_TENDERS: Text = Text::new("我的投标", "My tenders");
/// Empty list.
pub const NO_TENDERS: Text = Text::new("目前没有正在招标的采购包。", "No lot is open for bids at the moment.");
/// Column.
pub const LOT: Text = Text::new("采购包", "Lot");
/// Column.
pub const STAGE: Text = Text::new("阶段", "Stage");
/// Column.
pub const DEADLINE: Text = Text::new("投标截止", "Deadline");
/// Column.
pub const MINE: Text = Text::new("我的投标", "My bid");
/// Action.
pub const GO_BID: Text = Text::new("投标", "Bid");
/// Action.
pub const GO_HALL: Text = Text::new("进入开标大厅", "Enter the hall");
/// Title.
pub const BID: Text = Text::new("加密并上传投标文件", "Seal and upload the bid");
/// Time left.
pub const LEFT: Text = Text::new("距截止", "Time left");
/// The deadline has passed.
pub const OVER: Text = Text::new("投标已截止", "The deadline has passed");
/// No identity key.
pub const NEED_IDENTITY: Text = Text::new(
    "投标文件须用您的身份密钥签署。请先在“我的密钥”中生成并登记身份密钥，再回到本页。",
    "A bid is signed with your identity key. Make and enrol one under “My keys” first, then come back.",
);
/// Action.
pub const GO_KEYS: Text = Text::new("去登记身份密钥", "Enrol an identity key");
/// Step.
pub const STEP_FILES: Text = Text::new("选择文件", "Choose files");
/// Step.
pub const STEP_FORM: Text = Text::new("开标一览表", "Opening form");
/// Step.
pub const STEP_SEAL: Text = Text::new("加密", "Seal");
/// Step.
pub const STEP_UPLOAD: Text = Text::new("上传", "Upload");
/// Step.
pub const STEP_RECEIPT: Text = Text::new("回执", "Receipt");
/// Field.
pub const FILES: Text = Text::new("投标文件（PDF，可多选）", "Bid documents (PDF, several allowed)");
/// Hint.
pub const FILES_HINT: Text = Text::new(
    "文件只在本机加密后上传；截止前任何人都无法读取。",
    "Files are sealed on this machine before they are sent. Nobody can read them before the deadline.",
);
/// Action.
pub const REMOVE: Text = Text::new("移除", "Remove");
/// Heading.
pub const FORM: Text = Text::new("开标一览表", "Opening form");
/// Field.
pub const PRICE: Text = Text::new("投标报价（元）", "Price (yuan)");
/// Field.
pub const PRICE_WORDS: Text = Text::new("大写金额", "Price in words");
/// Hint.
pub const PRICE_WORDS_HINT: Text = Text::new(
    "按报价自动填写，可修改；不一致时以大写为准。",
    "Filled in from the figures; you may edit it. Where they differ, the words count.",
);
/// Field.
pub const DELIVERY: Text = Text::new("交付期（合同签订后，日）", "Delivery (days from the contract)");
/// Field.
pub const VALIDITY: Text = Text::new("投标有效期（开标后，日）", "Validity (days from the opening)");
/// Field.
pub const SIZE: Text = Text::new("企业规模声明", "Claimed size of the enterprise");
/// Field.
pub const SHARE: Text =
    Text::new("联合体或分包中小微企业份额（0–1）", "Share of small enterprises in a consortium (0–1)");
/// Field.
pub const DOMESTIC: Text = Text::new("所投产品为本国产品", "The product is domestic");
/// Field.
pub const BRAND: Text = Text::new("核心产品品牌（如要求）", "Brand of the core product (if asked)");
/// Heading.
pub const INDEX: Text = Text::new("评审因素索引", "Index of criteria");
/// Hint.
pub const INDEX_HINT: Text = Text::new(
    "指明每个评审因素的响应在哪个文件的第几页，评委将据此定位。",
    "Say on which page of which file each criterion is answered; the committee jumps there.",
);
/// Field.
pub const INDEX_FILE: Text = Text::new("文件", "File");
/// Field.
pub const INDEX_PAGE: Text = Text::new("页码", "Page");
/// Choice.
pub const INDEX_NONE: Text = Text::new("不指定", "Not indexed");
/// Heading.
pub const KEY: Text = Text::new("身份密钥", "Identity key");
/// Field.
pub const KEY_FILE: Text = Text::new("载入身份密钥文件", "Load the identity key file");
/// Field.
pub const PASSPHRASE: Text = Text::new("密钥口令", "Passphrase");
/// Action.
pub const SEAL: Text = Text::new("加密并上传", "Seal and upload");
/// Progress.
pub const SEALING: Text = Text::new("正在本机加密", "Sealing on this machine");
/// Progress.
pub const UPLOADING: Text = Text::new("正在上传", "Uploading");
/// Progress.
pub const JUDGING: Text = Text::new("已全部送达，正在核验…", "All bytes have arrived and are being checked…");
/// Progress.
pub const WAITING_LINE: Text = Text::new(
    "网络中断，恢复后将自动继续；请勿关闭本页。",
    "The line is down. The upload goes on by itself when it is back; keep this page open.",
);
/// Action.
pub const SAVE_SEALED: Text = Text::new("保存加密文件", "Save the sealed file");
/// Action.
pub const SAVE_RECOVERY: Text = Text::new("保存恢复文件", "Save the recovery file");
/// Hint.
pub const SAVE_HINT: Text = Text::new(
    "恢复文件可在解密责任人失效时打开您的投标，请妥善保管，勿交他人。",
    "The recovery file opens your bid if the holders fail. Keep it safe and give it to nobody.",
);
/// Heading.
pub const RESUME: Text = Text::new("有未完成的上传", "An upload is not finished");
/// Hint.
pub const RESUME_HINT: Text = Text::new(
    "选择同一份 .sealed 文件可从断点继续；没有保存该文件时，请取消后重新加密。",
    "Choose the same .sealed file to go on where it stopped. If you did not save it, cancel and seal again.",
);
/// Field.
pub const RESUME_FILE: Text = Text::new("加密文件（.sealed）", "Sealed file (.sealed)");
/// Action.
pub const RESUME_GO: Text = Text::new("继续上传", "Continue");
/// Action.
pub const RESUME_CANCEL: Text = Text::new("取消该上传", "Cancel this upload");
/// The file has another length.
pub const RESUME_OTHER: Text = Text::new(
    "这不是未完成的那份文件（大小不同）。",
    "This is not the file of the unfinished upload (its size differs).",
);
/// Heading.
pub const REVISIONS: Text = Text::new("已提交的版次", "Submitted revisions");
/// Column.
pub const REVISION: Text = Text::new("版次", "Revision");
/// Column.
pub const RECEIVED: Text = Text::new("送达时间", "Received");
/// Column.
pub const STATE: Text = Text::new("状态", "State");
/// Column.
pub const BYTES: Text = Text::new("大小", "Size");
/// Action.
pub const REVISE: Text = Text::new("重新加密并替换", "Seal a new revision");
/// Hint.
pub const REVISE_HINT: Text = Text::new(
    "截止前可以替换；新版送达后旧版立即作废。",
    "You may replace it before the deadline; the old one is void once the new one has arrived.",
);
/// Action.
pub const WITHDRAW: Text = Text::new("撤回投标", "Withdraw the bid");
/// Before withdrawing.
pub const WITHDRAW_WARNS: Text = Text::new(
    "撤回后密文将被删除，无法恢复；截止前您可以重新加密投标。",
    "The ciphertext is deleted and cannot be restored. You may seal and submit again before the deadline.",
);
/// Title.
pub const RECEIPT: Text = Text::new("投标回执", "Receipt");
/// Receipt: number.
pub const RECEIPT_NO: Text = Text::new("回执编号", "Receipt number");
/// Receipt: hash.
pub const RECEIPT_HASH: Text = Text::new("投标文件指纹（SHA-256）", "Fingerprint of the bid (SHA-256)");
/// Receipt: time.
pub const RECEIPT_TIME: Text = Text::new("送达时间（以此为准）", "Received (this time counts)");
/// Receipt: entry.
pub const RECEIPT_ENTRY: Text = Text::new("日志序号", "Journal entry");
/// Action.
pub const SAVE_RECEIPT: Text = Text::new("下载回执", "Download the receipt");
/// Action.
pub const RECEIPT_PAPER: Text = Text::new("打印回执（PDF）", "Print the receipt (PDF)");
/// Action.
pub const SAVE_PROOF: Text = Text::new("下载日志证明", "Download the journal proof");
/// QR.
pub const RECEIPT_QR: Text = Text::new("扫码查验回执", "Scan to verify the receipt");
/// Next step.
pub const RECEIPT_NEXT: Text = Text::new(
    "下一步：开标时间即截止时间，届时请进入开标大厅；截止前可以替换或撤回。",
    "Next: the opening begins at the deadline. Enter the hall then; until then you may replace or withdraw the bid.",
);
/// Title.
pub const VERIFY: Text = Text::new("查验投标回执", "Verify a receipt");
/// Field.
pub const VERIFY_TEXT: Text = Text::new("回执全文", "The whole receipt");
/// Hint.
pub const VERIFY_HINT: Text =
    Text::new("粘贴回执全文，或选择回执文件。", "Paste the whole receipt, or choose the receipt file.");
/// Field.
pub const VERIFY_FILE: Text = Text::new("回执文件", "Receipt file");
/// Action.
pub const VERIFY_GO: Text = Text::new("查验", "Verify");
/// Cosigned.
pub const COSIGNED: Text = Text::new("所在检查点已由监督人员会签", "The checkpoint is cosigned by the supervisor");
/// Not cosigned yet.
pub const NOT_COSIGNED: Text = Text::new("所在检查点尚未会签", "The checkpoint is not cosigned yet");
/// It is a withdrawal's receipt.
pub const IS_WITHDRAWAL: Text = Text::new("撤回回执", "Receipt for a withdrawal");
/// Column.
pub const NEXT_STEP: Text = Text::new("下一步", "Next step");
/// Column.
pub const BIDDER: Text = Text::new("投标人", "Bidder");
/// Which note it is.
pub const KIND: Text = Text::new("回执类型", "Kind of receipt");
/// What a receipt is.
pub const RECEIPT_IS: Text = Text::new(
    "投标文件已完整送达并通过核验，本回执由中心签发。",
    "The bid has arrived whole and passed the check. The centre has signed this receipt.",
);
/// Back to the bid page.
pub const BACK: Text = Text::new("返回投标页面", "Back to the bid");

/// Two envelopes: heading.
pub const ENVELOPES: Text = Text::new("两个信封", "Two envelopes");
/// Two envelopes: one is missing.
pub const BOTH_NEEDED: Text = Text::new(
    "尚缺：{missing}。截止前两个信封都收到回执，投标才完整；只递交一个的，截止时视为撤回。",
    "Missing: {missing}. The bid is complete only when both envelopes have their receipts; one alone counts as withdrawn at the deadline.",
);
/// Two envelopes: both are in.
pub const BOTH_IN: Text = Text::new("两个信封均已收到，投标完整。", "Both envelopes are in: the bid is complete.");
/// The technical envelope tells no price.
pub const NO_PRICE_HERE: Text = Text::new(
    "商务技术文件中不得出现报价；报价在报价文件中单独加密递交。",
    "The technical envelope must not tell the price; seal it in the price envelope.",
);
