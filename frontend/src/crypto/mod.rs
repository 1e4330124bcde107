//! The browser's own cryptography, sealing, key files, and the way of sealed bytes to the server.

/// A size in bytes for people: `3.2 MiB`.
#[must_use]
pub fn size(bytes: f64) -> String {
    match bytes {
        small if small < 1024.0 => format!("{small:.0} B"),
        kib if kib < 1024.0 * 1024.0 => format!("{:.1} KiB", kib / 1024.0),
        mib => format!("{:.1} MiB", mib / 1024.0 / 1024.0),
    }
}
