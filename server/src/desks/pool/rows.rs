//! From the cells of a spreadsheet to experts, with what is wrong row by row; and back.

use super::check;
use super::sheet::{self, Row};
use crate::fault::Fault;
use shared::api::pool::{COLUMNS, Column, Day, ExpertData, ExpertRelation, ExpertStatus, RelationKind, RowError};
use shared::id::{ExpertNo, OrgId};
use shared::refusal::{Code, Refusal};
use shared::text::{Lang, pool};
use std::collections::{BTreeSet, HashMap};

/// Errors that are told; all are counted.
pub const ERRORS_MAX: usize = 200;

/// The experts of a file.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The experts: number, where it has one, and record.
    pub experts: Vec<(Option<ExpertNo>, ExpertData)>,
    /// Rows with something wrong.
    pub wrong: u64,
    /// What is wrong, the first [`ERRORS_MAX`].
    pub errors: Vec<RowError>,
}

impl Parsed {
    fn refuse(&mut self, row: u32, refusal: Refusal) {
        self.wrong += 1;
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(RowError { row, refusal });
        }
    }
}

/// What a column is called in a sentence.
fn header(column: Column) -> String {
    let known = COLUMNS.iter().find(|(known, _, _)| *known == column);
    known.map(|(_, name, title)| format!("{} {name}", title.get(Lang::Zh))).unwrap_or_default()
}

/// Which columns a header names, in its order.
fn columns(cells: &[String]) -> Result<Vec<Option<Column>>, Refusal> {
    let of = |cell: &String| {
        let cell = cell.trim();
        let named = |(_, name, title): &&(Column, &str, shared::text::Text)| {
            [name, title.get(Lang::Zh), title.get(Lang::En)].iter().any(|known| cell.eq_ignore_ascii_case(known))
        };
        COLUMNS.iter().find(named).map(|(column, _, _)| *column)
    };
    let found: Vec<Option<Column>> = cells.iter().map(of).collect();
    let optional = [Column::No, Column::StatusFrom, Column::StatusReason, Column::PastEmployers, Column::Relations];
    let missing: Vec<String> = COLUMNS
        .iter()
        .filter(|(column, _, _)| !optional.contains(column) && !found.contains(&Some(*column)))
        .map(|(column, _, _)| header(*column))
        .collect();
    let twice = COLUMNS.iter().find(|(column, _, _)| found.iter().filter(|f| **f == Some(*column)).count() > 1);
    match (missing.is_empty(), twice) {
        (false, _) => Err(Refusal::new(Code::SheetColumns).with("columns", missing.join("、"))),
        (true, Some((column, _, _))) => {
            Err(Refusal::new(Code::SheetColumns).with("columns", format!("2 × {}", header(*column))))
        }
        (true, None) => Ok(found),
    }
}

/// Reads experts from the bytes of a spreadsheet; `known` are the codes of specialties, `read` hears how many rows are.
///
/// # Errors
/// A refusal when it is no spreadsheet of experts at all. What is wrong with rows is in the result.
pub fn experts(bytes: &[u8], known: &BTreeSet<String>, read: &dyn Fn(u64)) -> Result<Parsed, Refusal> {
    let mut parsed = Parsed::default();
    let mut named: Option<Vec<Option<Column>>> = None;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut count = 0;
    sheet::rows(bytes, &mut |row| {
        let Some(named) = &named else {
            named = Some(columns(&row.cells)?);
            return Ok(());
        };
        count += 1;
        read(count);
        match expert(&row, named, known) {
            Err(refusal) => parsed.refuse(row.number, refusal),
            Ok((no, data)) => {
                let first = no.as_ref().and_then(|no| numbers.insert(no.to_string(), row.number));
                match (first, &no) {
                    (Some(first), Some(no)) => {
                        let refusal = Refusal::new(Code::RowDuplicate).with("no", no).with("first", first);
                        parsed.refuse(row.number, refusal);
                    }
                    _ => parsed.experts.push((no, data)),
                }
            }
        }
        Ok(())
    })?;
    match named {
        Some(_) => Ok(parsed),
        None => Err(Refusal::new(Code::SheetColumns).with("columns", header(Column::Name))),
    }
}

fn missing(column: Column) -> Refusal {
    Refusal::new(Code::FieldMissing).with("field", header(column))
}

fn word(column: Column, value: &str, words: &str) -> Refusal {
    Refusal::new(Code::RowWord).with("field", header(column)).with("value", value).with("words", words)
}

fn org(column: Column, code: &str) -> Result<OrgId, Refusal> {
    OrgId::new(code.trim().to_uppercase()).map_err(|_| word(column, code, "18 × A–Z 0–9"))
}

fn expert(
    row: &Row,
    named: &[Option<Column>],
    known: &BTreeSet<String>,
) -> Result<(Option<ExpertNo>, ExpertData), Refusal> {
    if row.merged {
        return Err(Refusal::new(Code::RowMerged).with("row", row.number));
    }
    if row.cells.iter().any(|cell| cell.contains('\u{fffd}')) {
        return Err(Code::RowGarbled.into());
    }
    let cell = |column: Column| {
        let at = named.iter().position(|known| *known == Some(column));
        at.and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim())
    };
    let no = match cell(Column::No) {
        "" => None,
        no => Some(ExpertNo::new(no).map_err(|_| word(Column::No, no, "A–Z a–z 0–9 . _ -"))?),
    };
    let employer = cell(Column::Employer);
    if employer.is_empty() {
        return Err(missing(Column::Employer));
    }
    let mut specialties: Vec<String> =
        cell(Column::Specialties).split([';', '；', ',', '，', '、', ' ']).map(str::trim).map(str::to_owned).collect();
    specialties.retain(|code| !code.is_empty());
    specialties.sort_unstable();
    specialties.dedup();
    let mut relations = past_employers(cell(Column::PastEmployers))?;
    relations.extend(self::relations(cell(Column::Relations))?);
    relations.sort_unstable();
    relations.dedup_by(|a, b| a.kind == b.kind && a.org == b.org);
    let data = ExpertData {
        name: cell(Column::Name).to_owned(),
        phone: cell(Column::Phone).chars().filter(|c| !matches!(c, ' ' | '-')).collect(),
        employer: org(Column::Employer, employer)?,
        employer_name: cell(Column::EmployerName).to_owned(),
        region: cell(Column::Region).to_owned(),
        status: status(cell(Column::Status))?,
        status_reason: cell(Column::StatusReason).to_owned(),
        status_from: day(Column::StatusFrom, cell(Column::StatusFrom))?,
        specialties,
        relations,
    };
    match check(&data, known) {
        Ok(()) => Ok((no, data)),
        Err(Fault::Refused(refusal)) => Err(titled(refusal)),
        Err(fault) => Err(word(Column::Name, "", &fault.to_string())),
    }
}

/// The refusal of a record, with the field named as its column is.
fn titled(mut refusal: Refusal) -> Refusal {
    if let Some(field) = refusal.fields.get_mut("field")
        && let Some((column, _, _)) = COLUMNS.iter().find(|(_, name, _)| name == field)
    {
        *field = header(*column);
    }
    refusal
}

fn status(text: &str) -> Result<ExpertStatus, Refusal> {
    let named = |status: &ExpertStatus| {
        let name = pool::status(*status);
        [status.as_str(), name.get(Lang::Zh), name.get(Lang::En)].iter().any(|known| text.eq_ignore_ascii_case(known))
    };
    match text {
        "" => Err(missing(Column::Status)),
        text => ExpertStatus::ALL
            .into_iter()
            .find(named)
            .ok_or_else(|| word(Column::Status, text, "在库 active / 暂停 suspended / 出库 retired")),
    }
}

fn day(column: Column, text: &str) -> Result<Option<Day>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::new(Code::RowDay).with("field", header(column)).with("value", text);
    Day::read(text).map(Some).ok_or_else(wrong)
}

/// `code`, or `code from~until` where either day may be left out.
fn tie(column: Column, kind: RelationKind, text: &str) -> Result<ExpertRelation, Refusal> {
    let (code, days) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let (from, until) = days.split_once(['~', '～', '至']).unwrap_or((days, ""));
    let (from, until) = (day(column, from.trim())?, day(column, until.trim())?);
    if matches!((from, until), (Some(from), Some(until)) if from > until) {
        return Err(Refusal::new(Code::RowDay).with("field", header(column)).with("value", days));
    }
    Ok(ExpertRelation { kind, org: org(column, code)?, from, until })
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

fn past_employers(text: &str) -> Result<Vec<ExpertRelation>, Refusal> {
    entries(text).map(|entry| tie(Column::PastEmployers, RelationKind::PastEmployer, entry)).collect()
}

/// The words of relations in a spreadsheet.
const KINDS: [(RelationKind, &str, &str); 3] = [
    (RelationKind::Control, "control", "控制"),
    (RelationKind::Family, "family", "亲属"),
    (RelationKind::Other, "other", "其他"),
];

fn relations(text: &str) -> Result<Vec<ExpertRelation>, Refusal> {
    let one = |entry: &str| {
        let wrong = || word(Column::Relations, entry, "控制 control / 亲属 family / 其他 other : 18 × A–Z 0–9");
        let (kind, rest) = entry.split_once([':', '：']).ok_or_else(wrong)?;
        let kind = kind.trim();
        let known = KINDS.iter().find(|(_, en, zh)| kind.eq_ignore_ascii_case(en) || kind == *zh);
        tie(Column::Relations, known.ok_or_else(wrong)?.0, rest)
    };
    entries(text).map(one).collect()
}

/// The header of an export.
pub fn headers() -> Vec<&'static str> {
    COLUMNS.iter().map(|(_, _, title)| title.get(Lang::Zh)).collect()
}

/// The cells of an expert in an export: what [`experts`] reads as the same record.
pub fn cells(no: &ExpertNo, data: &ExpertData) -> Vec<String> {
    let days = |relation: &ExpertRelation| match (relation.from, relation.until) {
        (None, None) => String::new(),
        (from, until) => {
            let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            format!(" {}~{}", text(from), text(until))
        }
    };
    let past = |relation: &&ExpertRelation| relation.kind == RelationKind::PastEmployer;
    let employers = data.relations.iter().filter(past).map(|r| format!("{}{}", r.org, days(r)));
    let others = data.relations.iter().filter(|r| !past(r)).map(|r| {
        let kind = KINDS.iter().find(|(kind, _, _)| *kind == r.kind).map_or("其他", |(_, _, zh)| zh);
        format!("{kind}:{}{}", r.org, days(r))
    });
    vec![
        no.to_string(),
        data.name.clone(),
        data.phone.clone(),
        data.employer_name.clone(),
        data.employer.to_string(),
        data.region.clone(),
        data.specialties.join(";"),
        pool::status(data.status).get(Lang::Zh).to_owned(),
        data.status_from.map(|day| day.to_string()).unwrap_or_default(),
        data.status_reason.clone(),
        employers.collect::<Vec<_>>().join(";"),
        others.collect::<Vec<_>>().join(";"),
    ]
}

#[cfg(test)]
mod tests;
