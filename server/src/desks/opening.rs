//! The desk of openings, in the order of the hour: the list is closed and signed, holders release, every bid gets its
//! verdict, all prices are announced at once, objections are heard, the record is signed.

pub mod announce;
pub mod close;
mod hall;
pub mod record;
pub mod release;
pub mod verdict;

use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::opening::{Console, HallView, ReadHall, ReadOpening};
use shared::envelope::{Envelope, KeySheet, Notice, OpeningList};
use shared::event::Kind;
use shared::id::LotKey;
use shared::refusal::Code;
use store::AnyConnection;

/// What a lot's opening rests on.
pub(crate) struct Terms {
    /// The current notice.
    pub(crate) notice: Notice,
    /// The envelope that is opened first.
    pub(crate) envelope: Envelope,
    /// Its key sheet.
    pub(crate) sheet: KeySheet,
}

/// Reads notice and key sheet.
pub(crate) async fn terms(conn: &mut AnyConnection, lot: &LotKey) -> Result<Terms, Fault> {
    let notice = store::bids::notice(conn, lot).await?.ok_or(Code::NotFound)?;
    let notice = Notice::parse(notice.as_bytes()).map_err(Fault::internal)?;
    let first = notice.envelopes.first().ok_or_else(|| Fault::internal("a notice without an envelope"))?;
    let envelope = first.envelope;
    let (_, sheet) = store::bids::terms(conn, lot, envelope).await?.ok_or(Code::NotFound)?;
    let sheet = KeySheet::parse(sheet.as_bytes()).map_err(Fault::internal)?;
    Ok(Terms { notice, envelope, sheet })
}

/// The closed list of an envelope, and the text that it was read from.
pub(crate) async fn list(
    conn: &mut AnyConnection,
    lot: &LotKey,
    envelope: Envelope,
) -> Result<(OpeningList, store::opening::List), Fault> {
    let row = store::opening::list(conn, lot, envelope).await?.ok_or(Code::NotFound)?;
    Ok((serde_json::from_str(&row.json)?, row))
}

/// Whether the list's entry stands in a checkpoint that the supervisor cosigned.
pub(crate) async fn is_cosigned(conn: &mut AnyConnection, lot: &LotKey) -> Result<bool, Fault> {
    let Some(seq) = store::hall::act_seq(conn, lot, Kind::ListMade.as_str()).await? else { return Ok(false) };
    let cosigned = store::journal::newest_cosigned(conn).await?;
    Ok(cosigned.is_some_and(|checkpoint| checkpoint.size > seq))
}

impl Query for ReadOpening {
    async fn run(&self, work: &mut Work<'_>) -> Result<Console, Fault> {
        let hall = hall::hall(work).await?;
        let (lot, envelope) = (self.lot.clone(), hall.envelope);
        let (_, list) = list(work.conn(), &lot, envelope).await?;
        let me = work.account()?.to_owned();
        let signed = store::opening::list_signatures(work.conn(), &lot, envelope).await?;
        let i_signed_record = match record::newest(work.conn(), &lot).await? {
            Some(paper) => {
                let signatures = store::hall::paper_signatures(work.conn(), &lot, record::KIND, &paper.sha256).await?;
                signatures.iter().any(|signature| signature.signer == me)
            }
            None => false,
        };
        Ok(Console {
            list_json: list.json,
            cosigned: is_cosigned(work.conn(), &lot).await?,
            undecided: verdict::undecided(work.conn(), &lot).await?,
            i_signed_list: signed.iter().any(|signature| signature.account == me),
            i_signed_record,
            holder: store::bids::holder(work.conn(), &lot, envelope, &me).await?,
            hall,
        })
    }
}

impl Query for ReadHall {
    async fn run(&self, work: &mut Work<'_>) -> Result<HallView, Fault> {
        let me = shared::id::OrgId::new(work.org()?).map_err(Fault::internal)?;
        Ok(HallView { hall: hall::hall(work).await?, me })
    }
}
