//! On how many committees an expert sat, and when.

use crate::{Result, StoreError};
use shared::api::pool::Rating;
use shared::draw::Answer;
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// The committees of one expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// When the newest of them met, milliseconds.
    pub last_ms: i64,
    /// How many met since the time that was asked for.
    pub since: u32,
    /// How many there were.
    pub all: u32,
}

/// The committees of every expert who was on one and did not fall out before coming; `since_ms` is where the shorter count
/// begins.
///
/// # Errors
/// What the database says.
pub async fn seats(conn: &mut AnyConnection, since_ms: i64) -> Result<BTreeMap<String, Seats>> {
    let rows = sqlx::query(
        "SELECT p.expert, d.meet_ms FROM members m JOIN draws d ON d.tender = m.tender AND d.lot = m.lot AND \
         d.purpose = 'committee' JOIN draw_people p ON p.draw = d.id AND p.pid = m.pid \
         WHERE m.kind = 'expert' AND (m.is_out = 0 OR m.checked_in_ms IS NOT NULL)",
    )
    .fetch_all(conn)
    .await?;
    let mut all: BTreeMap<String, Seats> = BTreeMap::new();
    for row in rows {
        let met_ms: i64 = row.try_get(1)?;
        let seats = all.entry(row.try_get(0)?).or_insert(Seats { last_ms: i64::MIN, since: 0, all: 0 });
        seats.last_ms = seats.last_ms.max(met_ms);
        seats.all += 1;
        seats.since += u32::from(met_ms >= since_ms);
    }
    Ok(all)
}

/// How often each expert gave which answer, over all draws, as far as it applies.
///
/// # Errors
/// What the database says.
pub async fn answers_given(conn: &mut AnyConnection) -> Result<Vec<(String, Answer, u32)>> {
    let rows = sqlx::query(
        "SELECT p.expert, a.answer, CAST(COUNT(*) AS BIGINT) FROM draw_answers a JOIN draw_people p ON p.draw = a.draw AND \
         p.pid = a.pid WHERE a.applied IS NOT NULL GROUP BY p.expert, a.answer ORDER BY p.expert",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let word: String = row.try_get(1)?;
            let answer = Answer::from_word(&word).ok_or_else(|| StoreError::corrupt(format!("answer {word}")))?;
            let count = u32::try_from(row.try_get::<i64, _>(2)?).map_err(StoreError::corrupt)?;
            Ok((row.try_get(0)?, answer, count))
        })
        .collect()
}

/// How often each expert's duty was rated, and the sum of the scores.
///
/// # Errors
/// What the database says.
pub async fn duty(conn: &mut AnyConnection) -> Result<BTreeMap<String, (u32, u32)>> {
    let rows = sqlx::query(
        "SELECT p.expert, CAST(COUNT(*) AS BIGINT), CAST(SUM(r.score) AS BIGINT) FROM ratings r JOIN members m ON \
         m.tender = r.tender AND m.lot = r.lot AND m.id = r.rated JOIN draws d ON d.tender = m.tender AND d.lot = m.lot AND \
         d.purpose = 'committee' JOIN draw_people p ON p.draw = d.id AND p.pid = m.pid WHERE r.rater = 'centre' \
         GROUP BY p.expert",
    )
    .fetch_all(conn)
    .await?;
    let number = |count: i64| u32::try_from(count).map_err(StoreError::corrupt);
    rows.iter().map(|row| Ok((row.try_get(0)?, (number(row.try_get(1)?)?, number(row.try_get(2)?)?)))).collect()
}

/// Who rates the centre, or is rated by it, in the table of ratings.
pub const CENTRE: &str = "centre";

/// Keeps a rating; a former one of the same pair is replaced.
///
/// # Errors
/// What the database says.
pub async fn rate(
    conn: &mut AnyConnection,
    key: &LotKey,
    (rater, rated): (&str, &str),
    rating: &Rating,
    account: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO ratings (tender, lot, rater, rated, score, note, by_account, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (tender, lot, rater, rated) DO UPDATE SET score = excluded.score, note = excluded.note, \
         by_account = excluded.by_account, at_ms = excluded.at_ms",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(rater)
    .bind(rated)
    .bind(i64::from(rating.score))
    .bind(&rating.note)
    .bind(account)
    .bind(rating.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps what a rated member says to the newest record; whether there is one.
///
/// # Errors
/// What the database says.
pub async fn state_duty(conn: &mut AnyConnection, key: &LotKey, rated: &str, text: &str) -> Result<bool> {
    let done =
        sqlx::query("UPDATE ratings SET statement = $1 WHERE tender = $2 AND lot = $3 AND rater = $4 AND rated = $5")
            .bind(text)
            .bind(key.tender.as_str())
            .bind(key.lot.as_str())
            .bind(CENTRE)
            .bind(rated)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// A rating with who gave it to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// [`CENTRE`] or a member's id.
    pub rater: String,
    /// The other one.
    pub rated: String,
    /// What was said.
    pub rating: Rating,
    /// What a rated member says to it.
    pub statement: Option<String>,
}

/// The ratings of a lot, by rater and rated.
///
/// # Errors
/// What the database says.
pub async fn ratings(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<Given>> {
    let rows = sqlx::query(
        "SELECT rater, rated, score, note, at_ms, statement FROM ratings WHERE tender = $1 AND lot = $2 ORDER BY rater, rated",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let score = u8::try_from(row.try_get::<i64, _>(2)?).map_err(StoreError::corrupt)?;
            let rating = Rating { score, note: row.try_get(3)?, at_ms: row.try_get(4)? };
            Ok(Given { rater: row.try_get(0)?, rated: row.try_get(1)?, rating, statement: row.try_get(5)? })
        })
        .collect()
}
