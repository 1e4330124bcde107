use super::super::tree;
use super::*;

const SEED: [u8; 32] = [5; 32];

fn log() -> NoteSigner {
    NoteSigner::from_seed("bidroom-hz", &SEED).unwrap()
}

fn witness() -> NoteSigner {
    NoteSigner::cosigner_from_seed("supervisor", &[6; 32]).unwrap()
}

fn head() -> Checkpoint {
    Checkpoint::new("bidroom-hz", 1234, tree::leaf_hash(b"x"))
}

#[test]
fn a_cosigned_checkpoint_is_opened() {
    let mut note = head().sign(&log()).unwrap();
    note.add(cosign(&note, &witness(), 1_790_000_000).unwrap());
    let note = Note::parse(note.to_string().as_bytes()).unwrap();
    let keys = [witness().verifier().clone()];
    let opened = Checkpoint::open(&note, log().verifier(), &keys).unwrap();
    assert_eq!(opened.checkpoint, head());
    assert_eq!(opened.cosignatures, [Cosignature { name: "supervisor".to_owned(), time_s: 1_790_000_000 }]);
    let alone = Checkpoint::open(&note, log().verifier(), &[]).unwrap();
    assert!(alone.cosignatures.is_empty(), "an unknown witness is skipped");
}

#[test]
fn a_changed_time_or_head_spoils_the_cosignature() {
    let mut note = head().sign(&log()).unwrap();
    let mut line = cosign(&note, &witness(), 1_790_000_000).unwrap();
    line.bytes[7] ^= 1;
    note.add(line);
    let opened = Checkpoint::open(&note, log().verifier(), &[witness().verifier().clone()]);
    assert!(matches!(opened, Err(CheckpointError::Note(NoteError::BadSignature(name))) if name == "supervisor"));

    let line = cosign(&note, &witness(), 1_790_000_000).unwrap();
    let mut other = Checkpoint::new("bidroom-hz", 1235, head().root).sign(&log()).unwrap();
    other.add(line);
    assert!(Checkpoint::open(&other, log().verifier(), &[witness().verifier().clone()]).is_err());
}

#[test]
fn the_cosigned_message_of_the_specification_verifies() {
    // The cosignature over the specification's own three lines, as `tlog-cosignature` composes the message.
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let log = NoteSigner::from_seed("example.com/behind-the-sofa", &SEED).unwrap();
    let note = Checkpoint::parse(text).unwrap().sign(&log).unwrap();
    let line = cosign(&note, &witness(), 1_679_315_147).unwrap();
    let (time, signature) = line.bytes.split_first_chunk::<8>().unwrap();
    assert_eq!(u64::from_be_bytes(*time), 1_679_315_147);
    let key = ed25519_dalek::VerifyingKey::from_bytes(witness().verifier().public()).unwrap();
    let message = format!("cosignature/v1\ntime 1679315147\n{text}");
    let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
    assert!(key.verify_strict(message.as_bytes(), &signature).is_ok());
    let plain = NoteSigner::from_seed("supervisor", &[6; 32]).unwrap();
    assert_ne!(plain.verifier().id(), witness().verifier().id(), "the type is part of the key id");
}

#[test]
fn other_texts_are_not_checkpoints() {
    let good = head().text();
    assert_eq!(Checkpoint::parse(&good).unwrap(), head());
    let with_lines = format!("{good}first\nsecond\n");
    assert_eq!(Checkpoint::parse(&with_lines).unwrap().text(), with_lines);
    for refused in [
        "",
        "\n",
        good.trim_end(),
        &format!("{good}\n"),
        &good.replace("1234", "01234"),
        &good.replace("1234", "-1"),
        &good.replace("1234", "18446744073709551616"),
        &good.replace('=', ""),
        &good.replace("bidroom-hz", ""),
        "bidroom-hz\n0\n",
    ] {
        assert_eq!(Checkpoint::parse(refused), Err(CheckpointError::Text), "{refused:?}");
    }
    let mut broken = head();
    broken.extensions.push("a\nb".to_owned());
    assert_eq!(broken.sign(&log()), Err(CheckpointError::Text));
}

#[test]
fn only_the_logs_own_key_and_origin_count() {
    let other = NoteSigner::from_seed("bidroom-sh", &SEED).unwrap();
    assert!(matches!(head().sign(&other), Err(CheckpointError::Origin(_))));
    let foreign = Note::sign(&Checkpoint::new("bidroom-sh", 1, head().root).text(), &[&log()]).unwrap();
    assert_eq!(
        Checkpoint::open(&foreign, log().verifier(), &[]),
        Err(CheckpointError::Origin("bidroom-sh".to_owned()))
    );
    let note = head().sign(&log()).unwrap();
    let open = Checkpoint::open(&note, other.verifier(), &[]);
    assert_eq!(open, Err(CheckpointError::Note(NoteError::Unsigned)));
    assert!(cosign(&note, &log(), 1).is_err(), "the log's key makes no cosignatures");
    assert!(cosign(&note, &witness(), u64::MAX).is_err());
    let receipt = Note::sign("bidroom/receipt/1\n", &[&log()]).unwrap();
    assert!(cosign(&receipt, &witness(), 1).is_err(), "a witness cosigns checkpoints only");
}

#[test]
fn another_reader_reads_our_checkpoint() {
    let theirs = tlog_tiles::Checkpoint::from_bytes(head().text().as_bytes()).unwrap();
    assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("bidroom-hz", 1234, head().root.0));
}
