//! The page viewer: one page of an opened bid as a picture with the watermark burnt in, its number, its size, its text.

use leptos::prelude::*;
use shared::api::review::{BID_FILE_PATH, FileAsk, FileRow, PageAsk};
use shared::api::scoring::ReadPageText;
use shared::id::{LotKey, OrgId};
use shared::text::review;

use super::bookmarks;
use super::model::{Spot, pages, turn, within};
use crate::api::{self, Ask, Body, Failure};
use crate::prefs::{lang, t};
use crate::ui::{Button, Kind, Label, failed, loading, new_id};

/// How much larger than the width of its place the page is shown, per cent; the fourth fits.
const ZOOMS: [u32; 8] = [50, 67, 80, 100, 125, 150, 200, 300];
/// The place in [`ZOOMS`] that fits the width.
const FIT: usize = 3;
/// How long a page may take, milliseconds.
const PATIENCE_MS: u32 = 60_000;

/// What the viewer looks at.
#[derive(Clone)]
pub struct Source {
    /// The lot.
    pub lot: LotKey,
    /// Which stream gives the pictures.
    pub path: &'static str,
    /// The bid.
    pub bidder: Signal<Option<OrgId>>,
    /// Its files.
    pub files: Signal<Vec<FileRow>>,
    /// Where in it.
    pub spot: RwSignal<Spot>,
    /// Whether the text of the pages may be read (members of the committee), else whole files (staff).
    pub member: bool,
}

/// The picture that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    bidder: OrgId,
    spot: Spot,
    url: String,
}

/// The viewer. Page keys turn the pages wherever the focus is; the pages do that with [`turn_by`].
#[component]
pub fn Viewer(
    /// What it looks at.
    source: Source,
    /// What else stands in its bar: the cited pages.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let zoom = RwSignal::new(FIT);
    let as_text = RwSignal::new(false);
    let (member, spot) = (source.member, source.spot);
    // Members alone keep bookmarks; with them comes whether the room lets the text be read.
    let marks = member.then(|| bookmarks::marks(source.lot.clone()));
    let kept = marks.map(|marks| bookmarks::bookmarks(&source, marks));
    let copying = Memo::new(move |_| marks.is_some_and(|marks| marks.reply().is_some_and(|reply| reply.copying)));
    let body = {
        let source = source.clone();
        let picture = picture(&source, zoom);
        let text = move || (as_text.get() && copying.get()).then(|| page_text(source.clone()));
        move || text().unwrap_or_else(|| picture.clone().into_any())
    };
    let whole = (!member).then(|| whole_file(&source));
    // A new page is read from its top.
    let pane = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        spot.track();
        if let Some(pane) = pane.get_untracked() {
            pane.set_scroll_top(0);
        }
    });
    let sizes = view! {
        <span class="viewer-sizes">
            <Button attr:data-test="zoom-out" label="−" name=review::ZOOM_OUT on_press=move || zoom.update(|z| *z = z.saturating_sub(1))/>
            <Button attr:data-test="zoom-fit" label=review::FIT on_press=move || zoom.set(FIT)/>
            <Button attr:data-test="zoom-in" label="+" name=review::ZOOM_IN on_press=move || zoom.update(|z| *z = (*z + 1).min(ZOOMS.len() - 1))/>
            {move || copying.get().then(|| {
                let label = Label::live(move || {
                    let word = if as_text.get() { review::SHOW_PICTURE } else { review::SHOW_TEXT };
                    word.get(lang()).to_owned()
                });
                view! { <Button attr:data-test="page-text" label=label kind=Kind::Quiet on_press=move || as_text.update(|on| *on = !*on)/> }
            })}
        </span>
    };
    view! {
        <section class="viewer" aria-label=t(review::PAGES)>
            <div class="viewer-bar">
                {steps(&source)}
                {children.map(|children| view! { <span class="viewer-more">{children()}</span> })}
            </div>
            <div class="viewer-pane" tabindex="0" role="region" aria-label=t(review::PAGES) node_ref=pane>{body}</div>
            <div class="viewer-foot">{whole}{kept}{sizes}</div>
        </section>
    }
    .into_any()
}

/// Turns `by` pages on.
pub fn turn_by(source: &Source, by: i64) {
    let files = source.files.get_untracked();
    source.spot.update(|spot| *spot = turn(&files, *spot, by));
}

/// File, page back, page number, page on.
fn steps(source: &Source) -> AnyView {
    let (files, spot) = (source.files, source.spot);
    let id = new_id("page");
    let total = move || {
        let total = files.with(|files| pages(files, spot.get().file));
        total.map_or_else(|| "?".to_owned(), |total| total.to_string())
    };
    let go = move |event: web_sys::Event| {
        let typed: u32 = crate::ui::normalise_number(&event_target_value(&event)).parse().unwrap_or(1);
        let files = files.get_untracked();
        spot.update(|spot| *spot = within(&files, Spot { page: typed, ..*spot }));
    };
    let (back, on) = (source.clone(), source.clone());
    view! {
        {move || file_choice(files.get(), spot)}
        <Button attr:data-test="page-previous" label="‹" name=review::PREVIOUS_PAGE key="PgUp" on_press=move || turn_by(&back, -1)/>
        <span class="viewer-number">
            <label class="unseen" for=id.clone()>{t(review::GO_TO_PAGE)}</label>
            <input
                class="input figures" id=id type="text" inputmode="numeric" autocomplete="off" data-test="page-number"
                prop:value=move || spot.get().page.to_string() on:change=go
            />
            <span class="figures" data-test="page-total">" / "{total}</span>
        </span>
        <Button attr:data-test="page-next" label="›" name=review::NEXT_PAGE key="PgDn" on_press=move || turn_by(&on, 1)/>
    }
    .into_any()
}

/// Which file, when there are several.
fn file_choice(files: Vec<FileRow>, spot: RwSignal<Spot>) -> AnyView {
    if files.len() < 2 {
        return files.first().map(|file| view! { <span class="viewer-file">{file.name.clone()}</span> }).into_any();
    }
    let options = files
        .into_iter()
        .map(|file| {
            let n = file.n;
            view! { <option value=n.to_string() selected=move || spot.get().file == n>{file.name}</option> }.into_any()
        })
        .collect_view();
    let choose = move |event: web_sys::Event| {
        let file = event_target_value(&event).parse().unwrap_or(1);
        spot.set(Spot { file, page: 1 });
    };
    view! {
        <select class="input viewer-file" aria-label=t(review::FILE) data-test="page-file" on:change=choose>{options}</select>
    }
    .into_any()
}

fn width_of(zoom: usize) -> u32 {
    match ZOOMS.get(zoom).copied().unwrap_or(100) {
        ..=100 => 1240,
        101..=150 => 1860,
        _ => 2480,
    }
}

/// The picture of the page: within a bid the last one stays until the next has come.
fn picture(source: &Source, zoom: RwSignal<usize>) -> impl IntoView + Clone + use<> {
    let shown = RwSignal::new(None::<Picture>);
    let failure = RwSignal::new(None::<Failure>);
    let newest = StoredValue::new(0_u32);
    let width = Memo::new(move |_| width_of(zoom.get()));
    let (lot, path, bidder, spot, files) = (source.lot.clone(), source.path, source.bidder, source.spot, source.files);
    Effect::new(move |_| {
        let _ = api::net::returns();
        let (Some(bidder), spot, width) = (bidder.get(), spot.get(), width.get()) else { return };
        let number = newest.get_value() + 1;
        newest.set_value(number);
        let ask = PageAsk { lot: lot.clone(), bidder: bidder.clone(), file: spot.file, page: spot.page, width };
        leptos::task::spawn_local(async move {
            let outcome = fetch_page(path, &ask).await;
            if newest.try_get_value() != Some(number) {
                return;
            }
            match outcome {
                Ok(url) => {
                    failure.try_set(None);
                    let old = shown.try_update(|shown| shown.replace(Picture { bidder, spot, url }));
                    release(old.flatten());
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    });
    on_cleanup(move || release(shown.try_update(Option::take).flatten()));
    let scale = move || format!("inline-size: {}%", ZOOMS.get(zoom.get()).copied().unwrap_or(100));
    let name = move |at: Spot| {
        let file = files.with(|files| files.iter().find(|row| row.n == at.file).map(|row| row.name.clone()));
        let filled = review::PAGE_PICTURE.get(lang()).replace("{page}", &at.page.to_string());
        filled.replace("{file}", &file.unwrap_or_default())
    };
    move || {
        if let Some(failure) = failure.get() {
            return failed(&failure);
        }
        // One bidder's page never stands below another's name.
        let picture = shown.get().filter(|picture| bidder.with(|bidder| bidder.as_ref() == Some(&picture.bidder)));
        let Some(Picture { bidder: whose, spot: at, url }) = picture else { return loading() };
        // While the next page is on its way, the old one is not to be taken for it.
        let late = move || spot.get() != at;
        view! {
            <img
                class="viewer-page" class:late=late style=scale src=url alt=move || name(at) data-test="page-image"
                data-page=at.page.to_string() data-file=at.file.to_string() data-bidder=whose.to_string()
            />
        }
        .into_any()
    }
}

async fn fetch_page(path: &str, ask: &PageAsk) -> Result<String, Failure> {
    let question = serde_json::to_string(ask).map_err(Failure::own)?;
    let path = format!("{path}?q={}", String::from(js_sys::encode_uri_component(&question)));
    let ask = Ask { method: "GET", path: &path, headers: &[], body: Body::None, patience_ms: PATIENCE_MS };
    let answer = api::fetch(ask).await?.accepted().await?;
    let kind = answer.header("content-type");
    let bytes = answer.bytes().await?;
    let own = |_| Failure::own("blob");
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(&kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(own)?;
    web_sys::Url::create_object_url_with_blob(&blob).map_err(own)
}

fn release(picture: Option<Picture>) {
    if let Some(picture) = picture {
        let _ = web_sys::Url::revoke_object_url(&picture.url);
    }
}

/// The text of the page, for screen readers and for copying.
fn page_text(source: Source) -> AnyView {
    let Source { lot, bidder, spot, .. } = source;
    let text = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    Effect::new(move |_| {
        let (Some(whose), at) = (bidder.get(), spot.get()) else { return };
        let ask = ReadPageText { lot: lot.clone(), bidder: whose.clone(), file: at.file, page: at.page };
        text.set(None);
        leptos::task::spawn_local(async move {
            let outcome = api::call(ask).await;
            if spot.try_get_untracked() != Some(at) || bidder.try_get_untracked() != Some(Some(whose)) {
                return;
            }
            match outcome {
                Ok(reply) => {
                    let lang = crate::prefs::lang_now();
                    let words = match (reply.text, reply.flag.as_deref()) {
                        (None, _) => review::NO_TEXT.get(lang).to_owned(),
                        (Some(_), Some("scan")) => review::SCAN.get(lang).to_owned(),
                        (Some(text), _) => text,
                    };
                    failure.try_set(None);
                    text.try_set(Some(words));
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    });
    (move || match (failure.get(), text.get()) {
        (Some(why), _) => failed(&why),
        (None, None) => loading(),
        (None, Some(text)) => view! { <p class="viewer-text" data-test="page-words">{text}</p> }.into_any(),
    })
    .into_any()
}

/// The link to the whole file.
fn whole_file(source: &Source) -> AnyView {
    let (lot, bidder, spot) = (source.lot.clone(), source.bidder, source.spot);
    let href = move || {
        let ask = FileAsk { lot: lot.clone(), bidder: bidder.get()?, file: spot.get().file };
        let question = serde_json::to_string(&ask).ok()?;
        Some(format!("{BID_FILE_PATH}?q={}", String::from(js_sys::encode_uri_component(&question))))
    };
    view! { <a class="button quiet" href=href data-test="whole-file">{t(review::DOWNLOAD)}</a> }.into_any()
}
