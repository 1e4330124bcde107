//! Putting a matter to the vote.

use leptos::prelude::*;
use shared::api::matters::{Claim, CollusionGround, MattersReply, ProposeMatter, StopGround};
use shared::text::matters as words;

use super::model::{self, Draft};
use super::page::Desk;
use crate::api::{self, Failure};
use crate::prefs::t;
use crate::ui::{Button, Failed, Kind, Label, NumberField, SelectField, TextArea, TextField, Tone, toast};

/// The bids that take part still, for a list.
pub fn bidders(reply: &MattersReply) -> Vec<(String, Label)> {
    let valid = reply.bids.iter().filter(|bid| bid.invalid.is_none());
    valid.map(|bid| (bid.bidder.to_string(), Label::from(bid.name.clone()))).collect()
}

/// The fields of the form.
#[derive(Clone, Copy)]
struct Fields {
    kind: RwSignal<String>,
    bidder: RwSignal<String>,
    other: RwSignal<String>,
    ground: RwSignal<String>,
    clause: RwSignal<String>,
    claim: RwSignal<String>,
    total: RwSignal<String>,
    items: RwSignal<Vec<[RwSignal<String>; 4]>>,
    file: RwSignal<String>,
    page: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Fields {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            kind: empty(),
            bidder: empty(),
            other: empty(),
            ground: empty(),
            clause: empty(),
            claim: empty(),
            total: empty(),
            items: RwSignal::new(vec![[empty(), empty(), empty(), empty()]]),
            file: empty(),
            page: empty(),
            reason: empty(),
        }
    }

    fn draft(self) -> Draft {
        Draft {
            kind: self.kind.get_untracked(),
            bidder: self.bidder.get_untracked(),
            other: self.other.get_untracked(),
            ground: self.ground.get_untracked(),
            clause: self.clause.get_untracked(),
            claim: self.claim.get_untracked(),
            total: self.total.get_untracked(),
            items: self
                .items
                .with_untracked(|items| items.iter().map(|item| item.map(|field| field.get_untracked())).collect()),
        }
    }

    fn clear(self) {
        for field in [self.kind, self.clause, self.total, self.page, self.reason] {
            field.set(String::new());
        }
    }
}

/// The form.
pub fn section(desk: &Desk) -> AnyView {
    let reply = desk.reply;
    let fields = Fields::new();
    let act = api::change::<ProposeMatter>();
    let wrong = RwSignal::new(None::<Failure>);
    let (lot, query) = (StoredValue::new(desk.lot.clone()), desk.query);
    let press = move || {
        let subject = match model::subject(&fields.draft()) {
            Ok(subject) => subject,
            Err(field) => {
                wrong.set(Some(Failure::Local { code: field, text: shared::text::frame::REQUIRED }));
                return;
            }
        };
        wrong.set(None);
        let (bidder, file, page) =
            (fields.bidder.get_untracked(), fields.file.get_untracked(), fields.page.get_untracked());
        let evidence = model::cited(&bidder, &file, &page).into_iter().collect();
        let body = ProposeMatter { lot: lot.get_value(), subject, reason: fields.reason.get_untracked(), evidence };
        act.send(body, move |_| {
            fields.clear();
            toast::show(Tone::Done, words::SUBMITTED);
            query.reload();
        });
    };
    let kinds =
        Signal::stored(words::SUBJECTS.map(|kind| (kind.to_owned(), Label::Text(words::kind_of(kind)))).to_vec());
    let bidders = Signal::derive(move || reply.with(bidders));
    // A stop is about the documents, not about a bid.
    let whom = move || {
        (fields.kind.get() != "stop").then(|| {
            view! {
                <SelectField attr:data-test="matter-bidder" label=words::BIDDER value=fields.bidder options=bidders required=true/>
            }
        })
    };
    let more = move || more(fields, bidders);
    let files = Signal::derive(move || {
        let chosen = fields.bidder.get();
        reply.with(|reply| {
            let bid = reply.bids.iter().find(|bid| bid.bidder.as_str() == chosen);
            let files = bid.map(|bid| bid.files.as_slice()).unwrap_or_default();
            files.iter().map(|file| (file.name.clone(), Label::from(file.name.clone()))).collect::<Vec<_>>()
        })
    });
    view! {
        <details class="matter" data-test="propose-form">
            <summary>{t(words::PROPOSE)}</summary>
            <SelectField attr:data-test="matter-kind" label=words::KIND value=fields.kind options=kinds required=true/>
            {whom}
            {more}
            <div class="cite">
                <SelectField attr:data-test="matter-file" label=words::FILE value=fields.file options=files/>
                <TextField attr:data-test="matter-page" label=words::PAGE value=fields.page max_length=5/>
            </div>
            <TextArea attr:data-test="matter-reason" label=words::REASON value=fields.reason required=true max_length=2000/>
            <Failed failure=wrong/>
            <Failed failure=act.failure()/>
            <Button attr:data-test="propose" label=words::SUBMIT busy=act.busy() on_press=press/>
        </details>
    }
    .into_any()
}

/// The fields that only some subjects have.
fn more(fields: Fields, bidders: Signal<Vec<(String, Label)>>) -> AnyView {
    match fields.kind.get().as_str() {
        "collusion" => {
            let grounds = CollusionGround::ALL.map(|one| (one.as_str().to_owned(), Label::Text(words::collusion(one))));
            let grounds = Signal::stored(grounds.to_vec());
            view! {
                <SelectField label=words::OTHER_BIDDER value=fields.other options=bidders required=true/>
                <SelectField label=words::GROUND value=fields.ground options=grounds required=true/>
            }
            .into_any()
        }
        "invalid" => {
            view! { <TextField attr:data-test="matter-clause" label=words::CLAUSE value=fields.clause required=true/> }
                .into_any()
        }
        "stop" => {
            let grounds = StopGround::ALL.map(|one| (one.as_str().to_owned(), Label::Text(words::stop(one))));
            let grounds = Signal::stored(grounds.to_vec());
            view! {
                <SelectField
                    attr:data-test="matter-ground" label=words::STOP_GROUND value=fields.ground options=grounds
                    required=true
                />
                <TextField attr:data-test="matter-clause" label=words::CLAUSE value=fields.clause required=true/>
            }
            .into_any()
        }
        "deduction" => {
            let claims = Claim::ALL.map(|one| (one.as_str().to_owned(), Label::Text(words::claim(one))));
            let claims = Signal::stored(claims.to_vec());
            view! { <SelectField label=words::CLAIM value=fields.claim options=claims required=true/> }.into_any()
        }
        "correction" => prices(fields),
        _ => ().into_any(),
    }
}

/// The price as the bid's body states it.
fn prices(fields: Fields) -> AnyView {
    let add = move || {
        let empty = || RwSignal::new(String::new());
        fields.items.update(|items| items.push([empty(), empty(), empty(), empty()]));
    };
    let lines = move || {
        fields
            .items
            .get()
            .into_iter()
            .map(|[name, quantity, unit, total]| {
                view! {
                    <div class="cite">
                        <TextField label=words::ITEM value=name max_length=200/>
                        <NumberField label=words::QUANTITY value=quantity/>
                        <NumberField label=words::UNIT_PRICE value=unit/>
                        <NumberField label=words::LINE_TOTAL value=total/>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <NumberField label=words::BODY_TOTAL value=fields.total/>
        {lines}
        <Button label=words::ADD_ITEM kind=Kind::Quiet on_press=add/>
    }
    .into_any()
}
