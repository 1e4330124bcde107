//! Findings, and returning scores for correction.

use leptos::prelude::*;
use shared::api::summary::{CellRef, FindingRow, Ground, ReturnCells, SummaryReply};
use shared::text::summary as words;

use super::{Desk, keeping, model, word};
use crate::api::{self, Failure};
use crate::ui::{Button, Checkbox, Dialog, Failed, Kind, Label, Notice, RadioGroup, Section, TextArea, Tone, toast};

/// A score that can go back: the cell, whose it is and what it is about, whether it is ticked.
#[derive(Clone)]
struct Choice {
    cell: CellRef,
    label: String,
    ticked: RwSignal<bool>,
}

/// The dialog in which the head says which scores go back, and why.
#[derive(Clone)]
pub struct Returning {
    open: RwSignal<bool>,
    choices: RwSignal<Vec<Choice>>,
    ground: RwSignal<String>,
    reason: RwSignal<String>,
    wrong: RwSignal<Option<Failure>>,
}

impl Returning {
    /// A closed dialog.
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            choices: RwSignal::new(Vec::new()),
            ground: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            wrong: RwSignal::new(None),
        }
    }

    /// Opens it for these cells; the first `ticked` are chosen already.
    pub fn begin(&self, reply: &SummaryReply, cells: Vec<CellRef>, all: bool, ground: Ground, about: &str) {
        let name = |cell: &CellRef| {
            let member = reply.members.iter().find(|member| member.id == cell.member);
            member.map_or_else(|| cell.member.to_string(), |member| member.name.clone())
        };
        let choices = cells.into_iter().map(|cell| Choice {
            label: format!("{} · {about}", name(&cell)),
            ticked: RwSignal::new(all),
            cell,
        });
        self.choices.set(choices.collect());
        self.ground.set(ground.as_str().to_owned());
        self.reason.set(String::new());
        self.wrong.set(None);
        self.open.set(true);
    }

    /// The dialog's view.
    pub fn dialog(&self, desk: &Desk) -> AnyView {
        let Self { open, choices, ground, reason, wrong } = self.clone();
        let act = api::change::<ReturnCells>();
        let (lot, query) = (desk.lot.clone(), desk.query);
        let press = move || {
            let cells: Vec<CellRef> = choices.with_untracked(|choices| {
                choices
                    .iter()
                    .filter(|choice| choice.ticked.get_untracked())
                    .map(|choice| choice.cell.clone())
                    .collect()
            });
            let missing = if cells.is_empty() {
                Some(words::RETURN_NONE)
            } else if reason.with_untracked(|reason| reason.trim().is_empty()) {
                Some(words::REASON_MISSING)
            } else {
                None
            };
            wrong.set(missing.map(|text| Failure::Local { code: "return", text }));
            let Some(ground) = Ground::parse(&ground.get_untracked()).filter(|_| missing.is_none()) else { return };
            act.send(ReturnCells { lot: lot.clone(), cells, ground, reason: reason.get_untracked() }, move |_| {
                open.set(false);
                toast::show(Tone::Done, words::RETURNED);
                query.reload();
            });
        };
        view! {
            <Dialog title=words::RETURN open=open>
                <p>{crate::prefs::t(words::RETURN_EFFECT)}</p>
                <fieldset class="choice">
                    <legend>{crate::prefs::t(words::RETURN_WHICH)}</legend>
                    {choices
                        .get()
                        .into_iter()
                        .map(|choice| {
                            view! { <Checkbox attr:data-test="return-cell" label=choice.label value=choice.ticked/> }
                                .into_any()
                        })
                        .collect_view()}
                </fieldset>
                <RadioGroup legend=words::GROUND value=ground options=grounds()/>
                <TextArea
                    attr:data-test="return-reason" label=words::REASON value=reason required=true max_length=2000
                />
                <Failed failure=wrong/>
                <Failed failure=act.failure()/>
                <div class="dialog-actions">
                    <Button label=shared::text::frame::CANCEL on_press=move || open.set(false)/>
                    <Button
                        attr:data-test="return-confirm" label=words::RETURN kind=Kind::Danger busy=act.busy()
                        on_press=press.clone()
                    />
                </div>
            </Dialog>
        }
        .into_any()
    }
}

fn grounds() -> Vec<(String, Label)> {
    Ground::ALL.into_iter().map(|ground| (ground.as_str().to_owned(), Label::from(words::ground(ground)))).collect()
}

/// What the aggregation found; the head can return the scores in question.
pub fn findings(desk: &Desk, reply: &SummaryReply, returning: &Returning) -> AnyView {
    if reply.findings.is_empty() {
        return ().into_any();
    }
    let may_return = reply.head
        && reply.aggregated_ms.is_some()
        && reply.report.as_ref().is_none_or(|_| reply.stage == shared::lifecycle::StageName::Reporting);
    let items = reply.findings.iter().map(|finding| one(desk, finding, reply, returning, may_return)).collect_view();
    view! { <Section title=words::FINDINGS>{items}</Section> }.into_any()
}

fn one(desk: &Desk, finding: &FindingRow, reply: &SummaryReply, returning: &Returning, may_return: bool) -> AnyView {
    let member = finding.member.as_ref().and_then(|id| reply.members.iter().find(|member| member.id == *id));
    let about = [
        Some(finding.bidder_name.clone()),
        finding.criterion.as_ref().map(|(_, title)| title.clone()),
        member.map(|member| member.name.clone()),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let cells = model::cells_of(finding, &reply.members);
    let button = (may_return && !cells.is_empty()).then(|| {
        let (returning, reply, ground) = (returning.clone(), reply.clone(), model::ground_of(finding.code));
        let subject = format!(
            "{} · {}",
            finding.bidder_name,
            finding.criterion.as_ref().map(|(_, title)| title.as_str()).unwrap_or_default()
        );
        let name = Label::live({
            let about = about.clone();
            move || format!("{} {about}", word(words::RETURN))
        });
        let press = move || returning.begin(&reply, cells.clone(), true, ground, &subject);
        view! { <Button attr:data-test="return" label=words::RETURN name=name on_press=press/> }
    });
    let keep = keeping::keep(desk, finding, reply);
    let text = finding.code.text();
    let what = Label::live(move || format!("{about}：{}", word(text)));
    let tone = if finding.blocks { Tone::Error } else { Tone::Warning };
    view! {
        <div data-test="finding" data-code=finding.code.as_str()>
            <Notice tone=tone what=what why=finding.rule.clone() code=finding.code.as_str()>{button}{keep}</Notice>
        </div>
    }
    .into_any()
}
