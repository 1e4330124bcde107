//! The offset between the server's clock and the monotonic one.

/// A sample loses its rank by this much for each millisecond of age: clocks drift, and an old one says little.
const DRIFT_PER_MS: f64 = 0.0001;

/// The best sample so far.
#[derive(Debug, Default)]
pub struct Offset {
    best: Option<Sample>,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    /// Server minus monotonic, milliseconds.
    offset_ms: f64,
    /// Half the round trip: how wrong the offset may be.
    error_ms: f64,
    /// When it was taken, by the monotonic clock.
    taken_ms: f64,
}

impl Offset {
    /// Takes a round trip: when it was sent and received by the monotonic clock, and what the server said.
    pub fn observe(&mut self, sent_ms: f64, received_ms: f64, server_ms: i64) {
        let error_ms = (received_ms - sent_ms) / 2.0;
        if error_ms < 0.0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are below 2^53")]
        let sample = Sample { offset_ms: server_ms as f64 - (sent_ms + error_ms), error_ms, taken_ms: received_ms };
        if self.best.is_none_or(|best| sample.error_ms <= best.error_at(received_ms) || best.denies(&sample)) {
            self.best = Some(sample);
        }
    }

    /// The server's time at a moment of the monotonic clock.
    pub fn server_ms(&self, monotonic_ms: f64) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "a float to int cast saturates")]
        self.best.map(|best| (monotonic_ms + best.offset_ms).round() as i64)
    }

    /// Lets the next sample count whatever its delay.
    pub fn forget(&mut self) {
        if let Some(best) = &mut self.best {
            best.error_ms = f64::INFINITY;
        }
    }
}

impl Sample {
    fn error_at(self, now_ms: f64) -> f64 {
        self.error_ms + (now_ms - self.taken_ms) * DRIFT_PER_MS
    }

    /// Whether the two cannot both be right: then the server's clock was set, and the new one counts.
    fn denies(self, new: &Self) -> bool {
        (self.offset_ms - new.offset_ms).abs() > self.error_at(new.taken_ms) + new.error_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_round_trip_with_the_least_delay_counts() {
        let mut offset = Offset::default();
        assert_eq!(offset.server_ms(0.0), None);
        offset.observe(0.0, 400.0, 1_000_350); // slow on the way there: 150 ms off
        assert_eq!(offset.server_ms(400.0), Some(1_000_550));
        offset.observe(1000.0, 1010.0, 1_001_005);
        assert_eq!(offset.server_ms(2000.0), Some(1_002_000));
        offset.observe(3000.0, 3300.0, 1_003_010);
        assert_eq!(offset.server_ms(4000.0), Some(1_004_000), "a slower one changes nothing");
    }

    #[test]
    fn a_clock_that_was_set_is_believed() {
        let mut offset = Offset::default();
        offset.observe(0.0, 10.0, 1_000_005);
        offset.observe(1000.0, 1300.0, 9_000_150);
        assert_eq!(offset.server_ms(1000.0), Some(9_000_000));
    }

    #[test]
    fn a_good_sample_ages() {
        let mut offset = Offset::default();
        offset.observe(0.0, 10.0, 1_000_005);
        let late = 3_600_000.0;
        offset.observe(late, late + 100.0, 1_000_000 + 3_600_050 + 20);
        assert_eq!(offset.server_ms(late), Some(1_000_000 + 3_600_020));
    }

    #[test]
    fn after_sleep_any_sample_counts_and_the_old_one_serves_until_then() {
        let mut offset = Offset::default();
        offset.observe(0.0, 2.0, 1_000_001);
        offset.forget();
        assert_eq!(offset.server_ms(0.0), Some(1_000_000));
        offset.observe(10.0, 410.0, 1_000_310);
        assert_eq!(offset.server_ms(10.0), Some(1_000_110));
    }
}
