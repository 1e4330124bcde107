//! The officer's request: groups of seats, the public value's source, the time.

use leptos::prelude::*;
use shared::api::draw::{LoadRules, RequestOptionDraw, RequestSeats};
use shared::api::pool::ListSpecialties;
use shared::draw::{Purpose, drand};
use shared::id::LotKey;
use shared::text::{account, draw};

use super::model;
use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{
    ActionBar, Button, Checkbox, DateTimeField, Failed, Kind, Label, NumberField, Section, SelectField, TextArea, Tone,
    toast,
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
pub fn form(lot: LotKey, experts: u32, regions: Vec<String>) -> AnyView {
    let load = Load::new(&regions);
    let chosen = load.clone();
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
        act.send(RequestSeats { lot: lot.clone(), groups, beacon, meet_ms, load: untrack(|| chosen.rules()) }, |_| {
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
                {drand_rounds(beacon)}
                <DateTimeField
                    attr:data-test="meet" id="meet" label=draw::MEET hint=draw::MEET_HINT value=meet required=true error=meet_error
                />
                {load.fields()}
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button attr:data-test="request-seats" label=draw::SEND_REQUEST kind=Kind::Primary busy=act.busy()/>
                </ActionBar>
            </form>
        </Section>
    }
    .into_any()
}

/// A round of drand some time from now, written as the source.
fn drand_rounds(beacon: RwSignal<String>) -> AnyView {
    let minutes = RwSignal::new(String::new());
    let named = |n: u32| (n.to_string(), Label::with(draw::IN_MINUTES, [("n", n.to_string())]));
    let options = Signal::derive(move || [30, 60, 120, 240].map(named).to_vec());
    Effect::new(move || {
        let (Ok(minutes), Some(now_ms)) = (minutes.get().parse::<i64>(), crate::clock::now_ms()) else { return };
        if let Some(words) = drand::words(drand::round_at(now_ms + minutes * 60_000)) {
            beacon.set(words);
        }
    });
    view! {
        <SelectField
            attr:data-test="drand" id="drand" label=draw::DRAND hint=draw::DRAND_HINT value=minutes options=options
        />
    }
    .into_any()
}

/// How the load of the pool is spread, as it is entered.
#[derive(Clone)]
struct Load {
    regions: Vec<(String, RwSignal<bool>)>,
    cool_down: RwSignal<String>,
    cap: RwSignal<String>,
}

impl Load {
    fn new(regions: &[String]) -> Self {
        Self {
            regions: regions.iter().map(|region| (region.clone(), RwSignal::new(false))).collect(),
            cool_down: RwSignal::new(String::new()),
            cap: RwSignal::new(String::new()),
        }
    }

    fn rules(&self) -> LoadRules {
        let number = |value: RwSignal<String>| value.get().trim().parse().unwrap_or(0);
        LoadRules {
            regions: self.regions.iter().filter(|(_, ticked)| ticked.get()).map(|(name, _)| name.clone()).collect(),
            cool_down_days: number(self.cool_down),
            yearly_cap: number(self.cap),
        }
    }

    fn fields(&self) -> AnyView {
        let boxes = self
            .regions
            .iter()
            .map(|(name, ticked)| view! { <Checkbox label=Label::from(name.clone()) value=*ticked/> }.into_any());
        let boxes = boxes.collect_view();
        view! {
            <fieldset class="choice">
                <legend>{t(draw::LOAD)}</legend>
                <p class="hint">{t(draw::LOAD_HINT)}</p>
                <div class="filters">
                    <NumberField id="cool-down" label=draw::COOL_DOWN value=self.cool_down unit=draw::DAYS/>
                    <NumberField id="yearly-cap" label=draw::YEARLY_CAP value=self.cap unit=draw::TIMES/>
                </div>
                <p class="hint">{t(draw::REGIONS_HINT)}</p>
                <div class="choices columns">{boxes}</div>
            </fieldset>
        }
        .into_any()
    }
}

/// The officer's request for a draw of a tie or coefficient.
pub fn option_form(lot: LotKey, purpose: Purpose) -> AnyView {
    let beacon = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let act = api::change::<RequestOptionDraw>();
    let missing = Signal::derive(move || {
        let empty = tried.get() && beacon.with(|text| text.trim().is_empty());
        empty.then(|| account::FILL_IN.get(lang()).to_owned()).or_else(|| act.error_of("beacon").get())
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let beacon = beacon.get_untracked().split_whitespace().collect::<Vec<_>>().join(" ");
        if !beacon.is_empty() {
            let body = RequestOptionDraw { lot: lot.clone(), purpose, beacon };
            act.send(body, |_| toast::show(Tone::Done, draw::REQUESTED));
        }
    };
    view! {
        <Section title=draw::REQUEST>
            <form on:submit=submit>
                <TextArea
                    attr:data-test="beacon-source" id="beacon-source" label=draw::BEACON hint=draw::BEACON_HINT value=beacon
                    rows=2 max_length=300 required=true error=missing
                />
                {drand_rounds(beacon)}
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button attr:data-test="request-options" label=draw::SEND_REQUEST kind=Kind::Primary busy=act.busy()/>
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
