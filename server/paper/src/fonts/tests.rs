use std::fs;

use super::*;

#[test]
fn an_empty_directory_is_refused_with_the_package_to_install() {
    let dir = tempfile::tempdir().unwrap();
    let refusal = Fonts::load(Some(dir.path())).err().unwrap();
    assert!(matches!(&refusal, PaperError::NoCjkFont { missing, .. } if missing.len() == FACES));
    let said = refusal.to_string();
    assert!(said.contains("fonts-noto-cjk"), "{said}");
    assert!(said.contains("Noto Serif CJK SC Regular"), "{said}");
}

#[test]
fn files_that_are_no_fonts_are_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("empty.ttc", &b""[..]),
        ("text.otf", b"this is not a font, however long it may be"),
        ("huge-count.ttc", b"ttcf\0\x01\0\0\xff\xff\xff\xff"),
        ("far-table.otf", b"OTTO\0\x01\0\0\0\0\0\0name\0\0\0\0\xff\xff\xff\xf0\xff\xff\xff\xff"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    assert!(matches!(Fonts::load(Some(dir.path())), Err(PaperError::NoCjkFont { .. })));
}

#[test]
fn a_missing_bold_face_is_named() {
    let system = Fonts::load(None).unwrap();
    let dir = tempfile::tempdir().unwrap();
    for (use_number, place) in system.0.places.iter().enumerate() {
        if use_number != SERIF + 1 {
            let name = place.path.file_name().unwrap();
            let _ = fs::copy(&place.path, dir.path().join(name)).unwrap();
        }
    }
    match Fonts::load(Some(dir.path())) {
        Err(PaperError::NoCjkFont { missing, .. }) => {
            assert_eq!(missing, ["Noto Serif CJK SC Bold"])
        }
        other => panic!("{:?}", other.err()),
    }
}

#[test]
fn font_data_is_let_go_after_the_last_job() {
    let fonts = Fonts::load(None).unwrap();
    let job = fonts.begin().unwrap();
    assert!(job.font(SERIF).is_some());
    let held = fonts.hold();
    drop(job);
    assert!(fonts.0.in_hand.lock().unwrap().upgrade().is_some());
    drop(held);
    assert!(fonts.0.in_hand.lock().unwrap().upgrade().is_none());
}

#[test]
fn jobs_at_the_same_time_share_what_they_read() {
    let fonts = Fonts::load(None).unwrap();
    let (one, two) = (fonts.begin().unwrap(), fonts.begin().unwrap());
    assert!(Arc::ptr_eq(&one.loaded, &two.loaded));
}

#[test]
fn a_face_that_the_catalogue_does_not_have_is_none() {
    let fonts = Fonts::load(None).unwrap();
    assert!(fonts.begin().unwrap().font(FACES).is_none());
}

#[test]
fn the_catalogue_has_the_wanted_families_in_order() {
    let fonts = Fonts::load(None).unwrap();
    let job = fonts.begin().unwrap();
    let (serif, sans) = job.families();
    assert!(serif.contains("Serif") && !sans.contains("Serif"), "{serif}, {sans}");
    for index in 0..FACES {
        let info = job.book().info(index).unwrap();
        let bold = info.variant.weight.to_number() >= 600;
        assert_eq!(bold, index % 2 == 1, "{index}");
    }
}
