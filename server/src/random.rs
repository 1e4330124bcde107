//! The house's randomness: the only place that asks the machine for it (clippy.toml).

use crate::fault::Fault;
use ring::rand::{SecureRandom, SystemRandom};

/// `N` random bytes from the operating system.
///
/// # Errors
/// When the operating system has none.
#[expect(clippy::disallowed_methods, reason = "this is the file that wraps the machine's randomness")]
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::internal("the operating system gives no randomness"))?;
    Ok(bytes)
}

/// A random token, 256 bits, hex.
///
/// # Errors
/// When the operating system has no randomness.
pub fn token() -> Result<String, Fault> {
    Ok(hex::encode(bytes::<32>()?))
}

/// A random UUID (version 4), lower case with hyphens.
///
/// # Errors
/// When the operating system has no randomness.
pub fn uuid() -> Result<String, Fault> {
    let mut bytes = bytes::<16>()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex::encode(bytes);
    Ok(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

/// A code of eight digits for a person to type (about 26 bits; used once, and throttled).
///
/// # Errors
/// When the operating system has no randomness.
pub fn code() -> Result<String, Fault> {
    let number = u64::from_be_bytes(bytes::<8>()?) % 100_000_000;
    Ok(format!("{number:08}"))
}
