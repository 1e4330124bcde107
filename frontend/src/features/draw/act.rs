//! What a party does in the ceremony: join, commit, reveal, the public value. Its key never leaves the page.

use leptos::prelude::*;
use shared::api::draw::{CommitDraw, CosignBeacon, DrawReply, DrawView, EnterBeacon, JoinDraw, PartyName, RevealDraw};
use shared::draw::{Purpose, drand};
use shared::envelope::KeyKind;
use shared::id::LotKey;
use shared::text::{Text, draw, frame};

use super::model::{self, Act};
use crate::api::{self, Change, Failure};
use crate::crypto::files::read;
use crate::crypto::keys;
use crate::features::account::key_loader::{KeyLoader, KeySlot};
use crate::features::account::key_maker::KeyMaker;
use crate::prefs::{lang, t};
use crate::session;
use crate::ui::{
    ActionBar, Button, Failed, FilePicker, Kind, Label, Notice, Section, State, StateKind, TextField, Tone, toast,
};

/// Who acts on which draw, with which key.
#[derive(Clone)]
struct Mine {
    lot: LotKey,
    reply: Signal<DrawReply>,
    me: PartyName,
    key: KeySlot,
    purpose: Purpose,
}

impl Mine {
    fn view(&self) -> Option<DrawView> {
        self.reply.with_untracked(|reply| reply.draw.clone())
    }

    /// Whether no key is open.
    fn keyless(&self) -> Signal<bool> {
        let key = self.key;
        Signal::derive(move || key.with(Option::is_none))
    }

    /// The seed of the opened key, which must be the one with which the party joined.
    fn seed(&self) -> Option<[u8; 32]> {
        let open = self.key.get_untracked()?;
        keys::signing(open.private).ok().map(|seed| *seed.expose())
    }
}

/// The section of the reader's next act.
pub fn section(lot: LotKey, reply: Signal<DrawReply>, key: KeySlot) -> AnyView {
    let me = Memo::new(move |_| reply.with(|reply| reply.me));
    let next = Memo::new(move |_| reply.with(|reply| reply.draw.as_ref().map(|view| model::act(view, reply.me))));
    let inside = move || -> AnyView {
        let Some(next) = next.get() else { return ().into_any() };
        match (next, me.get()) {
            (Act::Nothing, _) => ().into_any(),
            (Act::WaitWitness, _) => titled(
                view! { <Notice tone=Tone::Warning what=draw::WAIT_WITNESS todo=draw::WAIT_WITNESS_TODO/> }.into_any(),
            ),
            (Act::Wait(parties), _) => titled(waiting(parties)),
            (act, Some(me)) => titled(turn(
                act,
                &Mine { lot: lot.clone(), reply, me, key, purpose: reply.with(|reply| reply.purpose) },
            )),
            (_, None) => ().into_any(),
        }
    };
    inside.into_any()
}

fn titled(inside: AnyView) -> AnyView {
    view! { <Section title=draw::MY_ACT><div data-test="draw-act">{inside}</div></Section> }.into_any()
}

fn waiting(parties: Vec<PartyName>) -> AnyView {
    let what = Label::live(move || {
        let names: Vec<_> = parties.iter().map(|party| draw::party(*party).get(lang())).collect();
        draw::WAIT_FOR.get(lang()).replace("{party}", &names.join(" · "))
    });
    view! { <State kind=StateKind::Loading what=what/> }.into_any()
}

fn turn(act: Act, mine: &Mine) -> AnyView {
    match act {
        Act::Join => join(mine),
        Act::Commit => {
            note(mine, draw::COMMIT_LEAD, draw::COMMIT, "commit", api::change::<CommitDraw>(), |mine, seed, view| {
                Some(CommitDraw {
                    lot: mine.lot.clone(),
                    purpose: mine.purpose,
                    note: model::commit(seed, mine.me, &view.ctx?)?,
                })
            })
        }
        Act::Reveal => {
            note(mine, draw::REVEAL_LEAD, draw::REVEAL, "reveal", api::change::<RevealDraw>(), |mine, seed, view| {
                let note = model::reveal(seed, mine.me, &view.ctx?, &view.commits?)?;
                Some(RevealDraw { lot: mine.lot.clone(), purpose: mine.purpose, note })
            })
        }
        Act::EnterBeacon => enter(mine),
        Act::CosignBeacon(value) => {
            let lead = Label::with(draw::COSIGN_LEAD, [("value", value)]);
            note(mine, lead, draw::COSIGN, "cosign-beacon", api::change::<CosignBeacon>(), |mine, seed, view| {
                Some(CosignBeacon {
                    lot: mine.lot.clone(),
                    purpose: mine.purpose,
                    signature: model::cosign(seed, view)?,
                })
            })
        }
        Act::Wait(_) | Act::WaitWitness | Act::Nothing => ().into_any(),
    }
}

/// Join: make a key, or in a sample centre load one, and give its public half.
fn join(mine: &Mine) -> AnyView {
    let act = api::change::<JoinDraw>();
    let attempt = mine.view().map_or(1, |view| view.attempt);
    let which = match mine.purpose {
        Purpose::Committee => String::new(),
        other => format!("{}-", other.word()),
    };
    let stem = format!("party-{which}{}-{}-{}-{attempt}", mine.lot.tender, mine.lot.lot, mine.me.as_str());
    let purpose = mine.purpose;
    let key = mine.key;
    let lot = mine.lot.clone();
    let press = move || {
        let Some(open) = key.get_untracked() else { return };
        act.send(JoinDraw { lot: lot.clone(), purpose, key: open.public.to_string() }, |_| {
            toast::show(Tone::Done, frame::DONE)
        });
    };
    let sample = session::demo().then(|| {
        view! { <p>{t(draw::JOIN_SAMPLE)}</p><KeyLoader kind=KeyKind::Party key=key lot=mine.lot.clone()/> }
    });
    let missing = mine.keyless();
    view! {
        <p>{t(draw::JOIN_LEAD)}</p>
        <KeyMaker kind=KeyKind::Party stem=stem key=key/>
        {sample}
        <Failed failure=act.failure()/>
        <ActionBar>
            <Button attr:data-test="join" label=draw::JOIN kind=Kind::Primary busy=act.busy() disabled=missing on_press=press/>
        </ActionBar>
    }
    .into_any()
}

/// The key with which the party joined: once opened it stays for the whole ceremony.
fn loader(mine: &Mine) -> AnyView {
    let (reply, me) = (mine.reply, mine.me);
    let expected =
        Signal::derive(move || reply.with(|reply| reply.draw.as_ref().and_then(|view| model::key_of(view, me))));
    view! {
        <p class="hint">{t(draw::LOAD_KEY)}</p>
        <KeyLoader kind=KeyKind::Party key=mine.key expected=expected lot=mine.lot.clone()/>
    }
    .into_any()
}

/// One button that signs a note and sends it.
fn note<E: shared::api::Endpoint>(
    mine: &Mine,
    lead: impl Into<Label>,
    verb: Text,
    test: &'static str,
    act: Change<E>,
    make: fn(&Mine, &[u8; 32], &DrawView) -> Option<E>,
) -> AnyView {
    let own = RwSignal::new(None::<Failure>);
    let missing = mine.keyless();
    let press = {
        let mine = mine.clone();
        move || {
            own.set(None);
            let (Some(seed), Some(view)) = (mine.seed(), mine.view()) else { return };
            match make(&mine, &seed, &view) {
                Some(body) => act.send(body, |_| toast::show(Tone::Done, frame::DONE)),
                None => own.set(Some(Failure::own(verb.get(lang())))),
            }
        }
    };
    view! {
        <p>{lead.into().view()}</p>
        {loader(mine)}
        <Failed failure=own/>
        <Failed failure=act.failure()/>
        <ActionBar>
            <Button attr:data-test=test label=verb kind=Kind::Primary busy=act.busy() disabled=missing on_press=press/>
        </ActionBar>
    }
    .into_any()
}

/// The officer enters the public value: typed, or as the file of the drand round that the draw names.
fn enter(mine: &Mine) -> AnyView {
    let act = api::change::<EnterBeacon>();
    let value = RwSignal::new(Vec::new());
    let tried = RwSignal::new(false);
    let round = mine.view().and_then(|view| drand::round_of(&view.beacon));
    let field = match round {
        Some(round) => round_file(round, value, tried),
        None => typed(value, tried),
    };
    let source = Label::live({
        let reply = mine.reply;
        move || reply.with(|reply| reply.draw.as_ref().map(|view| view.beacon.clone()).unwrap_or_default())
    });
    let missing = mine.keyless();
    let press = {
        let mine = mine.clone();
        move || {
            tried.set(true);
            let value = value.get_untracked();
            let (Some(seed), Some(view), false) = (mine.seed(), mine.view(), value.is_empty()) else { return };
            let note =
                view.ctx.zip(view.reveals).and_then(|(ctx, reveals)| model::beacon(&seed, &ctx, &reveals, &value));
            if let Some(note) = note {
                act.send(EnterBeacon { lot: mine.lot.clone(), purpose: mine.purpose, note }, |_| {
                    toast::show(Tone::Done, frame::DONE)
                });
            }
        }
    };
    view! {
        <p>{t(draw::BEACON)}": "{source.view()}</p>
        {loader(mine)}
        {field}
        <Failed failure=act.failure()/>
        <ActionBar>
            <Button
                attr:data-test="enter-beacon" label=draw::ENTER_BEACON kind=Kind::Primary busy=act.busy() disabled=missing
                on_press=press
            />
        </ActionBar>
    }
    .into_any()
}

fn typed(value: RwSignal<Vec<u8>>, tried: RwSignal<bool>) -> AnyView {
    let text = RwSignal::new(String::new());
    Effect::new(move || value.set(text.with(|text| text.trim().as_bytes().to_vec())));
    let error = Signal::derive(move || {
        let empty = tried.get() && text.with(|text| text.trim().is_empty());
        empty.then(|| draw::VALUE_HINT.get(lang()).to_owned())
    });
    view! {
        <TextField
            attr:data-test="beacon-value" id="beacon-value" label=draw::VALUE hint=draw::VALUE_HINT value=text
            required=true max_length=200 error=error
        />
    }
    .into_any()
}

/// The file of the round. Whether the signature in it is the chain's, the server says.
fn round_file(round: u64, value: RwSignal<Vec<u8>>, tried: RwSignal<bool>) -> AnyView {
    let files = RwSignal::new_local(Vec::new());
    let number = round.to_string();
    let facts = [("round", number.clone()), ("chain", drand::CHAIN.to_owned())];
    let (label, hint) =
        (Label::with(draw::DRAND_FILE, [("round", number.clone())]), Label::with(draw::DRAND_FILE_HINT, facts));
    Effect::new(move || {
        let file = files.with(|files: &Vec<web_sys::File>| files.first().cloned());
        value.set(Vec::new());
        let Some(file) = file else { return };
        leptos::task::spawn_local(async move {
            #[expect(clippy::cast_precision_loss, reason = "4 KiB")]
            let bytes = read(&file, drand::FILE_MAX as f64).await.unwrap_or_default();
            tried.set(true);
            value.set(drand::signature_in(&bytes, round).map(Vec::from).unwrap_or_default());
        });
    });
    let error = Signal::derive(move || {
        let wrong = tried.get() && value.with(Vec::is_empty);
        wrong.then(|| draw::DRAND_WRONG.get(lang()).replace("{round}", &number))
    });
    view! {
        <div data-test="drand-file"><FilePicker label=label hint=hint files=files accept="application/json" error=error/></div>
    }
    .into_any()
}
