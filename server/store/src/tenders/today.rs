//! What an account has already done on its lots, so that "today" shows only what still waits.

use crate::{Result, StoreError};
use shared::id::LotKey;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// The lots on which an account has done what a lot waits for once.
#[derive(Debug, Clone, Default)]
pub struct DoneActs {
    /// The list of bids is signed.
    pub list_signed: BTreeSet<LotKey>,
    /// The opening record is signed.
    pub record_signed: BTreeSet<LotKey>,
    /// The qualification review is signed.
    pub qualification_signed: BTreeSet<LotKey>,
    /// The shares are released.
    pub released: BTreeSet<LotKey>,
    /// The key is destroyed.
    pub destroyed: BTreeSet<LotKey>,
    /// The committee has stopped the evaluation and waits for this officer's answer.
    pub stopped: BTreeSet<LotKey>,
}

/// What `account` has done.
///
/// # Errors
/// What the database says.
pub async fn done_by(conn: &mut AnyConnection, account: &str) -> Result<DoneActs> {
    Ok(DoneActs {
        list_signed: lots(conn, LIST_SIGNED, account).await?,
        record_signed: lots(conn, RECORD_SIGNED, account).await?,
        qualification_signed: lots(
            conn,
            "SELECT tender, lot FROM review_signatures WHERE account = $1 AND kind = 'qualification'",
            account,
        )
        .await?,
        released: lots(conn, RELEASED, account).await?,
        destroyed: lots(conn, DESTROYED, account).await?,
        stopped: lots(conn, STOPPED, account).await?,
    })
}

// With two envelopes both are signed twice: what counts is the one of the stage.
const LIST_SIGNED: &str = "SELECT s.tender, s.lot FROM list_signatures s JOIN lots l ON l.tender = s.tender AND l.lot = s.lot \
     WHERE s.account = $1 AND s.round = CASE WHEN l.stage = 'price_closed' THEN 2 ELSE 1 END";
const RECORD_SIGNED: &str = "SELECT s.tender, s.lot FROM paper_signatures s JOIN lots l ON l.tender = s.tender \
     AND l.lot = s.lot WHERE s.signer = $1 \
     AND s.kind = CASE WHEN l.stage = 'price_announced' THEN 'price-record' ELSE 'opening-record' END";
const RELEASED: &str = "SELECT r.tender, r.lot FROM releases r JOIN holders h ON h.tender = r.tender AND h.lot = r.lot \
     AND h.envelope = r.envelope AND h.x = r.x JOIN lots l ON l.tender = r.tender AND l.lot = r.lot \
     WHERE h.account = $1 AND (l.stage <> 'price_opening' OR r.envelope = 'price')";
const DESTROYED: &str = "SELECT DISTINCT h.tender, h.lot FROM holders h WHERE h.account = $1 AND NOT EXISTS \
     (SELECT 1 FROM holders o WHERE o.tender = h.tender AND o.lot = h.lot AND o.account = h.account AND NOT EXISTS \
     (SELECT 1 FROM destroyed_keys d WHERE d.tender = o.tender AND d.lot = o.lot AND d.envelope = o.envelope AND d.x = o.x))";

const STOPPED: &str = "SELECT m.tender, m.lot FROM matters m JOIN tenders t ON t.id = m.tender WHERE t.officer = $1 \
     AND m.kind = 'stop' AND m.adopted = 1 AND m.void_ms IS NULL AND m.answered IS NULL";

async fn lots(conn: &mut AnyConnection, sql: &'static str, account: &str) -> Result<BTreeSet<LotKey>> {
    let rows = sqlx::query(sql).bind(account).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let (tender, lot): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            LotKey::new(&tender, &lot).map_err(StoreError::corrupt)
        })
        .collect()
}
