//! A house on a free port with its people: desks are tested through the door.

use super::common::Place;
use bidroom_server::clock::machine_ms;
use bidroom_server::demo::line::Person;
use bidroom_server::house::House;
use bidroom_server::http::password;
use shared::people::Role;
use std::net::SocketAddr;
use std::sync::Arc;
use store::accounts::Account;

/// The password of everybody.
pub const PASSWORD: &str = "correct horse 电池";

/// A house that serves.
pub struct Served {
    /// The house.
    pub house: Arc<House>,
    /// Its address.
    pub base: String,
    _place: Place,
}

impl Served {
    /// Opens a house at that moment and serves it; on PostgreSQL where a server is named.
    pub async fn open(server: Option<&str>, now_ms: i64) -> Self {
        let place = Place::new(server).await;
        let house = place.open().await;
        house.clock.set_ahead_ms(now_ms - machine_ms());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = bidroom_server::build(Arc::clone(&house)).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { house, base, _place: place }
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
