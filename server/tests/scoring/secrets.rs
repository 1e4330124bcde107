//! Every answer and every event, read as an expert over HTTP: nothing of another's scores, nor any mean, before the signature.

use super::{BIDDERS, change, expert, run, score, scoring};
use bidroom_server::clock::machine_ms;
use bidroom_server::house::House;
use bidroom_server::http::{door, router};
use reqwest::header::COOKIE;
use serde_json::json;
use shared::api::{LIVE_PATH, Mount};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What each of the first four members gives on the plan and in quality, and the word in the reason. None stands elsewhere.
const GIVEN: [(&str, &str, &str); 4] = [
    ("17.5", "21.37", "暗号甲"),
    ("23.5", "22.41", "暗号乙"),
    ("31.5", "23.53", "暗号丙"),
    ("12.5", "24.61", "暗号丁"),
];
/// Means, medians and sums of what all or the others gave.
const MEANS: [&str; 6] = ["21.25", "20.5", "20.50", "85.0", "22.98", "91.92"];

/// Serves the house and lets everybody sit: cookies for expert `n`.
async fn serve(house: &Arc<House>) -> SocketAddr {
    let now_ms = machine_ms();
    let mut sql = Vec::new();
    for n in 1..=5 {
        let (session, terminal) = (door::token_hash(&format!("s{n}")), door::token_hash(&format!("t{n}")));
        sql.push(format!("INSERT INTO sessions (token_hash, account, created_ms, seen_ms) VALUES ('{session}', 'e{n}', {now_ms}, {now_ms})"));
        sql.push(format!(
            "INSERT INTO terminals (room, seat, public_key, enrolled_ms, token_hash, token_until_ms) \
             VALUES ('R1', {n}, 'k{n}', 0, '{terminal}', {})",
            now_ms + 3_600_000
        ));
    }
    run(house, sql).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = bidroom_server::build(Arc::clone(house)).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

fn cookies(n: usize) -> String {
    format!("{}=s{n}; {}=t{n}", door::SESSION, door::TERMINAL)
}

/// A body that every endpoint takes: each reads of it what it knows.
fn body() -> serde_json::Value {
    json!({
        "lot": { "tender": "T1", "lot": "1" }, "bidder": "A0", "file": 1, "page": 7, "text": "iso9001", "member": "m1",
        "width": 800, "account": "e1", "seat": { "room": "R1", "seat": 1 }, "room": "R1", "index": 3, "note": "", "since": null,
        "criterion": "plan", "size": "screen", "name": "x", "scale": 1, "no": "E1", "words": "iso",
    })
}

/// What of the others stands in a text that expert `n` (from 1) was given.
fn leaks(n: usize, text: &str) -> Vec<String> {
    let others = GIVEN.iter().enumerate().filter(|(at, _)| at + 1 != n);
    let secrets = others.flat_map(|(_, (plan, quality, word))| [*plan, *quality, *word]).chain(MEANS);
    secrets.filter(|secret| text.contains(secret)).map(str::to_owned).collect()
}

async fn stream(address: SocketAddr, n: usize) -> tokio::task::JoinHandle<String> {
    let client = reqwest::Client::new();
    let ask =
        client.get(format!("http://{address}{LIVE_PATH}")).header(COOKIE, cookies(n)).header("last-event-id", "0");
    let mut answer = ask.send().await.unwrap();
    assert!(answer.status().is_success());
    tokio::spawn(async move {
        let mut heard = String::new();
        while let Ok(Ok(Some(bytes))) = tokio::time::timeout(Duration::from_millis(1500), answer.chunk()).await {
            heard.push_str(&String::from_utf8_lossy(&bytes));
        }
        heard
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_and_no_event_tells_an_expert_anothers_score_or_a_mean() {
    let (_place, house) = scoring(None).await;
    let address = serve(&house).await;
    let first = stream(address, 2).await;
    for (at, (plan, quality, word)) in GIVEN.iter().enumerate() {
        let who = expert(u32::try_from(at).unwrap() + 1);
        for bidder in &BIDDERS[..3] {
            change(&house, &who, score(bidder, "plan", plan, word, 0)).await.unwrap();
            change(&house, &who, score(bidder, "quality", quality, "", 0)).await.unwrap();
        }
    }
    let heard = first.await.unwrap();
    assert_eq!(heard.matches("score.saved").count(), 6, "of the own scores alone: {heard}");
    assert_eq!(leaks(2, &heard), Vec::<String>::new());

    let client = reqwest::Client::new();
    let q: String = url_encoded(&body().to_string());
    let mut answered = 0;
    for n in [1, 2, 4, 5] {
        for route in router::routes().list.iter().filter(|route| route.path != LIVE_PATH) {
            // What ends the session, locks the seat or signs comes last, in no test of answers.
            if route.path.ends_with("logout") || route.path.ends_with("lock-seat") {
                continue;
            }
            let url = format!("http://{address}{}", route.path);
            let ask = match route.mount {
                Mount::Change => client.post(url).header("content-type", "application/json").body(body().to_string()),
                Mount::Query | Mount::Stream => client.get(format!("{url}?q={q}")),
            };
            let answer = ask.header(COOKIE, cookies(n)).send().await.unwrap();
            answered += usize::from(answer.status().is_success());
            let mut text = format!("{:?}", answer.headers());
            text.push_str(&String::from_utf8_lossy(&answer.bytes().await.unwrap()));
            assert_eq!(leaks(n, &text), Vec::<String>::new(), "{} tells expert {n}: {text}", route.path);
        }
    }
    assert!(answered > 40, "only {answered} answers were more than a refusal");
    let sheet = client.get(format!("http://{address}/api/scoring/sheet?q={q}")).header(COOKIE, cookies(2)).send().await;
    let sheet = sheet.unwrap().text().await.unwrap();
    assert!(sheet.contains("23.5") && sheet.contains("暗号乙"), "the own scores are there: {sheet}");
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
