//! What the draw's pages compute: whose turn it is, and the notes that a party signs in its browser.

use shared::api::draw::{DrawState, DrawView, GroupAsk, PartyName, secret_of};
use shared::draw::ceremony;
use shared::envelope::B64;
use shared::journal::Hash;
use shared::journal::note::{Note, NoteSigner};

/// What the reader has to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Join with a fresh key.
    Join,
    /// Commit.
    Commit,
    /// Reveal.
    Reveal,
    /// Enter the public value.
    EnterBeacon,
    /// Compare the public value and countersign it.
    CosignBeacon(String),
    /// Wait for these.
    Wait(Vec<PartyName>),
    /// Wait until the reveals lie in a cosigned checkpoint.
    WaitWitness,
    /// Nothing: the ceremony is over.
    Nothing,
}

/// Whose note is awaited.
#[must_use]
pub fn awaited(view: &DrawView) -> Vec<PartyName> {
    let without = |has: fn(&shared::api::draw::PartyView) -> bool| {
        view.parties.iter().filter(move |party| !has(party)).map(|party| party.party)
    };
    match view.state {
        DrawState::Joining => without(|party| party.key.is_some()).collect(),
        DrawState::Committing => without(|party| party.committed).collect(),
        DrawState::Revealing => without(|party| party.revealed).take(1).collect(),
        DrawState::Beacon => vec![PartyName::Centre],
        DrawState::Cosigning => vec![PartyName::Supervisor],
        DrawState::Calling | DrawState::Seated | DrawState::Ended | DrawState::Drawn => Vec::new(),
    }
}

/// What the reader has to do now.
#[must_use]
pub fn act(view: &DrawView, me: Option<PartyName>) -> Act {
    let waiting = awaited(view);
    let mine = me.is_some_and(|me| waiting.contains(&me));
    match view.state {
        _ if waiting.is_empty() => Act::Nothing,
        DrawState::Beacon if !view.reveals_cosigned => Act::WaitWitness,
        _ if !mine => Act::Wait(waiting),
        DrawState::Joining => Act::Join,
        DrawState::Committing => Act::Commit,
        DrawState::Revealing => Act::Reveal,
        DrawState::Beacon => Act::EnterBeacon,
        _ => Act::CosignBeacon(entered(view).unwrap_or_default()),
    }
}

/// The public value that the officer has entered, as text where it is text.
#[must_use]
pub fn entered(view: &DrawView) -> Option<String> {
    let note = view.notes.iter().find(|note| note.kind == "beacon")?;
    let line = note.text.lines().find_map(|line| line.strip_prefix("value "))?;
    let bytes: Option<Vec<u8>> =
        (0..line.len()).step_by(2).map(|at| u8::from_str_radix(line.get(at..at + 2)?, 16).ok()).collect();
    String::from_utf8(bytes?).ok().or_else(|| Some(line.to_owned()))
}

/// The key with which a party joined.
#[must_use]
pub fn key_of(view: &DrawView, me: PartyName) -> Option<B64<32>> {
    let party = view.parties.iter().find(|party| party.party == me)?;
    B64::parse(party.key.as_deref()?).ok()
}

fn signer(seed: &[u8; 32], me: PartyName) -> Option<NoteSigner> {
    NoteSigner::from_seed(me.as_str(), seed).ok()
}

/// The party's commit note; the secret is derived from its key and the context.
#[must_use]
pub fn commit(seed: &[u8; 32], me: PartyName, ctx: &Hash) -> Option<String> {
    let note = ceremony::commit(ctx, &signer(seed, me)?, &secret_of(seed, ctx)).ok()?;
    Some(note.to_string())
}

/// The party's reveal note.
#[must_use]
pub fn reveal(seed: &[u8; 32], me: PartyName, ctx: &Hash, commits: &Hash) -> Option<String> {
    let note = ceremony::reveal(ctx, &signer(seed, me)?, commits, &secret_of(seed, ctx)).ok()?;
    Some(note.to_string())
}

/// The note with the public value, signed by the centre.
#[must_use]
pub fn beacon(seed: &[u8; 32], ctx: &Hash, reveals: &Hash, value: &[u8]) -> Option<String> {
    let centre = signer(seed, PartyName::Centre)?;
    Some(ceremony::beacon(ctx, &centre, reveals, value).ok()?.to_string())
}

/// The supervisor's signature line over the note with the public value.
#[must_use]
pub fn cosign(seed: &[u8; 32], view: &DrawView) -> Option<String> {
    let entered = view.notes.iter().find(|note| note.kind == "beacon")?;
    let note = Note::parse(entered.text.as_bytes()).ok()?;
    Some(signer(seed, PartyName::Supervisor)?.sign(note.text(), 0).to_string())
}

/// The groups of a request, when they are complete and add up to the number of experts.
#[must_use]
pub fn groups(rows: &[(String, String)], experts: u32) -> Option<Vec<GroupAsk>> {
    let groups: Option<Vec<GroupAsk>> = rows
        .iter()
        .map(|(specialty, need)| {
            let need = need.parse::<u32>().ok().filter(|need| *need > 0)?;
            (!specialty.is_empty()).then(|| GroupAsk { specialty: specialty.clone(), need })
        })
        .collect();
    let groups = groups?;
    let sum: u64 = groups.iter().map(|group| u64::from(group.need)).sum();
    (sum == u64::from(experts) && !groups.is_empty()).then_some(groups)
}

#[cfg(test)]
mod tests;
