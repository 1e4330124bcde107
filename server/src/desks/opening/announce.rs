//! The announcement of all prices at once, and what is said after it.

use super::verdict::show_price_files;
use super::{interrupt, terms};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::opening::{Announce, AnswerObjection, RaiseObjection};
use shared::envelope::Envelope;
use shared::event::{Event, Kind};
use shared::lifecycle::Move;
use shared::refusal::{Code, Refusal};

impl Change for Announce {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        interrupt::guard(work).await?;
        let envelope = terms(work.conn(), &self.lot).await?.envelope;
        let verdicts = store::opening::verdicts(work.conn(), &self.lot, envelope).await?;
        let opened: Vec<_> = verdicts.iter().filter(|verdict| verdict.outcome == "opened").collect();
        work.step(Move::Announce).await?;
        let bidders: Vec<_> = opened.iter().map(|verdict| verdict.bidder.as_str()).collect();
        if envelope == Envelope::Technical {
            let data = json!({ "envelope": envelope, "bidders": bidders });
            return Ok(Done::new(Nothing {}, Event::of_lot(Kind::TechnicalAnnounced, &self.lot, data)));
        }
        let prices: Vec<_> = opened.iter().map(|verdict| verdict.price_fen).collect();
        let data = json!({ "envelope": envelope, "bidders": bidders, "prices_fen": prices });
        if envelope == Envelope::Price {
            show_price_files(work).await?;
        }
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::PricesAnnounced, &self.lot, data)))
    }
}

/// What somebody says in the hall: 1 to 1000 characters.
fn said(text: &str) -> Result<&str, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "text").into());
    }
    if text.chars().count() > 1000 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "text").with("detail", "≤ 1000").into());
    }
    Ok(text)
}

/// Objections of one lot at most.
const OBJECTIONS_MAX: usize = 500;

impl Change for RaiseObjection {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let text = said(&self.text)?;
        let count = store::hall::objections(work.conn(), &self.lot).await?.len();
        if count >= OBJECTIONS_MAX {
            return Err(Refusal::new(Code::TooLarge).with("limit", OBJECTIONS_MAX).into());
        }
        let n = u32::try_from(count + 1).map_err(Fault::internal)?;
        let (bidder, now_ms) = (work.org()?.to_owned(), work.now_ms());
        store::hall::raise(work.conn(), &self.lot, n, &bidder, text, now_ms).await?;
        let data = json!({ "n": n, "bidder": bidder, "text": text });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ObjectionRaised, &self.lot, data)))
    }
}

impl Change for AnswerObjection {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let text = said(&self.text)?;
        let (account, now_ms) = (work.account()?.to_owned(), work.now_ms());
        if !store::hall::answer(work.conn(), &self.lot, self.n, (text, &account), now_ms).await? {
            let known = store::hall::objections(work.conn(), &self.lot).await?;
            let code = if known.iter().any(|line| line.n == self.n) { Code::AlreadyDone } else { Code::NotFound };
            return Err(code.into());
        }
        let data = json!({ "n": self.n, "answer": text });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ObjectionAnswered, &self.lot, data)))
    }
}
