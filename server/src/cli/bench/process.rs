//! Other processes under measurement: their time, their memory, their end.

use super::{kilobytes, now};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often the memory of a running process is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// Stops a process when its measurement ends, however it ends.
pub struct Stop(pub Child);

impl Drop for Stop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// From its start to its end.
    pub wall: Duration,
    /// The most memory that it had resident, kilobytes.
    pub peak: u64,
}

/// Runs a command to its end; it must succeed.
pub fn measured(command: &mut Command) -> Result<Took, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let began = now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let mut child = Stop(child.map_err(|error| format!("{name} does not start ({error}); is it installed?"))?);
    let process = child.0.id().to_string();
    let mut peak = 0;
    loop {
        if let Some(status) = child.0.try_wait().map_err(|error| error.to_string())? {
            let wall = began.elapsed();
            return if status.success() { Ok(Took { wall, peak }) } else { Err(format!("{name} failed: {status}")) };
        }
        peak = peak.max(kilobytes(&process, "VmHWM:").unwrap_or(0));
        std::thread::sleep(LOOK);
    }
}

/// Whether a program is on the path.
pub fn installed(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// A folder that is gone when the measurement ends.
pub struct Folder(pub std::path::PathBuf);

impl Folder {
    /// A fresh one under `within`.
    pub fn within(within: &std::path::Path) -> Result<Self, String> {
        let token = bidroom_server::random::token().map_err(|error| error.to_string())?;
        let path = within.join(format!("bidroom-bench-{}", &token[..12]));
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
