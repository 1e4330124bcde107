//! The words of the screens of tenders.

use super::Text;

/// The page's title.
pub const NOTICES: Text = Text::new("采购公告", "Notices");
