//! What goes out, who signed it, and a gateway that fails before it takes a call.

use super::*;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use std::sync::Mutex;

fn settings(url: &str) -> Webhook {
    Webhook::new(url, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
}

#[test]
fn a_call_says_time_and_place() {
    let call = Outgoing::new("t".into(), "13800000000".into(), "三楼评标区", 1_800_000_000_000, 1, 0);
    assert!(call.text.contains("三楼评标区") && call.text.contains("2027"), "{}", call.text);
}

#[tokio::test]
async fn a_call_is_delivered_again_after_a_failure_and_is_signed() {
    let seen: Arc<Mutex<Vec<(HeaderMap, Bytes)>>> = Arc::default();
    let kept = Arc::clone(&seen);
    let take = move |headers: HeaderMap, body: Bytes| async move {
        let mut seen = kept.lock().unwrap();
        seen.push((headers, body));
        if seen.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/calls", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        axum::serve(listener, axum::Router::new().route("/calls", post(take))).await.unwrap();
    });
    let gateway = settings(&url);
    let call = Outgoing::new("token-1".into(), "13800000000".into(), "三楼", 1_800_000_000_000, 1, 5);
    deliver(&gateway, &call).await.unwrap();
    let refused = settings(&url.replace("/calls", "/none"));
    assert!(deliver(&refused, &call).await.unwrap_err().contains("404"));
    serving.abort();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    let (headers, body) = &seen[1];
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert!(gateway.verify(
        "token-1",
        &header("webhook-timestamp"),
        &header("webhook-signature"),
        body,
        crate::clock::machine_ms()
    ));
    assert_eq!(serde_json::from_slice::<Outgoing>(body).unwrap(), call);
}
