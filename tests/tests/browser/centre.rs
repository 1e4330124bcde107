//! A sample centre with a browser in front of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bidroom_server::demo::Visitor;
use bidroom_server::demo::clock::AHEAD;
use bidroom_server::demo::keyring::{Keyring, PASSWORD};
use serde_json::json;
use shared::text::Lang;
use sqlx::Connection as _;
use tests::browser::{Browser, PATIENCE, Seen, hook};
use tests::house::{Filled, House};
use tests::{Base, Cast, Person};

/// The lot in evaluation.
pub const EVALUATED: &str = "MC-2026-0317/1";
/// The lot whose deadline comes next.
pub const CLOSING: &str = "MC-2026-0322/1";
/// The lot that is open for bids.
pub const OPEN: &str = "MC-2026-0329/1";

/// How long a page may go on loading before it is looked at as it is.
const LOADING: Duration = Duration::from_secs(20);

/// House, browser, and who is who.
pub struct Centre {
    /// The house.
    pub house: House,
    /// The browser.
    pub browser: Browser,
    /// A port of this machine where nobody answers, and which no terminal may reach.
    pub outside: u16,
    visitors: Vec<Visitor>,
    here: Mutex<BTreeSet<String>>,
}

impl Centre {
    /// Fills a sample centre and starts a browser.
    pub async fn start() -> Seen<Self> {
        Self::filled(Filled::Lots).await
    }

    /// The same without lots: people and the pool.
    pub async fn people() -> Seen<Self> {
        Self::filled(Filled::People).await
    }

    /// People in a house whose clock is so far ahead of the machine's, or behind where it is negative, milliseconds.
    pub async fn people_at(ahead_ms: i64) -> Seen<Self> {
        let mut centre = Self::people().await?;
        centre.house.keep_setting(AHEAD, &ahead_ms.to_string()).await?;
        centre.house.restart().await;
        Ok(centre)
    }

    async fn filled(filled: Filled) -> Seen<Self> {
        let outside = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let options = ["--egress-check".to_owned(), format!("http://127.0.0.1:{outside}")];
        let house = House::start_with(&Base::Sqlite, filled, &options).await;
        let visitors = reqwest::get(format!("{}/demo/hosts", house.address())).await?.json().await?;
        let browser = Browser::start().await?;
        Ok(Self { house, browser, outside, visitors, here: Mutex::default() })
    }

    /// The same people behind the interface: for their papers, and to read what is asserted.
    pub async fn cast(&self) -> Seen<Arc<Cast>> {
        let admin = Person::login(&self.house.address(), "admin", PASSWORD).await?;
        Ok(Arc::new(Cast::recall(admin, Keyring::in_folder(&self.house.keys())?).await?))
    }

    /// The address of a host's page; the public's host is empty.
    pub fn address(&self, host: &str, path: &str) -> String {
        let dot = if host.is_empty() { "" } else { "." };
        format!("http://{host}{dot}localhost:{}{path}", self.house.port())
    }

    /// Who is found at a host.
    pub fn visitor(&self, host: &str) -> Seen<&Visitor> {
        let found = self.visitors.iter().find(|visitor| visitor.host == host);
        found.ok_or_else(|| format!("nobody is at {host}.localhost").into())
    }

    /// Goes to a host's first page; logs in there the first time, as a person does.
    pub async fn enter(&self, host: &str) -> Seen<()> {
        let known = self.here.lock().map_err(|_| "poisoned")?.contains(host);
        if host.is_empty() || known {
            self.browser.open(&self.address(host, "/")).await?;
            return self.settled("/").await;
        }
        let visitor = self.visitor(host)?;
        if visitor.account.is_empty() {
            // An empty seat: its terminal has a page, and nobody to log in.
            self.browser.open(&self.address(host, "/")).await?;
            return self.settled("/").await;
        }
        self.browser.open(&self.address(host, "/login")).await?;
        let typed = format!("document.querySelector('#account').value === '{}'", visitor.account);
        for _ in 0..3 {
            self.browser.fill("#account", &visitor.account).await?;
            self.browser.fill("#password", &visitor.password).await?;
            // A sample centre fills the fields in by itself a moment after they are there.
            tokio::time::sleep(Duration::from_millis(300)).await;
            if self.browser.script(&format!("return {typed}"), json!(null)).await? == true {
                break;
            }
        }
        self.browser.click("#main form .button.primary").await?;
        self.browser.until(&format!("{host} is logged in"), "location.pathname === '/'").await?;
        self.here.lock().map_err(|_| "poisoned")?.insert(host.to_owned());
        self.settled("/").await
    }

    /// Goes to a page of a host by its address; logs in there the first time.
    pub async fn visit(&self, host: &str, path: &str) -> Seen<()> {
        let known = self.here.lock().map_err(|_| "poisoned")?.contains(host);
        if host.is_empty() || known {
            self.browser.open(&self.address(host, path)).await?;
            return self.settled(path).await;
        }
        self.enter(host).await?;
        self.go(path).await
    }

    /// The power of the terminal is cut; the browser starts again on its profile. Whoever was logged in may have to again.
    pub async fn power_cut(mut self) -> Seen<Self> {
        self.browser = self.browser.power_cut().await?;
        Ok(self)
    }

    /// Nobody is known to be logged in at a host any more.
    pub fn forget(&self, host: &str) -> Seen<()> {
        self.here.lock().map_err(|_| "poisoned")?.remove(host);
        Ok(())
    }

    /// Takes note that somebody is logged in at a host: a member at the seat, who never comes by the log-in.
    pub fn sits_at(&self, host: &str) -> Seen<()> {
        self.here.lock().map_err(|_| "poisoned")?.insert(host.to_owned());
        Ok(())
    }

    /// Shows a page of the host that was entered, as a link does: without loading anything anew.
    pub async fn go(&self, path: &str) -> Seen<()> {
        let walk = "history.pushState(null, '', arg); dispatchEvent(new PopStateEvent('popstate', { state: null }))";
        self.browser.script(walk, json!(path)).await?;
        self.settled(path).await
    }

    /// Clicks a link and waits until its page is there.
    pub async fn follow(&self, path: &str) -> Seen<()> {
        self.browser.click(&format!("nav.menu a[href=\"{path}\"], #main a[href=\"{path}\"]")).await?;
        self.arrived(path).await
    }

    /// Waits for the page to which an act leads.
    pub async fn arrived(&self, path: &str) -> Seen<()> {
        let here = format!("location.pathname === {}", serde_json::to_string(path)?);
        self.browser.until(&format!("the page {path}"), &here).await?;
        self.settled(path).await
    }

    /// Waits until the page is there. What goes on loading is looked at as it is.
    pub async fn settled(&self, path: &str) -> Seen<()> {
        let there = "!!document.querySelector('#main h1, #main .notice, .wall')
            && !document.querySelector('#main .loading, #main [aria-busy=true]')";
        let began = Instant::now();
        let mut good = 0;
        while good < 2 && began.elapsed() < LOADING {
            let now = self.browser.script(&format!("return location.pathname === arg && {there}"), json!(path)).await;
            good = if now.is_ok_and(|now| now == true) { good + 1 } else { 0 };
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
        self.browser.until("a page", "location.pathname.length && document.querySelector('#main')").await
    }

    async fn is_closed(&self, lot: &str) -> Seen<bool> {
        let (tender, lot) = lot.split_once('/').ok_or("tender/lot")?;
        let path = self.house.data().join("bidroom.sqlite");
        let mut conn = sqlx::SqliteConnection::connect(&format!("sqlite://{}?mode=ro", path.display())).await?;
        let closed = sqlx::query("SELECT 1 FROM lots WHERE tender = ? AND lot = ? AND stage = 'closed'");
        let closed = closed.bind(tender).bind(lot).fetch_optional(&mut conn).await?.is_some();
        conn.close().await?;
        Ok(closed)
    }

    /// Switches the language by its button, if it is another.
    pub async fn speak(&self, lang: Lang) -> Seen<()> {
        let now = self.browser.script("return document.documentElement.lang", json!(null)).await?;
        if now != lang.tag() {
            self.browser.click(&format!("header.bar button[lang=\"{}\"]", lang.tag())).await?;
        }
        self.browser.until("the language", &format!("document.documentElement.lang === '{}'", lang.tag())).await
    }

    /// Moves the sample centre's clock past the next milestone, which is this lot's, by the button of the bar. The clock runs: on a
    /// slow machine the lot may have closed by itself, and the next milestone would be another's.
    pub async fn next_milestone(&self, lot: &str) -> Seen<()> {
        if self.is_closed(lot).await? {
            return Ok(());
        }
        self.browser.click(&hook("next-milestone")).await?;
        let told = format!("[...document.querySelectorAll('.toast')].some((e) => e.innerText.includes('{lot}'))");
        self.browser.until(&format!("the clock is past the milestone of {lot}"), &told).await
    }

    /// Answers the question before an act that cannot be undone, and the password of a signature, until both are away.
    pub async fn confirm(&self) -> Seen<()> {
        self.browser.click("dialog[open] .button.danger").await?;
        self.answered().await
    }

    /// Answers the password of a signature that asks no question before.
    pub async fn password(&self) -> Seen<()> {
        self.browser.find("dialog[open] input[type=password]").await?;
        self.answered().await
    }

    /// Gives the password as often as it is asked for, until no dialog is open.
    async fn answered(&self) -> Seen<()> {
        let began = Instant::now();
        let open = "return [!!document.querySelector('dialog[open]'),
            !!document.querySelector('dialog[open] input[type=password]'),
            document.querySelector('dialog[open] .notice.error')?.innerText ?? '']";
        loop {
            let state = self.browser.script(open, json!(null)).await?;
            if state[0] == false {
                return Ok(());
            }
            if state[1] == true {
                self.browser.fill("dialog[open] input[type=password]", PASSWORD).await?;
                self.browser.click("dialog[open]:has(input[type=password]) .button.primary").await?;
            }
            let problem = state[2].as_str().unwrap_or_default();
            if !problem.is_empty() || began.elapsed() > PATIENCE {
                return Err(format!("the dialog stays open: {problem}").into());
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// Opens the sample person's `n`-th key file (from 0) by the click that a sample centre offers.
    pub async fn sample_key(&self, n: usize) -> Seen<()> {
        let loaders = format!("document.querySelectorAll('{}').length === {n}", hook("key-open"));
        self.browser.until("the keys before", &loaders).await?;
        self.browser.click(&hook("sample-key")).await?;
        let open = format!("document.querySelectorAll('{}').length === {}", hook("key-open"), n + 1);
        self.browser.until("an open key", &open).await
    }

    /// Opens a key from the file that the person keeps.
    pub async fn own_key(&self, file: &Path) -> Seen<()> {
        let before = self.browser.count(&hook("key-open")).await?;
        self.browser.fill(&format!("{} input[type=file]", hook("key-file")), &file.to_string_lossy()).await?;
        self.browser.fill(&format!("{} input", hook("passphrase")), PASSWORD).await?;
        self.browser.click(&hook("open-key")).await?;
        // Where two loaders share a key, both say that it is open.
        let open = format!("document.querySelectorAll('{}').length > {before}", hook("key-open"));
        self.browser.until("an open key", &open).await
    }

    /// Makes a key where a page offers it, keeps its file under `kept`, and opens that file as the page asks.
    pub async fn make_key(&self, file: &str, kept: &str) -> Seen<()> {
        for field in ["new-passphrase", "new-passphrase-again"] {
            self.browser.fill(&format!("{} input", hook(field)), PASSWORD).await?;
        }
        self.browser.click(&hook("make-key")).await?;
        self.browser.find(&hook("key-made")).await?;
        let file = self.browser.keep_download(file, kept).await?;
        self.own_key(&file).await
    }

    /// Where pictures lie.
    pub fn pictures() -> Seen<PathBuf> {
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(3).ok_or("no target directory")?;
        let folder = target.join("screenshots");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Another browser, which knows nothing of what was done in the first: the person came back at another machine.
    pub async fn another_browser(&mut self) -> Seen<()> {
        let former = std::mem::replace(&mut self.browser, Browser::start().await?);
        self.here.lock().map_err(|_| "poisoned")?.clear();
        former.quit().await
    }

    /// Ends browser and house.
    pub async fn end(self) {
        let Self { browser, house, .. } = self;
        if let Err(error) = browser.quit().await {
            println!("the browser did not end in order: {error}");
        }
        drop(house);
    }
}
