//! The legal calendar, kept by the administrator.

use leptos::prelude::*;
use shared::api::after::{CalendarReply, ReadCalendar, SaveCalendar};
use shared::rules::Calendar;
use shared::text::after as words;

use crate::api::{self, Query};
use crate::prefs::lang;
use crate::routes::Params;
use crate::ui::{ActionBar, Button, Confirm, Hash, Kind, Page, TextArea, Tone, toast};

/// The page.
pub fn calendar(_: Params) -> AnyView {
    let query = api::query(|| ReadCalendar {}, &["calendar."]);
    let body = query.once(move |reply| shown(query, reply));
    view! { <Page title=words::CALENDAR lead=words::CALENDAR_LEAD>{body}</Page> }.into_any()
}

/// The days of a calendar, one a line: holidays, and weekends that are worked on.
fn lines(calendar: &Calendar) -> (String, String) {
    let holidays: Vec<String> = calendar.holidays.iter().map(ToString::to_string).collect();
    let workdays: Vec<String> = calendar.extra_workdays.iter().map(ToString::to_string).collect();
    (holidays.join("\n"), workdays.join("\n"))
}

/// The calendar of these lines; the first that is no day.
fn read(holidays: &str, workdays: &str) -> Result<Calendar, String> {
    let days = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        lines.collect::<Vec<String>>()
    };
    let (holidays, extra_workdays) = (days(holidays), days(workdays));
    let is_day = |text: &String| {
        let one = serde_json::json!({ "holidays": [text], "extra_workdays": [] });
        serde_json::from_value::<Calendar>(one).is_ok()
    };
    if let Some(wrong) = holidays.iter().chain(&extra_workdays).find(|text| !is_day(text)) {
        return Err(wrong.clone());
    }
    let all = serde_json::json!({ "holidays": holidays, "extra_workdays": extra_workdays });
    serde_json::from_value(all).map_err(|error| error.to_string())
}

fn shown(query: Query<ReadCalendar>, reply: Signal<CalendarReply>) -> AnyView {
    let (holidays, workdays) = reply.with_untracked(|reply| lines(&reply.calendar));
    let (holidays, workdays) = (RwSignal::new(holidays), RwSignal::new(workdays));
    let open = RwSignal::new(false);
    let act = api::change::<SaveCalendar>();
    let parsed = Memo::new(move |_| holidays.with(|first| workdays.with(|second| read(first, second))));
    let error = Signal::derive(move || {
        let wrong = parsed.get().err()?;
        Some(words::NOT_A_DAY.get(lang()).replace("{text}", &wrong))
    });
    let confirm = move || {
        let Ok(calendar) = parsed.get_untracked() else { return };
        let version = reply.with_untracked(|reply| reply.version);
        act.send(SaveCalendar { calendar, version }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::CALENDAR_SAVED);
            query.reload();
        });
    };
    let hash = move || reply.with(|reply| view! { <Hash value=reply.sha256.to_hex() name=words::CALENDAR/> });
    let idle = Signal::derive(move || parsed.with(Result::is_err));
    view! {
        {hash}
        <TextArea attr:data-test="holidays" label=words::HOLIDAYS value=holidays rows=16 max_length=30000 error=error/>
        <TextArea attr:data-test="workdays" label=words::WORKDAYS value=workdays rows=8 max_length=30000/>
        <ActionBar>
            <Button
                attr:data-test="save-calendar" label=words::SAVE_CALENDAR kind=Kind::Primary disabled=idle
                on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=words::SAVE_CALENDAR open=open locks=words::CALENDAR_LOCKS action=words::SAVE_CALENDAR
            on_confirm=confirm busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_calendar_are_read_as_they_are_written() {
        let calendar = Calendar::default();
        let (holidays, workdays) = lines(&calendar);
        assert_eq!(read(&holidays, &workdays), Ok(calendar));
        assert_eq!(read("2027-01-01\n\n 2027-02-30 ", ""), Err("2027-02-30".to_owned()));
        assert_eq!(read("1. Januar", ""), Err("1. Januar".to_owned()));
    }
}
