//! The sheet as the page holds it: what the server knows, what the member typed, what is on its way. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::api::scoring::{Cited, SaveScore, SheetBid, SheetReply};
use shared::id::{LotKey, MemberId, OrgId};
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::rules::PlanCriterion;
use shared::sheet::{self, Sheet, SheetCell};

mod check;
mod sent;

pub use check::Check;
pub use sent::{Fate, Sent, fate};

/// A cell: which bid, which criterion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The bidder.
    pub bidder: OrgId,
    /// The criterion's id.
    pub criterion: String,
}

/// What a member gives: score and reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The score, a decimal; none when it is not scored.
    pub points: Option<String>,
    /// The reason.
    pub reason: String,
}

/// How far a cell is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Never scored.
    #[default]
    Empty,
    /// The server has it.
    Saved,
    /// On its way.
    Saving,
    /// The server cannot be reached; it is kept here and sent again.
    Waiting,
    /// Another window was faster; what is stored there.
    Conflict(Draft, i64),
    /// The server said no, in words.
    Refused(Refusal),
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What the member gives.
    pub mine: Draft,
    /// What the server has.
    pub stored: Draft,
    /// The server's version, 0 for none.
    pub version: i64,
    /// How far it is.
    pub state: State,
    /// The command on its way.
    pub sent: Option<Sent>,
    /// Why it waits, when the server answered but did not take it for the time being.
    pub held: Option<Refusal>,
    /// Whether it came back to be corrected.
    pub returned: bool,
    /// The score before it came back.
    pub old: Option<String>,
    /// Why it came back.
    pub why: Option<String>,
}

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// The lot.
    pub lot: LotKey,
    /// The member.
    pub member: MemberId,
    /// Where the lot stands.
    pub stage: StageName,
    /// What is scored.
    pub criteria: Vec<PlanCriterion>,
    /// The bids.
    pub bids: Vec<SheetBid>,
    /// Whether the sheet is signed.
    pub signed: bool,
    cells: BTreeMap<Key, Cell>,
}

impl Book {
    /// The sheet as the server gives it.
    #[must_use]
    pub fn new(lot: LotKey, reply: &SheetReply) -> Self {
        let mut book = Self {
            lot,
            member: reply.member.clone(),
            stage: reply.stage,
            criteria: Vec::new(),
            bids: Vec::new(),
            signed: false,
            cells: BTreeMap::new(),
        };
        book.absorb(reply);
        book
    }

    /// Takes a newer answer of the server. What is on its way, waits or is in conflict stays as the member gave it.
    pub fn absorb(&mut self, reply: &SheetReply) {
        self.stage = reply.stage;
        self.criteria.clone_from(&reply.criteria);
        self.bids.clone_from(&reply.bids);
        self.signed = reply.signed.is_some();
        for row in &reply.cells {
            let key = Key { bidder: row.bidder.clone(), criterion: row.criterion.clone() };
            let cell = self.cells.entry(key).or_default();
            (cell.returned, cell.old, cell.why) = (row.returned, row.old.clone(), row.why.clone());
            let settled = matches!(cell.state, State::Empty | State::Saved | State::Refused(_)) && cell.sent.is_none();
            if settled && row.version >= cell.version {
                cell.stored = Draft { points: row.points.clone(), reason: row.reason.clone() };
                cell.version = row.version;
                cell.mine = cell.stored.clone();
                if !matches!(cell.state, State::Refused(_)) {
                    cell.state = State::Saved;
                }
            }
        }
    }

    /// Puts back what the outbox kept from before the page was loaded.
    pub fn restore(&mut self, key: Key, sent: Sent) {
        let cell = self.cells.entry(key).or_default();
        let body = &sent.body;
        let own = Draft { points: body.points.clone(), reason: body.reason.clone() };
        cell.mine = sent.newer.clone().unwrap_or(own);
        cell.state = State::Waiting;
        cell.held = None;
        cell.sent = Some(sent);
    }

    /// Whether something of this cell is on its way or in conflict, so that nothing else can be put back for it.
    #[must_use]
    pub fn is_busy(&self, key: &Key) -> bool {
        self.cells.get(key).is_some_and(|cell| cell.sent.is_some() || matches!(cell.state, State::Conflict(..)))
    }

    /// A cell as it is now.
    #[must_use]
    pub fn cell(&self, key: &Key) -> Cell {
        self.cells.get(key).cloned().unwrap_or_default()
    }

    /// How many cells wait for the connection, and how many are in conflict.
    #[must_use]
    pub fn counts(&self) -> (u32, u32) {
        let count = |wanted: fn(&State) -> bool| {
            u32::try_from(self.cells.values().filter(|cell| wanted(&cell.state)).count()).unwrap_or(u32::MAX)
        };
        (count(|state| matches!(state, State::Waiting)), count(|state| matches!(state, State::Conflict(..))))
    }

    /// The criterion of a cell.
    #[must_use]
    pub fn criterion(&self, key: &Key) -> Option<&PlanCriterion> {
        self.criteria.iter().find(|criterion| criterion.id == key.criterion)
    }

    /// How many cells came back to be corrected.
    #[must_use]
    pub fn returned(&self) -> usize {
        self.keys().filter(|key| self.came_back(key)).count()
    }

    fn came_back(&self, key: &Key) -> bool {
        self.cells.get(key).is_some_and(|cell| cell.returned)
    }

    /// Whether only what came back may be changed.
    fn is_narrowed(&self) -> bool {
        self.signed || self.cells.values().any(|cell| cell.returned)
    }

    /// Whether a cell may be changed: while scoring, before the signature any, after it those that came back.
    #[must_use]
    pub fn is_open(&self, key: &Key) -> bool {
        self.stage == StageName::Scoring && (!self.is_narrowed() || self.came_back(key))
    }

    /// Takes what the member gives for a cell, after the check of the score.
    ///
    /// # Errors
    /// The refusal that the server would give; the cell stays as it was.
    pub fn give(&mut self, key: &Key, draft: Draft) -> Result<(), Refusal> {
        let Some(criterion) = self.criterion(key) else { return Err(Code::NotFound.into()) };
        if !self.is_open(key) {
            return Err(Code::SheetSigned.into());
        }
        let score = draft.points.as_deref().map(|points| sheet::judge(criterion, points)).transpose()?;
        let draft = Draft { points: score.map(|score| score.to_string()), reason: draft.reason.trim().to_owned() };
        let cell = self.cells.entry(key.clone()).or_default();
        cell.mine = draft;
        if matches!(cell.state, State::Refused(_)) {
            cell.state = State::Saved;
        }
        Ok(())
    }

    /// What is to be sent for a cell now, if anything: the command on its way again, else a new one under `fresh`.
    pub fn due(&mut self, key: &Key, fresh: impl FnOnce() -> String) -> Option<Sent> {
        let lot = self.lot.clone();
        let cell = self.cells.get_mut(key)?;
        if matches!(cell.state, State::Saving | State::Conflict(..)) {
            return None;
        }
        if cell.sent.is_none() {
            if cell.mine == cell.stored {
                return None;
            }
            let Draft { points, reason } = cell.mine.clone();
            let Key { bidder, criterion } = key.clone();
            let body = SaveScore { lot, bidder, criterion, points, reason, version: cell.version };
            cell.sent = Some(Sent { key: fresh(), body, newer: None });
        }
        cell.state = State::Saving;
        cell.sent.clone()
    }

    /// What the outbox must keep for a cell: the command on its way and what was given since.
    #[must_use]
    pub fn kept(&self, key: &Key) -> Option<Sent> {
        let cell = self.cells.get(key)?;
        let mut sent = cell.sent.clone()?;
        let body = Draft { points: sent.body.points.clone(), reason: sent.body.reason.clone() };
        sent.newer = (cell.mine != body).then(|| cell.mine.clone());
        Some(sent)
    }

    /// The server has it, under this version. The answer to a command that was sent again may be older than what the sheet
    /// knows; then what the sheet knows stays.
    pub fn saved(&mut self, key: &Key, version: i64) {
        let Some(cell) = self.cells.get_mut(key) else { return };
        if let Some(sent) = cell.sent.take() {
            let given = Draft { points: sent.body.points, reason: sent.body.reason };
            if version >= cell.version {
                (cell.stored, cell.version) = (given, version);
            } else if cell.mine == given {
                cell.mine = cell.stored.clone();
            }
        }
        cell.held = None;
        cell.state = State::Saved;
    }

    /// The server cannot be reached, or does not take it for the time being.
    pub fn lost(&mut self, key: &Key, why: Option<Refusal>) {
        if let Some(cell) = self.cells.get_mut(key) {
            cell.state = State::Waiting;
            cell.held = why;
        }
    }

    /// Everything that the server does not have, as it would be sent, in order.
    #[must_use]
    pub fn unsent(&self) -> Vec<Sent> {
        let newest = |key: &Key| {
            let mut sent = self.kept(key)?;
            if let Some(newer) = sent.newer.take() {
                (sent.body.points, sent.body.reason) = (newer.points, newer.reason);
            }
            Some(sent)
        };
        self.cells.keys().filter_map(newest).collect()
    }

    /// What was handed over to another terminal is no longer this one's.
    pub fn give_up(&mut self, key: &Key) {
        let Some(cell) = self.cells.get_mut(key) else { return };
        cell.sent = None;
        cell.held = None;
        cell.mine = cell.stored.clone();
        cell.state = if cell.version > 0 { State::Saved } else { State::Empty };
    }

    /// The server said no. A conflict is kept until the member has chosen; when both windows gave the same there is none.
    pub fn refused(&mut self, key: &Key, refusal: Refusal) {
        let Some(cell) = self.cells.get_mut(key) else { return };
        if refusal.code != Code::VersionConflict {
            cell.sent = None;
            cell.mine = cell.stored.clone();
            cell.state = State::Refused(refusal);
            return;
        }
        let version = refusal.fields.get("version").and_then(|version| version.parse().ok()).unwrap_or(0);
        let theirs = Draft {
            points: refusal.fields.get("points").cloned(),
            reason: refusal.fields.get("reason").cloned().unwrap_or_default(),
        };
        if theirs == cell.mine {
            cell.sent = None;
            (cell.stored, cell.version, cell.state) = (theirs, version, State::Saved);
        } else {
            cell.state = State::Conflict(theirs, version);
        }
    }

    /// The member has chosen: the own score over the stored one, or the stored one.
    pub fn resolve(&mut self, key: &Key, mine: bool) {
        let Some(cell) = self.cells.get_mut(key) else { return };
        let State::Conflict(theirs, version) = cell.state.clone() else { return };
        cell.sent = None;
        (cell.stored, cell.version, cell.state) = (theirs, version, State::Saved);
        if !mine {
            cell.mine = cell.stored.clone();
        }
    }

    /// Every cell that is to be scored, bid by bid.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.bids.iter().flat_map(|bid| {
            let of = |criterion: &PlanCriterion| Key { bidder: bid.bidder.clone(), criterion: criterion.id.clone() };
            self.criteria.iter().map(of)
        })
    }

    /// The cells to work on: those that came back, when there are some; else all.
    fn work(&self) -> Vec<Key> {
        if self.stage != StageName::Scoring {
            return Vec::new();
        }
        let narrowed = self.is_narrowed();
        self.keys().filter(|key| !narrowed || self.came_back(key)).collect()
    }

    /// How many cells of a bid are scored.
    #[must_use]
    pub fn scored(&self, bidder: &OrgId) -> usize {
        self.criteria
            .iter()
            .filter(|criterion| {
                let key = Key { bidder: bidder.clone(), criterion: criterion.id.clone() };
                self.cells.get(&key).is_some_and(|cell| cell.mine.points.is_some())
            })
            .count()
    }

    /// The next cell without a score after `from`, round the sheet: bid by bid, or `across` the bids criterion by criterion;
    /// of returned cells the next that still has its old score.
    #[must_use]
    pub fn next_open(&self, from: &Key, across: bool) -> Option<Key> {
        let mut work = self.work();
        if across {
            let place = |key: &Key| self.criteria.iter().position(|criterion| criterion.id == key.criterion);
            work.sort_by_key(place);
        }
        let to_do = |key: &&Key| {
            let settled = |cell: &Cell| cell.mine.points.is_some() && !(cell.returned && cell.mine.points == cell.old);
            !self.cells.get(*key).is_some_and(settled)
        };
        let here = work.iter().position(|key| key == from).map_or(0, |place| place + 1);
        let round = work.iter().skip(here).chain(work.iter().take(here));
        round.filter(|key| *key != from).find(to_do).cloned()
    }

    /// `by` criteria on, within the same bid.
    #[must_use]
    pub fn criterion_on(&self, from: &Key, by: i32) -> Key {
        let ids: Vec<_> = self.criteria.iter().map(|criterion| &criterion.id).collect();
        step(&ids, &&from.criterion, by)
            .map_or_else(|| from.clone(), |id| Key { criterion: id.to_string(), ..from.clone() })
    }

    /// `by` bids on, same criterion.
    #[must_use]
    pub fn bidder_on(&self, from: &Key, by: i32) -> Key {
        let ids: Vec<_> = self.bids.iter().map(|bid| &bid.bidder).collect();
        step(&ids, &&from.bidder, by).map_or_else(|| from.clone(), |id| Key { bidder: (*id).clone(), ..from.clone() })
    }

    /// The pages that a bid cites for a criterion, in its own order.
    #[must_use]
    pub fn cited(&self, key: &Key) -> Vec<Cited> {
        let bid = self.bids.iter().find(|bid| bid.bidder == key.bidder);
        let index = bid.map(|bid| bid.index.as_slice()).unwrap_or_default();
        index.iter().filter(|cited| cited.criterion == key.criterion).cloned().collect()
    }

    /// The document that is signed.
    #[must_use]
    pub fn document(&self) -> Sheet {
        let cell = |key: Key| {
            let stored = self.cell(&key).stored;
            let points = stored.points.unwrap_or_default();
            SheetCell { bidder: key.bidder, criterion: key.criterion, points, reason: stored.reason }
        };
        Sheet::new(&self.lot, self.member.clone(), &self.criteria, self.keys().map(cell).collect())
    }
}

/// The item `by` places on, stopping at the ends.
fn step<'a, T: PartialEq>(items: &'a [T], from: &T, by: i32) -> Option<&'a T> {
    let here = items.iter().position(|item| item == from)?;
    let last = items.len().checked_sub(1)?;
    let to = i64::try_from(here).ok()? + i64::from(by);
    items.get(usize::try_from(to.max(0)).ok()?.min(last))
}

#[cfg(test)]
mod tests;
