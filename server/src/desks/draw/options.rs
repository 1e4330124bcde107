//! Draws among options: the order of tied bids, and coefficients; and who takes part in the bids beside the bidders.

use super::request::check_beacon;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::draw::{DrawId, DrawState, NameParts, OptionView, PARTS_MAX, RequestOptionDraw};
use shared::draw::{Purpose, options};
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::{LotPlan, WorksPrice};
use std::collections::{BTreeMap, BTreeSet};
use store::draw::Draw;

impl Change for RequestOptionDraw {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<DrawId>, Fault> {
        let key = work.key()?;
        check_beacon(&self.beacon, work.now_ms())?;
        let wanted = wanted(work, self.purpose).await?;
        let wanted = wanted.filter(|options| !options.is_empty()).ok_or(Code::NothingToDraw)?;
        let before = store::draw::newest_of(work.conn(), &key, self.purpose).await?;
        if let Some(before) = &before {
            let same = options_of(before)? == wanted;
            // What was drawn stays drawn: there is no second draw among the same options (draw.md, Ceremony).
            // One whose round came out before all had revealed has drawn nothing.
            if before.state != DrawState::Ended && (before.state != DrawState::Drawn || same) {
                return Err(Code::DrawUnderWay.into());
            }
        }
        let draw = Draw {
            id: crate::random::uuid()?,
            key: key.clone(),
            n: before.map_or(0, |draw| draw.n) + 1,
            groups_json: "[]".to_owned(),
            beacon: self.beacon.clone(),
            meet_ms: work.now_ms(),
            rules: String::new(),
            attempt: 1,
            state: DrawState::Joining,
            context: None,
            seed: None,
            short: None,
            purpose: self.purpose,
            options_json: Some(serde_json::to_string(&wanted)?),
            rules_json: String::new(),
            requested_ms: work.now_ms(),
        };
        let at_ms = work.now_ms();
        store::draw::want(work.conn(), &key, self.purpose, &wanted, at_ms).await?;
        store::draw::insert(work.conn(), &draw).await?;
        let data = json!({
            "draw": draw.id, "purpose": self.purpose, "options": wanted, "beacon": draw.beacon,
        });
        Ok(Done::new(DrawId { draw: draw.id }, Event::of_lot(Kind::DrawRequested, &key, data)))
    }
}

/// What a draw of that purpose is among: what the ranking asked for, or what the notice plans.
pub(super) async fn wanted(work: &mut Work<'_>, purpose: Purpose) -> Result<Option<Vec<String>>, Fault> {
    let key = work.key()?;
    match purpose {
        Purpose::Committee => Ok(None),
        Purpose::Tie | Purpose::Coefficient => match store::draw::wanted(work.conn(), &key, purpose).await? {
            None => planned(work, purpose).await,
            asked => Ok(asked),
        },
    }
}

/// The coefficients of the notice, which may be drawn as soon as the prices are announced; put on record with it.
async fn planned(work: &mut Work<'_>, purpose: Purpose) -> Result<Option<Vec<String>>, Fault> {
    let lot = work.lot()?.clone();
    let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
    let mut options = plan.works.as_ref().map(WorksPrice::options).unwrap_or_default();
    let sealed = plan.opening.two_envelopes && lot.stage.name() < StageName::PriceAnnounced;
    if purpose != Purpose::Coefficient || options.is_empty() || sealed {
        return Ok(None);
    }
    options.sort_unstable();
    Ok(Some(options))
}

/// The options that a draw is among, sorted; none for a committee.
pub(super) fn options_of(draw: &Draw) -> Result<Vec<String>, Fault> {
    Ok(draw.options_json.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// The options in the order of their lots.
pub(super) fn ordered(draw: &Draw, seed: &Hash) -> Result<Vec<(String, Hash)>, Fault> {
    let all = options_of(draw)?;
    let names = all.iter().map(String::as_str);
    let ordered = match draw.purpose {
        Purpose::Tie => options::tie_order(seed, names),
        Purpose::Committee | Purpose::Coefficient => options::option_order(seed, names),
    };
    Ok(ordered.into_iter().map(|(option, lot)| (option.to_owned(), lot)).collect())
}

/// The options as they are shown, with the names of bidders.
pub(super) async fn views(work: &mut Work<'_>, options: Vec<(String, Option<Hash>)>) -> Result<Vec<OptionView>, Fault> {
    let key = work.key()?;
    let names: BTreeMap<String, String> = store::draw::bidders(work.conn(), &key).await?.into_iter().collect();
    let view = |(option, lot): (String, Option<Hash>)| OptionView {
        name: names.get(&option).cloned().unwrap_or_else(|| option.clone()),
        option,
        lot,
    };
    Ok(options.into_iter().map(view).collect())
}

/// The options of a draw as they are shown.
pub(super) async fn shown(work: &mut Work<'_>, draw: &Draw) -> Result<Vec<OptionView>, Fault> {
    let options = match draw.seed {
        Some(seed) => ordered(draw, &seed)?.into_iter().map(|(option, lot)| (option, Some(lot))).collect(),
        None => options_of(draw)?.into_iter().map(|option| (option, None)).collect(),
    };
    views(work, options).await
}

impl Change for NameParts {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let draw = store::draw::newest(work.conn(), &key).await?;
        if draw.is_some_and(|draw| draw.state != DrawState::Ended) {
            return Err(Code::DrawUnderWay.into());
        }
        let bidders = store::draw::bidders(work.conn(), &key).await?;
        let invalid = |field: &str, detail: &str| {
            Fault::from(Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail))
        };
        if self.parts.len() > PARTS_MAX {
            return Err(invalid("parts", "≤ 200"));
        }
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            let code = part.org.as_str();
            if code.len() != 18 || !code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
                return Err(invalid("org", "18 × A–Z 0–9"));
            }
            if part.name.trim().is_empty() || part.name.chars().count() > 100 || part.name.chars().any(char::is_control)
            {
                return Err(Refusal::new(Code::FieldMissing).with("field", "name").into());
            }
            let known = bidders.iter().any(|(org, _)| org == part.bidder.as_str());
            if !known || !seen.insert((part.bidder.as_str(), code)) {
                return Err(invalid("bidder", part.bidder.as_str()));
            }
        }
        store::draw::name_parts(work.conn(), &key, &self.parts).await?;
        let parts: Vec<String> =
            self.parts.iter().map(|part| format!("{} {} {}", part.bidder, part.role.as_str(), part.org)).collect();
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::PartsNamed, &key, json!({ "parts": parts }))))
    }
}
