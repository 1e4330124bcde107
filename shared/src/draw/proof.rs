//! An expert's proof of their own standing (本人入选候选或被排除的证明): that they were a candidate of a draw with these
//! groups, or were taken out for this reason. Given once the result is public; it opens nobody else, because every other
//! line is behind a hash of a fresh random salt.

use serde::{Deserialize, Serialize};

use super::bytes::pid;
use super::list::{Candidate, Excluded, candidate_line, excluded_line, group_numbers};
use super::{Context, Purpose};
use crate::journal::{Hash, tree};

/// Where an expert stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// Could be drawn.
    Candidate {
        /// The employer within the draw.
        unit: Hash,
        /// The groups that the expert could fill, ascending.
        groups: Vec<u8>,
    },
    /// Was taken out by the filter.
    Excluded {
        /// The code of the reason.
        reason: String,
    },
}

/// The proof, beside the `context.txt` of the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingProof {
    /// `ctx` of the draw.
    pub ctx: Hash,
    /// The expert's number in the pool.
    pub expert_number: String,
    /// The salt of the expert's pid, in hex.
    pub salt: Hash,
    /// Where the expert stood.
    #[serde(flatten)]
    pub standing: Standing,
    /// The place of the line in its list, from 0.
    pub index: u64,
    /// The RFC 6962 audit path to the list's root, the leaf's sibling first.
    pub path: Vec<Hash>,
}

/// Why a proof does not hold, or cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandingError {
    /// The proof is about another draw, or the context is not that of a committee.
    OtherDraw,
    /// The expert is in neither list.
    NotInThePool,
    /// The lists are not those of the context.
    OtherLists,
    /// The groups are not ascending numbers below 16.
    Groups,
    /// The path does not lead to the root of the context.
    Path(tree::TreeError),
}

impl std::fmt::Display for StandingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherDraw => f.write_str("the proof is not of this committee's draw"),
            Self::NotInThePool => f.write_str("the expert is neither a candidate nor excluded"),
            Self::OtherLists => f.write_str("the lists are not those of the context"),
            Self::Groups => f.write_str("the groups are not ascending numbers below 16"),
            Self::Path(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for StandingError {}

/// Proves where the expert with this number and salt stood in the draw of `context`, from its lists, sorted by pid.
///
/// # Errors
/// [`StandingError`] when the expert is in neither list, or the lists are not the context's.
pub fn prove(
    context: &Context,
    candidates: &[Candidate],
    excluded: &[Excluded],
    expert_number: &str,
    salt: &[u8; 32],
) -> Result<StandingProof, StandingError> {
    let own = pid(&context.draw, expert_number, salt);
    let (standing, index, path) = if let Ok(at) = candidates.binary_search_by_key(&own, |candidate| candidate.pid) {
        let Candidate { unit, groups, .. } = candidates[at];
        let path = path(candidates.iter().map(candidate_line), at)?;
        (Standing::Candidate { unit, groups: group_numbers(groups) }, at as u64, path)
    } else if let Ok(at) = excluded.binary_search_by_key(&own, |excluded| excluded.pid) {
        let path = path(excluded.iter().map(excluded_line), at)?;
        (Standing::Excluded { reason: excluded[at].reason.clone() }, at as u64, path)
    } else {
        return Err(StandingError::NotInThePool);
    };
    let ctx = context.ctx();
    let proof =
        StandingProof { ctx, expert_number: expert_number.to_owned(), salt: Hash(*salt), standing, index, path };
    proof.verify(context).map_err(|_| StandingError::OtherLists)?;
    Ok(proof)
}

fn path(lines: impl Iterator<Item = String>, at: usize) -> Result<Vec<Hash>, StandingError> {
    let leaves: Vec<Hash> = lines.map(|line| tree::leaf_hash(line.as_bytes())).collect();
    tree::inclusion_proof(leaves.as_slice(), at as u64, leaves.len() as u64).map_err(StandingError::Path)
}

impl StandingProof {
    /// Checks the proof with nothing but the context that was public before the ceremony.
    ///
    /// # Errors
    /// [`StandingError`] unless the line made of number, salt and standing is under the context's root.
    pub fn verify(&self, context: &Context) -> Result<(), StandingError> {
        let pool = context.pool.as_ref().filter(|_| context.purpose == Purpose::Committee);
        let pool = pool.filter(|_| context.ctx() == self.ctx).ok_or(StandingError::OtherDraw)?;
        let own = pid(&context.draw, &self.expert_number, &self.salt.0);
        let (line, list) = match &self.standing {
            Standing::Candidate { unit, groups } => {
                let mask = mask(groups).ok_or(StandingError::Groups)?;
                (candidate_line(&Candidate { pid: own, unit: *unit, groups: mask }), context.candidates)
            }
            Standing::Excluded { reason } => {
                (excluded_line(&Excluded { pid: own, reason: reason.clone() }), pool.excluded)
            }
        };
        let leaf = tree::leaf_hash(line.as_bytes());
        tree::verify_inclusion(&leaf, self.index, list.count, &self.path, &list.root).map_err(StandingError::Path)
    }
}

/// The bitmask of ascending group numbers; `None` for others and for none.
fn mask(groups: &[u8]) -> Option<u16> {
    let mask = groups.iter().try_fold(0, |mask: u16, g| Some(mask | 1u16.checked_shl(u32::from(*g))?))?;
    (mask != 0 && group_numbers(mask) == groups).then_some(mask)
}

#[cfg(test)]
mod tests;
