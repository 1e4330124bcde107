//! The files for the technician (`docs/room`) are what their readers take.

use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/room")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

#[test]
fn the_policies_are_chromiums_and_keep_everything_but_the_centre_away() {
    let policies: Value = serde_json::from_str(&text("policies.json")).unwrap();
    let all = policies.as_object().unwrap();
    assert_eq!(policies["URLBlocklist"], serde_json::json!(["*"]));
    assert_eq!(policies["DeveloperToolsAvailability"], 2, "disallowed");
    assert_eq!(policies["IncognitoModeAvailability"], 1, "an incognito window would have no key");
    assert_eq!(policies["SavingBrowserHistoryDisabled"], true);
    let address = policies["HomepageLocation"].as_str().unwrap().trim_end_matches('/');
    assert_eq!(policies["URLAllowlist"], serde_json::json!([address]));
    // Chromium says nothing about a name that it does not know: these lists are held to its documentation of version 126.
    let plain = |name: &String| {
        name.chars().all(|c| c.is_ascii_alphanumeric()) && name.chars().next().is_some_and(char::is_uppercase)
    };
    assert!(all.keys().all(plain));
    // What would take the terminal's key or the unsent scores away must not be there.
    assert_eq!(policies["ClearBrowsingDataOnExitList"], serde_json::json!([]));
    for forbidden in ["DefaultCookiesSetting", "CookiesSessionOnlyForUrls", "ForceEphemeralProfiles"] {
        assert!(!all.contains_key(forbidden), "{forbidden}");
    }
}

#[test]
fn the_unit_starts_one_window_and_always_again() {
    let unit = text("bidroom-kiosk.service");
    let mut section = "";
    let mut values = std::collections::BTreeMap::new();
    for line in unit.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name,
            None => {
                let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("no assignment: {line}"));
                values.insert(format!("{section}.{name}"), value.to_owned());
            }
        }
    }
    assert_eq!(values["Service.Restart"], "always");
    assert!(
        values["Service.ExecStart"].contains("--kiosk") && values["Service.ExecStart"].ends_with("${BIDROOM_ADDRESS}")
    );
    assert!(text("bidroom-kiosk.env").starts_with("BIDROOM_ADDRESS=https://"));
    assert_eq!(values["Install.WantedBy"], "multi-user.target");
    assert_eq!(format!("/etc/{}", "bidroom-kiosk.env"), values["Service.EnvironmentFile"]);
}

#[test]
fn the_script_parses_and_puts_every_file_in_its_place() {
    let script = folder().join("install.sh");
    assert!(Command::new("bash").arg("-n").arg(&script).status().unwrap().success());
    let script = text("install.sh");
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "install.sh" || script.contains(&name), "{name} is installed by nobody");
    }
    let rules = text("nftables.conf");
    assert_eq!(rules.matches('{').count(), rules.matches('}').count());
    assert_eq!(rules.matches("policy drop;").count(), 3, "in, through, out");
}
