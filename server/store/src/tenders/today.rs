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
}

/// What `account` has done.
///
/// # Errors
/// What the database says.
pub async fn done_by(conn: &mut AnyConnection, account: &str) -> Result<DoneActs> {
    Ok(DoneActs {
        list_signed: lots(conn, "SELECT tender, lot FROM list_signatures WHERE account = $1", account).await?,
        record_signed: lots(
            conn,
            "SELECT tender, lot FROM paper_signatures WHERE signer = $1 AND kind = 'opening-record'",
            account,
        )
        .await?,
        qualification_signed: lots(
            conn,
            "SELECT tender, lot FROM review_signatures WHERE account = $1 AND kind = 'qualification'",
            account,
        )
        .await?,
        released: lots(conn, RELEASED, account).await?,
        destroyed: lots(conn, DESTROYED, account).await?,
    })
}

const RELEASED: &str = "SELECT r.tender, r.lot FROM releases r JOIN holders h ON h.tender = r.tender AND h.lot = r.lot \
     AND h.envelope = r.envelope AND h.x = r.x WHERE h.account = $1";
const DESTROYED: &str = "SELECT d.tender, d.lot FROM destroyed_keys d JOIN holders h ON h.tender = d.tender \
     AND h.lot = d.lot AND h.envelope = d.envelope AND h.x = d.x WHERE h.account = $1";

async fn lots(conn: &mut AnyConnection, sql: &'static str, account: &str) -> Result<BTreeSet<LotKey>> {
    let rows = sqlx::query(sql).bind(account).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let (tender, lot): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            LotKey::new(&tender, &lot).map_err(StoreError::corrupt)
        })
        .collect()
}
