use super::{Codes, Hidden, NOBODY, Veil};
use crate::fault::Fault;
use serde_json::{Value, json};
use shared::refusal::{Code, Refusal};

fn veil() -> Veil {
    let hidden = |org: &str, name: &str, code: &str, label: &str| Hidden {
        org: org.into(),
        name: name.into(),
        code: code.into(),
        label: label.into(),
        files: vec![("技术标.pdf".into(), format!("{label}-1.pdf"))],
    };
    // The longer name first, as loading does.
    Veil(Some(Codes {
        bidders: vec![
            hidden("9133-B", "甲公司北京分公司", "BLIND-01", "暗标01"),
            hidden("9133-A", "甲公司", "BLIND-02", "暗标02"),
        ],
    }))
}

#[test]
fn ids_names_files_and_forms_go_and_the_order_is_that_of_the_codes() {
    let reply = json!({
        "bids": [
            {"bidder": "9133-A", "name": "甲公司", "form": {"brand": "澄明"},
             "files": [{"n": 1, "name": "技术标.pdf"}], "mine": {"file": "技术标.pdf"}},
            {"bidder": "9133-B", "name": "甲公司北京分公司", "form": null, "files": [], "mine": null},
        ],
        "cells": {"9133-A": ["1"]},
        "text": "甲公司北京分公司与甲公司（9133-A）",
    });
    let hidden = veil().hide(reply).unwrap();
    assert_eq!(
        hidden,
        json!({
            "bids": [
                {"bidder": "BLIND-01", "name": "暗标01", "form": null, "files": [], "mine": null},
                {"bidder": "BLIND-02", "name": "暗标02", "form": null,
                 "files": [{"n": 1, "name": "暗标02-1.pdf"}], "mine": {"file": "暗标02-1.pdf"}},
            ],
            "cells": {"BLIND-02": ["1"]},
            "text": "暗标01与暗标02（BLIND-02）",
        })
    );
}

#[test]
fn codes_come_in_and_an_id_that_somebody_knows_is_nobodys() {
    let body = json!({
        "bidder": "BLIND-02", "file": "暗标02-1.pdf",
        "evidence": [{"bidder": "BLIND-01", "file": "暗标01-1.pdf"}, {"bidder": "9133-A", "file": "技术标.pdf"}],
    });
    let lifted: Value = veil().lift(body).unwrap();
    assert_eq!(
        lifted,
        json!({
            "bidder": "9133-A", "file": "技术标.pdf",
            "evidence": [{"bidder": "9133-B", "file": "技术标.pdf"}, {"bidder": NOBODY, "file": "技术标.pdf"}],
        })
    );
}

#[test]
fn a_refusal_names_nobody() {
    let refusal = Refusal::new(Code::ReviewIncomplete).with("name", "甲公司").with("bidder", "9133-A").with("count", 1);
    let Fault::Refused(refusal) = veil().fault(refusal.into()) else { panic!("a refusal") };
    assert_eq!((refusal.fields["name"].as_str(), refusal.fields["bidder"].as_str()), ("暗标02", "BLIND-02"));
    let untouched = Veil(None).hide(json!({"bidder": "9133-A"})).unwrap();
    assert_eq!(untouched, json!({"bidder": "9133-A"}));
}

#[test]
fn a_file_has_no_name_of_its_own_where_it_is_not_said_whose_it_is() {
    let refusal = Refusal::new(Code::NoSuchPage).with("file", "技术标.pdf").with("page", 9);
    let Fault::Refused(refusal) = veil().fault(refusal.into()) else { panic!("a refusal") };
    assert_eq!(refusal.fields["file"], super::FILE);
}
