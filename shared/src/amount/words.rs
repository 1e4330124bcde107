//! Amounts in words (大写金额), as 中国人民银行《正确填写票据和结算凭证的基本规定》 writes them.

use std::fmt;

use super::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Marks a place where the rules leave it to the writer whether to put 零: never in a result, only in a pattern.
const OPTIONAL_ZERO: char = '?';
/// Longer than any amount that fits, in characters.
const TEXT_LIMIT_CHARS: usize = 100;

/// Why a text is not an amount in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsError {
    /// Nothing is left after the currency and the closing 整.
    Empty,
    /// A character that does not belong into an amount.
    Unknown(char),
    /// The characters are right, their order or the 零 between them is not; the amount would be a guess.
    Malformed,
    /// More than an `i64` of fen holds.
    TooLarge,
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no amount"),
            Self::Unknown(char) => write!(f, "{char:?} does not belong into an amount in words"),
            Self::Malformed => f.write_str("not an amount in words such as 人民币壹佰元整"),
            Self::TooLarge => f.write_str("too large"),
        }
    }
}

impl std::error::Error for WordsError {}

/// The amount in words (大写金额): `人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分`, `人民币壹佰元整`.
///
/// 整 closes an amount without fen; 零 stands where a gap has to be heard and nowhere else; a negative amount begins with 负.
#[must_use]
pub fn in_words(amount: Fen) -> String {
    let sign = if amount.0 < 0 { "负" } else { "" };
    let words: String = pattern(amount.0.unsigned_abs()).chars().filter(|&char| char != OPTIONAL_ZERO).collect();
    let close = if words.ends_with('分') { "" } else { "整" };
    format!("人民币{sign}{words}{close}")
}

/// Reads an amount in words: with or without 人民币, 元 or 圆, 整 or 正, and 零 wherever the rules allow it.
///
/// # Errors
/// [`WordsError`]; a text whose amount would be a guess (`壹仟伍元`) is malformed.
pub fn parse_words(text: &str) -> Result<Fen, WordsError> {
    let (negative, words) = normalise(text)?;
    let fen = value(&words)?;
    if !matches(&words, &pattern(fen)) {
        return Err(WordsError::Malformed);
    }
    let signed = if negative { -i128::from(fen) } else { i128::from(fen) };
    i64::try_from(signed).map(Fen).map_err(|_| WordsError::TooLarge)
}

/// The words without currency, sign and closing, with [`OPTIONAL_ZERO`] where 零 may stand or not.
fn pattern(fen: u64) -> String {
    let (yuan, cents) = (fen / 100, fen % 100);
    let (jiao, fen) = (cents / 10, cents % 10);
    let mut out = String::new();
    if yuan > 0 {
        push_whole(&mut out, yuan);
        out.push('元');
    }
    if jiao > 0 {
        if yuan > 0 && yuan.is_multiple_of(10) {
            out.push(OPTIONAL_ZERO);
        }
        out.push(digit(jiao));
        out.push('角');
    }
    if fen > 0 {
        if jiao == 0 && yuan > 0 {
            out.push('零');
        }
        out.push(digit(fen));
        out.push('分');
    }
    if out.is_empty() {
        out.push_str("零元");
    }
    out
}

/// A whole number above 0: 亿 splits it, then 万, then the four places of a section.
fn push_whole(out: &mut String, number: u64) {
    for (size, unit) in [(100_000_000, '亿'), (10_000, '万')] {
        if number >= size {
            let (high, low) = (number / size, number % size);
            push_whole(out, high);
            out.push(unit);
            if low > 0 {
                push_gap(out, high, low, size / 10);
                push_whole(out, low);
            }
            return;
        }
    }
    push_section(out, number);
}

fn push_section(out: &mut String, number: u64) {
    let mut gap = false;
    for (size, unit) in [(1000, Some('仟')), (100, Some('佰')), (10, Some('拾')), (1, None)] {
        match number / size % 10 {
            0 => gap = true,
            value => {
                if gap && number >= size * 10 {
                    out.push('零');
                }
                out.push(digit(value));
                out.extend(unit);
                gap = false;
            }
        }
    }
}

/// 零 must be heard when the low part does not begin at its highest place; it may be written when the high part ends in 0.
fn push_gap(out: &mut String, high: u64, low: u64, highest_place: u64) {
    if low < highest_place {
        out.push('零');
    } else if high.is_multiple_of(10) {
        out.push(OPTIONAL_ZERO);
    }
}

fn digit(value: u64) -> char {
    usize::try_from(value).ok().and_then(|index| DIGITS.get(index)).copied().unwrap_or('零')
}

/// Strips what carries no value and brings every character to its one form; says whether the amount is negative.
fn normalise(text: &str) -> Result<(bool, String), WordsError> {
    let text: String = text.chars().filter(|char| !char.is_whitespace()).take(TEXT_LIMIT_CHARS + 1).collect();
    if text.chars().count() > TEXT_LIMIT_CHARS {
        return Err(WordsError::Malformed);
    }
    let text = text.strip_prefix("人民币").or_else(|| text.strip_prefix("人民幣")).unwrap_or(&text);
    let text = text.strip_prefix([':', '：']).unwrap_or(text);
    let (negative, text) = text.strip_prefix(['负', '負']).map_or((false, text), |rest| (true, rest));
    let text = text.strip_suffix(['整', '正']).unwrap_or(text);
    let words = text.chars().map(one_form).collect::<Result<String, _>>()?;
    if words.is_empty() {
        return Err(WordsError::Empty);
    }
    let words = words.replace("零角零分", "").replace("零角", "零").replace("零分", "");
    let words = match words.strip_prefix("零元") {
        Some(cents) if !cents.is_empty() => cents.to_owned(),
        _ => words,
    };
    Ok((negative, words))
}

fn one_form(char: char) -> Result<char, WordsError> {
    match char {
        '圆' | '圓' | '元' => Ok('元'),
        '貳' | '贰' => Ok('贰'),
        '參' | '叁' => Ok('叁'),
        '陸' | '陆' => Ok('陆'),
        '萬' | '万' => Ok('万'),
        '億' | '亿' => Ok('亿'),
        '〇' | '零' => Ok('零'),
        '仟' | '佰' | '拾' | '角' | '分' => Ok(char),
        _ if DIGITS.contains(&char) => Ok(char),
        _ => Err(WordsError::Unknown(char)),
    }
}

/// The amount that the words would be if they are well formed; [`matches`] decides whether they are.
fn value(words: &str) -> Result<u64, WordsError> {
    let (mut whole, mut section, mut digit, mut fen) = (0_u64, 0_u64, 0_u64, 0_u64);
    for char in words.chars() {
        let place = match char {
            '仟' => 1000,
            '佰' => 100,
            '拾' => 10,
            '万' | '亿' => {
                let number = add(section, digit)?;
                let (number, size) = if char == '万' { (number, 10_000) } else { (add(whole, number)?, 100_000_000) };
                let scaled = multiply(number, size)?;
                whole = if char == '万' { add(whole, scaled)? } else { scaled };
                (section, digit) = (0, 0);
                continue;
            }
            '元' => {
                fen = multiply(add(whole, add(section, digit)?)?, 100)?;
                (whole, section, digit) = (0, 0, 0);
                continue;
            }
            '角' | '分' => {
                fen = add(fen, digit * if char == '角' { 10 } else { 1 })?;
                digit = 0;
                continue;
            }
            _ => {
                digit = DIGITS.iter().position(|&known| known == char).map_or(0, |index| index as u64);
                continue;
            }
        };
        section = add(section, multiply(digit, place)?)?;
        digit = 0;
    }
    Ok(fen)
}

fn add(a: u64, b: u64) -> Result<u64, WordsError> {
    a.checked_add(b).ok_or(WordsError::TooLarge)
}

fn multiply(a: u64, b: u64) -> Result<u64, WordsError> {
    a.checked_mul(b).ok_or(WordsError::TooLarge)
}

/// Whether the words are the pattern, each optional 零 there or not.
fn matches(words: &str, pattern: &str) -> bool {
    let mut words = words.chars().peekable();
    for expected in pattern.chars() {
        if expected == OPTIONAL_ZERO {
            words.next_if_eq(&'零');
        } else if words.next() != Some(expected) {
            return false;
        }
    }
    words.next().is_none()
}
