//! The desk of openings, in the order of the hour: the list is closed and signed, bidders release their halves where the
//! lot asks for them, holders release, every bid gets its verdict, all prices are announced at once, objections are heard,
//! the record is signed. With two envelopes the same happens twice: for the technical envelopes at the deadline, and for
//! the price envelopes of those who passed, after the technical stage.

pub mod announce;
pub mod close;
mod hall;
pub mod interrupt;
pub mod prices;
pub mod record;
pub mod recovery;
pub mod release;
mod unseal;
pub mod verdict;
pub mod window;

use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::opening::{Console, HallView, ReadHall, ReadOpening};
use shared::envelope::{Envelope, Header, KeySheet, Notice, OpeningList, Policy};
use shared::event::Kind;
use shared::id::LotKey;
use shared::refusal::Code;
use store::AnyConnection;
use store::bids::{Bid, BidState};
use store::opening::Which;

/// What a lot's opening rests on.
pub(crate) struct Terms {
    /// The current notice.
    pub(crate) notice: Notice,
    /// The list that is opened now.
    pub(crate) which: Which,
    /// Its envelope.
    pub(crate) envelope: Envelope,
    /// What opens it.
    pub(crate) policy: Policy,
    /// Its key sheet.
    pub(crate) sheet: KeySheet,
}

impl Terms {
    /// Whether the lot has two envelopes.
    pub(crate) fn two_envelopes(&self) -> bool {
        self.notice.envelopes.len() > 1
    }

    /// Whether nothing may be released before the decryption window is over.
    pub(crate) fn has_window(&self) -> bool {
        self.policy == Policy::QuorumAndBidder
    }
}

async fn notice(conn: &mut AnyConnection, lot: &LotKey) -> Result<Notice, Fault> {
    let notice = store::bids::notice(conn, lot).await?.ok_or(Code::NotFound)?;
    Notice::parse(notice.as_bytes()).map_err(Fault::internal)
}

/// Reads notice and key sheet of what is opened now: the price envelopes once their list is made, else the first.
pub(crate) async fn terms(conn: &mut AnyConnection, lot: &LotKey) -> Result<Terms, Fault> {
    let notice = notice(conn, lot).await?;
    let prices = notice.envelope(Envelope::Price).is_some();
    if prices && store::opening::list(conn, lot, Which::PRICES).await?.is_some() {
        return of(conn, lot, notice, Which::PRICES).await;
    }
    let first = notice.envelopes.first().ok_or_else(|| Fault::internal("a notice without an envelope"))?.envelope;
    of(conn, lot, notice, Which::closing(first)).await
}

/// The same for one of the lot's envelopes, on its newest list.
pub(crate) async fn terms_of(conn: &mut AnyConnection, lot: &LotKey, envelope: Envelope) -> Result<Terms, Fault> {
    let now = terms(conn, lot).await?;
    if now.envelope == envelope {
        return Ok(now);
    }
    of(conn, lot, now.notice, Which::closing(envelope)).await
}

async fn of(conn: &mut AnyConnection, lot: &LotKey, notice: Notice, which: Which) -> Result<Terms, Fault> {
    let policy = notice.envelope(which.envelope).ok_or(Code::NotFound)?.policy;
    let (_, sheet) = store::bids::terms(conn, lot, which.envelope).await?.ok_or(Code::NotFound)?;
    let sheet = KeySheet::parse(sheet.as_bytes()).map_err(Fault::internal)?;
    Ok(Terms { notice, which, envelope: which.envelope, policy, sheet })
}

/// A closed list, and the text that it was read from.
pub(crate) async fn list(
    conn: &mut AnyConnection,
    lot: &LotKey,
    which: Which,
) -> Result<(OpeningList, store::opening::List), Fault> {
    let row = store::opening::list(conn, lot, which).await?.ok_or(Code::NotFound)?;
    Ok((serde_json::from_str(&row.json)?, row))
}

/// The bids of a list, in its order.
pub(crate) async fn listed(conn: &mut AnyConnection, lot: &LotKey, which: Which) -> Result<Vec<Bid>, Fault> {
    let (list, _) = list(conn, lot, which).await?;
    let mut bids = store::bids::in_state(conn, lot, which.envelope, BidState::Listed).await?;
    bids.retain(|bid| list.bids.iter().any(|on| on.bidder.as_str() == bid.slot.bidder && on.revision == bid.revision));
    Ok(bids)
}

/// The header of a bid that the server took.
pub(crate) fn header(bid: &Bid) -> Result<Header, Fault> {
    Ok(shared::envelope::Head::parse_unverified(&bid.head).map_err(Fault::internal)?.header)
}

/// Whether the newest list's entry stands in a checkpoint that the supervisor cosigned.
pub(crate) async fn is_cosigned(conn: &mut AnyConnection, lot: &LotKey) -> Result<bool, Fault> {
    let Some(seq) = store::hall::act_seq(conn, lot, Kind::ListMade.as_str()).await? else { return Ok(false) };
    let cosigned = store::journal::newest_cosigned(conn).await?;
    Ok(cosigned.is_some_and(|checkpoint| checkpoint.size > seq))
}

impl Query for ReadOpening {
    async fn run(&self, work: &mut Work<'_>) -> Result<Console, Fault> {
        let hall = hall::hall(work).await?;
        let lot = self.lot.clone();
        let terms = terms(work.conn(), &lot).await?;
        let (_, list) = list(work.conn(), &lot, terms.which).await?;
        let me = work.account()?.to_owned();
        let signed = store::opening::list_signatures(work.conn(), &lot, terms.which).await?;
        let i_signed_record = match record::newest(work.conn(), &lot, terms.envelope).await? {
            Some(paper) => {
                let kind = record::kind(terms.envelope);
                let signatures = store::hall::paper_signatures(work.conn(), &lot, kind, &paper.sha256).await?;
                signatures.iter().any(|signature| signature.signer == me)
            }
            None => false,
        };
        Ok(Console {
            list_json: list.json,
            closing_json: closing_prices(work.conn(), &lot, &terms).await?.map(|list| list.json),
            cosigned: is_cosigned(work.conn(), &lot).await?,
            undecided: verdict::undecided(work, &lot).await?,
            i_signed_list: signed.iter().any(|signature| signature.account == me),
            i_signed_record,
            holder: store::bids::holder(work.conn(), &lot, terms.envelope, &me).await?,
            hall,
        })
    }
}

/// With two envelopes: the list of the price envelopes at the deadline.
pub(crate) async fn closing_prices(
    conn: &mut AnyConnection,
    lot: &LotKey,
    terms: &Terms,
) -> Result<Option<store::opening::List>, Fault> {
    if !terms.two_envelopes() {
        return Ok(None);
    }
    Ok(store::opening::list(conn, lot, Which::closing(Envelope::Price)).await?)
}

impl Query for ReadHall {
    async fn run(&self, work: &mut Work<'_>) -> Result<HallView, Fault> {
        let me = shared::id::OrgId::new(work.org()?).map_err(Fault::internal)?;
        Ok(HallView { hall: hall::hall(work).await?, me })
    }
}
