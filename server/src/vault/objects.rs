//! The objects under the vault: a local directory, or a store that speaks S3, through the crate `object_store`. What is put is
//! durable when the call returns: the local directory is fsynced (file and folders), S3 promises it.

use crate::fault::Fault;
use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart};
use std::future::Future;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Pieces of a large object travel in this size (S3 asks for at least 5 MiB), bytes.
const PIECE_BYTES: usize = 8 << 20;
/// Pieces of one object in flight at once.
const PIECES_AT_ONCE: usize = 4;

/// Where objects lie.
#[derive(Debug, Clone)]
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The directory of a local store.
    root: Option<PathBuf>,
    runtime: Handle,
}

impl From<object_store::Error> for Fault {
    fn from(error: object_store::Error) -> Self {
        Self::internal(error)
    }
}

/// An error as readers of files know it.
pub(super) fn as_io(error: object_store::Error) -> io::Error {
    match error {
        object_store::Error::NotFound { .. } => io::Error::new(io::ErrorKind::NotFound, error),
        other => io::Error::other(other),
    }
}

impl Objects {
    /// Objects in a local directory, which is made if it does not exist. Call it on the runtime.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn local(root: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(root)?;
        let root = root.canonicalize()?;
        let store = LocalFileSystem::new_with_prefix(&root)?.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), root: Some(root), runtime: Handle::try_current().map_err(Fault::internal)? })
    }

    /// Objects where `place` says: `s3://bucket` or `s3://bucket/prefix` with credentials, region and endpoint from the
    /// environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`, `AWS_ALLOW_HTTP`), or a directory.
    ///
    /// # Errors
    /// When the place cannot be understood.
    pub fn at(place: &str) -> Result<Self, Fault> {
        let Some(rest) = place.strip_prefix("s3://") else {
            if place.contains("://") {
                return Err(Fault::internal(format!("--objects {place}: give a directory or s3://bucket/prefix")));
            }
            return Self::local(Path::new(place));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        // The line takes the process's TLS: ring. A second installation is harmless: the first stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let s3 = AmazonS3Builder::from_env().with_bucket_name(bucket).build()?;
        let store: Arc<dyn ObjectStore> = match prefix.trim_matches('/') {
            "" => Arc::new(s3),
            prefix => Arc::new(PrefixStore::new(s3, prefix)),
        };
        Ok(Self { store, root: None, runtime: Handle::try_current().map_err(Fault::internal)? })
    }

    /// Waits on this thread. Not for the runtime's own threads unless nothing else is left to them (a test).
    pub fn wait<F: Future>(&self, future: F) -> F::Output {
        let _on = self.runtime.enter();
        futures_executor::block_on(future)
    }

    /// Whether they lie elsewhere than in a directory.
    pub const fn is_remote(&self) -> bool {
        self.root.is_none()
    }

    /// The path of an object of a local store, whether or not it exists.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join(key))
    }

    /// Puts a small object, which may lie in pieces: durable when it returns.
    pub async fn put(&self, key: &str, bytes: impl Into<PutPayload>) -> Result<(), Fault> {
        self.store.put(&Key::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Begins an object that is written piece by piece: there, and durable, when it is completed; dropped before, it never was.
    pub async fn begin(&self, key: &str) -> Result<Box<dyn MultipartUpload>, Fault> {
        let (objects, key) = (self.clone(), Key::from(key));
        // It makes folders and waits for the disk: not on the runtime's threads.
        let begun = move || objects.wait(objects.store.put_multipart(&key));
        Ok(tokio::task::spawn_blocking(begun).await.map_err(Fault::internal)??)
    }

    /// Puts a file of any size: durable when it returns.
    pub async fn put_file(&self, key: &str, path: &Path) -> Result<(), Fault> {
        use tokio::io::AsyncReadExt as _;
        let mut file = tokio::fs::File::open(path).await?;
        let mut out =
            WriteMultipart::new_with_chunk_size(self.store.put_multipart(&Key::from(key)).await?, PIECE_BYTES);
        let mut piece = vec![0; PIECE_BYTES / 8];
        loop {
            out.wait_for_capacity(PIECES_AT_ONCE).await?;
            match file.read(&mut piece).await? {
                0 => break,
                read => out.write(&piece[..read]),
            }
        }
        out.finish().await?;
        Ok(())
    }

    /// Whether an object is there.
    pub async fn has(&self, key: &str) -> Result<bool, Fault> {
        match self.store.head(&Key::from(key)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// All of an object.
    pub async fn get(&self, key: &str) -> io::Result<Vec<u8>> {
        let got = self.store.get(&Key::from(key)).await.map_err(as_io)?;
        Ok(got.bytes().await.map_err(as_io)?.into())
    }

    /// An object piece by piece.
    pub async fn stream(&self, key: &str) -> io::Result<BoxStream<'static, io::Result<bytes::Bytes>>> {
        let got = self.store.get(&Key::from(key)).await.map_err(as_io)?;
        Ok(got.into_stream().map_err(as_io).boxed())
    }

    /// Some of an object's bytes. Blocking.
    pub fn read_range(&self, key: &str, range: Range<u64>, buffer: &mut [u8]) -> io::Result<()> {
        let bytes = self.wait(self.store.get_range(&Key::from(key), range)).map_err(as_io)?;
        if bytes.len() != buffer.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer.copy_from_slice(&bytes);
        Ok(())
    }

    /// Deletes an object; that it is not there is no error.
    pub async fn delete(&self, key: &str) -> Result<(), Fault> {
        match self.store.delete(&Key::from(key)).await {
            Err(error) if !matches!(error, object_store::Error::NotFound { .. }) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Deletes every object whose key begins with these segments, and what a crash left there half written.
    pub async fn delete_all(&self, prefix: &str) -> Result<(), Fault> {
        if let Some(folder) = self.path(prefix) {
            return match tokio::fs::remove_dir_all(folder).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        }
        let found = self.store.list(Some(&Key::from(prefix))).map_ok(|object| object.location).boxed();
        let mut deleted = self.store.delete_stream(found);
        while let Some(result) = deleted.next().await {
            match result {
                Err(error) if !matches!(error, object_store::Error::NotFound { .. }) => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }
}
