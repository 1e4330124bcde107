//! What a person chose for this terminal: language and text size. Kept in the browser; `page/boot.js` applies both before
//! this code is there.

use std::sync::LazyLock;

use leptos::prelude::*;
use shared::text::{Lang, Text};

const LANG_KEY: &str = "bidroom.lang";
const SIZE_KEY: &str = "bidroom.size";

static LANG: LazyLock<ArcRwSignal<Lang>> = LazyLock::new(|| {
    let english = root().and_then(|root| root.get_attribute("lang")).is_some_and(|tag| tag == Lang::En.tag());
    ArcRwSignal::new(if english { Lang::En } else { Lang::Zh })
});

static SIZE: LazyLock<ArcRwSignal<Size>> = LazyLock::new(|| {
    let size = root().and_then(|root| root.get_attribute("data-size"));
    let size = Size::ALL.into_iter().find(|known| size.as_deref() == Some(known.pixels()));
    ArcRwSignal::new(size.unwrap_or_default())
});

/// The root's text size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 18 px.
    #[default]
    Normal,
    /// 22 px.
    Large,
    /// 26 px (大字).
    Largest,
}

impl Size {
    /// The three sizes, small to large.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Largest];

    /// The root's font size in CSS pixels, as it stands in `data-size`.
    #[must_use]
    pub const fn pixels(self) -> &'static str {
        match self {
            Self::Normal => "18",
            Self::Large => "22",
            Self::Largest => "26",
        }
    }
}

/// The language; reading it in a view makes the view follow it.
#[must_use]
pub fn lang() -> Lang {
    LANG.get()
}

/// The language now, outside views.
#[must_use]
pub fn lang_now() -> Lang {
    LANG.get_untracked()
}

/// The text size; reading it in a view makes the view follow it.
#[must_use]
pub fn size() -> Size {
    SIZE.get()
}

/// A text as a view or attribute that follows the language: `{t(frame::SAVE)}`.
pub fn t(text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || text.get(lang())
}

/// Switches the language and remembers it.
pub fn set_lang(lang: Lang) {
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", lang.tag());
    }
    remember(LANG_KEY, lang.tag());
    LANG.set(lang);
}

/// Switches the text size and remembers it.
pub fn set_size(size: Size) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-size", size.pixels());
    }
    remember(SIZE_KEY, size.pixels());
    SIZE.set(size);
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}

/// A browser that forbids storage forgets the choice; nothing else depends on it.
fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
