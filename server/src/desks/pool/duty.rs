//! What both sides say of each other after an evaluation, within five working days (财库〔2016〕198号, art. 21–22): the centre
//! of the experts' duty, the experts of the centre's work; and what an expert states to the record.

use crate::desks::after::legal_calendar;
use crate::desks::{limited, written};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::pool::{
    CentreRating, DutyRow, NOTE_BELOW, OwnDuty, RATING_DAYS, RATING_NOTE_MAX, RateCentre, RateMember, Rating, Ratings,
    ReadCentreRatings, ReadOwnDuty, ReadRatings, SCORES, StateDuty,
};
use shared::event::{Event, Kind};
use shared::id::MemberId;
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use shared::rules::after::working_days_end_ms;
use store::pool::{CENTRE, Given};
use store::room::Member;

/// The longest note, characters.
const NOTE_MAX: usize = RATING_NOTE_MAX as usize;

/// The first moment in which nothing can be rated any more: after the fifth working day from the last signature on.
async fn until_ms(work: &mut Work<'_>) -> Result<Option<i64>, Fault> {
    let key = work.key()?;
    let calendar = legal_calendar(work.conn()).await?;
    let signed_ms = store::after::reported_ms(work.conn(), &key).await?;
    Ok(signed_ms.and_then(|signed_ms| working_days_end_ms(&calendar, signed_ms, RATING_DAYS)))
}

async fn checked(work: &mut Work<'_>, score: u8, text: &str) -> Result<Rating, Fault> {
    if !SCORES.contains(&score) {
        let detail = format!("{}–{}", SCORES.start(), SCORES.end());
        return Err(Refusal::new(Code::FieldInvalid).with("field", "score").with("detail", detail).into());
    }
    let note = match score < NOTE_BELOW {
        true => written("note", text, NOTE_MAX)?,
        false => limited("note", text, NOTE_MAX)?,
    };
    let at_ms = work.now_ms();
    match until_ms(work).await? {
        Some(until_ms) if at_ms < until_ms => Ok(Rating { score, note, at_ms }),
        _ => Err(Code::RatingOver.into()),
    }
}

/// What the journal has of a rating: the note's hash, because it speaks of a person.
fn event(kind: Kind, work: &Work<'_>, member: &MemberId, rating: &Rating) -> Result<Event, Fault> {
    let data = json!({ "member": member, "score": rating.score, "note_sha256": Hash::of(rating.note.as_bytes()) });
    Ok(Event::of_lot(kind, &work.key()?, data))
}

/// A drawn member who came.
fn came(member: &Member) -> bool {
    member.pid.is_some() && member.checked_in_ms.is_some()
}

impl Change for RateMember {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let rating = checked(work, self.score, &self.note).await?;
        let members = store::room::members(work.conn(), &key).await?;
        let rated = members.iter().find(|member| member.id == self.member && came(member)).ok_or(Code::NotFound)?;
        let account = work.account()?.to_owned();
        store::pool::rate(work.conn(), &key, (CENTRE, rated.id.as_str()), &rating, &account).await?;
        Ok(Done::new(Nothing {}, event(Kind::DutyRated, work, &rated.id, &rating)?))
    }
}

/// The reader's own place, when they were drawn.
async fn drawn(work: &mut Work<'_>) -> Result<Option<Member>, Fault> {
    let (key, account) = (work.key()?, work.account()?.to_owned());
    let members = store::room::members(work.conn(), &key).await?;
    let mine = |member: &&Member| !member.out && member.account.as_deref() == Some(account.as_str());
    Ok(members.iter().find(mine).filter(|member| came(member)).cloned())
}

impl Change for RateCentre {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let rating = checked(work, self.score, &self.note).await?;
        let me = drawn(work).await?.ok_or(Code::NotPermitted)?;
        let account = work.account()?.to_owned();
        store::pool::rate(work.conn(), &key, (me.id.as_str(), CENTRE), &rating, &account).await?;
        Ok(Done::new(Nothing {}, event(Kind::CentreRated, work, &me.id, &rating)?))
    }
}

impl Change for StateDuty {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let key = work.key()?;
        let text = written("text", &self.text, NOTE_MAX)?;
        let me = drawn(work).await?.ok_or(Code::NotPermitted)?;
        if !store::pool::state_duty(work.conn(), &key, me.id.as_str(), &text).await? {
            return Err(Code::NoDutyRecord.into());
        }
        let data = json!({ "member": me.id, "statement_sha256": Hash::of(text.as_bytes()) });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::DutyStated, &key, data)))
    }
}

fn find<'g>(given: &'g [Given], rater: &str, rated: &str) -> Option<&'g Given> {
    given.iter().find(|one| one.rater == rater && one.rated == rated)
}

impl Query for ReadOwnDuty {
    async fn run(&self, work: &mut Work<'_>) -> Result<OwnDuty, Fault> {
        let (key, now_ms, until_ms) = (work.key()?, work.now_ms(), until_ms(work).await?);
        let given = store::pool::ratings(work.conn(), &key).await?;
        let me = drawn(work).await?;
        let id = me.as_ref().map_or("", |me| me.id.as_str());
        let record = find(&given, CENTRE, id);
        Ok(OwnDuty {
            over: until_ms.is_none_or(|until_ms| now_ms >= until_ms),
            until_ms,
            drawn: me.is_some(),
            centre: find(&given, id, CENTRE).map(|one| one.rating.clone()),
            record: record.map(|one| one.rating.clone()),
            statement: record.and_then(|one| one.statement.clone()),
        })
    }
}

impl Query for ReadRatings {
    async fn run(&self, work: &mut Work<'_>) -> Result<Ratings, Fault> {
        let (key, now_ms, until_ms) = (work.key()?, work.now_ms(), until_ms(work).await?);
        let given = store::pool::ratings(work.conn(), &key).await?;
        let members = store::room::members(work.conn(), &key).await?;
        let row = |member: &Member| {
            let record = find(&given, CENTRE, member.id.as_str());
            DutyRow {
                id: member.id.clone(),
                name: member.name.clone().unwrap_or_default(),
                out: member.out,
                record: record.map(|one| one.rating.clone()),
                statement: record.and_then(|one| one.statement.clone()),
            }
        };
        let centre: Vec<u32> =
            given.iter().filter(|one| one.rated == CENTRE).map(|one| u32::from(one.rating.score)).collect();
        Ok(Ratings {
            over: until_ms.is_none_or(|until_ms| now_ms >= until_ms),
            until_ms,
            members: members.iter().filter(|member| came(member)).map(row).collect(),
            centre_rated: u32::try_from(centre.len()).map_err(Fault::internal)?,
            centre_sum: centre.iter().sum(),
        })
    }
}

impl Query for ReadCentreRatings {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<CentreRating>, Fault> {
        let key = work.key()?;
        let given = store::pool::ratings(work.conn(), &key).await?;
        let of_centre = given.into_iter().filter(|one| one.rated == CENTRE);
        of_centre
            .map(|one| {
                Ok(CentreRating { member: MemberId::new(one.rater).map_err(Fault::internal)?, rating: one.rating })
            })
            .collect()
    }
}
