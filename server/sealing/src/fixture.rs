//! A lot with three holders, for tests.

use shared::amount::Fen;
use shared::envelope::header::{Head, head_hash};
use shared::envelope::{
    B64, Binding, ClaimedSize, Context, Envelope, Expected, Holder, HolderSecret, IndexEntry, KeySheet, Measure,
    OpeningForm, Policy, SealPlan, Seed, SigningSeed, holder_pair, identity_of,
};
use shared::id::{CriterionId, LotId, OrgId, TenderId};
use shared::journal::Hash;

/// A key sheet of 2 of 3 and its holders' private keys.
pub(crate) fn sheet(envelope: Envelope) -> (KeySheet, Vec<HolderSecret>) {
    let (mut holders, mut secrets, mut identities) = (Vec::new(), Vec::new(), Vec::new());
    for x in 1..=3 {
        let (secret, key) = holder_pair(&[x; 32]);
        let identity = SigningSeed::new([x + 100; 32]);
        let name = format!("解密责任人{x}");
        holders.push(Holder { x, name, key, identity: identity_of(&identity) });
        secrets.push(secret);
        identities.push(identity);
    }
    let mut sheet = KeySheet {
        tender: TenderId::new("T-1").unwrap(),
        lot: LotId::new("1").unwrap(),
        envelope,
        m: 2,
        holders,
        sigs: Vec::new(),
    };
    let sigs: Vec<B64<64>> = identities.iter().map(|seed| sheet.sign(seed).unwrap()).collect();
    sheet.sigs = sigs;
    (sheet, secrets)
}

/// A bidder's seal, and all that it is held against.
pub(crate) struct Bid {
    pub(crate) seed: Seed,
    pub(crate) bidder: SigningSeed,
    pub(crate) sheet: KeySheet,
    pub(crate) context: Context,
}

impl Bid {
    pub(crate) fn new() -> Self {
        let bidder = SigningSeed::new([200; 32]);
        let (sheet, _) = sheet(Envelope::Single);
        let binding = Binding {
            bidder: OrgId::new("B-1").unwrap(),
            bidder_key: identity_of(&bidder),
            revision: 1,
            deadline_ms: 1_790_000_000_000,
            notice: Hash::of(b"notice"),
            policy: Policy::Quorum,
        };
        let context = Context::new(binding, &sheet).unwrap();
        Self { seed: Seed::new([9; 32]), bidder, sheet, context }
    }

    pub(crate) fn plan(&self) -> SealPlan {
        SealPlan::new(&self.seed, self.context.clone(), &self.sheet).unwrap()
    }

    pub(crate) fn expected(&self, head: &Head) -> Expected<'_> {
        Expected {
            context: &self.context,
            sheet: &self.sheet,
            head: head_hash(&head.to_bytes().unwrap()),
            payload: Measure { length: head.header.length, root: head.header.root },
        }
    }
}

pub(crate) fn form() -> OpeningForm {
    OpeningForm {
        v: 1,
        tender: TenderId::new("T-1").unwrap(),
        lot: LotId::new("1").unwrap(),
        bidder: "某某有限公司".to_owned(),
        price_fen: Some(Fen(96_000_000)),
        price_words: Some("玖拾陆万元整".to_owned()),
        delivery_days: 30,
        validity_days: 90,
        size: ClaimedSize::Small,
        consortium_small_share: "0".to_owned(),
        domestic: true,
        brand: None,
        index: vec![IndexEntry {
            criterion: CriterionId::new("plan").unwrap(), file: "方案.pdf".to_owned(), page: 3
        }],
    }
}
