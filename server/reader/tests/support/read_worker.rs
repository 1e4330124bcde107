//! The worker process by itself: what `bidroom read-worker` runs, for the tests of this crate.

fn main() -> std::process::ExitCode {
    // The first two are this program and the name of the subcommand.
    reader::worker::main(std::env::args_os().skip(2))
}
