//! The command line: `bidroom <command>`. Exit codes: 0, 1 (it ran; the answer is no), 2 (it could not run; the message
//! says what to do).

mod bench;
mod demo;
mod draw;
mod evaluate;
mod keygen;
mod native;
mod open;
mod seal;
mod serve;
mod text;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 评标室 Bidroom: the workstation system of a procurement centre's evaluation rooms.
#[derive(Debug, Parser)]
#[command(name = "bidroom", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Draw(draw::DrawCommand),
    Evaluate(evaluate::Evaluate),
    Keygen(keygen::Keygen),
    Form(seal::Form),
    Seal(seal::Seal),
    Open(open::Open),
    Text(text::Text),
    Bench(bench::Bench),
}

/// What a command says when it has run: 0 or 1; an error is printed and exits with 2.
type Outcome = Result<ExitCode, String>;

/// Says a line to whoever started a server. That nobody listens any more (a closed pipe) must not stop the server.
fn say(line: impl std::fmt::Display) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Draw(draw) => draw.run(),
        Command::Evaluate(evaluate) => evaluate.run(),
        Command::Keygen(keygen) => keygen.run(),
        Command::Form(form) => form.run(),
        Command::Seal(seal) => seal.run(),
        Command::Open(open) => open.run(),
        Command::Text(text) => text.run(),
        Command::Bench(bench) => bench.run(),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("bidroom: {message}");
        ExitCode::from(2)
    })
}
