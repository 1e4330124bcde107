//! The bidder's side: its questions, its answer, its files.

use super::{effect, small, written};
use crate::fault::Fault;
use crate::random;
use crate::work::{Change, Done, Query, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::matters::{
    AnswerFile, AnswerInquiry, AnswerRow, FILES_MAX, InquiryKind, MyInquiries, MyInquiry, ReadAnswerFile,
};
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::id::LotKey;
use shared::journal::Hash;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use store::matters::{Inquiry, InquiryFile};

/// The files of one question.
pub(super) fn files_of(files: &[InquiryFile], n: i64) -> Result<Vec<AnswerFile>, Fault> {
    let own = files.iter().filter(|file| file.n == n);
    own.map(|file| {
        let sha256 = file.sha256.parse().map_err(Fault::internal)?;
        Ok(AnswerFile { name: file.name.clone(), size: file.size, sha256 })
    })
    .collect()
}

/// The answer to a question, once there is one.
pub(super) fn answer_row(inquiry: &Inquiry, files: Vec<AnswerFile>) -> Option<AnswerRow> {
    let (text, at_ms) = inquiry.answer.clone().zip(inquiry.answered_ms)?;
    Some(AnswerRow { text, accept: inquiry.accept, files, at_ms })
}

/// What a question is for.
pub(super) fn kind(inquiry: &Inquiry) -> Result<InquiryKind, Fault> {
    InquiryKind::parse(&inquiry.kind).ok_or_else(|| Fault::internal("a question of no kind"))
}

impl Query for MyInquiries {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<MyInquiry>, Fault> {
        let org = work.org()?.to_owned();
        let now_ms = work.now_ms();
        let mut mine = Vec::new();
        for (key, inquiry) in store::matters::inquiries_of(work.conn(), &org).await? {
            let Some(lot) = store::lots::find(work.conn(), &key).await? else { continue };
            let files = files_of(&store::matters::inquiry_files(work.conn(), &key).await?, inquiry.n)?;
            mine.push(MyInquiry {
                lot: key,
                tender_title: lot.tender_title,
                title: lot.title,
                n: small(inquiry.n)?,
                kind: kind(&inquiry)?,
                question: inquiry.question.clone(),
                asked_ms: inquiry.asked_ms,
                due_ms: inquiry.due_ms,
                open: inquiry.is_open() && now_ms < inquiry.due_ms,
                files: files.clone(),
                answer: answer_row(&inquiry, files),
            });
        }
        Ok(mine)
    }
}

/// The actor's own question that still takes an answer.
async fn open_inquiry(work: &mut Work<'_>, n: u32) -> Result<Inquiry, Fault> {
    let key = work.key()?;
    let org = work.org()?.to_owned();
    let inquiries = store::matters::inquiries(work.conn(), &key).await?;
    let own = inquiries.into_iter().find(|one| one.n == i64::from(n) && one.bidder == org);
    let own = own.ok_or(Code::InquiryNone)?;
    if own.answered_ms.is_some() {
        return Err(Code::AlreadyDone.into());
    }
    if own.lapsed_ms.is_some() || work.now_ms() >= own.due_ms {
        return Err(Code::InquiryLate.into());
    }
    Ok(own)
}

impl Change for AnswerInquiry {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut own = open_inquiry(work, self.n).await?;
        let text = written("text", &self.text)?;
        let kind = kind(&own)?;
        let accept = match (kind, self.accept) {
            (InquiryKind::Correction, None) => {
                return Err(Refusal::new(Code::FieldMissing).with("field", "accept").into());
            }
            (InquiryKind::Correction, accept) => accept,
            _ => None,
        };
        let key = work.key()?;
        let at_ms = work.now_ms();
        let account = work.account()?.to_owned();
        let files = files_of(&store::matters::inquiry_files(work.conn(), &key).await?, own.n)?;
        let salt = random::bytes::<32>()?;
        let value = json!({ "text": text, "accept": accept, "files": files });
        let value = Hash::of_parts(&[&salt, &shared::jcs::to_bytes(&value).map_err(Fault::internal)?]);
        own.answer = Some(text);
        own.accept = accept;
        own.answered_ms = Some(at_ms);
        store::matters::answer(work.conn(), &key, &own, &account, &salt).await?;
        store::matters::open_answers(work.conn(), &key, at_ms).await?;
        // The journal holds a commitment: the answer is nobody's to read before the committee may.
        let data = json!({ "n": own.n, "kind": own.kind, "bidder": own.bidder, "value": value });
        let event = Event::of_lot(Kind::InquiryAnswered, &key, data);
        let more = match kind {
            InquiryKind::Correction => effect::confirmed(work, &own, accept).await?,
            _ => Vec::new(),
        };
        effect::recall(work).await?;
        Ok(Done::new(Nothing {}, event).and_all(more))
    }
}

/// Makes a file known that lies in the vault already.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepAnswerFile {
    /// The lot.
    pub lot: LotKey,
    /// The question.
    pub n: u32,
    /// The file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Where it lies.
    pub sha256: Hash,
}

impl Endpoint for KeepAnswerFile {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(answer-file)";
    const ACTION: Action = Action::AddAnswerFile;
    type Reply = AnswerFile;
    fn lot(&self) -> Option<&LotKey> {
        Some(&self.lot)
    }
}

impl Change for KeepAnswerFile {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<AnswerFile>, Fault> {
        let own = open_inquiry(work, self.n).await?;
        let at_ms = work.now_ms();
        let known = store::matters::inquiry_files(work.conn(), &self.lot).await?;
        let others = known.iter().filter(|file| file.n == own.n && file.name != self.name).count();
        if others >= FILES_MAX {
            return Err(Refusal::new(Code::TooMany).with("limit", FILES_MAX).into());
        }
        let file = InquiryFile { n: own.n, name: self.name.clone(), size: self.size, sha256: self.sha256.to_hex() };
        store::matters::keep_inquiry_file(work.conn(), &self.lot, &file, at_ms).await?;
        let data = json!({ "n": own.n, "name": self.name, "sha256": self.sha256 });
        let reply = AnswerFile { name: self.name.clone(), size: self.size, sha256: self.sha256 };
        Ok(Done::new(reply, Event::of_lot(Kind::AnswerFileAdded, &self.lot, data)))
    }
}

/// A file of an answer that the committee may read.
///
/// # Errors
/// [`Code::NotFound`] while the answer is not open to all members.
pub async fn answer_file(work: &mut Work<'_>, asked: &ReadAnswerFile) -> Result<(InquiryFile, Hash), Fault> {
    let inquiries = store::matters::inquiries(work.conn(), &asked.lot).await?;
    let open = inquiries.iter().any(|one| one.n == i64::from(asked.n) && one.opened_ms.is_some());
    let files = store::matters::inquiry_files(work.conn(), &asked.lot).await?;
    let file = files.into_iter().find(|file| open && file.n == i64::from(asked.n) && file.name == asked.name);
    let file = file.ok_or(Code::NotFound)?;
    let hash = file.sha256.parse().map_err(Fault::internal)?;
    Ok((file, hash))
}
