//! The desk of the journal: reading it, and downloading the proof of an entry.

use leptos::prelude::*;
use shared::api::journal::{JournalEntry, JournalPage, ProveEntry, ReadJournal};
use shared::id::LotKey;
use shared::journal::note::VerifierKey;
use shared::journal::witness;
use shared::people::Role;
use shared::policy::Action;
use shared::text::supervision as words;
use std::str::FromStr as _;

use crate::api::{self, Failure};
use crate::crypto::files;
use crate::features::supervision::witness::recall;
use crate::prefs::t;
use crate::routes::{Layout, Params, Route, pieces};
use crate::ui::{Button, Failed, Kind, Label, Page, State, StateKind, Table, TextField, Time, Tone, toast};

pieces! {
    oversight: { journal = journal },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[Route {
    path: "/supervision/journal",
    action: Action::ReadJournal,
    title: words::JOURNAL,
    menu: &[Role::Supervisor],
    layout: Layout::Wide,
    page: pieces::journal,
}];

/// The lot that a filter names, `tender/lot`; none for an empty one or one that is no lot.
fn lot_of(filter: &str) -> Option<LotKey> {
    let (tender, lot) = filter.trim().split_once('/')?;
    LotKey::new(tender, lot).ok()
}

fn journal(_: Params) -> AnyView {
    // The wall links here with the lot after the question mark.
    let asked = window().location().search().unwrap_or_default();
    let filter = RwSignal::new(asked.trim_start_matches('?').to_owned());
    let lot = Memo::new(move |_| lot_of(&filter.get()));
    let before = RwSignal::new(None::<u64>);
    Effect::new(move |_| {
        let _ = lot.get();
        before.set(None);
    });
    let query = api::query(
        move || ReadJournal { lot: lot.get(), before: before.get(), limit: None },
        // A page of the past stays as it is; the newest page follows every act.
        &[""],
    );
    let page = query.view(move |reply| shown(&reply, before));
    view! {
        <Page title=words::JOURNAL lead=words::JOURNAL_LEAD>
            <TextField attr:data-test="journal-lot" label=words::OF_LOT hint="T-2026-001/1" value=filter kind="search"/>
            {page}
        </Page>
    }
    .into_any()
}

fn shown(page: &JournalPage, before: RwSignal<Option<u64>>) -> AnyView {
    if page.entries.is_empty() {
        return view! { <State kind=StateKind::Empty/> }.into_any();
    }
    let rows = page.entries.iter().map(row).collect_view();
    let head = [words::SEQ, words::WHEN, words::KIND, words::WHO, words::LOT, words::DETAILS, words::PROOF];
    let older = page.next.map(|next| {
        view! { <Button attr:data-test="older" label=words::OLDER on_press=move || before.set(Some(next))/> }
    });
    let newest = move || {
        before.get().map(|_| {
            view! { <Button attr:data-test="newest" label=words::NEWEST kind=Kind::Quiet on_press=move || before.set(None)/> }
        })
    };
    view! {
        <Table caption=words::JOURNAL head=head.map(Label::from).to_vec() figures=&[0]>{rows}</Table>
        <p>{newest} " " {older}</p>
    }
    .into_any()
}

fn row(entry: &JournalEntry) -> AnyView {
    let seq = entry.seq;
    let cells = match &entry.body {
        Some(body) => view! {
            <td><code>{body.kind.clone()}</code></td>
            <td>{body.actor.clone()}</td>
            <td>{body.lot.as_ref().map(ToString::to_string)}</td>
            <td>
                <details>
                    <summary>{t(words::DETAILS)}</summary>
                    <code class="wrap">{body.json.clone()}</code>
                </details>
            </td>
        }
        .into_any(),
        None => view! { <td colspan="4">{t(words::SEALED)}</td> }.into_any(),
    };
    view! {
        <tr id=seq.to_string() data-test="journal-row" data-seq=seq.to_string()>
            <td class="figures">{seq}</td>
            <td><Time ms=entry.at_ms/></td>
            {cells}
            <td><Prove seq=seq/></td>
        </tr>
    }
    .into_any()
}

/// Downloads the proof of an entry and checks it here.
#[component]
fn Prove(
    /// The entry.
    seq: u64,
) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let press = move || {
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = prove(seq).await;
            busy.try_set(false);
            match outcome {
                Ok(true) => toast::show(Tone::Done, words::PROOF_SAVED),
                Ok(false) => {
                    failure.try_set(Some(Failure::Local { code: "proof", text: words::PROOF_BAD }));
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let name = Label::live(move || format!("{} {seq}", words::PROOF.get(crate::prefs::lang())));
    view! {
        <Button attr:data-test="prove" label=words::PROOF kind=Kind::Quiet name=name busy=busy on_press=press/>
        <Failed failure=failure/>
    }
    .into_any()
}

/// Saves the entry and its proof; whether the proof holds, under the journal's key that this machine remembers.
async fn prove(seq: u64) -> Result<bool, Failure> {
    let proof = api::call(ProveEntry { seq }).await?;
    files::save(&format!("entry-{seq}.json"), proof.entry.as_bytes(), "application/json")?;
    files::save(&format!("entry-{seq}.tlog-proof"), proof.proof.as_bytes(), "text/plain")?;
    let told = VerifierKey::from_str(&proof.log).map_err(Failure::own)?;
    let log = recall().log.unwrap_or(told);
    Ok(witness::check_entry(&proof.entry, &proof.proof, &log).is_ok())
}

#[cfg(test)]
mod tests {
    use super::lot_of;

    #[test]
    fn a_filter_names_a_lot_or_none() {
        assert_eq!(lot_of(" T-1/2 ").map(|lot| lot.to_string()).as_deref(), Some("T-1/2"));
        assert!(lot_of("").is_none() && lot_of("T-1").is_none() && lot_of("T 1/2").is_none());
    }
}
