//! The form of a decision: passes or fails; a failure cites clause, file, page and reason.

use leptos::callback::{Callable as _, UnsyncCallback};
use leptos::prelude::*;
use shared::api::review::{Decision, FileRow, FormRow};
use shared::envelope::ClaimedSize;
use shared::text::review;

use super::model::{Draft, FAIL, PASS, Spot};
use crate::api::Failure;
use crate::prefs::{lang, t};
use crate::ui::{Button, Facts, Failed, Kind, Label, RadioGroup, SelectField, Status, TextArea, TextField, Tone};

/// The fields, and what they hold.
#[derive(Clone, Copy)]
pub struct Fields {
    verdict: RwSignal<String>,
    clause: RwSignal<String>,
    file: RwSignal<String>,
    page: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Fields {
    /// Empty fields.
    #[must_use]
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { verdict: empty(), clause: empty(), file: empty(), page: empty(), reason: empty() }
    }

    /// Fills them from a stored decision.
    pub fn fill(self, decision: Option<&Decision>) {
        let Draft { verdict, clause, file, page, reason } = Draft::of(decision);
        self.verdict.set(verdict);
        self.clause.set(clause);
        self.file.set(file);
        self.page.set(page);
        self.reason.set(reason);
    }

    /// What they hold.
    #[must_use]
    pub fn draft(self) -> Draft {
        Draft {
            verdict: self.verdict.get_untracked(),
            clause: self.clause.get_untracked(),
            file: self.file.get_untracked(),
            page: self.page.get_untracked(),
            reason: self.reason.get_untracked(),
        }
    }

    /// Whether something is chosen, for the button.
    #[must_use]
    pub fn decided(self) -> bool {
        self.verdict.with(|verdict| verdict == PASS || verdict == FAIL)
    }
}

impl Default for Fields {
    fn default() -> Self {
        Self::new()
    }
}

/// The form.
#[component]
pub fn DecisionForm(
    /// Its fields.
    fields: Fields,
    /// The files of the bid.
    files: Signal<Vec<FileRow>>,
    /// Where the viewer is, to be cited.
    spot: RwSignal<Spot>,
    /// Whether it cannot be changed.
    #[prop(into)]
    locked: Signal<bool>,
    /// Saves it.
    #[prop(into)]
    on_save: UnsyncCallback<()>,
    /// Whether it is being saved.
    busy: Signal<bool>,
    /// Why it was not.
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let choices = vec![(PASS.to_owned(), Label::Text(review::PASS)), (FAIL.to_owned(), Label::Text(review::FAIL))];
    let failing = Memo::new(move |_| fields.verdict.with(|verdict| verdict == FAIL));
    let more = move || failing.get().then(|| citation(fields, files, spot, locked));
    let idle = Signal::derive(move || locked.get() || !fields.decided());
    view! {
        <div class="decision" data-test="decision">
            <RadioGroup legend=review::MY_DECISION value=fields.verdict options=choices disabled=locked row=true/>
            {more}
            <Failed failure=failure/>
            <Button attr:data-test="save-decision" label=review::SAVE busy=busy disabled=idle on_press=move || on_save.run(())/>
        </div>
    }
    .into_any()
}

fn citation(fields: Fields, files: Signal<Vec<FileRow>>, spot: RwSignal<Spot>, locked: Signal<bool>) -> AnyView {
    let options = Signal::derive(move || {
        files.with(|files| {
            files.iter().map(|file| (file.name.clone(), Label::from(file.name.clone()))).collect::<Vec<_>>()
        })
    });
    let take = move || {
        let at = spot.get_untracked();
        let name =
            files.with_untracked(|files| files.iter().find(|file| file.n == at.file).map(|file| file.name.clone()));
        fields.file.set(name.unwrap_or_default());
        fields.page.set(at.page.to_string());
    };
    view! {
        <TextField attr:data-test="clause" label=review::CLAUSE hint=review::CLAUSE_HINT value=fields.clause required=true disabled=locked/>
        <div class="cite">
            <SelectField attr:data-test="cited-file" label=review::FILE value=fields.file options=options required=true disabled=locked/>
            <TextField attr:data-test="cited-page" label=review::PAGE value=fields.page required=true disabled=locked max_length=5/>
        </div>
        <Button attr:data-test="take-page" label=review::TAKE_PAGE kind=Kind::Quiet disabled=locked on_press=take/>
        <TextArea attr:data-test="reason" label=review::REASON value=fields.reason required=true disabled=locked rows=3 max_length=1000/>
    }
    .into_any()
}

/// A decision as a chip: passes, fails, not decided.
#[must_use]
pub fn chip(decision: Option<&Decision>) -> AnyView {
    match decision {
        Some(Decision { pass: true, .. }) => view! { <Status label=review::PASS tone=Tone::Done/> }.into_any(),
        Some(_) => view! { <Status label=review::FAIL tone=Tone::Error/> }.into_any(),
        None => view! { <Status label=review::UNDECIDED/> }.into_any(),
    }
}

/// A decision with what it cites.
#[must_use]
pub fn decision_view(name: Label, decision: Option<&Decision>) -> AnyView {
    let cites = decision.filter(|decision| !decision.pass).map(|decision| {
        let Decision { clause, file, page, reason, .. } = decision;
        let words = format!("{clause} · {file} · {} {page} · {reason}", review::PAGE.get(crate::prefs::lang_now()));
        view! { <p class="hint">{words}</p> }
    });
    view! { <div class="other-decision"><b>{name.view()}</b>" "{chip(decision)}{cites}</div> }.into_any()
}

/// The opening form as facts.
#[must_use]
pub fn form_facts(form: &FormRow) -> AnyView {
    let size = match form.size {
        ClaimedSize::Large => review::LARGE,
        ClaimedSize::Medium => review::MEDIUM,
        ClaimedSize::Small => review::SMALL,
        ClaimedSize::Micro => review::MICRO,
    };
    let yes_no = if form.domestic { review::YES } else { review::NO };
    let figure = |text: String| view! { <span class="figures">{text}</span> }.into_any();
    let mut rows = Vec::new();
    if let Some(price) = form.price {
        rows.push((Label::Text(review::PRICE), figure(format!("¥ {}", price.to_decimal().to_fixed(2)))));
    }
    if let Some(words) = form.price_words.clone() {
        rows.push((Label::Text(review::PRICE_WORDS), words.into_any()));
    }
    rows.push((Label::Text(review::DELIVERY), figure(form.delivery_days.to_string())));
    rows.push((Label::Text(review::VALIDITY), figure(form.validity_days.to_string())));
    rows.push((Label::Text(review::SIZE), (move || size.get(lang())).into_any()));
    rows.push((Label::Text(review::DOMESTIC), (move || yes_no.get(lang())).into_any()));
    if let Some(brand) = form.brand.clone() {
        rows.push((Label::Text(review::BRAND), brand.into_any()));
    }
    view! { <details class="form-facts"><summary>{t(review::FORM)}</summary><Facts rows=rows/></details> }.into_any()
}
