//! Who is at the end of the line: log-in, terminal, cookies, patience.

use super::{Acked, Ledger, Outcome, Person, new_key};
use crate::demo::terminal::TerminalPair;
use reqwest::Client;
use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use shared::api::account::Login;
use shared::api::room::ReadChallenge;
use std::sync::Arc;
use std::time::Duration;

impl Person {
    /// Somebody who is not logged in. `base` is `http://host:port` without a slash at the end.
    #[must_use]
    pub fn public(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            client: Client::new(),
            cookies: Arc::default(),
            patience: Duration::ZERO,
            ledger: None,
            terminal: None,
            password: String::new(),
        }
    }

    /// The same at a terminal or in a browser of their own: no cookies yet, the same line and patience.
    #[must_use]
    pub fn stranger(&self) -> Self {
        Self { cookies: Arc::default(), ledger: None, terminal: None, password: String::new(), ..self.clone() }
    }

    /// Somebody else in a browser of their own, whose acts go into a ledger of their own when this person's are kept.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self { ledger: self.ledger.as_ref().map(|_| Ledger::default()), ..self.stranger() }
    }

    /// Somebody else at the same terminal.
    #[must_use]
    pub fn beside(&self) -> Self {
        let person = Self { terminal: self.terminal.clone(), ..self.fresh() };
        if let Some(token) = self.cookie(crate::http::door::TERMINAL) {
            person.set_cookie(crate::http::door::TERMINAL, &token);
        }
        person
    }

    /// The key of the terminal, when it is one.
    #[must_use]
    pub fn terminal(&self) -> Option<&TerminalPair> {
        self.terminal.as_deref()
    }

    /// Makes this machine the terminal of a seat, with the code that the desk gave out.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn activated(mut self, code: &str) -> Outcome<Self> {
        let pair = TerminalPair::fresh()?;
        let ask = pair.activate(code, self.ask(&ReadChallenge {}).await?.challenge)?;
        self.act(&ask).await?;
        self.terminal = Some(Arc::new(pair));
        Ok(self)
    }

    /// Says the password that signs.
    #[must_use]
    pub fn with_password(self, password: &str) -> Self {
        Self { password: password.to_owned(), ..self }
    }

    /// Repeats a request for so long when the line breaks, under the same client-made id.
    #[must_use]
    pub fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Keeps what the house acknowledges.
    #[must_use]
    pub fn keeping(mut self) -> Self {
        self.ledger = Some(Ledger::default());
        self
    }

    /// What the house has acknowledged, if it is kept.
    #[must_use]
    pub fn acknowledged(&self) -> Vec<Acked> {
        let kept = self.ledger.as_ref().and_then(|ledger| ledger.lock().ok().map(|ledger| ledger.clone()));
        kept.unwrap_or_default()
    }

    /// Logs in.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn login(base: &str, account: &str, password: &str) -> Outcome<Self> {
        Self::public(base).logged_in(account, password).await
    }

    /// Logs this person in.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn logged_in(self, account: &str, password: &str) -> Outcome<Self> {
        let person = Self { password: password.to_owned(), ..self };
        let login = Login { account: account.into(), password: password.into() };
        person.once(&login, &new_key()?).await?;
        Ok(person)
    }

    /// The address of the house.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The value of a cookie, to hand to a browser.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().ok()?.get(name).cloned()
    }

    /// Puts a cookie into the person's hands.
    pub fn set_cookie(&self, name: &str, value: &str) {
        if let Ok(mut cookies) = self.cookies.lock() {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(super) fn cookie_header(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let cookies = self.cookies.lock().map(|cookies| cookies.clone()).unwrap_or_default();
        let line: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if let Ok(value) = HeaderValue::from_str(&line.join("; "))
            && !line.is_empty()
        {
            headers.insert(COOKIE, value);
        }
        headers
    }

    pub(super) fn take_cookies(&self, headers: &HeaderMap) {
        let Ok(mut cookies) = self.cookies.lock() else { return };
        for set in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) {
                cookies.insert(name.trim().to_owned(), value.to_owned());
            }
        }
    }
}
