//! Who acts: roles, actors, terminals.

use crate::id::{AccountId, OrgId, RoomId};
use serde::{Deserialize, Serialize};

/// What kind of user an account belongs to. One account has one role; being a key holder, a party of a draw or a member
/// of a committee is a relation to one lot, not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Anybody, without an account (公众).
    Public,
    /// A bidder (投标人).
    Bidder,
    /// The centre's officer (中心经办人).
    Officer,
    /// A member of a committee at a terminal: an expert (评审专家) or the purchaser's representative (采购人代表评委).
    Expert,
    /// The purchaser (采购人代表).
    Purchaser,
    /// A supervisor (监督人员).
    Supervisor,
    /// The registrar of the expert pool (专家库管理员).
    Registrar,
    /// The administrator of accounts (系统管理员), who can touch no tender.
    Administrator,
    /// The house itself, acting by the clock (系统).
    System,
}

impl Role {
    /// Every role, in the order of the tables in `docs/permissions.md`.
    pub const ALL: [Self; 9] = [
        Self::Public,
        Self::Bidder,
        Self::Officer,
        Self::Expert,
        Self::Purchaser,
        Self::Supervisor,
        Self::Registrar,
        Self::Administrator,
        Self::System,
    ];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Bidder => "bidder",
            Self::Officer => "officer",
            Self::Expert => "expert",
            Self::Purchaser => "purchaser",
            Self::Supervisor => "supervisor",
            Self::Registrar => "registrar",
            Self::Administrator => "administrator",
            Self::System => "system",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A seat in a room, to which a terminal is bound (席位).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// The room.
    pub room: RoomId,
    /// The seat's number in the room, from 1.
    pub seat: u32,
}

/// Who is asking: what the door made of cookie and terminal key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; none for the public and the system.
    pub account: Option<AccountId>,
    /// The role.
    pub role: Role,
    /// The person's name, for the journal and the paper.
    pub name: String,
    /// The organisation that the account belongs to, for bidders and purchasers.
    pub org: Option<OrgId>,
    /// The seat of the terminal in front of which the person sits.
    pub seat: Option<Seat>,
    /// Whether the person has just authenticated again, that is: may sign.
    pub confirmed: bool,
}

impl Actor {
    /// Anybody, unauthenticated.
    #[must_use]
    pub fn public() -> Self {
        Self { account: None, role: Role::Public, name: String::new(), org: None, seat: None, confirmed: false }
    }

    /// The house acting by the clock.
    #[must_use]
    pub fn system() -> Self {
        Self { role: Role::System, name: "system".into(), ..Self::public() }
    }

    /// The actor's name in the journal: account, `system` or `public`.
    #[must_use]
    pub fn journal_name(&self) -> &str {
        self.account.as_ref().map_or(self.role.as_str(), AccountId::as_str)
    }
}
