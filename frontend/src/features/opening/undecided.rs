//! Attributing the fault where the system cannot.

use leptos::prelude::*;
use shared::api::opening::{AttributeFault, Console, Fault};
use shared::id::OrgId;
use shared::people::Role;
use shared::text::opening;

use crate::api;
use crate::session;
use crate::ui::{Button, Failed, Kind, RadioGroup, Section, TextArea};

/// One form for every bid that waits for an officer.
pub fn forms(console: &Console) -> AnyView {
    let officer = session::me_now().is_some_and(|me| me.role == Role::Officer);
    if console.undecided.is_empty() || !officer {
        return ().into_any();
    }
    let forms = console.undecided.iter().map(|bidder| form(console, bidder)).collect_view();
    view! { <Section title=opening::ATTRIBUTE>{forms}</Section> }.into_any()
}

fn form(console: &Console, bidder: &OrgId) -> AnyView {
    let (fault, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let act = api::change::<AttributeFault>();
    let name = console.hall.bids.iter().find(|bid| bid.bidder == *bidder).map(|bid| bid.name.clone());
    let (lot, envelope, bidder) = (console.hall.lot.clone(), console.hall.envelope, bidder.clone());
    let send = move || {
        let whose = match fault.get_untracked().as_str() {
            "bidder" => Fault::BidderFault,
            "centre" => Fault::CentreFault,
            _ => return,
        };
        let (lot, bidder) = (lot.clone(), bidder.clone());
        act.send(AttributeFault { lot, envelope, bidder, fault: whose, reason: reason.get_untracked() }, |_| {});
    };
    let options = vec![
        ("centre".to_owned(), opening::NOT_BIDDERS_FAULT.into()),
        ("bidder".to_owned(), opening::BIDDERS_FAULT.into()),
    ];
    let incomplete = Signal::derive(move || fault.with(String::is_empty) || reason.with(|text| text.trim().is_empty()));
    view! {
        <div data-test="attribute">
            <RadioGroup legend=name.unwrap_or_default() value=fault options=options/>
            <TextArea label=opening::REASON value=reason error=act.error_of("reason") rows=2 max_length=500/>
            <Failed failure=act.failure()/>
            <Button
                attr:data-test="attribute-fault" label=opening::ATTRIBUTE kind=Kind::Danger busy=act.busy()
                disabled=incomplete on_press=send
            />
        </div>
    }
    .into_any()
}
