//! Every act that the journal records: a closed enum of kinds, `noun.verbed` (journal.md, Entry).

use crate::id::LotKey;
use crate::people::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who learns, by the live stream, that something happened. It carries no content: whoever hears it asks again, and the
/// answer is made for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    All,
    /// The staff of the centre, the purchaser, the supervisor.
    Staff,
    /// Supervisor alone; and always the actor.
    Supervisor,
    /// The staff and the bidders of the lot (the opening hall).
    Hall,
    /// The committee of the lot, and the staff.
    Room,
    /// The registrar and the supervisor.
    Registry,
    /// The actor alone: before the opening nobody else learns that a bid exists (envelope.md, Submission). The journal
    /// shows such an act to others only after the lot's list was made.
    Actor,
}

impl Audience {
    /// Whether somebody of that role hears it.
    #[must_use]
    pub const fn includes(self, role: Role) -> bool {
        match self {
            Self::All => true,
            Self::Staff => {
                matches!(role, Role::Officer | Role::Purchaser | Role::Supervisor | Role::Registrar)
            }
            Self::Supervisor => matches!(role, Role::Supervisor),
            Self::Hall => matches!(role, Role::Officer | Role::Purchaser | Role::Supervisor | Role::Bidder),
            Self::Room => matches!(role, Role::Officer | Role::Purchaser | Role::Supervisor | Role::Expert),
            Self::Registry => matches!(role, Role::Registrar | Role::Supervisor),
            Self::Actor => false,
        }
    }
}

macro_rules! kinds {
    ($($name:ident $text:literal $audience:ident;)*) => {
        /// The kind of an act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {$(
            #[doc = $text]
            #[serde(rename = $text)]
            $name,
        )*}

        impl Kind {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind's name in the journal.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Who hears of it on the live stream.
            #[must_use]
            pub const fn audience(self) -> Audience {
                match self { $(Self::$name => Audience::$audience,)* }
            }

            /// The kind of that name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

// One line per kind: name, text, who hears of it. Each desk has its own section.
kinds! {
    // ---- frame ----
    HouseStarted "house.started" Supervisor;
    ClockMoved "clock.moved" All;
    RequestRefused "request.refused" Supervisor;
    // ---- account ----
    SessionOpened "session.opened" Supervisor;
    SessionClosed "session.closed" Supervisor;
    AccountRegistered "account.registered" Supervisor;
    AccountCreated "account.created" Supervisor;
    IdentityEnrolled "identity.enrolled" Supervisor;
    IdentityRevoked "identity.revoked" Supervisor;
    IdentityCountersigned "identity.countersigned" Staff;
    // ---- tenders ----
    TenderCreated "tender.created" Staff;
    LotCreated "lot.created" Staff;
    PlanSaved "plan.saved" Staff;
    DocumentAdded "document.added" Staff;
    DocumentRemoved "document.removed" Staff;
    HoldersNamed "holders.named" Staff;
    HolderKeyMade "holder-key.made" Staff;
    KeySheetSigned "key-sheet.signed" Staff;
    NoticePublished "notice.published" All;
    NoticeAmended "notice.amended" All;
    DocumentsObtained "documents.obtained" Actor;
    // ---- bids ----
    UploadCreated "upload.created" Actor;
    UploadTerminated "upload.terminated" Actor;
    UploadExpired "upload.expired" Actor;
    BidSubmitted "bid.submitted" Actor;
    BidRefused "bid.refused" Actor;
    BidWithdrawn "bid.withdrawn" Actor;
    BidRetired "bid.retired" Actor;
    // ---- opening ----
    ListMade "list.made" Hall;
    ListSigned "list.signed" Hall;
    WindowOpened "window.opened" Hall;
    HalvesReleased "halves.released" Hall;
    WindowExtended "window.extended" Hall;
    WindowClosed "window.closed" Hall;
    OpeningSuspended "opening.suspended" Hall;
    OpeningResumed "opening.resumed" Hall;
    RecoveryOpened "recovery.opened" Hall;
    RecoverySupplied "recovery.supplied" Hall;
    SharesReleased "shares.released" Hall;
    KeyDestroyed "key.destroyed" Staff;
    BidOpened "bid.opened" Hall;
    FaultAttributed "fault.attributed" Hall;
    OpeningFinished "opening.finished" Hall;
    TechnicalAnnounced "technical.announced" Hall;
    PricesAnnounced "prices.announced" All;
    ObjectionRaised "objection.raised" Hall;
    ObjectionAnswered "objection.answered" Hall;
    RecordMade "record.made" Hall;
    RecordSigned "record.signed" Hall;
    LotFailed "lot.failed" All;
    // ---- review ----
    QualificationSaved "qualification.saved" Staff;
    QualificationSigned "qualification.signed" Staff;
    ComplianceSaved "compliance.saved" Supervisor;
    ComplianceSigned "compliance.signed" Room;
    BidRead "bid.read" Supervisor;
    // ---- pool ----
    ExpertSaved "expert.saved" Registry;
    ExpertsImported "experts.imported" Registry;
    PoolExported "pool.exported" Registry;
    DutyRated "duty.rated" Staff;
    DutyStated "duty.stated" Staff;
    CentreRated "centre.rated" Supervisor;
    SpecialtiesImported "specialties.imported" Staff;
    // ---- draw ----
    DrawRequested "draw.requested" Staff;
    PartyJoined "party.joined" Staff;
    ContextFixed "context.fixed" Staff;
    DrawCommitted "draw.committed" Staff;
    DrawRevealed "draw.revealed" Staff;
    BeaconEntered "beacon.entered" Staff;
    BeaconCosigned "beacon.cosigned" Staff;
    AttemptVoided "attempt.voided" Staff;
    CallTried "call.tried" Staff;
    CallsSwitched "calls.switched" Registry;
    CallAnswered "call.answered" Staff;
    AnswerCountersigned "answer.countersigned" Staff;
    CommitteeSeated "committee.seated" Staff;
    DrawEnded "draw.ended" Staff;
    PartsNamed "parts.named" Staff;
    OptionsDrawn "options.drawn" Room;
    StandingProved "standing.proved" Registry;
    // ---- room ----
    RoomCreated "room.created" Staff;
    TerminalEnrolled "terminal.enrolled" Staff;
    TerminalActivated "terminal.activated" Staff;
    RepresentativeNamed "representative.named" Staff;
    MemberCheckedIn "member.checked-in" Room;
    SeatTaken "seat.taken" Room;
    RecusalDeclared "recusal.declared" Room;
    HeadVoted "head.voted" Room;
    CommitteeConvened "committee.convened" Room;
    BlindCommitted "blind.committed" Staff;
    BlindOpened "blind.opened" Room;
    MattersVoided "matters.voided" Room;
    AbsenceReported "absence.reported" Staff;
    CommitteeDissolved "committee.dissolved" Room;
    NetworkSet "network.set" Staff;
    RoomMoved "room.moved" Room;
    SeatFrozen "seat.frozen" Staff;
    SeatReleased "seat.released" Room;
    SeatLocked "seat.locked" Supervisor;
    SeatUnlocked "seat.unlocked" Supervisor;
    // ---- scoring ----
    ScoringBegun "scoring.begun" Room;
    ScoreSaved "score.saved" Supervisor;
    SheetSigned "sheet.signed" Room;
    ScoresHandedOver "scores.handed-over" Supervisor;
    StrayDecided "stray.decided" Supervisor;
    // ---- reading ----
    MarkSaved "mark.saved" Actor;
    MarkRemoved "mark.removed" Actor;
    CopyingChanged "room.copying-changed" Staff;
    // ---- summary ----
    CellsReturned "cells.returned" Room;
    ScoresAggregated "scores.aggregated" Room;
    DrawWanted "draw.wanted" Room;
    ReportRequested "report.requested" Room;
    ReportMade "report.made" Room;
    ReportSigned "report.signed" Room;
    SignaturesPrinted "signatures.printed" Room;
    // ---- matters ----
    MatterProposed "matter.proposed" Room;
    MatterVoted "matter.voted" Room;
    MatterDecided "matter.decided" Room;
    StopAnswered "matter.stop-answered" Room;
    InquiryAsked "inquiry.asked" Room;
    AnswerFileAdded "answer-file.added" Actor;
    InquiryAnswered "inquiry.answered" Room;
    InquiryLapsed "inquiry.lapsed" Room;
    ScoreKept "score.kept" Room;
    // ---- award ----
    AwardConfirmed "award.confirmed" Staff;
    ResultPublished "result.published" All;
    // ---- after ----
    ReevaluationOrdered "report.reopened" Room;
    BondSaved "bond.saved" Staff;
    BondRefunded "bond.refunded" Staff;
    ContractSaved "contract.saved" Staff;
    ContractPublished "contract.published" All;
    ChallengeRaised "challenge.raised" Staff;
    ChallengeAnswered "challenge.answered" Hall;
    CalendarSaved "calendar.saved" All;
    // ---- supervision ----
    WitnessEnrolled "witness.enrolled" Supervisor;
    CheckpointCosigned "checkpoint.cosigned" Staff;
    AlertAcknowledged "alert.acknowledged" Supervisor;
}

/// One act, as the desk states it; the journal adds number, time, actor, salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The kind.
    pub kind: Kind,
    /// The lot that it is about.
    pub lot: Option<LotKey>,
    /// What happened: a flat JSON object of strings, integers, booleans, nulls and hashes; no floats.
    pub data: Value,
}

impl Event {
    /// An act that is about a lot.
    #[must_use]
    pub fn of_lot(kind: Kind, lot: &LotKey, data: Value) -> Self {
        Self { kind, lot: Some(lot.clone()), data }
    }

    /// An act that is about no lot.
    #[must_use]
    pub const fn of_house(kind: Kind, data: Value) -> Self {
        Self { kind, lot: None, data }
    }
}
