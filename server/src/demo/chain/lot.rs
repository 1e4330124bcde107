//! Writing a lot and publishing its notice.

use super::{Lot, apart, because};
use crate::demo::keyring::random;
use crate::demo::line::{Failed, Outcome};
use crate::demo::people::PURCHASER;
use paper::{CriterionRow, Head, Requirement, TenderDocument};
use shared::api::tenders::{
    AddDocument, CreateLot, CreateTender, Holding, ListHoldings, MakeHolderKey, NameHolders, PublishNotice, Published,
    ReadLot, SaveLotPlan, SignKeySheet,
};
use shared::envelope::{Envelope, PrivateKey, holder_pair};
use shared::id::OrgId;
use shared::refusal::Code;
use shared::rules::case::Method;

/// Where the samples are opened.
pub const PLACE: &str = "明川市公共资源交易中心三楼第二开标室";

impl Lot {
    /// Tender, lot, plan, deadline, documents: all that an officer writes.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn draft(&self) -> Outcome<()> {
        let officer = &self.cast.officer.person;
        let tender = CreateTender {
            id: self.key.tender.clone(),
            title: self.spec.tender_title.clone(),
            purchaser: because(OrgId::new(PURCHASER.0))?,
            supervisor: self.cast.supervisor.account.clone(),
            place: PLACE.to_owned(),
        };
        match officer.act(&tender).await {
            // A tender may have several lots.
            Err(error) if error.code() == Some(Code::AlreadyExists) => {}
            other => {
                other?;
            }
        }
        let lot = CreateLot {
            key: self.key.clone(),
            title: self.spec.title.clone(),
            regime: self.spec.regime,
            method: Method::Comprehensive,
            budget: self.spec.budget(),
        };
        officer.act(&lot).await?;
        let page = officer.ask(&ReadLot { lot: self.key.clone() }).await?;
        let mut plan = page.plan;
        plan.criteria = self.spec.criteria.clone();
        plan.opening = self.spec.opening.clone();
        (self.spec.terms)(&mut plan);
        let save = SaveLotPlan {
            lot: self.key.clone(),
            version: page.version,
            title: self.spec.title.clone(),
            plan,
            deadline_ms: Some(self.spec.deadline_ms),
        };
        officer.act(&save).await?;
        let document = self.tender_document().await?;
        let add = AddDocument { lot: self.key.clone(), name: "招标文件.pdf".to_owned() };
        officer.put(&add, "application/pdf", &document).await?;
        Ok(())
    }

    /// Names the three holders; each makes a key, then all sign the key sheet: any two of them open.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn hold_keys(&self) -> Outcome<()> {
        let holders = &self.cast.holders;
        let accounts = holders.iter().map(|holder| holder.account.clone()).collect();
        let name = NameHolders { lot: self.key.clone(), m: 2, holders: accounts };
        self.cast.officer.person.act(&name).await?;
        for &envelope in self.spec.opening.envelopes() {
            for (place, holder) in holders.iter().enumerate() {
                let (secret, key) = holder_pair(&random()?);
                let identity = crate::demo::keyring::public(&holder.identity);
                holder.person.act(&MakeHolderKey { lot: self.key.clone(), envelope, key, identity }).await?;
                let key = PrivateKey::Holder(secret.clone());
                self.cast.keyring.keep_holder(&holder.account, &self.key, envelope, &key)?;
                self.holder_keys.lock().map_err(Failed::because)?.insert((envelope, place), secret);
            }
        }
        for &envelope in self.spec.opening.envelopes() {
            for holder in holders {
                let holding = self.holding(holder, envelope).await?;
                let sheet = holding.sheet.ok_or_else(|| Failed::because("no key sheet to sign"))?;
                let sig = because(sheet.sign(&holder.identity))?;
                holder.person.act(&SignKeySheet { lot: self.key.clone(), envelope, sig }).await?;
            }
        }
        Ok(())
    }

    async fn holding(&self, holder: &crate::demo::people::Signer, envelope: Envelope) -> Outcome<Holding> {
        let holdings = holder.person.ask(&ListHoldings {}).await?;
        let mine = holdings.into_iter().find(|holding| holding.lot == self.key && holding.envelope == envelope);
        mine.ok_or_else(|| Failed::because("the holder does not hold this lot"))
    }

    /// Publishes the notice.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn publish(&self) -> Outcome<Published> {
        let officer = &self.cast.officer.person;
        let version = officer.ask(&ReadLot { lot: self.key.clone() }).await?.version;
        officer.act(&PublishNotice { lot: self.key.clone(), version }).await
    }

    /// Draft, keys, notice.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn published(&self) -> Outcome<()> {
        self.draft().await?;
        self.hold_keys().await?;
        self.publish().await?;
        Ok(())
    }

    /// Sets the tender document (招标文件).
    ///
    /// # Errors
    /// When a page cannot be set.
    pub async fn tender_document(&self) -> Outcome<Vec<u8>> {
        let document = self.document_data();
        let fonts = self.fonts.clone();
        apart(move || because(paper::tender_document(&fonts, &document))).await
    }

    fn document_data(&self) -> TenderDocument {
        let spec = &self.spec;
        let yuan = format!("人民币 {} 元", spec.budget().grouped());
        let deadline = super::spec::beijing(spec.deadline_ms);
        TenderDocument {
            head: Head {
                centre: "明川市公共资源交易中心".into(),
                project: spec.tender_title.clone(),
                tender_id: spec.tender.clone(),
                lot: format!("{} {}", spec.lot, spec.title),
                issued_ms: crate::clock::machine_ms(),
                ..Head::default()
            },
            purchaser: PURCHASER.1.into(),
            purchaser_contact: "明川市学院路 168 号　0570-5550168".into(),
            centre_contact: format!("{PLACE}　0570-5550100"),
            budget: yuan.clone(),
            ceiling: yuan,
            deadline: deadline.clone(),
            place: PLACE.into(),
            documents: format!("自公告之日起至 {deadline}，在本系统公告页面下载"),
            validity: "90 日历天".into(),
            delivery: "合同签订后 60 日历天".into(),
            bond: String::new(),
            method: "综合评分法；价格分采用低价优先法".into(),
            candidates: "3".into(),
            qualifications: vec![
                "符合《中华人民共和国政府采购法》第二十二条规定的条件。".into(),
                "未被列入失信被执行人、重大税收违法失信主体、政府采购严重违法失信行为记录名单。".into(),
            ],
            requirements: spec
                .items
                .iter()
                .map(|(name, text, unit, count)| Requirement {
                    name: format!("{name}（{count} {unit}）"),
                    text: (*text).into(),
                    essential: false,
                })
                .collect(),
            criteria: self.criterion_rows(),
            policies: vec![
                "对小型和微型企业的报价给予 10% 的价格扣除。".into(),
                "对本国产品的报价给予 20% 的价格扣除。".into(),
            ],
        }
    }

    pub(super) fn criterion_rows(&self) -> Vec<CriterionRow> {
        let rows = self.spec.criteria.iter().map(|criterion| CriterionRow {
            id: criterion.id.clone(),
            name: criterion.title.clone(),
            kind: match criterion.kind {
                shared::rules::CriterionKind::Objective => "客观".into(),
                shared::rules::CriterionKind::Subjective => "主观".into(),
            },
            max: criterion.max.to_string(),
            standard: criterion.standard.clone(),
        });
        rows.collect()
    }
}
