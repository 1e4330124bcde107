//! A bid before it is sealed, and the sealed file in its parts.

use crate::lot::{key, signer};
use sealing::BidFile;
use shared::amount::{Fen, in_words};
use shared::api::bids::BidSlot;
use shared::envelope::*;
use shared::id::CriterionId;

/// A bid that is not sealed yet; a test spoils what it wants to see refused.
#[derive(Clone)]
pub struct Draft {
    pub context: Context,
    pub sheet: KeySheet,
    pub signer: u8,
    pub seed: u8,
    pub form: OpeningForm,
    pub files: Vec<(String, Vec<u8>)>,
}

/// A PDF of one page, small and correct.
pub fn pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend_from_slice(format!("{n} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let at = out.len();
    out.extend_from_slice(b"xref\n0 4\n0000000000 65535 f \n");
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    out.extend_from_slice(format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}

impl Draft {
    pub fn of(slot: &BidSlot, n: u8) -> Self {
        let notice = Notice::parse(slot.notice.as_bytes()).unwrap();
        let sheet = KeySheet::parse(slot.sheet.as_bytes()).unwrap();
        let binding = Binding {
            bidder: slot.bidder.clone(),
            bidder_key: identity_of(&signer(n)),
            revision: slot.next_revision,
            deadline_ms: notice.deadline_ms,
            notice: notice.hash().unwrap(),
            policy: notice.envelope(slot.envelope).unwrap().policy,
        };
        let price = Fen(100_000_000 + i64::from(n) * 100);
        Self {
            context: Context::new(binding, &sheet).unwrap(),
            sheet,
            signer: n,
            seed: n + slot.next_revision as u8 * 20 + if slot.envelope == Envelope::Price { 100 } else { 0 },
            form: OpeningForm {
                v: 1,
                tender: key().tender,
                lot: key().lot,
                bidder: slot.bidder_name.clone(),
                price_fen: (slot.envelope != Envelope::Technical).then_some(price),
                price_words: (slot.envelope != Envelope::Technical).then(|| in_words(price)),
                delivery_days: 30,
                validity_days: 90,
                size: ClaimedSize::Small,
                consortium_small_share: "0".into(),
                domestic: true,
                brand: None,
                index: vec![IndexEntry {
                    criterion: CriterionId::new("tech").unwrap(),
                    file: "技术.pdf".into(),
                    page: 1,
                }],
            },
            files: vec![("技术.pdf".into(), pdf())],
        }
    }

    pub fn plan(&self) -> SealPlan {
        SealPlan::new(&Seed::new([self.seed; 32]), self.context.clone(), &self.sheet).unwrap()
    }
}

/// Seals a draft to a `*.sealed` file.
pub fn seal(draft: &Draft) -> Vec<u8> {
    let listed = |(name, bytes): &(String, Vec<u8>)| BidFile { name: name.clone(), bytes: bytes.len() as u64 };
    let files: Vec<BidFile> = draft.files.iter().map(listed).collect();
    let form = draft.form.to_bytes().unwrap();
    let sources: Vec<Vec<u8>> = draft.files.iter().map(|(_, bytes)| bytes.clone()).collect();
    let (plan, bidder) = (draft.plan(), signer(draft.signer));
    let sources = sources.as_slice();
    let job = sealing::Job { plan: &plan, form: &form, files: &files, sources, bidder: &bidder, threads: 1 };
    let out = std::sync::Mutex::new(Vec::new());
    sealing::seal_file(&job, &out, &mut |_, _| {}).unwrap();
    out.into_inner().unwrap()
}

/// Splits a sealed file into its head and the rest.
pub fn split(sealed: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (head, payload) = shared::envelope::container::split(sealed).unwrap();
    (head.to_vec(), payload.to_vec())
}

/// Puts a head and a payload together.
pub fn join(head: &[u8], payload: &[u8]) -> Vec<u8> {
    [shared::envelope::container::encode(head).unwrap(), payload.to_vec()].concat()
}
