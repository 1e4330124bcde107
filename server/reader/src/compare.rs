//! How alike two texts are: the measure by which engines are compared with each other and with other readers.

use std::collections::HashMap;

use crate::worker::fold;

/// The multiset Dice coefficient over the characters that are neither space nor control, after normalisation: 1 for the
/// same characters in any order, 0 for none in common; 1 when both are empty.
pub fn dice(a: &str, b: &str) -> f64 {
    let visible = |text: &str| fold(text).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<Vec<_>>();
    let (a, b) = (visible(a), visible(b));
    let mut held: HashMap<char, usize> = HashMap::new();
    for c in &a {
        *held.entry(*c).or_default() += 1;
    }
    let mut shared = 0_usize;
    for c in &b {
        if let Some(left) = held.get_mut(c).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
        }
    }
    match a.len() + b.len() {
        0 => 1.0,
        total => 2.0 * shared as f64 / total as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::dice;

    #[test]
    fn alike_is_what_has_the_same_characters() {
        assert_eq!(dice("投标 文件", "文件\n投标"), 1.0, "order and space do not matter");
        assert_eq!(dice("⺠ＡＢ", "民AB"), 1.0, "nor do radicals and width");
        assert_eq!(dice("", " \n"), 1.0);
        assert_eq!(dice("投标", ""), 0.0);
        assert_eq!(dice("aab", "abb"), 2.0 * 2.0 / 6.0, "each character as often as it stands there");
    }
}
