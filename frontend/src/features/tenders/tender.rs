//! One tender with its lots.

use leptos::prelude::*;
use shared::amount::Fen;
use shared::api::tenders::{CreateLot, LotRow, ReadTender, TenderPage};
use shared::id::{LotId, LotKey, TenderId, is_id};
use shared::lifecycle::StageName;
use shared::rules::case::{Method, Regime};
use shared::text::{self, Text, account, tenders};

use super::editor::model::{methods, regimes, word};
use super::next;
use crate::api;
use crate::features::account as desk;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{
    ActionBar, Button, Facts, Failed, Kind, Label, NumberField, Page, Section, SelectField, State, StateKind, Status,
    Table, TextField, Time, Tone, toast,
};

/// The page.
pub fn tender(params: Params) -> AnyView {
    let Ok(id) = TenderId::new(params.get("tender")) else { return desk::not_found() };
    let asked = id.clone();
    api::query(move || ReadTender { tender: asked.clone() }, &["tender.", "lot.", "plan.", "notice."])
        .once(move |page| shown(id.clone(), page))
}

fn shown(id: TenderId, page: Signal<TenderPage>) -> AnyView {
    session::set_place(move || Some(page.with(|page| page.title.clone())));
    let title = Label::live(move || page.with(|page| page.title.clone()));
    let fact = move |of: fn(&TenderPage) -> String| (move || page.with(of)).into_any();
    let rows: Vec<(Label, AnyView)> = vec![
        (tenders::TENDER_NO.into(), fact(|page| page.id.to_string())),
        (tenders::PURCHASER.into(), fact(|page| page.purchaser.clone())),
        (tenders::OFFICER.into(), fact(|page| page.officer.clone())),
        (tenders::SUPERVISOR.into(), fact(|page| page.supervisor.clone())),
        (tenders::PLACE.into(), fact(|page| page.place.clone())),
    ];
    let may_edit = Memo::new(move |_| page.with(|page| page.may_edit));
    let add = move || {
        let id = id.clone();
        may_edit.get().then(|| view! { <Section title=tenders::ADD_LOT><NewLot tender=id/></Section> })
    };
    view! {
        <Page title=title lead=tenders::TENDER>
            <Section title=tenders::TENDER><Facts rows=rows/></Section>
            <Section title=tenders::LOTS>{move || lots(&page.with(|page| page.lots.clone()), may_edit.get())}</Section>
            {add}
        </Page>
    }
    .into_any()
}

fn lots(rows: &[LotRow], may_edit: bool) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=tenders::NO_LOTS/> }.into_any();
    }
    let lines = rows
        .iter()
        .map(|row| {
            let verb = if may_edit && row.stage == StageName::Draft { tenders::EDIT } else { tenders::OPEN_LOT };
            view! {
                <tr>
                    <th scope="row">{row.lot.lot.to_string()}</th>
                    <td>{row.title.clone()}</td>
                    <td><Status label=text::stage(row.stage)/></td>
                    <td>{row.deadline_ms.map(|ms| view! { <Time ms=ms/> })}</td>
                    <td>
                        <a class="button" data-test="edit-lot" href=next::edit(&row.lot)>
                            {t(verb)}<span class="unseen">" "{row.title.clone()}</span>
                        </a>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [tenders::LOT_NO, tenders::LOT_TITLE, tenders::STAGE, tenders::DEADLINE, tenders::NEXT_STEP];
    view! { <Table caption=tenders::LOTS head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}

/// What was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entered {
    lot: String,
    title: String,
    regime: String,
    method: String,
    budget: String,
}

impl Entered {
    fn error(&self, field: &str) -> Option<Text> {
        match field {
            "lot" => (!is_id(self.lot.trim())).then_some(account::BAD_ID),
            "title" => self.title.trim().is_empty().then_some(account::FILL_IN),
            "budget" => Fen::parse(&self.budget)
                .map_or(Some(tenders::NOT_AN_AMOUNT), |budget| (budget <= Fen::ZERO).then_some(tenders::NOT_AN_AMOUNT)),
            "regime" => word::<Regime>(&self.regime).is_none().then_some(account::FILL_IN),
            _ => word::<Method>(&self.method).is_none().then_some(account::FILL_IN),
        }
    }

    fn body(&self, tender: &TenderId) -> Option<CreateLot> {
        if ["lot", "title", "budget", "regime", "method"].iter().any(|field| self.error(field).is_some()) {
            return None;
        }
        Some(CreateLot {
            key: LotKey { tender: tender.clone(), lot: LotId::new(self.lot.trim()).ok()? },
            title: self.title.trim().to_owned(),
            regime: word(&self.regime)?,
            method: word(&self.method)?,
            budget: Fen::parse(&self.budget).ok()?,
        })
    }
}

#[component]
fn NewLot(
    /// The tender.
    tender: TenderId,
) -> AnyView {
    let value = |text: &str| RwSignal::new(text.to_owned());
    let (lot, title, regime, method) = (value(""), value(""), value("goods"), value("comprehensive"));
    let budget = value("");
    let tried = RwSignal::new(false);
    let act = api::change::<CreateLot>();
    let entered = Memo::new(move |_| Entered {
        lot: lot.get(),
        title: title.get(),
        regime: regime.get(),
        method: method.get(),
        budget: budget.get(),
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let own = tried.get().then(|| entered.with(|entered| entered.error(field))).flatten();
            own.map(|text| text.get(lang()).to_owned()).or_else(|| act.error_of(field).get())
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(body) = entered.with_untracked(|entered| entered.body(&tender)) else { return };
        let path = next::edit(&body.key);
        act.send(body, move |_| {
            toast::show(Tone::Done, tenders::LOT_CREATED);
            routes::go(&path);
        });
    };
    view! {
        <form class="narrow" on:submit=submit>
            <TextField
                id="lot-id" label=tenders::LOT_NO hint=account::NEW_ACCOUNT_HINT value=lot required=true max_length=64
                error=error("lot")
            />
            <TextField id="lot-title" label=tenders::LOT_TITLE value=title required=true max_length=200 error=error("title")/>
            <SelectField id="lot-regime" label=tenders::REGIME value=regime options=regimes() required=true error=error("regime")/>
            <SelectField id="lot-method" label=tenders::METHOD value=method options=methods() required=true error=error("method")/>
            <NumberField
                id="lot-budget" label=tenders::BUDGET value=budget unit=tenders::YUAN required=true error=error("budget")
            />
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button attr:data-test="create-lot" label=tenders::CREATE_LOT kind=Kind::Primary busy=act.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_needs_a_number_a_title_and_a_budget() {
        let tender = TenderId::new("T-1").unwrap();
        let good = Entered {
            lot: "1".into(),
            title: "第一包".into(),
            regime: "goods".into(),
            method: "lowest".into(),
            budget: "1200000.00".into(),
        };
        let body = good.body(&tender).unwrap();
        assert_eq!((body.budget, body.method), (Fen(120_000_000), Method::Lowest));
        for bad in [
            Entered { lot: "第一".into(), ..good.clone() },
            Entered { title: String::new(), ..good.clone() },
            Entered { budget: "0".into(), ..good.clone() },
            Entered { budget: "1.234".into(), ..good.clone() },
            Entered { regime: "x".into(), ..good.clone() },
        ] {
            assert!(bad.body(&tender).is_none(), "{bad:?}");
        }
    }
}
