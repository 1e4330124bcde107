//! After the report: a re-evaluation on a legal ground, the purchaser's silence, bonds, contract, challenges, the calendar,
//! the papers.

use super::lot::*;
use crate::common::{Place, databases};
use bidroom_server::act::{self, Caller};
use bidroom_server::desks::after::{job, papers};
use bidroom_server::house::House;
use bidroom_server::work::Work;
use shared::amount::Fen;
use shared::api::after::*;
use shared::api::award::*;
use shared::api::summary::*;
use shared::id::{MemberId, OrgId};
use shared::journal::Hash;
use shared::lifecycle::{Stage, StageName};
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::Code;
use shared::rules::Calendar;
use shared::rules::after::ClockKind as K;
use std::sync::Arc;

pub const DAY_MS: i64 = 86_400_000;

fn admin() -> Caller {
    crate::common::caller(actor("admin", Role::Administrator))
}

/// A ranked lot whose report all have signed; what stands for the PDF is not of importance here.
pub async fn reported(house: &Arc<House>) -> Hash {
    ranked(house).await;
    sql(house, "UPDATE sheet_signatures SET sha256 = 'ab'").await;
    sign_report(house, b"report 1").await
}

async fn sign_report(house: &Arc<House>, pdf: &[u8]) -> Hash {
    let sha256 = Hash::of(pdf);
    let now_ms = house.clock.now_ms();
    let json = format!(r#"{{"stage":"reporting","report":"{}"}}"#, sha256.to_hex());
    let text = format!(
        "INSERT INTO papers (tender, lot, kind, sha256, made_ms) VALUES ('T-1', '1', 'report', '{}', {now_ms});
         UPDATE lots SET stage = 'reporting', stage_json = '{json}' WHERE tender = 'T-1'",
        sha256.to_hex()
    );
    sql(house, &text).await;
    for n in 1..=5 {
        let body = SignReport { lot: lot(), sha256, dissent: None };
        act::change(house, &member(n), &body).await.unwrap();
    }
    assert_eq!(stage(house).await, Stage::Reported { report: sha256 });
    sha256
}

fn again(ground: Ground) -> Reevaluate {
    Reevaluate { lot: lot(), ground, reason: "甲公司“实施方案”一项汇总有误".into() }
}

#[tokio::test]
async fn a_signed_report_is_corrected_on_a_legal_ground_and_signed_by_all_again() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        let first = reported(&house).await;
        let back = returning(vec![cell(2, "A", "plan")], Ground::Abnormal);
        assert_eq!(
            code(act::change(&house, &member(1), &back).await),
            Code::WrongStage,
            "after signing nobody returns"
        );
        assert_eq!(code(act::change(&house, &member(1), &again(Ground::Sum)).await), Code::NotPermitted);
        assert_eq!(code(act::change(&house, &supervisor(), &again(Ground::Sum)).await), Code::NotPermitted);
        act::change(&house, &buyer(), &again(Ground::Sum)).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Ranked);
        let confirm = ConfirmAward { lot: lot(), bidder: OrgId::new("A").unwrap(), reason: None };
        assert_eq!(code(act::change(&house, &buyer(), &confirm).await), Code::WrongStage);

        act::change(&house, &member(1), &returning(vec![cell(2, "A", "plan")], Ground::Sum)).await.unwrap();
        sql(&house, "UPDATE cells SET points = '11' WHERE member = 'm2' AND bidder = 'A' AND criterion = 'plan'").await;
        sql(&house, &sign_sheet(2)).await;
        // 25, 11, 24, 27, 25: now far from the others', and kept with a reason.
        aggregate(&house).await;
        let keep = shared::api::matters::KeepScore {
            lot: lot(),
            bidder: OrgId::new("A").unwrap(),
            criterion: "plan".into(),
            reason: "按评分标准第二档".into(),
        };
        act::change(&house, &member(2), &keep).await.unwrap();
        let second = sign_report(&house, b"report 2").await;
        assert_ne!(first, second);
        let mut conn = house.db.connection().await.unwrap();
        let kept = store::after::reevaluations(&mut conn, &lot()).await.unwrap();
        assert_eq!((kept.len(), kept[0].report_sha256.as_str()), (1, first.to_hex().as_str()));
        let before: shared::rules::Outcome = serde_json::from_str(&kept[0].outcome_json).unwrap();
        assert_eq!(before.bid("A").unwrap().total.as_ref().unwrap().to_string(), "89.53");
        let reply = act::query(&house, &buyer(), &ReadAward { lot: lot() }).await.unwrap();
        assert_eq!(reply.bids[0].total.as_ref().unwrap().to_string(), "86.53");
    }
}

#[tokio::test]
async fn who_is_silent_for_five_working_days_has_confirmed_the_first() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        reported(&house).await;
        job(&house).await.unwrap();
        assert_eq!(stage(&house).await.name(), StageName::Reported);
        house.clock.set_ahead_ms(house.clock.ahead_ms() + 15 * DAY_MS);
        job(&house).await.unwrap();
        assert_eq!(stage(&house).await, Stage::Confirmed { winner: "A".into() });
        let reply = act::query(&house, &officer(), &ReadAward { lot: lot() }).await.unwrap();
        assert!(reply.decision.unwrap().reason.unwrap().contains("第六十八条"));
    }
}

async fn concluded(house: &Arc<House>) {
    reported(house).await;
    let confirm = ConfirmAward { lot: lot(), bidder: OrgId::new("A").unwrap(), reason: None };
    act::change(house, &buyer(), &confirm).await.unwrap();
    act::change(house, &officer(), &PublishResult { lot: lot() }).await.unwrap();
}

#[tokio::test]
async fn bonds_contract_and_challenges_keep_to_their_articles() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        concluded(&house).await;
        let now_ms = house.clock.now_ms();
        let bond = |bidder: &str, amount: i64| SaveBond {
            lot: lot(),
            bidder: OrgId::new(bidder).unwrap(),
            bond: Bond { amount: Fen(amount), form: BondForm::Guarantee, arrived_ms: now_ms, source: "BH-1".into() },
        };
        assert_eq!(code(act::change(&house, &officer(), &bond("A", 2_400_001)).await), Code::BondTooLarge);
        assert_eq!(code(act::change(&house, &officer(), &bond("Z", 1)).await), Code::BidNotUnderReview);
        for bidder in ["A", "B"] {
            act::change(&house, &officer(), &bond(bidder, 2_400_000)).await.unwrap();
        }
        let refund = RefundBond { lot: lot(), bidder: OrgId::new("B").unwrap() };
        act::change(&house, &officer(), &refund).await.unwrap();
        assert_eq!(code(act::change(&house, &officer(), &refund).await), Code::AlreadyDone);

        let contract =
            |amount: i64| SaveContract { lot: lot(), number: "HT-1".into(), amount: Fen(amount), signed_ms: now_ms };
        assert_eq!(code(act::change(&house, &buyer(), &contract(95_000_000)).await), Code::ContractAmount);
        act::change(&house, &buyer(), &contract(96_000_000)).await.unwrap();
        act::change(&house, &officer(), &PublishContract { lot: lot() }).await.unwrap();

        let challenge = RaiseChallenge { lot: lot(), text: "评审因素的认定与招标文件不符".into() };
        assert_eq!(code(act::change(&house, &bidder("Z"), &challenge).await), Code::NotPermitted);
        act::change(&house, &bidder("B"), &challenge).await.unwrap();
        assert_eq!(code(act::change(&house, &bidder("B"), &challenge).await), Code::ChallengeOnce);
        let others = act::query(&house, &bidder("C"), &MyChallenges { lot: lot() }).await.unwrap();
        assert!(others.challenges.is_empty());
        let answer = AnswerChallenge { lot: lot(), n: 1, answer: "经核对，评审符合招标文件".into() };
        act::change(&house, &officer(), &answer).await.unwrap();
        assert_eq!(code(act::change(&house, &officer(), &answer).await), Code::AlreadyDone);

        let seen = act::query(&house, &supervisor(), &ReadAfter { lot: lot() }).await.unwrap();
        assert_eq!(seen.clocks.len(), 8);
        let done: Vec<_> = seen.clocks.iter().filter(|clock| clock.done_ms.is_some()).map(|clock| clock.kind).collect();
        assert_eq!(done, [K::Confirm, K::Announce, K::BondsOfOthers, K::Contract, K::ContractNotice]);

        house.clock.set_ahead_ms(house.clock.ahead_ms() + 20 * DAY_MS);
        assert_eq!(code(act::change(&house, &bidder("C"), &challenge).await), Code::ChallengeLate);
    }
}

#[tokio::test]
async fn the_calendar_is_the_administrators_and_every_version_stays() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        let first = act::query(&house, &admin(), &ReadCalendar {}).await.unwrap();
        assert_eq!((first.version, &first.calendar), (0, &Calendar::default()));
        let mut calendar = first.calendar;
        let day = *calendar.holidays.first().unwrap();
        calendar.extra_workdays.insert(day);
        let save = |calendar: &Calendar, version| SaveCalendar { calendar: calendar.clone(), version };
        assert_eq!(code(act::change(&house, &admin(), &save(&calendar, 0)).await), Code::DayTwice);
        calendar.holidays.remove(&day);
        assert_eq!(code(act::change(&house, &officer(), &save(&calendar, 0)).await), Code::NotPermitted);
        act::change(&house, &admin(), &save(&calendar, 0)).await.unwrap();
        assert_eq!(code(act::change(&house, &admin(), &save(&calendar, 0)).await), Code::VersionConflict);
        let now = act::query(&house, &admin(), &ReadCalendar {}).await.unwrap();
        assert_eq!((now.version, now.calendar), (1, calendar));
    }
}

#[tokio::test]
async fn how_near_it_was_is_the_supervisors_alone() {
    for server in databases() {
        let place = Place::new(server.as_deref()).await;
        let house = place.open().await;
        ranked(&house).await;
        let ask = ReadFlip { lot: lot() };
        assert_eq!(code(act::query(&house, &supervisor(), &ask).await), Code::WrongStage);
        sign_report(&house, b"report").await;
        for other in [officer(), buyer(), member(1)] {
            assert_eq!(code(act::query(&house, &other, &ask).await), Code::NotPermitted);
        }
        let flip = act::query(&house, &supervisor(), &ask).await.unwrap().flip.expect("one score of 30 decides");
        assert_eq!(flip.criterion, "实施方案");
    }
}

#[tokio::test]
async fn the_papers_say_what_was_signed_and_a_loser_reads_nothing_of_others() {
    let place = Place::new(None).await;
    let house = place.open().await;
    concluded(&house).await;
    if house.reader().is_err() {
        return;
    }
    let read = async |setting: papers::Setting| {
        let made = setting.set(&house).unwrap();
        if setting.ending() == "xlsx" {
            assert!(made.starts_with(b"PK"));
            return String::new();
        }
        let hash = house.vault.keep(&made).unwrap();
        let pages = house.reader().unwrap().text(&house.vault.local(&hash).await.unwrap()).await.unwrap();
        pages.iter().flat_map(|page| page.text.chars()).filter(|c| !c.is_whitespace()).collect()
    };
    let mut conn = house.db.connection().await.unwrap();
    let lot_key = lot();
    let who = officer();
    let mut work = Work::open(&mut conn, &house, &who.actor, "t", Action::ReadPaper, Some(&lot_key)).await.unwrap();
    let ask = |what| ReadPaper { lot: lot(), what };
    let member = MemberId::new("m3").unwrap();
    let sheet = papers::paper(&mut work, &ask(PaperKind::ScoreSheet { member })).await.unwrap();
    let sheet = read(sheet).await;
    for said in ["评委3", "甲公司", "实施方案", "24", "60"] {
        assert!(sheet.contains(said), "{said} is not in {sheet}");
    }
    for what in [PaperKind::SummaryBook, PaperKind::SheetsBook] {
        read(papers::paper(&mut work, &ask(what)).await.unwrap()).await;
    }
    let notice = read(papers::paper(&mut work, &ask(PaperKind::AwardNotice)).await.unwrap()).await;
    assert!(notice.contains("中标通知书") && notice.contains("960,000.00") && notice.contains("第1页"), "{notice}");
    drop(conn);

    let mut conn = house.db.connection().await.unwrap();
    let who = bidder("B");
    let mut work = Work::open(&mut conn, &house, &who.actor, "t", Action::ReadOwnNotice, Some(&lot_key)).await.unwrap();
    let own = papers::own_notice(&mut work, &ReadOwnNotice { lot: lot() }).await.unwrap();
    let own = read(own).await;
    assert!(own.contains("中标结果通知书") && own.contains("85.00") && own.contains("第2名"), "{own}");
    for others in ["甲公司", "丙公司", "89.53", "评委"] {
        assert!(!own.contains(others), "{others} in {own}");
    }
}
