//! The states of rows, as closed enums over their names in the database.

use crate::{Result, StoreError};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $variant:ident $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$line])* $variant,)* }

        impl $name {
            /// The name in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub(crate) fn parse(text: &str) -> Result<Self> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    other => Err(StoreError::corrupt(format!("state {other}"))),
                }
            }
        }
    };
}

states! {
    /// Where an upload stands.
    UploadState {
        /// Parts are coming.
        Receiving "receiving",
        /// Every byte is durable; it waits for its judgement.
        Complete "complete",
        /// It is the ciphertext of a bid that counts.
        Kept "kept",
        /// It counts no longer: its parts are to be deleted.
        Dead "dead",
        /// Its parts are deleted.
        Gone "gone",
    }
}

states! {
    /// What became of a revision.
    BidState {
        /// It counts.
        Submitted "submitted",
        /// A later one took its place.
        Superseded "superseded",
        /// It was withdrawn.
        Withdrawn "withdrawn",
        /// It stands on the opening list.
        Listed "listed",
        /// A later version of the notice retired it.
        Retired "retired",
    }
}
