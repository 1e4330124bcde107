//! The ceremony: three parties join, commit and reveal; the public value; void attempts.

use super::{ceremony_of, context, groups, options, settle, step_of};
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::draw::{
    CommitDraw, CosignBeacon, DrawState, EnterBeacon, JoinDraw, PartyName, RevealDraw, VoidAttempt,
};
use shared::draw::ceremony::{Ceremony, Step, beacon_text};
use shared::draw::context::{Count, Group, Party as Named, Pool};
use shared::draw::{Context, Excluded, Purpose, drand, list};
use shared::envelope::B64;
use shared::event::{Event, Kind};
use shared::journal::Hash;
use shared::journal::note::{Note as Signed, Signature};
use shared::refusal::{Code, Refusal};
use store::draw::{Draw, Note, Party, Void};

fn refused(detail: impl std::fmt::Display) -> Fault {
    Refusal::new(Code::NoteRefused).with("detail", detail).into()
}

/// The party that the reader speaks for.
fn me(work: &Work<'_>) -> Result<PartyName, Fault> {
    Ok(PartyName::of_role(work.actor().role).ok_or(Code::NotPermitted)?)
}

impl Change for JoinDraw {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Joining]).await?;
        let (key, party) = (work.key()?, me(work)?);
        let public = B64::<32>::parse(&self.key).map_err(refused)?;
        // A key is for one attempt of one draw: whoever withheld comes with another one (draw.md, Ceremony).
        Named::new(party.as_str(), &public.0).map_err(|why| refused(why.what))?;
        if store::draw::key_used(work.conn(), &self.key).await? {
            return Err(Code::KeyUsed.into());
        }
        let parties = store::draw::parties(work.conn(), &draw.id, draw.attempt).await?;
        if parties.iter().any(|joined| joined.party == party) {
            return Err(Code::AlreadyDone.into());
        }
        let joined = Party { party, account: work.account()?.to_owned(), key: self.key.clone() };
        store::draw::join(work.conn(), &draw.id, draw.attempt, &joined).await?;
        let data = json!({ "draw": draw.id, "attempt": draw.attempt, "party": party.as_str(), "key": self.key });
        let done = Done::new(Nothing {}, Event::of_lot(Kind::PartyJoined, &key, data));
        match parties.len() + 1 == PartyName::ALL.len() {
            true => Ok(done.and(fix(work, &mut draw).await?)),
            false => Ok(done),
        }
    }
}

/// What is drawn from: the pool with its groups and candidates, or the options.
async fn fixed(work: &mut Work<'_>, draw: &Draw) -> Result<(Option<Pool>, Count), Fault> {
    if draw.purpose != Purpose::Committee {
        return Ok((None, list::count_lines(&options::options_of(draw)?)));
    }
    let people = store::draw::people(work.conn(), &draw.id).await?;
    let candidates = store::draw::candidates(work.conn(), &draw.id).await?;
    let excluded: Vec<Excluded> = people
        .iter()
        .filter_map(|person| Some(Excluded { pid: person.pid, reason: person.excluded.clone()? }))
        .collect();
    let pool = Pool {
        pool: list::count_pool(&candidates, &excluded).map_err(Fault::internal)?,
        excluded: list::count_excluded(&excluded),
        rules: draw.rules.clone(),
        groups: groups(draw)?.into_iter().map(|group| Group { need: group.need, code: group.specialty }).collect(),
    };
    Ok((Some(pool), list::count_candidates(&candidates)))
}

/// Fixes the context: the third party has joined.
async fn fix(work: &mut Work<'_>, draw: &mut Draw) -> Result<Event, Fault> {
    let (pool, candidates) = fixed(work, draw).await?;
    let voids = store::draw::voids(work.conn(), &draw.id).await?;
    let mut parties = Vec::with_capacity(PartyName::ALL.len());
    for joined in store::draw::parties(work.conn(), &draw.id, draw.attempt).await? {
        let public = B64::<32>::parse(&joined.key).map_err(Fault::internal)?;
        parties.push(Named::new(joined.party.as_str(), &public.0).map_err(Fault::internal)?);
    }
    let context = Context {
        draw: draw.id.clone(),
        tender: draw.key.tender.to_string(),
        lot: draw.key.lot.to_string(),
        purpose: draw.purpose,
        attempt: u64::try_from(draw.attempt).map_err(Fault::internal)?,
        previous: voids.last().map(|void| Hash::of(void.context.as_bytes())),
        pool,
        candidates,
        parties,
        beacon: Some(draw.beacon.clone()),
    };
    context.check().map_err(Fault::internal)?;
    if let Some(void) = voids.last() {
        let before = Context::parse(void.context.as_bytes()).map_err(Fault::internal)?;
        context.check_follows(&before, &[void.party.as_str()]).map_err(Fault::internal)?;
    }
    draw.context = Some(context.to_string());
    draw.state = DrawState::Committing;
    store::draw::update(work.conn(), draw).await?;
    let data =
        json!({ "draw": draw.id, "attempt": draw.attempt, "ctx": context.ctx(), "context": context.to_string() });
    Ok(Event::of_lot(Kind::ContextFixed, &draw.key, data))
}

/// Takes the note of a party, which must be `step` of the present attempt.
async fn take(work: &mut Work<'_>, draw: &Draw, step: Step, text: &str) -> Result<(Ceremony, Hash), Fault> {
    let context = context(draw)?;
    let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
    let mut ceremony = ceremony_of(&context, &notes)?;
    let found = ceremony.take(text.as_bytes()).map_err(refused)?;
    if found != step {
        return Err(refused(found));
    }
    let (kind, party) = match &step {
        Step::Commit(party) => ("commit", PartyName::parse(party)),
        Step::Reveal(party) => ("reveal", PartyName::parse(party)),
        Step::Beacon => ("beacon", Some(PartyName::Centre)),
    };
    let party = party.ok_or_else(|| Fault::internal("a party without a name"))?;
    let note = Note { kind: kind.to_owned(), party, text: text.to_owned(), at_ms: work.now_ms() };
    store::draw::keep_note(work.conn(), &draw.id, draw.attempt, &note).await?;
    Ok((ceremony, context.ctx()))
}

impl Change for CommitDraw {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Committing]).await?;
        let party = me(work)?;
        let (ceremony, ctx) = take(work, &draw, Step::Commit(party.as_str().to_owned()), &self.note).await?;
        if ceremony.commits().is_some() {
            draw.state = DrawState::Revealing;
            store::draw::update(work.conn(), &draw).await?;
        }
        let data = json!({
            "draw": draw.id, "attempt": draw.attempt, "ctx": ctx, "party": party.as_str(), "note": self.note,
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::DrawCommitted, &draw.key, data)))
    }
}

impl Change for RevealDraw {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Revealing]).await?;
        if drand::is_out(&draw.beacon, work.now_ms()) {
            return Err(Code::RoundPublished.into());
        }
        let party = me(work)?;
        let (ceremony, ctx) = take(work, &draw, Step::Reveal(party.as_str().to_owned()), &self.note).await?;
        if ceremony.reveals().is_some() {
            draw.state = DrawState::Beacon;
            store::draw::update(work.conn(), &draw).await?;
        }
        let data = json!({
            "draw": draw.id, "attempt": draw.attempt, "ctx": ctx, "party": party.as_str(), "note": self.note,
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::DrawRevealed, &draw.key, data)))
    }
}

/// Whether the reveals lie in a checkpoint that the supervisor's witness has cosigned.
pub(super) async fn reveals_cosigned(work: &mut Work<'_>, draw: &Draw) -> Result<bool, Fault> {
    let seq = store::draw::reveal_seq(work.conn(), &draw.key).await?;
    let cosigned = store::journal::newest_cosigned(work.conn()).await?;
    Ok(matches!((seq, cosigned), (Some(seq), Some(checkpoint)) if checkpoint.size > seq))
}

/// The beacon note of the centre alone: its text is exactly the one of this ceremony, with one good signature.
fn check_centre(context: &Context, ceremony: &Ceremony, text: &str) -> Result<(), Fault> {
    let note = Signed::parse(text.as_bytes()).map_err(refused)?;
    let value = note.text().lines().nth(3).and_then(|line| line.strip_prefix("value "));
    let value = value.and_then(|hex| hex::decode(hex).ok()).filter(|value| !value.is_empty() && value.len() <= 4096);
    let value = value.ok_or_else(|| refused("value"))?;
    let reveals = ceremony.reveals().ok_or_else(|| Fault::internal("a beacon before the reveals"))?;
    if note.text() != beacon_text(&context.ctx(), &reveals, &value) {
        return Err(refused(shared::draw::ceremony::Fault::Order(Step::Beacon)));
    }
    if let Some(round) = context.beacon.as_deref().and_then(drand::round_of)
        && !crate::drand::is_of_round(round, &value)
    {
        return Err(Refusal::new(Code::NotTheRound).with("round", round).into());
    }
    match (note.signatures(), context.parties.first()) {
        ([line], Some(centre)) if centre.key.verify(note.text(), line).is_ok() => Ok(()),
        _ => Err(refused(shared::draw::ceremony::Fault::Signature(Step::Beacon))),
    }
}

impl Change for EnterBeacon {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Beacon, DrawState::Cosigning]).await?;
        if !reveals_cosigned(work, &draw).await? {
            return Err(Code::RevealsNotCosigned.into());
        }
        let context = context(&draw)?;
        let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
        check_centre(&context, &ceremony_of(&context, &notes)?, &self.note)?;
        let at_ms = work.now_ms();
        let note = Note { kind: "beacon".into(), party: PartyName::Centre, text: self.note.clone(), at_ms };
        store::draw::keep_note(work.conn(), &draw.id, draw.attempt, &note).await?;
        draw.state = DrawState::Cosigning;
        store::draw::update(work.conn(), &draw).await?;
        let data = json!({ "draw": draw.id, "attempt": draw.attempt, "ctx": context.ctx(), "note": self.note });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BeaconEntered, &draw.key, data)))
    }
}

impl Change for CosignBeacon {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Cosigning]).await?;
        let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
        let entered = notes.iter().find(|note| note.kind == "beacon").ok_or(Code::NoDraw)?;
        let mut note = Signed::parse(entered.text.as_bytes()).map_err(Fault::internal)?;
        note.add(Signature::parse(self.signature.trim_end_matches('\n')).map_err(refused)?);
        let text = note.to_string();
        let (ceremony, ctx) = take(work, &draw, Step::Beacon, &text).await?;
        draw.seed = ceremony.seed();
        draw.state = if self.purpose == Purpose::Committee { DrawState::Calling } else { DrawState::Drawn };
        store::draw::update(work.conn(), &draw).await?;
        let key = draw.key.clone();
        let data = json!({
            "draw": draw.id, "attempt": draw.attempt, "ctx": ctx, "party": "supervisor", "note": text, "seed": draw.seed,
        });
        let more = match draw.seed.filter(|_| self.purpose != Purpose::Committee) {
            Some(seed) => {
                let order: Vec<String> =
                    options::ordered(&draw, &seed)?.into_iter().map(|(option, _)| option).collect();
                let data = json!({ "draw": draw.id, "purpose": self.purpose, "ctx": ctx, "order": order });
                vec![Event::of_lot(Kind::OptionsDrawn, &key, data)]
            }
            None => settle::settle(work, &mut draw).await?,
        };
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::BeaconCosigned, &key, data)).and_all(more))
    }
}

/// Whether a party owes a note now: a missing commit, or the next reveal.
fn owes(ceremony: &Ceremony, party: PartyName) -> bool {
    ceremony.expected().iter().any(|step| match step {
        Step::Commit(name) | Step::Reveal(name) => name == party.as_str(),
        Step::Beacon => false,
    })
}

impl Change for VoidAttempt {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let mut draw = step_of(work, self.purpose, &[DrawState::Committing, DrawState::Revealing]).await?;
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > 500 {
            return Err(Refusal::new(Code::FieldMissing).with("field", "reason").into());
        }
        let context = context(&draw)?;
        let notes = store::draw::notes(work.conn(), &draw.id, draw.attempt).await?;
        if !owes(&ceremony_of(&context, &notes)?, self.party) {
            return Err(Refusal::new(Code::NotWithheld).with("party", self.party.as_str()).into());
        }
        let void =
            Void { attempt: draw.attempt, context: context.to_string(), party: self.party, reason: reason.to_owned() };
        let now_ms = work.now_ms();
        store::draw::keep_void(work.conn(), &draw.id, &void, now_ms).await?;
        let parties = store::draw::parties(work.conn(), &draw.id, draw.attempt).await?;
        if drand::is_out(&draw.beacon, now_ms) {
            // Its public value cannot be unknown to anybody any more: the officer requests anew, with a later round.
            draw.state = DrawState::Ended;
            store::draw::update(work.conn(), &draw).await?;
            let data = json!({
                "draw": draw.id, "attempt": void.attempt, "ctx": context.ctx(), "party": self.party.as_str(),
                "reason": reason, "ended": true,
            });
            return Ok(Done::new(Nothing {}, Event::of_lot(Kind::AttemptVoided, &draw.key, data)));
        }
        draw.attempt += 1;
        draw.state = DrawState::Joining;
        draw.context = None;
        store::draw::update(work.conn(), &draw).await?;
        for party in parties.iter().filter(|party| party.party != self.party) {
            store::draw::join(work.conn(), &draw.id, draw.attempt, party).await?;
        }
        let data = json!({
            "draw": draw.id, "attempt": void.attempt, "ctx": context.ctx(), "party": self.party.as_str(), "reason": reason,
        });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::AttemptVoided, &draw.key, data)))
    }
}
