//! Text by `pdf-extract`, one page at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, OutputDev, PlainTextOutput, output_doc_page};

/// The extractor keeps a second, parsed copy of the whole document. Beyond this length it would not fit beside the
/// first one.
const DOCUMENT_BYTES: usize = 128 << 20;

/// The extractor with a document loaded.
pub(crate) struct Extractor {
    document: Document,
}

impl Extractor {
    /// Loads the document. `None` if the extractor cannot, or if it counts other pages than the renderer does, so that
    /// its page numbers would mean something else.
    pub(crate) fn load(data: &[u8], page_count: usize) -> Option<Self> {
        if data.len() > DOCUMENT_BYTES {
            return None;
        }
        let document = catch_unwind(|| {
            let mut document = Document::load_mem(data).ok()?;
            if document.is_encrypted() {
                document.decrypt("").ok()?;
            }
            (document.get_pages().len() == page_count).then_some(document)
        });
        document.ok().flatten().map(|document| Self { document })
    }

    /// The text of a page, counted from 1; `None` if the extractor fails on it.
    pub(crate) fn page(&self, number: u32) -> Option<String> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut text = String::new();
            let mut output = PlainTextOutput::new(&mut text);
            output_doc_page(&self.document, &mut output as &mut dyn OutputDev, number).ok()?;
            Some(text)
        }))
        .ok()
        .flatten()
    }
}
