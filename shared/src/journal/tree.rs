//! The Merkle tree of RFC 6962 and RFC 9162 (默克尔树), with SHA-256: roots, proofs that an entry is in it, and proofs
//! that it only grew.
//!
//! Leaves enter as their leaf hashes. A *node* is a complete subtree: 2^level leaves, beginning at index·2^level. Every
//! proof is made of nodes, so whoever keeps the nodes makes any proof from at most some sixty of them; whoever has all
//! leaf hashes at hand passes the slice.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Hash;

/// The hash of a leaf: SHA-256(0x00 ‖ data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], data])
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], &left.0, &right.0])
}

/// The root of the empty tree: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// The root over leaf hashes (not over the leaves' data).
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier.root()
}

/// The place of a complete subtree: 2^`level` leaves beginning at leaf `index`·2^`level`. Level 0 is the leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash, Serialize, Deserialize)]
pub struct NodeId {
    /// The height over the leaves, 0 to 63.
    pub level: u32,
    /// The number of subtrees of this level to its left.
    pub index: u64,
}

/// Why a proof cannot be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeError {
    /// The index is not below the size, or the old size is above the new one.
    OutOfRange,
    /// A node that the proof needs is not in the source.
    MissingNode(NodeId),
    /// The proof has too few or too many hashes for these sizes.
    WrongLength,
    /// The hashes do not lead to the root that they should lead to.
    RootDiffers,
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange => f.write_str("the index or size lies outside the tree"),
            Self::MissingNode(node) => {
                write!(f, "node {} of level {} is missing", node.index, node.level)
            }
            Self::WrongLength => f.write_str("the proof has the wrong number of hashes"),
            Self::RootDiffers => f.write_str("the proof does not lead to the root"),
        }
    }
}

impl std::error::Error for TreeError {}

/// Where the hashes of complete subtrees come from.
pub trait Nodes {
    /// The hash of the complete subtree `node`, or `None` when the source does not have it.
    fn node(&self, node: NodeId) -> Option<Hash>;
}

impl Nodes for [Hash] {
    fn node(&self, node: NodeId) -> Option<Hash> {
        let width = 1usize.checked_shl(node.level)?;
        let from = usize::try_from(node.index).ok()?.checked_mul(width)?;
        self.get(from..from.checked_add(width)?).map(root)
    }
}

impl Nodes for HashMap<NodeId, Hash> {
    fn node(&self, node: NodeId) -> Option<Hash> {
        self.get(&node).copied()
    }
}

/// The right edge of a growing tree: all that is needed to append to it and to know its root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "FrontierParts", deny_unknown_fields)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontierParts {
    size: u64,
    peaks: Vec<Hash>,
}

impl TryFrom<FrontierParts> for Frontier {
    type Error = TreeError;

    fn try_from(parts: FrontierParts) -> Result<Self, TreeError> {
        Self::from_parts(parts.size, parts.peaks)
    }
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// The frontier of a tree of `size` leaves whose complete subtrees, largest first, have the roots `peaks`.
    ///
    /// # Errors
    /// [`TreeError::WrongLength`] unless there is one peak for each set bit of `size`; [`TreeError::OutOfRange`] for a
    /// size above 2⁵³−1, which JSON cannot carry.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Result<Self, TreeError> {
        if size > crate::jcs::MAX_INTEGER {
            return Err(TreeError::OutOfRange);
        }
        if peaks.len() == size.count_ones() as usize { Ok(Self { size, peaks }) } else { Err(TreeError::WrongLength) }
    }

    /// The places of the peaks of a tree of `size` leaves, largest first: what to load to continue it.
    pub fn peak_ids(size: u64) -> Vec<NodeId> {
        nodes_of(0, size)
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, largest first: one for each set bit of the size.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends one leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        self.append_with(leaf, |_, _| {});
    }

    /// Appends one leaf hash, and tells `completed` every node that the leaf completes, itself first.
    pub fn append_with(&mut self, leaf: Hash, mut completed: impl FnMut(NodeId, Hash)) {
        let mut node = NodeId { level: 0, index: self.size };
        let mut hash = leaf;
        completed(node, hash);
        while node.index & 1 == 1 {
            // Every set low bit of the size has its peak, so there is one to pop.
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            node = NodeId { level: node.level + 1, index: node.index >> 1 };
            completed(node, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Hash {
        fold(&self.peaks).unwrap_or_else(empty_root)
    }
}

/// The root over adjacent subtrees of falling size: the right edge is folded from the right.
fn fold(peaks: &[Hash]) -> Option<Hash> {
    let (last, rest) = peaks.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| node_hash(left, &right)))
}

/// The complete subtrees that make up the leaves `from..to`, left to right, as RFC 9162's splitting does.
fn nodes_of(from: u64, to: u64) -> Vec<NodeId> {
    let mut out = Vec::new();
    let mut at = from;
    while at < to {
        let fits = 63 - (to - at).leading_zeros();
        let level = fits.min(at.trailing_zeros());
        out.push(NodeId { level, index: at >> level });
        at += 1 << level;
    }
    out
}

/// The largest power of two below `n` (n ≥ 2).
fn split(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The ranges of leaves whose roots make the inclusion proof, leaf's sibling first.
fn inclusion_ranges(index: u64, size: u64) -> Vec<(u64, u64)> {
    let (mut from, mut to) = (0, size);
    let mut ranges = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            ranges.push((middle, to));
            to = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges of leaves whose roots make the consistency proof (RFC 9162, 2.1.4.1), in the proof's order.
fn consistency_ranges(old: u64, new: u64) -> Vec<(u64, u64)> {
    let (mut from, mut to) = (0, new);
    let mut ranges = Vec::new();
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            ranges.push((middle, to));
            to = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    if from > 0 {
        ranges.push((from, to));
    }
    ranges.reverse();
    ranges
}

fn gather<N: Nodes + ?Sized>(nodes: &N, ranges: &[(u64, u64)]) -> Result<Vec<Hash>, TreeError> {
    let hash_of = |(from, to): &(u64, u64)| {
        let parts: Result<Vec<Hash>, TreeError> =
            nodes_of(*from, *to).into_iter().map(|id| nodes.node(id).ok_or(TreeError::MissingNode(id))).collect();
        parts.map(|peaks| fold(&peaks).unwrap_or_else(empty_root))
    };
    ranges.iter().map(hash_of).collect()
}

fn needed(ranges: &[(u64, u64)]) -> Vec<NodeId> {
    ranges.iter().flat_map(|(from, to)| nodes_of(*from, *to)).collect()
}

/// The nodes that [`inclusion_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index` < `size`.
pub fn inclusion_nodes(index: u64, size: u64) -> Result<Vec<NodeId>, TreeError> {
    if index < size { Ok(needed(&inclusion_ranges(index, size))) } else { Err(TreeError::OutOfRange) }
}

/// The proof that leaf `index` is in the tree of the first `size` leaves: the leaf's sibling first, the root's child last.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index` < `size`; [`TreeError::MissingNode`].
pub fn inclusion_proof<N: Nodes + ?Sized>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
    if index < size { gather(nodes, &inclusion_ranges(index, size)) } else { Err(TreeError::OutOfRange) }
}

/// The nodes that [`consistency_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] when `old` > `new`.
pub fn consistency_nodes(old: u64, new: u64) -> Result<Vec<NodeId>, TreeError> {
    match old {
        _ if old > new => Err(TreeError::OutOfRange),
        0 => Ok(Vec::new()),
        _ => Ok(needed(&consistency_ranges(old, new))),
    }
}

/// The proof that the tree of the first `new` leaves begins with the tree of the first `old` leaves. It is empty when
/// the sizes are equal or `old` is 0.
///
/// # Errors
/// [`TreeError::OutOfRange`] when `old` > `new`; [`TreeError::MissingNode`].
pub fn consistency_proof<N: Nodes + ?Sized>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, TreeError> {
    match old {
        _ if old > new => Err(TreeError::OutOfRange),
        0 => Ok(Vec::new()),
        _ => gather(nodes, &consistency_ranges(old, new)),
    }
}

/// Checks an inclusion proof (RFC 9162, 2.1.3.2).
///
/// # Errors
/// [`TreeError::OutOfRange`], [`TreeError::WrongLength`] or [`TreeError::RootDiffers`].
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(TreeError::WrongLength);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match last {
        0 if hash == *root => Ok(()),
        0 => Err(TreeError::RootDiffers),
        _ => Err(TreeError::WrongLength),
    }
}

/// Checks a consistency proof (RFC 9162, 2.1.4.2). The empty tree is the beginning of every tree, with an empty proof.
///
/// # Errors
/// [`TreeError::OutOfRange`], [`TreeError::WrongLength`] or [`TreeError::RootDiffers`].
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), TreeError> {
    if old > new {
        return Err(TreeError::OutOfRange);
    }
    if old == 0 || old == new {
        let expected = if old == 0 { empty_root() } else { *new_root };
        let same = *old_root == expected && (new > 0 || *new_root == expected);
        return match (proof.is_empty(), same) {
            (false, _) => Err(TreeError::WrongLength),
            (true, false) => Err(TreeError::RootDiffers),
            (true, true) => Ok(()),
        };
    }
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let mut rest = proof.iter();
    let first = if old.is_power_of_two() { *old_root } else { *rest.next().ok_or(TreeError::WrongLength)? };
    let (mut old_hash, mut new_hash) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(TreeError::WrongLength);
        }
        if at & 1 == 1 || at == last {
            (old_hash, new_hash) = (node_hash(hash, &old_hash), node_hash(hash, &new_hash));
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new_hash = node_hash(&new_hash, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match last {
        0 if old_hash == *old_root && new_hash == *new_root => Ok(()),
        0 => Err(TreeError::RootDiffers),
        _ => Err(TreeError::WrongLength),
    }
}

#[cfg(test)]
mod tests;
