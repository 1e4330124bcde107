//! From signed sheets to the ranking.

use super::lot::*;
use crate::common::{Place, databases};
use bidroom_server::act;
use shared::api::summary::*;
use shared::lifecycle::Stage;
use shared::refusal::Code;
use shared::rules::{FindingCode, Verdict};

#[tokio::test]
async fn objective_scores_that_differ_go_back_and_then_the_bids_are_ranked() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        stand(&house).await;
        let waits = act::change(&house, &member(1), &Aggregate { lot: lot() }).await;
        assert_eq!(code(waits), Code::SheetsMissing);
        score(&house, true).await;
        assert_eq!(code(act::change(&house, &member(2), &Aggregate { lot: lot() }).await), Code::NotPermitted);
        let early = returning(vec![cell(3, "B", "tech")], Ground::Objective);
        assert_eq!(code(act::change(&house, &member(1), &early).await), Code::NotAggregated);

        let blocked = aggregate(&house).await;
        assert_eq!(blocked.verdict, Verdict::Blocked);
        let finding = blocked.findings.iter().find(|finding| finding.blocks).expect("what blocks");
        assert_eq!((finding.code, finding.bidder.as_str()), (FindingCode::ObjectiveDiffers, "B"));
        assert!(finding.member.is_none(), "nobody is told whose value is right");
        assert_eq!(stage(&house).await, Stage::Scoring);
        assert!(summary(&house, 2).await.table.is_none());

        act::change(&house, &member(1), &returning(vec![cell(3, "B", "tech")], Ground::Objective)).await.unwrap();
        let now = summary(&house, 1).await;
        let third = now.members.iter().find(|one| one.id.as_str() == "m3").unwrap();
        assert_eq!((third.signed_ms, third.returned), (None, 1));
        assert_eq!(now.members.iter().filter(|one| one.signed_ms.is_some()).count(), 4);
        assert_eq!(code(act::change(&house, &member(1), &Aggregate { lot: lot() }).await), Code::SheetsMissing);

        sql(&house, "UPDATE cells SET points = '35' WHERE member = 'm3' AND bidder = 'B' AND criterion = 'tech'").await;
        sql(&house, &sign_sheet(3)).await;
        assert_eq!(aggregate(&house).await.verdict, Verdict::Ranked);
        assert_eq!(stage(&house).await, Stage::Ranked);
        let table = summary(&house, 4).await.table.expect("a table");
        let totals: Vec<_> = table
            .bids
            .iter()
            .filter_map(|bid| {
                Some((bid.bidder.as_str(), bid.price_points.as_ref()?.to_string(), bid.total.as_ref()?.to_string()))
            })
            .map(|(bidder, price, total)| (bidder.to_owned(), price, total))
            .collect();
        let expected = [("A", "28.13", "89.53"), ("B", "30.00", "85.00"), ("C", "27.00", "83.00")];
        assert_eq!(totals, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
        let fourth = table.bids.iter().find(|bid| bid.bidder.as_str() == "D").unwrap();
        assert!(!fourth.valid && fourth.rank.is_none());

        // From the ranking a score can still go back, and takes the result with it.
        let back = returning(vec![cell(2, "A", "plan"), cell(2, "A", "plan")], Ground::Abnormal);
        act::change(&house, &member(1), &back).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Scoring);
        let now = summary(&house, 2).await;
        assert!(now.table.is_none() && now.members.iter().any(|one| one.returned == 1));
        let again = returning(vec![cell(2, "A", "plan")], Ground::Abnormal);
        assert_eq!(code(act::change(&house, &member(1), &again).await), Code::NotAggregated);
    }
}
