//! Reading the text of opened bids, so that they can be searched: a job, outside every transaction.
//!
//! What it writes is derived from the files alone and may be made anew at any time; it is no act of anybody and leaves no
//! event.

use crate::fault::Fault;
use crate::house::House;
use crate::sequence::{self, Boxed, Ran, Task};
use reader::{PageFlag, PageText};
use shared::journal::Hash;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::AnyConnection;
use store::scoring::PageRow;

/// Pages that are written in one transaction.
const PAGES_AT_ONCE: usize = 64;

/// Starts reading when a file is due and none is being read; the other jobs do not wait for it.
pub fn read<'a>(house: &'a Arc<House>) -> Boxed<'a, Result<(), Fault>> {
    Box::pin(async move {
        if house.reading.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut conn = house.db.connection().await?;
        let due = store::scoring::unread_file(&mut conn).await?;
        drop(conn);
        let (Some(sha256), Ok(_)) = (due, house.reader()) else { return Ok(()) };
        if house.reading.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let house = Arc::clone(house);
        tokio::spawn(async move {
            if let Err(fault) = read_file(&house, &sha256).await {
                tracing::error!(sha256, %fault, "the text of a file could not be read; it is tried again");
                tokio::time::sleep(std::time::Duration::from_secs(5)).await;
            }
            house.reading.store(false, Ordering::Release);
            house.jobs.notify_one();
        });
        Ok(())
    })
}

/// Reads one file to its end. A file that is no PDF is read to its end too: there is nothing in it.
///
/// # Errors
/// When the machine is at fault, not the file.
pub async fn read_file(house: &Arc<House>, sha256: &str) -> Result<(), Fault> {
    let hash: Hash = sha256.parse().map_err(Fault::internal)?;
    let pages = match house.reader()?.text(&house.vault.local(&hash).await?).await {
        Ok(pages) => pages,
        Err(error) if error.is_verdict() => return finish(house, sha256, None, "failed").await,
        Err(error @ (reader::ReadError::TimedOut | reader::ReadError::Crashed)) => {
            tracing::warn!(sha256, %error, "a file has no readable text");
            return finish(house, sha256, None, "failed").await;
        }
        Err(error) => return Err(Fault::internal(error)),
    };
    keep_facts(house, &hash, sha256).await?;
    let count = u32::try_from(pages.len()).map_err(Fault::internal)?;
    let mut rows = pages.into_iter().map(row).peekable();
    while rows.peek().is_some() {
        let pages: Vec<_> = rows.by_ref().take(PAGES_AT_ONCE).collect();
        sequence::run(house, Box::new(Keep { sha256: sha256.to_owned(), pages })).await?;
    }
    finish(house, sha256, Some(count), "read").await
}

/// What the file is made of. A document that hides it (its worker dies) is read all the same.
async fn keep_facts(house: &Arc<House>, hash: &Hash, sha256: &str) -> Result<(), Fault> {
    match house.reader()?.facts(&house.vault.local(hash).await?).await {
        Ok(facts) => {
            // PostgreSQL takes no NUL in a text.
            let facts = serde_json::to_string(&facts)?.replace("\\u0000", "");
            sequence::run(house, Box::new(KeepFacts { sha256: sha256.to_owned(), facts })).await?;
        }
        Err(error @ (reader::ReadError::Io(_) | reader::ReadError::WorkerMissing(_))) => {
            return Err(Fault::internal(error));
        }
        Err(error) => tracing::warn!(sha256, %error, "what a file is made of could not be listed"),
    }
    Ok(())
}

async fn finish(house: &Arc<House>, sha256: &str, pages: Option<u32>, flag: &'static str) -> Result<(), Fault> {
    sequence::run(house, Box::new(Finish { sha256: sha256.to_owned(), pages, flag })).await?;
    Ok(())
}

fn row(page: PageText) -> PageRow {
    let flag = page.flags.first().map(|flag| match flag {
        PageFlag::Scan => "scan",
        PageFlag::Blank => "blank",
        PageFlag::Suspect => "suspect",
        PageFlag::Failed => "failed",
        PageFlag::Cut => "cut",
    });
    // PostgreSQL takes no NUL in a text.
    let text = page.text.replace('\0', "");
    PageRow { page: page.number, folded: super::search::fold(&text), text, flag }
}

struct KeepFacts {
    sha256: String,
    facts: String,
}

impl Task for KeepFacts {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::reading::keep_facts(conn, &self.sha256, &self.facts).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

struct Keep {
    sha256: String,
    pages: Vec<PageRow>,
}

impl Task for Keep {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::scoring::keep_texts(conn, &self.sha256, &self.pages).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

struct Finish {
    sha256: String,
    pages: Option<u32>,
    flag: &'static str,
}

impl Task for Finish {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            store::scoring::finish_texts(conn, &self.sha256, self.pages, self.flag).await?;
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}
