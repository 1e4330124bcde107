//! How fast an upload goes, how long it still takes, and how large the next piece should be.

/// A piece should take about this long, milliseconds: a lost one costs no more, and progress is seen to move.
const PIECE_MS: f64 = 8000.0;
const MIB: u64 = 1 << 20;
/// The server takes no longer pieces with a checksum.
const PIECE_BYTES_MAX: u64 = 8 * MIB;
/// How much the newest piece counts in the speed.
const WEIGHT: f64 = 0.3;

/// How far an upload is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sent {
    /// Bytes that lie durably at the server.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Bytes per second, 0 before the first piece.
    pub speed: f64,
    /// Seconds left, when a speed is known.
    pub left_s: Option<f64>,
    /// Whether it waits for the connection.
    pub waiting: bool,
}

/// The pace of one upload.
#[derive(Debug)]
pub(super) struct Pace {
    total: u64,
    done: u64,
    since_ms: f64,
    speed: Option<f64>,
    piece: u64,
}

impl Pace {
    pub(super) fn new(total: u64) -> Self {
        Self { total, done: 0, since_ms: 0.0, speed: None, piece: MIB }
    }

    /// It goes on from `at`; what came before says nothing about the speed. Returns `at`.
    pub(super) fn resumed(&mut self, at: u64, now_ms: f64) -> u64 {
        (self.done, self.since_ms) = (at, now_ms);
        at
    }

    /// The server has everything before `at`.
    pub(super) fn reached(&mut self, at: u64, now_ms: f64) {
        let (bytes, took_ms) = (at.saturating_sub(self.done), now_ms - self.since_ms);
        (self.done, self.since_ms) = (at, now_ms);
        if bytes == 0 || took_ms <= 0.0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a piece is at most 8 MiB")]
        let now = bytes as f64 / took_ms * 1000.0;
        let speed = self.speed.map_or(now, |before| before + (now - before) * WEIGHT);
        self.speed = Some(speed);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped, and a cast saturates")]
        let fitting = (speed * PIECE_MS / 1000.0) as u64;
        self.piece = (fitting / MIB * MIB).clamp(MIB, PIECE_BYTES_MAX);
    }

    /// A piece was lost: the next ones are small.
    pub(super) fn slow_down(&mut self) {
        self.piece = MIB;
    }

    /// How much to send next, from `at` on.
    pub(super) fn piece_bytes(&self, at: u64) -> u64 {
        self.piece.min(self.total.saturating_sub(at))
    }

    pub(super) fn sent(&self, waiting: bool) -> Sent {
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let left = self.total.saturating_sub(self.done) as f64;
        Sent {
            done: self.done,
            total: self.total,
            speed: self.speed.unwrap_or_default(),
            left_s: self.speed.filter(|speed| *speed > 0.0).map(|speed| left / speed),
            waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_the_speed_within_their_limits() {
        let mut pace = Pace::new(100 * MIB);
        assert_eq!(pace.piece_bytes(0), MIB);
        pace.resumed(0, 0.0);
        pace.reached(MIB, 100.0);
        assert_eq!(pace.piece_bytes(MIB), 8 * MIB, "10 MiB/s: the largest piece");
        pace.slow_down();
        assert_eq!(pace.piece_bytes(MIB), MIB);
        let mut slow = Pace::new(100 * MIB);
        slow.resumed(0, 0.0);
        slow.reached(MIB, 20_000.0);
        assert_eq!(slow.piece_bytes(MIB), MIB, "never below 1 MiB");
        assert_eq!(slow.piece_bytes(100 * MIB - 5), 5, "the last piece ends with the file");
    }

    #[test]
    fn what_was_there_before_says_nothing_about_speed() {
        let mut pace = Pace::new(100 * MIB);
        pace.resumed(50 * MIB, 1000.0);
        pace.reached(50 * MIB, 1000.0);
        assert_eq!(
            pace.sent(false),
            Sent { done: 50 * MIB, total: 100 * MIB, speed: 0.0, left_s: None, waiting: false }
        );
        pace.reached(51 * MIB, 2000.0);
        let sent = pace.sent(true);
        assert_eq!(sent.left_s, Some(49.0));
        assert!(sent.waiting);
    }
}
