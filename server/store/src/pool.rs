//! The expert pool: experts, specialties, relations.

mod bulk;
mod history;
mod load;

pub use bulk::{Recorded, records, save_all, save_specialties};
pub use history::{Change, history, records_at};
pub use load::{CENTRE, Given, Seats, answers_given, duty, rate, ratings, seats, state_duty};

use crate::{Result, StoreError};
use futures_util::TryStreamExt as _;
use shared::api::pool::{Day, ExpertRelation, ExpertStatus, RelationKind, SearchPool};
use shared::id::OrgId;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// An expert without specialties and relations.
#[derive(Debug, Clone)]
pub struct Expert {
    /// The number in the pool.
    pub no: String,
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// The employer's code.
    pub employer: String,
    /// The employer's name.
    pub employer_name: String,
    /// The region.
    pub region: String,
    /// The status.
    pub status: ExpertStatus,
    /// Why not active.
    pub status_reason: Option<String>,
    /// Since when the status holds.
    pub status_from: Option<Day>,
    /// When last changed, milliseconds.
    pub changed_ms: i64,
}

const SELECT: &str = "SELECT e.no, e.name, e.phone, e.employer, e.employer_name, e.region, e.status, e.status_reason, \
     e.status_from, e.changed_ms FROM experts e";

fn day(row: &AnyRow, at: usize) -> Result<Option<Day>> {
    row.try_get::<Option<String>, _>(at)?.map(|day| day.parse().map_err(StoreError::corrupt)).transpose()
}

fn expert(row: &AnyRow) -> Result<Expert> {
    let status: String = row.try_get(6)?;
    Ok(Expert {
        no: row.try_get(0)?,
        name: row.try_get(1)?,
        phone: row.try_get(2)?,
        employer: row.try_get(3)?,
        employer_name: row.try_get(4)?,
        region: row.try_get(5)?,
        status: ExpertStatus::parse(&status).ok_or_else(|| StoreError::corrupt(format!("status {status}")))?,
        status_reason: row.try_get(7)?,
        status_from: day(row, 8)?,
        changed_ms: row.try_get(9)?,
    })
}

/// What a search asks for: `$1` part, `$2` its pattern, `$3` region, `$4` status, `$5` specialty; empty asks for nothing.
const FOUND: &str = "($1 = '' OR e.no LIKE $2 ESCAPE '!' OR e.name LIKE $2 ESCAPE '!' OR e.phone LIKE $2 ESCAPE '!' \
     OR e.employer_name LIKE $2 ESCAPE '!' OR e.employer LIKE $2 ESCAPE '!') AND ($3 = '' OR e.region = $3) \
     AND ($4 = '' OR e.status = $4) AND ($5 = '' OR e.no IN (SELECT s.no FROM expert_specialties s WHERE \
     s.code IN (WITH RECURSIVE under(code) AS (SELECT CAST($5 AS TEXT) UNION SELECT p.code FROM specialties p \
     JOIN under u ON p.parent = u.code) SELECT code FROM under)))";

fn pattern(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// The experts that a search finds: how many in all, and those of its page, by number.
///
/// # Errors
/// What the database says.
pub async fn search(conn: &mut AnyConnection, ask: &SearchPool, size: i64) -> Result<(i64, Vec<Expert>)> {
    let text = ask.text.trim();
    let (like, region) = (pattern(text), ask.region.clone().unwrap_or_default());
    let status = ask.status.map_or("", ExpertStatus::as_str);
    let specialty = ask.specialty.clone().unwrap_or_default();
    let count = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM experts e WHERE {FOUND}");
    let total: i64 = sqlx::query(sqlx::AssertSqlSafe(count))
        .bind(text)
        .bind(&like)
        .bind(&region)
        .bind(status)
        .bind(&specialty)
        .fetch_one(&mut *conn)
        .await?
        .try_get(0)?;
    let page = format!("{SELECT} WHERE {FOUND} ORDER BY e.no LIMIT $6 OFFSET $7");
    let rows = sqlx::query(sqlx::AssertSqlSafe(page))
        .bind(text)
        .bind(&like)
        .bind(&region)
        .bind(status)
        .bind(&specialty)
        .bind(size)
        .bind(i64::from(ask.page).saturating_mul(size))
        .fetch_all(conn)
        .await?;
    Ok((total, rows.iter().map(expert).collect::<Result<_>>()?))
}

/// One expert.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, no: &str) -> Result<Option<Expert>> {
    let sql = format!("{SELECT} WHERE e.no = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(no).fetch_optional(conn).await?.as_ref().map(expert).transpose()
}

/// The number of all experts, and of the active ones.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut AnyConnection) -> Result<(i64, i64)> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN status = 'active' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM experts",
    )
    .fetch_one(conn)
    .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// The regions of the pool.
///
/// # Errors
/// What the database says.
pub async fn regions(conn: &mut AnyConnection) -> Result<Vec<String>> {
    let rows = sqlx::query("SELECT DISTINCT region FROM experts ORDER BY region LIMIT 1000").fetch_all(conn).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The specialties of these experts, or of all where none are named; ascending.
///
/// # Errors
/// What the database says.
pub async fn specialties_of(conn: &mut AnyConnection, numbers: &[&str]) -> Result<BTreeMap<String, Vec<String>>> {
    let mut sql = String::from("SELECT no, code FROM expert_specialties");
    if !numbers.is_empty() {
        let places: Vec<String> = (1..=numbers.len()).map(|n| format!("${n}")).collect();
        sql.push_str(&format!(" WHERE no IN ({})", places.join(", ")));
    }
    sql.push_str(" ORDER BY no, code");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for number in numbers {
        query = query.bind(*number);
    }
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rows = query.fetch(conn);
    while let Some(row) = rows.try_next().await? {
        out.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
    }
    Ok(out)
}

/// The relations of one expert, or of all, by number.
///
/// # Errors
/// What the database says.
pub async fn relations_of(
    conn: &mut AnyConnection,
    number: Option<&str>,
) -> Result<BTreeMap<String, Vec<ExpertRelation>>> {
    let mut rows =
        sqlx::query("SELECT no, kind, org, from_day, until_day FROM expert_relations WHERE ($1 = '' OR no = $1) ORDER BY no, kind, org")
            .bind(number.unwrap_or_default())
            .fetch(conn);
    let mut out: BTreeMap<String, Vec<ExpertRelation>> = BTreeMap::new();
    while let Some(row) = rows.try_next().await? {
        let kind: String = row.try_get(1)?;
        let relation = ExpertRelation {
            kind: RelationKind::parse(&kind).ok_or_else(|| StoreError::corrupt(format!("relation {kind}")))?,
            org: OrgId::new(row.try_get::<String, _>(2)?).map_err(StoreError::corrupt)?,
            from: day(&row, 3)?,
            until: day(&row, 4)?,
        };
        out.entry(row.try_get(0)?).or_default().push(relation);
    }
    Ok(out)
}

/// The highest number of the form `E` and five or more digits; none in an empty pool.
///
/// # Errors
/// What the database says.
pub async fn last_number(conn: &mut AnyConnection) -> Result<Option<String>> {
    let row = sqlx::query("SELECT no FROM experts WHERE no LIKE 'E%' ORDER BY LENGTH(no) DESC, no DESC LIMIT 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// One specialty.
#[derive(Debug, Clone)]
pub struct Specialty {
    /// The code.
    pub code: String,
    /// The code of the one above.
    pub parent: Option<String>,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
}

/// The tree of specialties, by code.
///
/// # Errors
/// What the database says.
pub async fn specialties(conn: &mut AnyConnection) -> Result<Vec<Specialty>> {
    let rows =
        sqlx::query("SELECT code, parent, zh, en FROM specialties ORDER BY code LIMIT 10000").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(Specialty { code: row.try_get(0)?, parent: row.try_get(1)?, zh: row.try_get(2)?, en: row.try_get(3)? })
        })
        .collect()
}

/// Which active experts have which specialty, directly.
///
/// # Errors
/// What the database says.
pub async fn active_specialties(conn: &mut AnyConnection) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query(
        "SELECT s.no, s.code FROM expert_specialties s JOIN experts e ON e.no = s.no WHERE e.status = 'active'",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
