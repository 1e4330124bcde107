//! What the typesetter can see: the templates, the job's data and the job's fonts; no file system, no network, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Job;

/// The templates, by the path under which they import each other.
const TEMPLATES: [(&str, &str); 8] = [
    ("/base.typ", include_str!("../templates/base.typ")),
    ("/opening.typ", include_str!("../templates/opening.typ")),
    ("/report.typ", include_str!("../templates/report.typ")),
    ("/sheet.typ", include_str!("../templates/sheet.typ")),
    ("/receipt.typ", include_str!("../templates/receipt.typ")),
    ("/list.typ", include_str!("../templates/list.typ")),
    ("/tender.typ", include_str!("../templates/tender.typ")),
    ("/bid.typ", include_str!("../templates/bid.typ")),
];

/// The templates parsed; Typst numbers every path once per process, so they are kept.
static SOURCES: LazyLock<Vec<(&'static str, Source)>> = LazyLock::new(|| {
    (TEMPLATES.iter())
        .filter_map(|(path, text)| {
            let id = RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern();
            Some((*path, Source::new(id, (*text).to_owned())))
        })
        .collect()
});

/// One job's world.
pub(crate) struct Press {
    library: LazyHash<Library>,
    job: Job,
    main: Source,
}

impl Press {
    /// A world with the template at `path` as its document and `inputs` as its `sys.inputs`; none when there is no such
    /// template.
    pub(crate) fn new(job: Job, path: &str, inputs: Dict) -> Option<Press> {
        let (_, main) = SOURCES.iter().find(|(name, _)| *name == path)?;
        let library = Library::builder().with_inputs(inputs).build();
        Some(Press { library: LazyHash::new(library), job, main: main.clone() })
    }
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.job.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        (SOURCES.iter())
            .find(|(_, source)| source.id() == id)
            .map(|(_, source)| source.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.job.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
