//! The price part: the opening form and an itemised list whose lines sum to the price.

use super::block::{Block, section, table, text};
use super::chance::Chance;
use super::{SampleBid, SampleItem};

/// The opening form, the itemised prices and a note on them.
pub(super) fn blocks(bid: &SampleBid, chance: &mut Chance) -> Vec<Block> {
    vec![
        section("（一）开标一览表"),
        table(
            "",
            &[("投标人名称", 4), ("投标总价（元）", 3), ("大写金额", 4), ("交付期限", 3), ("企业规模", 2)],
            vec![vec![
                bid.bidder.clone(),
                bid.price.clone(),
                bid.price_words.clone(),
                bid.delivery.clone(),
                bid.size_claim.clone(),
            ]],
        ),
        section("（二）分项报价表"),
        itemised(bid, chance),
        section("（三）报价说明"),
        text(
            "以上报价为完成本项目全部内容的最终价格，包括货物和服务、运输、保险、安装调试、培训、售后服务、利润和税费，以及合同规定的全部责任和风险。",
        ),
        text("单价与数量的乘积之和等于投标总价。未单独列出的费用视为已包含在报价之内，投标人不再要求增加费用。"),
    ]
}

fn itemised(bid: &SampleBid, chance: &mut Chance) -> Block {
    let items = if bid.items.is_empty() { made_up() } else { bid.items.clone() };
    let rows = match fen(&bid.price).and_then(|total| split(total, &items, chance)) {
        Some(lines) => (1..)
            .zip(items.iter().zip(&lines))
            .map(|(n, (item, line)): (usize, _)| {
                vec![
                    n.to_string(),
                    item.name.clone(),
                    item.unit.clone(),
                    line.quantity.to_string(),
                    yuan(line.unit_fen),
                    yuan(line.unit_fen * line.quantity),
                ]
            })
            .collect(),
        // A price that cannot be split is one line.
        None => vec![vec![
            "1".to_owned(),
            bid.project.clone(),
            "项".to_owned(),
            "1".to_owned(),
            bid.price.clone(),
            bid.price.clone(),
        ]],
    };
    let mut rows: Vec<Vec<String>> = rows;
    rows.push(["", "合计", "", "", "", &bid.price].map(str::to_owned).to_vec());
    table("", &[("序号", 1), ("名称", 4), ("单位", 1), ("数量", 1), ("单价（元）", 2), ("合计（元）", 2)], rows)
}

/// A line of the list; both figures exact.
pub(super) struct Priced {
    pub(super) unit_fen: u64,
    pub(super) quantity: u64,
}

/// Unit prices for all items but the last by chance; the last line takes what is left, as one lot when it does not divide.
pub(super) fn split(total_fen: u64, items: &[SampleItem], chance: &mut Chance) -> Option<Vec<Priced>> {
    let shares: Vec<u64> = items.iter().map(|_| chance.between(20, 100)).collect();
    let sum: u64 = shares.iter().sum();
    let mut left = total_fen;
    let mut lines = Vec::with_capacity(items.len());
    for (i, (item, share)) in items.iter().zip(&shares).enumerate() {
        let quantity = item.quantity.max(1);
        if i + 1 == items.len() {
            let divides = left.is_multiple_of(quantity);
            lines.push(Priced {
                unit_fen: if divides { left / quantity } else { left },
                quantity: if divides { quantity } else { 1 },
            });
            break;
        }
        let part = u64::try_from(u128::from(total_fen) * u128::from(*share) / u128::from(sum)).ok()?;
        // Whole yuan where the part is large enough for it.
        let unit = part / quantity;
        let unit_fen = if unit >= 10_000 { unit - unit % 100 } else { unit };
        left = left.checked_sub(unit_fen * quantity)?;
        lines.push(Priced { unit_fen, quantity });
    }
    (!lines.is_empty()).then_some(lines)
}

fn made_up() -> Vec<SampleItem> {
    let item = |name: &str, unit: &str, quantity| SampleItem {
        name: name.to_owned(),
        spec: String::new(),
        unit: unit.to_owned(),
        quantity,
    };
    vec![
        item("主体设备及附件", "套", 2),
        item("配套软件", "套", 1),
        item("安装和调试", "项", 1),
        item("培训", "人次", 20),
        item("三年售后服务", "项", 1),
    ]
}

/// A price in yuan with at most two decimals, in fen.
pub(super) fn fen(price: &str) -> Option<u64> {
    let (whole, part) = price.split_once('.').unwrap_or((price, ""));
    if part.len() > 2 || whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part)
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
