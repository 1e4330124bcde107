use super::choose::{PAGE_CHARS, choose, clean};
use super::glyphs::GlyphPage;
use super::options::{Command, Options};
use crate::model::{Engine, PageFlag};

fn glyphs(text: &str, image_share: f64) -> Option<GlyphPage> {
    Some(GlyphPage { text: text.into(), image_share, unread: false })
}

const TEXT: &str = "投标人须按照招标文件的要求提交投标文件,逾期送达的投标文件将被拒收。";

#[test]
fn the_richer_and_more_plausible_text_wins() {
    let page = choose(3, glyphs(TEXT, 0.0), Some("1".into()));
    assert_eq!((page.number, page.engine, page.text.as_str()), (3, Engine::Glyphs, TEXT));
    assert_eq!(page.flags, [PageFlag::Suspect], "the engines disagree");

    let lost = "\u{FFFD}".repeat(60);
    let page = choose(1, glyphs(&lost, 0.0), Some(TEXT.into()));
    assert_eq!((page.engine, page.text.as_str()), (Engine::Extract, TEXT));

    let page = choose(1, glyphs(TEXT, 0.0), Some(format!("  {TEXT}\n\n")));
    assert_eq!((page.engine, page.flags.len()), (Engine::Glyphs, 0), "agreement is not flagged");
}

#[test]
fn an_engine_that_fails_leaves_the_other() {
    let page = choose(1, None, Some(TEXT.into()));
    assert_eq!((page.engine, page.flags.len()), (Engine::Extract, 0));
    let page = choose(1, glyphs(TEXT, 0.0), None);
    assert_eq!((page.engine, page.flags.len()), (Engine::Glyphs, 0));
    let page = choose(1, None, None);
    assert_eq!((page.engine, page.flags.as_slice()), (Engine::None, &[PageFlag::Failed][..]));
}

#[test]
fn pages_without_text_are_scans_or_blank() {
    let page = choose(1, glyphs("", 0.95), Some(String::new()));
    assert_eq!((page.engine, page.flags.as_slice()), (Engine::None, &[PageFlag::Scan][..]));
    assert_eq!(choose(1, glyphs("- 12 -", 0.9), None).flags, [PageFlag::Scan], "a page number is no text");
    assert_eq!(choose(1, glyphs("", 0.0), None).flags, [PageFlag::Blank]);
    assert_eq!(choose(1, glyphs("", 0.1), None).flags, [PageFlag::Blank], "a logo is no scan");
    assert!(choose(1, glyphs(TEXT, 1.0), None).flags.is_empty(), "a letterhead over the page is no scan");
}

#[test]
fn text_that_could_not_be_loaded_is_neither_nothing_nor_certain() {
    let unread = || Some(GlyphPage { unread: true, ..GlyphPage::default() });
    assert_eq!(choose(1, unread(), None).flags, [PageFlag::Suspect]);
    assert_eq!(choose(1, unread(), Some("ABCD".into())).flags, [PageFlag::Suspect]);
}

#[test]
fn text_of_lost_characters_is_suspect() {
    let half = format!("{TEXT}{}", "\u{E000}".repeat(30));
    assert_eq!(choose(1, glyphs(&half, 0.0), None).flags, [PageFlag::Suspect]);
}

#[test]
fn radicals_and_controls_are_cleaned() {
    assert_eq!(clean("⺠⽤⻆⼦ ⻋⻓\u{0}⾼，ＩＳＯ").text, "民用角子 车长高,ISO");
    assert_eq!(clean("  a\u{A0}b  \r\n\n \n c\t").text, "a b\nc");
    assert_eq!(clean("").text, "");
}

#[test]
fn a_page_of_endless_text_is_cut() {
    let endless = "长".repeat(PAGE_CHARS + 5);
    let page = choose(1, glyphs(&endless, 0.0), None);
    assert_eq!(page.text.chars().count(), PAGE_CHARS);
    assert_eq!(page.flags, [PageFlag::Cut]);
}

#[test]
fn every_limit_must_be_given() {
    let limits = ["--memory-bytes", "1", "--cpu-seconds", "2", "--file-bytes", "3", "--pages", "4"];
    let parse = |args: &[&str]| Options::parse(args.iter().map(Into::into));
    let with = |more: &[&str]| parse(&[&["render"], &limits[..], more].concat());
    let options = with(&["--page", "7", "--width", "800", "--font", "/f", "--font-index", "2"]).expect("parses");
    assert_eq!(options.command, Command::Render { page: 7, width: 800 });
    assert_eq!((options.memory_bytes, options.cpu_seconds, options.file_bytes, options.pages), (1, 2, 3, 4));
    assert_eq!(options.font.map(|f| f.index), Some(2));
    assert!(with(&["--page", "7"]).is_none(), "a width is missing");
    assert!(with(&["--page", "-7", "--width", "800"]).is_none());
    assert!(with(&["--page", "7", "--width", "800", "--shell", "x"]).is_none());
    assert!(with(&["--page", "7", "--width"]).is_none());
    assert!(parse(&["info"]).is_none());
    assert!(parse(&[&["info"], &limits[..6]].concat()).is_none());
    assert!(parse(&[&["shell"], &limits[..]].concat()).is_none());
    assert!(parse(&[]).is_none());
}
