//! The states of a seat that the staff or the machine brings about: paused, frozen, locked. Each covers the page, says why and
//! what to do, keeps what was entered, and goes away by itself; each is held to axe-core at three sizes and in two languages.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use shared::api::room::{MoveRoom, ReleaseSeat, RoomMove};
use shared::id::RoomId;
use shared::people::Seat;
use tests::browser::{Seen, ensure, hook};

use super::axe;
use super::centre::{Centre, EVALUATED};

const COVERED: &str = "document.querySelector('[data-test=cover]')?.checkVisibility()";

fn because(error: impl std::fmt::Display) -> Box<dyn std::error::Error + Send + Sync> {
    error.to_string().into()
}

/// One seat, one state after the other.
pub async fn of_a_seat(centre: &Centre) -> Seen<()> {
    let browser = &centre.browser;
    let sheet = format!("/room/{EVALUATED}/score");
    centre.visit("expert2", &sheet).await?;
    browser.find(&hook("score-desk")).await?;
    let shown = browser.texts("header.bar").await?.concat();
    ensure(shown.contains("一号评标室"), format!("the bar names the room: {shown}"))?;
    let cast = centre.cast().await?;
    let room = RoomId::new("room-1").map_err(because)?;
    let to = |what, why: &str| MoveRoom { room: room.clone(), what, why: why.into() };

    cast.officer.person.act(&to(RoomMove::Pause, "设备检修")).await.map_err(because)?;
    covered(centre, "paused", "设备检修").await?;
    cast.officer.person.act(&to(RoomMove::Resume, "")).await.map_err(because)?;
    browser.until("the desk is back", &format!("!({COVERED})")).await?;
    browser.find(&hook("score-desk")).await?;

    browser.click(&hook("lock-seat")).await?;
    covered(centre, "locked", "PIN|密码").await?;
    browser.click(&hook("unlock-seat")).await?;
    centre.password().await?;
    browser.until("the desk is back", &format!("!({COVERED})")).await?;

    // Somebody connects the terminal to the world.
    let world = World::at(centre.outside)?;
    browser.reload().await?;
    covered(centre, "frozen", &centre.outside.to_string()).await?;
    drop(world);
    centre.visit("supervisor", "/supervision").await?;
    browser.find(&hook("seat-alert")).await?;
    axe::state(centre, "wall-with-alert").await?;
    browser.click(&format!("{} [data-test=acknowledge]", hook("seat-alert"))).await?;
    browser.fill("#alert-note", "已断开").await?;
    browser.click(&hook("do-acknowledge")).await?;
    let noted = format!("document.querySelector('{}')?.innerText.includes('已断开')", hook("seat-alert"));
    browser.until("the supervisor took note", &noted).await?;
    browser.click(&format!("{} a", hook("seat-alert"))).await?;
    browser.find(&hook("seat-act")).await?;
    let release = ReleaseSeat { seat: Seat { room, seat: 2 }, why: "已断开外网".into() };
    cast.officer.person.act(&release).await.map_err(because)?;
    centre.visit("expert2", &sheet).await?;
    browser.find(&hook("score-desk")).await?;
    ensure(browser.count(&hook("cover")).await? == 0, "the seat works again")
}

async fn covered(centre: &Centre, name: &str, why: &str) -> Seen<()> {
    centre.browser.until(&format!("the page is covered: {name}"), COVERED).await?;
    let told = centre.browser.texts(&hook("cover")).await?.concat();
    ensure(why.split('|').any(|why| told.contains(why)), format!("{name}: the cover does not say why: {told}"))?;
    let below = "document.querySelector('[data-test=score-desk]') && !document.querySelector('[data-test=score-desk]').checkVisibility()";
    if name != "frozen" {
        centre.browser.until("the desk stays below", below).await?;
    }
    axe::state(centre, name).await
}

/// Somebody who answers where nobody should.
struct World(Arc<AtomicBool>);

impl World {
    fn at(port: u16) -> Seen<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        listener.set_nonblocking(true)?;
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        std::thread::spawn(move || {
            while !end.load(Ordering::SeqCst) {
                if let Ok((mut stream, _)) = listener.accept() {
                    let _ = stream.set_nonblocking(false);
                    let _ = stream.set_read_timeout(Some(std::time::Duration::from_millis(300)));
                    let _ = stream.read(&mut [0; 2048]);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
        Ok(Self(ended))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
