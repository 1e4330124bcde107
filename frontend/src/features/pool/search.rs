//! The pool: search and list.

use leptos::prelude::*;
use shared::api::pool::{ExpertRow, ExpertStatus, ListSpecialties, PoolPage, SearchPool};
use shared::text::pool;

use super::model::{pages, specialty_name};
use crate::api;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::ui::{ActionBar, Button, Kind, Label, Page, SelectField, State, StateKind, Status, Table, TextField, Tone};

/// Rows of a page.
const SIZE: u32 = 50;

/// The page.
pub fn search(_: Params) -> AnyView {
    let text = RwSignal::new(String::new());
    let specialty = RwSignal::new(String::new());
    let region = RwSignal::new(String::new());
    let status = RwSignal::new(String::new());
    let page = RwSignal::new(0_u32);
    // Another question begins at its first page.
    Effect::new(move |before: Option<()>| {
        text.track();
        specialty.track();
        region.track();
        status.track();
        if before.is_some() {
            page.set(0);
        }
    });
    let some = |value: RwSignal<String>| Some(value.get()).filter(|value| !value.is_empty());
    let found = api::query(
        move || SearchPool {
            text: text.get(),
            specialty: some(specialty),
            region: some(region),
            status: some(status).and_then(|word| ExpertStatus::parse(&word)),
            page: page.get(),
            size: SIZE,
        },
        &["expert.", "experts."],
    );
    let tree = api::query(|| ListSpecialties {}, &["expert.", "experts."]);
    let any = || (String::new(), Label::from(pool::ANY));
    let specialties = Signal::derive(move || {
        let nodes = tree.reply().unwrap_or_default();
        let named = nodes.into_iter().map(|node| {
            let code = node.code.clone();
            (code, Label::live(move || specialty_name(&node, lang())))
        });
        std::iter::once(any()).chain(named).collect()
    });
    let regions = Signal::derive(move || {
        let regions = found.reply().map(|reply| reply.regions).unwrap_or_default();
        std::iter::once(any()).chain(regions.into_iter().map(|name| (name.clone(), Label::from(name)))).collect()
    });
    let statuses = Signal::derive(move || {
        let named = ExpertStatus::ALL.map(|status| (status.as_str().to_owned(), Label::from(pool::status(status))));
        std::iter::once(any()).chain(named).collect()
    });
    view! {
        <Page title=pool::POOL lead=pool::POOL_LEAD>
            <form class="filters" role="search" on:submit=|event| event.prevent_default()>
                <TextField attr:data-test="pool-text" id="pool-text" label=pool::SEARCH value=text max_length=100/>
                <SelectField attr:data-test="pool-specialty" id="pool-specialty" label=pool::SPECIALTY value=specialty options=specialties/>
                <SelectField id="pool-region" label=pool::REGION value=region options=regions/>
                <SelectField id="pool-status" label=pool::STATUS value=status options=statuses/>
            </form>
            {found.view(move |reply| list(&reply, page))}
            <ActionBar>
                <a class="button" href="/pool/sheets" data-test="sheets">{t(pool::SHEETS)}</a>
                <Button attr:data-test="add-expert" label=pool::ADD kind=Kind::Primary on_press=|| routes::go("/pool/new")/>
            </ActionBar>
        </Page>
    }
    .into_any()
}

fn list(reply: &PoolPage, page: RwSignal<u32>) -> AnyView {
    let counts = [("found", reply.total), ("pool", reply.pool), ("active", reply.active)];
    let found = Label::with(pool::FOUND, counts.map(|(name, count)| (name, count.to_string())));
    if reply.rows.is_empty() {
        return view! {
            <p role="status">{found.view()}</p>
            <State kind=StateKind::Empty what=pool::NONE_FOUND todo=pool::NONE_FOUND_TODO/>
        }
        .into_any();
    }
    let rows = reply.rows.iter().map(row).collect_view();
    let head = [
        pool::NUMBER,
        pool::NAME,
        pool::PHONE,
        pool::EMPLOYER,
        pool::REGION,
        pool::SPECIALTIES,
        pool::STATUS,
        pool::OPEN,
    ];
    let last = pages(reply.total, SIZE);
    let shown = Label::live(move || {
        let text = pool::PAGE.get(lang()).replace("{page}", &(page.get() + 1).to_string());
        text.replace("{pages}", &last.to_string())
    });
    view! {
        <p role="status" data-test="pool-found">{found.view()}</p>
        <Table caption=pool::POOL head=head.map(Label::from).to_vec()>{rows}</Table>
        <p class="pager">
            <Button
                label=pool::PREVIOUS disabled=Signal::derive(move || page.get() == 0)
                on_press=move || page.update(|page| *page = page.saturating_sub(1))
            />
            <span class="figures">{shown.view()}</span>
            <Button
                label=pool::NEXT disabled=Signal::derive(move || u64::from(page.get()) + 1 >= last)
                on_press=move || page.update(|page| *page += 1)
            />
        </p>
    }
    .into_any()
}

fn row(row: &ExpertRow) -> AnyView {
    let tone = if row.status == ExpertStatus::Active { Tone::Done } else { Tone::Warning };
    view! {
        <tr>
            <th scope="row">{row.no.to_string()}</th>
            <td>{row.name.clone()}</td>
            <td>{row.phone.clone()}</td>
            <td>{row.employer_name.clone()}</td>
            <td>{row.region.clone()}</td>
            <td>{row.specialties.join(" ")}</td>
            <td><Status label=pool::status(row.status) tone=tone/></td>
            <td><a class="button" href=format!("/pool/{}", row.no)>{t(pool::OPEN)}<span class="unseen">" "{row.name.clone()}</span></a></td>
        </tr>
    }
    .into_any()
}
