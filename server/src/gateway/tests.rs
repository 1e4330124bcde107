//! What goes out, who signed it, and a gateway that fails before it takes a call.

use super::*;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use std::sync::Mutex;

fn settings(url: &str) -> Settings {
    Settings::new(url, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
}

#[test]
fn a_signature_is_that_of_standard_webhooks() {
    // The example of the specification (standardwebhooks.com, libraries' tests).
    let body = br#"{"test": 2432232314}"#;
    let own = settings("http://x").signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
    assert_eq!(own, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn a_reply_counts_only_when_the_gateway_signed_it_just_now() {
    let gateway = settings("http://x");
    let (now_ms, body) = (1_800_000_000_000, b"{}".as_slice());
    let good = gateway.signature("a", 1_800_000_000, body);
    let verify = |id: &str, at: &str, signature: &str, body: &[u8]| gateway.verify(id, at, signature, body, now_ms);
    assert!(verify("a", "1800000000", &good, body));
    assert!(verify("a", "1800000000", &format!("v1,AAAA {good}"), body), "another secret's signature beside it");
    assert!(!verify("b", "1800000000", &good, body));
    assert!(!verify("a", "1800000000", &good, b"{ }"));
    assert!(!verify("a", "1800000001", &good, body));
    let old = gateway.signature("a", 1_799_999_600, body);
    assert!(!verify("a", "1799999600", &old, body), "an old one sent again");
    assert!(!verify("a", "x", &good, body) && !verify("a", "1800000000", "v2,", body));
    assert!(Settings::new("http://x", "short").is_none());
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
