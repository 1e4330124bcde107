//! `bidroom serve`.

use super::{Outcome, say};
use bidroom_server::channel::Channel;
use bidroom_server::house::{House, Settings};
use bidroom_server::serve::{self, Transport};
use bidroom_server::webhook::Webhook;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Serves a centre.
///
/// Example: bidroom serve --data data --centre hangzhou --listen 127.0.0.1:8080
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
}

/// Where and how to serve; shared by `serve` and `demo`.
#[derive(Debug, Args, Clone)]
pub struct Place {
    /// The data directory: database, vault, keys.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// The address; anything but loopback needs TLS. Port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// postgres://… for a centre with several servers; without it, SQLite in the data directory.
    #[arg(long, env = "BIDROOM_DATABASE")]
    pub database: Option<String>,
    /// Where ciphertext, opened files and papers lie: a directory, or s3://bucket/prefix (credentials, region and endpoint
    /// from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT; AWS_ALLOW_HTTP=true for one without TLS); several
    /// servers name the same place. Without it, the data directory.
    #[arg(long, env = "BIDROOM_OBJECTS")]
    pub objects: Option<String>,
    /// A folder with Chinese fonts; without it, the system's (Debian: fonts-noto-cjk).
    #[arg(long)]
    pub fonts: Option<PathBuf>,
    /// The centre's short name in the journal: small letters, digits, hyphens.
    #[arg(long, default_value = "centre")]
    pub centre: String,
    /// What the centre is called.
    #[arg(long, default_value = "公共资源交易中心")]
    pub centre_name: String,
    /// The certificate chain (PEM).
    #[arg(long, requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Make a local authority in the data directory; the terminals import tls/authority.pem.
    #[arg(long, value_delimiter = ',', num_args = 0.., default_missing_value = "localhost", value_name = "NAMES")]
    pub tls_auto: Option<Vec<String>>,
    /// Tell document holders and bidders of amendments by POST to this address too (docs/notifications.md).
    #[arg(long, env = "BIDROOM_WEBHOOK", requires = "webhook_secret", value_name = "URL")]
    pub webhook: Option<String>,
    /// A file with the webhook's secret: whsec_ and the base64 of 24 to 64 random bytes.
    #[arg(long, env = "BIDROOM_WEBHOOK_SECRET", requires = "webhook", value_name = "FILE")]
    pub webhook_secret: Option<PathBuf>,
    /// The URL of the centre's SMS or voice gateway, which calls drawn experts (Standard Webhooks, signed).
    #[arg(long, requires = "gateway_secret", value_name = "URL")]
    pub gateway: Option<String>,
    /// A file with the secret that is shared with the gateway: whsec_ and the base64 of 24 to 64 random bytes.
    #[arg(long, requires = "gateway", value_name = "FILE")]
    pub gateway_secret: Option<PathBuf>,
    /// Addresses that no terminal of a room may reach (`https://host`, separated by commas); one that answers freezes the seat.
    #[arg(long, value_delimiter = ',', value_name = "ADDRESSES")]
    pub egress_check: Vec<String>,
    /// Lock a seat after so many minutes without a key or a click; 0 for never.
    #[arg(long, default_value_t = 15, value_name = "MINUTES")]
    pub idle_lock: u32,
    /// Serve the page from this folder (make dev).
    #[arg(long)]
    pub assets: Option<PathBuf>,
}

impl Place {
    /// The house's settings.
    pub fn settings(&self, demo: bool) -> Result<Settings, String> {
        let gateway = match (&self.gateway, &self.gateway_secret) {
            (Some(url), Some(file)) => Some(Webhook::read(url, file)?),
            _ => None,
        };
        Ok(Settings {
            gateway,
            data: self.data.clone(),
            database: self.database.clone(),
            objects: self.objects.clone(),
            fonts: self.fonts.clone(),
            centre: self.centre.clone(),
            centre_name: self.centre_name.clone(),
            demo,
            exe: std::env::current_exe().map_err(|error| format!("cannot find my own executable: {error}"))?,
            assets: self.assets.clone(),
            channel: self.channel(demo)?,
            egress: self.egress()?,
            idle_s: self.idle_lock.saturating_mul(60),
        })
    }

    /// How people are told of amendments. A sample centre writes it down in its data directory.
    fn channel(&self, demo: bool) -> Result<Channel, String> {
        match (&self.webhook, &self.webhook_secret) {
            (Some(url), Some(file)) => Webhook::read(url, file).map(Channel::Webhook),
            _ if demo => Ok(Channel::File(self.data.join("messages.jsonl"))),
            _ => Ok(Channel::None),
        }
    }

    /// The addresses to be tried, each an origin: it stands in the page's content security policy.
    fn egress(&self) -> Result<Vec<String>, String> {
        let plain = |address: &String| {
            let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or_default();
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
            match !host.is_empty() && host.bytes().all(fits) {
                true => Ok(address.clone()),
                false => Err(format!("--egress-check {address:?}: write it as https://host, without a path")),
            }
        };
        self.egress_check.iter().map(plain).collect()
    }

    /// How the page is reached.
    pub fn transport(&self) -> Transport {
        match (&self.tls_cert, &self.tls_key, &self.tls_auto) {
            (Some(cert), Some(key), _) => Transport::Files { cert: cert.clone(), key: key.clone() },
            (_, _, Some(names)) => Transport::Auto { names: names.clone() },
            _ => Transport::Plain,
        }
    }
}

/// The runtime, with a log on standard error (`RUST_LOG`, or else as `log` says).
pub fn runtime(log: &str) -> Result<tokio::runtime::Runtime, String> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(log));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())
}

impl Serve {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let transport = self.place.transport();
        runtime("warn,bidroom_server=info")?.block_on(async {
            let listener = serve::bind(self.place.listen, &transport).map_err(|fault| fault.to_string())?;
            let address = listener.local_addr().map_err(|error| error.to_string())?;
            let house = House::open(self.place.settings(false)?).await.map_err(|fault| fault.to_string())?;
            let scheme = if matches!(transport, Transport::Plain) { "http" } else { "https" };
            say(format_args!("bidroom serves {scheme}://localhost:{}/ (stop with Ctrl+C)", address.port()));
            let first = bidroom_server::bootstrap::password_file(&house.settings);
            if first.exists() {
                say(format_args!("the first administrator is `admin`; the password lies in {}", first.display()));
            }
            serve::serve(house, listener, &transport).await.map_err(|fault| fault.to_string())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
