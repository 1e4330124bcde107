//! A house: the real binary, started on port 0, killed by its process id when it is dropped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// On which database.
#[derive(Debug, Clone)]
pub enum Base {
    /// SQLite in the data directory.
    Sqlite,
    /// A PostgreSQL server by its URL; every house has a database of its own on it.
    Postgres(String),
}

impl Base {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// How a house is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// `bidroom demo --empty`: accounts and the pool.
    People,
    /// `bidroom demo`: four lots too.
    Lots,
    /// `bidroom serve`: nothing but the first administrator.
    Nothing,
}

/// A house and its process.
pub struct House {
    data: TempDir,
    database: Option<String>,
    filled: Filled,
    port: u16,
    child: Option<Child>,
    said: Arc<Mutex<String>>,
    /// Whether a file that may not grow is an error instead of the end (SIGXFSZ).
    bounded: bool,
    /// What else its command line says.
    options: Vec<String>,
}

/// How often a house is started that ends before it serves.
const PORT_TRIES: u32 = 10;

/// The binary: `BIDROOM_BIN`, else the one beside the test's own executable.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("BIDROOM_BIN") {
        return named.into();
    }
    let own = std::env::current_exe().expect("a test has a path");
    let target = own.parent().and_then(Path::parent).expect("target/debug/deps/test");
    let binary = target.join("bidroom");
    assert!(binary.exists(), "{} is not there: cargo build -p bidroom-server", binary.display());
    binary
}

impl House {
    /// Starts a house and waits until it serves.
    pub async fn start(base: &Base, filled: Filled) -> Self {
        Self::start_with(base, filled, &[]).await
    }

    /// The same with more on its command line.
    pub async fn start_with(base: &Base, filled: Filled, options: &[String]) -> Self {
        let database = match base {
            Base::Sqlite => None,
            Base::Postgres(url) => Some(fresh_database(url).await),
        };
        let mut house = Self {
            data: TempDir::new().expect("a folder"),
            database,
            filled,
            port: 0,
            child: None,
            said: Arc::default(),
            bounded: false,
            options: options.to_vec(),
        };
        house.run().await;
        house
    }

    /// The same, for a house whose disk will be full: see [`House::disk`].
    pub async fn start_bounded(base: &Base, filled: Filled) -> Self {
        let mut house = Self::start(base, filled).await;
        house.bounded = true;
        house.restart().await;
        house
    }

    /// Lets no file grow beyond so many bytes, or lets them grow again: what a full disk is to a program that writes.
    pub fn disk(&self, full_at: Option<u64>) {
        let id = self.child.as_ref().map(Child::id).expect("a running house").to_string();
        let limit = full_at.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        let done = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={limit}:unlimited")]).status();
        assert!(done.expect("prlimit (util-linux)").success());
    }

    /// The address, `http://127.0.0.1:port`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// What the process has written to its output and its log so far.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.lock().map(|said| said.clone()).unwrap_or_default()
    }

    /// Where the key files of the sample people lie.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.data.path().join("demo").join("keys")
    }

    /// Writes a setting into the house's own database (SQLite); it may be read at the next start.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep_setting(&self, name: &str, value: &str) -> Result<(), sqlx::Error> {
        use sqlx::Connection as _;
        let path = self.data().join("bidroom.sqlite");
        let mut conn = sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await?;
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name)
            .bind(value)
            .execute(&mut conn)
            .await?;
        conn.close().await
    }

    /// Kills the process (SIGKILL): nothing of it gets to end in order.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Kills the process and starts it again on the same data and port.
    pub async fn restart(&mut self) {
        self.kill();
        self.run().await;
    }

    /// A house that comes back keeps its port; somebody else's line may have it for a moment.
    async fn run(&mut self) {
        for _ in 0..PORT_TRIES {
            if let Some(port) = self.begin().await {
                self.port = port;
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("the house ended before it served");
    }

    /// Starts it; its port, or nothing when it ended before it served.
    async fn begin(&mut self) -> Option<u16> {
        let mut command = match self.bounded {
            true => {
                let mut shell = Command::new("sh");
                shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(binary());
                shell
            }
            false => Command::new(binary()),
        };
        command.arg(if self.filled == Filled::Nothing { "serve" } else { "demo" });
        if self.filled == Filled::People {
            command.arg("--empty");
        }
        command.arg("--data").arg(self.data.path()).arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        if let Some(database) = &self.database {
            command.arg("--database").arg(database);
        }
        command.args(&self.options);
        // The page of a folder instead of the embedded one: `web-build --once --dev --out DIR` is quicker than a new binary.
        if let Some(assets) = std::env::var_os("BIDROOM_ASSETS") {
            command.arg("--assets").arg(assets);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().expect("the binary starts");
        let said = child.stdout.take().expect("a pipe");
        let logged = child.stderr.take().expect("a pipe");
        self.child = Some(child);
        let (log, rest) = (Arc::clone(&self.said), Arc::clone(&self.said));
        std::thread::spawn(move || {
            for line in BufReader::new(logged).lines().map_while(Result::ok) {
                eprintln!("{line}");
                keep(&log, &line);
            }
        });
        let ready = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(said).lines().map_while(Result::ok);
            let port = lines.by_ref().find_map(|line| port_of(&line));
            // What it says later must not block it.
            std::thread::spawn(move || lines.for_each(|line| keep(&rest, &line)));
            port
        });
        let patience = Duration::from_secs(if self.filled == Filled::Lots { 300 } else { 60 });
        let ready = tokio::time::timeout(patience, ready).await.expect("the house does not start in time");
        ready.expect("reads")
    }
}

fn keep(said: &Mutex<String>, line: &str) {
    if let Ok(mut said) = said.lock() {
        said.push_str(line);
        said.push('\n');
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The port in the line that says that the house serves. A house keeps its port over a restart.
fn port_of(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("bidroom serves http://localhost:")?;
    rest.split('/').next()?.parse().ok()
}

/// Makes a database on the server of that URL.
async fn fresh_database(url: &str) -> String {
    use sqlx::Connection as _;
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("bidroom_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let server = format!("{}/postgres", url.trim_end_matches('/'));
    let mut conn = sqlx::PgConnection::connect(&server).await.expect("PostgreSQL answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut conn).await.expect("a database");
    conn.close().await.expect("closes");
    format!("{}/{name}", url.trim_end_matches('/'))
}
