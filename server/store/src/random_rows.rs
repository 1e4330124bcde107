//! What a draw costs where a database makes it: `ORDER BY random() LIMIT n`. For `bidroom bench draw` alone, which shows its
//! own figures beside it; nobody can run such a draw again.

use crate::Result;
use sqlx::{AnyConnection, Executor, Row};

/// Fills a table of this connection with experts 1 to `pool`, of which `eligible` are eligible, spread evenly.
///
/// # Errors
/// What the database says.
pub async fn fill(conn: &mut AnyConnection, pool: i64, eligible: i64) -> Result<()> {
    conn.execute("CREATE TEMPORARY TABLE bench_experts (no BIGINT NOT NULL, eligible BIGINT NOT NULL)").await?;
    sqlx::query(
        "INSERT INTO bench_experts WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n \
         WHERE i < CAST($1 AS BIGINT)) SELECT i, CASE WHEN (i * CAST($2 AS BIGINT)) % CAST($1 AS BIGINT) < \
         CAST($2 AS BIGINT) THEN 1 ELSE 0 END FROM n",
    )
    .bind(pool)
    .bind(eligible)
    .execute(&mut *conn)
    .await?;
    Ok(())
}

/// The numbers of `seats` eligible experts, as the database's own randomness orders them.
///
/// # Errors
/// What the database says.
pub async fn pick(conn: &mut AnyConnection, seats: i64) -> Result<Vec<i64>> {
    let rows = sqlx::query("SELECT no FROM bench_experts WHERE eligible = 1 ORDER BY random() LIMIT $1")
        .bind(seats)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Drops the table.
///
/// # Errors
/// What the database says.
pub async fn drop(conn: &mut AnyConnection) -> Result<()> {
    conn.execute("DROP TABLE bench_experts").await?;
    Ok(())
}
