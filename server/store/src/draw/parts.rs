//! Who takes part in the bids of a lot beside the bidders.

use super::bidders;
use crate::{Result, StoreError};
use shared::api::draw::{BidPart, PartRole};
use shared::id::{LotKey, OrgId};
use sqlx::{AnyConnection, Row};

/// The members of consortia and the subcontractors that the officer has named, by bidder.
///
/// # Errors
/// What the database says.
pub async fn parts(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<BidPart>> {
    let rows = sqlx::query(
        "SELECT bidder, org, name, role FROM bid_parts WHERE tender = $1 AND lot = $2 ORDER BY bidder, org LIMIT 1000",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let role: String = row.try_get(3)?;
            Ok(BidPart {
                bidder: OrgId::new(row.try_get::<String, _>(0)?).map_err(StoreError::corrupt)?,
                org: OrgId::new(row.try_get::<String, _>(1)?).map_err(StoreError::corrupt)?,
                name: row.try_get(2)?,
                role: PartRole::parse(&role).ok_or_else(|| StoreError::corrupt(format!("part {role}")))?,
            })
        })
        .collect()
}

/// Writes all of them; those named before are replaced.
///
/// # Errors
/// What the database says.
pub async fn name_parts(conn: &mut AnyConnection, key: &LotKey, parts: &[BidPart]) -> Result<()> {
    sqlx::query("DELETE FROM bid_parts WHERE tender = $1 AND lot = $2")
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .execute(&mut *conn)
        .await?;
    for part in parts {
        sqlx::query("INSERT INTO bid_parts (tender, lot, bidder, org, name, role) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(key.tender.as_str())
            .bind(key.lot.as_str())
            .bind(part.bidder.as_str())
            .bind(part.org.as_str())
            .bind(part.name.trim())
            .bind(part.role.as_str())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Everybody to whom an expert must not be related: the bidders on the list, members of their consortia and
/// subcontractors; organisation and name, each once.
///
/// # Errors
/// What the database says.
pub async fn concerned(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(String, String)>> {
    let mut all = bidders(conn, key).await?;
    for part in parts(conn, key).await? {
        if !all.iter().any(|(org, _)| org == part.org.as_str()) {
            all.push((part.org.to_string(), part.name));
        }
    }
    Ok(all)
}
