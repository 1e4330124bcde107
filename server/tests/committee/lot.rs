//! A qualified lot with its people, ready for a draw.

use crate::common::{Place, caller};
use bidroom_server::act::{change, query};
use bidroom_server::desks::pool;
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use bidroom_server::sequence::{Boxed, Ran, Task};
use bidroom_server::work::{Change, Query};
use shared::api::pool::{ExpertData, ExpertRelation, RelationKind};
use shared::id::{AccountId, ExpertNo, LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::people::{Actor, Role, Seat};
use shared::refusal::Code;
use shared::rules::criteria::LotPlan;
use std::sync::Arc;
use store::AnyConnection;

pub const PURCHASER: &str = "91330000000000000X";

/// A house with a pool and one lot at stage `qualified`.
pub struct Situation {
    /// Kept for its folder, which goes with it.
    pub _place: Place,
    pub house: Arc<House>,
    pub key: LotKey,
    pub pool: Vec<(ExpertNo, ExpertData)>,
    pub bidders: Vec<String>,
}

pub fn actor(role: Role, account: &str, org: Option<&str>, seat: Option<Seat>) -> Actor {
    Actor {
        account: Some(AccountId::new(account).unwrap()),
        role,
        name: account.to_owned(),
        org: org.map(|org| OrgId::new(org).unwrap()),
        seat,
        confirmed: true,
    }
}

pub fn staff(role: Role) -> Actor {
    match role {
        Role::Officer => actor(role, "officer", None, None),
        Role::Purchaser => actor(role, "buyer", Some(PURCHASER), None),
        Role::Supervisor => actor(role, "super", None, None),
        Role::Registrar => actor(role, "registrar", None, None),
        _ => Actor::public(),
    }
}

/// SQL that a situation needs and no endpoint of this desk gives.
pub struct Sql(pub Vec<String>);

impl Task for Sql {
    fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            for sql in &self.0 {
                sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut *conn).await.map_err(Fault::internal)?;
            }
            Ok(Ran { reply: "null".into(), events: Vec::new() })
        })
    }
}

fn plan() -> String {
    let text = r#"{"regime":"goods","method":"comprehensive","budget":120000000,"ceiling":120000000,
        "criteria":[{"id":"tech","title":"技术","standard":"满足得满分。","kind":"objective","max":"70","min":"0"}],
        "price_weight":"30","deductions":{"small":"0.10","consortium":"0.04","domestic":"0.20"},
        "abnormally_low":{"of_mean":"0.50","of_next":"0.50","of_ceiling":"0.45"},
        "candidates":3,"committee_experts":4,"committee_purchaser":1}"#;
    let plan: LotPlan = serde_json::from_str(text).unwrap();
    serde_json::to_string(&plan).unwrap()
}

impl Situation {
    /// With these experts. Two of the bidders are the employer of the first expert and an organisation to which the
    /// second is related.
    pub async fn new(server: Option<&str>, pool: Vec<(ExpertNo, ExpertData)>) -> Self {
        let place = Place::new(server).await;
        let house = place.open().await;
        Self::within(place, house, pool).await
    }

    /// As [`Situation::new`], with a simulator that calls.
    pub async fn with_simulator(server: Option<&str>) -> Self {
        let place = Place::new(server).await;
        let house = place.open_demo().await;
        Self::within(place, house, pool::samples(1, 700).unwrap()).await
    }

    async fn within(place: Place, house: Arc<House>, mut pool: Vec<(ExpertNo, ExpertData)>) -> Self {
        let bidders =
            vec![pool[0].1.employer.to_string(), "91330000111111111X".to_owned(), "91330000222222222X".to_owned()];
        let relation = |org: &str| ExpertRelation {
            kind: RelationKind::Family,
            org: OrgId::new(org).unwrap(),
            from: None,
            until: None,
        };
        pool[1].1.relations.push(relation(&bidders[1]));
        pool[2].1.employer = OrgId::new(PURCHASER).unwrap();
        pool::import(&house, pool.clone()).await.unwrap();
        let mut sql = vec![format!("INSERT INTO orgs VALUES ('{PURCHASER}', 'purchaser', '市教育局', 0)")];
        for (account, role) in [("officer", "officer"), ("super", "supervisor"), ("registrar", "registrar")] {
            sql.push(format!("INSERT INTO accounts VALUES ('{account}', '{role}', '{account}', NULL, 'x', 0, 0)"));
        }
        sql.push(format!("INSERT INTO accounts VALUES ('buyer', 'purchaser', 'buyer', '{PURCHASER}', 'x', 0, 0)"));
        sql.push(format!(
            "INSERT INTO tenders VALUES ('T1', '教学设备', '{PURCHASER}', 'officer', 'super', '三楼评标区', 0)"
        ));
        sql.push(format!(
            "INSERT INTO lots (tender, lot, title, stage, stage_json, plan_json, created_ms) VALUES ('T1', '1', '第一包', 'qualified', '{{\"stage\":\"qualified\"}}', '{}', 0)",
            plan()
        ));
        for (n, org) in bidders.iter().enumerate() {
            sql.push(format!("INSERT INTO orgs VALUES ('{org}', 'bidder', '投标人{n}', 0)"));
            sql.push(format!("INSERT INTO accounts VALUES ('bidder{n}', 'bidder', 'b', '{org}', 'x', 0, 0)"));
            sql.push(format!(
                "INSERT INTO verdicts (tender, lot, envelope, bidder, outcome, decided_by, at_ms) VALUES ('T1', '1', 'single', '{org}', 'opened', 'system', 0)"
            ));
        }
        bidroom_server::sequence::run(&house, Box::new(Sql(sql))).await.unwrap();
        Self { _place: place, house, key: LotKey::new("T1", "1").unwrap(), pool, bidders }
    }

    pub async fn with_700(server: Option<&str>) -> Self {
        Self::new(server, pool::samples(1, 700).unwrap()).await
    }

    pub async fn act<C: Change>(&self, actor: &Actor, body: C) -> C::Reply {
        let acted = change(&self.house, &caller(actor.clone()), &body).await;
        acted.unwrap_or_else(|fault| panic!("{}: {fault}", C::PATH)).reply
    }

    /// The code with which a change is refused.
    pub async fn refused<C: Change>(&self, actor: &Actor, body: C) -> Code {
        match change(&self.house, &caller(actor.clone()), &body).await {
            Err(Fault::Refused(refusal)) => refusal.code,
            Err(fault) => panic!("{}: {fault}", C::PATH),
            Ok(_) => panic!("{} was not refused", C::PATH),
        }
    }

    pub async fn read<Q: Query>(&self, actor: &Actor, body: Q) -> Q::Reply {
        let reply = query(&self.house, &caller(actor.clone()), &body).await;
        reply.unwrap_or_else(|fault| panic!("{}: {fault}", Q::PATH))
    }

    pub async fn stage(&self) -> StageName {
        let mut conn = self.house.db.connection().await.unwrap();
        store::lots::find(&mut conn, &self.key).await.unwrap().unwrap().stage.name()
    }

    /// The supervisor's witness has cosigned the newest checkpoint.
    pub async fn cosign(&self) {
        struct Cosign;
        impl Task for Cosign {
            fn run<'a>(&'a self, _: &'a Arc<House>, conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
                Box::pin(async move {
                    let newest = store::journal::newest_checkpoint(conn).await?.unwrap();
                    store::journal::cosign(conn, newest.size, &newest.note, 1).await?;
                    Ok(Ran { reply: "null".into(), events: Vec::new() })
                })
            }
        }
        bidroom_server::sequence::run(&self.house, Box::new(Cosign)).await.unwrap();
    }

    /// Every act in the journal: its kind.
    pub async fn kinds(&self) -> Vec<String> {
        let mut conn = self.house.db.connection().await.unwrap();
        let acts = store::journal::since(&mut conn, -1, None, 10_000).await.unwrap();
        acts.into_iter().map(|act| act.kind).collect()
    }
}
