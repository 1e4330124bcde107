//! The text of the pages: one page, and the search through all of them.

use crate::desks::review::{org, read};
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::scoring::{HITS_MAX, Hit, PageTextReply, ReadPageText, SearchBids, SearchReply};
use shared::refusal::{Code, Refusal};
use store::review::BidFile;

/// The most characters of a search.
const SEARCH_CHARS_MAX: usize = 100;
/// Characters shown on either side of a hit.
const CONTEXT_CHARS: usize = 24;

impl Query for ReadPageText {
    async fn run(&self, work: &mut Work<'_>) -> Result<PageTextReply, Fault> {
        let (file, _) = read::file(work, &self.bidder, self.file).await?;
        let found = store::scoring::page_text(work.conn(), &file.sha256, self.page.max(1)).await?;
        Ok(match found {
            Some((text, flag)) => PageTextReply { text: Some(text), flag },
            None => PageTextReply { text: None, flag: None },
        })
    }
}

impl Query for SearchBids {
    async fn run(&self, work: &mut Work<'_>) -> Result<SearchReply, Fault> {
        let wanted: Vec<char> = folded(&self.text).into_iter().map(|(c, _)| c).collect();
        if wanted.is_empty() || self.text.chars().count() > SEARCH_CHARS_MAX {
            let detail = format!("1–{SEARCH_CHARS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "text").with("detail", detail).into());
        }
        let qualified = store::review::qualified(work.conn(), &self.lot).await?;
        let mut files = store::review::files(work.conn(), &self.lot).await?;
        files.retain(|file| qualified.contains(&file.bidder));
        files.retain(|file| self.bidder.as_ref().is_none_or(|bidder| bidder.as_str() == file.bidder));
        let mut reply = SearchReply { hits: Vec::new(), more: false, unread: 0 };
        for file in &files {
            search_file(work, file, &wanted, &mut reply).await?;
            if reply.more {
                break;
            }
        }
        Ok(reply)
    }
}

async fn search_file(
    work: &mut Work<'_>,
    file: &BidFile,
    wanted: &[char],
    reply: &mut SearchReply,
) -> Result<(), Fault> {
    let Some(pages) = store::scoring::page_texts(work.conn(), &file.sha256).await? else {
        reply.unread += 1;
        return Ok(());
    };
    for (page, text) in pages {
        let Some(line) = find(&text, wanted) else { continue };
        if reply.hits.len() == HITS_MAX {
            reply.more = true;
            return Ok(());
        }
        reply.hits.push(Hit { bidder: org(&file.bidder)?, file: file.n, page, line });
    }
    Ok(())
}

/// The text as it is compared: lower case, full-width forms as plain ones, no spaces; each with its place in the original,
/// counted in characters.
fn folded(text: &str) -> Vec<(char, usize)> {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let each = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace() && *c != '\u{3000}');
    each.flat_map(|(place, c)| plain(c).to_lowercase().map(move |lower| (lower, place))).collect()
}

/// The first place of `wanted` in a page with what stands around it, on one line.
fn find(text: &str, wanted: &[char]) -> Option<String> {
    let folded = folded(text);
    let matches = |window: &[(char, usize)]| window.iter().map(|(c, _)| c).eq(wanted.iter());
    let start = folded.windows(wanted.len()).position(matches)?;
    let (first, last) = (folded.get(start)?.1, folded.get(start + wanted.len() - 1)?.1);
    let (from, until) = (first.saturating_sub(CONTEXT_CHARS), last + 1 + CONTEXT_CHARS);
    let around = text.chars().skip(from).take(until - from);
    let line: String = around.map(|c| if c.is_control() { ' ' } else { c }).collect();
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(text: &str, wanted: &str) -> Option<String> {
        let wanted: Vec<char> = folded(wanted).into_iter().map(|(c, _)| c).collect();
        find(text, &wanted)
    }

    #[test]
    fn a_search_ignores_case_width_spaces_and_line_breaks() {
        let text = "第三章 技术方案\n采用 ＩＳＯ ９００１ 质量管理\n体系认证";
        for wanted in ["iso9001", "ISO 9001", "ｉｓｏ９００１", "质量管理体系", "管理\n体系"] {
            assert!(search(text, wanted).is_some(), "{wanted}");
        }
        assert!(search(text, "9002").is_none());
        assert!(search("100% _x", "%").is_some(), "no character is special");
        assert!(search("", "x").is_none());
    }

    #[test]
    fn a_hit_shows_what_stands_around_it() {
        let text = format!("{}目标\n在此{}", "前".repeat(100), "后".repeat(100));
        let line = search(&text, "目标在此").unwrap();
        assert_eq!(line.chars().filter(|c| *c == '前').count(), CONTEXT_CHARS);
        assert_eq!(line.chars().filter(|c| *c == '后').count(), CONTEXT_CHARS);
        assert!(line.contains("目标 在此"));
    }
}
