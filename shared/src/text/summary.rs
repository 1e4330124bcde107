//! The words of the summary: aggregation, returned cells, the report.

use super::Text;
use crate::api::summary::Ground;

/// The ground on which a score may be changed (87号令 art. 64).
#[must_use]
pub const fn ground(ground: Ground) -> Text {
    match ground {
        Ground::Sum => Text::new("分值汇总计算错误", "The sum is wrong"),
        Ground::Range => Text::new("分项评分超出评分标准范围", "A score is outside its standard's range"),
        Ground::Objective => Text::new("客观评审因素评分不一致", "Members differ on an objective criterion"),
        Ground::Abnormal => Text::new("评分畸高、畸低", "A score is abnormally high or low"),
    }
}
