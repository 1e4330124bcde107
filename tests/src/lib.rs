//! End to end: the real binary on a port of its own, in a data directory of its own, and named situations on it. The people
//! act through [`Person`], the same typed client that fills the sample centre.

#![allow(clippy::disallowed_methods, reason = "the tests stand outside the house and wait by the machine's own clock")]

pub mod browser;
pub mod house;
pub mod journal;
pub mod killer;
pub mod situation;
pub mod zip;

pub use bidroom_server::demo::chain::{self, Lot, Marks, Offer, Seated};
pub use bidroom_server::demo::line::{self, Failed, Outcome, Person};
pub use bidroom_server::demo::people::{Cast, Room};
pub use house::{Base, House};

/// The databases of this run: SQLite, and PostgreSQL when `BIDROOM_TEST_POSTGRES` is set to the URL of a server on which
/// databases can be made.
#[must_use]
pub fn databases() -> Vec<Base> {
    let mut all = vec![Base::Sqlite];
    match std::env::var("BIDROOM_TEST_POSTGRES") {
        Ok(url) => all.push(Base::Postgres(url)),
        Err(_) => eprintln!("BIDROOM_TEST_POSTGRES is not set: SQLite only (tools/postgres.sh sets it)"),
    }
    all
}

/// `work`, or a failure after so many seconds: a test that hangs says where.
pub async fn within<T>(seconds: u64, what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(std::time::Duration::from_secs(seconds), work).await {
        Ok(done) => done,
        Err(_) => panic!("{what}: not done after {seconds} s"),
    }
}
