//! Duty records and the rating of the centre: who may, how long, who reads what; and the registrar's statistics over them.

use super::after::{DAY_MS, reported};
use super::lot::*;
use crate::common::{Place, caller, databases};
use bidroom_server::act::{self, Caller};
use bidroom_server::house::House;
use shared::api::pool::*;
use shared::id::MemberId;
use shared::people::Role;
use shared::refusal::Code;

/// Four drawn members with their numbers in the pool; the fifth is the purchaser's.
async fn drawn(house: &House) {
    let now_ms = house.clock.now_ms();
    let mut text = format!(
        "INSERT INTO draws (id, tender, lot, purpose, n, groups_json, beacon, meet_ms, rules, attempt, state, rules_json, requested_ms)
           VALUES ('d', 'T-1', '1', 'committee', 1, '[]', 'x', {now_ms}, 'x', 1, 'seated', 'x', 0);"
    );
    for n in 1..=4 {
        let pid = n.to_string().repeat(64);
        text += &format!(
            "INSERT INTO draw_people (draw, pid, unit, expert, salt, groups)
               SELECT 'd', '{pid}', 'u{n}', 'E0000{n}', salt, 1 FROM (SELECT CAST('x' AS {}) AS salt) s;
             INSERT INTO draw_answers (draw, n, pid, answer, note, by_account, applied, at_ms)
               VALUES ('d', {n}, '{pid}', 'accepted', '', 'registrar', {n}, 0);
             UPDATE members SET pid = '{pid}', checked_in_ms = 1 WHERE id = 'm{n}';",
            if house.db.engine() == store::Engine::Sqlite { "BLOB" } else { "BYTEA" }
        );
    }
    sql(house, &text).await;
}

fn registrar() -> Caller {
    caller(actor("registrar", Role::Registrar))
}

fn of_member(n: u32, score: u8, note: &str) -> RateMember {
    RateMember { lot: lot(), member: MemberId::new(format!("m{n}")).unwrap(), score, note: note.into() }
}

fn of_centre(score: u8, note: &str) -> RateCentre {
    RateCentre { lot: lot(), score, note: note.into() }
}

#[tokio::test]
async fn both_sides_rate_each_other_for_five_working_days_and_no_longer() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        reported(&house).await;
        drawn(&house).await;
        let refused = async |score, note: &str| code(act::change(&house, &officer(), &of_member(2, score, note)).await);
        assert_eq!(refused(0, "").await, Code::FieldInvalid);
        assert_eq!(refused(6, "").await, Code::FieldInvalid);
        assert_eq!(refused(2, "  ").await, Code::FieldMissing, "a poor score says why");
        assert_eq!(refused(2, &"迟".repeat(501)).await, Code::TooLarge);
        assert_eq!(code(act::change(&house, &officer(), &of_member(5, 4, "")).await), Code::NotFound, "not drawn");
        assert_eq!(code(act::change(&house, &member(1), &of_member(2, 4, "")).await), Code::NotPermitted);
        assert_eq!(code(act::change(&house, &officer(), &of_centre(4, "")).await), Code::NotPermitted);
        assert_eq!(code(act::change(&house, &member(5), &of_centre(4, "")).await), Code::NotPermitted);

        let state = |text: &str| StateDuty { lot: lot(), text: text.into() };
        assert_eq!(code(act::change(&house, &member(2), &state("因堵车")).await), Code::NoDutyRecord);
        act::change(&house, &officer(), &of_member(2, 2, "迟到四十分钟")).await.unwrap();
        act::change(&house, &member(2), &state("因堵车，已事先告知")).await.unwrap();
        act::change(&house, &officer(), &of_member(2, 3, "迟到二十分钟")).await.unwrap();
        act::change(&house, &member(1), &of_centre(5, "")).await.unwrap();
        act::change(&house, &member(3), &of_centre(2, "资料不全")).await.unwrap();

        let own = act::query(&house, &member(2), &ReadOwnDuty { lot: lot() }).await.unwrap();
        assert_eq!(own.record.unwrap().score, 3, "until the time is over it is recorded anew");
        assert_eq!((own.statement.as_deref(), own.centre, own.over), (Some("因堵车，已事先告知"), None, false));
        let own = act::query(&house, &member(1), &ReadOwnDuty { lot: lot() }).await.unwrap();
        assert_eq!((own.record, own.statement, own.centre.unwrap().score), (None, None, 5), "nothing of the others");
        assert!(!act::query(&house, &member(5), &ReadOwnDuty { lot: lot() }).await.unwrap().drawn);

        house.clock.set_ahead_ms(house.clock.ahead_ms() + 15 * DAY_MS);
        assert_eq!(refused(5, "").await, Code::RatingOver);
        assert_eq!(code(act::change(&house, &member(4), &of_centre(5, "")).await), Code::RatingOver);
        let all = act::query(&house, &officer(), &ReadRatings { lot: lot() }).await.unwrap();
        assert_eq!((all.members.len(), all.centre_rated, all.centre_sum, all.over), (4, 2, 7, true));
        assert_eq!(code(act::query(&house, &officer(), &ReadCentreRatings { lot: lot() }).await), Code::NotPermitted);
        let who = act::query(&house, &supervisor(), &ReadCentreRatings { lot: lot() }).await.unwrap();
        let who: Vec<_> = who.iter().map(|one| (one.member.as_str(), one.rating.score)).collect();
        assert_eq!(who, [("m1", 5), ("m3", 2)]);
    }
}

#[tokio::test]
async fn the_registrar_sees_how_the_load_and_the_answers_are_spread() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        let empty = act::query(&house, &registrar(), &ReadWorkload { page: 0 }).await.unwrap();
        assert!(empty.rows.is_empty() && empty.spread.is_empty());
        reported(&house).await;
        drawn(&house).await;
        act::change(&house, &officer(), &of_member(2, 4, "")).await.unwrap();
        // Who was called and declined has no committee; who fell out before coming did not sit.
        let pid = "9".repeat(64);
        sql(
            &house,
            &format!(
                "INSERT INTO draw_people (draw, pid, unit, expert, salt, groups)
                   SELECT 'd', '{pid}', 'u9', 'E00009', salt, 1 FROM draw_people WHERE expert = 'E00001';
                 INSERT INTO draw_answers (draw, n, pid, answer, note, by_account, applied, at_ms)
                   VALUES ('d', 9, '{pid}', 'declined', '', 'registrar', 9, 0);
                 UPDATE members SET is_out = 1, checked_in_ms = NULL WHERE id = 'm4'"
            ),
        )
        .await;
        let load = act::query(&house, &registrar(), &ReadWorkload { page: 0 }).await.unwrap();
        assert_eq!((load.spread.as_slice(), load.total), ([(1, 3)].as_slice(), 5));
        let rows: Vec<_> = load
            .rows
            .iter()
            .map(|row| (row.no.as_str(), row.year, row.accepted, row.declined, row.rated, row.score_sum))
            .collect();
        let expected = [
            ("E00001", 1, 1, 0, 0, 0),
            ("E00002", 1, 1, 0, 1, 4),
            ("E00003", 1, 1, 0, 0, 0),
            ("E00004", 0, 1, 0, 0, 0),
            ("E00009", 0, 0, 1, 0, 0),
        ];
        assert_eq!(rows, expected);
        assert!(act::query(&house, &registrar(), &ReadWorkload { page: 7 }).await.unwrap().rows.is_empty());
        for other in [officer(), supervisor(), member(1)] {
            assert_eq!(code(act::query(&house, &other, &ReadWorkload { page: 0 }).await), Code::NotPermitted);
        }
    }
}
