//! Who signed it, and when.

use super::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn a_signature_is_that_of_standard_webhooks() {
    // The example of the specification (standardwebhooks.com, libraries' tests).
    let body = br#"{"test": 2432232314}"#;
    let own = Webhook::new("http://x", SECRET).unwrap().signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
    assert_eq!(own, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn a_message_counts_only_when_the_other_side_signed_it_just_now() {
    let webhook = Webhook::new("http://x", SECRET).unwrap();
    let (now_ms, body) = (1_800_000_000_000, b"{}".as_slice());
    let good = webhook.signature("a", 1_800_000_000, body);
    let verify = |id: &str, at: &str, signature: &str, body: &[u8]| webhook.verify(id, at, signature, body, now_ms);
    assert!(verify("a", "1800000000", &good, body));
    assert!(verify("a", "1800000000", &format!("v1,AAAA {good}"), body), "another secret's signature beside it");
    assert!(!verify("b", "1800000000", &good, body));
    assert!(!verify("a", "1800000000", &good, b"{ }"));
    assert!(!verify("a", "1800000001", &good, body));
    let old = webhook.signature("a", 1_799_999_600, body);
    assert!(!verify("a", "1799999600", &old, body), "an old one sent again");
    assert!(!verify("a", "x", &good, body) && !verify("a", "1800000000", "v2,", body));
}

#[test]
fn it_needs_an_address_and_a_secret_and_tells_nobody_the_secret() {
    assert!(Webhook::new("https://mail.example/hook", SECRET).is_ok());
    for (url, secret) in [("ftp://x", SECRET), ("https://x", "secret"), ("https://x", "whsec_AAAA")] {
        assert!(Webhook::new(url, secret).is_err(), "{url} {secret}");
    }
    let shown = format!("{:?}", Webhook::new("https://x", SECRET).unwrap());
    assert!(shown.contains("https://x") && !shown.contains("MfKQ"), "{shown}");
}

/// A server with a certificate of its own is found, and not believed.
#[tokio::test]
async fn tls_is_spoken_and_a_stranger_is_not_believed() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = made.signing_key.serialize_pem();
    let config = axum_server::tls_rustls::RustlsConfig::from_pem(made.cert.pem().into(), key.into()).await.unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let app = axum::Router::new().route("/hook", axum::routing::post(|| async {}));
    let server = axum_server::from_tcp_rustls(listener, config).unwrap();
    let serving = tokio::spawn(server.serve(app.into_make_service()));
    let webhook = Webhook::new(&format!("https://localhost:{port}/hook"), SECRET).unwrap();
    let refused = webhook.post("m-1", b"{}".to_vec()).await;
    assert!(matches!(&refused, Err(NotTaken::Later(why)) if !why.contains("localhost")), "{refused:?}");
    serving.abort();
}
