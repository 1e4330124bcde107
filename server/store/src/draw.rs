//! Draws of committees: request, parties, notes, answers, and the registry's secret part behind the pids.

mod answers;
mod options;
mod parts;
mod people;
mod tries;

pub use answers::{Answered, add_answer, answers, applied, countersign};
pub use options::{DrawnOptions, draw_result, want, wanted};
pub use parts::{concerned, name_parts, parts};
pub use people::{Person, candidates, former, insert_people, people, person_of, pid_of, reasons};
pub use tries::{Try, add_try, automatic, end_try, is_automatic, set_automatic, tries, try_of};

use crate::{Result, StoreError};
use shared::api::draw::{DrawState, PartyName};
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::journal::Hash;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// One draw.
#[derive(Debug, Clone)]
pub struct Draw {
    /// The uuid.
    pub id: String,
    /// The lot.
    pub key: LotKey,
    /// The number of the draw of this lot, from 1.
    pub n: i64,
    /// The groups (`shared::api::draw::GroupAsk`), JSON.
    pub groups_json: String,
    /// The public value, in words.
    pub beacon: String,
    /// When the members are to come, milliseconds.
    pub meet_ms: i64,
    /// The version of the filter's rules.
    pub rules: String,
    /// The number of the attempt, from 1.
    pub attempt: i64,
    /// Where it stands.
    pub state: DrawState,
    /// `context.txt` of this attempt, once fixed.
    pub context: Option<String>,
    /// The seed, once drawn.
    pub seed: Option<Hash>,
    /// The groups that are short, JSON, when it has ended.
    pub short: Option<String>,
    /// What is drawn.
    pub purpose: Purpose,
    /// The options of a tie or coefficient, sorted, JSON; none for a committee.
    pub options_json: Option<String>,
    /// The values of the filter's rules (`rules.json`); empty where there is no filter.
    pub rules_json: String,
    /// When it was requested, milliseconds.
    pub requested_ms: i64,
}

const SELECT: &str = "SELECT d.id, d.tender, d.lot, d.n, d.groups_json, d.beacon, d.meet_ms, d.rules, d.attempt, d.state, \
     d.context, d.seed, d.short, d.purpose, d.options_json, d.rules_json, d.requested_ms FROM draws d";

const SELECT_PLACE: &str = "SELECT d.id, d.tender, d.lot, d.n, d.groups_json, d.beacon, d.meet_ms, d.rules, d.attempt, \
     d.state, d.context, d.seed, d.short, d.purpose, d.options_json, d.rules_json, d.requested_ms, t.place FROM draws d JOIN tenders t ON t.id = d.tender";

fn hash(text: &str) -> Result<Hash> {
    text.parse().map_err(StoreError::corrupt)
}

fn purpose(word: &str) -> Result<Purpose> {
    Purpose::from_word(word).ok_or_else(|| StoreError::corrupt(format!("purpose {word}")))
}

fn draw(row: &AnyRow) -> Result<Draw> {
    let state: String = row.try_get(9)?;
    Ok(Draw {
        id: row.try_get(0)?,
        key: LotKey::new(&row.try_get::<String, _>(1)?, &row.try_get::<String, _>(2)?).map_err(StoreError::corrupt)?,
        n: row.try_get(3)?,
        groups_json: row.try_get(4)?,
        beacon: row.try_get(5)?,
        meet_ms: row.try_get(6)?,
        rules: row.try_get(7)?,
        attempt: row.try_get(8)?,
        state: DrawState::parse(&state).ok_or_else(|| StoreError::corrupt(format!("draw state {state}")))?,
        context: row.try_get(10)?,
        seed: row.try_get::<Option<String>, _>(11)?.as_deref().map(hash).transpose()?,
        short: row.try_get(12)?,
        purpose: purpose(&row.try_get::<String, _>(13)?)?,
        options_json: row.try_get(14)?,
        rules_json: row.try_get(15)?,
        requested_ms: row.try_get(16)?,
    })
}

/// The newest draw of a lot's committee.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<Draw>> {
    newest_of(conn, key, Purpose::Committee).await
}

/// The newest draw of a lot for a purpose.
///
/// # Errors
/// What the database says.
pub async fn newest_of(conn: &mut AnyConnection, key: &LotKey, purpose: Purpose) -> Result<Option<Draw>> {
    let sql = format!("{SELECT} WHERE d.tender = $1 AND d.lot = $2 AND d.purpose = $3 ORDER BY d.n DESC LIMIT 1");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(key.tender.as_str())
        .bind(key.lot.as_str())
        .bind(purpose.word())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(draw)
        .transpose()
}

/// Draws in which the registrar calls, with the place where members are to come.
///
/// # Errors
/// What the database says.
pub async fn calling(conn: &mut AnyConnection) -> Result<Vec<(Draw, String)>> {
    let sql = format!("{SELECT_PLACE} WHERE d.state = 'calling' ORDER BY d.meet_ms, d.id LIMIT 200");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((draw(row)?, row.try_get(17)?))).collect()
}

/// Writes a new draw.
///
/// # Errors
/// What the database says.
pub async fn insert(conn: &mut AnyConnection, draw: &Draw) -> Result<()> {
    sqlx::query(
        "INSERT INTO draws (id, tender, lot, n, groups_json, beacon, meet_ms, rules, attempt, state, requested_ms, \
         purpose, options_json, rules_json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&draw.id)
    .bind(draw.key.tender.as_str())
    .bind(draw.key.lot.as_str())
    .bind(draw.n)
    .bind(&draw.groups_json)
    .bind(&draw.beacon)
    .bind(draw.meet_ms)
    .bind(&draw.rules)
    .bind(draw.attempt)
    .bind(draw.state.as_str())
    .bind(draw.requested_ms)
    .bind(draw.purpose.word())
    .bind(draw.options_json.clone())
    .bind(&draw.rules_json)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what of a draw changes: attempt, state, context, seed, short.
///
/// # Errors
/// What the database says.
pub async fn update(conn: &mut AnyConnection, draw: &Draw) -> Result<()> {
    sqlx::query("UPDATE draws SET attempt = $1, state = $2, context = $3, seed = $4, short = $5 WHERE id = $6")
        .bind(draw.attempt)
        .bind(draw.state.as_str())
        .bind(draw.context.clone())
        .bind(draw.seed.map(|seed| seed.to_hex()))
        .bind(draw.short.clone())
        .bind(&draw.id)
        .execute(conn)
        .await?;
    Ok(())
}

/// A void attempt.
#[derive(Debug, Clone)]
pub struct Void {
    /// The number of the attempt.
    pub attempt: i64,
    /// Its `context.txt`.
    pub context: String,
    /// Who withheld.
    pub party: PartyName,
    /// Why, in words.
    pub reason: String,
}

fn party(text: &str) -> Result<PartyName> {
    PartyName::parse(text).ok_or_else(|| StoreError::corrupt(format!("party {text}")))
}

/// Writes a void attempt.
///
/// # Errors
/// What the database says.
pub async fn keep_void(conn: &mut AnyConnection, draw: &str, void: &Void, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO draw_voids (draw, attempt, context, party, reason, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(draw)
    .bind(void.attempt)
    .bind(&void.context)
    .bind(void.party.as_str())
    .bind(&void.reason)
    .bind(at_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// The void attempts of a draw, in order.
///
/// # Errors
/// What the database says.
pub async fn voids(conn: &mut AnyConnection, draw: &str) -> Result<Vec<Void>> {
    let rows = sqlx::query("SELECT attempt, context, party, reason FROM draw_voids WHERE draw = $1 ORDER BY attempt")
        .bind(draw)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Void {
                attempt: row.try_get(0)?,
                context: row.try_get(1)?,
                party: party(&row.try_get::<String, _>(2)?)?,
                reason: row.try_get(3)?,
            })
        })
        .collect()
}

/// A party of an attempt.
#[derive(Debug, Clone)]
pub struct Party {
    /// Which.
    pub party: PartyName,
    /// The account that joined.
    pub account: String,
    /// The public key, base64url without padding.
    pub key: String,
}

/// The parties that have joined an attempt.
///
/// # Errors
/// What the database says.
pub async fn parties(conn: &mut AnyConnection, draw: &str, attempt: i64) -> Result<Vec<Party>> {
    let rows =
        sqlx::query("SELECT party, account, public_key FROM draw_parties WHERE draw = $1 AND attempt = $2 LIMIT 16")
            .bind(draw)
            .bind(attempt)
            .fetch_all(conn)
            .await?;
    let mut parties = rows
        .iter()
        .map(|row| {
            Ok(Party { party: party(&row.try_get::<String, _>(0)?)?, account: row.try_get(1)?, key: row.try_get(2)? })
        })
        .collect::<Result<Vec<_>>>()?;
    parties.sort_by_key(|joined| joined.party);
    Ok(parties)
}

/// Writes that a party has joined an attempt.
///
/// # Errors
/// What the database says.
pub async fn join(conn: &mut AnyConnection, draw: &str, attempt: i64, party: &Party) -> Result<()> {
    sqlx::query("INSERT INTO draw_parties (draw, attempt, party, account, public_key) VALUES ($1, $2, $3, $4, $5)")
        .bind(draw)
        .bind(attempt)
        .bind(party.party.as_str())
        .bind(&party.account)
        .bind(&party.key)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a key was used in any draw.
///
/// # Errors
/// What the database says.
pub async fn key_used(conn: &mut AnyConnection, key: &str) -> Result<bool> {
    let row =
        sqlx::query("SELECT 1 FROM draw_parties WHERE public_key = $1 LIMIT 1").bind(key).fetch_optional(conn).await?;
    Ok(row.is_some())
}

/// A note of the ceremony.
#[derive(Debug, Clone)]
pub struct Note {
    /// `commit`, `reveal` or `beacon`.
    pub kind: String,
    /// Whose.
    pub party: PartyName,
    /// The note.
    pub text: String,
    /// When it came, milliseconds.
    pub at_ms: i64,
}

/// Keeps a note; the beacon's may be replaced.
///
/// # Errors
/// What the database says.
pub async fn keep_note(conn: &mut AnyConnection, draw: &str, attempt: i64, note: &Note) -> Result<()> {
    let replace = if note.kind == "beacon" {
        " ON CONFLICT (draw, attempt, kind, party) DO UPDATE SET text = excluded.text, at_ms = excluded.at_ms"
    } else {
        ""
    };
    let sql = format!(
        "INSERT INTO draw_notes (draw, attempt, kind, party, text, at_ms) VALUES ($1, $2, $3, $4, $5, $6){replace}"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(draw)
        .bind(attempt)
        .bind(&note.kind)
        .bind(note.party.as_str())
        .bind(&note.text)
        .bind(note.at_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// The notes of an attempt: commits, reveals in party order, the beacon.
///
/// # Errors
/// What the database says.
pub async fn notes(conn: &mut AnyConnection, draw: &str, attempt: i64) -> Result<Vec<Note>> {
    let rows = sqlx::query("SELECT kind, party, text, at_ms FROM draw_notes WHERE draw = $1 AND attempt = $2 LIMIT 64")
        .bind(draw)
        .bind(attempt)
        .fetch_all(conn)
        .await?;
    let mut notes = rows
        .iter()
        .map(|row| {
            Ok(Note {
                kind: row.try_get(0)?,
                party: party(&row.try_get::<String, _>(1)?)?,
                text: row.try_get(2)?,
                at_ms: row.try_get(3)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let place = |kind: &str| ["commit", "reveal", "beacon"].iter().position(|known| *known == kind);
    notes.sort_by_key(|note| (place(&note.kind), note.party));
    Ok(notes)
}

/// The journal's index of the newest reveal of a lot; none while it has no number yet.
///
/// # Errors
/// What the database says.
pub async fn reveal_seq(conn: &mut AnyConnection, key: &LotKey) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT seq FROM journal WHERE kind = 'draw.revealed' AND tender = $1 AND lot = $2 ORDER BY id DESC LIMIT 1",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?.flatten())
}

/// The bidders on the opening list: organisation and name, by organisation.
///
/// # Errors
/// What the database says.
pub async fn bidders(conn: &mut AnyConnection, key: &LotKey) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query(
        "SELECT o.id, o.name FROM orgs o WHERE o.id IN (SELECT bidder FROM bids WHERE tender = $1 AND lot = $2 AND \
         state = 'listed' UNION SELECT bidder FROM verdicts WHERE tender = $1 AND lot = $2) ORDER BY o.id",
    )
    .bind(key.tender.as_str())
    .bind(key.lot.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
