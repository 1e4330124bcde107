//! What is going on, and what waits for the reader.

use crate::endpoint;
use crate::id::{LotKey, TenderId};
use crate::lifecycle::StageName;
use serde::{Deserialize, Serialize};

/// What is going on, and what waits for this reader.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListTenders {}
endpoint!(ListTenders, Query, "/api/tenders/today" => Today);

/// The lots that concern the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// The lots: those that wait for the reader first, then by deadline.
    pub rows: Vec<TodayRow>,
    /// The tenders that the reader may open, newest first (a tender may have no lot yet).
    pub tenders: Vec<TenderRow>,
    /// The server's time, milliseconds.
    pub now_ms: i64,
}

/// One lot in "today".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayRow {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
    /// What this reader has to do next; nothing when the lot waits for somebody else.
    pub next: Option<NextAct>,
}

/// The next act of a reader on a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextAct {
    /// Write the lot and publish the notice.
    FinishDraft,
    /// Make the holder's key.
    MakeHolderKey,
    /// Sign the key sheet.
    SignKeySheet,
    /// Sign the list of bids.
    SignList,
    /// Release the shares.
    ReleaseShares,
    /// Lead the opening.
    LeadOpening,
    /// Announce the prices.
    Announce,
    /// Sign the opening record.
    SignRecord,
    /// Review the qualification.
    ReviewQualification,
    /// Ask for seats and begin the draw.
    RequestSeats,
    /// Take part in the draw.
    TakePartInDraw,
    /// Call the experts and note their answers.
    AnswerCalls,
    /// Name the purchaser's representative.
    NameRepresentative,
    /// Check the members in and convene the committee.
    CheckIn,
    /// Answer the committee, which has stopped the evaluation.
    AnswerStop,
    /// Confirm the award.
    ConfirmAward,
    /// Publish the result.
    PublishResult,
    /// Destroy the holder's key of a lot that failed.
    DestroyKey,
}

/// A tender in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderRow {
    /// The tender.
    pub id: TenderId,
    /// Its title.
    pub title: String,
    /// The purchaser's name.
    pub purchaser: String,
}
