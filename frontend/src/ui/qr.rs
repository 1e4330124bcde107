//! QR codes (ISO/IEC 18004) as one SVG path.

use std::fmt::Write as _;

use fast_qr::qr::{QRBuilder, QRCode};
use leptos::prelude::*;

use super::Label;

/// Light modules around the code, as the standard asks for.
const QUIET: usize = 4;

/// A QR code; nothing when the text is too long for one (2,953 bytes).
#[component]
pub fn Qr(
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it is, for a screen reader.
    #[prop(into)]
    label: Label,
) -> AnyView {
    let Ok(code) = QRBuilder::new(text).build() else { return ().into_any() };
    let side = code.size + 2 * QUIET;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label.attr() shape-rendering="crispEdges">
            <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
            <path d=path(&code) fill="#000"></path>
        </svg>
    }
    .into_any()
}

/// The dark modules, each row's runs as rectangles.
fn path(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        let mut x = 0;
        while x < code.size {
            let run = row[x..code.size].iter().take_while(|module| module.value()).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_pattern_stands_in_the_corner() {
        let code = QRBuilder::new("https://example.invalid/r/1").build().unwrap();
        let path = path(&code);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        let dark: usize = (0..code.size).map(|y| code[y][..code.size].iter().filter(|m| m.value()).count()).sum();
        let drawn: usize =
            path.split('M').skip(1).filter_map(|run| run.split(['h', 'v']).nth(1)?.parse::<usize>().ok()).sum();
        assert_eq!(dark, drawn);
    }
}
