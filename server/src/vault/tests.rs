use super::*;
use shared::envelope::zip::Crc32;

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc32::new();
    crc.update(bytes);
    crc.value()
}

/// The vault in a fresh data directory: its objects lie there, or in the store that `BIDROOM_TEST_OBJECTS` names (`make interop`).
pub(super) fn fresh_vault(data: &Path) -> Vault {
    let place = std::env::var("BIDROOM_TEST_OBJECTS").ok();
    Vault::open(data, place.as_deref()).unwrap()
}

fn is_remote(vault: &Vault) -> bool {
    vault.objects.path("").is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_once_under_its_hash_and_read_back_every_way() {
    use futures_util::TryStreamExt as _;
    let dir = tempfile::tempdir().unwrap();
    let vault = fresh_vault(dir.path());
    let bytes = vec![7; 3_000_000];
    let hash = vault.keep(&bytes).unwrap();
    assert_eq!(vault.keep(&bytes).unwrap(), hash);
    assert_eq!(vault.read(&hash).unwrap(), bytes);
    let streamed: Vec<bytes::Bytes> = vault.stream(&hash).await.unwrap().try_collect().await.unwrap();
    assert_eq!(streamed.concat(), bytes);
    let path = vault.local(&hash).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    if !is_remote(&vault) {
        // A file that is not what its name says is not given out.
        std::fs::write(&path, b"changed").unwrap();
        assert!(vault.read(&hash).is_err());
    }
    assert!(vault.read(&Hash([1; 32])).is_err());
    assert!(vault.stream(&Hash([1; 32])).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_in_pieces_leaves_nothing_unless_it_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let vault = fresh_vault(dir.path());
    let mut intake = vault.intake().await.unwrap();
    for piece in [&b"one "[..], &[b'x'; 1 << 20], b" two"] {
        intake.write(piece).await.unwrap();
    }
    let taken = intake.finish().await.unwrap();
    let whole = [&b"one "[..], &[b'x'; 1 << 20], b" two"].concat();
    assert_eq!((taken.bytes, taken.sha256), (whole.len() as u64, Hash::of(&whole)));
    assert_eq!((vault.read(&taken.sha256).unwrap(), taken.crc32), (whole.clone(), crc(&whole)));
    drop(vault.intake().await.unwrap());
    assert_eq!(std::fs::read_dir(&vault.scratch).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_nobody_knows_is_refused_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Vault::open(dir.path(), Some("ftp://elsewhere")).is_err());
    let named = dir.path().join("elsewhere");
    let vault = Vault::open(dir.path(), named.to_str()).unwrap();
    let hash = vault.keep(b"x").unwrap();
    assert!(vault.local(&hash).await.unwrap().starts_with(named.canonicalize().unwrap()));
}

/// Copies of a remote store's files: made once, checked, and kept within bounds.
#[tokio::test(flavor = "multi_thread")]
async fn copies_are_checked_and_the_oldest_go_first() {
    let dir = tempfile::tempdir().unwrap();
    let vault = fresh_vault(dir.path());
    let (one, two) = (vault.keep(&[1; 1000]).unwrap(), vault.keep(&[2; 1000]).unwrap());
    let first = vault.copies.of(&one, &vault).await.unwrap();
    assert_eq!(std::fs::read(&first).unwrap(), [1; 1000]);
    let second = vault.copies.of(&two, &vault).await.unwrap();
    let old = std::fs::File::options().write(true).open(&first).unwrap();
    old.set_modified(std::time::UNIX_EPOCH).unwrap();
    vault.copies.shrink(1500).unwrap();
    assert_eq!((first.exists(), second.exists()), (false, true));
    assert!(vault.copies.of(&Hash([1; 32]), &vault).await.is_err());
    assert_eq!(std::fs::read_dir(&vault.scratch).unwrap().count(), 0);
    // What the store gives under a name must be what the name says.
    vault.objects.put(&key(&Hash([3; 32])), &b"other"[..]).await.unwrap();
    assert!(vault.copies.of(&Hash([3; 32]), &vault).await.is_err());
    assert_eq!(std::fs::read_dir(&vault.scratch).unwrap().count(), 0);
}

/// A file that is longer than a piece travels in several, and is whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_kept_whole() {
    let dir = tempfile::tempdir().unwrap();
    let vault = fresh_vault(dir.path());
    let whole: Vec<u8> = (0..20_000_000_u32).map(|n| (n / 251) as u8).collect();
    let kept = tokio::task::spawn_blocking({
        let (vault, whole) = (vault.clone(), whole.clone());
        move || {
            let mut fresh = vault.fresh().unwrap();
            for piece in whole.chunks(700_001) {
                fresh.write(piece).unwrap();
            }
            fresh.keep().unwrap()
        }
    });
    let hash = kept.await.unwrap();
    assert_eq!((hash, vault.read(&hash).unwrap() == whole), (Hash::of(&whole), true));
}
