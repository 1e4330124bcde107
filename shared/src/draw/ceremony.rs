//! The ceremony (抽取仪式): commits, reveals and the public value, as signed notes; what voids it; and the seed.
//!
//! A note is recognised by its content. One that is duplicate, missing, extra or badly signed voids the attempt, and so
//! does an unknown signature on it.

use std::fmt;

use super::bytes::{commitment, seed};
use super::context::{Context, Party};
use crate::journal::Hash;
use crate::journal::note::{Note, NoteError, NoteSigner};

/// The most bytes that a public value may have.
pub const MAX_BEACON_BYTES: usize = 65_536;

const COMMIT: &str = "bidroom/draw/1/commit";
const REVEAL: &str = "bidroom/draw/1/reveal";
const BEACON: &str = "bidroom/draw/1/beacon";

/// Which note is meant, for people and for the order of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The commit of a party.
    Commit(String),
    /// The reveal of a party.
    Reveal(String),
    /// The public value.
    Beacon,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(party) => write!(f, "commit of {party}"),
            Self::Reveal(party) => write!(f, "reveal of {party}"),
            Self::Beacon => f.write_str("beacon"),
        }
    }
}

/// Why a note voids the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The bytes are not a signed note, or its text is none of the ceremony's.
    Form,
    /// It names another context.
    OtherContext,
    /// It names somebody who is not a party of this attempt.
    UnknownParty(String),
    /// A signature is missing, extra, in the wrong order, by another key, or does not verify.
    Signature(Step),
    /// The note is there a second time.
    Duplicate(Step),
    /// It came before what it must follow, or its hash of the notes before it differs.
    Order(Step),
    /// What the party revealed is not what it committed to.
    OtherSecret(String),
    /// The context asks for no public value.
    ExtraBeacon,
    /// The note is not there.
    Missing(Step),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("not a note of a ceremony"),
            Self::OtherContext => f.write_str("a note for another context"),
            Self::UnknownParty(name) => write!(f, "{name} is not a party of this attempt"),
            Self::Signature(step) => write!(f, "{step}: not signed exactly as it must be"),
            Self::Duplicate(step) => write!(f, "{step}: there twice"),
            Self::Order(step) => write!(f, "{step}: does not follow the notes before it"),
            Self::OtherSecret(party) => {
                write!(f, "{party} revealed something else than it committed to")
            }
            Self::ExtraBeacon => f.write_str("a public value, where the context has none"),
            Self::Missing(step) => write!(f, "{step}: missing"),
        }
    }
}

impl std::error::Error for Fault {}

/// The text of a party's commit note.
pub fn commit_text(ctx: &Hash, party: &str, r: &[u8; 32]) -> String {
    format!("{COMMIT}\nctx {ctx}\nparty {party}\ncommit {}\n", commitment(ctx, party, r))
}

/// The text of a party's reveal note; `commits` is [`Ceremony::commits`].
pub fn reveal_text(ctx: &Hash, party: &str, commits: &Hash, r: &[u8; 32]) -> String {
    format!("{REVEAL}\nctx {ctx}\nparty {party}\ncommits {commits}\nreveal {}\n", hex::encode(r))
}

/// The text of the beacon note; `reveals` is [`Ceremony::reveals`].
pub fn beacon_text(ctx: &Hash, reveals: &Hash, value: &[u8]) -> String {
    format!("{BEACON}\nctx {ctx}\nreveals {reveals}\nvalue {}\n", hex::encode(value))
}

/// A party's commit to the 32 random bytes `r`, signed. The key's name must be the party's.
///
/// # Errors
/// As [`Note::sign`].
pub fn commit(ctx: &Hash, key: &NoteSigner, r: &[u8; 32]) -> Result<Note, NoteError> {
    Note::sign(&commit_text(ctx, key.verifier().name(), r), &[key])
}

/// A party's reveal of `r`, signed. The key's name must be the party's.
///
/// # Errors
/// As [`Note::sign`].
pub fn reveal(ctx: &Hash, key: &NoteSigner, commits: &Hash, r: &[u8; 32]) -> Result<Note, NoteError> {
    Note::sign(&reveal_text(ctx, key.verifier().name(), commits, r), &[key])
}

/// The public value, signed by the centre; the supervisor adds its line by [`NoteSigner::sign`] and [`Note::add`].
///
/// # Errors
/// As [`Note::sign`].
pub fn beacon(ctx: &Hash, centre: &NoteSigner, reveals: &Hash, value: &[u8]) -> Result<Note, NoteError> {
    Note::sign(&beacon_text(ctx, reveals, value), &[centre])
}

/// Which note a text claims to be, by its label and party alone; nothing else about it is checked.
pub fn claimed_step(text: &str) -> Option<Step> {
    let mut lines = text.split('\n');
    let label = lines.next()?;
    let mut party = || lines.nth(1)?.strip_prefix("party ").map(str::to_owned);
    match label {
        COMMIT => party().map(Step::Commit),
        REVEAL => party().map(Step::Reveal),
        BEACON => Some(Step::Beacon),
        _ => None,
    }
}

/// What a note says, once its form, context, party and signatures are right.
enum Message {
    Commit { party: usize, commit: Hash },
    Reveal { party: usize, commits: Hash, r: [u8; 32] },
    Beacon { reveals: Hash, value: Vec<u8> },
}

/// A ceremony as far as it has come. It prints no secrets before they are public: all that is in it was revealed.
#[derive(Debug, Clone)]
pub struct Ceremony {
    ctx: Hash,
    parties: Vec<Party>,
    with_beacon: bool,
    commits: Vec<Option<(String, Hash)>>,
    reveals: Vec<Option<(String, [u8; 32])>>,
    beacon: Option<Vec<u8>>,
}

impl Ceremony {
    /// The ceremony of a context, before the first note.
    pub fn new(context: &Context) -> Self {
        let parties = context.parties.clone();
        Self {
            ctx: context.ctx(),
            with_beacon: context.beacon.is_some(),
            commits: vec![None; parties.len()],
            reveals: vec![None; parties.len()],
            beacon: None,
            parties,
        }
    }

    /// The notes that may come next: every commit that is missing, then the next reveal, then the beacon.
    pub fn expected(&self) -> Vec<Step> {
        let missing_commits = self.parties.iter().zip(&self.commits).filter(|(_, commit)| commit.is_none());
        let commits: Vec<Step> = missing_commits.map(|(party, _)| Step::Commit(party.name.clone())).collect();
        if !commits.is_empty() {
            return commits;
        }
        let next = self.parties.iter().zip(&self.reveals).find(|(_, reveal)| reveal.is_none());
        match next {
            Some((party, _)) => vec![Step::Reveal(party.name.clone())],
            None if self.with_beacon && self.beacon.is_none() => vec![Step::Beacon],
            None => Vec::new(),
        }
    }

    /// SHA-256 of the texts of the commit notes in party order; `None` until all are there.
    pub fn commits(&self) -> Option<Hash> {
        let texts: Option<Vec<&[u8]>> =
            self.commits.iter().map(|note| note.as_ref().map(|(text, _)| text.as_bytes())).collect();
        Some(Hash::of_parts(&texts?))
    }

    /// SHA-256 of the texts of the reveal notes in party order; `None` until all are there.
    pub fn reveals(&self) -> Option<Hash> {
        let texts: Option<Vec<&[u8]>> =
            self.reveals.iter().map(|note| note.as_ref().map(|(text, _)| text.as_bytes())).collect();
        Some(Hash::of_parts(&texts?))
    }

    /// The seed; `None` until the last note is there.
    pub fn seed(&self) -> Option<Hash> {
        let secrets: Option<Vec<[u8; 32]>> = self.reveals.iter().map(|note| note.as_ref().map(|(_, r)| *r)).collect();
        match (self.with_beacon, &self.beacon) {
            (true, None) => None,
            (_, value) => Some(seed(&self.ctx, &secrets?, value.as_deref().unwrap_or_default())),
        }
    }

    /// Takes the next note, and says which it was.
    ///
    /// # Errors
    /// The [`Fault`] that voids the attempt. The ceremony itself stays as it was.
    pub fn take(&mut self, note: &[u8]) -> Result<Step, Fault> {
        let (note, message) = self.read(note)?;
        self.apply(note.text(), message)
    }

    /// Whether the next note would be taken, without taking it.
    ///
    /// # Errors
    /// As [`Ceremony::take`].
    pub fn check(&self, note: &[u8]) -> Result<Step, Fault> {
        self.clone().take(note)
    }

    /// Checks all notes of a finished ceremony, in any order; each fault comes with the name of its file, or none for a
    /// note that is missing.
    ///
    /// # Errors
    /// Every fault, in the order of the ceremony.
    pub fn verify<'a>(
        context: &Context,
        notes: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Hash, Vec<(Option<String>, Fault)>> {
        let mut ceremony = Self::new(context);
        let mut faults = Vec::new();
        let mut messages = Vec::new();
        for (name, bytes) in notes {
            match ceremony.read(bytes) {
                Ok((note, message)) => messages.push((name, note, message)),
                Err(fault) => faults.push((Some(name.to_owned()), fault)),
            }
        }
        messages.sort_by_key(|(_, _, message)| match message {
            Message::Commit { party, .. } => (0, *party),
            Message::Reveal { party, .. } => (1, *party),
            Message::Beacon { .. } => (2, 0),
        });
        for (name, note, message) in messages {
            if let Err(fault) = ceremony.apply(note.text(), message) {
                faults.push((Some(name.to_owned()), fault));
            }
        }
        faults.extend(ceremony.missing().into_iter().map(|step| (None, Fault::Missing(step))));
        match ceremony.seed() {
            Some(seed) if faults.is_empty() => Ok(seed),
            _ => Err(faults),
        }
    }

    fn missing(&self) -> Vec<Step> {
        let name = |at: usize| self.parties[at].name.clone();
        let all = 0..self.parties.len();
        let mut out: Vec<Step> =
            all.clone().filter(|at| self.commits[*at].is_none()).map(|at| Step::Commit(name(at))).collect();
        out.extend(all.filter(|at| self.reveals[*at].is_none()).map(|at| Step::Reveal(name(at))));
        if self.with_beacon && self.beacon.is_none() {
            out.push(Step::Beacon);
        }
        out
    }

    /// Everything about a note that can be said without the others.
    fn read(&self, bytes: &[u8]) -> Result<(Note, Message), Fault> {
        let note = Note::parse(bytes).map_err(|_| Fault::Form)?;
        let lines: Vec<&str> = note.text().split('\n').collect();
        let message = match lines[..] {
            [COMMIT, ctx, party, commit, ""] => {
                let party = self.header(ctx, party)?;
                self.signed(&note, &[party], || Step::Commit(self.parties[party].name.clone()))?;
                Message::Commit { party, commit: hash("commit ", commit)? }
            }
            [REVEAL, ctx, party, commits, r, ""] => {
                let party = self.header(ctx, party)?;
                self.signed(&note, &[party], || Step::Reveal(self.parties[party].name.clone()))?;
                Message::Reveal { party, commits: hash("commits ", commits)?, r: hash("reveal ", r)?.0 }
            }
            [BEACON, ctx, reveals, value, ""] => {
                self.context(ctx)?;
                // Centre's signature, then supervisor's: the first and the last party.
                self.signed(&note, &[0, self.parties.len() - 1], || Step::Beacon)?;
                Message::Beacon { reveals: hash("reveals ", reveals)?, value: public_value(value)? }
            }
            _ => return Err(Fault::Form),
        };
        Ok((note, message))
    }

    fn context(&self, line: &str) -> Result<(), Fault> {
        match hash("ctx ", line)? == self.ctx {
            true => Ok(()),
            false => Err(Fault::OtherContext),
        }
    }

    fn header(&self, ctx: &str, party: &str) -> Result<usize, Fault> {
        self.context(ctx)?;
        let name = party.strip_prefix("party ").ok_or(Fault::Form)?;
        let at = self.parties.iter().position(|party| party.name == name);
        at.ok_or_else(|| Fault::UnknownParty(name.to_owned()))
    }

    /// The note has exactly the signatures of these parties, in this order.
    fn signed(&self, note: &Note, parties: &[usize], step: impl Fn() -> Step) -> Result<(), Fault> {
        let all = note.signatures();
        let right = all.len() == parties.len()
            && all.iter().zip(parties).all(|(line, at)| self.parties[*at].key.verify(note.text(), line).is_ok());
        if right { Ok(()) } else { Err(Fault::Signature(step())) }
    }

    /// Everything about a note that depends on those before it.
    fn apply(&mut self, text: &str, message: Message) -> Result<Step, Fault> {
        match message {
            Message::Commit { party, commit } => {
                let step = Step::Commit(self.parties[party].name.clone());
                if self.commits[party].is_some() {
                    return Err(Fault::Duplicate(step));
                }
                self.commits[party] = Some((text.to_owned(), commit));
                Ok(step)
            }
            Message::Reveal { party, commits, r } => self.apply_reveal(text, party, &commits, r),
            Message::Beacon { reveals, value } => {
                if !self.with_beacon {
                    return Err(Fault::ExtraBeacon);
                }
                if self.beacon.is_some() {
                    return Err(Fault::Duplicate(Step::Beacon));
                }
                if self.reveals() != Some(reveals) {
                    return Err(Fault::Order(Step::Beacon));
                }
                self.beacon = Some(value);
                Ok(Step::Beacon)
            }
        }
    }

    fn apply_reveal(&mut self, text: &str, party: usize, commits: &Hash, r: [u8; 32]) -> Result<Step, Fault> {
        let name = self.parties[party].name.clone();
        let step = Step::Reveal(name.clone());
        if self.reveals[party].is_some() {
            return Err(Fault::Duplicate(step));
        }
        let in_order = self.reveals[..party].iter().all(Option::is_some);
        if self.commits().as_ref() != Some(commits) || !in_order {
            return Err(Fault::Order(step));
        }
        let committed = self.commits[party].as_ref().map(|(_, commit)| *commit);
        if committed != Some(commitment(&self.ctx, &name, &r)) {
            return Err(Fault::OtherSecret(name));
        }
        self.reveals[party] = Some((text.to_owned(), r));
        Ok(step)
    }
}

fn hash(name: &str, line: &str) -> Result<Hash, Fault> {
    let value = line.strip_prefix(name).ok_or(Fault::Form)?;
    value.parse().map_err(|_| Fault::Form)
}

fn public_value(line: &str) -> Result<Vec<u8>, Fault> {
    let hex = line.strip_prefix("value ").ok_or(Fault::Form)?;
    let lower = !hex.bytes().any(|b| b.is_ascii_uppercase());
    match hex::decode(hex) {
        Ok(value) if lower && (1..=MAX_BEACON_BYTES).contains(&value.len()) => Ok(value),
        _ => Err(Fault::Form),
    }
}

#[cfg(test)]
mod tests;
