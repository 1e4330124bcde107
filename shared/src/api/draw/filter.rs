//! The supervisor runs the filter again; an expert gets a proof of where they stood.

use super::{Exclusion, FilterRules};
use crate::draw::proof::StandingProof;
use crate::endpoint;
use crate::id::{ExpertNo, LotKey};
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// The supervisor runs the filter of the committee's draw again, over the records as they stood at the request, and compares
/// it with what was committed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadFilter {
    /// The lot.
    pub lot: LotKey,
    /// Those with this reason alone.
    #[serde(default)]
    pub reason: Option<Exclusion>,
    /// The page, from 0.
    #[serde(default)]
    pub page: u32,
}
endpoint!(ReadFilter, Query, "/api/draw/filter", lot => FilterReply);

/// Rows of a page of [`ReadFilter`].
pub const FILTER_PAGE: usize = 100;

/// What the re-run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterReply {
    /// The values of the rules.
    pub rules: FilterRules,
    /// What the context names.
    pub version: String,
    /// Whether the values are those that the version is the hash of.
    pub version_holds: bool,
    /// How many were judged.
    pub judged: u64,
    /// Who stands otherwise than was committed.
    pub differences: Vec<FilterRow>,
    /// How many have the reason that was asked for.
    pub found: u64,
    /// A page of them, by pid.
    pub rows: Vec<FilterRow>,
}

/// One expert, without name and number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRow {
    /// Who, within the draw.
    pub pid: Hash,
    /// What was committed.
    pub committed: FilterStanding,
    /// What the re-run says.
    pub again: FilterStanding,
}

/// Where an expert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilterStanding {
    /// Can be drawn for these groups, a bitmask.
    Candidate(u16),
    /// Was taken out.
    Excluded(Exclusion),
}

/// The registrar makes the proof of where an expert stood in the committee's draw, for that expert. Once the result is public.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProveStanding {
    /// The lot.
    pub lot: LotKey,
    /// The expert who asks.
    pub no: ExpertNo,
}
endpoint!(ProveStanding, Change, "/api/draw/prove-standing", lot => StandingFile);

/// What the expert takes home: anybody can check it with nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingFile {
    /// `context.txt` of the draw, which the journal has had since before the ceremony.
    pub context: String,
    /// The proof.
    pub proof: StandingProof,
}
