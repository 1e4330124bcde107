//! Shamir's secret sharing (门限秘密共享) bytewise over GF(2⁸) modulo x⁸+x⁴+x³+x+1 (0x11b), without tables, so that no
//! memory access depends on a secret.

use zeroize::Zeroizing;

use super::secret::{Share, ShareSecret};

/// The product of two field elements.
fn mul(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    for _ in 0..8 {
        product ^= a & 0u8.wrapping_sub(b & 1);
        a = (a << 1) ^ (0x1b & 0u8.wrapping_sub(a >> 7));
        b >>= 1;
    }
    product
}

/// The inverse of a field element, as its 254th power; 0 gives 0.
fn inverse(a: u8) -> u8 {
    let mut power = a;
    let mut product = 1;
    for _ in 0..7 {
        power = mul(power, power);
        product = mul(product, power);
    }
    product
}

/// The share y(x) of `secret`, where `coefficients` are a₁, a₂, …, 32 bytes each.
pub(super) fn share(secret: &ShareSecret, coefficients: &[u8], x: u8) -> Share {
    let mut y = Zeroizing::new(*secret.expose());
    let mut power = 1;
    for coefficient in coefficients.chunks_exact(32) {
        power = mul(power, x);
        for (y, a) in y.iter_mut().zip(coefficient) {
            *y ^= mul(*a, power);
        }
    }
    Share::new(*y)
}

/// The polynomials' values at 0, from exactly as many shares as their threshold. `None` when there is no share, or an
/// x is 0 or repeated.
pub(super) fn combine(shares: &[(u8, &Share)]) -> Option<ShareSecret> {
    let mut secret = Zeroizing::new([0; 32]);
    for (i, (x, y)) in shares.iter().enumerate() {
        let mut weight = 1;
        for (j, (other, _)) in shares.iter().enumerate() {
            if i != j {
                weight = mul(weight, mul(*other, inverse(x ^ other)));
            }
        }
        let repeated = shares.iter().take(i).any(|(other, _)| other == x);
        if *x == 0 || repeated {
            return None;
        }
        for (secret, y) in secret.iter_mut().zip(y.expose()) {
            *secret ^= mul(*y, weight);
        }
    }
    (!shares.is_empty()).then(|| ShareSecret::new(*secret))
}

#[cfg(test)]
mod tests;
