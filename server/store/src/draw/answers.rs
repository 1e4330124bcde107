//! What the called experts said, and in which order it applies.

use super::hash;
use crate::{Result, StoreError};
use shared::draw::{Answer, Response};
use shared::journal::Hash;
use sqlx::{AnyConnection, Row};

/// One answer.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Its number, from 1.
    pub n: i64,
    /// Whose.
    pub pid: Hash,
    /// Which.
    pub answer: Answer,
    /// What was said or tried.
    pub note: String,
    /// Who wrote it down.
    pub by: String,
    /// Its place among the answers that apply, from 1; none while it waits for the supervisor.
    pub applied: Option<i64>,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// The answers of a draw, as they came.
///
/// # Errors
/// What the database says.
pub async fn answers(conn: &mut AnyConnection, draw: &str) -> Result<Vec<Answered>> {
    let rows = sqlx::query(
        "SELECT n, pid, answer, note, by_account, applied, at_ms FROM draw_answers WHERE draw = $1 ORDER BY n",
    )
    .bind(draw)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let answer: String = row.try_get(2)?;
            Ok(Answered {
                n: row.try_get(0)?,
                pid: hash(&row.try_get::<String, _>(1)?)?,
                answer: Answer::from_word(&answer).ok_or_else(|| StoreError::corrupt(format!("answer {answer}")))?,
                note: row.try_get(3)?,
                by: row.try_get(4)?,
                applied: row.try_get(5)?,
                at_ms: row.try_get(6)?,
            })
        })
        .collect()
}

/// The answers that apply, in their order: the lines of `responses.tsv`.
#[must_use]
pub fn applied(answers: &[Answered]) -> Vec<Response> {
    let mut applied: Vec<_> = answers.iter().filter_map(|answer| Some((answer.applied?, answer))).collect();
    applied.sort_by_key(|(place, _)| *place);
    applied.into_iter().map(|(_, answer)| Response { pid: answer.pid, answer: answer.answer }).collect()
}

/// Writes an answer.
///
/// # Errors
/// What the database says.
pub async fn add_answer(conn: &mut AnyConnection, draw: &str, answer: &Answered) -> Result<()> {
    sqlx::query(
        "INSERT INTO draw_answers (draw, n, pid, answer, note, by_account, applied, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(draw)
    .bind(answer.n)
    .bind(answer.pid.to_hex())
    .bind(answer.answer.word())
    .bind(&answer.note)
    .bind(&answer.by)
    .bind(answer.applied)
    .bind(answer.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes that the supervisor has countersigned an answer, and its place among those that apply.
///
/// # Errors
/// What the database says.
pub async fn countersign(conn: &mut AnyConnection, draw: &str, n: i64, account: &str, applied: i64) -> Result<()> {
    sqlx::query("UPDATE draw_answers SET countersigned = $1, applied = $2 WHERE draw = $3 AND n = $4")
        .bind(account)
        .bind(applied)
        .bind(draw)
        .bind(n)
        .execute(conn)
        .await?;
    Ok(())
}
