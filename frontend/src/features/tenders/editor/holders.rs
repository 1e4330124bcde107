//! The key holders of a draft: who, how many open, how far they are.

use leptos::prelude::*;
use shared::api::tenders::{HolderRow, HolderState, ListPeople, LotPage, NameHolders, People};
use shared::id::{AccountId, LotKey};
use shared::text::{self, keys, tenders};

use crate::api;
use crate::prefs::lang;
use crate::ui::{Button, Failed, Label, Section, SelectField, Status, Table, Tone, toast};

/// A new lot begins with three holders, of whom two open.
const HOLDERS: usize = 3;
const OPENERS: &str = "2";
const HOLDERS_MAX: usize = 16;

/// The section; `changed` is called when the holders are others.
pub fn holders(
    lot: LotKey,
    page: Signal<LotPage>,
    locked: Signal<bool>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let rows = Memo::new(move |_| page.with(|page| page.holders.clone()));
    let m = Memo::new(move |_| page.with(|page| page.m));
    let lead = Label::live(move || {
        let m = m.get().map_or_else(|| OPENERS.to_owned(), |m| m.to_string());
        tenders::HOLDERS_LEAD.get(lang()).replace("{m}", &m)
    });
    let table = move || rows.with(|rows| (!rows.is_empty()).then(|| table(rows)));
    let naming = move || {
        let lot = lot.clone();
        (!locked.get()).then(|| view! { <Naming lot=lot page=page changed=changed/> })
    };
    view! {
        <Section title=tenders::HOLDERS>
            <div id="holders" tabindex="-1">
                <p>{lead.view()}</p>
                {table}
                {naming}
            </div>
        </Section>
    }
    .into_any()
}

/// The holders and how far each is.
pub fn table(rows: &[HolderRow]) -> AnyView {
    let lines = rows
        .iter()
        .map(|row| {
            let tone = match row.state {
                HolderState::Signed => Tone::Done,
                HolderState::IdentityReplaced => Tone::Warning,
                HolderState::Named | HolderState::KeyMade => Tone::Info,
            };
            view! {
                <tr data-test="holder">
                    <td class="figures">{row.x}</td>
                    <th scope="row">{row.name.clone()}</th>
                    <td><Status tone=tone label=tenders::holder_state(row.state)/></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::NO, tenders::HOLDER_NAME, tenders::HOLDER_STATE];
    view! { <Table caption=tenders::HOLDERS head=head.map(Label::from).to_vec() figures=&[0]>{lines}</Table> }
        .into_any()
}

#[component]
fn Naming(
    /// The lot.
    lot: LotKey,
    /// What the server has.
    page: Signal<LotPage>,
    /// Called when the holders are others.
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let named: Vec<String> =
        page.with_untracked(|page| page.holders.iter().map(|holder| holder.account.to_string()).collect());
    let count = named.len().max(HOLDERS);
    let first = move |at: usize| RwSignal::new(named.get(at).cloned().unwrap_or_default());
    let chosen: RwSignal<Vec<RwSignal<String>>> = RwSignal::new((0..count).map(first).collect());
    let m = RwSignal::new(page.with_untracked(|page| page.m).map_or_else(|| OPENERS.to_owned(), |m| m.to_string()));
    let act = api::change::<NameHolders>();
    let again = Memo::new(move |_| page.with(|page| !page.holders.is_empty()));
    let label = Label::live(move || {
        let text = if again.get() { tenders::NAME_AGAIN } else { tenders::NAME_HOLDERS };
        text.get(lang()).to_owned()
    });
    let press = move || {
        let ids = chosen.get_untracked();
        let ids = ids.iter().map(|id| id.get_untracked()).filter(|id| !id.is_empty());
        let holders: Vec<AccountId> = ids.filter_map(|id| AccountId::new(id).ok()).collect();
        let Ok(m) = m.get_untracked().parse() else { return };
        act.send(NameHolders { lot: lot.clone(), m, holders }, move |_| {
            toast::show(Tone::Done, tenders::HOLDERS_NAMED);
            changed();
        });
    };
    let people = api::query(|| ListPeople {}, &["account.", "identity."]);
    let fields = people.once(move |people| {
        let options = Signal::derive(move || people.with(options));
        let one = move |(at, value): (usize, RwSignal<String>)| {
            let label = Label::with(tenders::HOLDER_N, [("n", (at + 1).to_string())]);
            view! { <SelectField id=format!("holder-{}", at + 1) label=label value=value options=options/> }.into_any()
        };
        let each = move || chosen.get().into_iter().enumerate().map(one).collect_view();
        let numbers = Signal::derive(move || {
            (2..=chosen.with(Vec::len)).map(|n| (n.to_string(), Label::from(n.to_string()))).collect::<Vec<_>>()
        });
        let more = move || {
            if chosen.with_untracked(Vec::len) < HOLDERS_MAX {
                chosen.update(|chosen| chosen.push(RwSignal::new(String::new())));
            }
        };
        view! {
            <div class="form-grid">{each}</div>
            <Button label=tenders::ADD_HOLDER on_press=more/>
            <div class="narrow">
                <SelectField id="holders-m" label=tenders::HOLDERS_M value=m options=numbers/>
            </div>
        }
        .into_any()
    });
    view! {
        {fields}
        <Failed failure=act.failure()/>
        <Button attr:data-test="name-holders" label=label busy=act.busy() on_press=press/>
    }
    .into_any()
}

fn options(people: &People) -> Vec<(String, Label)> {
    let one = |row: &shared::api::tenders::StaffRow| {
        let (name, role) = (row.name.clone(), row.role);
        let (has_identity, countersigned) = (row.has_identity, row.countersigned);
        let label = Label::live(move || {
            let mark = match (has_identity, countersigned) {
                (false, _) => tenders::NO_IDENTITY_MARK.get(lang()),
                (true, false) => keys::NOT_COUNTERSIGNED_MARK.get(lang()),
                (true, true) => "",
            };
            format!("{name} · {}{mark}", text::role(role).get(lang()))
        });
        (row.account.to_string(), label)
    };
    people.staff.iter().map(one).collect()
}
