//! The browser's memory, given back at once. What a buffer holds lies outside the heap that the collector watches, so that it
//! comes late: hundreds of megabytes of a long file would lie about meanwhile.

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

/// Takes buffers that nobody needs any more.
///
/// They are transferred in a message to a port that is closed: the message is thrown away, and with it what they held (HTML
/// standard, 9.4.3). `ArrayBuffer.transfer(0)` leaves it in Chromium's own object until the collector comes.
pub(super) struct Release(Option<Port>);

struct Port {
    port: JsValue,
    post: Function,
}

impl Release {
    /// Where a browser has no such ports, everything stays the collector's.
    pub(super) fn new() -> Self {
        Self(Port::to_nowhere().ok())
    }

    /// Lets the whole buffer behind these bytes go; they are empty from then on.
    pub(super) fn bytes(&self, bytes: &Uint8Array) {
        if let Some(Port { port, post }) = &self.0 {
            // What was let go before, or cannot be, is the collector's.
            let _ = post.call2(port, &JsValue::NULL, &Array::of1(&bytes.buffer()));
        }
    }
}

impl Port {
    fn to_nowhere() -> Result<Self, JsValue> {
        let class = property(&js_sys::global(), "MessageChannel")?.dyn_into::<Function>()?;
        let channel = Reflect::construct(&class, &Array::new())?;
        let (port, other) = (property(&channel, "port1")?, property(&channel, "port2")?);
        property(&other, "close")?.dyn_into::<Function>()?.call0(&other)?;
        Ok(Self { post: property(&port, "postMessage")?.dyn_into()?, port })
    }
}

fn property(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &JsValue::from_str(name))
}
