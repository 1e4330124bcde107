//! What tus 1.0 says beyond the ordinary way of an upload: extensions, expiration, lines that break.

use crate::common::databases;
use crate::lot::{Open, code, key, metadata, tus};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bidroom_server::desks::bids::upload::IDLE_MS;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use shared::api::bids::UPLOADS_PATH;
use shared::refusal::Code;
use tokio::io::AsyncWriteExt as _;

const STREAM: (&str, &str) = ("content-type", "application/offset+octet-stream");

#[tokio::test(flavor = "multi_thread")]
async fn the_protocol() {
    for server in databases() {
        let open = Open::new(server.as_deref()).await;
        every_checksum_that_is_offered_is_held_to(&open).await;
        a_creation_may_bring_the_first_bytes(&open).await;
        a_client_without_patch_and_delete_sends_post(&open).await;
        what_arrived_before_the_line_broke_is_kept(&open).await;
        a_bid_is_judged_by_the_hashes_of_its_parts(&open).await;
        an_upload_that_nobody_goes_on_with_expires(&open).await;
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
}

async fn every_checksum_that_is_offered_is_held_to(open: &Open) {
    let abilities = open.bidders[0].person.send(Method::OPTIONS, UPLOADS_PATH, HeaderMap::new(), vec![]).await.unwrap();
    let offered = header(&abilities.headers, "tus-checksum-algorithm").to_owned();
    let sealed = open.sealed(0).await;
    let path = open.create(0, sealed.len()).await.unwrap();
    let mut at = 0;
    for name in offered.split(',') {
        let algorithm = match name {
            "sha1" => &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => &ring::digest::SHA256,
            "sha512" => &ring::digest::SHA512,
            other => panic!("{other} is offered and not tested"),
        };
        let piece = &sealed[at..at + 50];
        let sum = |bytes: &[u8]| format!("{name} {}", STANDARD.encode(ring::digest::digest(algorithm, bytes)));
        let (right, wrong) = (sum(piece), sum(b"other"));
        let refused = open.patch_with(0, &path, at, piece, &[("upload-checksum", &wrong)]).await;
        assert_eq!(code(refused), Some(Code::UploadChecksum), "{name}");
        at = open.patch_with(0, &path, at, piece, &[("upload-checksum", &right)]).await.unwrap();
    }
    assert!(offered.contains("sha1"), "tus asks for it");
    for bad in ["md5 AAAA", "sha256", "sha256 !"] {
        let refused = open.patch_with(0, &path, at, b"x", &[("upload-checksum", bad)]).await;
        assert_eq!(code(refused), Some(Code::BadRequest), "{bad}");
    }
    // Bytes whose checksum did not hold are nowhere: the rest completes the very file.
    open.patch(0, &path, at, &sealed[at..]).await.unwrap();
    assert!(open.slot(0).await.revisions[0].receipt.is_some());
}

async fn a_creation_may_bring_the_first_bytes(open: &Open) {
    let bidder = &open.bidders[0].person;
    let sealed = open.sealed(0).await;
    let (length, slot) = (sealed.len().to_string(), metadata(&key()));
    let sent = tus(&[("upload-length", &length), ("upload-metadata", &slot), STREAM]);
    let made = bidder.send(Method::POST, UPLOADS_PATH, sent, sealed[..700].to_vec()).await.unwrap();
    assert_eq!(header(&made.headers, "upload-offset"), "700");
    let path = header(&made.headers, "location").to_owned();
    let found = bidder.send(Method::HEAD, &path, tus(&[]), vec![]).await.unwrap();
    assert_eq!(header(&found.headers, "upload-offset"), "700");
    assert_eq!(header(&found.headers, "upload-length"), length);
    assert_eq!(header(&found.headers, "upload-metadata"), slot, "as the client gave it");
    bidder.send(Method::DELETE, &path, tus(&[]), vec![]).await.unwrap();
    // A whole bid in one request, and its receipt.
    let sent = tus(&[("upload-length", &length), ("upload-metadata", &slot), STREAM]);
    let made = bidder.send(Method::POST, UPLOADS_PATH, sent, sealed.clone()).await.unwrap();
    assert_eq!(header(&made.headers, "upload-offset"), length);
    assert!(open.slot(0).await.revisions[0].receipt.is_some());
}

async fn a_client_without_patch_and_delete_sends_post(open: &Open) {
    let bidder = &open.bidders[1].person;
    let path = open.create(1, 5000).await.unwrap();
    let sealed = open.sealed(1).await;
    let sent = tus(&[("x-http-method-override", "PATCH"), ("upload-offset", "0"), STREAM]);
    let answer = bidder.send(Method::POST, &path, sent, sealed[..40].to_vec()).await.unwrap();
    assert_eq!(header(&answer.headers, "upload-offset"), "40");
    assert!(answer.headers.contains_key("upload-expires"));
    assert!(bidder.send(Method::POST, &path, tus(&[]), vec![]).await.is_err(), "POST alone means nothing here");
    let sent = tus(&[("x-http-method-override", "DELETE")]);
    bidder.send(Method::POST, &path, sent, vec![]).await.unwrap();
    assert!(open.slot(1).await.upload.is_none());
}

/// A line that announces more than it sends, and breaks.
async fn what_arrived_before_the_line_broke_is_kept(open: &Open) {
    let sealed = open.sealed(1).await;
    let path = open.create(1, sealed.len()).await.unwrap();
    let cookie = open.bidders[1].person.cookie("bidroom_session").unwrap();
    let sent = 300_000;
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: {}\r\nCookie: bidroom_session={cookie}\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: {}\r\nUpload-Offset: 0\r\nContent-Length: {}\r\n\r\n",
        open.base.trim_start_matches("http://"),
        STREAM.1,
        sealed.len()
    );
    let mut line = tokio::net::TcpStream::connect(open.base.trim_start_matches("http://")).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&sealed[..sent]).await.unwrap();
    line.shutdown().await.unwrap();
    drop(line);
    let mut received = 0;
    for _ in 0..200 {
        received = open.slot(1).await.upload.unwrap().received;
        if received > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(received, sent as u64);
    assert_eq!(open.patch(1, &path, sent, &sealed[sent..]).await.unwrap(), sealed.len());
    assert!(open.slot(1).await.revisions[0].receipt.is_some());
}

/// The judgement trusts the hashes that were made as the parts landed: it is right although the disk has spoiled a part by then.
/// (That is found out when the bid is opened, and is then the centre's fault.)
async fn a_bid_is_judged_by_the_hashes_of_its_parts(open: &Open) {
    let sealed = open.sealed(2).await;
    let path = open.create(2, sealed.len()).await.unwrap();
    let middle = sealed.len() - 400_000;
    open.patch(2, &path, 0, &sealed[..200_000]).await.unwrap();
    open.patch(2, &path, 200_000, &sealed[200_000..middle]).await.unwrap();
    let id = path.rsplit('/').next().unwrap();
    let mut conn = open.house.db.connection().await.unwrap();
    let parts = store::uploads::parts(&mut conn, id).await.unwrap();
    drop(conn);
    assert_eq!(parts.len(), 2);
    let path_on_disk = open.place.dir.path().join("vault/uploads").join(id).join(&parts[1].name);
    std::fs::write(path_on_disk, vec![0; parts[1].bytes as usize]).unwrap();
    open.patch(2, &path, middle, &sealed[middle..]).await.unwrap();
    assert!(open.slot(2).await.revisions[0].receipt.is_some());
}

async fn an_upload_that_nobody_goes_on_with_expires(open: &Open) {
    let bidder = &open.bidders[3].person;
    let sealed = open.sealed(3).await;
    let path = open.create(3, sealed.len()).await.unwrap();
    open.patch(3, &path, 0, &sealed[..1000]).await.unwrap();
    let now_ms = open.house.clock.now_ms();
    let found = bidder.send(Method::HEAD, &path, tus(&[]), vec![]).await.unwrap();
    let expires = header(&found.headers, "upload-expires").to_owned();
    assert!(expires.ends_with(" GMT") && expires.len() == 29, "{expires} is a date of RFC 9110");
    let ahead = open.house.clock.ahead_ms();
    open.house.clock.set_ahead_ms(ahead + IDLE_MS - 60_000);
    open.jobs().await;
    assert!(open.slot(3).await.upload.is_some(), "not yet");
    open.house.clock.set_ahead_ms(ahead + IDLE_MS + 60_000);
    let bidder = &bidder.stranger().logged_in("ding", crate::lot::PASSWORD).await.unwrap();
    let late = HeaderValue::from_static("1000");
    let mut sent = tus(&[STREAM]);
    sent.insert("upload-offset", late);
    let refused = bidder.send(Method::PATCH, &path, sent, sealed[1000..1100].to_vec()).await;
    assert_eq!(code(refused), Some(Code::UploadExpired), "before the job has seen it");
    open.jobs().await;
    assert!(bidder.send(Method::HEAD, &path, tus(&[]), vec![]).await.is_err());
    let slot = open.slot(3).await;
    assert_eq!((slot.upload, slot.refused.map(|refusal| refusal.code)), (None, Some(Code::UploadExpired)));
    let id = path.rsplit('/').next().unwrap();
    assert!(!open.place.dir.path().join("vault/uploads").join(id).exists());
    let mut conn = open.house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, Some(&key()), 10_000).await.unwrap();
    assert!(acts.iter().any(|act| act.kind == "upload.expired" && act.at_ms > now_ms));
    drop(conn);
    // The slot is free again.
    open.house.clock.set_ahead_ms(ahead);
    assert!(open.create(3, sealed.len()).await.is_ok());
}
