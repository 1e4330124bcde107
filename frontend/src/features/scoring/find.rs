//! Finding: words in this bid or in all bids, and the pages that answer a criterion: the bidder's own index, else what the
//! search suggests.

use std::collections::HashMap;

use leptos::prelude::*;
use shared::api::reading::SuggestPages;
use shared::api::scoring::{HITS_MAX, Hit, SearchBids, SearchReply};
use shared::id::OrgId;
use shared::text::{reading, scoring};

use super::dialogs::closing;
use super::model::Key;
use super::sheet::{Work, focus_score};
use crate::api::{self, Failure};
use crate::features::review::model::Spot;
use crate::prefs::{lang, t};
use crate::ui::{Button, Dialog, Failed, Key as Cap, Kind, Label, RadioGroup, TextField};

/// The value of the choice for this bid alone.
const THIS: &str = "this";
/// The value of the choice for all bids.
const ALL: &str = "all";

/// What the search suggests for the cells that were looked at and that the bidder's index does not name.
#[derive(Clone, Copy)]
pub struct Suggested {
    pages: RwSignal<HashMap<(OrgId, String), Vec<Hit>>>,
}

impl Suggested {
    /// Follows the sheet: what is not cited is searched for when the cell is gone to, so that one key turns to it.
    pub fn new(work: Work) -> Self {
        let suggested = Self { pages: RwSignal::new(HashMap::new()) };
        let at = Memo::new(move |_| work.at.get());
        Effect::new(move |_| suggested.ask(work, &at.get()));
        suggested
    }

    fn ask(self, work: Work, key: &Key) {
        let place = (key.bidder.clone(), key.criterion.clone());
        let cited = work.book.with_untracked(|book| !book.cited(key).is_empty());
        if cited || key.criterion.is_empty() || self.pages.with_untracked(|pages| pages.contains_key(&place)) {
            return;
        }
        let lot = work.book.with_untracked(|book| book.lot.clone());
        let ask = SuggestPages { lot, bidder: place.0.clone(), criterion: place.1.clone() };
        leptos::task::spawn_local(async move {
            // Without an answer nothing is suggested; the next visit of the cell asks again.
            let Ok(reply) = api::call(ask).await else { return };
            if reply.unread == 0 || !reply.pages.is_empty() {
                self.pages.try_update(|pages| pages.insert(place, reply.pages));
            }
        });
    }

    /// What is suggested for a cell; none while it is not known.
    fn of(self, key: &Key) -> Option<Vec<Hit>> {
        self.pages.with(|pages| pages.get(&(key.bidder.clone(), key.criterion.clone())).cloned())
    }

    /// To the page that is suggested; pressed again, to the next one. `false` without any.
    pub fn turn(self, work: Work) -> bool {
        let hits = untrack(|| self.of(&work.at.get())).unwrap_or_default();
        let spots: Vec<_> = hits.iter().map(|hit| Spot { file: hit.file, page: hit.page }).collect();
        let here = spots.iter().position(|spot| *spot == work.spot.get_untracked());
        let next = here.map_or(0, |here| (here + 1) % spots.len().max(1));
        let Some(spot) = spots.get(next) else { return false };
        work.spot.set(*spot);
        true
    }
}

/// The pages for this criterion: cited by the bidder, else suggested.
pub fn cited(work: Work, suggested: Suggested) -> AnyView {
    let cited = Memo::new(move |_| work.book.with(|book| book.cited(&work.at.get())));
    (move || {
        let spots: Vec<_> = cited.get().iter().map(|cited| Spot { file: cited.file, page: cited.page }).collect();
        if !spots.is_empty() {
            return pages(work, spots, scoring::CITED, "cited", None);
        }
        match suggested.of(&work.at.get()) {
            None => view! { <span class="hint" data-test="not-cited">{t(reading::SUGGESTING)}</span> }.into_any(),
            Some(hits) if hits.is_empty() => {
                view! { <span class="hint" data-test="not-cited">{t(reading::SUGGESTED_NONE)}</span> }.into_any()
            }
            Some(hits) => {
                let spots = hits.iter().map(|hit| Spot { file: hit.file, page: hit.page }).collect();
                pages(work, spots, reading::SUGGESTED, "suggested", Some(reading::SUGGESTED_WHY))
            }
        }
    })
    .into_any()
}

fn pages(
    work: Work,
    spots: Vec<Spot>,
    word: shared::text::Text,
    test: &'static str,
    why: Option<shared::text::Text>,
) -> AnyView {
    let several = spots.iter().any(|spot| spot.file != spots[0].file);
    let buttons = spots
        .into_iter()
        .map(|to| {
            let go = move |_| {
                work.spot.set(to);
                focus_score();
            };
            let label = if several { format!("{}·{}", to.file, to.page) } else { to.page.to_string() };
            view! { <button type="button" class="cited figures" data-test=test on:click=go>{label}</button> }.into_any()
        })
        .collect_view();
    let title = move || why.map(|why| why.get(lang()));
    view! { <span class="cited-pages" title=title><Cap cap="F4"/>{t(word)}" "{buttons}</span> }.into_any()
}

/// Find in the bid that is looked at, or in all.
pub fn find(work: Work, open: RwSignal<bool>) -> AnyView {
    let words = RwSignal::new(String::new());
    let scope = RwSignal::new(THIS.to_owned());
    let found = RwSignal::new(None::<SearchReply>);
    let failure = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().trim().to_owned();
        if text.is_empty() || busy.get_untracked() {
            return;
        }
        let lot = work.book.with_untracked(|book| book.lot.clone());
        let this = scope.with_untracked(|scope| scope != ALL);
        let bidder = this.then(|| work.at.get_untracked().bidder);
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = api::call(SearchBids { lot, bidder, text }).await;
            busy.try_set(false);
            match outcome {
                Ok(reply) => {
                    found.try_set(Some(reply));
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let inside = move || {
        let scopes = vec![(THIS.to_owned(), reading::SCOPE_THIS.into()), (ALL.to_owned(), reading::SCOPE_ALL.into())];
        view! {
            <form on:submit=submit>
                <div class="find">
                    <TextField attr:data-test="find-words" label=scoring::FIND_WORDS value=words max_length=100 id="find"/>
                    <Button attr:data-test="find-go" label=scoring::FIND_GO kind=Kind::Primary busy=busy/>
                </div>
                <RadioGroup legend=reading::SCOPE value=scope options=scopes/>
            </form>
            <Failed failure=failure/>
            <div aria-live="polite">{move || found.get().map(|reply| hits(work, open, reply))}</div>
            {closing(open)}
        }
    };
    Effect::new(move |_| {
        if open.get() {
            request_animation_frame(|| crate::ui::focus("find"));
        }
    });
    view! { <Dialog title=scoring::FIND open=open on_close=focus_score>{inside}</Dialog> }.into_any()
}

fn hits(work: Work, open: RwSignal<bool>, reply: SearchReply) -> AnyView {
    let SearchReply { hits, more, unread } = reply;
    let none = (hits.is_empty()).then(|| view! { <p>{t(scoring::FIND_NONE)}</p> });
    let more = more
        .then(|| view! { <p class="hint">{Label::with(scoring::FIND_MORE, [("n", HITS_MAX.to_string())]).view()}</p> });
    let unread = (unread > 0)
        .then(|| view! { <p class="hint">{Label::with(scoring::FIND_UNREAD, [("n", unread.to_string())]).view()}</p> });
    let several = hits.iter().any(|hit| hit.bidder != hits[0].bidder);
    let rows = hits.into_iter().map(|hit| row(work, open, hit, several)).collect_view();
    view! { {none}{unread}{more}<ol class="hits" tabindex="0" aria-label=t(scoring::HITS)>{rows}</ol> }.into_any()
}

fn row(work: Work, open: RwSignal<bool>, hit: Hit, several: bool) -> AnyView {
    let Hit { bidder, file, page, line, picture } = hit;
    let name =
        work.book.with_untracked(|book| book.bids.iter().find(|bid| bid.bidder == bidder).map(|bid| bid.name.clone()));
    let whose = several.then(|| format!("{} · ", name.unwrap_or_default()));
    let go = move |_| {
        if work.at.get_untracked().bidder != bidder {
            work.go(Key { bidder: bidder.clone(), ..work.at.get_untracked() });
        }
        // A score that cannot be kept holds the sheet where it is.
        if work.at.get_untracked().bidder == bidder {
            work.spot.set(Spot { file, page });
        }
        open.set(false);
        focus_score();
    };
    let facts = [("file", file.to_string()), ("page", page.to_string())];
    let place = Label::with(reading::HIT_PLACE, facts.clone());
    let shown = match picture {
        Some(picture) => {
            let alt = Label::with(reading::LINE_PICTURE, facts);
            view! { <img class="hit-line" src=picture alt=move || alt.get() data-test="hit-picture"/> }.into_any()
        }
        None => line.unwrap_or_default().into_any(),
    };
    view! {
        <li>
            <button type="button" class="hit" data-test="hit" data-page=page.to_string() on:click=go>
                <b class="figures">{whose}{place.view()}</b>" "{shown}
            </button>
        </li>
    }
    .into_any()
}
