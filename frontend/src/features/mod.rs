//! The pages, one folder per desk: `account tenders bids opening review pool draw room scoring summary award supervision
//! journal`, the same names as in `shared/api` and the server's desks.
//!
//! # How a page is written
//!
//! 1. `features/<desk>/mod.rs` has `pub const ROUTES: &[Route]`: path, action, title, menu, page; and `routes.rs` has one
//!    line for the desk. The action is that of what the page reads first: who may not do it never sees the page.
//! 2. A page is a function from [`Params`](crate::routes::Params) to a view. Its words are constants in
//!    `shared/text/<desk>.rs`; `{t(WORD)}` follows the language, and every part of [`ui`](crate::ui) takes a word as its
//!    `label`.
//! 3. It reads with [`api::query`](crate::api::query()): give the question as a closure and the kinds of acts after which
//!    the answer may be another. `query.view(|reply| …)` shows it, with the states of loading and failing; `query.once(…)`
//!    where fields must keep their focus.
//! 4. It acts with [`api::change`](crate::api::change()): `send(body, then)`; `busy()` goes to the button, `failure()` to
//!    `<Failed>`, `error_of("field")` to a field. A lost connection, an expired session and the password of a signature are
//!    seen to behind it: no page handles them.
//! 5. `session::set_place` says which project and lot the page is about; `<ActionBar>` holds the one primary action.
//!    What cannot be undone asks with `<Confirm>` first.
//! 6. What a page computes is a pure function in `features/<desk>/model.rs`, with tests.
//!
//! ```ignore
//! pub const ROUTES: &[Route] = &[Route {
//!     path: "/lots/:tender/:lot/record",
//!     action: Action::ReadRecord,
//!     title: text::opening::RECORD,
//!     menu: &[],
//!     layout: Layout::Page,
//!     page: record,
//! }];
//!
//! fn record(params: Params) -> AnyView {
//!     let Some(lot) = params.lot() else { return account::not_found() };
//!     let ask = lot.clone();
//!     let record = api::query(move || ReadRecord { lot: ask.clone() }, &["record."]);
//!     let sign = api::change::<SignRecord>();
//!     record.view(move |reply| {
//!         let lot = lot.clone();
//!         let press = move || sign.send(SignRecord { lot: lot.clone() }, |_| toast::show(Tone::Done, frame::DONE));
//!         view! {
//!             <Page title=text::opening::RECORD>
//!                 <Hash value=reply.hash name=text::opening::RECORD_HASH/>
//!                 <Failed failure=sign.failure()/>
//!                 <ActionBar><Button label=text::opening::SIGN kind=Kind::Primary busy=sign.busy() on_press=press/></ActionBar>
//!             </Page>
//!         }
//!         .into_any()
//!     })
//! }
//! ```
//!
//! [`account`] is the desk to look at first.

pub mod account;
// ---- summary, award, supervision, journal ----
pub mod award;
pub mod journal;
pub mod matters;
pub mod summary;
pub mod supervision;
// ---- others ----
pub mod bids;
pub mod demo;
pub mod draw;
pub mod opening;
pub mod pool;
pub mod review;
pub mod room;
pub mod scoring;
pub mod tenders;
