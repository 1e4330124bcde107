//! A bidder's own result.

use leptos::prelude::*;
use shared::api::award::{MyResult, MyResultReply, OwnPoints, Standing};
use shared::text::award as words;

use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{Facts, Label, Notice, Page, Section, Status, Table, Tone};

/// The page.
pub fn mine(params: &Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let of = lot.clone();
    let challenge = super::challenge::section(lot);
    let query = api::query(move || MyResult { lot: of.clone() }, &["result."]);
    let page = query.view(|reply| {
        let place = format!("{} · {}", reply.tender_title, reply.title);
        session::set_place(move || Some(place.clone()));
        shown(&reply)
    });
    view! { <Page title=words::MINE lead=words::MINE_LEAD>{page}{challenge}</Page> }.into_any()
}

fn shown(reply: &MyResultReply) -> AnyView {
    let (label, tone) = if reply.won { (words::WON, Tone::Done) } else { (words::NOT_WON, Tone::Info) };
    let mut rows: Vec<(Label, AnyView)> =
        vec![(words::OUTCOME.into(), view! { <Status label=label tone=tone/> }.into_any())];
    if let Some(price) = reply.price {
        let price = price.grouped();
        rows.push((words::PRICE.into(), view! { <span class="figures">{price}</span> }.into_any()));
    }
    let standing = match &reply.standing {
        Standing::Ranked { rank, of, total, evaluated_price, price_points, criteria } => {
            let place = Label::with(words::RANK_OF, [("rank", rank.to_string()), ("of", of.to_string())]);
            rows.push((words::RANK.into(), view! { <b data-test="my-rank">{place.view()}</b> }.into_any()));
            if let Some(evaluated) = evaluated_price.as_ref().map(ToString::to_string) {
                let name = shared::text::summary::EVALUATED.into();
                rows.push((name, view! { <span class="figures">{evaluated}</span> }.into_any()));
            }
            let price = price_points.as_ref().map(|(points, max)| (points.to_string(), max.clone()));
            points(criteria, price, total.as_ref().map(ToString::to_string))
        }
        Standing::Invalid { step, reasons } => {
            let why = reasons.join("；");
            view! {
                <div data-test="my-invalid">
                    <Notice tone=Tone::Warning what=words::invalid_at(*step) why=why/>
                </div>
            }
            .into_any()
        }
    };
    view! { <Facts rows=rows/>{standing} }.into_any()
}

fn points(criteria: &[OwnPoints], price: Option<(String, String)>, total: Option<String>) -> AnyView {
    let Some(total) = total else { return ().into_any() };
    let line = |name: AnyView, points: String, max: String| {
        view! { <tr><th scope="row">{name}</th><td class="figures">{points}</td><td class="figures">{max}</td></tr> }
            .into_any()
    };
    let mut rows: Vec<AnyView> = criteria
        .iter()
        .map(|own| line(own.title.clone().into_any(), own.points.to_string(), own.max.clone()))
        .collect();
    if let Some((points, max)) = price {
        rows.push(line(t(words::PRICE_POINTS).into_any(), points, max));
    }
    let head = [shared::text::summary::CRITERION, words::POINTS, words::MAX].map(Label::from).to_vec();
    view! {
        <Section title=words::POINTS>
            <Table caption=words::POINTS head=head figures=&[1, 2]>
                {rows}
                <tr>
                    <th scope="row">{t(words::TOTAL)}</th>
                    <td class="figures"><b data-test="my-total">{total}</b></td>
                    <td class="figures">"100"</td>
                </tr>
            </Table>
        </Section>
    }
    .into_any()
}
