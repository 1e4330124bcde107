//! A house on a free port with its people, for the tests of the desks. On SQLite, and on PostgreSQL too where
//! `BIDROOM_TEST_POSTGRES` names a server (each test makes its own database).

use bidroom_server::clock::machine_ms;
use bidroom_server::demo::line::Person;
use bidroom_server::house::{House, Settings};
use bidroom_server::http::password;
use shared::people::Role;
use std::net::SocketAddr;
use std::sync::Arc;
use store::accounts::Account;

/// The password of everybody.
pub const PASSWORD: &str = "correct horse 电池";

/// A house that serves.
pub struct Tested {
    /// The house.
    pub house: Arc<House>,
    /// Its address.
    pub base: String,
    _data: tempfile::TempDir,
}

/// The databases to test on: SQLite, and a new database on PostgreSQL.
pub async fn databases() -> Vec<Option<String>> {
    let mut all = vec![None];
    if let Ok(server) = std::env::var("BIDROOM_TEST_POSTGRES") {
        use sqlx::ConnectOptions as _;
        use std::str::FromStr as _;
        sqlx::any::install_default_drivers();
        let name = format!("t{}", &bidroom_server::random::token().unwrap()[..16]);
        let mut conn = sqlx::any::AnyConnectOptions::from_str(&server).unwrap().connect().await.unwrap();
        let make = format!("CREATE DATABASE {name}");
        sqlx::query(sqlx::AssertSqlSafe(make)).execute(&mut conn).await.unwrap();
        let (head, _) = server.rsplit_once('/').unwrap();
        all.push(Some(format!("{head}/{name}")));
    }
    all
}

impl Tested {
    /// Opens a house at that moment and serves it.
    pub async fn open(database: Option<String>, now_ms: i64) -> Self {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings {
            data: data.path().to_owned(),
            database,
            fonts: None,
            centre: "test".into(),
            centre_name: "测试中心".into(),
            demo: false,
            exe: std::env::current_exe().unwrap(),
            assets: None,
        };
        let house = House::open(settings).await.unwrap();
        house.clock.set_ahead_ms(now_ms - machine_ms());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service =
            bidroom_server::build(Arc::clone(&house)).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { house, base, _data: data }
    }

    /// Makes an organisation.
    pub async fn org(&self, id: &str, kind: &str, name: &str) {
        let mut conn = self.house.db.connection().await.unwrap();
        store::accounts::insert_org(&mut conn, id, kind, name, 0).await.unwrap();
    }

    /// Makes an account and logs it in.
    pub async fn person(&self, id: &str, role: Role, name: &str, org: Option<&str>) -> Person {
        let account = Account {
            id: id.into(),
            role,
            name: name.into(),
            org: org.map(Into::into),
            org_name: None,
            password_hash: password::hash(PASSWORD).await.unwrap(),
            identity: None,
        };
        let mut conn = self.house.db.connection().await.unwrap();
        store::accounts::insert(&mut conn, &account, 0).await.unwrap();
        drop(conn);
        Person::login(&self.base, id, PASSWORD).await.unwrap()
    }
}
