//! The frame of a page: its heading, its sections, facts by name.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use shared::text::frame;
use wasm_bindgen::JsCast as _;

use super::{Label, new_id};
use crate::prefs::lang;

/// Whether the next heading takes the focus.
static ANNOUNCE: AtomicBool = AtomicBool::new(false);

/// The next page is another one: its heading takes the focus, so that a screen reader says where the person is. The first
/// page does not need it, the browser announces the document.
pub fn announce_next() {
    ANNOUNCE.store(true, Ordering::Relaxed);
}

/// A page: the heading (also the document's title) and what is below it.
#[component]
pub fn Page(
    /// The heading.
    #[prop(into)]
    title: Label,
    /// One sentence on what the page is for.
    #[prop(optional, into)]
    lead: Label,
    /// What is on it.
    children: Children,
) -> AnyView {
    let heading = title.clone();
    Effect::new(|_| {
        if ANNOUNCE.swap(false, Ordering::Relaxed) {
            focus("title");
        }
    });
    Effect::new(move |_| document().set_title(&format!("{} · {}", heading.get(), frame::PRODUCT.get(lang()))));
    view! {
        <h1 tabindex="-1" id="title">{title.view()}</h1>
        {(!lead.is_empty()).then(|| view! { <p class="lead">{lead.view()}</p> })}
        {children()}
    }
    .into_any()
}

/// A part of a page with its own heading.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: Label,
    /// What is in it.
    children: Children,
) -> AnyView {
    let id = new_id("section");
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>{title.view()}</h2>
            {children()}
        </section>
    }
    .into_any()
}

/// Facts by name.
#[component]
pub fn Facts(
    /// Names and facts.
    rows: Vec<(Label, AnyView)>,
) -> AnyView {
    let rows =
        rows.into_iter().map(|(name, fact)| view! { <dt>{name.view()}</dt><dd>{fact}</dd> }.into_any()).collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// Puts the focus on an element.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}
