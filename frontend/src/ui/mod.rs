//! The parts that pages are made of, on native elements; no domain words. Every part is reached by the keyboard, has a
//! name for a screen reader, and tells states apart by word and shape, never by colour alone.
//!
//! Labels are [`Label`]s: a [`Text`](shared::text::Text) in both languages, or a text that was made at run time.

mod button;
mod choice;
mod confirm;
mod dialog;
mod field;
mod file;
mod hash;
mod label;
mod notice;
mod page;
mod progress;
mod qr;
mod state;
mod status;
mod steps;
mod table;
mod time;
pub mod toast;

pub use button::{ActionBar, Button, Key, Kind};
pub use choice::{Checkbox, RadioGroup};
pub use confirm::Confirm;
pub use dialog::Dialog;
pub use field::{DateTimeField, NumberField, SelectField, TextArea, TextField, normalise_number};
pub use file::FilePicker;
pub use hash::Hash;
pub use label::Label;
pub use notice::{Failed, Notice, Tone, failed, failed_with_retry};
pub use page::{Facts, Page, Section, announce_next, focus};
pub use progress::Progress;
pub use qr::Qr;
pub use state::{State, StateKind, loading};
pub use status::Status;
pub use steps::{Step, Stepper, Tabs};
pub use table::Table;
pub use time::{Countdown, Time};

use std::sync::atomic::{AtomicU32, Ordering};

/// An id for an element, unique in the document.
#[must_use]
pub fn new_id(stem: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
