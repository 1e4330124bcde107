//! Filling the sample centre: four lots at four places of their lives, through the house's own address.

use super::chain::{Lot, Seated};
use super::keyring::{Keyring, PASSWORD};
use super::line::{Failed, Outcome, Person};
use super::people::{Cast, Room};
use super::samples::{lots, marks, offer};
use super::{Visitor, keys_folder};
use crate::house::House;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use shared::draw::Answer;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Experts in the sample pool.
const EXPERTS: usize = 700;
/// Seats of a sample room.
const SEATS: u32 = 5;
/// How long before its deadline the third lot is found, milliseconds.
const BEFORE_DEADLINE_MS: i64 = 10 * 60_000;

/// What is told while the centre is filled.
pub type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

fn because<T, E: std::fmt::Display>(made: Result<T, E>) -> Outcome<T> {
    made.map_err(Failed::because)
}

/// Accounts, keys and the pool: everything but lots.
///
/// # Errors
/// The refusal, or a fault of the house.
pub async fn people(house: &Arc<House>, base: &str) -> Outcome<Cast> {
    let experts = because(crate::desks::pool::samples(2026, EXPERTS))?;
    because(crate::desks::pool::import(house, experts).await)?;
    let admin = Person::login(base, crate::bootstrap::ACCOUNT, PASSWORD).await?;
    Cast::gather(admin, Keyring::in_folder(&keys_folder(&house.settings))?).await
}

/// An empty sample centre: accounts and the pool, no lot.
///
/// # Errors
/// The refusal, or a fault of the house.
pub async fn empty(house: &Arc<House>, base: &str) -> Outcome<()> {
    let cast = people(house, base).await?;
    finish(house, &cast, &[], &[])
}

/// The whole sample centre.
///
/// # Errors
/// The refusal, or a fault of the house.
pub async fn fill(house: &Arc<House>, base: &str, say: Say<'_>) -> Outcome<()> {
    say("账号、密钥和专家库 accounts, keys, the pool of 700 experts");
    let cast = Arc::new(people(house, base).await?);
    let rooms = [cast.room("room-1", "一号评标室", SEATS).await?, cast.room("room-2", "二号评标室", SEATS).await?];
    let fonts = because(paper::Fonts::load(house.fonts()))?;
    let _hold = fonts.hold();
    let mut centre = Vec::new();
    for spec in lots(cast.now_ms().await?) {
        say(&format!("公告 notice {} {}", spec.tender, spec.tender_title));
        let lot = Lot::new(&cast, &fonts, spec)?;
        lot.published().await?;
        centre.push(lot);
    }
    say("投标文件：排版、加密、上传 bids: set, sealed, uploaded");
    bids(&centre).await?;
    let [finished, evaluated, closing, open] = centre.as_slice() else { return Err(Failed::because("four lots")) };
    closing.party_keys()?;
    open.party_keys()?;
    say("第一包：开标、抽取、评审、结果 first lot: opening, draw, evaluation, result");
    conclude(&cast, finished, &rooms[1]).await?;
    say("第二包：评审进行中 second lot: in evaluation");
    let members = evaluate(&cast, evaluated, &rooms[0]).await?;
    cast.move_clock(closing.spec.deadline_ms - BEFORE_DEADLINE_MS).await?;
    finish(house, &cast, &rooms, &members)
}

/// Three bids for each lot, two for the last, so that a visitor can add one.
async fn bids(centre: &[Lot]) -> Outcome<()> {
    let last = centre.len() - 1;
    let all = centre.iter().enumerate().flat_map(|(at, lot)| {
        let count = if at == last { 2 } else { 3 };
        (0..count).map(move |bidder| (at, lot, bidder))
    });
    stream::iter(all)
        .map(|(at, lot, bidder)| async move {
            let offer = offer(lot.spec.budget_yuan, bidder, at as u64);
            lot.bid(&lot.cast.bidders[bidder], &offer).await.map(|_| ())
        })
        .buffer_unordered(3)
        .try_collect()
        .await
}

async fn conclude(cast: &Cast, lot: &Lot, room: &Room) -> Outcome<()> {
    cast.move_clock(lot.spec.deadline_ms + 1000).await?;
    lot.opened().await?;
    lot.qualify(&[]).await?;
    lot.drawn(&[Answer::Accepted, Answer::Declined, Answer::Accepted, Answer::Unreachable]).await?;
    let members = lot.convened(room).await?;
    lot.concluded(&members, &marks()).await?;
    Ok(())
}

async fn evaluate(cast: &Cast, lot: &Lot, room: &Room) -> Outcome<Vec<Seated>> {
    cast.move_clock(lot.spec.deadline_ms + 1000).await?;
    lot.opened().await?;
    lot.qualify(&[]).await?;
    lot.drawn(&[Answer::Declined]).await?;
    let members = lot.convened(room).await?;
    lot.comply(&members).await?;
    for (at, (member, cells)) in members.iter().zip([9, 6, usize::MAX, 3]).enumerate() {
        lot.score(member, at, &marks(), cells).await?;
    }
    lot.sign_sheet(&members[2]).await?;
    Ok(members)
}

/// Writes who is who; with that the centre is complete.
fn finish(house: &Arc<House>, cast: &Cast, rooms: &[Room], members: &[Seated]) -> Outcome<()> {
    let visitor = |host: &str, account: &str, name: &str, role: &str| Visitor {
        host: host.into(),
        account: account.into(),
        password: PASSWORD.into(),
        name: name.into(),
        role: role.into(),
    };
    let mut visitors = vec![visitor("admin", crate::bootstrap::ACCOUNT, "系统管理员", "administrator")];
    let staff = [
        (&cast.officer, "officer"),
        (&cast.supervisor, "supervisor"),
        (&cast.purchaser, "purchaser"),
        (&cast.registrar, "registrar"),
    ];
    let staff = staff.into_iter().chain(cast.holders.iter().map(|holder| (holder, "officer")));
    let bidders = cast.bidders.iter().map(|bidder| (&bidder.signer, "bidder"));
    for (signer, role) in staff.chain(bidders) {
        visitors.push(visitor(signer.account.as_str(), signer.account.as_str(), &signer.name, role));
    }
    let mut terminals = BTreeMap::new();
    let seats = rooms.iter().flat_map(|room| room.terminals.iter().zip(1..).map(move |(t, seat)| (room, t, seat)));
    for (host, (room, terminal, seat)) in (1..).map(|n: u32| format!("expert{n}")).zip(seats) {
        let sits = members.iter().find(|member| member.seat.room == room.id && member.seat.seat == seat);
        let account = sits.map(|member| (member.account.as_str(), member.name.as_str()));
        let (account, name) = account.unwrap_or_default();
        visitors.push(visitor(&host, account, name, "expert"));
        terminals.extend(terminal.terminal().map(|key| (host, key.to_hex())));
    }
    write(&super::terminals_file(&house.settings), &terminals)?;
    write(&super::hosts_file(&house.settings), &visitors)
}

fn write<T: serde::Serialize>(path: &Path, value: &T) -> Outcome<()> {
    let bytes = because(serde_json::to_vec_pretty(value))?;
    let fresh = path.with_extension("new");
    because(std::fs::write(&fresh, bytes))?;
    because(std::fs::rename(fresh, path))
}
