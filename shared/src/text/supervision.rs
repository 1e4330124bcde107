//! The words of supervision and of the journal.

use super::Text;
use crate::api::supervision::{Pending, SeatTrouble};

/// The wall.
pub const WALL: Text = Text::new("监督总览", "Supervision");
/// What waits.
pub const PENDING: Text = Text::new("待办", "Waiting for you");
/// Nothing waits.
pub const NOTHING_PENDING: Text = Text::new("没有待办事项。", "Nothing waits for you.");
/// Lots.
pub const LOTS: Text = Text::new("采购包", "Lots");
/// No lots.
pub const NO_LOTS: Text = Text::new("还没有采购包。", "No lots yet.");
/// A lot.
pub const LOT: Text = Text::new("采购包", "Lot");
/// Its stage.
pub const STAGE: Text = Text::new("阶段", "Stage");
/// The deadline.
pub const DEADLINE: Text = Text::new("截止时间", "Deadline");
/// Scoring's progress.
pub const SCORED: Text = Text::new("打分进度", "Scores");
/// Rooms.
pub const ROOMS: Text = Text::new("评标室", "Rooms");
/// No rooms.
pub const NO_ROOMS: Text = Text::new("还没有评标室。", "No rooms yet.");
/// A room.
pub const ROOM: Text = Text::new("评标室", "Room");
/// Seats with a terminal.
pub const SEATS: Text = Text::new("席位（已配终端）", "Seats (with terminal)");
/// Members.
pub const MEMBERS: Text = Text::new("在座评委", "Members seated");
/// Lots in the room.
pub const IN_ROOM: Text = Text::new("进行中的采购包", "Lots in it");
/// Alerts.
pub const ALERTS: Text = Text::new("告警（24 小时内被拒绝的操作）", "Alerts (refused attempts of 24 hours)");
/// No alerts.
pub const NO_ALERTS: Text = Text::new("24 小时内没有被拒绝的操作。", "No refused attempts within 24 hours.");
/// Who.
pub const WHO: Text = Text::new("人员", "Who");
/// What was attempted.
pub const ATTEMPT: Text = Text::new("操作", "Attempt");
/// Why it was refused.
pub const WHY: Text = Text::new("拒绝原因", "Refused because");
/// On which terminal.
pub const TERMINAL: Text = Text::new("席位", "Seat");
/// How often.
pub const COUNT: Text = Text::new("次数", "Times");
/// When last.
pub const LAST: Text = Text::new("最近一次", "Last");
/// The journal's state.
pub const JOURNAL_STATE: Text = Text::new("日志", "Journal");
/// Entries.
pub const ENTRIES: Text = Text::new("日志条数", "Entries");
/// Cosigned entries.
pub const COSIGNED: Text = Text::new("已共签至", "Cosigned up to");
/// Never cosigned.
pub const NEVER: Text = Text::new("尚未共签", "Never");
/// Checkpoints wait.
pub const TO_COSIGN: Text = Text::new("有 {n} 条新日志尚未共签", "{n} new entries are not cosigned");
/// The witness page.
pub const WITNESS: Text = Text::new("见证与共签", "Witness");
/// What the page is for.
pub const WITNESS_LEAD: Text = Text::new(
    "本机核对日志没有被改写，然后用您的见证密钥共签。核对在浏览器内完成，不依赖服务器。",
    "This machine checks that the journal was not rewritten, then cosigns with your witness key. The check runs in your browser and does not rely on the server.",
);
/// The key.
pub const WITNESS_KEY: Text = Text::new("见证密钥", "Witness key");
/// Make a key.
pub const MAKE_WITNESS: Text = Text::new("新建并登记见证密钥", "Make and enrol a witness key");
/// Load a key.
pub const LOAD_WITNESS: Text = Text::new("载入已登记的见证密钥", "Load an enrolled witness key");
/// Enrols it.
pub const ENROL: Text = Text::new("登记此密钥", "Enrol this key");
/// Enrolled.
pub const ENROLLED: Text = Text::new("已登记", "Enrolled");
/// The key's name.
pub const KEY_NAME: Text = Text::new("密钥名称", "Name of the key");
/// How to name it.
pub const KEY_NAME_HINT: Text = Text::new(
    "1–64 个字母、数字、点、横线；会出现在每个共签中。",
    "1–64 letters, digits, dots, hyphens; it stands in every cosignature.",
);
/// The loaded key is not enrolled.
pub const KEY_UNKNOWN: Text =
    Text::new("载入的密钥没有登记在您名下。", "The key that you loaded is not enrolled for you.");
/// The one button.
pub const CHECK_AND_COSIGN: Text = Text::new("核对并共签", "Check and cosign");
/// Done.
pub const COSIGN_DONE: Text = Text::new("核对无误，已共签至第 {n} 条。", "Checked and cosigned up to entry {n}.");
/// Nothing new.
pub const COSIGN_CURRENT: Text =
    Text::new("核对无误；最新检查点已由您共签。", "Checked; you have cosigned the newest checkpoint already.");
/// What this machine saw.
pub const SEEN: Text = Text::new("本机上次核对", "This machine last checked");
/// Never.
pub const SEEN_NEVER: Text = Text::new(
    "本机第一次核对：将记住日志的公钥和当前状态。",
    "The first check on this machine: it will remember the journal's key and state.",
);
/// The log's key.
pub const LOG_KEY: Text = Text::new("日志公钥", "The journal's key");
/// The alarm.
pub const ALARM: Text =
    Text::new("日志与本机此前见过的不一致！", "The journal is not the one that this machine saw before!");
/// What to do.
pub const ALARM_TODO: Text = Text::new(
    "不要共签。保存本页内容，停止相关评审活动并立即报告主管部门。",
    "Do not cosign. Save this page, stop the evaluation and report to your authority at once.",
);
/// The browser keeps nothing.
pub const NO_STORAGE: Text = Text::new(
    "浏览器不允许保存数据，无法进行一致性核对。",
    "This browser keeps no data, so consistency cannot be checked.",
);
/// The journal's page.
pub const JOURNAL: Text = Text::new("日志", "Journal");
/// What the page is for.
pub const JOURNAL_LEAD: Text = Text::new(
    "每一次操作一条，只增不改；任何一条都可以下载证明。",
    "One entry for every act; none ever changes. Each can be proved by a file.",
);
/// The index.
pub const SEQ: Text = Text::new("序号", "No.");
/// When.
pub const WHEN: Text = Text::new("时间", "Time");
/// The kind.
pub const KIND: Text = Text::new("类型", "Kind");
/// The details.
pub const DETAILS: Text = Text::new("内容", "Details");
/// Downloads the proof.
pub const PROOF: Text = Text::new("下载证明", "Download proof");
/// Sealed.
pub const SEALED: Text = Text::new("开标前保密", "Sealed until the list is made");
/// Older entries.
pub const OLDER: Text = Text::new("更早的记录", "Older entries");
/// The newest.
pub const NEWEST: Text = Text::new("回到最新", "Newest entries");
/// Only of a lot.
pub const OF_LOT: Text = Text::new("只看采购包", "Only of lot");
/// All lots.
pub const ALL_LOTS: Text = Text::new("全部", "All");
/// Opens the act's page.
pub const GO: Text = Text::new("去处理", "Go");
/// What kind of journal entry proves.
pub const PROOF_SAVED: Text =
    Text::new("证明已下载，已在本机核对无误。", "The proof is downloaded and was checked on this machine.");
/// The proof does not hold.
pub const PROOF_BAD: Text =
    Text::new("证明未通过核对，请保存文件并报告。", "The proof does not hold. Keep the file and report it.");

/// What waits for the supervisor on a lot.
#[must_use]
pub const fn pending(pending: Pending) -> Text {
    match pending {
        Pending::SignList => Text::new("签署投标人名单", "Sign the list of bids"),
        Pending::SignRecord => Text::new("签署开标记录", "Sign the opening record"),
        Pending::Countersign => Text::new("会签专家答复", "Countersign experts' answers"),
    }
}

/// Seats that need somebody.
pub const SEAT_ALERTS: Text = Text::new("席位告警", "Seats that need somebody");
/// None does.
pub const NO_SEAT_ALERTS: Text = Text::new("所有席位正常。", "Every seat is as it should be.");
/// What is wrong.
pub const TROUBLE: Text = Text::new("情况", "What");
/// Since when.
pub const SINCE: Text = Text::new("开始时间", "Since");
/// Takes note.
pub const ACKNOWLEDGE: Text = Text::new("确认知悉", "Acknowledge");
/// Who took note.
pub const ACKNOWLEDGED: Text = Text::new("{by}已确认：{note}", "acknowledged by {by}: {note}");
/// What was found.
pub const NOTE: Text = Text::new("处理情况", "What was found");
/// Seats and their state.
pub const AT_SEATS: Text = Text::new("席位状态", "At the seats");
/// How many seats are online.
pub const SEATS_ONLINE: Text = Text::new("在线 {n} / {total}", "{n} of {total} online");
/// The timeline of a seat.
pub const TIMELINE: Text = Text::new("席位时间线", "Timeline of a seat");
/// What it shows.
pub const TIMELINE_LEAD: Text = Text::new(
    "该席位上发生的一切，最新在前；分数内容不显示。",
    "Everything that happened at this seat, newest first; no score is shown.",
);
/// Nothing happened there.
pub const NO_ACTS: Text = Text::new("该席位还没有记录。", "Nothing has happened at this seat.");
/// What was done.
pub const ACT: Text = Text::new("行为", "Act");
/// A seat's number.
pub const SEAT_NO: Text = Text::new("{n} 号席", "Seat {n}");
/// How the seat is.
pub const SEAT_NOW: Text = Text::new("现在", "Now");

/// What is wrong with a seat, in words.
#[must_use]
pub const fn trouble(what: SeatTrouble) -> Text {
    match what {
        SeatTrouble::Frozen => Text::new("已冻结，可访问 {detail}", "frozen: it reached {detail}"),
        SeatTrouble::Offline => Text::new("终端离线", "terminal offline"),
    }
}
