//! The life of a lot: stages, moves, one table, [`Stage::step`]. `docs/lifecycle.md` is written by the test beside this file.

use crate::journal::Hash;
use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// Why a lot failed (废标、采购失败).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The procurement was terminated before the deadline (87号令 art. 29, 政府采购法 art. 36(4)): nothing is opened.
    Terminated,
    /// Fewer than three bids were submitted (87号令 art. 41): nothing is opened.
    FewerThanThreeSubmitted,
    /// Fewer than three bids could be opened.
    FewerThanThreeOpened,
    /// Fewer than three bidders are qualified (87号令 art. 44).
    FewerThanThreeQualified,
    /// Fewer than three bids comply (87号令 art. 43).
    FewerThanThreeCompliant,
    /// The scoring engine found too few valid bids.
    TooFewValid,
    /// The committee found the documents ambiguous, defective or against national rules and stopped, and the agency confirmed
    /// it (87号令 art. 65): they are amended and the procurement is organised anew.
    DocumentsDefective,
}

/// Where a lot stands; each stage owns what is known from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The officer writes the notice (编制).
    Draft,
    /// The notice is out, bids come in (招标).
    Published {
        /// The deadline, milliseconds since 1970 UTC.
        deadline_ms: i64,
        /// SHA-256 of the notice.
        notice: Hash,
    },
    /// The deadline has passed, the list is made and waits for its signatures (截标).
    Closed {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// The list is signed; holders release their shares (解密).
    Opening {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// Every bid on the list has its verdict; nothing is announced yet (解密完成).
    Opened {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// All prices were announced at once (唱标).
    Announced {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// The opening record is signed; qualification is reviewed (资格审查).
    Recorded,
    /// Enough bidders are qualified; a committee can be drawn (待抽取).
    Qualified,
    /// A draw is under way: ceremony and calls (抽取专家).
    Drawing,
    /// The committee is complete; its members check in (评委签到).
    Seated,
    /// The committee sits: compliance review (符合性审查).
    Reviewing,
    /// The members score (打分).
    Scoring,
    /// Two envelopes: technical scoring is over, the list of the price envelopes that may be opened waits for its
    /// signatures (报价待开).
    PriceClosed {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// Two envelopes: the list is signed; holders release the shares of the price envelopes (报价解密).
    PriceOpening {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// Two envelopes: every price envelope on the list has its verdict; no price is announced yet.
    PriceOpened {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// Two envelopes: all prices were announced at once (报价唱标).
    PriceAnnounced {
        /// SHA-256 of the list.
        list: Hash,
    },
    /// Two envelopes: the record of the price opening is signed; the committee can aggregate.
    Priced,
    /// All sheets are signed and aggregated (汇总).
    Ranked,
    /// The report is made and being signed (报告签署).
    Reporting {
        /// SHA-256 of the report.
        report: Hash,
    },
    /// The report is signed by all (评审完成).
    Reported {
        /// SHA-256 of the report.
        report: Hash,
    },
    /// The purchaser has confirmed the winner (定标).
    Confirmed {
        /// The winning bidder's organisation.
        winner: String,
    },
    /// The result is published (结果公告).
    Concluded {
        /// The winning bidder's organisation.
        winner: String,
    },
    /// The lot failed (废标).
    Failed {
        /// Why.
        reason: Failure,
    },
}

/// The name of a stage, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the Stage of the same name")]
pub enum StageName {
    Draft,
    Published,
    Closed,
    Opening,
    Opened,
    Announced,
    Recorded,
    Qualified,
    Drawing,
    Seated,
    Reviewing,
    Scoring,
    PriceClosed,
    PriceOpening,
    PriceOpened,
    PriceAnnounced,
    Priced,
    Ranked,
    Reporting,
    Reported,
    Confirmed,
    Concluded,
    Failed,
}

impl StageName {
    /// Every stage, in order.
    pub const ALL: [Self; 23] = [
        Self::Draft,
        Self::Published,
        Self::Closed,
        Self::Opening,
        Self::Opened,
        Self::Announced,
        Self::Recorded,
        Self::Qualified,
        Self::Drawing,
        Self::Seated,
        Self::Reviewing,
        Self::Scoring,
        Self::PriceClosed,
        Self::PriceOpening,
        Self::PriceOpened,
        Self::PriceAnnounced,
        Self::Priced,
        Self::Ranked,
        Self::Reporting,
        Self::Reported,
        Self::Confirmed,
        Self::Concluded,
        Self::Failed,
    ];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Opening => "opening",
            Self::Opened => "opened",
            Self::Announced => "announced",
            Self::Recorded => "recorded",
            Self::Qualified => "qualified",
            Self::Drawing => "drawing",
            Self::Seated => "seated",
            Self::Reviewing => "reviewing",
            Self::Scoring => "scoring",
            Self::PriceClosed => "price_closed",
            Self::PriceOpening => "price_opening",
            Self::PriceOpened => "price_opened",
            Self::PriceAnnounced => "price_announced",
            Self::Priced => "priced",
            Self::Ranked => "ranked",
            Self::Reporting => "reporting",
            Self::Reported => "reported",
            Self::Confirmed => "confirmed",
            Self::Concluded => "concluded",
            Self::Failed => "failed",
        }
    }
}

/// What moves a lot on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the stage that the move leads to")]
pub enum Move {
    /// The notice is published.
    Publish { deadline_ms: i64, notice: Hash },
    /// A later version of the notice goes out before the deadline (更正).
    Amend { deadline_ms: i64, notice: Hash },
    /// The deadline passed and the list is made.
    Close { list: Hash },
    /// Officer and supervisor have signed the list.
    SignList,
    /// Every bid on the list has its verdict.
    FinishOpening,
    /// The officer announces all prices at once.
    Announce,
    /// Officer and supervisor have signed the opening record.
    SignRecord,
    /// Officer and purchaser have signed the qualification review.
    Qualify,
    /// A draw begins.
    BeginDraw,
    /// Every seat is accepted.
    Seat,
    /// A seated member fell out and the walk goes on (补抽).
    Reseat,
    /// All members are present and have declared; the committee begins.
    Convene,
    /// All members have signed the compliance review.
    BeginScoring,
    /// Two envelopes: technical scoring is over and the list of the price envelopes that passed is made.
    ClosePrices { list: Hash },
    /// All sheets are signed and aggregated; with two envelopes after the prices.
    Rank,
    /// Cells were returned for correction before the report (复核).
    ReturnCells,
    /// The report is made.
    MakeReport { report: Hash },
    /// The committee decided or was answered something that a report which is not signed by all does not say.
    RecallReport,
    /// All members have signed the report.
    SignReport,
    /// Officer or purchaser found a ground to evaluate again (87号令 art. 64).
    Reevaluate,
    /// The purchaser confirms the winner.
    Confirm { winner: String },
    /// The officer publishes the result.
    Conclude,
    /// The law's count is not reached.
    Fail { reason: Failure },
}

impl Move {
    /// The name of the move, for errors and the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Publish { .. } => "publish",
            Self::Amend { .. } => "amend",
            Self::Close { .. } => "close",
            Self::SignList => "sign_list",
            Self::FinishOpening => "finish_opening",
            Self::Announce => "announce",
            Self::SignRecord => "sign_record",
            Self::Qualify => "qualify",
            Self::BeginDraw => "begin_draw",
            Self::Seat => "seat",
            Self::Reseat => "reseat",
            Self::Convene => "convene",
            Self::BeginScoring => "begin_scoring",
            Self::ClosePrices { .. } => "close_prices",
            Self::Rank => "rank",
            Self::ReturnCells => "return_cells",
            Self::MakeReport { .. } => "make_report",
            Self::RecallReport => "recall_report",
            Self::SignReport => "sign_report",
            Self::Reevaluate => "reevaluate",
            Self::Confirm { .. } => "confirm",
            Self::Conclude => "conclude",
            Self::Fail { .. } => "fail",
        }
    }
}

impl Stage {
    /// The stage's name.
    #[must_use]
    pub const fn name(&self) -> StageName {
        match self {
            Self::Draft => StageName::Draft,
            Self::Published { .. } => StageName::Published,
            Self::Closed { .. } => StageName::Closed,
            Self::Opening { .. } => StageName::Opening,
            Self::Opened { .. } => StageName::Opened,
            Self::Announced { .. } => StageName::Announced,
            Self::Recorded => StageName::Recorded,
            Self::Qualified => StageName::Qualified,
            Self::Drawing => StageName::Drawing,
            Self::Seated => StageName::Seated,
            Self::Reviewing => StageName::Reviewing,
            Self::Scoring => StageName::Scoring,
            Self::PriceClosed { .. } => StageName::PriceClosed,
            Self::PriceOpening { .. } => StageName::PriceOpening,
            Self::PriceOpened { .. } => StageName::PriceOpened,
            Self::PriceAnnounced { .. } => StageName::PriceAnnounced,
            Self::Priced => StageName::Priced,
            Self::Ranked => StageName::Ranked,
            Self::Reporting { .. } => StageName::Reporting,
            Self::Reported { .. } => StageName::Reported,
            Self::Confirmed { .. } => StageName::Confirmed,
            Self::Concluded { .. } => StageName::Concluded,
            Self::Failed { .. } => StageName::Failed,
        }
    }

    /// Makes `what` and gives the next stage.
    ///
    /// # Errors
    /// [`Code::WrongStage`] when the move does not lead out of this stage.
    pub fn step(self, what: Move) -> Result<Self, Refusal> {
        use Failure as F;
        let here = self.name();
        let name = what.name();
        match (self, what) {
            (Self::Draft, Move::Publish { deadline_ms, notice })
            | (Self::Published { .. }, Move::Amend { deadline_ms, notice }) => {
                Ok(Self::Published { deadline_ms, notice })
            }
            (Self::Published { .. }, Move::Close { list }) => Ok(Self::Closed { list }),
            (Self::Closed { list }, Move::SignList) => Ok(Self::Opening { list }),
            (Self::Opening { list }, Move::FinishOpening) => Ok(Self::Opened { list }),
            (Self::Opened { list }, Move::Announce) => Ok(Self::Announced { list }),
            (Self::Announced { .. }, Move::SignRecord) => Ok(Self::Recorded),
            (Self::Recorded, Move::Qualify) => Ok(Self::Qualified),
            (Self::Qualified, Move::BeginDraw) | (Self::Seated | Self::Reviewing | Self::Scoring, Move::Reseat) => {
                Ok(Self::Drawing)
            }
            (Self::Drawing, Move::Seat) => Ok(Self::Seated),
            (Self::Seated, Move::Convene) => Ok(Self::Reviewing),
            (Self::Reviewing, Move::BeginScoring)
            | (Self::Priced | Self::Ranked | Self::Reporting { .. }, Move::ReturnCells) => Ok(Self::Scoring),
            (Self::Scoring, Move::ClosePrices { list }) => Ok(Self::PriceClosed { list }),
            (Self::PriceClosed { list }, Move::SignList) => Ok(Self::PriceOpening { list }),
            (Self::PriceOpening { list }, Move::FinishOpening) => Ok(Self::PriceOpened { list }),
            (Self::PriceOpened { list }, Move::Announce) => Ok(Self::PriceAnnounced { list }),
            (Self::PriceAnnounced { .. }, Move::SignRecord) => Ok(Self::Priced),
            (Self::Scoring | Self::Priced, Move::Rank)
            | (Self::Reporting { .. }, Move::RecallReport)
            | (Self::Reported { .. }, Move::Reevaluate) => Ok(Self::Ranked),
            (Self::Ranked, Move::MakeReport { report }) => Ok(Self::Reporting { report }),
            (Self::Reporting { report }, Move::SignReport) => Ok(Self::Reported { report }),
            (Self::Reported { .. }, Move::Confirm { winner }) => Ok(Self::Confirmed { winner }),
            (Self::Confirmed { winner }, Move::Conclude) => Ok(Self::Concluded { winner }),
            (Self::Published { .. }, Move::Fail { reason: reason @ F::Terminated })
            | (Self::Closed { .. }, Move::Fail { reason: reason @ F::FewerThanThreeSubmitted })
            | (
                Self::Announced { .. } | Self::PriceAnnounced { .. },
                Move::Fail { reason: reason @ F::FewerThanThreeOpened },
            )
            | (Self::Recorded, Move::Fail { reason: reason @ F::FewerThanThreeQualified })
            | (Self::Reviewing, Move::Fail { reason: reason @ F::FewerThanThreeCompliant })
            | (Self::Scoring | Self::Priced, Move::Fail { reason: reason @ F::TooFewValid })
            | (Self::Reviewing | Self::Scoring | Self::Priced, Move::Fail { reason: reason @ F::DocumentsDefective }) => {
                Ok(Self::Failed { reason })
            }
            _ => Err(Refusal::new(Code::WrongStage).with("stage", here.as_str()).with("move", name)),
        }
    }
}

#[cfg(test)]
mod tests;
