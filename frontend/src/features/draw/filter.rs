//! The filter afterwards: the supervisor's re-run, and an expert's proof.

use leptos::prelude::*;
use shared::api::draw::{
    Exclusion, FILTER_PAGE, FilterReply, FilterRow, FilterStanding, ProveStanding, ReadFilter, StandingFile,
};
use shared::draw::Context;
use shared::draw::proof::Standing;
use shared::id::{ExpertNo, LotKey};
use shared::text::{account as words, draw};

use crate::api;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{
    ActionBar, Button, Facts, Failed, Kind, Label, Notice, Page, Section, SelectField, State, StateKind, Table,
    TextField, Tone,
};

/// The supervisor's page.
pub fn filter(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let reason = RwSignal::new(String::new());
    let page = RwSignal::new(0_u32);
    Effect::new(move |before: Option<()>| {
        reason.track();
        if before.is_some() {
            page.set(0);
        }
    });
    let ask = move || ReadFilter { lot: lot.clone(), reason: Exclusion::parse(&reason.get()), page: page.get() };
    let found = api::query(ask, &[]);
    let options = Signal::derive(move || {
        let named = Exclusion::ALL.map(|reason| (reason.as_str().to_owned(), Label::from(draw::exclusion(reason))));
        std::iter::once((String::new(), Label::from(draw::EVERYBODY))).chain(named).collect::<Vec<_>>()
    });
    view! {
        <Page title=draw::RUN_FILTER lead=draw::RUN_FILTER_LEAD>
            <SelectField id="filter-reason" label=draw::REASONS value=reason options=options/>
            {found.view(move |reply| shown(&reply, page))}
        </Page>
    }
    .into_any()
}

fn shown(reply: &FilterReply, page: RwSignal<u32>) -> AnyView {
    let agrees = reply.version_holds && reply.differences.is_empty();
    let verdict = if agrees {
        let judged = Label::with(draw::FILTER_AGREES, [("n", reply.judged.to_string())]);
        view! { <Notice tone=Tone::Done what=judged/> }.into_any()
    } else {
        view! { <Notice tone=Tone::Warning what=draw::FILTER_DIFFERS todo=draw::FILTER_DIFFERS_TODO/> }.into_any()
    };
    let rules = &reply.rules;
    let list = |items: &[String]| if items.is_empty() { "—".to_owned() } else { items.join(", ") };
    let day = |day: Option<shared::api::pool::Day>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    let facts: Vec<(Label, AnyView)> = vec![
        (draw::RULES_VERSION.into(), view! { <code>{reply.version.clone()}</code> }.into_any()),
        (draw::RULES_DAY.into(), rules.day.to_string().into_any()),
        (draw::RULES_CONCERNED.into(), list(&rules.organisations).into_any()),
        (draw::RULES_REGIONS.into(), list(&rules.regions).into_any()),
        (draw::COOL_DOWN.into(), day(rules.cool_down_since).into_any()),
        (draw::YEARLY_CAP.into(), rules.yearly_cap.map_or_else(|| "—".to_owned(), |n| n.to_string()).into_any()),
    ];
    let differences = (!reply.differences.is_empty()).then(|| table(draw::DIFFERENCES, &reply.differences));
    let rows = table(draw::FILTER, &reply.rows);
    let last = u64::from(page.get_untracked() + 1) * FILTER_PAGE as u64 >= reply.found;
    view! {
        <div data-test="filter-verdict">{verdict}</div>
        <Facts rows=facts/>
        {differences}
        {rows}
        <p class="pager">
            <Button
                label=draw::PREVIOUS disabled=Signal::derive(move || page.get() == 0)
                on_press=move || page.update(|page| *page = page.saturating_sub(1))
            />
            <span class="figures">{reply.found}</span>
            <Button label=draw::NEXT disabled=Signal::stored(last) on_press=move || page.update(|page| *page += 1)/>
        </p>
    }
    .into_any()
}

fn standing(standing: FilterStanding) -> Label {
    match standing {
        FilterStanding::Candidate(0) => Label::from(draw::NO_RECORD),
        FilterStanding::Candidate(mask) => {
            let groups: Vec<String> =
                (0..16).filter(|g| mask >> g & 1 == 1).map(|g: u16| (g + 1).to_string()).collect();
            Label::with(draw::STANDS_FOR, [("groups", groups.join(", "))])
        }
        FilterStanding::Excluded(reason) => Label::from(draw::exclusion(reason)),
    }
}

fn table(title: shared::text::Text, rows: &[FilterRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=draw::NOBODY/> }.into_any();
    }
    let row = |row: &FilterRow| {
        let (committed, again) = (standing(row.committed), standing(row.again));
        view! {
            <tr data-test="filter-row">
                <th scope="row"><code>{row.pid.to_hex()[..16].to_owned()}"…"</code></th>
                <td>{committed.view()}</td>
                <td>{again.view()}</td>
            </tr>
        }
        .into_any()
    };
    let rows = rows.iter().map(row).collect_view();
    let head = [draw::PID, draw::AS_COMMITTED, draw::AS_RUN_AGAIN].map(Label::from).to_vec();
    view! { <Section title=title><Table caption=title head=head>{rows}</Table></Section> }.into_any()
}

/// The registrar's page: an expert asks where they stood.
pub fn standing_page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let act = api::change::<ProveStanding>();
    let number = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let made = RwSignal::new(None::<StandingFile>);
    let error = Signal::derive(move || {
        let empty = tried.get() && number.with(|number| number.trim().is_empty());
        empty.then(|| words::FILL_IN.get(lang()).to_owned())
    });
    let stem = lot.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Ok(no) = ExpertNo::new(number.get_untracked().trim()) else { return };
        act.send(ProveStanding { lot: lot.clone(), no }, move |file| made.set(Some(file)));
    };
    view! {
        <Page title=draw::STANDING lead=draw::STANDING_LEAD>
            <form on:submit=submit>
                <TextField id="standing-no" label=shared::text::pool::NUMBER value=number required=true max_length=64 error=error/>
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button attr:data-test="prove-standing" label=draw::PROVE_STANDING kind=Kind::Primary busy=act.busy()/>
                </ActionBar>
            </form>
            {move || made.get().map(|file| proof(&stem, &file))}
        </Page>
    }
    .into_any()
}

/// What the proof says, checked here with nothing but the proof and the context.
fn proof(lot: &LotKey, file: &StandingFile) -> AnyView {
    let checked = Context::parse(file.context.as_bytes()).ok().map(|context| file.proof.verify(&context));
    let holds = matches!(checked, Some(Ok(())));
    let said = match &file.proof.standing {
        Standing::Candidate { groups, .. } => {
            let groups: Vec<String> = groups.iter().map(|g| (g + 1).to_string()).collect();
            Label::with(draw::STANDS_FOR, [("groups", groups.join(", "))])
        }
        Standing::Excluded { reason } => match Exclusion::parse(reason) {
            Some(reason) => Label::from(draw::exclusion(reason)),
            None => Label::from(reason.clone()),
        },
    };
    let (tone, what) = if holds { (Tone::Done, draw::PROOF_HOLDS) } else { (Tone::Error, draw::PROOF_FAILS) };
    let json = serde_json::to_string_pretty(file).unwrap_or_default();
    let link = format!("data:application/json;charset=utf-8,{}", String::from(js_sys::encode_uri_component(&json)));
    let name = format!("standing-{}-{}-{}.json", lot.tender, lot.lot, file.proof.expert_number);
    let facts: Vec<(Label, AnyView)> = vec![
        (shared::text::pool::NUMBER.into(), file.proof.expert_number.clone().into_any()),
        (draw::STANDING.into(), said.view()),
        (draw::CTX.into(), view! { <code>{file.proof.ctx.to_hex()}</code> }.into_any()),
    ];
    view! {
        <Section title=draw::STANDING>
            <div data-test="standing"><Notice tone=tone what=what/></div>
            <Facts rows=facts/>
            <p><a class="button" href=link download=name>{t(draw::DOWNLOAD_PROOF)}</a></p>
        </Section>
    }
    .into_any()
}
