//! What happens by the clock or after an act, as the system actor, through Work. A job looks at the database for what is
//! due and does it, so that a crash between two acts loses nothing: the next look finds it again.

use crate::fault::Fault;
use crate::house::House;
use crate::sequence::Boxed;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A job: does what is due.
pub type Job = for<'a> fn(&'a Arc<House>) -> Boxed<'a, Result<(), Fault>>;

/// Every job with its name. Each desk adds its own.
pub const JOBS: &[(&str, Job)] = &[
    // ---- tenders ----
    ("messages", crate::desks::tenders::tell::job),
    // ---- bids ----
    ("bids", |house| Box::pin(crate::desks::bids::job(house))),
    // ---- opening ----
    ("closing", |house| Box::pin(crate::desks::opening::close::job(house))),
    ("window", |house| Box::pin(crate::desks::opening::window::job(house))),
    ("opening", |house| Box::pin(crate::desks::opening::verdict::job(house))),
    ("opening-record", |house| Box::pin(crate::desks::opening::record::job(house))),
    // ---- draw ----
    ("calls", |house| Box::pin(crate::desks::draw::call(house))),
    // ---- scoring ----
    ("texts", crate::desks::scoring::texts::read),
    // ---- matters ----
    ("inquiries", |house| Box::pin(crate::desks::matters::job(house))),
    // ---- after ----
    ("silence", |house| Box::pin(crate::desks::after::job(house))),
    // ---- summary ----
    ("papers", crate::desks::summary::report::make_papers),
];

/// How often the jobs look without being woken.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Runs the jobs for as long as the house stands. A job that keeps failing for the same reason says so once, and once that it works
/// again: a database that is away for an hour must not fill the log.
pub async fn run(house: Arc<House>) {
    let mut failing: BTreeMap<&str, String> = BTreeMap::new();
    loop {
        for (name, job) in JOBS {
            match job(&house).await {
                Ok(()) => {
                    if failing.remove(name).is_some() {
                        tracing::info!(job = name, "a job that had failed works again");
                    }
                }
                Err(fault) => {
                    let fault = fault.to_string();
                    if failing.get(name) != Some(&fault) {
                        tracing::error!(job = name, fault, "a job failed; it is tried again");
                        failing.insert(name, fault);
                    }
                }
            }
        }
        let _ = tokio::time::timeout(LOOK_AGAIN, house.jobs.notified()).await;
    }
}
