//! The command line: `bidroom <command>`. Exit codes: 0, 1 (it ran; the answer is no), 2 (it could not run; the message
//! says what to do).

mod bench;
mod demo;
mod serve;

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
    Bench(bench::Bench),
    /// Reads one PDF for the server; not for people.
    #[command(hide = true)]
    ReadWorker {
        /// What the server asks.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<std::ffi::OsString>,
    },
}

/// What a command says when it has run: 0 or 1; an error is printed and exits with 2.
type Outcome = Result<ExitCode, String>;

/// Runs the command line.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Bench(bench) => bench.run(),
        Command::ReadWorker { args } => return reader::worker::main(args.into_iter()),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("bidroom: {message}");
        ExitCode::from(2)
    })
}
