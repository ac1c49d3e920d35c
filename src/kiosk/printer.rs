//! The receipt printer: plain lines to a device or file, on a thread of its own, so that a printer
//! without paper never stops a sale.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Prints lines. What goes wrong is a line in the log: the payment stands either way.
pub fn print(printer: &Path, lines: Vec<String>) {
    let printer: PathBuf = printer.to_owned();
    let job = move || {
        let mut text = lines.join("\n");
        // Feeds the paper past the tear bar.
        text.push_str("\n\n\n\n");
        let opened = OpenOptions::new().append(true).create(true).open(&printer);
        if let Err(error) = opened.and_then(|mut paper| paper.write_all(text.as_bytes())) {
            tracing::warn!(%error, "the receipt was not printed");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("printer".to_owned()).spawn(job) {
        tracing::warn!(%error, "the receipt was not printed");
    }
}
