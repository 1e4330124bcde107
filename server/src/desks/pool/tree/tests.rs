//! The tree of specialties from a file.

use super::*;

#[test]
fn a_tree_is_read_and_its_mistakes_are_told_by_row() {
    let file = "代码,上级代码,名称,英文名称\nA,,货物,Goods\nA0201,A,计算机设备,Computers\nA0201,A,又一次,Again\n坏 码,A,x,x\nA0202,A,,Printers\n";
    let (nodes, errors) = specialties(file.as_bytes()).unwrap();
    assert_eq!(nodes.iter().map(|node| node.code.as_str()).collect::<Vec<_>>(), ["A", "A0201"]);
    let told: Vec<(u32, Code)> = errors.iter().map(|error| (error.row, error.refusal.code)).collect();
    assert_eq!(told, [(4, Code::RowDuplicate), (5, Code::RowWord), (6, Code::FieldMissing)]);
    assert_eq!(specialties(b"code,zh\n").unwrap_err().code, Code::SheetColumns);
}

#[test]
fn a_specialty_hangs_under_one_that_exists_and_not_under_itself() {
    let tree = BTreeMap::from([("A", None), ("B", Some("A")), ("C", Some("D")), ("D", Some("C")), ("E", Some("Z"))]);
    let code = |at: &str| check_place(at, &tree).map_err(|refusal| refusal.code);
    assert_eq!(code("B"), Ok(()));
    assert_eq!(code("C"), Err(Code::SpecialtyCircle));
    assert_eq!(code("E"), Err(Code::SpecialtyUnknown));
}
