use std::collections::HashMap;

use super::super::tree::{Frontier, leaf_hash};
use super::*;

#[test]
fn paths_are_the_specifications() {
    let path = |level, index, width| Tile { level, index, width }.path();
    assert_eq!(path(Some(0), 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(Some(1), 0, 8), "tile/1/000.p/8");
    assert_eq!(path(None, 273, 112), "tile/entries/273.p/112");
    assert_eq!(path(Some(2), 1000, 256), "tile/2/x001/000");
}

#[test]
fn a_log_is_cut_as_another_reader_cuts_it() {
    for size in [0, 1, 255, 256, 257, 70_000] {
        let ours: Vec<String> = tiles(size).iter().filter(|tile| tile.level.is_some()).map(Tile::path).collect();
        let mut theirs: Vec<String> = tlog_tiles::Tile::new_tiles(8, 0, size)
            .iter()
            .map(|tile| tile.path().replacen("tile/8/", "tile/", 1))
            .collect();
        theirs.sort();
        let mut sorted = ours.clone();
        sorted.sort();
        assert_eq!(sorted, theirs, "{size}");
    }
    let entries = tiles(257).into_iter().filter(|tile| tile.level.is_none()).map(|tile| tile.path());
    assert_eq!(entries.collect::<Vec<_>>(), ["tile/entries/000", "tile/entries/001.p/1"]);
}

#[test]
fn a_tile_holds_the_hashes_of_its_nodes() {
    let mut nodes = HashMap::new();
    let mut frontier = Frontier::new();
    for i in 0..600u32 {
        frontier.append_with(leaf_hash(&i.to_be_bytes()), |id, hash| {
            nodes.insert(id, hash);
        });
    }
    let above = Tile { level: Some(1), index: 0, width: 2 };
    let content = above.content(&nodes).unwrap();
    assert_eq!(content[..32], nodes[&NodeId { level: 8, index: 0 }].0);
    assert_eq!(content.len(), 64);
    let below = Tile { level: Some(0), index: 0, width: 256 }.content(&nodes).unwrap();
    let theirs = tlog_tiles::Tile::subtree_hash(&below);
    assert_eq!(theirs.0[..], content[..32]);
    assert!(Tile { level: Some(1), index: 0, width: 3 }.content(&nodes).is_err());
}

#[test]
fn bundles_are_read_again() {
    let entries: [&[u8]; 3] = [b"one", b"", b"three"];
    let bytes = bundle(entries).unwrap();
    assert_eq!(unbundle(&bytes).unwrap(), entries);
    assert_eq!(unbundle(&bytes[..bytes.len() - 1]), Err(TreeError::WrongLength));
    assert_eq!(unbundle(&bytes[..1]), Err(TreeError::WrongLength));
    assert_eq!(bundle([&[0u8; 65_536][..]]), Err(TreeError::WrongLength));
}
