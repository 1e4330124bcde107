//! The room: check-in, seats, recusal, the head, the committee convenes.

use super::Lot;
use crate::demo::keyring::PASSWORD;
use crate::demo::line::{Failed, Outcome, Person};
use crate::demo::people::Room;
use shared::api::account::Me;
use shared::api::room::{
    CheckIn, CheckedIn, Convene, DeclareRecusal, MemberKind, ReadRoom, RecusalAnswer, TakeSeat, VoteHead,
};
use shared::id::{AccountId, MemberId};
use shared::people::Seat;
use shared::refusal::Code;

/// A member at the seat.
#[derive(Debug)]
pub struct Seated {
    /// The line, at the seat's terminal, logged in.
    pub person: Person,
    /// The account that was made at the seat.
    pub account: AccountId,
    /// The member.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// Which side.
    pub kind: MemberKind,
    /// The seat.
    pub seat: Seat,
}

impl Lot {
    /// Checks everybody in and lets them take their seats: four experts, then the purchaser's representative.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn seat(&self, room: &Room) -> Outcome<Vec<Seated>> {
        let mut members = Vec::new();
        for no in self.seated_experts().await? {
            members.push(self.take_seat(room, &no, MemberKind::Expert).await?);
        }
        members.push(self.take_seat(room, "representative", MemberKind::Purchaser).await?);
        Ok(members)
    }

    /// Checks one in. A code works once, so when the line broke before its answer came, the desk gives out another.
    async fn take_seat(&self, room: &Room, who: &str, kind: MemberKind) -> Outcome<Seated> {
        let mut tries = 0;
        loop {
            let check_in = CheckIn { lot: self.key.clone(), who: who.to_owned(), room: room.id.clone() };
            let card = self.cast.officer.person.act(&check_in).await?;
            let person = at_terminal(room, &card)?;
            let take = TakeSeat { code: card.code.clone(), pin: PASSWORD.to_owned() };
            match person.act(&take).await {
                Ok(Me { account, .. }) => {
                    let CheckedIn { id, name, seat, .. } = card;
                    return Ok(Seated { person, account, id, name, kind, seat });
                }
                Err(error) if tries >= 5 || error.code().is_some_and(|code| code != Code::CodeWrong) => {
                    return Err(error);
                }
                Err(_) => tries += 1,
            }
        }
    }

    /// Every member declares to have no relation to any bidder.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn declare(&self, members: &[Seated]) -> Outcome<()> {
        for member in members {
            let room = member.person.ask(&ReadRoom { lot: self.key.clone() }).await?;
            let answers = room
                .bidders
                .into_iter()
                .map(|(bidder, _)| RecusalAnswer { bidder, related: false, reason: String::new() })
                .collect();
            member.person.act(&DeclareRecusal { lot: self.key.clone(), answers }).await?;
        }
        Ok(())
    }

    /// All vote for the first expert, who becomes the head; then the officer convenes the committee.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn convene(&self, members: &[Seated]) -> Outcome<()> {
        let head = members.iter().find(|member| member.kind == MemberKind::Expert);
        let candidate = head.ok_or_else(|| Failed::because("no expert"))?.id.clone();
        for member in members {
            let vote = VoteHead { lot: self.key.clone(), candidate: candidate.clone() };
            match member.person.act(&vote).await {
                // A majority has elected already.
                Err(error) if error.code() == Some(Code::AlreadyDone) => break,
                other => other?,
            };
        }
        self.cast.officer.person.act(&Convene { lot: self.key.clone() }).await?;
        Ok(())
    }

    /// From check-in to the convened committee.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn convened(&self, room: &Room) -> Outcome<Vec<Seated>> {
        let members = self.seat(room).await?;
        self.declare(&members).await?;
        self.convene(&members).await?;
        Ok(members)
    }
}

/// A browser at the terminal of the seat.
fn at_terminal(room: &Room, card: &CheckedIn) -> Outcome<Person> {
    let at = usize::try_from(card.seat.seat).ok().and_then(|seat| seat.checked_sub(1));
    let terminal = at.and_then(|at| room.terminals.get(at));
    let terminal = terminal.ok_or_else(|| Failed::because("the seat has no terminal"))?;
    Ok(terminal.beside().with_password(PASSWORD))
}
