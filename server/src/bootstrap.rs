//! The way into an empty house: the first administrator.

use crate::act::{self, Caller};
use crate::demo::keyring::PASSWORD;
use crate::fault::Fault;
use crate::house::{House, Settings};
use crate::http::password;
use crate::work::{Change, Done, Work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::{Endpoint, Mount, Ok as Nothing};
use shared::event::{Event, Kind};
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::Code;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::accounts::Account;

/// The first administrator's account.
pub const ACCOUNT: &str = "admin";

/// Where the first administrator's password lies until somebody takes it away.
#[must_use]
pub fn password_file(settings: &Settings) -> PathBuf {
    settings.data.join("keys").join("first-password.txt")
}

/// Makes the first administrator of a house that has none. Its password is random and written once to
/// [`password_file`], readable by its owner alone; in a sample centre it is that of every sample account.
///
/// # Errors
/// When the file cannot be written, or a fault of the database.
pub async fn first_administrator(house: &Arc<House>) -> Result<(), Fault> {
    {
        let mut conn = house.db.connection().await?;
        if store::accounts::find(&mut conn, ACCOUNT).await?.is_some() {
            return Ok(());
        }
    }
    let secret = match house.settings.demo {
        true => PASSWORD.to_owned(),
        false => {
            // Before the account is made: a crash between the two leaves a file without an account, never the reverse.
            let secret = crate::random::token()?[..24].to_owned();
            write(&password_file(&house.settings), &secret)?;
            secret
        }
    };
    let make = MakeAdministrator { password_hash: password::hash(&secret).await? };
    match act::change(house, &Caller::system()?, &make).await {
        // Another server of the same database was faster, and its file has the password.
        Err(Fault::Refused(refusal)) if refusal.code == Code::AlreadyExists => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Makes the account.
#[derive(Clone, Serialize, Deserialize)]
struct MakeAdministrator {
    password_hash: String,
}

impl Endpoint for MakeAdministrator {
    const MOUNT: Mount = Mount::Change;
    const PATH: &'static str = "(make-administrator)";
    const ACTION: Action = Action::MakeAdministrator;
    type Reply = Nothing;
}

impl Change for MakeAdministrator {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = Account {
            id: ACCOUNT.into(),
            role: Role::Administrator,
            name: "系统管理员".into(),
            org: None,
            org_name: None,
            password_hash: self.password_hash.clone(),
            identity: None,
        };
        let now_ms = work.now_ms();
        store::accounts::insert(work.conn(), &account, now_ms).await?;
        let data = json!({ "account": ACCOUNT, "role": Role::Administrator });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::AccountCreated, data)))
    }
}

/// Writes a file that only its owner may read, over one of a start that did not come to its end.
fn write(path: &Path, secret: &str) -> Result<(), Fault> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(format!("{secret}\n").as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests;
