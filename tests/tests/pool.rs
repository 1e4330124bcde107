//! The expert pool and what is drawn from it, through the interface: spreadsheets whole or not at all, eligibility, the
//! supervisor's re-run and the expert's proof, draws of ties; and that nobody but the registrar learns a name before check-in.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use bidroom_server::demo::keyring::PASSWORD;
use bidroom_server::http::door::SESSION;
use bidroom_server::http::mount::Route;
use bidroom_server::http::router;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use shared::api::draw::{
    AnswerCall, BidPart, Exclusion, LoadRules, NameParts, PartRole, ProveStanding, ReadCallSheet, ReadFilter,
    RequestSeats,
};
use shared::api::journal::{PAGE_MAX, ReadJournal};
use shared::api::pool::{
    Day, ExpertRelation, ExportPool, ImportExperts, ImportSpecialties, PreviewImport, ReadExpert, RelationKind,
    SaveExpert, SearchPool, SheetFormat,
};
use shared::api::{CONFIRM, IDEMPOTENCY_KEY, LIVE_PATH, Mount};
use shared::draw::{Answer, Context, Purpose};
use shared::id::{ExpertNo, OrgId};
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::Code;
use std::collections::BTreeSet;
use std::time::Duration;
use tests::situation::Scene;
use tests::{Base, Failed, Lot, Outcome, Person, databases, within};

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Outcome<T>, code: Code) {
    match outcome {
        Err(Failed::Refused(problem)) => assert_eq!(problem.refusal.code, code, "{}", problem.refusal),
        other => panic!("expected {}, got {other:?}", code.as_str()),
    }
}

fn run() -> String {
    "test-run".to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_is_imported_whole_or_not_at_all() {
    for base in databases() {
        within(120, base.name(), spreadsheets(&base)).await;
    }
}

async fn spreadsheets(base: &Base) {
    let scene = Scene::people(base).await;
    let registrar = &scene.cast.registrar.person;
    let pool = || async { registrar.ask(&SearchPool::default()).await.unwrap().pool };
    let before = pool().await;
    let csv = registrar.file("/api/pool/export", &ExportPool { format: SheetFormat::CsvGb18030 }).await;
    let text = encoding(&csv.unwrap());
    let line = |no: &str| text.lines().find(|line| line.starts_with(no)).unwrap().to_owned();
    let header = text.lines().next().unwrap();

    // One new expert, one changed, one as before.
    let second = line("E00002");
    let changed = second.trim_end_matches(',').replacen(&cell(&second, 2), "13912345678", 1);
    let fresh = line("E00003").replacen("E00003", "", 1).replacen(&cell(&line("E00003"), 1), "欧阳思齐", 1);
    let good = format!("{header}\n{}\n{changed}\n{fresh}\n", line("E00001"));
    let preview = registrar.put(&PreviewImport { run: run() }, "text/csv", good.as_bytes()).await.unwrap();
    assert_eq!((preview.rows, preview.new, preview.changed, preview.same, preview.wrong), (3, 1, 1, 1, 0));
    assert_eq!(pool().await, before, "a preview changes nothing");

    // Another file than the previewed one, and one with a wrong row, leave the pool as it is.
    let bad = format!("{good}{}\n", line("E00004").replacen("E00004", "E00001", 1));
    let import = ImportExperts { sha256: preview.sha256, run: run() };
    refused(registrar.put(&import, "text/csv", bad.as_bytes()).await, Code::ImportOther);
    let wrong = registrar.put(&PreviewImport { run: run() }, "text/csv", bad.as_bytes()).await.unwrap();
    assert_eq!((wrong.wrong, wrong.errors[0].row, wrong.errors[0].refusal.code), (1, 5, Code::RowDuplicate));
    let import_bad = ImportExperts { sha256: wrong.sha256, run: run() };
    refused(registrar.put(&import_bad, "text/csv", bad.as_bytes()).await, Code::ImportWrong);
    assert_eq!(pool().await, before);

    let imported = registrar.put(&import, "text/csv", good.as_bytes()).await.unwrap();
    assert_eq!((imported.new, imported.changed, imported.same), (1, 1, 1));
    assert_eq!(pool().await, before + 1);
    let found = registrar.ask(&SearchPool { text: "欧阳思齐".into(), ..SearchPool::default() }).await.unwrap();
    assert_eq!(found.rows[0].no.as_str(), "E00701", "the next free number");
    let record = registrar.ask(&ReadExpert { no: ExpertNo::new("E00002").unwrap() }).await.unwrap();
    assert_eq!((record.data.phone.as_str(), record.history.len()), ("13912345678", 2));
    // Nobody else may, and the journal says what happened without saying to whom.
    for person in [&scene.cast.admin, &scene.cast.officer.person, &scene.cast.supervisor.person] {
        refused(person.put(&import, "text/csv", good.as_bytes()).await, Code::NotPermitted);
    }
    let told = journal(&scene).await;
    assert!(told.contains("experts.imported") && told.contains("pool.exported"));
    assert!(!told.contains("欧阳思齐") && !told.contains("13912345678"));

    let tree = "code,parent,zh,en\nC0101,C01,应用软件,Applications\n";
    let done = registrar.put(&ImportSpecialties {}, "text/csv", tree.as_bytes()).await.unwrap();
    assert_eq!((done.specialties, done.errors.len()), (1, 0));
    let lost = "code,parent,zh,en\nX01,X,甲,A\n";
    refused(registrar.put(&ImportSpecialties {}, "text/csv", lost.as_bytes()).await, Code::SpecialtyUnknown);
}

fn encoding(bytes: &[u8]) -> String {
    encoding_rs::GB18030.decode(bytes).0.into_owned()
}

fn cell(line: &str, at: usize) -> String {
    line.split(',').nth(at).unwrap().to_owned()
}

/// Every body that the supervisor can read.
async fn journal(scene: &Scene) -> String {
    let mut all = String::new();
    let mut before = None;
    loop {
        let read = ReadJournal { lot: None, before, limit: Some(PAGE_MAX) };
        let page = scene.cast.supervisor.person.ask(&read).await.unwrap();
        for entry in page.entries {
            all.push_str(&entry.entry);
            if let Some(body) = entry.body {
                all.push_str(&body.kind);
                all.push_str(&body.json);
            }
        }
        match page.next {
            Some(next) => before = Some(next),
            None => return all,
        }
    }
}

/// Four experts, with the load rules that are given.
async fn request(lot: &Lot, load: LoadRules) -> Outcome<()> {
    let groups = [("A", 2), ("C", 2)].map(|(code, need)| shared::api::draw::GroupAsk { specialty: code.into(), need });
    let ask = RequestSeats {
        lot: lot.key.clone(),
        groups: groups.to_vec(),
        beacon: "两枚骰子".into(),
        meet_ms: lot.cast.now_ms().await? + 3_600_000,
        load,
    };
    lot.cast.officer.person.act(&ask).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_takes_out_whom_the_rules_name_and_can_be_run_again() {
    for base in databases() {
        within(240, base.name(), filtered(&base)).await;
    }
}

async fn filtered(base: &Base) {
    let scene = Scene::people(base).await;
    let registrar = &scene.cast.registrar.person;
    // A first committee, whose members the cool-down of the second leaves in peace.
    let first = scene.opened("301").await;
    first.qualify(&[]).await.unwrap();
    first.drawn(&[]).await.unwrap();
    let seated = first.seated_experts().await.unwrap();

    let lot = scene.opened("302").await;
    lot.qualify(&[]).await.unwrap();
    let member = OrgId::new("91330500MA2E00005E").unwrap();
    let part = BidPart {
        bidder: lot.cast.bidders[0].org.clone(),
        org: member.clone(),
        name: "联合体成员".into(),
        role: PartRole::Consortium,
    };
    lot.cast.officer.person.act(&NameParts { lot: lot.key.clone(), parts: vec![part] }).await.unwrap();
    // Two experts of the member: one whose employment there ended four years ago, one whose ended last year.
    let today = Day::at(lot.cast.now_ms().await.unwrap()).unwrap();
    let candidates: Vec<ExpertNo> = (1..=700)
        .map(|n| ExpertNo::new(format!("E{n:05}")).unwrap())
        .filter(|no| !seated.contains(&no.to_string()))
        .collect();
    let (mut old, mut recent) = (None, None);
    for no in candidates {
        let mut data = registrar.ask(&ReadExpert { no: no.clone() }).await.unwrap().data;
        let plain = data.relations.is_empty() && data.status == shared::api::pool::ExpertStatus::Active;
        if !plain || !data.specialties.iter().any(|code| code.starts_with('A')) || data.region != "杭州" {
            continue;
        }
        let years = if old.is_none() { 4 } else { 1 };
        let until = Some(today.years_before(years));
        data.relations.push(ExpertRelation {
            kind: RelationKind::PastEmployer,
            org: member.clone(),
            from: None,
            until,
        });
        registrar.act(&SaveExpert { no: Some(no.clone()), data }).await.unwrap();
        if old.is_none() {
            old = Some(no);
        } else {
            recent = Some(no);
            break;
        }
    }
    let (old, recent) = (old.unwrap(), recent.unwrap());
    let load =
        LoadRules {
            regions: vec!["杭州".into(), "宁波".into(), "温州".into()], cool_down_days: 30, yearly_cap: 0
        };
    refused(request(&lot, LoadRules { regions: vec!["月球".into()], ..load.clone() }).await, Code::FieldInvalid);
    request(&lot, load).await.unwrap();
    lot.ceremony().await.unwrap();

    let supervisor = &lot.cast.supervisor.person;
    let again = supervisor.ask(&ReadFilter { lot: lot.key.clone(), reason: None, page: 0 }).await.unwrap();
    assert!(again.version_holds && again.differences.is_empty(), "{:?}", again.differences);
    assert!(again.rules.organisations.contains(&member.to_string()));
    let of = async |reason| {
        let ask = ReadFilter { lot: lot.key.clone(), reason: Some(reason), page: 0 };
        supervisor.ask(&ask).await.unwrap().found
    };
    assert_eq!(of(Exclusion::PastEmployer).await, 1, "employment that ended four years ago does not count");
    assert!(of(Exclusion::Region).await > 300);
    assert_eq!(of(Exclusion::CoolDown).await + of_region(&scene, &seated).await, 4);
    refused(
        lot.cast.officer.person.ask(&ReadFilter { lot: lot.key.clone(), reason: None, page: 0 }).await,
        Code::NotPermitted,
    );
    // A record that changes afterwards does not change what was committed.
    let mut data = registrar.ask(&ReadExpert { no: recent.clone() }).await.unwrap().data;
    data.relations.clear();
    registrar.act(&SaveExpert { no: Some(recent.clone()), data }).await.unwrap();
    let again = supervisor.ask(&ReadFilter { lot: lot.key.clone(), reason: None, page: 0 }).await.unwrap();
    assert!(again.differences.is_empty(), "the re-run takes the records as they stood");
    // The proof waits for the result.
    refused(registrar.act(&ProveStanding { lot: lot.key.clone(), no: old }).await, Code::WrongStage);
    let context = lot.draw_of(Purpose::Committee).await.unwrap().context.unwrap();
    let rules = Context::parse(context.as_bytes()).unwrap().pool.unwrap().rules;
    assert_eq!(rules, again.version);
}

/// How many of these are of a region that the second draw leaves out.
async fn of_region(scene: &Scene, numbers: &[String]) -> u64 {
    let mut out = 0;
    for no in numbers {
        let no = ExpertNo::new(no.clone()).unwrap();
        let data = scene.cast.registrar.person.ask(&ReadExpert { no }).await.unwrap().data;
        out += u64::from(!["杭州", "宁波", "温州"].contains(&data.region.as_str()));
    }
    out
}

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
