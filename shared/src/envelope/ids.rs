//! The ids that the objects of the envelope carry: those of the house (envelope.md, JSON).

pub use crate::id::{AccountId, CriterionId, LotId, LotKey, NotAnId, OrgId, TenderId};
