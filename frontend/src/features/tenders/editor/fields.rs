//! The fields of the editor as signals, and back.

use leptos::prelude::*;

use super::model::{Form, PriceForm, Row};

/// One field.
pub type Field = RwSignal<String>;

/// The fields of a criterion; `number` tells them apart while they are moved about.
#[derive(Clone, Copy)]
pub struct RowFields {
    pub number: u32,
    pub id: Field,
    pub title: Field,
    pub standard: Field,
    pub kind: Field,
    pub max: Field,
    pub min: Field,
    pub step: Field,
}

impl RowFields {
    fn new(number: u32, row: &Row) -> Self {
        let field = |text: &str| RwSignal::new(text.to_owned());
        Self {
            number,
            id: field(&row.id),
            title: field(&row.title),
            standard: field(&row.standard),
            kind: field(&row.kind),
            max: field(&row.max),
            min: field(&row.min),
            step: field(&row.step),
        }
    }

    fn read(&self) -> Row {
        Row {
            id: self.id.get(),
            title: self.title.get(),
            standard: self.standard.get(),
            kind: self.kind.get(),
            max: self.max.get(),
            min: self.min.get(),
            step: self.step.get(),
        }
    }
}

/// Every field of the editor.
#[derive(Clone, Copy)]
pub struct Fields {
    pub title: Field,
    pub deadline_ms: RwSignal<Option<i64>>,
    pub regime: Field,
    pub method: Field,
    pub budget: Field,
    pub ceiling: Field,
    pub price_weight: Field,
    pub small: Field,
    pub consortium: Field,
    pub domestic: Field,
    pub of_mean: Field,
    pub of_next: Field,
    pub of_ceiling: Field,
    pub candidates: Field,
    pub experts: Field,
    pub representatives: Field,
    pub envelopes: Field,
    pub policy: Field,
    pub window: Field,
    pub technical_min: Field,
    pub blind: Field,
    pub formula: Field,
    pub benchmark: Field,
    pub coefficients: Field,
    pub limit: Field,
    pub above: Field,
    pub below: Field,
    pub part: Field,
    pub floor: Field,
    pub criteria: RwSignal<Vec<RowFields>>,
    next: StoredValue<u32>,
}

impl Fields {
    /// Fields that hold `form`.
    pub fn new(form: &Form) -> Self {
        let field = |text: &str| RwSignal::new(text.to_owned());
        let fields = Self {
            title: field(&form.title),
            deadline_ms: RwSignal::new(form.deadline_ms),
            regime: field(&form.regime),
            method: field(&form.method),
            budget: field(&form.budget),
            ceiling: field(&form.ceiling),
            price_weight: field(&form.price_weight),
            small: field(&form.small),
            consortium: field(&form.consortium),
            domestic: field(&form.domestic),
            of_mean: field(&form.of_mean),
            of_next: field(&form.of_next),
            of_ceiling: field(&form.of_ceiling),
            candidates: field(&form.candidates),
            experts: field(&form.experts),
            representatives: field(&form.representatives),
            envelopes: field(&form.envelopes),
            policy: field(&form.policy),
            window: field(&form.window),
            technical_min: field(&form.technical_min),
            blind: field(&form.blind),
            formula: field(&form.price.formula),
            benchmark: field(&form.price.benchmark),
            coefficients: field(&form.price.coefficients),
            limit: field(&form.price.limit),
            above: field(&form.price.above),
            below: field(&form.price.below),
            part: field(&form.price.part),
            floor: field(&form.price.floor),
            criteria: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        fields.set_criteria(&form.criteria);
        fields
    }

    /// Puts other values into the fields.
    pub fn set(&self, form: &Form) {
        for (field, text) in [
            (self.title, &form.title),
            (self.regime, &form.regime),
            (self.method, &form.method),
            (self.budget, &form.budget),
            (self.ceiling, &form.ceiling),
            (self.price_weight, &form.price_weight),
            (self.small, &form.small),
            (self.consortium, &form.consortium),
            (self.domestic, &form.domestic),
            (self.of_mean, &form.of_mean),
            (self.of_next, &form.of_next),
            (self.of_ceiling, &form.of_ceiling),
            (self.candidates, &form.candidates),
            (self.experts, &form.experts),
            (self.representatives, &form.representatives),
            (self.envelopes, &form.envelopes),
            (self.policy, &form.policy),
            (self.window, &form.window),
            (self.technical_min, &form.technical_min),
            (self.blind, &form.blind),
            (self.formula, &form.price.formula),
            (self.benchmark, &form.price.benchmark),
            (self.coefficients, &form.price.coefficients),
            (self.limit, &form.price.limit),
            (self.above, &form.price.above),
            (self.below, &form.price.below),
            (self.part, &form.price.part),
            (self.floor, &form.price.floor),
        ] {
            field.set(text.clone());
        }
        self.deadline_ms.set(form.deadline_ms);
        self.set_criteria(&form.criteria);
    }

    fn set_criteria(&self, rows: &[Row]) {
        let fields: Vec<_> = rows.iter().map(|row| RowFields::new(self.number(), row)).collect();
        self.criteria.set(fields);
    }

    fn number(&self) -> u32 {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        number
    }

    /// What the fields hold; follows them.
    pub fn read(&self) -> Form {
        Form {
            title: self.title.get(),
            deadline_ms: self.deadline_ms.get(),
            regime: self.regime.get(),
            method: self.method.get(),
            budget: self.budget.get(),
            ceiling: self.ceiling.get(),
            price_weight: self.price_weight.get(),
            small: self.small.get(),
            consortium: self.consortium.get(),
            domestic: self.domestic.get(),
            of_mean: self.of_mean.get(),
            of_next: self.of_next.get(),
            of_ceiling: self.of_ceiling.get(),
            candidates: self.candidates.get(),
            experts: self.experts.get(),
            representatives: self.representatives.get(),
            envelopes: self.envelopes.get(),
            policy: self.policy.get(),
            window: self.window.get(),
            technical_min: self.technical_min.get(),
            blind: self.blind.get(),
            price: PriceForm {
                formula: self.formula.get(),
                benchmark: self.benchmark.get(),
                coefficients: self.coefficients.get(),
                limit: self.limit.get(),
                above: self.above.get(),
                below: self.below.get(),
                part: self.part.get(),
                floor: self.floor.get(),
            },
            criteria: self.criteria.get().iter().map(RowFields::read).collect(),
        }
    }

    /// Adds a criterion at the end.
    pub fn add(&self) {
        let ids: Vec<_> = self.criteria.get_untracked().iter().map(|row| row.id.get_untracked()).collect();
        let row = RowFields::new(self.number(), &Row::fresh(&ids));
        self.criteria.update(|rows| rows.push(row));
    }

    /// Takes a criterion away.
    pub fn remove(&self, number: u32) {
        self.criteria.update(|rows| rows.retain(|row| row.number != number));
    }

    /// Moves a criterion one place up or down.
    pub fn shift(&self, number: u32, down: bool) {
        self.criteria.update(|rows| {
            let Some(at) = rows.iter().position(|row| row.number == number) else { return };
            let other = if down { at + 1 } else { at.wrapping_sub(1) };
            if other < rows.len() {
                rows.swap(at, other);
            }
        });
    }
}
