use super::*;
use proptest::prelude::*;

/// The product by definition: the polynomials' product, reduced bit by bit.
fn slow_mul(a: u8, b: u8) -> u8 {
    let mut product: u16 = 0;
    for bit in 0..8 {
        if b >> bit & 1 == 1 {
            product ^= u16::from(a) << bit;
        }
    }
    for bit in (8..16).rev() {
        if product >> bit & 1 == 1 {
            product ^= 0x11b << (bit - 8);
        }
    }
    product as u8
}

#[test]
fn the_field_is_gf_256_modulo_0x11b() {
    for a in 0..=255 {
        for b in 0..=255 {
            assert_eq!(mul(a, b), slow_mul(a, b));
        }
        let one = u8::from(a != 0);
        assert_eq!(mul(a, inverse(a)), one);
    }
    // FIPS 197, 4.2: the example of AES.
    assert_eq!(mul(0x57, 0x83), 0xc1);
}

#[test]
fn no_share_a_zero_and_a_repeated_place_give_nothing() {
    let share = Share::new([1; 32]);
    assert!(combine(&[]).is_none());
    assert!(combine(&[(0, &share)]).is_none());
    assert!(combine(&[(1, &share), (2, &share), (1, &share)]).is_none());
}

proptest! {
    #[test]
    fn any_m_shares_give_the_secret_and_fewer_do_not(
        secret in any::<[u8; 32]>(),
        coefficients in any::<[u8; 32 * 4]>(),
        places in Just((1..=16u8).collect::<Vec<u8>>()).prop_shuffle(),
        m in 2usize..=5,
    ) {
        let coefficients = &coefficients[..32 * (m - 1)];
        let secret = ShareSecret::new(secret);
        let shares: Vec<(u8, Share)> =
            places[..m].iter().map(|x| (*x, share(&secret, coefficients, *x))).collect();
        let borrowed: Vec<(u8, &Share)> = shares.iter().map(|(x, y)| (*x, y)).collect();
        prop_assert_eq!(combine(&borrowed), Some(secret.clone()));
        // With random coefficients, one share too few gives something else.
        prop_assume!(coefficients[32 * (m - 2)..].iter().any(|b| *b != 0));
        prop_assert_ne!(combine(&borrowed[1..]), Some(secret));
    }
}
