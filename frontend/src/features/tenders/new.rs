//! A new tender.

use leptos::prelude::*;
use shared::api::tenders::{CreateTender, ListPeople, People};
use shared::id::{AccountId, OrgId, TenderId, is_id};
use shared::people::Role;
use shared::text::{Text, account, tenders as text};

use crate::api;
use crate::prefs::lang;
use crate::routes::{self, Params};
use crate::ui::{ActionBar, Button, Failed, Kind, Label, Page, SelectField, TextField, Tone, toast};

/// What was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entered {
    id: String,
    title: String,
    purchaser: String,
    supervisor: String,
    place: String,
}

impl Entered {
    fn error(&self, field: &str) -> Option<Text> {
        let empty = |text: &str| text.trim().is_empty().then_some(account::FILL_IN);
        match field {
            "id" => (!is_id(self.id.trim())).then_some(account::BAD_ID),
            "title" => empty(&self.title),
            "purchaser" => empty(&self.purchaser),
            "supervisor" => empty(&self.supervisor),
            _ => empty(&self.place),
        }
    }

    fn body(&self) -> Option<CreateTender> {
        if ["id", "title", "purchaser", "supervisor", "place"].iter().any(|field| self.error(field).is_some()) {
            return None;
        }
        Some(CreateTender {
            id: TenderId::new(self.id.trim()).ok()?,
            title: self.title.trim().to_owned(),
            purchaser: OrgId::new(&self.purchaser).ok()?,
            supervisor: AccountId::new(&self.supervisor).ok()?,
            place: self.place.trim().to_owned(),
        })
    }
}

/// The page.
pub fn new_tender(_: Params) -> AnyView {
    let people = api::query(|| ListPeople {}, &["account."]);
    let form = people.once(form);
    view! { <Page title=text::NEW_TENDER lead=text::NEW_TENDER_LEAD>{form}</Page> }.into_any()
}

fn form(people: Signal<People>) -> AnyView {
    let value = || RwSignal::new(String::new());
    let (id, title, purchaser, supervisor, place) = (value(), value(), value(), value(), value());
    let tried = RwSignal::new(false);
    let act = api::change::<CreateTender>();
    let entered = Memo::new(move |_| Entered {
        id: id.get(),
        title: title.get(),
        purchaser: purchaser.get(),
        supervisor: supervisor.get(),
        place: place.get(),
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            let own = tried.get().then(|| entered.with(|entered| entered.error(field))).flatten();
            own.map(|text| text.get(lang()).to_owned()).or_else(|| act.error_of(field).get())
        })
    };
    let purchasers = Signal::derive(move || {
        people.with(|people| {
            people.purchasers.iter().map(|(id, name)| (id.to_string(), Label::from(name.clone()))).collect::<Vec<_>>()
        })
    });
    let supervisors = Signal::derive(move || {
        people.with(|people| {
            let of = people.staff.iter().filter(|row| row.role == Role::Supervisor);
            of.map(|row| (row.account.to_string(), Label::from(row.name.clone()))).collect::<Vec<_>>()
        })
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(body) = entered.with_untracked(Entered::body) else { return };
        let path = format!("/tenders/{}", body.id);
        act.send(body, move |_| {
            toast::show(Tone::Done, text::TENDER_CREATED);
            routes::go(&path);
        });
    };
    view! {
        <form class="narrow" on:submit=submit>
            <TextField
                id="tender-id" label=text::TENDER_NO hint=account::NEW_ACCOUNT_HINT value=id required=true max_length=64
                error=error("id")
            />
            <TextField id="tender-title" label=text::TENDER_TITLE value=title required=true max_length=200 error=error("title")/>
            <SelectField
                id="tender-purchaser" label=text::PURCHASER value=purchaser options=purchasers required=true
                error=error("purchaser")
            />
            <SelectField
                id="tender-supervisor" label=text::SUPERVISOR value=supervisor options=supervisors required=true
                error=error("supervisor")
            />
            <TextField id="tender-place" label=text::PLACE value=place required=true max_length=200 error=error("place")/>
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button attr:data-test="create-tender" label=text::CREATE_TENDER kind=Kind::Primary busy=act.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_needed() {
        let good = Entered {
            id: "T-1".into(),
            title: "设备".into(),
            purchaser: "buyer".into(),
            supervisor: "zhou".into(),
            place: "一室".into(),
        };
        assert!(good.body().is_some());
        for bad in [
            Entered { id: "项目1".into(), ..good.clone() },
            Entered { title: " ".into(), ..good.clone() },
            Entered { purchaser: String::new(), ..good.clone() },
            Entered { supervisor: String::new(), ..good.clone() },
            Entered { place: String::new(), ..good.clone() },
        ] {
            assert!(bad.body().is_none());
        }
    }
}
