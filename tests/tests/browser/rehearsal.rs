//! A bidder rehearses before the deadline: key, seal, check, opening, recovery file, line; and this browser's own wasm and
//! WebCrypto compute the published vectors byte for byte.

use std::path::Path;

use tests::browser::{Seen, ensure, hook};

use super::centre::{Centre, OPEN};

/// Every step passes, and nothing of it is a bid.
pub async fn everything_passes(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    centre.enter("bidder4").await?;
    centre.go(&format!("/lots/{OPEN}/bid")).await?;
    browser.click(&hook("go-rehearsal")).await?;
    centre.arrived(&format!("/lots/{OPEN}/rehearsal")).await?;
    centre.sample_key(0).await?;
    browser.click(&hook("rehearse")).await?;
    browser.find(&hook("rehearsal-passed")).await?;
    let passed = browser.count(&format!("{}[data-state=passed]", hook("rehearsal-step"))).await?;
    ensure(passed == 6, format!("{passed} of 6 steps passed"))?;
    vectors_are_computed_here(centre).await?;
    centre.go(&format!("/lots/{OPEN}/bid")).await?;
    let kept = browser.count(&hook("revision")).await?;
    ensure(kept == 0, "a rehearsal left a bid")
}

/// Both vectors of an independent implementation, by the code that seals bids, in this browser.
async fn vectors_are_computed_here(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/envelope.json").canonicalize()?;
    browser.fill(&format!("{} input[type=file]", hook("vectors-file")), &file.to_string_lossy()).await?;
    browser.click(&hook("compare-vectors")).await?;
    let all = format!("document.querySelectorAll('{}').length === 2", hook("vector"));
    browser.until("both vectors", &all).await?;
    let same = browser.count(&format!("{}[data-same]", hook("vector"))).await?;
    let said = browser.texts(&hook("vector")).await?;
    ensure(same == 2, format!("a vector differs: {said:?}"))?;
    // What is shown are the published hashes themselves.
    let published: serde_json::Value = serde_json::from_slice(&std::fs::read(&file)?)?;
    for (vector, said) in published["vectors"].as_array().ok_or("vectors")?.iter().zip(said) {
        for hash in ["head_sha256", "payload_sha256"] {
            let hash = vector[hash].as_str().ok_or("a hash")?;
            ensure(said.contains(hash), format!("{said} does not say {hash}"))?;
        }
    }
    Ok(())
}
