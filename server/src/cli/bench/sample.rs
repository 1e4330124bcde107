//! A seal without a lot, the same in every process: for measuring the bulk work alone.

use shared::amount::{Fen, in_words};
use shared::envelope::{
    Binding, ClaimedSize, Context, Envelope, Holder, IndexEntry, KeySheet, OpeningForm, Policy, Seed, SigningSeed,
    holder_pair, identity_of,
};
use shared::id::{CriterionId, LotId, OrgId, TenderId};
use shared::journal::Hash;

/// What a seal is made of. Its secrets are constants: it protects nothing.
pub struct Sample {
    pub seed: Seed,
    pub bidder: SigningSeed,
    pub sheet: KeySheet,
    pub context: Context,
}

const TENDER: &str = "BENCH";
const LOT: &str = "1";

impl Sample {
    /// The sample: two of three holders open.
    pub fn new() -> Result<Self, String> {
        let (mut holders, mut identities) = (Vec::new(), Vec::new());
        for x in 1..=3 {
            let identity = SigningSeed::new([x + 100; 32]);
            let (_, key) = holder_pair(&[x; 32]);
            holders.push(Holder { x, name: format!("解密责任人{x}"), key, identity: identity_of(&identity) });
            identities.push(identity);
        }
        let tender = TenderId::new(TENDER).map_err(|error| error.to_string())?;
        let lot = LotId::new(LOT).map_err(|error| error.to_string())?;
        let mut sheet = KeySheet { tender, lot, envelope: Envelope::Single, m: 2, holders, sigs: Vec::new() };
        let sigs = identities.iter().map(|identity| sheet.sign(identity)).collect::<Result<_, _>>();
        sheet.sigs = sigs.map_err(|error| error.to_string())?;
        let bidder = SigningSeed::new([200; 32]);
        let binding = Binding {
            bidder: OrgId::new("91330100MA2A00001A").map_err(|error| error.to_string())?,
            bidder_key: identity_of(&bidder),
            revision: 1,
            deadline_ms: 1_790_000_000_000,
            notice: Hash::of(b"notice"),
            policy: Policy::Quorum,
        };
        let context = Context::new(binding, &sheet).map_err(|error| error.to_string())?;
        Ok(Self { seed: Seed::new([9; 32]), bidder, sheet, context })
    }

    /// An opening form that names this file.
    pub fn form(&self, file: &str) -> Result<Vec<u8>, String> {
        let (tender, lot) = (self.context.tender.clone(), self.context.lot.clone());
        form(tender, lot, "某某有限公司", 1, file)
    }
}

/// The `n`-th bidder's opening form, canonical JSON.
pub fn form(tender: TenderId, lot: LotId, bidder: &str, n: u64, file: &str) -> Result<Vec<u8>, String> {
    let price = Fen(90_000_000 + i64::try_from(n).map_err(|error| error.to_string())? * 100);
    let criterion = CriterionId::new("plan").map_err(|error| error.to_string())?;
    let form = OpeningForm {
        v: 1,
        tender,
        lot,
        bidder: bidder.to_owned(),
        price_fen: Some(price),
        price_words: Some(in_words(price)),
        delivery_days: 30,
        validity_days: 90,
        size: ClaimedSize::Small,
        consortium_small_share: "0".to_owned(),
        domestic: true,
        brand: None,
        index: vec![IndexEntry { criterion, file: file.to_owned(), page: 1 }],
    };
    form.to_bytes().map_err(|error| error.to_string())
}
