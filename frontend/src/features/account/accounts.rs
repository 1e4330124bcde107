//! The administrator's accounts.

use leptos::prelude::*;
use shared::api::account::{AccountRow, CreateAccount, ListAccounts};
use shared::id::{AccountId, OrgId, is_id};
use shared::people::Role;
use shared::text::{self, Text, account};

use crate::api;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{
    ActionBar, Button, Failed, Kind, Label, Page, Section, SelectField, Status, Table, TextField, Tone, toast,
};

/// The roles that an administrator gives (the others' accounts are made elsewhere).
const GIVEN: [Role; 5] = [Role::Officer, Role::Purchaser, Role::Supervisor, Role::Registrar, Role::Administrator];

/// The page.
pub fn accounts(_: Params) -> AnyView {
    let all = api::query(|| ListAccounts {}, &["account.", "identity."]);
    let filter = RwSignal::new(String::new());
    let list = all.once(move |rows| {
        let shown = Memo::new(move |_| filter.with(|filter| rows.with(|rows| matching(rows, filter))));
        view! {
            <TextField id="filter" label=account::FILTER value=filter kind="search"/>
            {move || table(&shown.get())}
        }
        .into_any()
    });
    view! {
        <Page title=account::ACCOUNTS lead=account::ACCOUNTS_LEAD>
            <Section title=account::ACCOUNTS>{list}</Section>
            <Section title=account::MAKE_ACCOUNT><NewAccount again=move || all.reload()/></Section>
        </Page>
    }
    .into_any()
}

/// The rows of which account, name or organisation holds the text.
fn matching(rows: &[AccountRow], text: &str) -> Vec<AccountRow> {
    let text = text.trim().to_lowercase();
    let holds = |field: &str| field.to_lowercase().contains(&text);
    let of = |row: &&AccountRow| {
        holds(row.account.as_str()) || holds(&row.name) || row.org_name.as_deref().is_some_and(holds)
    };
    rows.iter().filter(of).cloned().collect()
}

fn table(rows: &[AccountRow]) -> AnyView {
    let lines = rows
        .iter()
        .map(|row| {
            let (tone, word) = if row.has_identity { (Tone::Done, account::YES) } else { (Tone::Info, account::NO) };
            view! {
                <tr data-test="account-row">
                    <td>{row.account.to_string()}</td>
                    <td>{row.name.clone()}</td>
                    <td>{t(text::role(row.role))}</td>
                    <td>{row.org_name.clone()}</td>
                    <td><Status tone=tone label=word/></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [account::NEW_ACCOUNT, account::NAME, account::ROLE, account::ORG_NAME, account::HAS_IDENTITY];
    view! { <Table caption=account::ACCOUNTS head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}

/// What was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entered {
    account: String,
    role: String,
    name: String,
    org: String,
    org_name: String,
    password: String,
}

impl Entered {
    fn is_purchaser(&self) -> bool {
        self.role == Role::Purchaser.as_str()
    }

    fn error(&self, field: &str) -> Option<Text> {
        let empty = |text: &str| text.trim().is_empty().then_some(account::FILL_IN);
        match field {
            "account" => (!is_id(self.account.trim())).then_some(account::BAD_ID),
            "role" => empty(&self.role),
            "name" => empty(&self.name),
            "org" if self.is_purchaser() => (!is_id(self.org.trim())).then_some(account::BAD_ID),
            "org_name" if self.is_purchaser() => empty(&self.org_name),
            "password" => (self.password.chars().count() < 8).then_some(account::PASSWORD_SHORT),
            _ => None,
        }
    }

    fn body(&self) -> Option<CreateAccount> {
        let fields = ["account", "role", "name", "org", "org_name", "password"];
        if fields.iter().any(|field| self.error(field).is_some()) {
            return None;
        }
        let org = match self.is_purchaser() {
            true => Some((OrgId::new(self.org.trim()).ok()?, self.org_name.trim().to_owned())),
            false => None,
        };
        Some(CreateAccount {
            account: AccountId::new(self.account.trim()).ok()?,
            role: Role::parse(&self.role)?,
            name: self.name.trim().to_owned(),
            org,
            password: self.password.clone(),
        })
    }
}

#[component]
fn NewAccount(
    /// Reads the list again.
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let text = || RwSignal::new(String::new());
    let (id, role, name, org, org_name, password) = (text(), text(), text(), text(), text(), text());
    let tried = RwSignal::new(false);
    let act = api::change::<CreateAccount>();
    let entered = Memo::new(move |_| Entered {
        account: id.get(),
        role: role.get(),
        name: name.get(),
        org: org.get(),
        org_name: org_name.get(),
        password: password.get(),
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
        act.send(body, move |_| {
            toast::show(Tone::Done, account::ACCOUNT_MADE);
            tried.set(false);
            for field in [id, name, password] {
                field.set(String::new());
            }
            again();
        });
    };
    let roles = GIVEN.map(|role| (role.as_str().to_owned(), Label::Text(text::role(role)))).to_vec();
    let for_purchaser = Memo::new(move |_| entered.with(Entered::is_purchaser));
    let organisation = move || {
        for_purchaser.get().then(|| {
            view! {
                <TextField id="new-org" label=account::ORG_ID hint=account::ORG_ID_HINT value=org max_length=64 error=error("org")/>
                <TextField id="new-org-name" label=account::PURCHASER_NAME value=org_name max_length=100 error=error("org_name")/>
            }
        })
    };
    view! {
        <form class="narrow" on:submit=submit>
            <TextField
                id="new-account" label=account::NEW_ACCOUNT hint=account::NEW_ACCOUNT_HINT value=id required=true
                max_length=64 error=error("account")
            />
            <SelectField id="new-role" label=account::ROLE value=role options=roles required=true error=error("role")/>
            <TextField id="new-name" label=account::NAME value=name required=true max_length=100 error=error("name")/>
            {organisation}
            <TextField
                id="new-password" label=account::FIRST_PASSWORD hint=account::NEW_PASSWORD_HINT value=password
                kind="password" autocomplete="new-password" required=true error=error("password")
            />
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button
                    attr:data-test="create-account" label=account::MAKE_ACCOUNT kind=Kind::Primary busy=act.busy()
                />
            </ActionBar>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purchaser_needs_an_organisation_and_nobody_else() {
        let officer = Entered {
            account: "li".into(),
            role: "officer".into(),
            name: "李".into(),
            password: "12345678".into(),
            ..Entered::default()
        };
        assert!(officer.body().is_some_and(|body| body.org.is_none()));
        let purchaser = Entered { role: "purchaser".into(), ..officer };
        assert_eq!(purchaser.body().map(|_| ()), None);
        let named = Entered { org: "buyer".into(), org_name: "学校".into(), ..purchaser };
        assert!(named.body().is_some_and(|body| body.org.is_some()));
    }

    #[test]
    fn a_filter_looks_at_account_name_and_organisation() {
        let row = |account: &str, name: &str, org: Option<&str>| AccountRow {
            account: account.parse().unwrap(),
            role: Role::Officer,
            name: name.into(),
            org_name: org.map(Into::into),
            has_identity: false,
        };
        let rows = [row("li", "李经办", None), row("wang", "王代表", Some("第一中学"))];
        assert_eq!(matching(&rows, " LI ").len(), 1);
        assert_eq!(matching(&rows, "中学")[0].account.as_str(), "wang");
        assert_eq!(matching(&rows, "").len(), 2);
    }
}
