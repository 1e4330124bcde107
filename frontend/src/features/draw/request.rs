//! The officer's request: groups of seats, the public value's source, the time.

use leptos::prelude::*;
use shared::api::draw::RequestSeats;
use shared::api::pool::ListSpecialties;
use shared::id::LotKey;
use shared::text::{account, draw};

use super::model;
use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{
    ActionBar, Button, DateTimeField, Failed, Kind, Label, NumberField, Section, SelectField, TextArea, Tone, toast,
};

/// One group as it is entered.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Row {
    number: u32,
    specialty: RwSignal<String>,
    need: RwSignal<String>,
}

fn row(number: u32) -> Row {
    Row { number, specialty: RwSignal::new(String::new()), need: RwSignal::new(String::new()) }
}

/// The form.
pub fn form(lot: LotKey, experts: u32) -> AnyView {
    let rows = RwSignal::new(vec![row(0)]);
    let beacon = RwSignal::new(String::new());
    let meet = RwSignal::new(None::<i64>);
    let tried = RwSignal::new(false);
    let act = api::change::<RequestSeats>();
    let entered = move || -> Vec<(String, String)> {
        rows.get().iter().map(|row| (row.specialty.get(), row.need.get())).collect()
    };
    let wanted = move || model::groups(&entered(), experts);
    let lead = Label::with(draw::REQUEST_LEAD, [("n", experts.to_string())]);
    let need_error = {
        let lead = lead.clone();
        Signal::derive(move || (tried.get() && wanted().is_none()).then(|| lead.get()))
    };
    let fill = move |missing: bool| (tried.get() && missing).then(|| account::FILL_IN.get(lang()).to_owned());
    let beacon_error = Signal::derive(move || {
        fill(beacon.with(|text| text.trim().is_empty())).or_else(|| act.error_of("beacon").get())
    });
    let meet_error = Signal::derive(move || fill(meet.with(Option::is_none)).or_else(|| act.error_of("meet_ms").get()));
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (Some(groups), Some(meet_ms)) = (untrack(wanted), meet.get_untracked()) else { return };
        let beacon = beacon.get_untracked().split_whitespace().collect::<Vec<_>>().join(" ");
        if beacon.is_empty() {
            return;
        }
        act.send(RequestSeats { lot: lot.clone(), groups, beacon, meet_ms }, |_| {
            toast::show(Tone::Done, draw::REQUESTED)
        });
    };
    view! {
        <Section title=draw::REQUEST>
            <p>{lead.view()}</p>
            <form on:submit=submit>
                {groups(rows, need_error)}
                <TextArea
                    attr:data-test="beacon-source" id="beacon-source" label=draw::BEACON hint=draw::BEACON_HINT value=beacon
                    rows=2 max_length=300 required=true error=beacon_error
                />
                <DateTimeField
                    attr:data-test="meet" id="meet" label=draw::MEET hint=draw::MEET_HINT value=meet required=true error=meet_error
                />
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button attr:data-test="request-seats" label=draw::SEND_REQUEST kind=Kind::Primary busy=act.busy()/>
                </ActionBar>
            </form>
        </Section>
    }
    .into_any()
}

fn groups(rows: RwSignal<Vec<Row>>, error: Signal<Option<String>>) -> AnyView {
    let tree = api::query(|| ListSpecialties {}, &["expert.", "experts."]);
    let options = Signal::derive(move || {
        let nodes = tree.reply().unwrap_or_default();
        let named = nodes.into_iter().map(|node| {
            let code = node.code.clone();
            let name = Label::live(move || {
                let word = if lang() == shared::text::Lang::Zh { &node.zh } else { &node.en };
                let indent = if node.parent.is_some() { "　" } else { "" };
                format!("{indent}{} {word} ({})", node.code, node.experts)
            });
            (code, name)
        });
        named.collect()
    });
    let add = move || {
        let next = rows.with_untracked(|rows| rows.iter().map(|row| row.number + 1).max().unwrap_or(0));
        rows.update(|rows| rows.push(row(next)));
    };
    let full = Signal::derive(move || rows.with(|rows| rows.len() >= 16));
    view! {
        <fieldset class="choice" data-test="groups">
            <legend>{t(draw::SEATS)}</legend>
            <For each=move || rows.get() key=|row| row.number let:row>
                <div class="filters">
                    <SelectField
                        attr:data-test="group-specialty" id=format!("group-{}", row.number) label=draw::SPECIALTY
                        value=row.specialty options=options
                    />
                    <NumberField
                        attr:data-test="group-need" id=format!("need-{}", row.number) label=draw::SEATS value=row.need
                        unit=draw::UNIT
                    />
                </div>
            </For>
            {move || error.get().map(|error| view! { <p class="field-error" role="alert">{error}</p> })}
            <Button attr:data-test="add-group" label=draw::ADD_GROUP disabled=full on_press=add/>
        </fieldset>
    }
    .into_any()
}
