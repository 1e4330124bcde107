//! A receipt on paper: what the note says, and the code that leads to the public check of it.

use super::documents::percent_encode;
use super::mount::{Shared, query_body_of};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::civil::beijing;
use crate::fault::Fault;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use paper::{Head, Line, Receipt as Slip, Signature};
use shared::api::bids::{ReceiptPaper, ReceiptWithProof};
use shared::journal::Hash;
use shared::refusal::{Code, Refusal};

/// `GET /api/bids/receipt-paper?q=…`, for the bidder whose receipt it is.
pub async fn paper(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let made = set(&house, &caller, raw.as_deref(), &headers).await;
    made.unwrap_or_else(|error| fault::response(error, &caller.request))
}

async fn set(house: &Shared, caller: &Caller, raw: Option<&str>, headers: &HeaderMap) -> Result<Response, Fault> {
    let asked: ReceiptPaper = query_body_of(raw)?;
    let origin = own_origin(&asked.origin, headers)?;
    let reply = act::query(house, caller, &asked.receipt).await?;
    let slip = slip(house, &reply, &origin)?;
    let name = format!("inline; filename=\"receipt-{}.pdf\"", slip.number);
    let folder = house.fonts().map(ToOwned::to_owned);
    let set = move || -> Result<Vec<u8>, Fault> {
        let fonts = paper::Fonts::load(folder.as_deref()).map_err(|_| Code::NoFonts)?;
        paper::receipt(&fonts, &slip, paper::Lang::Zh).map_err(Fault::internal)
    };
    let pdf = tokio::task::spawn_blocking(set).await.map_err(Fault::internal)??;
    let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
    Ok(([kind, (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}

/// The address by which the reader reached this very server: nothing else may stand in the code.
fn own_origin(origin: &str, headers: &HeaderMap) -> Result<String, Fault> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match named.filter(|named| Some(*named) == host) {
        Some(_) => Ok(origin.to_owned()),
        None => Err(Refusal::new(Code::BadRequest).with("detail", "origin").into()),
    }
}

fn slip(house: &Shared, reply: &ReceiptWithProof, origin: &str) -> Result<Slip, Fault> {
    let receipt = &reply.receipt;
    let received_ms = i64::try_from(receipt.received_ms).map_err(Fault::internal)?;
    let received = format!("{}（服务器时间，北京时间，毫秒数 {}）", beijing(received_ms), receipt.received_ms);
    let line = |label: &str, value: String| Line { label: label.to_owned(), value };
    Ok(Slip {
        head: Head {
            centre: house.settings.centre_name.clone(),
            project: reply.tender_title.clone(),
            tender_id: receipt.tender.clone(),
            lot: format!("{} {}", receipt.lot, reply.title),
            content_hash: Hash::of(reply.note.as_bytes()).to_hex(),
            verify_code: receipt.head.to_hex().chars().take(12).collect(),
            issued_ms: received_ms,
        },
        title: "投标文件接收回执".into(),
        number: format!("{}-{}-{}", receipt.tender, receipt.lot, receipt.entry),
        bidder: format!("{} {}", reply.bidder_name, receipt.bidder),
        lines: vec![
            line("送达时间", received),
            line("投标文件指纹", receipt.head.to_hex()),
            line("密文摘要", receipt.root.to_hex()),
            line("密文长度", format!("{} 字节", receipt.length)),
            line("版次", format!("第 {} 版", receipt.revision)),
            line("日志序号", receipt.entry.to_string()),
        ],
        qr: Some(format!("{origin}/verify-receipt#{}", percent_encode(&reply.note))),
        next: vec![
            "请保存本回执。截止时间前可以撤回或者重新提交，以最后一次完整送达为准。".into(),
            "任何人都可以扫码查验：回执由中心的回执密钥签名，日志中有同样的条目。".into(),
            "开标时间即投标截止时间，届时请进入开标大厅。".into(),
        ],
        signature: Signature {
            role: "接收方".into(),
            name: house.settings.centre_name.clone(),
            time: beijing(received_ms),
            sha256: Hash::of(reply.note.as_bytes()).to_hex(),
            key: reply.key.clone(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_that_was_called_stands_in_the_code() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "bids.example:8443".parse().unwrap());
        assert_eq!(own_origin("https://bids.example:8443", &headers).unwrap(), "https://bids.example:8443");
        for other in
            ["https://bids.example", "https://evil.example", "javascript:bids.example:8443", "bids.example:8443", ""]
        {
            assert!(own_origin(other, &headers).is_err(), "{other}");
        }
    }
}
