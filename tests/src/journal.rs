//! The journal as somebody sees it who trusts nobody: entries from the interface, hashed again.

use crate::{Cast, Outcome, Person};
use shared::api::journal::{PAGE_MAX, ReadJournal};
use shared::api::supervision::{CheckpointReply, ReadCheckpoint};
use shared::journal::Hash;
use shared::journal::checkpoint::Checkpoint;
use shared::journal::note::{Note, VerifierKey};
use shared::journal::tree::{leaf_hash, root, verify_consistency};

/// A checkpoint whose signature was checked: size and root.
pub type Head = (u64, Hash);

/// Opens a checkpoint with the log's own key.
#[must_use]
pub fn opened(reply: &CheckpointReply) -> Head {
    let log: VerifierKey = reply.log.parse().expect("the log's key");
    let note = Note::parse(reply.note.as_bytes()).expect("a signed note");
    let opened = Checkpoint::open(&note, &log, &[]).expect("the log's signature");
    (opened.checkpoint.size, opened.checkpoint.root)
}

/// Watches the journal: the newest checkpoint must continue the one that was seen before.
///
/// # Errors
/// A broken line.
pub async fn follow(person: &Person, before: Option<Head>) -> Outcome<Head> {
    let reply = person.ask(&ReadCheckpoint { since: before.map(|(size, _)| size) }).await?;
    let now = opened(&reply);
    if let Some((size, root)) = before {
        verify_consistency((size, &root), (now.0, &now.1), &reply.proof).expect("the journal continues what was seen");
    }
    Ok(now)
}

/// Every entry of the journal as canonical JSON, oldest first, read page by page.
///
/// # Errors
/// A broken line.
pub async fn entries(cast: &Cast) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let page = cast.supervisor.person.ask(&ReadJournal { lot: None, before, limit: Some(PAGE_MAX) }).await?;
        all.extend(page.entries.into_iter().map(|entry| (entry.seq, entry.entry)));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    all.sort_by_key(|(seq, _)| *seq);
    let whole = all.iter().zip(0..).all(|((seq, _), place)| *seq == place);
    assert!(whole, "the journal has a gap");
    Ok(all.into_iter().map(|(_, entry)| entry).collect())
}

/// Holds entries to checkpoints: the tree over the first `size` entries has the checkpoint's root.
pub fn verify(entries: &[String], heads: &[Head]) {
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
    for (size, expected) in heads {
        let size = usize::try_from(*size).expect("fits");
        assert!(size <= leaves.len(), "a checkpoint covers {size} entries, but there are {}", leaves.len());
        assert_eq!(root(&leaves[..size]), *expected, "the tree of the first {size} entries");
    }
}
