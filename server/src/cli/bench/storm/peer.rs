//! `@tus/server` with its file store, in a process of its own.

use super::super::kilobytes;
use super::super::process::Stop;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// The server, as its own manual starts it.
const SCRIPT: &str = include_str!("tus-server.mjs");

/// A running `@tus/server`.
pub struct TusServer {
    process: Stop,
    /// Its address.
    pub base: String,
}

impl TusServer {
    /// Starts it; it keeps files in `data`.
    pub async fn start(npm: &Path, data: &Path) -> Result<Self, String> {
        if !npm.join("node_modules/@tus/server").exists() {
            return Err(format!("{} has no @tus/server", npm.display()));
        }
        std::fs::create_dir_all(data).map_err(|error| error.to_string())?;
        let data = data.canonicalize().map_err(|error| error.to_string())?;
        let child = Command::new("node")
            .args(["--input-type=module", "-"])
            .env("TUS_DATA", data)
            .current_dir(npm)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut process = Stop(child.map_err(|error| format!("node does not start ({error})"))?);
        let mut script = process.0.stdin.take().ok_or("node takes no script")?;
        script.write_all(SCRIPT.as_bytes()).map_err(|error| error.to_string())?;
        drop(script);
        let out = process.0.stdout.take().ok_or("node says nothing")?;
        let mut lines = BufReader::new(out).lines().map_while(Result::ok);
        let port = lines.by_ref().find_map(|line| line.strip_prefix("port ")?.parse::<u16>().ok());
        let port = port.ok_or("@tus/server did not start")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, base: format!("http://127.0.0.1:{port}") })
    }

    /// The most memory that it had, MiB.
    pub fn peak(&self) -> Result<f64, String> {
        Ok(kilobytes(&self.process.0.id().to_string(), "VmHWM:")? as f64 / 1024.0)
    }
}
