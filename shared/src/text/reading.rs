//! The words of the reader's side: search, suggested pages, bookmarks and notes.

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
    SCOPE "查找范围" | "Where to look";
    SCOPE_THIS "本投标文件" | "This bid";
    SCOPE_ALL "所有投标文件" | "All bids";
    HIT_PLACE "文件 {file} · 第 {page} 页" | "File {file} · page {page}";
    LINE_PICTURE "第 {page} 页命中处的文字图片" | "Picture of the line on page {page}";
    SUGGESTED "检索建议页" | "Suggested pages";
    SUGGESTING "正在检索相关页" | "Looking for pages";
    SUGGESTED_NONE "投标人未注明本项所在页，检索也没有找到" | "The bidder names no page for this criterion, and the search found none";
    SUGGESTED_WHY "投标人未注明本项所在页；以下各页由检索得出，仅供参考。" | "The bidder names no page for this criterion; the search found these, for orientation only.";
    BOOKMARK "加书签" | "Bookmark";
    BOOKMARKED "已加书签" | "Bookmarked";
    BOOKMARKS "书签和笔记" | "Bookmarks and notes";
    PRIVATE "只有您自己看得到；您与其他评委都签署评分表后，彼此可见。" | "Only you see these. Once you and another member have both signed your sheets, you see each other's.";
    NOTE "第 {page} 页的笔记" | "Note on page {page}";
    NOTE_HINT "可以不填，最多 500 字。" | "Optional, at most 500 characters.";
    SAVE_MARK "保存书签" | "Save the bookmark";
    REMOVE_MARK "删除书签" | "Remove the bookmark";
    MARK_SAVED "书签已保存" | "The bookmark is saved";
    MARK_REMOVED "书签已删除" | "The bookmark is removed";
    OWN_MARKS "本投标文件中我的书签" | "My bookmarks in this bid";
    NO_MARKS "本投标文件中还没有书签。" | "No bookmarks in this bid yet.";
    OTHERS_MARKS "其他评委在本投标文件中的书签" | "The other members' bookmarks in this bid";
    MARKS_LOCKED "您已签署评分表，书签不再改变。" | "You have signed your sheet; bookmarks no longer change.";
    KEY_MARK "书签和笔记" | "Bookmarks and notes";
    COPYING_FORBIDDEN "本室禁止复制投标文件的文字" | "Text of bids may not be copied in this room";
    COPYING_ALLOWED "本室可以查看和复制投标文件的文字" | "Text of bids may be shown and copied in this room";
    FORBID_COPYING "禁止复制文字" | "Forbid copying";
    ALLOW_COPYING "允许复制文字" | "Allow copying";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::text::Lang;

    #[test]
    fn every_word_is_said_in_both_languages() {
        for word in ALL {
            assert!(!word.get(Lang::Zh).is_empty() && !word.get(Lang::En).is_empty());
            assert_eq!(word.get(Lang::Zh).matches('{').count(), word.get(Lang::En).matches('{').count());
        }
    }
}
