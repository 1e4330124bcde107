//! Challenges of the result (质疑), with their clocks.

use super::{legal_calendar, statement};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::after::{AnswerChallenge, ChallengeRow, MyChallenges, MyChallengesReply, RaiseChallenge};
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::rules::Calendar;
use shared::rules::after::{challenge_end_ms, working_days_end_ms};
use store::after::Challenge;

/// Working days within which a challenge is answered (财政部令第94号 art. 13).
const ANSWER_DAYS: u16 = 7;

pub(super) fn row(challenge: &Challenge, calendar: &Calendar) -> Result<ChallengeRow, Fault> {
    Ok(ChallengeRow {
        n: u32::try_from(challenge.n).map_err(Fault::internal)?,
        name: challenge.name.clone(),
        text: challenge.text.clone(),
        raised_ms: challenge.raised_ms,
        due_ms: working_days_end_ms(calendar, challenge.raised_ms, ANSWER_DAYS),
        answer: challenge.answer.clone(),
        answered_ms: challenge.answered_ms,
    })
}

/// The first moment after the period in which the lot's result can be challenged.
async fn end_ms(work: &mut Work<'_>, calendar: &Calendar) -> Result<Option<i64>, Fault> {
    let key = work.key()?;
    let ended = store::award::ended(work.conn()).await?;
    let ended = ended.into_iter().find(|ended| ended.lot == key).and_then(|ended| ended.ended_ms);
    Ok(ended.and_then(|ms| challenge_end_ms(calendar, ms)))
}

impl Query for MyChallenges {
    async fn run(&self, work: &mut Work<'_>) -> Result<MyChallengesReply, Fault> {
        let org = work.org()?.to_owned();
        let calendar = legal_calendar(work.conn()).await?;
        let all = store::after::challenges(work.conn(), &self.lot).await?;
        let own = all.iter().filter(|challenge| challenge.bidder == org);
        let challenges = own.map(|challenge| row(challenge, &calendar)).collect::<Result<_, _>>()?;
        Ok(MyChallengesReply { challenges, end_ms: end_ms(work, &calendar).await? })
    }
}

impl Change for RaiseChallenge {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let text = statement("text", &self.text)?;
        let org = work.org()?.to_owned();
        let calendar = legal_calendar(work.conn()).await?;
        let at_ms = work.now_ms();
        if end_ms(work, &calendar).await?.is_none_or(|end_ms| at_ms >= end_ms) {
            return Err(Code::ChallengeLate.into());
        }
        let before = store::after::challenges(work.conn(), &self.lot).await?;
        // Everything against one step is said at once (财政部令第94号 art. 10).
        if before.iter().any(|challenge| challenge.bidder == org) {
            return Err(Code::ChallengeOnce.into());
        }
        let n = before.last().map_or(0, |last| last.n).saturating_add(1);
        let challenge = Challenge {
            n,
            bidder: org.clone(),
            name: String::new(),
            text: text.clone(),
            raised_ms: at_ms,
            answer: None,
            answered_ms: None,
        };
        store::after::raise(work.conn(), &self.lot, &challenge).await?;
        let data = json!({ "n": n, "bidder": org, "text_sha256": Hash::of(text.as_bytes()) });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ChallengeRaised, &self.lot, data)))
    }
}

impl Change for AnswerChallenge {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let answer = statement("answer", &self.answer)?;
        let at_ms = work.now_ms();
        let all = store::after::challenges(work.conn(), &self.lot).await?;
        let n = i64::from(self.n);
        let challenge = all.iter().find(|challenge| challenge.n == n);
        let challenge = challenge.ok_or_else(|| Refusal::new(Code::NotFound))?;
        if !store::after::answer(work.conn(), &self.lot, n, &answer, at_ms).await? {
            return Err(Code::AlreadyDone.into());
        }
        let calendar = legal_calendar(work.conn()).await?;
        let due_ms = working_days_end_ms(&calendar, challenge.raised_ms, ANSWER_DAYS);
        let late = due_ms.is_some_and(|due_ms| at_ms >= due_ms);
        let data = json!({ "n": n, "answer_sha256": Hash::of(answer.as_bytes()), "late": late });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ChallengeAnswered, &self.lot, data)))
    }
}
