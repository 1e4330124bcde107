//! The rules of the filter (筛选规则): why experts are left out, how the load is spread, and the values that a draw commits to.

use super::super::pool::Day;
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// The eligibility filter of this release; the context names it with the hash of the rules' values
/// ([`FilterRules::version`]).
pub const FILTER_RULES: &str = "filter-2";

/// Why the filter took an expert out of the pool for one draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// Suspended or retired.
    Status,
    /// Has none of the specialties that were asked for.
    Specialty,
    /// Is employed by a bidder.
    BidderEmployee,
    /// Is employed by the purchaser (87号令 art. 47).
    PurchaserEmployee,
    /// Was employed by a bidder or the purchaser within three years.
    PastEmployer,
    /// Has another relation to a bidder or the purchaser.
    Relation,
    /// Is of a region that the rules leave out.
    Region,
    /// Sat on a committee too short a time ago.
    CoolDown,
    /// Has sat on as many committees of the year as the rules allow.
    YearlyCap,
    /// Was a member of an earlier committee of this lot that fell out or was dissolved (87号令 art. 49, 67).
    FormerMember,
}

impl Exclusion {
    /// Every reason, in the order in which the filter tests them.
    pub const ALL: [Self; 10] = [
        Self::Status,
        Self::BidderEmployee,
        Self::PurchaserEmployee,
        Self::PastEmployer,
        Self::Relation,
        Self::Region,
        Self::CoolDown,
        Self::YearlyCap,
        Self::Specialty,
        Self::FormerMember,
    ];

    /// The code in `excluded.tsv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Specialty => "specialty",
            Self::BidderEmployee => "bidder-employee",
            Self::PurchaserEmployee => "purchaser-employee",
            Self::PastEmployer => "past-employer",
            Self::Relation => "relation",
            Self::Region => "region",
            Self::CoolDown => "cool-down",
            Self::YearlyCap => "yearly-cap",
            Self::FormerMember => "former-member",
        }
    }

    /// The reason of that code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// How the load of the pool is spread (draw.md, Policy): values that the officer chooses before the ceremony, and that are
/// committed in the context.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRules {
    /// The regions from which experts are drawn; empty for all.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Who was on a committee within so many days is left in peace; 0 for no such rule.
    #[serde(default)]
    pub cool_down_days: u32,
    /// Who was on so many committees of the calendar year is left in peace; 0 for no such rule.
    #[serde(default)]
    pub yearly_cap: u32,
}

/// The most days of a cool-down, and the highest yearly cap.
pub const LOAD_MAX: u32 = 366;

/// Every value of the filter that a draw was made with (`rules.json` of its record).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRules {
    /// The filter: [`FILTER_RULES`].
    pub filter: String,
    /// The day of the request in Beijing: relations count on that day (IR art. 9).
    pub day: Day,
    /// The purchaser's code.
    pub purchaser: String,
    /// The codes of bidders, members of consortia and subcontractors, ascending.
    pub organisations: Vec<String>,
    /// The regions from which experts are drawn, ascending; empty for all.
    pub regions: Vec<String>,
    /// Who was on a committee on that day or later is left in peace.
    pub cool_down_since: Option<Day>,
    /// The first day of the year of the cap.
    pub cap_since: Day,
    /// Who was on so many committees since then is left in peace.
    pub yearly_cap: Option<u32>,
    /// The number of this draw of the lot, from 1: who fell out of an earlier committee takes no part.
    pub n: i64,
}

impl FilterRules {
    /// The bytes of `rules.json`: JSON with its members in the order of [`FilterRules`], without spaces.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the context's `excluded` line names: the filter, and the first 24 bytes of the SHA-256 of `rules.json` in hex.
    #[must_use]
    pub fn version_of(text: &str) -> String {
        format!("{FILTER_RULES}.{}", &Hash::of(text.as_bytes()).to_hex()[..48])
    }
}
