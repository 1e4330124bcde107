//! One bid out of its envelope: its context, its check and decryption, and its files into the vault.

use super::Terms;
use super::verdict::{Found, Kept};
use crate::fault::Fault;
use crate::house::House;
use crate::vault::{Fresh, Vault};
use sealing::{BidSink, OpenError, Region};
use shared::envelope::zip::Event as ZipEvent;
use shared::envelope::{Binding, Context, Expected, Measure, Notice, OpeningForm, Seed, Verdict};
use shared::id::OrgId;
use std::io;
use std::sync::Arc;
use store::AnyConnection;
use store::bids::Bid;

/// The context that the bid must have, from notice, sheet and the account as it was at the index of the bid's receipt.
pub(super) async fn context(conn: &mut AnyConnection, terms: &Terms, bid: &Bid) -> Result<Context, Fault> {
    let receipts = store::bids::receipts(conn, &bid.slot).await?;
    let receipt = receipts.iter().find(|receipt| receipt.revision == bid.revision && receipt.kind == "submitted");
    let index = receipt.and_then(|receipt| u64::try_from(receipt.seq).ok());
    let index = index.ok_or_else(|| Fault::internal("a listed bid without a receipt"))?;
    let identity = crate::desks::account::keys::key_at(conn, &bid.account, index).await?;
    let identity = identity.ok_or_else(|| Fault::internal("a bid was taken from an account without identity key"))?;
    // The version under which it was sealed, where bids under it stand.
    let standing = store::tenders::versions::standing(conn, &bid.slot.lot).await?;
    let notice = match standing.into_iter().find(|version| version.sha256 == bid.notice) {
        Some(version) => Notice::parse(version.json.as_bytes()).map_err(Fault::internal)?,
        None => terms.notice.clone(),
    };
    let binding = Binding {
        bidder: OrgId::new(bid.slot.bidder.clone()).map_err(Fault::internal)?,
        bidder_key: identity,
        revision: bid.revision,
        deadline_ms: notice.deadline_ms,
        notice: notice.hash().map_err(Fault::internal)?,
        policy: terms.policy,
    };
    Context::new(binding, &terms.sheet).map_err(Fault::internal)
}

/// What an opened bid held: its seed, its form, its files.
type Contents = (Seed, Box<OpeningForm>, Vec<Kept>);

/// Opens a bid with its seed. What is wrong with the bid is in what was found.
///
/// # Errors
/// A fault of disk or database.
pub(super) async fn open_bid(house: &Arc<House>, terms: &Terms, bid: &Bid, seed: Seed) -> Result<Found, Fault> {
    let (context, parts) = {
        let mut conn = house.db.connection().await?;
        (context(&mut conn, terms, bid).await?, store::uploads::parts(&mut conn, &bid.upload).await?)
    };
    let (vault, sheet, bid) = (house.vault.clone(), terms.sheet.clone(), bid.clone());
    let opening = move || -> Result<Result<Contents, Verdict>, Fault> {
        let offset = 12 + bid.head.len() as u64;
        let payload = Region { whole: vault.open_parts(&bid.upload, &parts)?, offset };
        let expected = Expected {
            context: &context,
            sheet: &sheet,
            head: bid.head_sha256.parse().map_err(Fault::internal)?,
            payload: Measure { length: bid.length, root: bid.root.parse().map_err(Fault::internal)? },
        };
        let mut sink = Sink { vault, fresh: None, kept: Vec::new() };
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
        let opened = sealing::open_bid(&seed, &bid.head, &expected, &payload, threads, &mut sink, &mut |_, _| {});
        match opened {
            Ok(opened) => Ok(Ok((seed, Box::new(opened.form), sink.kept))),
            Err(OpenError::Verdict(verdict)) => Ok(Err(verdict)),
            Err(OpenError::Io(why)) => Err(Fault::internal(why)),
        }
    };
    match tokio::task::spawn_blocking(opening).await.map_err(Fault::internal)?? {
        Err(verdict @ Verdict::Unrecovered(_)) => Ok(Found::Unknown { reason: verdict.to_string() }),
        Err(verdict) => Ok(Found::Fault { bidders: verdict.is_bidders(), reason: verdict.to_string() }),
        Ok((seed, form, mut files)) => {
            count_pages(house, &mut files).await;
            Ok(Found::Opened { seed, form, files })
        }
    }
}

/// Counts pages, as far as that is possible: a file that is no PDF is the committee's to judge.
async fn count_pages(house: &Arc<House>, files: &mut [Kept]) {
    let Ok(reader) = house.reader() else { return };
    for file in files {
        let pages = match house.vault.local(&file.sha256).await {
            Ok(path) => reader.pages(&path).await.map_err(Fault::internal),
            Err(fault) => Err(fault),
        };
        match pages {
            Ok(info) => file.pages = Some(info.page_count()),
            Err(error) => tracing::warn!(%error, file = %file.sha256, "the pages of a file cannot be counted"),
        }
    }
}

/// Keeps the files of a bid while it is being decrypted.
struct Sink {
    vault: Vault,
    fresh: Option<Fresh>,
    kept: Vec<Kept>,
}

impl BidSink for Sink {
    fn entry(&mut self, event: ZipEvent<'_>) -> io::Result<()> {
        match event {
            ZipEvent::Begin(entry) if entry.file_name().is_some() => {
                self.fresh = Some(self.vault.fresh().map_err(io::Error::other)?);
            }
            ZipEvent::Data(bytes) => {
                if let Some(fresh) = &mut self.fresh {
                    fresh.write(bytes)?;
                }
            }
            ZipEvent::End(entry) => {
                if let Some((fresh, name)) = self.fresh.take().zip(entry.file_name()) {
                    let sha256 = fresh.keep().map_err(io::Error::other)?;
                    self.kept.push(Kept { name: name.to_owned(), bytes: entry.bytes, sha256, pages: None });
                }
            }
            ZipEvent::Begin(_) => {}
        }
        Ok(())
    }
}
