//! Exact decimals of any size, and the one rounding that is allowed.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact fraction: what a division of decimals gives until it is rounded, once.
pub type Ratio = BigRational;

/// The longest text that is read as a decimal, in bytes: far beyond any price, short enough that reading it is cheap.
const TEXT_LIMIT_BYTES: usize = 256;

/// An exact decimal number. Two decimals are equal when their values are: `40.000` is `40`.
///
/// Text form: `-?(0|[1-9][0-9]*)(\.[0-9]+)?`; on the wire always a string, a JSON number is refused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The number times ten to the power of `places`.
    units: BigInt,
    /// As few as the value needs: `units` does not end in 0 unless `places` is 0.
    places: u32,
}

/// The text is not a decimal of the form `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, or is longer than 256 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalError;

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal such as \"12.5\"")
    }
}

impl std::error::Error for DecimalError {}

impl Decimal {
    /// `units` times ten to the power of minus `places`: `new(125, 1)` is 12.5.
    #[must_use]
    pub fn new(mut units: i64, mut places: u32) -> Self {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        Self { units: BigInt::from(units), places }
    }

    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self::new(0, 0)
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::new(1, 0)
    }

    /// Whether this is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.units.is_zero()
    }

    /// Whether this is above 0.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.units.is_positive()
    }

    /// The distance from 0.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self { units: self.units.abs(), places: self.places }
    }

    /// How many decimals the value needs: 2 for `1.250`, 0 for `40.000`.
    #[must_use]
    pub const fn places(&self) -> u32 {
        self.places
    }

    /// The value times ten to the power of `places`, or `None` when that is not whole.
    #[must_use]
    pub fn scaled(&self, places: u32) -> Option<BigInt> {
        let more = places.checked_sub(self.places)?;
        Some(&self.units * power_of_ten(more))
    }

    /// As [`Decimal::scaled`], where that fits into an `i64`.
    #[must_use]
    pub fn small(&self, places: u32) -> Option<i64> {
        let more = 10_i64.checked_pow(places.checked_sub(self.places)?)?;
        i64::try_from(&self.units).ok()?.checked_mul(more)
    }

    /// The same value as a fraction.
    #[must_use]
    pub fn to_ratio(&self) -> Ratio {
        Ratio::new(self.units.clone(), power_of_ten(self.places))
    }

    /// Whether this is a whole multiple of `step`; `false` when `step` is 0.
    #[must_use]
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        let places = self.places.max(step.places);
        match (self.scaled(places), step.scaled(places)) {
            (Some(value), Some(step)) if !step.is_zero() => (value % step).is_zero(),
            _ => false,
        }
    }

    /// The text with exactly `places` decimals, rounded half up: `40` as `40.00`.
    #[must_use]
    pub fn to_fixed(&self, places: u32) -> String {
        let rounded = round_half_up(&self.to_ratio(), places);
        rounded.scaled(places).map_or_else(|| rounded.to_string(), |units| digits(&units, places))
    }

    fn from_units(mut units: BigInt, mut places: u32) -> Self {
        let ten = BigInt::from(10);
        while places > 0 && (&units % &ten).is_zero() {
            units /= &ten;
            places -= 1;
        }
        Self { units, places }
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, u32) {
        let places = self.places.max(other.places);
        let mine = &self.units * power_of_ten(places - self.places);
        let theirs = &other.units * power_of_ten(places - other.places);
        (mine, theirs, places)
    }
}

/// Rounds to `places` decimals, halves away from zero (四舍五入, ROUND_HALF_UP).
#[must_use]
pub fn round_half_up(value: &Ratio, places: u32) -> Decimal {
    let numerator = value.numer().abs() * power_of_ten(places) * 2 + value.denom();
    let units: BigInt = numerator / (value.denom() * 2);
    let units = if value.is_negative() { -units } else { units };
    Decimal::from_units(units, places)
}

fn power_of_ten(exponent: u32) -> BigInt {
    if exponent == 0 { BigInt::one() } else { BigInt::from(10).pow(exponent) }
}

fn digits(units: &BigInt, places: u32) -> String {
    let sign = if units.sign() == Sign::Minus { "-" } else { "" };
    let places = places as usize;
    let text = format!("{:0>width$}", units.magnitude().to_string(), width = places + 1);
    let (whole, fraction) = text.split_at(text.len() - places);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(is_digits)
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if text.len() > TEXT_LIMIT_BYTES || !is_decimal(text) {
            return Err(DecimalError);
        }
        let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let units: BigInt = text.replace('.', "").parse().map_err(|_| DecimalError)?;
        Ok(Self::from_units(units, u32::try_from(places).map_err(|_| DecimalError)?))
    }
}

/// The shortest text of the value, without trailing zeros: `12.5`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(&self.units, self.places))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::zero()
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, theirs, _) = self.aligned(other);
        mine.cmp(&theirs)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Decimal {
    type Output = Decimal;

    fn add(self, other: &Decimal) -> Decimal {
        let (mine, theirs, places) = self.aligned(other);
        Decimal::from_units(mine + theirs, places)
    }
}

impl Sub for &Decimal {
    type Output = Decimal;

    fn sub(self, other: &Decimal) -> Decimal {
        let (mine, theirs, places) = self.aligned(other);
        Decimal::from_units(mine - theirs, places)
    }
}

impl Mul for &Decimal {
    type Output = Decimal;

    fn mul(self, other: &Decimal) -> Decimal {
        Decimal::from_units(&self.units * &other.units, self.places.saturating_add(other.places))
    }
}

impl Neg for &Decimal {
    type Output = Decimal;

    fn neg(self) -> Decimal {
        Decimal { units: -&self.units, places: self.places }
    }
}

impl<'a> Sum<&'a Decimal> for Decimal {
    fn sum<I: Iterator<Item = &'a Decimal>>(values: I) -> Self {
        values.fold(Self::zero(), |sum, value| &sum + value)
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::new(value, 0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl de::Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal as a string, such as \"12.5\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
    }
}

/// A figure as it is printed: exactly two decimals, on the wire a string such as `"28.10"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TwoPlaces(Decimal);

impl TwoPlaces {
    /// Rounds half up to two places.
    #[must_use]
    pub fn round(value: &Ratio) -> Self {
        Self(round_half_up(value, 2))
    }

    /// That many hundredths.
    #[must_use]
    pub fn from_hundredths(hundredths: i64) -> Self {
        Self(Decimal::new(hundredths, 2))
    }

    /// The figure that is printed, as a number.
    #[must_use]
    pub const fn value(&self) -> &Decimal {
        &self.0
    }
}

impl fmt::Display for TwoPlaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_fixed(2))
    }
}

impl Serialize for TwoPlaces {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TwoPlaces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Decimal::deserialize(deserializer)?;
        if value.places() > 2 {
            return Err(de::Error::custom("more than two decimals"));
        }
        Ok(Self(value))
    }
}
