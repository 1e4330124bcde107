//! The keys of the scoring screen (screens.md, Scoring): from a key press to what it does.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Keep the score, go to the next one that is not scored.
    Commit,
    /// So many criteria on.
    Criterion(i32),
    /// So many pages on.
    Page(i64),
    /// To the reason.
    Reason,
    /// Back to the score.
    Back,
    /// Find in the bid.
    Find,
    /// The page cited for this criterion.
    Cited,
    /// So many bidders on, same criterion.
    Bidder(i32),
    /// The table of all scores.
    Compare,
    /// Check and sign.
    Check,
    /// Take the last score back.
    Undo,
    /// The list of the keys.
    Help,
    /// Switches where Enter goes.
    Across,
    /// Loads the page anew, after what is in the box was kept.
    Reload,
    /// What leads away from the desk by a slip of the hand: nothing.
    Stay,
}

/// Where the focus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// In the score box.
    Score,
    /// In the reason.
    Reason,
    /// In another field, in which keys mean what they always mean.
    Field,
    /// Anywhere else.
    Elsewhere,
}

/// A key press.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Ctrl or Command.
    pub ctrl: bool,
    /// Alt.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// Whether an input method is composing: then the key belongs to it.
    pub composing: bool,
    /// Where the focus is.
    pub focus: Focus,
}

/// What the key does; `None` when it is not ours.
#[must_use]
pub fn command(press: Press<'_>) -> Option<Command> {
    // 229 ("Process") is what browsers send while an input method has the key.
    if press.composing || press.key == "Process" {
        return None;
    }
    if press.alt {
        return matches!(press.key, "ArrowLeft" | "ArrowRight" | "Home").then_some(Command::Stay);
    }
    if press.key == "F5" || (press.ctrl && press.key.eq_ignore_ascii_case("r")) {
        return Some(Command::Reload);
    }
    if press.ctrl && press.key.eq_ignore_ascii_case("e") {
        return (press.focus != Focus::Field).then_some(Command::Across);
    }
    if press.ctrl {
        let undo = press.key.eq_ignore_ascii_case("z") && !press.shift && press.focus != Focus::Reason;
        return (undo && press.focus != Focus::Field).then_some(Command::Undo);
    }
    match press.key {
        "F1" => Some(Command::Help),
        "F2" => Some(Command::Reason),
        "F3" => Some(Command::Find),
        "F4" => Some(Command::Cited),
        "F7" => Some(Command::Bidder(-1)),
        "F8" => Some(Command::Bidder(1)),
        "F9" => Some(Command::Compare),
        "F10" => Some(Command::Check),
        "PageDown" => Some(Command::Page(1)),
        "PageUp" => Some(Command::Page(-1)),
        "Enter" => match press.focus {
            Focus::Score => Some(Command::Commit),
            Focus::Reason if !press.shift => Some(Command::Commit),
            _ => None,
        },
        "Escape" if press.focus == Focus::Reason => Some(Command::Back),
        "ArrowDown" if matches!(press.focus, Focus::Score | Focus::Elsewhere) => Some(Command::Criterion(1)),
        "ArrowUp" if matches!(press.focus, Focus::Score | Focus::Elsewhere) => Some(Command::Criterion(-1)),
        _ => None,
    }
}

/// What was typed into the score box as a decimal: full-width digits and the points of a Chinese keyboard become plain
/// ones, `.5` and `4.` and `04` become `0.5`, `4` and `4`. What is no number stays as it is, to be named in the refusal.
#[must_use]
pub fn tidy(typed: &str) -> String {
    let plain = crate::ui::normalise_number(typed);
    let plain = plain.trim();
    let digits_and_point = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !digits_and_point
        || plain.bytes().filter(|byte| *byte == b'.').count() > 1
        || !plain.bytes().any(|b| b.is_ascii_digit())
    {
        return plain.to_owned();
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, focus: Focus) -> Press<'_> {
        Press { key, ctrl: false, alt: false, shift: false, composing: false, focus }
    }

    #[test]
    fn each_key_does_what_its_cap_says() {
        for (key, expected) in [
            ("F1", Command::Help),
            ("F2", Command::Reason),
            ("F3", Command::Find),
            ("F4", Command::Cited),
            ("F5", Command::Reload),
            ("F7", Command::Bidder(-1)),
            ("F8", Command::Bidder(1)),
            ("F9", Command::Compare),
            ("F10", Command::Check),
            ("PageUp", Command::Page(-1)),
            ("PageDown", Command::Page(1)),
            ("ArrowUp", Command::Criterion(-1)),
            ("ArrowDown", Command::Criterion(1)),
            ("Enter", Command::Commit),
        ] {
            assert_eq!(command(press(key, Focus::Score)), Some(expected), "{key}");
        }
        for key in ["4", ".", "Backspace", "Tab", "a", "F12", "Escape", "Home", "ArrowLeft"] {
            assert_eq!(command(press(key, Focus::Score)), None, "{key} belongs to the browser");
        }
    }

    #[test]
    fn a_slip_of_the_hand_does_not_leave_the_desk() {
        for key in ["ArrowLeft", "ArrowRight", "Home"] {
            let slip = Press { alt: true, ..press(key, Focus::Score) };
            assert_eq!(command(slip), Some(Command::Stay), "{key}");
        }
        let again = Press { ctrl: true, ..press("r", Focus::Reason) };
        assert_eq!(command(again), Some(Command::Reload));
        let turn = |focus| command(Press { ctrl: true, ..press("e", focus) });
        assert_eq!((turn(Focus::Score), turn(Focus::Field)), (Some(Command::Across), None));
        assert_eq!(command(Press { alt: true, ..press("4", Focus::Score) }), None);
    }

    #[test]
    fn keys_belong_to_the_input_method_while_it_composes() {
        for key in ["Enter", "ArrowDown", "F2", "PageDown", "Escape"] {
            let composing = Press { composing: true, ..press(key, Focus::Reason) };
            assert_eq!(command(composing), None, "{key}");
        }
        assert_eq!(command(press("Process", Focus::Score)), None);
    }

    #[test]
    fn a_field_keeps_its_own_keys() {
        for key in ["Enter", "ArrowDown", "ArrowUp", "Escape"] {
            assert_eq!(command(press(key, Focus::Field)), None, "{key}");
        }
        assert_eq!(command(press("ArrowDown", Focus::Reason)), None);
        assert_eq!(command(press("Escape", Focus::Reason)), Some(Command::Back));
        let undo = |focus| command(Press { ctrl: true, ..press("z", focus) });
        assert_eq!((undo(Focus::Score), undo(Focus::Reason), undo(Focus::Field)), (Some(Command::Undo), None, None));
        assert_eq!(command(Press { ctrl: true, ..press("Enter", Focus::Score) }), None);
        assert_eq!(command(Press { shift: true, ..press("Enter", Focus::Reason) }), None, "a new line");
    }

    #[test]
    fn what_is_typed_becomes_a_decimal() {
        for (typed, tidied) in [
            ("４．５", "4.5"),
            ("4。5", "4.5"),
            (" 4,5", "45"),
            (".5", "0.5"),
            ("4.", "4"),
            ("04.50", "4.5"),
            ("0", "0"),
            ("000", "0"),
            ("", ""),
            (".", "."),
            ("1.2.3", "1.2.3"),
            ("abc", "abc"),
            ("-1", "-1"),
            ("一", "一"),
        ] {
            assert_eq!(tidy(typed), tidied, "{typed}");
        }
    }
}
