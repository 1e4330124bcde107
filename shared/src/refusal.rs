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
    // ---- account ----
    // ---- tenders ----
    // ---- bids ----
    // ---- opening ----
    // ---- review ----
    // ---- pool ----
    SpecialtyUnknown 422 "specialty-unknown": "专业代码“{code}”不存在，请从专业目录中选择。" | "There is no specialty “{code}”. Choose one from the list of specialties.";
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
    // ---- room ----
    CodeWrong 401 "code-wrong": "验证码不正确或已使用，请核对后重新输入；如仍不行，请到签到处重新领取。" | "The code is wrong or was already used. Check it and type it again, or ask the desk for a new one.";
    NotATerminal 409 "not-a-terminal": "这台设备还不是评标室终端，请由经办人发放激活码并在此激活。" | "This device is not yet a terminal of a room. Ask the officer for an activation code and activate it here.";
    NotExpected 404 "not-expected": "编号“{who}”不在本采购包的签到名单中，请核对专家编号。" | "“{who}” is not expected for this lot. Check the expert's number.";
    RepresentativeNotNamed 409 "representative-not-named": "采购人尚未指定采购人代表，请采购人先填写姓名。" | "The purchaser has not named its representative. Ask the purchaser to enter the name first.";
    NoFreeSeat 409 "no-free-seat": "房间“{room}”没有空闲的已激活终端，请先激活终端或另选房间。" | "Room “{room}” has no free seat with an active terminal. Activate one first, or choose another room.";
    AnswersIncomplete 422 "answers-incomplete": "请对名单上的每一家投标人逐一作答；有关系的须写明情况。" | "Answer for every bidder on the list, and say which relation it is where there is one.";
    NotACandidate 422 "not-a-candidate": "组长只能由已签到且无回避情形的评审专家担任，采购人代表不得担任组长（财政部令第87号第四十五条）。" | "Only an expert who is present and has no relation to a bidder can be head; the purchaser's representative cannot (MoF Order 87, art. 45).";
    NotReady 409 "not-ready": "评标委员会尚未就绪（{missing}），请在签到页面查看缺少的事项。" | "The committee is not ready ({missing}). See on the check-in page what is missing.";
    // ---- scoring ----
    // ---- summary ----
    // ---- award ----
    // ---- supervision ----
}

#[cfg(test)]
mod tests;
