//! Tenders and lots: what every desk needs to know of them.

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::lifecycle::Stage;
use shared::people::Role;
use shared::policy::{Facts, MemberFacts};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A lot with its tender.
#[derive(Debug, Clone)]
pub struct Lot {
    /// The key.
    pub key: LotKey,
    /// The lot's title.
    pub title: String,
    /// The tender's title.
    pub tender_title: String,
    /// Where it stands.
    pub stage: Stage,
    /// The plan (`shared::rules::criteria::LotPlan`), JSON.
    pub plan_json: String,
    /// The deadline, milliseconds.
    pub deadline_ms: Option<i64>,
    /// The plan's version.
    pub version: i64,
    /// The purchaser's organisation.
    pub purchaser: String,
    /// The officer's account.
    pub officer: String,
    /// The supervisor's account.
    pub supervisor: String,
    /// Where it is opened.
    pub place: String,
}

const SELECT: &str = "SELECT l.tender, l.lot, l.title, t.title, l.stage_json, l.plan_json, l.deadline_ms, l.version, \
     t.purchaser, t.officer, t.supervisor, t.place FROM lots l JOIN tenders t ON t.id = l.tender";

fn lot(row: &AnyRow) -> Result<Lot> {
    Ok(Lot {
        key: LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
        title: row.try_get(2)?,
        tender_title: row.try_get(3)?,
        stage: serde_json::from_str(&row.try_get::<String, _>(4)?)?,
        plan_json: row.try_get(5)?,
        deadline_ms: row.try_get(6)?,
        version: row.try_get(7)?,
        purchaser: row.try_get(8)?,
        officer: row.try_get(9)?,
        supervisor: row.try_get(10)?,
        place: row.try_get(11)?,
    })
}

/// One lot.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<Lot>> {
    let sql = format!("{SELECT} WHERE l.tender = $1 AND l.lot = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(lot).transpose()
}

/// Every lot, newest tender first.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut AnyConnection) -> Result<Vec<Lot>> {
    let sql = format!("{SELECT} ORDER BY t.created_ms DESC, l.tender, l.lot LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(lot).collect()
}

/// The lots of a tender.
///
/// # Errors
/// What the database says.
pub async fn of_tender(conn: &mut AnyConnection, tender: &str) -> Result<Vec<Lot>> {
    let sql = format!("{SELECT} WHERE l.tender = $1 ORDER BY l.lot LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(tender).fetch_all(conn).await?.iter().map(lot).collect()
}

/// The lots at a stage.
///
/// # Errors
/// What the database says.
pub async fn at_stage(conn: &mut AnyConnection, stage: shared::lifecycle::StageName) -> Result<Vec<Lot>> {
    let sql = format!("{SELECT} WHERE l.stage = $1 ORDER BY l.tender, l.lot LIMIT 1000");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(stage.as_str()).fetch_all(conn).await?.iter().map(lot).collect()
}

/// Since when some lot takes bids without a break, milliseconds; none when no lot does.
///
/// # Errors
/// Those of the database.
pub async fn taking_bids_since(conn: &mut AnyConnection) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT MIN(n.published_ms) FROM notices n JOIN lots l ON l.tender = n.tender AND l.lot = n.lot WHERE l.stage = $1",
    )
    .bind(shared::lifecycle::StageName::Published.as_str())
    .fetch_one(conn)
    .await?;
    Ok(row.try_get(0)?)
}

/// Writes the lot's stage; a published stage also sets the deadline.
///
/// # Errors
/// What the database says.
pub async fn set_stage(conn: &mut AnyConnection, key: &LotKey, stage: &Stage) -> Result<()> {
    let deadline = if let Stage::Published { deadline_ms, .. } = stage { Some(*deadline_ms) } else { None };
    sqlx::query(
        "UPDATE lots SET stage = $1, stage_json = $2, deadline_ms = COALESCE($3, deadline_ms) WHERE tender = $4 AND lot = $5",
    )
    .bind(stage.name().as_str())
    .bind(serde_json::to_string(stage)?)
    .bind(deadline)
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// What the policy must know of the relation between an account and a lot.
///
/// # Errors
/// What the database says.
pub async fn relate(
    conn: &mut AnyConnection,
    facts: &mut Facts,
    lot: &Lot,
    role: Role,
    account: Option<&str>,
    org: Option<&str>,
) -> Result<()> {
    facts.stage = Some(lot.stage.name());
    facts.deadline_ms = lot.deadline_ms;
    facts.is_officer = account == Some(lot.officer.as_str());
    facts.is_supervisor = account == Some(lot.supervisor.as_str());
    facts.is_purchaser = org == Some(lot.purchaser.as_str());
    let Some(account) = account else { return Ok(()) };
    let (tender, number) = (lot.key.tender.as_str(), lot.key.lot.as_str());
    match role {
        Role::Bidder => {
            let row = sqlx::query("SELECT 1 FROM verdicts WHERE tender = $1 AND lot = $2 AND bidder = $3 UNION ALL SELECT 1 FROM bids WHERE tender = $1 AND lot = $2 AND bidder = $3 AND state = 'listed' LIMIT 1")
                .bind(tender)
                .bind(number)
                .bind(org.unwrap_or_default())
                .fetch_optional(conn)
                .await?;
            facts.on_list = row.is_some();
        }
        Role::Expert => facts.member = member(conn, tender, number, account).await?,
        _ => {
            let row =
                sqlx::query("SELECT x FROM holders WHERE tender = $1 AND lot = $2 AND account = $3 ORDER BY x LIMIT 1")
                    .bind(tender)
                    .bind(number)
                    .bind(account)
                    .fetch_optional(conn)
                    .await?;
            facts.holder = row.map(|row| row.try_get::<i64, _>(0)).transpose()?.and_then(|x| u8::try_from(x).ok());
        }
    }
    Ok(())
}

async fn member(conn: &mut AnyConnection, tender: &str, lot: &str, account: &str) -> Result<Option<MemberFacts>> {
    let row = sqlx::query(
        "SELECT m.kind, m.room, m.seat, m.recusal, m.is_head, m.is_out, r.state, t.frozen_why, t.locked FROM members m \
         LEFT JOIN rooms r ON r.id = m.room LEFT JOIN terminals t ON t.room = m.room AND t.seat = m.seat \
         WHERE m.tender = $1 AND m.lot = $2 AND m.account = $3 ORDER BY m.is_out LIMIT 1",
    )
    .bind(tender)
    .bind(lot)
    .bind(account)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let room: Option<String> = row.try_get(1)?;
    let seat: Option<i64> = row.try_get(2)?;
    let seat = match (room, seat) {
        (Some(room), Some(seat)) => Some(shared::people::Seat {
            room: shared::id::RoomId::new(room).map_err(StoreError::corrupt)?,
            seat: u32::try_from(seat).map_err(StoreError::corrupt)?,
        }),
        _ => None,
    };
    let (state, frozen, locked) = crate::room::terminals::held(&row, 6)?;
    Ok(Some(MemberFacts {
        room: state,
        frozen,
        locked,
        purchaser_side: row.try_get::<String, _>(0)? == "purchaser",
        cleared: row.try_get::<String, _>(3)? == "none",
        head: row.try_get::<i64, _>(4)? == 1,
        out: row.try_get::<i64, _>(5)? == 1,
        seat,
    }))
}
