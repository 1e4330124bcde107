//! Proofs from the journal in the database: that an entry is in it, that it continues what was seen before.

use crate::fault::Fault;
use shared::journal::Hash;
use shared::journal::entry::{Entry, Salt, hash_body};
use shared::journal::note::Note;
use shared::journal::proof::LogProof;
use shared::journal::tree::{self, NodeId};
use shared::refusal::Code;
use std::collections::HashMap;
use store::AnyConnection;
use store::journal::Act;

/// The public entry of a numbered act.
///
/// # Errors
/// When the act has no number yet, or its row is damaged.
pub fn entry(act: &Act) -> Result<Entry, Fault> {
    let seq = act.seq.ok_or_else(|| Fault::internal("an act without number"))?;
    let seq = u64::try_from(seq).map_err(Fault::internal)?;
    let at_ms = u64::try_from(act.at_ms).map_err(Fault::internal)?;
    let salt: [u8; 32] = act.salt.as_slice().try_into().map_err(Fault::internal)?;
    Ok(Entry::new(seq, at_ms, hash_body(act.body.as_bytes(), &Salt::new(salt))))
}

/// The inclusion proof of the entry `index`: under the newest cosigned checkpoint that holds it, else under the newest.
///
/// # Errors
/// [`Code::NotFound`] when no checkpoint holds it.
pub async fn inclusion(conn: &mut AnyConnection, index: u64) -> Result<LogProof, Fault> {
    let holds = |size: i64| u64::try_from(size).is_ok_and(|size| size > index);
    let cosigned = store::journal::newest_cosigned(conn).await?.filter(|checkpoint| holds(checkpoint.size));
    let checkpoint = match cosigned {
        Some(checkpoint) => checkpoint,
        None => {
            let newest = store::journal::newest_checkpoint(conn).await?;
            newest.filter(|newest| holds(newest.size)).ok_or(Code::NotFound)?
        }
    };
    let size = u64::try_from(checkpoint.size).map_err(Fault::internal)?;
    let nodes = gather(conn, tree::inclusion_nodes(index, size).map_err(Fault::internal)?).await?;
    let path = tree::inclusion_proof(&nodes, index, size).map_err(Fault::internal)?;
    let note = checkpoint.cosigned.unwrap_or(checkpoint.note);
    let checkpoint = Note::parse(note.as_bytes()).map_err(Fault::internal)?;
    Ok(LogProof { extra: None, index, path, checkpoint })
}

/// The proof that the first `new` entries begin with the first `old`.
///
/// # Errors
/// A fault when `old` is above `new`, or the database lacks a node.
pub async fn consistency(conn: &mut AnyConnection, old: u64, new: u64) -> Result<Vec<Hash>, Fault> {
    let nodes = gather(conn, tree::consistency_nodes(old, new).map_err(Fault::internal)?).await?;
    tree::consistency_proof(&nodes, old, new).map_err(Fault::internal)
}

async fn gather(conn: &mut AnyConnection, ids: Vec<NodeId>) -> Result<HashMap<NodeId, Hash>, Fault> {
    let mut nodes = HashMap::with_capacity(ids.len());
    for id in ids {
        nodes.insert(id, store::journal::node(conn, id).await?);
    }
    Ok(nodes)
}
