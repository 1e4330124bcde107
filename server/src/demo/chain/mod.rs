//! The chain: one lot from draft to published result, over HTTP, each step a function with a name. The sample centre and
//! the tests build their situations of it. Steps that wait for the house (a deadline, a document) ask until it is there.

mod award;
mod bid;
mod draw;
mod lot;
mod opening;
mod review;
mod room;
mod scoring;
mod spec;

pub use bid::{File, Offer, Sealed, append, create, upload};
pub use room::Seated;
pub use scoring::Marks;
pub use spec::{LotSpec, criteria};

use super::line::{Failed, Outcome};
use super::people::Cast;
use paper::Fonts;
use shared::envelope::{Envelope, HolderSecret, Recovery};
use shared::id::{LotKey, OrgId};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a step waits for what the house does by itself.
pub const BOUND: Duration = Duration::from_secs(60);

/// One lot and everybody who has to do with it.
pub struct Lot {
    /// Everybody.
    pub cast: Arc<Cast>,
    /// What it is.
    pub spec: LotSpec,
    /// The lot.
    pub key: LotKey,
    /// The fonts for its papers.
    pub fonts: Fonts,
    holder_keys: Mutex<BTreeMap<(Envelope, usize), HolderSecret>>,
    recoveries: Mutex<BTreeMap<(OrgId, Envelope), Recovery>>,
}

impl Lot {
    /// A lot that is not in the house yet.
    ///
    /// # Errors
    /// When its numbers are no ids.
    pub fn new(cast: &Arc<Cast>, fonts: &Fonts, spec: LotSpec) -> Outcome<Self> {
        let key = because(LotKey::new(&spec.tender, &spec.lot))?;
        Ok(Self {
            cast: Arc::clone(cast),
            spec,
            key,
            fonts: fonts.clone(),
            holder_keys: Mutex::default(),
            recoveries: Mutex::default(),
        })
    }
}

/// Something that is not as it must be.
pub(crate) fn because<T, E: Display>(made: Result<T, E>) -> Outcome<T> {
    made.map_err(Failed::because)
}

/// Runs what takes a processor for long.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> Outcome<T> + Send + 'static) -> Outcome<T> {
    because(tokio::task::spawn_blocking(work).await)?
}
