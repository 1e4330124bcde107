//! A notice, for everybody: what is asked, the very bytes with their hashes, the documents, the package.

use leptos::prelude::*;
use shared::api::tenders::{DocumentRow, NoticePage, ReadDocument, ReadNotice, ReadPackage};
use shared::envelope::{KeySheet, Notice};
use shared::journal::Hash as Sha256;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::rules::criteria::PlanCriterion;
use shared::text::{self, account, tenders};

use super::next;
use crate::api::{self, stream};
use crate::crypto;
use crate::features::account as desk;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{Countdown, Facts, Hash, Label, Notice as Finding, Page, Section, Status, Table, Time, Tone};

/// What a notice says, once its bytes were held against their hashes and signatures.
struct Checked {
    notice: Notice,
    sheets: Vec<KeySheet>,
}

/// Holds the notice against its hash, and the key sheets against theirs, the notice's and their signatures.
fn check(page: &NoticePage) -> Option<Checked> {
    let notice = Notice::parse(page.notice.as_bytes()).ok()?;
    if Sha256::of(page.notice.as_bytes()) != page.notice_sha256 || notice.lot != page.lot.lot {
        return None;
    }
    let mut sheets = Vec::new();
    for text in &page.sheets {
        let sheet = KeySheet::parse(text.json.as_bytes()).ok()?;
        let named = notice.envelope(text.envelope)?;
        let hash = sheet.hash().ok()?;
        if hash != text.sha256 || hash != named.sheet || usize::from(named.n) != sheet.holders.len() {
            return None;
        }
        sheets.push(sheet);
    }
    (sheets.len() == notice.envelopes.len()).then_some(Checked { notice, sheets })
}

/// The page.
pub fn notice(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return desk::not_found() };
    api::query(move || ReadNotice { lot: lot.clone() }, &["notice.", "list.", "prices.", "result.", "lot.failed"])
        .view(|page| shown(&page))
}

fn shown(page: &NoticePage) -> AnyView {
    let place = format!("{} · {}", page.tender_title, page.title);
    session::set_place(move || Some(place.clone()));
    let checked = check(page);
    let verdict = match &checked {
        Some(_) => view! { <Finding tone=Tone::Done what=tenders::CHECKED/> }.into_any(),
        None => view! { <Finding tone=Tone::Error what=tenders::NOT_CHECKED code="notice-mismatch"/> }.into_any(),
    };
    let failure = page.failure.map(|failure| view! { <Finding tone=Tone::Warning what=text::failure(failure)/> });
    let title = format!("{} · {}", page.tender_title, page.title);
    let details = checked.map(|checked| details(&checked));
    let versions = super::versions::versions(page);
    let (facts, documents, hashes, bid) = (facts(page), documents(page), hashes(page), bid(page));
    view! {
        <Page title=title lead=tenders::NOTICE>
            {failure}
            {versions}
            <Section title=tenders::FACTS>{facts}</Section>
            <Section title=tenders::DOCUMENTS>{documents}</Section>
            {details}
            <Section title=tenders::SEALING>
                {verdict}
                {hashes}
            </Section>
            {bid}
        </Page>
    }
    .into_any()
}

fn facts(page: &NoticePage) -> AnyView {
    let deadline_ms = page.deadline_ms;
    let left = (page.stage == StageName::Published).then(|| {
        view! { " "<Countdown until_ms=Signal::stored(deadline_ms) label=tenders::DEADLINE_LEFT/> }
    });
    let text = |text: &str| text.to_owned().into_any();
    let rows: Vec<(Label, AnyView)> = vec![
        (tenders::TENDER_NO.into(), text(&page.lot.to_string())),
        (tenders::PURCHASER.into(), text(&page.purchaser)),
        (tenders::STAGE.into(), view! { <Status label=text::stage(page.stage)/> }.into_any()),
        (tenders::DEADLINE.into(), view! { <Time ms=deadline_ms/>{left} }.into_any()),
        (tenders::PLACE.into(), text(&page.place)),
        (tenders::PUBLISHED_AT.into(), view! { <Time ms=page.published_ms/> }.into_any()),
    ];
    view! { <Facts rows=rows/> }.into_any()
}

fn documents(page: &NoticePage) -> AnyView {
    let line = |row: &DocumentRow| {
        let href = stream(&ReadDocument { lot: page.lot.clone(), name: row.name.clone() });
        #[expect(clippy::cast_precision_loss, reason = "a document has at most 50 MiB")]
        let bytes = row.size as f64;
        view! {
            <tr>
                <th scope="row"><a href=href target="_blank">{row.name.clone()}</a></th>
                <td class="figures">{crypto::size(bytes)}</td>
                <td><Hash value=row.sha256.to_hex() name=tenders::DOCUMENT_HASH/></td>
            </tr>
        }
        .into_any()
    };
    let lines = page.documents.iter().map(line).collect_view();
    let head = [tenders::DOCUMENTS, tenders::SIZE, tenders::DOCUMENT_HASH];
    let log_in =
        session::me_now().is_none().then(|| view! { <p class="hint">{t(shared::text::amend::LOG_IN_FIRST)}</p> });
    let package = stream(&ReadPackage { lot: page.lot.clone() });
    view! {
        <Table caption=tenders::DOCUMENTS head=head.map(Label::from).to_vec() figures=&[1]>{lines}</Table>
        <p><a class="button" data-test="package" href=package download="">{t(tenders::PACKAGE)}</a></p>
        <p class="hint">{t(tenders::PACKAGE_HINT)}</p>
        {log_in}
    }
    .into_any()
}

fn details(checked: &Checked) -> AnyView {
    let notice = &checked.notice;
    let criteria: Vec<PlanCriterion> =
        notice.criteria.iter().filter_map(|value| serde_json::from_value(value.clone()).ok()).collect();
    let holders = checked.sheets.iter().flat_map(|sheet| &sheet.holders);
    let holders = holders
        .map(|holder| {
            view! {
                <tr>
                    <td class="figures">{holder.x}</td>
                    <td>{holder.name.clone()}</td>
                    <td><code class="wrap">{holder.key.to_string()}</code></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::NO, account::NAME, account::KEY];
    let quorum = notice.envelopes.first().map(|envelope| {
        Label::with(tenders::QUORUM, [("m", envelope.m.to_string()), ("n", envelope.n.to_string())]).view()
    });
    let (terms, table) = (terms(notice), criteria_table(&criteria, notice));
    view! {
        <Section title=tenders::CRITERIA>{terms}{table}</Section>
        <Section title=tenders::HOLDERS>
            <p>{quorum}</p>
            <Table caption=tenders::HOLDERS head=head.map(Label::from).to_vec() figures=&[0]>{holders}</Table>
        </Section>
    }
    .into_any()
}

/// What stands in the notice beside the criteria.
fn terms(notice: &Notice) -> AnyView {
    let more = |name: &str| notice.more.get(name).cloned().unwrap_or_default();
    let mut rows: Vec<(Label, AnyView)> = Vec::new();
    let regime = serde_json::from_value(notice.regime.clone().into()).map(tenders::regime);
    let method = serde_json::from_value(notice.method.clone().into()).map(tenders::method);
    if let Ok(regime) = regime {
        rows.push((tenders::REGIME.into(), Label::Text(regime).view()));
    }
    if let Ok(method) = method {
        rows.push((tenders::METHOD.into(), Label::Text(method).view()));
    }
    if let Ok(ceiling) = serde_json::from_value::<shared::amount::Fen>(more("ceiling")) {
        let amount = Label::live(move || format!("{} {}", ceiling.grouped(), tenders::YUAN.get(lang())));
        rows.push((tenders::CEILING.into(), amount.view()));
    }
    let granted = more("deductions");
    for (name, label) in [
        ("small", tenders::DEDUCTION_SMALL),
        ("consortium", tenders::DEDUCTION_CONSORTIUM),
        ("domestic", tenders::DEDUCTION_DOMESTIC),
    ] {
        let rate = granted.get(name).and_then(|rate| rate.as_str()).map(percent);
        let head = Label::live(move || format!("{} · {}", tenders::DEDUCTIONS.get(lang()), label.get(lang())));
        rows.push((head, rate.flatten().map_or_else(|| Label::Text(tenders::NONE).view(), IntoAny::into_any)));
    }
    rows.push((tenders::CANDIDATES.into(), more("candidates").to_string().into_any()));
    let committee = more("committee");
    let count = |name: &str| committee.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let (experts, purchaser) = (count("experts"), count("purchaser"));
    let members = Label::with(
        tenders::COMMITTEE_OF,
        [
            ("n", (experts + purchaser).to_string()),
            ("experts", experts.to_string()),
            ("purchaser", purchaser.to_string()),
        ],
    );
    rows.push((tenders::COMMITTEE.into(), members.view()));
    view! { <Facts rows=rows/> }.into_any()
}

/// `0.10` as `10 %`; nothing for 0.
fn percent(rate: &str) -> Option<String> {
    let rate: shared::amount::Decimal = rate.parse().ok()?;
    (!rate.is_zero()).then(|| format!("{} %", &rate * &shared::amount::Decimal::from(100)))
}

fn criteria_table(criteria: &[PlanCriterion], notice: &Notice) -> AnyView {
    let weight = notice.price.get("weight").and_then(|weight| weight.as_str()).unwrap_or_default().to_owned();
    let lines = criteria
        .iter()
        .map(|criterion| {
            view! {
                <tr>
                    <th scope="row">{criterion.title.clone()}<span class="hint">" "{criterion.id.clone()}</span></th>
                    <td class="prose">{criterion.standard.clone()}</td>
                    <td>{t(tenders::kind(criterion.kind))}</td>
                    <td class="figures">{criterion.max.to_string()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::CRITERION, tenders::STANDARD, tenders::KIND, tenders::MAX];
    view! {
        <Table caption=tenders::CRITERIA_TABLE head=head.map(Label::from).to_vec() figures=&[3]>
            {lines}
            <tr>
                <th scope="row">{t(tenders::PRICE)}</th>
                <td class="prose">{t(tenders::PRICE_STANDARD)}</td>
                <td></td>
                <td class="figures">{weight}</td>
            </tr>
        </Table>
    }
    .into_any()
}

fn hashes(page: &NoticePage) -> AnyView {
    let mut rows: Vec<(Label, AnyView)> = vec![(
        tenders::NOTICE_HASH.into(),
        view! { <Hash value=page.notice_sha256.to_hex() name=tenders::NOTICE_HASH/> }.into_any(),
    )];
    for sheet in &page.sheets {
        let hash = view! { <Hash value=sheet.sha256.to_hex() name=tenders::SHEET_HASH/> }.into_any();
        rows.push((tenders::SHEET_HASH.into(), hash));
    }
    view! { <Facts rows=rows/> }.into_any()
}

/// A bidder goes on from here.
fn bid(page: &NoticePage) -> AnyView {
    let open = page.stage == StageName::Published && session::me_now().is_some_and(|me| me.role == Role::Bidder);
    let path = next::known(format!("/lots/{}/{}/bid", page.lot.tender, page.lot.lot));
    path.filter(|_| open)
        .map(|path| {
            view! {
                <div class="action-bar">
                    <a class="button primary" data-test="prepare-bid" href=path>{t(tenders::PREPARE_BID)}</a>
                </div>
            }
        })
        .into_any()
}
