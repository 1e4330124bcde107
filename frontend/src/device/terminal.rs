//! This machine as the terminal of a seat: a key made by WebCrypto that cannot be read back, kept in IndexedDB, and proved by
//! signing a challenge of the server. The proof is a cookie of a few minutes.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use shared::api::room::{ActivateTerminal, ProveTerminal, ReadChallenge, TerminalKey, TerminalSignature, signed_text};
use shared::envelope::B64;
use shared::people::Seat;
use shared::refusal::Code;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::keep::{self, Op, Shelf};
use crate::api::{self, Failure, describe};

/// The key that is bound.
const KEY: &str = "key";
/// The key that is being bound: kept before the server knows it, so that a crash between the two costs nothing.
const NEXT: &str = "next";

/// Binds this machine to the seat that waits for the code.
///
/// # Errors
/// The server's refusal; [`Failure::Own`] without WebCrypto or when the browser keeps nothing.
pub async fn activate(code: String) -> Result<Seat, Failure> {
    let pair = fresh().await?;
    keep::write(Shelf::Terminal, vec![Op::Put(NEXT.into(), pair.clone())]).await?;
    let (challenge, key, signature) = signed(&pair).await?;
    let seat = api::call(ActivateTerminal { code, key, challenge, signature }).await?;
    keep::write(Shelf::Terminal, vec![Op::Put(KEY.into(), pair), Op::Remove(NEXT.into())]).await?;
    Ok(seat)
}

/// Whether this machine has a key at all.
pub async fn has_key() -> bool {
    for name in [KEY, NEXT] {
        if keep::read(Shelf::Terminal, name).await.is_ok_and(|key| key.is_some()) {
            return true;
        }
    }
    false
}

/// Proves that this is the terminal of its seat; `None` when it is none.
///
/// # Errors
/// The server cannot be reached, or the browser cannot sign.
pub async fn prove() -> Result<Option<Seat>, Failure> {
    for name in [KEY, NEXT] {
        let Some(pair) = keep::read(Shelf::Terminal, name).await? else { continue };
        let (challenge, key, signature) = signed(&pair).await?;
        match api::call_once(&ProveTerminal { key, challenge, signature }, None).await {
            Ok(seat) => return Ok(Some(seat)),
            Err(failure) if failure.is(Code::TerminalUnknown) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(None)
}

async fn signed(pair: &JsValue) -> Result<(String, TerminalKey, TerminalSignature), Failure> {
    let challenge = api::call_once(&ReadChallenge {}, None).await?.challenge;
    let key = ask("exportKey", &["raw".into(), part(pair, "publicKey")?]).await?;
    let how = object(&[("name", "ECDSA"), ("hash", "SHA-256")])?;
    let text = Uint8Array::from(signed_text(&challenge).as_bytes());
    let signature = ask("sign", &[how.into(), part(pair, "privateKey")?, text.into()]).await?;
    Ok((challenge, B64(bytes(&key)?), B64(bytes(&signature)?)))
}

/// An ECDSA key on P-256 whose private part no script can read.
async fn fresh() -> Result<JsValue, Failure> {
    let how = object(&[("name", "ECDSA"), ("namedCurve", "P-256")])?;
    let uses = Array::of2(&"sign".into(), &"verify".into());
    ask("generateKey", &[how.into(), JsValue::FALSE, uses.into()]).await
}

/// Calls a method of `crypto.subtle`.
async fn ask(method: &str, args: &[JsValue]) -> Result<JsValue, Failure> {
    let subtle = window().crypto().map_err(own)?.subtle();
    if subtle.is_undefined() {
        return Err(Failure::own("WebCrypto: HTTPS"));
    }
    let call: Function = Reflect::get(&subtle, &method.into()).map_err(own)?.dyn_into().map_err(own)?;
    let promise: Promise =
        call.apply(&subtle, &args.iter().collect::<Array>()).map_err(own)?.dyn_into().map_err(own)?;
    JsFuture::from(promise).await.map_err(own)
}

fn object(pairs: &[(&str, &str)]) -> Result<Object, Failure> {
    let object = Object::new();
    for (name, value) in pairs {
        Reflect::set(&object, &(*name).into(), &(*value).into()).map_err(own)?;
    }
    Ok(object)
}

fn part(pair: &JsValue, name: &str) -> Result<JsValue, Failure> {
    Reflect::get(pair, &name.into()).map_err(own)
}

fn bytes<const N: usize>(value: &JsValue) -> Result<[u8; N], Failure> {
    Uint8Array::new(value).to_vec().try_into().map_err(|_| Failure::own("ECDSA"))
}

fn own(what: JsValue) -> Failure {
    Failure::own(describe(&what))
}
