//! The words of the reviews: qualification and compliance.

use super::Text;

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
    QUALIFICATION "资格审查" | "Qualification review";
    QUALIFICATION_LEAD "经办人与采购人分别审查并签署；结论一致且合格投标人不少于三家时进入专家抽取。" | "Officer and purchaser review separately and both sign. With one opinion and at least three qualified bidders the committee can be drawn.";
    COMPLIANCE "符合性审查" | "Compliance review";
    COMPLIANCE_LEAD "逐家独立审查；您签署之前看不到其他评委的意见，其他评委也看不到您的意见。" | "Decide on each bid by yourself. Before you sign you do not see what the others decided, nor they what you decided.";
    BIDDERS "投标人" | "Bidders";
    PAGES "投标文件" | "Bid";
    DECISION "审查结论" | "Decision";
    MY_DECISION "我的结论" | "My decision";
    PASS "通过" | "Passes";
    FAIL "不通过" | "Fails";
    UNDECIDED "未审查" | "Not decided";
    CLAUSE "不符合的条款" | "Clause that it fails";
    CLAUSE_HINT "招标文件的章节和条款号，例如“第二章 3.1”。" | "Chapter and clause of the tender documents, such as “ch. 2, 3.1”.";
    FILE "依据所在文件" | "File that shows it";
    PAGE "页码" | "Page";
    TAKE_PAGE "引用当前页" | "Cite the page shown";
    REASON "理由" | "Reason";
    SAVE "保存结论" | "Save the decision";
    SAVED "结论已保存" | "The decision is saved";
    OFFICER "经办人" | "Officer";
    PURCHASER "采购人" | "Purchaser";
    MEMBERS "评委签署情况" | "Signatures of the members";
    OTHERS "其他评委的意见" | "What the others decided";
    SIGNED "已签署" | "Signed";
    NOT_SIGNED "未签署" | "Not signed";
    SIGN "签署审查意见" | "Sign the review";
    SIGN_TITLE "签署审查意见？" | "Sign the review?";
    SIGN_LOCKS_QUALIFICATION "双方签署且结论一致后，资格审查结果即生效，投标人名单不再改变。" | "Once both have signed with one opinion, the result stands and the list of qualified bidders does not change.";
    SIGN_UNDO_QUALIFICATION "对方签署前，您可以修改结论，签名随之撤回。" | "Until the other signs you may change a decision; that takes your signature back.";
    SIGN_LOCKS_COMPLIANCE "您的审查意见不能再修改；全体评委签署后按多数意见确定结果。" | "Your decisions can no longer be changed. When all members have signed, the majority decides on each bid.";
    WITHDRAWN "结论已修改，您的签名已撤回，请重新签署。" | "The decision was changed and your signature taken back. Sign again.";
    GOES_ON "审查完成，{n} 家通过，可以继续。" | "The review is finished: {n} pass, the lot goes on.";
    FAILED "审查完成，仅 {n} 家通过，本采购包终止。" | "The review is finished: only {n} pass, the lot fails.";
    WAITING "已签署，等待其他人签署。" | "Signed; waiting for the others.";
    DISAGREE "双方结论不一致" | "The two decisions differ";
    DISAGREE_WHY "资格审查由采购人和代理机构共同完成（财政部令第87号第四十四条）。" | "Purchaser and agency review qualification together (MoF Order 87, art. 44).";
    DISAGREE_TODO "请双方核对依据，由应修改的一方修改结论后重新签署。" | "Compare the evidence; whoever is to change the decision does so and signs again.";
    FORM "开标一览表" | "Opening form";
    PRICE "投标报价" | "Price";
    PRICE_WORDS "大写" | "In words";
    DELIVERY "交付期（天）" | "Delivery (days)";
    VALIDITY "有效期（天）" | "Validity (days)";
    SIZE "企业规模" | "Enterprise";
    LARGE "大型" | "Large";
    MEDIUM "中型" | "Medium";
    SMALL "小型" | "Small";
    MICRO "微型" | "Micro";
    DOMESTIC "本国产品" | "Domestic product";
    BRAND "品牌" | "Brand";
    YES "是" | "Yes";
    NO "否" | "No";
    PAGE_OF "第 {page} / {total} 页" | "Page {page} of {total}";
    PAGE_OF_UNKNOWN "第 {page} 页" | "Page {page}";
    PAGE_PICTURE "{file} 第 {page} 页" | "{file}, page {page}";
    PREVIOUS_PAGE "上一页" | "Previous page";
    NEXT_PAGE "下一页" | "Next page";
    GO_TO_PAGE "跳到页" | "Go to page";
    FIT "适合宽度" | "Fit width";
    ZOOM_IN "放大" | "Zoom in";
    ZOOM_OUT "缩小" | "Zoom out";
    SHOW_TEXT "本页文字" | "Text of the page";
    SHOW_PICTURE "本页图像" | "Picture of the page";
    NO_TEXT "本页文字尚未读取完毕，请稍后再看。" | "The text of this page is still being read. Look again shortly.";
    SCAN "本页是扫描件，没有可检索的文字。" | "This page is a scan; it has no text to search.";
    PAGE_LOADING "正在读取本页" | "Loading the page";
    PAGE_FAILED "本页无法显示" | "The page cannot be shown";
    PAGE_FAILED_TODO "请翻到其他页再返回；仍无法显示时请通知工作人员。" | "Turn to another page and back; call the staff if it stays.";
    DOWNLOAD "下载整份文件（记入日志）" | "Download the whole file (is journalled)";
    NO_BIDS "还没有已解密的投标文件。" | "There are no opened bids yet.";
    NOT_YET "本环节尚未开始，开始后本页自动更新。" | "This step has not begun. The page follows by itself when it does.";
    OVER "本环节已经结束，内容不能再修改。" | "This step is over; nothing can be changed any more.";
    NEXT_SCORING "进入打分" | "Go to scoring";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::text::Lang;

    #[test]
    fn every_word_is_said_in_both_languages() {
        assert!(ALL.iter().all(|word| !word.get(Lang::Zh).is_empty() && !word.get(Lang::En).is_empty()));
    }
}
