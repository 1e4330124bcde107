//! Signed notes (C2SP `signed-note`): a text, a blank line, and one or more signature lines.
//!
//! Two kinds of keys are known: Ed25519 over the text (type 1), and timestamped cosignatures of checkpoints (type 4,
//! [`super::checkpoint`]). Signatures of unknown keys are skipped, as the specification asks; whoever must not accept
//! them (the draw) counts the signatures.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};

use super::Hash;

/// The most bytes that a note may have.
pub const MAX_NOTE_BYTES: usize = 1_000_000;
/// The most signature lines that a note may have.
pub const MAX_SIGNATURES: usize = 100;

/// Why a note, a key or a signature is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteError {
    /// A key name that is empty, or has a space, a plus or a control character in it.
    KeyName,
    /// Not a verifier key of a known type, or its id does not fit.
    VerifierKey,
    /// The text is empty, does not end with a line feed, or has control characters.
    Text,
    /// The bytes are not a signed note.
    Malformed,
    /// A signature by a known key that does not verify; the key's name.
    BadSignature(String),
    /// No signature by a key that is known.
    Unsigned,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyName => f.write_str("not a key name"),
            Self::VerifierKey => f.write_str("not a verifier key"),
            Self::Text => f.write_str("not the text of a note"),
            Self::Malformed => f.write_str("not a signed note"),
            Self::BadSignature(name) => write!(f, "the signature of {name} does not verify"),
            Self::Unsigned => f.write_str("no signature by a known key"),
        }
    }
}

impl std::error::Error for NoteError {}

/// What a key signs, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Ed25519 over the text: type 1.
    Ed25519,
    /// A timestamped cosignature of a checkpoint, `cosignature/v1`: type 4.
    Cosignature,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// The public half of a key, under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// The key `public` under `name`.
    ///
    /// # Errors
    /// [`NoteError::KeyName`]; [`NoteError::VerifierKey`] when the bytes are no Ed25519 key, or one of low order.
    pub fn new(name: &str, kind: KeyKind, public: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_key_name(name) {
            return Err(NoteError::KeyName);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| NoteError::VerifierKey)?;
        if key.is_weak() {
            return Err(NoteError::VerifierKey);
        }
        Ok(Self { name: name.to_owned(), kind, key })
    }

    /// The name that stands in the signature line.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the public key.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key id: the first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key).
    pub fn id(&self) -> u32 {
        let hash = Hash::of_parts(&[self.name.as_bytes(), b"\n", &[self.kind.byte()], self.key.as_bytes()]).0;
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
    }

    /// Whether `signature` claims to be by this key: same name and id.
    pub fn claims(&self, signature: &Signature) -> bool {
        signature.name == self.name && signature.id == self.id()
    }

    /// Checks a signature of this key over `text`; a cosignature's time comes back in seconds since 1970.
    ///
    /// # Errors
    /// [`NoteError::BadSignature`].
    pub fn verify(&self, text: &str, signature: &Signature) -> Result<Option<u64>, NoteError> {
        let bad = || NoteError::BadSignature(self.name.clone());
        let (time_s, message, bytes) = match self.kind {
            KeyKind::Ed25519 => (None, text.to_owned(), &signature.bytes[..]),
            KeyKind::Cosignature => {
                let (time, bytes) = signature.bytes.split_first_chunk::<8>().ok_or_else(bad)?;
                let time_s = u64::from_be_bytes(*time);
                (Some(time_s), cosigned_text(text, time_s), bytes)
            }
        };
        let bytes = Ed25519::from_slice(bytes).map_err(|_| bad())?;
        if !self.claims(signature) || time_s.is_some_and(|time| i64::try_from(time).is_err()) {
            return Err(bad());
        }
        self.key.verify_strict(message.as_bytes(), &bytes).map_err(|_| bad())?;
        Ok(time_s)
    }
}

/// What a cosigner signs (C2SP `tlog-cosignature`): two lines before the checkpoint's text.
fn cosigned_text(text: &str, time_s: u64) -> String {
    format!("cosignature/v1\ntime {time_s}\n{text}")
}

impl fmt::Display for VerifierKey {
    /// `name+hexid+base64(type ‖ public key)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], &self.key.as_bytes()[..]].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id(), STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::VerifierKey);
        };
        let key = STANDARD.decode(key).map_err(|_| NoteError::VerifierKey)?;
        let kind = match key.first() {
            Some(1) => KeyKind::Ed25519,
            Some(4) => KeyKind::Cosignature,
            _ => return Err(NoteError::VerifierKey),
        };
        let public = <&[u8; 32]>::try_from(&key[1..]).map_err(|_| NoteError::VerifierKey)?;
        let key = Self::new(name, kind, public)?;
        if id == format!("{:08x}", key.id()) { Ok(key) } else { Err(NoteError::VerifierKey) }
    }
}

/// A secret key under its name. It does not print its secret.
pub struct NoteSigner {
    verifier: VerifierKey,
    key: SigningKey,
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteSigner({})", self.verifier)
    }
}

impl NoteSigner {
    /// The Ed25519 key that the 32-byte `seed` (RFC 8032's private key) gives, for notes under `name`.
    ///
    /// # Errors
    /// [`NoteError::KeyName`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        Self::of_kind(name, KeyKind::Ed25519, seed)
    }

    /// The key that `seed` gives, for cosignatures under `name`.
    ///
    /// # Errors
    /// [`NoteError::KeyName`].
    pub fn cosigner_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        Self::of_kind(name, KeyKind::Cosignature, seed)
    }

    fn of_kind(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, kind, &key.verifying_key().to_bytes())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs `text` as a note's text. `time_s`, in seconds since 1970, goes into a cosignature; other keys ignore it.
    pub fn sign(&self, text: &str, time_s: u64) -> Signature {
        let bytes = match self.verifier.kind {
            KeyKind::Ed25519 => self.key.sign(text.as_bytes()).to_vec(),
            KeyKind::Cosignature => {
                let signature = self.key.sign(cosigned_text(text, time_s).as_bytes());
                [&time_s.to_be_bytes()[..], &signature.to_bytes()].concat()
            }
        };
        Signature { name: self.verifier.name.clone(), id: self.verifier.id(), bytes }
    }
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: u32,
    /// What the algorithm of the key made: at least one byte.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Reads one signature line, without its line feed.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix("— ").ok_or(NoteError::Malformed)?;
        let (name, base64) = rest.split_once(' ').ok_or(NoteError::Malformed)?;
        let bytes = STANDARD.decode(base64).map_err(|_| NoteError::Malformed)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, bytes)) if is_key_name(name) && !bytes.is_empty() => {
                Ok(Self { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
            }
            _ => Err(NoteError::Malformed),
        }
    }
}

impl fmt::Display for Signature {
    /// The signature line, without its line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes()[..], &self.bytes].concat();
        write!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A signature that a known key made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The name of the key.
    pub name: String,
    /// The time of a cosignature, in seconds since 1970.
    pub time_s: Option<u64>,
}

/// A text with its signatures, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Makes a note: `text` signed by each of `signers`, in their order. For cosignatures see [`Note::add`].
    ///
    /// # Errors
    /// [`NoteError::Text`]; [`NoteError::Unsigned`] without a signer.
    pub fn sign(text: &str, signers: &[&NoteSigner]) -> Result<Self, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Text);
        }
        if signers.is_empty() {
            return Err(NoteError::Unsigned);
        }
        let signatures = signers.iter().map(|signer| signer.sign(text, 0)).collect();
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] for anything that is not exactly a note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::Malformed);
        }
        let all = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed)?;
        let blank = all.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, rest) = (&all[..=blank], &all[blank + 2..]);
        let lines = rest.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        if !is_text(text) || lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let signatures: Result<Vec<Signature>, NoteError> = lines.split('\n').map(Signature::parse).collect();
        Ok(Self { text: text.to_owned(), signatures: signatures? })
    }

    /// The text, with its last line feed. Do not believe it before [`Note::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in their order.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature line, made elsewhere or by [`NoteSigner::sign`], at the end.
    pub fn add(&mut self, signature: Signature) {
        self.signatures.push(signature);
    }

    /// Checks every signature that claims to be by one of `keys`, and skips the others; of several by one key only the
    /// first is looked at.
    ///
    /// # Errors
    /// [`NoteError::BadSignature`] when one of them does not verify; [`NoteError::Unsigned`] when there is none.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Vec<Verified>, NoteError> {
        let mut verified = Vec::new();
        let mut seen: Vec<(&str, u32)> = Vec::new();
        for signature in &self.signatures {
            let Some(key) = keys.iter().find(|key| key.claims(signature)) else {
                continue;
            };
            if seen.contains(&(&signature.name, signature.id)) {
                continue;
            }
            seen.push((&signature.name, signature.id));
            let time_s = key.verify(&self.text, signature)?;
            verified.push(Verified { name: key.name.clone(), time_s });
        }
        if verified.is_empty() { Err(NoteError::Unsigned) } else { Ok(verified) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.chars().any(|c| c < ' ' && c != '\n')
}

#[cfg(test)]
mod tests;
