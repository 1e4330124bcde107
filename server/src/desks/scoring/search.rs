//! Comparing words with pages: what counts as the same, and what stands around a hit.

/// Characters shown on either side of a hit.
const CONTEXT_CHARS: usize = 24;

/// The text as it is compared: normalised (NFKC, radicals), lower case, no spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    reader::fold(text).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The characters as they are compared, each with its place in the original, counted in characters. The text of a page is
/// normalised when it is read, so one character gives one place.
fn placed(text: &str) -> impl Iterator<Item = (char, usize)> + '_ {
    let each = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
    each.flat_map(|(place, c)| c.to_lowercase().map(move |lower| (lower, place)))
}

/// The first place of the folded words in a page with what stands around it, on one line.
#[must_use]
pub fn context(text: &str, wanted: &str) -> Option<String> {
    let (page, wanted): (Vec<_>, Vec<_>) = (placed(text).collect(), wanted.chars().collect());
    if wanted.is_empty() {
        return None;
    }
    let start = page.windows(wanted.len()).position(|window| window.iter().map(|(c, _)| c).eq(wanted.iter()))?;
    let (first, last) = (page.get(start)?.1, page.get(start + wanted.len() - 1)?.1);
    let (from, until) = (first.saturating_sub(CONTEXT_CHARS), last + 1 + CONTEXT_CHARS);
    let around = text.chars().skip(from).take(until - from);
    let line: String = around.map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT_CHARS, context, fold};

    fn search(text: &str, wanted: &str) -> Option<String> {
        let text = reader::fold(text);
        let wanted = fold(wanted);
        assert_eq!(fold(&text).contains(&wanted) && !wanted.is_empty(), context(&text, &wanted).is_some());
        context(&text, &wanted)
    }

    #[test]
    fn a_search_ignores_case_width_radicals_spaces_and_line_breaks() {
        let text = "第三章 技术方案\n采用 ＩＳＯ ９００１ 质量管理\n体系认证，⺠⽤⻋辆";
        for wanted in
            ["iso9001", "ISO 9001", "ｉｓｏ９００１", "质量管理体系", "管理\n体系", "民用车辆", "认证，", "认证,"]
        {
            assert!(search(text, wanted).is_some(), "{wanted}");
        }
        assert!(search(text, "9002").is_none());
        assert!(search("100% _x", "%").is_some(), "no character is special");
        assert!(search("", "x").is_none());
        assert!(search("x", " \n").is_none());
    }

    #[test]
    fn a_hit_shows_what_stands_around_it() {
        let text = format!("{}目标\n在此{}", "前".repeat(100), "后".repeat(100));
        let line = search(&text, "目标在此").expect("it is there");
        assert_eq!(line.chars().filter(|c| *c == '前').count(), CONTEXT_CHARS);
        assert_eq!(line.chars().filter(|c| *c == '后').count(), CONTEXT_CHARS);
        assert!(line.contains("目标 在此"));
    }
}
