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
    ReviewIncomplete 422 "review-incomplete": "还有 {count} 家投标人未作出审查决定，请全部决定后再签署（第一家：{name}）。" | "{count} bids have no decision yet. Decide on all of them, then sign (the first: {name}).";
    ReviewDisagree 409 "review-disagree": "经办人与采购人对“{name}”的资格审查结论不一致，请双方核对依据；任何一方修改结论后重新签署。" | "Officer and purchaser disagree on “{name}”. Compare the evidence; whoever changes the decision signs again.";
    CitationNeeded 422 "citation-needed": "审查不通过必须注明条款、文件、页码和理由，请填写“{field}”。" | "A failure must cite clause, file, page and reason. Fill in “{field}”.";
    NoSuchPage 422 "no-such-page": "“{file}”没有第 {page} 页，请核对文件和页码。" | "“{file}” has no page {page}. Check file and page.";
    ReviewSigned 409 "review-signed": "您已签署审查意见，不能再修改。" | "You have signed your review; it can no longer be changed.";
    BidNotUnderReview 404 "bid-not-under-review": "该投标人不在本轮评审范围内，请刷新页面。" | "This bid is not under review. Reload the page.";
    UnreadableFile 422 "unreadable-file": "该文件无法显示（{detail}），请下载原文件核对，或告知中心经办人。" | "This file cannot be shown ({detail}). Download the file itself, or tell the centre's officer.";
    // ---- pool ----
    // ---- draw ----
    // ---- room ----
    // ---- scoring ----
    ScoreNotDecimal 422 "score-not-decimal": "“{value}”不是分数，请输入 {min} 到 {max} 之间的数字。" | "“{value}” is not a score. Enter a number from {min} to {max}.";
    ScoreOutOfRange 422 "score-out-of-range": "{value} 分超出“{criterion}”的范围 {min}～{max}，最接近的分数是 {nearest}。" | "{value} is outside the range {min} to {max} of “{criterion}”. The nearest score is {nearest}.";
    ScoreOffStep 422 "score-off-step": "“{criterion}”以 {step} 分为一档，不能打 {value} 分，最接近的分数是 {nearest}。" | "“{criterion}” is scored in steps of {step}; {value} is between them. The nearest scores are {nearest}.";
    SheetSigned 409 "sheet-signed": "您的评分表已经签署，只有组长退回的分数可以修改。" | "Your sheet is signed. Only scores that the head returned can be changed.";
    SheetIncomplete 422 "sheet-incomplete": "还有 {count} 项未打分，请补齐后再签署。" | "{count} scores are missing. Fill them in, then sign.";
    ReasonMissing 422 "reason-missing": "主观评审因素打最低分或最高分须说明理由，还有 {count} 项缺少理由。" | "The lowest and the highest score of a subjective criterion need a reason; {count} scores have none.";
    SheetChanged 409 "sheet-changed": "签署前评分表已在别处改变，请核对最新内容后重新签署。" | "The sheet changed elsewhere before you signed. Look at the latest scores and sign again.";
    // ---- summary ----
    // ---- award ----
    // ---- supervision ----
}

#[cfg(test)]
mod tests;
