//! Asking a bidder, and what the clock brings: that no answer came.

use super::propose::takes_part;
use super::{effect, low_prices, next, small, subject, written};
use crate::act::{self, Caller};
use crate::desks::scoring::me;
use crate::desks::summary::Material;
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::matters::{AskBidder, Asked, CLARIFY_MINUTES_MIN, InquiryKind, MINUTES_MAX, Subject};
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::lifecycle::StageName;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use shared::rules::catalogue::Topic;
use shared::rules::correction::{ARTICLE, Proposal};
use std::sync::Arc;
use store::matters::{Inquiry, Matter};

/// How long a bidder has to confirm a corrected price, minutes.
const CONFIRM_MINUTES: u32 = 30;

impl Change for AskBidder {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Asked>, Fault> {
        let own = me(work).await?;
        let lot = work.lot()?.clone();
        let question = written("question", &self.question)?;
        let material = Material::load(work.conn(), &lot).await?;
        takes_part(&material, lot.stage.name(), &self.bidder)?;
        let least = match self.kind {
            InquiryKind::Correction => {
                return Err(Refusal::new(Code::FieldInvalid).with("field", "kind").with("detail", ARTICLE).into());
            }
            InquiryKind::Clarification => CLARIFY_MINUTES_MIN,
            InquiryKind::LowPrice => self.called_low(work, &material).await?,
        };
        if !(least..=MINUTES_MAX).contains(&self.minutes) {
            return Err(Refusal::new(Code::InquiryShort).with("least", least).with("most", MINUTES_MAX).into());
        }
        let inquiry = Inquiry {
            bidder: self.bidder.to_string(),
            kind: self.kind.as_str().to_owned(),
            question,
            asked_by: own.id,
            ..Inquiry::default()
        };
        let (asked, event) = ask(work, inquiry, self.minutes).await?;
        Ok(Done::new(asked, event))
    }
}

trait CalledLow {
    async fn called_low(&self, work: &mut Work<'_>, material: &Material) -> Result<u32, Fault>;
}

impl CalledLow for AskBidder {
    /// The least time for an explanation, when the figures or the committee call the price low and nobody has asked yet.
    async fn called_low(&self, work: &mut Work<'_>, material: &Material) -> Result<u32, Fault> {
        let key = work.key()?;
        if work.facts().stage == Some(StageName::Reviewing) {
            return Err(Refusal::new(Code::WrongStage).with("stage", StageName::Reviewing.as_str()).into());
        }
        let inquiries = store::matters::inquiries(work.conn(), &key).await?;
        if inquiries.iter().any(|one| one.kind == self.kind.as_str() && one.bidder == self.bidder.as_str()) {
            return Err(Code::AlreadyDone.into());
        }
        let start = Subject::LowPriceStart { bidder: self.bidder.clone() };
        let matters = store::matters::all(work.conn(), &key).await?;
        let judged =
            matters.iter().any(|matter| matter.holds() && subject(matter).is_ok_and(|subject| subject == start));
        if !judged && !low_prices(material)?.contains_key(self.bidder.as_str()) {
            return Err(Code::LowPriceNotTriggered.into());
        }
        let least = material.law.rule(Topic::ExplanationMinutes, material.plan.regime);
        small(i64::try_from(least.map_or(30, |rule| rule.low_count())).map_err(Fault::internal)?)
    }
}

/// Keeps a question, unless the bidder has an open one.
async fn ask(work: &mut Work<'_>, mut inquiry: Inquiry, minutes: u32) -> Result<(Asked, Event), Fault> {
    let key = work.key()?;
    let before = store::matters::inquiries(work.conn(), &key).await?;
    if before.iter().any(|one| one.is_open() && one.bidder == inquiry.bidder) {
        return Err(Code::InquiryPending.into());
    }
    inquiry.n = next(before.last().map(|one| one.n));
    inquiry.asked_ms = work.now_ms();
    inquiry.due_ms = inquiry.asked_ms.saturating_add(i64::from(minutes) * 60_000);
    store::matters::ask(work.conn(), &key, &inquiry).await?;
    let data = json!({
        "n": inquiry.n, "kind": inquiry.kind, "bidder": inquiry.bidder, "member": inquiry.asked_by,
        "due_ms": inquiry.due_ms, "question_sha256": Hash::of(inquiry.question.as_bytes()),
    });
    let asked = Asked { n: small(inquiry.n)?, due_ms: inquiry.due_ms };
    Ok((asked, Event::of_lot(Kind::InquiryAsked, &key, data)))
}

/// Asks the bidder to confirm an adopted correction.
pub(super) async fn confirmation(work: &mut Work<'_>, matter: &Matter, bidder: &OrgId) -> Result<Vec<Event>, Fault> {
    let proposal = matter.proposal_json.as_deref().ok_or_else(|| Fault::internal("a correction without a price"))?;
    let proposal: Proposal = serde_json::from_str(proposal)?;
    let price = proposal.price;
    let inquiry = Inquiry {
        bidder: bidder.to_string(),
        kind: InquiryKind::Correction.as_str().to_owned(),
        matter: Some(matter.n),
        question: format!(
            "评标委员会按{ARTICLE}对贵方报价修正为 {} 元（{}）。修正理由：{}。请确认；不确认或者逾期未确认的，投标无效。",
            price.grouped(),
            shared::amount::in_words(price),
            matter.reason
        ),
        asked_by: matter.by_member.clone(),
        ..Inquiry::default()
    };
    let (_, event) = ask(work, inquiry, CONFIRM_MINUTES).await?;
    Ok(vec![event])
}

/// Notes the questions whose time is over.
///
/// # Errors
/// A fault of the database.
pub async fn job(house: &Arc<House>) -> Result<(), Fault> {
    let due = {
        let mut conn = house.db.connection().await?;
        store::matters::overdue(&mut conn, house.clock.now_ms()).await?
    };
    for (lot, n) in due {
        match act::change(house, &Caller::system()?, &LapseInquiry { lot, n }).await {
            // Somebody was faster: an answer, or another server.
            Err(Fault::Refused(refusal)) if matches!(refusal.code, Code::AlreadyDone | Code::WrongStage) => {}
            other => other.map(|_| ())?,
        }
    }
    Ok(())
}

/// No answer came in time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LapseInquiry {
    lot: LotKey,
    n: i64,
}

impl Endpoint for LapseInquiry {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(lapse)";
    const ACTION: Action = Action::LapseInquiry;
    type Reply = Nothing;
    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for LapseInquiry {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let at_ms = work.now_ms();
        let inquiries = store::matters::inquiries(work.conn(), &self.lot).await?;
        let inquiry = inquiries.into_iter().find(|one| one.n == self.n).ok_or(Code::NotFound)?;
        if !inquiry.is_open() || inquiry.due_ms > at_ms {
            return Err(Code::AlreadyDone.into());
        }
        store::matters::lapse(work.conn(), &self.lot, self.n, at_ms).await?;
        store::matters::open_answers(work.conn(), &self.lot, at_ms).await?;
        let data = json!({ "n": self.n, "kind": inquiry.kind, "bidder": inquiry.bidder });
        let event = Event::of_lot(Kind::InquiryLapsed, &self.lot, data);
        let more = match InquiryKind::parse(&inquiry.kind) {
            Some(InquiryKind::Correction) => effect::confirmed(work, &inquiry, None).await?,
            _ => Vec::new(),
        };
        effect::recall(work).await?;
        Ok(Done::new(Nothing {}, event).and_all(more))
    }
}
