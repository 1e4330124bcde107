//! A bidder registers itself.

use leptos::prelude::*;
use shared::api::account::Register;
use shared::id::{AccountId, is_id};
use shared::text::{Text, account};

use crate::api;
use crate::prefs::lang;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Page, TextField, Tone, toast};

/// What was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entered {
    org_name: String,
    uscc: String,
    person: String,
    account: String,
    password: String,
    again: String,
}

impl Entered {
    /// What is wrong with a field.
    fn error(&self, field: &str) -> Option<Text> {
        let empty = |text: &str| text.trim().is_empty().then_some(account::FILL_IN);
        match field {
            "org_name" => empty(&self.org_name),
            "person" => empty(&self.person),
            "uscc" => {
                let code = self.uscc.trim();
                let right = code.len() == 18 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
                (!right).then_some(account::BAD_USCC)
            }
            "account" => (!is_id(self.account.trim())).then_some(account::BAD_ID),
            "password" => (self.password.chars().count() < 8).then_some(account::PASSWORD_SHORT),
            _ => (self.password != self.again).then_some(account::PASSWORDS_DIFFER),
        }
    }

    fn body(&self) -> Option<Register> {
        let fields = ["org_name", "uscc", "person", "account", "password", "again"];
        if fields.iter().any(|field| self.error(field).is_some()) {
            return None;
        }
        Some(Register {
            account: AccountId::new(self.account.trim()).ok()?,
            password: self.password.clone(),
            org_name: self.org_name.trim().to_owned(),
            uscc: self.uscc.trim().to_uppercase(),
            person: self.person.trim().to_owned(),
        })
    }
}

/// The page.
pub fn register(_: Params) -> AnyView {
    let text = || RwSignal::new(String::new());
    let (org_name, uscc, person, account_id, password, again) = (text(), text(), text(), text(), text(), text());
    let tried = RwSignal::new(false);
    let act = api::change::<Register>();
    let entered = Memo::new(move |_| Entered {
        org_name: org_name.get(),
        uscc: uscc.get(),
        person: person.get(),
        account: account_id.get(),
        password: password.get(),
        again: again.get(),
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let own = tried.get().then(|| entered.with(|entered| entered.error(field))).flatten();
            own.map(|text| text.get(lang()).to_owned()).or_else(|| act.error_of(field).get())
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(body) = entered.with_untracked(Entered::body) else { return };
        act.send(body, |_| {
            leptos::task::spawn_local(async {
                session::refresh().await;
                toast::show(Tone::Done, account::REGISTERED);
                routes::go("/account/keys");
            });
        });
    };
    view! {
        <Page title=account::REGISTER lead=account::REGISTER_LEAD>
            <form class="narrow" on:submit=submit>
                <TextField
                    id="org-name" label=account::ORG_NAME hint=account::ORG_NAME_HINT value=org_name required=true
                    max_length=100 autocomplete="organization" error=error("org_name")
                />
                <TextField
                    id="uscc" label=account::USCC hint=account::USCC_HINT value=uscc required=true max_length=18
                    error=error("uscc")
                />
                <TextField
                    id="person" label=account::PERSON value=person required=true max_length=100 autocomplete="name"
                    error=error("person")
                />
                <TextField
                    id="account" label=account::NEW_ACCOUNT hint=account::NEW_ACCOUNT_HINT value=account_id
                    required=true max_length=64 autocomplete="username" error=error("account")
                />
                <TextField
                    id="password" label=account::NEW_PASSWORD hint=account::NEW_PASSWORD_HINT value=password
                    required=true kind="password" autocomplete="new-password" error=error("password")
                />
                <TextField
                    id="password-again" label=account::PASSWORD_AGAIN value=again required=true kind="password"
                    autocomplete="new-password" error=error("again")
                />
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button
                        attr:data-test="register" label=account::DO_REGISTER kind=Kind::Primary busy=act.busy()
                    />
                </ActionBar>
            </form>
        </Page>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_would_take_is_sent() {
        let good = Entered {
            org_name: "甲公司".into(),
            uscc: " 91330000000000001x ".into(),
            person: "张三".into(),
            account: "jia".into(),
            password: "12345678".into(),
            again: "12345678".into(),
        };
        assert_eq!(good.body().map(|body| body.uscc).as_deref(), Some("91330000000000001X"));
        for (field, bad) in [
            ("org_name", Entered { org_name: " ".into(), ..good.clone() }),
            ("uscc", Entered { uscc: "9133".into(), ..good.clone() }),
            ("account", Entered { account: "张".into(), ..good.clone() }),
            ("password", Entered { password: "1234567".into(), ..good.clone() }),
            ("again", Entered { again: "x".into(), ..good.clone() }),
        ] {
            assert!(bad.error(field).is_some() && bad.body().is_none(), "{field}");
        }
    }
}
