//! Why a document could not be made.

use std::fmt;
use std::path::PathBuf;

/// Why a document could not be made. The text says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum PaperError {
    /// No Chinese face for some use. `missing` names the uses, `looked_in` the directories that were searched.
    NoCjkFont {
        /// The faces that were not found, in words.
        missing: Vec<&'static str>,
        /// Where they were looked for.
        looked_in: Vec<PathBuf>,
    },
    /// A font file that was found at the start cannot be read or is damaged now.
    FontUnreadable {
        /// The file.
        path: PathBuf,
        /// What the reading said.
        reason: String,
    },
    /// The data is larger than a document may be.
    TooLarge {
        /// Bytes of text in the data.
        bytes: usize,
        /// The most that is set.
        limit_bytes: usize,
    },
    /// The text is too long for a QR code; give a shorter address.
    QrTooLong,
    /// The time of issue is outside the years 1 to 9999.
    BadTime(i64),
    /// The data could not be handed to the template.
    Data(String),
    /// The template did not compile or the file could not be written; a fault of the program.
    Typeset {
        /// The form's name.
        form: &'static str,
        /// What the typesetter said.
        message: String,
    },
}

impl fmt::Display for PaperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PaperError::NoCjkFont { missing, looked_in } => {
                let places: Vec<String> = looked_in.iter().map(|p| p.display().to_string()).collect();
                write!(
                    f,
                    "no Chinese font for documents ({} not found in {}): install the Debian package fonts-noto-cjk \
                     (apt install fonts-noto-cjk), or name a directory that holds the static Noto Serif CJK and \
                     Noto Sans CJK",
                    missing.join(", "),
                    if places.is_empty() { "any directory".to_owned() } else { places.join(", ") },
                )
            }
            PaperError::FontUnreadable { path, reason } => write!(
                f,
                "the font {} cannot be read ({reason}): reinstall the Debian package fonts-noto-cjk and try again",
                path.display()
            ),
            PaperError::TooLarge { bytes, limit_bytes } => write!(
                f,
                "the document's data has {bytes} bytes of text, more than the {limit_bytes} that one document may have"
            ),
            PaperError::QrTooLong => f.write_str("the text is too long for a QR code: use a shorter address"),
            PaperError::BadTime(ms) => {
                write!(f, "the time of issue is out of range: {ms} ms")
            }
            PaperError::Data(message) => write!(f, "the document's data cannot be used: {message}"),
            PaperError::Typeset { form, message } => {
                write!(f, "the form {form} could not be set: {message}")
            }
        }
    }
}

impl std::error::Error for PaperError {}
