//! tus-js-client at the other end of the line (`tools/interop.sh`).
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use shared::api::bids::UPLOADS_PATH;
use tests::situation::{Scene, offers};
use tests::{Base, within};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "tools/interop.sh installs the client"]
async fn tus_js_client_uploads_breaks_off_resumes_terminates_and_sends_checksums() {
    let npm = std::env::var("BIDROOM_NPM").expect("BIDROOM_NPM names the folder of node_modules: run tools/interop.sh");
    within(300, "tus-js-client", async {
        let scene = Scene::people(&Base::Sqlite).await;
        let lot = scene.published("701").await;
        let folder = tempfile::tempdir().unwrap();
        let (mut cookies, mut files) = (Vec::new(), Vec::new());
        for (n, (bidder, offer)) in lot.cast.bidders.iter().zip(offers()).enumerate() {
            let documents = lot.documents(bidder, &offer).await.unwrap();
            let form = lot.form(bidder, &offer, &documents).unwrap();
            let sealed = lot.seal(bidder, &form, documents).await.unwrap();
            let path = folder.path().join(format!("{n}.sealed"));
            std::fs::write(&path, sealed.bytes).unwrap();
            files.push(path);
            cookies.push(format!("bidroom_session={}", bidder.signer.person.cookie("bidroom_session").unwrap()));
        }
        let address = scene.house.lock().await.address();
        let plan = serde_json::json!({
            "endpoint": format!("{address}{UPLOADS_PATH}"),
            "cookies": cookies,
            "metadata": { "tender": lot.key.tender, "lot": lot.key.lot, "envelope": "single", "filename": "标书.sealed" },
            "files": files,
        });
        let path = folder.path().join("plan.json");
        std::fs::write(&path, plan.to_string()).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/tus.mjs");
        let ran = tokio::process::Command::new("node").arg(script).arg(&path).env("PEERS", npm).output().await.unwrap();
        print!("{}", String::from_utf8_lossy(&ran.stdout));
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        // What the client takes for success is one: every bidder has a receipt.
        for bidder in lot.cast.bidders.iter().take(3) {
            let slot = lot.slot(bidder, shared::envelope::Envelope::Single).await.unwrap();
            assert_eq!((slot.revisions.len(), slot.upload), (1, None));
            assert!(slot.revisions[0].receipt.is_some());
        }
    })
    .await;
}
