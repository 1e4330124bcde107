//! The registers: bonds and the contract.

use crate::desks::summary::Material;
use crate::desks::written;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::amount::{Decimal, Fen};
use shared::api::Ok as Nothing;
use shared::api::after::{ContractRow, PublishContract, RefundBond, SaveBond, SaveContract};
use shared::event::{Event, Kind};
use shared::lifecycle::Stage;
use shared::refusal::{Code, Refusal};

impl Change for SaveBond {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.lot()?.clone();
        let source = written("source", &self.bond.source, 64)?;
        let listed = store::summary::listed(work.conn(), &lot.key).await?;
        if !listed.iter().any(|(bidder, _)| bidder == self.bidder.as_str()) {
            return Err(Code::BidNotUnderReview.into());
        }
        let plan = crate::desks::review::plan(&lot)?;
        let most = &plan.budget.to_decimal() * &Decimal::new(2, 2);
        if self.bond.amount <= Fen(0) || self.bond.amount.to_decimal() > most {
            return Err(Refusal::new(Code::BondTooLarge).with("most", most).with("field", "amount").into());
        }
        if self.bond.arrived_ms > work.now_ms() {
            let refusal = Refusal::new(Code::FieldInvalid).with("field", "arrived_ms");
            return Err(refusal.with("detail", "≤ now").into());
        }
        let bond = shared::api::after::Bond { source, ..self.bond.clone() };
        store::after::save_bond(work.conn(), &lot.key, self.bidder.as_str(), &bond).await?;
        let data = json!({
            "bidder": self.bidder, "amount_fen": bond.amount.0, "form": bond.form, "arrived_ms": bond.arrived_ms,
            "in_time": lot.deadline_ms.is_none_or(|deadline_ms| bond.arrived_ms <= deadline_ms),
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BondSaved, &lot.key, data)))
    }
}

impl Change for RefundBond {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.key()?;
        let at_ms = work.now_ms();
        if !store::after::refund_bond(work.conn(), &lot, self.bidder.as_str(), at_ms).await? {
            return Err(Code::AlreadyDone.into());
        }
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BondRefunded, &lot, json!({ "bidder": self.bidder }))))
    }
}

impl Change for SaveContract {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let lot = work.lot()?.clone();
        let number = written("number", &self.number, 64)?;
        let Stage::Concluded { winner } = &lot.stage else { return Err(Code::WrongStage.into()) };
        let material = Material::load(work.conn(), &lot).await?;
        let price = material.bids.iter().find(|bid| bid.bidder == *winner).and_then(|bid| bid.price_fen);
        if price != Some(self.amount.0) {
            let price = price.map(|fen| Fen(fen).grouped()).unwrap_or_default();
            return Err(Refusal::new(Code::ContractAmount).with("price", price).with("field", "amount").into());
        }
        if self.signed_ms > work.now_ms() {
            let refusal = Refusal::new(Code::FieldInvalid).with("field", "signed_ms");
            return Err(refusal.with("detail", "≤ now").into());
        }
        if store::after::contract(work.conn(), &lot.key).await?.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        let account = work.account()?.to_owned();
        let row = ContractRow { number, signed_ms: self.signed_ms, amount: self.amount, published_ms: None };
        store::after::save_contract(work.conn(), &lot.key, &row, &account).await?;
        let data = json!({ "number": row.number, "amount_fen": row.amount.0, "signed_ms": row.signed_ms });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ContractSaved, &lot.key, data)))
    }
}

impl Change for PublishContract {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let at_ms = work.now_ms();
        let contract = store::after::contract(work.conn(), &self.lot).await?.ok_or(Code::NotFound)?;
        if !store::after::publish_contract(work.conn(), &self.lot, at_ms).await? {
            return Err(Code::AlreadyDone.into());
        }
        let data = json!({ "number": contract.number });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ContractPublished, &self.lot, data)))
    }
}
