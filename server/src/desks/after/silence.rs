//! The purchaser's silence: who neither confirms nor gives a lawful reason in five working days has confirmed the first
//! candidate (87号令 art. 68).

use super::legal_calendar;
use crate::act::{self, Caller};
use crate::desks::award::is_plain_first;
use crate::desks::summary::{order, outcome};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::lifecycle::{Move, StageName};
use shared::policy::Action;
use shared::refusal::Code;
use shared::rules::after::working_days_end_ms;
use std::sync::Arc;
use store::award::Award;

/// Working days that the purchaser has.
const DAYS: u16 = 5;
/// What stands in place of the purchaser's own reason.
const REASON: &str = "采购人在收到评标报告后五个工作日内未确定中标人又不能说明合法理由，视同确定评标报告推荐的排名第一的候选人为中标人（财政部令第87号第六十八条）";

/// Confirms for those who were silent.
///
/// # Errors
/// A fault of the database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let due = {
        let mut conn = house.db.connection().await?;
        let lots = store::lots::at_stage(&mut conn, StageName::Reported).await?;
        if lots.is_empty() {
            return Ok(());
        }
        let calendar = legal_calendar(&mut conn).await?;
        let mut due = Vec::new();
        for lot in lots {
            let reported = store::after::reported_ms(&mut conn, &lot.key).await?;
            let end_ms = reported.and_then(|ms| working_days_end_ms(&calendar, ms, DAYS));
            if end_ms.is_some_and(|end_ms| house.clock.now_ms() >= end_ms) {
                due.push(lot.key);
            }
        }
        due
    };
    for lot in due {
        match act::change_quietly(house, &Caller::system()?, &ConfirmBySilence { lot }).await {
            // The purchaser was faster, or several share the first rank: that takes a person.
            Err(Fault::Refused(refusal)) if matches!(refusal.code, Code::WrongStage | Code::OutOfOrder) => {}
            other => other.map(|_| ())?,
        }
    }
    Ok(())
}

/// The first candidate is confirmed by silence.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ConfirmBySilence {
    lot: LotKey,
}

impl Endpoint for ConfirmBySilence {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(silence)";
    const ACTION: Action = Action::ConfirmBySilence;
    type Reply = Nothing;
    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for ConfirmBySilence {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let result = store::summary::result(work.conn(), &self.lot).await?.ok_or(Code::WrongStage)?;
        let outcome = outcome(&result)?;
        let order = order(&result, &outcome)?;
        let first = order.first().map(|(first, _)| first.clone()).ok_or(Code::OutOfOrder)?;
        if !is_plain_first(&order, &first) {
            return Err(Code::OutOfOrder.into());
        }
        let award = Award {
            winner: first.clone(),
            confirmed_by: "system".into(),
            confirmed_ms: work.now_ms(),
            published_ms: None,
            reason: Some(REASON.into()),
        };
        store::award::keep(work.conn(), &self.lot, &award).await?;
        work.step(Move::Confirm { winner: first.clone() }).await?;
        let data = json!({ "winner": first, "candidate": 1, "silence": true });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::AwardConfirmed, &self.lot, data)))
    }
}
