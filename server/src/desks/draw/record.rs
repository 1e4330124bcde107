//! The record of a draw (draw.md, Record): what anyone needs to run it again, as files.

use super::settle::standing;
use super::{context, open, options, own};
use crate::fault::Fault;
use crate::http::door;
use crate::http::fault as wire;
use crate::http::mount::{Routes, Shared, query_body};
use crate::work::Work;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use shared::api::Endpoint;
use shared::api::draw::ReadDrawRecord;
use shared::draw::list::{candidate_line, excluded_line, file};
use shared::draw::record::{DrawnOption, options_tsv, responses_tsv, result_tsv};
use shared::draw::{Committee, Excluded, Purpose};
use shared::envelope::zip::{Crc32, Package};
use shared::journal::entry::{Entry, Salt, hash_body};
use shared::journal::note::Note as Signed;
use shared::journal::proof::LogProof;
use shared::journal::{Hash, tree};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::policy::Action;
use std::collections::BTreeMap;
use store::AnyConnection;
use store::draw::{Draw, Note};
use store::journal::Act;

/// Files by their names within the folder.
type Files = BTreeMap<String, Vec<u8>>;

/// Mounts the record.
#[must_use]
pub fn record(routes: Routes) -> Routes {
    routes.stream(ReadDrawRecord::PATH, Action::ReadDrawRecord, get(serve)).stream(
        "/api/calls/reply",
        Action::GatewayReply,
        post(super::tries::reply),
    )
}

async fn serve(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return wire::response(error, "-"),
    };
    let result = async {
        let ask: ReadDrawRecord = query_body(raw.as_deref())?;
        let mut conn = house.db.connection().await?;
        let (actor, request) = (&caller.actor, &caller.request);
        let mut work = Work::open(&mut conn, &house, actor, request, Action::ReadDrawRecord, Some(&ask.lot)).await?;
        let zip = zip(&files(&mut work, ask.purpose).await?)?;
        let which = if ask.purpose == Purpose::Committee { "draw" } else { ask.purpose.word() };
        let name = format!("attachment; filename=\"{which}-{}-{}.zip\"", ask.lot.tender, ask.lot.lot);
        let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
        Ok((headers, zip).into_response())
    };
    result.await.unwrap_or_else(|error: Fault| wire::response(error, &caller.request))
}

/// The files of the newest draw, for the reader.
pub(super) async fn files(work: &mut Work<'_>, purpose: Purpose) -> Result<Files, Fault> {
    own(work)?;
    let draw = open(work, purpose).await?;
    let fixed = context(&draw)?;
    let mut files = Files::new();
    files.insert("context.txt".into(), fixed.to_string().into_bytes());
    let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
    for note in &notes {
        files.insert(format!("notes/{}", note_name(note)), note.text.clone().into_bytes());
    }
    match purpose {
        Purpose::Committee => committee_files(work, &draw, &mut files).await?,
        Purpose::Tie | Purpose::Coefficient => option_files(&draw, &mut files)?,
    }
    prove(work.conn(), &draw, &fixed.ctx(), &notes, &mut files).await?;
    Ok(files)
}

async fn committee_files(work: &mut Work<'_>, draw: &Draw, files: &mut Files) -> Result<(), Fault> {
    files.insert("rules.json".into(), draw.rules_json.clone().into_bytes());
    let candidates = store::draw::candidates(work.conn(), &draw.id).await?;
    files.insert("candidates.tsv".into(), file(candidates.iter().map(candidate_line)).into_bytes());
    let committee = standing(work, draw).await?.map(|(committee, _)| committee);
    let answers = store::draw::answers(work.conn(), &draw.id).await?;
    files.insert("responses.tsv".into(), responses_tsv(&store::draw::applied(&answers)).into_bytes());
    let seats = committee.as_ref().map(|committee| committee.seats.as_slice()).unwrap_or_default();
    files.insert("result.tsv".into(), result_tsv(seats).into_bytes());
    if work.actor().role == Role::Supervisor {
        let people = store::draw::people(work.conn(), &draw.id).await?;
        let excluded = people.into_iter().filter_map(|p| Some(Excluded { pid: p.pid, reason: p.excluded? }));
        files.insert("excluded.tsv".into(), file(excluded.map(|line| excluded_line(&line))).into_bytes());
    }
    if work.lot()?.stage.name() == StageName::Concluded {
        files.insert("opened.tsv".into(), opened(work.conn(), draw, committee.as_ref()).await?.into_bytes());
    }
    Ok(())
}

fn option_files(draw: &Draw, files: &mut Files) -> Result<(), Fault> {
    files.insert("candidates.tsv".into(), file(options::options_of(draw)?).into_bytes());
    files.insert("responses.tsv".into(), Vec::new());
    let drawn = match &draw.seed {
        Some(seed) => options::ordered(draw, seed)?,
        None => Vec::new(),
    };
    let drawn: Vec<DrawnOption> = drawn.into_iter().map(|(option, lot)| DrawnOption { option, lot }).collect();
    files.insert("result.tsv".into(), options_tsv(&drawn).into_bytes());
    Ok(())
}

fn note_name(note: &Note) -> String {
    let party = note.party as u8;
    match note.kind.as_str() {
        "commit" => format!("1{party}-commit-{}.note", note.party.as_str()),
        "reveal" => format!("2{party}-reveal-{}.note", note.party.as_str()),
        _ => "30-beacon.note".to_owned(),
    }
}

/// Who the seated are: only once the result is public.
async fn opened(conn: &mut AnyConnection, draw: &Draw, committee: Option<&Committee>) -> Result<String, Fault> {
    let mut lines = Vec::new();
    for seat in committee.into_iter().flat_map(|committee| &committee.seats) {
        let person = store::draw::person_of(conn, &draw.id, &seat.pid).await?;
        let person = person.ok_or_else(|| Fault::internal(format!("nobody is behind {}", seat.pid)))?;
        lines.push(format!("{}\t{}\t{}", seat.pid, person.expert, hex::encode(person.salt)));
    }
    Ok(file(lines))
}

/// What of an act's body tells which note it carries.
#[derive(Deserialize)]
struct Carried {
    data: CarriedData,
}

#[derive(Deserialize)]
struct CarriedData {
    ctx: Option<Hash>,
    party: Option<String>,
}

fn carries(act: &Act, ctx: &Hash, note: &Note) -> bool {
    let (kind, party) = match note.kind.as_str() {
        "commit" => ("draw.committed", note.party.as_str()),
        "reveal" => ("draw.revealed", note.party.as_str()),
        _ => ("beacon.cosigned", "supervisor"),
    };
    let body: Option<Carried> = (act.kind == kind).then(|| serde_json::from_str(&act.body).ok()).flatten();
    body.is_some_and(|body| body.data.ctx == Some(*ctx) && body.data.party.as_deref() == Some(party))
}

/// Acts of a lot that are looked through.
const ACTS_MAX: i64 = 100_000;

/// The proofs that the notes stand in the journal, under the newest cosigned checkpoint that holds them all, else the
/// newest. Whatever is not numbered yet has none, and then there are no proofs at all: a record without is whole.
async fn prove(
    conn: &mut AnyConnection,
    draw: &Draw,
    ctx: &Hash,
    notes: &[Note],
    files: &mut Files,
) -> Result<(), Fault> {
    let acts = store::journal::since(conn, -1, Some(&draw.key), ACTS_MAX).await?;
    let placed: Option<Vec<(&Note, &Act, i64)>> = notes
        .iter()
        .filter(|note| note.kind != "beacon" || draw.seed.is_some())
        .map(|note| {
            let act = acts.iter().find(|act| carries(act, ctx, note))?;
            Some((note, act, act.seq?))
        })
        .collect();
    let Some(last) = placed.as_ref().and_then(|placed| placed.iter().map(|(_, _, seq)| *seq).max()) else {
        return Ok(());
    };
    let cosigned = store::journal::newest_cosigned(conn).await?.filter(|checkpoint| checkpoint.size > last);
    let newest = match cosigned {
        Some(checkpoint) => Some(checkpoint),
        None => store::journal::newest_checkpoint(conn).await?.filter(|checkpoint| checkpoint.size > last),
    };
    let Some(checkpoint) = newest else { return Ok(()) };
    let leaves = store::journal::leaves(conn, 0, checkpoint.size).await?;
    let text = checkpoint.cosigned.as_ref().unwrap_or(&checkpoint.note);
    let signed = Signed::parse(text.as_bytes()).map_err(Fault::internal)?;
    for (note, act, seq) in placed.into_iter().flatten() {
        let index = u64::try_from(seq).map_err(Fault::internal)?;
        let proof = LogProof {
            extra: Some(entry(act, index)?),
            index,
            path: tree::inclusion_proof(leaves.as_slice(), index, leaves.len() as u64).map_err(Fault::internal)?,
            checkpoint: signed.clone(),
        };
        files.insert(format!("proofs/{}.tlog-proof", note_name(note)), proof.to_string().into_bytes());
    }
    Ok(())
}

fn entry(act: &Act, index: u64) -> Result<Vec<u8>, Fault> {
    let salt: [u8; 32] = act.salt.as_slice().try_into().map_err(|_| Fault::internal("a salt is not 32 bytes"))?;
    let body = hash_body(act.body.as_bytes(), &Salt::new(salt));
    let at_ms = u64::try_from(act.at_ms).map_err(Fault::internal)?;
    Entry::new(index, at_ms, body).to_bytes().map_err(Fault::internal)
}

/// A ZIP of stored files.
fn zip(files: &Files) -> Result<Vec<u8>, Fault> {
    let mut package = Package::new();
    let mut out = Vec::new();
    for (name, bytes) in files {
        let mut crc = Crc32::new();
        crc.update(bytes);
        out.extend(package.file(name, bytes.len() as u64, crc.value()).map_err(Fault::internal)?);
        out.extend(bytes);
    }
    out.extend(package.finish());
    Ok(out)
}
