//! What stands on a part.

use std::sync::Arc;

use leptos::prelude::*;
use shared::text::Text;

use crate::prefs;

/// A label: follows the language, and whatever it was made from.
#[derive(Clone)]
pub enum Label {
    /// A text in both languages.
    Text(Text),
    /// A text that is the same in both: a name, a number.
    Fixed(Arc<str>),
    /// A text that changes.
    Live(Arc<dyn Fn() -> String + Send + Sync>),
}

impl Label {
    /// A text that is made anew whenever a signal changes that `make` reads (the language, for one).
    pub fn live(make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::Live(Arc::new(make))
    }

    /// A text with facts: `Label::with(frame::ROOM_SEAT, [("room", room), ("seat", seat)])`.
    pub fn with<const N: usize>(text: Text, facts: [(&'static str, String); N]) -> Self {
        Self::live(move || {
            let mut filled = text.get(prefs::lang()).to_owned();
            for (name, value) in &facts {
                filled = filled.replace(&format!("{{{name}}}"), value);
            }
            filled
        })
    }

    /// The label now, in the language now; a view that reads it follows both.
    #[must_use]
    pub fn get(&self) -> String {
        match self {
            Self::Text(text) => text.get(prefs::lang()).to_owned(),
            Self::Fixed(text) => text.to_string(),
            Self::Live(make) => make(),
        }
    }

    /// The label as a view.
    #[must_use]
    pub fn view(self) -> AnyView {
        match self {
            Self::Fixed(text) => text.to_string().into_any(),
            label => (move || label.get()).into_any(),
        }
    }

    /// The label as an attribute: `aria-label=label.attr()`.
    pub fn attr(self) -> impl Fn() -> String + Clone + Send + Sync + 'static {
        move || self.get()
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Fixed(text) if text.is_empty())
    }
}

impl Default for Label {
    fn default() -> Self {
        Self::Fixed(Arc::from(""))
    }
}

impl From<Text> for Label {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self::Fixed(text.into())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self::Fixed(text.into())
    }
}

impl From<Signal<String>> for Label {
    fn from(text: Signal<String>) -> Self {
        Self::live(move || text.get())
    }
}
