//! One expert: add or change.

use leptos::prelude::*;
use shared::api::pool::{ExpertChange, ExpertStatus, ListSpecialties, ReadExpert, RelationKind, SaveExpert, Specialty};
use shared::id::ExpertNo;
use shared::text::pool;

use super::model::{Entered, EnteredRelation, specialty_name};
use crate::api;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::ui::{
    ActionBar, Button, Checkbox, Failed, Hash, Kind, Label, Page, Section, SelectField, Table, TextField, Time, Tone,
    toast,
};

/// A new expert.
pub fn new_expert(_: Params) -> AnyView {
    let start = Entered { status: ExpertStatus::Active.as_str().to_owned(), ..Entered::default() };
    view! { <Page title=pool::ADD lead=pool::POOL_LEAD>{form(None, start)}</Page> }.into_any()
}

/// An expert who is in the pool.
pub fn expert(params: Params) -> AnyView {
    let Ok(no) = ExpertNo::new(params.get("no")) else { return account::not_found() };
    let asked = no.clone();
    api::query(move || ReadExpert { no: asked.clone() }, &[]).view(move |record| {
        let title = Label::from(format!("{} · {}", record.no, record.data.name));
        let entered = Entered::of(&record.data);
        let history = history(&record.history);
        view! { <Page title=title lead=pool::EXPERT>{form(Some(record.no), entered)}{history}</Page> }.into_any()
    })
}

/// What was changed when; the hash is what the journal has.
fn history(changes: &[ExpertChange]) -> AnyView {
    if changes.is_empty() {
        return ().into_any();
    }
    let row = |change: &ExpertChange| {
        view! {
            <tr>
                <th scope="row"><Time ms=change.at_ms/></th>
                <td>{change.by.clone()}</td>
                <td>{t(pool::status(change.status))}</td>
                <td><Hash value=change.change.to_hex() name=pool::CHANGE/></td>
            </tr>
        }
        .into_any()
    };
    let rows = changes.iter().map(row).collect_view();
    let head = [pool::CHANGED, pool::CHANGED_BY, pool::STATUS, pool::CHANGE].map(Label::from).to_vec();
    view! { <Section title=pool::HISTORY><Table caption=pool::HISTORY head=head>{rows}</Table></Section> }.into_any()
}

/// One relation as it is entered.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Relation {
    number: u32,
    kind: RwSignal<String>,
    org: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
}

fn relation(number: u32, entered: &EnteredRelation) -> Relation {
    let field = |value: &str| RwSignal::new(value.to_owned());
    Relation {
        number,
        kind: field(&entered.kind),
        org: field(&entered.org),
        from: field(&entered.from),
        until: field(&entered.until),
    }
}

fn form(no: Option<ExpertNo>, start: Entered) -> AnyView {
    let field = |value: &str| RwSignal::new(value.to_owned());
    let (name, phone, employer) = (field(&start.name), field(&start.phone), field(&start.employer));
    let (employer_name, region) = (field(&start.employer_name), field(&start.region));
    let (status, reason) = (field(&start.status), field(&start.status_reason));
    let status_from = field(&start.status_from);
    let chosen = RwSignal::new(start.specialties.clone());
    let relations: Vec<_> = (0..).zip(&start.relations).map(|(number, entered)| relation(number, entered)).collect();
    let relations = RwSignal::new(relations);
    let entered = Memo::new(move |_| Entered {
        name: name.get(),
        phone: phone.get(),
        employer: employer.get(),
        employer_name: employer_name.get(),
        region: region.get(),
        status: status.get(),
        status_reason: reason.get(),
        specialties: chosen.get(),
        status_from: status_from.get(),
        relations: relations
            .get()
            .iter()
            .map(|row| EnteredRelation {
                kind: row.kind.get(),
                org: row.org.get(),
                from: row.from.get(),
                until: row.until.get(),
            })
            .collect(),
    });
    let tried = RwSignal::new(false);
    let save = api::change::<SaveExpert>();
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let own = tried.get().then(|| entered.with(|entered| entered.error(field))).flatten();
            own.map(|text| text.get(lang()).to_owned()).or_else(|| save.error_of(field).get())
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(data) = entered.with_untracked(Entered::data) else { return };
        save.send(SaveExpert { no: no.clone(), data }, |saved| {
            toast::show(Tone::Done, Label::with(pool::SAVED, [("no", saved.no.to_string())]));
            routes::go("/pool");
        });
    };
    let statuses = ExpertStatus::ALL.map(|status| (status.as_str().to_owned(), Label::from(pool::status(status))));
    let statuses = Signal::derive(move || statuses.to_vec());
    let active = move || status.with(|status| status == ExpertStatus::Active.as_str());
    view! {
        <form on:submit=submit>
            <TextField id="expert-name" label=pool::NAME value=name required=true max_length=100 error=error("name")/>
            <TextField id="expert-phone" label=pool::PHONE hint=pool::PHONE_HINT value=phone kind="tel" required=true max_length=11 error=error("phone")/>
            <TextField id="expert-employer-name" label=pool::EMPLOYER value=employer_name required=true max_length=100 error=error("employer_name")/>
            <TextField id="expert-employer" label=pool::EMPLOYER_CODE hint=pool::CODE_HINT value=employer required=true max_length=18 error=error("employer")/>
            <TextField id="expert-region" label=pool::REGION value=region required=true max_length=100 error=error("region")/>
            <SelectField id="expert-status" label=pool::STATUS value=status options=statuses/>
            <TextField id="expert-status-from" label=pool::STATUS_FROM value=status_from kind="date" error=error("status_from")/>
            {move || (!active()).then(|| view! {
                <TextField id="expert-reason" label=pool::STATUS_REASON value=reason required=true max_length=500 error=error("status_reason")/>
            })}
            {specialties(chosen, error("specialties"))}
            {relation_rows(relations, error("relations"))}
            <Failed failure=save.failure()/>
            <ActionBar>
                <Button attr:data-test="save-expert" label=pool::SAVE kind=Kind::Primary busy=save.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}

/// The tree of specialties, to tick.
fn specialties(chosen: RwSignal<Vec<String>>, error: Signal<Option<String>>) -> AnyView {
    let tree = api::query(|| ListSpecialties {}, &[]);
    tree.view(move |nodes| {
        let boxes =
            nodes.into_iter().filter(|node| node.parent.is_some()).map(|node| tick(node, chosen)).collect_view();
        view! {
            <fieldset class="choice">
                <legend>{t(pool::SPECIALTIES)}</legend>
                <p class="hint">{t(pool::SPECIALTIES_HINT)}</p>
                <div class="choices columns">{boxes}</div>
                {move || error.get().map(|error| view! { <p class="field-error">{error}</p> })}
            </fieldset>
        }
        .into_any()
    })
}

fn tick(node: Specialty, chosen: RwSignal<Vec<String>>) -> AnyView {
    let code = node.code.clone();
    let value = RwSignal::new(chosen.with_untracked(|chosen| chosen.contains(&code)));
    Effect::new(move |_| {
        let ticked = value.get();
        chosen.update(|chosen| {
            chosen.retain(|known| *known != code);
            if ticked {
                chosen.push(code.clone());
                chosen.sort_unstable();
            }
        });
    });
    view! { <Checkbox label=Label::live(move || specialty_name(&node, lang()).trim().to_owned()) value=value/> }
        .into_any()
}

fn relation_rows(relations: RwSignal<Vec<Relation>>, error: Signal<Option<String>>) -> AnyView {
    let kinds = RelationKind::ALL.map(|kind| (kind.as_str().to_owned(), Label::from(pool::relation(kind))));
    let kinds = Signal::derive(move || kinds.to_vec());
    let add = move || {
        let next = relations.with_untracked(|rows| rows.iter().map(|row| row.number + 1).max().unwrap_or(0));
        let entered = EnteredRelation { kind: RelationKind::PastEmployer.as_str().to_owned(), ..Default::default() };
        relations.update(|rows| rows.push(relation(next, &entered)));
    };
    view! {
        <fieldset class="choice">
            <legend>{t(pool::RELATIONS)}</legend>
            <p class="hint">{t(pool::RELATIONS_HINT)}</p>
            <For each=move || relations.get() key=|row| row.number let:row>
                <div class="filters">
                    <SelectField id=format!("relation-kind-{}", row.number) label=pool::RELATION_KIND value=row.kind options=kinds/>
                    <TextField id=format!("relation-org-{}", row.number) label=pool::RELATION_ORG value=row.org max_length=18/>
                    <TextField id=format!("relation-from-{}", row.number) label=pool::RELATION_FROM value=row.from kind="date"/>
                    <TextField id=format!("relation-until-{}", row.number) label=pool::RELATION_UNTIL value=row.until kind="date"/>
                </div>
            </For>
            {move || error.get().map(|error| view! { <p class="field-error">{error}</p> })}
            <Button label=pool::ADD_RELATION on_press=add/>
        </fieldset>
    }
    .into_any()
}
