//! Refusals: every "no" has a code, and every code its sentence in both languages (`shared/text`).

use crate::text::{Lang, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A "no" with its reason: what goes over the wire, into the journal and onto the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Which refusal.
    pub code: Code,
    /// Facts that the sentence names, and the fields of the form that it concerns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without fields.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, fields: BTreeMap::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl fmt::Display) -> Self {
        self.fields.insert(field.to_owned(), value.to_string());
        self
    }

    /// The sentence for a person: what happened and what to do. `{name}` in the text is replaced by the field.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let mut sentence = self.code.text().get(lang).to_owned();
        for (name, value) in &self.fields {
            sentence = sentence.replace(&format!("{{{name}}}"), value);
        }
        sentence
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.sentence(Lang::En))
    }
}

impl std::error::Error for Refusal {}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

macro_rules! codes {
    ($($name:ident $status:literal $code:literal : $zh:literal | $en:literal;)*) => {
        /// Every refusal code. The sentence says what happened and what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {$(
            #[doc = $en]
            #[serde(rename = $code)]
            $name,
        )*}

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code on the wire and in the journal.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status that carries it (RFC 9110).
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The sentence in both languages.
            #[must_use]
            pub const fn text(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }
        }
    };
}

// One line per code: name, HTTP status, code on the wire, sentence in Chinese, sentence in English.
// Each desk adds at the end of its own section.
codes! {
    // ---- frame ----
    NotLoggedIn 401 "not-logged-in": "您尚未登录或登录已过期，请重新登录；已填写的内容不会丢失。" | "You are not logged in, or the session has expired. Log in again; nothing that you entered is lost.";
    WrongPassword 401 "wrong-password": "账号或密码不正确，请核对后重试。" | "Account or password is wrong. Check both and try again.";
    Throttled 429 "throttled": "尝试次数过多，请在 {seconds} 秒后再试。" | "Too many attempts. Try again in {seconds} seconds.";
    ConfirmNeeded 401 "confirm-needed": "签署前请再次输入本人密码。" | "Enter your password again to sign.";
    NotPermitted 403 "not-permitted": "您的身份不能进行此操作；如有疑问请联系中心经办人。" | "Your role may not do this. Ask the centre's officer if you think it should.";
    WrongStage 409 "wrong-stage": "本采购包处于“{stage}”阶段，不能进行此操作，请刷新页面查看当前步骤。" | "The lot is at stage “{stage}”, which does not allow this. Reload to see the current step.";
    NotFound 404 "not-found": "找不到您要的内容，请返回列表重新选择。" | "This does not exist. Go back to the list and choose again.";
    WrongOrigin 403 "wrong-origin": "请求来自其他网站，已拒绝；请在本系统页面内操作。" | "The request came from another site and was refused. Act from this system's own pages.";
    BadRequest 400 "bad-request": "请求内容无法识别（{detail}），请刷新页面后重试。" | "The request cannot be read ({detail}). Reload the page and try again.";
    TooLarge 413 "too-large": "内容超过上限 {limit}，请减小后重试。" | "This is larger than the limit of {limit}. Make it smaller and try again.";
    IdempotencyConflict 409 "idempotency-conflict": "同一操作编号已用于其他内容，请刷新页面后重试。" | "This operation number was already used for something else. Reload the page and try again.";
    VersionConflict 409 "version-conflict": "此项已在别处被修改，请查看最新内容后再决定。" | "This was changed elsewhere in the meantime. Look at the latest value, then decide.";
    AlreadyDone 409 "already-done": "此操作已经完成，无需重复。" | "This has already been done; there is nothing to repeat.";
    AlreadyExists 409 "already-exists": "“{name}”已存在，请换一个。" | "“{name}” already exists. Choose another.";
    FieldMissing 422 "field-missing": "请填写“{field}”。" | "Fill in “{field}”.";
    FieldInvalid 422 "field-invalid": "“{field}”填写不正确：{detail}。" | "“{field}” is not valid: {detail}.";
    Busy 503 "busy": "系统繁忙，内容已保留，请稍候重试。" | "The system is busy. What you entered is kept; try again shortly.";
    Internal 500 "internal": "系统内部错误，请将编号 {request} 告知管理员；已确认的数据不受影响。" | "An internal error. Tell the administrator the number {request}; what was confirmed is safe.";
    NotAtSeat 403 "not-at-seat": "请在分配给您的席位终端上操作（{seat}）。" | "Act at the terminal of the seat assigned to you ({seat}).";
    BadSignature 422 "bad-signature": "签名与登记的公钥不符，请确认载入的是您本人的密钥文件。" | "The signature does not match the enrolled key. Check that you loaded your own key file.";
    KeyNotEnrolled 422 "key-not-enrolled": "您还没有登记身份密钥，请先在“我的密钥”中登记。" | "You have no enrolled identity key. Enrol one under “My keys” first.";
    NoFonts 503 "no-fonts": "服务器缺少中文字体，无法排版；请管理员安装软件包 fonts-noto-cjk 或用 --fonts 指定字体目录。" | "The server has no Chinese fonts and cannot set the document. The administrator should install the package fonts-noto-cjk or name a folder with --fonts.";
    StorageFull 503 "storage-full": "服务器存储空间不足，本次未保存；本机保留您的内容并自动重试，请通知管理员。" | "The server has no room left, so this was not saved. This machine keeps it and tries again; tell the administrator.";
    DatabaseAway 503 "database-away": "服务器暂时连不上数据库，本次未保存；本机保留您的内容并自动重试。" | "The server cannot reach its database for the moment, so this was not saved. This machine keeps it and tries again.";
    // ---- account ----
    IdentityInForce 409 "identity-in-force": "您已有一把有效的身份密钥，请用“更换”登记新密钥，或先吊销原密钥。" | "You have an identity key in force. Replace it by the new one, or revoke it first.";
    IdentityNotInForce 409 "identity-not-in-force": "这把身份密钥已被更换或吊销，请刷新页面查看当前密钥。" | "This identity key was replaced or revoked in the meantime. Reload the page to see the one in force.";
    NotYourOwnKey 403 "not-your-own-key": "不能会签自己的身份密钥，请由另一名监督人员会签。" | "Nobody countersigns their own key. Ask another supervisor.";
    // ---- tenders ----
    CriteriaNotHundred 422 "criteria-not-hundred": "各项最高分与价格分值之和不是 100 分，请在评审因素中调整（{article}）。" | "The criteria and the price weight do not sum to 100 points. Adjust them in the criteria ({article}).";
    PriceWeightTooLow 422 "price-weight-too-low": "价格分值低于法定下限，请提高（{article}）。" | "The price weight is below the legal minimum. Raise it ({article}).";
    DeadlineTooEarly 422 "deadline-too-early": "自公告之日起至投标截止不足二十日，请改到 {earliest} 或以后（{article}）。" | "Fewer than twenty days lie between notice and deadline. Move the deadline to {earliest} or later ({article}).";
    DeadlinePassed 422 "deadline-passed": "投标截止时间已过，请改到公告之日起二十日以后（{article}）。" | "The deadline lies in the past. Move it to at least twenty days after the notice ({article}).";
    NoDeadline 422 "no-deadline": "没有设定投标截止时间，请填写后再公告（{article}）。" | "No deadline is set. Enter one, then publish ({article}).";
    NoDocuments 422 "no-documents": "没有招标文件，请至少上传一份 PDF 后再公告（{article}）。" | "There is no tender document. Upload at least one PDF, then publish ({article}).";
    PlanHasErrors 422 "plan-has-errors": "本采购包还有 {count} 处不符合规定（首个：{finding}，字段 {field}），请逐条改正后再公告（{article}）。" | "The lot still has {count} errors (the first: {finding}, field {field}). Put them right, then publish ({article}).";
    NoHolders 422 "no-holders": "没有指定解密责任人，请先指定（{article}）。" | "No key holders are named. Name them first ({article}).";
    HolderKeysMissing 422 "holder-keys-missing": "解密责任人的密钥尚未齐备，请催促其在“解密责任”页面生成（{article}）。" | "Not every holder has made a key. Ask them to make it under “Holdings” ({article}).";
    SheetNotSigned 422 "sheet-not-signed": "密钥责任表尚未由全体解密责任人签署，请催促其在“解密责任”页面签署（{article}）。" | "Not every holder has signed the key sheet. Ask them to sign it under “Holdings” ({article}).";
    HolderIdentityReplaced 422 "holder-identity-replaced": "有解密责任人更换了身份密钥，请其重新生成密钥，并由全体重新签署（{article}）。" | "A holder enrolled another identity key since. That holder makes a new key, and all sign again ({article}).";
    HolderQuorum 422 "holder-quorum": "解密责任人应为 2 至 16 人，开启人数应在 2 与总人数之间，请调整。" | "There are 2 to 16 holders, and between 2 and all of them open. Adjust the numbers.";
    HolderRepeated 422 "holder-repeated": "“{name}”被指定了两次，请只保留一次。" | "“{name}” is named twice. Keep it once.";
    HolderWithoutIdentity 422 "holder-without-identity": "“{name}”还没有登记身份密钥，请其先在“我的密钥”中登记。" | "“{name}” has no enrolled identity key. Ask them to enrol one under “My keys” first.";
    WeakKey 422 "weak-key": "这个公钥不能使用（弱密钥），请在本人浏览器中重新生成。" | "This public key cannot be used (a weak key). Make a new one in your own browser.";
    RepeatedKey 422 "repeated-key": "这个公钥已用于本采购包或其他采购包；每个采购包都要重新生成密钥。" | "This public key is already used for this or another lot. Make a fresh key for every lot.";
    WrongIdentity 422 "wrong-identity": "所用身份密钥不是您当前登记的密钥，请载入当前密钥文件。" | "The identity key is not the one you have enrolled now. Load the current key file.";
    KeysNotComplete 409 "keys-not-complete": "还有解密责任人没有生成密钥，齐备后才能签署密钥责任表。" | "Some holder has not made a key yet. The key sheet can be signed when all keys are in.";
    NotPdf 415 "not-pdf": "“{name}”不是 PDF 文件，请转换为 PDF 后上传。" | "“{name}” is no PDF. Convert it to PDF and upload it again.";
    DocumentName 422 "document-name": "文件名“{name}”不能使用：须以 .pdf 结尾，不含斜杠和控制字符，最多 180 字节。" | "The name “{name}” cannot be used: it ends in .pdf, has no slash or control character, and at most 180 bytes.";
    HolderNotCountersigned 422 "holder-not-countersigned": "“{name}”的身份密钥尚未由监督人员会签，请监督人员先在“身份密钥会签”页面核对并会签。" | "The identity key of “{name}” is not countersigned yet. Ask the supervisor to compare and countersign it under “Countersign keys” first.";
    AmendmentLate 422 "amendment-late": "更正可能影响投标文件编制，距投标截止不足十五日；请将截止时间顺延到 {earliest} 或以后（{article}）。" | "The amendment may affect how bids are prepared, and fewer than fifteen days are left. Move the deadline to {earliest} or later ({article}).";
    AmendmentRefused 422 "amendment-refused": "更正公告不符合规定（{finding}，字段 {field}），请按提示改正后再发布（{article}）。" | "The amendment does not keep the rules ({finding}, field {field}). Put it right, then publish ({article}).";
    AmendmentAfterDeadline 409 "amendment-after-deadline": "投标截止时间已过，不能再发布更正公告；请进入开标程序。" | "The deadline has passed: the notice can no longer be amended. Go on with the opening.";
    LotTerminated 410 "lot-terminated": "招标已终止，本采购包不再接收投标文件；已收到的密文将被删除，回执见“我的投标”。" | "The procurement was terminated and takes no bids any more. What was received is deleted; the receipts are under “My tenders”.";
    TooMany 422 "too-many": "数量超过上限 {limit}，请减少后重试。" | "There are more than the limit of {limit}. Remove some and try again.";
    // ---- bids ----
    BidLate 403 "bid-late": "投标截止时间已过，最后一个字节未能在截止前送达，本次上传不予接收（财政部令第87号第三十三条）。" | "The deadline has passed before the last byte arrived; this upload is not accepted (MoF Order 87, art. 33).";
    BidNotSealed 422 "bid-not-sealed": "收到的是未加密的文件（{found}），不予接收；请在投标页面加密后上传 .sealed 文件。" | "An unsealed file ({found}) arrived and was not accepted. Seal it on the bid page and upload the .sealed file.";
    BidWrongType 415 "bid-wrong-type": "这不是加密投标文件（开头不是 BIDSEAL1），请选择加密后生成的 .sealed 文件。" | "This is not a sealed bid (it does not begin with BIDSEAL1). Choose the .sealed file that sealing made.";
    BidTruncated 422 "bid-truncated": "投标文件不完整：密文应为 {expected} 字节，实际 {found} 字节；请重新上传完整文件。" | "The bid is not complete: {found} of {expected} bytes of ciphertext arrived. Upload the whole file again.";
    BidSwapped 422 "bid-swapped": "文件头与密文不是同一份投标（{field} 不符），请重新加密后上传。" | "Head and payload are not of one bid ({field} differs). Seal again and upload the new file.";
    BidReplayed 422 "bid-replayed": "该文件是为其他采购包、投标人或版次加密的（{field} 不符），不能用于此处；请为本采购包重新加密。" | "This file was sealed for another lot, bidder or revision ({field} differs). Seal anew for this lot.";
    BidOutdated 422 "bid-outdated": "该文件依据的不是现行公告（{field} 不符），请刷新页面，按最新公告重新加密。" | "This file was sealed under another version of the notice ({field} differs). Reload the page and seal under the current notice.";
    BidOtherKey 422 "bid-other-key": "该文件不是用您登记的身份密钥签署的；请载入登记的密钥文件后重新加密。" | "This file was not signed with your enrolled identity key. Load the enrolled key file and seal again.";
    BidHeadInvalid 422 "bid-head-invalid": "加密投标文件的文件头无法通过检查（{detail}），请重新加密后上传。" | "The head of the sealed bid does not pass the check ({detail}). Seal again and upload the new file.";
    NoBid 404 "no-bid": "您在本采购包没有有效的投标文件，无需撤回。" | "You have no bid in this lot, so there is nothing to withdraw.";
    NoReceipt 404 "no-receipt": "找不到该回执，请在“我的投标”中重新选择。" | "There is no such receipt. Choose it again under “My tenders”.";
    UploadTooLong 413 "upload-too-long": "文件超过上限（{limit} 字节），请减小投标文件后重新加密。" | "The file is longer than the limit of {limit} bytes. Make the documents smaller and seal again.";
    UploadOffset 409 "upload-offset": "续传位置不符：服务器已收到 {received} 字节，请从该处继续。" | "The offset does not match: the server has {received} bytes. Continue from there.";
    UploadChecksum 460 "upload-checksum": "此分片在传输中损坏（校验和不符），未保存；请重传该分片。" | "This part was damaged on the way (its checksum differs) and was not kept. Send it again.";
    UploadGone 410 "upload-gone": "此上传已结束或已取消，请重新开始上传。" | "This upload has ended or was cancelled. Start a new one.";
    UploadExpired 410 "upload-expired": "此上传超过一天没有新数据，已自动结束；请重新开始上传。" | "This upload got no bytes for a day and has ended. Start a new one.";
    UploadInProgress 409 "upload-in-progress": "本采购包已有一个进行中的上传；请继续该上传，或先取消它。" | "An upload for this lot is already in progress. Continue it, or cancel it first.";
    UploadVersion 412 "upload-version": "上传协议版本不受支持，请使用 tus 1.0.0。" | "This version of the upload protocol is not supported. Use tus 1.0.0.";
    UploadType 415 "upload-type": "上传分片的 Content-Type 必须是 application/offset+octet-stream。" | "The parts of an upload must have the Content-Type application/offset+octet-stream.";
    FileNotPdf 422 "file-not-pdf": "“{name}”不是 PDF 文件，请转换为 PDF 后再选择。" | "“{name}” is not a PDF. Convert it to PDF and choose it again.";
    FileEmpty 422 "file-empty": "“{name}”是空文件，请选择有内容的文件。" | "“{name}” is empty. Choose a file with content.";
    FileNameBad 422 "file-name-bad": "文件名“{name}”不能使用（过长、重复或含特殊字符），请改名后再选择。" | "The name “{name}” cannot be used (too long, repeated, or special characters). Rename the file and choose it again.";
    FileEncrypted 422 "file-encrypted": "“{name}”设置了密码或权限限制，评委无法打开；请取消 PDF 的加密后重新选择。" | "“{name}” is protected by a password or restrictions and the committee could not open it. Remove the protection of the PDF and choose it again.";
    FileDamaged 422 "file-damaged": "“{name}”不完整或已损坏（没有 PDF 结尾），请重新导出后再选择。" | "“{name}” is incomplete or damaged (it has no end of a PDF). Export it again and choose it anew.";
    FilesTooLarge 422 "files-too-large": "所选文件共 {size}，超过上限 {limit}；请压缩图片或拆分无关内容后重新选择，尚未加密或上传任何内容。" | "The chosen files have {size}, more than the limit of {limit}. Compress pictures or leave out what is not asked for; nothing was sealed or sent yet.";
    FileNameHidden 422 "file-name-hidden": "文件名“{name}”含路径或不可见的方向控制字符，显示的名称可能与实际不符；请改名后再选择。" | "The name “{name}” has a path or invisible direction marks and may show as something else. Rename the file and choose it again.";
    FormNoPrice 422 "form-no-price": "开标一览表没有填写投标报价，请填写大于 0 的金额（元，最多两位小数）。" | "The opening form has no price. Enter an amount above 0 (yuan, at most two decimals).";
    FormPriceWords 422 "form-price-words": "大写金额无法识别或为空，请按“壹佰贰拾叁万元整”的格式填写。" | "The price in words is empty or cannot be read. Write it as in “壹佰贰拾叁万元整”.";
    FormInvalid 422 "form-invalid": "开标一览表填写有误（{detail}），请更正后再加密。" | "The opening form is not right ({detail}). Correct it before sealing.";
    // ---- opening ----
    ListNotCosigned 409 "list-not-cosigned": "开标清单尚未进入监督人员会签的检查点，暂不能解密；请监督人员先会签日志检查点。" | "The list is not yet in a checkpoint that the supervisor cosigned, so nothing may be released. Ask the supervisor to cosign the journal first.";
    RetiredRemain 503 "retired-remain": "被替换或撤回的投标密文正在删除，请几秒后重试。" | "Ciphertext of superseded or withdrawn bids is being deleted. Try again in a few seconds.";
    ReleaseOtherList 422 "release-other-list": "提交的份额不是针对本次开标清单的，请刷新页面后重新操作。" | "These shares are not for this opening list. Reload the page and release again.";
    ReleaseWrongKey 422 "release-wrong-key": "密钥文件不正确：其份额与投标文件（{bidder}）中的承诺不符；请载入为本采购包生成的密钥文件。" | "Wrong key file: its share is not the one that the bid ({bidder}) commits to. Load the key file that was made for this lot.";
    NothingToDestroy 409 "nothing-to-destroy": "本采购包的密钥已用于开标，无需签署销毁声明。" | "The keys of this lot were used for the opening; there is nothing to destroy.";
    NotYetUndecided 409 "not-yet-undecided": "该投标尚可由系统判定（已有结果或仍在等待解密），暂不需要人工认定责任。" | "The system can still decide this bid (it has a verdict, or decryption is pending); no attribution is needed.";
    ObjectionsOpen 409 "objections-open": "还有 {count} 条异议未答复，请先答复再签署开标记录。" | "{count} objections are not answered yet. Answer them before the record is signed.";
    RecordNotReady 409 "record-not-ready": "开标记录正在生成，请几秒后重试。" | "The opening record is being made. Try again in a few seconds.";
    RecordChanged 409 "record-changed": "开标记录已更新，请重新阅读后签署。" | "The opening record has changed. Read the new one before signing.";
    WindowIsOpen 409 "window-is-open": "投标人解密时段尚未结束，结束后才能提交解密份额；本页会自动更新。" | "The bidders' decryption window is still open; shares are released after it ends. The page updates itself.";
    WindowIsClosed 403 "window-is-closed": "投标人解密时段已结束，不再接收；如有异议请当场向经办人提出。" | "The decryption window has ended and takes nothing more. Raise an objection with the officer if you disagree.";
    NoWindow 409 "no-window": "本采购包没有正在进行的投标人解密时段，请刷新页面查看当前步骤。" | "No decryption window is open for this lot. Reload to see the current step.";
    HalfWrong 422 "half-wrong": "提交的解密份额与投标文件（{envelope}）中的承诺不符，未予接收；请选择加密该文件时保存的恢复文件后重试。" | "This is not the half that your bid ({envelope}) commits to, and it was not taken. Choose the recovery file saved when that bid was sealed and try again.";
    HalvesIncomplete 422 "halves-incomplete": "须一次提交全部信封的解密份额（缺少或多出：{envelope}），请为每个信封选择恢复文件后重试。" | "The halves of all envelopes go in one act (missing or too many: {envelope}). Choose the recovery file of each and try again.";
    IsSuspended 409 "is-suspended": "开标已中止（{reason}），恢复后才能继续；计时同时停止，请等候经办人通知。" | "The opening is suspended ({reason}). Its clocks stand still; wait until the officer resumes it.";
    NotSuspended 409 "not-suspended": "开标没有处于中止状态，无需恢复；请刷新页面。" | "The opening is not suspended, so there is nothing to resume. Reload the page.";
    RecoveryNotCalled 409 "recovery-not-called": "目前不需要您的恢复文件：未启动补救，或时限已过，或您的投标已有结果。" | "Your recovery file is not called for now: no call is open, its time is over, or your bid has its verdict.";
    RecoveryOther 422 "recovery-other": "该恢复文件属于其他投标（采购包、信封、投标人或版次不符），请选择本次投标的恢复文件。" | "This recovery file belongs to another bid (lot, envelope, bidder or revision differs). Choose the one of this bid.";
    RecoveryUnreadable 422 "recovery-unreadable": "这不是恢复文件或内容已损坏（{detail}），请选择加密时保存的 .recovery.json 文件。" | "This is no recovery file, or it is damaged ({detail}). Choose the .recovery.json file that was saved at sealing.";
    RecoveryFails 422 "recovery-fails": "该恢复文件不能还原投标文件头（{field} 不符），未予接受；请选择正确的恢复文件，或联系经办人。" | "This recovery file does not give back the bid's head ({field} differs) and was not accepted. Choose the right one, or ask the officer.";
    PriceSealed 409 "price-sealed": "报价信封只在技术评审结束后、按已签署的报价名单开启，现在不能提交其解密份额。" | "Price envelopes are opened only after the technical stage, on the signed list of those that passed. No share of them is taken now.";
    KeysInUse 409 "keys-in-use": "该信封的密钥仍可能用于开标，现在不能签署销毁声明。" | "The keys of this envelope may still be needed; nobody signs yet that they are destroyed.";
    // ---- review ----
    ReviewIncomplete 422 "review-incomplete": "还有 {count} 家投标人未作出审查决定，请全部决定后再签署（第一家：{name}）。" | "{count} bids have no decision yet. Decide on all of them, then sign (the first: {name}).";
    ReviewDisagree 409 "review-disagree": "经办人与采购人对“{name}”的资格审查结论不一致，请双方核对依据；任何一方修改结论后重新签署。" | "Officer and purchaser disagree on “{name}”. Compare the evidence; whoever changes the decision signs again.";
    CitationNeeded 422 "citation-needed": "审查不通过必须注明条款、文件、页码和理由，请填写“{field}”。" | "A failure must cite clause, file, page and reason. Fill in “{field}”.";
    NoSuchPage 422 "no-such-page": "“{file}”没有第 {page} 页，请核对文件和页码。" | "“{file}” has no page {page}. Check file and page.";
    ReviewSigned 409 "review-signed": "您已签署审查意见，不能再修改。" | "You have signed your review; it can no longer be changed.";
    BidNotUnderReview 404 "bid-not-under-review": "该投标人不在本轮评审范围内，请刷新页面。" | "This bid is not under review. Reload the page.";
    UnreadableFile 422 "unreadable-file": "该文件无法显示（{detail}），请下载原文件核对，或告知中心经办人。" | "This file cannot be shown ({detail}). Download the file itself, or tell the centre's officer.";
    // ---- pool ----
    SpecialtyUnknown 422 "specialty-unknown": "专业代码“{code}”不存在，请从专业目录中选择。" | "There is no specialty “{code}”. Choose one from the list of specialties.";
    SpecialtyCircle 422 "specialty-circle": "专业代码“{code}”的上级层级成环或超过 8 层，请更正上级代码。" | "Specialty “{code}” hangs under itself, or more than 8 levels deep. Correct the codes of the ones above.";
    PartsMissing 409 "parts-missing": "{bidder} 的投标文件声明了联合体或分包中小微企业的份额；请先登记其联合体成员或分包供应商，再提出抽取申请。" | "The bid of {bidder} claims a share of small enterprises in a consortium or by subcontract. Name its members or subcontractors first, then request the draw.";
    RoundPublished 409 "round-published": "该 drand 轮次已经公布，此后揭示者可以预知结果；请宣布本次抽取作废，另选尚未公布的轮次重新申请。" | "This drand round is public already, so whoever revealed now would know the outcome. Declare the attempt void and request again with a later round.";
    NotTheRound 422 "not-the-round": "文件不是 drand 第 {round} 轮的签名；请从任一 drand 节点重新下载该轮文件。" | "This is not drand's signature of round {round}. Download that round's file again from any drand node.";
    RatingOver 409 "rating-over": "评价须在评审结束后五个工作日内作出，期限已过；确有情况请书面报告监督人员。" | "Ratings are given within five working days after the evaluation, and that time is over. Report what matters to the supervisor in writing.";
    NoDutyRecord 409 "no-duty-record": "中心尚未记录您的履职情况，记录之后才能说明。" | "The centre has not recorded your duty yet. You can state your side once it has.";
    SheetUnreadable 422 "sheet-unreadable": "无法读取该表格（{detail}）；请另存为 xlsx 或 csv 后再导入。" | "This spreadsheet cannot be read ({detail}). Save it as xlsx or csv and import that.";
    SheetEncoding 422 "sheet-encoding": "文件的文字编码无法识别；请另存为 UTF-8 或 GB18030 编码的 csv，或 xlsx。" | "The file's encoding is not known. Save it as csv in UTF-8 or GB 18030, or as xlsx.";
    SheetColumns 422 "sheet-columns": "表头缺少或重复：{columns}；第一行须为表头，可先导出一份作为模板。" | "Columns are missing or repeated: {columns}. The first row must be the header; an export is a template.";
    SheetTooLong 413 "sheet-too-long": "表格超过 {limit} 行，请分成几份导入。" | "The spreadsheet has more than {limit} rows. Import it in parts.";
    RowMerged 422 "row-merged": "第 {row} 行有合并单元格，请取消合并并填好每一格。" | "Row {row} has merged cells. Unmerge them and fill in every cell.";
    RowDuplicate 422 "row-duplicate": "编号“{no}”已在第 {first} 行出现，请删除重复的一行。" | "“{no}” stands in row {first} already. Delete one of the two.";
    RowDay 422 "row-day": "“{field}”中的“{value}”不是有效日期或时段，请写成 2026-11-22（时段为 起~止）。" | "“{value}” in “{field}” is not a day or period. Write 2026-11-22, a period as from~until.";
    RowWord 422 "row-word": "“{field}”中的“{value}”不能识别，可填：{words}。" | "“{value}” in “{field}” is not known. Write one of: {words}.";
    RowGarbled 422 "row-garbled": "此行含有乱码（�），原文件可能已按错误编码保存，请用原始数据重新导出。" | "This row has broken characters (�): the file was saved in a wrong encoding before. Export it again from its source.";
    ImportOther 409 "import-other": "文件与预览时不同，未导入；请重新检查后再导入。" | "The file is not the one that was checked, so nothing was imported. Check it again, then import.";
    ImportWrong 422 "import-wrong": "有 {count} 行需要更正，未导入任何一行；请更正后重新检查。" | "{count} rows must be corrected; nothing was imported. Correct them and check the file again.";
    // ---- draw ----
    SeatsDiffer 422 "seats-differ": "各专业席位合计 {asked} 人，与采购文件规定的评审专家人数 {planned} 人不符，请调整后再提交。" | "The groups ask for {asked} experts, but the notice says {planned}. Change the numbers and submit again.";
    CannotBeMet 422 "cannot-be-met": "按现有条件，专业 {groups} 的候选专家不足，无法组成评标委员会；请调整专业或席位，或由采购人依法推荐专家入库。" | "There are not enough candidates for {groups}, so no committee can be formed. Change specialties or seats, or let the purchaser recommend experts for the pool as the rules allow.";
    DrawUnderWay 409 "draw-under-way": "本采购包的抽取正在进行，请在抽取页面继续。" | "A draw is under way for this lot. Go on with it on the page of the draw.";
    NoDraw 409 "no-draw": "本采购包尚未发起抽取，请先由经办人提出抽取申请。" | "No draw has been requested for this lot. The officer requests one first.";
    DrawNotThere 409 "draw-not-there": "抽取正处于“{state}”步骤，现在不能进行此操作；请刷新页面查看轮到哪一方。" | "The draw is at the step “{state}”, which does not allow this now. Reload to see whose turn it is.";
    NoteRefused 422 "note-refused": "抽取凭条未被接受（{detail}）；请确认载入的是加入本次抽取时的密钥文件，刷新后重试。" | "The note was not taken ({detail}). Check that you loaded the key file with which you joined this draw, reload and try again.";
    KeyUsed 422 "key-used": "该公钥已被使用，请为本次抽取重新生成一把密钥。" | "This key has been used before. Make a fresh key for this draw.";
    RevealsNotCosigned 409 "reveals-not-cosigned": "揭示凭条尚未列入监督人员见证的日志检查点，请监督人员先完成见证，再录入公开随机值。" | "The reveals do not yet lie in a checkpoint of the journal that the supervisor has cosigned. Let the supervisor cosign first, then enter the public value.";
    NotWithheld 409 "not-withheld": "{party} 一方当前没有应交而未交的凭条，不能以此作废本次抽取。" | "{party} does not owe a note at present, so the attempt cannot be voided for that.";
    AnswerRefused 409 "answer-refused": "该答复不能登记（{detail}），请刷新通知单后再试。" | "This answer cannot be taken ({detail}). Reload the call sheet and try again.";
    AnswerWaits 409 "answer-waits": "该专家已有答复等待监督人员确认，确认前不能再次登记。" | "An answer of this person waits for the supervisor; nothing more can be entered before it is countersigned.";
    TooFewTries 409 "too-few-tries": "目前只联系过 {tries} 次；联系 {needed} 次均无应答后，才能登记“联系不上”。" | "There were {tries} tries so far. “Not reached” can be written down after {needed} without an answer.";
    NoGateway 409 "no-gateway": "本中心未配置自动呼叫网关，请电话通知，或由管理员用 --gateway 启动服务。" | "This centre has no gateway for automatic calls. Telephone, or let the administrator start the server with --gateway.";
    NothingToDraw 409 "nothing-to-draw": "评审目前没有需要抽签决定的事项；出现并列或需抽取系数时才能提出。" | "The evaluation needs nothing decided by lot at present. Request a draw when bids are tied or a coefficient is needed.";
    NotInThePool 404 "not-in-the-pool": "编号“{no}”在本次抽取固定名单时不在专家库中，无法出具证明；请核对专家编号。" | "“{no}” was not in the pool when this draw was fixed, so there is nothing to prove. Check the number.";
    // ---- room ----
    CodeWrong 401 "code-wrong": "验证码不正确或已使用，请核对后重新输入；如仍不行，请到签到处重新领取。" | "The code is wrong or was already used. Check it and type it again, or ask the desk for a new one.";
    NotATerminal 409 "not-a-terminal": "这台设备还不是评标室终端，请由经办人发放激活码并在此激活。" | "This device is not yet a terminal of a room. Ask the officer for an activation code and activate it here.";
    NotExpected 404 "not-expected": "编号“{who}”不在本采购包的签到名单中，请核对专家编号。" | "“{who}” is not expected for this lot. Check the expert's number.";
    RepresentativeNotNamed 409 "representative-not-named": "采购人尚未指定采购人代表，请采购人先填写姓名。" | "The purchaser has not named its representative. Ask the purchaser to enter the name first.";
    NoFreeSeat 409 "no-free-seat": "房间“{room}”没有空闲的已激活终端，请先激活终端或另选房间。" | "Room “{room}” has no free seat with an active terminal. Activate one first, or choose another room.";
    NotCleared 403 "not-cleared": "您尚未声明与各投标人没有利害关系，或已声明应当回避，不能参加评审（政府采购法实施条例第九条，财政部令第87号第四十五条）。" | "You have not declared that you have no relation to any bidder, or declared one, so you cannot take part (Implementing Regulations, art. 9; MoF Order 87, art. 45).";
    AnswersIncomplete 422 "answers-incomplete": "请对名单上的每一家投标人逐一作答；有关系的须写明情况。" | "Answer for every bidder on the list, and say which relation it is where there is one.";
    NotACandidate 422 "not-a-candidate": "组长只能由已签到且无回避情形的评审专家担任，采购人代表不得担任组长（财政部令第87号第四十五条）。" | "Only an expert who is present and has no relation to a bidder can be head; the purchaser's representative cannot (MoF Order 87, art. 45).";
    NotAbsent 409 "not-absent": "该成员已不在委员会中，或不是抽取的专家，不能登记缺席。" | "This member is no longer in the committee, or was not drawn, so no absence can be reported.";
    NotReady 409 "not-ready": "评标委员会尚未就绪（{missing}），请在签到页面查看缺少的事项。" | "The committee is not ready ({missing}). See on the check-in page what is missing.";
    WrongRoomState 409 "wrong-room-state": "房间当前状态（{state}）不能进行此操作，请刷新页面查看。" | "The room is {state}, which does not allow this. Reload to see its state.";
    RoomInUse 409 "room-in-use": "房间内还有评审未完成（{lot}），不能结束；需要中断时请使用“暂停”。" | "An evaluation in the room is not over ({lot}). It cannot be ended; pause it to interrupt.";
    RoomNotSealed 409 "room-not-sealed": "评标室尚未封闭，请等待工作人员封闭后再操作；已填写的内容都在。" | "The room is not sealed yet. Wait until the staff seals it; nothing that you entered is lost.";
    RoomPaused 409 "room-paused": "评审已暂停，请等待工作人员恢复；已填写的内容都在。" | "The evaluation is paused. Wait until the staff resumes it; nothing that you entered is lost.";
    RoomEnded 409 "room-ended": "本评标室的评审已结束；如有疑问请联系工作人员。" | "The evaluation in this room has ended. Call the staff if you think it should not have.";
    SeatFrozen 409 "seat-frozen": "本席位已冻结，请举手通知工作人员；已填写的内容都在。" | "This seat is frozen. Call the staff; nothing that you entered is lost.";
    SeatLocked 409 "seat-locked": "席位已锁定，请输入个人密码继续；已填写的内容都在。" | "The seat is locked. Enter your PIN to go on; nothing that you entered is lost.";
    OutsideRoom 403 "outside-room": "该终端的网络地址（{address}）不在评标室范围内，请联系技术人员核对网络设置。" | "This terminal's address ({address}) is not within the room's range. Ask the technician to check the network.";
    NetworkInvalid 422 "network-invalid": "“{value}”不是网段，请按 CIDR 格式填写，例如 10.20.3.0/24。" | "“{value}” is no range. Write it in CIDR notation, as in 10.20.3.0/24.";
    TerminalUnknown 401 "terminal-unknown": "这台设备的密钥未与任何席位绑定，请由经办人发放激活码并重新激活。" | "The key of this device is bound to no seat. Ask the officer for an activation code and activate it again.";
    ChallengeStale 409 "challenge-stale": "终端验证已过期，请重试。" | "The terminal's proof came too late. Try again.";
    SitsElsewhere 409 "sits-elsewhere": "该评委正在 {seat} 参加“{lot}”的评审，不能同时在两个席位；请先在原席位结束或换座。" | "This member sits at {seat} for “{lot}” and cannot be at two seats. End there first, or move the seat.";
    SeatOccupied 409 "seat-occupied": "{seat} 已由其他评委使用，请核对座位号。" | "{seat} is another member's seat. Check the number of the seat.";
    // ---- scoring ----
    ScoreNotDecimal 422 "score-not-decimal": "“{value}”不是分数，请输入 {min} 到 {max} 之间的数字。" | "“{value}” is not a score. Enter a number from {min} to {max}.";
    ScoreOutOfRange 422 "score-out-of-range": "{value} 分超出“{criterion}”的范围 {min}～{max}，最接近的分数是 {nearest}。" | "{value} is outside the range {min} to {max} of “{criterion}”. The nearest score is {nearest}.";
    ScoreOffStep 422 "score-off-step": "“{criterion}”以 {step} 分为一档，不能打 {value} 分，最接近的分数是 {nearest}。" | "“{criterion}” is scored in steps of {step}; {value} is between them. The nearest scores are {nearest}.";
    SheetSigned 409 "sheet-signed": "您的评分表已经签署，只有组长依法定情形退回的分数可以修改（财政部令第87号第六十四条）。" | "Your sheet is signed. Only scores that the head returned on a legal ground can be changed (MoF Order 87, art. 64).";
    SheetIncomplete 422 "sheet-incomplete": "还有 {count} 项未打分，请补齐后再签署。" | "{count} scores are missing. Fill them in, then sign.";
    ReasonMissing 422 "reason-missing": "主观评审因素打最低分或最高分须说明理由，还有 {count} 项缺少理由。" | "The lowest and the highest score of a subjective criterion need a reason; {count} scores have none.";
    SheetChanged 409 "sheet-changed": "签署前评分表已在别处改变，请核对最新内容后重新签署。" | "The sheet changed elsewhere before you signed. Look at the latest scores and sign again.";
    StraysOpen 409 "strays-open": "还有 {count} 项来自原席位的分数未处理，请先逐项决定采用或放弃。" | "{count} scores from your former seat are not decided yet. Take or drop each of them first.";
    // ---- reading ----
    CopyingForbidden 403 "copying-forbidden": "本评标室禁止复制投标文件的文字，请阅读页面图片。" | "Text of bids may not be copied in this room. Read the picture of the page.";
    MarksSigned 409 "marks-signed": "您已签署评分表，书签和笔记不能再改变。" | "You have signed your sheet, so bookmarks and notes can no longer change; you can still read them.";
    // ---- summary ----
    SheetsMissing 409 "sheets-missing": "以下评委尚未签署评分表：{members}；全部签署后方可汇总。" | "These members have not signed their sheets: {members}. Aggregate when all have signed.";
    CaseRefused 409 "case-refused": "不能汇总：{path}（{article}）；请联系中心经办人核对评审方案和委员会组成。" | "The scores cannot be added up: {path} ({article}). Ask the officer to check the plan and the committee.";
    NotAggregated 409 "not-aggregated": "请先汇总；只有汇总发现问题后才能退回评分。" | "Aggregate first: scores go back only for what the aggregation found.";
    DrawTieFirst 409 "draw-tie-first": "以下投标人并列：{bidders}；请经办人先组织抽签，抽签完成后再汇总（财政部令第87号第三十一条、第六十八条）。" | "These bids are equal: {bidders}. The officer has the order drawn by lot first; then aggregate again (MoF Order 87, art. 31, 68).";
    DrawCoefficientFirst 409 "draw-coefficient-first": "评标基准价的系数尚未抽取（{options}）；请经办人先组织抽取，再汇总。" | "The coefficient of the benchmark is not drawn ({options}). The officer has it drawn first; then aggregate.";
    CellLocked 409 "cell-locked": "该评分现在不能退回：{cell}；评委尚未签署评分表，或评分不存在。" | "This score cannot be returned now: {cell}. Its sheet is not signed, or there is no such score.";
    ReportOther 409 "report-other": "报告已更新，请重新阅读后再签署。" | "There is a newer report. Read it, then sign.";
    // ---- matters ----
    MattersOpen 409 "matters-open": "还有 {count} 项认定或询问没有结果，请先表决、等待答复或到期，再继续。" | "{count} matters or questions have no result yet. Vote on them, or wait for answer or limit, before you go on.";
    EvaluationStopped 409 "evaluation-stopped": "评标委员会已认定招标文件有问题并停止评标（第 {n} 号），请等待采购代理机构书面确认；确认前不得继续评审（财政部令第87号第六十五条）。" | "The committee stopped the evaluation over the documents (no. {n}). Wait for the agency's answer in writing; until then nothing goes on (MoF Order 87, art. 65).";
    NoStop 409 "no-stop": "第 {n} 号事项不是待确认的停止评标决定，请刷新后再办理（财政部令第87号第六十五条）。" | "Matter {n} is not a stop that waits for your answer. Reload, then act (MoF Order 87, art. 65).";
    DissentReason 422 "dissent-reason": "投反对票须写明不同意见和理由（财政部令第87号第六十一条）。" | "Who votes against writes down the dissent and its reasons (MoF Order 87, art. 61).";
    OpinionMissing 422 "opinion-missing": "对异常低价的认定须写明意见，载入评标报告（财库〔2026〕2号）。" | "On a low price every vote needs an opinion; it goes into the report (Caiku [2026] 2).";
    MatterSettled 409 "matter-settled": "该事项已有结论，或您已表决，不能再改（财政部令第87号第六十一条）。" | "This matter is decided, or you have voted; it can no longer change (MoF Order 87, art. 61).";
    MatterRepeated 409 "matter-repeated": "同一事项已在第 {n} 号认定中，请在该处表决或查看结论。" | "The same matter is number {n} already. Vote there, or read its result.";
    CollusionAlone 422 "collusion-alone": "视为串通投标须涉及两家以上投标人，请补充（财政部令第87号第三十七条）。" | "Deemed collusion is between two or more bidders. Name them (MoF Order 87, art. 37).";
    BidAlreadyInvalid 409 "bid-already-invalid": "“{bidder}”的投标已被认定无效，不再表决。" | "The bid of “{bidder}” is invalid already; there is nothing to vote on.";
    NothingToCorrect 422 "nothing-to-correct": "按财政部令第87号第五十九条的顺序核对，没有需要修正的报价；请核对所录数据。" | "By the order of MoF Order 87, art. 59, nothing is to be corrected. Check what you entered.";
    ClaimNotMade 422 "claim-not-made": "该投标人没有提出这项声明，无需认定。" | "The bidder makes no such claim, so there is nothing to decide.";
    LowPriceNotAsked 409 "low-price-not-asked": "尚未通知“{bidder}”说明报价，或说明期限未到；应给予不少于三十分钟（财库〔2026〕2号）。" | "“{bidder}” was not asked to explain its price, or still has time: at least thirty minutes (Caiku [2026] 2).";
    LowPriceNotTriggered 409 "low-price-not-triggered": "该报价未触发审查标准；评委会认为明显过低的，请先表决启动审查（财库〔2026〕2号）。" | "No figure calls this price low. If the committee thinks it is, vote to begin the review first (Caiku [2026] 2).";
    ExplanationMissing 409 "explanation-missing": "投标人未在规定时间内作出说明，不能认定其报价合理（财政部令第87号第六十条）。" | "No explanation came in time; the price cannot be found reasonable (MoF Order 87, art. 60).";
    LowPricesOpen 409 "low-prices-open": "以下异常低价尚未审查：{bidders}；请先通知说明并由评委会认定（财库〔2026〕2号）。" | "These abnormally low prices are not reviewed: {bidders}. Ask for an explanation and decide first (Caiku [2026] 2).";
    InquiryShort 422 "inquiry-short": "答复时间不得少于 {least} 分钟、不得超过 {most} 分钟（财库〔2026〕2号，财政部令第87号第五十一条）。" | "The time for an answer lies between {least} and {most} minutes (Caiku [2026] 2; MoF Order 87, art. 51).";
    InquiryPending 409 "inquiry-pending": "该投标人还有一项询问未答复，请等待答复或到期。" | "This bidder has an open question. Wait for its answer or its limit.";
    InquiryNone 404 "inquiry-none": "评标委员会没有向您提出这项询问；主动提出的澄清不予接受（财政部令第87号第五十一条、招标投标法实施条例第五十二条）。" | "The committee has not asked you this; unsolicited clarifications are not accepted (MoF Order 87, art. 51; TBL Regulations, art. 52).";
    InquiryLate 403 "inquiry-late": "答复期限已过，不再接收（财政部令第87号第五十一条）。" | "The time for an answer is over; nothing more is accepted (MoF Order 87, art. 51).";
    OutliersOpen 409 "outliers-open": "还有 {count} 项畸高、畸低评分未处理：由评委说明理由予以保留，或由组长退回更正（财政部令第87号第六十四条第（四）项）。" | "{count} scores far from the others' are open: their members keep them with a reason, or the head returns them (MoF Order 87, art. 64 (4)).";
    NotAnOutlier 409 "not-an-outlier": "您的这项评分没有被列为畸高、畸低，签署后不得更改或补充（财政部令第87号第六十四条）。" | "This score of yours is not marked as far from the others'; after signing nothing is changed or added (MoF Order 87, art. 64).";
    // ---- award ----
    NotRecommended 422 "not-recommended": "该投标人不是中标候选人，请在候选人中确定中标人（财政部令第87号第六十八条）。" | "This bidder is not a candidate. Confirm one of the candidates (MoF Order 87, art. 68).";
    OutOfOrder 422 "out-of-order": "应按排名顺序确定中标人；确定其他候选人的，请写明理由（财政部令第87号第六十八条）。" | "Candidates are confirmed in rank order. To confirm another one, write down the reason (MoF Order 87, art. 68).";
    // ---- after ----
    BondTooLarge 422 "bond-too-large": "保证金应大于 0 且不超过采购预算的百分之二，即 {most} 元（政府采购法实施条例第三十三条）。" | "A bond is above 0 and at most two per cent of the budget, {most} yuan (GPL Regulations, art. 33).";
    ContractAmount 422 "contract-amount": "合同金额应为中标金额 {price} 元，不得变更（财政部令第87号第七十一条）。" | "The contract's amount is the winner's price, {price} yuan; it cannot be another (MoF Order 87, art. 71).";
    ChallengeLate 403 "challenge-late": "质疑期已过：应在公告期限届满之日起七个工作日内提出（财政部令第94号第十条）。" | "The time for challenges is over: seven working days after the period of the announcement (MoF Order 94, art. 10).";
    ChallengeOnce 409 "challenge-once": "您已对本采购包提出质疑；针对同一环节的质疑应一次性提出（财政部令第94号第十条）。" | "You have challenged this lot. What concerns one step is challenged at once (MoF Order 94, art. 10).";
    DayTwice 422 "day-twice": "{day} 既是节假日又是上班日，请删去其中一处。" | "{day} stands among both the holidays and the days worked on. Remove one.";
    // ---- supervision ----
    JournalShorter 409 "journal-shorter": "警告：日志现有 {size} 条，少于您此前见过的 {seen} 条；请立即停止操作，保存本机记录并向上级报告。" | "Alarm: the journal has {size} entries, fewer than the {seen} that you saw before. Stop, keep this machine's record and report it.";
    UnknownCheckpoint 409 "unknown-checkpoint": "该检查点不是本日志签发的，未予接受；请重新读取最新检查点后再签。" | "This checkpoint is not one of this journal and was not taken. Read the newest checkpoint and sign that.";
    WitnessUnknown 422 "witness-unknown": "共签不是由您登记的见证密钥作出的，请载入本人的见证密钥。" | "The cosignature is not by a witness key of yours. Load your own witness key.";
    CheckpointOlder 409 "checkpoint-older": "已有更新的检查点被共签，请读取最新检查点。" | "A newer checkpoint is cosigned already. Read the newest one.";
}

#[cfg(test)]
mod tests;
