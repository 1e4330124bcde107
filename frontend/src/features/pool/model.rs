//! What the pool's pages compute.

use shared::api::pool::{Day, ExpertData, ExpertRelation, ExpertStatus, RelationKind, Specialty};
use shared::id::OrgId;
use shared::text::{Lang, Text, account};

/// How many pages a search has: at least one.
#[must_use]
pub fn pages(total: u64, size: u32) -> u64 {
    total.div_ceil(u64::from(size.max(1))).max(1)
}

/// A specialty as it stands in a list: indented by its depth, with its code.
#[must_use]
pub fn specialty_name(specialty: &Specialty, lang: Lang) -> String {
    let name = if lang == Lang::Zh { &specialty.zh } else { &specialty.en };
    let indent = if specialty.parent.is_some() { "　" } else { "" };
    format!("{indent}{} {name}", specialty.code)
}

/// The mean of scores, to one decimal, halves up; `None` for no score.
#[must_use]
pub fn mean(sum: u32, count: u32) -> Option<String> {
    let tenths = (u64::from(sum) * 20 + u64::from(count)).checked_div(u64::from(count) * 2)?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// What was entered about an expert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: String,
    /// The employer's code.
    pub employer: String,
    /// The employer's name.
    pub employer_name: String,
    /// The region.
    pub region: String,
    /// The status.
    pub status: String,
    /// Why not active.
    pub status_reason: String,
    /// The codes of the specialties.
    pub specialties: Vec<String>,
    /// Since when the status holds; may be empty.
    pub status_from: String,
    /// The relations; one with an empty organisation is left out.
    pub relations: Vec<EnteredRelation>,
}

/// What was entered about a relation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnteredRelation {
    /// The kind.
    pub kind: String,
    /// The organisation's code.
    pub org: String,
    /// Since when; may be empty.
    pub from: String,
    /// Until when; may be empty.
    pub until: String,
}

/// A day that may be left out: nothing where the text is neither empty nor a day.
fn day(text: &str) -> Option<Option<Day>> {
    match text.trim() {
        "" => Some(None),
        text => Day::read(text).map(Some),
    }
}

fn shown(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl Entered {
    /// What is known already, for changing it.
    #[must_use]
    pub fn of(data: &ExpertData) -> Self {
        Self {
            name: data.name.clone(),
            phone: data.phone.clone(),
            employer: data.employer.to_string(),
            employer_name: data.employer_name.clone(),
            region: data.region.clone(),
            status: data.status.as_str().to_owned(),
            status_reason: data.status_reason.clone(),
            specialties: data.specialties.clone(),
            status_from: shown(data.status_from),
            relations: data
                .relations
                .iter()
                .map(|relation| EnteredRelation {
                    kind: relation.kind.as_str().to_owned(),
                    org: relation.org.to_string(),
                    from: shown(relation.from),
                    until: shown(relation.until),
                })
                .collect(),
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<Text> {
        let code = |text: &str| {
            let text = text.trim().to_uppercase();
            text.len() == 18 && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let wrong = match field {
            "name" => self.name.trim().is_empty(),
            "phone" => {
                let phone = self.phone.trim();
                phone.len() != 11 || !phone.starts_with('1') || !phone.bytes().all(|b| b.is_ascii_digit())
            }
            "employer" => !code(&self.employer),
            "employer_name" => self.employer_name.trim().is_empty(),
            "region" => self.region.trim().is_empty(),
            "status_reason" => {
                ExpertStatus::parse(&self.status) != Some(ExpertStatus::Active) && self.status_reason.trim().is_empty()
            }
            "specialties" => self.specialties.is_empty(),
            "status_from" => day(&self.status_from).is_none(),
            _ => self.relations.iter().filter(|relation| !relation.org.trim().is_empty()).any(|relation| {
                let (from, until) = (day(&relation.from), day(&relation.until));
                let backwards = matches!((from, until), (Some(Some(from)), Some(Some(until))) if from > until);
                !code(&relation.org) || from.is_none() || until.is_none() || backwards
            }),
        };
        wrong.then_some(account::FILL_IN)
    }

    /// The record, when every field is right.
    #[must_use]
    pub fn data(&self) -> Option<ExpertData> {
        const FIELDS: [&str; 9] = [
            "name",
            "phone",
            "employer",
            "employer_name",
            "region",
            "status_reason",
            "status_from",
            "specialties",
            "relations",
        ];
        if FIELDS.iter().any(|field| self.error(field).is_some()) {
            return None;
        }
        let org = |text: &str| OrgId::new(text.trim().to_uppercase()).ok();
        let given = self.relations.iter().filter(|relation| !relation.org.trim().is_empty());
        let relation = |entered: &EnteredRelation| {
            Some(ExpertRelation {
                kind: RelationKind::parse(&entered.kind)?,
                org: org(&entered.org)?,
                from: day(&entered.from)?,
                until: day(&entered.until)?,
            })
        };
        Some(ExpertData {
            name: self.name.trim().to_owned(),
            phone: self.phone.trim().to_owned(),
            employer: org(&self.employer)?,
            employer_name: self.employer_name.trim().to_owned(),
            region: self.region.trim().to_owned(),
            status: ExpertStatus::parse(&self.status)?,
            status_reason: self.status_reason.trim().to_owned(),
            status_from: day(&self.status_from)?,
            specialties: self.specialties.clone(),
            relations: given.map(relation).collect::<Option<Vec<_>>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Entered {
        Entered {
            name: "周建华".into(),
            phone: "13800000000".into(),
            employer: "91330000123456789x".into(),
            employer_name: "杭州大学".into(),
            region: "杭州".into(),
            status: "active".into(),
            specialties: vec!["C01".into()],
            relations: vec![EnteredRelation { kind: "family".into(), ..EnteredRelation::default() }],
            ..Entered::default()
        }
    }

    #[test]
    fn a_record_comes_from_what_was_entered_and_back() {
        let data = good().data().unwrap();
        assert_eq!(data.employer.as_str(), "91330000123456789X");
        assert!(data.relations.is_empty(), "an empty relation is left out");
        assert_eq!(Entered::of(&data).data().unwrap(), data);
    }

    #[test]
    fn a_wrong_field_is_named() {
        let bad = |edit: &dyn Fn(&mut Entered), field: &str| {
            let mut entered = good();
            edit(&mut entered);
            assert!(entered.error(field).is_some() && entered.data().is_none(), "{field}");
        };
        bad(&|e| e.phone = "2380000000".into(), "phone");
        bad(&|e| e.employer = "9133".into(), "employer");
        bad(&|e| e.status = "retired".into(), "status_reason");
        bad(&|e| e.specialties.clear(), "specialties");
        bad(&|e| e.relations[0].org = "x".into(), "relations");
        bad(&|e| e.status_from = "昨天".into(), "status_from");
        bad(
            &|e| {
                let (from, until) = ("2025-02-01".into(), "2025-01-31".into());
                e.relations[0] = EnteredRelation { org: e.employer.clone(), from, until, kind: "control".into() };
            },
            "relations",
        );
    }

    #[test]
    fn an_empty_search_has_one_page() {
        assert_eq!((pages(0, 50), pages(50, 50), pages(51, 50)), (1, 1, 2));
    }

    #[test]
    fn a_mean_is_rounded_to_a_tenth() {
        assert_eq!(mean(0, 0), None);
        assert_eq!(mean(13, 3).as_deref(), Some("4.3"));
        assert_eq!(mean(14, 3).as_deref(), Some("4.7"));
        assert_eq!(mean(17, 4).as_deref(), Some("4.3"), "a half goes up");
        assert_eq!(mean(5, 1).as_deref(), Some("5.0"));
    }
}
