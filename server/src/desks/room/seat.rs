//! A member takes the seat: the code from the desk, at the terminal of that seat, with a PIN of their own.

use super::terminals::with_code;
use super::{code_hash, elsewhere};
use crate::act::Caller;
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::http::{door, fault, password};
use crate::work::{Change, Done, Query, Work};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::account::Me;
use shared::api::room::{MyRoom, MyRooms, PIN_MIN, TakeSeat};
use shared::event::{Event, Kind};
use shared::id::{AccountId, is_id};
use shared::journal::Hash;
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use store::room::Member;

/// Taking a seat: what is left when the PIN was hashed and a token was made.
#[derive(Clone, Serialize, Deserialize)]
struct Take {
    code_hash: String,
    pin_hash: String,
    token_hash: String,
}

impl shared::api::Endpoint for Take {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(take-seat)";
    const ACTION: shared::policy::Action = shared::policy::Action::TakeSeat;
    type Reply = Me;
}

/// The account of a member: `expert-<number>`, or `rep-<tender>-<lot>` for the purchaser's representative.
async fn account_name(work: &mut Work<'_>, member: &Member) -> Result<String, Fault> {
    let wanted = match (&member.pid, member.representative) {
        (Some(pid), _) => {
            let draw = store::draw::newest(work.conn(), &member.key).await?.ok_or(Code::CodeWrong)?;
            let person = store::draw::person_of(work.conn(), &draw.id, pid).await?.ok_or(Code::CodeWrong)?;
            format!("expert-{}", person.expert)
        }
        (None, number) => {
            let which = number.filter(|n| *n > 1).map(|n| format!("-{n}")).unwrap_or_default();
            format!("rep-{}-{}{which}", member.key.tender, member.key.lot)
        }
    };
    let name = if is_id(&wanted) { wanted } else { format!("member-{}", &Hash::of(wanted.as_bytes()).to_hex()[..24]) };
    // Somebody may have registered under that name before: a member never gets another person's account.
    for n in 1..100 {
        let name = if n == 1 { name.clone() } else { format!("{}-{n}", name.chars().take(60).collect::<String>()) };
        match store::accounts::find(work.conn(), &name).await? {
            Some(account) if account.role != Role::Expert => {}
            _ => return Ok(name),
        }
    }
    Err(Fault::internal("no account name is free for a member"))
}

fn place(seat: &shared::people::Seat) -> String {
    format!("{} · {}", seat.room, seat.seat)
}

impl Change for Take {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Me>, Fault> {
        let here = work.actor().seat.clone().ok_or(Code::NotATerminal)?;
        let mut member = store::room::member_of_code(work.conn(), &self.code_hash).await?.ok_or(Code::CodeWrong)?;
        let seat = member.seat.clone().ok_or(Code::CodeWrong)?;
        if seat != here {
            return Err(Refusal::new(Code::NotAtSeat).with("seat", format!("{} · {}", seat.room, seat.seat)).into());
        }
        let name = member.name.clone().ok_or(Code::CodeWrong)?;
        let account = match member.account.clone() {
            Some(account) => account,
            None => account_name(work, &member).await?,
        };
        // The seat of somebody who has moved away in the same lot is free; in another lot that sits it is not.
        if store::room::others_at(work.conn(), &here, &account).await? {
            return Err(Refusal::new(Code::SeatOccupied).with("seat", place(&here)).into());
        }
        if let Some(other) = elsewhere(work, &account, &here).await?.filter(|other| other.key != member.key) {
            let at = other.seat.as_ref().map(place).unwrap_or_default();
            return Err(Refusal::new(Code::SitsElsewhere).with("seat", at).with("lot", &other.key).into());
        }
        let now_ms = work.now_ms();
        store::room::lock(work.conn(), &here, false).await?;
        store::room::keep_account(work.conn(), &account, &name, &self.pin_hash, now_ms).await?;
        member.account = Some(account.clone());
        store::room::update_member(work.conn(), &member).await?;
        store::room::set_code(work.conn(), &member, None).await?;
        store::accounts::open_session(work.conn(), &self.token_hash, &account, machine_ms()).await?;
        let me = Me {
            account: AccountId::new(account.clone()).map_err(Fault::internal)?,
            role: Role::Expert,
            name,
            org: None,
            org_name: None,
            identity: None,
        };
        let data = json!({ "member": member.id, "room": seat.room, "seat": seat.seat });
        let taken = Event::of_lot(Kind::SeatTaken, &member.key, data);
        Ok(Done::new(me, taken).and(Event::of_house(Kind::SessionOpened, json!({ "account": account }))))
    }
}

/// Takes a seat with the desk's code and a PIN, as the caller's terminal; gives the person and the session's token.
///
/// # Errors
/// [`Code::CodeWrong`], [`Code::NotATerminal`], [`Code::NotAtSeat`] at another seat's terminal, [`Code::FieldInvalid`]
/// for a PIN below [`PIN_MIN`] characters, [`Code::Throttled`] after too many wrong codes.
pub async fn take(house: &Shared, caller: &Caller, ask: &TakeSeat) -> Result<(Me, String), Fault> {
    let Some(seat) = &caller.actor.seat else { return Err(Code::NotATerminal.into()) };
    if ask.pin.chars().count() < PIN_MIN || ask.pin.chars().count() > 200 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "pin").with("detail", "≥ 6").into());
    }
    let token = crate::random::token()?;
    let take = Take {
        code_hash: code_hash(&ask.code),
        pin_hash: password::hash_any(&ask.pin).await?,
        token_hash: door::token_hash(&token),
    };
    let who = format!("(seat {}/{})", seat.room, seat.seat);
    let me = with_code(house, caller, &who, &take).await?;
    Ok((me, token))
}

pub(super) async fn take_here(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        let ask: TakeSeat = serde_json::from_slice(&body)
            .map_err(|error| Fault::from(Refusal::new(Code::BadRequest).with("detail", error)))?;
        let (me, token) = take(&house, &caller, &ask).await?;
        Ok((CookieJar::new().add(door::cookie(door::SESSION, token)), Json(me)).into_response())
    };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}

impl Query for MyRooms {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<MyRoom>, Fault> {
        let account = work.account()?.to_owned();
        let mut out = Vec::new();
        for member in store::room::memberships(work.conn(), &account).await? {
            let Some(lot) = store::lots::find(work.conn(), &member.key).await? else { continue };
            out.push(MyRoom {
                lot: lot.key,
                title: lot.title,
                tender_title: lot.tender_title,
                stage: lot.stage.name(),
                seat: member.seat,
                recusal: member.recusal,
                head: member.head,
            });
        }
        Ok(out)
    }
}
