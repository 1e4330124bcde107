//! SIGKILL while bids of several parts are on the way, at the deadline, and while the holders release: every receipt that a bidder
//! holds is honoured, and going on costs at most one part.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use bidroom_server::demo::chain::{File, Lot, Sealed, append, create};
use bidroom_server::demo::people::Bidder;
use futures_util::stream;
use reqwest::Client;
use shared::api::bids::{PART_BYTES_MAX, ReceiptFinding, UPLOADS_PATH, VerifyReceipt};
use shared::envelope::OpeningList;
use shared::jcs;
use shared::refusal::Code;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tests::killer::{self, Moments};
use tests::situation::{Scene, offers, patient};
use tests::{Base, databases, within};

/// How often the server is killed; `BIDROOM_KILLS` sets another number (`make soak`: 200).
const KILLS: u32 = 10;
/// How long the server lives at least and at most, milliseconds.
const LIFE_MS: (u64, u64) = (60, 600);
/// How long a bid is beside its documents: four parts.
const FILLER_BYTES: usize = 26 << 20;
/// What lies in the sockets of both ends at most when the server dies: bytes that left the client and never arrived.
const SOCKET_BYTES: u64 = 7 << 20;
/// A client gives its body away in pieces of this size.
const PIECE_BYTES: usize = 64 << 10;

#[tokio::test(flavor = "multi_thread")]
async fn receipts_are_honoured_when_the_server_is_killed_under_bids_and_openings() {
    let kills = killer::kills(KILLS);
    for base in databases() {
        within(180 + 20 * u64::from(kills), base.name(), killed(&base, kills)).await;
    }
}

async fn killed(base: &Base, kills: u32) {
    let scene = Scene::people_with(base, patient).await;
    let enough = Arc::new(AtomicBool::new(false));
    let killing = tokio::spawn(killer::kill_often(Arc::clone(&scene.house), kills, LIFE_MS, Arc::clone(&enough)));
    let (mut lots, mut receipts, mut worst) = (0, 0, 0);
    while lots == 0 || !enough.load(Ordering::SeqCst) {
        let lot = scene.published(&format!("{:03}", 500 + lots)).await;
        let (held, again) = one_lot(&lot).await;
        lots += 1;
        receipts += held;
        worst = worst.max(again);
    }
    killing.await.expect("the killer ends");
    println!(
        "{}: {kills} kills, {lots} lots, {receipts} receipts, at most {} kB sent again",
        base.name(),
        worst / 1000
    );
}

async fn sealed(lot: &Lot, n: usize) -> Sealed {
    let (bidder, offer) = (&lot.cast.bidders[n], &offers()[n % 3]);
    let mut files = lot.documents(bidder, offer).await.unwrap();
    let bytes = (0..FILLER_BYTES).map(|at| ((at * (n + 3)) >> 5) as u8).collect();
    files.push(File { name: "附件.pdf".into(), bytes, pages: Vec::new() });
    let form = lot.form(bidder, offer, &files).unwrap();
    lot.seal(bidder, &form, files).await.unwrap()
}

/// A lot from its first bid to the signed record; how many receipts were held, and how much was sent again at most.
async fn one_lot(lot: &Lot) -> (usize, u64) {
    let mut bids = Vec::new();
    for n in 0..4 {
        bids.push(sealed(lot, n).await);
    }
    let [one, two, three, four] = &lot.cast.bidders[..] else { panic!("four bidders") };
    let sent = tokio::join!(send(lot, one, &bids[0]), send(lot, two, &bids[1]), send(lot, three, &bids[2]));
    let worst = sent.0.1.max(sent.1.1).max(sent.2.1);
    assert!(worst <= PART_BYTES_MAX / 2 + SOCKET_BYTES, "{worst} bytes had to be sent again");
    let mut held = vec![sent.0.0, sent.1.0, sent.2.0];
    held.extend(at_the_deadline(lot, four, &bids[3]).await);
    lot.opened().await.unwrap();
    let console = lot.console().await.unwrap();
    let list: OpeningList = jcs::from_bytes(console.list_json.as_bytes()).unwrap();
    for (note, bid) in &held {
        let check = lot.cast.admin.stranger().ask(&VerifyReceipt { note: note.clone() }).await.unwrap();
        assert_eq!(check.finding, ReceiptFinding::Genuine);
        assert!(list.bids.iter().any(|listed| listed.head == *bid), "a receipt whose bid is not on the list");
    }
    let opened =
        console.hall.bids.iter().filter(|bid| matches!(bid.outcome, shared::api::opening::Outcome::Opened { .. }));
    assert_eq!(opened.count(), list.bids.len(), "every bid on the list opens");
    (held.len(), worst)
}

type Held = (String, shared::journal::Hash);

/// Sends a bid in one request from wherever the server has it, as often as the line breaks; the receipt, and the most that had to be
/// sent again.
async fn send(lot: &Lot, bidder: &Bidder, sealed: &Sealed) -> (Held, u64) {
    let (mut given, mut worst) = (0, 0);
    let bytes = Arc::new(sealed.bytes.clone());
    loop {
        let slot = lot.slot(bidder, shared::envelope::Envelope::Single).await.unwrap();
        if let Some(mine) = slot.revisions.iter().find(|revision| revision.head == sealed.head) {
            match mine.receipt.clone() {
                Some(note) => return ((note, sealed.head), worst),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
            continue;
        }
        match slot.upload {
            None => drop(create(&bidder.signer.person, &lot.key, bytes.len()).await),
            Some(upload) if upload.judging => tokio::time::sleep(Duration::from_millis(20)).await,
            Some(upload) => {
                worst = worst.max(u64::saturating_sub(given, upload.received));
                let place = format!("{}{UPLOADS_PATH}/{}", bidder.signer.person.base(), upload.id);
                given = stream_from(&bidder.signer.person, &place, &bytes, upload.received as usize).await;
            }
        }
    }
}

/// One request with everything from `from` on; how far its bytes left the client.
async fn stream_from(person: &tests::Person, place: &str, bytes: &Arc<Vec<u8>>, from: usize) -> u64 {
    let given = Arc::new(AtomicU64::new(from as u64));
    let pieces = stream::unfold((Arc::clone(bytes), Arc::clone(&given)), |(bytes, given)| async move {
        let at = given.load(Ordering::SeqCst) as usize;
        let piece = bytes[at..(at + PIECE_BYTES).min(bytes.len())].to_vec();
        given.fetch_add(piece.len() as u64, Ordering::SeqCst);
        // A line, not a memory copy: there must be moments at which to die.
        tokio::time::sleep(Duration::from_millis(1)).await;
        (!piece.is_empty()).then_some((Ok::<_, std::io::Error>(piece), (bytes, given)))
    });
    let request = Client::new()
        .patch(place)
        .header("cookie", format!("bidroom_session={}", person.cookie("bidroom_session").unwrap()))
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", from)
        .header("content-length", bytes.len() - from)
        .body(reqwest::Body::wrap_stream(pieces));
    let _ = request.send().await;
    given.load(Ordering::SeqCst)
}

/// A bidder whose last bytes come around the deadline: a receipt, or none.
async fn at_the_deadline(lot: &Lot, bidder: &Bidder, sealed: &Sealed) -> Option<Held> {
    let person = &bidder.signer.person;
    let cut = sealed.bytes.len() - PIECE_BYTES;
    // Everything but the end, whatever it takes.
    let upload = loop {
        match lot.slot(bidder, shared::envelope::Envelope::Single).await.unwrap().upload {
            None => drop(create(person, &lot.key, sealed.bytes.len()).await),
            Some(upload) if upload.received as usize >= cut => break upload,
            Some(upload) => {
                let (place, from) = (format!("{UPLOADS_PATH}/{}", upload.id), upload.received as usize);
                let _ = append(person, &place, from, &sealed.bytes[from..cut]).await;
            }
        }
    };
    lot.cast.move_clock(lot.spec.deadline_ms - 400).await.unwrap();
    tokio::time::sleep(Duration::from_millis(Moments::fresh().between((0, 700)))).await;
    let place = format!("{UPLOADS_PATH}/{}", upload.id);
    for _ in 0..200 {
        let sent = append(person, &place, cut, &sealed.bytes[cut..]).await;
        let late = matches!(&sent, Err(error) if matches!(error.code(), Some(Code::BidLate | Code::UploadGone | Code::UploadExpired)));
        let slot = lot.slot(bidder, shared::envelope::Envelope::Single).await.unwrap();
        let mine = slot.revisions.iter().find(|revision| revision.head == sealed.head);
        match mine.and_then(|revision| revision.receipt.clone()) {
            Some(note) => return Some((note, sealed.head)),
            None if late => return None,
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    panic!("neither a receipt nor a refusal")
}
