//! The words of amendments: the officer's page, the versions of a notice, what people are told.

use super::Text;
use crate::envelope::EarlierBids;
use crate::tender::AmendmentKind;

labels! {
    AMEND "发布更正" | "Amend the notice";
    AMEND_LEAD "更正以公告的新版本发布：注明上一版的哈希，通知所有已获取招标文件和已投标的供应商。标的和资格条件不能更正。" | "An amendment is a new version of the notice that names the hash of the one before; everybody who has the documents or has bid is told. Subject and qualification cannot be amended.";
    KIND "更正类型" | "Kind";
    TEXT "更正内容" | "What is amended";
    TEXT_HINT "写明原文和更正后的内容，1 至 4000 字" | "The old text and the new one; 1 to 4,000 characters";
    AFFECTS "可能影响投标文件编制" | "It may affect how bids are prepared";
    AFFECTS_HINT "勾选后，从发布到投标截止至少要有十五日。" | "Then at least fifteen days are left until the deadline.";
    NEW_DEADLINE "新的投标截止时间（不变则留空）" | "New deadline (empty: it stays)";
    NEW_DEADLINE_HINT "北京时间；只能推后。招标文件提供至投标截止，开标时间随之变动。" | "Beijing time; only later. The documents are supplied until the deadline, and the opening moves with it.";
    EARLIER "此前的投标" | "Earlier bids";
    DOCUMENTS "随本次更正发布的文件" | "Documents of this amendment";
    DOCUMENTS_HINT "发布之前只有本中心能看到；已发布的文件不能替换，请另附更正文件。" | "Until it is published only the centre sees them. What is out stays; add a document that corrects it.";
    CHECKS "规则检查" | "Rule checks";
    CHECKS_GOOD "规则检查通过，可以发布" | "The rules are kept: it can be published";
    PUBLISH "签署并发布更正" | "Sign and publish the amendment";
    PUBLISH_LOCKS "公告的新版本：更正内容、截止时间和此前投标的效力。所有人可见，并立即通知有关供应商。" | "The new version of the notice: what it says, the deadline, what becomes of earlier bids. Everybody sees it, and those concerned are told at once.";
    END_LOCKS "本采购包：招标终止，不再接收投标文件，已收到的密文全部删除。此操作不能恢复。" | "The lot: it ends, takes no bids any more, and everything that was received is deleted. It cannot be taken back.";
    PUBLISH_UNDO "任何人都不能撤销；只能再发布一次更正。" | "Nobody; only another amendment can follow.";
    PUBLISHED "更正已发布" | "The amendment is published";
    VERSIONS "公告的全部版本" | "Every version of the notice";
    VERSION "第 {n} 版" | "Version {n}";
    VERSION_NO "版本" | "Version";
    WHAT_CHANGED "更正内容" | "What changed";
    FIRST "首次公告" | "The first notice";
    DEADLINE_MOVED "投标截止时间由 {from} 改为 {to}" | "The deadline moved from {from} to {to}";
    ADDED "新增文件：{names}" | "New documents: {names}";
    CHAIN_BROKEN "各版本的哈希不能衔接，请勿据此投标，并通知中心" | "The versions do not follow one another by their hashes. Do not bid on them; tell the centre";
    AMENDED_NOTICE "本公告已更正，以最新版本为准" | "This notice was amended; the newest version counts";
    LOG_IN_FIRST "请登录后再下载招标文件：发布更正时，系统会通知您。" | "Log in before you download the documents: then you are told of every amendment.";
    MESSAGES "给您的通知" | "What you were told";
    NO_MESSAGES "目前没有通知" | "Nothing yet";
    TOLD_AT "通知时间" | "Told";
    MUST_RESEAL "更正公告使您此前的投标作废：请按最新公告重新加密并上传。作废回执在下表中。" | "An amendment retired your earlier bid: seal and upload again under the newest notice. The receipt of the retirement is in the table below.";
    RETIREMENT "作废回执" | "Retirement";
    SAVE_RETIREMENT "下载作废回执" | "Download the receipt of the retirement";
    IS_RETIREMENT "更正作废回执" | "Receipt for a retirement by an amendment";
}

/// What an amendment is called.
#[must_use]
pub const fn kind(kind: AmendmentKind) -> Text {
    match kind {
        AmendmentKind::Clarification => Text::new("澄清或者修改", "Clarification"),
        AmendmentKind::Deadline => Text::new("延长投标截止时间", "New deadline"),
        AmendmentKind::Supply => Text::new("延长招标文件提供期限", "Documents supplied for longer"),
        AmendmentKind::Termination => Text::new("终止招标", "Termination"),
    }
}

/// What becomes of earlier bids.
#[must_use]
pub const fn earlier(earlier: EarlierBids) -> Text {
    match earlier {
        EarlierBids::Stand => Text::new("继续有效", "They stand"),
        EarlierBids::Reseal => Text::new("作废，须重新加密投标", "They are void and must be sealed again"),
    }
}
