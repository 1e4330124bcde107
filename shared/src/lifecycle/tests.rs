//! Every stage × move; writes `docs/lifecycle.md`.

use super::*;
use crate::journal::Hash;
use std::fmt::Write as _;

fn stages() -> Vec<Stage> {
    let hash = Hash([7; 32]);
    let winner = || "91110000000000000A".to_owned();
    vec![
        Stage::Draft,
        Stage::Published { deadline_ms: 1, notice: hash },
        Stage::Closed { list: hash },
        Stage::Opening { list: hash },
        Stage::Opened { list: hash },
        Stage::Announced { list: hash },
        Stage::Recorded,
        Stage::Qualified,
        Stage::Drawing,
        Stage::Seated,
        Stage::Reviewing,
        Stage::Scoring,
        Stage::PriceClosed { list: hash },
        Stage::PriceOpening { list: hash },
        Stage::PriceOpened { list: hash },
        Stage::PriceAnnounced { list: hash },
        Stage::Priced,
        Stage::Ranked,
        Stage::Reporting { report: hash },
        Stage::Reported { report: hash },
        Stage::Confirmed { winner: winner() },
        Stage::Concluded { winner: winner() },
        Stage::Failed { reason: Failure::TooFewValid },
    ]
}

fn moves() -> Vec<(String, Move)> {
    let hash = Hash([9; 32]);
    let mut moves: Vec<(String, Move)> = [
        Move::Publish { deadline_ms: 2, notice: hash },
        Move::Amend { deadline_ms: 3, notice: hash },
        Move::Close { list: hash },
        Move::SignList,
        Move::FinishOpening,
        Move::Announce,
        Move::SignRecord,
        Move::Qualify,
        Move::BeginDraw,
        Move::Seat,
        Move::Reseat,
        Move::Convene,
        Move::BeginScoring,
        Move::ClosePrices { list: hash },
        Move::Rank,
        Move::ReturnCells,
        Move::MakeReport { report: hash },
        Move::RecallReport,
        Move::SignReport,
        Move::Reevaluate,
        Move::Confirm { winner: "X".into() },
        Move::Conclude,
    ]
    .into_iter()
    .map(|m| (m.name().to_owned(), m))
    .collect();
    for reason in [
        Failure::Terminated,
        Failure::FewerThanThreeSubmitted,
        Failure::FewerThanThreeOpened,
        Failure::FewerThanThreeQualified,
        Failure::FewerThanThreeCompliant,
        Failure::TooFewValid,
        Failure::DocumentsDefective,
    ] {
        moves.push((format!("fail ({reason:?})"), Move::Fail { reason }));
    }
    moves
}

/// The law of the procedure, written a second time as pairs: what is not listed must be refused.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("draft", "publish", "published"),
    ("published", "amend", "published"),
    ("published", "fail (Terminated)", "failed"),
    ("published", "close", "closed"),
    ("closed", "sign_list", "opening"),
    ("closed", "fail (FewerThanThreeSubmitted)", "failed"),
    ("opening", "finish_opening", "opened"),
    ("opened", "announce", "announced"),
    ("announced", "sign_record", "recorded"),
    ("announced", "fail (FewerThanThreeOpened)", "failed"),
    ("recorded", "qualify", "qualified"),
    ("recorded", "fail (FewerThanThreeQualified)", "failed"),
    ("qualified", "begin_draw", "drawing"),
    ("drawing", "seat", "seated"),
    ("seated", "reseat", "drawing"),
    ("seated", "convene", "reviewing"),
    ("reviewing", "reseat", "drawing"),
    ("reviewing", "begin_scoring", "scoring"),
    ("reviewing", "fail (FewerThanThreeCompliant)", "failed"),
    ("scoring", "reseat", "drawing"),
    ("reviewing", "fail (DocumentsDefective)", "failed"),
    ("scoring", "fail (DocumentsDefective)", "failed"),
    ("priced", "fail (DocumentsDefective)", "failed"),
    ("scoring", "rank", "ranked"),
    ("scoring", "fail (TooFewValid)", "failed"),
    ("scoring", "close_prices", "price_closed"),
    ("price_closed", "sign_list", "price_opening"),
    ("price_opening", "finish_opening", "price_opened"),
    ("price_opened", "announce", "price_announced"),
    ("price_announced", "sign_record", "priced"),
    ("price_announced", "fail (FewerThanThreeOpened)", "failed"),
    ("priced", "rank", "ranked"),
    ("priced", "return_cells", "scoring"),
    ("priced", "fail (TooFewValid)", "failed"),
    ("ranked", "return_cells", "scoring"),
    ("ranked", "make_report", "reporting"),
    ("reporting", "return_cells", "scoring"),
    ("reporting", "recall_report", "ranked"),
    ("reporting", "sign_report", "reported"),
    ("reported", "reevaluate", "ranked"),
    ("reported", "confirm", "confirmed"),
    ("confirmed", "conclude", "concluded"),
];

#[test]
fn every_stage_and_every_move_does_what_the_table_says() {
    for stage in stages() {
        for (name, what) in moves() {
            let expected = ALLOWED.iter().find(|(from, by, _)| *from == stage.name().as_str() && *by == name);
            let result = stage.clone().step(what);
            match (expected, result) {
                (Some((.., to)), Ok(next)) => assert_eq!(next.name().as_str(), *to, "{stage:?} {name}"),
                (None, Err(refusal)) => assert_eq!(refusal.code, Code::WrongStage),
                (expected, result) => panic!("{stage:?} × {name}: expected {expected:?}, got {result:?}"),
            }
        }
    }
}

#[test]
fn a_stage_survives_the_database() {
    for stage in stages() {
        let json = serde_json::to_string(&stage).unwrap();
        assert_eq!(serde_json::from_str::<Stage>(&json).unwrap(), stage);
    }
    assert_eq!(StageName::ALL.len(), stages().len());
}

#[test]
fn the_table_of_the_documents_is_this_table() {
    let mut text = String::from(
        "# The life of a lot\n\nWritten by the test `shared/src/lifecycle/tests.rs`; do not edit. What is not in the table is refused with\n\
         `wrong-stage`.\n\n| from | move | to |\n|---|---|---|\n",
    );
    for stage in stages() {
        for (name, what) in moves() {
            if let Ok(next) = stage.clone().step(what) {
                let _ = writeln!(text, "| {} | {name} | {} |", stage.name().as_str(), next.name().as_str());
            }
        }
    }
    crate::tests_support::write_document("lifecycle.md", &text);
}
