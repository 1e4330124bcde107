//! Secrets: 32 bytes each, wiped when dropped, compared without an early exit, and never printed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::{Zeroize, Zeroizing};

use super::bytes::unhex;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the 32 bytes.
            #[must_use]
            pub fn new(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes themselves, for a computation; never for a log.
            #[must_use]
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(secret)"))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                let pairs = self.0.iter().zip(&other.0);
                pairs.fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
            }
        }

        impl Eq for $name {}

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }
    )*};
}

secrets! {
    /// The seed S of one seal (种子): everything in the seal but the signature follows from it.
    Seed,
    /// A holder's share y(x) of one bid's K (解密份额).
    Share,
    /// K, which the shares of M holders give back.
    ShareSecret,
    /// B, the half that the bidder releases in the decryption window of policy 2 (投标人解密份额).
    BidderHalf,
    /// The payload's input key `key`, from which Tink's per-payload AES key is derived.
    PayloadKey,
    /// The AES-256-GCM key of one payload's segments.
    SegmentKey,
    /// A holder's X25519 private key (解密责任人私钥).
    HolderSecret,
    /// The 32-byte seed of an Ed25519 private key (RFC 8032): an identity's, a party's or a witness's.
    SigningSeed,
}

/// The three secrets that do travel, each in one place: a recovery file, a release, a half release.
macro_rules! travelling {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let text = Zeroizing::new(hex::encode(self.0));
                serializer.serialize_str(&text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Zeroizing::new(String::deserialize(deserializer)?);
                unhex(&text).map(Self).map_err(de::Error::custom)
            }
        }
    )*};
}

travelling!(Seed, Share, BidderHalf);

#[cfg(test)]
mod tests;
