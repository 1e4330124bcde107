//! Title, category, money, dates, deductions, committee.

use leptos::prelude::*;
use shared::text::tenders;

use super::fields::Fields;
use super::model::{benchmarks, blindness, envelopes, formulas, methods, parts, policies, regimes};
use super::{Check, view_id};
use crate::prefs::t;
use crate::ui::{DateTimeField, NumberField, Section, SelectField, TextField};

/// The sections before the criteria.
pub fn basics(fields: Fields, check: Check) -> AnyView {
    let off = check.locked;
    view! {
        <Section title=tenders::PLAN>
            <div class="form-grid">
                <TextField
                    id="title-field" label=tenders::LOT_TITLE value=fields.title required=true max_length=200 disabled=off
                    error=check.error("title")
                />
                <SelectField
                    id=view_id("regime") label=tenders::REGIME value=fields.regime options=regimes() required=true
                    disabled=off error=check.error("regime")
                />
                <SelectField
                    id=view_id("method") label=tenders::METHOD value=fields.method options=methods() required=true
                    disabled=off error=check.error("method")
                />
                <NumberField
                    id=view_id("budget") label=tenders::BUDGET value=fields.budget unit=tenders::YUAN required=true
                    disabled=off error=check.error("budget")
                />
                <NumberField
                    id=view_id("ceiling") label=tenders::CEILING value=fields.ceiling unit=tenders::YUAN required=true
                    disabled=off error=check.error("ceiling")
                />
            </div>
        </Section>
        <Section title=tenders::BIDDING_DATES>
            <DateTimeField
                id=view_id("deadline_ms") label=tenders::DEADLINE hint=tenders::DEADLINE_HINT value=fields.deadline_ms
                required=true disabled=off error=check.error("deadline_ms")
            />
        </Section>
        {opening(fields, check)}
        {works(fields, check)}
        {law(fields, check)}
    }
    .into_any()
}

/// How the bids are sealed and opened.
fn opening(fields: Fields, check: Check) -> AnyView {
    let off = check.locked;
    let window = move || {
        (fields.policy.get() == "2").then(|| {
            view! {
                <NumberField
                    id=view_id("opening.window_minutes") label=tenders::OPENING_WINDOW value=fields.window
                    unit=tenders::MINUTES disabled=off error=check.error("opening.window_minutes")
                />
            }
        })
    };
    let least = move || {
        (fields.envelopes.get() == "two" && fields.regime.get() == "international").then(|| {
            view! {
                <NumberField
                    id=view_id("opening.technical_min") label=tenders::TECHNICAL_MIN value=fields.technical_min
                    disabled=off error=check.error("opening.technical_min")
                />
            }
        })
    };
    let blind = move || {
        (fields.envelopes.get() == "two").then(|| {
            view! {
                <SelectField
                    attr:data-test="blind" id=view_id("opening.blind") label=tenders::BLINDNESS value=fields.blind
                    options=blindness() required=true disabled=off error=check.error("opening.blind")
                />
            }
        })
    };
    view! {
        <Section title=tenders::OPENING_HOW>
            <p class="hint">{t(tenders::OPENING_HOW_HINT)}</p>
            <div class="form-grid">
                <SelectField
                    attr:data-test="envelopes" id=view_id("opening.two_envelopes") label=tenders::OPENING_ENVELOPES
                    value=fields.envelopes options=envelopes() required=true disabled=off
                />
                <SelectField
                    attr:data-test="policy" id=view_id("opening.policy") label=tenders::OPENING_POLICY value=fields.policy
                    options=policies() required=true disabled=off error=check.error("opening.policy")
                />
                {window}
                {blind}
                {least}
            </div>
        </Section>
    }
    .into_any()
}

/// How a works lot scores the price, where it is not the lowest that has all points.
fn works(fields: Fields, check: Check) -> AnyView {
    let off = check.locked;
    let number = move |id: &'static str, label, value| {
        view! { <NumberField id=view_id(id) label=label value=value disabled=off error=check.error(id)/> }.into_any()
    };
    let of_formula = move || {
        let formula = fields.formula.get();
        let deviation = (formula == "deviation").then(|| {
            let above = number("works.above", tenders::LOST_ABOVE, fields.above);
            view! {
                {above}
                {number("works.below", tenders::LOST_BELOW, fields.below)}
                <SelectField
                    id=view_id("works.step") label=tenders::PART value=fields.part options=parts() required=true disabled=off
                />
            }
        });
        (formula != "low_first").then(|| {
            view! {
                <SelectField
                    id=view_id("works.benchmark") label=tenders::BENCHMARK value=fields.benchmark options=benchmarks()
                    required=true disabled=off
                />
                {move || {
                    let benchmark = fields.benchmark.get();
                    (benchmark != "mean").then(|| {
                        let limit = (benchmark == "without_outliers")
                            .then(|| number("works.limit", tenders::OUTLIER_LIMIT, fields.limit));
                        view! {
                            <TextField
                                id=view_id("works.drawn") label=tenders::COEFFICIENTS hint=tenders::COEFFICIENTS_HINT
                                value=fields.coefficients disabled=off error=check.error("works.drawn")
                            />
                            {limit}
                        }
                    })
                }}
                {deviation}
                {number("works.floor", tenders::FLOOR, fields.floor)}
            }
        })
    };
    let shown = Memo::new(move |_| fields.regime.get() == "works" && fields.method.get() == "comprehensive");
    let section = move || {
        shown.get().then(|| {
            view! {
                <Section title=tenders::WORKS_PRICE>
                    <div class="form-grid">
                        <SelectField
                            attr:data-test="formula" id=view_id("works.formula") label=tenders::FORMULA
                            value=fields.formula options=formulas() required=true disabled=off
                            error=check.error("works.formula")
                        />
                        {of_formula}
                    </div>
                </Section>
            }
        })
    };
    section.into_any()
}

fn law(fields: Fields, check: Check) -> AnyView {
    let off = check.locked;
    view! {
        <Section title=tenders::DEDUCTIONS>
            <p class="hint">{t(tenders::PERCENT_HINT)}</p>
            <div class="form-grid">
                <NumberField
                    id=view_id("deductions.small") label=tenders::DEDUCTION_SMALL value=fields.small disabled=off
                    error=check.error("deductions.small")
                />
                <NumberField
                    id=view_id("deductions.consortium") label=tenders::DEDUCTION_CONSORTIUM value=fields.consortium
                    disabled=off error=check.error("deductions.consortium")
                />
                <NumberField
                    id=view_id("deductions.domestic") label=tenders::DEDUCTION_DOMESTIC value=fields.domestic disabled=off
                    error=check.error("deductions.domestic")
                />
            </div>
        </Section>
        <Section title=tenders::ABNORMAL>
            <div class="form-grid">
                <NumberField
                    id=view_id("abnormally_low.of_mean") label=tenders::OF_MEAN value=fields.of_mean disabled=off
                    error=check.error("abnormally_low.of_mean")
                />
                <NumberField
                    id=view_id("abnormally_low.of_next") label=tenders::OF_NEXT value=fields.of_next disabled=off
                    error=check.error("abnormally_low.of_next")
                />
                <NumberField
                    id=view_id("abnormally_low.of_ceiling") label=tenders::OF_CEILING value=fields.of_ceiling disabled=off
                    error=check.error("abnormally_low.of_ceiling")
                />
            </div>
        </Section>
        <Section title=tenders::COMMITTEE>
            <div class="form-grid">
                <NumberField
                    id=view_id("committee_experts") label=tenders::EXPERTS value=fields.experts unit=tenders::PEOPLE
                    disabled=off error=check.error("committee_experts")
                />
                <NumberField
                    id=view_id("committee_purchaser") label=tenders::REPRESENTATIVES value=fields.representatives
                    unit=tenders::PEOPLE disabled=off error=check.error("committee_purchaser")
                />
                <NumberField
                    id=view_id("candidates") label=tenders::CANDIDATES value=fields.candidates unit=tenders::PEOPLE
                    disabled=off error=check.error("candidates")
                />
            </div>
        </Section>
    }
    .into_any()
}
