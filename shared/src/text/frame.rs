//! The words of the frame: shell, log-in, states.

use super::Text;

/// The product's name.
pub const PRODUCT: Text = Text::new("评标室", "Bidroom");
