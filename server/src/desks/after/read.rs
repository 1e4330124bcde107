//! Clocks and registers, for officer, purchaser and supervisor.

use super::{challenge, legal_calendar};
use crate::desks::review::org;
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::after::{AfterReply, BondRow, ReadAfter};
use shared::id::{LotKey, MemberId};
use shared::rules::after::{Milestones, clocks};
use store::AnyConnection;
use store::after::BondLine;

impl Query for ReadAfter {
    async fn run(&self, work: &mut Work<'_>) -> Result<AfterReply, Fault> {
        let key = &self.lot;
        let conn = work.conn();
        let calendar = legal_calendar(conn).await?;
        let award = store::award::find(conn, key).await?;
        let contract = store::after::contract(conn, key).await?;
        let bonds = store::after::bonds(conn, key).await?;
        let listed = store::summary::listed(conn, key).await?;
        let challenges = store::after::challenges(conn, key).await?;
        let winner = award.as_ref().map(|award| award.winner.as_str());
        let at = Milestones {
            reported_ms: store::after::reported_ms(conn, key).await?,
            confirmed_ms: award.as_ref().map(|award| award.confirmed_ms),
            published_ms: award.as_ref().and_then(|award| award.published_ms),
            contract_ms: contract.as_ref().map(|contract| contract.signed_ms),
            contract_published_ms: contract.as_ref().and_then(|contract| contract.published_ms),
            others_refunded_ms: refunded(bonds.iter().filter(|bond| Some(bond.bidder.as_str()) != winner)),
            winner_refunded_ms: refunded(bonds.iter().filter(|bond| Some(bond.bidder.as_str()) == winner)),
        };
        let bond_row = |(bidder, name): (String, String)| {
            let line = bonds.iter().find(|bond| bond.bidder == bidder);
            Ok(BondRow {
                bidder: org(&bidder)?,
                name,
                bond: line.map(|line| line.bond.clone()),
                refunded_ms: line.and_then(|line| line.refunded_ms),
            })
        };
        Ok(AfterReply {
            clocks: clocks(&calendar, &at),
            bonds: listed.into_iter().map(bond_row).collect::<Result<_, Fault>>()?,
            contract,
            members: members(conn, key).await?,
            challenges: challenges.iter().map(|one| challenge::row(one, &calendar)).collect::<Result<_, _>>()?,
        })
    }
}

/// When the last of these bonds was refunded; none while one is not, or there is none.
fn refunded<'a>(bonds: impl Iterator<Item = &'a BondLine>) -> Option<i64> {
    let all: Option<Vec<i64>> = bonds.map(|bond| bond.refunded_ms).collect();
    all.and_then(|all| all.into_iter().max())
}

/// The members who are in and have signed their sheets.
async fn members(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(MemberId, String)>, Fault> {
    let signed = store::summary::sheet_signatures(conn, key).await?;
    let members = store::summary::members(conn, key).await?;
    let in_it = members.iter().filter(|member| !member.out && signed.iter().any(|one| one.member == member.id));
    in_it.map(|member| Ok((MemberId::new(&member.id).map_err(Fault::internal)?, member.called()))).collect()
}
