//! The documents of a draft: uploading, taking away.

use leptos::prelude::*;
use shared::api::tenders::{AddDocument, DocumentRow, ReadDocument, ReadDraftDocument, RemoveDocument};
use shared::api::{Endpoint as _, IDEMPOTENCY_KEY};
use shared::id::LotKey;
use shared::text::{Text, frame, tenders};

use crate::api::{self, Ask, Body, Failure, stream};
use crate::crypto;
use crate::prefs::lang;
use crate::ui::{Button, Failed, FilePicker, Hash, Kind, Label, Section, State, StateKind, Table, Tone, toast};

/// How long an upload may take, milliseconds: 50 MiB over a poor line.
const PATIENCE_MS: u32 = 30 * 60_000;

/// The section; `changed` is called when the documents are others.
pub fn documents(
    title: Text,
    lot: LotKey,
    rows: Memo<Vec<DocumentRow>>,
    locked: Signal<bool>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let remove = api::change::<RemoveDocument>();
    let table = {
        let lot = lot.clone();
        move || table(&lot, &rows.get(), locked.get(), remove, changed)
    };
    let upload = move || {
        let lot = lot.clone();
        (!locked.get()).then(|| view! { <Upload lot=lot changed=changed/> })
    };
    view! {
        <Section title=title>
            <div id="documents" tabindex="-1">
                {table}
                <Failed failure=remove.failure()/>
                {upload}
            </div>
        </Section>
    }
    .into_any()
}

fn table(
    lot: &LotKey,
    rows: &[DocumentRow],
    locked: bool,
    remove: api::Change<RemoveDocument>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty/> }.into_any();
    }
    let line = |row: &DocumentRow| {
        let name = row.name.clone();
        let (of, named) = (lot.clone(), row.name.clone());
        let href = match locked {
            true => stream(&ReadDocument { lot: lot.clone(), name: name.clone() }),
            false => stream(&ReadDraftDocument { lot: lot.clone(), name: name.clone() }),
        };
        let full = Label::live({
            let name = name.clone();
            move || format!("{} {name}", frame::REMOVE.get(lang()))
        });
        let press = move || remove.send(RemoveDocument { lot: of.clone(), name: named.clone() }, move |_| changed());
        let button = (!locked).then(|| {
            view! { <Button label=frame::REMOVE kind=Kind::Quiet name=full busy=remove.busy() on_press=press/> }
        });
        #[expect(clippy::cast_precision_loss, reason = "a document has at most 50 MiB")]
        let bytes = row.size as f64;
        view! {
            <tr data-test="document">
                <th scope="row"><a href=href target="_blank">{name}</a></th>
                <td class="figures">{crypto::size(bytes)}</td>
                <td><Hash value=row.sha256.to_hex() name=tenders::DOCUMENT_HASH/></td>
                <td>{button}</td>
            </tr>
        }
        .into_any()
    };
    let lines = rows.iter().map(line).collect_view();
    let head =
        [Label::from(tenders::DOCUMENTS), tenders::SIZE.into(), tenders::DOCUMENT_HASH.into(), frame::REMOVE.into()];
    view! { <Table caption=tenders::DOCUMENTS head=head.to_vec() figures=&[1]>{lines}</Table> }.into_any()
}

#[component]
fn Upload(
    /// The lot.
    lot: LotKey,
    /// Called when a document was added.
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let files = RwSignal::new_local(Vec::<web_sys::File>::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let press = move || {
        let chosen = files.get_untracked();
        if chosen.is_empty() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let lot = lot.clone();
        leptos::task::spawn_local(async move {
            let running = api::saves::running();
            for file in chosen {
                match upload(&lot, &file).await {
                    Ok(()) => {
                        let name = file.name();
                        files.try_update(|files| files.retain(|other| other.name() != name));
                        toast::show(Tone::Done, Label::with(tenders::UPLOADED, [("name", name)]));
                        changed();
                    }
                    Err(why) => {
                        failure.try_set(Some(why));
                        break;
                    }
                }
            }
            drop(running);
            busy.try_set(false);
        });
    };
    let none = Signal::derive(move || files.with(Vec::is_empty));
    view! {
        <FilePicker
            attr:data-test="documents-picker" label=tenders::UPLOAD hint=tenders::UPLOAD_HINT files=files
            accept=".pdf,application/pdf" multiple=true
        />
        <Failed failure=failure/>
        <Button attr:data-test="upload" label=tenders::DO_UPLOAD busy=busy disabled=none on_press=press/>
    }
    .into_any()
}

async fn upload(lot: &LotKey, file: &web_sys::File) -> Result<(), Failure> {
    let path = stream(&AddDocument { lot: lot.clone(), name: file.name() });
    debug_assert!(path.starts_with(AddDocument::PATH));
    let key = api::new_key();
    let headers = [(IDEMPOTENCY_KEY, key.as_str()), ("content-type", "application/pdf")];
    let ask = Ask { method: "POST", path: &path, headers: &headers, body: Body::Blob(file), patience_ms: PATIENCE_MS };
    api::fetch(ask).await?.accepted().await?;
    Ok(())
}
