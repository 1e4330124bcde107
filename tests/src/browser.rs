//! A real Chromium with a profile of its own, driven through chromedriver; both end, by their process ids, with [`Browser`].
//!
//! Every person of a sample centre has an address of their own (`officer.localhost`), so one browser is everybody: cookies
//! and the choice of language belong to an address.

mod life;
mod machine;

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// What a step of a browser comes to.
pub type Seen<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How long a page may take for what it was asked, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(80);
/// The size of a terminal's screen, CSS pixels.
const SCREEN: (u32, u32) = (1920, 1080);
/// Nothing of the browser's own may use the network.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--window-size=1920,1080",
    "--lang=zh-CN",
];

/// Chromium, its driver and its profile.
pub struct Browser {
    driver: Option<WebDriver>,
    port: u16,
    process: Child,
    profile: Option<TempDir>,
}

/// The selector of a `data-test` hook.
#[must_use]
pub fn hook(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

/// That something is so, or what is not.
///
/// # Errors
/// When it is not so.
pub fn ensure(so: bool, else_what: impl Into<String>) -> Seen<()> {
    if so { Ok(()) } else { Err(else_what.into().into()) }
}

impl Browser {
    /// Starts both with an empty profile.
    ///
    /// # Errors
    /// When one of them is not installed or does not start.
    pub async fn start() -> Seen<Self> {
        Self::start_on(TempDir::new()?).await
    }

    /// Starts both on a profile that may have been used before.
    async fn start_on(profile: TempDir) -> Seen<Self> {
        // The driver's client is built with TLS and without a provider of its own. A second installation is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let program = std::env::var("BIDROOM_CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let said = process.stdout.take().ok_or("no pipe")?;
        // From here on the process ends with this.
        let mut browser = Self { driver: None, port: 0, process, profile: Some(profile) };
        let port = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(said).lines().map_while(Result::ok);
            let port = lines.by_ref().find_map(|line| port_of(&line));
            std::thread::spawn(move || lines.for_each(drop));
            port
        });
        let port = tokio::time::timeout(PATIENCE, port).await??.ok_or("chromedriver ended")?;
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", browser.profile()?.display()))?;
        let downloads = browser.folder(machine::DOWNLOADS)?;
        wanted.add_experimental_option("prefs", json!({ "download.default_directory": downloads }))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        driver.set_script_timeout(PATIENCE).await?;
        browser.driver = Some(driver);
        browser.port = port;
        browser.fit().await?;
        Ok(browser)
    }

    /// Makes what a page has to itself as large as the screen.
    async fn fit(&self) -> Seen<()> {
        let beside = self.script("return [outerWidth - innerWidth, outerHeight - innerHeight]", json!(null)).await?;
        let beside = |n: usize| u32::try_from(beside[n].as_i64().unwrap_or(0)).unwrap_or(0);
        self.driver()?.set_window_rect(0, 0, SCREEN.0 + beside(0), SCREEN.1 + beside(1)).await?;
        Ok(())
    }

    fn profile(&self) -> Seen<&Path> {
        Ok(self.profile.as_ref().ok_or("the browser has ended")?.path())
    }

    fn driver(&self) -> Seen<&WebDriver> {
        Ok(self.driver.as_ref().ok_or("the browser has ended")?)
    }

    /// Loads an address.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open(&self, address: &str) -> Seen<()> {
        Ok(self.driver()?.goto(address).await?)
    }

    /// Loads the page again (F5).
    ///
    /// # Errors
    /// When the browser has ended.
    pub async fn reload(&self) -> Seen<()> {
        Ok(self.driver()?.refresh().await?)
    }

    /// Runs the body of an `async` function in the page, with `arg` at hand; what it returns comes back.
    ///
    /// # Errors
    /// What it throws.
    pub async fn script(&self, body: &str, arg: Value) -> Seen<Value> {
        let whole = format!(
            "const arg = arguments[0], done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then(
                 (value) => done({{ value: value === undefined ? null : value }}),
                 (error) => done({{ error: String(error && error.stack || error) }}));"
        );
        let reply = self.driver()?.execute_async(whole, vec![arg]).await?;
        match reply.json().get("error").and_then(Value::as_str) {
            Some(error) => Err(error.into()),
            None => Ok(reply.json().get("value").cloned().unwrap_or_default()),
        }
    }

    /// Runs a library's source in the page, past the page's content security policy, which forbids it to the page itself.
    ///
    /// # Errors
    /// What it throws.
    pub async fn inject(&self, source: &str) -> Seen<()> {
        self.driver()?.execute(source, Vec::new()).await?;
        Ok(())
    }

    /// Waits until an expression in the page is true.
    ///
    /// # Errors
    /// When it stays false.
    pub async fn until(&self, what: &str, expression: &str) -> Seen<()> {
        let began = Instant::now();
        loop {
            // While a page is being loaded there may be nothing to ask.
            let now = self.script(&format!("return !!({expression})"), json!(null)).await;
            if matches!(now, Ok(Value::Bool(true))) {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                let shown = self.script("return document.body.innerText.slice(0, 1500)", json!(null)).await;
                let shown = shown.unwrap_or_default();
                let shown = shown.as_str().unwrap_or_default();
                return Err(format!("{what}: not so after {} s; the page says:\n{shown}", PATIENCE.as_secs()).into());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits for an element that is shown, in the middle of the screen.
    ///
    /// # Errors
    /// When there is none.
    pub async fn find(&self, css: &str) -> Seen<WebElement> {
        let quoted = serde_json::to_string(css)?;
        let visible = format!("[...document.querySelectorAll({quoted})].some((e) => e.checkVisibility())");
        self.until(css, &visible).await?;
        for element in self.driver()?.find_all(By::Css(css)).await? {
            if element.is_displayed().await? {
                self.script("arg.scrollIntoView({ block: 'center' })", element.to_json()?).await?;
                return Ok(element);
            }
        }
        Err(format!("{css} went away").into())
    }

    /// Clicks an element. Nothing needs a double click, and what is redrawn meanwhile is looked for anew.
    ///
    /// # Errors
    /// When it is not there, not enabled, or under something else.
    pub async fn click(&self, css: &str) -> Seen<()> {
        let quoted = serde_json::to_string(css)?;
        let enabled =
            format!("[...document.querySelectorAll({quoted})].some((e) => e.checkVisibility() && !e.disabled)");
        self.until(&format!("{css}, enabled"), &enabled).await?;
        let began = Instant::now();
        loop {
            let clicked = match self.find(css).await {
                Ok(element) => element.click().await.map_err(Into::into),
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return Ok(()),
                Err(error) if began.elapsed() > PATIENCE / 4 => return Err(error),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// Puts text into a field in place of what is there, key by key. A file field takes paths, one a line.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn fill(&self, css: &str, text: &str) -> Seen<()> {
        let field = self.find(css).await?;
        if field.attr("type").await?.as_deref() != Some("file") {
            field.clear().await?;
        }
        field.send_keys(text).await?;
        Ok(())
    }

    /// Types a date and a time (`2026-12-15T18:14`) into a field for both, in the order in which this browser's language
    /// writes them.
    ///
    /// # Errors
    /// When the field does not hold it then.
    pub async fn moment(&self, css: &str, at: &str) -> Seen<()> {
        let parts = "const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
            const how = new Intl.DateTimeFormat(undefined, { year: 'numeric', ...digits });
            return how.formatToParts(new Date(arg)).map((part) => [part.type, part.value])";
        let parts: Vec<(String, String)> = serde_json::from_value(self.script(parts, json!(at)).await?)?;
        let mut keys = String::new();
        for (part, text) in parts {
            match part.as_str() {
                // A year may have more digits than four: the arrow says that it is complete.
                "year" => keys.extend(text.chars().chain([Key::Right.value()])),
                "dayPeriod" => keys.extend(text.chars().next()),
                "literal" => {}
                _ => keys.push_str(&text),
            }
        }
        self.fill(css, &keys).await?;
        let held = format!("document.querySelector('{css}').value === '{at}'");
        self.until(&format!("{css} holds {at}"), &held).await
    }

    /// Chooses an option of a list by its value.
    ///
    /// # Errors
    /// When there is no such option.
    pub async fn choose(&self, css: &str, value: &str) -> Seen<()> {
        let list = self.find(css).await?;
        list.find(By::Css(format!("option[value=\"{value}\"]"))).await?.click().await?;
        Ok(())
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When nothing takes them.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Seen<()> {
        self.driver()?.active_element().await?.send_keys(keys).await?;
        Ok(())
    }

    /// The text of all elements of a selector that are shown.
    ///
    /// # Errors
    /// When there is none.
    pub async fn texts(&self, css: &str) -> Seen<Vec<String>> {
        self.find(css).await?;
        let all = "return [...document.querySelectorAll(arg)].map((e) => e.innerText.trim())";
        Ok(serde_json::from_value(self.script(all, json!(css)).await?)?)
    }

    /// How many elements of a selector are on the page.
    ///
    /// # Errors
    /// When the browser has ended.
    pub async fn count(&self, css: &str) -> Seen<usize> {
        Ok(serde_json::from_value(self.script("return document.querySelectorAll(arg).length", json!(css)).await?)?)
    }

    /// Keeps a picture of the page.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn picture(&self, path: &Path) -> Seen<()> {
        Ok(self.driver()?.screenshot(path).await?)
    }

    /// Ends in order.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn quit(mut self) -> Seen<()> {
        if let Some(driver) = self.driver.take() {
            driver.quit().await?;
        }
        Ok(())
    }
}

/// The port in what chromedriver says when it has started.
fn port_of(line: &str) -> Option<u16> {
    let rest = line.split_once("started successfully on port ")?.1;
    rest.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()
}
