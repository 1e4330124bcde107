//! Text and page images of bids.
//!
//! A bid is a PDF made by somebody who may wish us ill, so no PDF is ever parsed in the server's own process.
//! [`Reader`] starts a short-lived worker for each question: the same executable, called with the hidden subcommand
//! `read-worker`, with an empty environment, the file on its standard input, and limits on memory, processor time,
//! open files and output that it sets on itself before it looks at the first byte ([`worker`]). What a worker says is
//! bounded and typed; if it dies, the question fails and nothing else does.
//!
//! Page images leave this crate only with a [`Watermark`] burnt in, which names who looked, where and when.

mod cache;
mod child;
mod compare;
mod error;
mod font;
mod limits;
mod line;
mod model;
mod picture;
mod reader;
mod texts;
mod watermark;
pub mod worker;

pub use compare::dice;
pub use error::ReadError;
pub use font::FontFile;
pub use limits::Limits;
pub use model::{Attachment, Engine, Engines, Facts, Font, Info, PageFlag, PageImage, PageSize, PageText};
pub use model::{Picture as ImageFact, Properties};
pub use reader::Reader;
pub use texts::TextReader;
pub use watermark::Watermark;
pub use worker::fold;
