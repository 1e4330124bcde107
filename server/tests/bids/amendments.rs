//! Amendments through the interface: who may, what the law asks, which bids count afterwards, who is told.

use crate::common::databases;
use crate::draft::{Draft, seal};
use crate::lot::{DAY_MS, Open, code, countersign, key, replace, signer};
use crate::opening::{close, console, cosign, made, sign_list};
use bidroom_server::channel::{Channel, Letter};
use bidroom_server::demo::line::{Outcome, Person};
use bidroom_server::webhook::Webhook;
use reqwest::Method;
use reqwest::header::HeaderMap;
use shared::api::Endpoint;
use shared::api::bids::*;
use shared::api::opening::Outcome as Verdict;
use shared::api::tenders::*;
use shared::envelope::{EarlierBids, Envelope, Label, Notice, identity_of, sign_object};
use shared::lifecycle::{Failure, StageName};
use shared::refusal::Code;
use shared::tender::{Amendment, AmendmentKind};
use std::sync::Arc;

const SINGLE: Envelope = Envelope::Single;

/// A clarification that touches no bid.
fn plain(version: u32) -> AmendNotice {
    AmendNotice {
        lot: key(),
        version,
        kind: AmendmentKind::Clarification,
        text: "第三页的联系电话更正为 0570-5550169。".into(),
        affects: false,
        deadline_ms: None,
        earlier_bids: EarlierBids::Stand,
    }
}

fn path<E: Endpoint>(body: &E) -> String {
    let q: String = serde_json::to_string(body).unwrap().bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{}?q={q}", E::PATH)
}

async fn notice(open: &Open) -> NoticePage {
    Person::public(&open.base).ask(&ReadNotice { lot: key() }).await.unwrap()
}

async fn document(open: &Open, person: &Person, name: &str) -> Outcome<Vec<u8>> {
    let _ = open;
    let asked = path(&ReadDocument { lot: key(), name: name.into() });
    Ok(person.send(Method::GET, &asked, HeaderMap::new(), Vec::new()).await?.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn amendments() {
    for server in databases() {
        let mut open = Open::new(server.as_deref()).await;
        the_officer_amends_within_the_law(&open).await;
        earlier_bids_stand_until_a_version_says_otherwise(&mut open).await;
        a_bid_that_must_be_sealed_again_is_retired_with_a_receipt(&open).await;
        who_is_concerned_is_told_and_nobody_else_learns_of_it(&open).await;
        what_was_sealed_under_a_version_that_stands_is_opened(&mut open).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_termination_ends_the_lot() {
    for server in databases() {
        let open = Open::new(server.as_deref()).await;
        let sealed = open.sealed(0).await;
        open.upload(0, &sealed).await.unwrap();
        let path = open.create(1, 4096).await.unwrap();
        open.patch(1, &path, 0, &[0x42; 4]).await.unwrap();
        assert_eq!(received(&open), 2);
        let ended = AmendNotice { kind: AmendmentKind::Termination, text: "采购任务取消。".into(), ..plain(1) };
        let moved = AmendNotice { deadline_ms: Some(open.deadline_ms + DAY_MS), ..ended.clone() };
        assert_eq!(code(open.officer.act(&moved).await), Some(Code::AmendmentRefused));
        open.officer.act(&ended).await.unwrap();
        let page = notice(&open).await;
        assert_eq!((page.stage, page.failure, page.version), (StageName::Failed, Some(Failure::Terminated), 2));
        assert_eq!(code(open.create(2, 4096).await), Some(Code::BidLate));
        assert!(open.patch(1, &path, 4, b"x").await.is_err());
        open.jobs().await;
        let slot = open.slot(0).await;
        assert_eq!(slot.revisions[0].state, RevisionState::Retired);
        genuine(&open, slot.revisions[0].withdrawal.as_ref().unwrap()).await;
        assert_eq!(open.slot(1).await.refused.unwrap().code, Code::LotTerminated);
        assert_eq!(received(&open), 0, "what was received is deleted");
        assert_eq!(code(open.officer.act(&plain(2)).await), Some(Code::WrongStage));
        close(&open).await;
        assert_eq!(notice(&open).await.stage, StageName::Failed, "the deadline changes nothing more");
    }
}

async fn genuine(open: &Open, note: &str) {
    let check = Person::public(&open.base).ask(&VerifyReceipt { note: note.into() }).await.unwrap();
    assert_eq!(check.finding, ReceiptFinding::Genuine);
    assert!(matches!(check.says, Some(NoteSays::Withdrawal(ref says)) if says.notice.is_some()), "{note}");
    let forged = note.replacen("revision 1", "revision 2", 1);
    let check = Person::public(&open.base).ask(&VerifyReceipt { note: forged }).await.unwrap();
    assert_eq!(check.finding, ReceiptFinding::BadSignature);
}

async fn the_officer_amends_within_the_law(open: &Open) {
    let officer = &open.officer;
    assert_eq!(code(open.supervisor.act(&plain(1)).await), Some(Code::NotPermitted));
    assert_eq!(code(open.bidders[0].person.act(&plain(1)).await), Some(Code::NotPermitted));
    assert_eq!(code(officer.act(&plain(7)).await), Some(Code::VersionConflict));
    assert_eq!(code(officer.act(&AmendNotice { text: " ".into(), ..plain(1) }).await), Some(Code::AmendmentRefused));
    let earlier = AmendNotice { deadline_ms: Some(open.deadline_ms - DAY_MS), ..plain(1) };
    assert_eq!(code(officer.act(&earlier).await), Some(Code::AmendmentRefused));
    // Ten days before the deadline what affects the bids moves it; what does not, does not.
    open.at_deadline(-10 * DAY_MS);
    let late = AmendNotice { affects: true, ..plain(1) };
    assert_eq!(code(officer.act(&late).await), Some(Code::AmendmentLate));
    open.at_deadline(-20 * DAY_MS);
    // A document that is to come with the next version is nobody's before.
    let add = path(&AddDocument { lot: key(), name: "更正.pdf".into() });
    let pdf = || b"%PDF-1.7 y".to_vec();
    officer.send(Method::POST, &add, HeaderMap::new(), pdf()).await.unwrap();
    let again = path(&AddDocument { lot: key(), name: "招标文件.pdf".into() });
    assert_eq!(code(officer.send(Method::POST, &again, HeaderMap::new(), pdf()).await), Some(Code::AlreadyExists));
    let gone = RemoveDocument { lot: key(), name: "招标文件.pdf".into() };
    assert_eq!(code(officer.act(&gone).await), Some(Code::NotFound), "what is out stays out");
    assert_eq!(notice(open).await.documents.len(), 1);
    assert_eq!(code(document(open, &Person::public(&open.base), "更正.pdf").await), Some(Code::NotFound));
    assert_eq!(officer.ask(&ReadAmending { lot: key() }).await.unwrap().staged.len(), 1);
    // The first and the third bidder obtain the documents; the officer is told of nobody.
    for who in [0, 2] {
        document(open, &open.bidders[who].person, "招标文件.pdf").await.unwrap();
    }
    let first = open.sealed(0).await;
    open.upload(0, &first).await.unwrap();
    officer.act(&AmendNotice { affects: true, ..plain(1) }).await.unwrap();
    let page = notice(open).await;
    let versions: Vec<Notice> = page.versions.iter().map(|v| Notice::parse(v.notice.as_bytes()).unwrap()).collect();
    assert_eq!((page.version, versions.len(), page.documents.len()), (2, 2, 2));
    versions[1].check_follows(&versions[0]).unwrap();
    assert_eq!(Amendment::of(&versions[1]).unwrap().text, plain(1).text);
    assert_eq!(document(open, &Person::public(&open.base), "更正.pdf").await.unwrap(), pdf());
}

/// Seals under a version that is not the current one.
async fn sealed_under(open: &Open, who: usize, version: usize) -> Vec<u8> {
    let mut draft = Draft::of(&open.slot(who).await, open.bidders[who].n);
    let text = notice(open).await.versions[version - 1].notice.clone();
    let old = Notice::parse(text.as_bytes()).unwrap();
    (draft.context.notice, draft.context.deadline_ms) = (old.hash().unwrap(), old.deadline_ms);
    seal(&draft)
}

async fn earlier_bids_stand_until_a_version_says_otherwise(open: &mut Open) {
    // The first bid stands, and what was sealed before but sent later is taken too.
    open.jobs().await;
    assert_eq!(open.slot(0).await.revisions[0].state, RevisionState::Submitted);
    let under_first = sealed_under(open, 1, 1).await;
    open.upload(1, &under_first).await.unwrap();
    let stale = sealed_under(open, 2, 2).await;
    // The deadline moves, and everybody seals again.
    open.deadline_ms += 3 * DAY_MS;
    let deadline_ms = Some(open.deadline_ms);
    let reseal = AmendNotice { affects: true, deadline_ms, earlier_bids: EarlierBids::Reseal, ..plain(2) };
    let unsaid = AmendNotice { affects: false, ..reseal.clone() };
    assert_eq!(code(open.officer.act(&unsaid).await), Some(Code::AmendmentRefused));
    let amended = open.officer.act(&reseal).await.unwrap();
    assert_eq!((amended.version, Some(amended.deadline_ms)), (3, deadline_ms));
    assert_eq!(open.slot(2).await.deadline_ms, deadline_ms);
    assert_eq!(code(open.upload(2, &stale).await), Some(Code::BidOutdated));
}

async fn a_bid_that_must_be_sealed_again_is_retired_with_a_receipt(open: &Open) {
    open.jobs().await;
    let slot = open.slot(0).await;
    let revision = &slot.revisions[0];
    assert_eq!((revision.state, slot.next_revision), (RevisionState::Retired, 2));
    genuine(open, revision.withdrawal.as_ref().unwrap()).await;
    let mine = open.bidders[0].person.ask(&MyTenders {}).await.unwrap();
    assert_eq!(mine[0].mine, SlotState::MustReseal);
    assert_eq!(received(open), 0);
    // Sealed again under the version that counts, it counts.
    let again = open.sealed(0).await;
    open.upload(0, &again).await.unwrap();
    assert_eq!(open.slot(0).await.revisions[0].state, RevisionState::Submitted);
    let withdraw = WithdrawBid { lot: key(), envelope: SINGLE };
    assert_eq!(code(open.bidders[1].person.act(&withdraw).await), Some(Code::NoBid));
}

async fn who_is_concerned_is_told_and_nobody_else_learns_of_it(open: &Open) {
    let told = async |who: usize| open.bidders[who].person.ask(&ListMessages {}).await.unwrap();
    // The first took the documents and bid, the second bid, the third took the documents, the fourth did nothing.
    let versions = |rows: Vec<MessageRow>| rows.iter().map(|row| row.version).collect::<Vec<_>>();
    assert_eq!(versions(told(0).await), [3, 2]);
    assert_eq!(versions(told(1).await), [3], "it had not bid when the second version went out");
    assert_eq!(versions(told(2).await), [3, 2]);
    assert_eq!(told(3).await, []);
    let newest = told(0).await.remove(0);
    assert_eq!((newest.earlier_bids, newest.deadline_ms), (EarlierBids::Reseal, open.deadline_ms));
    // Neither the page that everybody reads nor the officer's names anybody.
    let mut conn = open.house.db.connection().await.unwrap();
    let acts = store::bids::acts(&mut conn, &key(), "notice.amended").await.unwrap();
    for (_, body) in acts {
        for (org, account, _) in crate::lot::BIDDERS {
            assert!(!body.contains(org) && !body.contains(&format!("\"{account}\"")), "{body}");
        }
    }
}

async fn what_was_sealed_under_a_version_that_stands_is_opened(open: &mut Open) {
    // A fourth version under which the third's bids stand; the second bidder's key is replaced after its bid.
    let second = open.sealed(1).await;
    open.upload(1, &second).await.unwrap();
    open.officer.act(&plain(3)).await.unwrap();
    let third = open.sealed(2).await;
    open.upload(2, &third).await.unwrap();
    open.jobs().await;
    replace(&open.bidders[1].person, "yi", open.bidders[1].n, 60).await;
    close(open).await;
    assert_eq!(code(open.officer.act(&plain(4)).await), Some(Code::WrongStage));
    sign_list(open).await;
    cosign(open).await;
    let release = made(open, 1, 1).await;
    open.staff(1).act(&release).await.unwrap();
    // The registrar's identity key was replaced since the sheet was signed: the former one signs nothing any more, the new one
    // does when it is countersigned.
    let mut release = made(open, 3, 3).await;
    replace(&open.registrar, "sun", 3, 70).await;
    assert_eq!(code(open.registrar.act(&release).await), Some(Code::HolderNotCountersigned));
    countersign(&open.supervisor, "sun", 70).await;
    assert_eq!(code(open.registrar.act(&release).await), Some(Code::BadSignature));
    release.signature = sign_object(Label::Release, &release.release, &signer(70)).unwrap();
    open.registrar.act(&release).await.unwrap();
    open.jobs().await;
    let console = console(open).await;
    assert_eq!(console.hall.bids.len(), 3);
    assert!(
        console.hall.bids.iter().all(|bid| matches!(bid.outcome, Verdict::Opened { .. })),
        "{:?}",
        console.hall.bids
    );
    assert_ne!(open.slot(1).await.identity, Some(identity_of(&signer(open.bidders[1].n)).to_string()));
}

/// A receiver of webhooks that refuses the first message once.
async fn receiver() -> (String, Arc<std::sync::Mutex<Vec<(HeaderMap, Vec<u8>)>>>) {
    use axum::http::StatusCode;
    let got = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&got);
    let take = move |headers: HeaderMap, body: axum::body::Bytes| {
        let kept = Arc::clone(&kept);
        async move {
            let mut kept = kept.lock().unwrap();
            kept.push((headers, body.to_vec()));
            if kept.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = axum::Router::new().route("/hook", axum::routing::post(take));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, got)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_sends_signed_letters_and_tries_again() {
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let (url, got) = receiver().await;
    let letter = Letter {
        id: "m-1".into(),
        kind: "notice.amended".into(),
        account: "jia".into(),
        name: "甲".into(),
        org: None,
        org_name: None,
        tender: "T".into(),
        lot: "1".into(),
        tender_title: "设备".into(),
        title: "第一包".into(),
        version: 2,
        amendment: AmendmentKind::Deadline,
        text: "延期".into(),
        deadline_ms: 1,
        earlier_bids: EarlierBids::Stand,
        path: "/notices/T/1".into(),
    };
    let channel = Webhook::new(&url, SECRET).map(Channel::Webhook).unwrap();
    assert_eq!(channel.send(&letter).await, Err("503 Service Unavailable".into()));
    channel.send(&letter).await.unwrap();
    let got = got.lock().unwrap().clone();
    assert_eq!(got.len(), 2);
    let (headers, body) = &got[1];
    assert_eq!(serde_json::from_slice::<Letter>(body).unwrap(), letter);
    let header = |name: &str| headers[name].to_str().unwrap();
    let seconds: i64 = header("webhook-timestamp").parse().unwrap();
    assert_eq!(header("webhook-signature"), Webhook::new(&url, SECRET).unwrap().signature("m-1", seconds, body));
    let nobody = Webhook::new("http://127.0.0.1:1/", SECRET).map(Channel::Webhook).unwrap();
    assert!(nobody.send(&letter).await.is_err());
}

/// The house itself sends what is due through its channel, once for each person and version.
#[tokio::test(flavor = "multi_thread")]
async fn a_house_with_a_channel_sends_what_is_due() {
    for server in databases() {
        let mut open = Open::new(server.as_deref()).await;
        let mut settings = crate::common::settings(open.place.dir.path(), open.place.database.clone());
        let file = open.place.dir.path().join("messages.jsonl");
        settings.channel = Channel::File(file.clone());
        open.restart_with(settings).await;
        for who in [0, 3] {
            document(&open, &open.bidders[who].person, "招标文件.pdf").await.unwrap();
        }
        open.officer.act(&plain(1)).await.unwrap();
        let mut letters: Vec<Letter> = Vec::new();
        for _ in 0..200 {
            open.jobs().await;
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            letters = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
            if letters.len() == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        open.jobs().await;
        letters.sort_by(|a, b| a.account.cmp(&b.account));
        assert_eq!(letters.iter().map(|letter| letter.account.as_str()).collect::<Vec<_>>(), ["ding", "jia"]);
        assert_eq!(letters[0].org_name.as_deref(), Some("丁公司"));
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2, "nobody is told twice");
    }
}

/// How many uploads lie in the vault; a folder that nothing is left in may be gone itself.
fn received(open: &Open) -> usize {
    std::fs::read_dir(open.place.dir.path().join("vault/uploads")).map_or(0, Iterator::count)
}
