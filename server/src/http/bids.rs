//! Pages and files of opened bids: pictures with a watermark for the screen, whole files for the staff.

use super::mount::{Shared, query_body_of};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::desks::review::read::{self, NoteRead};
use crate::fault::Fault;
use crate::house::House;
use crate::work::Work;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use reader::{ReadError, Watermark};
use shared::api::review::{FileAsk, PageAsk};
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use std::time::Duration;

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
    let hash = {
        let mut conn = house.db.connection().await?;
        let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(&ask.lot)).await?;
        read::file(&mut work, &ask.bidder, ask.file).await?.1
    };
    let mark = Watermark::new(&mark(caller, house.clock.now_ms()));
    let reader = house.reader()?;
    let path = house.vault.file(&hash);
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

/// Who looked, where and when (Beijing time), as it is burnt in.
fn mark(caller: &Caller, now_ms: i64) -> String {
    let place = match &caller.actor.seat {
        Some(seat) => format!("{}室{}座", seat.room, seat.seat),
        None => caller.actor.journal_name().to_owned(),
    };
    format!("{} · {place} · {}", caller.actor.name, beijing(now_ms))
}

/// `YYYY-MM-DD HH:MM` in Beijing time (UTC+8, no summer time).
fn beijing(ms: i64) -> String {
    let minutes = (ms + 8 * 3_600_000).div_euclid(60_000);
    let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    // Days since 1970 to a civil date (Howard Hinnant's algorithm).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", minute / 60, minute % 60)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_tells_beijing_time() {
        assert_eq!(beijing(0), "1970-01-01 08:00");
        assert_eq!(beijing(1_709_222_340_000), "2024-02-29 23:59");
        assert_eq!(beijing(1_709_222_400_000), "2024-03-01 00:00");
        assert_eq!(beijing(1_767_196_800_000), "2026-01-01 00:00");
    }
}
