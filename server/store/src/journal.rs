//! The journal's rows: acts, their numbers, checkpoints.

use crate::{Result, StoreError};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::journal::tree::{NodeId, root};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// An act as it lies in the database.
#[derive(Debug, Clone)]
pub struct Act {
    /// The row.
    pub id: i64,
    /// The journal's index, once numbered.
    pub seq: Option<i64>,
    /// When, milliseconds.
    pub at_ms: i64,
    /// The kind, `noun.verbed`.
    pub kind: String,
    /// The lot.
    pub lot: Option<LotKey>,
    /// Who, as the journal names them.
    pub actor: String,
    /// At which seat, `room/seat`.
    pub terminal: Option<String>,
    /// The body, canonical JSON.
    pub body: String,
    /// The body's salt.
    pub salt: Vec<u8>,
}

const SELECT: &str = "SELECT id, seq, at_ms, kind, tender, lot, actor, body, salt, terminal FROM journal";

fn act(row: &AnyRow) -> Result<Act> {
    let lot = match (row.try_get::<Option<String>, _>(4)?, row.try_get::<Option<String>, _>(5)?) {
        (Some(tender), Some(lot)) => Some(LotKey::new(&tender, &lot).map_err(StoreError::corrupt)?),
        _ => None,
    };
    Ok(Act {
        id: row.try_get(0)?,
        seq: row.try_get(1)?,
        at_ms: row.try_get(2)?,
        kind: row.try_get(3)?,
        lot,
        actor: row.try_get(6)?,
        body: row.try_get(7)?,
        salt: row.try_get(8)?,
        terminal: row.try_get(9)?,
    })
}

/// Writes an act that has no number yet; gives its row.
///
/// # Errors
/// What the database says.
pub async fn append(conn: &mut AnyConnection, act: &Act) -> Result<i64> {
    let row = sqlx::query(
        "INSERT INTO journal (seq, at_ms, kind, tender, lot, actor, body, salt, terminal) \
         VALUES (NULL, $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
    )
    .bind(act.at_ms)
    .bind(&act.kind)
    .bind(act.lot.as_ref().map(|lot| lot.tender.as_str().to_owned()))
    .bind(act.lot.as_ref().map(|lot| lot.lot.as_str().to_owned()))
    .bind(&act.actor)
    .bind(&act.body)
    .bind(act.salt.clone())
    .bind(act.terminal.clone())
    .fetch_one(conn)
    .await?;
    Ok(row.try_get(0)?)
}

/// What was done at a seat (`room/seat`) before an index, newest first.
///
/// # Errors
/// What the database says.
pub async fn at_terminal(conn: &mut AnyConnection, terminal: &str, before: i64, most: i64) -> Result<Vec<Act>> {
    let sql = format!("{SELECT} WHERE terminal = $1 AND seq IS NOT NULL AND seq < $2 ORDER BY seq DESC LIMIT $3");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(terminal).bind(before).bind(most).fetch_all(conn).await?;
    rows.iter().map(act).collect()
}

/// The acts that wait for their number, oldest row first.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut AnyConnection, most: i64) -> Result<Vec<Act>> {
    let sql = format!("{SELECT} WHERE seq IS NULL ORDER BY id LIMIT $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(most).fetch_all(conn).await?.iter().map(act).collect()
}

/// Gives a row its number, its time and its leaf hash.
///
/// # Errors
/// What the database says.
pub async fn number(conn: &mut AnyConnection, id: i64, seq: i64, at_ms: i64, leaf: &Hash) -> Result<()> {
    sqlx::query("UPDATE journal SET seq = $1, at_ms = $2, leaf = $3 WHERE id = $4 AND seq IS NULL")
        .bind(seq)
        .bind(at_ms)
        .bind(leaf.0.to_vec())
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The number of a row; none as long as it has none.
///
/// # Errors
/// What the database says.
pub async fn seq_of(conn: &mut AnyConnection, id: i64) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT seq FROM journal WHERE id = $1").bind(id).fetch_one(conn).await?;
    Ok(row.try_get(0)?)
}

/// The leaf hashes from index `from` on, in order, and the time of the last entry.
///
/// # Errors
/// What the database says.
pub async fn leaves(conn: &mut AnyConnection, from: i64, most: i64) -> Result<Vec<Hash>> {
    let rows = sqlx::query("SELECT leaf FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2")
        .bind(from)
        .bind(most)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let bytes: Vec<u8> = row.try_get(0)?;
            Ok(Hash(bytes.try_into().map_err(|_| StoreError::corrupt("a leaf hash is not 32 bytes"))?))
        })
        .collect()
}

/// The time of the newest numbered entry.
///
/// # Errors
/// What the database says.
pub async fn last_time(conn: &mut AnyConnection) -> Result<i64> {
    let row = sqlx::query("SELECT at_ms FROM journal WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
}

/// Numbered acts after index `after`, oldest first; of one lot where one is named.
///
/// # Errors
/// What the database says.
pub async fn since(conn: &mut AnyConnection, after: i64, lot: Option<&LotKey>, most: i64) -> Result<Vec<Act>> {
    let sql = match lot {
        None => format!("{SELECT} WHERE seq > $1 ORDER BY seq LIMIT $2"),
        Some(_) => format!("{SELECT} WHERE seq > $1 AND tender = $3 AND lot = $4 ORDER BY seq LIMIT $2"),
    };
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after).bind(most);
    if let Some(lot) = lot {
        query = query.bind(lot.tender.as_str()).bind(lot.lot.as_str());
    }
    query.fetch_all(conn).await?.iter().map(act).collect()
}

/// Numbered acts before index `before`, newest first; of one lot where one is named.
///
/// # Errors
/// What the database says.
pub async fn before(conn: &mut AnyConnection, before: i64, lot: Option<&LotKey>, most: i64) -> Result<Vec<Act>> {
    let sql = match lot {
        None => format!("{SELECT} WHERE seq < $1 ORDER BY seq DESC LIMIT $2"),
        Some(_) => format!("{SELECT} WHERE seq < $1 AND tender = $3 AND lot = $4 ORDER BY seq DESC LIMIT $2"),
    };
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).bind(most);
    if let Some(lot) = lot {
        query = query.bind(lot.tender.as_str()).bind(lot.lot.as_str());
    }
    query.fetch_all(conn).await?.iter().map(act).collect()
}

/// One numbered act.
///
/// # Errors
/// What the database says.
pub async fn entry(conn: &mut AnyConnection, seq: i64) -> Result<Option<Act>> {
    let sql = format!("{SELECT} WHERE seq = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(seq).fetch_optional(conn).await?.as_ref().map(act).transpose()
}

/// A signed checkpoint.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The tree's size.
    pub size: i64,
    /// The signed note.
    pub note: String,
    /// When, milliseconds.
    pub at_ms: i64,
    /// The note with the supervisor's cosignature, once there.
    pub cosigned: Option<String>,
}

fn checkpoint(row: &AnyRow) -> Result<Checkpoint> {
    Ok(Checkpoint { size: row.try_get(0)?, note: row.try_get(1)?, at_ms: row.try_get(2)?, cosigned: row.try_get(3)? })
}

/// Keeps a checkpoint.
///
/// # Errors
/// What the database says.
pub async fn keep_checkpoint(conn: &mut AnyConnection, size: i64, note: &str, at_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO checkpoints (size, note, at_ms) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING")
        .bind(size)
        .bind(note)
        .bind(at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest checkpoint.
///
/// # Errors
/// What the database says.
pub async fn newest_checkpoint(conn: &mut AnyConnection) -> Result<Option<Checkpoint>> {
    sqlx::query("SELECT size, note, at_ms, cosigned FROM checkpoints ORDER BY size DESC LIMIT 1")
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(checkpoint)
        .transpose()
}

/// The newest checkpoint that a witness has cosigned.
///
/// # Errors
/// What the database says.
pub async fn newest_cosigned(conn: &mut AnyConnection) -> Result<Option<Checkpoint>> {
    sqlx::query(
        "SELECT size, note, at_ms, cosigned FROM checkpoints WHERE cosigned IS NOT NULL ORDER BY size DESC LIMIT 1",
    )
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(checkpoint)
    .transpose()
}

/// The checkpoint of a size.
///
/// # Errors
/// What the database says.
pub async fn checkpoint_of(conn: &mut AnyConnection, size: i64) -> Result<Option<Checkpoint>> {
    sqlx::query("SELECT size, note, at_ms, cosigned FROM checkpoints WHERE size = $1")
        .bind(size)
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(checkpoint)
        .transpose()
}

/// Adds the cosigned note to a checkpoint.
///
/// # Errors
/// What the database says.
pub async fn cosign(conn: &mut AnyConnection, size: i64, cosigned: &str, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE checkpoints SET cosigned = $1, cosigned_ms = $2 WHERE size = $3")
        .bind(cosigned)
        .bind(at_ms)
        .bind(size)
        .execute(conn)
        .await?;
    Ok(())
}

/// Levels of the tree that are kept are this far apart: the height of a tile (C2SP `tlog-tiles`).
const TILE_HEIGHT: u32 = 8;

/// Whether the tree keeps this inner node.
#[must_use]
pub const fn is_tile_root(node: NodeId) -> bool {
    node.level > 0 && node.level.is_multiple_of(TILE_HEIGHT)
}

/// Keeps an inner node of the tree. The same node always has the same hash.
///
/// # Errors
/// What the database says.
pub async fn keep_node(conn: &mut AnyConnection, node: NodeId, hash: &Hash) -> Result<()> {
    sqlx::query("INSERT INTO tree_nodes (level, idx, hash) VALUES ($1, $2, $3) ON CONFLICT (level, idx) DO NOTHING")
        .bind(i64::from(node.level))
        .bind(i64::try_from(node.index).map_err(StoreError::corrupt)?)
        .bind(hash.0.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}

/// The hash of a complete subtree, from at most 128 rows.
///
/// # Errors
/// What the database says; a node that the tree does not have yet.
pub async fn node(conn: &mut AnyConnection, node: NodeId) -> Result<Hash> {
    let base = node.level - node.level % TILE_HEIGHT;
    let width = 1_i64 << (node.level % TILE_HEIGHT);
    let first = i64::try_from(node.index).map_err(StoreError::corrupt)?.saturating_mul(width);
    let hashes = if base == 0 {
        leaves(conn, first, width).await?
    } else {
        let rows = sqlx::query("SELECT hash FROM tree_nodes WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx")
            .bind(i64::from(base))
            .bind(first)
            .bind(first + width)
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| hash(row.try_get(0)?)).collect::<Result<Vec<Hash>>>()?
    };
    let complete = i64::try_from(hashes.len()) == Ok(width);
    if complete { Ok(root(&hashes)) } else { Err(StoreError::corrupt("the tree lacks a node")) }
}

fn hash(bytes: Vec<u8>) -> Result<Hash> {
    Ok(Hash(bytes.try_into().map_err(|_| StoreError::corrupt("a hash is not 32 bytes"))?))
}
