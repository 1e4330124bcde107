//! Valid inputs for every parser, made by the code of today.

use super::parsers::PADDING;
use shared::amount::{Fen, in_words};
use shared::envelope::zip::{Crc32, FileEntry, Piece, ZipPlan};
use shared::envelope::*;
use shared::id::{CriterionId, LotId, OrgId, TenderId};
use shared::journal::checkpoint::Checkpoint;
use shared::journal::entry::Entry;
use shared::journal::note::NoteSigner;
use shared::journal::proof::LogProof;
use shared::journal::receipt::Receipt;
use shared::journal::withdrawal::Withdrawal;
use shared::journal::{Hash, tree};
use shared::{jcs, journal};

fn sheet() -> KeySheet {
    let (mut holders, mut identities) = (Vec::new(), Vec::new());
    for x in 1..=3 {
        let identity = SigningSeed::new([x + 100; 32]);
        let name = format!("解密责任人{x}");
        holders.push(Holder { x, name, key: holder_pair(&[x; 32]).1, identity: identity_of(&identity) });
        identities.push(identity);
    }
    let (tender, lot) = (TenderId::new("T-1").unwrap(), LotId::new("1").unwrap());
    let mut sheet = KeySheet { tender, lot, envelope: Envelope::Single, m: 2, holders, sigs: Vec::new() };
    sheet.sigs = identities.iter().map(|identity| sheet.sign(identity).unwrap()).collect();
    sheet
}

fn context(policy: Policy) -> Context {
    let binding = Binding {
        bidder: OrgId::new("B-1").unwrap(),
        bidder_key: identity_of(&SigningSeed::new([200; 32])),
        revision: 1,
        deadline_ms: 1_790_000_000_000,
        notice: Hash::of(b"notice"),
        policy,
    };
    Context::new(binding, &sheet()).unwrap()
}

fn head(policy: Policy) -> Vec<u8> {
    let plan = SealPlan::new(&Seed::new([9; 32]), context(policy), &sheet()).unwrap();
    plan.finish(1_048_672, Hash::of(b"root"), &SigningSeed::new([200; 32])).unwrap().to_bytes().unwrap()
}

fn form(full: bool) -> Vec<u8> {
    let price = full.then_some(Fen(96_000_000));
    let index = IndexEntry { criterion: CriterionId::new("plan").unwrap(), file: "方案.pdf".into(), page: 3 };
    let form = OpeningForm {
        v: 1,
        tender: TenderId::new("T-1").unwrap(),
        lot: LotId::new("1").unwrap(),
        bidder: "某某有限公司".into(),
        price_fen: price,
        price_words: price.map(in_words),
        delivery_days: 30,
        validity_days: 90,
        size: ClaimedSize::Small,
        consortium_small_share: "0".into(),
        domestic: true,
        brand: full.then(|| "澄明".into()),
        index: if full { vec![index] } else { Vec::new() },
    };
    form.to_bytes().unwrap()
}

/// A ZIP with its longest run of zeros written short.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let entries: Vec<FileEntry> = files
        .iter()
        .map(|(name, bytes)| {
            let mut crc = Crc32::new();
            crc.update(bytes);
            FileEntry { name: (*name).into(), bytes: bytes.len() as u64, crc32: crc.value() }
        })
        .collect();
    let plan = ZipPlan::new(form(true), &entries).unwrap();
    let mut out = Vec::new();
    for piece in plan.pieces(0..plan.bytes()) {
        match piece {
            Piece::Literal(bytes) => out.extend_from_slice(bytes),
            Piece::Zeros(_) => out.extend_from_slice(PADDING),
            Piece::File { file, offset, bytes } => {
                out.extend_from_slice(&files[file].1[offset as usize..][..bytes as usize]);
            }
        }
    }
    assert_eq!(super::parsers::padded(&out).len() as u64, plan.bytes());
    out
}

fn notice() -> Vec<u8> {
    let json = serde_json::json!({
        "v": 1, "tender": "T-1", "lot": "1", "version": 1, "previous": null, "title": "影像存储设备", "purchaser": "某医院",
        "regime": "goods", "method": "comprehensive", "deadline_ms": 1_790_000_000_000_u64, "opening": {"place": "三楼"},
        "envelopes": [{"envelope": "single", "policy": 1, "m": 2, "n": 3, "sheet": sheet().hash().unwrap()}],
        "criteria": [{"id": "plan", "title": "方案"}], "price": {"weight": "30"}, "form": ["price", "delivery"],
        "documents": [{"name": "招标文件.pdf", "size": 1234, "sha256": Hash::of(b"document")}], "earlier_bids": "stand",
    });
    jcs::to_bytes(&json).unwrap()
}

fn keyfile(kind: KeyKind, key: &PrivateKey) -> Vec<u8> {
    let kdf = Kdf { m_kib: 1024, t: 1, ..Kdf::with_salt([5; 16]) };
    KeyFile::seal(kind, "陆文澜", key, "passphrase", kdf, [6; 12]).unwrap().to_bytes().unwrap()
}

fn release() -> Vec<Vec<u8>> {
    let bidder = OrgId::new("B-1").unwrap();
    let (tender, lot) = (TenderId::new("T-1").unwrap(), LotId::new("1").unwrap());
    let bids = vec![ListedBid { bidder, revision: 1, head: Hash::of(b"head") }];
    let list = OpeningList { tender, lot, envelope: Envelope::Single, closed_ms: 1_790_000_001_000, bids };
    let release = serde_json::json!({
        "tender": "T-1", "lot": "1", "envelope": "single", "list": list.hash().unwrap(), "x": 1,
        "shares": [{"bidder": "B-1", "y": hex::encode([7; 32])}, {"bidder": "B-2", "y": null}],
    });
    vec![jcs::to_bytes(&list).unwrap(), jcs::to_bytes(&release).unwrap()]
}

fn receipts() -> Vec<Vec<u8>> {
    let signer = NoteSigner::from_seed("centre.example/receipt", &[3; 32]).unwrap();
    let [tender, lot, envelope, bidder] = ["T-1", "1", "single", "B-1"].map(str::to_owned);
    let (head, root) = (Hash::of(b"head"), Hash::of(b"root"));
    let withdrawal = Withdrawal {
        tender: tender.clone(),
        lot: lot.clone(),
        envelope: envelope.clone(),
        bidder: bidder.clone(),
        revision: 1,
        head,
        notice: None,
        withdrawn_ms: 1_789_000_000_000,
        entry: 17,
    };
    let (length, received_ms) = (1_048_672, 1_789_000_000_000);
    let receipt = Receipt { tender, lot, envelope, bidder, revision: 1, head, root, length, received_ms, entry: 16 };
    vec![
        receipt.sign(&signer).unwrap().to_string().into_bytes(),
        withdrawal.sign(&signer).unwrap().to_string().into_bytes(),
    ]
}

fn proofs() -> Vec<Vec<u8>> {
    let leaves: Vec<Hash> = (0..5_u8).map(|n| Hash::of(&[n])).collect();
    let signer = NoteSigner::from_seed("centre.example/journal", &[4; 32]).unwrap();
    let checkpoint = Checkpoint::new("centre.example/journal", 5, tree::root(&leaves)).sign(&signer).unwrap();
    let path = tree::inclusion_proof(leaves.as_slice(), 2, 5).unwrap();
    let proof = LogProof { extra: Some(b"more".to_vec()), index: 2, path, checkpoint };
    let body = journal::entry::hash_body(b"{}", &journal::entry::Salt::new([1; 32]));
    vec![proof.to_string().into_bytes(), Entry::new(2, 1_789_000_000_000, body).to_bytes().unwrap()]
}

/// Seeds by the parser's name.
pub fn all() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let heads = vec![head(Policy::Quorum), head(Policy::QuorumAndBidder)];
    let sealed = [container::encode(&heads[0]).unwrap(), b"payload".to_vec()].concat();
    let seal = Recovery::new(&Seed::new([9; 32]), &context(Policy::Quorum)).unwrap();
    let identity = PrivateKey::Signing(SigningSeed::new([8; 32]));
    let holder = PrivateKey::Holder(holder_pair(&[1; 32]).0);
    vec![
        ("container", vec![sealed]),
        ("sheet", vec![jcs::to_bytes(&sheet()).unwrap()]),
        ("form", vec![form(true), form(false)]),
        ("zip", vec![zip(&[("方案.pdf", b"%PDF-1.4")]), zip(&[("方案.pdf", b""), ("b.pdf", &[0; 300])])]),
        ("notice", vec![notice()]),
        ("keyfile", vec![keyfile(KeyKind::Identity, &identity), keyfile(KeyKind::Holder, &holder)]),
        ("recovery", vec![seal.to_bytes().unwrap().to_vec()]),
        ("release", release()),
        ("receipt", receipts()),
        ("proof", proofs()),
        ("json", vec![form(true), notice(), heads[0].clone()]),
        ("head", heads),
    ]
}
