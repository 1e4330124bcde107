//! `bidroom demo`.

use super::serve::{Place, runtime};
use super::{Outcome, say};
use bidroom_server::demo::{self, fill};
use bidroom_server::house::House;
use bidroom_server::serve::{self, Transport};
use clap::Args;
use std::process::ExitCode;
use std::sync::Arc;

/// Starts a sample centre: accounts for every role, 700 sample experts, four lots with real sealed bids.
///
/// It is filled on its first start, through its own address. Its clock can be moved, its keys load by a click; use it
/// only to look around. Example: bidroom demo --data data --listen 127.0.0.1:8080
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub place: Place,
    /// Make accounts and the pool only, no lots.
    #[arg(long)]
    pub empty: bool,
}

impl Demo {
    /// Runs it.
    pub fn run(self) -> Outcome {
        if !matches!(self.place.transport(), Transport::Plain) {
            return Err("the sample centre is for this machine alone: leave out the --tls options".into());
        }
        runtime("warn")?.block_on(self.serve())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn serve(self) -> Result<(), String> {
        let settings = self.place.settings(true)?;
        let filled = demo::visitors(&settings).is_some();
        if !filled && settings.data.join("keys").exists() {
            let data = settings.data.display();
            return Err(match demo::keys_folder(&settings).exists() {
                true => {
                    format!("filling the sample centre in {data} was interrupted: remove that folder, then start again")
                }
                false => format!("{data} belongs to a real centre: name an empty folder with --data"),
            });
        }
        let listener = serve::bind(self.place.listen, &Transport::Plain).map_err(|fault| fault.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        let house = House::open(settings).await.map_err(|fault| fault.to_string())?;
        let serving = tokio::spawn({
            let house = Arc::clone(&house);
            async move { serve::serve(house, listener, &Transport::Plain).await }
        });
        if !filled {
            let base = format!("http://127.0.0.1:{port}");
            let filling = async {
                match self.empty {
                    true => fill::empty(&house, &base).await,
                    false => fill::fill(&house, &base, &|line| say(format_args!("… {line}"))).await,
                }
            };
            filling.await.map_err(|failed| format!("the sample centre could not be filled: {failed}"))?;
        }
        self.tell(&house, port);
        let served = serving.await.map_err(|error| error.to_string())?;
        served.map_err(|fault| fault.to_string())
    }

    fn tell(&self, house: &Arc<House>, port: u16) {
        say(format_args!("\n示例中心 sample centre, every password: {}", demo::keyring::PASSWORD));
        say(format_args!("  {:<40} 公众 public", format!("http://localhost:{port}/")));
        for visitor in demo::visitors(&house.settings).unwrap_or_default() {
            let address = format!("http://{}.localhost:{port}/", visitor.host);
            let account = if visitor.account.is_empty() { "（空席 empty seat）" } else { &visitor.account };
            say(format_args!("  {address:<40} {:<14} {account} {}", visitor.role, visitor.name));
        }
        say(format_args!("\nbidroom serves http://localhost:{port}/ (stop with Ctrl+C)"));
    }
}
