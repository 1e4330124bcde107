//! What the committee decided together and asked in writing, for the report.

use super::time;
use crate::desks::summary::Material;
use crate::fault::Fault;
use paper::{AbnormalReview, Decided, Exchange};
use shared::api::matters::{InquiryKind, Subject};
use shared::id::LotKey;
use shared::rules::correction::Proposal;
use shared::rules::{FindingCode, Outcome};
use shared::text::Lang;
use shared::text::matters as words;
use store::AnyConnection;
use store::after::Reevaluation;
use store::matters::{Inquiry, KeptScore, Matter, Vote};

/// The committee's acts beside its scores.
pub(super) struct Acts {
    matters: Vec<Matter>,
    votes: Vec<Vote>,
    inquiries: Vec<Inquiry>,
    pub(super) kept: Vec<KeptScore>,
    again: Vec<Reevaluation>,
}

impl Acts {
    pub(super) async fn load(conn: &mut AnyConnection, lot: &LotKey) -> Result<Self, Fault> {
        Ok(Self {
            matters: store::matters::all(conn, lot).await?,
            votes: store::matters::votes(conn, lot).await?,
            inquiries: store::matters::inquiries(conn, lot).await?,
            kept: store::matters::kept_scores(conn, lot).await?,
            again: store::after::reevaluations(conn, lot).await?,
        })
    }

    fn result(matter: &Matter) -> String {
        let word = Self::word(matter);
        // What the agency answered to a stop stands beside the decision (87号令 art. 65).
        matter.answer.as_ref().map_or_else(
            || word.to_owned(),
            |(confirmed, reason, at_ms)| {
                let said = if *confirmed { "确认" } else { "不予确认，继续评标" };
                format!("{word}。采购代理机构于 {} {said}：{reason}", time(Some(*at_ms)))
            },
        )
    }

    fn word(matter: &Matter) -> &'static str {
        match matter.adopted {
            _ if matter.void => "作废（参加表决的成员已退出，财政部令第87号第四十九条）",
            Some(true) => "通过",
            Some(false) => "未通过",
            None => "未表决完毕",
        }
    }

    /// Who voted how, and why; the votes of members who fell out are void (87号令 art. 49).
    fn opinions(&self, matter: &Matter, material: &Material) -> String {
        let votes = self.votes.iter().filter(|vote| vote.n == matter.n);
        let opinion = |vote: &Vote| {
            let word = if vote.agree { "同意" } else { "不同意" };
            let void = if material.former.iter().any(|member| member.id == vote.member) {
                "，已退出，意见无效"
            } else {
                ""
            };
            let why = if vote.opinion.is_empty() { String::new() } else { format!("：{}", vote.opinion) };
            format!("{}{word}{void}{why}", material.member_name(&vote.member))
        };
        votes.map(opinion).collect::<Vec<_>>().join("；")
    }

    /// What was evaluated again after a report was signed, and whether the result is another (87号令 art. 64).
    pub(super) fn reevaluations(&self, outcome: &Outcome) -> Result<Vec<String>, Fault> {
        let said = |again: &Reevaluation| {
            let before: Outcome = serde_json::from_str(&again.outcome_json)?;
            let changed = before.candidates != outcome.candidates
                || before.bids.iter().any(|bid| outcome.bid(&bid.id).is_none_or(|now| now.total != bid.total));
            let who = if again.role == "purchaser" { "采购人" } else { "采购代理机构" };
            let ground = shared::api::summary::Ground::parse(&again.ground)
                .map_or("", |ground| shared::text::summary::ground(ground).get(Lang::Zh));
            let result = if changed {
                "评审结果与原报告不同，由采购人或者采购代理机构书面报告本级财政部门"
            } else {
                "评审结果与原报告一致"
            };
            Ok(format!(
                "评标报告签署后，{who}于 {} 以“{ground}”为由要求原评标委员会重新评审：{}。原报告 SHA-256：{}。{result}                 （财政部令第87号第六十四条）。",
                time(Some(again.at_ms)),
                again.reason,
                again.report_sha256
            ))
        };
        self.again.iter().map(said).collect()
    }

    /// Every matter with its votes (87号令 art. 61).
    pub(super) fn decided(&self, material: &Material) -> Result<Vec<Decided>, Fault> {
        let row = |matter: &Matter| {
            let subject: Subject = serde_json::from_str(&matter.subject_json)?;
            let whom: Vec<_> = subject.bidders().iter().map(|id| material.bidder_name(id.as_str())).collect();
            let mut what = words::subject(&subject).get(Lang::Zh).to_owned();
            match &subject {
                Subject::Collusion { ground, .. } => {
                    what += &format!("（{}）", words::collusion(*ground).get(Lang::Zh))
                }
                Subject::Deduction { claim, .. } => what += &format!("（{}）", words::claim(*claim).get(Lang::Zh)),
                Subject::Invalid { clause, .. } => what += &format!("（{clause}）"),
                Subject::Stop { ground, clause } => {
                    what += &format!("（{}：{clause}）", words::stop(*ground).get(Lang::Zh))
                }
                _ => {}
            }
            let proposal = matter.proposal_json.as_deref().map(serde_json::from_str::<Proposal>).transpose()?;
            let steps = proposal.map(|proposal| {
                let step = |step: &shared::rules::correction::CorrectionStep| {
                    format!("{}：{} → {}", words::correction(step.rule).get(Lang::Zh), step.from, step.to)
                };
                proposal.steps.iter().map(step).collect::<Vec<_>>().join("；")
            });
            let evidence: Vec<shared::api::matters::Evidence> = serde_json::from_str(&matter.evidence_json)?;
            let pages = evidence.iter().map(|page| {
                format!("{}“{}”第 {} 页", material.bidder_name(page.bidder.as_str()), page.file, page.page)
            });
            let reason = [Some(matter.reason.clone()), steps, Some(pages.collect::<Vec<_>>().join("、"))];
            Ok(Decided {
                n: matter.n.to_string(),
                what,
                bidders: whom.join("、"),
                reason: reason.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("。"),
                votes: self.opinions(matter, material),
                result: Self::result(matter),
            })
        };
        self.matters.iter().map(row).collect()
    }

    /// Every question with its answer, low prices and corrections too (87号令 art. 51, 58).
    pub(super) fn clarifications(&self, material: &Material) -> Vec<Exchange> {
        let row = |inquiry: &Inquiry| {
            let kind = InquiryKind::parse(&inquiry.kind).map_or("", |kind| words::inquiry(kind).get(Lang::Zh));
            let answer = match (&inquiry.answer, inquiry.accept) {
                (None, _) => "逾期未答复".to_owned(),
                (Some(text), None) => text.clone(),
                (Some(text), Some(true)) => format!("确认修正后的报价。{text}"),
                (Some(text), Some(false)) => format!("不确认修正后的报价。{text}"),
            };
            Exchange {
                bidder: material.bidder_name(&inquiry.bidder),
                time: format!(
                    "{}提问，{}截止，{}答复",
                    time(Some(inquiry.asked_ms)),
                    time(Some(inquiry.due_ms)),
                    inquiry.answered_ms.map_or_else(|| "未".into(), |ms| time(Some(ms)))
                ),
                question: format!("【{kind}】{}", inquiry.question),
                answer,
            }
        };
        self.inquiries.iter().map(row).collect()
    }

    /// The reviews of abnormally low prices: trigger, opinion, result (财库〔2026〕2号).
    pub(super) fn abnormal(&self, material: &Material, outcome: &Outcome) -> Result<Vec<AbnormalReview>, Fault> {
        let mut rows: Vec<(String, String)> = outcome
            .findings
            .iter()
            .filter(|finding| finding.code == FindingCode::AbnormallyLow)
            .map(|finding| {
                let why: Vec<_> = finding.detail.iter().map(|detail| words::trigger(detail).get(Lang::Zh)).collect();
                (finding.bid.clone(), why.join("；"))
            })
            .collect();
        let mut decisions = Vec::new();
        for matter in self.matters.iter().filter(|matter| !matter.void) {
            let subject: Subject = serde_json::from_str(&matter.subject_json)?;
            let Some(bidder) = subject.bidders().first().map(ToString::to_string) else { continue };
            match subject {
                Subject::LowPriceStart { .. }
                    if matter.adopted == Some(true) && rows.iter().all(|row| row.0 != bidder) =>
                {
                    rows.push((bidder, "评标委员会基于专业判断认为报价明显过低".into()));
                }
                Subject::LowPrice { .. } => decisions.push((bidder, matter)),
                _ => {}
            }
        }
        let row = |(bidder, trigger): (String, String)| {
            let decision = decisions.iter().find(|(of, _)| *of == bidder).map(|(_, matter)| *matter);
            let result = match decision.and_then(|matter| matter.adopted) {
                Some(true) => "未能证明其报价合理性，投标无效",
                Some(false) => "能够证明其报价合理性，继续评审",
                None => "投标已因其他情形无效，或未作认定",
            };
            AbnormalReview {
                bidder: material.bidder_name(&bidder),
                trigger,
                opinion: decision.map(|matter| self.opinions(matter, material)).unwrap_or_default(),
                result: result.into(),
            }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
