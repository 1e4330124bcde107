//! Pages and files of opened bids: pictures with a watermark for the screen, whole files for the staff.

use super::mount::{Shared, query_body_of};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::civil;
use crate::desks::review::read::{self, NoteRead};
use crate::fault::Fault;
use crate::house::House;
use crate::veil::Veil;
use crate::work::Work;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use reader::{ReadError, Watermark};
use shared::api::review::{FileAsk, PageAsk};
use shared::people::Actor;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use std::time::Duration;
use store::AnyConnection;

/// `GET /api/scoring/page`: for a member at the assigned seat.
pub async fn member_page(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    answer_page(&house, raw.as_deref(), &headers, Action::ReadPage).await
}

/// `GET /api/review/page`: for officer, purchaser and supervisor.
pub async fn staff_page(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    answer_page(&house, raw.as_deref(), &headers, Action::ReadOpenedBid).await
}

async fn answer_page(house: &Arc<House>, raw: Option<&str>, headers: &HeaderMap, action: Action) -> Response {
    let caller = match door::caller(house, headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    page(house, raw, &caller, action).await.unwrap_or_else(|error| fault::response(error, &caller.request))
}

async fn page(house: &Arc<House>, raw: Option<&str>, caller: &Caller, action: Action) -> Result<Response, Fault> {
    let ask: PageAsk = query_body_of(raw)?;
    let veil = Veil::over(house, caller, action, Some(&ask.lot)).await?;
    let ask = veil.lift(ask)?;
    let (hash, mark) = {
        let mut conn = house.db.connection().await?;
        let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(&ask.lot)).await?;
        let hash = read::file(&mut work, &ask.bidder, ask.file).await?.1;
        (hash, mark(work.conn(), &caller.actor, house.clock.now_ms()).await?)
    };
    let reader = house.reader()?;
    let path = house.vault.local(&hash).await?;
    // The vault names a file by its hash: a large one need not be read through before its first page is drawn.
    reader.trust(&path, &hash.to_hex()).map_err(|e| unreadable(e, &ask))?;
    let image = reader.page_image(&path, ask.page.max(1), ask.width, &mark).await.map_err(|e| unreadable(e, &ask))?;
    // The next page is drawn meanwhile, so that turning to it is quick.
    let (reader, next, width) = (reader.clone(), ask.page.saturating_add(1), ask.width);
    tokio::spawn(async move {
        let _ = tokio::time::timeout(Duration::from_secs(20), reader.prefetch(&path, next, width)).await;
    });
    // Never stored by the browser (the layer's no-store): the next person at this terminal must ask anew.
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(image.content_type));
    Ok(([kind], image.bytes).into_response())
}

/// Who looked, where and when (Beijing time, to the minute), as it is burnt in.
pub(crate) async fn mark(conn: &mut AnyConnection, actor: &Actor, now_ms: i64) -> Result<Watermark, Fault> {
    let place = match &actor.seat {
        Some(seat) => {
            let room = store::room::find_room(conn, &seat.room).await?;
            format!("{} {} 号席", room.map_or_else(|| seat.room.to_string(), |room| room.name), seat.seat)
        }
        None => actor.journal_name().to_owned(),
    };
    let at: String = civil::beijing(now_ms).chars().take("YYYY-MM-DD HH:MM".len()).collect();
    Ok(Watermark::new(&format!("{} · {place} · {at}", actor.name)))
}

fn unreadable(error: ReadError, ask: &PageAsk) -> Fault {
    match error {
        ReadError::PageOutOfRange => {
            Refusal::new(Code::NoSuchPage).with("file", ask.file).with("page", ask.page).into()
        }
        error if error.is_verdict() || matches!(error, ReadError::TimedOut | ReadError::Crashed) => {
            Refusal::new(Code::UnreadableFile).with("detail", error).into()
        }
        error => Fault::internal(error),
    }
}

/// `GET /api/review/file`: a whole file, after the journal has noted who took it.
pub async fn staff_file(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    file(&house, raw.as_deref(), &caller).await.unwrap_or_else(|error| fault::response(error, &caller.request))
}

async fn file(house: &Arc<House>, raw: Option<&str>, caller: &Caller) -> Result<Response, Fault> {
    let ask: FileAsk = query_body_of(raw)?;
    let note = NoteRead { ask: ask.clone() };
    act::change(house, &Caller { key: None, ..caller.clone() }, &note).await?;
    let (row, hash) = {
        let mut conn = house.db.connection().await?;
        let action = Action::ReadOpenedBid;
        let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(&ask.lot)).await?;
        read::file(&mut work, &ask.bidder, ask.file).await?
    };
    let vault = house.vault.clone();
    let bytes = tokio::task::spawn_blocking(move || vault.read(&hash)).await.map_err(Fault::internal)??;
    let name = row.name.replace(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'), "_");
    let encoded: String = row.name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{encoded}");
    let disposition = HeaderValue::from_str(&disposition).map_err(Fault::internal)?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    Ok(([kind, (header::CONTENT_DISPOSITION, disposition)], Body::from(bytes)).into_response())
}
