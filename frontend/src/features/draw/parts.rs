//! The officer names who takes part in the bids beside the bidders: nobody who has to do with them may be drawn.

use leptos::prelude::*;
use shared::api::draw::{BidPart, DrawReply, NameParts, PartRole};
use shared::id::{LotKey, OrgId};
use shared::text::{account, draw, frame};

use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{Button, Failed, Label, Section, SelectField, Table, TextField, Tone, toast};

/// What is named, and before the request the form.
pub fn section(lot: LotKey, reply: Signal<DrawReply>, may: Memo<bool>) -> AnyView {
    let parts = Memo::new(move |_| reply.with(|reply| reply.parts.clone()));
    let bidders = Memo::new(move |_| reply.with(|reply| reply.bidders.clone()));
    let act = api::change::<NameParts>();
    let inside = move || {
        let (list, open) = (parts.get(), may.get());
        (open || !list.is_empty()).then(|| {
            let table = (!list.is_empty()).then(|| table(&lot, &list, &bidders.get(), open, act));
            let form = open.then(|| form(lot.clone(), parts, bidders, act));
            view! {
                <Section title=draw::PARTS>
                    <p>{t(draw::PARTS_LEAD)}</p>
                    {table}
                    <Failed failure=act.failure()/>
                    {form}
                </Section>
            }
        })
    };
    inside.into_any()
}

fn table(
    lot: &LotKey,
    list: &[BidPart],
    bidders: &[(OrgId, String)],
    may: bool,
    act: api::Change<NameParts>,
) -> AnyView {
    let row = |(at, part): (usize, &BidPart)| {
        let bidder = bidders.iter().find(|(org, _)| *org == part.bidder).map(|(_, name)| name.clone());
        let (lot, mut rest) = (lot.clone(), list.to_vec());
        rest.remove(at);
        let press = move || {
            act.send(NameParts { lot: lot.clone(), parts: rest.clone() }, |_| toast::show(Tone::Done, frame::DONE));
        };
        let name = part.name.clone();
        let full = Label::live(move || format!("{} {name}", frame::REMOVE.get(lang())));
        let remove = may.then(|| view! { <Button label=frame::REMOVE name=full busy=act.busy() on_press=press/> });
        view! {
            <tr data-test="part">
                <th scope="row">{part.name.clone()}</th>
                <td><code>{part.org.to_string()}</code></td>
                <td>{t(draw::part(part.role))}</td>
                <td>{bidder}</td>
                <td>{remove}</td>
            </tr>
        }
        .into_any()
    };
    let rows = list.iter().enumerate().map(row).collect_view();
    let head = [draw::PART_NAME, draw::PART_ORG, draw::PART_ROLE, draw::PART_BIDDER, frame::REMOVE];
    view! { <Table caption=draw::PARTS head=head.map(Label::from).to_vec()>{rows}</Table> }.into_any()
}

fn form(
    lot: LotKey,
    parts: Memo<Vec<BidPart>>,
    bidders: Memo<Vec<(OrgId, String)>>,
    act: api::Change<NameParts>,
) -> AnyView {
    let field = || RwSignal::new(String::new());
    let (bidder, org, name) = (field(), field(), field());
    let role = RwSignal::new(PartRole::Consortium.as_str().to_owned());
    let tried = RwSignal::new(false);
    let roles = PartRole::ALL.map(|role| (role.as_str().to_owned(), Label::from(draw::part(role))));
    let roles = Signal::derive(move || roles.to_vec());
    let choices = Signal::derive(move || {
        bidders.get().into_iter().map(|(org, name)| (org.to_string(), Label::from(name))).collect::<Vec<_>>()
    });
    let entered = move || {
        let code = org.get_untracked().trim().to_uppercase();
        let named = name.get_untracked().trim().to_owned();
        let fits = code.len() == 18 && code.bytes().all(|b| b.is_ascii_alphanumeric()) && !named.is_empty();
        Some(BidPart {
            bidder: OrgId::new(bidder.get_untracked()).ok()?,
            org: OrgId::new(code).ok().filter(|_| fits)?,
            name: named,
            role: PartRole::parse(&role.get_untracked())?,
        })
    };
    let fill = move |empty: bool| (tried.get() && empty).then(|| account::FILL_IN.get(lang()).to_owned());
    let org_error =
        Signal::derive(move || fill(org.with(|org| org.trim().len() != 18)).or_else(|| act.error_of("org").get()));
    let name_error = Signal::derive(move || fill(name.with(|name| name.trim().is_empty())));
    let press = move || {
        tried.set(true);
        let Some(part) = entered() else { return };
        let mut all = parts.get_untracked();
        all.push(part);
        act.send(NameParts { lot: lot.clone(), parts: all }, move |_| {
            tried.set(false);
            org.set(String::new());
            name.set(String::new());
            toast::show(Tone::Done, frame::DONE);
        });
    };
    view! {
        <div class="filters">
            <SelectField id="part-bidder" label=draw::PART_BIDDER value=bidder options=choices/>
            <SelectField id="part-role" label=draw::PART_ROLE value=role options=roles/>
            <TextField id="part-name" label=draw::PART_NAME value=name max_length=100 error=name_error/>
            <TextField id="part-org" label=draw::PART_ORG value=org max_length=18 error=org_error/>
        </div>
        <Button attr:data-test="add-part" label=draw::ADD_PART busy=act.busy() on_press=press/>
    }
    .into_any()
}
