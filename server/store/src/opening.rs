//! The opening: list, signatures, releases, verdicts, opened files, objections, papers.

mod window;

pub use window::{
    Half, Interrupted, Recovered, Window, close_window, extend_window, halves, interrupt, interruptions, keep_half,
    keep_recovery, open_window, recoveries, shift_window, window,
};

use crate::bids::{envelope_name, stored, whole};
use crate::{Result, StoreError};
use shared::envelope::Envelope;
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// Which of a lot's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// The envelope.
    pub envelope: Envelope,
    /// 1 for the list of the deadline, 2 for that of the price envelopes that passed the technical stage.
    pub round: u8,
}

impl Which {
    /// The list that was made at the deadline.
    #[must_use]
    pub const fn closing(envelope: Envelope) -> Self {
        Self { envelope, round: 1 }
    }

    /// The list of the price envelopes that may be opened.
    pub const PRICES: Self = Self { envelope: Envelope::Price, round: 2 };
}

/// A closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Canonical JSON.
    pub json: String,
    /// Its hash, hex.
    pub sha256: String,
    /// When it was closed, milliseconds.
    pub closed_ms: i64,
}

/// Keeps the list.
///
/// # Errors
/// What the database says.
pub async fn keep_list(conn: &mut AnyConnection, lot: &LotKey, which: Which, list: &List) -> Result<()> {
    sqlx::query(
        "INSERT INTO lists (tender, lot, envelope, round, json, sha256, closed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(which.envelope))
    .bind(i64::from(which.round))
    .bind(&list.json)
    .bind(&list.sha256)
    .bind(list.closed_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// One list of a lot.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut AnyConnection, lot: &LotKey, which: Which) -> Result<Option<List>> {
    let row = sqlx::query(
        "SELECT json, sha256, closed_ms FROM lists WHERE tender = $1 AND lot = $2 AND envelope = $3 AND round = $4",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(which.envelope))
    .bind(i64::from(which.round))
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(List { json: row.try_get(0)?, sha256: row.try_get(1)?, closed_ms: row.try_get(2)? }))
}

/// A signature of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSignature {
    /// The role.
    pub role: String,
    /// The account.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Keeps a signature of the list; a second one of the same role is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn sign_list(
    conn: &mut AnyConnection,
    lot: &LotKey,
    which: Which,
    signature: &ListSignature,
    public_key: &str,
    bytes: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO list_signatures (tender, lot, envelope, round, role, account, public_key, signature, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(which.envelope))
    .bind(i64::from(which.round))
    .bind(&signature.role)
    .bind(&signature.account)
    .bind(public_key)
    .bind(bytes)
    .bind(signature.at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The signatures of the list.
///
/// # Errors
/// What the database says.
pub async fn list_signatures(conn: &mut AnyConnection, lot: &LotKey, which: Which) -> Result<Vec<ListSignature>> {
    sqlx::query(
        "SELECT s.role, s.account, a.name, s.at_ms FROM list_signatures s JOIN accounts a ON a.id = s.account \
         WHERE s.tender = $1 AND s.lot = $2 AND s.envelope = $3 AND s.round = $4 ORDER BY s.at_ms, s.role",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(which.envelope))
    .bind(i64::from(which.round))
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(ListSignature {
            role: row.try_get(0)?,
            account: row.try_get(1)?,
            name: row.try_get(2)?,
            at_ms: row.try_get(3)?,
        })
    })
    .collect()
}

/// Keeps a holder's release; a second one is [`StoreError::Taken`].
///
/// # Errors
/// What the database says.
pub async fn keep_release(
    conn: &mut AnyConnection,
    lot: &LotKey,
    envelope: Envelope,
    x: u8,
    (json, signature): (&str, &str),
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO releases (tender, lot, envelope, x, json, signature, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(envelope))
    .bind(i64::from(x))
    .bind(json)
    .bind(signature)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

fn place(row: &AnyRow, column: usize) -> Result<u8> {
    u8::try_from(row.try_get::<i64, _>(column)?).map_err(StoreError::corrupt)
}

/// Who has released, and when: (x, milliseconds). Not what.
///
/// # Errors
/// What the database says.
pub async fn released(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<(u8, i64)>> {
    sqlx::query("SELECT x, at_ms FROM releases WHERE tender = $1 AND lot = $2 AND envelope = $3 ORDER BY x")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| Ok((place(row, 0)?, row.try_get(1)?)))
        .collect()
}

/// The releases themselves, canonical JSON, for the job that opens.
///
/// # Errors
/// What the database says.
pub async fn releases(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<String>> {
    sqlx::query("SELECT json FROM releases WHERE tender = $1 AND lot = $2 AND envelope = $3 ORDER BY x")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| Ok(row.try_get(0)?))
        .collect()
}

/// Keeps the statement that a key is destroyed.
///
/// # Errors
/// What the database says.
pub async fn destroy_key(
    conn: &mut AnyConnection,
    lot: &LotKey,
    envelope: Envelope,
    x: u8,
    signature: &str,
    at_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO destroyed_keys (tender, lot, envelope, x, signature, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(envelope))
    .bind(i64::from(x))
    .bind(signature)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose key is destroyed, and when: (x, milliseconds).
///
/// # Errors
/// What the database says.
pub async fn destroyed(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<(u8, i64)>> {
    sqlx::query("SELECT x, at_ms FROM destroyed_keys WHERE tender = $1 AND lot = $2 AND envelope = $3 ORDER BY x")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .fetch_all(conn)
        .await?
        .iter()
        .map(|row| Ok((place(row, 0)?, row.try_get(1)?)))
        .collect()
}

/// What became of a bid.
#[derive(Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The bidder.
    pub bidder: String,
    /// `opened`, `bidder-fault`, `centre-fault` or `unknown`.
    pub outcome: String,
    /// Why it was not opened.
    pub reason: Option<String>,
    /// The seed, once recovered.
    pub seed: Option<Vec<u8>>,
    /// The opening form (`shared::envelope::OpeningForm`), canonical JSON.
    pub form_json: Option<String>,
    /// The announced price, fen.
    pub price_fen: Option<i64>,
    /// What a price envelope holds, JSON, until the prices are announced.
    pub files_json: Option<String>,
    /// Who decided: `system` or an account.
    pub decided_by: String,
    /// When, milliseconds.
    pub at_ms: i64,
}

/// Writes a verdict; it replaces one that was `unknown`, and no other. Says whether it was written.
///
/// # Errors
/// What the database says.
pub async fn keep_verdict(
    conn: &mut AnyConnection,
    lot: &LotKey,
    envelope: Envelope,
    verdict: &Verdict,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO verdicts (tender, lot, envelope, bidder, outcome, reason, seed, form_json, price_fen, \
         decided_by, at_ms, files_json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (tender, lot, envelope, bidder) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, \
         files_json = excluded.files_json, seed = excluded.seed, form_json = excluded.form_json, price_fen = excluded.price_fen, \
         decided_by = excluded.decided_by, at_ms = excluded.at_ms WHERE verdicts.outcome = 'unknown'",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(envelope))
    .bind(&verdict.bidder)
    .bind(&verdict.outcome)
    .bind(verdict.reason.clone())
    .bind(verdict.seed.clone())
    .bind(verdict.form_json.clone())
    .bind(verdict.price_fen)
    .bind(&verdict.decided_by)
    .bind(verdict.at_ms)
    .bind(verdict.files_json.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The verdicts of an envelope.
///
/// # Errors
/// What the database says.
pub async fn verdicts(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Vec<Verdict>> {
    sqlx::query(
        "SELECT bidder, outcome, reason, seed, form_json, price_fen, decided_by, at_ms, files_json FROM verdicts \
         WHERE tender = $1 AND lot = $2 AND envelope = $3 ORDER BY bidder",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(envelope))
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(Verdict {
            bidder: row.try_get(0)?,
            outcome: row.try_get(1)?,
            reason: row.try_get(2)?,
            seed: row.try_get(3)?,
            form_json: row.try_get(4)?,
            price_fen: row.try_get(5)?,
            decided_by: row.try_get(6)?,
            at_ms: row.try_get(7)?,
            files_json: row.try_get(8)?,
        })
    })
    .collect()
}

/// Says that what the opened bids of an envelope hold lies among the bids' files now.
///
/// # Errors
/// What the database says.
pub async fn announce_files(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<()> {
    sqlx::query("UPDATE verdicts SET files_json = NULL WHERE tender = $1 AND lot = $2 AND envelope = $3")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .execute(conn)
        .await?;
    Ok(())
}

/// A file of an opened bid; its bytes lie in the vault under their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidFile {
    /// Its number, from 1.
    pub n: u32,
    /// Its name.
    pub name: String,
    /// Its length, bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// How many pages it has; none where that cannot be counted.
    pub pages: Option<u32>,
}

/// Keeps a file of an opened bid.
///
/// # Errors
/// What the database says.
pub async fn keep_file(conn: &mut AnyConnection, lot: &LotKey, bidder: &str, file: &BidFile) -> Result<()> {
    sqlx::query(
        "INSERT INTO bid_files (tender, lot, bidder, n, name, size, sha256, pages) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .bind(i64::from(file.n))
    .bind(&file.name)
    .bind(stored(file.size)?)
    .bind(&file.sha256)
    .bind(file.pages.map(i64::from))
    .execute(conn)
    .await?;
    Ok(())
}

/// The files of an opened bid.
///
/// # Errors
/// What the database says.
pub async fn files(conn: &mut AnyConnection, lot: &LotKey, bidder: &str) -> Result<Vec<BidFile>> {
    sqlx::query(
        "SELECT n, name, size, sha256, pages FROM bid_files WHERE tender = $1 AND lot = $2 AND bidder = $3 ORDER BY n",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(bidder)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        let pages: Option<i64> = row.try_get(4)?;
        Ok(BidFile {
            n: u32::try_from(row.try_get::<i64, _>(0)?).map_err(StoreError::corrupt)?,
            name: row.try_get(1)?,
            size: whole(row.try_get(2)?)?,
            sha256: row.try_get(3)?,
            pages: pages.map(u32::try_from).transpose().map_err(StoreError::corrupt)?,
        })
    })
    .collect()
}

/// How many files each opened bid holds and how many pages they have together: (bidder, files, pages).
///
/// # Errors
/// What the database says.
pub async fn file_counts(conn: &mut AnyConnection, lot: &LotKey) -> Result<Vec<(String, u32, u32)>> {
    sqlx::query(
        "SELECT bidder, CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(pages), 0) AS BIGINT) FROM bid_files \
         WHERE tender = $1 AND lot = $2 GROUP BY bidder",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        let count = |column| u32::try_from(row.try_get::<i64, _>(column)?).map_err(StoreError::corrupt);
        Ok((row.try_get(0)?, count(1)?, count(2)?))
    })
    .collect()
}
