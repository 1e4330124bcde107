//! Keys by clicks: a holder tests the key of a lot; a bidder replaces an identity key, restores its file from paper, tests it, and
//! is told what to do when the passphrase is forgotten; the supervisor countersigns.

use serde_json::json;
use shared::envelope::KeyFileError;
use shared::text::{Lang, seal};
use tests::browser::{Seen, ensure, hook};

use super::centre::Centre;

/// Who replaces a key here; nobody else signs with it afterwards.
const BIDDER: &str = "bidder2";
/// Whose key is countersigned.
const PURCHASER: &str = "purchaser";

/// Test, replace, restore, countersign.
pub async fn are_tested_restored_and_replaced(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    centre.enter("holder2").await?;
    centre.go("/holdings").await?;
    browser.find(&hook("key-lost")).await?;
    browser.click(&format!("{} {}", hook("key-test"), hook("sample-key"))).await?;
    browser.find(&hook("key-proven")).await?;
    is_replaced_and_restored(centre).await?;
    is_countersigned(centre).await
}

async fn is_replaced_and_restored(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let file = format!("bidroom-identity-{BIDDER}.key.json");
    centre.enter(BIDDER).await?;
    centre.go("/account/keys").await?;
    centre.make_key(&file, "replaced.key.json").await?;
    let printed =
        browser.script("return document.querySelector(arg).textContent", json!(".key-maker .paper-backup code"));
    let printed = printed.await?.as_str().unwrap_or_default().to_owned();
    browser.click(&hook("enrol")).await?;
    centre.password().await?;
    browser.until("both keys are listed", "document.querySelectorAll('#main table tbody tr').length === 2").await?;
    // The file is lost; what was printed makes it again.
    browser.click(&format!("{} summary", hook("key-restore"))).await?;
    browser.fill(&format!("{} textarea", hook("key-restore")), &printed).await?;
    browser.click(&hook("restore-key")).await?;
    let restored = browser.keep_download(&file, "restored.key.json").await?;
    // A wrong passphrase says what happened and what can be done; the right one opens the test value.
    let test = hook("key-test");
    browser.fill(&format!("{test} {} input[type=file]", hook("key-file")), &restored.to_string_lossy()).await?;
    browser.fill(&format!("{test} {} input", hook("passphrase")), "not the passphrase").await?;
    browser.click(&format!("{test} {}", hook("open-key"))).await?;
    let said = browser.texts(&format!("{test} .notice.error")).await?.join(" ");
    let expected = seal::key_file(&KeyFileError::WrongPassphrase).get(Lang::Zh);
    ensure(said.contains(expected), format!("a wrong passphrase is told as {said}"))?;
    browser.find(&hook("key-lost")).await?;
    browser.fill(&format!("{test} {} input", hook("passphrase")), bidroom_server::demo::keyring::PASSWORD).await?;
    browser.click(&format!("{test} {}", hook("open-key"))).await?;
    browser.find(&hook("key-proven")).await.map(|_| ())
}

async fn is_countersigned(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    centre.enter("supervisor").await?;
    centre.follow("/account/countersign").await?;
    centre.sample_key(0).await?;
    let row = format!("{}[data-account={PURCHASER}]", hook("identity"));
    browser.click(&format!("{row} {}", hook("countersign"))).await?;
    centre.password().await?;
    let done = format!("!document.querySelector('{row} {}')", hook("countersign"));
    browser.until("the key is countersigned", &done).await
}
