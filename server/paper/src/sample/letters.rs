//! The letters and declarations at the front of a bid.

use super::Variant;
use super::block::{Block, text};
use super::chance::Chance;
use super::chapters::Writer;

/// The letters of this part of a bid, by title.
pub(super) fn all(writer: &Writer<'_>, chance: &mut Chance) -> Vec<(&'static str, Vec<Block>)> {
    let mut letters = vec![("投标函", bid_letter(writer, chance))];
    if writer.bid.variant != Variant::Price {
        letters.push(("法定代表人授权委托书", authority(writer)));
        letters.push(("资格声明和承诺函", pledge(writer, chance)));
    }
    if writer.bid.size_claim.contains(['中', '小', '微']) {
        letters.push(("中小企业声明函", small_enterprise(writer)));
    }
    letters
}

fn addressed(writer: &Writer<'_>) -> Block {
    Block::Plain { text: format!("致：{}", writer.bid.purchaser) }
}

fn sign(writer: &Writer<'_>, role: &str, name: &str) -> Block {
    Block::Sign {
        bidder: writer.bid.bidder.clone(),
        role: role.to_owned(),
        name: name.to_owned(),
        date: writer.bid.date.clone(),
    }
}

fn bid_letter(writer: &Writer<'_>, chance: &mut Chance) -> Vec<Block> {
    let bid = writer.bid;
    let mut blocks = vec![
        addressed(writer),
        text(format!(
            "{}{}（项目编号：{}，采购包：{}）的招标公告，{}正式授权{}代表投标人提交投标文件，并在此声明和同意如下：",
            chance.pick(&["根据贵方", "我们收到并仔细研究了贵方", "响应贵方"]),
            bid.project,
            bid.tender_id,
            bid.lot,
            bid.bidder,
            writer.company.manager(),
        )),
    ];
    let mut points = vec![
        format!("投标文件有效期为自投标截止之日起{}日历天。", chance.pick(&["90", "90", "120"])),
        format!("交付期限：{}。", bid.delivery),
        "{we}已详细审查全部招标文件，包括澄清、修改以及有关附件，完全理解并同意放弃对这方面有不明及误解的权利。"
            .to_owned(),
        "{we}同意提供贵方可能要求的与本投标有关的任何证据或者资料，完全理解贵方不一定接受最低价的投标。".to_owned(),
        "{we}与采购人、采购机构以及其他投标人不存在可能影响公正性的{利害|控股、管理}关系，没有与其他投标人协商报价。"
            .to_owned(),
        "如果{we}中标，保证按照招标文件和投标文件签订合同，{不转包、不违法分包|亲自履行主体义务}。".to_owned(),
        "投标文件中的全部资料真实、合法、有效，如有虚假，愿意承担由此产生的一切法律后果。".to_owned(),
    ];
    if bid.variant != Variant::Technical && bid.variant != Variant::Business {
        points.insert(0, format!("投标总价为人民币{}元（大写：{}）。", bid.price, bid.price_words));
    }
    let items = points.iter().map(|p| writer.say(p, "", chance)).collect();
    blocks.push(Block::Items { items });
    blocks.push(sign(writer, "法定代表人或授权代表", writer.company.manager()));
    blocks
}

fn authority(writer: &Writer<'_>) -> Vec<Block> {
    let bid = writer.bid;
    let (legal, manager) = (&writer.company.legal, writer.company.manager());
    vec![
        addressed(writer),
        text(format!(
            "本人{legal}系{}的法定代表人，现授权本单位{manager}为代理人，以本单位名义参加{}（项目编号：{}）的投标活动。\
             代理人在投标、开标、澄清、合同谈判和签约过程中签署的一切文件和处理的一切有关事务，本单位均予以承认。",
            bid.bidder, bid.project, bid.tender_id,
        )),
        text("本授权书自签字之日起生效，至投标有效期届满之日止。代理人无转委托权。特此授权。"),
        text("附：法定代表人和代理人身份证明复印件，代理人社会保险缴纳证明。"),
        sign(writer, "法定代表人", legal),
    ]
}

fn pledge(writer: &Writer<'_>, chance: &mut Chance) -> Vec<Block> {
    let all = [
        "具有独立承担民事责任的能力。",
        "具有良好的商业信誉和健全的财务会计制度。",
        "具有履行合同所必需的设备和专业技术能力。",
        "有依法缴纳税收和社会保障资金的良好记录。",
        "参加本次采购活动前三年内，在经营活动中没有重大违法记录。",
        "未被列入失信被执行人、重大税收违法失信主体和政府采购严重违法失信行为记录名单。",
        "单位负责人与其他投标人不为同一人，不存在直接控股、管理关系。",
        "没有为本项目提供整体设计、规范编制或者项目管理、监理、检测等服务。",
    ];
    let extra = [
        "不以他人名义投标，不以其他方式弄虚作假。",
        "严格遵守开标、评标纪律，不干扰评标活动。",
        "中标后按照承诺投入人员和设备，不随意更换。",
        "对在本项目中知悉的信息承担保密义务。",
        "按时足额支付本项目人员的工资。",
    ];
    let mut items: Vec<String> = all.map(str::to_owned).to_vec();
    items.extend(chance.some(&extra, 3).into_iter().map(str::to_owned));
    vec![
        addressed(writer),
        text(writer.say("{company}参加{proj}的投标，{现郑重声明并承诺|在此声明和承诺}：", "", chance)),
        Block::Items { items },
        text("以上声明和承诺如有不实，愿意接受取消投标或者中标资格等处理，并承担相应的法律责任。"),
        sign(writer, "法定代表人或授权代表", &writer.company.legal),
    ]
}

fn small_enterprise(writer: &Writer<'_>) -> Vec<Block> {
    let (bid, c) = (writer.bid, writer.company);
    let what = bid.items.first().map_or("本项目全部标的", |item| item.name.as_str());
    vec![
        text(format!(
            "本公司郑重声明，根据《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）的规定，本公司参加{}的{}采购活动，\
             提供的货物全部由符合政策要求的中小企业制造，服务全部由符合政策要求的中小企业承接。具体情况如下：",
            bid.purchaser, bid.project,
        )),
        Block::Items {
            items: vec![format!(
                "{what}等，属于工业或者软件和信息技术服务业；制造（承接）企业为{}，从业人员{}人，上年度营业收入{}万元，属于{}。",
                bid.bidder, c.staff, c.revenue_wan[2], bid.size_claim,
            )],
        },
        text(
            "以上企业不属于大企业的分支机构，不存在控股股东为大企业的情形，也不存在与大企业的负责人为同一人的情形。本企业对上述声明内容的真实性负责。如有虚假，将依法承担相应责任。",
        ),
        sign(writer, "法定代表人或授权代表", &c.legal),
    ]
}
