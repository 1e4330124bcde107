//! `bidroom keygen`: makes a key pair into a key file that a passphrase opens.

use super::{Outcome, native};
use clap::{Args, ValueEnum};
use shared::envelope::{HolderSecret, Kdf, KeyFile, KeyKind, PrivateKey, SigningSeed};
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes a key pair and writes it into a key file that a passphrase opens (Argon2id, 64 MiB).
///
/// The page reads the same files. Nothing leaves this machine; the public key is printed.
///
/// Example: bidroom keygen identity --name 陆文澜 --out identity.key
/// Example: bidroom keygen holder --name "T-2026-001/1" --out holder.key
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Keygen {
    /// What the key is for.
    kind: Kind,
    /// A name that its owner knows it by (it stands in the file, readable).
    #[arg(long)]
    name: String,
    /// The file; it must not exist.
    #[arg(long)]
    out: PathBuf,
    /// A file whose first line is the passphrase; without it the passphrase is asked for, twice.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// A person's signing key (身份密钥): bids, releases, lists.
    Identity,
    /// A key holder's key for one lot (解密责任人).
    Holder,
    /// A party of a draw.
    Party,
    /// The supervisor's witness key for the journal's checkpoints.
    Witness,
}

impl Kind {
    const fn key_kind(self) -> KeyKind {
        match self {
            Self::Identity => KeyKind::Identity,
            Self::Holder => KeyKind::Holder,
            Self::Party => KeyKind::Party,
            Self::Witness => KeyKind::Witness,
        }
    }
}

impl Keygen {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let passphrase = native::passphrase(self.passphrase_file.as_deref(), true)?;
        let fresh = || bidroom_server::random::bytes::<32>().map_err(|error| error.to_string());
        let key = match self.kind {
            Kind::Holder => PrivateKey::Holder(HolderSecret::new(fresh()?)),
            _ => PrivateKey::Signing(SigningSeed::new(fresh()?)),
        };
        let kdf = Kdf::with_salt(bidroom_server::random::bytes().map_err(|error| error.to_string())?);
        let nonce = bidroom_server::random::bytes().map_err(|error| error.to_string())?;
        let file = KeyFile::seal(self.kind.key_kind(), &self.name, &key, &passphrase, kdf, nonce)
            .map_err(|error| error.to_string())?;
        let bytes = file.to_bytes().map_err(|error| error.to_string())?;
        // What cannot be opened again is no key: try it before anybody relies on it.
        KeyFile::parse(&bytes).and_then(|file| file.open(&passphrase)).map_err(|error| error.to_string())?;
        native::secret_file(&self.out, &bytes)?;
        println!("public key  {}", file.public);
        println!("key file    {}  (keep a copy and the passphrase in two places)", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}
