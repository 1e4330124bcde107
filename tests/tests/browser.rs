//! The screens in a real Chromium, on one sample centre: what assistive technology finds in every one of them, and what
//! people do in them, by clicks and keys.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::disallowed_methods, reason = "it waits by the machine's own clock")]

mod browser {
    pub mod amendment;
    pub mod axe;
    pub mod bidder;
    pub mod bidding;
    pub mod centre;
    pub mod chain;
    pub mod cold;
    pub mod committee;
    pub mod drand;
    pub mod draw;
    pub mod duty;
    pub mod envelopes;
    pub mod evaluation;
    pub mod expert;
    pub mod gigabyte;
    pub mod keys;
    pub mod offline;
    pub mod opening;
    pub mod outbox;
    pub mod pace;
    pub mod qualification;
    pub mod reading;
    pub mod rehearsal;
    pub mod replacement;
    pub mod report;
    pub mod resume;
    pub mod screens;
    pub mod states;
    pub mod stop;
    pub mod tender;
    pub mod works;
}

use browser::centre::{CLOSING, Centre};
use browser::{
    amendment, axe, bidder, chain, cold, drand, envelopes, expert, gigabyte, keys, offline, opening, outbox, pace,
    reading, rehearsal, replacement, resume, screens, states, stop, works,
};
use tests::browser::Seen;

/// Every page that exists is walked.
#[test]
fn every_page_is_on_the_tour() {
    let missing = screens::missing();
    assert!(missing.is_empty(), "pages without a screen in tests/tests/browser/screens.rs: {missing:#?}");
}

/// Whether a part is asked for: `BIDROOM_BROWSER=axe,opening` asks for some, without it there are all.
fn wants(name: &str) -> bool {
    std::env::var("BIDROOM_BROWSER").map_or(true, |wanted| wanted.split(',').any(|one| one == name))
}

/// One sample centre is filled for everything here; what fails first does not hide what comes after.
#[tokio::test(flavor = "multi_thread")]
async fn the_screens_of_a_sample_centre() {
    const PARTS: [&str; 16] = [
        "cold",
        "axe",
        "offline",
        "bidder",
        "expert",
        "reading",
        "states",
        "outbox",
        "opening",
        "rehearsal",
        "keys",
        "amendment",
        "resume",
        "replacement",
        "stop",
        "works",
    ];
    if !PARTS.into_iter().any(wants) {
        return;
    }
    let mut centre = Centre::start().await.expect("a sample centre and a browser");
    let mut failures = Vec::new();
    let mut note = |name: &str, done: Seen<()>| match done {
        Ok(()) => println!("{name}: as it should be"),
        Err(error) => failures.push(format!("{name}: {error}")),
    };
    if wants("cold") {
        note("cold", cold::first_interaction(&centre).await);
    }
    if wants("axe") {
        note("axe", axe::walk(&centre, screens::TOURS, "before").await);
    }
    if wants("offline") {
        note("offline", offline::in_every_screen(&centre, screens::TOURS).await);
    }
    if wants("bidder") {
        note("bidder", bidder::seals_and_uploads(&centre).await);
    }
    if wants("expert") {
        note("expert", expert::scores_by_keys(&centre).await);
    }
    if wants("reading") {
        note("reading", reading::finds_and_keeps(&centre).await);
    }
    if wants("states") {
        note("states", states::of_a_seat(&centre).await);
    }
    if wants("outbox") {
        let (after, done) = outbox::nothing_is_lost(centre).await;
        note("outbox", done);
        let Some(after) = after else { panic!("the browser did not start again: {}", failures.join("\n\n")) };
        centre = after;
    }
    if wants("replacement") {
        note("replacement", replacement::during_the_evaluation(&centre).await);
    }
    if wants("stop") {
        note("stop", stop::of_the_evaluation(&centre).await);
    }
    if wants("works") {
        note("works", works::a_formula_is_kept(&centre).await);
    }
    if wants("opening") {
        note("opening", opening::from_list_to_announcement(&centre, CLOSING, opening::PRICES).await);
        note("opening, walked", axe::walk(&centre, opening::TOURS, "after").await);
    }
    if wants("rehearsal") {
        note("rehearsal", rehearsal::everything_passes(&centre).await);
    }
    if wants("keys") {
        note("keys", keys::are_tested_restored_and_replaced(&centre).await);
    }
    if wants("amendment") {
        note("amendment", amendment::bids_are_sealed_again(&centre).await);
    }
    if wants("resume") {
        note("resume", resume::after_a_closed_browser(&mut centre).await);
    }
    centre.end().await;
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// `BIDROOM_BROWSER=gigabyte`, and only when it is asked for: it takes minutes and two gigabytes of disk.
#[tokio::test(flavor = "multi_thread")]
async fn a_gigabyte_is_sealed_and_sent() {
    if !std::env::var("BIDROOM_BROWSER").is_ok_and(|asked| asked.split(',').any(|part| part == "gigabyte")) {
        return;
    }
    let centre = Centre::start().await.expect("a sample centre and a browser");
    let done = gigabyte::is_sealed_and_sent(&centre).await;
    centre.end().await;
    done.expect("a gigabyte");
    let centre = Centre::start().await.expect("another centre and browser");
    let done = gigabyte::is_sealed_alone(&centre).await;
    centre.end().await;
    done.expect("a gigabyte without reading and keeping");
}

/// `envelopes`: two envelopes with both keys, from the bidders' decryption to the announced prices.
#[tokio::test(flavor = "multi_thread")]
async fn two_envelopes_are_opened_by_clicks() {
    if !wants("envelopes") {
        return;
    }
    let centre = Centre::people().await.expect("a centre and a browser");
    let done = envelopes::from_decryption_to_prices(&centre).await;
    if done.is_err() {
        let picture = Centre::pictures().expect("a folder").join("envelopes.png");
        let kept = centre.browser.picture(&picture).await;
        println!("where it stopped: {} {kept:?}", picture.display());
    }
    centre.end().await;
    done.expect("two envelopes");
}

/// `drand`: a round as the public value of a draw, in a house whose clock stands minutes before a round that is known.
#[tokio::test(flavor = "multi_thread")]
async fn a_round_of_drand_is_the_public_value_of_a_draw() {
    if !wants("drand") {
        return;
    }
    let ahead_ms = drand::behind(bidroom_server::clock::machine_ms()).expect("the round's time");
    let centre = Centre::people_at(ahead_ms).await.expect("a centre and a browser");
    let done = drand::a_round_is_the_public_value(&centre).await;
    if done.is_err() {
        let picture = Centre::pictures().expect("a folder").join("drand.png");
        let kept = centre.browser.picture(&picture).await;
        println!("where it stopped: {} {kept:?}", picture.display());
    }
    centre.end().await;
    done.expect("a round of drand");
}

/// `pace`: forty criteria × eight bids by the keyboard alone, with the figures of a day's work.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_sheet_is_scored_by_the_keyboard_alone() {
    if wants("pace") {
        pace::large_sheet().await.expect("a large sheet");
    }
}

/// `chain`: on a centre with people and no lot, everything that happens, happens by clicks. With `second-half` the bids are
/// opened through the interface, and the clicks begin at the draw.
#[tokio::test(flavor = "multi_thread")]
async fn a_lot_goes_from_notice_to_signed_report_by_clicks() {
    let second_half = !wants("chain");
    if second_half && !wants("second-half") {
        return;
    }
    let centre = Centre::people().await.expect("a centre and a browser");
    let done = chain::from_notice_to_result(&centre, second_half).await;
    if done.is_err() {
        let picture = Centre::pictures().expect("a folder").join("chain.png");
        let kept = centre.browser.picture(&picture).await;
        println!("where it stopped: {} {kept:?}", picture.display());
    }
    centre.end().await;
    done.expect("the whole chain");
}
