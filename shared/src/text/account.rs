//! The words of the account screens.

use super::Text;

/// The page's title.
pub const MY_KEYS: Text = Text::new("我的密钥", "My keys");
