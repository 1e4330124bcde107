//! What a lot's case is made of, read from the database; the same for the ranking, the report and each bidder's result.

use crate::fault::Fault;
use shared::amount::{Decimal, Fen};
use shared::envelope::form::{ClaimedSize, OpeningForm};
use shared::refusal::{Code, Refusal};
use shared::rules::calendar::law_at;
use shared::rules::criteria::LotPlan;
use shared::rules::{Bid, Case, EnterpriseSize, Law, Scores};
use std::collections::{BTreeMap, BTreeSet};
use store::AnyConnection;
use store::lots::Lot;
use store::summary::{BidRow, CellRow, Member, Review};

/// What a lot's case is made of.
pub struct Material {
    /// The plan.
    pub plan: LotPlan,
    /// The members who are in, in order.
    pub members: Vec<Member>,
    /// The members who fell out.
    pub former: Vec<Member>,
    /// The bids that have their verdict, opened or not.
    pub bids: Vec<BidRow>,
    /// The reviews.
    pub reviews: Vec<Review>,
    /// The scores of all members.
    pub cells: Vec<CellRow>,
    /// The law of the notice's day.
    pub law: Law,
}

/// Where a bid stands after the reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Officer and purchaser both passed it (资格审查).
    pub qualified: bool,
    /// The majority of the members passed it (符合性审查; 87号令 art. 61).
    pub compliant: bool,
}

/// Where a bid stands.
#[must_use]
pub fn standing(reviews: &[Review], bidder: &str) -> Standing {
    let of = |kind| reviews.iter().filter(move |review| review.kind == kind && review.bidder == bidder && !review.void);
    let passed_by = |reviewer| of("qualification").any(|review| review.reviewer == reviewer && review.pass);
    let qualified = passed_by("officer") && passed_by("purchaser");
    let passes = of("compliance").filter(|review| review.pass).count();
    let fails = of("compliance").count() - passes;
    Standing { qualified, compliant: qualified && passes > fails }
}

/// Whether a bid is scored: qualified and compliant.
#[must_use]
pub fn is_eligible(reviews: &[Review], bidder: &str) -> bool {
    let standing = standing(reviews, bidder);
    standing.qualified && standing.compliant
}

impl Material {
    /// Reads it.
    ///
    /// # Errors
    /// A fault of the database, or a plan that cannot be read.
    pub async fn load(conn: &mut AnyConnection, lot: &Lot) -> Result<Self, Fault> {
        let plan = serde_json::from_str(&lot.plan_json)?;
        let all = store::summary::members(conn, &lot.key).await?;
        let (former, members) = all.into_iter().partition(|member| member.out);
        Ok(Self {
            plan,
            members,
            former,
            bids: store::summary::bids(conn, &lot.key).await?,
            reviews: store::summary::reviews(conn, &lot.key).await?,
            cells: store::summary::cells(conn, &lot.key).await?,
            law: store::tenders::announced_ms(conn, &lot.key).await?.map_or(Law::NEWEST, law_at),
        })
    }

    /// What a bidder is called.
    #[must_use]
    pub fn bidder_name(&self, bidder: &str) -> String {
        self.bids.iter().find(|bid| bid.bidder == bidder).map_or_else(|| bidder.to_owned(), |bid| bid.name.clone())
    }

    /// What a criterion is called.
    #[must_use]
    pub fn criterion_title(&self, id: &str) -> String {
        let found = self.plan.criteria.iter().find(|criterion| criterion.id == id);
        found.map_or_else(|| id.to_owned(), |criterion| criterion.title.clone())
    }

    /// What a member is called, whether in or out.
    #[must_use]
    pub fn member_name(&self, id: &str) -> String {
        let found = self.members.iter().chain(&self.former).find(|member| member.id == id);
        found.map_or_else(|| id.to_owned(), Member::called)
    }

    /// The case of the lot (case.md), checked.
    ///
    /// # Errors
    /// [`Code::CaseRefused`] with the place and the article; a fault when a row cannot be read.
    pub fn case(&self) -> Result<Case, Fault> {
        let bids = self.bids.iter().filter(|bid| self.counts(bid));
        self.case_of(bids.map(|bid| self.bid(bid, bid.price_fen)).collect::<Result<_, _>>()?, self.scores(false)?)
    }

    /// The case of the technical side alone, before any price envelope is opened: every opened bid with the ceiling as its
    /// price, so that nothing of the outcome but the criteria says anything.
    ///
    /// # Errors
    /// As [`Material::case`].
    pub fn technical_case(&self) -> Result<Case, Fault> {
        let bids = self.bids.iter().filter(|bid| bid.is_opened());
        let ceiling = Some(self.plan.ceiling.0);
        self.case_of(bids.map(|bid| self.bid(bid, ceiling)).collect::<Result<_, _>>()?, self.scores(true)?)
    }

    /// Two envelopes: whether the bid passed the opening and has no price, because it fell short on the technical side, or
    /// because its price envelope could not be opened.
    #[must_use]
    pub fn price_is_sealed(&self, bid: &BidRow) -> bool {
        bid.is_opened() && !self.counts(bid)
    }

    /// Whether a bid is evaluated: opened, and with two envelopes its price envelope too.
    fn counts(&self, bid: &BidRow) -> bool {
        bid.is_opened() && (!self.plan.opening.two_envelopes || bid.price_fen.is_some())
    }

    fn case_of(&self, bids: Vec<Bid>, scores: Scores) -> Result<Case, Fault> {
        let members: Vec<String> = self.members.iter().map(|member| member.id.clone()).collect();
        let case = self.plan.to_case(members, bids, scores, None);
        case.check_under(self.law).map_err(|refusal| {
            let path = format!("{} {}", refusal.path, refusal.code.as_str());
            Refusal::new(Code::CaseRefused).with("path", path).with("article", refusal.article)
        })?;
        Ok(case)
    }

    /// The opening form of a bid.
    ///
    /// # Errors
    /// A fault when it is not there or cannot be read.
    pub fn form(bid: &BidRow) -> Result<OpeningForm, Fault> {
        let json = bid.form_json.as_deref().ok_or_else(|| Fault::internal("an opened bid without its form"))?;
        Ok(serde_json::from_str(json)?)
    }

    fn bid(&self, bid: &BidRow, price_fen: Option<i64>) -> Result<Bid, Fault> {
        let form = Self::form(bid)?;
        let price = price_fen.ok_or_else(|| Fault::internal("an opened bid without its price"))?;
        let Standing { qualified, compliant } = standing(&self.reviews, &bid.bidder);
        Ok(Bid {
            id: bid.bidder.clone(),
            price: Fen(price).to_decimal(),
            size: match form.size {
                ClaimedSize::Large => EnterpriseSize::Large,
                ClaimedSize::Medium => EnterpriseSize::Medium,
                ClaimedSize::Small => EnterpriseSize::Small,
                ClaimedSize::Micro => EnterpriseSize::Micro,
            },
            consortium_small_share: decimal(&form.consortium_small_share)?,
            domestic: form.domestic,
            brand: form.brand,
            qualified,
            compliant,
            invalid: None,
        })
    }

    /// `scores[bid][criterion]`, for the bids that are scored; `sealed` while no price is known.
    fn scores(&self, sealed: bool) -> Result<Scores, Fault> {
        let place: BTreeMap<&str, usize> =
            self.members.iter().enumerate().map(|(n, member)| (member.id.as_str(), n)).collect();
        let criteria: BTreeSet<&str> = self.plan.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        let mut scores = Scores::new();
        let counts = |bid: &&BidRow| if sealed { bid.is_opened() } else { self.counts(bid) };
        for bid in self.bids.iter().filter(counts).filter(|bid| is_eligible(&self.reviews, &bid.bidder)) {
            let mut of_bid = BTreeMap::new();
            for id in &criteria {
                of_bid.insert((*id).to_owned(), vec![None; self.members.len()]);
            }
            scores.insert(bid.bidder.clone(), of_bid);
        }
        for cell in &self.cells {
            let Some(points) = &cell.points else { continue };
            let row = scores.get_mut(&cell.bidder).and_then(|bid| bid.get_mut(&cell.criterion));
            let slot = row.zip(place.get(cell.member.as_str())).and_then(|(row, place)| row.get_mut(*place));
            if let Some(slot) = slot {
                *slot = Some(decimal(points)?);
            }
        }
        Ok(scores)
    }
}

fn decimal(text: &str) -> Result<Decimal, Fault> {
    text.parse().map_err(|error| Fault::internal(format!("{text:?} is no decimal: {error}")))
}
