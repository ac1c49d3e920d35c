//! A card reader without the hardware: plays swipes of public test cards to a serial line made up
//! for the purpose, so that the station and `chargeonce reader test` have something to read.
//!
//! ```text
//! cargo run --example swipe -- --link /tmp/reader
//! chargeonce reader test --port /tmp/reader
//! ```
//!
//! Each line typed here is a swipe: `visa`, `mastercard`, `amex`, `declined`, `licence`,
//! `unreadable`, or the text of any other swipe with `\r` and `\xNN` written out. Options before
//! them: `--baud N` for the pace of a line, `--delay MS` for that of a keyboard, `--noise` for
//! garbage around a swipe, `--cut N` for one that ends after N bytes, `--twice` for a card drawn
//! through twice.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::time::Duration;

use chargeonce::card::Month;
use chargeonce::reader::demo::DemoCard;
use clap::Parser;
use rustix::pty::OpenptFlags;

/// Play swipes of test cards to a serial line that other programs can open
#[derive(Parser)]
struct Options {
    /// Make this link to the line
    #[arg(long, default_value = "/tmp/chargeonce-reader")]
    link: PathBuf,
    /// Send at the pace of a line of so many bits per second
    #[arg(long, default_value_t = 9_600, value_parser = clap::value_parser!(u32).range(50..))]
    baud: u32,
    /// Wait so many milliseconds after each character, as keyboard readers do
    #[arg(long, value_name = "MS")]
    delay: Option<u64>,
    /// Send garbage before and after each swipe
    #[arg(long)]
    noise: bool,
    /// End each swipe after so many bytes
    #[arg(long, value_name = "N")]
    cut: Option<usize>,
    /// Play each swipe twice, half a second apart
    #[arg(long)]
    twice: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let line = rustix::pty::openpt(flags)?;
    rustix::pty::grantpt(&line)?;
    rustix::pty::unlockpt(&line)?;
    let path = rustix::pty::ptsname(&line, Vec::new())?.into_string()?;
    // An open end keeps the line alive while no reader has it.
    let _kept = File::options().read(true).write(true).open(&path)?;
    let _ = std::fs::remove_file(&options.link);
    std::os::unix::fs::symlink(&path, &options.link)?;
    println!("{} is a reader now. Type a card's name.", options.link.display());
    let mut line = File::from(line);
    for word in std::io::stdin().lock().lines() {
        play(&options, &swipe(word?.trim()), &mut line)?;
    }
    std::fs::remove_file(&options.link)?;
    Ok(())
}

fn play(options: &Options, swipe: &[u8], line: &mut File) -> std::io::Result<()> {
    let swipe = swipe.get(..options.cut.unwrap_or(usize::MAX)).unwrap_or(swipe);
    let pause = options.delay.map_or_else(
        // Ten bits a character: start, eight data or parity, stop.
        || Duration::from_micros(10_000_000 / u64::from(options.baud)),
        Duration::from_millis,
    );
    for round in 0..=u8::from(options.twice) {
        if round > 0 {
            std::thread::park_timeout(Duration::from_millis(500));
        }
        let noise: &[u8] = if options.noise { b"\x00\xff~\x12" } else { b"" };
        for byte in noise.iter().chain(swipe).chain(noise) {
            line.write_all(&[*byte])?;
            std::thread::park_timeout(pause);
        }
    }
    Ok(())
}

/// The bytes that a word stands for.
fn swipe(word: &str) -> Vec<u8> {
    let card = match word {
        "visa" => DemoCard::Visa,
        "mastercard" => DemoCard::Mastercard,
        "amex" => DemoCard::Amex,
        "declined" => DemoCard::Declined,
        "licence" => DemoCard::Licence,
        "unreadable" => DemoCard::Unreadable,
        text => return unescaped(text.as_bytes()),
    };
    card.swipe(Month { year: 2040, month: 1 }).to_vec()
}

/// Text with `\r`, `\n`, `\t` and `\xNN` as the bytes they mean.
fn unescaped(mut text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some((&first, rest)) = text.split_first() {
        let hex = |high: u8, low: u8| {
            let digits = [high, low];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
        };
        let (byte, after) = match (first, rest) {
            (b'\\', [b'r', after @ ..]) => (b'\r', after),
            (b'\\', [b'n', after @ ..]) => (b'\n', after),
            (b'\\', [b't', after @ ..]) => (b'\t', after),
            (b'\\', [b'x', high, low, after @ ..]) => match hex(*high, *low) {
                Some(byte) => (byte, after),
                None => (first, rest),
            },
            _ => (first, rest),
        };
        bytes.push(byte);
        text = after;
    }
    bytes
}
