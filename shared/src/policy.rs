//! Who may do what: one table, [`permit`]. `docs/permissions.md` is written by the test beside this file.

mod facts;
mod stages;

use crate::lifecycle::StageName;
use crate::people::{Actor, Role};
use crate::refusal::{Code, Refusal};
use stages::*;

pub use facts::{Facts, MemberFacts, Relation, Rule};

macro_rules! actions {
    ($($(#[$section:meta])* $name:ident $roles:expr, $stages:expr, $relation:ident;)*) => {
        /// Everything that can be asked of the house, one for each endpoint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is documented at its endpoint in `shared/api`")]
        pub enum Action { $($name,)* }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The action's name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Who may, when, and on which condition.
            #[must_use]
            pub const fn rule(self) -> Rule {
                match self { $(Self::$name => Rule { roles: $roles, stages: $stages, relation: Relation::$relation },)* }
            }
        }
    };
}

use Role::{Administrator, Bidder, Expert, Officer, Public, Purchaser, Registrar, Supervisor, System};
use StageName as S;

const ANYBODY: &[Role] = &[Public, Bidder, Officer, Expert, Purchaser, Supervisor, Registrar, Administrator];
const LOGGED_IN: &[Role] = &[Bidder, Officer, Expert, Purchaser, Supervisor, Registrar, Administrator];
/// Anybody of the staff who may hold a key of a lot (解密责任人).
const STAFF: &[Role] = &[Officer, Purchaser, Supervisor, Registrar];
const OFFICE: &[Role] = &[Officer, Purchaser, Supervisor];

// One line per action: name, roles, stages, relation. Each desk has its own section.
actions! {
    // ---- account ----
    Login ANYBODY, ALWAYS, Any;
    Logout LOGGED_IN, ALWAYS, Any;
    WhoAmI ANYBODY, ALWAYS, Any;
    ReadClock ANYBODY, ALWAYS, Any;
    Register &[Public], ALWAYS, Any;
    ReadKeys LOGGED_IN, ALWAYS, Any;
    EnrolIdentity LOGGED_IN, ALWAYS, Any;
    ReplaceIdentity LOGGED_IN, ALWAYS, Any;
    RevokeIdentity LOGGED_IN, ALWAYS, Any;
    ListIdentities &[Supervisor], ALWAYS, Any;
    CountersignIdentity &[Supervisor], ALWAYS, Any;
    RevokeIdentityOf &[Supervisor], ALWAYS, Any;
    ListAccounts &[Administrator], ALWAYS, Any;
    CreateAccount &[Administrator], ALWAYS, Any;
    MakeAdministrator &[System], ALWAYS, Any;
    // ---- tenders ----
    ListNotices ANYBODY, ALWAYS, Any;
    ReadNotice ANYBODY, PUBLIC, Any;
    ReadDocument ANYBODY, PUBLIC, Any;
    ReadPackage ANYBODY, PUBLIC, Any;
    ReadDraftDocument OFFICE, &[S::Draft, S::Published], Assigned;
    ListTenders STAFF, ALWAYS, Any;
    ReadTender STAFF, ALWAYS, Any;
    CreateTender &[Officer], ALWAYS, Any;
    ListPeople &[Officer], ALWAYS, Any;
    ReadLot STAFF, ALWAYS, Any;
    CreateLot &[Officer], ALWAYS, Any;
    SaveLotPlan &[Officer], &[S::Draft], Assigned;
    AddDocument &[Officer], &[S::Draft, S::Published], Assigned;
    RemoveDocument &[Officer], &[S::Draft, S::Published], Assigned;
    NameHolders &[Officer], &[S::Draft], Assigned;
    ListHoldings STAFF, ALWAYS, Any;
    MakeHolderKey STAFF, &[S::Draft], Holder;
    SignKeySheet STAFF, &[S::Draft], Holder;
    PublishNotice &[Officer], &[S::Draft], Assigned;
    ReadAmending &[Officer], &[S::Published], Assigned;
    AmendNotice &[Officer], &[S::Published], Assigned;
    ListMessages LOGGED_IN, ALWAYS, Any;
    // ---- bids ----
    MyTenders &[Bidder], ALWAYS, Any;
    ReadEnvelopes &[Bidder], PUBLIC, Any;
    ReadBidSlot &[Bidder], PUBLIC, Any;
    CreateUpload &[Bidder], PUBLIC, Any;
    ResumeUpload &[Bidder], ALWAYS, Any;
    AppendUpload &[Bidder], ALWAYS, Any;
    TerminateUpload &[Bidder], ALWAYS, Any;
    WithdrawBid &[Bidder], &[S::Published], Any;
    VerifyReceipt ANYBODY, ALWAYS, Any;
    ReadReceipt &[Bidder], PUBLIC, Any;
    JudgeUpload &[System], &[S::Published], Any;
    RetireBid &[System], &[S::Published, S::Failed], Any;
    ProbeLine &[Bidder], ALWAYS, Any;
    ExpireUpload &[System], ALWAYS, Any;
    // ---- opening ----
    CloseLot &[System], &[S::Published], Any;
    ReadOpening &[Officer, Purchaser, Supervisor, Registrar], FROM_CLOSED, Any;
    ReadHall &[Bidder], FROM_CLOSED, OnList;
    SignList &[Officer, Supervisor], LISTED, Assigned;
    ReadHalves &[Bidder], FROM_CLOSED, OnList;
    ReleaseHalves &[Bidder], &[S::Opening], OnList;
    CloseWindow &[System], &[S::Opening], Any;
    ExtendWindow &[Officer], &[S::Opening], Assigned;
    SuspendOpening &[Officer], INTERRUPTIBLE, Assigned;
    ResumeOpening &[Officer], INTERRUPTIBLE, Assigned;
    ReadRelease STAFF, FROM_CLOSED, Holder;
    ReleaseShares STAFF, DECRYPTING, Holder;
    OpenRecovery &[Officer], DECRYPTING, Assigned;
    SupplyRecovery &[Bidder], DECRYPTING, OnList;
    DestroyKey STAFF, NO_MORE_OPENING, Holder;
    RecordVerdict &[System], DECRYPTING, Any;
    AttributeFault &[Officer], DECRYPTING, Assigned;
    Announce &[Officer], DECRYPTED, Assigned;
    RaiseObjection &[Bidder], READ_OUT, OnList;
    AnswerObjection &[Officer], READ_OUT, Assigned;
    SignRecord &[Officer, Supervisor], READ_OUT, Assigned;
    ReadRecord &[Officer, Purchaser, Supervisor, Bidder], FROM_ANNOUNCED, Any;
    MakeRecord &[System], READ_OUT, Any;
    // ---- review ----
    ReadQualification &[Officer, Purchaser, Supervisor], FROM_RECORDED, Assigned;
    SaveQualification &[Officer, Purchaser], &[S::Recorded], Assigned;
    SignQualification &[Officer, Purchaser], &[S::Recorded], Assigned;
    ReadOpenedBid &[Officer, Purchaser, Supervisor], FROM_RECORDED, Assigned;
    ReadCompliance &[Expert], SITTING, Member;
    SaveCompliance &[Expert], &[S::Reviewing], Member;
    SignCompliance &[Expert], &[S::Reviewing], Member;
    // ---- pool ----
    SearchPool &[Registrar], ALWAYS, Any;
    ReadExpert &[Registrar], ALWAYS, Any;
    SaveExpert &[Registrar], ALWAYS, Any;
    ListSpecialties &[Registrar, Officer, Supervisor], ALWAYS, Any;
    PreviewImport &[Registrar], ALWAYS, Any;
    ImportExperts &[Registrar, System], ALWAYS, Any;
    ImportProgress &[Registrar], ALWAYS, Any;
    ExportPool &[Registrar], ALWAYS, Any;
    ImportSpecialties &[Registrar], ALWAYS, Any;
    ReadWorkload &[Registrar], ALWAYS, Any;
    RateMember &[Officer], FROM_REPORTED, Assigned;
    RateCentre &[Expert], FROM_REPORTED, Committee;
    ReadOwnDuty &[Expert], FROM_REPORTED, Committee;
    StateDuty &[Expert], FROM_REPORTED, Committee;
    ReadRatings &[Officer, Supervisor], FROM_REPORTED, Assigned;
    ReadCentreRatings &[Supervisor], FROM_REPORTED, Assigned;
    // ---- draw ----
    RequestSeats &[Officer], &[S::Qualified, S::Drawing], Assigned;
    NameParts &[Officer], &[S::Announced, S::Recorded, S::Qualified, S::Drawing], Assigned;
    RequestOptionDraw &[Officer], CEREMONY, Assigned;
    ReadDraw &[Officer, Purchaser, Supervisor, Registrar], FROM_ANNOUNCED, Any;
    ReadFilter &[Supervisor], FROM_QUALIFIED, Assigned;
    ProveStanding &[Registrar], &[S::Concluded, S::Failed], Any;
    JoinDraw OFFICE, CEREMONY, Assigned;
    CommitDraw OFFICE, CEREMONY, Assigned;
    RevealDraw OFFICE, CEREMONY, Assigned;
    EnterBeacon &[Officer], CEREMONY, Assigned;
    CosignBeacon &[Supervisor], CEREMONY, Assigned;
    VoidAttempt &[Officer, Supervisor], CEREMONY, Assigned;
    ListCalls &[Registrar], ALWAYS, Any;
    ReadCallSheet &[Registrar], &[S::Drawing, S::Seated, S::Reviewing, S::Scoring], Any;
    AnswerCall &[Registrar], &[S::Drawing, S::Seated, S::Reviewing, S::Scoring], Any;
    TryCall &[Registrar], &[S::Drawing], Any;
    CallAutomatically &[Registrar], &[S::Drawing], Any;
    RecordCall &[System], &[S::Drawing], Any;
    GatewayReply ANYBODY, ALWAYS, Any;
    CountersignAnswer &[Supervisor], &[S::Drawing, S::Seated, S::Reviewing, S::Scoring], Assigned;
    ReadDrawRecord &[Officer, Purchaser, Supervisor, Registrar], FROM_ANNOUNCED, Any;
    // ---- room ----
    ListRooms &[Officer, Supervisor], ALWAYS, Any;
    CreateRoom &[Officer], ALWAYS, Any;
    EnrolTerminal &[Officer], ALWAYS, Any;
    ActivateTerminal ANYBODY, ALWAYS, Any;
    ReadTerminal ANYBODY, ALWAYS, Any;
    ReadChallenge ANYBODY, ALWAYS, Any;
    ProveTerminal ANYBODY, ALWAYS, Any;
    SetNetwork &[Officer], ALWAYS, Any;
    MoveRoom &[Officer, Supervisor], ALWAYS, Any;
    ReleaseSeat &[Officer, Supervisor], ALWAYS, Any;
    Beat ANYBODY, ALWAYS, Any;
    ReportEgress ANYBODY, ALWAYS, Any;
    LockSeat &[Expert], ALWAYS, Any;
    UnlockSeat &[Expert], ALWAYS, Any;
    ReadCheckIn &[Officer, Supervisor], &[S::Drawing, S::Seated, S::Reviewing, S::Scoring], Any;
    NameRepresentative &[Purchaser], &[S::Qualified, S::Drawing, S::Seated], Assigned;
    CheckIn &[Officer], &[S::Seated, S::Reviewing, S::Scoring, S::Ranked, S::Reporting], Assigned;
    TakeSeat ANYBODY, ALWAYS, Any;
    MyRooms &[Expert], ALWAYS, Any;
    ReadRoom &[Expert], SITTING, Present;
    DeclareRecusal &[Expert], &[S::Seated], Present;
    VoteHead &[Expert], &[S::Seated, S::Reviewing], Member;
    Convene &[Officer], &[S::Seated], Assigned;
    ReportAbsence &[Officer], &[S::Seated, S::Reviewing, S::Scoring], Assigned;
    DissolveCommittee &[Supervisor], &[S::Drawing, S::Seated, S::Reviewing, S::Scoring], Assigned;
    // ---- scoring ----
    ReadSheet &[Expert], SITTING, Member;
    SaveScore &[Expert], &[S::Scoring], Member;
    SignSheet &[Expert], &[S::Scoring], Member;
    HandOver &[Expert], &[S::Scoring], Committee;
    DropStray &[Expert], &[S::Scoring], Member;
    ReadPage &[Expert], SITTING, Member;
    ReadPageText &[Expert], SITTING, Member;
    SearchBids &[Expert], SITTING, Member;
    ReadProgress &[Officer, Supervisor], SITTING, Assigned;
    ReadCommitteeProgress &[Expert], SITTING, Head;
    // ---- reading ----
    SuggestPages &[Expert], SITTING, Member;
    ReadMarks &[Expert], SITTING, Member;
    SaveMark &[Expert], &[S::Reviewing, S::Scoring], Member;
    RemoveMark &[Expert], &[S::Reviewing, S::Scoring], Member;
    ForbidCopying &[Officer], ALWAYS, Any;
    // ---- summary ----
    ReadSummary &[Expert], FROM_SCORING, Member;
    ReturnCells &[Expert], &[S::Scoring, S::Priced, S::Ranked, S::Reporting], Head;
    Aggregate &[Expert], &[S::Scoring, S::Priced], Head;
    RequestReport &[Expert], &[S::Ranked], Head;
    RecordReport &[System], &[S::Ranked], Any;
    SignReport &[Expert], &[S::Reporting], Member;
    ReadReport &[Expert], &[S::Reporting, S::Reported], Member;
    // ---- matters ----
    ReadMatters &[Expert], DELIBERATING, Member;
    ProposeMatter &[Expert], DECIDING, Member;
    VoteMatter &[Expert], DECIDING, Member;
    AskBidder &[Expert], DECIDING, Head;
    MyInquiries &[Bidder], ALWAYS, Any;
    AddAnswerFile &[Bidder], DECIDING, OnList;
    AnswerInquiry &[Bidder], DECIDING, OnList;
    LapseInquiry &[System], DECIDING, Any;
    ReadAnswerFile &[Expert], DELIBERATING, Member;
    KeepScore &[Expert], &[S::Ranked], Member;
    AnswerStop &[Officer], STOPPED, Assigned;
    // ---- award ----
    ReadAward OFFICE, FROM_REPORTED, Assigned;
    ReadReportCopy OFFICE, FROM_REPORTED, Assigned;
    RecordSlip &[System], FROM_REPORTED, Any;
    ConfirmAward &[Purchaser], &[S::Reported], Assigned;
    PublishResult &[Officer], &[S::Confirmed], Assigned;
    ListResults ANYBODY, ALWAYS, Any;
    ReadResult ANYBODY, &[S::Concluded, S::Failed], Any;
    MyResult &[Bidder], &[S::Concluded], OnList;
    // ---- after ----
    Reevaluate &[Officer, Purchaser], &[S::Reported], Assigned;
    ReadFlip &[Supervisor], FROM_REPORTED, Assigned;
    ReadAfter OFFICE, FROM_REPORTED, Assigned;
    ConfirmBySilence &[System], &[S::Reported], Any;
    SaveBond &[Officer], FROM_CLOSED, Assigned;
    RefundBond &[Officer], FROM_CLOSED, Assigned;
    SaveContract &[Purchaser], &[S::Concluded], Assigned;
    PublishContract &[Officer], &[S::Concluded], Assigned;
    MyChallenges &[Bidder], &[S::Concluded, S::Failed], OnList;
    RaiseChallenge &[Bidder], &[S::Concluded, S::Failed], OnList;
    AnswerChallenge &[Officer], &[S::Concluded, S::Failed], Assigned;
    ReadPaper OFFICE, FROM_REPORTED, Assigned;
    ReadOwnNotice &[Bidder], &[S::Concluded], OnList;
    ReadCalendar ANYBODY, ALWAYS, Any;
    SaveCalendar &[Administrator], ALWAYS, Any;
    // ---- supervision ----
    Overview &[Supervisor], ALWAYS, Any;
    AcknowledgeAlert &[Supervisor], ALWAYS, Any;
    ReadSeat &[Supervisor], ALWAYS, Any;
    ReadCheckpoint ANYBODY, ALWAYS, Any;
    EnrolWitness &[Supervisor], ALWAYS, Any;
    Cosign &[Supervisor], ALWAYS, Any;
    // ---- journal ----
    ReadJournal &[Supervisor], ALWAYS, Any;
    ProveEntry ANYBODY, ALWAYS, Any;
    WatchLive LOGGED_IN, ALWAYS, Any;
}

impl Action {
    /// Whether this is part of the evaluation and rests while a stop of the committee waits for its answer (87号令 art. 65).
    /// What a bidder was asked it may answer still, and who falls out is replaced.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(
            self,
            Self::SaveCompliance
                | Self::SignCompliance
                | Self::SaveScore
                | Self::SignSheet
                | Self::ReturnCells
                | Self::Aggregate
                | Self::RequestReport
                | Self::RecordReport
                | Self::SignReport
                | Self::ProposeMatter
                | Self::VoteMatter
                | Self::AskBidder
                | Self::KeepScore
        )
    }
}

/// Says whether `actor` may do `action` on a lot of which `facts` are known.
///
/// # Errors
/// The reason, as a code: not logged in, wrong role, wrong stage, not assigned, not at the assigned seat.
pub fn permit(actor: &Actor, action: Action, facts: &Facts) -> Result<(), Refusal> {
    let rule = action.rule();
    if !rule.roles.contains(&actor.role) {
        let code = if actor.role == Role::Public { Code::NotLoggedIn } else { Code::NotPermitted };
        return Err(code.into());
    }
    relate(actor, rule.relation, facts)?;
    match facts.stage {
        Some(stage) if !rule.stages.is_empty() && !rule.stages.contains(&stage) => {
            Err(Refusal::new(Code::WrongStage).with("stage", stage.as_str()))
        }
        None if !rule.stages.is_empty() => Err(Code::NotFound.into()),
        _ => Ok(()),
    }
}

fn relate(actor: &Actor, relation: Relation, facts: &Facts) -> Result<(), Refusal> {
    let holds = match relation {
        Relation::Any => true,
        Relation::Assigned => match actor.role {
            Role::Officer => facts.is_officer,
            Role::Purchaser => facts.is_purchaser,
            Role::Supervisor => facts.is_supervisor,
            _ => false,
        },
        Relation::Holder => facts.holder.is_some(),
        Relation::OnList => facts.on_list,
        Relation::Committee => facts.member.as_ref().is_some_and(|member| !member.out && member.cleared),
        Relation::Present => return seated(actor, facts.member.as_ref()).map(|_| ()),
        Relation::Member | Relation::Head => {
            let member = seated(actor, facts.member.as_ref())?;
            if facts.stage.is_some_and(|stage| CLOSED_ROOM.contains(&stage)) {
                member.room.works()?;
            }
            if !member.cleared {
                return Err(Code::NotCleared.into());
            }
            relation == Relation::Member || member.head
        }
    };
    if holds { Ok(()) } else { Err(Code::NotPermitted.into()) }
}

/// A member acts only at the terminal of the assigned seat, and only while in the committee. A seat that is frozen or
/// locked takes nothing.
fn seated<'f>(actor: &Actor, member: Option<&'f MemberFacts>) -> Result<&'f MemberFacts, Refusal> {
    let Some(member) = member.filter(|member| !member.out) else { return Err(Code::NotPermitted.into()) };
    match &member.seat {
        Some(_) if actor.seat.is_none() => Err(Code::NotATerminal.into()),
        Some(seat) if actor.seat.as_ref() == Some(seat) => match (member.frozen, member.locked) {
            (true, _) => Err(Code::SeatFrozen.into()),
            (_, true) => Err(Code::SeatLocked.into()),
            _ => Ok(member),
        },
        Some(seat) => Err(Refusal::new(Code::NotAtSeat).with("seat", format!("{} · {}", seat.room, seat.seat))),
        None => Err(Code::NotPermitted.into()),
    }
}

#[cfg(test)]
mod tests;
