//! The expert pool and what is drawn from it, through the interface: spreadsheets whole or not at all, eligibility, the
//! supervisor's re-run and the expert's proof, draws of ties; and that nobody but the registrar learns a name before check-in.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "pool/secrecy.rs"]
mod secrecy;

use shared::api::draw::{BidPart, Exclusion, LoadRules, NameParts, PartRole, ProveStanding, ReadFilter, RequestSeats};
use shared::api::journal::{PAGE_MAX, ReadJournal};
use shared::api::pool::{
    Day, ExpertRelation, ExportPool, ImportExperts, ImportSpecialties, PreviewImport, ReadExpert, RelationKind,
    SaveExpert, SearchPool, SheetFormat,
};
use shared::draw::{Context, Purpose};
use shared::id::{ExpertNo, OrgId};
use shared::refusal::Code;
use tests::situation::Scene;
use tests::{Base, Failed, Lot, Outcome, databases, within};

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
