//! The public check of a receipt: by its text, its file, or the QR code on it.

use leptos::prelude::*;
use shared::api::bids::{NoteSays, ReceiptCheck, ReceiptFinding, VerifyReceipt};
use shared::text::bids;
use web_sys::File;

use crate::api::{self, Failure};
use crate::routes::Params;
use crate::ui::{
    ActionBar, Button, Facts, Failed, FilePicker, Hash, Kind, Label, Notice, Page, Status, TextArea, Time, Tone,
};

/// A receipt is far below this, bytes.
const NOTE_BYTES_MAX: f64 = 16_384.0;

/// The page.
pub fn verify(_: Params) -> AnyView {
    let note = RwSignal::new(from_address());
    let files = RwSignal::new_local(Vec::<File>::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let found = RwSignal::new(None::<ReceiptCheck>);
    let check = move || {
        if busy.get_untracked() || note.with_untracked(|note| note.trim().is_empty()) {
            return;
        }
        busy.set(true);
        failure.set(None);
        found.set(None);
        leptos::task::spawn_local(async move {
            let outcome = api::call(VerifyReceipt { note: note.get_untracked() }).await;
            busy.try_set(false);
            match outcome {
                Ok(reply) => {
                    found.try_set(Some(reply));
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    // A file that is chosen fills the text.
    Effect::new(move |_| {
        if let Some(file) = files.with(|files| files.first().cloned()) {
            leptos::task::spawn_local(async move {
                match crate::crypto::read(&file, NOTE_BYTES_MAX).await {
                    Ok(bytes) => {
                        note.try_set(String::from_utf8_lossy(&bytes).into_owned());
                    }
                    Err(why) => {
                        failure.try_set(Some(why));
                    }
                }
            });
        }
    });
    if !note.get_untracked().is_empty() {
        check();
    }
    view! {
        <Page title=bids::VERIFY lead=bids::VERIFY_HINT>
            <FilePicker attr:data-test="receipt-file" label=bids::VERIFY_FILE files=files accept=".txt,text/plain"/>
            <TextArea
                attr:data-test="receipt-text" id="receipt-text" label=bids::VERIFY_TEXT value=note rows=14 max_length=16_384
            />
            <Failed failure=failure/>
            <div data-test="receipt-finding" aria-live="polite">{move || found.get().map(|found| shown(&found))}</div>
            <ActionBar>
                <Button attr:data-test="verify-receipt" label=bids::VERIFY_GO kind=Kind::Primary busy=busy on_press=check/>
            </ActionBar>
        </Page>
    }
    .into_any()
}

/// The note behind `#`, as a QR code carries it.
fn from_address() -> String {
    let hash = window().location().hash().unwrap_or_default();
    let text = hash.strip_prefix('#').unwrap_or_default();
    js_sys::decode_uri_component(text).map(String::from).unwrap_or_default()
}

fn shown(found: &ReceiptCheck) -> AnyView {
    let tone = match found.finding {
        ReceiptFinding::Genuine => Tone::Done,
        ReceiptFinding::NotAReceipt => Tone::Warning,
        ReceiptFinding::BadSignature | ReceiptFinding::NotInJournal => Tone::Error,
    };
    let cosigned = (found.finding == ReceiptFinding::Genuine).then(|| {
        let (label, tone) =
            if found.cosigned { (bids::COSIGNED, Tone::Done) } else { (bids::NOT_COSIGNED, Tone::Info) };
        view! { <p><Status label=label tone=Signal::stored(tone)/></p> }
    });
    view! {
        <Notice tone=tone what=bids::finding(found.finding)/>
        {found.says.as_ref().map(says)}
        {cosigned}
    }
    .into_any()
}

fn says(says: &NoteSays) -> AnyView {
    let (lot, bidder, revision, head, at_ms, entry, kind) = match says {
        NoteSays::Receipt(r) => {
            (format!("{}/{}", r.tender, r.lot), &r.bidder, r.revision, r.head, r.received_ms, r.entry, bids::RECEIPT)
        }
        NoteSays::Withdrawal(w) => {
            let lot = format!("{}/{}", w.tender, w.lot);
            let kind = if w.notice.is_some() { shared::text::amend::IS_RETIREMENT } else { bids::IS_WITHDRAWAL };
            (lot, &w.bidder, w.revision, w.head, w.withdrawn_ms, w.entry, kind)
        }
    };
    let at_ms = i64::try_from(at_ms).unwrap_or(i64::MAX);
    let rows: Vec<(Label, AnyView)> = vec![
        (bids::KIND.into(), Label::Text(kind).view()),
        (bids::LOT.into(), lot.into_any()),
        (bids::BIDDER.into(), bidder.clone().into_any()),
        (bids::REVISION.into(), revision.to_string().into_any()),
        (bids::RECEIVED.into(), view! { <Time ms=at_ms/> }.into_any()),
        (bids::RECEIPT_HASH.into(), view! { <Hash value=head.to_hex() name=bids::RECEIPT_HASH/> }.into_any()),
        (bids::RECEIPT_ENTRY.into(), entry.to_string().into_any()),
    ];
    view! { <Facts rows=rows/> }.into_any()
}
