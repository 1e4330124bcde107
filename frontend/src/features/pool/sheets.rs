//! Spreadsheets: check, import, export, the tree of specialties.

use leptos::prelude::*;
use shared::api::Endpoint;
use shared::api::pool::{
    ExportPool, ImportExperts, ImportProgress, ImportReport, ImportSpecialties, Imported, PreviewImport, Progressed,
    RowError, SheetFormat, SpecialtiesImported,
};
use shared::text::pool;

use crate::api::{self, Ask, Body, Failure};
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{ActionBar, Button, Failed, FilePicker, Kind, Label, Page, Progress, Section, Table, Tone, toast};

/// How long an import may take, milliseconds.
const PATIENCE_MS: u32 = 10 * 60_000;
/// How often the progress is asked for, milliseconds.
const LOOK_MS: u32 = 700;
/// What the file dialog offers.
const ACCEPT: &str = ".xlsx,.csv,text/csv";

/// The page.
pub fn sheets(_: Params) -> AnyView {
    view! {
        <Page title=pool::SHEETS lead=pool::SHEETS_LEAD>
            {import()}
            {export()}
            {tree()}
        </Page>
    }
    .into_any()
}

/// Sends a file with a question; the reply.
async fn send<E: Endpoint>(question: &E, file: &web_sys::File) -> Result<E::Reply, Failure> {
    let path = address(question);
    let headers = [("content-type", "application/octet-stream")];
    let ask = Ask { method: "POST", path: &path, headers: &headers, body: Body::Blob(file), patience_ms: PATIENCE_MS };
    let answer = api::fetch(ask).await?.accepted().await?;
    serde_json::from_str(&answer.text().await?).map_err(Failure::own)
}

fn address<E: Endpoint>(question: &E) -> String {
    let json = serde_json::to_string(question).unwrap_or_default();
    format!("{}?q={}", E::PATH, String::from(js_sys::encode_uri_component(&json)))
}

/// What an import is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Checking,
    Importing,
}

fn import() -> AnyView {
    let files = RwSignal::new_local(Vec::<web_sys::File>::new());
    let doing = RwSignal::new(Doing::Nothing);
    let failure = RwSignal::new(None::<Failure>);
    let report = RwSignal::new(None::<ImportReport>);
    let progress = RwSignal::new(Progressed::default());
    // Another file has to be checked again.
    Effect::new(move |before: Option<()>| {
        files.track();
        if before.is_some() {
            report.set(None);
            failure.set(None);
        }
    });
    let begin = move |what: Doing| {
        let Some(file) = files.with_untracked(|files| files.first().cloned()) else { return };
        let checked = report.get_untracked().map(|report| report.sha256);
        doing.set(what);
        failure.set(None);
        progress.set(Progressed::default());
        leptos::task::spawn_local(async move {
            let running = api::saves::running();
            let run = api::new_key();
            watch(run.clone(), doing, progress);
            let outcome = match (what, checked) {
                (Doing::Importing, Some(sha256)) => send(&ImportExperts { sha256, run }, &file).await.map(|done| {
                    toast::show(Tone::Done, imported(done));
                    files.try_set(Vec::new());
                }),
                _ => send(&PreviewImport { run }, &file).await.map(|found| {
                    report.try_set(Some(found));
                }),
            };
            drop(running);
            if let Err(why) = outcome {
                failure.try_set(Some(why));
            }
            doing.try_set(Doing::Nothing);
        });
    };
    let none = Signal::derive(move || files.with(Vec::is_empty));
    let importable = Signal::derive(move || report.with(|found| found.as_ref().is_some_and(fits)));
    let busy = move |what| Signal::derive(move || doing.get() == what);
    view! {
        <Section title=pool::IMPORT>
            <FilePicker attr:data-test="sheet-picker" label=pool::SHEET_FILE hint=pool::SHEET_HINT files=files accept=ACCEPT/>
            {move || (doing.get() != Doing::Nothing).then(|| bar(progress))}
            <Failed failure=failure/>
            {move || report.get().map(|found| preview(&found))}
            <ActionBar>
                <Button attr:data-test="check-sheet" label=pool::CHECK_SHEET busy=busy(Doing::Checking) disabled=none on_press=move || begin(Doing::Checking)/>
                <Button
                    attr:data-test="import-sheet" label=pool::DO_IMPORT kind=Kind::Primary busy=busy(Doing::Importing)
                    disabled=Signal::derive(move || !importable.get()) on_press=move || begin(Doing::Importing)
                />
            </ActionBar>
        </Section>
    }
    .into_any()
}

fn fits(report: &ImportReport) -> bool {
    report.wrong == 0 && report.new + report.changed > 0
}

fn imported(done: Imported) -> Label {
    let counts = [("new", done.new), ("changed", done.changed), ("same", done.same)];
    Label::with(pool::IMPORTED, counts.map(|(name, count)| (name, count.to_string())))
}

/// Asks how far it is, as long as it goes on.
fn watch(run: String, doing: RwSignal<Doing>, progress: RwSignal<Progressed>) {
    leptos::task::spawn_local(async move {
        while doing.try_get_untracked().is_some_and(|doing| doing != Doing::Nothing) {
            gloo_timers::future::TimeoutFuture::new(LOOK_MS).await;
            if let Ok(found) = api::call(ImportProgress { run: run.clone() }).await {
                progress.try_set(found);
            }
        }
    });
}

fn bar(progress: RwSignal<Progressed>) -> AnyView {
    let writing = Memo::new(move |_| progress.with(|progress| progress.of > 0));
    let done = move || progress.with(|progress| if progress.of > 0 { progress.written } else { progress.read });
    let label = Label::live(move || if writing.get() { pool::WRITING } else { pool::READING }.get(lang()).to_owned());
    let value = Signal::derive(move || done() as f64);
    let max = Signal::derive(move || progress.with(|progress| progress.of as f64));
    let text = Label::live(move || pool::ROWS_DONE.get(lang()).replace("{done}", &done().to_string()));
    view! { <Progress label=label value=value max=max text=text/> }.into_any()
}

fn preview(report: &ImportReport) -> AnyView {
    let counts = [
        ("rows", report.rows),
        ("new", report.new),
        ("changed", report.changed),
        ("same", report.same),
        ("wrong", report.wrong),
    ];
    let said = Label::with(pool::PREVIEW, counts.map(|(name, count)| (name, count.to_string())));
    let errors = errors(&report.errors);
    view! { <p role="status" data-test="preview">{said.view()}</p>{errors} }.into_any()
}

fn errors(errors: &[RowError]) -> AnyView {
    if errors.is_empty() {
        return ().into_any();
    }
    let row = |error: &RowError| {
        let refusal = error.refusal.clone();
        let said = Label::live(move || refusal.sentence(lang()));
        view! { <tr data-test="wrong-row"><th scope="row" class="figures">{error.row}</th><td>{said.view()}</td></tr> }
            .into_any()
    };
    let rows = errors.iter().map(row).collect_view();
    let head = [pool::ROW, pool::WHAT_IS_WRONG].map(Label::from).to_vec();
    view! { <Table caption=pool::WRONG_ROWS head=head>{rows}</Table> }.into_any()
}

fn export() -> AnyView {
    let link = |format, label| {
        let path = address(&ExportPool { format });
        view! { <a class="button" href=path download="">{t(label)}</a>" " }.into_any()
    };
    view! {
        <Section title=pool::EXPORT>
            <p>{t(pool::EXPORT_LEAD)}</p>
            <p data-test="export">
                {link(SheetFormat::Xlsx, pool::EXPORT_XLSX)}
                {link(SheetFormat::Csv, pool::EXPORT_CSV)}
                {link(SheetFormat::CsvGb18030, pool::EXPORT_GB)}
            </p>
        </Section>
    }
    .into_any()
}

fn tree() -> AnyView {
    let files = RwSignal::new_local(Vec::<web_sys::File>::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let wrong = RwSignal::new(Vec::<RowError>::new());
    let press = move || {
        let Some(file) = files.with_untracked(|files| files.first().cloned()) else { return };
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            match send(&ImportSpecialties {}, &file).await {
                Ok(SpecialtiesImported { specialties, errors }) => {
                    if errors.is_empty() {
                        files.try_set(Vec::new());
                        toast::show(Tone::Done, Label::with(pool::TREE_DONE, [("n", specialties.to_string())]));
                    }
                    wrong.try_set(errors);
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let none = Signal::derive(move || files.with(Vec::is_empty));
    view! {
        <Section title=pool::TREE>
            <FilePicker label=pool::SHEET_FILE hint=pool::TREE_HINT files=files accept=ACCEPT/>
            <Failed failure=failure/>
            {move || errors(&wrong.get())}
            <Button attr:data-test="import-tree" label=pool::DO_TREE busy=busy disabled=none on_press=press/>
        </Section>
    }
    .into_any()
}
