//! Which path is which page, and which action it takes to see it. Every page is in [`ROUTES`]; a test walks the list.

use std::sync::LazyLock;

use leptos::prelude::*;
use shared::id::LotKey;
use shared::people::Role;
use shared::policy::Action;
use shared::text::Text;
use wasm_bindgen::JsCast as _;

use crate::features;

mod code;

pub use code::{Missing, Page, arrive, at_once};
pub(crate) use code::{here, pieces};

/// One page.
#[derive(Clone, Copy)]
pub struct Route {
    /// The path; a part that begins with `:` is a parameter.
    pub path: &'static str,
    /// What the page reads first: who may do that may see the page.
    pub action: Action,
    /// The page's title, also its name in the menu.
    pub title: Text,
    /// The roles that find it in their menu; a path with parameters has none.
    pub menu: &'static [Role],
    /// How much of the shell is around it.
    pub layout: Layout,
    /// The page itself.
    pub page: Page,
}

/// How much of the shell is around a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Text width, menu.
    #[default]
    Page,
    /// The whole width, menu.
    Wide,
    /// The whole screen, no menu: scoring, the wall.
    Desk,
}

/// The parameters of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    /// A parameter's value, empty when the path has none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The lot of a path with `:tender` and `:lot`; `None` when they are no ids.
    #[must_use]
    pub fn lot(&self) -> Option<LotKey> {
        LotKey::new(self.get("tender"), self.get("lot")).ok()
    }
}

/// Every page, desk by desk. A desk's own list is `features/<desk>/mod.rs`.
pub const ROUTES: &[&[Route]] = &[
    // ---- account ----
    features::account::ROUTES,
    // ---- tenders ----
    features::tenders::ROUTES,
    // ---- bids ----
    features::bids::ROUTES,
    // ---- opening ----
    features::opening::ROUTES,
    // ---- review ----
    features::review::ROUTES,
    // ---- pool ----
    features::pool::ROUTES,
    // ---- draw ----
    features::draw::ROUTES,
    // ---- room ----
    features::room::ROUTES,
    // ---- scoring ----
    features::scoring::ROUTES,
    // ---- summary ----
    features::summary::ROUTES,
    // ---- matters ----
    features::matters::ROUTES,
    // ---- award ----
    features::award::ROUTES,
    // ---- supervision ----
    features::supervision::ROUTES,
    // ---- journal ----
    features::journal::ROUTES,
];

/// Every page in one sequence.
pub fn all() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().copied().flatten()
}

/// The page of a path and its parameters.
#[must_use]
pub fn find(path: &str) -> Option<(&'static Route, Params)> {
    all().find_map(|route| Some((route, matches(route.path, path)?)))
}

/// The parameters when `path` is of that `pattern`.
fn matches(pattern: &'static str, path: &str) -> Option<Params> {
    let mut wanted = pattern.split('/').filter(|part| !part.is_empty());
    let mut given = path.split('/').filter(|part| !part.is_empty());
    let mut params = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(Params(params)),
            (Some(wanted), Some(given)) => match wanted.strip_prefix(':') {
                Some(name) => params.push((name, given.to_owned())),
                None if wanted == given => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

static PATH: LazyLock<ArcRwSignal<String>> = LazyLock::new(|| ArcRwSignal::new(location_path()));

/// The path of the page that is shown; views follow it.
#[must_use]
pub fn path() -> String {
    PATH.get()
}

/// Shows another page of ours.
pub fn go(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
    moved();
}

/// Follows the history and clicks on our own links without loading anything.
pub fn start() {
    let back = window_event_listener(leptos::ev::popstate, |_| moved());
    let click = window_event_listener(leptos::ev::click, |event| {
        if let Some(path) = own_link(&event) {
            event.prevent_default();
            go(&path);
        }
    });
    std::mem::forget((back, click));
}

fn moved() {
    let path = location_path();
    if PATH.with_untracked(|shown| *shown != path) {
        PATH.set(path);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

fn location_path() -> String {
    window().location().pathname().unwrap_or_else(|_| "/".to_owned())
}

/// Where a plain click on a link of ours leads. Modified clicks, downloads, other windows, the API and the places within
/// the page are the browser's.
fn own_link(event: &web_sys::MouseEvent) -> Option<String> {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href]").ok()??.dyn_into::<web_sys::HtmlAnchorElement>().ok()?;
    let href = link.get_attribute("href")?;
    let ours = href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/api/");
    let here = link.target().is_empty() && !link.has_attribute("download");
    (ours && here).then_some(href)
}

#[cfg(test)]
mod tests;
