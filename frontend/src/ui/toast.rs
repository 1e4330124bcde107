//! Short words that come and go at the edge of the screen, read out by screen readers. Nothing that must be acted on:
//! that is a notice.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::{Label, Tone};

/// How long one stays, milliseconds: time enough to read two lines.
const STAY_MS: u32 = 6000;

#[derive(Clone)]
struct Toast {
    number: u32,
    tone: Tone,
    label: Label,
}

static TOASTS: LazyLock<ArcRwSignal<Vec<Toast>>> = LazyLock::new(ArcRwSignal::default);

/// Shows one, in place of one that says the same: it is read out once more and stays as long as a new one.
pub fn show(tone: Tone, label: impl Into<Label>) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let label = label.into();
    let said = untrack(|| label.get());
    TOASTS.update(|toasts| {
        toasts.retain(|toast| toast.tone != tone || untrack(|| toast.label.get()) != said);
        toasts.push(Toast { number, tone, label });
    });
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(STAY_MS).await;
        if TOASTS.with_untracked(|toasts| toasts.iter().any(|toast| toast.number == number)) {
            TOASTS.update(|toasts| toasts.retain(|toast| toast.number != number));
        }
    });
}

/// Where they appear; the shell has one.
#[component]
pub fn Region() -> AnyView {
    let item = |toast: Toast| {
        let (class, shape) = toast.tone.mark();
        view! {
            <p class=format!("toast {class}")>
                <span class="mark" aria-hidden="true">{shape}</span>
                {toast.label.view()}
            </p>
        }
        .into_any()
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=|| TOASTS.get() key=|toast| toast.number children=item/>
        </div>
    }
    .into_any()
}
