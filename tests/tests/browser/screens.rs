//! Which screens there are, and at whose address the sample centre shows them. Lot 0311 is concluded, 0317 in evaluation,
//! 0322 about to close, 0329 open.

use std::path::Path;

/// The screens of one address.
pub struct Tour {
    /// The host without `.localhost`; the public's is empty.
    pub host: &'static str,
    /// The paths.
    pub paths: &'static [&'static str],
}

/// Every screen that the sample centre shows.
pub const TOURS: &[Tour] = &[
    Tour {
        host: "",
        paths: &[
            "/",
            "/login",
            "/register",
            "/notices",
            "/notices/MC-2026-0329/1",
            "/notices/MC-2026-0311/1",
            "/verify-receipt",
            "/results",
            "/results/MC-2026-0311/1",
        ],
    },
    Tour {
        host: "bidder1",
        paths: &[
            "/",
            "/account/keys",
            "/my-tenders",
            "/inquiries",
            "/notices/MC-2026-0329/1",
            "/lots/MC-2026-0329/1/bid",
            "/lots/MC-2026-0329/1/bid/single",
            "/lots/MC-2026-0322/1/receipts/1",
            "/lots/MC-2026-0322/1/receipts/single/1",
            "/lots/MC-2026-0317/1/hall",
            "/results/MC-2026-0311/1/mine",
        ],
    },
    Tour { host: "bidder4", paths: &["/my-tenders", "/lots/MC-2026-0329/1/bid", "/lots/MC-2026-0329/1/rehearsal"] },
    Tour {
        host: "officer",
        paths: &[
            "/",
            "/tenders",
            "/tenders/new",
            "/tenders/MC-2026-0329",
            "/lots/MC-2026-0329/1/edit",
            "/lots/MC-2026-0329/1/amend",
            "/lots/MC-2026-0311/1/opening",
            "/lots/MC-2026-0311/1/wall",
            "/lots/MC-2026-0311/1/qualification",
            "/lots/MC-2026-0311/1/draw",
            "/rooms",
            "/lots/MC-2026-0317/1/check-in",
            "/lots/MC-2026-0317/1/progress",
            "/lots/MC-2026-0311/1/award",
        ],
    },
    Tour { host: "holder1", paths: &["/holdings", "/lots/MC-2026-0311/1/release"] },
    Tour {
        host: "purchaser",
        paths: &["/", "/lots/MC-2026-0311/1/qualification", "/lots/MC-2026-0317/1/draw", "/lots/MC-2026-0311/1/award"],
    },
    Tour {
        host: "supervisor",
        paths: &[
            "/",
            "/lots/MC-2026-0311/1/opening",
            "/lots/MC-2026-0317/1/draw",
            "/lots/MC-2026-0317/1/draw/tie",
            "/lots/MC-2026-0317/1/draw/coefficient",
            "/lots/MC-2026-0317/1/filter",
            "/lots/MC-2026-0311/1/ratings",
            "/lots/MC-2026-0317/1/progress",
            "/supervision",
            "/supervision/rooms/room-1/1",
            "/supervision/witness",
            "/account/countersign",
            "/supervision/journal",
        ],
    },
    Tour {
        host: "registrar",
        paths: &[
            "/",
            "/pool",
            "/pool/new",
            "/pool/sheets",
            "/pool/workload",
            "/pool/E00001",
            "/calls",
            "/lots/MC-2026-0317/1/calls",
            "/lots/MC-2026-0311/1/standing",
        ],
    },
    Tour {
        host: "expert1",
        paths: &[
            "/",
            "/room",
            "/lots/MC-2026-0317/1/room",
            "/room/MC-2026-0317/1/compliance",
            "/room/MC-2026-0317/1/score",
            "/room/MC-2026-0317/1/matters",
            "/room/MC-2026-0317/1/progress",
            "/room/MC-2026-0317/1/summary",
        ],
    },
    // Nobody sits here.
    Tour { host: "expert6", paths: &["/seat", "/terminal"] },
    Tour { host: "admin", paths: &["/", "/accounts", "/calendar"] },
];

/// Pages of which no lot of the sample centre is at the stage.
const ELSEWHERE: &[&str] = &["/lots/:tender/:lot/representative", "/room/:tender/:lot/rate"];

/// The pages of the frontend that no tour shows.
pub fn missing() -> Vec<String> {
    let features = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/src/features");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(features).expect("the frontend's features").flatten() {
        let source = std::fs::read_to_string(entry.path().join("mod.rs")).unwrap_or_default();
        let paths = source.split("path: \"").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(paths.filter(|path| !path.starts_with("/demo/")).map(str::to_owned));
    }
    assert!(found.len() > 5, "the pages were not found");
    let walked: Vec<&str> = TOURS.iter().flat_map(|tour| tour.paths.iter().copied()).collect();
    found.retain(|page| !ELSEWHERE.contains(&page.as_str()) && !walked.iter().any(|path| is(page, path)));
    found
}

/// Whether a path is of a page.
fn is(page: &str, path: &str) -> bool {
    let (page, path): (Vec<&str>, Vec<&str>) = (page.split('/').collect(), path.split('/').collect());
    page.len() == path.len() && page.iter().zip(&path).all(|(part, given)| part.starts_with(':') || part == given)
}
