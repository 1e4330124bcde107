//! The `bidroom` binary.

mod cli;

fn main() -> std::process::ExitCode {
    // The PDF worker starts before anything else does: no runtime, no log, no command line.
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == "read-worker") {
        return reader::worker::main(args);
    }
    cli::main()
}
