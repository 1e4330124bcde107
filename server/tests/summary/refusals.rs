//! What nobody may do once scores are signed or the law's time is over: each is refused with its article.

use super::lot::*;
use crate::common::{Place, databases};
use bidroom_server::act;
use bidroom_server::fault::Fault;
use serde_json::json;
use shared::api::after::Reevaluate;
use shared::api::matters::{AnswerInquiry, AskBidder, InquiryKind};
use shared::api::room::VoteHead;
use shared::api::scoring::SaveScore;
use shared::api::summary::{Aggregate, ReturnCells};
use shared::id::{MemberId, OrgId};
use shared::text::Lang;

/// What the person reads.
fn sentence<T>(outcome: Result<T, Fault>) -> String {
    match outcome.err().expect("it was to be refused") {
        Fault::Refused(refusal) => refusal.sentence(Lang::Zh),
        other => panic!("a fault instead of a refusal: {other}"),
    }
}

#[tokio::test]
async fn what_the_law_does_not_allow_is_refused_with_its_article() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        score(&house, false).await;
        let a = || OrgId::new("A").unwrap();
        // Who has signed asks to change a score.
        let save = SaveScore {
            lot: lot(),
            bidder: a(),
            criterion: "plan".into(),
            points: Some("10".into()),
            reason: String::new(),
            version: 1,
        };
        let said = sentence(act::change(&house, &member(2), &save).await);
        assert!(said.contains("第六十四条"), "{said}");
        // An explanation after its limit.
        let ask = AskBidder {
            lot: lot(),
            bidder: a(),
            kind: InquiryKind::Clarification,
            question: "请说明".into(),
            minutes: 5,
        };
        let n = act::change(&house, &member(1), &ask).await.unwrap().reply.n;
        house.clock.set_ahead_ms(house.clock.ahead_ms() + 6 * 60_000);
        let answer = AnswerInquiry { lot: lot(), n, text: "说明".into(), accept: None };
        let said = sentence(act::change(&house, &bidder("A"), &answer).await);
        assert!(said.contains("第五十一条"), "{said}");
        bidroom_server::desks::matters::job(&house).await.unwrap();
        // A head who has declared a relation; and nobody makes such a member head.
        sql(&house, "UPDATE members SET recusal = 'related' WHERE id = 'm1'").await;
        let said = sentence(act::change(&house, &member(1), &Aggregate { lot: lot() }).await);
        assert!(said.contains("政府采购法实施条例第九条"), "{said}");
        sql(&house, "UPDATE members SET is_head = 0 WHERE id = 'm1'").await;
        sql(&house, "UPDATE lots SET stage = 'seated', stage_json = '{\"stage\":\"seated\"}'").await;
        let vote = VoteHead { lot: lot(), candidate: MemberId::new("m1").unwrap() };
        let said = sentence(act::change(&house, &member(2), &vote).await);
        assert!(said.contains("第四十五条"), "{said}");
    }
}

#[test]
fn a_correction_has_one_of_four_grounds_or_none() {
    let cells = json!([{ "member": "m1", "bidder": "A", "criterion": "plan" }]);
    let lot = json!({ "tender": "T-1", "lot": "1" });
    for ground in ["other", "", "SUM", "subjective"] {
        let body = json!({ "lot": lot, "cells": cells, "ground": ground, "reason": "x" });
        let said = serde_json::from_value::<ReturnCells>(body).unwrap_err().to_string();
        assert!(said.contains("第六十四条"), "{said}");
        let body = json!({ "lot": lot, "ground": ground, "reason": "x" });
        let said = serde_json::from_value::<Reevaluate>(body).unwrap_err().to_string();
        assert!(said.contains("第六十四条"), "{said}");
    }
}
