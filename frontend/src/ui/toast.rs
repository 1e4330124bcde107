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

/// Shows one.
pub fn show(tone: Tone, label: impl Into<Label>) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    TOASTS.update(|toasts| toasts.push(Toast { number, tone, label: label.into() }));
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(STAY_MS).await;
        TOASTS.update(|toasts| toasts.retain(|toast| toast.number != number));
    });
}

/// Where they appear; the shell has one.
#[component]
pub fn Region() -> AnyView {
    let items = move || {
        TOASTS
            .get()
            .into_iter()
            .map(|toast| {
                let (class, shape) = toast.tone.mark();
                view! {
                    <p class=format!("toast {class}")>
                        <span class="mark" aria-hidden="true">{shape}</span>
                        {toast.label.view()}
                    </p>
                }
                .into_any()
            })
            .collect_view()
    };
    view! { <div class="toasts" role="status" aria-live="polite">{items}</div> }.into_any()
}
