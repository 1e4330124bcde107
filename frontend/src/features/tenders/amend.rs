//! Amending a notice: what kind, what it says, documents, deadline, earlier bids, with the rules checked while it is written.

use leptos::prelude::*;
use shared::api::tenders::{AmendNotice, Amending, ReadAmending};
use shared::envelope::{EarlierBids, Notice, NoticeDocument};
use shared::refusal::Code;
use shared::rules::calendar::Calendar;
use shared::rules::codes::Severity;
use shared::tender::{AmendmentDraft, AmendmentKind, LotFinding, blocks};
use shared::text::{amend as words, tenders};

use super::editor::documents::documents;
use super::next;
use crate::api;
use crate::clock;
use crate::features::account as desk;
use crate::prefs::lang;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{
    ActionBar, Button, Checkbox, Confirm, DateTimeField, Facts, Failed, Kind, Label, Notice as Finding, Page, Section,
    SelectField, State, StateKind, TextArea, Time, Tone, toast,
};

/// The page.
pub fn amend(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return desk::not_found() };
    let query = api::query(move || ReadAmending { lot: lot.clone() }, &["notice.", "document."]);
    query.once(move |page| shown(page, query))
}

/// What is being written.
#[derive(Clone, Copy)]
struct Fields {
    kind: RwSignal<String>,
    text: RwSignal<String>,
    affects: RwSignal<bool>,
    deadline_ms: RwSignal<Option<i64>>,
    earlier: RwSignal<String>,
}

impl Fields {
    fn kind(self) -> AmendmentKind {
        let word = self.kind.get();
        AmendmentKind::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or(AmendmentKind::Clarification)
    }

    fn earlier(self) -> EarlierBids {
        if self.earlier.get() == "reseal" { EarlierBids::Reseal } else { EarlierBids::Stand }
    }

    fn findings(self, before: &Notice, staged: &[NoticeDocument], now_ms: i64) -> Vec<LotFinding> {
        let text = self.text.get();
        let draft = AmendmentDraft {
            before,
            kind: self.kind(),
            text: &text,
            affects: self.affects.get(),
            deadline_ms: self.deadline_ms.get(),
            earlier_bids: self.earlier(),
            documents: staged,
            now_ms,
        };
        draft.check(&Calendar::default())
    }
}

fn shown(page: Signal<Amending>, query: api::Query<ReadAmending>) -> AnyView {
    let first = page.get_untracked();
    let place = format!("{} · {}", first.tender_title, first.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let fields = Fields {
        kind: RwSignal::new(AmendmentKind::Clarification.as_str().to_owned()),
        text: RwSignal::new(String::new()),
        affects: RwSignal::new(true),
        deadline_ms: RwSignal::new(None),
        earlier: RwSignal::new("stand".to_owned()),
    };
    let before = Memo::new(move |_| page.with(|page| Notice::parse(page.notice.as_bytes()).ok()));
    let staged = Memo::new(move |_| page.with(|page| page.staged.clone()));
    let found = Memo::new(move |_| {
        let now_ms = clock::now_ms().unwrap_or_else(|| page.with(|page| page.now_ms));
        let row = |row: &shared::api::tenders::DocumentRow| NoticeDocument {
            name: row.name.clone(),
            size: row.size,
            sha256: row.sha256,
        };
        let staged: Vec<_> = staged.with(|rows| rows.iter().map(row).collect());
        before.with(|before| before.as_ref().map(|before| fields.findings(before, &staged, now_ms)).unwrap_or_default())
    });
    let facts = move || before.with(|before| before.as_ref().map(facts));
    let lot = first.lot.clone();
    view! {
        <Page title=words::AMEND lead=words::AMEND_LEAD>
            {facts}
            {form(fields)}
            {documents(words::DOCUMENTS, lot.clone(), staged, Signal::stored(false), move || query.reload())}
            <Section title=words::CHECKS>
                <div data-test="amend-findings" aria-live="polite">{move || found.with(|found| findings(found))}</div>
            </Section>
            {publish(lot, page, before, fields, found, query)}
        </Page>
    }
    .into_any()
}

fn facts(before: &Notice) -> AnyView {
    let deadline_ms = i64::try_from(before.deadline_ms).unwrap_or(i64::MAX);
    let rows: Vec<(Label, AnyView)> = vec![
        (tenders::LOT.into(), format!("{}/{}", before.tender, before.lot).into_any()),
        (words::VERSION_NO.into(), before.version.to_string().into_any()),
        (tenders::DEADLINE.into(), view! { <Time ms=deadline_ms/> }.into_any()),
    ];
    view! { <Facts rows=rows/> }.into_any()
}

fn form(fields: Fields) -> AnyView {
    let kinds = AmendmentKind::ALL.map(|kind| (kind.as_str().to_owned(), Label::Text(words::kind(kind)))).to_vec();
    let earlier = [("stand", EarlierBids::Stand), ("reseal", EarlierBids::Reseal)]
        .map(|(key, earlier)| (key.to_owned(), Label::Text(words::earlier(earlier))))
        .to_vec();
    let ends = Signal::derive(move || fields.kind() == AmendmentKind::Termination);
    view! {
        <Section title=words::KIND>
            <SelectField id="amend-kind" label=words::KIND value=fields.kind options=Signal::stored(kinds) required=true/>
            <TextArea id="amend-text" label=words::TEXT hint=words::TEXT_HINT value=fields.text required=true rows=6/>
            <Checkbox
                attr:data-test="amend-affects" label=words::AFFECTS hint=words::AFFECTS_HINT value=fields.affects disabled=ends
            />
            <DateTimeField
                id="amend-deadline" label=words::NEW_DEADLINE hint=words::NEW_DEADLINE_HINT value=fields.deadline_ms
                disabled=ends
            />
            <SelectField
                id="amend-earlier" label=words::EARLIER value=fields.earlier options=Signal::stored(earlier) disabled=ends
            />
            <p class="hint">{crate::prefs::t(words::DOCUMENTS_HINT)}</p>
        </Section>
    }
    .into_any()
}

/// What the rules say of it, in four parts each.
fn findings(found: &[LotFinding]) -> AnyView {
    if found.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::CHECKS_GOOD/> }.into_any();
    }
    found
        .iter()
        .map(|finding| {
            let tone = if finding.severity == Severity::Error { Tone::Error } else { Tone::Warning };
            let day = finding.earliest.clone();
            let todo = day.map_or_else(Label::default, |day| {
                Label::live(move || tenders::EARLIEST.get(lang()).replace("{day}", &day))
            });
            view! {
                <Finding
                    tone=tone what=finding.code.text() why=finding.article.clone() todo=todo code=finding.code.as_str()
                />
            }
        })
        .collect_view()
        .into_any()
}

fn publish(
    lot: shared::id::LotKey,
    page: Signal<Amending>,
    before: Memo<Option<Notice>>,
    fields: Fields,
    found: Memo<Vec<LotFinding>>,
    query: api::Query<ReadAmending>,
) -> AnyView {
    let act = api::change::<AmendNotice>();
    let open = RwSignal::new(false);
    let ends = Signal::derive(move || fields.kind() == AmendmentKind::Termination);
    let not_ready = Signal::derive(move || found.with(|found| blocks(found)) || before.with(Option::is_none));
    let locks = Label::live(move || {
        let text = if ends.get() { words::END_LOCKS } else { words::PUBLISH_LOCKS };
        text.get(lang()).to_owned()
    });
    let send = move || {
        let Some(version) = before.with_untracked(|before| before.as_ref().map(|before| before.version)) else {
            return;
        };
        let lot = page.with_untracked(|page| page.lot.clone());
        let body = untrack(|| AmendNotice {
            lot: lot.clone(),
            version,
            kind: fields.kind(),
            text: fields.text.get().trim().to_owned(),
            affects: fields.affects.get(),
            deadline_ms: fields.deadline_ms.get(),
            earlier_bids: fields.earlier(),
        });
        let path = next::notice(&lot);
        act.send(body, move |_| {
            open.try_set(false);
            toast::show(Tone::Done, words::PUBLISHED);
            routes::go(&path);
        });
    };
    let conflict = move || {
        let stale = act.failure().get().is_some_and(|failure| failure.is(Code::VersionConflict));
        stale.then(|| view! { <Button label=tenders::LOAD_THEIRS on_press=move || query.reload()/> })
    };
    view! {
        <Failed failure=act.failure()/>
        {conflict}
        <ActionBar>
            <a class="button" href=next::edit(&lot)>{crate::prefs::t(shared::text::frame::BACK)}</a>
            <Button
                attr:data-test="publish-amendment" label=words::PUBLISH kind=Kind::Primary busy=act.busy() disabled=not_ready
                on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=words::PUBLISH open=open locks=locks undo=Label::Text(words::PUBLISH_UNDO) action=words::PUBLISH
            on_confirm=send busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
