//! IndexedDB, as far as it is needed: text under text. A write is on the disk when it is done (`durability: "strict"`), so
//! that a power cut takes nothing that was kept. A few writes are under way at a time; what comes meanwhile goes with the next, a
//! later value in place of an earlier one: whoever types faster than the disk writes must not pile up work.

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use crate::api::{Failure, describe};

/// The database of this address.
const NAME: &str = "bidroom";
/// Its version: it grows when a shelf is added.
const VERSION: u32 = 1;

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Scores on their way to the server.
    Outbox,
    /// Answers of the server.
    Answers,
    /// The key of this terminal.
    Terminal,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Outbox, Self::Answers, Self::Terminal];

    const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Answers => "answers",
            Self::Terminal => "terminal",
        }
    }
}

/// One change of a shelf.
#[derive(Clone, Debug)]
pub enum Op {
    /// Keeps a value under a key.
    Put(String, JsValue),
    /// Forgets what is under a key.
    Remove(String),
}

/// What is to be written to a shelf; `None` under a key that is to be forgotten.
type Due = BTreeMap<String, Option<JsValue>>;

/// Writes of a shelf that are under way at once. The browser makes them one after another, in the order in which they began.
const UNDER_WAY_MAX: u32 = 4;

/// What is to be written to a shelf and is not under way yet, with those who wait for it.
#[derive(Default)]
struct Queue {
    due: Due,
    waiting: Vec<oneshot::Sender<Result<(), Failure>>>,
    under_way: u32,
}

thread_local! {
    static DATABASE: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    static QUEUES: RefCell<BTreeMap<Shelf, Queue>> = const { RefCell::new(BTreeMap::new()) };
}

/// Makes the changes, all or none, and waits until they are on the disk. Two calls take effect in the order in which they
/// were made.
///
/// # Errors
/// [`Failure::Own`] when the browser keeps nothing (no room, or forbidden).
pub async fn write(shelf: Shelf, ops: Vec<Op>) -> Result<(), Failure> {
    let (tell, told) = oneshot::channel();
    let begin = QUEUES.with_borrow_mut(|queues| {
        let queue = queues.entry(shelf).or_default();
        queue.due.extend(ops.into_iter().map(|op| match op {
            Op::Put(key, value) => (key, Some(value)),
            Op::Remove(key) => (key, None),
        }));
        queue.waiting.push(tell);
        let begin = queue.under_way < UNDER_WAY_MAX;
        queue.under_way += u32::from(begin);
        begin
    });
    if begin {
        leptos::task::spawn_local(work_off(shelf));
    }
    told.await.unwrap_or_else(|_| Err(Failure::own("IndexedDB")))
}

/// Writes what is due for a shelf until nothing is.
async fn work_off(shelf: Shelf) {
    let next = || {
        QUEUES.with_borrow_mut(|queues| {
            let queue = queues.entry(shelf).or_default();
            if queue.waiting.is_empty() {
                queue.under_way -= 1;
                return None;
            }
            Some((std::mem::take(&mut queue.due), std::mem::take(&mut queue.waiting)))
        })
    };
    while let Some((due, waiting)) = next() {
        let outcome = put(shelf, due).await;
        for tell in waiting {
            let _ = tell.send(outcome.clone());
        }
    }
}

async fn put(shelf: Shelf, due: Due) -> Result<(), Failure> {
    let (transaction, store) = open(shelf, "readwrite").await?;
    let ordered = due.into_iter().try_for_each(|(key, value)| match value {
        Some(value) => store.put_with_key(&value, &key.into()).map(|_| ()),
        None => store.delete(&key.into()).map(|_| ()),
    });
    if let Err(why) = ordered {
        let _ = transaction.abort();
        return Err(own(why));
    }
    settled(&transaction, "oncomplete", &["onabort", "onerror"]).await
}

/// Waits until what was ordered before is written, so that who reads finds it.
async fn written(shelf: Shelf) {
    if QUEUES.with_borrow(|queues| queues.get(&shelf).is_some_and(|queue| queue.under_way > 0)) {
        let _ = write(shelf, Vec::new()).await;
    }
}

/// What is kept under a key.
///
/// # Errors
/// As [`write`].
pub async fn read(shelf: Shelf, key: &str) -> Result<Option<JsValue>, Failure> {
    written(shelf).await;
    let (_, store) = open(shelf, "readonly").await?;
    let found = answer(store.get(&key.into()).map_err(own)?).await?;
    Ok((!found.is_undefined()).then_some(found))
}

/// What is kept under keys that begin with `prefix`, in their order.
///
/// # Errors
/// As [`write`].
pub async fn all(shelf: Shelf, prefix: &str) -> Result<Vec<(String, JsValue)>, Failure> {
    written(shelf).await;
    let (_, store) = open(shelf, "readonly").await?;
    let range = IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into()).map_err(own)?;
    let keys = store.get_all_keys_with_key(&range).map_err(own)?;
    let values = store.get_all_with_key(&range).map_err(own)?;
    let (keys, values) = (Array::from(&answer(keys).await?), Array::from(&answer(values).await?));
    Ok(keys.iter().filter_map(|key| key.as_string()).zip(values.iter()).collect())
}

/// Forgets everything on a shelf.
///
/// # Errors
/// As [`write`].
pub async fn empty(shelf: Shelf) -> Result<(), Failure> {
    written(shelf).await;
    let (transaction, store) = open(shelf, "readwrite").await?;
    store.clear().map_err(own)?;
    settled(&transaction, "oncomplete", &["onabort", "onerror"]).await
}

async fn open(shelf: Shelf, mode: &str) -> Result<(IdbTransaction, IdbObjectStore), Failure> {
    let known = DATABASE.with_borrow(Clone::clone);
    let database = match known {
        Some(database) => database,
        None => database().await?,
    };
    let transaction = match transaction(&database, shelf, mode) {
        Ok(transaction) => transaction,
        // The browser closed it (somebody cleared the site's data): it is opened anew, once.
        Err(_) => transaction(&self::database().await?, shelf, mode).map_err(own)?,
    };
    let store = transaction.object_store(shelf.name()).map_err(own)?;
    Ok((transaction, store))
}

/// Opens the database, with its shelves.
async fn database() -> Result<IdbDatabase, Failure> {
    let factory = window().indexed_db().map_err(own)?.ok_or_else(|| Failure::own("IndexedDB"))?;
    let request: IdbOpenDbRequest = factory.open_with_u32(NAME, VERSION).map_err(own)?;
    let asked = request.clone();
    let grow = Closure::once_into_js(move |_: JsValue| {
        let database = asked.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok());
        if let Some(database) = database {
            for shelf in Shelf::ALL.iter().filter(|shelf| !database.object_store_names().contains(shelf.name())) {
                let _ = database.create_object_store(shelf.name());
            }
        }
    });
    request.set_onupgradeneeded(Some(grow.unchecked_ref()));
    let database: IdbDatabase = answer(request.unchecked_into()).await?.dyn_into().map_err(own)?;
    DATABASE.set(Some(database.clone()));
    Ok(database)
}

/// A transaction that is on the disk when it is complete (IndexedDB 3.0, `durability`).
fn transaction(database: &IdbDatabase, shelf: Shelf, mode: &str) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    begin.call3(database, &shelf.name().into(), &mode.into(), &options)?.dyn_into()
}

async fn answer(request: IdbRequest) -> Result<JsValue, Failure> {
    settled(&request, "onsuccess", &["onerror"]).await?;
    request.result().map_err(own)
}

/// Waits for the event `good`; any of `bad` is the failure. The handlers are taken off again: what was settled long ago must
/// not keep the page's objects alive.
async fn settled(target: &JsValue, good: &str, bad: &[&str]) -> Result<(), Failure> {
    let done = Promise::new(&mut |resolve, reject| {
        let _ = Reflect::set(target, &good.into(), &resolve);
        for name in bad {
            let _ = Reflect::set(target, &(*name).into(), &reject);
        }
    });
    let outcome = JsFuture::from(done).await;
    for name in bad.iter().chain([&good]) {
        let _ = Reflect::set(target, &(*name).into(), &JsValue::NULL);
    }
    outcome.map(|_| ()).map_err(own)
}

/// An exception, or the event that carries one.
fn own(what: JsValue) -> Failure {
    let target = Reflect::get(&what, &"target".into()).unwrap_or(JsValue::UNDEFINED);
    let error = Reflect::get(&target, &"error".into()).unwrap_or(JsValue::UNDEFINED);
    Failure::own(describe(if error.is_object() { &error } else { &what }))
}
