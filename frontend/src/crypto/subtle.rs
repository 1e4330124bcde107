//! WebCrypto: random bytes, SHA-256, AES-256-GCM.

use js_sys::{Array, Uint8Array};
use leptos::prelude::window;
use shared::journal::Hash;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

use crate::api::{Failure, describe};

/// GCM's tag, bits.
const TAG_BITS: u8 = 128;

/// Fresh random bytes.
///
/// # Errors
/// [`Failure::Own`] when the browser has none.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes)).map_err(thrown)?;
    Ok(bytes)
}

/// SHA-256 of bytes that stay with the browser.
///
/// # Errors
/// [`Failure::Own`].
pub async fn sha256(bytes: &Uint8Array) -> Result<Hash, Failure> {
    let promise = subtle()?.digest_with_str_and_buffer_source("SHA-256", bytes).map_err(thrown)?;
    let digest = Uint8Array::new(&JsFuture::from(promise).await.map_err(thrown)?);
    let mut hash = [0; 32];
    if digest.length() != 32 {
        return Err(Failure::own("SHA-256"));
    }
    digest.copy_to(&mut hash);
    Ok(Hash(hash))
}

/// An AES-256-GCM key that encrypts or decrypts and cannot be read back.
#[derive(Clone, Debug)]
pub(super) struct AesKey(CryptoKey);

impl AesKey {
    /// Hands the key's bytes to the browser, to encrypt with.
    pub(super) async fn import(bytes: &[u8; 32]) -> Result<Self, Failure> {
        Self::import_for(bytes, "encrypt").await
    }

    /// The same, to decrypt with.
    pub(super) async fn import_to_open(bytes: &[u8; 32]) -> Result<Self, Failure> {
        Self::import_for(bytes, "decrypt").await
    }

    async fn import_for(bytes: &[u8; 32], usage: &str) -> Result<Self, Failure> {
        let raw = Uint8Array::from(bytes.as_slice());
        let uses = Array::of1(&JsValue::from_str(usage));
        let promise = subtle()?.import_key_with_str("raw", &raw, "AES-GCM", false, &uses).map_err(thrown)?;
        let key = JsFuture::from(promise).await.map_err(thrown)?;
        raw.fill(0, 0, 32);
        key.dyn_into().map(Self).map_err(thrown)
    }

    fn params(nonce: &[u8; 12]) -> AesGcmParams {
        let params = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(nonce.as_slice()));
        params.set_tag_length(TAG_BITS);
        params
    }

    /// Ciphertext and tag.
    pub(super) async fn encrypt(&self, nonce: &[u8; 12], plain: &Uint8Array) -> Result<Uint8Array, Failure> {
        let sealed = subtle()?.encrypt_with_object_and_buffer_source(&Self::params(nonce), &self.0, plain);
        Ok(Uint8Array::new(&JsFuture::from(sealed.map_err(thrown)?).await.map_err(thrown)?))
    }

    /// The plaintext of ciphertext and tag.
    pub(super) async fn decrypt(&self, nonce: &[u8; 12], sealed: &Uint8Array) -> Result<Uint8Array, Failure> {
        let opened = subtle()?.decrypt_with_object_and_buffer_source(&Self::params(nonce), &self.0, sealed);
        let opened = JsFuture::from(opened.map_err(thrown)?).await;
        Ok(Uint8Array::new(&opened.map_err(|_| Failure::own("AES-GCM: tag"))?))
    }
}

/// WebCrypto, which browsers give only to secure pages.
fn subtle() -> Result<SubtleCrypto, Failure> {
    let subtle = window().crypto().map_err(thrown)?.subtle();
    if subtle.is_undefined() {
        return Err(Failure::own("WebCrypto: HTTPS"));
    }
    Ok(subtle)
}

/// An exception of the browser as a failure.
pub(super) fn thrown(value: JsValue) -> Failure {
    Failure::own(describe(&value))
}
