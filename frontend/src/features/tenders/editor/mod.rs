//! The lot editor: plan, criteria, dates, documents, key holders, with the rules checked while it is written; publishing.

use leptos::prelude::*;
use shared::api::tenders::{LotPage, PublishNotice, ReadLot, SaveLotPlan};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::refusal::Code;
use shared::rules::codes::Severity;
use shared::tender::{DraftCode, LotCode, LotFinding, blocks};
use shared::text::tenders;

use super::next;
use crate::api;
use crate::clock;
use crate::features::account as desk;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{ActionBar, Button, Confirm, Failed, Kind, Label, Page, State, StateKind, Status, Tone, toast};

mod basics;
mod criteria;
pub mod documents;
mod fields;
mod findings;
mod holders;
pub mod model;

pub use holders::table as holders_table;

use fields::Fields;
use model::{Form, Unreadable, field_id};

/// What is wrong with the draft as it stands in the fields.
#[derive(Clone, Copy)]
struct Check {
    /// Fields that cannot be read.
    unreadable: Memo<Vec<Unreadable>>,
    /// What the rules say.
    findings: Memo<Vec<LotFinding>>,
    /// Whether nothing can be changed.
    locked: Signal<bool>,
    /// The criteria, to find the element of a finding.
    fields: Fields,
}

impl Check {
    /// What is wrong with a field, for beside it.
    fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.sentence(field))
    }

    /// What is wrong with a field of the criterion at that place.
    fn row_error(self, at: Memo<usize>, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.sentence(&format!("criteria[{}].{name}", at.get())))
    }

    fn sentence(self, field: &str) -> Option<String> {
        if self.locked.get() {
            return None;
        }
        let unreadable = self.unreadable.with(|all| all.iter().find(|(name, _)| name == field).map(|(_, text)| *text));
        let found = self.findings.with(|all| {
            let errors = all.iter().filter(|finding| finding.severity == Severity::Error);
            errors.into_iter().find(|finding| finding.field == field).map(|finding| finding.code.text())
        });
        unreadable.or(found).map(|text| text.get(lang()).to_owned())
    }

    /// The element of a field: a criterion's follow the criterion, not its place.
    fn element_of(self, field: &str) -> String {
        let row = field.strip_prefix("criteria[").and_then(|rest| rest.split_once("]."));
        let Some((at, name)) = row else { return view_id(field) };
        let number = at
            .parse::<usize>()
            .ok()
            .and_then(|at| self.fields.criteria.with_untracked(|rows| rows.get(at).map(|row| row.number)));
        number.map_or_else(|| view_id("criteria"), |number| format!("criterion-{number}-{name}"))
    }
}

/// The id of the element of a field.
fn view_id(field: &str) -> String {
    field_id(field)
}

/// The page.
pub fn editor(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return desk::not_found() };
    let asked = lot.clone();
    let kinds = &["plan.", "document.", "holder", "key-sheet.", "notice.", "identity."];
    let query = api::query(move || ReadLot { lot: asked.clone() }, kinds);
    query.once(move |page| shown(lot.clone(), page, query))
}

fn shown(lot: LotKey, page: Signal<LotPage>, query: api::Query<ReadLot>) -> AnyView {
    session::set_place(move || Some(page.with(|page| format!("{} · {}", page.tender_title, page.title))));
    let first = page.get_untracked();
    let fields = Fields::new(&Form::of(&first));
    let form = Memo::new(move |_| fields.read());
    let locked: Signal<bool> = Memo::new(move |_| page.with(|page| !page.may_edit)).into();
    let stage = Memo::new(move |_| page.with(|page| page.stage));
    let check = check(fields, form, page, locked);
    let draft = Draft {
        page,
        fields,
        form,
        base: RwSignal::new((first.version, Form::of(&first))),
        query,
        save: api::change(),
        publish: api::change(),
    };
    let lead = Label::live(move || {
        let text = if locked.get() { tenders::LOCKED_LEAD } else { tenders::EDIT_LEAD };
        text.get(lang()).to_owned()
    });
    let title = Label::live(move || page.with(|page| format!("{} · {}", page.tender_title, page.title)));
    let reload = move || query.reload();
    let (notice, lot_of_acts) = (next::notice(&lot), lot.clone());
    let acts = move || match (stage.get(), locked.get()) {
        (StageName::Draft, false) => acts(draft, check),
        (StageName::Draft, true) => ().into_any(),
        (StageName::Published, _) => amend_notice(notice.clone(), next::amend(&lot_of_acts)),
        _ => see_notice(notice.clone()),
    };
    let rows = Memo::new(move |_| page.with(|page| page.documents.clone()));
    let rules = move || (!locked.get()).then(|| findings::findings(check));
    view! {
        <Page title=title lead=lead>
            {move || locked.get().then(|| view! { <State kind=StateKind::Locked/> })}
            {basics::basics(fields, check)}
            {criteria::criteria(fields, form, check)}
            {documents::documents(tenders::DOCUMENTS, lot.clone(), rows, locked, reload)}
            {holders::holders(lot.clone(), page, locked, reload)}
            {rules}
            {acts}
        </Page>
    }
    .into_any()
}

/// A published notice, and the way to its next version for the tender's own officer.
fn amend_notice(notice: String, amend: String) -> AnyView {
    let officer = session::me_now().is_some_and(|me| me.role == shared::people::Role::Officer);
    view! {
        <ActionBar>
            <a class="button" href=notice>{t(tenders::SEE_NOTICE)}</a>
            {officer.then(|| view! {
                <a class="button primary" data-test="go-amend" href=amend>{t(shared::text::amend::AMEND)}</a>
            })}
        </ActionBar>
    }
    .into_any()
}

fn see_notice(path: String) -> AnyView {
    view! {
        <ActionBar>
            <a class="button primary" data-test="see-notice" href=path>{t(tenders::SEE_NOTICE)}</a>
        </ActionBar>
    }
    .into_any()
}

/// The rules over the fields: plan and dates are checked here, at every keystroke; what only the server knows (documents,
/// holders) is as it said last.
fn check(fields: Fields, form: Memo<Form>, page: Signal<LotPage>, locked: Signal<bool>) -> Check {
    let outcome = Memo::new(move |_| {
        let now_ms = clock::now_ms().unwrap_or_else(|| page.with(|page| page.now_ms));
        form.with(|form| form.findings(now_ms))
    });
    let unreadable = Memo::new(move |_| outcome.with(|outcome| outcome.as_ref().err().cloned().unwrap_or_default()));
    let findings = Memo::new(move |_| {
        let mut all = outcome.with(|outcome| outcome.as_ref().ok().cloned().unwrap_or_default());
        let dated = form.with(|form| form.deadline_ms.is_some());
        let theirs = page.with(|page| page.findings.clone());
        all.extend(theirs.into_iter().filter(|finding| match finding.code {
            LotCode::Draft(DraftCode::NoDeadline) => !dated,
            LotCode::Draft(DraftCode::DeadlinePassed | DraftCode::CriterionId) => false,
            LotCode::Draft(_) => true,
            LotCode::Plan(_) | LotCode::Date(_) | LotCode::Amend(_) => false,
        }));
        all
    });
    Check { unreadable, findings, locked, fields }
}

/// The draft between the fields and the server.
#[derive(Clone, Copy)]
struct Draft {
    /// What the server has.
    page: Signal<LotPage>,
    /// The fields.
    fields: Fields,
    /// What they hold.
    form: Memo<Form>,
    /// What was last read or saved, with its version.
    base: RwSignal<(i64, Form)>,
    /// Reads the lot again.
    query: api::Query<ReadLot>,
    save: api::Change<SaveLotPlan>,
    publish: api::Change<PublishNotice>,
}

impl Draft {
    fn save(self) {
        let now = self.form.get_untracked();
        let Ok(plan) = now.plan() else { return };
        let (lot, version) = (self.lot(), self.base.with_untracked(|(version, _)| *version));
        let body = SaveLotPlan { lot, version, title: now.title.clone(), plan, deadline_ms: now.deadline_ms };
        self.save.send(body, move |saved| {
            self.base.set((saved.version, now));
            toast::show(Tone::Done, tenders::DRAFT_SAVED);
            self.query.reload();
        });
    }

    /// Takes what the server has in place of what the fields hold.
    fn load_theirs(self) {
        let theirs = self.page.get_untracked();
        self.fields.set(&Form::of(&theirs));
        self.base.set((theirs.version, Form::of(&theirs)));
    }

    fn publish(self, asking: RwSignal<bool>) {
        let (lot, version) = (self.lot(), self.base.with_untracked(|(version, _)| *version));
        let notice = next::notice(&lot);
        self.publish.send(PublishNotice { lot, version }, move |_| {
            asking.set(false);
            toast::show(Tone::Done, tenders::PUBLISHED);
            routes::go(&notice);
        });
    }

    fn lot(self) -> LotKey {
        self.page.with_untracked(|page| page.lot.clone())
    }

    /// The draft was changed elsewhere meanwhile: the person decides.
    fn conflict(self) -> Option<AnyView> {
        let failure = self.save.failure();
        let differs = failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::VersionConflict)));
        differs.then(|| {
            view! {
                <State kind=StateKind::Returned what=tenders::CHANGED_ELSEWHERE>
                    <Button label=tenders::LOAD_THEIRS on_press=move || self.load_theirs()/>
                </State>
            }
            .into_any()
        })
    }
}

/// Saving and publishing.
fn acts(draft: Draft, check: Check) -> AnyView {
    let asking = RwSignal::new(false);
    let dirty = Memo::new(move |_| draft.base.with(|(_, saved)| draft.form.with(|form| form != saved)));
    let unreadable = Signal::derive(move || check.unreadable.with(|all| !all.is_empty()));
    let cannot_publish =
        Signal::derive(move || dirty.get() || unreadable.get() || check.findings.with(|all| blocks(all)));
    let unsaved = move || {
        let status = || view! { <Status tone=Tone::Warning label=tenders::UNSAVED/> };
        dirty.get().then(|| view! { <p>{status()}" "{t(tenders::SAVE_FIRST)}</p> })
    };
    view! {
        <Failed failure=draft.save.failure()/>
        {move || draft.conflict()}
        {unsaved}
        <ActionBar>
            <Button
                attr:data-test="save-draft" label=tenders::SAVE_DRAFT busy=draft.save.busy() disabled=unreadable
                on_press=move || draft.save()
            />
            <Button
                attr:data-test="publish" label=tenders::PUBLISH kind=Kind::Primary disabled=cannot_publish
                busy=draft.publish.busy() on_press=move || asking.set(true)
            />
        </ActionBar>
        <Confirm
            title=tenders::PUBLISH_QUESTION open=asking locks=tenders::PUBLISH_LOCKS
            undo=Label::from(tenders::PUBLISH_UNDO) action=tenders::PUBLISH on_confirm=move || draft.publish(asking)
            busy=draft.publish.busy() failure=draft.publish.failure()
        />
    }
    .into_any()
}
