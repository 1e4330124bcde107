//! `bidroom open`: opens a sealed bid without a server, with the seed of a recovery file or with key holders' keys.

use super::Outcome;
use super::native::{self, Package, at, bar, tell};
use clap::Args;
use sealing::{Extract, OpenError, Region, open_bid};
use shared::envelope::container::HeadReader;
use shared::envelope::{
    BidderHalf, Expected, Head, Header, KeyKind, KeySheet, Measure, PrivateKey, Recovery, Seed, check_key, head_hash,
    open_share, recover,
};
use shared::journal::receipt::Receipt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Opens a sealed bid and makes the whole check of it (envelope.md, Opening 4).
///
/// With --recovery the bidder opens its own bid; with --holder-key, given as often as the quorum asks, the holders do. Exit code 1:
/// the bid does not open; the message says whose fault that is.
///
/// Example: bidroom open bid.sealed --package notice.zip --recovery bid.recovery.json --out opened
/// Example: bidroom open bid.sealed --package notice.zip --holder-key a.key --holder-key b.key --receipt receipt.txt --out opened
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Open {
    /// The sealed file.
    sealed: PathBuf,
    /// The notice package that it was sealed for.
    #[arg(long)]
    package: PathBuf,
    /// The recovery file.
    #[arg(long, required_unless_present = "holder_key", conflicts_with = "holder_key")]
    recovery: Option<PathBuf>,
    /// A key holder's key file; as often as the quorum asks.
    #[arg(long)]
    holder_key: Vec<PathBuf>,
    /// The bidder's half, 64 hex digits, where the notice asks for it (policy 2).
    #[arg(long)]
    half: Option<String>,
    /// The receipt: head, root and length are held against it.
    #[arg(long)]
    receipt: Option<PathBuf>,
    /// The folder for form.json and the files.
    #[arg(long)]
    out: PathBuf,
    /// A file whose first line is the passphrase of every key file; without it each is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl Open {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let package = Package::read(&self.package)?;
        let file = File::open(&self.sealed).map_err(at(&self.sealed))?;
        let (head_bytes, offset) = read_head(&file, &self.sealed)?;
        let head = Head::parse(&head_bytes).map_err(|error| format!("{}: {error}", self.sealed.display()))?;
        let header = &head.header;
        let (_, sheet) = package.envelope(header.context.envelope)?;
        let own = &header.context;
        let context = package.context(own.envelope, own.bidder.clone(), own.bidder_key, own.revision)?;
        let (head_on_receipt, payload) = self.expected(&head_bytes, header)?;
        let expected = Expected { context: &context, sheet, head: head_on_receipt, payload };
        let seed = self.seed(header, sheet)?;
        let mut folder = Extract::into_folder(&self.out).map_err(at(&self.out))?;
        let opening = bar("opening");
        let source = Region { whole: file, offset };
        let opened =
            open_bid(&seed, &head_bytes, &expected, &source, native::threads(), &mut folder, &mut tell(&opening));
        opening.finish_and_clear();
        match opened {
            Ok(opened) => {
                println!("bidder      {}  {}", header.context.bidder, opened.form.bidder);
                println!("opened      {}", self.out.display());
                Ok(ExitCode::SUCCESS)
            }
            Err(OpenError::Verdict(verdict)) => {
                let whose = if verdict.is_bidders() { "the bidder's (撤销)" } else { "not the bidder's (撤回)" };
                println!("the bid does not open: {verdict}; the fault is {whose}");
                Ok(ExitCode::from(1))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// What the bid is held against: the receipt, or without one what the file says of itself.
    fn expected(&self, head: &[u8], header: &Header) -> Result<(shared::journal::Hash, Measure), String> {
        let Some(path) = &self.receipt else {
            return Ok((head_hash(head), Measure { length: header.length, root: header.root }));
        };
        let note = std::fs::read_to_string(path).map_err(at(path))?;
        // A note's text ends at the first empty line; its signature is the receipt page's to check.
        let text = note.split_once("\n\n").map_or(note.clone(), |(text, _)| format!("{text}\n"));
        let receipt = Receipt::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((receipt.head, Measure { length: receipt.length, root: receipt.root }))
    }

    fn seed(&self, header: &Header, sheet: &KeySheet) -> Result<Seed, String> {
        if let Some(path) = &self.recovery {
            let bytes = std::fs::read(path).map_err(at(path))?;
            let name = path.display();
            let file = Recovery::parse(&bytes).map_err(|error| format!("{name}: {error}"))?;
            return file.seed_for(&header.context).cloned().map_err(|error| format!("{name}: {error}"));
        }
        let mut shares = Vec::new();
        for path in &self.holder_key {
            let passphrase = native::passphrase(self.passphrase_file.as_deref(), false)?;
            let PrivateKey::Holder(secret) = native::key(path, KeyKind::Holder, &passphrase)? else {
                return Err(format!("{} is no holder's key", path.display()));
            };
            let place = sheet.holders.iter().map(|holder| holder.x).find(|x| check_key(sheet, *x, &secret).is_ok());
            let x = place.ok_or_else(|| format!("{} is of no holder of this lot", path.display()))?;
            let share = open_share(header, x, &secret);
            shares.push((x, share.ok_or_else(|| format!("the share of holder {x} does not open: unreadable"))?));
        }
        let half = self.half.as_deref().map(half).transpose()?;
        recover(header, &shares, half.as_ref()).map_err(|why| format!("no seed comes back: {why:?}"))
    }
}

fn half(hex: &str) -> Result<BidderHalf, String> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(hex, &mut bytes).map_err(|_| "--half has 64 hex digits")?;
    Ok(BidderHalf::new(bytes))
}

/// The head, and where the payload begins.
fn read_head(mut file: &File, path: &Path) -> Result<(Vec<u8>, u64), String> {
    let mut reader = HeadReader::new();
    let mut before = 0;
    let mut piece = [0; 4096];
    loop {
        let count = file.read(&mut piece).map_err(at(path))?;
        if count == 0 {
            return Err(format!("{} ends within its head; it is no whole sealed bid", path.display()));
        }
        let read = reader.push(&piece[..count]).map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(read) = read {
            return Ok((read.head, before + read.consumed as u64));
        }
        before += count as u64;
    }
}
