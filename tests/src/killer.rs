//! Killing a house (SIGKILL) at random moments.

use crate::House;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

/// splitmix64: moments that can be had again from their seed.
#[derive(Debug)]
pub struct Moments(u64);

impl Moments {
    /// Fresh ones; the seed is printed.
    #[must_use]
    pub fn fresh() -> Self {
        let seed = u64::from_be_bytes(bidroom_server::random::bytes().expect("randomness"));
        println!("the moments follow from the seed {seed}");
        Self(seed)
    }

    /// The next number in `from..to`.
    pub fn between(&mut self, (from, to): (u64, u64)) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        from + (z ^ (z >> 31)) % (to - from)
    }
}

/// Kills the house and starts it again on the same data, `kills` times; it lives `life_ms` each time. Says when it is enough.
pub async fn kill_often(house: Arc<Mutex<House>>, kills: u32, life_ms: (u64, u64), enough: Arc<AtomicBool>) {
    let mut moments = Moments::fresh();
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(moments.between(life_ms))).await;
        house.lock().await.restart().await;
    }
    enough.store(true, Ordering::SeqCst);
}

/// How many kills: as `BIDROOM_KILLS` says, else `usual`.
#[must_use]
pub fn kills(usual: u32) -> u32 {
    std::env::var("BIDROOM_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
