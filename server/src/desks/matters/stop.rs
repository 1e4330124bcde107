//! The stop of an evaluation over the documents (停止评标, 87号令 art. 65): the committee decides it like any matter, then the
//! evaluation rests until the agency answers. Confirmed, the lot ends; not confirmed, the evaluation goes on.

use super::{small, subject, written};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::matters::{AnswerStop, StopRow, Subject};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::lifecycle::{Failure, Move};
use shared::refusal::{Code, Refusal};
use store::AnyConnection;

impl Change for AnswerStop {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let stop = store::matters::stopping(work.conn(), &key).await?.filter(|stop| stop.n == i64::from(self.n));
        if stop.is_none() {
            return Err(Refusal::new(Code::NoStop).with("n", self.n).into());
        }
        let reason = written("reason", &self.reason)?;
        let account = work.account()?.to_owned();
        let at_ms = work.now_ms();
        store::matters::answer_stop(work.conn(), &key, i64::from(self.n), (self.confirm, &reason), at_ms).await?;
        let data = json!({ "n": self.n, "confirmed": self.confirm, "reason": reason, "account": account });
        let answered = Done::new(Nothing {}, Event::of_lot(Kind::StopAnswered, &key, data));
        if !self.confirm {
            return Ok(answered);
        }
        let reason = Failure::DocumentsDefective;
        work.step(Move::Fail { reason }).await?;
        Ok(answered.and(Event::of_lot(Kind::LotFailed, &key, json!({ "reason": reason, "matter": self.n }))))
    }
}

/// The stop that waits for its answer.
///
/// # Errors
/// A fault of the database.
pub async fn pending(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<StopRow>, Fault> {
    let Some(matter) = store::matters::stopping(conn, lot).await? else { return Ok(None) };
    let Subject::Stop { ground, clause } = subject(&matter)? else {
        return Err(Fault::internal("a stop with another subject"));
    };
    let decided_ms = matter.decided_ms.unwrap_or(matter.at_ms);
    Ok(Some(StopRow { n: small(matter.n)?, ground, clause, reason: matter.reason, decided_ms }))
}
