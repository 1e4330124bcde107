//! The page: embedded in the binary, or from a folder while somebody is changing it.

use super::mount::Shared;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;

/// Everything that is not an API: a file of the page, or the page itself for its own paths.
pub async fn asset(State(house): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return super::fault::response(shared::refusal::Code::NotFound.into(), "-");
    }
    let found = match &house.settings.assets {
        Some(dir) => web::Assets::from_dir(dir).get(path).or_else(|| Some(web::Assets::from_dir(dir).index())),
        None => web::get(path).or_else(|| Some(web::index())),
    };
    let Some(asset) = found else { return plain(StatusCode::NOT_FOUND) };
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| list.contains("br"));
    let (bytes, encoding) = match asset.brotli {
        Some(brotli) if takes_brotli => (brotli, Some("br")),
        _ => (asset.bytes, None),
    };
    let mut response = Response::new(Body::from(bytes.into_owned()));
    let out = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(asset.mime) {
        out.insert(header::CONTENT_TYPE, mime);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
