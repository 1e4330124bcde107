//! The committee, its reviews, and the plain facts of a lot that a report names.

use crate::Result;
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};

/// A member of the committee.
#[derive(Debug, Clone)]
pub struct Member {
    /// The id, `m1` and so on.
    pub id: String,
    /// `expert` or `purchaser`.
    pub kind: String,
    /// The account at the terminal.
    pub account: Option<String>,
    /// The person within the draw.
    pub pid: Option<String>,
    /// The name, from check-in on.
    pub name: Option<String>,
    /// The name of the room.
    pub room: Option<String>,
    /// The seat.
    pub seat: Option<i64>,
    /// Whether this is the head.
    pub head: bool,
    /// Whether the member fell out.
    pub out: bool,
    /// The declaration on recusal: `open`, `none`, `related`.
    pub recusal: String,
}

impl Member {
    /// What to call the member.
    #[must_use]
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.clone())
    }
}

/// The committee of a lot, in order; those who fell out too.
///
/// # Errors
/// What the database says.
pub async fn members(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Member>> {
    let rows = sqlx::query(
        "SELECT m.id, m.kind, m.account, m.pid, m.name, COALESCE((SELECT r.name FROM rooms r WHERE r.id = m.room), m.room), \
         m.seat, m.is_head, m.is_out, m.recusal FROM members m WHERE m.tender = $1 AND m.lot = $2 ORDER BY m.n, m.id LIMIT 100",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Member {
                id: row.try_get(0)?,
                kind: row.try_get(1)?,
                account: row.try_get(2)?,
                pid: row.try_get(3)?,
                name: row.try_get(4)?,
                room: row.try_get(5)?,
                seat: row.try_get(6)?,
                head: row.try_get::<i64, _>(7)? == 1,
                out: row.try_get::<i64, _>(8)? == 1,
                recusal: row.try_get(9)?,
            })
        })
        .collect()
}

/// One reviewer's finding on one bid.
#[derive(Debug, Clone)]
pub struct Review {
    /// `qualification` or `compliance`.
    pub kind: String,
    /// `officer`, `purchaser`, or a member's id.
    pub reviewer: String,
    /// The bidder.
    pub bidder: String,
    /// Whether it passed.
    pub pass: bool,
    /// The clause of the documents.
    pub clause: String,
    /// The file of the bid.
    pub file: String,
    /// Its page, from 1.
    pub page: i64,
    /// Why.
    pub reason: String,
    /// Whether the reviewer is a member who fell out: the finding is void (87号令 art. 49).
    pub void: bool,
}

/// The reviews of a lot.
///
/// # Errors
/// What the database says.
pub async fn reviews(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<Review>> {
    let rows = sqlx::query(
        "SELECT r.kind, r.reviewer, r.bidder, r.pass, r.clause, r.file, r.page, r.reason, COALESCE(m.is_out, 0) \
         FROM reviews r LEFT JOIN members m ON m.tender = r.tender AND m.lot = r.lot AND m.id = r.reviewer \
         AND r.kind = 'compliance' WHERE r.tender = $1 AND r.lot = $2 ORDER BY r.kind, r.bidder, r.reviewer",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Review {
                kind: row.try_get(0)?,
                reviewer: row.try_get(1)?,
                bidder: row.try_get(2)?,
                pass: row.try_get::<i64, _>(3)? == 1,
                clause: row.try_get(4)?,
                file: row.try_get(5)?,
                page: row.try_get(6)?,
                reason: row.try_get(7)?,
                void: row.try_get::<i64, _>(8)? == 1,
            })
        })
        .collect()
}

/// The plain facts of a lot that a report or a result names.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The purchaser's name.
    pub purchaser: String,
    /// The officer's name.
    pub officer: String,
    /// The supervisor's name.
    pub supervisor: String,
    /// When the notice was published, milliseconds.
    pub published_ms: Option<i64>,
    /// SHA-256 of the notice, hex.
    pub notice_sha256: Option<String>,
    /// SHA-256 of the closed list, hex.
    pub list_sha256: Option<String>,
    /// When the list was closed, milliseconds.
    pub closed_ms: Option<i64>,
    /// SHA-256 of the opening record, hex.
    pub record_sha256: Option<String>,
    /// When prices were announced, milliseconds.
    pub announced_ms: Option<i64>,
    /// When the committee was convened, milliseconds.
    pub convened_ms: Option<i64>,
}

/// The plain facts of a lot.
///
/// # Errors
/// What the database says.
pub async fn facts(conn: &mut AnyConnection, lot: &LotKey) -> Result<Facts> {
    const ACT: &str = "(SELECT MAX(j.at_ms) FROM journal j WHERE j.tender = l.tender AND j.lot = l.lot AND j.kind =";
    let sql = format!(
        "SELECT p.name, o.name, s.name, \
         (SELECT MIN(n.published_ms) FROM notices n WHERE n.tender = l.tender AND n.lot = l.lot), \
         (SELECT n.sha256 FROM notices n WHERE n.tender = l.tender AND n.lot = l.lot ORDER BY n.version DESC LIMIT 1), \
         (SELECT c.sha256 FROM lists c WHERE c.tender = l.tender AND c.lot = l.lot AND c.envelope <> 'price'), \
         (SELECT c.closed_ms FROM lists c WHERE c.tender = l.tender AND c.lot = l.lot AND c.envelope <> 'price'), \
         (SELECT r.sha256 FROM papers r WHERE r.tender = l.tender AND r.lot = l.lot AND r.kind = 'opening-record' \
         ORDER BY r.made_ms DESC LIMIT 1), {ACT} 'prices.announced'), {ACT} 'committee.convened') \
         FROM lots l JOIN tenders t ON t.id = l.tender JOIN orgs p ON p.id = t.purchaser \
         JOIN accounts o ON o.id = t.officer JOIN accounts s ON s.id = t.supervisor \
         WHERE l.tender = $1 AND l.lot = $2"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(Facts::default()) };
    Ok(Facts {
        purchaser: row.try_get(0)?,
        officer: row.try_get(1)?,
        supervisor: row.try_get(2)?,
        published_ms: row.try_get(3)?,
        notice_sha256: row.try_get(4)?,
        list_sha256: row.try_get(5)?,
        closed_ms: row.try_get(6)?,
        record_sha256: row.try_get(7)?,
        announced_ms: row.try_get(8)?,
        convened_ms: row.try_get(9)?,
    })
}
