//! Answers of the server that open a page without a network: who sits here, and the own sheet. They are kept on a terminal
//! alone, for the account that they were made for, and forgotten when somebody else comes or the person leaves.

use shared::api::Endpoint;

use super::keep::{self, Op, Shelf};

/// Keeps an answer.
pub fn keep(name: &str, text: &str) {
    let op = Op::Put(name.to_owned(), text.into());
    leptos::task::spawn_local(async move {
        // A browser that keeps nothing opens no page without a network; nothing else depends on it.
        let _ = keep::write(Shelf::Answers, vec![op]).await;
    });
}

/// The answer that is kept under a name.
pub async fn find(name: &str) -> Option<String> {
    keep::read(Shelf::Answers, name).await.ok().flatten()?.as_string()
}

/// Forgets all of them.
pub async fn forget() {
    let _ = keep::empty(Shelf::Answers).await;
}

/// The name of an answer: the question, and for whom it was answered.
#[must_use]
pub fn name<E: Endpoint>(account: &str, question: &E) -> String {
    format!("{account} {} {}", E::PATH, serde_json::to_string(question).unwrap_or_default())
}
