//! A re-evaluation after the report was signed, and how near the result was.

use super::statement;
use crate::desks::summary::{Material, outcome, stored_case};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::after::{FlipReply, FlipRow, ReadFlip, Reevaluate};
use shared::event::{Event, Kind};
use shared::lifecycle::{Move, Stage};
use shared::people::Role;
use shared::refusal::Code;
use shared::rules::evaluate_with_flip;
use store::after::Reevaluation;

impl Change for Reevaluate {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let reason = statement("reason", &self.reason)?;
        let lot = work.lot()?.clone();
        let Stage::Reported { report } = lot.stage else { return Err(Code::WrongStage.into()) };
        let result = store::summary::result(work.conn(), &lot.key).await?;
        let result = result.ok_or_else(|| Fault::internal("a signed report without its result"))?;
        debug_assert!(outcome(&result).is_ok());
        let role = if work.actor().role == Role::Purchaser { "purchaser" } else { "officer" };
        let account = work.account()?.to_owned();
        let again = Reevaluation {
            ground: self.ground.as_str().to_owned(),
            reason: reason.clone(),
            role: role.to_owned(),
            report_sha256: report.to_hex(),
            outcome_json: result.outcome_json,
            at_ms: work.now_ms(),
        };
        store::after::reevaluate(work.conn(), &lot.key, &again, &account).await?;
        work.step(Move::Reevaluate).await?;
        let data = json!({ "ground": self.ground, "reason": reason, "role": role, "report": report });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::ReevaluationOrdered, &lot.key, data)))
    }
}

impl Query for ReadFlip {
    async fn run(&self, work: &mut Work<'_>) -> Result<FlipReply, Fault> {
        let lot = work.lot()?.clone();
        let material = Material::load(work.conn(), &lot).await?;
        let result = store::summary::result(work.conn(), &lot.key).await?;
        let result = result.ok_or_else(|| Fault::internal("a signed report without its result"))?;
        let flip = evaluate_with_flip(&stored_case(&result)?).flip;
        let row = flip.map(|flip| FlipRow {
            bidder: material.bidder_name(&flip.bid),
            member: material.member_name(&flip.member),
            criterion: material.criterion_title(&flip.criterion),
            from: flip.from.to_string(),
            to: flip.to.to_string(),
        });
        Ok(FlipReply { flip: row })
    }
}
