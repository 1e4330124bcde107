//! A member's room: discipline, the declaration on recusal, the election of the head.

use leptos::prelude::*;
use shared::api::room::{MemberView, ReadRoom, Recusal, RoomReply, VoteHead};
use shared::id::{LotKey, MemberId};
use shared::lifecycle::StageName;
use shared::text::room;

use super::{model, recusal};
use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Facts, Failed, Kind, Label, Notice, Page, RadioGroup, Section, State, StateKind, Tone, toast,
};

/// The acts after which the room may look different.
const KINDS: &[&str] = &["member.", "seat.", "recusal.", "head.", "committee.", "scoring.", "compliance."];

/// The page.
pub fn room(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    // Whoever declares a relation leaves, and is told so after the room is closed to them.
    let left = RwSignal::new(false);
    let ask = api::query(move || ReadRoom { lot: asked.clone() }, KINDS);
    let inside = ask.once(move |reply| shown(&lot, reply, left));
    view! {
        {move || left.get().then(|| view! {
            <Page title=room::MY_ROOM><State kind=StateKind::Locked what=room::YOU_LEFT/></Page>
        })}
        <div hidden=move || left.get()>{inside}</div>
    }
    .into_any()
}

fn shown(lot: &LotKey, reply: Signal<RoomReply>, left: RwSignal<bool>) -> AnyView {
    session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
    let cleared = Memo::new(move |_| reply.with(|reply| reply.recusal == Recusal::None));
    let begun = Memo::new(move |_| reply.with(|reply| reply.stage != StageName::Seated));
    let discipline = room::DISCIPLINE_TEXT.iter().map(|line| view! { <li>{t(*line)}</li> }.into_any()).collect_view();
    let me = move || {
        reply.with(|reply| {
            let seat = reply.seat.as_ref().map(|seat| {
                Label::with(room::FOR_SEAT, [("room", seat.room.to_string()), ("seat", seat.seat.to_string())]).view()
            });
            let rows: Vec<(Label, AnyView)> = vec![
                (room::NAME.into(), reply.me.name.clone().into_any()),
                (room::SIDE.into(), t(room::kind(reply.me.kind)).into_any()),
                (room::SEAT.into(), seat.into_any()),
            ];
            view! { <Facts rows=rows/> }
        })
    };
    let declare = {
        let lot = lot.clone();
        move || match cleared.get() {
            true => view! { <Notice tone=Tone::Done what=room::DECLARED/> }.into_any(),
            false => recusal::form(lot.clone(), reply.with_untracked(|reply| reply.bidders.clone()), left),
        }
    };
    let lot = lot.clone();
    let election = move || match (begun.get(), cleared.get()) {
        (true, cleared) => {
            let path = model::task(&lot, reply.with(|reply| reply.stage), cleared);
            let link = (!path.ends_with("/room")).then(|| {
                view! { <a class="button primary" data-test="to-task" href=path>{t(room::TO_TASK)}</a> }
            });
            let href = format!("/room/{}/{}/matters", lot.tender, lot.lot);
            let matters = cleared.then(|| {
                view! { <a class="button" data-test="to-matters" href=href>{t(shared::text::matters::TO_MATTERS)}</a> }
            });
            view! { {head(reply)}<Notice tone=Tone::Done what=room::WORKS>{link}" "{matters}</Notice> }.into_any()
        }
        (false, true) => election(lot.clone(), reply),
        (false, false) => view! { <State kind=StateKind::Locked what=room::DECLARE_FIRST/> }.into_any(),
    };
    view! {
        <Page title=room::MY_ROOM>
            {me}
            <Section title=room::DISCIPLINE><ol>{discipline}</ol></Section>
            <Section title=room::DECLARE>{declare}</Section>
            <Section title=room::ELECT>{election}</Section>
        </Page>
    }
    .into_any()
}

fn head_of(reply: &RoomReply) -> Option<&MemberView> {
    reply.members.iter().find(|member| member.head)
}

fn head(reply: Signal<RoomReply>) -> AnyView {
    (move || {
        let name = reply.with(|reply| head_of(reply).map(|head| head.name.clone()));
        name.map(|name| view! { <p data-test="head">{Label::with(room::HEAD_IS, [("name", name)]).view()}</p> })
    })
    .into_any()
}

fn election(lot: LotKey, reply: Signal<RoomReply>) -> AnyView {
    let elected = Memo::new(move |_| reply.with(|reply| head_of(reply).is_some()));
    let majority = reply.with_untracked(|reply| reply.majority);
    let names = Memo::new(move |_| {
        reply.with(|reply| {
            let candidates = model::candidates(&reply.members);
            candidates.iter().map(|member| (member.id.to_string(), member.name.clone())).collect::<Vec<_>>()
        })
    });
    let choice = RwSignal::new(
        reply.with_untracked(|reply| reply.my_vote.as_ref().map(MemberId::to_string)).unwrap_or_default(),
    );
    let vote = api::change::<VoteHead>();
    let press = move || {
        let Ok(candidate) = MemberId::new(choice.get_untracked()) else { return };
        vote.send(VoteHead { lot: lot.clone(), candidate }, |_| toast::show(Tone::Done, room::VOTED));
    };
    let votes = move || {
        reply.with(|reply| {
            let name =
                |id: &MemberId| reply.members.iter().find(|member| member.id == *id).map(|member| member.name.clone());
            let lines = reply.votes.iter().map(|(id, count)| {
                let facts = [("name", name(id).unwrap_or_else(|| id.to_string())), ("n", count.to_string())];
                view! { <li>{Label::with(room::VOTES, facts).view()}</li> }.into_any()
            });
            lines.collect_view()
        })
    };
    let options = move || {
        let press = press.clone();
        let radios = names.get().into_iter().map(|(id, name)| (id, Label::from(name))).collect();
        let none = Signal::derive(move || choice.with(String::is_empty));
        view! {
            <RadioGroup attr:data-test="candidates" legend=room::CANDIDATE value=choice options=radios/>
            <Failed failure=vote.failure()/>
            <ActionBar>
                <Button attr:data-test="vote" label=room::VOTE kind=Kind::Primary disabled=none busy=vote.busy() on_press=press/>
            </ActionBar>
        }
    };
    let lead = Label::with(room::ELECT_LEAD, [("n", majority.to_string())]);
    let inside = move || match elected.get() {
        true => view! { {head(reply)}<State kind=StateKind::Loading what=room::WAIT_CONVENE/> }.into_any(),
        false => options().into_any(),
    };
    view! { <p>{lead.view()}</p><ul>{votes}</ul>{inside} }.into_any()
}
