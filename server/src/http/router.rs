//! Every route in one list.

use super::mount::{Routes, Shared};
use super::{assets, bids, documents, live, receipts, reports};
use crate::desks;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;
use shared::api::account::{
    CountersignIdentity, EnrolIdentity, ListAccounts, ListIdentities, ReadClock, ReadKeys, ReplaceIdentity,
    RevokeIdentity, RevokeIdentityOf, WhoAmI,
};
use shared::api::after::{
    AnswerChallenge, MyChallenges, PublishContract, RaiseChallenge, ReadAfter, ReadCalendar, ReadFlip, Reevaluate,
    RefundBond, SaveBond, SaveCalendar, SaveContract,
};
use shared::api::award::{ConfirmAward, ListResults, MyResult, PublishResult, ReadAward, ReadResult};
use shared::api::bids::{
    MyTenders, RECEIPT_PAPER_PATH, ReadBidSlot, ReadEnvelopes, ReadReceipt, VerifyReceipt, WithdrawBid,
};
use shared::api::draw::{
    AnswerCall, CallAutomatically, CommitDraw, CosignBeacon, CountersignAnswer, EnterBeacon, JoinDraw, ListCalls,
    NameParts, ProveStanding, ReadCallSheet, ReadDraw, ReadFilter, RequestOptionDraw, RequestSeats, RevealDraw,
    TryCall, VoidAttempt,
};
use shared::api::journal::{ProveEntry, ReadJournal};
use shared::api::matters::{
    AnswerInquiry, AnswerStop, AskBidder, KeepScore, MyInquiries, ProposeMatter, ReadMatters, VoteMatter,
};
use shared::api::opening::{
    Announce, AnswerObjection, AttributeFault, DestroyKey, ExtendWindow, OpenRecovery, RaiseObjection, ReadHall,
    ReadHalves, ReadOpening, ReadRecord, ReadRelease, ReleaseHalves, ReleaseShares, ResumeOpening, SignList,
    SignRecord, SupplyRecovery, SuspendOpening,
};
use shared::api::pool::{
    ImportProgress, ListSpecialties, RateCentre, RateMember, ReadCentreRatings, ReadExpert, ReadOwnDuty, ReadRatings,
    ReadWorkload, SaveExpert, SearchPool, StateDuty,
};
use shared::api::reading::{ForbidCopying, ReadMarks, RemoveMark, SaveMark, SuggestPages};
use shared::api::review::{
    BID_FILE_PATH, BID_PAGE_PATH, ReadCompliance, ReadQualification, SaveCompliance, SaveQualification, SignCompliance,
    SignQualification,
};
use shared::api::room::{
    Beat, CheckIn, Convene, CreateRoom, DeclareRecusal, DissolveCommittee, EnrolTerminal, ListRooms, LockSeat,
    MoveRoom, MyRooms, NameRepresentative, ReadChallenge, ReadCheckIn, ReadRoom, ReadTerminal, ReleaseSeat,
    ReportAbsence, ReportEgress, SetNetwork, UnlockSeat, VoteHead,
};
use shared::api::scoring::{
    DropStray, HandOver, PAGE_PATH, ReadCommitteeProgress, ReadPageText, ReadProgress, ReadSheet, SaveScore,
    SearchBids, SignSheet,
};
use shared::api::summary::{Aggregate, ReadReport, ReadSummary, RequestReport, ReturnCells, SignReport};
use shared::api::summary::{REPORT_COPY_PATH, SIGNATURES_PATH};
use shared::api::supervision::{AcknowledgeAlert, Cosign, EnrolWitness, Overview, ReadCheckpoint, ReadSeat};
use shared::api::tenders::{
    AmendNotice, CreateLot, CreateTender, ListHoldings, ListMessages, ListNotices, ListPeople, ListTenders,
    MakeHolderKey, NameHolders, PublishNotice, ReadAmending, ReadLot, ReadNotice, ReadTender, RemoveDocument,
    SaveLotPlan, SignKeySheet,
};
use shared::api::{Endpoint, LIVE_PATH};
use shared::policy::Action;
use tower_http::set_header::SetResponseHeaderLayer;

/// Bodies of queries and changes, bytes; uploads have their own limit.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Every route. Each desk has its own section.
#[must_use]
pub fn routes() -> Routes {
    let routes = Routes::new();
    // ---- account ----
    let routes = desks::account::cookies(routes)
        .query::<WhoAmI>()
        .query::<ReadClock>()
        .query::<ReadKeys>()
        .change::<EnrolIdentity>()
        .change::<ReplaceIdentity>()
        .change::<RevokeIdentity>()
        .query::<ListIdentities>()
        .change::<CountersignIdentity>()
        .change::<RevokeIdentityOf>()
        .query::<ListAccounts>();
    // ---- tenders ----
    let routes = documents::streams(routes)
        .query::<ListNotices>()
        .query::<ReadNotice>()
        .query::<ListTenders>()
        .query::<ReadTender>()
        .query::<ListPeople>()
        .change::<CreateTender>()
        .query::<ReadLot>()
        .change::<CreateLot>()
        .change::<SaveLotPlan>()
        .change::<RemoveDocument>()
        .change::<NameHolders>()
        .query::<ListHoldings>()
        .change::<MakeHolderKey>()
        .change::<SignKeySheet>()
        .change::<PublishNotice>()
        .query::<ReadAmending>()
        .change::<AmendNotice>()
        .query::<ListMessages>();
    // ---- bids ----
    let routes = super::upload::mount(routes)
        .query::<MyTenders>()
        .query::<ReadEnvelopes>()
        .query::<ReadBidSlot>()
        .change::<WithdrawBid>()
        .query::<ReadReceipt>()
        .stream(RECEIPT_PAPER_PATH, Action::ReadReceipt, get(receipts::paper))
        .query::<VerifyReceipt>();
    // ---- opening ----
    let routes = routes
        .query::<ReadOpening>()
        .query::<ReadHall>()
        .change::<SignList>()
        .query::<ReadHalves>()
        .change::<ReleaseHalves>()
        .change::<ExtendWindow>()
        .change::<SuspendOpening>()
        .change::<ResumeOpening>()
        .change::<OpenRecovery>()
        .change::<SupplyRecovery>()
        .query::<ReadRelease>()
        .change::<ReleaseShares>()
        .change::<DestroyKey>()
        .change::<AttributeFault>()
        .change::<Announce>()
        .change::<RaiseObjection>()
        .change::<AnswerObjection>()
        .change::<SignRecord>()
        .stream(ReadRecord::PATH, Action::ReadRecord, get(super::record::record));
    // ---- review ----
    let routes = routes
        .query::<ReadQualification>()
        .change::<SaveQualification>()
        .change::<SignQualification>()
        .query::<ReadCompliance>()
        .change::<SaveCompliance>()
        .change::<SignCompliance>()
        .stream(BID_PAGE_PATH, Action::ReadOpenedBid, get(bids::staff_page))
        .stream(BID_FILE_PATH, Action::ReadOpenedBid, get(bids::staff_file));
    // ---- pool ----
    let routes = desks::pool::streams(routes)
        .query::<SearchPool>()
        .query::<ReadExpert>()
        .change::<SaveExpert>()
        .query::<ListSpecialties>()
        .query::<ImportProgress>()
        .query::<ReadWorkload>()
        .change::<RateMember>()
        .change::<RateCentre>()
        .query::<ReadOwnDuty>()
        .change::<StateDuty>()
        .query::<ReadRatings>()
        .query::<ReadCentreRatings>();
    // ---- draw ----
    let routes = desks::draw::record(routes)
        .change::<RequestSeats>()
        .change::<NameParts>()
        .change::<RequestOptionDraw>()
        .query::<ReadFilter>()
        .change::<ProveStanding>()
        .query::<ReadDraw>()
        .change::<JoinDraw>()
        .change::<CommitDraw>()
        .change::<RevealDraw>()
        .change::<EnterBeacon>()
        .change::<CosignBeacon>()
        .change::<VoidAttempt>()
        .query::<ListCalls>()
        .query::<ReadCallSheet>()
        .change::<AnswerCall>()
        .change::<TryCall>()
        .change::<CallAutomatically>()
        .change::<CountersignAnswer>();
    // ---- room ----
    let routes = desks::room::cookies(routes)
        .query::<ListRooms>()
        .change::<CreateRoom>()
        .change::<EnrolTerminal>()
        .query::<ReadTerminal>()
        .query::<ReadChallenge>()
        .change::<SetNetwork>()
        .change::<MoveRoom>()
        .change::<ReleaseSeat>()
        .change::<Beat>()
        .change::<ReportEgress>()
        .change::<LockSeat>()
        .change::<UnlockSeat>()
        .change::<NameRepresentative>()
        .query::<ReadCheckIn>()
        .change::<CheckIn>()
        .query::<MyRooms>()
        .query::<ReadRoom>()
        .change::<DeclareRecusal>()
        .change::<VoteHead>()
        .change::<Convene>()
        .change::<ReportAbsence>()
        .change::<DissolveCommittee>();
    // ---- scoring ----
    let routes = routes
        .query::<ReadSheet>()
        .change::<SaveScore>()
        .change::<SignSheet>()
        .change::<HandOver>()
        .change::<DropStray>()
        .stream(PAGE_PATH, Action::ReadPage, get(bids::member_page))
        .query::<ReadPageText>()
        .query::<SearchBids>()
        .query::<ReadProgress>()
        .query::<ReadCommitteeProgress>();
    // ---- reading ----
    let routes = routes
        .query::<SuggestPages>()
        .query::<ReadMarks>()
        .change::<SaveMark>()
        .change::<RemoveMark>()
        .change::<ForbidCopying>();
    // ---- summary ----
    let routes = routes
        .query::<ReadSummary>()
        .change::<Aggregate>()
        .change::<ReturnCells>()
        .change::<RequestReport>()
        .stream(ReadReport::PATH, Action::ReadReport, get(reports::report))
        .change::<SignReport>();
    // ---- matters ----
    let routes = super::matters::streams(routes)
        .query::<ReadMatters>()
        .change::<ProposeMatter>()
        .change::<VoteMatter>()
        .change::<AskBidder>()
        .query::<MyInquiries>()
        .change::<AnswerInquiry>()
        .change::<KeepScore>()
        .change::<AnswerStop>();
    // ---- award ----
    let routes = routes
        .query::<ReadAward>()
        .stream(REPORT_COPY_PATH, Action::ReadReportCopy, get(reports::copy))
        .stream(SIGNATURES_PATH, Action::ReadReportCopy, get(reports::signatures))
        .change::<ConfirmAward>()
        .change::<PublishResult>()
        .query::<ListResults>()
        .query::<ReadResult>()
        .query::<MyResult>();
    // ---- after ----
    let routes = super::papers::streams(routes)
        .change::<Reevaluate>()
        .query::<ReadFlip>()
        .query::<ReadAfter>()
        .change::<SaveBond>()
        .change::<RefundBond>()
        .change::<SaveContract>()
        .change::<PublishContract>()
        .query::<MyChallenges>()
        .change::<RaiseChallenge>()
        .change::<AnswerChallenge>()
        .query::<ReadCalendar>()
        .change::<SaveCalendar>();
    // ---- supervision ----
    let routes = routes
        .query::<Overview>()
        .query::<ReadSeat>()
        .change::<AcknowledgeAlert>()
        .query::<ReadCheckpoint>()
        .change::<EnrolWitness>()
        .change::<Cosign>();
    // ---- journal ----
    let routes = routes.query::<ReadJournal>().query::<ProveEntry>();
    routes.stream(LIVE_PATH, Action::WatchLive, get(live::live))
}

/// The whole service.
pub fn build(house: Shared) -> Router {
    let header =
        |name: HeaderName, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let router = routes().router.fallback(assets::asset);
    let policy = HeaderValue::from_str(&content_security_policy(&house.settings.egress))
        .unwrap_or(HeaderValue::from_static("default-src 'self'"));
    // What only a sample centre has is not even mounted elsewhere.
    let router = if house.settings.demo { crate::demo::routes::add(router, &house) } else { router };
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(axum::middleware::from_fn(super::door::name_peer))
        .with_state(house)
}

/// Only our own scripts, styles and images; wasm may be compiled; nobody may frame the page. A terminal tries to reach what it
/// must not, so these addresses are named.
fn content_security_policy(egress: &[String]) -> String {
    let beside: String = egress.iter().map(|address| format!(" {address}")).collect();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' blob: data:; connect-src 'self'{beside}; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests;
