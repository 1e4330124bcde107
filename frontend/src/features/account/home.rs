//! The first page: what the person can do here.

use leptos::prelude::*;
use shared::text::frame;

use crate::prefs::t;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{Label, Page};

/// The pages of the role, large enough to be pressed; the public also finds the log-in.
pub fn home(_: Params) -> AnyView {
    let role = session::role();
    let items = routes::all()
        .filter(|route| route.menu.contains(&role))
        .map(|route| view! { <li><a href=route.path>{Label::Text(route.title).view()}</a></li> }.into_any())
        .collect_view();
    let log_in = session::me().is_none().then(|| view! { <li><a href="/login">{t(frame::LOG_IN)}</a></li> });
    let centre = Label::live(|| session::who().map(|who| who.centre).unwrap_or_default());
    view! {
        <Page title=frame::PRODUCT lead=centre>
            <ul class="entrances">{items}{log_in}</ul>
        </Page>
    }
    .into_any()
}
