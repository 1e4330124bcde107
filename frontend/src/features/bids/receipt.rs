//! A receipt: number, fingerprint, time, QR code, downloads, what comes next.

use leptos::prelude::*;
use shared::api::bids::{RECEIPT_PAPER_PATH, ReadReceipt, ReceiptPaper, ReceiptWithProof};
use shared::text::bids;

use super::lot_page;
use crate::api;
use crate::crypto::save;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Facts, Hash, Kind, Label, Notice, Page, Qr, Section, Time, Tone, toast};

/// The page.
pub fn receipt(params: Params) -> AnyView {
    let (Some(lot), Ok(revision)) = (params.lot(), params.get("revision").parse::<u64>()) else {
        return account::not_found();
    };
    let Some(envelope) = super::envelope_of(&params) else { return account::not_found() };
    let ask = lot.clone();
    let question = move || ReadReceipt { lot: ask.clone(), envelope, revision };
    let paper = paper_link(ReadReceipt { lot: lot.clone(), envelope, revision });
    api::query(question, &["bid."]).view(move |reply| shown(&reply, &lot_page(&lot, "bid"), paper.clone()))
}

/// The receipt's number: tender, lot, journal entry.
fn number(reply: &ReceiptWithProof) -> String {
    let receipt = &reply.receipt;
    format!("{}-{}-{}", receipt.tender, receipt.lot, receipt.entry)
}

/// Where the receipt's PDF lies.
fn paper_link(receipt: ReadReceipt) -> String {
    let asked = ReceiptPaper { receipt, origin: window().location().origin().unwrap_or_default() };
    let json = serde_json::to_string(&asked).unwrap_or_default();
    format!("{RECEIPT_PAPER_PATH}?q={}", String::from(js_sys::encode_uri_component(&json)))
}

fn shown(reply: &ReceiptWithProof, back: &str, paper: String) -> AnyView {
    let place = format!("{} · {}", reply.tender_title, reply.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let (back, receipt) = (back.to_owned(), &reply.receipt);
    let number = number(reply);
    let head = receipt.head.to_hex();
    let received_ms = i64::try_from(receipt.received_ms).unwrap_or(i64::MAX);
    let rows: Vec<(Label, AnyView)> = vec![
        (bids::RECEIPT_NO.into(), view! { <b data-test="receipt-number">{number.clone()}</b> }.into_any()),
        (bids::BIDDER.into(), format!("{} {}", reply.bidder_name, receipt.bidder).into_any()),
        (bids::REVISION.into(), receipt.revision.to_string().into_any()),
        (bids::RECEIPT_TIME.into(), view! { <Time ms=received_ms/> }.into_any()),
        (bids::RECEIPT_HASH.into(), view! { <Hash value=head name=bids::RECEIPT_HASH/> }.into_any()),
        (bids::RECEIPT_ENTRY.into(), receipt.entry.to_string().into_any()),
    ];
    let (note, proof) = (reply.note.clone(), reply.entry.proof.clone());
    let keep = {
        let (note, name) = (note.clone(), format!("{number}.receipt.txt"));
        move || told(save(&name, note.as_bytes(), "text/plain"))
    };
    let keep_proof = {
        let name = format!("{number}.tlog-proof");
        move || told(save(&name, proof.as_bytes(), "text/plain"))
    };
    let verify = verify_address(&note);
    view! {
        <Page title=bids::RECEIPT lead=place>
            <Notice tone=Tone::Done what=bids::RECEIPT_IS todo=bids::RECEIPT_NEXT/>
            <Facts rows=rows/>
            <Notice what=shared::text::rehearsal::RECOVERY_REMIND/>
            <Section title=bids::RECEIPT_QR>
                <Qr text=verify label=bids::RECEIPT_QR/>
                <pre class="note" data-test="receipt-note" tabindex="0">{note}</pre>
            </Section>
            <ActionBar>
                <a class="button" href=back data-test="back-to-bid">{t(bids::BACK)}</a>
                <a class="button" href=paper target="_blank" rel="noopener" data-test="receipt-paper">
                    {t(bids::RECEIPT_PAPER)}
                </a>
                <Button attr:data-test="save-proof" label=bids::SAVE_PROOF on_press=keep_proof/>
                <Button attr:data-test="save-receipt" label=bids::SAVE_RECEIPT kind=Kind::Primary on_press=keep/>
            </ActionBar>
        </Page>
    }
    .into_any()
}

/// The address that checks this receipt; the note itself travels behind `#`, so that no server on the way sees it.
fn verify_address(note: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}/verify-receipt#{}", String::from(js_sys::encode_uri_component(note)))
}

fn told(outcome: Result<(), crate::api::Failure>) {
    if let Err(failure) = outcome {
        toast::show(Tone::Error, failure.what(crate::prefs::lang_now()));
    }
}
