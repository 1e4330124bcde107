//! People who answer by themselves: each always the same, by the telephone.

use super::Outgoing;
use crate::desks::draw::{Reply, take_reply};
use crate::house::House;
use shared::draw::Answer;
use shared::journal::Hash;
use std::sync::Arc;
use std::time::Duration;

/// How long they think.
const THINKING: Duration = Duration::from_millis(700);

/// What somebody with that telephone says; nothing for who does not answer at all.
pub(super) fn says(telephone: &str) -> Option<Answer> {
    match Hash::of_parts(&[b"bidroom/simulator", telephone.as_bytes()]).0[0] % 8 {
        0 => None,
        1 | 2 => Some(Answer::Declined),
        _ => Some(Answer::Accepted),
    }
}

/// Lets the person answer in a while.
pub(super) fn answer(house: &Arc<House>, call: &Outgoing) {
    let Some(answer) = says(&call.to) else { return };
    let (house, reply) = (Arc::clone(house), Reply { id: call.id.clone(), answer });
    tokio::spawn(async move {
        tokio::time::sleep(THINKING).await;
        if let Err(fault) = take_reply(&house, &reply).await {
            tracing::warn!(%fault, "an answer of the simulator was not taken");
        }
    });
}
