use super::*;

fn key(page: u32) -> Key {
    Key { digest: "ab".repeat(32), page, width: 1240 }
}

#[test]
fn what_is_put_is_found_also_after_a_restart() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = Cache::open(folder.path(), 1000).expect("opens");
    assert_eq!(cache.get(&key(1)), None);
    cache.put(&key(1), b"one").expect("stores");
    assert_eq!(cache.get(&key(1)).as_deref(), Some(&b"one"[..]));
    assert_eq!(cache.get(&key(2)), None);
    let wider = Key { width: 2000, ..key(1) };
    assert_eq!(cache.get(&wider), None);
    let again = Cache::open(folder.path(), 1000).expect("opens");
    assert_eq!(again.get(&key(1)).as_deref(), Some(&b"one"[..]));
    assert_eq!(*again.used_bytes.lock().expect("lock"), 3);
}

#[test]
fn half_written_files_are_removed_at_the_start() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("12-3.part"), b"half").expect("writes");
    let cache = Cache::open(folder.path(), 1000).expect("opens");
    assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 0);
    assert_eq!(*cache.used_bytes.lock().expect("lock"), 0);
}

#[test]
fn the_oldest_pages_make_room() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = Cache::open(folder.path(), 1000).expect("opens");
    for page in 1..=30 {
        cache.put(&key(page), &[0; 100]).expect("stores");
        // Some file systems' clocks are coarse.
        std::thread::sleep(std::time::Duration::from_millis(10));
        let held: u64 = cache.entries().expect("lists").iter().map(|e| e.bytes).sum();
        assert!(held <= 1000, "{held} bytes after page {page}");
    }
    assert!(cache.get(&key(30)).is_some(), "the newest stays");
    assert!(cache.get(&key(1)).is_none(), "the oldest is gone");
}
