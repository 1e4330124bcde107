//! The load of the pool (评审工作量).

use leptos::prelude::*;
use shared::api::pool::{ReadWorkload, WORKLOAD_PAGE, Workload, WorkloadRow};
use shared::draw::Answer;
use shared::text::{draw, pool};

use super::model::mean;
use crate::api;
use crate::routes::Params;
use crate::ui::{Button, Label, Page, Section, State, StateKind, Table, Time};

/// The registrar's page.
pub fn workload(_: Params) -> AnyView {
    let page = RwSignal::new(0_u32);
    let found = api::query(move || ReadWorkload { page: page.get() }, &["call.", "answer.", "member.", "duty."]);
    view! {
        <Page title=pool::WORKLOAD lead=pool::WORKLOAD_LEAD>{found.view(move |load| shown(&load, page))}</Page>
    }
    .into_any()
}

fn shown(load: &Workload, page: RwSignal<u32>) -> AnyView {
    if load.rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=pool::NO_LOAD/> }.into_any();
    }
    let spread = load.spread.iter().map(|(committees, experts)| {
        view! { <tr><th scope="row" class="figures">{*committees}</th><td class="figures">{*experts}</td></tr> }
            .into_any()
    });
    let spread = spread.collect_view();
    let active = Label::with(pool::ACTIVE_NOW, [("n", load.active.to_string()), ("day", load.since.to_string())]);
    let head = [pool::YEAR, pool::EXPERTS_COUNT].map(Label::from).to_vec();
    let rows = load.rows.iter().map(row).collect_view();
    let columns = vec![
        pool::NUMBER.into(),
        pool::NAME.into(),
        pool::YEAR.into(),
        pool::ALL_TIMES.into(),
        pool::LAST_TIME.into(),
        draw::answer(Answer::Accepted).into(),
        draw::answer(Answer::Declined).into(),
        draw::answer(Answer::Unreachable).into(),
        draw::answer(Answer::Conflict).into(),
        pool::DUTY.into(),
    ];
    let last = (u64::from(page.get_untracked()) + 1) * WORKLOAD_PAGE as u64 >= load.total;
    let pager = (load.total > WORKLOAD_PAGE as u64).then(|| {
        view! {
            <p class="pager">
                <Button
                    label=pool::PREVIOUS disabled=Signal::derive(move || page.get() == 0)
                    on_press=move || page.update(|page| *page = page.saturating_sub(1))
                />
                <Button label=pool::NEXT disabled=Signal::stored(last) on_press=move || page.update(|page| *page += 1)/>
            </p>
        }
    });
    view! {
        <p>{active.view()}</p>
        <Section title=pool::SPREAD><Table caption=pool::SPREAD head=head figures=&[0, 1]>{spread}</Table></Section>
        <div data-test="workload"><Table caption=pool::WORKLOAD head=columns figures=&[2, 3, 5, 6, 7, 8, 9]>{rows}</Table></div>
        {pager}
    }
    .into_any()
}

fn row(row: &WorkloadRow) -> AnyView {
    let duty = mean(row.score_sum, row.rated).map_or_else(|| "—".to_owned(), |mean| format!("{mean} / {}", row.rated));
    view! {
        <tr>
            <th scope="row">{row.no.to_string()}</th>
            <td>{row.name.clone()}</td>
            <td class="figures">{row.year}</td>
            <td class="figures">{row.all}</td>
            <td>{row.last_ms.map(|ms| view! { <Time ms=ms/> })}</td>
            <td class="figures">{row.accepted}</td>
            <td class="figures">{row.declined}</td>
            <td class="figures">{row.unreachable}</td>
            <td class="figures">{row.conflict}</td>
            <td class="figures">{duty}</td>
        </tr>
    }
    .into_any()
}
