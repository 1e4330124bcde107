//! The words of the bidders' own part: decrypting in the window, and supplying the recovery file.

use crate::text::Text;

/// Waiting for the bidders' halves.
pub const WAITS_BIDDERS: Text = Text::new("等待投标人在线解密", "Waiting for bidders to decrypt");
/// The window ends.
pub const WINDOW_ENDS: Text = Text::new("投标人解密截止", "Decryption ends in");
/// How many bidders have decrypted.
pub const HALVES_OF: Text = Text::new("已解密投标人", "Bidders who decrypted");
/// A bidder's half is in.
pub const HALF_IN: Text = Text::new("投标人已解密", "Bidder decrypted");
/// Recovery files are called for.
pub const RECOVERY_CALLED: Text = Text::new(
    "解密责任人未能解密，请投标人在时限内提交恢复文件；通过全部核验的才作数。",
    "Holders failed. Bidders supply their recovery files within the time limit; a file counts only if the whole check passes.",
);
/// The call ends.
pub const RECOVERY_ENDS: Text = Text::new("恢复文件提交截止", "Recovery files are taken for");
/// Section: decrypt.
pub const DECRYPT: Text = Text::new("解密我的投标", "Decrypt my bid");
/// Decrypt: what it does.
pub const DECRYPT_HINT: Text = Text::new(
    "将一次提交本次投标全部信封的解密份额，提交后不能更改；时段结束前任何人都看不到。",
    "Your halves for all envelopes of this bid go in one act and are final. Nobody sees them before the window ends.",
);
/// Decrypt: the seed is here.
pub const SEED_HERE: Text = Text::new("本机保存有加密时的密钥", "The seed of this seal is kept in this browser");
/// Decrypt: the file is needed.
pub const SEED_NEEDED: Text = Text::new(
    "本机没有保存，请选择加密时保存的恢复文件",
    "Not in this browser: choose the recovery file saved at sealing",
);
/// Field.
pub const RECOVERY_FILE: Text = Text::new("恢复文件（.recovery.json）", "Recovery file (.recovery.json)");
/// Action.
pub const DECRYPT_NOW: Text = Text::new("提交解密份额", "Decrypt");
/// Done.
pub const DECRYPT_DONE: Text = Text::new(
    "您已完成解密，无需其他操作；请等候责任人解密和唱标。",
    "You have decrypted. Nothing else is to be done; wait for the holders and the announcement.",
);
/// Section: recovery.
pub const SUPPLY: Text = Text::new("提交恢复文件", "Supply the recovery file");
/// Recovery: what it does.
pub const SUPPLY_HINT: Text = Text::new(
    "恢复文件能直接打开您的投标；通过全部核验后作数，提交后不能收回。",
    "The recovery file opens your bid by itself. It counts when the whole check passes, and cannot be taken back.",
);
/// Done.
pub const SUPPLY_DONE: Text = Text::new("恢复文件已收到，正在核验。", "The recovery file is in and is being checked.");
/// Wrong file.
pub const OTHER_FILE: Text = Text::new(
    "这不是本次投标该信封的恢复文件，请选择正确的文件。",
    "This is not the recovery file of this envelope of this bid. Choose the right one.",
);
/// Holder: the window is open.
pub const WAITS_WINDOW: Text = Text::new(
    "投标人解密时段尚未结束，结束后才能提交份额；本页会自动更新。",
    "The bidders' decryption window is still open; shares are released after it. This page updates itself.",
);
