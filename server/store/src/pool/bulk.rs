//! Many records at once: a whole pool is read row by row, and written in statements of many rows.

use super::{SELECT, Specialty, expert, relations_of, specialties_of};
use crate::{Result, StoreError};
use futures_util::TryStreamExt as _;
use shared::api::pool::ExpertData;
use shared::id::{ExpertNo, OrgId};
use shared::journal::Hash;
use sqlx::AnyConnection;

/// Rows of one statement: below the 32,766 values that SQLite binds.
const CHUNK: usize = 500;

/// Gives every record of the pool to `take`, by number, one after the other.
///
/// # Errors
/// What the database says, or what `take` says.
pub async fn records(conn: &mut AnyConnection, mut take: impl FnMut(ExpertNo, ExpertData) -> Result<()>) -> Result<()> {
    let mut specialties = specialties_of(conn, &[]).await?;
    let mut relations = relations_of(conn, None).await?;
    let sql = format!("{SELECT} ORDER BY e.no");
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        let expert = expert(&row)?;
        let data = ExpertData {
            specialties: specialties.remove(&expert.no).unwrap_or_default(),
            relations: relations.remove(&expert.no).unwrap_or_default(),
            name: expert.name,
            phone: expert.phone,
            employer: OrgId::new(expert.employer).map_err(StoreError::corrupt)?,
            employer_name: expert.employer_name,
            region: expert.region,
            status: expert.status,
            status_reason: expert.status_reason.unwrap_or_default(),
            status_from: expert.status_from,
        };
        take(ExpertNo::new(expert.no).map_err(StoreError::corrupt)?, data)?;
    }
    Ok(())
}

/// A record with what the journal says of it.
#[derive(Debug)]
pub struct Recorded<'a> {
    /// The number.
    pub no: &'a ExpertNo,
    /// The record.
    pub data: &'a ExpertData,
    /// The record as JSON.
    pub json: String,
    /// The salt.
    pub salt: [u8; 32],
    /// SHA-256 of salt and JSON.
    pub change: Hash,
}

/// `($1, $2), ($3, $4)` for `rows` of `columns`.
fn places(rows: usize, columns: usize) -> String {
    let row = |at: usize| {
        let places: Vec<String> = (1..=columns).map(|n| format!("${}", at * columns + n)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Writes experts with specialties, relations and history, new or changed. `written` hears how many there are so far.
///
/// # Errors
/// What the database says.
pub async fn save_all(
    conn: &mut AnyConnection,
    records: &[Recorded<'_>],
    account: &str,
    at_ms: i64,
    written: impl Fn(usize),
) -> Result<()> {
    for (at, chunk) in records.chunks(CHUNK).enumerate() {
        save_experts(conn, chunk, at_ms).await?;
        for table in ["expert_specialties", "expert_relations"] {
            let numbers: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("DELETE FROM {table} WHERE no IN ({})", numbers.join(", "));
            let query = sqlx::query(sqlx::AssertSqlSafe(sql));
            chunk.iter().fold(query, |query, record| query.bind(record.no.as_str())).execute(&mut *conn).await?;
        }
        save_codes(conn, chunk).await?;
        save_relations(conn, chunk).await?;
        save_history(conn, chunk, account, at_ms).await?;
        written(at * CHUNK + chunk.len());
    }
    Ok(())
}

async fn save_experts(conn: &mut AnyConnection, chunk: &[Recorded<'_>], at_ms: i64) -> Result<()> {
    let sql = format!(
        "INSERT INTO experts (no, name, phone, employer, employer_name, region, status, status_reason, status_from, \
         created_ms, changed_ms) VALUES {} ON CONFLICT (no) DO UPDATE SET name = excluded.name, \
         phone = excluded.phone, employer = excluded.employer, employer_name = excluded.employer_name, \
         region = excluded.region, status = excluded.status, status_reason = excluded.status_reason, \
         status_from = excluded.status_from, changed_ms = excluded.changed_ms",
        places(chunk.len(), 11)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for Recorded { no, data, .. } in chunk {
        let reason = data.status_reason.trim();
        query = query
            .bind(no.as_str())
            .bind(data.name.trim())
            .bind(&data.phone)
            .bind(data.employer.as_str())
            .bind(data.employer_name.trim())
            .bind(data.region.trim())
            .bind(data.status.as_str())
            .bind((!reason.is_empty()).then_some(reason))
            .bind(data.status_from.map(|day| day.to_string()))
            .bind(at_ms)
            .bind(at_ms);
    }
    query.execute(conn).await?;
    Ok(())
}

async fn save_codes(conn: &mut AnyConnection, chunk: &[Recorded<'_>]) -> Result<()> {
    let rows: Vec<(&str, &str)> = chunk
        .iter()
        .flat_map(|record| record.data.specialties.iter().map(|code| (record.no.as_str(), code.as_str())))
        .collect();
    for rows in rows.chunks(CHUNK * 4) {
        let places = places(rows.len(), 2);
        let sql =
            format!("INSERT INTO expert_specialties (no, code) VALUES {places} ON CONFLICT (no, code) DO NOTHING");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        rows.iter().fold(query, |query, (no, code)| query.bind(*no).bind(*code)).execute(&mut *conn).await?;
    }
    Ok(())
}

async fn save_relations(conn: &mut AnyConnection, chunk: &[Recorded<'_>]) -> Result<()> {
    let rows: Vec<_> = chunk
        .iter()
        .flat_map(|record| record.data.relations.iter().map(|relation| (record.no.as_str(), relation)))
        .collect();
    for rows in rows.chunks(CHUNK * 4) {
        let places = places(rows.len(), 5);
        let sql = format!(
            "INSERT INTO expert_relations (no, kind, org, from_day, until_day) VALUES {places} \
             ON CONFLICT (no, kind, org) DO NOTHING"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (no, relation) in rows {
            query = query
                .bind(*no)
                .bind(relation.kind.as_str())
                .bind(relation.org.as_str())
                .bind(relation.from.map(|day| day.to_string()))
                .bind(relation.until.map(|day| day.to_string()));
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn save_history(conn: &mut AnyConnection, chunk: &[Recorded<'_>], account: &str, at_ms: i64) -> Result<()> {
    let sql = format!(
        "INSERT INTO expert_history (no, at_ms, by_account, status, json, salt, change) VALUES {}",
        places(chunk.len(), 7)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for record in chunk {
        query = query
            .bind(record.no.as_str())
            .bind(at_ms)
            .bind(account)
            .bind(record.data.status.as_str())
            .bind(record.json.as_str())
            .bind(record.salt.to_vec())
            .bind(record.change.to_hex());
    }
    query.execute(conn).await?;
    Ok(())
}

/// Writes specialties of the tree, new or changed.
///
/// # Errors
/// What the database says.
pub async fn save_specialties(conn: &mut AnyConnection, nodes: &[Specialty]) -> Result<()> {
    for chunk in nodes.chunks(CHUNK) {
        let sql = format!(
            "INSERT INTO specialties (code, parent, zh, en) VALUES {} ON CONFLICT (code) DO UPDATE SET \
             parent = excluded.parent, zh = excluded.zh, en = excluded.en",
            places(chunk.len(), 4)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for node in chunk {
            query = query.bind(&node.code).bind(node.parent.clone()).bind(&node.zh).bind(&node.en);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}
