//! The words of the sample centre's bar.

use super::Text;

macro_rules! words {
    ($($name:ident $zh:literal | $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Text = Text::new($zh, $en);
        )*
        /// Every word of the bar, for the test that none is empty.
        pub const ALL: &[Text] = &[$($name),*];
    };
}

words! {
    CENTRE "示例中心" | "Sample centre";
    NEXT "时钟拨到下一节点" | "Move the clock to the next milestone";
    MOVED "时钟已拨到 {time}" | "The clock was moved to {time}";
    MOVED_LOT "时钟已拨到 {time}（{lot}）" | "The clock was moved to {time} ({lot})";
    ROLES "换一个身份" | "Be somebody else";
    PUBLIC "公众" | "Public";
    EMPTY_SEAT "空席终端" | "terminal of an empty seat";
}
