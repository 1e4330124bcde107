//! The desk of accounts: log-in, registration, identity keys.

pub mod keys;

use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use crate::http::mount::{Routes, Shared, carry};
use crate::http::{door, fault, password};
use crate::sequence::{Boxed, Ran, Task};
use crate::work::{Change, Done, Query, Work};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::account::{
    AccountRow, Clock, CreateAccount, ListAccounts, Login, Logout, Me, ReadClock, Register, WhoAmI, WhoAmIReply,
};
use shared::event::{Event, Kind};
use shared::id::{AccountId, OrgId};
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use store::AnyConnection;
use store::accounts::Account;

fn me(account: Account) -> Result<Me, Fault> {
    Ok(Me {
        account: AccountId::new(account.id).map_err(Fault::internal)?,
        role: account.role,
        name: account.name,
        org: account.org.map(OrgId::new).transpose().map_err(Fault::internal)?,
        org_name: account.org_name,
        identity: account.identity,
    })
}

impl Query for WhoAmI {
    async fn run(&self, work: &mut Work<'_>) -> Result<WhoAmIReply, Fault> {
        let account = match work.actor().account.clone() {
            Some(id) => store::accounts::find(work.conn(), id.as_str()).await?,
            None => None,
        };
        let room_name = match work.actor().seat.clone() {
            Some(seat) => store::room::find_room(work.conn(), &seat.room).await?.map(|room| room.name),
            None => None,
        };
        let settings = &work.house().settings;
        Ok(WhoAmIReply {
            room_name,
            me: account.map(me).transpose()?,
            seat: work.actor().seat.clone(),
            centre: settings.centre_name.clone(),
            demo: settings.demo,
            now_ms: work.now_ms(),
        })
    }
}

impl Query for ReadClock {
    async fn run(&self, work: &mut Work<'_>) -> Result<Clock, Fault> {
        Ok(Clock { now_ms: work.house().clock.now_ms() })
    }
}

/// The routes that set or clear the session's cookie.
#[must_use]
pub fn cookies(routes: Routes) -> Routes {
    routes
        .change_with::<Login>(post(login))
        .change_with::<Logout>(post(logout))
        .change_with::<Register>(post(register))
        .change_with::<CreateAccount>(post(create))
}

/// Opening a session: what is left of a log-in when the password was found right.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OpenSession {
    account: String,
    token_hash: String,
}

impl shared::api::Endpoint for OpenSession {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(session)";
    const ACTION: shared::policy::Action = shared::policy::Action::Login;
    type Reply = Me;
}

impl Change for OpenSession {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Me>, Fault> {
        let account = store::accounts::find(work.conn(), &self.account).await?.ok_or(Code::WrongPassword)?;
        store::accounts::open_session(work.conn(), &self.token_hash, &self.account, machine_ms()).await?;
        let event = Event::of_house(Kind::SessionOpened, json!({ "account": self.account }));
        Ok(Done::new(me(account)?, event))
    }
}

/// Opens a session for an account and gives the reply with its cookie.
///
/// # Errors
/// A fault of the database.
pub async fn open_session(house: &Shared, caller: &crate::act::Caller, account: &str) -> Result<Response, Fault> {
    let token = crate::random::token()?;
    let open = OpenSession { account: account.to_owned(), token_hash: door::token_hash(&token) };
    let me = crate::act::change(house, &crate::act::Caller { key: None, ..caller.clone() }, &open).await?.reply;
    let jar = CookieJar::new().add(door::cookie(door::SESSION, token));
    Ok((jar, Json(me)).into_response())
}

async fn login(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        let login: Login = serde_json::from_slice(&body)
            .map_err(|error| Fault::from(Refusal::new(Code::BadRequest).with("detail", error)))?;
        let found = {
            let mut conn = house.db.connection().await?;
            store::accounts::find(&mut conn, &login.account).await?
        };
        let hash = found.as_ref().map(|account| account.password_hash.as_str());
        password::check(&house, &login.account, hash, &login.password).await?;
        if found.is_some_and(|account| account.role == Role::Expert) {
            crate::desks::room::may_log_in(&house, &caller, &login.account).await?;
        }
        open_session(&house, &caller, &login.account).await
    };
    match result.await {
        Ok(response) => response,
        Err(error) => {
            if let Fault::Refused(refusal) = &error {
                crate::act::journal_refusal(&house, &caller, "Login", None, refusal).await;
            }
            fault::response(error, &caller.request)
        }
    }
}

impl Change for Logout {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = work.account()?.to_owned();
        Ok(Done::new(Nothing {}, Event::of_house(Kind::SessionClosed, json!({ "account": account }))))
    }
}

async fn logout(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err((error, request)) = carry::<Logout>(&house, &headers, &body).await {
        return fault::response(error, &request);
    }
    let jar = CookieJar::from_headers(&headers);
    if let Some(cookie) = jar.get(door::SESSION) {
        let task = CloseSession { hash: door::token_hash(cookie.value()) };
        if let Err(error) = crate::sequence::run(&house, Box::new(task)).await {
            return fault::response(error, "-");
        }
    }
    (CookieJar::new().add(door::cookie(door::SESSION, String::new())), Json(Nothing {})).into_response()
}

async fn register(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let (me, caller) = match carry::<Register>(&house, &headers, &body).await {
        Ok(done) => done,
        Err((error, request)) => return fault::response(error, &request),
    };
    let result = async {
        let asked: Register = serde_json::from_slice(&body)?;
        let hash = password::hash(&asked.password).await?;
        let task = SetPassword { account: me.account.to_string(), hash };
        crate::sequence::run(&house, Box::new(task)).await?;
        open_session(&house, &caller, me.account.as_str()).await
    };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}

async fn create(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let caller = match carry::<CreateAccount>(&house, &headers, &body).await {
        Ok((_, caller)) => caller,
        Err((error, request)) => return fault::response(error, &request),
    };
    let result = async {
        let asked: CreateAccount = serde_json::from_slice(&body)?;
        let hash = password::hash(&asked.password).await?;
        let task = SetPassword { account: asked.account.to_string(), hash };
        crate::sequence::run(&house, Box::new(task)).await?;
        Ok(Json(Nothing {}).into_response())
    };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}

fn check_length(password: &str) -> Result<(), Fault> {
    if password.chars().count() < 8 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "password").with("detail", "≥ 8").into());
    }
    Ok(())
}

/// A hash that no password has: the account cannot log in before its password is set.
const NO_PASSWORD: &str = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA";

impl Change for Register {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Me>, Fault> {
        let named = [("org_name", &self.org_name), ("person", &self.person)];
        for (field, value) in named {
            if value.trim().is_empty() || value.chars().count() > 100 {
                return Err(Refusal::new(Code::FieldMissing).with("field", field).into());
            }
        }
        check_length(&self.password)?;
        let uscc = self.uscc.trim().to_uppercase();
        if uscc.len() != 18 || !uscc.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "uscc").with("detail", "18 × A–Z 0–9").into());
        }
        let now_ms = work.now_ms();
        store::accounts::insert_org(work.conn(), &uscc, "bidder", self.org_name.trim(), now_ms).await?;
        let account = Account {
            id: self.account.to_string(),
            role: Role::Bidder,
            name: self.person.trim().to_owned(),
            org: Some(uscc.clone()),
            org_name: Some(self.org_name.trim().to_owned()),
            password_hash: NO_PASSWORD.into(),
            identity: None,
        };
        store::accounts::insert(work.conn(), &account, now_ms).await?;
        let data = json!({ "account": self.account, "org": uscc });
        Ok(Done::new(me(account)?, Event::of_house(Kind::AccountRegistered, data)))
    }
}

impl Query for ListAccounts {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<AccountRow>, Fault> {
        let all = store::accounts::all(work.conn()).await?;
        all.into_iter()
            .map(|account| {
                Ok(AccountRow {
                    account: AccountId::new(account.id).map_err(Fault::internal)?,
                    role: account.role,
                    name: account.name,
                    org_name: account.org_name,
                    has_identity: account.identity.is_some(),
                })
            })
            .collect()
    }
}

impl Change for CreateAccount {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        check_length(&self.password)?;
        if matches!(self.role, Role::Expert | Role::Public | Role::System | Role::Bidder) {
            return Err(Refusal::new(Code::FieldInvalid)
                .with("field", "role")
                .with("detail", self.role.as_str())
                .into());
        }
        let now_ms = work.now_ms();
        if let Some((org, name)) = &self.org
            && store::accounts::org_name(work.conn(), org.as_str()).await?.is_none()
        {
            store::accounts::insert_org(work.conn(), org.as_str(), "purchaser", name, now_ms).await?;
        }
        let account = Account {
            id: self.account.to_string(),
            role: self.role,
            name: self.name.clone(),
            org: self.org.as_ref().map(|(id, _)| id.to_string()),
            org_name: None,
            password_hash: NO_PASSWORD.into(),
            identity: None,
        };
        store::accounts::insert(work.conn(), &account, now_ms).await?;
        let data = json!({ "account": self.account, "role": self.role });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::AccountCreated, data)))
    }
}

/// A write that is no act of a person: it leaves no event and is not reachable by a route.
macro_rules! housekeeping {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* }, |$this:ident, $conn:ident| $body:expr) => {
        $(#[$doc])*
        pub struct $name { $(
            #[doc = "See the type."]
            pub $field: $type,
        )* }

        impl Task for $name {
            fn run<'a>(&'a self, _: &'a Arc<House>, $conn: &'a mut AnyConnection) -> Boxed<'a, Result<Ran, Fault>> {
                let $this = self;
                Box::pin(async move {
                    $body.await?;
                    Ok(Ran { reply: "null".into(), events: Vec::new() })
                })
            }
        }
    };
}

housekeeping!(/// Notes a failed log-in, for throttling.
    NoteFailure { who: String, at_ms: i64 },
    |this, conn| store::accounts::note_failure(conn, &this.who, this.at_ms));
housekeeping!(/// Says that a session was used.
    TouchSession { hash: String, now_ms: i64 },
    |this, conn| store::accounts::touch_session(conn, &this.hash, this.now_ms));
housekeeping!(/// Ends a session.
    CloseSession { hash: String },
    |this, conn| store::accounts::close_session(conn, &this.hash));
housekeeping!(/// Sets the password of a fresh account.
    SetPassword { account: String, hash: String },
    |this, conn| store::accounts::set_password(conn, &this.account, &this.hash));
