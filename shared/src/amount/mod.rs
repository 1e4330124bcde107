//! Money in whole fen, exact decimals, amounts in words (大写金额).
//!
//! Nothing here touches floating point: a price is an integer number of fen, a score is an exact decimal, and the only
//! place where digits are lost is [`round_half_up`].

mod decimal;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

use num_bigint::BigInt;
use serde::{Deserialize, Serialize};

pub use decimal::{Decimal, DecimalError, Ratio, TwoPlaces, round_half_up};
pub use words::{WordsError, in_words, parse_words};

/// An amount of money in fen (分), a hundredth of a yuan; an integer on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FenError {
    /// Not a decimal number: `-?(0|[1-9][0-9]*)(\.[0-9]+)?`.
    NotANumber,
    /// More than two decimals that are not zero: less than a fen.
    TooManyDecimals,
    /// More than an `i64` of fen holds (about 92 quadrillion yuan).
    TooLarge,
}

impl fmt::Display for FenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "not an amount such as 1234567.89",
            Self::TooManyDecimals => "more than two decimals",
            Self::TooLarge => "too large",
        })
    }
}

impl std::error::Error for FenError {}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Reads `1234567.89`: at most two decimals, no separators, no sign but `-`.
    ///
    /// # Errors
    /// [`FenError`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, FenError> {
        let value: Decimal = text.parse().map_err(|_| FenError::NotANumber)?;
        Self::try_from(&value)
    }

    /// Whole yuan as fen; `None` when it does not fit.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Option<Self> {
        match yuan.checked_mul(100) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount with thousands separators: `1,234,567.89`.
    #[must_use]
    pub fn grouped(self) -> String {
        let yuan = (self.0.unsigned_abs() / 100).to_string();
        let mut out = String::from(if self.0 < 0 { "-" } else { "" });
        for (place, digit) in yuan.chars().enumerate() {
            if place > 0 && (yuan.len() - place).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out.push_str(&format!(".{:02}", self.0.unsigned_abs() % 100));
        out
    }

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount in yuan as an exact decimal.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl TryFrom<&Decimal> for Fen {
    type Error = FenError;

    fn try_from(value: &Decimal) -> Result<Self, FenError> {
        let fen: BigInt = value.scaled(2).ok_or(FenError::TooManyDecimals)?;
        i64::try_from(fen).map(Self).map_err(|_| FenError::TooLarge)
    }
}

impl FromStr for Fen {
    type Err = FenError;

    fn from_str(text: &str) -> Result<Self, FenError> {
        Self::parse(text)
    }
}

/// `1234567.89`: always two decimals, no separators.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Saturating, so that no sum of absurd amounts wraps around into a plausible one.
impl Add for Fen {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Saturating, as for [`Add`].
impl Sub for Fen {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}
