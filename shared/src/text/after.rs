//! The words of what comes after the report: re-evaluation, clocks, bonds, contract, challenges, calendar.

use super::Text;
use crate::api::after::BondForm;
use crate::rules::after::ClockKind;

labels! {
    PAPERS "评审文书" | "Papers";
    SUMMARY_BOOK "评审汇总表（xlsx）" | "Summary table (xlsx)";
    SHEETS_BOOK "全部评分表（xlsx）" | "All score sheets (xlsx)";
    SHEET_OF "{name}的评分表（PDF）" | "Score sheet of {name} (PDF)";
    AWARD_NOTICE "中标通知书（PDF）" | "Notice of award (PDF)";
    OWN_NOTICE "打开通知书（PDF）" | "Open the notice (PDF)";
    NO_CONTRACT "尚未登记合同。" | "No contract is noted yet.";
    CLOCKS "法定期限" | "Legal periods";
    STEP "事项" | "Step";
    LAST_DAY "最后一日" | "Last day";
    ARTICLE "依据" | "Article";
    STANDING "状态" | "Standing";
    DONE_AT "已完成" | "Done";
    RUNNING "进行中" | "Running";
    OVERDUE "已逾期" | "Overdue";
    OVER "已届满" | "Over";
    BONDS "投标保证金" | "Bonds";
    BIDDER "投标人" | "Bidder";
    BOND_AMOUNT "金额（元）" | "Amount (yuan)";
    BOND_FORM "形式" | "Form";
    ARRIVED "到账时间" | "Arrived";
    SOURCE "转出账户后几位或保函编号" | "Last digits of the account, or the guarantee's number";
    SAVE_BOND "登记保证金" | "Note the bond";
    BOND_SAVED "已登记" | "Noted";
    REFUND "登记退还" | "Note the refund";
    REFUNDED "已退还" | "Refunded";
    NO_BOND "未登记" | "Not noted";
    CONTRACT "采购合同" | "Contract";
    CONTRACT_NUMBER "合同编号" | "Number";
    CONTRACT_AMOUNT "合同金额（元）" | "Amount (yuan)";
    CONTRACT_SIGNED "签订时间" | "Signed at";
    SAVE_CONTRACT "登记已签订的合同" | "Note the signed contract";
    CONTRACT_LOCKS "合同金额须与中标金额一致；登记后由经办人公告。" | "The amount must be the winner's price. The officer then announces it.";
    CONTRACT_SAVED "合同已登记" | "The contract is noted";
    PUBLISH_CONTRACT "公告合同" | "Announce the contract";
    CONTRACT_PUBLISHED "合同已公告" | "The contract is announced";
    CHALLENGES "质疑" | "Challenges";
    NO_CHALLENGES "没有质疑。" | "No challenges.";
    CHALLENGE_TEXT "质疑事项、事实依据和法律依据" | "What is challenged, with facts and law";
    RAISE "提出质疑" | "Challenge the result";
    RAISE_LOCKS "提交后不能撤改；采购人或者采购代理机构在七个工作日内书面答复（财政部令第94号第十三条）。" | "It cannot be changed. It is answered in writing within seven working days (MoF Order 94, art. 13).";
    RAISED "已提出" | "Raised";
    RAISED_AT "提出时间" | "Raised at";
    UNTIL "可提出质疑至" | "Challenges until";
    ANSWER_DUE "答复截止" | "Answer due";
    ANSWER "答复" | "Answer";
    ANSWER_IT "签署并答复" | "Sign the answer";
    ANSWERED "已答复" | "Answered";
    REEVALUATE "组织重新评审" | "Have it evaluated again";
    REEVALUATE_LEAD "评标报告签署后，只有下列四种情形可以要求原评标委员会重新评审；评审结果改变的，须书面报告财政部门（财政部令第87号第六十四条）。" | "After the report is signed the committee evaluates again on these four grounds alone; a changed result is reported to the finance department (MoF Order 87, art. 64).";
    REEVALUATE_LOCKS "评标委员会须重新核对，并重新生成、签署报告。" | "The committee checks again; the report is made and signed anew.";
    REEVALUATED "已退回评标委员会" | "Handed back to the committee";
    GROUND "情形" | "Ground";
    REASON "发现的问题" | "What was found";
    FLIP "结果的敏感性" | "How near the result was";
    FLIP_NONE "任何一位成员单独改变一项主观评分，都不会改变第一中标候选人。" | "No single subjective score of one member decides who is the first candidate.";
    FLIP_IS "{member}对“{bidder}”的“{criterion}”评 {from} 分；若为 {to} 分，第一中标候选人即不同。" | "{member} gave “{bidder}” {from} for “{criterion}”; with {to} another bid would be the first candidate.";
    CALENDAR "法定日历" | "Legal calendar";
    CALENDAR_LEAD "节假日和调休上班日以国务院办公厅的通知为准；各项法定期限按此计算。" | "Holidays and the weekends worked instead, as the State Council announces them. Every legal period is counted by them.";
    HOLIDAYS "节假日（每行一日，如 2027-01-01）" | "Holidays (one a line, such as 2027-01-01)";
    WORKDAYS "调休上班日（每行一日）" | "Weekend days that are worked on (one a line)";
    SAVE_CALENDAR "保存日历" | "Save the calendar";
    CALENDAR_SAVED "日历已保存" | "The calendar is saved";
    CALENDAR_LOCKS "保存后所有期限按新的日历重新计算。" | "Every period is counted by the new calendar from now on.";
    NOT_A_DAY "“{text}”不是日期，请写成 2027-01-01。" | "“{text}” is no day. Write it as 2027-01-01.";
}

/// What a clock is for.
#[must_use]
pub const fn clock(kind: ClockKind) -> Text {
    match kind {
        ClockKind::Confirm => Text::new("采购人确定中标人", "The purchaser confirms the winner"),
        ClockKind::Announce => Text::new("公告中标结果", "The result is announced"),
        ClockKind::AnnouncementPeriod => Text::new("中标公告期限", "Period of the announcement"),
        ClockKind::Challenge => Text::new("质疑期", "Challenges can be raised"),
        ClockKind::BondsOfOthers => Text::new("退还未中标人保证金", "Bonds of the others are refunded"),
        ClockKind::Contract => Text::new("签订采购合同", "The contract is signed"),
        ClockKind::ContractNotice => Text::new("公告采购合同", "The contract is announced"),
        ClockKind::BondOfWinner => Text::new("退还中标人保证金", "The winner's bond is refunded"),
    }
}

/// The form of a bond.
#[must_use]
pub const fn bond_form(form: BondForm) -> Text {
    match form {
        BondForm::Transfer => Text::new("转账", "Transfer"),
        BondForm::Cheque => Text::new("支票、汇票或本票", "Cheque, draft or promissory note"),
        BondForm::Guarantee => Text::new("保函", "Guarantee"),
    }
}
