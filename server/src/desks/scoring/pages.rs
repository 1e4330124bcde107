//! The text of the pages: one page, the search through all of them, the pages suggested for a criterion.
//!
//! Where the room forbids copying, no text leaves the server: a hit shows its line as a picture with the watermark.

use super::search::{context, fold};
use super::suggest;
use crate::desks::review::{org, plan, read};
use crate::fault::Fault;
use crate::http::bids::mark;
use crate::work::{Query, Work};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::api::reading::{SuggestPages, Suggestions};
use shared::api::scoring::{HITS_MAX, Hit, PageTextReply, ReadPageText, SearchBids, SearchReply};
use shared::id::OrgId;
use shared::refusal::{Code, Refusal};
use store::reading::Found;

/// The most characters of a search.
const SEARCH_CHARS_MAX: usize = 100;

/// Whether the text of bids may be shown where the actor sits.
pub(super) async fn may_copy(work: &mut Work<'_>) -> Result<bool, Fault> {
    let Some(room) = work.actor().seat.as_ref().map(|seat| seat.room.to_string()) else { return Ok(true) };
    Ok(!store::reading::forbids_copying(work.conn(), &room).await?)
}

impl Query for ReadPageText {
    async fn run(&self, work: &mut Work<'_>) -> Result<PageTextReply, Fault> {
        if !may_copy(work).await? {
            return Err(Code::CopyingForbidden.into());
        }
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
        let wanted = fold(&self.text);
        if wanted.is_empty() || self.text.chars().count() > SEARCH_CHARS_MAX {
            let detail = format!("1–{SEARCH_CHARS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "text").with("detail", detail).into());
        }
        let lines = Lines::new(work).await?;
        let mut bidders = store::review::qualified(work.conn(), &self.lot).await?;
        bidders.retain(|bidder| self.bidder.as_ref().is_none_or(|asked| asked.as_str() == bidder));
        let mut reply = SearchReply { hits: Vec::new(), more: false, unread: 0 };
        for bidder in &bidders {
            reply.unread += store::reading::unread_files(work.conn(), &self.lot, bidder).await?;
            let room = HITS_MAX - reply.hits.len();
            let mut found = store::reading::pages_with(work.conn(), &self.lot, bidder, &wanted, room + 1).await?;
            reply.more |= found.len() > room;
            found.truncate(room);
            let bidder = org(bidder)?;
            for page in &found {
                reply.hits.push(lines.hit(&bidder, page, context(&page.text, &wanted))?);
            }
        }
        Ok(reply)
    }
}

impl Query for SuggestPages {
    async fn run(&self, work: &mut Work<'_>) -> Result<Suggestions, Fault> {
        let criteria = plan(work.lot()?)?.criteria;
        let criterion = criteria.iter().find(|known| known.id == self.criterion).ok_or(Code::NotFound)?;
        let qualified = store::review::qualified(work.conn(), &self.lot).await?;
        if !qualified.iter().any(|known| known == self.bidder.as_str()) {
            return Err(Code::NotFound.into());
        }
        let lines = Lines::new(work).await?;
        let pages = store::reading::pages_of(work.conn(), &self.lot, self.bidder.as_str()).await?;
        let best = suggest::best(&criterion.title, &criterion.standard, pages.iter().map(|page| page.text.as_str()));
        let hits = best.into_iter().filter_map(|(at, words)| Some((pages.get(at)?, words)));
        Ok(Suggestions {
            pages: hits
                .map(|(page, words)| lines.hit(&self.bidder, page, context(&page.text, &words)))
                .collect::<Result<_, _>>()?,
            unread: store::reading::unread_files(work.conn(), &self.lot, self.bidder.as_str()).await?,
        })
    }
}

/// How the lines of hits are shown: as text, or as pictures where text may not be copied.
struct Lines {
    drawn: Option<(reader::Reader, reader::Watermark)>,
}

impl Lines {
    async fn new(work: &mut Work<'_>) -> Result<Self, Fault> {
        if may_copy(work).await? {
            return Ok(Self { drawn: None });
        }
        let (actor, now_ms) = (work.actor().clone(), work.now_ms());
        let mark = mark(work.conn(), &actor, now_ms).await?;
        Ok(Self { drawn: Some((work.house().reader()?.clone(), mark)) })
    }

    fn hit(&self, bidder: &OrgId, page: &Found, line: Option<String>) -> Result<Hit, Fault> {
        let line = line.unwrap_or_default();
        let mut hit = Hit { bidder: bidder.clone(), file: page.file, page: page.page, line: None, picture: None };
        match &self.drawn {
            None => hit.line = Some(line),
            Some((reader, mark)) => {
                let png = reader.line(&line, mark).map_err(Fault::internal)?;
                hit.picture = Some(format!("data:image/png;base64,{}", STANDARD.encode(png)));
            }
        }
        Ok(hit)
    }
}
