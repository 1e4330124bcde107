//! What comes after the report: the law's clocks, bonds, contract, challenges, a re-evaluation; and for the supervisor how
//! near the result was.

use leptos::prelude::*;
use shared::amount::Fen;
use shared::api::after::{
    AfterReply, AnswerChallenge, Bond, BondForm, BondRow, ChallengeRow, PaperKind, ReadAfter, ReadFlip, ReadPaper,
    Reevaluate, RefundBond, SaveBond,
};
use shared::api::summary::Ground;
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::rules::after::Clock;
use shared::text::after as words;
use shared::text::summary::ground;

use super::contract::contract;
use crate::api::{self, Query};
use crate::prefs::t;
use crate::session;
use crate::ui::{
    Button, Confirm, DateTimeField, Facts, Failed, Label, NumberField, RadioGroup, Section, SelectField, State,
    StateKind, Status, Table, TextArea, TextField, Time, Tone, toast,
};

/// The sections below the award.
pub fn sections(lot: &LotKey, stage: Memo<StageName>) -> AnyView {
    let ask = lot.clone();
    let kinds = &["award.", "result.", "bond.", "contract.", "challenge.", "report.", "calendar."];
    let query = api::query(move || ReadAfter { lot: ask.clone() }, kinds);
    let (of, role) = (lot.clone(), session::role());
    let body = query.once(move |reply| shown(of.clone(), query, reply, stage));
    let flip = (role == Role::Supervisor).then(|| flip(lot.clone()));
    let again = {
        let lot = lot.clone();
        move || {
            let may = stage.get() == StageName::Reported && matches!(role, Role::Officer | Role::Purchaser);
            may.then(|| view! { <Again lot=lot.clone()/> })
        }
    };
    view! { {body}{flip}{again} }.into_any()
}

fn shown(lot: LotKey, query: Query<ReadAfter>, reply: Signal<AfterReply>, stage: Memo<StageName>) -> AnyView {
    let role = session::role();
    let clocks = move || reply.with(|reply| clocks(&reply.clocks));
    let papers = {
        let lot = lot.clone();
        move || reply.with(|reply| papers(&lot, reply, stage.get()))
    };
    let bonds = {
        let lot = lot.clone();
        move || reply.with(|reply| bonds(&lot, &reply.bonds, query))
    };
    let noting = (role == Role::Officer).then(|| view! { <Noting lot=lot.clone() query=query reply=reply/> });
    let contract = {
        let lot = lot.clone();
        move || contract(&lot, query, reply, stage.get())
    };
    let challenges = move || reply.with(|reply| challenges(&lot, &reply.challenges, query));
    view! {
        <Section title=words::PAPERS>{papers}</Section>
        <Section title=words::CLOCKS>{clocks}</Section>
        <Section title=words::BONDS>{bonds}{noting}</Section>
        <Section title=words::CONTRACT>{contract}</Section>
        <Section title=words::CHALLENGES>{challenges}</Section>
    }
    .into_any()
}

/// The papers beside the report.
fn papers(lot: &LotKey, reply: &AfterReply, stage: StageName) -> AnyView {
    let link = |what: PaperKind, label: Label| {
        let href = api::stream(&ReadPaper { lot: lot.clone(), what });
        view! { <li><a href=href target="_blank" rel="noopener">{label.view()}</a></li> }.into_any()
    };
    let mut items = vec![
        link(PaperKind::SummaryBook, words::SUMMARY_BOOK.into()),
        link(PaperKind::SheetsBook, words::SHEETS_BOOK.into()),
    ];
    items.extend(reply.members.iter().map(|(member, name)| {
        let label = Label::with(words::SHEET_OF, [("name", name.clone())]);
        link(PaperKind::ScoreSheet { member: member.clone() }, label)
    }));
    if stage == StageName::Concluded {
        items.push(link(PaperKind::AwardNotice, words::AWARD_NOTICE.into()));
    }
    view! { <ul data-test="papers">{items}</ul> }.into_any()
}

fn clocks(clocks: &[Clock]) -> AnyView {
    let rows = clocks
        .iter()
        .map(|clock| {
            let (end_ms, done) = (clock.end_ms, clock.done_ms);
            let passes = matches!(
                clock.kind,
                shared::rules::after::ClockKind::Challenge | shared::rules::after::ClockKind::AnnouncementPeriod
            );
            let standing = move || {
                let over = crate::clock::second().is_some_and(|now| now >= end_ms);
                let (label, tone) = match (done, over, passes) {
                    (Some(_), ..) => (words::DONE_AT, Tone::Done),
                    (None, true, true) => (words::OVER, Tone::Done),
                    (None, true, false) => (words::OVERDUE, Tone::Warning),
                    (None, false, _) => (words::RUNNING, Tone::Info),
                };
                view! { <Status label=label tone=tone/> }
            };
            view! {
                <tr data-test="clock">
                    <th scope="row">{t(words::clock(clock.kind))}</th>
                    <td class="figures">{clock.day.clone()}</td>
                    <td>{standing}{done.map(|ms| view! { " "<Time ms=ms/> })}</td>
                    <td>{clock.article.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::STEP, words::LAST_DAY, words::STANDING, words::ARTICLE].map(Label::from).to_vec();
    view! { <Table caption=words::CLOCKS head=head>{rows}</Table> }.into_any()
}

fn bonds(lot: &LotKey, rows: &[BondRow], query: Query<ReadAfter>) -> AnyView {
    let refund = api::change::<RefundBond>();
    let officer = session::role() == Role::Officer;
    let row = |row: &BondRow| {
        let bond = match &row.bond {
            None => view! { <td colspan="4"><Status label=words::NO_BOND/></td> }.into_any(),
            Some(bond) => view! {
                <td class="figures">{bond.amount.grouped()}</td>
                <td>{t(words::bond_form(bond.form))}</td>
                <td><Time ms=bond.arrived_ms/></td>
                <td>{bond.source.clone()}</td>
            }
            .into_any(),
        };
        let standing = match (row.refunded_ms, &row.bond) {
            (Some(ms), _) => view! { <Status label=words::REFUNDED tone=Tone::Done/>" "<Time ms=ms/> }.into_any(),
            (None, Some(_)) if officer => {
                let body = RefundBond { lot: lot.clone(), bidder: row.bidder.clone() };
                let name = Label::live({
                    let bidder = row.name.clone();
                    move || format!("{} {bidder}", words::REFUND.get(crate::prefs::lang()))
                });
                let press = move || refund.send(body.clone(), move |_| query.reload());
                view! { <Button label=words::REFUND name=name busy=refund.busy() on_press=press/> }.into_any()
            }
            _ => ().into_any(),
        };
        view! { <tr data-test="bond"><th scope="row">{row.name.clone()}</th>{bond}<td>{standing}</td></tr> }.into_any()
    };
    let lines = rows.iter().map(row).collect_view();
    let head = [words::BIDDER, words::BOND_AMOUNT, words::BOND_FORM, words::ARRIVED, words::SOURCE, words::STANDING];
    let head = head.map(Label::from).to_vec();
    view! { <Failed failure=refund.failure()/><Table caption=words::BONDS head=head figures=&[1]>{lines}</Table> }
        .into_any()
}

/// The officer notes a bond.
#[component]
fn Noting(
    /// The lot.
    lot: LotKey,
    /// Asks again.
    query: Query<ReadAfter>,
    /// The bidders.
    reply: Signal<AfterReply>,
) -> AnyView {
    let (bidder, amount, source) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = RwSignal::new(BondForm::Transfer.as_str().to_owned());
    let arrived = RwSignal::new(None::<i64>);
    let act = api::change::<SaveBond>();
    let lot = StoredValue::new(lot);
    let bidders = Signal::derive(move || {
        reply.with(|reply| {
            reply.bonds.iter().map(|row| (row.bidder.to_string(), Label::from(row.name.clone()))).collect::<Vec<_>>()
        })
    });
    let forms = BondForm::ALL.map(|form| (form.as_str().to_owned(), Label::Text(words::bond_form(form)))).to_vec();
    let press = move || {
        let (Ok(bidder), Ok(amount), Some(form), Some(arrived_ms)) = (
            OrgId::new(bidder.get_untracked()),
            Fen::parse(amount.get_untracked().trim()),
            BondForm::parse(&form.get_untracked()),
            arrived.get_untracked(),
        ) else {
            return;
        };
        let bond = Bond { amount, form, arrived_ms, source: source.get_untracked() };
        act.send(SaveBond { lot: lot.get_value(), bidder, bond }, move |_| {
            toast::show(Tone::Done, words::BOND_SAVED);
            query.reload();
        });
    };
    let idle = Signal::derive(move || {
        bidder.with(String::is_empty) || arrived.get().is_none() || amount.with(|text| Fen::parse(text.trim()).is_err())
    });
    view! {
        <details>
            <summary>{t(words::SAVE_BOND)}</summary>
            <SelectField label=words::BIDDER value=bidder options=bidders required=true/>
            <NumberField label=words::BOND_AMOUNT value=amount/>
            <RadioGroup legend=words::BOND_FORM value=form options=forms row=true/>
            <DateTimeField label=words::ARRIVED value=arrived required=true/>
            <TextField label=words::SOURCE value=source required=true max_length=64/>
            <Failed failure=act.failure()/>
            <Button attr:data-test="save-bond" label=words::SAVE_BOND busy=act.busy() disabled=idle on_press=press/>
        </details>
    }
    .into_any()
}

fn challenges(lot: &LotKey, rows: &[ChallengeRow], query: Query<ReadAfter>) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_CHALLENGES/> }.into_any();
    }
    let officer = session::role() == Role::Officer;
    let row = |row: &ChallengeRow| {
        let form =
            (officer && row.answer.is_none()).then(|| view! { <Answering lot=lot.clone() n=row.n query=query/> });
        view! { <section data-test="challenge"><h3>{row.name.clone()}</h3>{challenge_facts(row)}{form}</section> }
            .into_any()
    };
    rows.iter().map(row).collect_view().into_any()
}

/// A challenge and its answer.
pub fn challenge_facts(row: &ChallengeRow) -> AnyView {
    let mut facts: Vec<(Label, AnyView)> = vec![
        (words::CHALLENGE_TEXT.into(), row.text.clone().into_any()),
        (words::RAISED_AT.into(), view! { <Time ms=row.raised_ms/> }.into_any()),
    ];
    match (&row.answer, row.answered_ms, row.due_ms) {
        (Some(answer), Some(ms), _) => {
            facts.push((
                words::ANSWER.into(),
                view! { <span data-test="challenge-answer">{answer.clone()}</span> }.into_any(),
            ));
            facts.push((words::ANSWERED.into(), view! { <Time ms=ms/> }.into_any()));
        }
        (_, _, Some(ms)) => facts.push((words::ANSWER_DUE.into(), view! { <Time ms=ms/> }.into_any())),
        _ => {}
    }
    view! { <Facts rows=facts/> }.into_any()
}

/// The officer answers.
#[component]
fn Answering(
    /// The lot.
    lot: LotKey,
    /// Which.
    n: u32,
    /// Asks again.
    query: Query<ReadAfter>,
) -> AnyView {
    let answer = RwSignal::new(String::new());
    let act = api::change::<AnswerChallenge>();
    let lot = StoredValue::new(lot);
    let press = move || {
        let body = AnswerChallenge { lot: lot.get_value(), n, answer: answer.get_untracked() };
        act.send(body, move |_| {
            toast::show(Tone::Done, words::ANSWERED);
            query.reload();
        });
    };
    let idle = Signal::derive(move || answer.with(|text| text.trim().is_empty()));
    view! {
        <TextArea attr:data-test="challenge-reply" label=words::ANSWER value=answer required=true max_length=4000/>
        <Failed failure=act.failure()/>
        <Button attr:data-test="answer-challenge" label=words::ANSWER_IT busy=act.busy() disabled=idle on_press=press/>
    }
    .into_any()
}

/// Officer or purchaser hands the lot back to the committee on one of the four grounds.
#[component]
fn Again(
    /// The lot.
    lot: LotKey,
) -> AnyView {
    let chosen = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let act = api::change::<Reevaluate>();
    let lot = StoredValue::new(lot);
    let grounds = Ground::ALL.map(|one| (one.as_str().to_owned(), Label::Text(ground(one)))).to_vec();
    let confirm = move || {
        let Some(ground) = Ground::parse(&chosen.get_untracked()) else { return };
        act.send(Reevaluate { lot: lot.get_value(), ground, reason: reason.get_untracked() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::REEVALUATED);
        });
    };
    let idle = Signal::derive(move || chosen.with(String::is_empty) || reason.with(|text| text.trim().is_empty()));
    view! {
        <details data-test="reevaluate-form">
            <summary>{t(words::REEVALUATE)}</summary>
            <p>{t(words::REEVALUATE_LEAD)}</p>
            <RadioGroup legend=words::GROUND value=chosen options=grounds/>
            <TextArea attr:data-test="reevaluate-reason" label=words::REASON value=reason required=true max_length=4000/>
            <Button attr:data-test="reevaluate" label=words::REEVALUATE disabled=idle on_press=move || open.set(true)/>
        </details>
        <Confirm
            title=words::REEVALUATE open=open locks=words::REEVALUATE_LOCKS action=words::REEVALUATE on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

/// How near the result was; the supervisor alone asks.
fn flip(lot: LotKey) -> AnyView {
    let query = api::query(move || ReadFlip { lot: lot.clone() }, &["report."]);
    let body = query.view(|reply| {
        let label = match reply.flip {
            None => Label::Text(words::FLIP_NONE),
            Some(row) => {
                let facts = [
                    ("bidder", row.bidder),
                    ("member", row.member),
                    ("criterion", row.criterion),
                    ("from", row.from),
                    ("to", row.to),
                ];
                Label::with(words::FLIP_IS, facts)
            }
        };
        view! { <p data-test="flip">{label.view()}</p> }.into_any()
    });
    view! { <Section title=words::FLIP>{body}</Section> }.into_any()
}
