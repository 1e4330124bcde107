//! What the commands share that work without a server: passphrases, key files, the notice package, progress.

use indicatif::{ProgressBar, ProgressStyle};
use ring::digest::{Context as Digest, SHA256};
use shared::envelope::{
    Binding, Context, Envelope, IdentityKey, KeyFile, KeyKind, KeySheet, Notice, NoticeEnvelope, PrivateKey,
};
use shared::id::OrgId;
use shared::journal::Hash;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use zip::ZipArchive;

/// The longest `notice.json` or key sheet, bytes.
const JSON_BYTES_MAX: u64 = 4 << 20;
/// The shortest passphrase of a key file, characters.
const PASSPHRASE_MIN: usize = 8;

/// How many threads this machine gives.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What went wrong with a file, and which.
pub fn at(path: &Path) -> impl Fn(std::io::Error) -> String + use<> {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}

/// The first line of a file, or what the person types (twice when it is `new`).
pub fn passphrase(file: Option<&Path>, new: bool) -> Result<String, String> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file).map_err(at(file))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    let ask = |prompt| {
        rpassword::prompt_password(prompt)
            .map_err(|error| format!("no passphrase can be typed here ({error}); give --passphrase-file"))
    };
    let first = ask("passphrase: ")?;
    if new && first.chars().count() < PASSPHRASE_MIN {
        return Err(format!("a passphrase has at least {PASSPHRASE_MIN} characters"));
    }
    if new && ask("the same again: ")? != first {
        return Err("the two passphrases differ; nothing was written".into());
    }
    Ok(first)
}

/// Opens a key file of that kind.
pub fn key(path: &Path, kind: KeyKind, passphrase: &str) -> Result<PrivateKey, String> {
    let bytes = std::fs::read(path).map_err(at(path))?;
    let name = path.display();
    let file = KeyFile::parse(&bytes).map_err(|error| format!("{name}: {error}"))?;
    if file.kind != kind {
        return Err(format!("{name} is a key file of kind {:?}, {kind:?} is needed", file.kind));
    }
    file.open(passphrase).map_err(|error| format!("{name}: {error}"))
}

/// Makes a file that only its owner can read, and never writes over another.
pub fn secret_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(path))
}

/// A bar of bytes on standard error; nothing where that is no terminal.
pub fn bar(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>8} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
    let bar = ProgressBar::new(0).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Tells a bar how far it is.
pub fn tell(bar: &ProgressBar) -> impl FnMut(u64, u64) + use<'_> {
    move |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    }
}

/// A notice package (招标文件包) whose parts fit together.
pub struct Package {
    /// The notice.
    pub notice: Notice,
    sheets: Vec<KeySheet>,
}

impl Package {
    /// Reads a package and checks it: every key sheet and document has the hash that the notice names, every sheet is signed
    /// by all of its holders.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(at(path))?;
        let mut archive = ZipArchive::new(file)
            .map_err(|error| format!("{name} is no notice package ({error}); download it again"))?;
        let notice = member(&mut archive, "notice.json")?;
        let notice = Notice::parse(&notice).map_err(|error| format!("{name}: notice.json: {error}"))?;
        let mut sheets = Vec::new();
        for envelope in &notice.envelopes {
            sheets.push(sheet(&mut archive, envelope)?);
        }
        for document in &notice.documents {
            let found = hash(&mut archive, &format!("documents/{}", document.name))?;
            if found != document.sha256 {
                return Err(format!(
                    "{name}: {} is not the document of the notice; download the package again",
                    document.name
                ));
            }
        }
        Ok(Self { notice, sheets })
    }

    /// What the notice says of an envelope, and its key sheet.
    pub fn envelope(&self, envelope: Envelope) -> Result<(&NoticeEnvelope, &KeySheet), String> {
        let named = self.notice.envelope(envelope);
        let sheet = self.sheets.iter().find(|sheet| sheet.envelope == envelope);
        named.zip(sheet).ok_or_else(|| format!("the notice has no envelope {envelope:?}; see --envelope"))
    }

    /// The context that a bid of this bidder has under the notice.
    pub fn context(
        &self,
        envelope: Envelope,
        bidder: OrgId,
        bidder_key: IdentityKey,
        revision: u64,
    ) -> Result<Context, String> {
        let (named, sheet) = self.envelope(envelope)?;
        let notice = self.notice.hash().map_err(|error| error.to_string())?;
        let (deadline_ms, policy) = (self.notice.deadline_ms, named.policy);
        let binding = Binding { bidder, bidder_key, revision, deadline_ms, notice, policy };
        Context::new(binding, sheet).map_err(|error| error.to_string())
    }
}

fn sheet(archive: &mut ZipArchive<File>, envelope: &NoticeEnvelope) -> Result<KeySheet, String> {
    let word = serde_json::to_value(envelope.envelope).map_err(|error| error.to_string())?;
    let name = format!("sheets/{}.json", word.as_str().unwrap_or_default());
    let bytes = member(archive, &name)?;
    let sheet = KeySheet::parse(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let checked = sheet.hash().and_then(|hash| {
        sheet.check_keys()?;
        sheet.check_signatures()?;
        Ok(hash)
    });
    match checked.map_err(|error| format!("{name}: {error}"))? == envelope.sheet {
        true => Ok(sheet),
        false => Err(format!("{name} is not the key sheet of the notice; download the package again")),
    }
}

fn member(archive: &mut ZipArchive<File>, name: &str) -> Result<Vec<u8>, String> {
    let file = archive.by_name(name).map_err(|error| format!("the package has no {name} ({error})"))?;
    let mut bytes = Vec::new();
    file.take(JSON_BYTES_MAX).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    Ok(bytes)
}

fn hash(archive: &mut ZipArchive<File>, name: &str) -> Result<Hash, String> {
    let mut file = archive.by_name(name).map_err(|error| format!("the package has no {name} ({error})"))?;
    let mut digest = Digest::new(&SHA256);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(|error| format!("{name}: {error}"))?;
        if count == 0 {
            break;
        }
        digest.update(&buffer[..count]);
    }
    let bytes = digest.finish().as_ref().try_into().map_err(|_| "SHA-256 has 32 bytes")?;
    Ok(Hash(bytes))
}

/// The word of an envelope, `single`.
pub fn envelope(word: &str) -> Result<Envelope, String> {
    serde_json::from_value(word.into()).map_err(|_| "an envelope is single, technical or price".to_owned())
}
