//! Whether a request for seats can still be met: the conditions (a) and (b) of the design, over all sets of groups.
//!
//! For every non-empty set S of groups: (a) the chosen who can sit only in S are at most need(S), and (b) the chosen who
//! can sit in S, with the free units that own somebody who can, are at least need(S). Both are Hall's condition, so they
//! hold exactly when the chosen can be completed to a full committee with one person per unit.
//!
//! Persons and units count only by their bitmask of groups, so the work depends on the number of groups (2¹⁶ sets at
//! most) and on the seats, not on the number of candidates: three tables over all sets are kept, and from them two masks
//! that answer "may this one still be chosen?" at once.

/// The state of a request: needs, the chosen, and the free units, counted by their masks.
#[derive(Debug, Clone)]
pub struct Seats {
    groups: u32,
    /// need(S) for every set S.
    need: Vec<u32>,
    /// How many of the chosen have their groups within S.
    chosen_within: Vec<u32>,
    chosen: u32,
    /// How many of the units without a chosen member have all their groups within S.
    free_within: Vec<u32>,
    free: u32,
    tight: Option<Tight>,
}

/// What the sets without any slack forbid.
#[derive(Debug, Clone)]
struct Tight {
    /// For every set T: whether a set S ⊇ T already has need(S) chosen within it.
    full_above: Vec<bool>,
    /// For every set T: the union of the sets S ⊆ T that cannot lose one more possible person.
    scarce_within: Vec<u16>,
}

impl Seats {
    /// A request for `needs[g]` seats in group g (1 to 16 groups), from the units with the masks `units`.
    pub fn new(needs: &[u32], units: impl IntoIterator<Item = u16>) -> Self {
        let groups = needs.len().min(16) as u32;
        let size = 1usize << groups;
        let mut need = vec![0u32; size];
        for set in 1..size {
            let lowest = set.trailing_zeros() as usize;
            need[set] = need[set & (set - 1)] + needs[lowest];
        }
        let mut free_within = vec![0u32; size];
        let mut free = 0;
        for unit in units {
            free_within[usize::from(unit) & (size - 1)] += 1;
            free += 1;
        }
        for bit in (0..groups).map(|g| 1usize << g) {
            for set in (0..size).filter(|set| set & bit != 0) {
                free_within[set] += free_within[set ^ bit];
            }
        }
        Self { groups, need, chosen_within: vec![0; size], chosen: 0, free_within, free, tight: None }
    }

    /// The sum of all needs.
    pub fn wanted(&self) -> u32 {
        self.need[self.need.len() - 1]
    }

    /// How many are chosen.
    pub fn chosen(&self) -> u32 {
        self.chosen
    }

    /// Takes a person with the groups `person` into the chosen, and their unit, with the groups `unit`, out of the free.
    pub fn choose(&mut self, person: u16, unit: u16) {
        add(&mut self.chosen_within, person, 1);
        self.chosen += 1;
        add(&mut self.free_within, unit, u32::MAX);
        self.free -= 1;
        self.tight = None;
    }

    /// Takes a person out of the chosen; their unit comes back with the groups `unit` of those who are left in it, or
    /// not at all.
    pub fn release(&mut self, person: u16, unit: Option<u16>) {
        add(&mut self.chosen_within, person, u32::MAX);
        self.chosen -= 1;
        if let Some(unit) = unit {
            add(&mut self.free_within, unit, 1);
            self.free += 1;
        }
        self.tight = None;
    }

    /// The first set of groups, in numeric order, for which (a) or (b) fails; `None` when the request can be met.
    pub fn short(&self) -> Option<u16> {
        let fails = |set: &usize| self.slack_a(*set) < 0 || self.slack_b(*set) < 0;
        (1..self.need.len()).find(fails).map(|set| set as u16)
    }

    /// Whether the request can still be met when a person with the groups `person`, of a free unit with the groups
    /// `unit`, is chosen too. To be asked only when it can be met now.
    pub fn admits(&mut self, person: u16, unit: u16) -> bool {
        if self.tight.is_none() {
            self.tight = Some(self.find_tight());
        }
        let all = self.need.len() - 1;
        let (person, unit) = (usize::from(person) & all, usize::from(unit));
        match &self.tight {
            // (a) would fail for a full set that holds all of the person's groups; (b) for a scarce set that the unit
            // meets and the person does not.
            Some(tight) => !tight.full_above[person] && usize::from(tight.scarce_within[all ^ person]) & unit == 0,
            None => false,
        }
    }

    fn slack_a(&self, set: usize) -> i64 {
        i64::from(self.need[set]) - i64::from(self.chosen_within[set])
    }

    fn slack_b(&self, set: usize) -> i64 {
        let outside = (self.need.len() - 1) ^ set;
        let chosen = self.chosen - self.chosen_within[outside];
        let free = self.free - self.free_within[outside];
        i64::from(chosen) + i64::from(free) - i64::from(self.need[set])
    }

    fn find_tight(&self) -> Tight {
        let size = self.need.len();
        let mut full_above: Vec<bool> = (0..size).map(|set| set > 0 && self.slack_a(set) <= 0).collect();
        let scarce = |set: usize| {
            if self.slack_b(set) <= 0 { set as u16 } else { 0 }
        };
        let mut scarce_within: Vec<u16> = (0..size).map(scarce).collect();
        for bit in (0..self.groups).map(|g| 1usize << g) {
            for set in (0..size).filter(|set| set & bit != 0) {
                full_above[set ^ bit] |= full_above[set];
                scarce_within[set] |= scarce_within[set ^ bit];
            }
        }
        Tight { full_above, scarce_within }
    }
}

/// Adds `by` (wrapping, so that `u32::MAX` takes one away) to every set that holds all of `mask`.
fn add(within: &mut [u32], mask: u16, by: u32) {
    let mask = usize::from(mask);
    for (set, count) in within.iter_mut().enumerate() {
        if set & mask == mask {
            *count = count.wrapping_add(by);
        }
    }
}

/// Gives groups to people (bitmasks, in lot order): each the lowest group of theirs that leaves the rest assignable by
/// (a). `None` when they cannot all have one, which the walk never lets happen.
pub fn assign(needs: &[u32], people: &[u16]) -> Option<Vec<u8>> {
    let mut seats = Seats::new(needs, []);
    for person in people {
        add(&mut seats.chosen_within, *person, 1);
    }
    let mut out = Vec::with_capacity(people.len());
    for person in people {
        add(&mut seats.chosen_within, *person, u32::MAX);
        // Group g may be taken unless some set with g in it has no seat to spare for the rest.
        let forbidden = (1..seats.need.len()).filter(|set| seats.slack_a(*set) <= 0).fold(0, |union, set| union | set);
        let free = usize::from(*person) & !forbidden;
        if free == 0 {
            return None;
        }
        let group = free.trailing_zeros();
        let bit = 1usize << group;
        for set in (0..seats.need.len()).filter(|set| set & bit != 0) {
            seats.need[set] -= 1;
        }
        out.push(group as u8);
    }
    Some(out)
}

#[cfg(test)]
mod tests;
