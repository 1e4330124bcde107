//! Named situations, built through the interface.

use crate::house::Filled;
use crate::{Base, Cast, House, Lot, Marks, Offer, Person, Room, Seated};
use bidroom_server::demo::chain::{LotSpec, criteria};
use bidroom_server::demo::keyring::{Keyring, PASSWORD};
use bidroom_server::demo::people::BIDDERS;
use paper::Fonts;
use shared::amount::Fen;
use shared::envelope::ClaimedSize;
use shared::rules::Regime;
use shared::rules::criteria::OpeningPlan;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Days from the notice to the deadline in every test.
pub const DAYS: i64 = 23;

/// A house with people.
pub struct Scene {
    /// The house; whoever kills it shares it.
    pub house: Arc<Mutex<House>>,
    /// The people.
    pub cast: Arc<Cast>,
    /// The fonts.
    pub fonts: Fonts,
}

impl Scene {
    /// People and the pool, no lot.
    pub async fn people(base: &Base) -> Self {
        Self::people_with(base, |person| person).await
    }

    /// The same; everybody is as patient as `prepare` makes the administrator, and keeps what it keeps.
    pub async fn people_with(base: &Base, prepare: impl Fn(Person) -> Person) -> Self {
        let house = House::start(base, Filled::People).await;
        let admin = prepare(Person::public(&house.address()));
        let admin = admin.logged_in("admin", PASSWORD).await.expect("the administrator logs in");
        let keyring = Keyring::in_folder(&house.keys()).expect("the key files");
        let cast = Cast::recall(admin, keyring).await.expect("everybody logs in");
        let fonts = Fonts::load(None).expect("fonts-noto-cjk");
        Self { house: Arc::new(Mutex::new(house)), cast: Arc::new(cast), fonts }
    }

    /// A lot that is not in the house yet; its bids have as few pages as can be.
    pub async fn lot(&self, number: &str) -> Lot {
        let deadline_ms = self.cast.now_ms().await.expect("the clock") + DAYS * 86_400_000;
        Lot::new(&self.cast, &self.fonts, spec(number, deadline_ms)).expect("ids")
    }

    /// A published lot.
    pub async fn published(&self, number: &str) -> Lot {
        let lot = self.lot(number).await;
        lot.published().await.expect("published");
        lot
    }

    /// A lot with three bids.
    pub async fn with_bids(&self, number: &str) -> Lot {
        let lot = self.published(number).await;
        for (bidder, offer) in lot.cast.bidders.iter().zip(offers()) {
            lot.bid(bidder, &offer).await.expect("a receipt");
        }
        lot
    }

    /// Past the deadline of a lot.
    pub async fn past_deadline(&self, lot: &Lot) {
        self.cast.move_clock(lot.spec.deadline_ms + 1000).await.expect("the clock moves");
    }

    /// A lot whose opening is over.
    pub async fn opened(&self, number: &str) -> Lot {
        let lot = self.with_bids(number).await;
        self.past_deadline(&lot).await;
        lot.opened().await.expect("opened");
        lot
    }

    /// A room with its terminals.
    pub async fn room(&self) -> Room {
        self.cast.room("room-1", "一号评标室", 5).await.expect("a room")
    }

    /// A lot whose committee scores.
    pub async fn scoring(&self, number: &str) -> (Lot, Vec<Seated>) {
        let lot = self.opened(number).await;
        lot.qualify(&[]).await.expect("qualified");
        lot.drawn(&[]).await.expect("drawn");
        let members = lot.convened(&self.room().await).await.expect("convened");
        lot.comply(&members).await.expect("compliant");
        (lot, members)
    }
}

/// What a lot of the tests is about.
#[must_use]
pub fn spec(number: &str, deadline_ms: i64) -> LotSpec {
    LotSpec {
        tender: format!("T-2026-{number}"),
        lot: "1".into(),
        tender_title: "影像设备采购".into(),
        title: "影像存储设备".into(),
        budget_yuan: 1_280_000,
        deadline_ms,
        pages: 0,
        regime: Regime::Goods,
        opening: OpeningPlan::default(),
        criteria: criteria(),
        terms: |_| {},
        items: vec![("影像存储主机", "可用容量不低于 200 TB", "套", 2)],
    }
}

/// Patient people who keep what the house acknowledged: for a house that is killed under them.
#[must_use]
pub fn patient(person: Person) -> Person {
    person.patient(Duration::from_secs(60)).keeping()
}

/// What the three bidders offer. All products are domestic, so only the small enterprise's price is reduced (by 10 %).
#[must_use]
pub fn offers() -> Vec<Offer> {
    let offer = |yuan, size, brand: &str, seed| Offer {
        price: Fen::from_yuan(yuan).expect("a price"),
        size,
        domestic: true,
        brand: brand.into(),
        delivery_days: 45,
        seed,
    };
    vec![
        offer(1_180_000, ClaimedSize::Medium, "澄明", 1),
        offer(1_080_000, ClaimedSize::Small, "宁川", 2),
        offer(1_020_000, ClaimedSize::Large, "启岳", 3),
    ]
}

/// What the five members give, criterion by criterion.
#[must_use]
pub fn marks() -> Marks {
    let given: [[[&str; 5]; 5]; 3] = [
        [
            ["20", "20", "20", "20", "20"],
            ["16.5", "17", "16", "17.5", "15.5"],
            ["8", "8.5", "7.5", "9", "7"],
            ["9.5", "9", "10", "10.5", "9"],
            ["8", "8", "8", "8", "8"],
        ],
        [
            ["18", "18", "18", "18", "18"],
            ["14", "14.5", "13.5", "15", "13.5"],
            ["7", "7.5", "6.5", "8", "6"],
            ["8", "8.5", "7.5", "9", "7"],
            ["6", "6", "6", "6", "6"],
        ],
        [
            ["16", "16", "16", "16", "16"],
            ["12.5", "13", "12", "13.5", "11.5"],
            ["6", "6.5", "5.5", "7", "5"],
            ["7", "7.5", "6.5", "8", "6"],
            ["4", "4", "4", "4", "4"],
        ],
    ];
    let rows = BIDDERS.iter().zip(given).map(|(bidder, rows)| {
        let cells = criteria().into_iter().zip(rows);
        let cells: BTreeMap<_, _> =
            cells.map(|(criterion, row)| (criterion.id, row.map(str::to_owned).to_vec())).collect();
        (bidder.1.to_owned(), cells)
    });
    rows.collect()
}
