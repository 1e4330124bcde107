//! Many cases, one per line: what `bidroom evaluate --lines` and the differential test read and write.

use serde::Serialize;

use super::case::Case;
use super::engine::evaluate_with_flip;

/// A refused case, as it is written among results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Refused<'a> {
    /// The JSONPath of what is wrong.
    refused: &'a str,
    code: &'static str,
    article: &'static str,
}

/// The result of one line: the outcome with its flip, or `{"refused": JSONPath, "code": …, "article": …}`; JSON without
/// a line break.
///
/// # Errors
/// Writing JSON into memory fails, which it does not.
pub fn evaluate_line(line: &str) -> Result<String, serde_json::Error> {
    match Case::from_json(line) {
        Ok(case) => serde_json::to_string(&evaluate_with_flip(&case)),
        Err(refusal) => {
            let (code, article) = (refusal.code.as_str(), refusal.article);
            serde_json::to_string(&Refused { refused: &refusal.path, code, article })
        }
    }
}
