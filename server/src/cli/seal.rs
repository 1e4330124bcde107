//! `bidroom form` and `bidroom seal`: a bidder who does not trust a web page seals here; the page uploads the same file.

use super::Outcome;
use super::native::{self, Package, at, bar, tell};
use clap::Args;
use sealing::{BidFiles, Job, seal_file};
use shared::amount::in_words;
use shared::envelope::{
    ClaimedSize, Envelope, KeyKind, OpeningForm, PrivateKey, Recovery, SealPlan, Seed, head_hash, identity_of,
};
use shared::id::OrgId;
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints an opening form (开标一览表) for a lot, to be filled in for `bidroom seal`.
///
/// Prices are in fen. A price in words may stay null: it is then written from the figures.
///
/// Example: bidroom form notice.zip --bidder-name 浙江澄明数据科技有限公司 > form.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Form {
    /// The notice package.
    package: PathBuf,
    /// The bidder's name as it is announced.
    #[arg(long)]
    bidder_name: String,
}

/// Seals a bid for a notice: nobody can read it before the opening.
///
/// Beside the sealed file a recovery file is written. Keep it: it opens the bid if too few key holders do, and whoever has it
/// can read the bid.
///
/// Example: bidroom seal notice.zip --form form.json --key identity.key --bidder 91330100MA2A00001A --out bid.sealed 投标文件.pdf
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Seal {
    /// The notice package, as downloaded from the notice.
    package: PathBuf,
    /// The files of the bid.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The opening form, JSON (see `bidroom form`).
    #[arg(long)]
    form: PathBuf,
    /// The bidder's identity key, as enrolled.
    #[arg(long)]
    key: PathBuf,
    /// The bidder: its unified social credit code.
    #[arg(long)]
    bidder: OrgId,
    /// Which revision of the bid this is; the page says the next one.
    #[arg(long, default_value_t = 1)]
    revision: u64,
    /// The envelope: single, technical or price.
    #[arg(long, default_value = "single", value_parser = native::envelope)]
    envelope: Envelope,
    /// The sealed file; it must not exist.
    #[arg(long)]
    out: PathBuf,
    /// A file whose first line is the key's passphrase; without it the passphrase is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl Form {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let notice = Package::read(&self.package)?.notice;
        let blank = OpeningForm {
            v: 1,
            tender: notice.tender,
            lot: notice.lot,
            bidder: self.bidder_name,
            price_fen: None,
            price_words: None,
            delivery_days: 0,
            validity_days: 90,
            size: ClaimedSize::Large,
            consortium_small_share: "0".into(),
            domestic: false,
            brand: None,
            index: Vec::new(),
        };
        println!("{}", serde_json::to_string_pretty(&blank).map_err(|error| error.to_string())?);
        Ok(ExitCode::SUCCESS)
    }
}

impl Seal {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let package = Package::read(&self.package)?;
        let (_, sheet) = package.envelope(self.envelope)?;
        let passphrase = native::passphrase(self.passphrase_file.as_deref(), false)?;
        let PrivateKey::Signing(identity) = native::key(&self.key, KeyKind::Identity, &passphrase)? else {
            return Err(format!("{} signs nothing", self.key.display()));
        };
        let files = BidFiles::open(&self.files).map_err(|error| error.to_string())?;
        let form = self.read_form(files.list.iter().map(|file| file.name.as_str()))?;
        let context = package.context(self.envelope, self.bidder.clone(), identity_of(&identity), self.revision)?;
        let seed = Seed::new(bidroom_server::random::bytes().map_err(|error| error.to_string())?);
        let recovery =
            Recovery::new(&seed, &context).and_then(|file| file.to_bytes()).map_err(|error| error.to_string())?;
        let plan = SealPlan::new(&seed, context, sheet).map_err(|error| error.to_string())?;
        // First the way back, then the bid: a bid without it might be lost with the page's storage.
        let recovery_path = self.out.with_extension("recovery.json");
        native::secret_file(&recovery_path, &recovery)?;
        let threads = native::threads();
        let job = Job { plan: &plan, form: &form, files: &files.list, sources: &files, bidder: &identity, threads };
        let sealed = self.write(&job).inspect_err(|_| {
            // Neither half is of use without the other.
            let _ = std::fs::remove_file(&recovery_path);
        })?;
        println!("sealed      {}  ({} bytes)", self.out.display(), sealed.payload.length);
        println!("head        {}", head_hash(&sealed.head_bytes));
        println!("root        {}", sealed.payload.root);
        println!("recovery    {}  (keep it, and keep it secret)", recovery_path.display());
        println!("next        upload the sealed file on the lot's page before the deadline, and keep the receipt");
        Ok(ExitCode::SUCCESS)
    }

    /// The form's canonical bytes, checked against the names of the bid's files.
    fn read_form<'a>(&self, names: impl Iterator<Item = &'a str> + Clone) -> Result<Vec<u8>, String> {
        let path = self.form.display();
        let text = std::fs::read(&self.form).map_err(at(&self.form))?;
        let mut form: OpeningForm = serde_json::from_slice(&text).map_err(|error| format!("{path}: {error}"))?;
        if form.price_words.is_none() {
            form.price_words = form.price_fen.map(in_words);
        }
        form.check(self.envelope, names)
            .map_err(|error| format!("{path}: {error}; mend the form, nothing was written"))?;
        form.to_bytes().map_err(|error| format!("{path}: {error}"))
    }

    fn write<S: sealing::Sources + ?Sized>(&self, job: &Job<'_, S>) -> Result<sealing::SealedFile, String> {
        let out = OpenOptions::new().read(true).write(true).create_new(true).open(&self.out).map_err(at(&self.out))?;
        let sealing = bar("sealing");
        let sealed = seal_file(job, &out, &mut tell(&sealing)).map_err(|error| error.to_string());
        let sealed = sealed.and_then(|sealed| out.sync_all().map(|()| sealed).map_err(at(&self.out)));
        sealing.finish_and_clear();
        sealed.inspect_err(|_| {
            let _ = std::fs::remove_file(&self.out);
        })
    }
}
