//! The veil of a blind evaluation (暗标): while the codes of a lot hold, every request of a member of its committee passes
//! through here. Codes become bidders on the way in and bidders codes on the way out, in every reply and refusal of every
//! route, so that no desk can forget it.

use crate::act::Caller;
use crate::fault::Fault;
use crate::house::House;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use shared::draw::shuffle::{blind_codes, blind_label};
use shared::id::LotKey;
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use shared::rules::LotPlan;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::AnyConnection;
use store::blind::Blind;

/// What stands for a bidder whom the member may not know by its own id.
const NOBODY: &str = "-";

/// The codes of a lot whose names are hidden.
#[derive(Debug, Clone)]
pub struct Codes {
    /// Organisation, code, name, files by number.
    bidders: Vec<Hidden>,
}

#[derive(Debug, Clone)]
struct Hidden {
    org: String,
    name: String,
    code: String,
    label: String,
    /// What each file is called, and what the member sees.
    files: Vec<(String, String)>,
}

/// What stands for a file where it is not said whose it is.
const FILE: &str = "暗标.pdf";

/// What lies between a member and a lot: nothing, or the codes.
#[derive(Debug, Clone)]
pub struct Veil(Option<Codes>);

/// The acts that are about the bidders by name: a relation to one must be declared (87号令 art. 45(3)), and which bid is whose
/// is not said there. The head is elected among members.
const NAMED: [Action; 3] = [Action::ReadRoom, Action::DeclareRecusal, Action::VoteHead];

/// The code of each bidder of a lot, by organisation, while they hold.
///
/// # Errors
/// A fault of the database.
pub async fn codes(conn: &mut AnyConnection, lot: &LotKey) -> Result<BTreeMap<String, String>, Fault> {
    let held = store::blind::find(conn, lot).await?.filter(|blind| blind.opened_ms.is_none());
    Ok(held.map(of_bidders).unwrap_or_default())
}

fn of_bidders(blind: Blind) -> BTreeMap<String, String> {
    let codes = blind_codes(&blind.secret, blind.bidders.len());
    blind.bidders.into_iter().zip(codes).collect()
}

impl Veil {
    /// What lies between the caller and the lot.
    ///
    /// # Errors
    /// [`Code::WrongStage`] where the lot is blind and has no codes yet; a fault of the database.
    pub async fn over(
        house: &Arc<House>,
        caller: &Caller,
        action: Action,
        lot: Option<&LotKey>,
    ) -> Result<Self, Fault> {
        let (Role::Expert, Some(key)) = (caller.actor.role, lot) else { return Ok(Self(None)) };
        if NAMED.contains(&action) {
            return Ok(Self(None));
        }
        let mut conn = house.db.connection().await?;
        let Some(lot) = store::lots::find(&mut conn, key).await? else { return Ok(Self(None)) };
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        if !plan.opening.blind {
            return Ok(Self(None));
        }
        let Some(blind) = store::blind::find(&mut conn, key).await? else {
            return Err(Refusal::new(Code::WrongStage).with("stage", lot.stage.name().as_str()).into());
        };
        if blind.opened_ms.is_some() {
            return Ok(Self(None));
        }
        Ok(Self(Some(Codes::load(&mut conn, key, &of_bidders(blind)).await?)))
    }

    /// The body as the desk is to have it.
    ///
    /// # Errors
    /// A fault when it cannot be written or read again.
    pub fn lift<T: Serialize + DeserializeOwned>(&self, body: T) -> Result<T, Fault> {
        let Some(codes) = &self.0 else { return Ok(body) };
        let mut value = serde_json::to_value(body)?;
        codes.lift(&mut value, None);
        Ok(serde_json::from_value(value)?)
    }

    /// The reply as the member is to have it.
    ///
    /// # Errors
    /// A fault when it cannot be written or read again.
    pub fn hide<T: Serialize + DeserializeOwned>(&self, reply: T) -> Result<T, Fault> {
        let Some(codes) = &self.0 else { return Ok(reply) };
        let mut value = serde_json::to_value(reply)?;
        codes.hide(&mut value, None);
        Ok(serde_json::from_value(value)?)
    }

    /// A refusal as the member is to have it.
    #[must_use]
    pub fn fault(&self, fault: Fault) -> Fault {
        match (&self.0, fault) {
            (Some(codes), Fault::Refused(mut refusal)) => {
                refusal.fields.values_mut().for_each(|field| *field = codes.told(field));
                Fault::Refused(refusal)
            }
            (_, fault) => fault,
        }
    }

    /// A name of a file as the member is to have it.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.0.as_ref().map_or_else(|| text.to_owned(), |codes| codes.told(text))
    }
}

impl Codes {
    async fn load(conn: &mut AnyConnection, lot: &LotKey, codes: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let files = store::review::files(conn, lot).await?;
        let opened = store::review::opened(conn, lot).await?;
        let hidden = opened.into_iter().map(|bid| {
            // A bid that has no number is nobody's to read.
            let code = codes.get(&bid.bidder).cloned().unwrap_or_else(|| NOBODY.to_owned());
            let label = blind_label(&code);
            let own = files.iter().filter(|file| file.bidder == bid.bidder);
            let files = own.map(|file| (file.name.clone(), format!("{label}-{}.pdf", file.n))).collect();
            Hidden { org: bid.bidder, name: bid.name, code, label, files }
        });
        let mut bidders: Vec<Hidden> = hidden.collect();
        // A name that is a part of another is looked for after it.
        bidders.sort_by_key(|bidder| std::cmp::Reverse(bidder.name.len()));
        Ok(Self { bidders })
    }

    fn by_org(&self, org: &str) -> Option<usize> {
        self.bidders.iter().position(|bidder| bidder.org == org)
    }

    fn lift(&self, value: &mut Value, within: Option<usize>) {
        match value {
            Value::String(text) => {
                let alias = within.and_then(|at| self.bidders.get(at)).and_then(|bidder| {
                    bidder.files.iter().find(|(_, alias)| alias == text).map(|(name, _)| name.clone())
                });
                if let Some(name) = alias {
                    *text = name;
                } else if let Some(bidder) = self.bidders.iter().find(|bidder| bidder.code == *text) {
                    text.clone_from(&bidder.org);
                } else if self.by_org(text).is_some() {
                    // Who knows an id may not find out by it which code is whose.
                    NOBODY.clone_into(text);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.lift(item, within)),
            Value::Object(fields) => {
                let own = fields.get("bidder").and_then(Value::as_str);
                let own = own.and_then(|code| self.bidders.iter().position(|bidder| bidder.code == code));
                fields.values_mut().for_each(|field| self.lift(field, own.or(within)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn hide(&self, value: &mut Value, within: Option<usize>) {
        match value {
            Value::String(text) => *text = self.hidden(text, within),
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.hide(item, within));
                self.sort(items);
            }
            Value::Object(fields) => {
                let own = fields.get("bidder").and_then(Value::as_str).and_then(|org| self.by_org(org)).or(within);
                let mut hidden = Map::new();
                for (name, mut field) in std::mem::take(fields) {
                    // The opening form says brand, size and delivery: by those somebody would be known.
                    if name == "form" && own.is_some() {
                        field = Value::Null;
                    }
                    self.hide(&mut field, own);
                    hidden.insert(self.hidden(&name, own), field);
                }
                *fields = hidden;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A text without a bidder's id, name or file name.
    fn hidden(&self, text: &str, within: Option<usize>) -> String {
        let file = within
            .and_then(|at| self.bidders.get(at))
            .and_then(|bidder| bidder.files.iter().find(|(name, _)| name == text).map(|(_, alias)| alias.clone()));
        if let Some(alias) = file {
            return alias;
        }
        let mut text = text.to_owned();
        for bidder in &self.bidders {
            if text == bidder.org {
                return bidder.code.clone();
            }
            if text.contains(&bidder.org) {
                text = text.replace(&bidder.org, &bidder.code);
            }
            if !bidder.name.is_empty() && text.contains(&bidder.name) {
                text = text.replace(&bidder.name, &bidder.label);
            }
        }
        text
    }

    /// A text that does not say whose it is: without the name of anybody's file, too.
    fn told(&self, text: &str) -> String {
        let is_file = self.bidders.iter().flat_map(|bidder| &bidder.files).any(|(name, _)| name == text);
        if is_file { FILE.to_owned() } else { self.hidden(text, None) }
    }

    /// A list with one entry for each bidder stands in the order of the codes: the order of the ids would say whose is which.
    fn sort(&self, items: &mut [Value]) {
        let place = |item: &Value| {
            let fields = item.as_object()?;
            let said = fields.get("bidder").or_else(|| fields.get("name")).and_then(Value::as_str)?;
            let known = self.bidders.iter().any(|bidder| bidder.code == said || bidder.label == said);
            (known && !fields.contains_key("n")).then(|| said.to_owned())
        };
        if items.iter().all(|item| place(item).is_some()) {
            items.sort_by_key(place);
        }
    }
}

#[cfg(test)]
mod tests;
