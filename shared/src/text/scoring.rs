//! The words of scoring: the sheet, its keys, the check before signing, progress.

use super::Text;
use crate::sheet::CellFinding;

macro_rules! words {
    ($($name:ident $zh:literal | $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Text = Text::new($zh, $en);
        )*
        /// Every word of the desk, for the test that none is empty.
        pub const ALL: &[Text] = &[$($name),*];
    };
}

words! {
    SCORING "打分" | "Scoring";
    PROGRESS "评审进度" | "Progress";
    PROGRESS_LEAD "只显示数量；任何人的打分在本人签署前都不可见。" | "Counts alone; nobody's scores can be seen before they are signed.";
    BIDDERS "投标人" | "Bidders";
    CRITERION "评审因素" | "Criterion";
    CRITERION_NO "第 {n} 项，共 {total} 项" | "{n} of {total}";
    STANDARD "评分标准" | "Standard";
    OBJECTIVE "客观分" | "Objective";
    SUBJECTIVE "主观分" | "Subjective";
    RANGE "{min}～{max} 分" | "{min} to {max}";
    RANGE_STEP "{min}～{max} 分，每档 {step} 分" | "{min} to {max}, in steps of {step}";
    SCORE "分数" | "Score";
    MAX "满分 {max}" | "max {max}";
    REASON "理由" | "Reason";
    REASON_NEEDED "打最低分或最高分须说明理由" | "The lowest and the highest score need a reason";
    CRITERIA "本投标人各项得分" | "Scores of this bidder";
    CELL_EMPTY "未打分" | "not scored";
    CELL_EDITED "未提交" | "not sent";
    CELL_SAVING "正在保存" | "saving";
    CELL_SAVED "已保存" | "saved";
    CELL_WAITING "待网络恢复" | "waiting";
    CELL_CONFLICT "有冲突" | "conflict";
    CELL_REFUSED "未保存" | "not saved";
    CELL_RETURNED "退回更正" | "returned";
    CELL_LOCKED "已锁定" | "locked";
    WAS "原分数" | "was";
    RETURNED_WHY "退回原因" | "Why it came back";
    CONFLICT_WHAT "此项已在另一个窗口改为 {theirs}，您在本窗口输入的是 {mine}。" | "This was changed to {theirs} in another window; here you entered {mine}.";
    CONFLICT_TODO "请选择保留哪一个。" | "Choose which one to keep.";
    KEEP_MINE "保留我输入的 {mine}" | "Keep {mine}";
    TAKE_THEIRS "采用已保存的 {theirs}" | "Take {theirs}";
    NOTHING "空" | "nothing";
    CITED "引用页" | "Cited pages";
    NOT_CITED "投标人未注明本项所在页" | "The bidder names no page for this criterion";
    FIND "在投标文件中查找" | "Find in the bid";
    FIND_WORDS "要查找的文字" | "Words to find";
    FIND_GO "查找" | "Find";
    FIND_NONE "没有找到。扫描页没有可检索的文字。" | "Nothing found. Scanned pages have no text to search.";
    FIND_MORE "只显示前 {n} 处。" | "The first {n} are shown.";
    FIND_UNREAD "还有 {n} 个文件的文字正在读取，检索结果不完整。" | "The text of {n} files is still being read; the result is not complete.";
    HITS "查找结果" | "Found";
    COMPARE "对比表" | "Compare";
    COMPARE_CAPTION "我的打分：评审因素 × 投标人" | "My scores: criteria × bidders";
    TOTAL "小计" | "Sum";
    CHECK "检查并签署" | "Check and sign";
    CHECK_TITLE "签署前检查" | "Check before signing";
    CHECK_DONE "全部 {n} 项已打分并保存。" | "All {n} scores are given and saved.";
    CHECK_MISSING "还有 {n} 项未打分" | "{n} scores are missing";
    CHECK_REASON "还有 {n} 项缺少理由" | "{n} scores need a reason";
    CHECK_UNSAVED "还有 {n} 项未保存" | "{n} scores are not saved yet";
    CHECK_TODO "请点选下列各项补齐。" | "Choose an item below and complete it.";
    CHECK_WAIT "请等待保存完成。" | "Wait until they are saved.";
    SIGN "签署评分表" | "Sign the sheet";
    SIGN_LOCKS "您的全部分数将被锁定，并以您的名义记入日志。" | "All your scores are locked and journalled in your name.";
    SIGN_UNDO "评审组长可说明理由后退回个别分数。" | "The head can return single scores, with a reason.";
    SHEET_HASH "评分表哈希" | "Hash of the sheet";
    SIGNED "评分表已签署" | "The sheet is signed";
    SIGNED_TODO "请等待汇总；组长退回的分数会在这里重新打开。" | "Wait for the summary; scores that the head returns open here again.";
    RETURNED_SHEET "组长退回了 {n} 项" | "The head returned {n} scores";
    RETURNED_TODO "只有退回的项可以修改，改好后请重新检查并签署。" | "Only these can be changed. Correct them, then check and sign again.";
    NOT_YET "打分尚未开始。符合性审查完成后本页自动更新。" | "Scoring has not begun. The page follows by itself when the compliance review is done.";
    NO_CRITERIA "本采购包没有需要评委打分的因素，请直接检查并签署。" | "This lot has nothing for members to score. Check and sign.";
    KEYS "按键说明" | "Keys";
    KEY_ENTER "保存并到下一个未打分项" | "Save and go to the next one not scored";
    KEY_UP_DOWN "上一项、下一项评审因素" | "Previous or next criterion";
    KEY_PAGES "上一页、下一页" | "Previous or next page";
    KEY_REASON "写理由（Esc 返回）" | "Reason (Esc goes back)";
    KEY_FIND "在投标文件中查找" | "Find in the bid";
    KEY_CITED "翻到本项引用的页" | "Turn to the page cited for this criterion";
    KEY_BIDDER "上一家、下一家，同一评审因素" | "Previous or next bidder, same criterion";
    KEY_COMPARE "对比表" | "Compare";
    KEY_CHECK "检查并签署" | "Check and sign";
    KEY_UNDO "撤销上一次打分" | "Undo the last score";
    KEY_HELP "本说明" | "This list";
    UNDONE "已撤销" | "Undone";
    NOTHING_TO_UNDO "没有可撤销的操作" | "There is nothing to undo";
    ALL_SCORED "全部已打分，请按 F10 检查并签署。" | "Everything is scored. Press F10 to check and sign.";
    ACROSS "Enter：逐家打同一项" | "Enter: same criterion, next bidder";
    DOWN "Enter：逐项打同一家" | "Enter: same bidder, next criterion";
    KEY_ACROSS "切换 Enter 的方向（逐项／逐家）" | "Switch where Enter goes (down one bid, or across the bids)";
    UNKEPT "本机无法保存内容，断网时可能丢失" | "This machine keeps nothing: a lost connection may lose what you enter";
    UNKEPT_TODO "请举手通知工作人员检查浏览器存储空间；网络正常时分数仍逐项保存到服务器。" | "Call the staff to look at the browser's storage. While the network works every score is still saved on the server.";
    NOT_TAKEN "暂未保存：{why}" | "Not saved yet: {why}";
    ELSEWHERE "您已换到其他席位" | "You have another seat now";
    ELSEWHERE_TODO "本席位尚未提交的 {n} 项已转交，请到新席位逐项确认。" | "{n} scores that were not sent from here were handed over; decide on each at your new seat.";
    ELSEWHERE_NONE "本席位没有未提交的内容，请到新席位继续。" | "Nothing was left unsent here. Go on at your new seat.";
    STRAYS "原席位（{room} · {seat} 号席）有 {n} 项未提交" | "{n} scores were not sent from your former seat ({room}, seat {seat})";
    STRAYS_TODO "请逐项决定采用还是放弃；处理完才能签署。" | "Decide on each: take it or drop it. The sheet can be signed when all are decided.";
    STRAY_WAS "当时输入 {theirs}，现在是 {mine}" | "entered {theirs} there; it is {mine} now";
    STRAY_TAKE "采用 {theirs}" | "Take {theirs}";
    STRAY_DROP "放弃" | "Drop it";
    CHECK_LEVEL "{n} 项评审因素对各家打了相同分数" | "{n} criteria have the same score for every bid";
    CHECK_EXTREME "{n} 家投标人各项均为最低或最高分" | "{n} bids have the least or the most on every criterion";
    CHECK_LOOK "如属本意，可直接签署；否则请核对。" | "Sign if it is meant; else look at them again.";
    KEPT_FIRST "已保存到本机，刷新不会丢失" | "Kept on this machine: nothing is lost by reloading";
    TIME_SPENT "用时" | "Time";
    BY_BID "各投标人" | "Bid by bid";
    BID_LINE "{name}：{done}/{total}，{minutes} 分钟" | "{name}: {done} of {total}, {minutes} min";
    ONLINE "终端在线" | "terminal online";
    OFFLINE "终端离线" | "terminal offline";
    HELD "席位冻结或锁定" | "seat frozen or locked";
    PRESENCE "在场" | "At the seat";
    MEMBER "评委" | "Member";
    SEAT "席位" | "Seat";
    REVIEWED "符合性审查" | "Compliance";
    SCORED "已打分" | "Scored";
    STATE "状态" | "State";
    OF "{done} / {total}" | "{done} of {total}";
    STATE_REVIEWING "审查中" | "reviewing";
    STATE_REVIEW_SIGNED "审查已签署" | "review signed";
    STATE_SCORING "打分中" | "scoring";
    STATE_RETURNED "退回 {n} 项" | "{n} returned";
    STATE_SIGNED "已签署" | "signed";
    NOT_CHECKED_IN "未签到" | "not checked in";
}

/// What is wrong with a cell.
#[must_use]
pub const fn finding(finding: CellFinding) -> Text {
    match finding {
        CellFinding::ReasonNeeded => REASON_NEEDED,
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;
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
            assert_eq!(facts(word.get(Lang::Zh)), facts(word.get(Lang::En)), "{}", word.get(Lang::En));
        }
    }
}
