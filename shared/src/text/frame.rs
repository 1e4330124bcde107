//! The words of the frame: shell, log-in, states, and what the components say by themselves.

use super::Text;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $zh:literal | $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Text = Text::new($zh, $en);
        )*
        /// Every word of the frame, for the test that none is empty.
        pub const ALL: &[Text] = &[$($name),*];
    };
}

words! {
    // ---- shell ----
    PRODUCT "评标室" | "Bidroom";
    SKIP "跳到正文" | "Skip to the content";
    MAIN_MENU "主菜单" | "Main menu";
    STATUS_BAR "本机状态" | "Status of this terminal";
    WHO "当前用户" | "You are";
    PROJECT "项目" | "Project";
    SEAT "评标室与席位" | "Room and seat";
    ROOM_SEAT "{room} · {seat} 号席" | "{room}, seat {seat}";
    LOCK_SEAT "锁定席位" | "Lock the seat";
    UNLOCK_SEAT "输入密码继续" | "Enter the PIN to go on";
    SEAT_IS_LOCKED "席位已锁定" | "The seat is locked";
    SEAT_IS_LOCKED_TODO "已填写的内容都在。本人输入个人密码后从原处继续。" | "Everything you entered is still here. Enter your own PIN to go on where you were.";
    SEAT_IS_FROZEN "本席位已冻结" | "This seat is frozen";
    SEAT_IS_FROZEN_TODO "终端可以访问不应访问的网络（{address}）。请举手通知工作人员；已填写的内容都在，解冻后继续。" | "The terminal can reach what it must not ({address}). Call the staff. Everything you entered is kept; you go on when the seat is released.";
    ROOM_IS_PAUSED "评审已暂停" | "The evaluation is paused";
    ROOM_IS_PAUSED_TODO "由{by}暂停：{why}。请在座位等候，恢复后自动继续；已填写的内容都在。" | "Paused by {by}: {why}. Please wait at your seat; it goes on by itself. Everything you entered is kept.";
    ROOM_HAS_ENDED "本评标室的评审已结束" | "The evaluation in this room has ended";
    ROOM_HAS_ENDED_TODO "请听从工作人员安排离场，感谢您的工作。" | "Follow the staff out of the room. Thank you for your work.";
    SERVER_TIME "北京时间（服务器）" | "Beijing time (server)";
    NO_TIME "正在对时" | "Setting the clock";
    TEXT_SIZE "文字大小" | "Text size";
    SIZE_NORMAL "标准字" | "Normal text";
    SIZE_LARGE "大字" | "Large text";
    SIZE_LARGEST "特大字" | "Largest text";
    LANGUAGE "语言" | "Language";
    LOG_IN "登录" | "Log in";
    LOG_OUT "退出登录" | "Log out";
    // ---- save state ----
    SAVED "已全部保存" | "All saved";
    SAVING "正在保存" | "Saving";
    WAITING "待网络恢复后保存（{n}）" | "Waiting for the network ({n})";
    CONFLICT "有冲突，请处理" | "Conflict: look at it";
    // ---- connection ----
    OFFLINE "与服务器的连接已中断" | "The connection to the server is lost";
    OFFLINE_TODO "请不要关闭本页。已填写的内容仍在，系统每隔几秒自动重连，恢复后会继续保存；超过一分钟请通知工作人员。" | "Keep this page open. What you entered is still here; the page reconnects by itself every few seconds and then saves. Call the staff if it takes more than a minute.";
    BACK_ONLINE "连接已恢复" | "The connection is back";
    TRY_AGAIN "重试" | "Try again";
    UNREADABLE "页面与服务器的版本不一致" | "Page and server are of different versions";
    UNREADABLE_TODO "请按 F5 刷新页面；仍出现时请联系管理员。" | "Press F5 to reload the page. Tell the administrator if it stays.";
    OWN_FAULT "本机无法完成此操作（{detail}）" | "This machine could not do that ({detail})";
    OWN_FAULT_TODO "请按提示更正后重试；仍出现时请换用新版 Chromium 或 Edge 浏览器，或联系工作人员。" | "Correct what is named and try again. If it stays, use a current Chromium or Edge, or call the staff.";
    REQUEST_NO "请求编号" | "Request number";
    // ---- states ----
    LOADING "正在读取" | "Loading";
    EMPTY "这里还没有内容" | "There is nothing here yet";
    LOCKED "已锁定" | "Locked";
    RETURNED "已退回更正" | "Returned for correction";
    NOT_FOUND_TITLE "没有这个页面" | "There is no such page";
    NOT_FOUND_TODO "请核对网址，或从首页重新进入。" | "Check the address, or start again from the first page.";
    NOT_YOURS_TITLE "本页面不属于您的岗位" | "This page is not for your role";
    NOT_YOURS_TODO "如需办理，请换用相应账号登录，或联系中心经办人。" | "Log in with the account meant for it, or ask the centre's officer.";
    HOME "返回首页" | "To the first page";
    // ---- findings ----
    INFO "提示" | "Note";
    DONE "完成" | "Done";
    WARNING "警告" | "Warning";
    ERROR "错误" | "Error";
    CODE "代码" | "Code";
    WHY "原因" | "Why";
    TODO "怎么办" | "What to do";
    GO_TO_FIELD "转到该项" | "Go to the field";
    // ---- fields ----
    REQUIRED "必填" | "required";
    OPTIONAL "选填" | "optional";
    CHOOSE "请选择" | "Choose";
    CHOOSE_FILES "选择文件" | "Choose files";
    NO_FILE "未选择文件" | "No file chosen";
    REMOVE "移除" | "Remove";
    OF_MAXIMUM "满分 {max}" | "of {max}";
    // ---- acts ----
    OK "确定" | "OK";
    SAVE "保存" | "Save";
    CLOSE "关闭" | "Close";
    CANCEL "取消" | "Cancel";
    BACK "返回" | "Back";
    COPY "复制" | "Copy";
    COPIED "已复制" | "Copied";
    DOWNLOAD "下载" | "Download";
    LOCKS "将锁定" | "What it locks";
    UNDO "谁能撤销" | "Who can undo it";
    NOBODY "任何人都不能撤销" | "Nobody can undo it";
    TIME_LEFT "剩余时间" | "Time left";
    TIME_UP "时间到" | "Time is up";
    DAYS "{n} 天 " | "{n} d ";
    QR "二维码" | "QR code";
    STEP_DONE "已完成" | "done";
    STEP_NOW "当前步骤" | "current step";
    STEP_AHEAD "未开始" | "not yet";
    // ---- log-in ----
    ACCOUNT "账号" | "Account";
    PASSWORD "密码" | "Password";
    LOGIN_TITLE "登录" | "Log in";
    LOGIN_LEAD "请使用中心为您开设的账号，或投标人注册时设定的账号。" | "Use the account that the centre gave you, or the one you registered as a bidder.";
    LOGIN_FIELD_EMPTY "请填写此项" | "Fill this in";
    RELOGIN_TITLE "登录已过期，请重新登录" | "The session has expired: log in again";
    RELOGIN_LEAD "页面上已填写的内容都在；登录后从原处继续。" | "Everything on the page is still here; you go on where you were.";
    SIGN_TITLE "请再次输入密码以签署" | "Enter your password again to sign";
    SIGN_LEAD "签署以您本人的名义记入日志，不能由他人代办。" | "A signature is recorded in your own name and cannot be made by anybody else.";
    SIGN "签署" | "Sign";
    // ---- sealing and transfer ----
    SEALING "正在加密" | "Sealing";
    SENDING "正在上传" | "Sending";
    PIECES "{done} / {total}，{speed}/秒，约剩 {left}" | "{done} of {total}, {speed}/s, about {left} left";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn every_word_is_said_in_both_languages_with_the_same_facts() {
        let facts = |text: &str| {
            let mut names: Vec<_> =
                text.split('{').skip(1).filter_map(|rest| rest.split('}').next().map(str::to_owned)).collect();
            names.sort();
            names
        };
        for word in ALL {
            let (zh, en) = (word.get(Lang::Zh), word.get(Lang::En));
            assert!(!zh.is_empty() && !en.is_empty());
            assert_eq!(facts(zh), facts(en), "{en}");
        }
    }
}
