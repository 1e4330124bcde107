use super::*;
use crate::model::Engine;

fn page(number: u32) -> PageText {
    PageText { number, text: "文".into(), engine: Engine::Glyphs, flags: Vec::new() }
}

#[test]
fn what_was_read_before_the_end_is_kept() {
    let reading = Reading { page_count: Some(3), pages: vec![page(1)] };
    let pages = reading.close(Err(ReadError::TimedOut)).expect("one page was read");
    assert_eq!(pages.iter().map(|p| p.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(pages[2].flags, [PageFlag::Failed]);
}

#[test]
fn nothing_read_is_an_error() {
    let reading = Reading { page_count: Some(2), pages: vec![PageText::failed(1)] };
    assert!(matches!(reading.close(Err(ReadError::Crashed)), Err(ReadError::Crashed)));
    assert!(matches!(Reading::default().close(Err(ReadError::NotPdf)), Err(ReadError::NotPdf)));
}

#[test]
fn a_verdict_is_not_softened() {
    let reading = Reading { page_count: Some(2), pages: vec![page(1)] };
    assert!(matches!(reading.close(Err(ReadError::TooManyPages)), Err(ReadError::TooManyPages)));
}
