//! Moments and what is left until them, by the server's clock.

use leptos::prelude::*;
use shared::text::frame;

use super::Label;
use crate::clock;
use crate::prefs::{lang, t};

/// A moment in Beijing time.
#[component]
pub fn Time(
    /// Milliseconds since 1970 UTC.
    ms: i64,
) -> AnyView {
    view! { <time class="figures" datetime=format!("{}+08:00", clock::date_time(ms).replace(' ', "T"))>{clock::date_time(ms)}</time> }
        .into_any()
}

/// What is left until a moment, ticking.
#[component]
pub fn Countdown(
    /// Milliseconds since 1970 UTC.
    #[prop(into)]
    until_ms: Signal<i64>,
    /// What is counted down to; else "time left".
    #[prop(optional, into)]
    label: Label,
) -> AnyView {
    let label = if label.is_empty() { Label::Text(frame::TIME_LEFT) } else { label };
    let text = move || match clock::second() {
        None => "–".to_owned(),
        Some(now) if now >= until_ms.get() => t(frame::TIME_UP)().to_owned(),
        Some(now) => left(until_ms.get() - now, frame::DAYS.get(lang())),
    };
    // role=timer is not read out at every tick.
    view! {
        <span class="countdown" role="timer">
            <span class="countdown-label">{label.view()}</span>
            " "
            <span class="figures">{text}</span>
        </span>
    }
    .into_any()
}

/// `1 天 02:03:04`; the seconds that have begun count, so that 00:00:00 means that it is over.
fn left(ms: i64, days: &str) -> String {
    let seconds = (ms + 999).div_euclid(1000).max(0);
    let (day, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if day > 0 { days.replace("{n}", &day.to_string()) + &clock } else { clock }
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn what_is_left_is_rounded_up() {
        assert_eq!(left(1, "{n} d "), "00:00:01");
        assert_eq!(left(1000, "{n} d "), "00:00:01");
        assert_eq!(left(-5, "{n} d "), "00:00:00");
        assert_eq!(left(93_784_000, "{n} d "), "1 d 02:03:04");
    }
}
