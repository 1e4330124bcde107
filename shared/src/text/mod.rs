//! Every sentence that a person reads, in Chinese (zh-CN) and English. No lookup that can miss: a [`Text`] always has both.
//!
//! One file per desk holds the labels of its screens as constants; refusals carry their sentences in
//! [`crate::refusal`], roles and stages have theirs here.

use crate::lifecycle::{Failure, StageName};
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// Labels of a screen, one line each: name, Chinese, English.
macro_rules! labels {
    ($($name:ident $zh:literal | $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: super::Text = super::Text::new($zh, $en);
        )*
        /// Every label of the screen, for the test that both languages name the same facts.
        pub const ALL: &[super::Text] = &[$($name),*];
    };
}

pub mod account;
pub mod after;
pub mod amend;
pub mod award;
pub mod bids;
pub mod demo;
pub mod draw;
pub mod frame;
pub mod keys;
pub mod matters;
pub mod opening;
pub mod pool;
pub mod reading;
pub mod rehearsal;
pub mod review;
pub mod room;
pub mod scoring;
pub mod seal;
pub mod summary;
pub mod supervision;
pub mod tenders;

/// The reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// One sentence or label in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    zh: &'static str,
    en: &'static str,
}

impl Text {
    /// A text in both languages.
    #[must_use]
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }

    /// The text in `lang`.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// What a role is called.
#[must_use]
pub const fn role(role: Role) -> Text {
    match role {
        Role::Public => Text::new("公众", "Public"),
        Role::Bidder => Text::new("投标人", "Bidder"),
        Role::Officer => Text::new("中心经办人", "Officer"),
        Role::Expert => Text::new("评审专家", "Expert"),
        Role::Purchaser => Text::new("采购人代表", "Purchaser"),
        Role::Supervisor => Text::new("监督人员", "Supervisor"),
        Role::Registrar => Text::new("专家库管理员", "Registrar"),
        Role::Administrator => Text::new("系统管理员", "Administrator"),
        Role::System => Text::new("系统", "System"),
    }
}

/// What a stage is called.
#[must_use]
pub const fn stage(stage: StageName) -> Text {
    match stage {
        StageName::Draft => Text::new("编制", "Draft"),
        StageName::Published => Text::new("招标中", "Open for bids"),
        StageName::Closed => Text::new("已截标，名单待签", "Closed, list to be signed"),
        StageName::Opening => Text::new("解密中", "Decrypting"),
        StageName::Opened => Text::new("解密完成，待唱标", "Decrypted, to be announced"),
        StageName::Announced => Text::new("已唱标，记录待签", "Announced, record to be signed"),
        StageName::Recorded => Text::new("资格审查", "Qualification review"),
        StageName::Qualified => Text::new("待抽取专家", "Committee to be drawn"),
        StageName::Drawing => Text::new("抽取专家", "Drawing the committee"),
        StageName::Seated => Text::new("评委签到", "Members check in"),
        StageName::Reviewing => Text::new("符合性审查", "Compliance review"),
        StageName::Scoring => Text::new("打分", "Scoring"),
        StageName::PriceClosed => Text::new("报价名单待签", "Price list to be signed"),
        StageName::PriceOpening => Text::new("报价解密中", "Decrypting prices"),
        StageName::PriceOpened => Text::new("报价解密完成，待唱标", "Prices decrypted, to be announced"),
        StageName::PriceAnnounced => Text::new("报价已唱标，记录待签", "Prices announced, record to be signed"),
        StageName::Priced => Text::new("报价已公布，待汇总", "Prices known, to be aggregated"),
        StageName::Ranked => Text::new("已汇总", "Ranked"),
        StageName::Reporting => Text::new("报告签署", "Report being signed"),
        StageName::Reported => Text::new("评审完成", "Report signed"),
        StageName::Confirmed => Text::new("已定标", "Award confirmed"),
        StageName::Concluded => Text::new("结果已公告", "Result published"),
        StageName::Failed => Text::new("采购失败", "Failed"),
    }
}

/// Why a lot failed, with the article.
#[must_use]
pub const fn failure(failure: Failure) -> Text {
    match failure {
        Failure::Terminated => Text::new(
            "因重大变故，采购任务取消，招标已终止（财政部令第87号第二十九条、政府采购法第三十六条第四项）",
            "Terminated: a major change cancelled the procurement (MoF Order 87, art. 29; GPL art. 36(4))",
        ),
        Failure::FewerThanThreeSubmitted => Text::new(
            "递交投标文件的投标人不足三家，不得开标（财政部令第87号第四十一条）",
            "Fewer than three bids were submitted: nothing may be opened (MoF Order 87, art. 41)",
        ),
        Failure::FewerThanThreeOpened => Text::new("成功解密的投标不足三家", "Fewer than three bids could be opened"),
        Failure::FewerThanThreeQualified => Text::new(
            "合格投标人不足三家，不得评标（财政部令第87号第四十四条）",
            "Fewer than three bidders are qualified: no evaluation (MoF Order 87, art. 44)",
        ),
        Failure::FewerThanThreeCompliant => Text::new(
            "通过符合性审查的投标人不足三家（财政部令第87号第四十三条）",
            "Fewer than three bids passed the compliance review (MoF Order 87, art. 43)",
        ),
        Failure::TooFewValid => Text::new("有效投标不足三家", "Fewer than three valid bids are left"),
        Failure::DocumentsDefective => Text::new(
            "招标文件存在歧义、重大缺陷或者违反国家有关规定，停止评标；修改招标文件后重新组织采购（财政部令第87号第六十五条）",
            "The documents are ambiguous, defective or against national rules; the evaluation was stopped, and the procurement \
             is organised anew with amended documents (MoF Order 87, art. 65)",
        ),
    }
}

#[cfg(test)]
mod tests;
