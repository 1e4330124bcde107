use super::*;
use crate::envelope::tests::vectors;

#[test]
fn a_recovery_file_gives_its_seed_for_its_own_seal() {
    let vectors = vectors();
    let file = Recovery::new(&vectors[0].seed, &vectors[0].context).unwrap();
    let read = Recovery::parse(&file.to_bytes().unwrap()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.seed_for(&vectors[0].context), Ok(&vectors[0].seed));
    assert_eq!(read.seed_for(&vectors[1].context), Err(RecoveryError::OtherSeal));
    let mut later = vectors[0].context.clone();
    later.revision = 2;
    assert_eq!(read.seed_for(&later), Err(RecoveryError::OtherSeal));
}

#[test]
fn other_files_are_refused() {
    let vector = &vectors()[0];
    let bytes = Recovery::new(&vector.seed, &vector.context).unwrap().to_bytes().unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    for other in [
        text.replacen("\"recovery\"", "\"holder\"", 1),
        text.replacen("\"v\":1", "\"v\":2", 1),
        text.replacen('{', "{\"a\":1,", 1),
        "BIDSEAL1".to_owned(),
        " ".repeat(9000),
    ] {
        assert!(matches!(Recovery::parse(other.as_bytes()), Err(RecoveryError::NotARecoveryFile(_))));
    }
}
