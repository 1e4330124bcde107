//! "Today": the lots that concern the reader, and what waits for them.

use super::state::holder_state;
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::tenders::{HolderState, ListTenders, NextAct, TenderRow, Today, TodayRow};
use shared::id::{LotKey, TenderId};
use shared::lifecycle::{Failure, Stage};
use shared::people::Role;
use std::collections::BTreeMap;
use store::lots::Lot;
use store::tenders::today::DoneActs;

/// The reader, and what they have done.
struct Reader {
    role: Role,
    account: String,
    org: Option<String>,
    /// The lots of which the reader is a key holder, and whether the sheet of each has all its keys.
    holds: BTreeMap<LotKey, (HolderState, bool)>,
    done: DoneActs,
}

impl Query for ListTenders {
    async fn run(&self, work: &mut Work<'_>) -> Result<Today, Fault> {
        let reader = reader(work).await?;
        let lots = store::lots::all(work.conn()).await?;
        let mut rows: Vec<TodayRow> = lots
            .into_iter()
            .filter(|lot| reader.sees(lot))
            .map(|lot| TodayRow {
                next: reader.next(&lot),
                lot: lot.key,
                tender_title: lot.tender_title,
                title: lot.title,
                stage: lot.stage.name(),
                deadline_ms: lot.deadline_ms,
            })
            .collect();
        // Stable: what waits comes first, and within it the nearest deadline; lots without one come last.
        rows.sort_by_key(|row| (row.next.is_none(), row.deadline_ms.unwrap_or(i64::MAX)));
        let tenders = store::tenders::all(work.conn()).await?;
        let tenders = tenders.into_iter().filter(|tender| {
            matches!(reader.role, Role::Officer | Role::Supervisor) || reader.org.as_deref() == Some(&tender.purchaser)
        });
        let tenders = tenders.map(|tender| {
            let id = TenderId::new(tender.id).map_err(Fault::internal)?;
            Ok(TenderRow { id, title: tender.title, purchaser: tender.purchaser_name })
        });
        Ok(Today { rows, tenders: tenders.collect::<Result<_, Fault>>()?, now_ms: work.now_ms() })
    }
}

async fn reader(work: &mut Work<'_>) -> Result<Reader, Fault> {
    let account = work.account()?.to_owned();
    let (role, org) = (work.actor().role, work.actor().org.as_ref().map(ToString::to_string));
    let mut holds = BTreeMap::new();
    for mine in store::tenders::holders::of_account(work.conn(), &account).await? {
        let all = store::tenders::holders::of_lot(work.conn(), &mine.key, &mine.envelope).await?;
        let keys_in = all.iter().all(|row| row.public_key.is_some());
        let state = holder_state(&mine);
        // With two envelopes the key that is farthest behind says what is next.
        let (known, all_in) = holds.entry(mine.key.clone()).or_insert((state, keys_in));
        if state == HolderState::IdentityReplaced || (*known != HolderState::IdentityReplaced && state < *known) {
            (*known, *all_in) = (state, keys_in);
        } else if state == *known {
            *all_in |= keys_in;
        }
    }
    let done = store::tenders::today::done_by(work.conn(), &account).await?;
    Ok(Reader { role, account, org, holds, done })
}

impl Reader {
    fn sees(&self, lot: &Lot) -> bool {
        match self.role {
            Role::Officer => true,
            Role::Supervisor => lot.supervisor == self.account || self.holds.contains_key(&lot.key),
            Role::Purchaser => self.owns(lot) || self.holds.contains_key(&lot.key),
            Role::Registrar => matches!(lot.stage, Stage::Drawing) || self.holds.contains_key(&lot.key),
            _ => false,
        }
    }

    fn owns(&self, lot: &Lot) -> bool {
        self.org.as_deref() == Some(lot.purchaser.as_str())
    }

    /// What this reader has to do next on the lot. A holder's act comes first: others wait for it.
    fn next(&self, lot: &Lot) -> Option<NextAct> {
        self.next_as_holder(lot).or_else(|| match self.role {
            Role::Officer if lot.officer == self.account => self.next_as_officer(lot),
            Role::Supervisor if lot.supervisor == self.account => self.next_as_supervisor(lot),
            Role::Purchaser if self.owns(lot) => self.next_as_purchaser(lot),
            Role::Registrar if lot.stage == Stage::Drawing => Some(NextAct::AnswerCalls),
            _ => None,
        })
    }

    fn next_as_holder(&self, lot: &Lot) -> Option<NextAct> {
        let (state, keys_in) = self.holds.get(&lot.key)?;
        let unless = |done: bool, act| (!done).then_some(act);
        match (&lot.stage, state) {
            (Stage::Draft, HolderState::Named | HolderState::IdentityReplaced) => Some(NextAct::MakeHolderKey),
            (Stage::Draft, HolderState::KeyMade) if *keys_in => Some(NextAct::SignKeySheet),
            (Stage::Opening { .. } | Stage::PriceOpening { .. }, _) => {
                unless(self.done.released.contains(&lot.key), NextAct::ReleaseShares)
            }
            (Stage::Failed { reason: Failure::FewerThanThreeSubmitted }, _) => {
                unless(self.done.destroyed.contains(&lot.key), NextAct::DestroyKey)
            }
            _ => None,
        }
    }

    fn next_as_officer(&self, lot: &Lot) -> Option<NextAct> {
        match lot.stage {
            Stage::Draft => Some(NextAct::FinishDraft),
            Stage::Closed { .. } | Stage::PriceClosed { .. } => self.sign_list(lot),
            Stage::Opening { .. } | Stage::PriceOpening { .. } => Some(NextAct::LeadOpening),
            Stage::Opened { .. } | Stage::PriceOpened { .. } => Some(NextAct::Announce),
            Stage::Announced { .. } | Stage::PriceAnnounced { .. } => self.sign_record(lot),
            Stage::Recorded => self.review(lot),
            Stage::Qualified => Some(NextAct::RequestSeats),
            Stage::Drawing => Some(NextAct::TakePartInDraw),
            Stage::Seated => Some(NextAct::CheckIn),
            Stage::Confirmed { .. } => Some(NextAct::PublishResult),
            Stage::Reviewing | Stage::Scoring | Stage::Priced => {
                self.done.stopped.contains(&lot.key).then_some(NextAct::AnswerStop)
            }
            _ => None,
        }
    }

    fn next_as_supervisor(&self, lot: &Lot) -> Option<NextAct> {
        match lot.stage {
            Stage::Closed { .. } | Stage::PriceClosed { .. } => self.sign_list(lot),
            Stage::Announced { .. } | Stage::PriceAnnounced { .. } => self.sign_record(lot),
            Stage::Drawing => Some(NextAct::TakePartInDraw),
            _ => None,
        }
    }

    fn next_as_purchaser(&self, lot: &Lot) -> Option<NextAct> {
        match lot.stage {
            Stage::Recorded => self.review(lot),
            Stage::Qualified => Some(NextAct::NameRepresentative),
            Stage::Drawing => Some(NextAct::TakePartInDraw),
            Stage::Reported { .. } => Some(NextAct::ConfirmAward),
            _ => None,
        }
    }

    fn sign_list(&self, lot: &Lot) -> Option<NextAct> {
        (!self.done.list_signed.contains(&lot.key)).then_some(NextAct::SignList)
    }

    fn sign_record(&self, lot: &Lot) -> Option<NextAct> {
        (!self.done.record_signed.contains(&lot.key)).then_some(NextAct::SignRecord)
    }

    fn review(&self, lot: &Lot) -> Option<NextAct> {
        (!self.done.qualification_signed.contains(&lot.key)).then_some(NextAct::ReviewQualification)
    }
}
