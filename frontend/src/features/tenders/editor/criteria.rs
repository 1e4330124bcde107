//! The criteria builder: what is scored, how, with how many points, and the rule of 100.

use leptos::prelude::*;
use shared::amount::Decimal;
use shared::text::{frame, tenders};

use super::fields::{Fields, RowFields};
use super::model::{Form, kinds};
use super::{Check, view_id};
use crate::ui::{
    Button, Kind, Label, NumberField, Section, SelectField, State, StateKind, Status, TextArea, TextField, Tone,
};

/// The section.
pub fn criteria(fields: Fields, form: Memo<Form>, check: Check) -> AnyView {
    let off = check.locked;
    let comprehensive = move || form.with(|form| form.method == "comprehensive");
    let sum = move || comprehensive().then(|| points(form));
    let none = move || fields.criteria.with(Vec::is_empty).then(|| view! { <State kind=StateKind::Empty/> });
    let add = move || fields.add();
    view! {
        <Section title=tenders::CRITERIA>
            <div id=view_id("criteria") tabindex="-1">
                {sum}
                <div class="narrow">
                    <NumberField
                        id=view_id("price_weight") label=tenders::PRICE_WEIGHT value=fields.price_weight
                        unit=tenders::POINTS disabled=off error=check.error("price_weight")
                    />
                </div>
                {none}
                <For each=move || fields.criteria.get() key=|row| row.number children=move |row| one(fields, row, check)/>
                {move || (!off.get()).then(|| view! {
                    <Button attr:data-test="add-criterion" label=tenders::ADD_CRITERION on_press=add/>
                })}
            </div>
        </Section>
    }
    .into_any()
}

/// The rule of 100, in words and shape.
fn points(form: Memo<Form>) -> AnyView {
    let sum = Memo::new(move |_| form.with(Form::points));
    let missing = move || &Decimal::from(100) - &sum.get();
    let (tone, word) = (
        Signal::derive(move || if missing().is_zero() { Tone::Done } else { Tone::Error }),
        Label::live(move || {
            let missing = missing();
            let text = match (missing.is_zero(), missing.is_positive()) {
                (true, _) => tenders::SUM_RIGHT,
                (_, true) => tenders::SUM_MORE,
                _ => tenders::SUM_LESS,
            };
            text.get(crate::prefs::lang()).replace("{n}", &missing.abs().to_string())
        }),
    );
    let total =
        Label::live(move || tenders::SUM_OF_POINTS.get(crate::prefs::lang()).replace("{sum}", &sum.get().to_string()));
    view! {
        <p class="points" data-test="points" role="status">
            <b class="figures">{total.view()}</b>" "<Status tone=tone label=word/>
        </p>
    }
    .into_any()
}

fn one(fields: Fields, row: RowFields, check: Check) -> AnyView {
    let off = check.locked;
    let at = Memo::new(move |_| {
        fields.criteria.with(|rows| rows.iter().position(|other| other.number == row.number)).unwrap_or_default()
    });
    // The element's id and the finding's field follow the place, which changes as criteria are moved.
    let number = row.number;
    let legend = Label::live(move || {
        let head = tenders::CRITERION_N.get(crate::prefs::lang()).replace("{n}", &(at.get() + 1).to_string());
        format!("{head} {}", row.title.get())
    });
    let error = move |name: &'static str| check.row_error(at, name);
    let id = move |name: &str| format!("criterion-{number}-{name}");
    let tools = move || (!off.get()).then(|| tools(fields, number, legend_name(at, row)));
    view! {
        <fieldset class="criterion" data-test="criterion">
            <legend>{legend.view()}</legend>
            <div class="form-grid">
                <TextField id=id("title") label=tenders::CRITERION_TITLE value=row.title max_length=200 disabled=off error=error("title")/>
                <TextField id=id("id") label=tenders::CRITERION_ID value=row.id max_length=64 disabled=off error=error("id")/>
                <SelectField id=id("kind") label=tenders::KIND value=row.kind options=kinds() disabled=off error=error("kind")/>
                <NumberField id=id("max") label=tenders::MAX value=row.max unit=tenders::POINTS disabled=off error=error("max")/>
                <NumberField id=id("min") label=tenders::MIN value=row.min unit=tenders::POINTS disabled=off error=error("min")/>
                <NumberField
                    id=id("step") label=tenders::STEP hint=tenders::STEP_HINT value=row.step disabled=off error=error("step")
                />
            </div>
            <TextArea
                id=id("standard") label=tenders::STANDARD hint=tenders::STANDARD_HINT value=row.standard disabled=off rows=3
                error=error("standard")
            />
            {tools}
        </fieldset>
    }
    .into_any()
}

/// What a screen reader says of a criterion's buttons.
fn legend_name(at: Memo<usize>, row: RowFields) -> Signal<String> {
    Signal::derive(move || format!("{} {}", at.get() + 1, row.title.get()))
}

fn tools(fields: Fields, number: u32, which: Signal<String>) -> AnyView {
    let named = move |verb: shared::text::Text| {
        Label::live(move || format!("{} {}", verb.get(crate::prefs::lang()), which.get()))
    };
    view! {
        <p class="tools">
            <Button
                label=tenders::MOVE_UP kind=Kind::Quiet name=named(tenders::MOVE_UP)
                on_press=move || fields.shift(number, false)
            />
            <Button
                label=tenders::MOVE_DOWN kind=Kind::Quiet name=named(tenders::MOVE_DOWN)
                on_press=move || fields.shift(number, true)
            />
            <Button
                label=frame::REMOVE kind=Kind::Quiet name=named(frame::REMOVE) on_press=move || fields.remove(number)
            />
        </p>
    }
    .into_any()
}
