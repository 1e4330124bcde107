//! What a lot's case is made of, read from the database; the same for the ranking, the report and each bidder's result.

use crate::fault::Fault;
use shared::amount::{Decimal, Fen};
use shared::api::matters::Claim;
use shared::draw::Purpose;
use shared::envelope::form::{ClaimedSize, OpeningForm};
use shared::refusal::{Code, Refusal};
use shared::rules::calendar::law_at;
use shared::rules::criteria::{LotPlan, WorksPrice};
use shared::rules::{Bid, Case, EnterpriseSize, Formula, Law, Scores};
use std::collections::{BTreeMap, BTreeSet};
use store::AnyConnection;
use store::lots::Lot;
use store::matters::InvalidBid;
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
    /// The bids that the committee found invalid by a decision of its own.
    pub invalid: Vec<InvalidBid>,
    /// The claims that do not count, as bidder and claim.
    pub denied: Vec<(String, String)>,
    /// The coefficient of the benchmark that was drawn (抽取系数).
    pub coefficient: Option<Decimal>,
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
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let coefficient = store::draw::draw_result(conn, &lot.key, Purpose::Coefficient).await?;
        let all = store::summary::members(conn, &lot.key).await?;
        let (former, members) = all.into_iter().partition(|member| member.out);
        Ok(Self {
            plan,
            members,
            former,
            bids: store::summary::bids(conn, &lot.key).await?,
            reviews: store::summary::reviews(conn, &lot.key).await?,
            cells: store::summary::cells(conn, &lot.key).await?,
            invalid: store::matters::invalid(conn, &lot.key).await?,
            denied: store::matters::denied(conn, &lot.key).await?,
            coefficient: coefficient
                .and_then(|drawn| drawn.options.into_iter().next())
                .map(|one| decimal(&one.0))
                .transpose()?,
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

    /// A member's points for a bid and criterion.
    #[must_use]
    pub fn points(&self, member: &str, bid: &str, criterion: &str) -> Option<String> {
        let mut cells = self.cells.iter();
        let cell = cells.find(|cell| cell.member == member && cell.bidder == bid && cell.criterion == criterion);
        cell.and_then(|cell| cell.points.clone())
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
        self.checked(
            self.case_of(bids.map(|bid| self.bid(bid, bid.price_fen)).collect::<Result<_, _>>()?, self.scores(false)?),
        )
    }

    /// The case of the technical side alone, before any price envelope is opened: every opened bid with the ceiling as its
    /// price, so that nothing of the outcome but the criteria says anything.
    ///
    /// # Errors
    /// As [`Material::case`].
    pub fn technical_case(&self) -> Result<Case, Fault> {
        let bids = self.bids.iter().filter(|bid| bid.is_opened());
        let ceiling = Some(self.plan.ceiling.0);
        self.checked(
            self.case_of(bids.map(|bid| self.bid(bid, ceiling)).collect::<Result<_, _>>()?, self.scores(true)?),
        )
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

    fn case_of(&self, bids: Vec<Bid>, scores: Scores) -> Case {
        let members: Vec<String> = self.members.iter().map(|member| member.id.clone()).collect();
        let mut case = self.plan.to_case(members, bids, scores, None);
        case.price.formula = self.formula();
        case
    }

    /// The price formula, with the coefficient that was drawn.
    #[must_use]
    pub fn formula(&self) -> Formula {
        match (&self.plan.works, &self.coefficient) {
            (Some(works), Some(coefficient)) => works.with(coefficient),
            _ => self.plan.formula(),
        }
    }

    /// The coefficients among which one is still to be drawn.
    #[must_use]
    pub fn coefficients_to_draw(&self) -> Option<Vec<String>> {
        let options = self.plan.works.as_ref().map(WorksPrice::options).filter(|options| !options.is_empty());
        options.filter(|_| self.coefficient.is_none())
    }

    fn checked(&self, case: Case) -> Result<Case, Fault> {
        case.check_under(self.law).map_err(|refusal| {
            let path = format!("{} {}", refusal.path, refusal.code.as_str());
            Refusal::new(Code::CaseRefused).with("path", path).with("article", refusal.article)
        })?;
        Ok(case)
    }

    /// The case of the lot as it stands: good for which bids are valid and whose price is low, also while the committee is
    /// not complete.
    ///
    /// # Errors
    /// A fault when a row cannot be read.
    pub fn unchecked_case(&self) -> Result<Case, Fault> {
        // While every price is sealed, the ceiling stands for it: no price is low, and the rest counts as it is.
        let sealed = !self.bids.iter().any(|bid| self.counts(bid));
        let ceiling = Some(self.plan.ceiling.0);
        let bids = self.bids.iter().filter(|bid| if sealed { bid.is_opened() } else { self.counts(bid) });
        let bids = bids.map(|bid| self.bid(bid, if sealed { ceiling } else { bid.price_fen }));
        Ok(self.case_of(bids.collect::<Result<_, _>>()?, self.scores(sealed)?))
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
        let denied =
            |claim: Claim| self.denied.iter().any(|(bidder, denied)| *bidder == bid.bidder && denied == claim.as_str());
        Ok(Bid {
            id: bid.bidder.clone(),
            price: Fen(price).to_decimal(),
            size: match form.size {
                ClaimedSize::Small | ClaimedSize::Micro if denied(Claim::Small) => EnterpriseSize::Medium,
                ClaimedSize::Large => EnterpriseSize::Large,
                ClaimedSize::Medium => EnterpriseSize::Medium,
                ClaimedSize::Small => EnterpriseSize::Small,
                ClaimedSize::Micro => EnterpriseSize::Micro,
            },
            consortium_small_share: if denied(Claim::Consortium) {
                Decimal::zero()
            } else {
                decimal(&form.consortium_small_share)?
            },
            domestic: form.domestic && !denied(Claim::Domestic),
            brand: form.brand,
            qualified,
            compliant,
            invalid: self.invalid.iter().find(|row| row.bidder == bid.bidder).map(|row| row.reason.clone()),
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
