//! What the committee decided and no longer holds: a member who voted was replaced, or the whole committee was dissolved
//! (87号令 art. 49). The decision is void with all that followed from it, and can be put to the vote anew; what bidders
//! answered in writing stays theirs.

use crate::fault::Fault;
use crate::work::Work;
use serde_json::json;
use shared::event::{Event, Kind};

/// Voids every matter in which one of these members voted or that one of them proposed.
///
/// # Errors
/// A fault of the database.
pub async fn void(work: &mut Work<'_>, out: &[String]) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    let at_ms = work.now_ms();
    let votes = store::matters::votes(work.conn(), &key).await?;
    let is_out = |member: &String| out.contains(member);
    let mut voided = Vec::new();
    for matter in store::matters::all(work.conn(), &key).await? {
        let by_them = is_out(&matter.by_member)
            || (matter.adopted.is_some() && votes.iter().any(|vote| vote.n == matter.n && is_out(&vote.member)));
        if by_them && !matter.void {
            store::matters::void(work.conn(), &key, matter.n, at_ms).await?;
            voided.push(matter.n);
        }
    }
    for member in out {
        store::matters::forget_kept(work.conn(), &key, member).await?;
    }
    let data = json!({ "matters": voided, "members": out });
    Ok((!voided.is_empty()).then(|| Event::of_lot(Kind::MattersVoided, &key, data)))
}
