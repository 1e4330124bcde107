//! The acts of an opening (开标): the signed list, the release of shares and of the bidder's half, and the recovery of a
//! bid's seed from them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::context::{Context, Envelope, Policy};
use super::derive::{Derivation, half_commitment, pad, share_hash, wrap_info};
use super::header::Header;
use super::secret::{BidderHalf, HolderSecret, Seed, Share};
use super::shamir;
use super::sheet::KeySheet;
use super::wrap;
use crate::id::{LotId, OrgId, TenderId};
use crate::jcs::{self, JcsError};
use crate::journal::Hash;

/// One bid on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedBid {
    /// The bidder.
    pub bidder: OrgId,
    /// The revision that counts.
    pub revision: u64,
    /// The bid's head hash.
    pub head: Hash,
}

/// The list of bids to be opened (开标清单), in order of bidder id; officer and supervisor sign it (label `list`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningList {
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// When the list was closed, in milliseconds since 1970 (UTC).
    pub closed_ms: u64,
    /// The bids, by bidder id, each bidder once.
    pub bids: Vec<ListedBid>,
}

/// Bids on a list are not in order, or a bidder stands on it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOutOfOrder;

impl fmt::Display for ListOutOfOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list is not in order of bidder id, each once")
    }
}

impl std::error::Error for ListOutOfOrder {}

impl OpeningList {
    /// Puts the bids in order.
    ///
    /// # Errors
    /// [`ListOutOfOrder`] when a bidder has two bids.
    pub fn sorted(mut self) -> Result<Self, ListOutOfOrder> {
        self.bids.sort_by(|a, b| a.bidder.cmp(&b.bidder));
        self.check().map(|()| self)
    }

    /// Checks that the bids are in order of bidder id, each bidder once.
    ///
    /// # Errors
    /// [`ListOutOfOrder`].
    pub fn check(&self) -> Result<(), ListOutOfOrder> {
        let mut pairs = self.bids.windows(2);
        match pairs.all(|pair| pair[0].bidder < pair[1].bidder) {
            true => Ok(()),
            false => Err(ListOutOfOrder),
        }
    }

    /// The list's hash, which releases name and a cosigned checkpoint holds.
    ///
    /// # Errors
    /// [`JcsError`] when a number is above 2⁵³−1.
    pub fn hash(&self) -> Result<Hash, JcsError> {
        Ok(Hash::of(&jcs::to_bytes(self)?))
    }
}

/// The release of the bidder's half in the decryption window of policy 2 (label `half`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfRelease {
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// The bidder.
    pub bidder: OrgId,
    /// B.
    pub half: BidderHalf,
}

impl HalfRelease {
    /// The release of the half that follows from a bid's seed.
    ///
    /// # Errors
    /// [`JcsError`] when the context has no canonical form.
    pub fn of(seed: &Seed, context: &Context) -> Result<Self, JcsError> {
        Ok(Self {
            tender: context.tender.clone(),
            lot: context.lot.clone(),
            envelope: context.envelope,
            bidder: context.bidder.clone(),
            half: Derivation::new(seed, &context.ctx()?).bidder_half(),
        })
    }

    /// Whether this is the half that the bid's header commits to, for the same tender, lot, envelope and bidder.
    #[must_use]
    pub fn fits(&self, header: &Header) -> bool {
        let context = &header.context;
        let commitment = context.ctx().map(|ctx| half_commitment(&ctx, &self.half));
        self.tender == context.tender
            && self.lot == context.lot
            && self.envelope == context.envelope
            && self.bidder == context.bidder
            && commitment == Ok(header.half.0)
    }
}

/// One bid's share in a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedShare {
    /// The bidder.
    pub bidder: OrgId,
    /// y(x), or nothing when the wrap did not give it ("unreadable").
    pub y: Option<Share>,
}

/// A holder's release of all their shares for a list, in one act (label `release`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// The hash of the list.
    pub list: Hash,
    /// The holder's place on the key sheet.
    pub x: u8,
    /// One entry for each bid, in the list's order.
    pub shares: Vec<ReleasedShare>,
}

/// Why a release is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseError {
    /// The list has no canonical form or is out of order.
    List,
    /// It names another tender, lot, envelope or list.
    OtherList,
    /// Its entries are not the list's bids in the list's order.
    OtherBids,
    /// This bid's head is not the one on the list.
    Head(OrgId),
    /// The holder's key is not on the sheet at this x, so this is the wrong key file.
    WrongKey,
    /// The share for this bid is not the one that its header commits to.
    Share(OrgId),
}

impl ReleaseError {
    /// A stable code for this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::List => "release.list",
            Self::OtherList => "release.other_list",
            Self::OtherBids => "release.other_bids",
            Self::Head(_) => "release.head",
            Self::WrongKey => "release.wrong_key",
            Self::Share(_) => "release.share",
        }
    }
}

impl fmt::Display for ReleaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Head(bidder) | Self::Share(bidder) => write!(f, ": {bidder}"),
            Self::List | Self::OtherList | Self::OtherBids | Self::WrongKey => Ok(()),
        }
    }
}

impl std::error::Error for ReleaseError {}

impl Release {
    /// Opens every bid's share with the holder's private key. `heads` are the bids' heads as bytes, in the list's order;
    /// each is held against the list, and a share that does not match its hash becomes "unreadable".
    ///
    /// # Errors
    /// [`ReleaseError::List`], [`ReleaseError::OtherBids`] for another number of heads, [`ReleaseError::Head`] for a
    /// head that is not the listed one.
    pub fn build<B: AsRef<[u8]>>(
        list: &OpeningList,
        x: u8,
        secret: &HolderSecret,
        heads: &[B],
    ) -> Result<Self, ReleaseError> {
        list.check().map_err(|_| ReleaseError::List)?;
        if heads.len() != list.bids.len() {
            return Err(ReleaseError::OtherBids);
        }
        let mut shares = Vec::with_capacity(heads.len());
        for (bid, head) in list.bids.iter().zip(heads) {
            let bad_head = || ReleaseError::Head(bid.bidder.clone());
            if Hash::of(head.as_ref()) != bid.head {
                return Err(bad_head());
            }
            let head = super::Head::parse(head.as_ref()).map_err(|_| bad_head())?;
            let context = &head.header.context;
            let belongs = context.tender == list.tender
                && context.lot == list.lot
                && context.envelope == list.envelope
                && context.bidder == bid.bidder;
            if !belongs {
                return Err(bad_head());
            }
            shares.push(ReleasedShare { bidder: bid.bidder.clone(), y: open_share(&head.header, x, secret) });
        }
        Ok(Self {
            tender: list.tender.clone(),
            lot: list.lot.clone(),
            envelope: list.envelope,
            list: list.hash().map_err(|_| ReleaseError::List)?,
            x,
            shares,
        })
    }

    /// Checks a release that arrived: the list, the order, and every share against its hash in the bid's header.
    /// `headers` are the listed bids', in the list's order.
    ///
    /// # Errors
    /// [`ReleaseError`].
    pub fn check(&self, list: &OpeningList, headers: &[&Header]) -> Result<(), ReleaseError> {
        list.check().map_err(|_| ReleaseError::List)?;
        let same_lot = self.tender == list.tender && self.lot == list.lot;
        if !same_lot || self.envelope != list.envelope || list.hash() != Ok(self.list) {
            return Err(ReleaseError::OtherList);
        }
        if self.shares.len() != list.bids.len() || headers.len() != list.bids.len() {
            return Err(ReleaseError::OtherBids);
        }
        for ((bid, entry), header) in list.bids.iter().zip(&self.shares).zip(headers) {
            if entry.bidder != bid.bidder || header.context.bidder != bid.bidder {
                return Err(ReleaseError::OtherBids);
            }
            if let Some(y) = &entry.y
                && !is_share(header, self.x, y)
            {
                return Err(ReleaseError::Share(bid.bidder.clone()));
            }
        }
        Ok(())
    }
}

/// The statement that a holder destroyed their key (label `destroyed`), when fewer than three bids came, or after the
/// last opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destroyed {
    /// The tender.
    pub tender: TenderId,
    /// The lot.
    pub lot: LotId,
    /// The envelope.
    pub envelope: Envelope,
    /// The hash of the list that was (or was not) opened.
    pub list: Hash,
    /// The holder's place on the key sheet.
    pub x: u8,
}

/// Checks that `secret` is the key that the sheet has for holder `x`, before it is used in a release.
///
/// # Errors
/// [`ReleaseError::WrongKey`].
pub fn check_key(sheet: &KeySheet, x: u8, secret: &HolderSecret) -> Result<(), ReleaseError> {
    let listed = sheet.holder(x).map(|holder| holder.key);
    match listed.is_some() && wrap::holder_key_of(secret) == listed {
        true => Ok(()),
        false => Err(ReleaseError::WrongKey),
    }
}

/// Opens the share of holder `x`; `None` ("unreadable") when the wrap does not open or its share is not the one that the
/// header commits to.
#[must_use]
pub fn open_share(header: &Header, x: u8, secret: &HolderSecret) -> Option<Share> {
    let ctx = header.context.ctx().ok()?;
    let wrapped = header.wraps.get(usize::from(x).checked_sub(1)?)?;
    let share = wrap::open(secret, &wrap_info(&ctx, x), wrapped)?;
    is_share(header, x, &share).then_some(share)
}

/// Whether `share` is the y(x) that the header commits to.
#[must_use]
pub fn is_share(header: &Header, x: u8, share: &Share) -> bool {
    let place = usize::from(x).checked_sub(1);
    let Some(expected) = place.and_then(|place| header.shares.get(place)) else {
        return false;
    };
    let hash = header.context.ctx().map(|ctx| share_hash(&ctx, x, share));
    hash == Ok(expected.0)
}

/// Why no seed came back. None of these is the bidder's fault by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecovered {
    /// Fewer good shares than m.
    TooFewShares {
        /// How many different, matching shares there were.
        have: u8,
        /// m.
        need: u8,
    },
    /// Policy 2, and the bidder's half was not released, or is not the one that the header commits to.
    NoHalf,
    /// The header's context has no canonical form.
    Context,
}

/// Recovers a bid's seed from released shares (and under policy 2 the half). Shares that do not match their hash, or
/// that repeat an x, are passed over. The seed counts only after the whole check ([`super::check::check_opening`]).
///
/// # Errors
/// [`Unrecovered`].
pub fn recover(header: &Header, shares: &[(u8, Share)], half: Option<&BidderHalf>) -> Result<Seed, Unrecovered> {
    let context = &header.context;
    let ctx = context.ctx().map_err(|_| Unrecovered::Context)?;
    let mut good: Vec<(u8, &Share)> = Vec::with_capacity(usize::from(context.m));
    for (x, share) in shares {
        let repeated = good.iter().any(|(other, _)| other == x);
        if good.len() < usize::from(context.m) && !repeated && is_share(header, *x, share) {
            good.push((*x, share));
        }
    }
    let too_few = Unrecovered::TooFewShares { have: good.len() as u8, need: context.m };
    if good.len() < usize::from(context.m) {
        return Err(too_few);
    }
    let none = BidderHalf::new([0; 32]);
    let half = match (context.policy, half) {
        (Policy::Quorum, _) => &none,
        (Policy::QuorumAndBidder, Some(half)) if half_commitment(&ctx, half) == header.half.0 => half,
        (Policy::QuorumAndBidder, _) => return Err(Unrecovered::NoHalf),
    };
    let secret = shamir::combine(&good).ok_or(too_few)?;
    Ok(Seed::new(*pad(&header.d.0, &ctx, context.policy, &secret, half)))
}

#[cfg(test)]
mod tests;
