//! Judging an upload whose last byte is durable: is it a sealed bid of this bidder for this lot? The slow part (reading
//! and hashing the payload) is done outside the transaction; what may have changed meanwhile is looked at again inside.

use super::{leaves, receipts};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::work::{Change, Done, Work};
use sealing::{ReadAt, Region};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::envelope::container::MAGIC;
use shared::envelope::header::MAX_HEAD_BYTES;
use shared::envelope::{
    BidderFault, Binding, Context, ContextField, Head, HeadError, HeaderField, KeySheet, Measure, Notice,
    check_submission, head_hash,
};
use shared::event::{Event, Kind};
use shared::id::{LotKey, OrgId};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use store::AnyConnection;
use store::bids::{Bid, BidState};
use store::uploads::{Part, Upload, UploadState};

/// The house's judgement of an upload.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JudgeUpload {
    lot: LotKey,
    upload: String,
    judged: Judged,
}
shared::endpoint!(JudgeUpload, Change, "(judge-upload)", lot => Nothing);

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Judged {
    /// The head passed every check under these terms.
    Taken { head: String, root: Hash, length: u64, terms: Terms },
    /// It is not taken.
    Refused(Refusal),
}

/// What a head was held against, beside what never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Terms {
    notice: Hash,
    sheet: Hash,
    identity: String,
    revision: u64,
}

/// Why bytes that begin like this are no sealed bid; nothing while they may be one.
#[must_use]
pub fn not_sealed(first: &[u8]) -> Option<Refusal> {
    let known = first.len().min(MAGIC.len());
    if first[..known] == MAGIC[..known] {
        return None;
    }
    let unsealed = |what: &str| Some(Refusal::new(Code::BidNotSealed).with("found", what));
    match first {
        [b'%', b'P', b'D', b'F', ..] => unsealed("PDF"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => unsealed("ZIP"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => unsealed("Office"),
        _ => Some(Code::BidWrongType.into()),
    }
}

/// Waits until an upload that is complete has its judgement, judging it here unless somebody does already.
///
/// # Errors
/// A fault of disk or database; the upload is then still complete, and found again.
pub async fn settle(house: &Arc<House>, id: &str) -> Result<Upload, Fault> {
    loop {
        let upload = {
            let mut conn = house.db.connection().await?;
            store::uploads::find(&mut conn, id).await?.ok_or(Code::NotFound)?
        };
        let complete = upload.state == UploadState::Complete;
        if !complete && !house.uploads.is_judging(id) {
            return Ok(upload);
        }
        // Whoever has it in hand issues the receipt too: with the judgement alone nobody is told yet.
        if complete && let Some(_holding) = house.uploads.judge(id) {
            judge(house, &upload).await?;
        } else {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Refuses an upload outright, whatever has arrived of it.
///
/// # Errors
/// A fault of the database.
pub async fn refuse(house: &Arc<House>, upload: &Upload, refusal: Refusal) -> Result<(), Fault> {
    commit(house, upload, Judged::Refused(refusal)).await
}

async fn commit(house: &Arc<House>, upload: &Upload, judged: Judged) -> Result<(), Fault> {
    let judge = JudgeUpload { lot: upload.slot.lot.clone(), upload: upload.id.clone(), judged };
    match act::change(house, &Caller::system()?, &judge).await {
        // The receipt names the entry, and follows it at once; if the power fails between the two, the job issues it.
        Ok(acted) => match acted.seqs.first() {
            Some(seq) => receipts::issue_for(house, &upload.id, *seq).await,
            None => Ok(()),
        },
        // Another server was faster.
        Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyDone => Ok(()),
        Err(fault) => Err(fault),
    }
}

async fn judge(house: &Arc<House>, upload: &Upload) -> Result<(), Fault> {
    let (parts, expected) = {
        let mut conn = house.db.connection().await?;
        let parts = store::uploads::parts(&mut conn, &upload.id).await?;
        match expected(&mut conn, upload).await? {
            Ok(expected) => (parts, expected),
            Err(refusal) => {
                drop(conn);
                return commit(house, upload, Judged::Refused(refusal)).await;
            }
        }
    };
    let (vault, id) = (house.vault.clone(), upload.id.clone());
    let look = move || -> Result<Judged, Fault> {
        let sealed = vault.open_parts(&id, &parts)?;
        Ok(match examine(sealed, &parts, &expected)? {
            Ok((head, measure, terms)) => {
                Judged::Taken { head: hex::encode(head), root: measure.root, length: measure.length, terms }
            }
            Err(refusal) => Judged::Refused(refusal),
        })
    };
    let judged = tokio::task::spawn_blocking(look).await.map_err(Fault::internal)??;
    commit(house, upload, judged).await
}

/// The contexts that the bid may have, or why there can be none: that of the current notice first, then those of earlier
/// versions under which bids still stand.
async fn expected(conn: &mut AnyConnection, upload: &Upload) -> Result<Result<Vec<(Context, Terms)>, Refusal>, Fault> {
    let slot = &upload.slot;
    let terms = store::bids::terms(conn, &slot.lot, slot.envelope).await?;
    let (_, sheet) = terms.ok_or_else(|| Fault::internal("an upload for a lot without a notice"))?;
    let account = store::accounts::find(conn, &upload.account).await?;
    let Some(identity) = account.and_then(|account| account.identity) else {
        return Ok(Err(Code::KeyNotEnrolled.into()));
    };
    let bids = store::bids::of_slot(conn, slot).await?;
    let revision = bids.first().map_or(1, |bid| bid.revision + 1);
    let sheet = KeySheet::parse(sheet.as_bytes()).map_err(Fault::internal)?;
    let mut all = Vec::new();
    for version in store::tenders::versions::standing(conn, &slot.lot).await? {
        let parsed = Notice::parse(version.json.as_bytes()).map_err(Fault::internal)?;
        let policy = parsed.envelope(slot.envelope).map(|envelope| envelope.policy);
        let hash = Hash::of(version.json.as_bytes());
        let binding = Binding {
            bidder: OrgId::new(slot.bidder.clone()).map_err(Fault::internal)?,
            bidder_key: identity.parse().map_err(Fault::internal)?,
            revision,
            deadline_ms: parsed.deadline_ms,
            notice: hash,
            policy: policy.ok_or_else(|| Fault::internal("the notice has no such envelope"))?,
        };
        let context = Context::new(binding, &sheet).map_err(Fault::internal)?;
        let terms = Terms { notice: hash, sheet: context.sheet, identity: identity.clone(), revision };
        all.push((context, terms));
    }
    Ok(Ok(all))
}

/// The head of a sealed file, what was measured of it, and the terms that it fits.
type Examined = (Vec<u8>, Measure, Terms);

/// The head and the measure of a sealed file, or why it is none.
/// The payload is read only if not every segment was hashed as it landed.
fn examine<R: ReadAt>(
    sealed: R,
    parts: &[Part],
    expected: &[(Context, Terms)],
) -> io::Result<Result<Examined, Refusal>> {
    const PREAMBLE: u64 = 12;
    let length = sealed.length()?;
    let mut preamble = [0; PREAMBLE as usize];
    let known = &mut preamble[..usize::try_from(length.min(PREAMBLE)).unwrap_or(0)];
    sealed.read_at(0, known)?;
    if let Some(refusal) = not_sealed(known) {
        return Ok(Err(refusal));
    }
    let truncated =
        |expected: u64, found: u64| Refusal::new(Code::BidTruncated).with("expected", expected).with("found", found);
    if length < PREAMBLE {
        return Ok(Err(truncated(PREAMBLE, length)));
    }
    let head_bytes = u32::from_be_bytes([preamble[8], preamble[9], preamble[10], preamble[11]]);
    let offset = PREAMBLE + u64::from(head_bytes);
    if head_bytes == 0 || head_bytes as usize > MAX_HEAD_BYTES {
        return Ok(Err(Refusal::new(Code::BidHeadInvalid).with("detail", "sealed.head_length")));
    }
    if length < offset {
        return Ok(Err(truncated(offset, length)));
    }
    let mut head = vec![0; head_bytes as usize];
    sealed.read_at(PREAMBLE, &mut head)?;
    let measure = match leaves::kept(parts, length - offset) {
        Some(measure) => measure,
        None => sealing::measure(&Region { whole: sealed, offset }, threads(), &mut |_, _| {})?,
    };
    // The version that the head names, where bids under it stand; else the current one, which it will not fit.
    let named = Head::parse_unverified(&head).ok().map(|head| head.header.context.notice);
    let standing = expected.iter().find(|(context, _)| Some(context.notice) == named).or_else(|| expected.first());
    let (context, terms) = standing.ok_or_else(|| io::Error::other("a lot without a notice"))?;
    Ok(match check_submission(&head, context, &measure) {
        Ok(_) => Ok((head, measure, terms.clone())),
        Err(fault) => Err(refusal(&fault, &head, &measure)),
    })
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(4))
}

/// What a person is told of a head that does not pass.
fn refusal(fault: &BidderFault, head: &[u8], measure: &Measure) -> Refusal {
    use ContextField as F;
    let invalid = |detail: &dyn std::fmt::Display| Refusal::new(Code::BidHeadInvalid).with("detail", detail);
    match fault {
        BidderFault::Head(HeadError::Signature) => Code::BadSignature.into(),
        BidderFault::Head(why) => invalid(why),
        BidderFault::Context(F::BidderKey) => Code::BidOtherKey.into(),
        BidderFault::Context(field @ (F::Tender | F::Lot | F::Envelope | F::Bidder | F::Revision)) => {
            Refusal::new(Code::BidReplayed).with("field", field.name())
        }
        BidderFault::Context(field @ (F::Version | F::Suite)) => invalid(&field.name()),
        BidderFault::Context(field) => Refusal::new(Code::BidOutdated).with("field", field.name()),
        BidderFault::Rebuilt(HeaderField::Length) => {
            let announced = Head::parse_unverified(head).map_or(0, |head| head.header.length);
            if measure.length < announced {
                Refusal::new(Code::BidTruncated).with("expected", announced).with("found", measure.length)
            } else {
                Refusal::new(Code::BidSwapped).with("field", "length")
            }
        }
        BidderFault::Rebuilt(field) => Refusal::new(Code::BidSwapped).with("field", field.name()),
        other => invalid(&format!("{other:?}")),
    }
}

impl Change for JudgeUpload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let upload = store::uploads::find(work.conn(), &self.upload).await?.ok_or(Code::NotFound)?;
        match (&self.judged, upload.state) {
            (Judged::Taken { head, root, length, terms }, UploadState::Complete) => {
                match self.check(work, &upload, terms).await? {
                    Some(refusal) => self.refuse(work, &upload, &refusal).await,
                    None => self.take(work, &upload, (head, root, *length), terms).await,
                }
            }
            (Judged::Refused(refusal), UploadState::Complete | UploadState::Receiving) => {
                self.refuse(work, &upload, refusal).await
            }
            _ => Err(Code::AlreadyDone.into()),
        }
    }
}

impl JudgeUpload {
    /// What may have changed since the head was checked.
    async fn check(&self, work: &mut Work<'_>, upload: &Upload, terms: &Terms) -> Result<Option<Refusal>, Fault> {
        let late = match (upload.last_byte_ms, work.facts().deadline_ms) {
            (Some(at_ms), Some(deadline_ms)) => at_ms > deadline_ms,
            _ => true,
        };
        if late {
            return Ok(Some(Code::BidLate.into()));
        }
        let all = match expected(work.conn(), upload).await? {
            Ok(all) => all,
            Err(refusal) => return Ok(Some(refusal)),
        };
        Ok(match all.iter().find(|(_, now)| now.notice == terms.notice) {
            Some((_, now)) if now == terms => None,
            Some((_, now)) if now.identity != terms.identity => Some(Code::BidOtherKey.into()),
            Some((_, now)) if now.revision != terms.revision => {
                Some(Refusal::new(Code::BidReplayed).with("field", "revision"))
            }
            _ => Some(Refusal::new(Code::BidOutdated).with("field", "notice")),
        })
    }

    async fn refuse(&self, work: &mut Work<'_>, upload: &Upload, refusal: &Refusal) -> Result<Done<Nothing>, Fault> {
        let text = serde_json::to_string(refusal)?;
        store::uploads::set_state(work.conn(), &upload.id, UploadState::Dead, Some(&text)).await?;
        let data = json!({
            "envelope": upload.slot.envelope,
            "bidder": upload.slot.bidder,
            "account": upload.account,
            "upload": upload.id,
            "code": refusal.code.as_str(),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BidRefused, &self.lot, data)))
    }

    async fn take(
        &self,
        work: &mut Work<'_>,
        upload: &Upload,
        (head, root, length): (&str, &Hash, u64),
        terms: &Terms,
    ) -> Result<Done<Nothing>, Fault> {
        let (slot, revision) = (&upload.slot, terms.revision);
        for earlier in store::bids::of_slot(work.conn(), slot).await? {
            if earlier.state == BidState::Submitted {
                store::bids::set_state(work.conn(), slot, earlier.revision, BidState::Superseded).await?;
                store::uploads::set_state(work.conn(), &earlier.upload, UploadState::Dead, None).await?;
            }
        }
        let head = hex::decode(head).map_err(Fault::internal)?;
        let head_sha256 = head_hash(&head).to_hex();
        let received_ms = upload.last_byte_ms.ok_or(Code::BidLate)?;
        let data = json!({
            "envelope": slot.envelope,
            "bidder": slot.bidder,
            "account": upload.account,
            "revision": revision,
            "head": head_sha256,
            "root": root,
            "length": length,
            "received_ms": received_ms,
        });
        let bid = Bid {
            slot: slot.clone(),
            bidder_name: String::new(),
            revision,
            account: upload.account.clone(),
            upload: upload.id.clone(),
            head,
            head_sha256,
            root: root.to_hex(),
            length,
            received_ms,
            state: BidState::Submitted,
            notice: terms.notice.to_hex(),
        };
        store::bids::insert(work.conn(), &bid).await?;
        store::uploads::set_state(work.conn(), &upload.id, UploadState::Kept, None).await?;
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BidSubmitted, &self.lot, data)))
    }
}
