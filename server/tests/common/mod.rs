//! A house for one test: on SQLite in a temporary folder, or on PostgreSQL in a database of its own.
#![allow(dead_code, reason = "each test file uses its own part")]

use bidroom_server::act::Caller;
use bidroom_server::house::{House, Settings};
use shared::people::Actor;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Which databases this run can use: SQLite always, PostgreSQL when `BIDROOM_TEST_POSTGRES` names a server.
pub fn databases() -> Vec<Option<String>> {
    let postgres = std::env::var("BIDROOM_TEST_POSTGRES").ok();
    std::iter::once(None).chain(postgres.map(Some)).collect()
}

/// A database of its own on the server, gone with the server.
pub async fn fresh_database(server: &str) -> String {
    use sqlx::Connection as _;
    let name = format!("t{}", bidroom_server::random::uuid().expect("randomness").replace('-', ""));
    let mut conn = sqlx::PgConnection::connect(&format!("{server}/postgres")).await.expect("PostgreSQL answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut conn).await.expect("a database");
    format!("{server}/{name}")
}

/// A house with its folder.
pub struct Place {
    pub dir: TempDir,
    pub database: Option<String>,
}

impl Place {
    pub async fn new(server: Option<&str>) -> Self {
        let database = match server {
            Some(server) => Some(fresh_database(server).await),
            None => None,
        };
        Self { dir: tempfile::tempdir().expect("a folder"), database }
    }

    /// A sample centre's house: experts are called by a simulator.
    pub async fn open_demo(&self) -> Arc<House> {
        let settings = Settings { demo: true, ..settings(self.dir.path(), self.database.clone()) };
        House::open(settings).await.expect("the house opens")
    }

    pub async fn open(&self) -> Arc<House> {
        House::open(settings(self.dir.path(), self.database.clone())).await.expect("the house opens")
    }
}

pub fn settings(data: &Path, database: Option<String>) -> Settings {
    let small = Settings::small(data.to_owned(), "test", env!("CARGO_BIN_EXE_bidroom").into());
    Settings { database, centre_name: "测试中心".into(), ..small }
}

pub fn caller(actor: Actor) -> Caller {
    Caller { actor, request: "test".into(), key: None }
}
