//! An upload that is not finished: go on with the same sealed file, or cancel it.

use leptos::prelude::*;
use shared::api::bids::{UPLOADS_PATH, Upload};
use shared::text::bids;
use web_sys::File;

use super::sealing::Sealing;
use crate::api::Failure;
use crate::crypto::{size, tus};
use crate::prefs::t;
use crate::ui::{Button, FilePicker, Kind, Notice, Section, Tone};

/// The section; `then` runs when the upload has ended either way.
pub fn resume(upload: &Upload, sealing: Sealing, then: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    if upload.judging {
        return view! { <p class="state loading" role="status">{t(bids::JUDGING)}</p> }.into_any();
    }
    let url = format!("{UPLOADS_PATH}/{}", upload.id);
    let picked = RwSignal::new_local(Vec::<File>::new());
    let length = upload.length;
    let go = {
        let url = url.clone();
        move || {
            let chosen = picked.with_untracked(|files| files.first().cloned().map(web_sys::Blob::from));
            match chosen.or_else(|| sealing.blob()) {
                Some(file) if crate::crypto::files::length(&file) == length => sealing.resume(url.clone(), file, then),
                _ => sealing.failure.set(Some(Failure::Local { code: "upload-other-file", text: bids::RESUME_OTHER })),
            }
        }
    };
    let cancel = move || {
        let url = url.clone();
        leptos::task::spawn_local(async move {
            match tus::terminate(&url).await {
                Ok(()) => then(),
                Err(failure) => {
                    sealing.failure.try_set(Some(failure));
                }
            }
        });
    };
    #[expect(clippy::cast_precision_loss, reason = "bytes of a file, shown to a person")]
    let how_far = format!("{} / {}", size(upload.received as f64), size(upload.length as f64));
    view! {
        <Section title=bids::RESUME>
            <Notice tone=Tone::Warning what=how_far todo=bids::RESUME_HINT/>
            <FilePicker attr:data-test="resume-file" label=bids::RESUME_FILE files=picked accept=".sealed" disabled=sealing.busy()/>
            <div class="row">
                <Button attr:data-test="resume-cancel" label=bids::RESUME_CANCEL disabled=sealing.busy() on_press=cancel/>
                <Button attr:data-test="resume" label=bids::RESUME_GO kind=Kind::Primary busy=sealing.busy() on_press=go/>
            </div>
        </Section>
    }
    .into_any()
}
