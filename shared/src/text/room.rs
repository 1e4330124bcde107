//! The words of the rooms' screens.

use super::Text;
use crate::api::room::{MemberKind, Missing, Recusal, RoomMove, RoomState, TerminalState};

/// The rooms' page.
pub const ROOMS: Text = Text::new("评标室与终端", "Rooms and terminals");
/// What the page is for.
pub const ROOMS_LEAD: Text = Text::new(
    "每个席位绑定一台终端；评委只能在分配给自己的席位上操作。",
    "Each seat has its terminal. A member acts at the terminal of the own seat and nowhere else.",
);
/// There are no rooms.
pub const NO_ROOMS: Text = Text::new("还没有评标室", "There are no rooms yet");
/// Makes a room.
pub const CREATE: Text = Text::new("新建评标室", "Make a room");
/// The id.
pub const ROOM_ID: Text = Text::new("房间编号", "Room's id");
/// How ids are written.
pub const ID_HINT: Text = Text::new("字母、数字、点、下划线或连字符。", "Letters, digits, dot, underscore or hyphen.");
/// The name.
pub const ROOM_NAME: Text = Text::new("名称", "Name");
/// Seats.
pub const SEATS: Text = Text::new("席位数", "Seats");
/// A seat.
pub const SEAT: Text = Text::new("席位", "Seat");
/// A terminal.
pub const TERMINAL: Text = Text::new("终端", "Terminal");
/// Whether somebody sits there.
pub const TAKEN: Text = Text::new("使用中", "In use");
/// Free.
pub const FREE: Text = Text::new("空闲", "Free");
/// Gives out a code.
pub const ENROL: Text = Text::new("发放激活码", "Give out an activation code");
/// The code.
pub const CODE: Text = Text::new("激活码", "Activation code");
/// It is shown once.
pub const CODE_ONCE: Text = Text::new(
    "此码只显示一次，请立即在该席位的终端上打开 /terminal 输入。",
    "It is shown once. Open /terminal on the terminal of that seat and type it there now.",
);
/// The seat that a code is for.
pub const FOR_SEAT: Text = Text::new("房间 {room} · {seat} 号席位", "Room {room} · seat {seat}");
/// Closes.
pub const CLOSE: Text = Text::new("知道了", "Close");

/// Somebody is late.
pub const LATE: Text = Text::new("已过报到时间，未签到", "Late: not checked in");
/// Reports an absence.
pub const REPORT_ABSENCE: Text = Text::new("登记缺席", "Report absent");
/// What it means.
pub const ABSENCE_LEAD: Text = Text::new(
    "未到、离席或因病不能继续的专家：登记后由监督人员确认，再按签号顺序补抽；原成员的意见无效（财政部令第87号第四十九条）。",
    "An expert who does not come, leaves or falls ill: the supervisor countersigns, then the next by lot is called. What the former member gave is void (MoF Order 87, art. 49).",
);
/// Who.
pub const ABSENT_WHO: Text = Text::new("缺席成员", "Who is absent");
/// Why.
pub const ABSENT_REASON: Text = Text::new("情况说明", "What happened");
/// It is reported.
pub const ABSENCE_DONE: Text = Text::new("已登记，等待监督人员确认", "Reported; the supervisor countersigns it");
/// Dissolves the committee.
pub const DISSOLVE: Text = Text::new("解散委员会，重新组建", "Dissolve the committee and form another");
/// What it locks.
pub const DISSOLVE_LOCKS: Text = Text::new(
    "全部成员退出，已作出的评审意见全部无效并存档；须重新提出抽取申请，原成员不再参加（财政部令第87号第四十九条、第六十七条）。",
    "All members leave; every opinion is void and kept on file. The officer requests another draw, in which the former members take no part (MoF Order 87, art. 49 and 67).",
);
/// The ground.
pub const DISSOLVE_REASON: Text = Text::new("解散的事实和依据", "Facts and ground");

/// The terminal's page.
pub const ACTIVATE: Text = Text::new("激活终端", "Activate this terminal");
/// What the page is for.
pub const ACTIVATE_LEAD: Text = Text::new(
    "输入经办人发放的八位激活码，把这台设备绑定到席位。",
    "Type the eight digits from the officer to bind this device to its seat.",
);
/// Eight digits.
pub const EIGHT_DIGITS: Text = Text::new("八位数字", "Eight digits");
/// Activates.
pub const DO_ACTIVATE: Text = Text::new("激活", "Activate");
/// The terminal is bound.
pub const IS_TERMINAL: Text =
    Text::new("这台设备已绑定：{room} · {seat} 号席位", "This device is bound: {room}, seat {seat}");
/// It is not bound.
pub const NO_TERMINAL: Text = Text::new("这台设备尚未绑定席位", "This device is not bound to a seat");
/// What to do then.
pub const NO_TERMINAL_TODO: Text = Text::new("请联系经办人领取激活码。", "Ask the officer for an activation code.");
/// To taking the seat.
pub const TO_SEAT: Text = Text::new("评委入席", "Take a seat");

/// Taking a seat.
pub const TAKE_SEAT: Text = Text::new("评委入席", "Take your seat");
/// What the page is for.
pub const TAKE_SEAT_LEAD: Text = Text::new(
    "输入签到处给您的八位验证码，并设置本次评审的个人密码。",
    "Type the eight digits from the desk and choose a PIN of your own for this evaluation.",
);
/// The code from the desk.
pub const DESK_CODE: Text = Text::new("验证码", "Code");
/// The PIN.
pub const PIN: Text = Text::new("个人密码", "PIN");
/// How it is made.
pub const PIN_HINT: Text =
    Text::new("至少 6 位；签名时要再次输入，请勿告诉他人。", "At least 6 characters. You sign with it; tell nobody.");
/// The PIN again.
pub const PIN_AGAIN: Text = Text::new("再次输入个人密码", "The PIN again");
/// They differ.
pub const PINS_DIFFER: Text =
    Text::new("两次输入的个人密码不一致，请重新输入。", "The two PINs differ. Type them again.");
/// Too short.
pub const PIN_SHORT: Text = Text::new("个人密码至少 6 位。", "The PIN needs at least 6 characters.");
/// Not eight digits.
pub const CODE_SHAPE: Text = Text::new("验证码是八位数字。", "The code has eight digits.");
/// Takes it.
pub const SIT_DOWN: Text = Text::new("入席", "Take the seat");

/// The representative's page.
pub const REPRESENTATIVE: Text = Text::new("指定采购人代表", "Name the purchaser's representative");
/// What the page is for.
pub const REPRESENTATIVE_LEAD: Text = Text::new(
    "采购人代表参加评标委员会，但不得担任组长（财政部令第87号第四十五条、第四十七条）。",
    "The representative sits in the committee but cannot be its head (MoF Order 87, arts. 45, 47).",
);
/// None is wanted.
pub const NO_REPRESENTATIVE: Text =
    Text::new("本采购包的评标委员会不设采购人代表", "The committee of this lot has no representative of the purchaser");
/// The name.
pub const REPRESENTATIVE_NAME: Text = Text::new("采购人代表姓名", "Representative's name");
/// Saves.
pub const NAME_REPRESENTATIVE: Text = Text::new("指定代表", "Name the representative");
/// Saved.
pub const NAMED: Text = Text::new("已指定采购人代表", "The representative is named");

/// The check-in desk.
pub const CHECK_IN: Text = Text::new("评委签到", "Check-in");
/// What the page is for.
pub const CHECK_IN_LEAD: Text = Text::new(
    "核对身份证件后签到；专家姓名自签到起显示，席位由抽签种子决定。",
    "Check the identity document first. An expert's name opens at check-in; the seat is drawn by lot.",
);
/// Nobody is expected yet.
pub const NOBODY_YET: Text = Text::new("评标委员会尚未组成", "The committee is not complete yet");
/// What to do then.
pub const NOBODY_YET_TODO: Text = Text::new("请等待抽取和通知完成。", "Wait until the draw and the calls are done.");
/// Who.
pub const WHO: Text = Text::new("专家编号", "Expert's number");
/// How to enter a representative.
pub const WHO_HINT: Text =
    Text::new("专家本人出示的编号，例如 E00012。", "As the expert tells it, for example E00012.");
/// The representative.
pub const OR_REPRESENTATIVE: Text = Text::new("采购人代表签到", "It is the purchaser's representative");
/// The room.
pub const ROOM: Text = Text::new("评标室", "Room");
/// The identity was checked.
pub const ID_CHECKED: Text = Text::new("已核对身份证件", "I have checked the identity document");
/// It must be.
pub const ID_UNCHECKED: Text =
    Text::new("请先核对身份证件并勾选。", "Check the identity document first and tick the box.");
/// Checks in.
pub const DO_CHECK_IN: Text = Text::new("签到", "Check in");
/// What the desk hands over.
pub const HAND_OVER: Text = Text::new("请交给 {name}", "For {name}");
/// It is shown once.
pub const HAND_OVER_LEAD: Text = Text::new(
    "验证码只显示一次，在该席位终端输入后失效。",
    "The code is shown once and works once, at the terminal of that seat.",
);
/// The members.
pub const MEMBERS: Text = Text::new("评标委员会", "Committee");
/// A member.
pub const MEMBER: Text = Text::new("成员", "Member");
/// The name.
pub const NAME: Text = Text::new("姓名", "Name");
/// Not open yet.
pub const NAME_CLOSED: Text = Text::new("签到后显示", "Opens at check-in");
/// The side.
pub const SIDE: Text = Text::new("身份", "Side");
/// Arrival.
pub const ARRIVED: Text = Text::new("签到", "Checked in");
/// The declaration.
pub const RECUSAL: Text = Text::new("回避声明", "Declaration");
/// The head.
pub const HEAD: Text = Text::new("组长", "Head");
/// Fell out.
pub const OUT: Text = Text::new("已退出", "Left");
/// Has taken the seat.
pub const SITS: Text = Text::new("已入席", "Seated");
/// Not yet.
pub const NOT_YET: Text = Text::new("未完成", "Not yet");
/// What is missing.
pub const MISSING: Text = Text::new("开始评审前还缺：", "Before the evaluation can begin:");
/// Convenes.
pub const CONVENE: Text = Text::new("宣布评审开始", "Convene the committee");
/// What it locks.
pub const CONVENE_LOCKS: Text = Text::new(
    "委员会开始评审；此后更换成员须经监督人员确认。",
    "The committee begins. From now on a member is replaced only with the supervisor's countersignature.",
);
/// Done.
pub const CONVENED: Text = Text::new("评审已开始", "The committee has begun");

/// The expert's committees.
pub const MY_ROOMS: Text = Text::new("我的评审", "My evaluations");
/// There are none.
pub const NO_MY_ROOMS: Text = Text::new("您目前没有参加评审", "You sit in no committee at present");
/// Opens the room.
pub const OPEN_ROOM: Text = Text::new("进入", "Enter");
/// The room's page.
pub const MY_ROOM: Text = Text::new("评标室", "Evaluation room");
/// The discipline.
pub const DISCIPLINE: Text = Text::new("评审纪律", "Discipline");
/// Its sentences (87号令 arts. 45, 46, 61, 62, 66).
pub const DISCIPLINE_TEXT: &[Text] = &[
    Text::new(
        "遵守评审工作纪律，不得泄露评审文件、评审情况和评审中获悉的商业秘密。",
        "Keep the bids, the evaluation and every trade secret that you learn here to yourself.",
    ),
    Text::new(
        "上交手机等通信设备，评审期间不得与外界联系。",
        "Hand in telephones and the like; have no contact with the outside until the end.",
    ),
    Text::new(
        "独立评审，不得与其他评委协商打分，不得接受任何倾向性引导。",
        "Judge alone: agree no scores with others and follow nobody's hints.",
    ),
    Text::new("不得记录、复制或带走任何评审资料。", "Record, copy or take away nothing."),
    Text::new("与投标人有利害关系的，应当主动回避。", "Whoever has a relation to a bidder declares it and leaves."),
    Text::new(
        "对需要共同认定的事项按少数服从多数决定；有不同意见的，应当签署不同意见并说明理由，否则视为同意。",
        "Shared matters are decided by majority; whoever dissents signs the dissent with its reasons, or counts as agreeing.",
    ),
];
/// The declaration's heading.
pub const DECLARE: Text = Text::new("回避声明", "Declaration on recusal");
/// What is asked.
pub const DECLARE_LEAD: Text = Text::new(
    "采购活动前三年内与投标人存在劳动关系、担任董事监事、控股或实际控制，与其法定代表人或负责人有近亲属关系，或有其他可能影响公正的关系的，应当回避（政府采购法实施条例第九条）。请逐家作答。",
    "You must leave if within the last three years you were employed by a bidder, were its director or supervisor, controlled it, are a close relative of its head, or have any other relation that may affect fairness (Implementing Regulations, art. 9). Answer for each bidder.",
);
/// No relation.
pub const UNRELATED: Text = Text::new("无关系", "No relation");
/// A relation.
pub const RELATED: Text = Text::new("有关系", "Related");
/// Which.
pub const RELATION: Text = Text::new("关系说明", "Which relation");
/// Answer all.
pub const ANSWER_ALL: Text =
    Text::new("请对每家投标人作答，有关系的写明情况。", "Answer for every bidder, and say which relation it is.");
/// Signs.
pub const SIGN_DECLARATION: Text = Text::new("签署声明", "Sign the declaration");
/// Signed.
pub const DECLARED: Text = Text::new("您已声明与各投标人均无关系。", "You have declared no relation to any bidder.");
/// Left.
pub const YOU_LEFT: Text = Text::new(
    "您声明了利害关系，已退出本次评审。请离开评标室，谢谢配合。",
    "You declared a relation and have left this evaluation. Please leave the room; thank you.",
);
/// The election.
pub const ELECT: Text = Text::new("推选组长", "Elect the head");
/// How it works.
pub const ELECT_LEAD: Text = Text::new(
    "组长从评审专家中产生，得票超过全体成员半数（{n} 票）当选；采购人代表不得担任。",
    "The head is one of the experts and needs more than half of all members ({n} votes). The purchaser's representative cannot be head.",
);
/// Whom.
pub const CANDIDATE: Text = Text::new("候选人", "Candidate");
/// Votes.
pub const VOTE: Text = Text::new("投票", "Vote");
/// Voted.
pub const VOTED: Text = Text::new("已投票", "You have voted");
/// Votes so far.
pub const VOTES: Text = Text::new("{name}：{n} 票", "{name}: {n}");
/// Who is head.
pub const HEAD_IS: Text = Text::new("组长：{name}", "Head: {name}");
/// Waiting.
pub const WAIT_CONVENE: Text = Text::new("请等待经办人宣布评审开始", "Wait until the officer convenes the committee");
/// Declare first.
pub const DECLARE_FIRST: Text = Text::new("签署回避声明后才能投票。", "Sign the declaration before you vote.");
/// The committee works.
pub const WORKS: Text = Text::new("评审已开始，请进入评审任务。", "The evaluation has begun. Go on to your tasks.");

/// To the tasks.
pub const TO_TASK: Text = Text::new("进入评审任务", "Go to the task");

/// What the state of a terminal is called.
#[must_use]
pub const fn terminal(state: TerminalState) -> Text {
    match state {
        TerminalState::None => Text::new("未绑定", "None"),
        TerminalState::Enrolled => Text::new("待激活", "Waits for its code"),
        TerminalState::Active => Text::new("已激活", "Active"),
    }
}

/// What a side is called.
#[must_use]
pub const fn kind(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Expert => Text::new("评审专家", "Expert"),
        MemberKind::Purchaser => Text::new("采购人代表", "Purchaser's representative"),
    }
}

/// What a declaration is called.
#[must_use]
pub const fn recusal(state: Recusal) -> Text {
    match state {
        Recusal::Open => Text::new("未声明", "Not declared"),
        Recusal::None => Text::new("无回避情形", "No relation"),
        Recusal::Related => Text::new("需要回避", "Related"),
    }
}

/// What is missing before the committee begins.
#[must_use]
pub const fn missing(what: Missing) -> Text {
    match what {
        Missing::Members => Text::new("成员人数不足", "a member is missing"),
        Missing::CheckIn => Text::new("有成员未签到", "somebody has not checked in"),
        Missing::Seat => Text::new("有成员未入席", "somebody has not taken the seat"),
        Missing::Recusal => Text::new("有成员未签署回避声明", "somebody has not declared"),
        Missing::Head => Text::new("尚未推选组长", "no head is elected"),
    }
}

/// How far a room is.
pub const STATE: Text = Text::new("状态", "State");
/// The network range.
pub const NETWORK: Text = Text::new("终端网段", "Terminals' network");
/// How ranges are written.
pub const NETWORK_HINT: Text = Text::new(
    "CIDR 格式，多个用空格分隔，例如 10.20.3.0/24；留空不限制。",
    "CIDR notation, separated by spaces, as in 10.20.3.0/24; empty for any address.",
);
/// Saves the range.
pub const SET_NETWORK: Text = Text::new("保存网段", "Save the network");
/// Why a room is moved.
pub const MOVE_WHY: Text = Text::new("事由", "Reason");
/// When a reason is needed.
pub const MOVE_WHY_HINT: Text = Text::new("暂停时必填，评委会看到。", "Needed for a pause; the members see it.");
/// A terminal that is heard.
pub const ONLINE: Text = Text::new("在线", "online");
/// A terminal that is not heard.
pub const OFFLINE: Text = Text::new("离线", "offline");
/// A frozen seat.
pub const FROZEN: Text = Text::new("已冻结：{why}", "frozen: {why}");
/// A locked seat.
pub const LOCKED: Text = Text::new("已锁定", "locked");
/// Frees a frozen seat.
pub const RELEASE: Text = Text::new("解冻席位", "Release the seat");
/// What was found.
pub const RELEASE_WHY: Text = Text::new("核查与处理情况", "What was found and done");
/// The room was moved.
pub const MOVED: Text = Text::new("房间状态已更新", "The room's state has changed");
/// By whom and why.
pub const MOVED_BY: Text = Text::new("{by}：{why}", "{by}: {why}");

/// What the state of a room is called.
#[must_use]
pub const fn state(state: RoomState) -> Text {
    match state {
        RoomState::Open => Text::new("未封闭", "Open"),
        RoomState::Sealed => Text::new("已封闭", "Sealed"),
        RoomState::Paused => Text::new("已暂停", "Paused"),
        RoomState::Ended => Text::new("已结束", "Ended"),
    }
}

/// What a move of a room is called.
#[must_use]
pub const fn room_move(what: RoomMove) -> Text {
    match what {
        RoomMove::Seal => Text::new("封闭房间", "Seal the room"),
        RoomMove::Pause => Text::new("暂停评审", "Pause"),
        RoomMove::Resume => Text::new("恢复评审", "Resume"),
        RoomMove::End => Text::new("结束使用", "End"),
    }
}
