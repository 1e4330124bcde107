//! Which windows of ours are open on this machine. Every window holds a lock (Web Locks) with its own name for as long as
//! it lives, so that another one can tell what a window that died has left behind.

use std::cell::OnceCell;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static OWN: OnceCell<String> = const { OnceCell::new() };
}

/// This window's name.
#[must_use]
pub fn own() -> String {
    OWN.with(|own| {
        own.get_or_init(|| {
            let name = crate::api::new_key();
            let forever = Closure::<dyn Fn(JsValue) -> Promise>::new(|_| Promise::new(&mut |_, _| {}));
            // Without locks every other window counts as gone.
            let _ = request(&name, forever.as_ref().unchecked_ref());
            forever.forget();
            name
        })
        .clone()
    })
}

/// Waits until the window of that name has ended.
pub async fn ended(name: &str) {
    let at_once = Closure::<dyn Fn(JsValue) -> JsValue>::new(|_| JsValue::UNDEFINED);
    if let Ok(promise) = request(name, at_once.as_ref().unchecked_ref()) {
        let _ = JsFuture::from(promise).await;
    }
}

/// `navigator.locks.request(name, held)`.
fn request(name: &str, held: &Function) -> Result<Promise, JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    request.call2(&locks, &format!("bidroom.window/{name}").into(), held)?.dyn_into()
}
