//! Tables.

use leptos::prelude::*;

use super::Label;

/// A table with its caption. The rows are `<tr>`s; figures stand in `<td class="figures">`.
#[component]
pub fn Table(
    /// What the table shows.
    #[prop(into)]
    caption: Label,
    /// The columns' heads.
    head: Vec<Label>,
    /// Which columns hold figures, counted from 0: their heads stand right as well.
    #[prop(optional)]
    figures: &'static [usize],
    /// The rows.
    children: Children,
) -> AnyView {
    let heads = head
        .into_iter()
        .enumerate()
        .map(|(column, label)| {
            let class = if figures.contains(&column) { "figures" } else { "" };
            view! { <th scope="col" class=class>{label.view()}</th> }.into_any()
        })
        .collect_view();
    let name = caption.clone().attr();
    // A wide table scrolls within its own frame, which the keyboard can reach.
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=name>
            <table>
                <caption>{caption.view()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
