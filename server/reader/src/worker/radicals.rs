//! Radicals that some fonts give instead of the ideographs that look the same (⺠ for 民, ⻆ for 角).

use unicode_normalization::UnicodeNormalization;

/// The ideographs of U+2E80–2EF3 (CJK Radicals Supplement) in order, from Unicode's `EquivalentUnifiedIdeograph.txt`;
/// normalisation knows two of them. A radical without an equivalent stands for itself.
const SUPPLEMENT: &str = "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄㣺扌攵\u{2E9A}旡日月歺母民氵氺灬爫爫丬牛犬王𤴔目示礻𥫗糹纟罓罒㓁冗𦉪羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶阝钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// Radicals for which nobody types the standard's ideograph: a font that gives ⺗ or ⺮ means 心 or 竹.
const IN_WORDS: [(char, char); 8] =
    [('⺇', '几'), ('⺗', '心'), ('⺮', '竹'), ('⺵', '网'), ('⺴', '网'), ('⺶', '羊'), ('⺷', '羊'), ('⺽', '臼')];

/// Compatibility characters (NFKC: full-width forms, ligatures, ㎡, U+2F00 …) and radicals become what a person types.
pub fn fold(text: &str) -> String {
    text.nfkc().map(fold_radical).collect()
}

/// One radical of the supplement.
pub(crate) fn fold_radical(c: char) -> char {
    if !matches!(c, '\u{2E80}'..='\u{2EF3}') {
        return c;
    }
    if let Some((_, ideograph)) = IN_WORDS.iter().find(|(radical, _)| *radical == c) {
        return *ideograph;
    }
    let place = u32::from(c) - 0x2E80;
    SUPPLEMENT.chars().nth(place as usize).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_radical_of_the_block_in_its_place() {
        assert_eq!(SUPPLEMENT.chars().count(), 0x2EF4 - 0x2E80);
        for (radical, ideograph) in [
            ('⺀', '⺀'),
            ('⺁', '厂'),
            ('⺈', '刀'),
            ('⺌', '小'),
            ('⺒', '巳'),
            ('⺟', '母'),
            ('⺠', '民'),
            ('⺩', '王'),
            ('⺬', '示'),
            ('⺼', '肉'),
            ('⻁', '虎'),
            ('⻄', '西'),
            ('⻅', '见'),
            ('⻆', '角'),
            ('⻉', '贝'),
            ('⻋', '车'),
            ('⻌', '辶'),
            ('⻐', '钅'),
            ('⻑', '長'),
            ('⻓', '长'),
            ('⻔', '门'),
            ('⻗', '雨'),
            ('⻘', '青'),
            ('⻚', '页'),
            ('⻛', '风'),
            ('⻜', '飞'),
            ('⻝', '食'),
            ('⻢', '马'),
            ('⻣', '骨'),
            ('⻤', '鬼'),
            ('⻥', '鱼'),
            ('⻦', '鸟'),
            ('⻨', '麦'),
            ('⻩', '黄'),
            ('⻬', '齐'),
            ('⻮', '齿'),
            ('⻰', '龙'),
            ('⻳', '龟'),
            ('⺮', '竹'),
            ('⺗', '心'),
        ] {
            assert_eq!(fold_radical(radical), ideograph, "U+{:04X}", u32::from(radical));
        }
    }

    #[test]
    fn what_looks_alike_becomes_alike() {
        assert_eq!(fold("⺠⽤⻆⼦ ＩＳＯ ９００１ ㎡ ﬁ"), "民用角子 ISO 9001 m2 fi");
        assert_eq!(fold("投标，ABC"), "投标,ABC");
    }
}
