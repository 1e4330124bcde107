//! Nobody but the registrar learns a name before check-in: every route, the live stream, the journal, the log.

use super::{cell, journal};
use bidroom_server::demo::keyring::PASSWORD;
use bidroom_server::http::door::SESSION;
use bidroom_server::http::mount::Route;
use bidroom_server::http::router;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use shared::api::draw::{AnswerCall, ReadCallSheet};
use shared::api::pool::{ExportPool, SheetFormat};
use shared::api::{CONFIRM, IDEMPOTENCY_KEY, LIVE_PATH, Mount};
use shared::draw::Answer;
use shared::people::Role;
use shared::policy::Action;
use std::collections::BTreeSet;
use std::time::Duration;
use tests::situation::Scene;
use tests::{Base, Outcome, Person, databases, within};

/// Who is in the pool: number, name, telephone, employer's code.
async fn secrets(registrar: &Person) -> Vec<[String; 4]> {
    let format = SheetFormat::Csv;
    let bytes = registrar.file("/api/pool/export", &ExportPool { format }).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    text.lines().skip(1).map(|line| [0, 1, 2, 4].map(|at| cell(line, at))).collect()
}

/// What of the pool stands in a text: numbers, telephones, employers' codes, and names that nobody else has.
/// Whether the word stands in the text by itself: a number of five digits is also somewhere in the hexadecimal of a PDF.
fn says(text: &str, word: &str) -> bool {
    let bounds = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !word.is_ascii() || ![before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(|(at, _)| bounds(at))
}

fn found(text: &str, secrets: &[[String; 4]], others: &BTreeSet<String>) -> Vec<String> {
    let told = secrets.iter().flatten().filter(|secret| !others.contains(*secret) && says(text, secret));
    told.take(5).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_registrar_learns_who_was_drawn_before_check_in() {
    for base in databases() {
        within(240, base.name(), walk(&base)).await;
    }
}

async fn walk(base: &Base) {
    let scene = Scene::people(base).await;
    // Somebody sits in another committee meanwhile.
    let (other, members) = scene.scoring("402").await;
    let lot = scene.opened("401").await;
    lot.qualify(&[]).await.unwrap();
    lot.request_seats(&[("A", 2), ("C", 2)]).await.unwrap();
    lot.ceremony().await.unwrap();
    lot.name_representative().await.unwrap();
    // Calls with every kind of answer; one is left open.
    let sheet = lot.cast.registrar.person.ask(&ReadCallSheet { lot: lot.key.clone() }).await.unwrap();
    for (call, answer) in sheet.calls.iter().zip([Answer::Accepted, Answer::Declined, Answer::Conflict]) {
        let note = if answer == Answer::Conflict { "本人说明需要回避" } else { "" };
        let said = AnswerCall { lot: lot.key.clone(), pid: call.pid, answer, note: note.into() };
        lot.cast.registrar.person.act(&said).await.unwrap();
    }
    let mut secrets = secrets(&lot.cast.registrar.person).await;
    assert_eq!(secrets.len(), 700);
    // The members of the other committee have checked in: their names are open.
    let sitting = other.seated_experts().await.unwrap();
    let known: Vec<[String; 4]> = secrets.extract_if(.., |secret| sitting.contains(&secret[0])).collect();
    // Names that staff and bidders bear too, and the two-character ones, which stand in other words.
    let mut others: BTreeSet<String> =
        secrets.iter().filter(|s| s[1].chars().count() < 3).map(|s| s[1].clone()).collect();
    others.extend(["沈知远", "周怀瑾", "韩若兰", "邵明德", "陶静怡", "倪建国", "章慧敏", "程书白"].map(str::to_owned));
    others.extend(known.into_iter().flatten());
    others.extend(["陆文澜", "石嘉禾", "顾念慈", "费一鸣"].map(str::to_owned));
    let cast = &lot.cast;
    let readers = [
        (Role::Administrator, &cast.admin),
        (Role::Officer, &cast.officer.person),
        (Role::Supervisor, &cast.supervisor.person),
        (Role::Purchaser, &cast.purchaser.person),
        (Role::Bidder, &cast.bidders[0].signer.person),
        (Role::Expert, &members[0].person),
        (Role::Public, &Person::public(&scene.house.lock().await.address())),
    ];
    let everything = json!({
        "lot": lot.key, "tender": lot.key.tender, "no": "E99999", "run": "x", "text": "", "purpose": "committee",
        "format": "csv", "bidder": cast.bidders[0].org, "file": 0, "page": 1, "size": 200, "envelope": "single",
        "who": "E99999", "name": "x", "id": "x", "account": "officer", "query": "E0", "kind": "report", "seq": 1,
        "pid": sheet.calls[3].pid, "member": "m1", "n": 3, "reason": "x", "note": "x", "on": true, "room": "room-1",
        "party": "centre", "score": 3, "answer": "accepted", "seat": 1, "parts": [], "title": "x",
    });
    let mut asked = 0;
    for (role, person) in readers {
        for route in router::routes().list.iter().filter(|route| route.path != LIVE_PATH) {
            let path = filled(route.path);
            let allowed = route.action.rule().roles.contains(&role);
            let answer = match route.mount {
                Mount::Query | Mount::Stream => text(person.file(&path, &everything).await),
                Mount::Change if !allowed => text(person.post(&path, &everything).await.map(|()| Vec::new())),
                // In the second round.
                Mount::Change => continue,
            };
            asked += 1;
            let told = found(&answer, &secrets, &others);
            assert!(told.is_empty(), "{role:?} learns {told:?} at {path}");
        }
    }
    assert!(asked > 900, "{asked}");
    let streams = readers.iter().map(|(role, person)| async move { (*role, heard(person).await) });
    for (role, told) in futures_util::future::join_all(streams).await {
        assert_eq!(
            told.contains("call.answered"),
            matches!(role, Role::Officer | Role::Supervisor | Role::Purchaser),
            "{role:?}"
        );
        let told = found(&told, &secrets, &others);
        assert!(told.is_empty(), "the stream tells {role:?} {told:?}");
    }
    // The walk can see: the registrar reads what it looks for.
    let page = lot.cast.registrar.person.file("/api/draw/call-sheet", &everything).await.unwrap();
    assert!(!found(&String::from_utf8_lossy(&page), &secrets, &others).is_empty());
    // Whatever a role may change, done or refused, says nothing either: last, because it changes things.
    for (role, person) in readers {
        let may = |route: &&Route| {
            let leaves = matches!(route.action, Action::Login | Action::Logout);
            route.mount == Mount::Change && !leaves && route.action.rule().roles.contains(&role)
        };
        for route in router::routes().list.iter().filter(may) {
            let answer =
                person.send(Method::POST, &filled(route.path), act_headers(), everything.to_string().into()).await;
            let told = found(&text(answer.map(|answer| answer.bytes)), &secrets, &others);
            assert!(told.is_empty(), "{role:?} learns {told:?} by {}", route.path);
        }
    }
    let told = found(&journal(&scene).await, &secrets, &others);
    assert!(told.is_empty(), "the journal tells {told:?}");
    let log = scene.house.lock().await.said();
    let told = found(&log, &secrets, &others);
    assert!(told.is_empty(), "the log tells {told:?}");
}

/// The headers of an act that is signed.
fn act_headers() -> HeaderMap {
    let key = bidroom_server::demo::line::new_key().unwrap();
    let pairs =
        [("content-type", "application/json".to_owned()), (CONFIRM, PASSWORD.to_owned()), (IDEMPOTENCY_KEY, key)];
    pairs.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

/// A path with something in each of its holes.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

/// What the live stream has told this person since the beginning.
async fn heard(person: &Person) -> String {
    let cookie = person.cookie(SESSION).map(|token| format!("{SESSION}={token}")).unwrap_or_default();
    let ask = reqwest::Client::new().get(format!("{}{LIVE_PATH}", person.base()));
    let mut answer = ask.header("cookie", cookie).header("last-event-id", "0").send().await.unwrap();
    let mut told = Vec::new();
    // The past comes at once; then the stream is silent.
    while let Ok(Ok(Some(bytes))) = tokio::time::timeout(Duration::from_secs(2), answer.chunk()).await {
        told.extend(bytes);
    }
    String::from_utf8(told).unwrap()
}

fn text(outcome: Outcome<Vec<u8>>) -> String {
    match outcome {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(refused) => format!("{refused:?}"),
    }
}
