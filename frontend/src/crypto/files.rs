//! Files of the person's machine: reading, offering to keep.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use shared::envelope::zip::is_file_name;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::subtle::thrown;
use crate::api::Failure;

/// How long a download may take to begin, milliseconds, before its bytes are let go.
const KEEP_MS: u32 = 60_000;

/// The bytes of a blob or file.
///
/// # Errors
/// [`Failure::Own`] when it cannot be read (any more), or is longer than `most` bytes.
pub async fn read(blob: &Blob, most: f64) -> Result<Vec<u8>, Failure> {
    if blob.size() > most {
        return Err(Failure::own(format!("> {}", size(most))));
    }
    Ok(bytes(blob).await?.to_vec())
}

/// The bytes of a blob, left with the browser.
pub(super) async fn bytes(blob: &Blob) -> Result<Uint8Array, Failure> {
    Ok(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.map_err(thrown)?))
}

/// A part of a blob.
pub(super) fn slice(blob: &Blob, from: u64, to: u64) -> Result<Blob, Failure> {
    #[expect(clippy::cast_precision_loss, reason = "a browser's files are below 2^53 bytes")]
    blob.slice_with_f64_and_f64(from as f64, to as f64).map_err(thrown)
}

/// The length of a blob in bytes.
#[must_use]
pub fn length(blob: &Blob) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length is a whole number from 0")]
    let length = blob.size() as u64;
    length
}

/// One blob of bytes and blobs.
pub(super) fn join(parts: &Array) -> Result<Blob, Failure> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    Blob::new_with_blob_sequence_and_options(parts, &kind).map_err(thrown)
}

/// Offers bytes to the person as a file.
///
/// # Errors
/// [`Failure::Own`] when the browser refuses.
pub fn save(name: &str, bytes: &[u8], mime: &str) -> Result<(), Failure> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).map_err(thrown)?;
    save_blob(name, &blob)
}

/// Offers a blob to the person as a file.
///
/// # Errors
/// [`Failure::Own`] when the browser refuses.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), Failure> {
    let url = Url::create_object_url_with_blob(blob).map_err(thrown)?;
    let link = document().create_element("a").map_err(thrown)?;
    let link = link.dyn_into::<HtmlAnchorElement>().map_err(|_| Failure::own("a"))?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(KEEP_MS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// The name under which a file goes into a bid: in NFC; `None` when the profile does not allow it.
#[must_use]
pub fn name_in_bid(file: &File) -> Option<String> {
    let name = JsValue::from_str(&file.name()).dyn_into::<js_sys::JsString>().ok()?;
    let name = String::from(name.normalize("NFC"));
    is_file_name(&name).then_some(name)
}

/// A size in bytes for people: `3.2 MiB`.
#[must_use]
pub fn size(bytes: f64) -> String {
    match bytes {
        small if small < 1024.0 => format!("{small:.0} B"),
        kib if kib < 1024.0 * 1024.0 => format!("{:.1} KiB", kib / 1024.0),
        mib => format!("{:.1} MiB", mib / 1024.0 / 1024.0),
    }
}
