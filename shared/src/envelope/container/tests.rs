use super::*;
use crate::envelope::tests::{seal, vectors};
use proptest::prelude::*;

#[test]
fn a_sealed_file_is_magic_length_head_payload() {
    for vector in vectors() {
        let (head, payload) = seal(&vector);
        let head = head.to_bytes().unwrap();
        let sealed = [encode(&head).unwrap(), payload.clone()].concat();
        assert_eq!(&sealed[..8], b"BIDSEAL1");
        assert_eq!(sealed[8..12], (head.len() as u32).to_be_bytes());
        assert_eq!(split(&sealed), Ok((&head[..], &payload[..])));
    }
}

#[test]
fn other_files_and_other_lengths_are_refused() {
    assert_eq!(split(b"%PDF-1.7 a bid in the clear"), Err(ContainerError::Magic));
    assert_eq!(split(b"PK\x03\x04"), Err(ContainerError::Magic));
    assert_eq!(HeadReader::new().push(b"%"), Err(ContainerError::Magic));
    assert_eq!(split(b"BIDSEAL1\0\0\0\0"), Err(ContainerError::HeadLength(0)));
    assert_eq!(split(b"BIDSEAL1\0\x01\0\x01"), Err(ContainerError::HeadLength(65_537)));
    assert_eq!(split(b"BIDSEAL1\0\0\0\x05head"), Err(ContainerError::Truncated));
    assert_eq!(split(b"BIDSE"), Err(ContainerError::Truncated));
    assert_eq!(split(b""), Err(ContainerError::Truncated));
    assert!(encode(&[]).is_err());
    assert!(encode(&vec![0; 65_537]).is_err());
    assert!(encode(&vec![0; 65_536]).is_ok());
}

proptest! {
    #[test]
    fn pieces_of_any_size_give_the_same_head(
        head in proptest::collection::vec(any::<u8>(), 1..300),
        payload in proptest::collection::vec(any::<u8>(), 0..100),
        size in 1usize..50,
    ) {
        let sealed = [encode(&head).unwrap(), payload.clone()].concat();
        let (mut reader, mut at) = (HeadReader::new(), 0);
        for piece in sealed.chunks(size) {
            if let Some(read) = reader.push(piece).unwrap() {
                prop_assert_eq!(&read.head, &head);
                prop_assert_eq!(&sealed[at + read.consumed..], &payload[..]);
                return Ok(());
            }
            at += piece.len();
        }
        prop_assert!(false, "the head never came");
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), magic in any::<bool>()) {
        let bytes = if magic { [&MAGIC[..], &[0, 0], &bytes].concat() } else { bytes };
        let _ = split(&bytes);
    }
}
