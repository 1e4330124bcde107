//! Making a key: in this browser, into a file that the person keeps, opened once before it counts.

use leptos::prelude::*;
use shared::envelope::{KeyFile, KeyKind};
use shared::text::account;

use super::key_loader::{KeyLoader, KeySlot};
use crate::api::Failure;
use crate::crypto::keys;
use crate::prefs::{lang, t};
use crate::session;
use crate::ui::{Button, Failed, Label, Qr, TextField};

/// The fewest characters of a passphrase.
const PASSPHRASE_CHARS_MIN: usize = 8;

/// What is wrong with a passphrase that was entered twice.
#[must_use]
pub fn passphrase_error(first: &str, again: &str) -> Option<shared::text::Text> {
    if first.chars().count() < PASSPHRASE_CHARS_MIN {
        Some(account::PASSPHRASE_SHORT)
    } else if first != again {
        Some(account::PASSPHRASES_DIFFER)
    } else {
        None
    }
}

/// What a maker works with.
#[derive(Clone, Copy)]
struct Maker {
    kind: KeyKind,
    key: KeySlot,
    first: RwSignal<String>,
    again: RwSignal<String>,
    tried: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    file: RwSignal<Option<KeyFile>, LocalStorage>,
}

impl Maker {
    fn wrong(self) -> Option<shared::text::Text> {
        self.first.with(|first| self.again.with(|again| passphrase_error(first, again)))
    }

    /// What is wrong, beside the field that it is about.
    fn error(self, of: shared::text::Text) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = self.tried.get().then(|| self.wrong()).flatten();
            wrong.filter(|wrong| *wrong == of).map(|wrong| wrong.get(lang()).to_owned())
        })
    }

    fn make(self, stem: String) {
        self.tried.set(true);
        self.failure.set(None);
        if self.busy.get_untracked() || untrack(|| self.wrong()).is_some() {
            return;
        }
        self.busy.set(true);
        let words = self.first.get_untracked();
        leptos::task::spawn_local(async move {
            let outcome = make_file(self.kind, &stem, &words).await;
            self.busy.try_set(false);
            match outcome {
                Ok(made) => {
                    self.key.try_set(None);
                    self.first.try_set(String::new());
                    self.again.try_set(String::new());
                    self.tried.try_set(false);
                    self.file.try_set(Some(made));
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                }
            }
        });
    }
}

/// Makes a key of that kind and its file, then has the person load the file again: only then the key lands in `key`.
#[component]
pub fn KeyMaker(
    /// What the key is for.
    kind: KeyKind,
    /// The file's name, without `.key.json`.
    #[prop(into)]
    stem: String,
    /// Where the key lands when its file was opened.
    key: KeySlot,
) -> AnyView {
    let text = || RwSignal::new(String::new());
    let maker = Maker {
        kind,
        key,
        first: text(),
        again: text(),
        tried: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        file: RwSignal::new_local(None),
    };
    let expected = Signal::derive(move || maker.file.with(|file| file.as_ref().map(|file| file.public)));
    let named = stem.clone();
    let second = move || {
        maker.file.get().map(|made| {
            view! {
                <h3>{t(account::STEP_TEST)}</h3>
                <p>{t(account::STEP_TEST_LEAD)}</p>
                {kept(&made, &named)}
                <KeyLoader kind=kind key=key expected=expected sample=false/>
            }
        })
    };
    view! {
        <div class="key-maker">
            <h3>{t(account::STEP_MAKE)}</h3>
            <TextField
                attr:data-test="new-passphrase" label=account::PASSPHRASE hint=account::PASSPHRASE_HINT
                value=maker.first kind="password" autocomplete="new-password"
                error=maker.error(account::PASSPHRASE_SHORT)
            />
            <TextField
                attr:data-test="new-passphrase-again" label=account::PASSPHRASE_AGAIN value=maker.again
                kind="password" autocomplete="new-password" error=maker.error(account::PASSPHRASES_DIFFER)
            />
            <Failed failure=maker.failure/>
            <Button
                attr:data-test="make-key" label=account::MAKE_KEY busy=maker.busy
                on_press=move || maker.make(stem.clone())
            />
            {second}
        </div>
    }
    .into_any()
}

async fn make_file(kind: KeyKind, stem: &str, passphrase: &str) -> Result<KeyFile, Failure> {
    let me = session::me_now().ok_or(Failure::Cancelled)?;
    let key = keys::new_key(kind)?;
    let file = keys::close(kind, &me.name, &key, passphrase).await?;
    keys::keep(&file, stem)?;
    Ok(file)
}

/// The file that was made: what it is called, once more, and on paper.
fn kept(file: &KeyFile, stem: &str) -> AnyView {
    let text = file.to_bytes().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let named = Label::with(account::KEY_MADE, [("file", format!("{stem}.key.json"))]);
    let failure = RwSignal::new(None::<Failure>);
    let (file, stem) = (file.clone(), stem.to_owned());
    let once_more = move || failure.set(keys::keep(&file, &stem).err());
    let print = || {
        let _ = window().print();
    };
    view! {
        <p data-test="key-made">{named.view()}</p>
        <Failed failure=failure/>
        <Button label=account::DOWNLOAD_AGAIN on_press=once_more/>
        <details class="paper-backup">
            <summary>{t(account::PAPER_BACKUP)}</summary>
            <p>{t(account::PAPER_BACKUP_LEAD)}</p>
            <Qr text=text.clone() label=account::PAPER_BACKUP/>
            <p><code class="wrap">{text}</code></p>
            <Button label=account::PRINT on_press=print/>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_enough_and_entered_twice() {
        assert_eq!(passphrase_error("1234567", "1234567"), Some(account::PASSPHRASE_SHORT));
        assert_eq!(passphrase_error("口令口令口令口令", "口令"), Some(account::PASSPHRASES_DIFFER));
        assert_eq!(passphrase_error("口令口令口令口令", "口令口令口令口令"), None);
    }
}
