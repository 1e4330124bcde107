//! Sentences with choices: `{甲|乙}` is one of the alternatives, `{3-8}` a number from the range, `{we}` a name.

use super::chance::Chance;
use super::company::Company;

/// What the names in a sentence stand for.
pub(super) struct Names<'a> {
    pub(super) company: &'a Company,
    pub(super) project: &'a str,
    pub(super) purchaser: &'a str,
    pub(super) topic: &'a str,
}

/// The sentence with its choices made. An unclosed brace and what follows stay as they are.
pub(super) fn say(pattern: &str, names: &Names<'_>, chance: &mut Chance) -> String {
    let mut out = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((choice, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        out.push_str(&resolve(choice, names, chance));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn resolve(choice: &str, names: &Names<'_>, chance: &mut Chance) -> String {
    let company = names.company;
    match choice {
        "we" => company.we.to_owned(),
        "company" => company.name.clone(),
        "manager" => company.manager().to_owned(),
        "engineer" => company.engineer().to_owned(),
        "proj" => names.project.to_owned(),
        "buyer" => names.purchaser.to_owned(),
        "topic" => names.topic.to_owned(),
        "city" => company.city.to_owned(),
        "brand" => company.brand.clone(),
        _ => number(choice, chance).unwrap_or_else(|| {
            let options: Vec<&str> = choice.split('|').collect();
            chance.pick(&options).to_owned()
        }),
    }
}

fn number(choice: &str, chance: &mut Chance) -> Option<String> {
    let (low, high) = choice.split_once('-')?;
    Some(chance.between(low.parse().ok()?, high.parse().ok()?).to_string())
}
