//! A house full of committees that score, written straight into the tables: for `bidroom bench room` alone.

use crate::Result;
use sqlx::{AnyConnection, Executor as _};

/// What is written.
#[derive(Debug, Clone)]
pub struct Committees {
    /// How many experts; five sit in a room and score one lot.
    pub experts: u32,
    /// Bids of a lot.
    pub bids: u32,
    /// The lot's plan, JSON, which holds the criteria.
    pub plan_json: String,
    /// SHA-256 of the session's token of an expert, by number from 0.
    pub session: fn(u32) -> String,
    /// SHA-256 of the terminal's token, by number from 0.
    pub terminal: fn(u32) -> String,
    /// The machine's time, milliseconds.
    pub now_ms: i64,
}

/// Experts of one room.
pub const IN_ROOM: u32 = 5;

/// Writes them. Every lot is called `T<n>`/`1`, its bidders `B0` …, the expert `n` sits in lot `n / 5` as `m<n % 5 + 1>`.
///
/// # Errors
/// What the database says.
pub async fn seat(conn: &mut AnyConnection, all: &Committees) -> Result<()> {
    let Committees { experts, bids, plan_json, session, terminal, now_ms } = all;
    let plan = plan_json.replace('\'', "''");
    let mut sql = vec![
        "INSERT INTO orgs (id, kind, name, created_ms) VALUES ('P0', 'purchaser', '采购人', 0)".to_owned(),
        "INSERT INTO accounts (id, role, name, org, password_hash, created_ms) VALUES ('officer', 'officer', 'o', NULL, '', 0), \
         ('super', 'supervisor', 's', NULL, '', 0)"
            .to_owned(),
    ];
    for bid in 0..*bids {
        sql.push(format!(
            "INSERT INTO orgs (id, kind, name, created_ms) VALUES ('B{bid}', 'bidder', '投标人{bid}', 0)"
        ));
    }
    for room in 0..experts.div_ceil(IN_ROOM) {
        sql.push(format!("INSERT INTO rooms (id, name, seats, state) VALUES ('R{room}', '评标室{room}', 5, 'sealed')"));
        sql.push(format!(
            "INSERT INTO tenders (id, title, purchaser, officer, supervisor, place, created_ms) \
             VALUES ('T{room}', '项目{room}', 'P0', 'officer', 'super', '评标区', 0)"
        ));
        sql.push(format!(
            "INSERT INTO lots (tender, lot, title, stage, stage_json, plan_json, deadline_ms, version, created_ms) \
             VALUES ('T{room}', '1', '第一包', 'scoring', '{{\"stage\":\"scoring\"}}', '{plan}', 1, 0, 0)"
        ));
        for bid in 0..*bids {
            sql.push(format!(
                "INSERT INTO verdicts (tender, lot, envelope, bidder, outcome, decided_by, at_ms) \
                 VALUES ('T{room}', '1', 'single', 'B{bid}', 'opened', 'system', 0)"
            ));
            let who = ["officer", "purchaser"].map(|who| ("qualification", who.to_owned()));
            let members = (1..=IN_ROOM).map(|n| ("compliance", format!("m{n}")));
            for (kind, reviewer) in who.into_iter().chain(members) {
                sql.push(format!(
                    "INSERT INTO reviews (tender, lot, kind, reviewer, bidder, pass, clause, file, page, reason, version, at_ms) \
                     VALUES ('T{room}', '1', '{kind}', '{reviewer}', 'B{bid}', 1, '', '', 0, '', 1, 0)"
                ));
            }
        }
    }
    for expert in 0..*experts {
        let (room, seat) = (expert / IN_ROOM, expert % IN_ROOM + 1);
        let (session, terminal) = (session(expert), terminal(expert));
        let until = now_ms + 12 * 3_600_000;
        sql.push(format!(
            "INSERT INTO accounts (id, role, name, org, password_hash, created_ms) VALUES ('e{expert}', 'expert', '评委{expert}', NULL, '', 0)"
        ));
        sql.push(format!(
            "INSERT INTO sessions (token_hash, account, created_ms, seen_ms) VALUES ('{session}', 'e{expert}', {now_ms}, {now_ms})"
        ));
        sql.push(format!(
            "INSERT INTO terminals (room, seat, public_key, enrolled_ms, token_hash, token_until_ms) \
             VALUES ('R{room}', {seat}, 'key{expert}', 0, '{terminal}', {until})"
        ));
        sql.push(format!(
            "INSERT INTO members (tender, lot, id, n, kind, account, name, room, seat, recusal, is_out) \
             VALUES ('T{room}', '1', 'm{seat}', {seat}, 'expert', 'e{expert}', '评委{expert}', 'R{room}', {seat}, 'none', 0)"
        ));
    }
    conn.execute("BEGIN").await?;
    for statement in sql {
        conn.execute(sqlx::AssertSqlSafe(statement)).await?;
    }
    conn.execute("COMMIT").await?;
    Ok(())
}

/// Makes an empty database beside the one that is connected to (PostgreSQL).
///
/// # Errors
/// What the database says.
pub async fn create_database(conn: &mut AnyConnection, name: &str) -> Result<()> {
    conn.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    Ok(())
}
