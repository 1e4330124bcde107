//! What the pages of the matters compute.

use shared::amount::{Decimal, Fen};
use shared::api::matters::{Claim, CollusionGround, Evidence, StopGround, Subject};
use shared::id::OrgId;
use shared::rules::correction::{FoundPrice, PriceItem};

/// What a member has typed into the form of a matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The word of the subject.
    pub kind: String,
    /// Whom it is about.
    pub bidder: String,
    /// The other bidder, for collusion.
    pub other: String,
    /// The ground of collusion, or of a stop.
    pub ground: String,
    /// The clause, for invalidity or a stop.
    pub clause: String,
    /// The claim that does not count.
    pub claim: String,
    /// The total of the bid's body, yuan.
    pub total: String,
    /// Name, quantity, unit price and own total of each item.
    pub items: Vec<[String; 4]>,
}

/// The subject that a draft describes; the field that is missing or wrong.
///
/// # Errors
/// The name of the field.
pub fn subject(draft: &Draft) -> Result<Subject, &'static str> {
    if draft.kind == "stop" {
        let ground = StopGround::ALL.into_iter().find(|ground| ground.as_str() == draft.ground).ok_or("ground")?;
        let clause = draft.clause.trim().to_owned();
        return if clause.is_empty() { Err("clause") } else { Ok(Subject::Stop { ground, clause }) };
    }
    let bidder = OrgId::new(draft.bidder.clone()).map_err(|_| "bidder")?;
    Ok(match draft.kind.as_str() {
        "low-price-start" => Subject::LowPriceStart { bidder },
        "low-price" => Subject::LowPrice { bidder },
        "correction" => Subject::Correction { bidder, found: found(draft)? },
        "collusion" => {
            let ground = CollusionGround::ALL.into_iter().find(|ground| ground.as_str() == draft.ground);
            let other = OrgId::new(draft.other.clone()).map_err(|_| "other")?;
            Subject::Collusion { ground: ground.ok_or("ground")?, bidders: vec![bidder, other] }
        }
        "invalid" if draft.clause.trim().is_empty() => return Err("clause"),
        "invalid" => Subject::Invalid { bidder, clause: draft.clause.trim().to_owned() },
        "deduction" => {
            let claim = Claim::ALL.into_iter().find(|claim| claim.as_str() == draft.claim);
            Subject::Deduction { bidder, claim: claim.ok_or("claim")? }
        }
        _ => return Err("kind"),
    })
}

fn found(draft: &Draft) -> Result<FoundPrice, &'static str> {
    let money = |text: &str| match text.trim() {
        "" => Ok(None),
        text => Fen::parse(text).map(Some).map_err(|_| "total"),
    };
    let figure = |text: &str| text.trim().parse::<Decimal>().map_err(|_| "items");
    let items = draft.items.iter().filter(|item| item.iter().any(|field| !field.trim().is_empty()));
    let item = |[name, quantity, unit, total]: &[String; 4]| {
        Ok::<_, &'static str>(PriceItem {
            name: name.trim().to_owned(),
            quantity: figure(quantity)?,
            unit: figure(unit)?,
            total: money(total)?,
        })
    };
    Ok(FoundPrice { total: money(&draft.total)?, items: items.map(item).collect::<Result<_, _>>()? })
}

/// The cited page, when a file is chosen and the number is one.
#[must_use]
pub fn cited(bidder: &str, file: &str, page: &str) -> Option<Evidence> {
    let bidder = OrgId::new(bidder).ok()?;
    let page = page.trim().parse().ok().filter(|page| *page > 0)?;
    (!file.is_empty()).then(|| Evidence { bidder, file: file.to_owned(), page })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(kind: &str) -> Draft {
        Draft { kind: kind.into(), bidder: "A".into(), ..Draft::default() }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(subject(&Draft::default()), Err("bidder"));
        assert_eq!(subject(&draft("")), Err("kind"));
        assert_eq!(subject(&draft("invalid")), Err("clause"));
        assert_eq!(subject(&draft("deduction")), Err("claim"));
        assert_eq!(subject(&draft("collusion")), Err("other"));
        let stop = |ground: &str, clause: &str| {
            subject(&Draft { kind: "stop".into(), ground: ground.into(), clause: clause.into(), ..Draft::default() })
        };
        assert_eq!((stop("alike", "★3.2"), stop("defective", " ")), (Err("ground"), Err("clause")));
        assert!(stop("defective", "★3.2").is_ok_and(|subject| subject.bidders().is_empty()));
        let collusion = Draft { other: "B".into(), ground: "alike".into(), ..draft("collusion") };
        assert_eq!(subject(&collusion).unwrap().bidders().len(), 2);
    }

    #[test]
    fn a_correction_takes_the_lines_that_are_filled_in() {
        let line = |parts: [&str; 4]| parts.map(str::to_owned);
        let items = vec![line(["主机", "2", "480000.5", ""]), line(["", "", "", ""])];
        let filled = Draft { items, total: "960001".into(), ..draft("correction") };
        let Ok(Subject::Correction { found, .. }) = subject(&filled) else { panic!("a correction") };
        assert_eq!((found.items.len(), found.total), (1, Some(Fen(96_000_100))));
        let wrong = Draft { items: vec![line(["主机", "两", "1", ""])], ..draft("correction") };
        assert_eq!(subject(&wrong), Err("items"));
    }

    #[test]
    fn a_page_is_cited_when_file_and_number_are_there() {
        assert!(cited("A", "a.pdf", " 7 ").is_some_and(|page| page.page == 7));
        assert!(cited("A", "", "7").is_none() && cited("A", "a.pdf", "0").is_none());
    }
}
