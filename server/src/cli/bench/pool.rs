//! A made-up pool of any size for `bidroom bench draw`, and one draw from it, stage by stage.

use super::now;
use shared::draw::bytes::{self, Lots};
use shared::draw::filter::{self, Expert, Experts, Filter, Part, Rules};
use shared::draw::{Candidate, Draw, list};
use shared::journal::Hash;
use std::time::Duration;

/// The seats that are drawn: 5 experts in two groups.
pub const NEEDS: [u32; 2] = [3, 2];
const DRAW: &str = "00000000-0000-4000-8000-00000000000a";
const BIDDERS: [&str; 4] = ["91330100000000001X", "91330100000000002X", "91330100000000003X", "91330100000000004X"];
const RULES: Rules = Rules {
    bidders: &BIDDERS,
    purchaser: "91330100000000005X",
    regions: &["330000"],
    cool_down_since_ms: Some(1_700_000_000_000),
    yearly_cap: Some(12),
};

/// A pool under the names of one draw.
pub struct Pool {
    experts: Experts,
    /// By expert, before the filter.
    pids: Vec<Hash>,
    /// By employer's number.
    units: Vec<Hash>,
    /// Of whom each is behind a pid: the registry keeps them until the result is public.
    _salts: Vec<[u8; 32]>,
}

/// What one draw took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stages {
    /// Who may be drawn.
    pub filter: Duration,
    /// One HMAC for each.
    pub lots: Duration,
    /// Seats.
    pub walk: Duration,
    /// Sorting the candidates, and the tree over their lines.
    pub root: Duration,
    /// How many may be drawn.
    pub eligible: usize,
}

/// Runs `part` on pieces of `items`, on `threads` threads; the results in order. It is told where its piece begins.
pub fn parallel<T: Send, R: Send>(
    items: &mut [T],
    threads: usize,
    part: impl Fn(usize, &mut [T]) -> R + Sync,
) -> Vec<R> {
    let size = items.len().div_ceil(threads).max(1);
    if threads == 1 {
        return vec![part(0, items)];
    }
    std::thread::scope(|scope| {
        let pieces = items.chunks_mut(size).enumerate();
        let part = &part;
        let running: Vec<_> = pieces.map(|(n, piece)| scope.spawn(move || part(n * size, piece))).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    })
}

impl Pool {
    /// A pool of `size`, three experts to an employer and two specialties to an expert, of whom `eligible` are eligible.
    pub fn new(size: usize, eligible: usize) -> Self {
        let mut experts = Experts::default();
        for at in 0..size {
            let employer = format!("9133{:014}", at / 3);
            let specialties: &[&str] = match (at * eligible % size < eligible, at % 3) {
                (false, _) => &["C0601", "C0602"],
                (true, 0) => &["A0201", "C0601"],
                (true, 1) => &["A0202", "C0602"],
                (true, _) => &["A0201", "A0202"],
            };
            let related = ["91440000000000000X"];
            experts.push(&Expert {
                active: true,
                employer: &employer,
                region: "330000",
                specialties,
                past_employers: &[],
                relations: if at % 5 == 0 { &related } else { &[] },
                last_seat_ms: (at % 2 == 0).then_some(1_690_000_000_000),
                seats_of_year: (at % 7) as u32,
            });
        }
        // In place of fresh random salts, which would measure the operating system.
        let salts: Vec<[u8; 32]> = (0..size).map(|at| Hash::of(&(at as u64).to_be_bytes()).0).collect();
        let name = |(at, salt): (usize, &[u8; 32])| bytes::pid(DRAW, &format!("E{at:07}"), salt);
        let pids = salts.iter().enumerate().map(name).collect();
        let unit = |number: usize| bytes::unit(DRAW, &number.to_string(), &Hash::of(&number.to_be_bytes()).0);
        let units = (0..experts.organisations()).map(unit).collect();
        Self { experts, pids, units, _salts: salts }
    }

    /// The pids of everybody.
    pub fn pids(&self) -> &[Hash] {
        &self.pids
    }

    /// One draw under `seed` on `threads` threads.
    ///
    /// # Errors
    /// When the draw refuses the pool, or the pool cannot fill the seats.
    pub fn draw(&self, seed: &Hash, threads: usize) -> Result<Stages, String> {
        let mut pids = self.pids.clone();
        let began = now();
        let groups = |code: &str| match code {
            "A0201" => 1,
            "A0202" => 2,
            _ => 0,
        };
        let rules = Filter::new(&self.experts, &RULES, groups);
        let parts = parallel(&mut pids, threads, |from, piece| rules.keep(from, piece));
        let Part { groups, units, .. } = filter::join(parts, &mut pids);
        let filtered = began.elapsed();
        let (eligible, candidates) = (pids.len(), (groups.clone(), units.clone()));

        let began = now();
        let lots = Lots::new(seed);
        let mut heads = vec![0; eligible];
        parallel(&mut heads, threads, |from, piece| lots.heads(&pids[from..from + piece.len()], piece));
        let hashed = began.elapsed();

        let began = now();
        let draw = Draw::from_columns(NEEDS.to_vec(), pids, groups, units).map_err(|why| why.to_string())?;
        let walk = draw.walk_with(lots, heads).ok_or("a lot is missing")?;
        let seats = walk.committee().seats.len();
        let walked = began.elapsed();
        if seats != NEEDS.iter().sum::<u32>() as usize {
            return Err(format!("{seats} experts were seated"));
        }

        let began = now();
        drop(walk);
        let root = self.root(draw.pids(), &candidates.0, &candidates.1);
        let rooted = began.elapsed();
        match root.count == eligible as u64 {
            true => Ok(Stages { filter: filtered, lots: hashed, walk: walked, root: rooted, eligible }),
            false => Err("a candidate is missing".into()),
        }
    }

    /// The candidates' number and root, as the context has them: over their lines, sorted by pid.
    fn root(&self, pids: &[Hash], groups: &[u16], units: &[u32]) -> shared::draw::context::Count {
        let mut order: Vec<u32> = (0..pids.len() as u32).collect();
        order.sort_unstable_by_key(|at| pids[*at as usize]);
        let candidate = |at: u32| {
            let at = at as usize;
            Candidate { pid: pids[at], unit: self.units[units[at] as usize], groups: groups[at] }
        };
        list::count_sorted(order.into_iter().map(candidate))
    }
}
