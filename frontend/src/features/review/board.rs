//! What both reviews share: bidders beside the viewer beside the decision.

use leptos::callback::{Callable as _, UnsyncCallback};
use leptos::prelude::*;
use shared::api::review::{Decision, FileRow, FormRow, ReviewSigned};
use shared::id::{LotKey, OrgId};
use shared::text::review;

use super::decision::{DecisionForm, Fields, chip, form_facts};
use super::model::Spot;
use super::viewer::{Source, Viewer, turn_by};
use crate::api::Failure;
use crate::prefs::{lang_now, t};
use crate::ui::{Tone, toast};

/// One bid of a review, as its reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The bidder.
    pub bidder: OrgId,
    /// The bidder's name.
    pub name: String,
    /// The files.
    pub files: Vec<FileRow>,
    /// The opening form.
    pub form: Option<FormRow>,
    /// The own decision.
    pub mine: Option<Decision>,
}

/// Goes on, after the decision on `from` was saved, to the next bid without one.
pub fn go_on(rows: Signal<Vec<Row>>, chosen: RwSignal<Option<OrgId>>, from: &OrgId) {
    let rows = rows.get_untracked();
    let all: Vec<_> = rows.iter().map(|row| (&row.bidder, row.mine.is_some() || row.bidder == *from)).collect();
    if let Some(next) = super::model::next_open(all.into_iter(), from) {
        chosen.set(Some(next));
    }
}

/// Says what a signature under a review brought about.
pub fn tell(signed: ReviewSigned) {
    match signed.decided {
        None => toast::show(Tone::Done, review::WAITING),
        Some(decided) => {
            let (tone, word) =
                if decided.goes_on { (Tone::Done, review::GOES_ON) } else { (Tone::Warning, review::FAILED) };
            toast::show(tone, word.get(lang_now()).replace("{n}", &decided.passing.to_string()));
        }
    }
}

/// What the board knows and does.
#[derive(Clone)]
pub struct Board {
    /// The lot.
    pub lot: LotKey,
    /// Which stream gives the pictures.
    pub path: &'static str,
    /// Whether a member of the committee looks.
    pub member: bool,
    /// The bids.
    pub rows: Signal<Vec<Row>>,
    /// The bidder that is looked at.
    pub chosen: RwSignal<Option<OrgId>>,
    /// Whether nothing can be changed.
    pub locked: Signal<bool>,
    /// Whether there is a form at all (the supervisor only looks).
    pub reviewer: bool,
    /// Saves a decision on the chosen bid.
    pub on_save: UnsyncCallback<(OrgId, super::model::Draft, i64)>,
    /// Whether it is being saved.
    pub busy: Signal<bool>,
    /// Why it was not.
    pub failure: Signal<Option<Failure>>,
    /// What the others decided on a bid.
    pub others: Callback<OrgId, AnyView>,
}

impl Board {
    /// The bidder that is looked at: the chosen one, else the first without a decision, else the first.
    #[must_use]
    pub fn here(&self) -> Memo<Option<OrgId>> {
        let (rows, chosen) = (self.rows, self.chosen);
        Memo::new(move |_| {
            rows.with(|rows| {
                let known = chosen.get().filter(|id| rows.iter().any(|row| row.bidder == *id));
                let open = || rows.iter().find(|row| row.mine.is_none()).or_else(|| rows.first());
                known.or_else(|| open().map(|row| row.bidder.clone()))
            })
        })
    }
}

/// The board.
#[must_use]
pub fn board(board: Board) -> AnyView {
    let here = board.here();
    let rows = board.rows;
    let row =
        Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| Some(&row.bidder) == here.get().as_ref()).cloned()));
    let files = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.files.clone()).unwrap_or_default()));
    let spot = RwSignal::new(Spot::default());
    let source = Source {
        lot: board.lot.clone(),
        path: board.path,
        bidder: here.into(),
        files: files.into(),
        spot,
        member: board.member,
    };
    let fields = Fields::new();
    // Another bid: its own decision in the form, its first page in the viewer.
    Effect::new(move |before: Option<Option<OrgId>>| {
        let now = here.get();
        if before.as_ref() != Some(&now) {
            spot.set(Spot::default());
            fields.fill(row.get_untracked().and_then(|row| row.mine).as_ref());
        }
        now
    });
    page_keys(source.clone());
    let save = {
        let on_save = board.on_save;
        move || {
            if let Some(row) = row.get_untracked() {
                let version = row.mine.as_ref().map_or(0, |mine| mine.version);
                on_save.run((row.bidder, fields.draft(), version));
            }
        }
    };
    let (busy, failure, locked) = (board.busy, board.failure, board.locked);
    let form = board.reviewer.then(|| {
        view! {
            <DecisionForm fields=fields files=files.into() spot=spot locked=locked on_save=save busy=busy failure=failure/>
        }
    });
    let others = board.others;
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let facts = move || row.with(|row| row.as_ref().and_then(|row| row.form.as_ref().map(form_facts)));
    let chosen = board.chosen;
    view! {
        <div class="review-board">
            {bidders(rows, here, chosen)}
            <Viewer source=source/>
            <section class="review-side" aria-label=t(review::DECISION)>
                <h2 data-test="bid-name">{name}</h2>
                {facts}
                {form}
                {move || here.get().map(|bidder| others.run(bidder))}
            </section>
        </div>
    }
    .into_any()
}

fn bidders(rows: Signal<Vec<Row>>, here: Memo<Option<OrgId>>, chosen: RwSignal<Option<OrgId>>) -> AnyView {
    let items = move || {
        rows.get()
            .into_iter()
            .map(|row| {
                let (id, own) = (row.bidder.clone(), row.bidder.clone());
                let current = move || (here.get().as_ref() == Some(&own)).then_some("true");
                view! {
                    <li>
                        <button
                            type="button" class="bidder" aria-current=current data-test="bidder" data-bidder=row.bidder.to_string()
                            on:click=move |_| chosen.set(Some(id.clone()))
                        >
                            <span>{row.name}</span>
                            {chip(row.mine.as_ref())}
                        </button>
                    </li>
                }
                .into_any()
            })
            .collect_view()
    };
    view! { <nav class="bidders" aria-label=t(review::BIDDERS)><h2>{t(review::BIDDERS)}</h2><ul>{items}</ul></nav> }
        .into_any()
}

/// Page keys turn the pages wherever the focus is.
fn page_keys(source: Source) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let by = match event.key().as_str() {
            "PageDown" => 1,
            "PageUp" => -1,
            _ => return,
        };
        if !event.is_composing() && !event.ctrl_key() && !event.alt_key() {
            event.prevent_default();
            turn_by(&source, by);
        }
    });
    on_cleanup(move || listener.remove());
}
