//! The house: everything that a request can reach.

use crate::clock::Clock;
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::keys::Keys;
use crate::sequence::Sequencer;
use crate::vault::Vault;
use shared::event::Kind;
use shared::id::LotKey;
use shared::refusal::Code;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use store::Db;
use tokio::sync::{Notify, broadcast};

/// What the house is told when it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    /// The database's URL; none means SQLite in the data directory.
    pub database: Option<String>,
    /// Where the vault's objects lie (`s3://bucket/prefix` or a directory); none means the data directory.
    pub objects: Option<String>,
    /// The folder of fonts; none means the system's.
    pub fonts: Option<PathBuf>,
    /// The centre's short name in the journal's origin, `[a-z0-9-]+`.
    pub centre: String,
    /// What the centre is called.
    pub centre_name: String,
    /// A sample centre: its clock can be moved, its keys load by a click.
    pub demo: bool,
    /// The executable that is started as the PDF worker (`bidroom read-worker`).
    pub exe: PathBuf,
    /// Serve the page from this folder instead of the embedded one.
    pub assets: Option<PathBuf>,
    /// How people are told what they must know, beside their pages.
    pub channel: crate::channel::Channel,
    /// The centre's gateway for calls to experts.
    pub gateway: Option<crate::webhook::Webhook>,
    /// Addresses that no terminal of a room may be able to reach: `https://…`.
    pub egress: Vec<String>,
    /// After so long without a key or a click a terminal locks its seat, seconds; 0 for never.
    pub idle_s: u32,
}

impl Settings {
    /// A small house of its own on SQLite in `data`, of the centre `centre`: the system's fonts, the embedded page, no
    /// gateway, nothing that terminals are checked for. Tests and measurements start from it.
    #[must_use]
    pub fn small(data: PathBuf, centre: &str, exe: PathBuf) -> Self {
        Self {
            data,
            database: None,
            objects: None,
            fonts: None,
            centre: centre.into(),
            centre_name: centre.into(),
            demo: false,
            exe,
            assets: None,
            channel: crate::channel::Channel::None,
            gateway: None,
            egress: Vec::new(),
            idle_s: 0,
        }
    }
}

/// What is heard on the live stream, before it is filtered for the reader.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The journal's index.
    pub seq: i64,
    /// What happened.
    pub kind: Kind,
    /// The lot.
    pub lot: Option<LotKey>,
    /// Who did it, as the journal names them.
    pub actor: String,
}

/// Everything that a request can reach. One per process, shared.
pub struct House {
    /// What it was told.
    pub settings: Settings,
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The server's keys.
    pub keys: Keys,
    /// Ciphertext and opened files.
    pub vault: Vault,
    /// Runs commands and numbers the journal.
    pub sequencer: Sequencer,
    /// What was heard last.
    pub live: broadcast::Sender<Heard>,
    /// Wakes the jobs.
    pub jobs: Notify,
    /// The PDF reader; none on a machine without Chinese fonts.
    reader: Option<reader::Reader>,
    /// Uploads that this process judges and parts that it writes.
    pub uploads: crate::desks::bids::InHand,
    /// The way to call experts by machine, if there is one.
    pub(crate) gateway: Option<Gateway>,
    /// How far the imports of experts are.
    pub(crate) imports: crate::desks::pool::Imports,
    /// Whether the text of a bid is being read (one file at a time).
    pub(crate) reading: AtomicBool,
    /// Whether messages are being sent.
    pub(crate) telling: AtomicBool,
    /// Refusals journalled per actor in the current minute (journal.md: rate-limited).
    pub(crate) refusals: Mutex<HashMap<String, (i64, u32)>>,
}

/// Live messages kept for a slow listener before it must reconnect.
const LIVE_BACKLOG: usize = 1024;

impl House {
    /// Opens the data directory and the database, and starts the writer.
    ///
    /// # Errors
    /// When the directory cannot be made, or the database cannot be opened or does not fit the keys.
    pub async fn open(settings: Settings) -> Result<Arc<Self>, Fault> {
        std::fs::create_dir_all(&settings.data)?;
        let db = match &settings.database {
            Some(url) => Db::open(url).await?,
            None => Db::sqlite(&settings.data.join("bidroom.sqlite")).await?,
        };
        let keys = Keys::open(&settings.data.join("keys"), &settings.centre)?;
        let vault = Vault::open(&settings.data, settings.objects.as_deref())?;
        let (live, _) = broadcast::channel(LIVE_BACKLOG);
        let reader = open_reader(&settings)?;
        let sequencer = Sequencer::new(&db);
        let house = Arc::new(Self {
            db,
            clock: Clock::default(),
            keys,
            vault,
            sequencer,
            live,
            jobs: Notify::new(),
            reader,
            uploads: crate::desks::bids::InHand::default(),
            gateway: match &settings.gateway {
                Some(gateway) => Some(Gateway::Webhook(gateway.clone())),
                None => settings.demo.then_some(Gateway::Simulator),
            },
            imports: crate::desks::pool::Imports::default(),
            reading: AtomicBool::new(false),
            telling: AtomicBool::new(false),
            refusals: Mutex::default(),
            settings,
        });
        house.recall_clock().await?;
        crate::sequence::start(&house).await?;
        crate::bootstrap::first_administrator(&house).await?;
        Ok(house)
    }

    /// A sample centre keeps how far its clock was moved.
    async fn recall_clock(&self) -> Result<(), Fault> {
        if !self.settings.demo {
            return Ok(());
        }
        let mut conn = self.db.connection().await?;
        let ahead = store::settings::get(&mut conn, "demo-clock-ahead-ms").await?;
        self.clock.set_ahead_ms(ahead.and_then(|text| text.parse().ok()).unwrap_or(0));
        Ok(())
    }

    /// The time at which something counts as received, milliseconds: with several servers the database's clock.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn received_ms(&self) -> Result<i64, Fault> {
        match self.db.clock_ms().await? {
            Some(ms) => Ok(ms + self.clock.ahead_ms()),
            None => Ok(self.clock.now_ms()),
        }
    }

    /// The PDF reader.
    ///
    /// # Errors
    /// [`Code::NoFonts`] on a machine without Chinese fonts, which names the package.
    pub fn reader(&self) -> Result<&reader::Reader, Fault> {
        Ok(self.reader.as_ref().ok_or(Code::NoFonts)?)
    }

    /// The folder of fonts that was named, if any.
    #[must_use]
    pub fn fonts(&self) -> Option<&Path> {
        self.settings.fonts.as_deref()
    }
}

/// Where fonts usually lie.
const FONT_FOLDERS: [&str; 3] = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];

fn open_reader(settings: &Settings) -> Result<Option<reader::Reader>, Fault> {
    let found = match &settings.fonts {
        Some(folder) => reader::FontFile::find(&[folder]),
        None => reader::FontFile::find(&FONT_FOLDERS),
    };
    let Some(font) = found else {
        tracing::warn!("no Chinese font found: install fonts-noto-cjk or name a folder with --fonts");
        return Ok(None);
    };
    let cache = settings.data.join("pages");
    std::fs::create_dir_all(&cache)?;
    let limits = reader::Limits::default();
    let reader = reader::Reader::new(settings.exe.clone(), &cache, font, limits).map_err(Fault::internal)?;
    Ok(Some(reader))
}
