use super::*;
use shared::api::review::SignedAt;
use shared::api::scoring::Cell as Row;
use shared::rules::CriterionKind;

fn criterion(id: &str) -> PlanCriterion {
    PlanCriterion {
        id: id.into(),
        title: id.into(),
        standard: String::new(),
        kind: CriterionKind::Subjective,
        max: "5".parse().unwrap(),
        min: "0".parse().unwrap(),
        step: Some("0.5".parse().unwrap()),
    }
}

fn reply(cells: Vec<Row>) -> SheetReply {
    let bid = |id: &str| SheetBid {
        bidder: OrgId::new(id).unwrap(),
        name: id.into(),
        files: Vec::new(),
        index: vec![Cited { criterion: "p".into(), file: 1, page: 7 }],
    };
    SheetReply {
        tender_title: "t".into(),
        title: "l".into(),
        stage: StageName::Scoring,
        member: MemberId::new("m1").unwrap(),
        criteria: vec![criterion("p"), criterion("q")],
        bids: vec![bid("A"), bid("B")],
        cells,
        signed: None,
        strays: Vec::new(),
    }
}

fn book() -> Book {
    Book::new(LotKey::new("T", "1").unwrap(), &reply(Vec::new()))
}

fn key(bidder: &str, criterion: &str) -> Key {
    Key { bidder: OrgId::new(bidder).unwrap(), criterion: criterion.into() }
}

fn draft(points: &str) -> Draft {
    Draft { points: Some(points.into()), reason: String::new() }
}

fn row(bidder: &str, criterion: &str, points: &str, version: i64) -> Row {
    Row {
        bidder: OrgId::new(bidder).unwrap(),
        criterion: criterion.into(),
        points: Some(points.into()),
        reason: String::new(),
        version,
        returned: false,
        old: None,
        why: None,
    }
}

fn conflict(points: &str, version: i64) -> Refusal {
    Refusal::new(Code::VersionConflict).with("version", version).with("points", points).with("reason", "")
}

#[test]
fn a_score_goes_out_once_and_what_is_typed_meanwhile_follows() {
    let (mut book, cell) = (book(), key("A", "p"));
    book.give(&cell, draft("4")).unwrap();
    let first = book.due(&cell, || "k1".into()).unwrap();
    assert_eq!((first.key.as_str(), first.body.version), ("k1", 0));
    assert_eq!(book.due(&cell, || "k2".into()), None, "one at a time");
    book.give(&cell, draft("4.5")).unwrap();
    assert_eq!(book.kept(&cell).unwrap().newer, Some(draft("4.5")), "the outbox keeps both");
    book.saved(&cell, 1);
    let second = book.due(&cell, || "k2".into()).unwrap();
    assert_eq!((second.key.as_str(), second.body.version, second.body.points.as_deref()), ("k2", 1, Some("4.5")));
    book.saved(&cell, 2);
    assert_eq!(book.due(&cell, || "k3".into()), None);
    assert_eq!((book.cell(&cell).state, book.kept(&cell)), (State::Saved, None));
}

#[test]
fn a_lost_command_is_sent_again_with_the_same_key_also_after_a_reload() {
    let (mut before, cell) = (book(), key("B", "q"));
    before.give(&cell, draft("3")).unwrap();
    before.due(&cell, || "k1".into()).unwrap();
    before.lost(&cell, None);
    assert_eq!(before.counts(), (1, 0));
    before.give(&cell, draft("2")).unwrap();
    let kept = before.kept(&cell).unwrap();
    assert_eq!(before.due(&cell, || "k2".into()).unwrap().key, "k1");

    // The page is loaded anew; the server may or may not have had it.
    let mut after = Book::new(LotKey::new("T", "1").unwrap(), &reply(vec![row("B", "q", "3", 1)]));
    after.restore(cell.clone(), kept);
    assert_eq!(after.cell(&cell).mine, draft("2"));
    assert!(after.is_busy(&cell));
    let again = after.due(&cell, || "k2".into()).unwrap();
    assert_eq!((again.key.as_str(), again.body.points.as_deref()), ("k1", Some("3")));
    after.saved(&cell, 1);
    let newer = after.due(&cell, || "k2".into()).unwrap();
    assert_eq!((newer.body.points.as_deref(), newer.body.version), (Some("2"), 1));
}

#[test]
fn two_windows_never_overwrite_each_other() {
    let cell = key("A", "p");
    let fresh = || {
        let mut book = book();
        book.give(&cell, draft("4")).unwrap();
        book.due(&cell, || "k1".into()).unwrap();
        book.refused(&cell, conflict("2", 3));
        book
    };
    let mut mine = fresh();
    assert_eq!(mine.cell(&cell).state, State::Conflict(draft("2"), 3));
    assert_eq!(mine.due(&cell, || "k2".into()), None, "nothing goes out before the member has chosen");
    assert_eq!(mine.counts(), (0, 1));
    mine.absorb(&reply(vec![row("A", "p", "2", 3)]));
    assert_eq!(mine.cell(&cell).mine, draft("4"), "an answer of the server does not decide it");
    mine.resolve(&cell, true);
    let sent = mine.due(&cell, || "k2".into()).unwrap();
    assert_eq!((sent.body.version, sent.body.points.as_deref()), (3, Some("4")));

    let mut theirs = fresh();
    theirs.resolve(&cell, false);
    assert_eq!(theirs.cell(&cell).mine, draft("2"));
    assert_eq!(theirs.due(&cell, || "k2".into()), None);

    let mut same = book();
    same.give(&cell, draft("2")).unwrap();
    same.due(&cell, || "k1".into()).unwrap();
    same.refused(&cell, conflict("2", 3));
    assert_eq!((same.cell(&cell).state, same.cell(&cell).version), (State::Saved, 3), "both gave the same");
}

#[test]
fn a_score_off_the_grid_changes_nothing() {
    let (mut book, cell) = (book(), key("A", "p"));
    assert_eq!(book.give(&cell, draft("4.3")).unwrap_err().code, Code::ScoreOffStep);
    assert_eq!(book.give(&cell, draft("9")).unwrap_err().code, Code::ScoreOutOfRange);
    assert_eq!(book.give(&cell, draft("x")).unwrap_err().code, Code::ScoreNotDecimal);
    assert_eq!(book.cell(&cell), Cell::default());
    book.give(&cell, draft("4.50")).unwrap();
    assert_eq!(book.cell(&cell).mine, draft("4.5"));
}

#[test]
fn enter_walks_through_the_sheet_and_round_it() {
    let mut book = book();
    let walk = |book: &Book, from: Key| book.next_open(&from, false);
    assert_eq!(walk(&book, key("A", "p")), Some(key("A", "q")));
    assert_eq!(walk(&book, key("A", "q")), Some(key("B", "p")));
    assert_eq!(walk(&book, key("B", "q")), Some(key("A", "p")));
    assert_eq!(book.next_open(&key("A", "p"), true), Some(key("B", "p")), "one criterion across the bids");
    assert_eq!(book.next_open(&key("B", "p"), true), Some(key("A", "q")));
    for cell in [key("A", "p"), key("A", "q"), key("B", "q")] {
        book.give(&cell, draft("3")).unwrap();
    }
    assert_eq!(walk(&book, key("A", "p")), Some(key("B", "p")));
    book.give(&key("B", "p"), draft("3")).unwrap();
    assert_eq!(walk(&book, key("B", "p")), None);
    assert_eq!(book.scored(&OrgId::new("A").unwrap()), 2);
    assert_eq!(book.criterion_on(&key("A", "p"), 1), key("A", "q"));
    assert_eq!(book.criterion_on(&key("A", "q"), 1), key("A", "q"));
    assert_eq!(book.criterion_on(&key("A", "p"), -1), key("A", "p"));
    assert_eq!(book.bidder_on(&key("A", "q"), 1), key("B", "q"));
    assert_eq!(book.cited(&key("A", "p")).len(), 1);
    assert!(book.cited(&key("A", "q")).is_empty());
}

#[test]
fn after_the_signature_only_returned_cells_are_open() {
    let signed = Some(SignedAt { sha256: String::new(), at_ms: 1 });
    let cells = || vec![row("A", "p", "4", 1), row("A", "q", "4", 1), row("B", "p", "4", 1), row("B", "q", "4", 1)];
    let mut book = book();
    book.absorb(&SheetReply { signed: signed.clone(), ..reply(cells()) });
    assert!(book.keys().all(|key| !book.is_open(&key)));
    assert_eq!(book.give(&key("A", "p"), draft("3")).unwrap_err().code, Code::SheetSigned);
    let mut back = cells();
    back[2] = Row { returned: true, old: Some("4".into()), why: Some("复核".into()), ..back[2].clone() };
    book.absorb(&SheetReply { signed, ..reply(back) });
    assert_eq!(book.keys().filter(|key| book.is_open(key)).collect::<Vec<_>>(), [key("B", "p")]);
    assert_eq!(book.next_open(&key("A", "p"), false), Some(key("B", "p")));
    book.give(&key("B", "p"), draft("3")).unwrap();
    assert_eq!((book.cell(&key("B", "p")).old.as_deref(), book.next_open(&key("A", "p"), false)), (Some("4"), None));
}

#[test]
fn the_check_names_what_stands_between_the_sheet_and_its_signature() {
    let mut book = book();
    assert_eq!(book.check().missing.len(), 4);
    for cell in book.keys().collect::<Vec<_>>() {
        book.give(&cell, draft("5")).unwrap();
    }
    let check = book.check();
    assert_eq!((check.missing.len(), check.reasonless.len(), check.unsaved.len()), (0, 4, 4));
    for cell in book.keys().collect::<Vec<_>>() {
        book.give(&cell, Draft { reason: "完整".into(), ..draft("5") }).unwrap();
        book.due(&cell, || "k".into()).unwrap();
        book.saved(&cell, 1);
    }
    assert!(book.check().is_clean());
    let cells: Vec<_> = book.document().cells.iter().map(|cell| format!("{}{}", cell.bidder, cell.criterion)).collect();
    assert_eq!(cells, ["Ap", "Aq", "Bp", "Bq"]);
}

#[test]
fn what_the_server_refuses_goes_back_to_what_it_has() {
    let (mut book, cell) = (book(), key("A", "p"));
    book.absorb(&reply(vec![row("A", "p", "4", 2)]));
    book.give(&cell, draft("3")).unwrap();
    book.due(&cell, || "k1".into()).unwrap();
    book.refused(&cell, Code::SheetSigned.into());
    let now = book.cell(&cell);
    assert_eq!((now.mine, now.sent.is_none()), (draft("4"), true));
    assert!(matches!(now.state, State::Refused(refusal) if refusal.code == Code::SheetSigned));
}

#[test]
fn only_what_is_about_the_score_ends_it() {
    for code in Code::ALL {
        let score = code.as_str().starts_with("score-") && !code.as_str().starts_with("scores-");
        assert!(!score || fate(*code) == Fate::Refused, "{code:?}");
    }
    for passing in [Code::Internal, Code::Busy, Code::NotLoggedIn, Code::Throttled, Code::NotPermitted] {
        assert_eq!(fate(passing), Fate::Later, "{passing:?} must not take a score out of the outbox");
    }
    assert_eq!(fate(Code::NotAtSeat), Fate::Elsewhere);
}

#[test]
fn a_late_answer_does_not_overwrite_what_is_newer() {
    // Sent before the page was loaded anew; meanwhile another window has given 5 as version 2.
    let (mut before, cell) = (book(), key("A", "p"));
    before.give(&cell, draft("4")).unwrap();
    before.due(&cell, || "k1".into()).unwrap();
    let kept = before.kept(&cell).unwrap();
    let mut after = Book::new(LotKey::new("T", "1").unwrap(), &reply(vec![row("A", "p", "5", 2)]));
    after.restore(cell.clone(), kept);
    assert!(after.is_busy(&cell));
    after.due(&cell, || "k2".into()).unwrap();
    // The server answers the command of then: it was version 1.
    after.saved(&cell, 1);
    assert_eq!((after.cell(&cell).mine, after.cell(&cell).version), (draft("5"), 2));
    assert_eq!(after.due(&cell, || "k3".into()), None, "nothing is sent over the newer score");
}

#[test]
fn what_was_not_sent_is_told_as_it_was_given_last() {
    let (mut book, cell) = (book(), key("A", "p"));
    book.give(&cell, draft("4")).unwrap();
    book.due(&cell, || "k1".into()).unwrap();
    book.give(&cell, draft("3")).unwrap();
    book.lost(&cell, Some(Code::NotAtSeat.into()));
    let unsent = book.unsent();
    assert_eq!((unsent.len(), unsent[0].body.points.as_deref()), (1, Some("3")));
    book.give_up(&cell);
    assert_eq!((book.unsent().len(), book.cell(&cell).state), (0, State::Empty));
}

#[test]
fn the_same_for_all_and_the_least_or_most_throughout_are_worth_a_look_but_do_not_keep_from_signing() {
    let three = SheetReply {
        criteria: vec![criterion("p"), criterion("q"), criterion("r")],
        bids: ["A", "B", "C"]
            .map(|id| SheetBid { bidder: OrgId::new(id).unwrap(), name: id.into(), files: vec![], index: vec![] })
            .into(),
        ..reply(Vec::new())
    };
    let mut book = Book::new(LotKey::new("T", "1").unwrap(), &three);
    for cell in book.keys().collect::<Vec<_>>() {
        let points = if cell.bidder.as_str() == "A" || cell.criterion == "q" {
            "5"
        } else if cell.bidder.as_str() == "B" {
            "3"
        } else {
            "2.5"
        };
        book.give(&cell, Draft { reason: "理由".into(), ..draft(points) }).unwrap();
        book.due(&cell, || "k".into()).unwrap();
        book.saved(&cell, 1);
    }
    let check = book.check();
    assert_eq!(check.level, ["q"]);
    assert_eq!(check.extreme, [OrgId::new("A").unwrap()]);
    assert!(check.is_clean());
}
