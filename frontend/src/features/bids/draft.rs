//! The fields of a bid: files, opening form, index, identity key.

use leptos::prelude::*;
use shared::api::bids::BidSlot;
use shared::envelope::Envelope;
use shared::refusal::{Code, Refusal};
use shared::text::{bids, opening};
use web_sys::File;

use super::model::{self, Entered, Wrong};
use crate::crypto::files::{name_in_bid, size};
use crate::features::account::key_loader::{KeySlot, slot as key_slot};
use crate::prefs::lang;
use crate::ui::{Checkbox, FilePicker, Label, NumberField, Section, SelectField, TextField};

/// How much of a file is read to know its kind, bytes.
const SNIFF_BYTES: f64 = 1024.0;
/// How much of its end, and of its table of objects, is read to know whether it is whole and not encrypted, bytes.
const ENDS_BYTES: f64 = 16_384.0;

/// One criterion of the index.
#[derive(Clone)]
struct Indexed {
    id: String,
    title: String,
    file: RwSignal<String>,
    page: RwSignal<String>,
}

/// What the person enters. Copy it into closures freely.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The files.
    pub files: RwSignal<Vec<File>, LocalStorage>,
    /// The identity key, once it is open.
    pub key: KeySlot,
    /// What is wrong with the fields, after the first try.
    pub wrong: RwSignal<Wrong>,
    price: RwSignal<String>,
    words: RwSignal<String>,
    delivery: RwSignal<String>,
    validity: RwSignal<String>,
    size: RwSignal<String>,
    share: RwSignal<String>,
    domestic: RwSignal<bool>,
    brand: RwSignal<String>,
    index: StoredValue<Vec<Indexed>>,
    most_bytes: StoredValue<f64>,
    envelope: Envelope,
}

impl Draft {
    /// An empty draft for a slot.
    #[expect(clippy::cast_precision_loss, reason = "a limit of some GiB")]
    pub fn new(slot: &BidSlot) -> Self {
        let text = || RwSignal::new(String::new());
        // The price envelope answers no criterion.
        let criteria = if slot.envelope == Envelope::Price { &[][..] } else { &slot.criteria[..] };
        let index = criteria.iter().map(|(id, title)| {
            let (file, page) = (text(), text());
            Indexed { id: id.clone(), title: title.clone(), file, page }
        });
        let draft = Self {
            files: RwSignal::new_local(Vec::new()),
            key: key_slot(),
            wrong: RwSignal::default(),
            price: text(),
            words: text(),
            delivery: text(),
            validity: RwSignal::new("90".to_owned()),
            size: text(),
            share: text(),
            domestic: RwSignal::new(false),
            brand: text(),
            index: StoredValue::new(index.collect()),
            most_bytes: StoredValue::new(slot.max_bytes as f64),
            envelope: slot.envelope,
        };
        draft.words_follow_the_price();
        draft
    }

    /// The words follow the figures until the person edits them.
    fn words_follow_the_price(self) {
        let made = StoredValue::new(String::new());
        Effect::new(move |_| {
            let words = self.price.with(|price| model::words_of(price)).unwrap_or_default();
            if self.words.get_untracked() == made.get_value() {
                self.words.set(words.clone());
                made.set_value(words);
            }
        });
    }

    /// What stands in the fields now.
    pub fn entered(self) -> Entered {
        let get = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let index = self
            .index
            .with_value(|index| index.iter().map(|row| (row.id.clone(), get(row.file), get(row.page))).collect());
        Entered {
            price: get(self.price),
            words: get(self.words),
            delivery: get(self.delivery),
            validity: get(self.validity),
            size: get(self.size),
            share: get(self.share),
            domestic: self.domestic.get_untracked(),
            brand: get(self.brand),
            index,
        }
    }

    /// The names under which the files go into the bid; the first file that cannot go in instead.
    pub fn names(self) -> Result<Vec<String>, Refusal> {
        let files = self.files.get_untracked();
        if files.is_empty() && self.envelope != Envelope::Price {
            return Err(Refusal::new(Code::FieldMissing).with("field", bids::FILES.get(crate::prefs::lang_now())));
        }
        let mut names = Vec::with_capacity(files.len());
        for file in &files {
            if file.size() < 1.0 {
                return Err(Refusal::new(Code::FileEmpty).with("name", file.name()));
            }
            if model::hides_something(&file.name()) {
                return Err(Refusal::new(Code::FileNameHidden).with("name", model::shown_name(&file.name())));
            }
            match name_in_bid(file) {
                Some(name) if !names.contains(&name) => names.push(name),
                _ => return Err(Refusal::new(Code::FileNameBad).with("name", file.name())),
            }
        }
        Ok(names)
    }

    /// The first file that cannot be bid with: too long together, badly named, empty, no PDF, damaged or encrypted. Only the
    /// ends of the files are read.
    pub async fn wrong_file(self) -> Option<Refusal> {
        if let Err(refusal) = self.names() {
            return Some(refusal);
        }
        let files = self.files.get_untracked();
        let all: f64 = files.iter().map(|file| file.size()).sum();
        if all > self.most_bytes.get_value() {
            let limit = size(self.most_bytes.get_value());
            return Some(Refusal::new(Code::FilesTooLarge).with("size", size(all)).with("limit", limit));
        }
        for file in files {
            let part = async |from: f64, to: f64| {
                let part = file.slice_with_f64_and_f64(from.max(0.0), to.min(file.size()));
                match part {
                    Ok(part) => crate::crypto::read(&part, ENDS_BYTES).await.unwrap_or_default(),
                    Err(_) => Vec::new(),
                }
            };
            let (first, last) = (part(0.0, SNIFF_BYTES).await, part(file.size() - ENDS_BYTES, file.size()).await);
            #[expect(clippy::cast_precision_loss, reason = "a browser's files are below 2^53 bytes")]
            let table = match model::startxref(&last) {
                Some(at) => part(at as f64, at as f64 + ENDS_BYTES).await,
                None => Vec::new(),
            };
            if let Some(code) = model::pdf_fault(&first, &last, &table) {
                return Some(Refusal::new(code).with("name", file.name()));
            }
        }
        None
    }

    fn error(self, field: &'static str) -> Signal<Option<String>> {
        self.error_of(field.to_owned())
    }

    fn error_of(self, field: String) -> Signal<Option<String>> {
        Signal::derive(move || self.wrong.with(|wrong| wrong.get(&field).map(|refusal| refusal.sentence(lang()))))
    }
}

/// The files.
pub fn files(draft: Draft, disabled: Signal<bool>) -> AnyView {
    // A file is checked as soon as it is chosen.
    Effect::new(move |before: Option<()>| {
        let any = draft.files.with(|files| !files.is_empty());
        if before.is_some() || any {
            leptos::task::spawn_local(async move {
                let refusal = if any { draft.wrong_file().await } else { None };
                draft.wrong.try_update(|wrong| match refusal {
                    Some(refusal) => wrong.insert("files".into(), refusal),
                    None => wrong.remove("files"),
                });
            });
        }
    });
    view! {
        <Section title=bids::STEP_FILES>
            <FilePicker
                attr:data-test="bid-files" label=bids::FILES files=draft.files accept=".pdf,application/pdf" multiple=true
                hint=bids::FILES_HINT error=draft.error("files") disabled=disabled
            />
        </Section>
    }
    .into_any()
}

/// The opening form.
pub fn form(draft: Draft, disabled: Signal<bool>) -> AnyView {
    use shared::envelope::ClaimedSize::{Large, Medium, Micro, Small};
    let sizes = [("large", Large), ("medium", Medium), ("small", Small), ("micro", Micro)]
        .map(|(key, size)| (key.to_owned(), Label::Text(opening::size(size))))
        .to_vec();
    // A technical envelope must not tell the price.
    let price = (draft.envelope != Envelope::Technical).then(|| {
        view! {
            <NumberField
                attr:data-test="price" id="price" label=bids::PRICE value=draft.price required=true
                error=draft.error("price") disabled=disabled
            />
            <TextField
                attr:data-test="price-words" id="words" label=bids::PRICE_WORDS value=draft.words required=true
                hint=bids::PRICE_WORDS_HINT error=draft.error("words") disabled=disabled max_length=120
            />
        }
    });
    let without = (draft.envelope == Envelope::Technical)
        .then(|| view! { <p class="hint" data-test="no-price-here">{crate::prefs::t(bids::NO_PRICE_HERE)}</p> });
    view! {
        <Section title=bids::FORM>
            {without}
            {price}
            <NumberField
                attr:data-test="delivery" id="delivery" label=bids::DELIVERY value=draft.delivery required=true
                error=draft.error("delivery") disabled=disabled
            />
            <NumberField
                attr:data-test="validity" id="validity" label=bids::VALIDITY value=draft.validity required=true
                error=draft.error("validity") disabled=disabled
            />
            <SelectField
                attr:data-test="size" id="size" label=bids::SIZE value=draft.size options=Signal::stored(sizes)
                required=true error=draft.error("size") disabled=disabled
            />
            <NumberField
                attr:data-test="share" id="share" label=bids::SHARE value=draft.share error=draft.error("share")
                disabled=disabled
            />
            <Checkbox attr:data-test="domestic" label=bids::DOMESTIC value=draft.domestic disabled=disabled/>
            <TextField
                attr:data-test="brand" id="brand" label=bids::BRAND value=draft.brand error=draft.error("brand")
                disabled=disabled max_length=100
            />
        </Section>
        {index(draft, disabled)}
    }
    .into_any()
}

/// Which criterion is answered where.
fn index(draft: Draft, disabled: Signal<bool>) -> AnyView {
    let rows = draft.index.get_value();
    if rows.is_empty() {
        return ().into_any();
    }
    let names = Signal::derive_local(move || {
        draft.files.with(|files| files.iter().filter_map(name_in_bid).collect::<Vec<_>>())
    });
    let options = RwSignal::new(Vec::<(String, Label)>::new());
    Effect::new(move |_| {
        options.set(names.get().into_iter().map(|name| (name.clone(), Label::from(name))).collect());
    });
    let rows = rows
        .into_iter()
        .map(|row| {
            let title = format!("{} · {}", row.id, row.title);
            let error = draft.error_of(format!("index-{}", row.id));
            let file_label = Label::live({
                let title = title.clone();
                move || format!("{title}：{}", bids::INDEX_FILE.get(lang()))
            });
            let page_label = Label::live(move || format!("{title}：{}", bids::INDEX_PAGE.get(lang())));
            view! {
                <div class="pair" data-test="index-row">
                    <SelectField label=file_label value=row.file options=options disabled=disabled error=error/>
                    <NumberField label=page_label value=row.page disabled=disabled/>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Section title=bids::INDEX>
            <p class="hint">{crate::prefs::t(bids::INDEX_HINT)}</p>
            {rows}
        </Section>
    }
    .into_any()
}
