//! Bids and their receipts.

pub use crate::states::BidState;
use crate::{Result, StoreError};
use shared::envelope::Envelope;
use shared::id::LotKey;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// The name of an envelope in the database.
#[must_use]
pub const fn envelope_name(envelope: Envelope) -> &'static str {
    match envelope {
        Envelope::Single => "single",
        Envelope::Technical => "technical",
        Envelope::Price => "price",
    }
}

/// The envelope of that name.
///
/// # Errors
/// [`StoreError::Corrupt`] for another name.
pub fn envelope(name: &str) -> Result<Envelope> {
    match name {
        "single" => Ok(Envelope::Single),
        "technical" => Ok(Envelope::Technical),
        "price" => Ok(Envelope::Price),
        other => Err(StoreError::corrupt(format!("envelope {other}"))),
    }
}

pub(crate) fn whole(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(StoreError::corrupt)
}

pub(crate) fn stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(StoreError::corrupt)
}

/// A bidder's slot: one lot, one envelope, one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder's organisation.
    pub bidder: String,
}

/// A revision of a bid.
#[derive(Debug, Clone)]
pub struct Bid {
    /// The slot.
    pub slot: Slot,
    /// The bidder's name.
    pub bidder_name: String,
    /// The revision, from 1.
    pub revision: u64,
    /// The account that sent it.
    pub account: String,
    /// The upload that holds its ciphertext.
    pub upload: String,
    /// The head, canonical JSON.
    pub head: Vec<u8>,
    /// SHA-256 of the head, hex.
    pub head_sha256: String,
    /// The payload's root, hex.
    pub root: String,
    /// The payload's length, bytes.
    pub length: u64,
    /// When its last byte was durable, milliseconds.
    pub received_ms: i64,
    /// What became of it.
    pub state: BidState,
    /// SHA-256 of the version of the notice under which it was sealed, hex.
    pub notice: String,
}

const BID: &str = "SELECT b.tender, b.lot, b.envelope, b.bidder, o.name, b.revision, b.account, b.upload, b.head, \
     b.head_sha256, b.root, b.length, b.received_ms, b.state, b.notice FROM bids b JOIN orgs o ON o.id = b.bidder";

fn bid(row: &AnyRow) -> Result<Bid> {
    let key = LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?);
    Ok(Bid {
        slot: Slot {
            lot: key.map_err(StoreError::corrupt)?,
            envelope: envelope(&row.try_get::<String, _>(2)?)?,
            bidder: row.try_get(3)?,
        },
        bidder_name: row.try_get(4)?,
        revision: whole(row.try_get(5)?)?,
        account: row.try_get(6)?,
        upload: row.try_get(7)?,
        head: row.try_get(8)?,
        head_sha256: row.try_get(9)?,
        root: row.try_get(10)?,
        length: whole(row.try_get(11)?)?,
        received_ms: row.try_get(12)?,
        state: BidState::parse(&row.try_get::<String, _>(13)?)?,
        notice: row.try_get(14)?,
    })
}

/// Writes a revision.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut AnyConnection, bid: &Bid) -> Result<()> {
    sqlx::query(
        "INSERT INTO bids (tender, lot, envelope, bidder, revision, account, upload, head, head_sha256, root, length, \
         received_ms, state, notice) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(bid.slot.lot.tender.as_str())
    .bind(bid.slot.lot.lot.as_str())
    .bind(envelope_name(bid.slot.envelope))
    .bind(&bid.slot.bidder)
    .bind(stored(bid.revision)?)
    .bind(&bid.account)
    .bind(&bid.upload)
    .bind(bid.head.clone())
    .bind(&bid.head_sha256)
    .bind(&bid.root)
    .bind(stored(bid.length)?)
    .bind(bid.received_ms)
    .bind(bid.state.as_str())
    .bind(&bid.notice)
    .execute(conn)
    .await?;
    Ok(())
}

/// The revisions of a slot, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_slot(conn: &mut AnyConnection, slot: &Slot) -> Result<Vec<Bid>> {
    let sql = format!(
        "{BID} WHERE b.tender = $1 AND b.lot = $2 AND b.envelope = $3 AND b.bidder = $4 ORDER BY b.revision DESC LIMIT 1000"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(slot.lot.tender.as_str())
        .bind(slot.lot.lot.as_str())
        .bind(envelope_name(slot.envelope))
        .bind(&slot.bidder)
        .fetch_all(conn)
        .await?
        .iter()
        .map(bid)
        .collect()
}

/// The bids of a lot's envelope in a state, in order of bidder id (bytewise).
///
/// # Errors
/// What the database says.
pub async fn in_state(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope, state: BidState) -> Result<Vec<Bid>> {
    let sql = format!("{BID} WHERE b.tender = $1 AND b.lot = $2 AND b.envelope = $3 AND b.state = $4 LIMIT 10000");
    let mut bids: Vec<Bid> = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .bind(state.as_str())
        .fetch_all(conn)
        .await?
        .iter()
        .map(bid)
        .collect::<Result<_>>()?;
    // Not in SQL: a database's collation may order otherwise than the format does.
    bids.sort_by(|a, b| a.slot.bidder.cmp(&b.slot.bidder));
    Ok(bids)
}

/// The bid that an upload became, if it became one.
///
/// # Errors
/// What the database says.
pub async fn of_upload(conn: &mut AnyConnection, upload: &str) -> Result<Option<Bid>> {
    let sql = format!("{BID} WHERE b.upload = $1");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(upload).fetch_optional(conn).await?.as_ref().map(bid).transpose()
}

/// Sets what became of a revision.
///
/// # Errors
/// What the database says.
pub async fn set_state(conn: &mut AnyConnection, slot: &Slot, revision: u64, state: BidState) -> Result<()> {
    sqlx::query(
        "UPDATE bids SET state = $1 WHERE tender = $2 AND lot = $3 AND envelope = $4 AND bidder = $5 AND revision = $6",
    )
    .bind(state.as_str())
    .bind(slot.lot.tender.as_str())
    .bind(slot.lot.lot.as_str())
    .bind(envelope_name(slot.envelope))
    .bind(&slot.bidder)
    .bind(stored(revision)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Bids that count although a later version of their notice ended that, or ended the lot.
///
/// # Errors
/// What the database says.
pub async fn to_retire(conn: &mut AnyConnection) -> Result<Vec<Bid>> {
    let sql = format!(
        "{BID} WHERE b.state = 'submitted' AND EXISTS (SELECT 1 FROM notices n WHERE n.tender = b.tender AND n.lot = b.lot \
         AND n.earlier_bids <> 'stand' AND n.version > (SELECT MAX(m.version) FROM notices m WHERE m.tender = b.tender \
         AND m.lot = b.lot AND m.sha256 = b.notice)) LIMIT 1000"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?.iter().map(bid).collect()
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The revision.
    pub revision: u64,
    /// `submitted`, `withdrawn` or `retired`.
    pub kind: String,
    /// The journal's index.
    pub seq: i64,
    /// The signed note.
    pub note: String,
}

/// Keeps a receipt; a second one for the same act changes nothing.
///
/// # Errors
/// What the database says.
pub async fn keep_receipt(conn: &mut AnyConnection, slot: &Slot, receipt: &StoredReceipt) -> Result<()> {
    sqlx::query(
        "INSERT INTO receipts (tender, lot, envelope, bidder, revision, kind, seq, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tender, lot, envelope, bidder, revision, kind) DO NOTHING",
    )
    .bind(slot.lot.tender.as_str())
    .bind(slot.lot.lot.as_str())
    .bind(envelope_name(slot.envelope))
    .bind(&slot.bidder)
    .bind(stored(receipt.revision)?)
    .bind(&receipt.kind)
    .bind(receipt.seq)
    .bind(&receipt.note)
    .execute(conn)
    .await?;
    Ok(())
}

/// The receipts of a slot.
///
/// # Errors
/// What the database says.
pub async fn receipts(conn: &mut AnyConnection, slot: &Slot) -> Result<Vec<StoredReceipt>> {
    sqlx::query(
        "SELECT revision, kind, seq, note FROM receipts WHERE tender = $1 AND lot = $2 AND envelope = $3 AND bidder = $4 \
         ORDER BY revision, kind",
    )
    .bind(slot.lot.tender.as_str())
    .bind(slot.lot.lot.as_str())
    .bind(envelope_name(slot.envelope))
    .bind(&slot.bidder)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(StoredReceipt {
            revision: whole(row.try_get(0)?)?,
            kind: row.try_get(1)?,
            seq: row.try_get(2)?,
            note: row.try_get(3)?,
        })
    })
    .collect()
}

/// Revisions whose receipt for `kind` (`submitted`, or `withdrawn` and `retired` for those) is still missing.
///
/// # Errors
/// What the database says.
pub async fn without_receipt(conn: &mut AnyConnection, kind: &str) -> Result<Vec<Bid>> {
    let sql = format!(
        "{BID} WHERE ($1 = 'submitted' OR b.state = $1) AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.tender = b.tender \
         AND r.lot = b.lot AND r.envelope = b.envelope AND r.bidder = b.bidder AND r.revision = b.revision AND r.kind = $1) \
         LIMIT 1000"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(kind).fetch_all(conn).await?.iter().map(bid).collect()
}

/// The numbered acts of a kind in a lot: index and body.
///
/// # Errors
/// What the database says.
pub async fn acts(conn: &mut AnyConnection, lot: &LotKey, kind: &str) -> Result<Vec<(i64, String)>> {
    sqlx::query(
        "SELECT seq, body FROM journal WHERE tender = $1 AND lot = $2 AND kind = $3 AND seq IS NOT NULL ORDER BY seq",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(kind)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
    .collect()
}

/// The current notice and one key sheet of a lot, canonical JSON.
///
/// # Errors
/// What the database says.
pub async fn terms(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Option<(String, String)>> {
    let row = sqlx::query(
        "SELECT n.json, k.json FROM notices n JOIN key_sheets k ON k.tender = n.tender AND k.lot = n.lot AND k.envelope = $3 \
         WHERE n.tender = $1 AND n.lot = $2 ORDER BY n.version DESC LIMIT 1",
    )
    .bind(lot.tender.as_str())
    .bind(lot.lot.as_str())
    .bind(envelope_name(envelope))
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?))).transpose()?)
}

/// The lots in which a bidder has a bid or an upload, with the slots' states: (lot, envelope, state of a bid or upload).
///
/// # Errors
/// What the database says.
pub async fn taken_part(conn: &mut AnyConnection, bidder: &str) -> Result<Vec<(LotKey, Envelope, String)>> {
    sqlx::query(
        "SELECT tender, lot, envelope, state FROM bids WHERE bidder = $1 AND state <> 'superseded' \
         UNION SELECT tender, lot, envelope, state FROM uploads WHERE bidder = $1 AND state IN ('receiving', 'complete')",
    )
    .bind(bidder)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        let key = LotKey::new(&row.try_get::<String, _>(0)?, &row.try_get::<String, _>(1)?);
        Ok((key.map_err(StoreError::corrupt)?, envelope(&row.try_get::<String, _>(2)?)?, row.try_get(3)?))
    })
    .collect()
}

/// The current notice of a lot, canonical JSON.
///
/// # Errors
/// What the database says.
pub async fn notice(conn: &mut AnyConnection, lot: &LotKey) -> Result<Option<String>> {
    let row = sqlx::query("SELECT json FROM notices WHERE tender = $1 AND lot = $2 ORDER BY version DESC LIMIT 1")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The place of an account among the holders of an envelope.
///
/// # Errors
/// What the database says.
pub async fn holder(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope, account: &str) -> Result<Option<u8>> {
    let row = sqlx::query("SELECT x FROM holders WHERE tender = $1 AND lot = $2 AND envelope = $3 AND account = $4")
        .bind(lot.tender.as_str())
        .bind(lot.lot.as_str())
        .bind(envelope_name(envelope))
        .bind(account)
        .fetch_optional(conn)
        .await?;
    let place = row.map(|row| row.try_get::<i64, _>(0)).transpose()?;
    place.map(u8::try_from).transpose().map_err(StoreError::corrupt)
}
