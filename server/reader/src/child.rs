//! One worker process, from its start to its certain end.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Take};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::error::{Fault, ReadError};

/// The hidden subcommand of the server's executable.
const SUBCOMMAND: &str = "read-worker";

/// The signal that ends a process which has used up its processor time (the same number on every Linux but MIPS, and
/// on the BSDs and macOS).
const SIGXCPU: i32 = 24;

/// A worker at work. Dropping it kills the process.
pub(crate) struct Worker {
    child: Child,
    output: BufReader<Take<ChildStdout>>,
}

impl Worker {
    /// Starts a worker on a document: no environment, no folder of its own, the document as standard input, nothing on
    /// standard error, at most `output_bytes` of answer.
    pub(crate) fn start(exe: &Path, args: Vec<OsString>, document: File, output_bytes: u64) -> Result<Self, ReadError> {
        let mut child = Command::new(exe)
            .arg(SUBCOMMAND)
            .args(args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(document))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(ReadError::WorkerMissing)?;
        let output = child.stdout.take().ok_or(ReadError::Crashed)?;
        Ok(Self {
            child,
            // One byte more, so that an answer that is too long can be told from one that just fits.
            output: BufReader::new(output.take(output_bytes.saturating_add(1))),
        })
    }

    /// The whole answer, within the time.
    pub(crate) async fn answer(mut self, wall: Duration) -> Result<Vec<u8>, ReadError> {
        let asked = async {
            let mut answer = Vec::new();
            self.output.read_to_end(&mut answer).await?;
            self.finish().await?;
            Ok(answer)
        };
        let result = timeout(wall, asked).await.unwrap_or(Err(ReadError::TimedOut));
        self.end().await;
        result
    }

    /// The next line of the answer, without its end, or `None` after the last one.
    pub(crate) async fn line(&mut self, wall: Duration) -> Result<Option<Vec<u8>>, ReadError> {
        let mut line = Vec::new();
        let read = timeout(wall, self.output.read_until(b'\n', &mut line));
        match read.await {
            Err(_) => Err(ReadError::TimedOut),
            Ok(Err(e)) => Err(ReadError::Io(e)),
            Ok(Ok(0)) => {
                timeout(wall, self.finish()).await.unwrap_or(Err(ReadError::TimedOut))?;
                Ok(None)
            }
            // A line without its end was cut off by the worker's death or by the limit.
            Ok(Ok(_)) if line.pop() != Some(b'\n') => Err(self.finish().await.err().unwrap_or(ReadError::Crashed)),
            Ok(Ok(_)) => Ok(Some(line)),
        }
    }

    /// After the end of the output: how did the worker end?
    async fn finish(&mut self) -> Result<(), ReadError> {
        if self.output.get_ref().limit() == 0 {
            return Err(ReadError::Crashed);
        }
        verdict(self.child.wait().await?)
    }

    /// Kills the process if it is still there, and waits until it is gone.
    pub(crate) async fn end(&mut self) {
        // An error means that it has ended already.
        self.child.kill().await.ok();
    }
}

fn verdict(status: ExitStatus) -> Result<(), ReadError> {
    if status.success() {
        return Ok(());
    }
    if status.signal() == Some(SIGXCPU) {
        return Err(ReadError::TimedOut);
    }
    let fault = status.code().and_then(Fault::from_exit_code);
    Err(fault.map_or(ReadError::Crashed, ReadError::from))
}
