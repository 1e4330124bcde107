//! Serving: the listener, TLS, jobs, an orderly end.

use crate::fault::Fault;
use crate::house::{House, Settings};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use serde_json::json;
use shared::event::{Event, Kind};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How the page is reached.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Plain HTTP: on loopback only.
    Plain,
    /// TLS with a certificate and its key (PEM).
    Files {
        /// The certificate chain.
        cert: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// TLS with a local authority made in the data directory.
    Auto {
        /// The names in the certificate.
        names: Vec<String>,
    },
}

/// Open files and connections that are asked for; the system's hard limit may be lower.
const OPEN_FILES: u64 = 65_536;

/// What the server reads ahead of one line, bytes; a request's head must fit into it.
const LINE_BYTES_MAX: usize = 64 << 10;

/// Takes the address. Port 0 means any free one.
///
/// # Errors
/// When the address is taken, or is not loopback and the transport is plain.
pub fn bind(listen: SocketAddr, transport: &Transport) -> Result<TcpListener, Fault> {
    if matches!(transport, Transport::Plain) && !listen.ip().is_loopback() {
        return Err(Fault::internal(format!(
            "{listen} is not loopback, and browsers give WebCrypto only to secure pages: give --tls-cert and --tls-key, or --tls-auto"
        )));
    }
    let listener = TcpListener::bind(listen)
        .map_err(|error| Fault::internal(format!("cannot listen on {listen} ({error}): choose another --listen")))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves until the process is told to stop (SIGINT, SIGTERM); running requests have ten seconds to end.
///
/// # Errors
/// When the server cannot be started.
pub async fn serve(house: Arc<House>, listener: TcpListener, transport: &Transport) -> Result<(), Fault> {
    // Thousands of bidders may be at the line in the last minute, each with a connection; the usual soft limit is 1,024.
    if let Err(error) = rlimit::increase_nofile_limit(OPEN_FILES) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let service = crate::build(Arc::clone(&house)).into_make_service_with_connect_info::<SocketAddr>();
    let jobs = tokio::spawn(crate::jobs::run(Arc::clone(&house)));
    let started = json!({ "version": env!("CARGO_PKG_VERSION"), "demo": house.settings.demo });
    crate::act::note(&house, Event::of_house(Kind::HouseStarted, started)).await?;
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    let served = match tls(&house.settings, transport).await? {
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle);
            server.http_builder().http1().max_buf_size(LINE_BYTES_MAX);
            server.serve(service).await
        }
        Some(config) => {
            let mut server = axum_server::from_tcp_rustls(listener, config)?.handle(handle);
            server.http_builder().http1().max_buf_size(LINE_BYTES_MAX);
            server.serve(service).await
        }
    };
    jobs.abort();
    Ok(served?)
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    handle.graceful_shutdown(Some(Duration::from_secs(10)));
}

async fn tls(settings: &Settings, transport: &Transport) -> Result<Option<RustlsConfig>, Fault> {
    let (cert, key) = match transport {
        Transport::Plain => return Ok(None),
        Transport::Files { cert, key } => (cert.clone(), key.clone()),
        Transport::Auto { names } => local_certificate(&settings.data.join("tls"), names)?,
    };
    // A second installation in one process (tests) is harmless: the first stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = RustlsConfig::from_pem_file(&cert, &key).await.map_err(|error| {
        Fault::internal(format!("the certificate {} or its key cannot be read: {error}", cert.display()))
    })?;
    Ok(Some(config))
}

/// Makes, once, a local authority (`authority.pem`, which the terminals import) and a certificate of the server.
fn local_certificate(dir: &Path, names: &[String]) -> Result<(PathBuf, PathBuf), Fault> {
    let (cert, key) = (dir.join("server.pem"), dir.join("server.key"));
    if cert.exists() && key.exists() {
        return Ok((cert, key));
    }
    std::fs::create_dir_all(dir)?;
    let authority_key = rcgen::KeyPair::generate().map_err(Fault::internal)?;
    let mut authority = rcgen::CertificateParams::new(Vec::new()).map_err(Fault::internal)?;
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    authority.distinguished_name.push(rcgen::DnType::CommonName, "Bidroom local authority");
    let root = authority.self_signed(&authority_key).map_err(Fault::internal)?;
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let server_key = rcgen::KeyPair::generate().map_err(Fault::internal)?;
    let server = rcgen::CertificateParams::new(names.to_vec()).map_err(Fault::internal)?;
    let server = server.signed_by(&server_key, &issuer).map_err(Fault::internal)?;
    std::fs::write(dir.join("authority.pem"), root.pem())?;
    std::fs::write(&cert, server.pem())?;
    std::fs::write(&key, server_key.serialize_pem())?;
    Ok((cert, key))
}
