use proptest::prelude::*;

use super::*;

/// Conditions (a) and (b), as the design states them, over (groups of the person, groups of the unit).
fn defined_short(needs: &[u32], chosen: &[u16], free_units: &[u16]) -> Option<u16> {
    (1..1u16 << needs.len()).find(|set| {
        let need: u32 = needs.iter().enumerate().filter(|(g, _)| set >> g & 1 == 1).map(|(_, need)| need).sum();
        let within = chosen.iter().filter(|groups| **groups & !set == 0).count();
        let meeting = chosen.iter().chain(free_units).filter(|groups| **groups & set != 0).count();
        within > need as usize || meeting < need as usize
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_tables_are_the_definition(
        needs in prop::collection::vec(1u32..4, 1..5),
        units in prop::collection::vec(1u16..16, 0..12),
        steps in prop::collection::vec((any::<usize>(), 1u16..16), 0..12),
    ) {
        let all = (1u16 << needs.len()) - 1;
        let mut free: Vec<u16> = units.iter().map(|unit| unit & all).filter(|unit| *unit != 0).collect();
        let mut seats = Seats::new(&needs, free.iter().copied());
        prop_assert_eq!(seats.wanted(), needs.iter().sum::<u32>());
        let mut chosen: Vec<(u16, u16)> = Vec::new();
        for (pick, mask) in steps {
            let people: Vec<u16> = chosen.iter().map(|(person, _)| *person).collect();
            let short = defined_short(&needs, &people, &free);
            prop_assert_eq!(seats.short(), short);
            if pick % 4 == 0 && !chosen.is_empty() {
                let (person, unit) = chosen.swap_remove(pick % chosen.len());
                seats.release(person, Some(unit));
                free.push(unit);
            } else if short.is_none() && !free.is_empty() {
                let at = pick % free.len();
                let unit = free[at];
                let person = if unit & mask == 0 { unit } else { unit & mask };
                let with: Vec<u16> = people.iter().copied().chain([person]).collect();
                let mut without = free.clone();
                without.remove(at);
                let admitted = seats.admits(person, unit);
                prop_assert_eq!(admitted, defined_short(&needs, &with, &without).is_none());
                if admitted {
                    seats.choose(person, unit);
                    chosen.push((person, unit));
                    free = without;
                }
            }
            prop_assert_eq!(seats.chosen() as usize, chosen.len());
        }
    }

    #[test]
    fn everybody_gets_the_lowest_group_that_leaves_the_rest_assignable(
        needs in prop::collection::vec(1u32..4, 1..5),
        people in prop::collection::vec(1u16..16, 0..8),
    ) {
        let all = (1u16 << needs.len()) - 1;
        let people: Vec<u16> = people.iter().map(|person| person & all).filter(|person| *person != 0).collect();
        let mut left = needs.clone();
        let mut expected = Some(Vec::new());
        for (at, person) in people.iter().enumerate() {
            let group = (0..needs.len()).filter(|g| person >> g & 1 == 1).find(|g| {
                let mut rest = left.clone();
                rest[*g] > 0 && { rest[*g] -= 1; can_sit(&mut rest, &people[at + 1..]) }
            });
            match (group, &mut expected) {
                (Some(group), Some(out)) => { left[group] -= 1; out.push(group as u8); }
                _ => expected = None,
            }
            if expected.is_none() { break }
        }
        prop_assert_eq!(assign(&needs, &people), expected);
    }
}

/// By trying: whether everybody can have a seat of theirs.
fn can_sit(left: &mut [u32], people: &[u16]) -> bool {
    let Some((person, rest)) = people.split_first() else {
        return true;
    };
    (0..left.len()).any(|g| {
        if person >> g & 1 == 0 || left[g] == 0 {
            return false;
        }
        left[g] -= 1;
        let fits = can_sit(left, rest);
        left[g] += 1;
        fits
    })
}

#[test]
fn sixteen_groups_are_counted_too() {
    let needs = [2; 16];
    let mut seats = Seats::new(&needs, (0..32).map(|unit| 1 << (unit % 16)));
    assert_eq!(seats.short(), None);
    assert!(seats.admits(1 << 15, 1 << 15));
    seats.choose(1 << 15, 1 << 15);
    seats.release(1 << 15, None);
    assert_eq!(seats.short(), Some(1 << 15), "one of the two who can fill group 15 is gone");
    assert_eq!(assign(&needs, &[u16::MAX; 32]).unwrap()[..3], [0, 0, 1]);
}
