//! The database: opening, migrations, connections.

use crate::{Result, StoreError};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Executor, Row};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// For a centre with several servers.
    Postgres,
}

/// The house's database.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
    url: String,
    pool: AnyPool,
}

/// Durable on every commit, readers beside the writer.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
     PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY;";

/// Connections for reading; on PostgreSQL also for commands.
const POOL_CONNECTIONS_MAX: u32 = 12;

impl Db {
    /// Opens the SQLite file at `path`, creating it.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn sqlite(path: &Path) -> Result<Self> {
        Self::open(&format!("sqlite://{}?mode=rwc", path.display())).await
    }

    /// Opens `sqlite://…` or `postgres://…` and brings the tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let engine = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        let options = AnyConnectOptions::from_str(url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(POOL_CONNECTIONS_MAX)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(move |conn, _| {
                Box::pin(async move {
                    if engine == Engine::Sqlite {
                        conn.execute(SQLITE_PRAGMAS).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let db = Self { engine, url: url.to_owned(), pool };
        db.migrate().await?;
        Ok(db)
    }

    async fn migrate(&self) -> Result<()> {
        let migrator = match self.engine {
            Engine::Sqlite => sqlx::migrate!("./migrations/sqlite"),
            Engine::Postgres => sqlx::migrate!("./migrations/postgres"),
        };
        migrator.run(&self.pool).await.map_err(|error| StoreError::Database(error.into()))
    }

    /// Which database this is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The URL, for PostgreSQL's listener.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection for reading (on PostgreSQL also for one command).
    ///
    /// # Errors
    /// When none comes free in time.
    pub async fn connection(&self) -> Result<PoolConnection<Any>> {
        Ok(self.pool.acquire().await?)
    }

    /// A connection of its own, outside the pool: for SQLite's one writer and PostgreSQL's sequencer.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn own_connection(&self) -> Result<AnyConnection> {
        let mut conn = AnyConnectOptions::from_str(&self.url)?.connect().await?;
        if self.engine == Engine::Sqlite {
            conn.execute(SQLITE_PRAGMAS).await?;
        }
        Ok(conn)
    }

    /// The time that counts for what several servers receive: PostgreSQL's own, milliseconds since 1970 UTC; none on SQLite, which
    /// has one server and its clock.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clock_ms(&self) -> Result<Option<i64>> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
        let row = sqlx::query(sql).fetch_one(&self.pool).await?;
        Ok(Some(row.try_get(0)?))
    }

    /// Closes every connection of the pool.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A connection to any database, without our tables (`sqlite::memory:`, `postgres://…`): for measurements.
///
/// # Errors
/// When the database cannot be reached.
pub async fn bare(url: &str) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnectOptions::from_str(url)?.connect().await?)
}

/// Runs one statement without parameters (`BEGIN IMMEDIATE`, `SAVEPOINT c`, `COMMIT` …).
///
/// # Errors
/// What the database says.
pub async fn execute(conn: &mut AnyConnection, sql: &'static str) -> Result<()> {
    conn.execute(sql).await?;
    Ok(())
}
