//! Scores as spreadsheets (xlsx), for whoever adds up again.

use crate::desks::summary::Material;
use crate::fault::Fault;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use shared::amount::Fen;
use shared::rules::Outcome;
use store::summary::Member;

/// A page of a book: its name, its head, its rows.
pub struct Page {
    name: String,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// A cell.
enum Cell {
    Text(String),
    /// An exact decimal as it was counted with.
    Figure(String),
}

impl Cell {
    fn figure(text: Option<impl ToString>) -> Self {
        text.map_or_else(|| Self::Text(String::new()), |text| Self::Figure(text.to_string()))
    }
}

/// The ranking and the points behind it.
pub fn summary(material: &Material, outcome: &Outcome) -> Vec<Page> {
    let mut head: Vec<String> =
        ["排名", "投标人", "投标报价（元）", "评审价（元）", "价格分"].map(str::to_owned).to_vec();
    head.extend(material.plan.criteria.iter().map(|criterion| format!("{}（{}）", criterion.title, criterion.max)));
    head.extend(["总分", "中标候选人"].map(str::to_owned));
    let row = |bid: &shared::rules::BidOutcome| {
        let price = material.bids.iter().find(|row| row.bidder == bid.id).and_then(|row| row.price_fen);
        let mut cells = vec![
            Cell::figure(bid.rank),
            Cell::Text(material.bidder_name(&bid.id)),
            Cell::figure(price.map(|fen| Fen(fen).to_decimal())),
            Cell::figure(bid.evaluated_price.as_ref()),
            Cell::figure(bid.price_points.as_ref()),
        ];
        cells.extend(material.plan.criteria.iter().map(|criterion| Cell::figure(bid.criteria.get(&criterion.id))));
        cells.push(Cell::figure(bid.total.as_ref()));
        cells.push(Cell::Text(if bid.candidate { "是" } else { "" }.into()));
        cells
    };
    vec![Page { name: "评审汇总".into(), head, rows: outcome.bids.iter().map(row).collect() }]
}

/// One page for each member: criteria down, bids across.
pub fn sheets(material: &Material, outcome: &Outcome) -> Vec<Page> {
    let bids: Vec<&str> = outcome.bids.iter().filter(|bid| bid.valid).map(|bid| bid.id.as_str()).collect();
    let page = |(at, member): (usize, &Member)| {
        let mut head: Vec<String> = ["评审因素", "分值"].map(str::to_owned).to_vec();
        head.extend(bids.iter().map(|bid| material.bidder_name(bid)));
        let row = |criterion: &shared::rules::PlanCriterion| {
            let mut cells = vec![Cell::Text(criterion.title.clone()), Cell::figure(Some(&criterion.max))];
            cells.extend(bids.iter().map(|bid| Cell::figure(material.points(&member.id, bid, &criterion.id))));
            cells
        };
        // A page's name has at most 31 characters and none of []:*?/\.
        let name: String = member.called().chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(20).collect();
        Page { name: format!("{} {name}", at + 1), head, rows: material.plan.criteria.iter().map(row).collect() }
    };
    material.members.iter().enumerate().map(page).collect()
}

/// The book as a file.
///
/// # Errors
/// A fault when it cannot be written.
pub fn write(pages: &[Page]) -> Result<Vec<u8>, Fault> {
    fill(pages).map_err(Fault::internal)
}

fn fill(pages: &[Page]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_text_wrap();
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(&page.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, title) in (0_u16..).zip(&page.head) {
            sheet.write_string_with_format(0, column, title, &bold)?;
            sheet.set_column_width(column, 16)?;
        }
        for (at, row) in (1_u32..).zip(&page.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(at, column, text)?,
                    // The format has no exact decimals; up to 15 digits come back as they were, and nothing here has more.
                    Cell::Figure(text) => match text.parse::<f64>() {
                        Ok(number) => sheet.write_number(at, column, number)?,
                        Err(_) => sheet.write_string(at, column, text)?,
                    },
                };
            }
        }
    }
    book.save_to_buffer()
}
