//! Byte strings of a fixed length as JSON texts: lower-case hex, and base64url without padding (b64u), both canonical.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `N` public bytes, written in JSON as `2·N` lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// `N` public bytes, written in JSON as base64url without padding (RFC 4648, section 5); other spellings of the same
/// bytes are refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct B64<const N: usize>(pub [u8; N]);

/// A text that is not the canonical spelling of the right number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSpelling {
    /// How many bytes were expected.
    pub bytes: usize,
}

impl fmt::Display for BadSpelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {} bytes in their canonical spelling", self.bytes)
    }
}

impl std::error::Error for BadSpelling {}

/// Reads exactly `N` bytes from lower-case hex.
///
/// # Errors
/// [`BadSpelling`] for another length, upper-case digits, or anything that is no hex digit.
pub fn unhex<const N: usize>(text: &str) -> Result<[u8; N], BadSpelling> {
    let bad = BadSpelling { bytes: N };
    let lower = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.as_bytes().iter().all(lower) {
        return Err(bad);
    }
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| bad)?;
    Ok(bytes)
}

impl<const N: usize> Hex<N> {
    /// Reads lower-case hex.
    ///
    /// # Errors
    /// [`BadSpelling`], as [`unhex`].
    pub fn parse(text: &str) -> Result<Self, BadSpelling> {
        unhex(text).map(Self)
    }
}

impl<const N: usize> B64<N> {
    /// Reads canonical base64url without padding.
    ///
    /// # Errors
    /// [`BadSpelling`] for another length, padding, other characters, or non-zero spare bits.
    pub fn parse(text: &str) -> Result<Self, BadSpelling> {
        let bad = BadSpelling { bytes: N };
        // The engine refuses padding and spare bits that are not zero.
        if text.len() != N.div_ceil(3) * 4 - (3 - N % 3) % 3 {
            return Err(bad);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad)?;
        Ok(Self(bytes.try_into().map_err(|_| bad)?))
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl<const N: usize> fmt::Display for B64<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl<const N: usize> fmt::Debug for $name<N> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl<const N: usize> From<[u8; N]> for $name<N> {
            fn from(bytes: [u8; N]) -> Self {
                Self(bytes)
            }
        }

        impl<const N: usize> std::str::FromStr for $name<N> {
            type Err = BadSpelling;

            fn from_str(text: &str) -> Result<Self, BadSpelling> {
                Self::parse(text)
            }
        }

        impl<const N: usize> Serialize for $name<N> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de, const N: usize> Deserialize<'de> for $name<N> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

as_text!(Hex);
as_text!(B64);

#[cfg(test)]
mod tests;
