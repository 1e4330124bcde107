//! What an expert's record was before.

use crate::{Result, StoreError};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use shared::api::pool::{ExpertData, ExpertStatus};
use shared::id::ExpertNo;
use shared::journal::Hash;
use sqlx::{AnyConnection, Row};

/// One change of a record.
#[derive(Debug, Clone)]
pub struct Change {
    /// When, milliseconds.
    pub at_ms: i64,
    /// The account.
    pub by: String,
    /// The status after it.
    pub status: ExpertStatus,
    /// SHA-256 of salt and record.
    pub change: Hash,
}

/// The changes of an expert's record, newest first.
///
/// # Errors
/// What the database says.
pub async fn history(conn: &mut AnyConnection, no: &str) -> Result<Vec<Change>> {
    let rows = sqlx::query(
        "SELECT at_ms, by_account, status, change FROM expert_history WHERE no = $1 ORDER BY at_ms DESC LIMIT 100",
    )
    .bind(no)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let status: String = row.try_get(2)?;
            Ok(Change {
                at_ms: row.try_get(0)?,
                by: row.try_get(1)?,
                status: ExpertStatus::parse(&status).ok_or_else(|| StoreError::corrupt(format!("status {status}")))?,
                change: row.try_get::<String, _>(3)?.parse().map_err(StoreError::corrupt)?,
            })
        })
        .collect()
}

/// A record as it was written.
#[derive(Deserialize)]
struct Written {
    no: ExpertNo,
    data: ExpertData,
}

/// Gives every record of the pool to `take` as it stood at a moment, by number.
///
/// # Errors
/// What the database says, or what `take` says.
pub async fn records_at(
    conn: &mut AnyConnection,
    at_ms: i64,
    mut take: impl FnMut(ExpertNo, ExpertData) -> Result<()>,
) -> Result<()> {
    let mut rows =
        sqlx::query("SELECT no, json FROM expert_history WHERE at_ms <= $1 ORDER BY no, at_ms").bind(at_ms).fetch(conn);
    let mut last: Option<(String, String)> = None;
    let mut give = |json: &str| {
        let written: Written = serde_json::from_str(json).map_err(StoreError::corrupt)?;
        take(written.no, written.data)
    };
    while let Some(row) = rows.try_next().await? {
        let next: (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if let Some((no, json)) = last.replace(next)
            && last.as_ref().is_some_and(|(next, _)| *next != no)
        {
            give(&json)?;
        }
    }
    last.map_or(Ok(()), |(_, json)| give(&json))
}
