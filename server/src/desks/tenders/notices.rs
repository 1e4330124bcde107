//! What the public sees: the list of notices, a notice with all that belongs to it.

use super::state::{document_rows, plan};
use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::tenders::{ListNotices, NoticePage, NoticeRow, Notices, ReadNotice, SheetText, VersionText};
use shared::lifecycle::Stage;
use shared::refusal::Code;
use std::collections::BTreeMap;

impl Query for ListNotices {
    async fn run(&self, work: &mut Work<'_>) -> Result<Notices, Fault> {
        let published = store::tenders::published(work.conn()).await?;
        let names: BTreeMap<String, String> =
            store::accounts::orgs(work.conn(), "purchaser").await?.into_iter().collect();
        let lots = store::lots::all(work.conn()).await?;
        let lots: BTreeMap<_, _> = lots.into_iter().map(|lot| (lot.key.clone(), lot)).collect();
        let mut rows = Vec::with_capacity(published.len());
        for (key, published_ms) in published {
            let Some(lot) = lots.get(&key) else { continue };
            let plan = plan(lot)?;
            rows.push(NoticeRow {
                lot: key,
                tender_title: lot.tender_title.clone(),
                title: lot.title.clone(),
                purchaser: names.get(&lot.purchaser).cloned().unwrap_or_default(),
                regime: plan.regime,
                ceiling: plan.ceiling,
                deadline_ms: lot.deadline_ms.unwrap_or_default(),
                published_ms,
                stage: lot.stage.name(),
            });
        }
        Ok(Notices { rows, now_ms: work.now_ms() })
    }
}

impl Query for ReadNotice {
    async fn run(&self, work: &mut Work<'_>) -> Result<NoticePage, Fault> {
        let lot = work.lot()?.clone();
        let notice = store::tenders::current_notice(work.conn(), &lot.key).await?.ok_or(Code::NotFound)?;
        let tender = store::tenders::find(work.conn(), lot.key.tender.as_str()).await?.ok_or(Code::NotFound)?;
        let documents = store::tenders::versions::documents_out(work.conn(), &lot.key).await?;
        let versions = store::tenders::versions::versions(work.conn(), &lot.key).await?;
        let versions = versions.into_iter().map(|v| VersionText { published_ms: v.published_ms, notice: v.json });
        let sheets = store::tenders::holders::sheets(work.conn(), &lot.key).await?;
        let sheets = sheets.into_iter().map(|sheet| {
            Ok(SheetText {
                envelope: serde_json::from_value(sheet.envelope.into())?,
                json: sheet.json,
                sha256: sheet.sha256.parse().map_err(Fault::internal)?,
            })
        });
        Ok(NoticePage {
            lot: lot.key,
            tender_title: tender.title,
            title: lot.title,
            purchaser: tender.purchaser_name,
            place: tender.place,
            stage: lot.stage.name(),
            failure: match lot.stage {
                Stage::Failed { reason } => Some(reason),
                _ => None,
            },
            deadline_ms: lot.deadline_ms.unwrap_or_default(),
            published_ms: notice.published_ms,
            version: u32::try_from(notice.version).map_err(Fault::internal)?,
            notice: notice.json,
            notice_sha256: notice.sha256.parse().map_err(Fault::internal)?,
            versions: versions.collect(),
            sheets: sheets.collect::<Result<_, Fault>>()?,
            documents: document_rows(&documents)?,
            now_ms: work.now_ms(),
        })
    }
}
