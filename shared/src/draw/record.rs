//! A published draw: a folder of files that anyone can re-run, and the report of doing so.

mod checks;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::context::{Context, Purpose};
use super::list::{self, Candidate};
use super::walk::{Answer, Draw, Outcome, PassedOver, Response, Seat};
use super::{FormError, options};
use crate::journal::Hash;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which: `context`, `candidates`, `pool`, `ceremony`, `responses`, `result`, `opened`, `order`, `files` or `drand`.
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// What was found, in English.
    pub detail: String,
}

/// An option of a tie or coefficient, with its lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnOption {
    /// A bid's id, or a coefficient.
    pub option: String,
    /// Its lot; the list is in the order of these.
    pub lot: Hash,
}

/// What a re-run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The seed; null when there is none, because no ceremony began or it is void.
    pub seed: Option<Hash>,
    /// How the draw ended; null when the record does not tell.
    pub outcome: Option<Outcome>,
    /// The groups that are short, when the request cannot be met.
    pub short: Vec<u8>,
    /// The committee, in lot order.
    pub seats: Vec<Seat>,
    /// Everything that was checked, in order.
    pub checks: Vec<Check>,
    /// The options in lot order, for a tie or a coefficient.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<DrawnOption>,
    /// Whom the walk passed over, and why; for printing, not part of the JSON.
    #[serde(skip)]
    pub passed_over: Vec<PassedOver>,
}

impl Report {
    /// Whether everything that was checked holds.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }

    fn check(&mut self, name: &str, result: Result<String, String>) {
        let holds = result.is_ok();
        let detail = result.unwrap_or_else(|detail| detail);
        self.checks.push(Check { name: name.to_owned(), holds, detail });
    }
}

/// The files of a published draw, by their names within the folder (`notes/10-commit-centre.note`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    files: BTreeMap<String, Vec<u8>>,
}

impl Record {
    /// A record with these files; the names use `/`.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self { files }
    }

    /// The files.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Whether there is any file of a record: if not, this is some other folder.
    pub fn is_some(&self) -> bool {
        self.files.keys().any(|name| checks::is_of_a_record(name))
    }

    /// Re-runs the draw from the published files alone, and checks every one of them. Nothing is left out after a
    /// failure, as far as what comes after can still be checked.
    pub fn rerun(&self) -> Report {
        let mut report = Report {
            seed: None,
            outcome: None,
            short: Vec::new(),
            seats: Vec::new(),
            checks: Vec::new(),
            options: Vec::new(),
            passed_over: Vec::new(),
        };
        match self.required("context.txt").and_then(|bytes| Context::parse(bytes).map_err(|why| why.to_string())) {
            Err(why) => report.check("context", Err(why)),
            Ok(context) => {
                let detail = format!("attempt {}, ctx {}", context.attempt, context.ctx());
                report.check("context", Ok(detail));
                match context.purpose {
                    Purpose::Committee => self.rerun_committee(&context, &mut report),
                    Purpose::Tie | Purpose::Coefficient => self.rerun_options(&context, &mut report),
                }
                report.check("order", checks::order(self, &context));
            }
        }
        report.check("files", checks::files(self));
        report
    }

    fn rerun_committee(&self, context: &Context, report: &mut Report) {
        let candidates = self.candidates(context);
        report.check("candidates", candidates.as_ref().map(|list| counted(list.len())).map_err(Clone::clone));
        report.check("pool", checks::pool(self, context, candidates.as_deref().unwrap_or_default()));
        let draw = candidates.and_then(|list| Draw::new(context, list).map_err(|why| why.to_string()));
        let short = draw.as_ref().ok().and_then(Draw::short);
        match short {
            Some(short) => {
                report.check("ceremony", checks::no_ceremony(self, &short));
                report.outcome = Some(Outcome::CannotBeMet);
                report.short = short;
                report.check("responses", self.empty("responses.tsv"));
            }
            None => {
                let seed = checks::ceremony(self, context);
                report.check("ceremony", seed.as_ref().map(|seed| format!("seed {seed}")).map_err(Clone::clone));
                report.seed = seed.ok();
                if let (Ok(draw), Some(seed)) = (&draw, report.seed) {
                    self.walk(draw, &seed, report);
                }
            }
        }
        if report.outcome.is_some() {
            let expected = result_tsv(&report.seats);
            report.check("result", self.compare("result.tsv", &expected, report.seats.len()));
            if self.files.contains_key("opened.tsv") {
                let opened = checks::opened(self, context, &report.seats);
                report.check("opened", opened);
            }
        }
    }

    fn walk(&self, draw: &Draw, seed: &Hash, report: &mut Report) {
        let mut walk = draw.walk(seed);
        let parsed = self.required("responses.tsv").and_then(|b| parse_responses(b).map_err(|why| why.to_string()));
        let applied = parsed.and_then(|responses| {
            let mut refused = Vec::new();
            for (at, response) in responses.iter().enumerate() {
                if let Err(why) = walk.answer(*response) {
                    refused.push(format!("line {}: {why}", at + 1));
                }
            }
            let detail = format!("{} answers applied", responses.len() - refused.len());
            if refused.is_empty() { Ok(detail) } else { Err(refused.join("; ")) }
        });
        report.check("responses", applied);
        let committee = walk.committee();
        report.passed_over = walk.passed_over();
        report.outcome = Some(committee.outcome);
        report.short = committee.short;
        report.seats = committee.seats;
    }

    fn rerun_options(&self, context: &Context, report: &mut Report) {
        let list = self.required("candidates.tsv").and_then(|bytes| {
            let list = list::parse_options(bytes).map_err(|why| why.to_string())?;
            let right = list::count_lines(&list) == context.candidates && !list.is_empty();
            if right { Ok(list) } else { Err("the number or root differs from the context's".to_owned()) }
        });
        report.check("candidates", list.as_ref().map(|list| counted(list.len())).map_err(Clone::clone));
        let seed = checks::ceremony(self, context);
        report.check("ceremony", seed.as_ref().map(|seed| format!("seed {seed}")).map_err(Clone::clone));
        report.seed = seed.ok();
        if self.files.contains_key("responses.tsv") {
            report.check("responses", self.empty("responses.tsv"));
        }
        let (Ok(list), Some(seed)) = (list, report.seed) else {
            return;
        };
        let names = list.iter().map(String::as_str);
        let ordered = match context.purpose {
            Purpose::Tie => options::tie_order(&seed, names),
            Purpose::Committee | Purpose::Coefficient => options::option_order(&seed, names),
        };
        report.outcome = Some(Outcome::Drawn);
        let drawn = |(option, lot): (&str, Hash)| DrawnOption { option: option.to_owned(), lot };
        report.options = ordered.into_iter().map(drawn).collect();
        let expected = options_tsv(&report.options);
        report.check("result", self.compare("result.tsv", &expected, report.options.len()));
    }

    fn candidates(&self, context: &Context) -> Result<Vec<Candidate>, String> {
        let bytes = self.required("candidates.tsv")?;
        let list = list::parse_candidates(bytes, context.groups().len()).map_err(|why| why.to_string())?;
        list::check_candidates(context, &list).map_err(|why| why.to_string())?;
        Ok(list)
    }

    fn required(&self, name: &str) -> Result<&[u8], String> {
        self.files.get(name).map(Vec::as_slice).ok_or_else(|| format!("{name} is missing"))
    }

    fn empty(&self, name: &str) -> Result<String, String> {
        match self.required(name)? {
            [] => Ok(format!("{name} is empty, as it must be")),
            _ => Err(format!("{name} is not empty")),
        }
    }

    fn compare(&self, name: &str, expected: &str, count: usize) -> Result<String, String> {
        let found = self.required(name)?;
        if found == expected.as_bytes() {
            return Ok(format!("{name}: the same {count} lines"));
        }
        let mut pairs = found.split(|b| *b == b'\n').zip(expected.as_bytes().split(|b| *b == b'\n'));
        let same = pairs.position(|(a, b)| a != b).unwrap_or(count);
        Err(format!("{name} differs from the re-run at line {}", same + 1))
    }
}

fn counted(count: usize) -> String {
    format!("{count} lines, sorted; number and root as in the context")
}

/// The text of `result.tsv`: group TAB pid TAB lot, in lot order.
pub fn result_tsv(seats: &[Seat]) -> String {
    list::file(seats.iter().map(|seat| format!("{}\t{}\t{}", seat.group, seat.pid, seat.lot)))
}

/// The text of `result.tsv` of a tie or coefficient: option TAB lot, in lot order.
pub fn options_tsv(options: &[DrawnOption]) -> String {
    list::file(options.iter().map(|drawn| format!("{}\t{}", drawn.option, drawn.lot)))
}

/// The text of `responses.tsv`: pid TAB answer, in journal order.
pub fn responses_tsv(responses: &[Response]) -> String {
    list::file(responses.iter().map(|response| format!("{}\t{}", response.pid, response.answer.word())))
}

/// Reads `responses.tsv`.
///
/// # Errors
/// A [`FormError`] unless every line is of its form.
pub fn parse_responses(bytes: &[u8]) -> Result<Vec<Response>, FormError> {
    let parse = |line: &str| {
        let [pid, answer] = list::tabs(line)?;
        Some(Response { pid: pid.parse().ok()?, answer: Answer::from_word(answer)? })
    };
    list::parse_lines(bytes, parse, "not an answer's line")
}

#[cfg(test)]
mod tests;
