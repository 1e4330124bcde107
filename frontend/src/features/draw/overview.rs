//! What stands fixed of a draw: candidates, parties, hashes, the chosen without names.

use leptos::prelude::*;
use shared::api::Endpoint as _;
use shared::api::draw::{DrawState, DrawView, OptionView, PartyView, ReadDrawRecord, SeatView};
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::people::Role;
use shared::text::{Lang, Text, draw};

use crate::prefs::{lang, t};
use crate::session;
use crate::ui::{Facts, Hash, Label, Notice, Section, Status, Stepper, Table, Time, Tone};

/// Everything that does not change by typing.
pub fn overview(lot: &LotKey, purpose: Purpose, view: &DrawView) -> AnyView {
    let now = DrawState::ALL.iter().position(|state| *state == view.state).unwrap_or(0);
    // A finished draw has all its steps behind it; "ended" is no step. Nobody is called for a tie or a coefficient.
    let last = if purpose == Purpose::Committee { 7 } else { 5 };
    let now = if view.state >= DrawState::Seated { last } else { now };
    let steps = DrawState::ALL[..last].iter().map(|state| Label::from(draw::state(*state))).collect();
    let (voided, parties, facts) = (voided(view), parties(view), facts(purpose, view));
    let record = record(lot, purpose, view);
    if purpose != Purpose::Committee {
        let options = options(&view.options);
        return view! {
            <Section title=draw::CEREMONY>
                <Stepper label=draw::STEPS steps=steps now=Signal::stored(now)/>
                {voided}
                {parties}
                <Facts rows=facts/>
                {record}
            </Section>
            {options}
        }
        .into_any();
    }
    let (seats, candidates) = (seats(view), candidates(view));
    let filter = (session::role() == Role::Supervisor).then(|| {
        let path = format!("/lots/{}/{}/filter", lot.tender, lot.lot);
        view! { <p><a class="button" href=path data-test="open-filter">{t(draw::RUN_FILTER)}</a></p> }
    });
    view! {
        <Section title=draw::CEREMONY>
            <Stepper label=draw::STEPS steps=steps now=Signal::stored(now)/>
            {voided}
            {parties}
            <Facts rows=facts/>
            {record}
        </Section>
        {seats}
        <Section title=draw::FILTER>{candidates}{filter}</Section>
    }
    .into_any()
}

fn voided(view: &DrawView) -> AnyView {
    view.voided
        .iter()
        .map(|void| {
            let (party, attempt, reason) = (void.party, void.attempt, void.reason.clone());
            let what = Label::live(move || {
                let text = draw::VOIDED.get(lang()).replace("{n}", &attempt.to_string());
                text.replace("{party}", draw::party(party).get(lang())).replace("{reason}", &reason)
            });
            view! { <Notice tone=Tone::Warning what=what/> }.into_any()
        })
        .collect_view()
        .into_any()
}

fn state(done: bool) -> AnyView {
    let (word, tone) = if done { (draw::YES, Tone::Done) } else { (draw::NOT_YET, Tone::Info) };
    view! { <Status label=word tone=tone/> }.into_any()
}

fn parties(view: &DrawView) -> AnyView {
    let row = |party: &PartyView| {
        view! {
            <tr data-test=format!("party-{}", party.party.as_str())>
                <th scope="row">{t(draw::party(party.party))}</th>
                <td>{state(party.key.is_some())}</td>
                <td>{state(party.committed)}</td>
                <td>{state(party.revealed)}</td>
            </tr>
        }
        .into_any()
    };
    let rows = view.parties.iter().map(row).collect_view();
    let head = [draw::PARTY, draw::JOINED, draw::COMMITTED, draw::REVEALED];
    view! { <Table caption=draw::PARTIES head=head.map(Label::from).to_vec()>{rows}</Table> }.into_any()
}

/// The options of a tie or coefficient; once drawn, in the order of their lots.
pub fn options(options: &[OptionView]) -> AnyView {
    let row = |(at, option): (usize, &OptionView)| {
        let lot = option.lot.map(|lot| view! { <Hash value=lot.to_hex() name=draw::LOT/> });
        let place = option.lot.map_or_else(String::new, |_| (at + 1).to_string());
        view! {
            <tr data-test="option">
                <td class="figures">{place}</td>
                <th scope="row">{option.name.clone()}</th>
                <td>{lot}</td>
            </tr>
        }
        .into_any()
    };
    let rows = options.iter().enumerate().map(row).collect_view();
    let head = [draw::PLACE_BY_LOT, draw::OPTION, draw::LOT].map(Label::from).to_vec();
    view! { <Section title=draw::OPTIONS><Table caption=draw::OPTIONS head=head>{rows}</Table></Section> }.into_any()
}

fn facts(purpose: Purpose, view: &DrawView) -> Vec<(Label, AnyView)> {
    let mut rows: Vec<(Label, AnyView)> = vec![
        (draw::ATTEMPT_NO.into(), Label::with(draw::ATTEMPT, [("n", view.attempt.to_string())]).view()),
        (draw::BEACON.into(), view.beacon.clone().into_any()),
    ];
    if purpose == Purpose::Committee {
        rows.push((draw::MEET.into(), view! { <Time ms=view.meet_ms/> }.into_any()));
    }
    for (name, hash) in [(draw::CTX, view.ctx), (draw::SEED, view.seed)] {
        if let Some(hash) = hash {
            rows.push((name.into(), view! { <Hash value=hash.to_hex() name=name/> }.into_any()));
        }
    }
    rows
}

fn record(lot: &LotKey, purpose: Purpose, view: &DrawView) -> AnyView {
    let Some(context) = view.context.clone() else { return ().into_any() };
    let ask = serde_json::to_string(&ReadDrawRecord { lot: lot.clone(), purpose }).unwrap_or_default();
    let path = format!("{}?q={}", ReadDrawRecord::PATH, String::from(js_sys::encode_uri_component(&ask)));
    let notes = view
        .notes
        .iter()
        .map(|note| view! { <pre class="note" tabindex="0">{note.text.clone()}</pre> }.into_any())
        .collect_view();
    view! {
        <details>
            <summary>{t(draw::CONTEXT)}</summary>
            <pre class="note" tabindex="0" data-test="context">{context}</pre>
        </details>
        <details>
            <summary>{t(draw::NOTES)}</summary>
            {notes}
        </details>
        <p>
            <a class="button" href=path download="" data-test="draw-record">{t(draw::RECORD)}</a>
            " "<span class="hint">{t(draw::RECORD_HINT)}</span>
        </p>
    }
    .into_any()
}

fn seats(view: &DrawView) -> AnyView {
    if view.seats.is_empty() {
        return ().into_any();
    }
    let row = |seat: &SeatView| {
        let group = view.groups.get(usize::from(seat.group));
        let (zh, en) = group.map(|group| (group.zh.clone(), group.en.clone())).unwrap_or_default();
        let name = Label::live(move || if lang() == Lang::Zh { zh.clone() } else { en.clone() });
        let status = match (seat.accepted, seat.waiting) {
            (_, Some(answer)) => {
                let word =
                    Label::live(move || draw::WAITS.get(lang()).replace("{answer}", draw::answer(answer).get(lang())));
                view! { <Status label=word tone=Tone::Warning/> }.into_any()
            }
            (true, None) => {
                view! { <Status label=draw::answer(shared::draw::Answer::Accepted) tone=Tone::Done/> }.into_any()
            }
            (false, None) => view! { <Status label=draw::NO_ANSWER/> }.into_any(),
        };
        view! {
            <tr data-test="seat">
                <th scope="row"><code>{seat.pid.to_hex()[..12].to_owned()}"…"</code></th>
                <td>{name.view()}</td>
                <td>{status}</td>
            </tr>
        }
        .into_any()
    };
    let rows = view.seats.iter().map(row).collect_view();
    let head = [draw::PID, draw::GROUP, draw::ANSWER];
    view! {
        <Section title=draw::COMMITTEE>
            <Table caption=draw::COMMITTEE head=head.map(Label::from).to_vec()>{rows}</Table>
        </Section>
    }
    .into_any()
}

fn candidates(view: &DrawView) -> AnyView {
    let count = |name: Text, count: u64| (Label::from(name), view! { <span class="figures">{count}</span> }.into_any());
    let guess = match view.guess_one_in.clone() {
        Some(n) => Label::with(draw::ONE_IN, [("n", n)]),
        None => Label::from(draw::ONE_IN_MANY),
    };
    let mut rows = vec![
        count(draw::POOL, view.pool),
        count(draw::EXCLUDED, view.excluded),
        count(draw::CANDIDATES, view.candidates),
        (draw::GUESS.into(), guess.view()),
    ];
    let reasons = view.reasons.iter().map(|(reason, count)| {
        view! { <li>{t(draw::exclusion(*reason))}": "<span class="figures">{*count}</span></li> }.into_any()
    });
    rows.insert(2, (draw::REASONS.into(), view! { <ul>{reasons.collect_view()}</ul> }.into_any()));
    let groups = view.groups.iter().map(|group| {
        let (zh, en, code) = (group.zh.clone(), group.en.clone(), group.code.clone());
        let name = Label::live(move || format!("{code} {}", if lang() == Lang::Zh { &zh } else { &en }));
        let small = group.below_floor.then(|| view! { <Status label=draw::BELOW_FLOOR tone=Tone::Warning/> });
        view! {
            <tr>
                <th scope="row">{name.view()}</th>
                <td class="figures">{group.need}</td>
                <td class="figures">{group.eligible}</td>
                <td>{small}</td>
            </tr>
        }
        .into_any()
    });
    let few = view.groups.iter().any(|group| group.below_floor).then(|| {
        view! { <Notice tone=Tone::Warning what=draw::BELOW_FLOOR_WHAT todo=draw::BELOW_FLOOR_TODO/> }
    });
    let groups = groups.collect_view();
    let head = vec![draw::SPECIALTY.into(), draw::SEATS.into(), draw::ELIGIBLE.into(), draw::FINDING.into()];
    view! {
        {few}
        <Facts rows=rows/>
        <Table caption=draw::FILTER head=head figures=&[1, 2]>{groups}</Table>
    }
    .into_any()
}
