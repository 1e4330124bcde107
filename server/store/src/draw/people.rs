//! The registry's secret part of a draw: who is behind a pid.

use super::hash;
use crate::{Result, StoreError};
use shared::draw::Candidate;
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// Somebody of the pool within one draw: the registry's secret.
#[derive(Clone)]
pub struct Person {
    /// The name within the draw.
    pub pid: Hash,
    /// The employer within the draw.
    pub unit: Hash,
    /// The number in the pool.
    pub expert: String,
    /// The salt.
    pub salt: [u8; 32],
    /// The groups that the person can fill, a bitmask.
    pub groups: u16,
    /// Why the filter took the person out, or nothing.
    pub excluded: Option<String>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.pid)
    }
}

fn mask(row: &AnyRow, at: usize) -> Result<u16> {
    u16::try_from(row.try_get::<i64, _>(at)?).map_err(StoreError::corrupt)
}

fn person(row: &AnyRow) -> Result<Person> {
    let salt: Vec<u8> = row.try_get(3)?;
    Ok(Person {
        pid: hash(&row.try_get::<String, _>(0)?)?,
        unit: hash(&row.try_get::<String, _>(1)?)?,
        expert: row.try_get(2)?,
        salt: salt.try_into().map_err(|_| StoreError::corrupt("a salt is not 32 bytes"))?,
        groups: mask(row, 4)?,
        excluded: row.try_get(5)?,
    })
}

/// Rows of one INSERT.
const CHUNK: usize = 100;

/// Writes the people of a draw.
///
/// # Errors
/// What the database says.
pub async fn insert_people(conn: &mut AnyConnection, draw: &str, people: &[Person]) -> Result<()> {
    for chunk in people.chunks(CHUNK) {
        let row = |i: usize| {
            let places: Vec<String> = (1..=7).map(|n| format!("${}", i * 7 + n)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..chunk.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO draw_people (draw, pid, unit, expert, salt, groups, excluded) VALUES {}",
            rows.join(", ")
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for person in chunk {
            query = query
                .bind(draw)
                .bind(person.pid.to_hex())
                .bind(person.unit.to_hex())
                .bind(&person.expert)
                .bind(person.salt.to_vec())
                .bind(i64::from(person.groups))
                .bind(person.excluded.clone());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

const PEOPLE: &str = "SELECT pid, unit, expert, salt, groups, excluded FROM draw_people WHERE draw = $1";

/// Everybody of the pool within a draw, by pid.
///
/// # Errors
/// What the database says.
pub async fn people(conn: &mut AnyConnection, draw: &str) -> Result<Vec<Person>> {
    let sql = format!("{PEOPLE} ORDER BY pid");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(draw).fetch_all(conn).await?.iter().map(person).collect()
}

/// Who is behind a pid.
///
/// # Errors
/// What the database says.
pub async fn person_of(conn: &mut AnyConnection, draw: &str, pid: &Hash) -> Result<Option<Person>> {
    let sql = format!("{PEOPLE} AND pid = $2");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(draw)
        .bind(pid.to_hex())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(person)
        .transpose()
}

/// The pid of an expert within a draw.
///
/// # Errors
/// What the database says.
pub async fn pid_of(conn: &mut AnyConnection, draw: &str, expert: &str) -> Result<Option<Hash>> {
    let row = sqlx::query("SELECT pid FROM draw_people WHERE draw = $1 AND expert = $2")
        .bind(draw)
        .bind(expert)
        .fetch_optional(conn)
        .await?;
    row.map(|row| hash(&row.try_get::<String, _>(0)?)).transpose()
}

/// Who was a member of a committee of the lot that was drawn before the draw `before`, and fell out: they take no part in
/// another one.
///
/// # Errors
/// What the database says.
pub async fn former(conn: &mut AnyConnection, key: &LotKey, before: i64) -> Result<BTreeSet<String>> {
    let rows = sqlx::query(
        "SELECT DISTINCT p.expert FROM members m JOIN draws d ON d.tender = m.tender AND d.lot = m.lot AND \
         d.purpose = 'committee' JOIN draw_people p ON p.draw = d.id AND p.pid = m.pid \
         WHERE m.tender = $1 AND m.lot = $2 AND m.is_out = 1 AND d.n < $3",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .bind(before)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The candidates of a draw, by pid: without names.
///
/// # Errors
/// What the database says.
pub async fn candidates(conn: &mut AnyConnection, draw: &str) -> Result<Vec<Candidate>> {
    let rows =
        sqlx::query("SELECT pid, unit, groups FROM draw_people WHERE draw = $1 AND excluded IS NULL ORDER BY pid")
            .bind(draw)
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                pid: hash(&row.try_get::<String, _>(0)?)?,
                unit: hash(&row.try_get::<String, _>(1)?)?,
                groups: mask(row, 2)?,
            })
        })
        .collect()
}

/// How many the filter took out, for each reason.
///
/// # Errors
/// What the database says.
pub async fn reasons(conn: &mut AnyConnection, draw: &str) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query(
        "SELECT excluded, CAST(COUNT(*) AS BIGINT) FROM draw_people WHERE draw = $1 AND excluded IS NOT NULL GROUP BY excluded ORDER BY excluded",
    )
    .bind(draw)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
