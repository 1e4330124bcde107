//! The disk is full; PostgreSQL is away for a while: whoever saves is told so with a code, nothing acknowledged is lost, and what
//! is sent again under its client-made id is carried out once.

use shared::api::room::{CreateRoom, ListRooms};
use shared::id::RoomId;
use shared::refusal::Code;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::house::Filled;
use tests::line::{Failed, new_key};
use tests::{Base, House, Person, within};
use tokio::net::{TcpListener, TcpStream};

const PASSWORD: &str = bidroom_server::demo::keyring::PASSWORD;
/// How long the database is away, seconds; `BIDROOM_AWAY_S` sets another time.
const AWAY_S: u64 = 8;

fn room(n: usize) -> CreateRoom {
    let id = RoomId::new(format!("room-{n}")).expect("an id");
    CreateRoom { id, name: format!("{n} 号评标室"), seats: 5, network: String::new() }
}

/// Saves rooms under client-made ids of their own; gives those that were acknowledged, and the code of the first that was not.
async fn save(person: &Person, rooms: std::ops::Range<usize>, keys: &mut Vec<String>) -> (Vec<usize>, Option<Code>) {
    let mut acknowledged = Vec::new();
    for n in rooms {
        while keys.len() <= n {
            keys.push(new_key().expect("randomness"));
        }
        match person.act_as(&room(n), &keys[n]).await {
            Ok(_) => acknowledged.push(n),
            Err(Failed::Refused(problem)) => return (acknowledged, Some(problem.refusal.code)),
            Err(Failed::Line(what)) => panic!("no answer with a code: {what}"),
        }
    }
    (acknowledged, None)
}

/// Every room is there, once.
async fn all_there(person: &Person, count: usize) {
    let rooms = person.ask(&ListRooms {}).await.expect("the rooms");
    for n in 0..count {
        assert_eq!(rooms.iter().filter(|known| known.id.as_str() == format!("room-{n}")).count(), 1, "room {n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_loses_nothing() {
    within(120, "a full disk", async {
        let house = House::start_bounded(&Base::Sqlite, Filled::People).await;
        let officer = Person::login(&house.address(), "officer", PASSWORD).await.expect("logs in");
        let mut keys = Vec::new();
        let (before, none) = save(&officer, 0..5, &mut keys).await;
        assert_eq!((before.len(), none), (5, None));
        house.disk(Some(4096));
        let (during, code) = save(&officer, 5..300, &mut keys).await;
        assert_eq!(code, Some(Code::StorageFull), "after {} that found room", during.len());
        let first = 5 + during.len();
        let (none, code) = save(&officer, first..first + 1, &mut keys).await;
        assert_eq!((none.len(), code), (0, Some(Code::StorageFull)), "and again");
        // What can be read without writing is still read.
        all_there(&officer, first).await;
        house.disk(None);
        let (after, none) = save(&officer, 0..first + 10, &mut keys).await;
        assert_eq!((after.len(), none), (first + 10, None), "the same commands again: each is carried out once");
        all_there(&officer, first + 10).await;
    })
    .await;
}

/// A way to PostgreSQL that can be cut.
struct Cut {
    closed: Arc<AtomicBool>,
    port: u16,
}

impl Cut {
    async fn before(server: &str) -> Self {
        let target = server.rsplit('@').next().unwrap_or_default().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let closed = Arc::new(AtomicBool::new(false));
        let shut = Arc::clone(&closed);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if shut.load(Ordering::SeqCst) {
                    continue;
                }
                let (target, shut) = (target.clone(), Arc::clone(&shut));
                tokio::spawn(async move {
                    let Ok(mut far) = TcpStream::connect(target).await else { return };
                    let cut = async {
                        while !shut.load(Ordering::SeqCst) {
                            tokio::time::sleep(Duration::from_millis(20)).await;
                        }
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        () = cut => {}
                    }
                });
            }
        });
        Self { closed, port }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_away_is_told_and_loses_nothing() {
    let Ok(server) = std::env::var("BIDROOM_TEST_POSTGRES") else { return };
    let away = std::env::var("BIDROOM_AWAY_S").ok().and_then(|text| text.parse().ok()).unwrap_or(AWAY_S);
    within(180 + away, "PostgreSQL away", async {
        let way = Cut::before(&server).await;
        let through = format!("postgres://bidroom@127.0.0.1:{}", way.port);
        let house = House::start(&Base::Postgres(through), Filled::People).await;
        let officer = Person::login(&house.address(), "officer", PASSWORD).await.expect("logs in");
        let mut keys = Vec::new();
        assert_eq!(save(&officer, 0..5, &mut keys).await.0.len(), 5);
        way.closed.store(true, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(200)).await;
        let began = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
        let (none, code) = save(&officer, 5..6, &mut keys).await;
        assert_eq!((none.len(), code), (0, Some(Code::DatabaseAway)));
        let told = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock") - began;
        println!("PostgreSQL away: told after {:.1} s", told.as_secs_f32());
        tokio::time::sleep(Duration::from_secs(away).saturating_sub(told)).await;
        way.closed.store(false, Ordering::SeqCst);
        // The house comes back by itself; a person who is patient need not do anything.
        let mut tries = 0;
        loop {
            let (done, code) = save(&officer, 0..15, &mut keys).await;
            if done.len() == 15 {
                break;
            }
            assert!(tries < 60, "still {code:?} after {tries} tries");
            tries += 1;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        all_there(&officer, 15).await;
    })
    .await;
}
