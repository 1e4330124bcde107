//! The whole chain through the interface, on both databases, and what is refused on the way.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "chain/blind.rs"]
mod blind;
#[path = "chain/envelopes.rs"]
mod envelopes;
#[path = "chain/kinds.rs"]
mod kinds;

use bidroom_server::demo::keyring::PASSWORD;
use bidroom_server::demo::people::BIDDERS;
use shared::amount::Fen;
use shared::api::award::{Ending, Standing};
use shared::api::journal::{PAGE_MAX, ReadJournal};
use shared::api::opening::{Outcome as Opened, PriceLine, Prices, ReadRelease};
use shared::api::pool::{self, ExpertStatus, ReadExpert, SaveExpert, SearchPool};
use shared::api::scoring::SaveScore;
use shared::api::summary::SummaryBid;
use shared::draw::Answer;
use shared::envelope::container;
use shared::lifecycle::{Failure, StageName};
use shared::refusal::Code;
use shared::rules::Verdict;
use std::path::Path;
use std::process::Command;
use tests::chain::{Sealed, append, create, upload};
use tests::situation::{Scene, marks, offers};
use tests::{Base, Failed, Lot, Outcome, Seated, databases, journal, within, zip};

/// What the lot comes to, by hand: bidder, price, evaluated price, points for the price, total, rank. The small enterprise's
/// price counts less 10 %: 972,000, which is the lowest and gets all 30 points; the others get 30 · 972,000 / P.
const RESULT: [(usize, i64, &str, &str, &str, u32); 3] = [
    (0, 1_180_000, "1180000.00", "24.71", "86.81", 1),
    (1, 1_080_000, "972000.00", "30.00", "83.10", 2),
    (2, 1_020_000, "1020000.00", "28.59", "74.09", 3),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_goes_from_draft_to_published_result() {
    for base in databases() {
        within(180, base.name(), whole_chain(&base)).await;
    }
}

async fn whole_chain(base: &Base) {
    let began = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let scene = Scene::people(base).await;
    let lot = scene.with_bids("001").await;
    // Somebody logs in again, which says who is about to bid (87号令 art. 28).
    scene.cast.admin.stranger().logged_in(BIDDERS[0].0, PASSWORD).await.unwrap();
    let told = bidders_in_the_journal(&lot).await;
    assert!(told.is_empty(), "the supervisor reads before the list who bids: {told:?}");
    scene.past_deadline(&lot).await;
    lot.closed().await.unwrap();
    let told = bidders_in_the_journal(&lot).await;
    assert!(told.iter().any(|line| line.contains("session.opened")), "after it nothing is held back");
    lot.sign_list().await.unwrap();
    lot.cosign_list().await.unwrap();
    lot.release(2).await.unwrap();
    lot.release(3).await.unwrap();
    prices_are_announced(&lot.announce().await.unwrap());
    lot.sign_record().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    lot.drawn(&[Answer::Accepted, Answer::Declined, Answer::Unreachable]).await.unwrap();
    let room = scene.room().await;
    let members = lot.convened(&room).await.unwrap();
    assert_eq!(members.len(), 5);
    lot.comply(&members).await.unwrap();
    a_score_out_of_range_is_refused(&lot, &members[0]).await;
    lot.scored(&members, &marks()).await.unwrap();
    assert_eq!(lot.aggregate(&members[0]).await.unwrap().verdict, Verdict::Ranked);
    ranking_is_as_by_hand(&lot, &members[0]).await;
    let report = lot.report(&members[0]).await.unwrap();
    report_says_so(&lot, &members, &report);
    lot.sign_report(&members).await.unwrap();
    lot.confirm().await.unwrap();
    result_is_published(&lot).await;
    let folder = tempfile::tempdir().unwrap();
    zip::unpack(&lot.draw_record().await.unwrap(), folder.path());
    the_draw_is_run_again(folder.path());
    let head = journal::follow(&lot.cast.admin, None).await.unwrap();
    journal::verify(&journal::entries(&lot.cast).await.unwrap(), &[head]);
    let took = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap() - began;
    println!("the chain on {}: {} journal entries, {:.1} s", base.name(), head.0, took.as_secs_f32());
}

/// What the supervisor can read of the bidders' acts since the notice.
async fn bidders_in_the_journal(lot: &Lot) -> Vec<String> {
    let read = ReadJournal { lot: None, before: None, limit: Some(PAGE_MAX) };
    let page = lot.cast.supervisor.person.ask(&read).await.unwrap();
    let bodies: Vec<_> = page.entries.into_iter().filter_map(|entry| entry.body).collect();
    let notice = bodies.iter().position(|body| body.kind == "notice.published").expect("the notice is recent");
    let names = |body: &str| BIDDERS.iter().any(|bidder| body.contains(bidder.0) || body.contains(bidder.1));
    bodies[..notice].iter().filter(|body| names(&body.json)).map(|body| body.json.clone()).collect()
}

fn prices_are_announced(prices: &Prices) {
    let Prices::Announced { lines, .. } = prices else { panic!("the prices are sealed") };
    let said: Vec<(Fen, &str, bool)> = lines
        .iter()
        .map(|PriceLine { price, words, words_agree, .. }| (*price, words.as_str(), *words_agree))
        .collect();
    let expected = [
        (Fen(118_000_000), "人民币壹佰壹拾捌万元整", true),
        (Fen(108_000_000), "人民币壹佰零捌万元整", true),
        (Fen(102_000_000), "人民币壹佰零贰万元整", true),
    ];
    assert_eq!(said, expected);
}

async fn a_score_out_of_range_is_refused(lot: &Lot, member: &Seated) {
    let sheet = lot.sheet(member).await.unwrap();
    for (points, code) in [("20.5", Code::ScoreOutOfRange), ("-1", Code::ScoreOutOfRange), ("7.25", Code::ScoreOffStep)]
    {
        let save = SaveScore {
            lot: lot.key.clone(),
            bidder: sheet.bids[0].bidder.clone(),
            criterion: "plan".into(),
            points: Some(points.into()),
            reason: String::new(),
            version: 0,
        };
        refused(member.person.act(&save).await, code);
    }
}

async fn ranking_is_as_by_hand(lot: &Lot, member: &Seated) {
    let table = lot.summary(member).await.unwrap().table.expect("a ranking");
    assert_eq!(table.benchmark.map(|b| b.to_string()).as_deref(), Some("972000.00"));
    let text = |bid: &SummaryBid| {
        let show = |points: &Option<shared::amount::TwoPlaces>| points.as_ref().map(ToString::to_string);
        (bid.bidder.clone(), bid.price, show(&bid.evaluated_price), show(&bid.price_points), show(&bid.total), bid.rank)
    };
    let expected: Vec<_> = RESULT
        .iter()
        .map(|(at, yuan, evaluated, points, total, rank)| {
            let own = |text: &str| Some(text.to_owned());
            let org = lot.cast.bidders[*at].org.clone();
            (org, Fen::from_yuan(*yuan).unwrap(), own(evaluated), own(points), own(total), Some(*rank))
        })
        .collect();
    assert_eq!(table.bids.iter().map(text).collect::<Vec<_>>(), expected);
    assert_eq!(table.bids[0].criteria.values().map(ToString::to_string).collect::<Vec<_>>().len(), 5);
}

/// The text of a PDF, without spaces: a table may break a word anywhere, and so may the end of a page, whose running head and foot
/// are left out.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().expect("poppler-utils");
    assert!(run.status.success());
    let text = String::from_utf8(run.stdout).unwrap();
    text.split('\u{c}').enumerate().map(|(n, page)| body_of(page, n > 0)).collect()
}

/// A page without its foot, and without its head if that repeats the first page's.
fn body_of(page: &str, headed: bool) -> String {
    let tight = |line: &str| line.split_whitespace().collect::<String>();
    let lines = page.lines().map(tight).filter(|line| !line.is_empty());
    let foot = |line: &String| line.starts_with('第') && line.contains("页/共");
    lines.skip(usize::from(headed)).take_while(|line| !foot(line)).collect()
}

fn report_says_so(lot: &Lot, members: &[Seated], report: &[u8]) {
    assert!(report.starts_with(b"%PDF-"));
    let text = text_of(report);
    let missing = |what: &str| (!text.contains(what)).then(|| what.to_owned());
    let facts = RESULT.iter().flat_map(|(at, _, _, points, total, _)| {
        [lot.cast.bidders[*at].name.clone(), (*points).to_owned(), (*total).to_owned()]
    });
    let names = members.iter().map(|member| member.name.clone());
    let fixed = ["评标报告".to_owned(), lot.spec.tender.clone()];
    let missing: Vec<String> = facts.chain(names).chain(fixed).filter_map(|fact| missing(&fact)).collect();
    assert!(missing.is_empty(), "the report does not say {missing:?}");
}

async fn result_is_published(lot: &Lot) {
    let result = lot.publish_result().await.unwrap();
    let Ending::Awarded { winner_id, price, price_words, committee, .. } = result.ending else { panic!("not awarded") };
    assert_eq!(winner_id, lot.cast.bidders[0].org);
    assert_eq!((price, price_words.as_str()), (Fen(118_000_000), "人民币壹佰壹拾捌万元整"));
    assert_eq!(committee.len(), 5);
    for (at, _, _, _, total, rank) in RESULT {
        let own = lot.own_result(at).await.unwrap();
        assert_eq!(own.won, at == 0);
        let Standing::Ranked { rank: own_rank, of, total: own_total, .. } = own.standing else { panic!("not ranked") };
        assert_eq!((own_rank, of, own_total.map(|t| t.to_string()).as_deref()), (rank, 3, Some(total)));
    }
    // Who did not bid has no result.
    refused(lot.own_result(3).await, Code::NotPermitted);
}

fn the_draw_is_run_again(folder: &Path) {
    let run = Command::new(tests::house::binary()).arg("draw").arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "bidroom draw: {said}{}", String::from_utf8_lossy(&run.stderr));
    // One changed line of the record is found.
    let result = folder.join("result.tsv");
    let changed = std::fs::read_to_string(&result).unwrap().replacen('0', "1", 1);
    std::fs::write(result, changed).unwrap();
    let run = Command::new(tests::house::binary()).arg("draw").arg(folder).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Outcome<T>, code: Code) {
    match outcome {
        Err(Failed::Refused(problem)) => assert_eq!(problem.refusal.code, code, "{}", problem.refusal),
        other => panic!("expected {}, got {other:?}", code.as_str()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_uploads_are_refused_and_two_bids_are_not_opened() {
    let scene = Scene::people(&Base::Sqlite).await;
    let lot = scene.published("101").await;
    let other = scene.published("102").await;
    let [first, second, third, _] = lot.cast.bidders.as_slice() else { panic!("four bidders") };
    let offers = offers();
    let files = lot.documents(first, &offers[0]).await.unwrap();
    let pdf = files[0].bytes.clone();
    let form = lot.form(first, &offers[0], &files).unwrap();
    let sealed = lot.seal(first, &form, files.clone()).await.unwrap();
    let again = lot.seal(first, &form, files.clone()).await.unwrap();
    let person = &first.signer.person;

    // Not sealed at all, and not even that.
    refused(send(person, &lot, &pdf).await, Code::BidNotSealed);
    refused(send(person, &lot, b"{\"price\": 1}, not a sealed bid").await, Code::BidWrongType);
    // A file that ends too early; the head of one seal with the payload of another.
    refused(send(person, &lot, &sealed.bytes[..sealed.bytes.len() - 4096]).await, Code::BidTruncated);
    let payload = container::split(&again.bytes).unwrap().1.len();
    let mut swapped = sealed.bytes[..sealed.bytes.len() - payload].to_vec();
    swapped.extend_from_slice(&again.bytes[again.bytes.len() - payload..]);
    refused(send(person, &lot, &swapped).await, Code::BidSwapped);
    // A bid of somebody else, and one for another lot.
    refused(send(&second.signer.person, &lot, &sealed.bytes).await, Code::BidReplayed);
    refused(send(person, &other, &sealed.bytes).await, Code::BidReplayed);
    // After all that the whole one is taken, and cannot be sent a second time.
    let receipt = upload(person, &lot.key, &sealed).await.unwrap();
    assert!(receipt.starts_with("bidroom/receipt/1\n"));
    refused(send(person, &lot, &sealed.bytes).await, Code::BidReplayed);

    lot.bid(second, &offers[1]).await.unwrap();
    half_sent_bid_is_late(&scene, &lot, third).await;
    // Two bids: nothing is opened; the holders sign that their keys are destroyed.
    let console = lot.closed().await.unwrap();
    assert_eq!(console.hall.bids.len(), 2);
    let failed = lot.console_when("the end", |console| console.hall.stage == StageName::Failed).await.unwrap();
    assert_eq!(failed.hall.failure, Some(Failure::FewerThanThreeSubmitted));
    let ask = ReadRelease { lot: lot.key.clone(), envelope: None };
    let sheet = lot.cast.holders[0].person.ask(&ask).await.unwrap();
    assert!(sheet.heads.is_empty(), "nothing to open is handed out");
    lot.destroy_key(1).await.unwrap();
}

/// Sends bytes as an upload, in one piece.
async fn send(person: &tests::Person, lot: &Lot, bytes: &[u8]) -> Outcome<()> {
    let place = create(person, &lot.key, bytes.len()).await?;
    append(person, &place, 0, bytes).await
}

async fn half_sent_bid_is_late(scene: &Scene, lot: &Lot, bidder: &bidroom_server::demo::people::Bidder) {
    let offer = &offers()[2];
    let files = lot.documents(bidder, offer).await.unwrap();
    let form = lot.form(bidder, offer, &files).unwrap();
    let Sealed { bytes, .. } = lot.seal(bidder, &form, files).await.unwrap();
    let person = &bidder.signer.person;
    let place = create(person, &lot.key, bytes.len()).await.unwrap();
    append(person, &place, 0, &bytes[..bytes.len() / 2]).await.unwrap();
    scene.past_deadline(lot).await;
    let rest = append(person, &place, bytes.len() / 2, &bytes[bytes.len() / 2..]).await;
    let code = rest.as_ref().err().and_then(Failed::code);
    assert!(matches!(code, Some(Code::BidLate | Code::UploadGone | Code::UploadExpired)), "{rest:?}");
    let fresh = create(person, &lot.key, bytes.len()).await;
    let code = fresh.as_ref().err().and_then(Failed::code);
    assert!(matches!(code, Some(Code::BidLate | Code::WrongStage)), "{fresh:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_plans_forms_keys_and_committees_are_refused() {
    let scene = Scene::people(&Base::Sqlite).await;
    // Criteria that do not sum to 100 with the price.
    let mut spec = scene.lot("200").await.spec;
    spec.criteria[0].max = 30.into();
    let lot = Lot::new(&scene.cast, &scene.fonts, spec).unwrap();
    lot.draft().await.unwrap();
    lot.hold_keys().await.unwrap();
    refused(lot.publish().await, Code::CriteriaNotHundred);

    // A form without a price: nobody can see it before the opening, and then it is the bidder's fault; the others go on.
    let lot = scene.with_bids("201").await;
    let fourth = &lot.cast.bidders[3];
    let offer = offers()[0].clone();
    let files = lot.documents(fourth, &offer).await.unwrap();
    let mut form = lot.form(fourth, &offer, &files).unwrap();
    form.price_fen = None;
    let sealed = lot.seal(fourth, &form, files).await.unwrap();
    upload(&fourth.signer.person, &lot.key, &sealed).await.unwrap();
    scene.past_deadline(&lot).await;
    lot.closed().await.unwrap();
    lot.sign_list().await.unwrap();
    lot.cosign_list().await.unwrap();
    // Holder 1 comes with the key file of holder 2.
    refused(lot.release_with(1, 1).await, Code::ReleaseWrongKey);
    lot.release(1).await.unwrap();
    lot.release(2).await.unwrap();
    let Prices::Announced { lines, .. } = lot.announce().await.unwrap() else { panic!("the prices are sealed") };
    assert_eq!(lines.len(), 3);
    let console = lot.console().await.unwrap();
    let line = console.hall.bids.iter().find(|bid| bid.bidder == fourth.org).unwrap();
    assert!(matches!(line.outcome, Opened::BidderFault { .. }), "{:?}", line.outcome);

    // A committee that cannot be formed: the pool has nobody of that specialty left.
    lot.sign_record().await.unwrap();
    lot.qualify(&[]).await.unwrap();
    suspend_all(&scene, "B02").await;
    refused(lot.request_seats(&[("B02", 1), ("A", 3)]).await, Code::CannotBeMet);
    refused(lot.request_seats(&[("A", 3)]).await, Code::SeatsDiffer);
    lot.request_seats(&[("A", 4)]).await.unwrap();
}

async fn suspend_all(scene: &Scene, specialty: &str) {
    let registrar = &scene.cast.registrar.person;
    let search = SearchPool {
        specialty: Some(specialty.into()),
        status: Some(ExpertStatus::Active),
        size: pool::PAGE_MAX,
        ..SearchPool::default()
    };
    for row in registrar.ask(&search).await.unwrap().rows {
        let mut data = registrar.ask(&ReadExpert { no: row.no.clone() }).await.unwrap().data;
        data.status = ExpertStatus::Suspended;
        data.status_reason = "聘期届满".into();
        registrar.act(&SaveExpert { no: Some(row.no), data }).await.unwrap();
    }
}
