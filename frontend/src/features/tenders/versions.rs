//! Every version of a notice, with what changed from one to the next, once their hashes were followed.

use leptos::prelude::*;
use shared::api::tenders::NoticePage;
use shared::envelope::Notice;
use shared::tender::{Amendment, AmendmentKind, added_documents};
use shared::text::amend as words;

use crate::clock;
use crate::prefs::t;
use crate::ui::{Label, Notice as Finding, Section, Status, Table, Time, Tone};

/// The versions, when each follows the one before by its hash and the last is the page's own.
fn chain(page: &NoticePage) -> Option<Vec<(Notice, i64)>> {
    let mut chain: Vec<(Notice, i64)> = Vec::with_capacity(page.versions.len());
    for version in &page.versions {
        let notice = Notice::parse(version.notice.as_bytes()).ok()?;
        match chain.last() {
            Some((before, _)) => notice.check_follows(before).ok()?,
            None if notice.version != 1 => return None,
            None => {}
        }
        chain.push((notice, version.published_ms));
    }
    let last = page.versions.last()?;
    (last.notice == page.notice).then_some(chain)
}

/// The section; nothing while there is one version only.
pub fn versions(page: &NoticePage) -> AnyView {
    if page.versions.len() < 2 {
        return ().into_any();
    }
    let Some(chain) = chain(page) else {
        return view! { <Finding tone=Tone::Error what=words::CHAIN_BROKEN code="notice-chain"/> }.into_any();
    };
    let befores = std::iter::once(None).chain(chain.iter().map(|(notice, _)| Some(notice)));
    let rows: Vec<AnyView> =
        chain.iter().zip(befores).map(|((notice, at_ms), before)| row(notice, *at_ms, before)).collect();
    let lines = rows.into_iter().rev().collect_view();
    let head = [words::VERSION_NO, shared::text::tenders::PUBLISHED_AT, words::WHAT_CHANGED, words::EARLIER];
    view! {
        <Finding tone=Tone::Warning what=words::AMENDED_NOTICE/>
        <Section title=words::VERSIONS>
            <Table caption=words::VERSIONS head=head.map(Label::from).to_vec() figures=&[0]>{lines}</Table>
        </Section>
    }
    .into_any()
}

fn row(notice: &Notice, at_ms: i64, before: Option<&Notice>) -> AnyView {
    let amendment = Amendment::of(notice);
    let kind = amendment.as_ref().map_or(words::FIRST, |amendment| words::kind(amendment.kind));
    let ended = amendment.as_ref().is_some_and(|amendment| amendment.kind == AmendmentKind::Termination);
    let changes = before.map(|before| changes(before, notice)).unwrap_or_default();
    let changes = changes.into_iter().map(|change| view! { <p>{change.view()}</p> }).collect_view();
    let earlier = before.filter(|_| !ended).map(|_| t(words::earlier(notice.earlier_bids)));
    let text = amendment.map(|amendment| view! { <p class="prose">{amendment.text}</p> });
    view! {
        <tr data-test="version">
            <td class="figures">{notice.version}</td>
            <td><Time ms=at_ms/></td>
            <td><Status label=kind/>{text}{changes}</td>
            <td>{earlier}</td>
        </tr>
    }
    .into_any()
}

/// What one version changes beside its text.
fn changes(before: &Notice, after: &Notice) -> Vec<Label> {
    let mut changes = Vec::new();
    if before.deadline_ms != after.deadline_ms {
        let day = |ms: u64| clock::date_time(i64::try_from(ms).unwrap_or(i64::MAX));
        let moved = [("from", day(before.deadline_ms)), ("to", day(after.deadline_ms))];
        changes.push(Label::with(words::DEADLINE_MOVED, moved));
    }
    let added: Vec<&str> = added_documents(before, after).iter().map(|document| document.name.as_str()).collect();
    if !added.is_empty() {
        changes.push(Label::with(words::ADDED, [("names", added.join("、"))]));
    }
    changes
}
