use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn parts_read_as_one_file_at_any_place() {
    let dir = tempfile::tempdir().unwrap();
    let vault = super::super::tests::fresh_vault(dir.path());
    let upload = crate::random::uuid().unwrap();
    let whole: Vec<u8> = (0..=255).cycle().take(1000).collect();
    let mut parts = Vec::new();
    for piece in whole.chunks(300) {
        let mut part = vault.begin_part(&upload).await.unwrap();
        for bytes in piece.chunks(70) {
            part.write(bytes.to_vec().into()).await.unwrap();
        }
        let name = part.finish().await.unwrap();
        parts.push(Part { offset: parts.len() as u64 * 300, bytes: piece.len() as u64, name, leaves: Vec::new() });
    }
    let opened = vault.open_parts(&upload, &parts).unwrap();
    assert_eq!(opened.length().unwrap(), 1000);
    for (from, count) in [(0, 1000), (299, 2), (300, 300), (0, 0), (999, 1), (250, 700)] {
        let mut buffer = vec![0; count];
        opened.read_at(from as u64, &mut buffer).unwrap();
        assert_eq!(buffer, whole[from..from + count], "{from}+{count}");
    }
    assert!(opened.read_at(999, &mut [0; 2]).is_err());
    let gap = [parts[0].clone(), parts[2].clone()];
    assert!(vault.open_parts(&upload, &gap).is_err());
    vault.drop_upload(&upload).await.unwrap();
    vault.drop_upload(&upload).await.unwrap();
    // Of a remote store it is found out when they are read.
    let gone = vault.open_parts(&upload, &parts).is_ok_and(|parts| parts.read_at(0, &mut [0; 1]).is_ok());
    assert!(!gone);
}

/// What a crash left of a part has no row and no name; it goes with its upload.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_was_not_finished_never_was_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let vault = super::super::tests::fresh_vault(dir.path());
    let upload = crate::random::uuid().unwrap();
    let mut part = vault.begin_part(&upload).await.unwrap();
    part.write(vec![1; 100].into()).await.unwrap();
    let name = part.name.clone();
    // A crash: nothing is dropped.
    std::mem::forget(part);
    let row = [Part { offset: 0, bytes: 100, name, leaves: Vec::new() }];
    assert!(!vault.open_parts(&upload, &row).is_ok_and(|parts| parts.read_at(0, &mut [0; 1]).is_ok()));
    vault.drop_upload(&upload).await.unwrap();
    assert!(vault.objects.path(&format!("uploads/{upload}")).is_none_or(|folder| !folder.exists()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_file_comes_under_its_hash_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let vault = super::super::tests::fresh_vault(dir.path());
    let mut fresh = vault.fresh().unwrap();
    fresh.write(b"one ").unwrap();
    fresh.write(b"two").unwrap();
    let hash = fresh.keep().unwrap();
    assert_eq!(vault.read(&hash).unwrap(), b"one two");
    let left = vault.fresh().unwrap();
    drop(left);
    assert_eq!(std::fs::read_dir(&vault.scratch).unwrap().count(), 0);
}
