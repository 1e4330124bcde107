//! Load and duty: on how many committees experts sat, how they answered, and what both sides say of each other afterwards.

use super::super::Ok;
use super::Day;
use crate::endpoint;
use crate::id::{ExpertNo, LotKey, MemberId};
use serde::{Deserialize, Serialize};

/// How the load of the pool is spread over this calendar year.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadWorkload {
    /// The page, from 0.
    #[serde(default)]
    pub page: u32,
}
endpoint!(ReadWorkload, Query, "/api/pool/workload" => Workload);

/// Rows of a page of [`ReadWorkload`].
pub const WORKLOAD_PAGE: usize = 100;

/// The load of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// The first day of the year.
    pub since: Day,
    /// How many experts may be drawn.
    pub active: u64,
    /// How many experts sat on how many committees this year: committees, experts; from one committee on.
    pub spread: Vec<(u32, u64)>,
    /// How many experts were ever called.
    pub total: u64,
    /// A page of them: the busiest of this year first.
    pub rows: Vec<WorkloadRow>,
}

/// One expert's load and duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkloadRow {
    /// The number.
    pub no: ExpertNo,
    /// The name.
    pub name: String,
    /// Committees of this year.
    pub year: u32,
    /// All committees.
    pub all: u32,
    /// When the newest met, milliseconds.
    pub last_ms: Option<i64>,
    /// How often the expert accepted.
    pub accepted: u32,
    /// How often the expert declined.
    pub declined: u32,
    /// How often the expert was not reached, or did not come.
    pub unreachable: u32,
    /// How often the expert had a conflict.
    pub conflict: u32,
    /// How often the centre rated the expert's duty, and the sum of the scores.
    pub rated: u32,
    /// The sum of the scores.
    pub score_sum: u32,
}

/// Working days after the report within which both sides rate each other (财库〔2016〕198号, art. 21–22).
pub const RATING_DAYS: u16 = 5;
/// The lowest and the highest score.
pub const SCORES: std::ops::RangeInclusive<u8> = 1..=5;
/// A score below this one needs a note that says what happened.
pub const NOTE_BELOW: u8 = 3;
/// The longest note and statement, characters.
pub const RATING_NOTE_MAX: u32 = 500;

/// The officer records how an expert did the duty (评审专家履职记录), within [`RATING_DAYS`]; until then it can be recorded
/// anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RateMember {
    /// The lot.
    pub lot: LotKey,
    /// Who.
    pub member: MemberId,
    /// One of [`SCORES`]: 1 is poor, 5 very good.
    pub score: u8,
    /// What happened; needed below [`NOTE_BELOW`], at most [`RATING_NOTE_MAX`] characters.
    pub note: String,
}
endpoint!(RateMember, Change, "/api/pool/rate-member", lot => Ok);

/// An expert rates the centre's work (对采购代理机构的评价), within [`RATING_DAYS`]; until then it can be rated anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RateCentre {
    /// The lot.
    pub lot: LotKey,
    /// One of [`SCORES`]: 1 is poor, 5 very good.
    pub score: u8,
    /// What happened; needed below [`NOTE_BELOW`], at most [`RATING_NOTE_MAX`] characters.
    pub note: String,
}
endpoint!(RateCentre, Change, "/api/pool/rate-centre", lot => Ok);

/// An expert reads what concerns them: the own rating of the centre, and what the centre recorded of their duty.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadOwnDuty {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadOwnDuty, Query, "/api/pool/own-duty", lot => OwnDuty);

/// What an expert reads of the ratings of a lot: nothing of the other members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDuty {
    /// The first moment in which nothing can be rated any more, milliseconds.
    pub until_ms: Option<i64>,
    /// Whether that time is over.
    pub over: bool,
    /// Whether the reader was drawn; the purchaser's representative rates nobody and is not rated.
    pub drawn: bool,
    /// What the expert said of the centre.
    pub centre: Option<Rating>,
    /// What the centre recorded of the expert.
    pub record: Option<Rating>,
    /// What the expert stated to it.
    pub statement: Option<String>,
}

/// An expert states the own side of what the centre recorded (就有关情况作出说明, art. 21). It can be stated anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StateDuty {
    /// The lot.
    pub lot: LotKey,
    /// What the expert says, 1 to [`RATING_NOTE_MAX`] characters.
    pub text: String,
}
endpoint!(StateDuty, Change, "/api/pool/state-duty", lot => Ok);

/// What was recorded of the members of a lot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRatings {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadRatings, Query, "/api/pool/ratings", lot => Ratings);

/// The duty records of a lot, and how the centre was rated on the whole: who said what of the centre is the supervisor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratings {
    /// The first moment in which nothing can be rated any more, milliseconds; none before the report is signed.
    pub until_ms: Option<i64>,
    /// Whether that time is over.
    pub over: bool,
    /// The drawn members who came, in their order.
    pub members: Vec<DutyRow>,
    /// How many rated the centre.
    pub centre_rated: u32,
    /// The sum of their scores.
    pub centre_sum: u32,
}

/// One member's duty record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRow {
    /// Who.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// Whether the member fell out.
    pub out: bool,
    /// What the centre recorded.
    pub record: Option<Rating>,
    /// What the expert stated to it.
    pub statement: Option<String>,
}

/// The supervisor reads who said what of the centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadCentreRatings {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadCentreRatings, Query, "/api/pool/centre-ratings", lot => Vec<CentreRating>);

/// What one member said of the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRating {
    /// Who.
    pub member: MemberId,
    /// What.
    pub rating: Rating,
}

/// One rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// One of [`SCORES`].
    pub score: u8,
    /// What happened.
    pub note: String,
    /// When, milliseconds.
    pub at_ms: i64,
}
