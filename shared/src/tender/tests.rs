use super::*;
use crate::refusal::Code;
use crate::rules::calendar::{beijing_date, beijing_midnight_ms};
use crate::rules::case::CriterionKind;
use crate::rules::codes::{DateCode, PlanCode, Severity};
use crate::rules::criteria::PlanCriterion;
use crate::text::Lang;
use time::Duration;
use time::macros::date;

fn criterion(id: &str, max: i64) -> PlanCriterion {
    PlanCriterion {
        id: id.into(),
        title: "方案".into(),
        standard: "优得满分".into(),
        kind: CriterionKind::Subjective,
        max: max.into(),
        min: 0.into(),
        step: None,
    }
}

fn plan() -> LotPlan {
    let mut plan = starting_plan(Regime::Goods, Method::Comprehensive, Fen(120_000_000));
    plan.criteria = vec![criterion("tech-1", 40), criterion("plan", 30)];
    plan
}

/// Nine o'clock in Beijing on a working day without holidays around it.
fn now_ms() -> i64 {
    beijing_midnight_ms(date!(2026 - 11 - 02)) + 9 * 3_600_000
}

fn days_ms(days: i64) -> i64 {
    now_ms() + days * 86_400_000
}

fn complete(plan: &LotPlan) -> Draft<'_> {
    Draft { plan, deadline_ms: Some(days_ms(21)), documents: 1, sheet: SheetState::Complete, now_ms: now_ms() }
}

#[test]
fn every_starting_plan_lacks_only_its_criteria() {
    for regime in [Regime::Goods, Regime::Services, Regime::Works, Regime::International] {
        for budget in [Fen(100), Fen(999_999_999), Fen(1_000_000_000)] {
            let mut plan = starting_plan(regime, Method::Comprehensive, budget);
            let codes: Vec<_> = plan.check().into_iter().map(|finding| finding.code).collect();
            assert_eq!(codes, [PlanCode::NoCriteria, PlanCode::WeightSum], "{regime:?}");
            let rest = &Decimal::from(100) - &plan.price_weight;
            plan.criteria = vec![PlanCriterion { max: rest, ..criterion("tech", 1) }];
            assert_eq!(plan.check(), [], "{regime:?}");
            assert_eq!(starting_plan(regime, Method::Lowest, budget).check(), [], "{regime:?}");
        }
    }
}

#[test]
fn a_lenders_plan_begins_without_deductions_and_the_laws_with_its_least() {
    let small = |regime| starting_plan(regime, Method::Comprehensive, Fen(100)).deductions.small.to_string();
    let all = [Regime::Goods, Regime::Services, Regime::Works, Regime::International].map(small);
    assert_eq!(all, ["0.1", "0.1", "0.03", "0"]);
}

#[test]
fn the_deadline_is_refused_at_nineteen_days_warned_at_twenty_free_at_twenty_one() {
    let plan = plan();
    let calendar = Calendar::default();
    let at = |days| Draft { deadline_ms: Some(days_ms(days)), ..complete(&plan) }.check(&calendar);
    let nineteen = at(19);
    assert_eq!(nineteen.len(), 1);
    assert_eq!(nineteen[0].code, LotCode::Date(DateCode::DeadlineTooEarly));
    let refused = refusal(&nineteen).unwrap();
    assert_eq!(refused.code, Code::DeadlineTooEarly);
    assert_eq!(refused.fields["earliest"], "2026-11-23");
    let twenty = at(20);
    assert_eq!((twenty[0].code, twenty[0].severity), (LotCode::Date(DateCode::DeadlineAtMinimum), Severity::Warning));
    assert!(!blocks(&twenty));
    assert_eq!(at(21), []);
    assert_eq!(beijing_date(days_ms(21)), beijing_date(now_ms()).and_then(|day| day.checked_add(Duration::days(21))));
}

#[test]
fn each_defect_has_its_refusal_and_both_sentences() {
    let good = plan();
    let calendar = Calendar::default();
    let mut light = plan();
    light.price_weight = 29.into();
    light.criteria[0].max = 41.into();
    let mut short = plan();
    short.criteria[0].max = 39.into();
    let mut bad_id = plan();
    bad_id.criteria[0].id = "评审1".into();
    let cases = [
        (Draft { plan: &light, ..complete(&good) }, Code::PriceWeightTooLow),
        (Draft { plan: &short, ..complete(&good) }, Code::CriteriaNotHundred),
        (Draft { plan: &bad_id, ..complete(&good) }, Code::PlanHasErrors),
        (Draft { deadline_ms: None, ..complete(&good) }, Code::NoDeadline),
        (Draft { deadline_ms: Some(now_ms()), ..complete(&good) }, Code::DeadlinePassed),
        (Draft { documents: 0, ..complete(&good) }, Code::NoDocuments),
        (Draft { sheet: SheetState::NotNamed, ..complete(&good) }, Code::NoHolders),
        (Draft { sheet: SheetState::KeysMissing, ..complete(&good) }, Code::HolderKeysMissing),
        (Draft { sheet: SheetState::NotSigned, ..complete(&good) }, Code::SheetNotSigned),
        (Draft { sheet: SheetState::IdentityReplaced, ..complete(&good) }, Code::HolderIdentityReplaced),
    ];
    for (draft, expected) in cases {
        let findings = draft.check(&calendar);
        let refused = refusal(&findings).unwrap();
        assert_eq!(refused.code, expected);
        for lang in [Lang::Zh, Lang::En] {
            assert!(!refused.sentence(lang).contains('{'), "{}", refused.sentence(lang));
            assert!(findings.iter().all(|finding| !finding.code.text().get(lang).is_empty()));
        }
    }
    assert_eq!(refusal(&complete(&good).check(&calendar)), None);
}

#[test]
fn a_finding_survives_the_wire() {
    let plan = starting_plan(Regime::Goods, Method::Comprehensive, Fen(0));
    let draft = Draft { deadline_ms: Some(days_ms(5)), documents: 0, sheet: SheetState::NotNamed, ..complete(&plan) };
    let findings = draft.check(&Calendar::default());
    assert!(findings.len() > 5);
    let text = serde_json::to_string(&findings).unwrap();
    assert_eq!(serde_json::from_str::<Vec<LotFinding>>(&text).unwrap(), findings);
}

#[test]
fn the_form_asks_only_what_the_plan_uses() {
    let all = form_fields(&plan());
    assert_eq!(all.len(), 9);
    let mut bare = starting_plan(Regime::Services, Method::Lowest, Fen(100));
    bare.deductions = Deductions { small: 0.into(), consortium: 0.into(), domestic: 0.into() };
    assert_eq!(form_fields(&bare), ["price_fen", "price_words", "delivery_days", "validity_days"]);
}

/// The members that a published schema names, and those of an object.
fn members(schema: &str, object: &serde_json::Value) -> (Vec<String>, Vec<String>, Vec<String>) {
    let path = format!("{}/../docs/formats/{schema}", env!("CARGO_MANIFEST_DIR"));
    let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut known: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    let mut required: Vec<String> =
        schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let mut found: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    for list in [&mut known, &mut required, &mut found] {
        list.sort();
    }
    (known, required, found)
}

#[test]
fn the_published_schemas_name_every_member_of_notice_and_form() {
    let lot = LotKey::new("T-1", "1").unwrap();
    let sheet = KeySheet {
        tender: lot.tender.clone(),
        lot: lot.lot.clone(),
        envelope: crate::envelope::Envelope::Single,
        m: 2,
        holders: (1..=3)
            .map(|x| crate::envelope::Holder {
                x,
                name: "甲".into(),
                key: crate::envelope::B64([x; 32]),
                identity: crate::envelope::B64([x; 32]),
            })
            .collect(),
        sigs: Vec::new(),
    };
    let heading = Heading {
        lot: &lot,
        title: "设备",
        lot_title: "第一包",
        purchaser: "学校",
        place: "一室",
        deadline_ms: 1_790_000_000_000,
    };
    let notice = first_notice(&heading, &plan(), std::slice::from_ref(&sheet), Vec::new()).unwrap();
    assert_eq!(Notice::parse(&notice.to_bytes().unwrap()).unwrap(), notice);
    let mut json = serde_json::to_value(&notice).unwrap();
    let (_, required, found) = members("notice.schema.json", &json);
    assert_eq!(required, found, "the first version has what is required and nothing else");
    json["amendment"] = serde_json::json!({});
    let (known, _, found) = members("notice.schema.json", &json);
    assert_eq!(known, found, "a later version says by what it came about");
    let form = crate::envelope::OpeningForm {
        v: 1,
        tender: lot.tender.clone(),
        lot: lot.lot.clone(),
        bidder: "甲公司".into(),
        price_fen: None,
        price_words: None,
        delivery_days: 30,
        validity_days: 90,
        size: crate::envelope::ClaimedSize::Small,
        consortium_small_share: "0".into(),
        domestic: true,
        brand: None,
        index: Vec::new(),
    };
    let (known, required, found) = members("form.schema.json", &serde_json::to_value(&form).unwrap());
    assert_eq!((&known, &required), (&found, &found));
}
