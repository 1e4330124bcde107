//! The draw: ceremony with a void attempt, calls, secrecy, the record.

use crate::ceremony::{self, Party, beacon_note, enter_beacon, parties, request, view};
use crate::common::databases;
use crate::lot::{Situation, staff};
use axum::body::Body;
use axum::http::Request;
use bidroom_server::http::door;
use shared::api::draw::{
    AnswerCall, CALL_TRIES, CallSheet, CommitDraw, CountersignAnswer, DrawState, EnterBeacon, Exclusion, JoinDraw,
    ListCalls, PartyName, ReadCallSheet, ReadDraw, RevealDraw, TryCall, VoidAttempt,
};
use shared::api::room::ReadCheckIn;
use shared::draw::{Answer, Outcome, Purpose, Record};
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::refusal::Code;
use std::collections::BTreeMap;
use tower::ServiceExt as _;

pub async fn sheet(s: &Situation) -> CallSheet {
    s.read(&staff(Role::Registrar), ReadCallSheet { lot: s.key.clone() }).await
}

pub async fn answer(s: &Situation, pid: Hash, answer: Answer) {
    let note = "三次拨打".to_owned();
    if answer == Answer::Unreachable {
        let asked = AnswerCall { lot: s.key.clone(), pid, answer, note: note.clone() };
        assert_eq!(s.refused(&staff(Role::Registrar), asked).await, Code::TooFewTries);
        for _ in 0..CALL_TRIES {
            s.act(&staff(Role::Registrar), TryCall { lot: s.key.clone(), pid }).await;
        }
    }
    s.act(&staff(Role::Registrar), AnswerCall { lot: s.key.clone(), pid, answer, note }).await;
}

/// Everybody who has not answered accepts.
pub async fn accept_all(s: &Situation) {
    for call in sheet(s).await.calls.iter().filter(|call| !call.accepted) {
        answer(s, call.pid, Answer::Accepted).await;
    }
}

/// Nobody but the registrar sees a name, a number or a telephone of the people on the sheet.
async fn no_names(s: &Situation) {
    let secret: Vec<String> =
        sheet(s).await.calls.into_iter().flat_map(|call| [call.name, call.phone, call.no.to_string()]).collect();
    for role in [Role::Officer, Role::Purchaser, Role::Supervisor] {
        let draw = s.read(&staff(role), ReadDraw { lot: s.key.clone(), purpose: Purpose::Committee }).await;
        let mut seen = serde_json::to_string(&draw).unwrap();
        if role != Role::Purchaser {
            let desk = s.read(&staff(role), ReadCheckIn { lot: s.key.clone() }).await;
            seen.push_str(&serde_json::to_string(&desk).unwrap());
        }
        for word in &secret {
            assert!(!seen.contains(word.as_str()), "{role:?} sees {word}");
        }
    }
    let mut conn = s.house.db.connection().await.unwrap();
    for act in store::journal::since(&mut conn, -1, None, 10_000).await.unwrap() {
        assert!(!secret.iter().any(|word| act.body.contains(word.as_str())), "the journal tells: {}", act.body);
    }
}

/// What a browser gets under this session.
async fn download(s: &Situation, account: &str) -> BTreeMap<String, Vec<u8>> {
    download_of(s, account, "committee").await
}

/// What a browser gets of the draw for a purpose.
pub async fn download_of(s: &Situation, account: &str, purpose: &str) -> BTreeMap<String, Vec<u8>> {
    let token = format!("token-{account}");
    let sql = format!(
        "INSERT INTO sessions VALUES ('{}', '{account}', {now}, {now}) ON CONFLICT (token_hash) DO NOTHING",
        door::token_hash(&token),
        now = bidroom_server::clock::machine_ms()
    );
    bidroom_server::sequence::run(&s.house, Box::new(crate::lot::Sql(vec![sql]))).await.unwrap();
    let request =
        Request::get(format!("/api/draw/record?q=%7B%22lot%22%3A%7B%22tender%22%3A%22T1%22%2C%22lot%22%3A%221%22%7D%2C%22purpose%22%3A%22{purpose}%22%7D"))
            .header("cookie", format!("{}={token}", door::SESSION))
            .body(Body::empty())
            .unwrap();
    let response = bidroom_server::build(s.house.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "{account}");
    unzip(&axum::body::to_bytes(response.into_body(), 1 << 26).await.unwrap())
}

/// The stored files of a ZIP, by its directory.
fn unzip(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let short = |at: usize| usize::from(u16::from_le_bytes(zip[at..at + 2].try_into().unwrap()));
    let long = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
    let mut at = long(end + 16);
    let mut files = BTreeMap::new();
    for _ in 0..short(end + 10) {
        assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
        let (bytes, name, header) = (long(at + 24), short(at + 28), long(at + 42));
        let text = String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).unwrap();
        let data = header + 30 + name;
        assert_eq!(&zip[header + 30..data], text.as_bytes());
        files.insert(text, zip[data..data + bytes].to_vec());
        at += 46 + name;
    }
    files
}

/// Three parties make a seed; the third withholds in the first attempt.
async fn ceremony_with_a_void_attempt(s: &Situation) -> [Party; 3] {
    let lot = || s.key.clone();
    let [centre, purchaser, first] = parties();
    for party in [&centre, &purchaser, &first] {
        party.join(s).await;
    }
    let again = JoinDraw { lot: lot(), purpose: Purpose::Committee, key: Party::new(PartyName::Centre, 9).key() };
    assert_eq!(s.refused(&centre.actor, again).await, Code::DrawNotThere);
    centre.commit(s).await;
    // A note by another key, and a reveal before all have committed, are refused and not stored.
    let stranger = Party::new(PartyName::Purchaser, 8);
    let note = stranger.commit_note(&view(s).await);
    assert_eq!(
        s.refused(&purchaser.actor, CommitDraw { lot: lot(), purpose: Purpose::Committee, note }).await,
        Code::NoteRefused
    );
    purchaser.commit(s).await;
    let early = RevealDraw { lot: lot(), purpose: Purpose::Committee, note: "x".into() };
    assert_eq!(s.refused(&centre.actor, early).await, Code::DrawNotThere);
    first.commit(s).await;
    let out_of_order = purchaser.reveal_note(&view(s).await);
    assert_eq!(
        s.refused(&purchaser.actor, RevealDraw { lot: lot(), purpose: Purpose::Committee, note: out_of_order }).await,
        Code::NoteRefused
    );
    centre.reveal(s).await;
    purchaser.reveal(s).await;
    let void = |party| VoidAttempt { lot: lot(), purpose: Purpose::Committee, party, reason: "逾期未揭示".into() };
    assert_eq!(s.refused(&centre.actor, void(PartyName::Purchaser)).await, Code::NotWithheld);
    s.act(&centre.actor, void(PartyName::Supervisor)).await;
    let before = view(s).await;
    assert_eq!((before.attempt, before.state, before.voided.len()), (2, DrawState::Joining, 1));
    assert_eq!(
        s.refused(&first.actor, JoinDraw { lot: lot(), purpose: Purpose::Committee, key: first.key() }).await,
        Code::KeyUsed
    );
    let second = Party::new(PartyName::Supervisor, 4);
    second.join(s).await;
    let all = [centre, purchaser, second];
    for party in &all {
        party.commit(s).await;
    }
    for party in &all {
        party.reveal(s).await;
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_committee_is_drawn_called_and_seated_and_its_record_runs_again() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        let officer = staff(Role::Officer);
        s.act(&officer, request(&s, &[("C01", 2), ("A01", 1), ("D", 1)])).await;
        assert_eq!(s.stage().await, StageName::Drawing);
        let other =
            crate::common::caller(crate::lot::actor(Role::Purchaser, "other", Some("91330000999999999X"), None));
        let ask = ReadDraw { lot: s.key.clone(), purpose: Purpose::Committee };
        let read = bidroom_server::act::query(&s.house, &other, &ask);
        assert!(read.await.is_err(), "another purchaser's draw");
        assert_eq!(s.refused(&officer, request(&s, &[("C01", 4)])).await, Code::DrawUnderWay);
        let asked = view(&s).await;
        assert_eq!(asked.pool, 700);
        assert_eq!(asked.pool, asked.candidates + asked.excluded);
        for reason in [Exclusion::Status, Exclusion::BidderEmployee, Exclusion::PurchaserEmployee, Exclusion::Specialty]
        {
            assert!(asked.reasons.iter().any(|(found, count)| *found == reason && *count > 0), "{reason:?}");
        }
        let all = ceremony_with_a_void_attempt(&s).await;
        // The public value counts only after the reveals lie in a cosigned checkpoint.
        let note = beacon_note(&view(&s).await, &all[0], b"704");
        let early = EnterBeacon { lot: s.key.clone(), purpose: Purpose::Committee, note };
        assert_eq!(s.refused(&officer, early).await, Code::RevealsNotCosigned);
        s.cosign().await;
        enter_beacon(&s, &all, b"704").await;
        let drawn = view(&s).await;
        assert_eq!((drawn.state, drawn.seats.len()), (DrawState::Calling, 4));
        calls(&s).await;
        assert_eq!(s.stage().await, StageName::Seated);
        assert!(s.kinds().await.contains(&"committee.seated".to_owned()));
        no_names(&s).await;
        record(&s).await;
    }
}

/// One declines, one is unreachable; nobody is disclosed before the supervisor has countersigned.
async fn calls(s: &Situation) {
    let (registrar, supervisor) = (staff(Role::Registrar), staff(Role::Supervisor));
    no_names(s).await;
    let open = s.read(&registrar, ListCalls {}).await;
    assert_eq!((open.len(), open[0].open, open[0].seats), (1, 4, 4));
    let first = sheet(s).await;
    assert_eq!(first.place, "三楼评标区");
    let known: Vec<Hash> = first.calls.iter().map(|call| call.pid).collect();
    answer(s, known[0], Answer::Declined).await;
    let second: Vec<Hash> = sheet(s).await.calls.iter().map(|call| call.pid).collect();
    assert!(!second.contains(&known[0]) && second.len() == 4);
    answer(s, known[1], Answer::Unreachable).await;
    let waiting: Vec<Hash> = sheet(s).await.calls.iter().map(|call| call.pid).collect();
    assert_eq!(waiting, second, "nobody new before the countersignature");
    let twice = AnswerCall { lot: s.key.clone(), pid: known[1], answer: Answer::Accepted, note: String::new() };
    assert_eq!(s.refused(&registrar, twice).await, Code::AnswerWaits);
    let stranger = AnswerCall { lot: s.key.clone(), pid: known[0], answer: Answer::Accepted, note: String::new() };
    assert_eq!(s.refused(&registrar, stranger).await, Code::AnswerRefused);
    assert_eq!(s.refused(&registrar, CountersignAnswer { lot: s.key.clone(), n: 2 }).await, Code::NotPermitted);
    s.act(&supervisor, CountersignAnswer { lot: s.key.clone(), n: 2 }).await;
    let third: Vec<Hash> = sheet(s).await.calls.iter().map(|call| call.pid).collect();
    assert!(!third.contains(&known[1]) && third.len() == 4);
    accept_all(s).await;
}

/// The downloaded record runs again, every check holds; the supervisor's has the excluded, nobody's the names.
async fn record(s: &Situation) {
    for account in ["officer", "super"] {
        let files = download(s, account).await;
        assert_eq!(files.contains_key("excluded.tsv"), account == "super");
        assert!(!files.contains_key("opened.tsv"), "names are closed until the result is public");
        assert_eq!(files.keys().filter(|name| name.starts_with("proofs/")).count(), 7);
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let report = Record::new(files).rerun();
        assert!(report.holds(), "{:#?}", report.checks);
        assert_eq!((report.outcome, report.seats.len()), (Some(Outcome::Seated), 4));
        let seen: Vec<Hash> = view(s).await.seats.iter().map(|seat| seat.pid).collect();
        assert_eq!(report.seats.iter().map(|seat| seat.pid).collect::<Vec<_>>(), seen);
        let run = |json: &[&str]| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bidroom"));
            command.arg("draw").arg(folder.path()).args(json).output().unwrap()
        };
        assert!(run(&[]).status.success());
        let json: shared::draw::Report = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
        assert!(json.holds());
        // `make interop` asks the independent re-run too.
        if std::env::var_os("BIDROOM_INTEROP").is_some() {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/interop/draw.py");
            assert!(std::process::Command::new("python3").arg(script).arg(folder.path()).status().unwrap().success());
        }
        std::fs::write(folder.path().join("responses.tsv"), "").unwrap();
        assert_eq!(run(&[]).status.code(), Some(1), "a changed record does not hold");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_committee_that_cannot_be_formed_is_refused_before_the_ceremony() {
    let few: Vec<_> = bidroom_server::desks::pool::samples(2, 12).unwrap();
    let s = Situation::new(None, few).await;
    let officer = staff(Role::Officer);
    assert_eq!(s.refused(&officer, request(&s, &[("C01", 4)])).await, Code::CannotBeMet);
    assert_eq!(s.refused(&officer, request(&s, &[("C01", 3)])).await, Code::SeatsDiffer);
    assert_eq!(s.refused(&officer, request(&s, &[("Z9", 4)])).await, Code::SpecialtyUnknown);
    let mut rehearsal = request(&s, &[("C01", 4)]);
    rehearsal.beacon = "none".into();
    assert_eq!(s.refused(&officer, rehearsal).await, Code::FieldInvalid);
    assert_eq!(s.stage().await, StageName::Qualified);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_that_runs_out_of_people_ends_and_can_be_asked_anew() {
    let mut pool = bidroom_server::desks::pool::samples(3, 40).unwrap();
    for (n, (_, data)) in pool.iter_mut().enumerate() {
        // Five can be drawn, each of an employer of their own; four are needed.
        data.specialties = vec![if (10..15).contains(&n) { "C01" } else { "B01" }.to_owned()];
        data.status = shared::api::pool::ExpertStatus::Active;
        data.relations.clear();
        data.employer = shared::id::OrgId::new(format!("9133000012345{n:05}")).unwrap();
    }
    let s = Situation::new(None, pool).await;
    let all = parties();
    s.act(&all[0].actor, request(&s, &[("C01", 4)])).await;
    for party in &all {
        party.join(&s).await;
    }
    for party in &all {
        party.commit(&s).await;
    }
    for party in &all {
        party.reveal(&s).await;
    }
    s.cosign().await;
    enter_beacon(&s, &all, b"1").await;
    let calls = sheet(&s).await.calls;
    answer(&s, calls[0].pid, Answer::Declined).await;
    assert_eq!(view(&s).await.state, DrawState::Calling);
    answer(&s, calls[1].pid, Answer::Declined).await;
    let ended = view(&s).await;
    assert_eq!((ended.state, ended.outcome, ended.short), (DrawState::Ended, Some(Outcome::CannotBeMet), vec![0]));
    assert!(s.kinds().await.contains(&"draw.ended".to_owned()));
    assert!(Record::new(download(&s, "super").await).rerun().holds());
    s.act(&all[0].actor, request(&s, &[("B01", 4)])).await;
    assert_eq!(view(&s).await.state, DrawState::Joining);
    // The whole ceremony again, with the same people but fresh keys.
    let fresh = [
        Party::new(PartyName::Centre, 11),
        Party::new(PartyName::Purchaser, 12),
        Party::new(PartyName::Supervisor, 13),
    ];
    for party in &fresh {
        party.join(&s).await;
    }
    assert_eq!(view(&s).await.state, DrawState::Committing);
    let _ = ceremony::request(&s, &[("B01", 4)]);
}
