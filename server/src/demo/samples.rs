//! What the four lots of the sample centre are about, what is offered for them, and how it is scored.

use super::chain::{LotSpec, Marks, Offer, criteria};
use super::people::BIDDERS;
use shared::amount::Fen;
use shared::envelope::ClaimedSize;
use shared::rules::Regime;
use shared::rules::calendar::{Calendar, beijing_date, beijing_midnight_ms};
use shared::rules::criteria::OpeningPlan;

/// Pages of each sample bid, at least.
const PAGES: usize = 30;

/// The four lots, in the order of their deadlines: at least 22, 25, 25 and 40 days after `now_ms`.
pub fn lots(now_ms: i64) -> Vec<LotSpec> {
    let calendar = Calendar::default();
    let deadline = |days: u16, minutes: i64| {
        let end = beijing_date(now_ms).and_then(|today| calendar.period_end(today, days));
        end.map_or(now_ms, |day| beijing_midnight_ms(day) + minutes * 60_000)
    };
    let spec = |number: &str, title: &str, lot: &str, yuan: i64, deadline_ms: i64, items: Vec<_>| LotSpec {
        tender: format!("MC-2026-{number}"),
        lot: "1".into(),
        tender_title: title.into(),
        title: lot.into(),
        budget_yuan: yuan,
        deadline_ms,
        pages: PAGES,
        regime: Regime::Goods,
        opening: OpeningPlan::default(),
        criteria: criteria(),
        terms: |_| {},
        items,
    };
    vec![
        spec(
            "0311",
            "医学影像存储与传输系统设备采购",
            "影像存储设备",
            1_280_000,
            deadline(22, 9 * 60),
            vec![
                ("影像存储主机", "双控制器，可用容量不低于 200 TB，支持在线扩容", "套", 2),
                ("影像浏览工作站", "双 4K 医用显示屏，含校准", "台", 12),
            ],
        ),
        spec(
            "0317",
            "门诊自助服务终端采购",
            "自助挂号缴费终端",
            960_000,
            deadline(25, 9 * 60 + 30),
            vec![
                ("自助终端", "触控屏不小于 21.5 英寸，支持医保码、社保卡和人脸核验", "台", 30),
                ("管理软件", "集中监控、远程升级、日志留存不少于 180 天", "套", 1),
            ],
        ),
        spec(
            "0322",
            "数据中心服务器与网络设备更新采购",
            "服务器与网络设备",
            2_360_000,
            deadline(25, 14 * 60 + 30),
            vec![
                ("机架式服务器", "双路处理器，内存不低于 512 GB，本地存储不低于 15 TB", "台", 8),
                ("核心交换机", "48 口万兆，双电源，支持堆叠", "台", 4),
            ],
        ),
        spec(
            "0329",
            "移动护理终端及无线网络采购",
            "移动护理终端",
            780_000,
            deadline(40, 10 * 60),
            vec![
                ("移动护理终端", "医用级外壳，扫码与射频双模，电池可更换", "台", 120),
                ("无线接入点", "支持 Wi-Fi 6，零漫游丢包", "台", 45),
            ],
        ),
    ]
}

/// What bidder `bidder` (from 0) offers for a lot of that budget.
pub fn offer(budget_yuan: i64, bidder: usize, seed: u64) -> Offer {
    let (per_mille, size, brand, days) = match bidder {
        0 => (922, ClaimedSize::Medium, "澄明", 45),
        1 => (875, ClaimedSize::Small, "宁川智联", 60),
        2 => (846, ClaimedSize::Large, "启岳", 50),
        _ => (901, ClaimedSize::Micro, "远汀", 55),
    };
    Offer {
        price: Fen::from_yuan(budget_yuan * per_mille / 1000).unwrap_or(Fen::ZERO),
        size,
        domestic: true,
        brand: brand.into(),
        delivery_days: days,
        seed: seed * 10 + bidder as u64,
    }
}

/// How the committee scores the first three bidders: objective criteria alike, subjective ones around a middle.
pub fn marks() -> Marks {
    let middles: [[i64; 5]; 3] = [[40, 33, 16, 19, 16], [36, 28, 14, 16, 12], [32, 25, 12, 14, 8]];
    let spread = [0, 1, -1, 2, -2];
    let halves = |halves: i64| if halves % 2 == 0 { format!("{}", halves / 2) } else { format!("{}.5", halves / 2) };
    let bids = BIDDERS.iter().zip(middles).map(|((_, org, _, _), middle)| {
        let rows = criteria().into_iter().zip(middle).map(|(criterion, middle)| {
            let subjective = criterion.kind == shared::rules::CriterionKind::Subjective;
            let marks = spread.iter().map(|off| halves(middle + if subjective { *off } else { 0 }));
            (criterion.id, marks.collect())
        });
        ((*org).to_owned(), rows.collect())
    });
    bids.collect()
}
