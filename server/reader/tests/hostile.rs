//! Documents and workers that mean harm: the answer is a typed error or the pages that could be read, in bounded time.

mod support;

use std::process::{Command, Stdio};
use std::time::Duration;

use reader::{Limits, PageFlag, PageText, ReadError, Watermark};
use support::{bomb, data, house, house_with, pages, pdf, says, stream, tight};

fn mark() -> Watermark {
    Watermark::new("王×× · 3室2座")
}

#[tokio::test]
async fn what_is_not_a_pdf_is_refused() {
    let house = house(tight());
    let cases: [(&str, &[u8]); 6] = [
        ("text", b"This is a price list."),
        ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("archive", b"PK\x03\x04 word/document.xml %PD-1.7"),
        ("head", b"%PDF-1.7\n"),
        ("zeros", &[0; 5000]),
        ("late", &[[b' '; 2000].as_slice(), b"%PDF-1.7"].concat()),
    ];
    for (name, bytes) in cases {
        let file = house.file(name, bytes);
        assert!(matches!(house.reader.pages(&file).await, Err(ReadError::NotPdf)), "{name}");
        assert!(matches!(house.reader.text(&file).await, Err(ReadError::NotPdf)), "{name}");
        assert!(matches!(house.reader.page_image(&file, 1, 800, &mark()).await, Err(ReadError::NotPdf)), "{name}");
    }
    let empty = house.file("empty", b"");
    assert!(matches!(house.reader.pages(&empty).await, Err(ReadError::Empty)));
    assert!(matches!(house.reader.pages(house.folder.path()).await, Err(ReadError::NotPdf)), "a folder");
    assert!(matches!(house.reader.pages(&house.folder.path().join("none")).await, Err(ReadError::Io(_))));
}

#[tokio::test]
async fn a_password_is_told_from_damage() {
    let lock =
        format!("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{}>/U<{}>>>", "41".repeat(32), "42".repeat(32));
    let objects = [b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Count 0/Kids[]>>".to_vec()];
    let house = house(tight());
    let file = house.file("locked.pdf", &pdf(&objects, &lock));
    assert!(matches!(house.reader.pages(&file).await, Err(ReadError::Encrypted)));
    let file = house.file("no-pages.pdf", &pdf(&objects, ""));
    assert!(matches!(house.reader.pages(&file).await, Err(ReadError::Empty)));
}

#[tokio::test]
async fn truncated_files_end_in_pages_or_an_error() {
    let house = house(tight());
    let whole = std::fs::read(data("zhnumber.pdf")).expect("reads");
    for share in [1, 5, 9] {
        let file = house.file("part.pdf", &whole[..whole.len() * share / 10]);
        let pages = house.reader.pages(&file).await;
        let text = house.reader.text(&file).await;
        match (&pages, &text) {
            (Ok(info), Ok(text)) => assert_eq!(info.pages.len(), text.len()),
            (Err(ReadError::NotPdf | ReadError::Empty), Err(_)) => {}
            other => panic!("{share} tenths: {other:?}"),
        }
    }
}

/// Documents that refer to themselves.
fn loops() -> Vec<(&'static str, Vec<u8>)> {
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let page = |extra: &str| format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{extra}>>").into_bytes();
    let tree = b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec();
    let form = |content: &str| {
        stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>", content.as_bytes())
    };
    vec![
        ("tree in itself", pdf(&[catalog.clone(), b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>".to_vec()], "")),
        (
            "tree with no end",
            pdf(
                &[
                    catalog.clone(),
                    b"<</Type/Pages/Kids[3 0 R]>>".to_vec(),
                    b"<</Type/Pages/Kids[2 0 R]/Parent 3 0 R>>".to_vec(),
                ],
                "",
            ),
        ),
        (
            "own parent",
            pdf(&[catalog.clone(), tree.clone(), b"<</Type/Page/Parent 3 0 R/Contents 3 0 R>>".to_vec()], ""),
        ),
        ("object is itself", pdf(&[catalog.clone(), tree.clone(), b"3 0 R".to_vec()], "")),
        (
            "length of itself",
            pdf(
                &[
                    catalog.clone(),
                    tree.clone(),
                    page("/Contents 4 0 R"),
                    b"<</Length 4 0 R>>\nstream\nq Q\nendstream".to_vec(),
                ],
                "",
            ),
        ),
        (
            "contents in contents",
            pdf(&[catalog.clone(), tree.clone(), page("/Contents 4 0 R"), b"[4 0 R 4 0 R]".to_vec()], ""),
        ),
        ("catalog is the tree", pdf(&[b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>".to_vec()], "")),
        ("table before itself", {
            let mut bytes = pdf(&[catalog, tree, page("")], "/Prev 9");
            let place = bytes.windows(4).position(|w| w == b"xref").expect("a table");
            let text = format!("/Prev {place}");
            bytes = String::from_utf8_lossy(&bytes).replace("/Prev 9", &text).into_bytes();
            bytes
        }),
        ("form in itself", pages(&[stream("", b"/X Do /X Do")], "/XObject<</X 6 0 R>>", &[form("/X Do /X Do")])),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_refer_to_themselves_end() {
    let house = house(tight());
    for (name, bytes) in loops() {
        let file = house.file("loop.pdf", &bytes);
        let pages = house.reader.pages(&file).await;
        let text = house.reader.text(&file).await;
        let image = house.reader.page_image(&file, 1, 600, &mark()).await;
        assert!(!matches!(pages, Err(ReadError::WorkerMissing(_) | ReadError::Io(_))), "{name}: {pages:?}");
        if let (Ok(info), Ok(text)) = (&pages, &text) {
            assert_eq!(info.pages.len(), text.len(), "{name}");
        }
        if let Ok(image) = image {
            assert_eq!(image.width, 600, "{name}");
        }
    }
}

fn numbers_read(pages: &[PageText]) -> Vec<u32> {
    pages.iter().filter(|p| !p.flags.contains(&PageFlag::Failed)).map(|p| p.number).collect()
}

#[tokio::test]
async fn a_page_that_fills_the_memory_costs_a_page() {
    let house = house(tight());
    let contents = [says("One"), bomb(), says("Three"), says("Four")];
    let file = house.file("bomb.pdf", &pages(&contents, "", &[]));
    let pages = house.reader.text(&file).await.expect("the other pages");
    assert_eq!(pages.len(), 4);
    assert!(numbers_read(&pages).starts_with(&[1]) && numbers_read(&pages).ends_with(&[3, 4]), "{pages:?}");
    assert_eq!(pages[2].text, "Three");
    let image = house.reader.page_image(&file, 2, 600, &mark()).await;
    assert!(!matches!(image, Err(ReadError::Io(_) | ReadError::WorkerMissing(_))), "{image:?}");
    house.reader.page_image(&file, 3, 600, &mark()).await.expect("the next page is drawn");
}

/// A page that draws ten times what draws ten times what …, twelve deep.
fn exponential() -> Vec<Vec<u8>> {
    let levels = 12;
    (0..levels)
        .map(|level| {
            let next = 8 + level + 1;
            let content = if level + 1 == levels { b"0 0 9 9 re f".to_vec() } else { b"/X Do ".repeat(10) };
            stream(
                &format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X {next} 0 R>>>>"),
                &content,
            )
        })
        .collect()
}

#[tokio::test]
async fn a_page_without_end_is_given_up_and_the_next_is_read() {
    let house = house(tight());
    let contents = [stream("", b"/X Do"), says("Two")];
    let file = house.file("laughs.pdf", &pages(&contents, "/XObject<</X 8 0 R>>", &exponential()));
    let image = house.reader.page_image(&file, 1, 600, &mark()).await;
    assert!(matches!(image, Err(ReadError::TimedOut | ReadError::Crashed)), "{image:?}");
    let pages = house.reader.text(&file).await.expect("the second page");
    assert_eq!(pages[0].flags, [PageFlag::Failed]);
    assert_eq!(pages[1].text, "Two");
}

#[tokio::test]
async fn processor_time_runs_out_before_the_clock_does() {
    let limits = Limits { cpu_seconds: 1, page_wall: Duration::from_secs(60), ..tight() };
    let house = house(limits);
    let file = house.file("laughs.pdf", &pages(&[stream("", b"/X Do")], "/XObject<</X 8 0 R>>", &shifted()));
    let drawn = tokio::time::timeout(Duration::from_secs(50), house.reader.page_image(&file, 1, 600, &mark())).await;
    assert!(matches!(drawn, Ok(Err(ReadError::TimedOut | ReadError::Crashed))), "{drawn:?}");
}

/// The same behind two objects less: the document has one page, not two.
fn shifted() -> Vec<Vec<u8>> {
    let mut objects = vec![b"null".to_vec(), b"null".to_vec()];
    objects.extend(exponential());
    objects
}

#[tokio::test]
async fn deep_nesting_ends() {
    let house = house(tight());
    for open in [&b"["[..], b"<</A", b"(", b"q ", b"BT ", b"BI /D ["] {
        let file = house.file("deep.pdf", &pages(&[stream("", &open.repeat(200_000)), says("Two")], "", &[]));
        let pages = house.reader.text(&file).await.expect("pages");
        assert_eq!(pages[1].text, "Two", "after {open:?}");
        let object = house.file("object.pdf", &pages_with(&open.repeat(200_000)));
        let answer = house.reader.pages(&object).await;
        assert!(!matches!(answer, Err(ReadError::Io(_) | ReadError::WorkerMissing(_))), "{open:?}: {answer:?}");
    }
}

fn pages_with(object: &[u8]) -> Vec<u8> {
    pages(&[says("One")], "/X 6 0 R", &[object.to_vec()])
}

#[tokio::test]
async fn a_worker_that_hangs_is_killed() {
    let limits =
        Limits { page_wall: Duration::from_millis(300), text_page_wall: Duration::from_millis(300), ..tight() };
    let place = house(Limits::default());
    let file = data("zhnumber.pdf");
    let pid = place.folder.path().join("pid");
    let exe = place.script("hang", &format!("echo $$ > {}\nexec sleep 600", pid.display()));
    let house = house_with(&exe, limits);
    assert!(matches!(house.reader.pages(&file).await, Err(ReadError::TimedOut)));
    let process = std::fs::read_to_string(&pid).expect("it was started");
    assert!(!std::path::Path::new("/proc").join(process.trim()).exists(), "it is gone");
    assert!(matches!(house.reader.text(&file).await, Err(ReadError::TimedOut)));
    assert!(matches!(house.reader.page_image(&file, 1, 600, &mark()).await, Err(ReadError::TimedOut)));
}

#[tokio::test]
async fn a_call_that_is_dropped_kills_its_worker() {
    let place = house(Limits::default());
    let pid = place.folder.path().join("pid");
    let exe = place.script("hang", &format!("echo $$ > {}\nexec sleep 600", pid.display()));
    let house = house_with(&exe, Limits::default());
    let dropped = tokio::time::timeout(Duration::from_millis(500), house.reader.pages(&data("zhnumber.pdf"))).await;
    assert!(dropped.is_err());
    let process = std::fs::read_to_string(&pid).expect("it was started");
    let stat = std::path::Path::new("/proc").join(process.trim()).join("stat");
    for _ in 0..100 {
        // Dead, or dead and not yet collected.
        if std::fs::read_to_string(&stat).map_or(true, |s| s.contains(") Z ")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the worker outlived its call");
}

#[tokio::test]
async fn a_worker_that_lies_is_not_believed() {
    let place = house(Limits::default());
    let limits = || Limits { output_bytes: 1 << 20, ..tight() };
    let bodies = [
        ("says nothing", "exit 0"),
        ("dies", "kill -9 $$"),
        ("fails", "exit 3"),
        ("babbles", "echo '{\"pages\":'"),
        ("has no end", "exec yes '{\"page_count\":1}'"),
        ("jumps", "echo '{\"page_count\":3}'; echo '{\"number\":7,\"text\":\"\",\"engine\":\"none\",\"flags\":[]}'"),
        ("stops", "echo '{\"page_count\":3}'"),
    ];
    for (name, body) in bodies {
        let exe = place.script(&name.replace(' ', "-"), body);
        let house = house_with(&exe, limits());
        let file = data("zhnumber.pdf");
        let (pages, text) = (house.reader.pages(&file).await, house.reader.text(&file).await);
        let image = house.reader.page_image(&file, 1, 600, &mark()).await;
        assert!(matches!(pages, Err(ReadError::Crashed)), "{name}: {pages:?}");
        assert!(matches!(text, Err(ReadError::Crashed)), "{name}: {text:?}");
        assert!(matches!(image, Err(ReadError::Crashed)), "{name}: {image:?}");
    }
    let house = house_with(&place.folder.path().join("none"), limits());
    assert!(matches!(house.reader.pages(&data("zhnumber.pdf")).await, Err(ReadError::WorkerMissing(_))));
}

#[tokio::test]
async fn a_worker_is_given_no_environment_and_no_document_path() {
    let place = house(Limits::default());
    let seen = place.folder.path().join("seen");
    let exe = place.script(
        "look",
        &format!("cat /proc/$$/environ > {0}.env\ncat /proc/$$/cmdline > {0}.args\npwd > {0}.cwd", seen.display()),
    );
    let house = house_with(&exe, Limits::default());
    house.reader.pages(&data("zhnumber.pdf")).await.expect_err("a script is no worker");
    let read = |what: &str| std::fs::read_to_string(seen.with_extension(what)).expect("it looked");
    assert_eq!(read("env"), "");
    assert_eq!(read("cwd").trim(), "/");
    assert!(!read("args").contains("zhnumber"), "{}", read("args"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_workers_than_allowed_are_at_work() {
    let place = house(Limits::default());
    let log = place.folder.path().join("log");
    let exe = place.script("work", &format!("echo + >> {0}\nsleep 0.2\necho - >> {0}", log.display()));
    let house = house_with(&exe, Limits { page_workers: 2, ..Limits::default() });
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let reader = house.reader.clone();
            tokio::spawn(async move { reader.pages(&data("zhnumber.pdf")).await })
        })
        .collect();
    for call in calls {
        call.await.expect("ends").expect_err("a script is no worker");
    }
    let (mut now, mut most) = (0, 0);
    for line in std::fs::read_to_string(&log).expect("they worked").lines() {
        now += if line == "+" { 1 } else { -1 };
        most = most.max(now);
    }
    assert_eq!(most, 2);
}

#[test]
fn a_worker_limits_itself_before_it_reads() {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_read-worker-test"))
        .args(["read-worker", "info", "--memory-bytes", "300000000", "--cpu-seconds", "7"])
        .args(["--file-bytes", "1000", "--pages", "5"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("starts");
    let path = format!("/proc/{}/limits", worker.id());
    let wanted = [
        "Max address space 300000000 300000000",
        "Max cpu time 7 9",
        "Max file size 0 0",
        "Max core file size 0 0",
        "Max open files 16 16",
    ];
    let mut held = String::new();
    for _ in 0..200 {
        let limits = std::fs::read_to_string(&path).expect("its limits");
        held = limits.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect();
        if wanted.iter().all(|line| held.contains(line)) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(worker.stdin.take());
    let status = worker.wait().expect("ends");
    for line in wanted {
        assert!(held.contains(line), "{line} is missing in\n{held}");
    }
    assert_eq!(status.code(), Some(43), "an empty document, by the agreement of the two sides");
}
