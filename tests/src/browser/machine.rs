//! The machine around the page: its network, its memory, its disk.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Browser, PATIENCE, PAUSE, Seen};

/// Where the browser puts what it downloads, in its profile.
pub(super) const DOWNLOADS: &str = "downloads";
/// Where a person keeps it.
const DRAWER: &str = "drawer";

impl Browser {
    /// Takes the network away from the page, or gives it back.
    ///
    /// # Errors
    /// When the driver does not know how.
    pub async fn online(&self, online: bool) -> Seen<()> {
        self.network(json!({ "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }))
            .await?;
        // The browser tells its pages by itself, now and then too late.
        self.script("dispatchEvent(new Event(arg))", json!(if online { "online" } else { "offline" })).await?;
        Ok(())
    }

    /// Makes the page's uploads as slow as so many bytes a second.
    ///
    /// # Errors
    /// When the driver does not know how.
    pub async fn slow_upload(&self, bytes_per_s: u32) -> Seen<()> {
        // Chromium slows nothing down where one of the two directions is unlimited.
        self.network(json!({
            "offline": false, "latency": 20, "downloadThroughput": 20_000_000, "uploadThroughput": bytes_per_s,
        }))
        .await
    }

    /// The page's network from now on.
    async fn network(&self, conditions: serde_json::Value) -> Seen<()> {
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.emulateNetworkConditions", conditions).await
    }

    /// Runs a script in every page before its own.
    ///
    /// # Errors
    /// When the driver does not know how.
    pub async fn before_every_page(&self, source: &str) -> Seen<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await
    }

    /// A command of the DevTools protocol.
    async fn devtools(&self, command: &str, params: Value) -> Seen<()> {
        let session = self.driver()?.session_id().to_string();
        let place = format!("http://127.0.0.1:{}/session/{session}/goog/cdp/execute", self.port);
        let order = json!({ "cmd": command, "params": params });
        reqwest::Client::new().post(place).json(&order).send().await?.error_for_status()?;
        Ok(())
    }

    /// The memory of the browser's largest page process that is no file's, bytes.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn page_memory(&self) -> Seen<u64> {
        let profile = self.profile()?.display().to_string();
        let mut largest = 0;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let Ok(line) = std::fs::read(entry.path().join("cmdline")) else { continue };
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            if !line.contains("--type=renderer") || !line.contains(&profile) {
                continue;
            }
            let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
            let anonymous = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
            let kib = anonymous.and_then(|rest| rest.trim().split(' ').next()).and_then(|kib| kib.parse::<u64>().ok());
            largest = largest.max(kib.unwrap_or(0) * 1024);
        }
        Ok(largest)
    }

    pub(super) fn folder(&self, name: &str) -> Seen<PathBuf> {
        let folder = self.profile()?.join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Where a person keeps the file of that name, whether or not it is there.
    ///
    /// # Errors
    /// When the disk does not take the folder.
    pub fn drawer(&self, name: &str) -> Seen<PathBuf> {
        Ok(self.folder(DRAWER)?.join(name))
    }

    /// Waits for a download and puts it into the person's drawer under another name.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn keep_download(&self, name: &str, kept: &str) -> Seen<PathBuf> {
        let (came, place) = (self.folder(DOWNLOADS)?.join(name), self.drawer(kept)?);
        let began = Instant::now();
        // What is still coming has another name, or nothing in it.
        while !std::fs::metadata(&came).is_ok_and(|file| file.len() > 0) {
            if began.elapsed() > PATIENCE {
                return Err(format!("{name} was not downloaded").into());
            }
            tokio::time::sleep(PAUSE).await;
        }
        std::fs::rename(&came, &place)?;
        Ok(place)
    }
}
