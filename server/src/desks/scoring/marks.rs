//! Bookmarks and notes of the members: private until both who wrote and who reads have signed. The journal knows that a
//! member changed one, and not which page or what it says.

use super::me;
use super::pages::may_copy;
use crate::desks::review::{org, read};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::reading::{
    ForbidCopying, MARKS_MAX, Mark, MarksReply, NOTE_CHARS_MAX, OthersMark, ReadMarks, RemoveMark, SaveMark,
};
use shared::event::{Event, Kind};
use shared::id::{LotKey, MemberId, OrgId};
use shared::refusal::{Code, Refusal};
use store::reading::Mark as Stored;

impl Query for ReadMarks {
    async fn run(&self, work: &mut Work<'_>) -> Result<MarksReply, Fault> {
        let own_id = me(work).await?.id;
        let signed = signed(work, &self.lot).await?;
        let (own, mut others): (Vec<_>, Vec<_>) =
            store::reading::marks(work.conn(), &self.lot).await?.into_iter().partition(|mark| mark.member == own_id);
        let own_signed = signed.contains(&own_id);
        others.retain(|mark| own_signed && signed.contains(&mark.member));
        let names =
            if others.is_empty() { Vec::new() } else { store::scoring::sitting(work.conn(), &self.lot).await? };
        let others = others.into_iter().map(|stored| {
            let name = names.iter().find(|member| member.id == stored.member).and_then(|member| member.name.clone());
            let member = MemberId::new(&stored.member).map_err(Fault::internal)?;
            Ok(OthersMark { member, name, mark: mark(stored)? })
        });
        Ok(MarksReply {
            own: own.into_iter().map(mark).collect::<Result<_, Fault>>()?,
            others: others.collect::<Result<_, Fault>>()?,
            copying: may_copy(work).await?,
            open: !own_signed,
        })
    }
}

fn mark(stored: Stored) -> Result<Mark, Fault> {
    Ok(Mark { bidder: org(&stored.bidder)?, file: stored.file, page: stored.page, note: stored.note })
}

/// The members who have signed their sheets, with nothing returned.
async fn signed(work: &mut Work<'_>, key: &LotKey) -> Result<Vec<String>, Fault> {
    let all = store::scoring::sheet_signatures(work.conn(), key).await?;
    Ok(all.into_iter().map(|signature| signature.member).collect())
}

/// The own id, when the bookmarks are still the member's to change.
async fn open(work: &mut Work<'_>, key: &LotKey) -> Result<String, Fault> {
    let own = me(work).await?.id;
    if signed(work, key).await?.contains(&own) {
        return Err(Code::MarksSigned.into());
    }
    Ok(own)
}

impl Change for SaveMark {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let own = open(work, &self.lot).await?;
        let note = self.mark.note.trim();
        if note.chars().count() > NOTE_CHARS_MAX {
            let limit = format!("≤ {NOTE_CHARS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "note").with("detail", limit).into());
        }
        on_a_page(work, &self.mark).await?;
        let key = work.key()?;
        let mark = stored(&own, &self.mark.bidder, self.mark.file, self.mark.page, note);
        let all = store::reading::marks(work.conn(), &key).await?;
        let known = all.iter().filter(|known| known.member == own);
        if known.clone().count() >= MARKS_MAX && !known.clone().any(|known| same_page(known, &mark)) {
            let limit = format!("≤ {MARKS_MAX}");
            return Err(Refusal::new(Code::FieldInvalid).with("field", "mark").with("detail", limit).into());
        }
        let now_ms = work.now_ms();
        store::reading::save_mark(work.conn(), &key, &mark, now_ms).await?;
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::MarkSaved, &key, json!({ "member": own }))))
    }
}

fn same_page(a: &Stored, b: &Stored) -> bool {
    (&a.bidder, a.file, a.page) == (&b.bidder, b.file, b.page)
}

fn stored(member: &str, bidder: &OrgId, file: u32, page: u32, note: &str) -> Stored {
    Stored { member: member.to_owned(), bidder: bidder.to_string(), file, page, note: note.to_owned() }
}

/// The page is one that the member may read.
async fn on_a_page(work: &mut Work<'_>, mark: &Mark) -> Result<(), Fault> {
    let (file, _) = read::file(work, &mark.bidder, mark.file).await?;
    if mark.page == 0 || file.pages.is_some_and(|pages| mark.page > pages) {
        return Err(Refusal::new(Code::NoSuchPage).with("file", &file.name).with("page", mark.page).into());
    }
    Ok(())
}

impl Change for RemoveMark {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let own = open(work, &self.lot).await?;
        let mark = stored(&own, &self.bidder, self.file, self.page, "");
        if !store::reading::remove_mark(work.conn(), &self.lot, &mark).await? {
            return Err(Code::NotFound.into());
        }
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::MarkRemoved, &self.lot, json!({ "member": own }))))
    }
}

impl Change for ForbidCopying {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        if !store::reading::forbid_copying(work.conn(), self.room.as_str(), self.forbid).await? {
            return Err(Code::NotFound.into());
        }
        let data = json!({ "room": self.room, "forbid": self.forbid });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::CopyingChanged, data)))
    }
}
