//! Evaluates the cases on standard input, one per line, as `bidroom evaluate --lines` does, without building the server.

use std::io::{BufRead, BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", shared::rules::lines::evaluate_line(&line?)?)?;
    }
    Ok(out.flush()?)
}
