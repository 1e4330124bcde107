//! Key holders: naming them, their keys, the key sheet that all of them sign.

use super::state::{holder_rows, holder_state, plan, sheet};
use crate::desks::account::keys::{check_counts, may_hold};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::tenders::{Holding, ListHoldings, MakeHolderKey, NameHolders, SignKeySheet};
use shared::envelope::{B64, Envelope, SheetError, is_usable};
use shared::event::{Event, Kind};
use shared::jcs;
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};
use std::collections::BTreeSet;
use store::bids::{envelope, envelope_name};
use store::tenders::holders::Holder;

/// The most holders of a lot.
const HOLDERS_MAX: usize = shared::envelope::sheet::MAX_HOLDERS;

impl Change for NameHolders {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let n = self.holders.len();
        if self.m < 2 || usize::from(self.m) > n || n > HOLDERS_MAX {
            return Err(Code::HolderQuorum.into());
        }
        let (mut seen, mut named) = (BTreeSet::new(), Vec::with_capacity(n));
        for id in &self.holders {
            let account = store::accounts::find(work.conn(), id.as_str()).await?;
            let Some(account) = account.filter(|account| may_hold(account.role)) else {
                return Err(Refusal::new(Code::FieldInvalid).with("field", "holders").with("detail", id).into());
            };
            if !seen.insert(id) {
                return Err(Refusal::new(Code::HolderRepeated).with("name", &account.name).into());
            }
            named.push(account);
        }
        for account in &named {
            check_counts(work.conn(), &account.id, account.role, &account.name).await?;
        }
        let accounts: Vec<&str> = self.holders.iter().map(|id| id.as_str()).collect();
        let envelopes = plan(work.lot()?)?.opening.envelopes();
        store::tenders::holders::clear(work.conn(), &self.lot).await?;
        for envelope in envelopes {
            let name = envelope_name(*envelope);
            store::tenders::holders::name(work.conn(), &self.lot, name, i64::from(self.m), &accounts).await?;
        }
        let data = json!({ "envelopes": envelopes, "m": self.m, "n": n, "holders": accounts });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::HoldersNamed, &self.lot, data)))
    }
}

impl Query for ListHoldings {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<Holding>, Fault> {
        let account = work.account()?.to_owned();
        let mine = store::tenders::holders::of_account(work.conn(), &account).await?;
        let mut holdings = Vec::with_capacity(mine.len());
        for holder in mine {
            holdings.push(holding(work, &holder).await?);
        }
        Ok(holdings)
    }
}

async fn holding(work: &mut Work<'_>, mine: &Holder) -> Result<Holding, Fault> {
    let lot = store::lots::find(work.conn(), &mine.key).await?.ok_or(Code::NotFound)?;
    let rows = store::tenders::holders::of_lot(work.conn(), &mine.key, &mine.envelope).await?;
    let envelope = envelope(&mine.envelope)?;
    let sheet = sheet(&mine.key, envelope, &rows)?;
    Ok(Holding {
        lot: lot.key,
        tender_title: lot.tender_title,
        title: lot.title,
        stage: lot.stage.name(),
        deadline_ms: lot.deadline_ms,
        envelope,
        x: u8::try_from(mine.x).map_err(Fault::internal)?,
        m: u8::try_from(mine.m).map_err(Fault::internal)?,
        holders: holder_rows(&rows)?,
        state: holder_state(mine),
        key: mine.public_key.as_deref().map(B64::parse).transpose().map_err(Fault::internal)?,
        sheet,
    })
}

/// All holders of an envelope, and the reader among them.
async fn me_among(work: &mut Work<'_>, envelope: Envelope) -> Result<(Vec<Holder>, Holder), Fault> {
    let (key, account) = (work.key()?, work.account()?.to_owned());
    let rows = store::tenders::holders::of_lot(work.conn(), &key, envelope_name(envelope)).await?;
    let me = rows.iter().find(|row| row.account == account).cloned().ok_or(Code::NotPermitted)?;
    Ok((rows, me))
}

impl Change for MakeHolderKey {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (_, me) = me_among(work, self.envelope).await?;
        let identity = self.identity.to_string();
        if me.enrolled.is_none() {
            return Err(Code::KeyNotEnrolled.into());
        }
        if me.enrolled.as_ref() != Some(&identity) {
            return Err(Code::WrongIdentity.into());
        }
        let role = work.actor().role;
        check_counts(work.conn(), &me.account, role, &me.name).await?;
        if !is_usable(&self.key) {
            return Err(Code::WeakKey.into());
        }
        let public = self.key.to_string();
        if store::tenders::holders::key_is_used(work.conn(), &public).await? {
            return Err(Code::RepeatedKey.into());
        }
        store::tenders::holders::set_key(work.conn(), &me, &public, &identity).await?;
        let data = json!({ "envelope": self.envelope, "x": me.x, "key": public, "identity": identity });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::HolderKeyMade, &self.lot, data)))
    }
}

impl Change for SignKeySheet {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let (rows, me) = me_among(work, self.envelope).await?;
        if me.public_key.is_some() && me.identity != me.enrolled {
            return Err(Code::WrongIdentity.into());
        }
        let mut sheet = sheet(&self.lot, self.envelope, &rows)?.ok_or(Code::KeysNotComplete)?;
        sheet.sigs.clear();
        sheet.check_keys().map_err(refused)?;
        let x = u8::try_from(me.x).map_err(Fault::internal)?;
        let holder = sheet.holder(x).ok_or(Code::NotPermitted)?;
        sheet.check_signature(holder, &self.sig).map_err(refused)?;
        store::tenders::holders::set_signature(work.conn(), &me, &self.sig.to_string()).await?;
        // The sheet as it was signed: without `sigs`.
        let mut signed = serde_json::to_value(&sheet)?;
        if let Some(members) = signed.as_object_mut() {
            members.remove("sigs");
        }
        let signed = Hash::of(&jcs::to_bytes(&signed).map_err(Fault::internal)?);
        let data =
            json!({ "envelope": self.envelope, "x": me.x, "sheet": signed.to_hex(), "sig": self.sig.to_string() });
        Ok(Done::new(Nothing {}, Event::of_lot(Kind::KeySheetSigned, &self.lot, data)))
    }
}

/// What the format says of a sheet, as a refusal.
pub(super) fn refused(why: SheetError) -> Fault {
    let code = match why {
        SheetError::WeakKey(_) => Code::WeakKey,
        SheetError::RepeatedKey(_) | SheetError::RepeatedIdentity(_) => Code::RepeatedKey,
        SheetError::WeakIdentity(_) | SheetError::NotEnrolled(_) => Code::WrongIdentity,
        SheetError::Signature(_) | SheetError::SignatureCount => Code::BadSignature,
        SheetError::Quorum { .. } => Code::HolderQuorum,
        SheetError::Json(_) | SheetError::Order | SheetError::Name(_) => return Fault::internal(why),
    };
    Refusal::new(code).with("sheet", why.code()).into()
}
