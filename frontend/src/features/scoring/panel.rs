//! The right side of the scoring screen: criterion, standard, score, reason, and this bidder's scores.

use leptos::prelude::*;
use shared::id::OrgId;
use shared::rules::{CriterionKind, PlanCriterion};
use shared::text::scoring;

use super::model::{Cell, Draft, Key, State};
use super::sheet::{REASON_ID, SCORE_ID, Work};
use crate::prefs::{lang, t};
use crate::ui::{Button, Key as Cap, Label, Notice, Tone, normalise_number};

fn fill<const N: usize>(text: shared::text::Text, facts: [(&str, &str); N]) -> String {
    facts
        .into_iter()
        .fold(text.get(lang()).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The panel.
#[must_use]
pub fn panel(work: Work) -> AnyView {
    let criterion = Memo::new(move |_| work.book.with(|book| book.criterion(&work.at.get()).cloned()));
    let cell = Memo::new(move |_| work.book.with(|book| book.cell(&work.at.get())));
    let open = Memo::new(move |_| work.book.with(|book| book.is_open(&work.at.get())));
    let head = move || criterion.get().map(|criterion| heading(work, &criterion));
    let standard = move || criterion.get().map(|criterion| criterion.standard);
    view! {
        <section class="score-side" aria-label=t(scoring::CRITERION)>
            <div id="criterion" aria-live="polite">{head}</div>
            <div class="standard" tabindex="0" role="region" aria-label=t(scoring::STANDARD)>{standard}</div>
            {score_box(work, criterion, cell, open)}
            {move || returned(&cell.get())}
            {move || conflict(work, &cell.get())}
            {reason_box(work, criterion, open)}
            <h3>{t(scoring::CRITERIA)}</h3>
            {own_scores(work)}
        </section>
    }
    .into_any()
}

fn heading(work: Work, criterion: &PlanCriterion) -> AnyView {
    let (place, total) = work.book.with(|book| {
        let place = book.criteria.iter().position(|known| known.id == criterion.id).unwrap_or(0) + 1;
        (place.to_string(), book.criteria.len().to_string())
    });
    let kind = match criterion.kind {
        CriterionKind::Objective => scoring::OBJECTIVE,
        CriterionKind::Subjective => scoring::SUBJECTIVE,
    };
    let (min, max) = (criterion.min.to_string(), criterion.max.to_string());
    let range = match &criterion.step {
        Some(step) => fill(scoring::RANGE_STEP, [("min", &min), ("max", &max), ("step", &step.to_string())]),
        None => fill(scoring::RANGE, [("min", &min), ("max", &max)]),
    };
    view! {
        <p class="hint">{fill(scoring::CRITERION_NO, [("n", &place), ("total", &total)])}" · "{t(kind)}" · "{range}</p>
        <h2 data-test="criterion" data-criterion=criterion.id.clone()>{criterion.title.clone()}</h2>
    }
    .into_any()
}

/// How far a cell is, in a word and a shape.
pub fn state_of(cell: &Cell) -> (&'static str, &'static str, shared::text::Text) {
    match (&cell.state, cell.mine.points.is_some()) {
        (State::Conflict(..), _) => ("error", "⬣", scoring::CELL_CONFLICT),
        (State::Refused(_), _) => ("error", "⬣", scoring::CELL_REFUSED),
        (State::Waiting, _) => ("warning", "▲", scoring::CELL_WAITING),
        (State::Saving, _) => ("info", "…", scoring::CELL_SAVING),
        _ if cell.returned && cell.mine.points == cell.old => ("warning", "↩", scoring::CELL_RETURNED),
        (State::Saved, true) => ("done", "✓", scoring::CELL_SAVED),
        (State::Saved | State::Empty, _) => ("info", "–", scoring::CELL_EMPTY),
    }
}

fn score_box(work: Work, criterion: Memo<Option<PlanCriterion>>, cell: Memo<Cell>, open: Memo<bool>) -> AnyView {
    let composing = StoredValue::new(false);
    let take = move |text: String| {
        work.typed.set(normalise_number(&text));
        work.keystroke();
    };
    let error = move || {
        let refused = match cell.get().state {
            State::Refused(refusal) => Some(refusal),
            _ => None,
        };
        let held = cell.get().held.map(|why| fill(scoring::NOT_TAKEN, [("why", &why.sentence(lang()))]));
        work.error.get().or(refused).map(|refusal| refusal.sentence(lang())).or(held)
    };
    let invalid = move || work.error.with(Option::is_some).then_some("true");
    let max = move || criterion.get().map(|criterion| fill(scoring::MAX, [("max", &criterion.max.to_string())]));
    let state = move || {
        let (class, shape, word) = state_of(&cell.get());
        view! {
            <span class=format!("status {class}") data-test="cell-state">
                <span class="mark" aria-hidden="true">{shape}</span>{t(word)}
            </span>
        }
    };
    let select = |event: web_sys::FocusEvent| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        input.select();
    };
    view! {
        <div class="score-line">
            <label for=SCORE_ID>{t(scoring::SCORE)}</label>
            <input
                id=SCORE_ID class="score-box" type="text" inputmode="decimal" autocomplete="off" maxlength="12" data-test="score"
                prop:value=move || work.typed.get()
                readonly=move || !open.get()
                aria-invalid=invalid
                aria-describedby="criterion score-error"
                on:focus=select
                on:compositionstart=move |_| composing.set_value(true)
                on:compositionend=move |event| {
                    composing.set_value(false);
                    take(event_target_value(&event));
                }
                on:input=move |event| {
                    if !composing.get_value() {
                        take(event_target_value(&event));
                    }
                }
                on:blur=move |_| {
                    work.keep();
                }
            />
            <span class="score-max figures">{max}</span>
            <span role="status">{state}</span>
        </div>
        <p class="score-error" id="score-error" role="alert" data-test="score-error">{error}</p>
    }
    .into_any()
}

fn returned(cell: &Cell) -> AnyView {
    if cell.old.is_none() {
        return ().into_any();
    }
    let old = cell.old.clone().unwrap_or_default();
    let why = cell.why.clone().unwrap_or_default();
    view! {
        <div class="returned" data-test="returned">
            <p><b>{t(scoring::CELL_RETURNED)}</b>" "{t(scoring::WAS)}" "<del class="figures">{old}</del></p>
            <p>{t(scoring::RETURNED_WHY)}" "{why}</p>
        </div>
    }
    .into_any()
}

fn conflict(work: Work, cell: &Cell) -> AnyView {
    let State::Conflict(theirs, _) = &cell.state else { return ().into_any() };
    let shown = |draft: &Draft| draft.points.clone().unwrap_or_else(|| scoring::NOTHING.get(lang()).to_owned());
    let (mine, theirs) = (shown(&cell.mine), shown(theirs));
    let facts = [("mine", mine), ("theirs", theirs)];
    let choose = move |own: bool| move || work.resolve(work.at.get_untracked(), own);
    view! {
        <Notice tone=Tone::Error what=Label::with(scoring::CONFLICT_WHAT, facts.clone()) todo=scoring::CONFLICT_TODO code="version-conflict">
            <Button attr:data-test="keep-mine" label=Label::with(scoring::KEEP_MINE, facts.clone()) on_press=choose(true)/>
            <Button attr:data-test="take-theirs" label=Label::with(scoring::TAKE_THEIRS, facts) on_press=choose(false)/>
        </Notice>
    }
    .into_any()
}

fn reason_box(work: Work, criterion: Memo<Option<PlanCriterion>>, open: Memo<bool>) -> AnyView {
    let needed = Memo::new(move |_| {
        let score = super::keys::tidy(&work.typed.get()).parse().ok();
        let missing = work.reason.with(|reason| reason.trim().is_empty());
        missing
            && criterion
                .get()
                .zip(score)
                .is_some_and(|(criterion, score)| shared::sheet::needs_reason(&criterion, &score))
    });
    view! {
        <div class="reason-line">
            <label for=REASON_ID>{t(scoring::REASON)}" "<Cap cap="F2"/></label>
            <span class="reason-needed" role="status" data-test="reason-needed">
                {move || needed.get().then(|| view! { <span class="mark" aria-hidden="true">"▲"</span>{t(scoring::REASON_NEEDED)} })}
            </span>
            <textarea
                id=REASON_ID class="input" rows="2" maxlength="1000" data-test="reason"
                prop:value=move || work.reason.get()
                readonly=move || !open.get()
                on:input=move |event| {
                    work.reason.set(event_target_value(&event));
                    work.keystroke();
                }
                on:blur=move |_| {
                    work.keep();
                }
            ></textarea>
        </div>
    }
    .into_any()
}

/// This bidder's scores, criterion by criterion. A row is drawn once and follows its cell: a sheet of forty rows that is drawn
/// anew with every score is a page that answers late.
fn own_scores(work: Work) -> AnyView {
    let criteria = Memo::new(move |_| work.book.with(|book| book.criteria.clone()));
    let bidder = Memo::new(move |_| work.at.with(|at| at.bidder.clone()));
    let items = move || {
        let row = |(place, criterion)| score_row(work, place + 1, criterion, bidder);
        criteria.get().into_iter().enumerate().map(row).collect_view()
    };
    view! { <ol class="own-scores">{items}</ol> }.into_any()
}

fn score_row(work: Work, place: usize, criterion: PlanCriterion, bidder: Memo<OrgId>) -> AnyView {
    let id = criterion.id.clone();
    let key = Memo::new(move |_| Key { bidder: bidder.get(), criterion: id.clone() });
    let cell = Memo::new(move |_| work.book.with(|book| key.with(|key| book.cell(key))));
    let points = move || cell.with(|cell| cell.mine.points.clone()).unwrap_or_else(|| "–".to_owned());
    let state = Memo::new(move |_| cell.with(state_of));
    let current = Memo::new(move |_| (work.at.with(|at| key.with(|key| key == at))).then_some("true"));
    view! {
        <li>
            <button
                type="button" class="own-score" aria-current=move || current.get() data-test="own-score" data-criterion=criterion.id
                on:click=move |_| work.go(key.get_untracked())
            >
                <span class="own-title">{place}". "{criterion.title}</span>
                <span class="figures">{points}" / "{criterion.max.to_string()}</span>
                <span class=move || format!("own-state {}", state.get().0)>
                    <span aria-hidden="true">{move || state.get().1}</span>
                    <span class="unseen">{move || state.get().2.get(lang())}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}
