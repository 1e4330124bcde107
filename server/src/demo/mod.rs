//! The sample centre (`bidroom demo`): accounts for every role, the pool, four lots, made through the same interface that
//! people use. None of it exists outside `bidroom demo`.

pub mod chain;
pub mod clock;
pub mod fill;
pub mod keyring;
pub mod line;
pub mod people;
pub mod routes;
mod samples;
pub mod terminal;

use crate::house::Settings;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Who is found at which address of the sample centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// The host without `.localhost`.
    pub host: String,
    /// The account; empty where somebody must take a seat first.
    pub account: String,
    /// The password.
    pub password: String,
    /// The name.
    pub name: String,
    /// The role, as in the database.
    pub role: String,
}

/// What belongs to the sample centre beside the house's own.
fn folder(settings: &Settings) -> PathBuf {
    settings.data.join("demo")
}

/// The sample key files.
#[must_use]
pub fn keys_folder(settings: &Settings) -> PathBuf {
    folder(settings).join("keys")
}

/// The keys of the enrolled terminals, by host, hex.
fn terminals_file(settings: &Settings) -> PathBuf {
    folder(settings).join("terminals.json")
}

/// Who is who; written last, so that it says that the sample centre is complete.
fn hosts_file(settings: &Settings) -> PathBuf {
    folder(settings).join("hosts.json")
}

/// Who is found where; none while the sample centre is not complete.
#[must_use]
pub fn visitors(settings: &Settings) -> Option<Vec<Visitor>> {
    let text = std::fs::read(hosts_file(settings)).ok()?;
    serde_json::from_slice(&text).ok()
}
