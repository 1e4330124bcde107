//! My holdings: for each lot the holder makes a key in this browser, keeps its file, and signs the key sheet.

use leptos::prelude::*;
use shared::api::tenders::{HolderState, Holding, ListHoldings, MakeHolderKey, SignKeySheet};
use shared::envelope::{B64, Envelope, KeyKind, KeySheet};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::{self, account, keys as words, opening, tenders};

use super::editor::holders_table;
use super::next;
use crate::api::{self, Failure};
use crate::crypto::keys;
use crate::features::account::key_loader::{self, KeyLoader};
use crate::features::account::key_maker::KeyMaker;
use crate::features::account::key_test::{KeyRestore, KeyTest, lost};
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Failed, Kind, Label, Page, Section, State, StateKind, Status, Table, Time, Tone, toast,
};

/// The page.
pub fn holdings(_: Params) -> AnyView {
    let query = api::query(|| ListHoldings {}, &["holder", "key-sheet.", "notice.", "identity.", "list.", "shares."]);
    let list = query.once(move |all| shown(all, query));
    view! { <Page title=tenders::HOLDINGS lead=tenders::HOLDINGS_LEAD>{list}</Page> }.into_any()
}

/// What the holder has to do on a lot before its notice goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// Make the key.
    Make,
    /// Sign the sheet.
    Sign,
    /// Wait for the others' keys.
    WaitForKeys,
    /// Wait for the notice.
    WaitForNotice,
    /// Nothing here any more.
    Over,
}

fn task(holding: &Holding) -> Task {
    match (holding.stage, holding.state) {
        (StageName::Draft, HolderState::Named | HolderState::IdentityReplaced) => Task::Make,
        (StageName::Draft, HolderState::KeyMade) if holding.sheet.is_some() => Task::Sign,
        (StageName::Draft, HolderState::KeyMade) => Task::WaitForKeys,
        (StageName::Draft, HolderState::Signed) => Task::WaitForNotice,
        _ => Task::Over,
    }
}

/// A lot and one of its envelopes.
type Of = (LotKey, Envelope);

/// What to show first: the first that waits for the holder.
fn first(all: &[Holding]) -> Option<Of> {
    let waits = |holding: &&Holding| matches!(task(holding), Task::Make | Task::Sign);
    all.iter().find(waits).or_else(|| all.first()).map(of)
}

fn of(holding: &Holding) -> Of {
    (holding.lot.clone(), holding.envelope)
}

fn shown(all: Signal<Vec<Holding>>, query: api::Query<ListHoldings>) -> AnyView {
    let chosen = RwSignal::new(None::<Of>);
    let lot = Memo::new(move |_| chosen.get().or_else(|| all.with(|all| first(all))));
    let holding = Signal::derive(move || {
        let lot = lot.get()?;
        all.with(|all| all.iter().find(|holding| of(holding) == lot).cloned())
    });
    // The work is built anew only when it becomes another: what was begun stays while others do theirs.
    let work = Memo::new(move |_| holding.with(|holding| holding.as_ref().map(|it| (of(it), task(it)))));
    let panel = move || work.get().map(|(lot, task)| panel(lot, task, holding, query));
    let list = move || {
        all.with(|all| {
            if all.is_empty() {
                return view! { <State kind=StateKind::Empty what=tenders::NO_HOLDINGS/> }.into_any();
            }
            table(all, chosen)
        })
    };
    view! {
        {panel}
        <Section title=tenders::LOTS>{list}</Section>
    }
    .into_any()
}

fn table(all: &[Holding], chosen: RwSignal<Option<Of>>) -> AnyView {
    let lines = all
        .iter()
        .map(|holding| {
            let lot = of(holding);
            let part = (holding.envelope != Envelope::Single).then(|| opening::envelope(holding.envelope));
            let part = part.map(|part| view! { " "<b>{t(part)}</b> });
            let name = format!("{} · {}", holding.tender_title, holding.title);
            let full = Label::live({
                let name = name.clone();
                move || format!("{} {name}", t(tenders::OPEN_LOT)())
            });
            view! {
                <tr data-test="holding">
                    <th scope="row">{name}{part}<span class="hint">" "{holding.lot.to_string()}</span></th>
                    <td><Status label=text::stage(holding.stage)/></td>
                    <td><Status label=tenders::holder_state(holding.state)/></td>
                    <td>{holding.deadline_ms.map(|ms| view! { <Time ms=ms/> })}</td>
                    <td><Button label=tenders::OPEN_LOT name=full on_press=move || chosen.set(Some(lot.clone()))/></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::LOT, tenders::STAGE, tenders::HOLDER_STATE, tenders::DEADLINE, tenders::NEXT_STEP];
    view! { <Table caption=tenders::HOLDINGS head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}

fn panel(lot: Of, task: Task, holding: Signal<Option<Holding>>, query: api::Query<ListHoldings>) -> AnyView {
    let Some(now) = holding.get_untracked() else { return ().into_any() };
    let number = Label::with(
        tenders::YOUR_NUMBER,
        [("x", now.x.to_string()), ("n", now.holders.len().to_string()), ("m", now.m.to_string())],
    );
    let table = move || holding.with(|holding| holding.as_ref().map(|holding| holders_table(&holding.holders)));
    let release = next::known(next::path(shared::api::tenders::NextAct::ReleaseShares, &lot.0));
    let work = match task {
        Task::Make => view! { <MakeKey lot=lot query=query/> }.into_any(),
        Task::Sign => view! { <Sign lot=lot holding=holding query=query/> }.into_any(),
        Task::WaitForKeys => view! {
            <State kind=StateKind::Empty what=tenders::WAIT_FOR_KEYS todo=tenders::KEEP_KEY/>
            <Remake lot=lot query=query/>
        }
        .into_any(),
        Task::WaitForNotice => view! {
            <State kind=StateKind::Locked what=tenders::SIGNED_BY_YOU todo=tenders::KEEP_KEY/>
            <Remake lot=lot query=query/>
        }
        .into_any(),
        Task::Over => {
            let link = matches!(now.stage, StageName::Opening | StageName::PriceOpening)
                .then_some(release)
                .flatten()
                .map(|path| {
                    view! {
                        <ActionBar>
                            <a class="button primary" href=path>
                                {t(tenders::next_act(shared::api::tenders::NextAct::ReleaseShares))}
                            </a>
                        </ActionBar>
                    }
                });
            view! { <p>{t(tenders::KEEP_KEY)}</p>{link} }.into_any()
        }
    };
    let kept = now.key.map(|key| kept(&now.lot, key));
    let sentences = lost_sentences(now.stage);
    view! {
        <Section title=format!("{} · {}", now.tender_title, now.title)>
            {(now.envelope != Envelope::Single).then(|| view! { <p><b>{t(opening::envelope(now.envelope))}</b></p> })}
            <p>{number.view()}</p>
            {table}
            {work}
        </Section>
        {kept}
        {lost(sentences)}
    }
    .into_any()
}

/// Testing the key file of a lot, and restoring it from paper.
fn kept(lot: &LotKey, key: B64<32>) -> AnyView {
    let (stem, lot) = (format!("bidroom-holder-{}-{}", lot.tender, lot.lot), lot.clone());
    view! {
        <Section title=words::TEST>
            <KeyTest kind=KeyKind::Holder expected=Signal::stored(Some(key)) lot=lot/>
        </Section>
        <KeyRestore kind=KeyKind::Holder stem=stem/>
    }
    .into_any()
}

/// What to do about a lost key, as the lot stands.
const fn lost_sentences(stage: StageName) -> &'static [text::Text] {
    match stage {
        StageName::Draft => &[words::LOST_BEFORE, words::LOST_PASSPHRASE],
        StageName::Failed => &[words::LOST_TERMINATED],
        _ => &[words::LOST_AFTER, words::LOST_PASSPHRASE],
    }
}

/// Making the key, and handing in its public half.
#[component]
fn MakeKey(
    /// The lot and the envelope.
    lot: Of,
    /// Reads the holdings again.
    query: api::Query<ListHoldings>,
) -> AnyView {
    let key = key_loader::slot();
    let act = api::change::<MakeHolderKey>();
    let (lot, envelope) = lot;
    let part = if envelope == Envelope::Price { "-price" } else { "" };
    let stem = format!("bidroom-holder-{}-{}{part}", lot.tender, lot.lot);
    let press = move || {
        let (Some(open), Some(identity)) = (key.get_untracked(), key_loader::my_identity()) else { return };
        act.send(MakeHolderKey { lot: lot.clone(), envelope, key: open.public, identity }, move |_| {
            toast::show(Tone::Done, tenders::HANDED_IN);
            query.reload();
        });
    };
    let enrolled = Memo::new(move |_| session::me().is_some_and(|me| me.identity.is_some()));
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    (move || {
        if !enrolled.get() {
            return view! {
                <State kind=StateKind::Empty what=tenders::NEEDS_IDENTITY>
                    <a class="button" href="/account/keys">{t(tenders::TO_MY_KEYS)}</a>
                </State>
            }
            .into_any();
        }
        let (stem, press) = (stem.clone(), press.clone());
        view! {
            <KeyMaker kind=KeyKind::Holder stem=stem key=key/>
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button
                    attr:data-test="hand-in-key" label=tenders::HAND_IN kind=Kind::Primary busy=act.busy()
                    disabled=not_ready on_press=press
                />
            </ActionBar>
        }
        .into_any()
    })
    .into_any()
}

/// Another key in place of the one that was made.
#[component]
fn Remake(
    /// The lot and the envelope.
    lot: Of,
    /// Reads the holdings again.
    query: api::Query<ListHoldings>,
) -> AnyView {
    let open = RwSignal::new(false);
    (move || {
        if open.get() {
            let lot = lot.clone();
            view! { <MakeKey lot=lot query=query/> }.into_any()
        } else {
            view! {
                <p class="hint">{t(tenders::MAKE_AGAIN_LEAD)}</p>
                <Button label=tenders::MAKE_AGAIN kind=Kind::Quiet on_press=move || open.set(true)/>
            }
            .into_any()
        }
    })
    .into_any()
}

/// Looking at the whole sheet, and signing it.
#[component]
fn Sign(
    /// The lot and the envelope.
    lot: Of,
    /// The holding.
    holding: Signal<Option<Holding>>,
    /// Reads the holdings again.
    query: api::Query<ListHoldings>,
) -> AnyView {
    let key = key_loader::slot();
    let own = RwSignal::new(None::<Failure>);
    let act = api::change::<SignKeySheet>();
    let again = lot.clone();
    let (lot, envelope) = lot;
    let press = move || {
        own.set(None);
        let Some(open) = key.get_untracked() else { return };
        let sheet = holding.with_untracked(|holding| holding.as_ref().and_then(|holding| holding.sheet.clone()));
        let Some(sheet) = sheet else { return };
        let sig = keys::signing(open.private).and_then(|seed| sheet.sign(&seed).map_err(Failure::own));
        match sig {
            Ok(sig) => act.send(SignKeySheet { lot: lot.clone(), envelope, sig }, move |_| {
                toast::show(Tone::Done, tenders::SHEET_SIGNED);
                query.reload();
            }),
            Err(why) => own.set(Some(why)),
        }
    };
    let sheet =
        move || holding.with(|holding| holding.as_ref().and_then(|holding| holding.sheet.as_ref()).map(keys_table));
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    let identity = Signal::derive(key_loader::my_identity);
    view! {
        <p>{t(tenders::SIGN_SHEET_LEAD)}</p>
        {sheet}
        <KeyLoader kind=KeyKind::Identity key=key expected=identity/>
        <Failed failure=own/>
        <Failed failure=act.failure()/>
        <Remake lot=again query=query/>
        <ActionBar>
            <Button
                attr:data-test="sign-sheet" label=tenders::SIGN_SHEET kind=Kind::Primary busy=act.busy()
                disabled=not_ready on_press=press
            />
        </ActionBar>
    }
    .into_any()
}

/// Every holder's keys, as they are signed.
fn keys_table(sheet: &KeySheet) -> AnyView {
    let lines = sheet
        .holders
        .iter()
        .map(|holder| {
            view! {
                <tr>
                    <td class="figures">{holder.x}</td>
                    <th scope="row">{holder.name.clone()}</th>
                    <td><code class="wrap">{holder.key.to_string()}</code></td>
                    <td><code class="wrap">{holder.identity.to_string()}</code></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::NO, tenders::HOLDER_NAME, account::KEY, account::HAS_IDENTITY];
    view! { <Table caption=tenders::SIGN_SHEET head=head.map(Label::from).to_vec() figures=&[0]>{lines}</Table> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(lot: &str, stage: StageName, state: HolderState, with_sheet: bool) -> Holding {
        let lot = LotKey::new("T-1", lot).unwrap();
        let sheet = KeySheet {
            tender: lot.tender.clone(),
            lot: lot.lot.clone(),
            envelope: Envelope::Single,
            m: 2,
            holders: Vec::new(),
            sigs: Vec::new(),
        };
        Holding {
            lot,
            tender_title: String::new(),
            title: String::new(),
            stage,
            deadline_ms: None,
            envelope: Envelope::Single,
            x: 1,
            m: 2,
            holders: Vec::new(),
            state,
            key: None,
            sheet: with_sheet.then_some(sheet),
        }
    }

    #[test]
    fn the_page_begins_with_what_waits() {
        let all = [
            holding("1", StageName::Published, HolderState::Signed, true),
            holding("2", StageName::Draft, HolderState::KeyMade, false),
            holding("3", StageName::Draft, HolderState::KeyMade, true),
            holding("4", StageName::Draft, HolderState::Named, false),
        ];
        let tasks: Vec<_> = all.iter().map(task).collect();
        assert_eq!(tasks, [Task::Over, Task::WaitForKeys, Task::Sign, Task::Make]);
        assert_eq!(first(&all).unwrap().0.lot.as_str(), "3");
        assert_eq!(first(&all[..2]).unwrap().0.lot.as_str(), "1");
        assert_eq!(first(&[]), None);
    }
}
