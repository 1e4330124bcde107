//! The call desk.

use crate::api::draw::TryOutcome;
use crate::text::Text;

/// The call sheets' page.
pub const CALLS: Text = Text::new("专家通知", "Calls");
/// What the page is for.
pub const CALLS_LEAD: Text = Text::new(
    "电话中只告知时间和地点，不得透露项目、采购人和投标人。",
    "Tell the time and place. Never tell the project, the purchaser or a bidder.",
);
/// There is nobody to call.
pub const NO_CALLS: Text = Text::new("目前没有需要通知的专家", "There is nobody to call at present");
/// What to do then.
pub const NO_CALLS_TODO: Text = Text::new(
    "抽取仪式完成后，通知单会自动出现在此处。",
    "A call sheet appears here by itself once a ceremony is over.",
);
/// Who has accepted cannot come after all.
pub const CHANGE_ANSWER: Text = Text::new("接受后又不能参加", "Accepted, but cannot come after all");
/// Open calls.
pub const OPEN_CALLS: Text = Text::new("待通知 {open} 人 / 共 {seats} 席", "{open} to call, {seats} seats");
/// Opens a call sheet.
pub const OPEN_SHEET: Text = Text::new("打开通知单", "Open the call sheet");
/// The call sheet.
pub const CALL_SHEET: Text = Text::new("通知单", "Call sheet");
/// The place.
pub const PLACE: Text = Text::new("地点", "Place");
/// Which answer.
pub const WHICH_ANSWER: Text = Text::new("{name} 的答复", "{name}'s answer");
/// Writes an answer down.
pub const WRITE_ANSWER: Text = Text::new("登记答复", "Write the answer down");
/// The note.
pub const ANSWER_NOTE: Text =
    Text::new("经过（联系不上或需要回避时必填）", "What happened (needed for “not reached” and “conflict”)");
/// Choose an answer.
pub const CHOOSE_ANSWER: Text = Text::new("请选择答复", "Choose an answer");
/// The answer is written down.
pub const ANSWERED: Text = Text::new("答复已登记", "The answer is written down");
/// Back to the list.
pub const BACK_TO_CALLS: Text = Text::new("返回通知列表", "Back to the calls");

/// The tries.
pub const TRIES: Text = Text::new("联系记录", "Tries");
/// One try.
pub const TRY_LINE: Text = Text::new("第 {n} 次（{how}）：{outcome}", "Try {n} ({how}): {outcome}");
/// By telephone.
pub const BY_PHONE: Text = Text::new("电话", "telephone");
/// By machine.
pub const BY_MACHINE: Text = Text::new("自动呼叫", "automatic");
/// The next try.
pub const NEXT_TRY: Text = Text::new("下次联系不早于", "Next try not before");
/// Nobody answered.
pub const TRY_CALL: Text = Text::new("记录一次无人接听", "Nobody answered: write the try down");
/// The automatic caller.
pub const AUTOMATIC: Text = Text::new("自动呼叫", "Automatic calls");
/// What it does.
pub const AUTOMATIC_LEAD: Text = Text::new(
    "由中心的短信或语音网关逐个通知，只说时间和地点；三次无应答的，由监督人员确认后才联系下一位。",
    "The centre's gateway calls one by one, with time and place only. After three silent tries the supervisor countersigns before the next is called.",
);
/// Starts it.
pub const START_AUTOMATIC: Text = Text::new("开始自动呼叫", "Start automatic calls");
/// Stops it.
pub const STOP_AUTOMATIC: Text = Text::new("停止自动呼叫", "Stop automatic calls");

/// How a try went.
#[must_use]
pub const fn outcome(outcome: TryOutcome) -> Text {
    match outcome {
        TryOutcome::Open => Text::new("等待答复", "an answer is waited for"),
        TryOutcome::Answered => Text::new("已答复", "answered"),
        TryOutcome::Silent => Text::new("无人应答", "nobody answered"),
        TryOutcome::Undelivered => Text::new("网关未送达", "not delivered"),
    }
}
