//! The key of a terminal outside a browser: for the sample centre's own terminals and for tests.

use super::line::{Failed, Outcome};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use shared::api::room::{ActivateTerminal, ProveTerminal, TerminalKey, TerminalSignature, signed_text};
use shared::envelope::B64;

/// A key that signs challenges.
pub struct TerminalPair {
    pair: EcdsaKeyPair,
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for TerminalPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TerminalPair").finish_non_exhaustive()
    }
}

impl TerminalPair {
    /// A fresh key.
    ///
    /// # Errors
    /// Without randomness.
    #[expect(clippy::disallowed_methods, reason = "ring makes the key by itself")]
    pub fn fresh() -> Outcome<Self> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Self::from_hex(&hex::encode(made.map_err(Failed::because)?))
    }

    /// A key that was kept.
    ///
    /// # Errors
    /// When it is none.
    #[expect(clippy::disallowed_methods, reason = "ring blinds with it")]
    pub fn from_hex(text: &str) -> Outcome<Self> {
        let pkcs8 = hex::decode(text).map_err(Failed::because)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new());
        Ok(Self { pair: pair.map_err(Failed::because)?, pkcs8 })
    }

    /// To be kept.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(&self.pkcs8)
    }

    fn public(&self) -> Outcome<TerminalKey> {
        let bytes: [u8; 65] = self.pair.public_key().as_ref().try_into().map_err(Failed::because)?;
        Ok(B64(bytes))
    }

    #[expect(clippy::disallowed_methods, reason = "ring draws the nonce by itself")]
    fn sign(&self, challenge: &str) -> Outcome<TerminalSignature> {
        let signature = self.pair.sign(&SystemRandom::new(), signed_text(challenge).as_bytes());
        let signature = signature.map_err(Failed::because)?;
        Ok(B64(signature.as_ref().try_into().map_err(Failed::because)?))
    }

    /// Asks to be bound with a code.
    ///
    /// # Errors
    /// Without randomness.
    pub fn activate(&self, code: &str, challenge: String) -> Outcome<ActivateTerminal> {
        let (key, signature) = (self.public()?, self.sign(&challenge)?);
        Ok(ActivateTerminal { code: code.to_owned(), key, challenge, signature })
    }

    /// Proves itself.
    ///
    /// # Errors
    /// Without randomness.
    pub fn prove(&self, challenge: String) -> Outcome<ProveTerminal> {
        let (key, signature) = (self.public()?, self.sign(&challenge)?);
        Ok(ProveTerminal { key, challenge, signature })
    }
}
