//! What waits for a vote.

use leptos::prelude::*;
use shared::api::matters::{MatterRow, VoteMatter};
use shared::text::matters as words;

use super::page::{Desk, facts};
use crate::api::{self, Failure};
use crate::ui::{Button, Confirm, Failed, Kind, Label, RadioGroup, State, StateKind, Status, TextArea, Tone, toast};

/// The matters that are not decided, each with its form. What is typed stays while the others vote.
pub fn open(desk: &Desk) -> AnyView {
    let reply = desk.reply;
    let numbers = Memo::new(move |_| {
        reply.with(|reply| {
            reply
                .matters
                .iter()
                .filter(|one| one.adopted.is_none() && !one.void)
                .map(|one| (one.n, one.mine))
                .collect::<Vec<_>>()
        })
    });
    let desk = desk.clone();
    (move || {
        let numbers = numbers.get();
        if numbers.is_empty() {
            return view! { <State kind=StateKind::Empty what=words::NO_MATTERS/> }.into_any();
        }
        numbers.into_iter().map(|(n, mine)| one(&desk, n, mine)).collect_view().into_any()
    })
    .into_any()
}

fn one(desk: &Desk, n: u32, mine: Option<bool>) -> AnyView {
    let reply = desk.reply;
    let matter = reply.with_untracked(|reply| reply.matters.iter().find(|one| one.n == n).cloned());
    let Some(matter) = matter else { return ().into_any() };
    let missing = move || {
        let names = reply.with(|reply| {
            reply.matters.iter().find(|one| one.n == n).map(|one| one.missing.join("、")).unwrap_or_default()
        });
        Label::with(words::MISSING_VOTES, [("names", names)]).view()
    };
    let what = reply.with_untracked(|reply| facts(&matter, reply));
    let form = match mine {
        Some(agree) => {
            let label = if agree { words::AGREE } else { words::AGAINST };
            view! { <p>{crate::prefs::t(words::MY_VOTE)}" "<Status label=label tone=Tone::Done/></p> }.into_any()
        }
        None => view! { <Voting desk=desk.clone() matter=matter/> }.into_any(),
    };
    view! {
        <section class="matter" data-test="matter" data-n=n.to_string()>
            {what}
            <p class="hint">{missing}</p>
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn Voting(
    /// The desk.
    desk: Desk,
    /// What is voted on.
    matter: MatterRow,
) -> AnyView {
    let choice = RwSignal::new(String::new());
    let opinion = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Failure>);
    let open = RwSignal::new(false);
    let act = api::change::<VoteMatter>();
    let (lot, query, n) = (StoredValue::new(desk.lot), desk.query, matter.n);
    let begin = move || {
        let none = choice.with_untracked(String::is_empty);
        wrong.set(none.then_some(Failure::Local { code: "vote", text: words::CHOOSE_VOTE }));
        open.set(!none);
    };
    let confirm = move || {
        let agree = choice.get_untracked() == "yes";
        act.send(VoteMatter { lot: lot.get_value(), n, agree, opinion: opinion.get_untracked() }, move |done| {
            open.set(false);
            let said = match done.adopted {
                Some(true) => words::ADOPTED,
                Some(false) => words::REJECTED,
                None => words::VOTED,
            };
            toast::show(Tone::Done, said);
            query.reload();
        });
    };
    let options = vec![("yes".to_owned(), Label::Text(words::AGREE)), ("no".to_owned(), Label::Text(words::AGAINST))];
    view! {
        <RadioGroup attr:data-test="vote-choice" legend=words::MY_VOTE value=choice options=options row=true/>
        <TextArea
            attr:data-test="vote-opinion" label=words::OPINION hint=words::OPINION_HINT value=opinion rows=3
            max_length=2000
        />
        <Failed failure=wrong/>
        <Button attr:data-test="vote" label=words::VOTE kind=Kind::Primary busy=act.busy() on_press=begin/>
        <Confirm
            title=words::VOTE open=open locks=words::VOTE_LOCKS action=words::VOTE on_confirm=confirm busy=act.busy()
            failure=act.failure()
        />
    }
    .into_any()
}
