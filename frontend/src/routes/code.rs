//! Where a page's code is: in the module that everybody loads, or in a piece of it that is fetched when somebody goes to one
//! of its pages (`server/web/build/pieces.rs` cuts them). Who is offline has them from the service worker.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;

use super::Params;
use crate::api::{Failure, net};
use crate::ui::{failed_with_retry, loading};

/// The piece could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The way to a piece.
pub type Fetching = Pin<Box<dyn Future<Output = Result<(), Missing>>>>;

/// The code of one page.
#[derive(Clone, Copy)]
pub struct Page {
    /// Fetches it; at once when it is there.
    pub fetch: fn() -> Fetching,
    /// Makes the page when its code is there, else nothing.
    pub make: fn(Params) -> Option<AnyView>,
}

/// The outcome of a future that does not have to wait.
pub fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

/// The page, as soon as its code is there; meanwhile that it is being fetched, or why it cannot be.
pub fn arrive(page: Page, params: Params) -> AnyView {
    let there = RwSignal::new(None::<bool>);
    let fetch = move || {
        let mut fetching = (page.fetch)();
        match at_once(fetching.as_mut()) {
            Some(outcome) => there.set(Some(outcome.is_ok())),
            None => {
                there.set(None);
                leptos::task::spawn_local(async move {
                    let outcome = fetching.await;
                    there.try_set(Some(outcome.is_ok()));
                });
            }
        }
    };
    fetch();
    // Once more when the connection is back.
    Effect::new(move |before: Option<u32>| {
        let returns = net::returns();
        if before.is_some_and(|before| before != returns) && there.get_untracked() == Some(false) {
            fetch();
        }
        returns
    });
    (move || match there.get() {
        Some(true) => (page.make)(params.clone()).unwrap_or_else(loading),
        Some(false) => failed_with_retry(&Failure::Lost, fetch),
        None => loading(),
    })
    .into_any()
}

/// A page whose code is in the module that everybody loads: `here!(results::list)`.
macro_rules! here {
    ($page:expr) => {
        $crate::routes::Page { fetch: || Box::pin(std::future::ready(Ok(()))), make: |params| Some($page(params)) }
    };
}

/// Pages whose code is in pieces: `pieces!(expert: { sheet = page::page }, centre: { progress = progress::page });` makes
/// `pieces::sheet` and `pieces::progress`. All pages of a piece come together, whichever desk they are of.
macro_rules! pieces {
    ($($piece:ident: { $($name:ident = $($page:ident)::+),+ $(,)? }),+ $(,)?) => {
        #[allow(non_upper_case_globals, reason = "a page is named as its function")]
        mod pieces {
            $($(mod $name {
                use leptos::prelude::AnyView;

                use $crate::routes::{Missing, Page, Params, at_once};

                #[cfg(not(feature = "split"))]
                async fn fetch() -> Result<(), Missing> {
                    Ok(())
                }

                #[cfg(not(feature = "split"))]
                async fn $name(params: Params) -> Result<AnyView, Missing> {
                    Ok(super::super::$($page)::+(params))
                }

                #[cfg(feature = "split")]
                #[wasm_split_helpers::wasm_split($piece, fallible, preload(fetch))]
                fn $name(params: Params) -> Result<AnyView, Missing> {
                    Ok(super::super::$($page)::+(params))
                }

                pub const PAGE: Page = Page {
                    fetch: || Box::pin(async { fetch().await.map_err(|_| Missing) }),
                    make: |params| at_once($name(params)).and_then(Result::ok),
                };
            }
            pub const $name: $crate::routes::Page = $name::PAGE;)+)+
        }
    };
}

pub(crate) use {here, pieces};
