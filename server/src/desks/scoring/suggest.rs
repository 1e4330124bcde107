//! Which pages of a bid answer a criterion, judged by its words alone. Words that few pages of this bid have count more than
//! words that all have (the inverse document frequency of text retrieval), words of the title more than words of the
//! standard, and a page that only lists contents counts less.

use super::search::fold;
use shared::api::reading::SUGGESTIONS_MAX;
use std::collections::{HashMap, HashSet};

/// A word of the title counts as much as so many of the standard.
const TITLE_WEIGHT: f64 = 3.0;
/// A page with the whole title on it.
const WHOLE_TITLE: f64 = 2.0;
/// A page whose line begins with the whole title, perhaps after a number: a heading.
const HEADING: f64 = 3.0;
/// A table of contents names everything and answers nothing.
const CONTENTS: f64 = 0.2;
/// A page that is so much worse than the best is not suggested.
const LEAST_SHARE: f64 = 0.35;
/// The language of scoring itself, which says nothing about where to look.
const STOP: [&str; 28] = [
    "得分", "满分", "评分", "分值", "最高", "最低", "进行", "提供", "情况", "根据", "要求", "投标", "标人", "以上",
    "以下", "每项", "不得", "的得", "得满", "优得", "良得", "一般", "酌情", "打分", "评审", "由评", "评委", "因素",
];

/// The places of the best pages, best first, each with the folded words that its line should show.
pub fn best<'a>(title: &str, standard: &str, pages: impl Iterator<Item = &'a str>) -> Vec<(usize, String)> {
    let pages: Vec<Page> = pages.map(Page::new).collect();
    let whole = fold(title);
    let mut weights: HashMap<String, f64> = HashMap::new();
    for term in terms(&fold(standard)) {
        weights.entry(term).or_insert(1.0);
    }
    for term in terms(&whole) {
        weights.insert(term, TITLE_WEIGHT);
    }
    let frequency = |term: &str| pages.iter().filter(|page| page.terms.contains(term)).count();
    let weighted: Vec<(String, f64)> = weights
        .into_iter()
        .filter_map(|(term, weight)| {
            let among = frequency(&term);
            (among > 0).then(|| (term, weight * (1.0 + pages.len() as f64 / among as f64).ln()))
        })
        .collect();
    let mut scored: Vec<(f64, usize)> = pages
        .iter()
        .enumerate()
        .map(|(at, page)| (page.score(&weighted, &whole), at))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let least = scored.first().map_or(0.0, |(score, _)| score * LEAST_SHARE);
    scored.retain(|(score, _)| *score >= least);
    scored.truncate(SUGGESTIONS_MAX);
    scored.into_iter().map(|(_, at)| (at, shown(&pages[at], &weighted, &whole))).collect()
}

struct Page {
    folded: String,
    terms: HashSet<String>,
    lines: Vec<String>,
    is_contents: bool,
}

impl Page {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        let lines: Vec<String> = text.lines().map(fold).collect();
        // A line of a table of contents has a leader or ends with a page number.
        let listed = |line: &&String| {
            line.contains("....") || (line.chars().count() > 4 && line.ends_with(|c: char| c.is_ascii_digit()))
        };
        let is_contents = lines.len() >= 5 && lines.iter().filter(listed).count() * 2 > lines.len();
        Self { terms: terms(&folded).collect(), folded, lines, is_contents }
    }

    fn score(&self, weighted: &[(String, f64)], whole: &str) -> f64 {
        let words: f64 = weighted.iter().filter(|(term, _)| self.terms.contains(term)).map(|(_, weight)| weight).sum();
        let factor = if whole.is_empty() || !self.folded.contains(whole) {
            1.0
        } else if self.lines.iter().any(|line| is_heading(line, whole)) {
            HEADING
        } else {
            WHOLE_TITLE
        };
        words * factor * if self.is_contents { CONTENTS } else { 1.0 }
    }
}

/// `第三章技术方案`, `3.2技术方案(15分)`: the title after a number, and little after it.
fn is_heading(line: &str, whole: &str) -> bool {
    let Some((before, after)) = line.split_once(whole) else { return false };
    before.chars().count() <= 6 && after.chars().count() <= 8
}

/// What the line of a suggestion shows: the title when it is there, else the weightiest word.
fn shown(page: &Page, weighted: &[(String, f64)], whole: &str) -> String {
    if !whole.is_empty() && page.folded.contains(whole) {
        return whole.to_owned();
    }
    let there = weighted.iter().filter(|(term, _)| page.terms.contains(term));
    there.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(term, _)| term.clone()).unwrap_or_default()
}

/// The words of a folded text: pairs of ideographs (Chinese has no spaces), whole words of letters and digits.
fn terms(folded: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut before = None;
    for c in folded.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if word.len() > 1 {
            found.push(std::mem::take(&mut word));
        } else {
            word.clear();
        }
        let ideograph = matches!(u32::from(c), 0x3400..=0x9FFF | 0x20000..=0x3FFFF).then_some(c);
        if let (Some(first), Some(second)) = (before, ideograph) {
            found.push([first, second].iter().collect());
        }
        before = ideograph;
    }
    found.retain(|term| !STOP.contains(&term.as_str()));
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::best;

    const CONTENTS: &str = "目录\n第一章 企业概况......1\n第二章 项目理解......5\n第三章 售后服务方案......9\n第四章 同类业绩......12\n第五章 报价......20";

    fn places(title: &str, standard: &str, pages: &[&str]) -> Vec<usize> {
        best(title, standard, pages.iter().copied()).into_iter().map(|(at, _)| at).collect()
    }

    #[test]
    fn the_chapter_comes_before_the_pages_that_mention_it_and_before_the_contents() {
        let pages = [
            CONTENTS,
            "本公司成立于二〇〇五年，注册资本五千万元。",
            "我们的售后服务方案见下文，项目经理负责协调。",
            "第三章 售后服务方案\n响应时间两小时，备品备件库设在本市，质保期三年。",
            "同类业绩一览：某大学机房项目，合同金额三百万元。",
        ];
        let found = places("售后服务方案", "响应时间、备品备件、质保期，优得10分，良得6分。", &pages);
        assert_eq!(found.first(), Some(&3));
        assert!(!found.contains(&1) && !found.contains(&4), "{found:?}");
        let found = places("同类业绩", "近三年同类项目合同，每个得2分，满分10分。", &pages);
        assert_eq!(found.first(), Some(&4));
    }

    #[test]
    fn the_standard_leads_where_the_title_is_nowhere() {
        let pages = ["公司简介", "我方已通过 ISO 27001 信息安全认证，证书附后。", "拟派项目经理张三"];
        let (at, words) = best("管理体系", "具有ISO27001认证得5分", pages.into_iter()).remove(0);
        assert_eq!((at, words.as_str()), (1, "iso27001"));
    }

    #[test]
    fn nothing_in_common_suggests_nothing() {
        assert!(places("售后服务", "响应", &["甲乙丙丁", ""]).is_empty());
        assert!(places("", "", &["售后服务"]).is_empty());
        assert!(places("售后服务", "", &[]).is_empty());
        assert!(places("得分", "满分", &["得分：满分"]).is_empty(), "the language of scoring is no content");
    }
}
