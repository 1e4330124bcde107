//! The words about keys: replaced, revoked, countersigned, tested, restored; and what to do when one is lost.

labels! {
    // ---- my keys ----
    REPLACE "更换身份密钥" | "Replace the identity key";
    REPLACE_LEAD "新密钥的登记会写明被替换的旧密钥。旧密钥立即失效；已签署的内容仍然有效。" | "The new key names the one that it replaces, which is void at once. What was signed stays signed.";
    REVOKE "吊销身份密钥" | "Revoke the identity key";
    REVOKE_LEAD "密钥文件被他人取得、又暂时不能更换时使用。吊销后您不能签署任何内容，直到登记新密钥。" | "For a key file that somebody else may have, when you cannot replace it now. Until you enrol another key you can sign nothing.";
    REASON "原因" | "Reason";
    REVOKED "已吊销（{at}）：{why}" | "Revoked ({at}): {why}";
    KEY_REVOKED "身份密钥已吊销" | "The identity key is revoked";
    COUNTERSIGNED "有效，已会签（{at}）" | "In force, countersigned ({at})";
    REVOKE_LOCKS "该密钥立即失效，不能恢复。" | "The key is void at once and does not come back.";
    // ---- test, back up, restore ----
    TEST "试开密钥文件" | "Test a key file";
    TEST_LEAD "选择密钥文件并输入口令：本页用它打开一个刚刚加密的测试值。建议在开标前一天再试一次。" | "Choose the key file and enter its passphrase: the page opens a test value with it that was sealed a moment ago. Do it again the day before the opening.";
    TEST_GOOD "密钥文件和口令都正确：测试值已成功打开。" | "File and passphrase are right: the test value was opened.";
    TEST_FAILED "密钥文件打开了，但没能打开测试值，请使用备份并告知中心经办人。" | "The file opened, but the test value did not. Use the backup and tell the centre's officer.";
    TEST_AGAIN "再试一次" | "Test again";
    RESTORE "用纸质备份还原密钥文件" | "Restore a key file from paper";
    RESTORE_LEAD "用扫码枪扫描纸质备份上的二维码，或照录其下的文字；口令仍是原来的口令。" | "Scan the QR code of the printed backup, or type the text below it. The passphrase is the same.";
    RESTORE_TEXT "纸质备份的内容" | "What the printed backup says";
    DO_RESTORE "还原并下载" | "Restore and download";
    RESTORED "密钥文件已还原：{file}" | "The key file is restored: {file}";
    // ---- lost ----
    LOST "密钥或口令丢失了怎么办" | "What to do when a key or passphrase is lost";
    LOST_IDENTITY "身份密钥：登录后在本页更换即可，已签署的内容和已送达的投标不受影响。担任解密责任人的，更换后须由监督人员重新会签，并在公告发布前重新生成解密密钥。" | "An identity key: log in and replace it on this page; what was signed and what was submitted stay valid. Whoever holds a lot's key has the new key countersigned, and before the notice makes the holder's key anew.";
    LOST_BEFORE "公告发布前丢失解密密钥或口令：在本页重新生成密钥，全体重新签署密钥责任表。" | "A holder's key or passphrase lost before the notice: make the key anew on this page; all sign the key sheet again.";
    LOST_AFTER "公告发布后丢失解密密钥或口令：不能更换，但不影响开标——其余解密责任人达到规定人数即可解密。请立即告知中心经办人，使其余责任人妥善保管。" | "A holder's key or passphrase lost after the notice: it cannot be replaced, and the opening does not need it: the others open as soon as enough of them release. Tell the centre's officer at once, so that the others take care of theirs.";
    LOST_PASSPHRASE "忘记口令无人能找回，文件和纸质备份都离不开它；请按密钥丢失处理。" | "Nobody can recover a passphrase, and file and paper are useless without it: treat the key as lost.";
    LOST_TERMINATED "招标终止的采购包没有可解密的内容，请删除密钥文件。" | "Of a lot that was terminated there is nothing to open: delete the key file.";
    // ---- countersign ----
    COUNTERSIGN "身份密钥会签" | "Countersign keys";
    COUNTERSIGN_LEAD "当面核对本人身份，并比对其屏幕或纸面上的公钥与此处一致，再会签。会签之后，其密钥才能用于担任解密责任人。" | "See the person, and compare the key on their screen or paper with the one here; then countersign. Only then may they hold a key of a lot.";
    NO_KEYS "还没有人登记身份密钥" | "Nobody has enrolled an identity key yet";
    WAITS "待会签" | "To be countersigned";
    COUNTS "已会签" | "Countersigned";
    ROOT "监督人员本人，无需会签" | "A supervisor's own: needs none";
    DO_COUNTERSIGN "会签" | "Countersign";
    DID_COUNTERSIGN "已会签" | "Countersigned";
    REVOKE_OF "吊销" | "Revoke";
    OWN_KEY "您的身份密钥（用于会签）" | "Your identity key, to countersign with";
    NOT_COUNTERSIGNED_MARK "（身份密钥未会签）" | "(identity key not countersigned)";
}
