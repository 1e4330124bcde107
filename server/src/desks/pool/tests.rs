//! The sample pool: the same for the same seed, of the form that the registrar's own records must have.

use super::*;

fn known() -> BTreeSet<String> {
    let sql = include_str!("../../../store/migrations/sqlite/0001_house.sql");
    let rows = sql.split("INSERT INTO specialties").nth(1).unwrap().split(';').next().unwrap();
    rows.lines().filter_map(|line| line.trim().strip_prefix("('")?.split('\'').next()).map(str::to_owned).collect()
}

#[test]
fn samples_are_the_same_for_the_same_seed_and_fit_the_pool() {
    let pool = samples(7, 700).unwrap();
    assert_eq!(pool, samples(7, 700).unwrap());
    assert_ne!(pool, samples(8, 700).unwrap());
    let known = known();
    assert!(known.len() > 20);
    for (_, data) in &pool {
        check(data, &known).unwrap();
    }
    let numbers: BTreeSet<_> = pool.iter().map(|(no, _)| no.as_str()).collect();
    assert_eq!(numbers.len(), 700);
    let employers: BTreeSet<_> = pool.iter().map(|(_, data)| data.employer.as_str()).collect();
    assert!((100..=150).contains(&employers.len()), "{}", employers.len());
    let active = pool.iter().filter(|(_, data)| data.status == ExpertStatus::Active).count();
    assert!(active > 600, "{active}");
    for code in known.iter().filter(|code| code.len() == 3) {
        let experts = pool.iter().filter(|(_, data)| data.specialties.contains(code)).count();
        assert!(experts >= 20, "{code}: {experts}");
    }
}

#[test]
fn records_that_are_not_of_their_form_are_refused_with_the_field() {
    let (_, good) = samples(1, 1).unwrap().remove(0);
    let known = known();
    let refused = |change: &dyn Fn(&mut ExpertData)| {
        let mut data = good.clone();
        change(&mut data);
        match check(&data, &known) {
            Err(Fault::Refused(refusal)) => format!("{} {:?}", refusal.code.as_str(), refusal.fields),
            other => format!("{other:?}"),
        }
    };
    assert!(refused(&|data| data.name = " ".into()).contains("field-missing"));
    assert!(refused(&|data| data.phone = "2390000000".into()).contains("phone"));
    assert!(refused(&|data| data.employer = OrgId::new("short").unwrap()).contains("employer"));
    assert!(refused(&|data| data.status = ExpertStatus::Retired).contains("status_reason"));
    assert!(refused(&|data| data.specialties = vec![]).contains("specialties"));
    assert!(refused(&|data| data.specialties = vec!["Z99".into()]).contains("specialty-unknown"));
}

#[test]
fn numbers_go_on_after_the_last() {
    let next = |last| next_number(last).unwrap().to_string();
    assert_eq!(next(None), "E00001");
    assert_eq!(next(Some("E00700")), "E00701");
    assert_eq!(next(Some("E99999")), "E100000");
}
