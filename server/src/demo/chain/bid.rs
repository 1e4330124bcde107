//! Bids: PDFs, the opening form, sealing natively, uploading by tus. The same code path as a bidder's.

use super::{BOUND, Lot, apart, because};
use crate::clock::machine_ms;
use crate::demo::keyring::random;
use crate::demo::line::{Failed, Outcome, Person};
use crate::demo::people::Bidder;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paper::{SampleBid, SampleItem, Variant, sample_bid};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use sealing::{BidFile, Job, seal_file};
use shared::amount::{Fen, in_words};
use shared::api::Problem;
use shared::api::bids::{BidSlot, ReadBidSlot, UPLOADS_PATH};
use shared::envelope::{
    Binding, ClaimedSize, Context, Envelope, IndexEntry, KeySheet, Notice, OpeningForm, Recovery, SealPlan, Seed,
    head_hash,
};
use shared::id::{CriterionId, LotKey};
use shared::journal::Hash;
use shared::refusal::Code;
use std::sync::Mutex;
use std::time::Duration;

/// What a bidder offers.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The price, fen.
    pub price: Fen,
    /// The claimed size.
    pub size: ClaimedSize,
    /// Whether the product is claimed to be domestic.
    pub domestic: bool,
    /// The brand.
    pub brand: String,
    /// Delivery, days.
    pub delivery_days: u32,
    /// The seed of the sample document.
    pub seed: u64,
}

/// A bid as it is sent.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The `*.sealed` file.
    pub bytes: Vec<u8>,
    /// SHA-256 of its head.
    pub head: Hash,
    /// The envelope.
    pub envelope: Envelope,
}

/// A document of a bid.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name.
    pub name: String,
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Where it answers which criterion.
    pub pages: Vec<(String, usize)>,
}

impl Lot {
    /// Sets a bid's documents: one with everything, and the price part by itself.
    ///
    /// # Errors
    /// When a page cannot be set.
    pub async fn documents(&self, bidder: &Bidder, offer: &Offer) -> Outcome<Vec<File>> {
        let (spec, fonts) = (self.spec.clone(), self.fonts.clone());
        let whole = SampleBid {
            bidder: bidder.name.clone(),
            project: spec.tender_title.clone(),
            tender_id: spec.tender.clone(),
            lot: format!("{} {}", spec.lot, spec.title),
            purchaser: crate::demo::people::PURCHASER.1.into(),
            seed: offer.seed,
            pages: spec.pages,
            variant: Variant::Complete,
            criteria: self.criterion_rows(),
            items: spec
                .items
                .iter()
                .map(|(name, text, unit, count)| SampleItem {
                    name: (*name).into(),
                    spec: (*text).into(),
                    unit: (*unit).into(),
                    quantity: *count,
                })
                .collect(),
            price: offer.price.to_string(),
            price_words: in_words(offer.price),
            delivery: format!("合同签订后 {} 日历天", offer.delivery_days),
            size_claim: size_word(offer.size).into(),
            date: super::spec::beijing(machine_ms()).chars().take(11).collect(),
            issued_ms: machine_ms(),
        };
        apart(move || {
            let (bytes, pages) = because(sample_bid(&fonts, &whole))?;
            Ok(vec![File { name: "投标文件.pdf".into(), bytes, pages }])
        })
        .await
    }

    /// The bidder's own slot.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn slot(&self, bidder: &Bidder, envelope: Envelope) -> Outcome<BidSlot> {
        slot(&bidder.signer.person, &self.key, envelope).await
    }

    /// The opening form of an offer.
    ///
    /// # Errors
    /// When a criterion's id is none.
    pub fn form(&self, bidder: &Bidder, offer: &Offer, files: &[File]) -> Outcome<OpeningForm> {
        let mut index = Vec::new();
        for file in files {
            for (criterion, page) in &file.pages {
                index.push(IndexEntry {
                    criterion: because(CriterionId::new(criterion.clone()))?,
                    file: file.name.clone(),
                    page: because(u32::try_from(*page))?,
                });
            }
        }
        Ok(OpeningForm {
            v: 1,
            tender: self.key.tender.clone(),
            lot: self.key.lot.clone(),
            bidder: bidder.name.clone(),
            price_fen: Some(offer.price),
            price_words: Some(in_words(offer.price)),
            delivery_days: offer.delivery_days,
            validity_days: 90,
            size: offer.size,
            consortium_small_share: "0".into(),
            domestic: offer.domestic,
            brand: Some(offer.brand.clone()),
            index,
        })
    }

    /// Seals a form and files for the present notice, like a bidder does, in the lot's only envelope.
    ///
    /// # Errors
    /// When the notice cannot be read, or sealing fails.
    pub async fn seal(&self, bidder: &Bidder, form: &OpeningForm, files: Vec<File>) -> Outcome<Sealed> {
        self.seal_in(bidder, Envelope::Single, form, files).await
    }

    /// The same in one of the lot's envelopes; the recovery file is kept here.
    ///
    /// # Errors
    /// When the notice cannot be read, or sealing fails.
    pub async fn seal_in(
        &self,
        bidder: &Bidder,
        envelope: Envelope,
        form: &OpeningForm,
        files: Vec<File>,
    ) -> Outcome<Sealed> {
        let slot = self.slot(bidder, envelope).await?;
        let notice = because(Notice::parse(slot.notice.as_bytes()))?;
        let sheet = because(KeySheet::parse(slot.sheet.as_bytes()))?;
        let policy = notice.envelope(envelope).map(|envelope| envelope.policy);
        let binding = Binding {
            bidder: bidder.org.clone(),
            bidder_key: crate::demo::keyring::public(&bidder.signer.identity),
            revision: slot.next_revision,
            deadline_ms: notice.deadline_ms,
            notice: because(notice.hash())?,
            policy: policy.ok_or_else(|| Failed::because("the notice has no such envelope"))?,
        };
        let context = because(Context::new(binding, &sheet))?;
        let (form, identity) = (because(form.to_bytes())?, bidder.signer.identity.clone());
        let seed = Seed::new(random()?);
        let recovery = because(Recovery::new(&seed, &context))?;
        let kept = (bidder.org.clone(), envelope);
        self.recoveries.lock().map_err(Failed::because)?.insert(kept, recovery);
        apart(move || {
            let list: Vec<BidFile> = files.iter().map(listed).collect();
            let plan = because(SealPlan::new(&seed, context, &sheet))?;
            let sources: Vec<Vec<u8>> = files.into_iter().map(|file| file.bytes).collect();
            let sources = sources.as_slice();
            let job = Job { plan: &plan, form: &form, files: &list, sources, bidder: &identity, threads: 2 };
            let out = Mutex::new(Vec::new());
            let sealed = because(seal_file(&job, &out, &mut |_, _| {}))?;
            Ok(Sealed { bytes: because(out.into_inner())?, head: head_hash(&sealed.head_bytes), envelope })
        })
        .await
    }

    /// Documents, form, seal, upload; the receipt comes back.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn bid(&self, bidder: &Bidder, offer: &Offer) -> Outcome<String> {
        let files = self.documents(bidder, offer).await?;
        self.bid_with(bidder, offer, files).await
    }

    /// As [`Lot::bid`], with documents that are made already.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn bid_with(&self, bidder: &Bidder, offer: &Offer, files: Vec<File>) -> Outcome<String> {
        let mut receipt = String::new();
        for &envelope in self.spec.opening.envelopes() {
            let form = self.form_in(bidder, envelope, offer, &files)?;
            let files = if envelope == Envelope::Price { Vec::new() } else { files.clone() };
            let sealed = self.seal_in(bidder, envelope, &form, files).await?;
            receipt = upload(&bidder.signer.person, &self.key, &sealed).await?;
        }
        Ok(receipt)
    }

    /// The opening form of an envelope: without a price in the technical one, without an index in the price one.
    ///
    /// # Errors
    /// When a criterion's id is none.
    pub fn form_in(&self, bidder: &Bidder, envelope: Envelope, offer: &Offer, files: &[File]) -> Outcome<OpeningForm> {
        let mut form = self.form(bidder, offer, files)?;
        match envelope {
            Envelope::Single => {}
            Envelope::Technical => (form.price_fen, form.price_words) = (None, None),
            Envelope::Price => form.index.clear(),
        }
        Ok(form)
    }

    /// A bidder's recovery file of its newest seal.
    ///
    /// # Errors
    /// When nothing was sealed.
    pub fn recovery(&self, bidder: &Bidder, envelope: Envelope) -> Outcome<Recovery> {
        let kept = self.recoveries.lock().map_err(Failed::because)?;
        let file = kept.get(&(bidder.org.clone(), envelope)).cloned();
        file.ok_or_else(|| Failed::because("nothing was sealed"))
    }
}

fn listed(file: &File) -> BidFile {
    BidFile { name: file.name.clone(), bytes: file.bytes.len() as u64 }
}

const fn size_word(size: ClaimedSize) -> &'static str {
    match size {
        ClaimedSize::Large => "大型企业",
        ClaimedSize::Medium => "中型企业",
        ClaimedSize::Small => "小型企业",
        ClaimedSize::Micro => "微型企业",
    }
}

async fn slot(person: &Person, lot: &LotKey, envelope: Envelope) -> Outcome<BidSlot> {
    person.ask(&ReadBidSlot { lot: lot.clone(), envelope }).await
}

fn headers(pairs: &[(&'static str, String)]) -> Outcome<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    for (name, value) in pairs {
        headers.insert(*name, because(HeaderValue::from_str(value))?);
    }
    Ok(headers)
}

/// Makes an upload of `length` bytes; its address comes back.
///
/// # Errors
/// The refusal, or a broken line.
pub async fn create(person: &Person, lot: &LotKey, length: usize) -> Outcome<String> {
    create_in(person, lot, Envelope::Single, length).await
}

async fn create_in(person: &Person, lot: &LotKey, envelope: Envelope, length: usize) -> Outcome<String> {
    let name = store::bids::envelope_name(envelope);
    let word = |text: &str| STANDARD.encode(text);
    let metadata =
        format!("tender {},lot {},envelope {}", word(lot.tender.as_str()), word(lot.lot.as_str()), word(name));
    let sent = headers(&[("upload-length", length.to_string()), ("upload-metadata", metadata)])?;
    let made = person.send(Method::POST, UPLOADS_PATH, sent, Vec::new()).await?;
    let place = made.headers.get("location").and_then(|place| place.to_str().ok());
    Ok(place.ok_or_else(|| Failed::because("an upload without a place"))?.to_owned())
}

/// Sends bytes from `offset` on.
///
/// # Errors
/// The refusal, or a broken line.
pub async fn append(person: &Person, place: &str, offset: usize, bytes: &[u8]) -> Outcome<()> {
    let kind = ("content-type", "application/offset+octet-stream".to_owned());
    let sent = headers(&[kind, ("upload-offset", offset.to_string())])?;
    person.send(Method::PATCH, place, sent, bytes.to_vec()).await?;
    Ok(())
}

/// Sends a sealed bid, going on where the house has it when the line breaks; the receipt comes back.
///
/// # Errors
/// The refusal, or a broken line.
pub async fn upload(person: &Person, lot: &LotKey, sealed: &Sealed) -> Outcome<String> {
    let until = machine_ms() + i64::try_from(BOUND.as_millis()).unwrap_or(i64::MAX);
    let mut begun = false;
    loop {
        match try_upload(person, lot, sealed, &mut begun).await {
            Ok(Some(receipt)) => return Ok(receipt),
            Ok(None) => {}
            Err(Failed::Refused(problem)) if !passes(problem.refusal.code) => return Err(Failed::Refused(problem)),
            Err(error) if machine_ms() >= until => return Err(error),
            Err(_) => {}
        }
        if machine_ms() >= until {
            return Err(Failed::because("no receipt came"));
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

/// Whether a refusal tells only that the house has more than was known here.
const fn passes(code: Code) -> bool {
    matches!(code, Code::UploadOffset | Code::UploadInProgress | Code::Busy)
}

async fn try_upload(person: &Person, lot: &LotKey, sealed: &Sealed, begun: &mut bool) -> Outcome<Option<String>> {
    let now = slot(person, lot, sealed.envelope).await?;
    if let Some(mine) = now.revisions.iter().find(|revision| revision.head == sealed.head) {
        return Ok(mine.receipt.clone());
    }
    if let (true, None, Some(refusal)) = (*begun, &now.upload, now.refused) {
        return Err(Failed::Refused(Problem { refusal, request: String::new() }));
    }
    let length = sealed.bytes.len();
    match now.upload {
        Some(upload) if upload.judging => {}
        Some(upload) if upload.length == length as u64 => {
            let from = because(usize::try_from(upload.received))?;
            *begun = true;
            append(person, &format!("{UPLOADS_PATH}/{}", upload.id), from, &sealed.bytes[from..]).await?;
        }
        Some(upload) => {
            let place = format!("{UPLOADS_PATH}/{}", upload.id);
            person.send(Method::DELETE, &place, headers(&[])?, Vec::new()).await?;
        }
        None => {
            let place = create_in(person, lot, sealed.envelope, length).await?;
            *begun = true;
            append(person, &place, 0, &sealed.bytes).await?;
        }
    }
    Ok(None)
}
