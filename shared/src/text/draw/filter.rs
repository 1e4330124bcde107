//! The rules of the filter, its re-run, and an expert's own standing.

use crate::api::draw::Exclusion;
use crate::text::Text;

/// How the load is spread.
pub const LOAD: Text = Text::new("抽取规则（可不填）", "Rules of the draw (may be left out)");
/// What they are for.
pub const LOAD_HINT: Text = Text::new(
    "这些数值在仪式前写入公开的规则版本，之后不能更改；回避关系由系统按法规筛除，不必在此填写。",
    "These values go into the version of the rules before the ceremony and cannot change after. Conflicts are filtered by the law, not here.",
);
/// The cool-down.
pub const COOL_DOWN: Text = Text::new("最近参加过评审的间隔期", "Left in peace after a committee for");
/// Days.
pub const DAYS: Text = Text::new("天", "days");
/// The yearly cap.
pub const YEARLY_CAP: Text = Text::new("本年度参加次数上限", "Committees in this year, at most");
/// Times.
pub const TIMES: Text = Text::new("次", "times");
/// Regions.
pub const REGIONS_HINT: Text = Text::new("抽取区域（不勾选为全部）：", "Regions to draw from (none ticked: all):");
/// The filter is run again.
pub const RUN_FILTER: Text = Text::new("重新运行筛选", "Run the filter again");
/// What it does.
pub const RUN_FILTER_LEAD: Text = Text::new(
    "按申请抽取时的专家库记录和已固定的规则重新筛选，并与已承诺的名单逐一比较；不显示姓名和编号。",
    "Runs over the records as they stood at the request, by the fixed rules, and compares with what was committed. No names, no numbers.",
);
/// It agrees.
pub const FILTER_AGREES: Text = Text::new("{n} 名专家的筛选结果与承诺一致", "All {n} experts stand as was committed");
/// It does not.
pub const FILTER_DIFFERS: Text = Text::new("重新筛选与承诺不一致", "The re-run differs from what was committed");
/// What to do then.
pub const FILTER_DIFFERS_TODO: Text = Text::new(
    "请核对下列专家的记录变更和专业目录；不能说明的，应暂停抽取并报告。",
    "Look into the changes of these records and of the tree of specialties. What cannot be explained stops the draw and is reported.",
);
/// Everybody.
pub const EVERYBODY: Text = Text::new("全部", "Everybody");
/// The version.
pub const RULES_VERSION: Text = Text::new("规则版本", "Version of the rules");
/// The day.
pub const RULES_DAY: Text = Text::new("规则日期", "Day of the rules");
/// The organisations.
pub const RULES_CONCERNED: Text = Text::new("回避单位", "Organisations concerned");
/// The regions.
pub const RULES_REGIONS: Text = Text::new("抽取区域", "Regions");
/// Who stands otherwise.
pub const DIFFERENCES: Text = Text::new("不一致的专家", "Who stands otherwise");
/// Nobody.
pub const NOBODY: Text = Text::new("没有符合条件的专家", "Nobody");
/// As committed.
pub const AS_COMMITTED: Text = Text::new("已承诺", "As committed");
/// As run again.
pub const AS_RUN_AGAIN: Text = Text::new("重新筛选", "Run again");
/// No record.
pub const NO_RECORD: Text = Text::new("当时没有记录", "No record at that time");
/// A candidate.
pub const STANDS_FOR: Text = Text::new("候选（第 {groups} 组）", "Candidate (group {groups})");
/// An expert's standing.
pub const STANDING: Text = Text::new("专家本人的筛选证明", "An expert's standing in the draw");
/// What it is for.
pub const STANDING_LEAD: Text = Text::new(
    "结果公告后，专家可索取本人在该次抽取中入选候选或被筛除的证明；证明不涉及他人。",
    "Once the result is public, an expert may have a proof of being a candidate or of the reason for being taken out. It says nothing of others.",
);
/// Makes the proof.
pub const PROVE_STANDING: Text = Text::new("出具证明", "Make the proof");
/// It holds.
pub const PROOF_HOLDS: Text = Text::new("证明已在本机核验，成立", "The proof was checked on this machine and holds");
/// It does not.
pub const PROOF_FAILS: Text =
    Text::new("证明不成立，请保留文件并报告监督人员", "The proof does not hold. Keep the file and tell the supervisor");
/// Downloads it.
pub const DOWNLOAD_PROOF: Text = Text::new("下载证明", "Download the proof");

/// What a reason of the filter is called.
#[must_use]
pub const fn exclusion(reason: Exclusion) -> Text {
    match reason {
        Exclusion::Status => Text::new("暂停或出库", "Suspended or retired"),
        Exclusion::Specialty => Text::new("专业不符", "Another specialty"),
        Exclusion::BidderEmployee => Text::new("任职于投标人", "Employed by a bidder"),
        Exclusion::PurchaserEmployee => Text::new("任职于采购人", "Employed by the purchaser"),
        Exclusion::PastEmployer => {
            Text::new("三年内曾任职于投标人或采购人", "Formerly employed by a bidder or the purchaser")
        }
        Exclusion::Relation => Text::new("与投标人或采购人有利害关系", "Related to a bidder or the purchaser"),
        Exclusion::Region => Text::new("不在抽取区域", "Of another region"),
        Exclusion::CoolDown => Text::new("间隔期未满", "Sat on a committee too recently"),
        Exclusion::YearlyCap => Text::new("已达年度次数上限", "Has reached the year's number of committees"),
        Exclusion::FormerMember => Text::new("曾为本包原委员会成员", "Was on an earlier committee of this lot"),
    }
}
