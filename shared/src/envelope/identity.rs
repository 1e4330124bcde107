//! Which identity key a person had at an index of the journal: a signature counts if its key was enrolled and not revoked
//! there (envelope.md, Words). It is told from the journal's own entries, so that anybody who has them comes to the same.

use serde_json::Value;

use super::sign::IdentityKey;

/// One act about the keys of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityAct {
    /// A key is enrolled; the one that was in force is revoked by that.
    Enrolled(IdentityKey),
    /// A key is revoked.
    Revoked(IdentityKey),
    /// A supervisor vouches for a key.
    Countersigned(IdentityKey),
}

impl IdentityAct {
    /// The kinds of the journal that are told here.
    pub const KINDS: [&'static str; 3] = ["identity.enrolled", "identity.revoked", "identity.countersigned"];

    /// The account and the act of a journal entry of that kind; `None` for another kind, or data that is not of its form.
    #[must_use]
    pub fn read(kind: &str, data: &Value) -> Option<(String, Self)> {
        let account = data.get("account")?.as_str()?.to_owned();
        let key = IdentityKey::parse(data.get("key")?.as_str()?).ok()?;
        let act = match kind {
            "identity.enrolled" => Self::Enrolled(key),
            "identity.revoked" => Self::Revoked(key),
            "identity.countersigned" => Self::Countersigned(key),
            _ => return None,
        };
        Some((account, act))
    }
}

/// What stood for an account at an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The key that was enrolled and not revoked.
    pub key: Option<IdentityKey>,
    /// Whether a supervisor had countersigned it.
    pub countersigned: bool,
}

impl Standing {
    /// What stood just before the entry `index`, from all acts of the account in order of their own indices.
    #[must_use]
    pub fn at<'a>(acts: impl IntoIterator<Item = (u64, &'a IdentityAct)>, index: u64) -> Self {
        let before = acts.into_iter().filter(|(at, _)| *at < index);
        before.fold(Self::default(), |now, (_, act)| match act {
            IdentityAct::Enrolled(key) => Self { key: Some(*key), countersigned: false },
            IdentityAct::Revoked(key) if now.key == Some(*key) => Self::default(),
            IdentityAct::Countersigned(key) if now.key == Some(*key) => Self { countersigned: true, ..now },
            _ => now,
        })
    }
}

#[cfg(test)]
mod tests;
