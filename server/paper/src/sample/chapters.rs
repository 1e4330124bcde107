//! How a bid document is put together: which chapters, in what order, with what numbering.

use super::block::{BidData, Block, IndexRow, Style, section, text};
use super::chance::Chance;
use super::company::Company;
use super::phrase::{Names, say};
use super::words::{COMMON, INTRO, PROFILE, Part, Topic, UNDERSTANDING};
use super::{SampleBid, Variant, filler, letters, price, tables};
use crate::forms::{CriterionRow, Line};

const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// A chapter under way: what its sentences know.
pub(super) struct Writer<'a> {
    pub(super) bid: &'a SampleBid,
    pub(super) company: &'a Company,
}

impl Writer<'_> {
    /// A sentence on `topic` with its choices made.
    pub(super) fn say(&self, pattern: &str, topic: &str, chance: &mut Chance) -> String {
        let names = Names { company: self.company, project: &self.bid.project, purchaser: &self.bid.purchaser, topic };
        say(pattern, &names, chance)
    }

    /// A section: four to six of the part's sentences, as paragraphs or as a list.
    fn part(&self, number: usize, part: &Part, topic: &str, chance: &mut Chance) -> Vec<Block> {
        let count = 4 + chance.below(3);
        let said: Vec<String> =
            chance.some(part.sentences, count).into_iter().map(|pattern| self.say(pattern, topic, chance)).collect();
        let mut blocks = vec![section(format!("{}、{}", numeral(number), part.title))];
        if chance.below(3) == 0 {
            blocks.push(Block::Items { items: said });
        } else {
            blocks.extend(said.chunks(2 + chance.below(2)).map(|some| text(some.concat())));
        }
        blocks
    }
}

/// The document's data, with `fillers` annexes at its end, each of a page or more.
pub(super) fn bid_data(bid: &SampleBid, fillers: usize) -> BidData {
    let company = Company::new(bid.seed, &bid.bidder);
    let writer = Writer { bid, company: &company };
    let mut chance = Chance::new(bid.seed, &format!("bid {} {:?}", bid.bidder, bid.variant));
    let style = style(&company, &mut chance);
    let mut book = Book { titled: chance.below(2) == 0, chapters: 0, blocks: Vec::new(), index: Vec::new() };
    if bid.variant != Variant::Technical {
        book.letters(&writer, &mut chance);
    }
    if matches!(bid.variant, Variant::Complete | Variant::Business) {
        book.company(&writer, &mut chance);
    }
    if matches!(bid.variant, Variant::Complete | Variant::Technical) {
        book.understanding(&writer, &mut chance);
    }
    if bid.variant != Variant::Price {
        for (number, criterion) in bid.criteria.iter().enumerate() {
            book.criterion(&writer, number, criterion, &mut chance);
        }
        let title = book.title("商务和技术偏离表");
        book.chapter(title, None, tables::deviations(&writer, &mut chance));
    }
    if matches!(bid.variant, Variant::Complete | Variant::Price) {
        let title = book.title("报价文件");
        book.chapter(title, None, price::blocks(bid, &mut chance));
    }
    if fillers > 0 {
        let title = book.title("附件");
        book.chapter(title, None, filler::annexes(&writer, fillers, &mut chance));
    }
    BidData {
        title: part_name(bid.variant),
        bidder: bid.bidder.clone(),
        project: bid.project.clone(),
        style,
        cover: cover(bid, &company),
        index: book.index,
        blocks: book.blocks,
    }
}

/// About how many pages the chapters take without annexes; a low guess, so that annexes are too many rather than too few.
pub(super) fn expected_pages(bid: &SampleBid) -> usize {
    let criteria = bid.criteria.len();
    match bid.variant {
        Variant::Complete => 12 + criteria * 2,
        Variant::Technical => 5 + criteria * 2,
        Variant::Business => 9 + criteria * 2,
        Variant::Price => 6,
    }
}

struct Book {
    /// Chapters are called 第一章 …, or else 一、…
    titled: bool,
    chapters: usize,
    blocks: Vec<Block>,
    index: Vec<IndexRow>,
}

impl Book {
    fn title(&mut self, name: &str) -> String {
        self.chapters += 1;
        let number = numeral(self.chapters);
        if self.titled { format!("第{number}章　{name}") } else { format!("{number}、{name}") }
    }

    fn chapter(&mut self, title: String, cite: Option<usize>, blocks: Vec<Block>) {
        self.blocks.push(Block::Chapter { text: title, cite });
        self.blocks.extend(blocks);
    }

    fn letters(&mut self, writer: &Writer<'_>, chance: &mut Chance) {
        for (name, blocks) in letters::all(writer, chance) {
            let title = self.title(name);
            self.chapter(title, None, blocks);
            self.blocks.push(Block::Break);
        }
    }

    fn company(&mut self, writer: &Writer<'_>, chance: &mut Chance) {
        let mut blocks = vec![section("（一）基本情况"), tables::company(writer)];
        for pattern in chance.some(PROFILE, 4) {
            blocks.push(text(writer.say(pattern, "", chance)));
        }
        blocks.push(section("（二）组织机构"));
        blocks.push(tables::organisation(chance));
        blocks.push(section("（三）财务状况"));
        blocks.push(tables::finances(writer));
        blocks.push(section("（四）近年主要业绩"));
        blocks.push(tables::contracts(writer, 8));
        let title = self.title("投标人基本情况");
        self.chapter(title, None, blocks);
    }

    fn understanding(&mut self, writer: &Writer<'_>, chance: &mut Chance) {
        let title = self.title("对项目的理解和总体思路");
        let mut blocks = Vec::new();
        for (i, part) in UNDERSTANDING.iter().enumerate() {
            blocks.extend(writer.part(i + 1, part, "项目总体", chance));
        }
        blocks.push(tables::schedule(chance));
        self.chapter(title, None, blocks);
    }

    fn criterion(&mut self, writer: &Writer<'_>, number: usize, criterion: &CriterionRow, chance: &mut Chance) {
        let title = self.title(&criterion.name);
        self.index.push(IndexRow {
            number,
            name: criterion.name.clone(),
            max: criterion.max.clone(),
            chapter: title.clone(),
        });
        self.chapter(title, Some(number), criterion_blocks(writer, criterion, chance));
    }
}

fn criterion_blocks(writer: &Writer<'_>, criterion: &CriterionRow, chance: &mut Chance) -> Vec<Block> {
    let topic = Topic::of(&criterion.name, &criterion.standard);
    let name = criterion.name.as_str();
    let mut blocks = vec![text(writer.say(chance.pick(INTRO), name, chance))];
    if !criterion.standard.is_empty() {
        blocks.push(tables::response(writer, criterion, chance));
    }
    let mut number = 0;
    for part in topic.parts() {
        number += 1;
        blocks.extend(writer.part(number, part, name, chance));
        if number == 1 {
            blocks.extend(tables::of_topic(writer, topic, chance));
        }
    }
    let count = 2 + chance.below(2);
    let common: Vec<&Part> = COMMON.iter().collect();
    for part in chance.some(&common, count) {
        number += 1;
        blocks.extend(writer.part(number, part, name, chance));
    }
    blocks
}

fn style(company: &Company, chance: &mut Chance) -> Style {
    let accents = ["#1f3864", "#0b4a8f", "#7a1f1f", "#1d5c3a", "#3b3b3b", "#5b3a7a", "#8a4b00", "#00566b"];
    Style {
        accent: accents[(company.founded as usize + chance.below(accents.len())) % accents.len()],
        sans: chance.below(3) == 0,
        centred: chance.below(2) == 0,
        band: chance.below(2) == 0,
        total: chance.below(2) == 0,
        chapter_break: chance.below(3) != 0,
    }
}

fn cover(bid: &SampleBid, company: &Company) -> Vec<Line> {
    let line = |label: &str, value: &str| Line { label: label.to_owned(), value: value.to_owned() };
    vec![
        line("项目编号", &bid.tender_id),
        line("采购包", &bid.lot),
        line("投标人", &bid.bidder),
        line("法定代表人", &company.legal),
        line("地址", &company.address),
        line("日期", &bid.date),
    ]
}

fn part_name(variant: Variant) -> &'static str {
    match variant {
        Variant::Complete => "商务技术文件",
        Variant::Technical => "技术部分",
        Variant::Business => "商务部分",
        Variant::Price => "报价部分",
    }
}

/// 1 to 99 in Chinese numerals.
pub(super) fn numeral(n: usize) -> String {
    let digit = |d: usize| DIGITS.get(d.wrapping_sub(1)).copied().unwrap_or_default();
    match n {
        0 => "〇".to_owned(),
        1..=10 => digit(n).to_owned(),
        11..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}
