//! Five experts read a bid of 500 pages and 100 MB: the first page, any page cold and warm, the memory of the server's side and
//! of the workers, beside pdftoppm on the same pages.

use super::super::Outcome;
use super::{children_cpu_ms, kilobytes, median, ms, now};
use clap::Args;
use reader::{FontFile, Limits, Reader, Watermark};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Pages of the bid.
const PAGES: u32 = 500;
/// Bytes of each page's picture: 500 of them are 100 MB.
const PICTURE_BYTES: usize = 200_000;
/// Who read at once.
const EXPERTS: u32 = 5;
/// Pages that each turns to.
const TURNS: u32 = 12;
/// Pixels, as the scoring page asks at its usual size.
const WIDTH: u32 = 1240;

/// Arguments of `bidroom bench reading`.
#[derive(Debug, Args)]
pub struct BenchReading {
    /// A document of one's own instead of the made one.
    #[arg(long)]
    file: Option<PathBuf>,
}

impl BenchReading {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let folder = std::env::temp_dir().join(format!("bidroom-bench-reading-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let outcome = measure(&folder, self.file);
        let _ = std::fs::remove_dir_all(&folder);
        outcome
    }
}

fn measure(folder: &Path, file: Option<PathBuf>) -> Outcome {
    let pdf = match file {
        Some(file) => file,
        None => {
            let made = folder.join("bid.pdf");
            std::fs::write(&made, bid()?).map_err(|error| error.to_string())?;
            made
        }
    };
    let size = std::fs::metadata(&pdf).map_err(|error| error.to_string())?.len();
    let exe = std::env::current_exe().map_err(|error| error.to_string())?;
    let font = FontFile::find(&["/usr/share/fonts", "/usr/local/share/fonts"]).ok_or("install fonts-noto-cjk")?;
    let reader = Reader::new(exe, &folder.join("pages"), font, Limits::default()).map_err(|error| error.to_string())?;
    // As in the service, whose vault names files by their hashes.
    reader.trust(&pdf, "0").map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    // Making the bid is not reading it: the peak is counted from here (proc(5), clear_refs).
    std::fs::write("/proc/self/clear_refs", "5").map_err(|error| error.to_string())?;
    let idle = kilobytes("self", "VmRSS:")?;
    println!("a bid of {} MB, pages {WIDTH} pixels wide:", size >> 20);
    let workers = Arc::new(Workers::default());
    let watch = Arc::clone(&workers);
    let watcher = std::thread::spawn(move || watch.watch());
    let read = runtime.block_on(read(&reader, &pdf));
    workers.done.store(true, Ordering::Relaxed);
    let _ = watcher.join();
    let times = read?;
    tell(&times);
    let peak = kilobytes("self", "VmHWM:")?;
    println!("  memory of the server's side  {:8.1} MB at most, {:.1} MB before", mb(peak), mb(idle));
    println!(
        "  memory of one worker         {:8.1} MB at most (of {} MB allowed), {} at once at most",
        mb(workers.most_kb.load(Ordering::Relaxed)),
        Limits::default().memory_bytes >> 20,
        workers.at_once.load(Ordering::Relaxed)
    );
    raw(&pdf);
    Ok(ExitCode::SUCCESS)
}

fn mb(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}

/// What was measured.
struct Times {
    first: Duration,
    alone: Vec<Duration>,
    together: Vec<Duration>,
    warm: Vec<Duration>,
    large: Vec<Duration>,
    /// Processor time of a worker that draws a page, milliseconds.
    cpu_ms: f64,
}

async fn read(reader: &Reader, pdf: &Path) -> Result<Times, String> {
    let count = reader.pages(pdf).await.map_err(|error| error.to_string())?.page_count();
    let first = one(reader, pdf, 1, WIDTH, 1).await?;
    let spread = |turn: u32| 1 + (turn * 37 + 13) % count;
    let mut times = Times { first, alone: vec![], together: vec![], warm: vec![], large: vec![], cpu_ms: 0.0 };
    let before = children_cpu_ms()?;
    for turn in 0..TURNS {
        times.alone.push(one(reader, pdf, spread(turn), WIDTH, 1).await?);
    }
    times.cpu_ms = (children_cpu_ms()? - before) / f64::from(TURNS);
    let experts = (1..=EXPERTS).map(|expert| {
        let (reader, pdf) = (reader.clone(), pdf.to_owned());
        tokio::spawn(async move {
            let mut cold = Vec::new();
            for turn in 0..TURNS {
                let page = 1 + ((expert * 101 + turn * 17) % count);
                cold.push(one(&reader, &pdf, page, WIDTH, expert).await?);
                // Reading takes a moment; the server draws the next page meanwhile.
                tokio::time::sleep(Duration::from_millis(700)).await;
            }
            Ok::<_, String>(cold)
        })
    });
    for expert in experts.collect::<Vec<_>>() {
        times.together.extend(expert.await.map_err(|error| error.to_string())??);
    }
    for turn in 0..TURNS {
        times.warm.push(one(reader, pdf, spread(turn), WIDTH, 2).await?);
    }
    for turn in 0..4 {
        times.large.push(one(reader, pdf, spread(turn), 2 * WIDTH, 2).await?);
    }
    Ok(times)
}

async fn one(reader: &Reader, pdf: &Path, page: u32, width: u32, expert: u32) -> Result<Duration, String> {
    let mark = Watermark::new(&format!("评委{expert} · 1室{expert}座 · 2026-11-22 14:05"));
    let began = now();
    reader.page_image(pdf, page, width, &mark).await.map_err(|error| format!("page {page}: {error}"))?;
    Ok(began.elapsed())
}

fn tell(times: &Times) {
    let line = |what: &str, times: &[Duration]| {
        let worst = times.iter().max().copied().unwrap_or_default();
        println!(
            "  {what:<28} {:8.0} ms, median of {}; {:.0} ms at worst",
            ms(median(times.to_vec())),
            times.len(),
            ms(worst)
        );
    };
    println!("  first page                   {:8.0} ms", ms(times.first));
    line("any page, cold, alone", &times.alone);
    line("any page, cold, five experts", &times.together);
    line("any page, warm", &times.warm);
    line("the large size, cold", &times.large);
    println!("  a cold page's worker         {:8.0} ms of processor time, mean", times.cpu_ms);
}

/// The same pages by pdftoppm, which neither marks nor compresses them.
fn raw(pdf: &Path) {
    let mut times = Vec::new();
    let before = children_cpu_ms().unwrap_or(0.0);
    for page in [1, 51, 250, PAGES] {
        let began = now();
        let page = page.to_string();
        let ran = Command::new("pdftoppm")
            .args(["-f", &page, "-l", &page, "-scale-to-x", &WIDTH.to_string(), "-scale-to-y", "-1"])
            .arg(pdf)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if ran.is_ok_and(|status| status.success()) {
            times.push(began.elapsed());
        }
    }
    println!("raw, in the same run:");
    if times.is_empty() {
        println!("  pdftoppm is not installed (poppler-utils)");
    } else {
        println!("  pdftoppm, one page           {:8.0} ms, median of {}", ms(median(times.clone())), times.len());
        let cpu_ms = children_cpu_ms().unwrap_or(0.0) - before;
        println!("  pdftoppm, processor time     {:8.0} ms, mean", cpu_ms / times.len() as f64);
    }
}

/// Watches this process's workers: how much memory one has, how many there are.
#[derive(Default)]
struct Workers {
    most_kb: AtomicU64,
    at_once: AtomicU64,
    done: AtomicBool,
}

impl Workers {
    fn watch(&self) {
        let own = std::process::id();
        while !self.done.load(Ordering::Relaxed) {
            let mut count = 0;
            for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
                let name = entry.file_name();
                let Some(pid) = name.to_str().filter(|name| name.bytes().all(|b| b.is_ascii_digit())) else { continue };
                if kilobytes(pid, "PPid:").ok() != Some(u64::from(own)) {
                    continue;
                }
                count += 1;
                if let Ok(peak) = kilobytes(pid, "VmHWM:") {
                    self.most_kb.fetch_max(peak, Ordering::Relaxed);
                }
            }
            self.at_once.fetch_max(count, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(15));
        }
    }
}

/// A bid of scanned pages, each a JPEG of A4 at 150 dots an inch that nobody else has, under a line of text.
fn bid() -> Result<Vec<u8>, String> {
    let scans = (0..8).map(scan).collect::<Result<Vec<_>, _>>()?;
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, head: &str, body: &[u8], tail: &str| {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{head}", places.len()).bytes());
        bytes.extend(body);
        bytes.extend(format!("{tail}\nendobj\n").bytes());
    };
    let kids = (0..PAGES).fold(String::new(), |mut kids, page| {
        let _ = write!(kids, "{} 0 R ", 4 + 3 * page);
        kids
    });
    object(&mut bytes, "<</Type/Catalog/Pages 2 0 R>>", b"", "");
    object(&mut bytes, &format!("<</Type/Pages/Count {PAGES}/Kids[{kids}]>>"), b"", "");
    object(&mut bytes, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"", "");
    for page in 0..PAGES {
        let (content, picture) = (5 + 3 * page, 6 + 3 * page);
        let head = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I {picture} 0 R>>>>/Contents {content} 0 R>>"
        );
        object(&mut bytes, &head, b"", "");
        let shown = format!("q 595 0 0 842 0 0 cm /I Do Q BT /F 40 Tf 72 700 Td (Page {}) Tj ET", page + 1);
        object(&mut bytes, &format!("<</Length {}>>\nstream\n", shown.len()), shown.as_bytes(), "\nendstream");
        let mut jpeg = scans[page as usize % scans.len()].clone();
        // What follows the end of the picture is not looked at; it makes each one different, and as long as asked.
        let filler = (0..PICTURE_BYTES.saturating_sub(jpeg.len())).map(|at| (at as u32).wrapping_mul(page + 1) as u8);
        jpeg.extend(filler.collect::<Vec<_>>());
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {SCAN_WIDTH}/Height {SCAN_HEIGHT}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length {}>>\nstream\n",
            jpeg.len()
        );
        object(&mut bytes, &head, &jpeg, "\nendstream");
    }
    let table = bytes.len();
    let _ = write!(Text(&mut bytes), "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(Text(&mut bytes), "{place:010} 00000 n ");
    }
    let size = places.len() + 1;
    let _ = write!(Text(&mut bytes), "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    Ok(bytes)
}

/// Bytes that take text.
struct Text<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend(text.bytes());
        Ok(())
    }
}

const SCAN_WIDTH: u32 = 1240;
const SCAN_HEIGHT: u32 = 1754;

/// Paper with noise and dark lines of "writing".
fn scan(number: u32) -> Result<Vec<u8>, String> {
    let mut state = number + 1;
    let mut pixels = Vec::with_capacity((SCAN_WIDTH * SCAN_HEIGHT) as usize);
    for y in 0..SCAN_HEIGHT {
        for x in 0..SCAN_WIDTH {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 29) as u8;
            let written = y % 40 < 18 && (x / 9 + y / 9 * number).is_multiple_of(3) && (100..1140).contains(&x);
            pixels.push(if written { 40 + noise } else { 244 + noise });
        }
    }
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 50)
        .encode(&pixels, SCAN_WIDTH, SCAN_HEIGHT, image::ExtendedColorType::L8)
        .map_err(|error| error.to_string())?;
    Ok(jpeg)
}
