//! How a browser lives and dies: windows, a power cut, its end; and what its processes take.

use std::process::Command;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::{Browser, Seen};

impl Browser {
    /// Kills browser and driver (SIGKILL), as a power cut does, and starts them again on the same profile.
    ///
    /// # Errors
    /// When they do not start.
    pub async fn power_cut(mut self) -> Seen<Self> {
        self.kill();
        let profile: TempDir = self.profile.take().ok_or("the browser has ended")?;
        let _ = std::fs::remove_file(profile.path().join("SingletonLock"));
        Self::start_on(profile).await
    }

    fn kill(&mut self) {
        if let Some(driver) = self.driver.take() {
            let _ = driver.leak();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        if let Some(id) = self.id() {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).stderr(std::process::Stdio::null()).status();
        }
    }

    /// The process of Chromium itself: it writes its id into its profile (`host-123`).
    fn id(&self) -> Option<u32> {
        let lock = std::fs::read_link(self.profile.as_ref()?.path().join("SingletonLock")).ok()?;
        lock.to_str()?.rsplit('-').next()?.parse().ok()
    }

    /// Opens another window on an address and goes to it; gives the window that was left.
    ///
    /// # Errors
    /// When the browser has ended.
    pub async fn another_window(&self, address: &str) -> Seen<WindowHandle> {
        let driver = self.driver()?;
        let before = driver.window().await?;
        let window = driver.new_tab().await?;
        driver.switch_to_window(window).await?;
        driver.goto(address).await?;
        Ok(before)
    }

    /// The window that has the focus.
    ///
    /// # Errors
    /// When the browser has ended.
    pub async fn window(&self) -> Seen<WindowHandle> {
        Ok(self.driver()?.window().await?)
    }

    /// Goes to a window.
    ///
    /// # Errors
    /// When it was closed.
    pub async fn to_window(&self, window: WindowHandle) -> Seen<()> {
        Ok(self.driver()?.switch_to_window(window).await?)
    }

    /// Closes the window that has the focus and goes to another.
    ///
    /// # Errors
    /// When the browser has ended.
    pub async fn close_window(&self, then: WindowHandle) -> Seen<()> {
        self.driver()?.close_window().await?;
        self.to_window(then).await
    }

    /// Gives a cookie to the address that is shown.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn give_cookie(&self, name: &str, value: &str) -> Seen<()> {
        let mut cookie = Cookie::new(name, value);
        cookie.set_path("/");
        Ok(self.driver()?.add_cookie(cookie).await?)
    }

    /// What the page's own process has in memory and the page's heap, megabytes, after what is unused was collected.
    ///
    /// # Errors
    /// When the driver does not know.
    pub async fn memory(&self) -> Seen<(f64, f64)> {
        self.order("Performance.enable", json!({})).await?;
        self.order("HeapProfiler.collectGarbage", json!({})).await?;
        let metrics = self.order("Performance.getMetrics", json!({})).await?;
        let metrics = metrics["value"]["metrics"].as_array().cloned().unwrap_or_default();
        let heap = metrics.iter().find(|metric| metric["name"] == "JSHeapUsedSize");
        let heap = heap.and_then(|metric| metric["value"].as_f64()).unwrap_or(0.0);
        let kilobytes = self.id().map(renderers).unwrap_or(0);
        Ok((kilobytes as f64 / 1024.0, heap / 1024.0 / 1024.0))
    }

    /// As [`Browser::memory`], after the browser has given back what it keeps in store for later: what is in use.
    ///
    /// # Errors
    /// As [`Browser::memory`].
    pub async fn memory_in_use(&self) -> Seen<(f64, f64)> {
        for _ in 0..3 {
            self.order("HeapProfiler.collectGarbage", json!({})).await?;
            self.order("Memory.simulatePressureNotification", json!({ "level": "critical" })).await?;
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        self.memory().await
    }

    /// Gives an order of the Chrome DevTools Protocol.
    async fn order(&self, cmd: &str, params: serde_json::Value) -> Seen<serde_json::Value> {
        let session = self.driver()?.session_id().to_string();
        let place = format!("http://127.0.0.1:{}/session/{session}/goog/cdp/execute", self.port);
        let asked = reqwest::Client::new().post(&place).json(&json!({ "cmd": cmd, "params": params }));
        Ok(asked.send().await?.error_for_status()?.json().await?)
    }
}

/// Resident memory of the largest renderer under a browser, kilobytes.
fn renderers(browser: u32) -> u64 {
    let said = Command::new("ps").args(["-eo", "pid,ppid,rss,args"]).output();
    let text = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
    let rows: Vec<(u32, u32, u64, bool)> = text
        .lines()
        .filter_map(|line| {
            let mut parts = line.split_whitespace();
            let mut number = || parts.next()?.parse::<u64>().ok();
            let (id, parent, rss) = (number()?, number()?, number()?);
            Some((u32::try_from(id).ok()?, u32::try_from(parent).ok()?, rss, line.contains("--type=renderer")))
        })
        .collect();
    let mut family = vec![browser];
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        family.extend(rows.iter().filter(|row| row.1 == parent).map(|row| row.0));
        at += 1;
    }
    rows.iter().filter(|row| row.3 && family.contains(&row.0)).map(|row| row.2).max().unwrap_or(0)
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.kill();
    }
}
