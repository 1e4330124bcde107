//! The reader's side: search, suggested pages, bookmarks, rooms that forbid copying.

use super::*;
use shared::api::reading::{ForbidCopying, Mark, NOTE_CHARS_MAX, ReadMarks, RemoveMark, SaveMark, SuggestPages};

fn mark(bidder: &str, page: u32, note: &str) -> SaveMark {
    SaveMark { lot: lot(), mark: Mark { bidder: org(bidder), file: 1, page, note: note.into() } }
}

fn marks() -> ReadMarks {
    ReadMarks { lot: lot() }
}

#[tokio::test(flavor = "multi_thread")]
async fn bookmarks_are_private_until_both_have_signed() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let (e1, e2, e3) = (expert(1), expert(2), expert(3));
        change(&house, &e1, mark("A0", 7, "暗号乙")).await.unwrap();
        change(&house, &e1, mark("A0", 7, " 暗号丙 ")).await.unwrap();
        change(&house, &e1, mark("A0", 9, "")).await.unwrap();
        change(&house, &e2, mark("B0", 3, "暗号丁")).await.unwrap();
        let own = query(&house, &e1, marks()).await.unwrap();
        let notes: Vec<_> = own.own.iter().map(|mark| (mark.page, mark.note.as_str())).collect();
        assert_eq!((notes, own.others.len(), own.open), (vec![(7, "暗号丙"), (9, "")], 0, true));

        let remove = || RemoveMark { lot: lot(), bidder: org("A0"), file: 1, page: 9 };
        change(&house, &e1, remove()).await.unwrap();
        assert_eq!(change(&house, &e1, remove()).await.unwrap_err().code, Code::NotFound);
        assert_eq!(change(&house, &e1, mark("A0", 31, "")).await.unwrap_err().code, Code::NoSuchPage);
        assert_eq!(change(&house, &e1, mark("A0", 0, "")).await.unwrap_err().code, Code::NoSuchPage);
        assert_eq!(change(&house, &e1, mark("Z9", 1, "")).await.unwrap_err().code, Code::NotFound);
        let long = "长".repeat(NOTE_CHARS_MAX + 1);
        assert_eq!(change(&house, &e1, mark("A0", 1, &long)).await.unwrap_err().code, Code::FieldInvalid);
        assert_eq!(change(&house, &officer(), mark("A0", 1, "")).await.unwrap_err().code, Code::NotPermitted);

        score_all(&house, 1, "20").await;
        sign(&house, 1).await.unwrap();
        assert!(query(&house, &e2, marks()).await.unwrap().others.is_empty(), "the reader has not signed");
        let seen = query(&house, &e1, marks()).await.unwrap();
        assert_eq!((seen.others.len(), seen.open), (0, false), "the writer has not signed");
        assert_eq!(change(&house, &e1, mark("A0", 1, "")).await.unwrap_err().code, Code::MarksSigned);
        score_all(&house, 2, "20").await;
        sign(&house, 2).await.unwrap();
        let seen = query(&house, &e2, marks()).await.unwrap();
        let others: Vec<_> = seen.others.iter().map(|o| (o.member.as_str(), o.mark.note.as_str())).collect();
        assert_eq!(others, [("m1", "暗号丙")]);
        assert_eq!(query(&house, &e1, marks()).await.unwrap().others[0].mark.note, "暗号丁");
        assert!(query(&house, &e3, marks()).await.unwrap().others.is_empty());
        let mut conn = house.db.connection().await.unwrap();
        let acts = store::journal::since(&mut conn, -1, None, 100_000).await.unwrap();
        assert!(acts.iter().any(|act| act.kind == "mark.saved"));
        assert!(acts.iter().all(|act| !act.body.contains("暗号")), "the journal's bodies do not tell what was noted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_copying_is_forbidden_no_text_leaves_the_server() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let e1 = expert(1);
        let page = || ReadPageText { lot: lot(), bidder: org("A0"), file: 1, page: 7 };
        let search = || SearchBids { lot: lot(), bidder: None, text: "iso9001".into() };
        let suggest = || SuggestPages { lot: lot(), bidder: org("A0"), criterion: "quality".into() };
        assert!(query(&house, &e1, page()).await.unwrap().text.unwrap().contains("证书"));
        assert!(query(&house, &e1, search()).await.unwrap().hits.iter().all(|hit| hit.picture.is_none()));
        assert!(query(&house, &e1, marks()).await.unwrap().copying);

        let forbid = |forbid| ForbidCopying { room: RoomId::new("R1").unwrap(), forbid };
        assert_eq!(change(&house, &e1, forbid(true)).await.unwrap_err().code, Code::NotPermitted);
        let nowhere = ForbidCopying { room: RoomId::new("R9").unwrap(), forbid: true };
        assert_eq!(change(&house, &officer(), nowhere).await.unwrap_err().code, Code::NotFound);
        change(&house, &officer(), forbid(true)).await.unwrap();

        assert_eq!(query(&house, &e1, page()).await.unwrap_err().code, Code::CopyingForbidden);
        let found = query(&house, &e1, search()).await.unwrap();
        let suggested = query(&house, &e1, suggest()).await.unwrap();
        assert!(!found.hits.is_empty() && !suggested.pages.is_empty());
        for hit in found.hits.iter().chain(&suggested.pages) {
            assert!(hit.line.is_none());
            assert!(hit.picture.as_ref().is_some_and(|picture| picture.starts_with("data:image/png;base64,iVBOR")));
        }
        assert!(!query(&house, &e1, marks()).await.unwrap().copying);
        change(&house, &officer(), forbid(false)).await.unwrap();
        assert!(query(&house, &e1, page()).await.unwrap().text.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_pages_in_one_bid_or_in_all_and_suggests_where_the_index_is_silent() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let e1 = expert(1);
        let search =
            |bidder: Option<&str>, text: &str| SearchBids { lot: lot(), bidder: bidder.map(org), text: text.into() };
        let all = query(&house, &e1, search(None, "ＩＳＯ 9001")).await.unwrap();
        assert_eq!(
            all.hits.iter().map(|hit| (hit.bidder.as_str(), hit.page)).collect::<Vec<_>>(),
            [("A0", 7), ("B0", 7), ("C0", 7), ("D0", 7)]
        );
        assert_eq!(all.hits[0].line.as_deref(), Some("本项 ISO 9001 证书"));
        let one = query(&house, &e1, search(Some("B0"), "证书")).await.unwrap();
        assert_eq!((one.hits.len(), one.hits[0].bidder.as_str(), one.unread), (1, "B0", 0));
        for nothing in ["%", "_", "!", "'", "iso%9001"] {
            assert!(query(&house, &e1, search(None, nothing)).await.unwrap().hits.is_empty(), "{nothing}");
        }
        assert_eq!(query(&house, &e1, search(None, " ")).await.unwrap_err().code, Code::FieldInvalid);
        let suggest = |criterion: &str| SuggestPages { lot: lot(), bidder: org("C0"), criterion: criterion.into() };
        let found = query(&house, &e1, suggest("quality")).await.unwrap();
        assert_eq!(found.pages.iter().map(|hit| hit.page).collect::<Vec<_>>(), [12]);
        assert!(found.pages[0].line.as_deref().is_some_and(|line| line.starts_with("Quality")));
        assert_eq!(query(&house, &e1, suggest("none")).await.unwrap_err().code, Code::NotFound);
    }
}
