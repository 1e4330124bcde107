//! The native program of a bidder and a holder: it seals what the house takes, and opens what the house opens.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use bidroom_server::demo::people::BIDDERS;
use shared::amount::Fen;
use shared::api::Endpoint as _;
use shared::api::account::{SAMPLE_PASSPHRASE, sample_key_file};
use shared::api::opening::{PriceLine, Prices};
use shared::api::tenders::ReadPackage;
use shared::envelope::{KeyKind, OpeningForm, head_hash};
use shared::id::AccountId;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use tests::chain::{Sealed, upload};
use tests::situation::{Scene, offers};
use tests::{Base, Lot};

/// A bidder's desk: what it downloaded, and where its files lie.
struct Desk {
    folder: TempDir,
    keys: PathBuf,
}

impl Desk {
    async fn of(scene: &Scene, lot: &Lot) -> Self {
        let folder = TempDir::new().unwrap();
        let keys = scene.house.lock().await.keys();
        let desk = Self { folder, keys };
        let asked = ReadPackage { lot: lot.key.clone() };
        let package = lot.cast.bidders[0].signer.person.file(ReadPackage::PATH, &asked).await.unwrap();
        std::fs::write(desk.at("notice.zip"), package).unwrap();
        std::fs::write(desk.at("passphrase"), SAMPLE_PASSPHRASE).unwrap();
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn key(&self, kind: KeyKind, account: &str, lot: Option<&Lot>) -> PathBuf {
        self.keys.join(sample_key_file(kind, &account.parse::<AccountId>().unwrap(), lot.map(|lot| &lot.key)))
    }

    /// Runs `bidroom` with these arguments; every file name is of the desk.
    fn run(&self, words: &[&str]) -> Output {
        Command::new(tests::house::binary()).current_dir(self.folder.path()).args(words).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_is_sealed_and_opened_without_a_page() {
    let scene = Scene::people(&Base::Sqlite).await;
    let lot = scene.published("401").await;
    let desk = Desk::of(&scene, &lot).await;
    seals(&desk, &lot).await;
    wrong_files_are_refused(&desk);

    // The house takes the file, and the others bid as ever.
    let bytes = std::fs::read(desk.at("bid.sealed")).unwrap();
    let head = head_hash(shared::envelope::container::split(&bytes).unwrap().0);
    let first = &lot.cast.bidders[0];
    let receipt =
        upload(&first.signer.person, &lot.key, &Sealed { bytes, head, envelope: shared::envelope::Envelope::Single })
            .await
            .unwrap();
    std::fs::write(desk.at("receipt.txt"), receipt).unwrap();
    for (bidder, offer) in lot.cast.bidders.iter().zip(offers()).skip(1) {
        lot.bid(bidder, &offer).await.unwrap();
    }
    opens_with_the_recovery_file(&desk);
    opens_with_two_holders(&desk, &lot);
    a_changed_byte_is_the_centres_fault(&desk);

    scene.past_deadline(&lot).await;
    lot.opened().await.unwrap();
    let Prices::Announced { lines, .. } = lot.console().await.unwrap().hall.prices else {
        panic!("the prices are sealed")
    };
    let own: Vec<&PriceLine> = lines.iter().filter(|line| line.price == Fen::from_yuan(1_180_000).unwrap()).collect();
    assert_eq!(own.len(), 1, "the price of the native bid is announced");
}

/// Fills the form that `bidroom form` prints, and seals.
async fn seals(desk: &Desk, lot: &Lot) {
    let (bidder, offer) = (&lot.cast.bidders[0], &offers()[0]);
    let files = lot.documents(bidder, offer).await.unwrap();
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    for file in &files {
        std::fs::write(desk.at(&file.name), &file.bytes).unwrap();
    }
    let printed = desk.run(&["form", "notice.zip", "--bidder-name", BIDDERS[0].2]);
    assert!(printed.status.success(), "{}", said(&printed));
    let mut form: OpeningForm = serde_json::from_slice(&printed.stdout).unwrap();
    let key = desk.key(KeyKind::Identity, BIDDERS[0].0, None);
    let mut words = vec!["seal", "notice.zip", "--form", "form.json", "--key", text(&key), "--bidder", BIDDERS[0].1];
    words.extend(["--passphrase-file", "passphrase", "--out", "bid.sealed"]);
    words.extend(names.iter().map(String::as_str));

    // A form without a price is refused here already, and leaves nothing behind.
    std::fs::write(desk.at("form.json"), serde_json::to_vec_pretty(&form).unwrap()).unwrap();
    let refused = desk.run(&words);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(!desk.at("bid.sealed").exists() && !desk.at("bid.recovery.json").exists());

    form.price_fen = Some(offer.price);
    form.delivery_days = offer.delivery_days;
    std::fs::write(desk.at("form.json"), serde_json::to_vec_pretty(&form).unwrap()).unwrap();
    let sealed = desk.run(&words);
    assert!(sealed.status.success(), "{}", said(&sealed));
    // A second run writes over nothing.
    assert_eq!(desk.run(&words).status.code(), Some(2));
}

fn wrong_files_are_refused(desk: &Desk) {
    let name = |name: &str| desk.run(&["form", name, "--bidder-name", "x"]);
    assert_eq!(name("nothing.zip").status.code(), Some(2));
    assert_eq!(name("form.json").status.code(), Some(2), "a form is no package");
    // One byte of a document, and the package is not the notice's.
    let mut package = std::fs::read(desk.at("notice.zip")).unwrap();
    let document = package.windows(5).position(|bytes| bytes == b"%PDF-").unwrap();
    package[document + 400] ^= 1;
    std::fs::write(desk.at("other.zip"), package).unwrap();
    let refused = name("other.zip");
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
}

const OPEN: [&str; 4] = ["open", "bid.sealed", "--package", "notice.zip"];

fn same_as_sealed(desk: &Desk, folder: &str) {
    let opened = desk.at(folder);
    let mut found = 0;
    for file in std::fs::read_dir(opened.join("files")).unwrap().flatten() {
        let own = desk.at(file.file_name().to_str().unwrap());
        assert_eq!(std::fs::read(file.path()).unwrap(), std::fs::read(own).unwrap());
        found += 1;
    }
    assert!(found > 0 && opened.join("form.json").exists());
}

fn opens_with_the_recovery_file(desk: &Desk) {
    let opened = desk.run(&[&OPEN[..], &["--recovery", "bid.recovery.json", "--out", "by-seed"]].concat());
    assert!(opened.status.success(), "{}", said(&opened));
    same_as_sealed(desk, "by-seed");
}

fn opens_with_two_holders(desk: &Desk, lot: &Lot) {
    let keys = ["holder1", "holder3"].map(|holder| desk.key(KeyKind::Holder, holder, Some(lot)));
    let one = ["--holder-key", text(&keys[0]), "--passphrase-file", "passphrase", "--receipt", "receipt.txt"];
    let alone = desk.run(&[&OPEN[..], &one, &["--out", "by-one"]].concat());
    assert_eq!(alone.status.code(), Some(2), "one of two holders opens nothing: {}", said(&alone));
    let both = desk.run(&[&OPEN[..], &one, &["--holder-key", text(&keys[1]), "--out", "by-two"]].concat());
    assert!(both.status.success(), "{}", said(&both));
    same_as_sealed(desk, "by-two");
}

fn a_changed_byte_is_the_centres_fault(desk: &Desk) {
    let mut bytes = std::fs::read(desk.at("bid.sealed")).unwrap();
    let place = bytes.len() - 1000;
    bytes[place] ^= 1;
    std::fs::write(desk.at("kept.sealed"), bytes).unwrap();
    let words = ["open", "kept.sealed", "--package", "notice.zip", "--recovery", "bid.recovery.json"];
    let opened = desk.run(&[&words[..], &["--receipt", "receipt.txt", "--out", "kept"]].concat());
    assert_eq!(opened.status.code(), Some(1));
    assert!(said(&opened).contains("撤回"), "{}", said(&opened));
}
