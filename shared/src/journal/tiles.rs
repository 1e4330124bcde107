//! Tiles (C2SP `tlog-tiles`): the log as a folder of static files that never change once they are full.

use super::Hash;
use super::tree::{NodeId, Nodes, TreeError};

/// The hashes, or entries, in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// One tile: up to 256 hashes of one level of tiles, or the entries under them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// The level of tiles: each stands for eight levels of the tree. `None` is a bundle of entries.
    pub level: Option<u8>,
    /// The number of tiles of this level to its left.
    pub index: u64,
    /// How many hashes or entries it holds, 1 to 256.
    pub width: u64,
}

impl Tile {
    /// The path below the log's address: `tile/0/x001/x234/067`, with `.p/<width>` when it is not full.
    pub fn path(&self) -> String {
        let level = self.level.map_or_else(|| "entries".to_owned(), |level| level.to_string());
        let mut number = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        if self.width < TILE_WIDTH {
            format!("tile/{level}/{number}.p/{}", self.width)
        } else {
            format!("tile/{level}/{number}")
        }
    }

    /// The nodes whose hashes are the content of a tile of hashes; nothing for a bundle of entries.
    pub fn nodes(&self) -> Vec<NodeId> {
        let Some(level) = self.level else {
            return Vec::new();
        };
        let first = self.index * TILE_WIDTH;
        (first..first + self.width).map(|index| NodeId { level: u32::from(level) * 8, index }).collect()
    }

    /// The content of a tile of hashes: one after the other.
    ///
    /// # Errors
    /// [`TreeError::MissingNode`].
    pub fn content<N: Nodes + ?Sized>(&self, nodes: &N) -> Result<Vec<u8>, TreeError> {
        let hash = |id: NodeId| nodes.node(id).map(|hash: Hash| hash.0).ok_or(TreeError::MissingNode(id));
        let hashes: Result<Vec<[u8; 32]>, TreeError> = self.nodes().into_iter().map(hash).collect();
        Ok(hashes?.concat())
    }
}

/// Every tile of a log of `size` entries, bundles of entries first, then level by level.
pub fn tiles(size: u64) -> Vec<Tile> {
    let mut out = Vec::new();
    push_row(&mut out, None, size);
    let (mut level, mut width) = (0, size);
    while width > 0 {
        push_row(&mut out, Some(level), width);
        (level, width) = (level + 1, width / TILE_WIDTH);
    }
    out
}

fn push_row(out: &mut Vec<Tile>, level: Option<u8>, width: u64) {
    let full = width / TILE_WIDTH;
    out.extend((0..full).map(|index| Tile { level, index, width: TILE_WIDTH }));
    if !width.is_multiple_of(TILE_WIDTH) {
        out.push(Tile { level, index: full, width: width % TILE_WIDTH });
    }
}

/// The content of a bundle of entries: each after its length in two bytes, big-endian.
///
/// # Errors
/// [`TreeError::WrongLength`] when an entry is longer than 65,535 bytes.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, TreeError> {
    let mut out = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| TreeError::WrongLength)?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(entry);
    }
    Ok(out)
}

/// Reads a bundle of entries back into its entries.
///
/// # Errors
/// [`TreeError::WrongLength`] when a length goes beyond the end.
pub fn unbundle(mut bytes: &[u8]) -> Result<Vec<&[u8]>, TreeError> {
    let mut out = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(TreeError::WrongLength)?;
        out.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(out) } else { Err(TreeError::WrongLength) }
}

#[cfg(test)]
mod tests;
