//! A card reader without the hardware: plays swipes of public test cards to a serial line made up
//! for the purpose, or to a USB reader that the kernel is made to believe in.
//!
//! ```text
//! cargo run --example swipe -- --link /tmp/reader
//! chargeonce reader test --port /tmp/reader
//!
//! sudo target/debug/examples/swipe --as magtek
//! sudo chargeonce reader test
//! ```
//!
//! Each line typed here is a swipe: `visa`, `mastercard`, `amex`, `declined`, `licence`,
//! `unreadable`, or the text of any other swipe with `\r` and `\xNN` written out; `unplug` and `plug`
//! do to the reader what they say, and `help` lists them. Options before them: `--as` for the kind of
//! reader, `--baud N` for the pace of a line, `--delay MS` for that of a keyboard, `--noise` for
//! garbage around a swipe, `--cut N` for one that ends after N bytes, `--twice` for a card drawn
//! through twice.

#![expect(clippy::print_stdout, reason = "it talks to the person who started it")]

mod card;
mod keyboard;
mod port;
mod report;
mod uhid;

use std::error::Error;
use std::io::BufRead;
use std::path::PathBuf;
use std::time::Duration;

use chargeonce::reader::UsbId;
use clap::{Parser, ValueEnum};

use port::Port;

/// What can be typed.
const HELP: &str = "visa, mastercard, amex, declined, licence, unreadable: swipes; unplug, plug; \
                    anything else is sent as it is, with \\r and \\xNN for what can't be typed";

/// Play swipes of test cards to a reader that other programs can open
#[derive(Parser)]
struct Options {
    /// The kind of reader; all but a serial one need /dev/uhid and root
    #[arg(long = "as", value_name = "KIND", value_enum, default_value = "serial")]
    kind: Kind,
    /// Make this link to the serial line
    #[arg(long, default_value = "/tmp/chargeonce-reader")]
    link: PathBuf,
    /// Write to this device instead of making a reader up, for example a USB gadget's
    #[arg(long, value_name = "DEVICE", conflicts_with = "link")]
    onto: Option<PathBuf>,
    /// The USB id of a reader that is made up, instead of its kind's own
    #[arg(long, value_name = "VVVV:PPPP")]
    usb: Option<UsbId>,
    /// Send at the pace of a serial line of so many bits per second
    #[arg(long, default_value_t = 9_600, value_parser = clap::value_parser!(u32).range(50..))]
    baud: u32,
    /// Wait so many milliseconds after each character of a line or report of a keyboard
    #[arg(long, value_name = "MS")]
    delay: Option<u64>,
    /// Send garbage before and after each swipe on a serial line
    #[arg(long)]
    noise: bool,
    /// End each swipe after so many bytes
    #[arg(long, value_name = "N")]
    cut: Option<usize>,
    /// Play each swipe twice, half a second apart
    #[arg(long)]
    twice: bool,
}

/// A kind of reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A reader on a serial line
    Serial,
    /// A keyboard reader
    Keyboard,
    /// A MagTek reader with reports of 337 bytes
    Magtek,
    /// An ID TECH reader with reports of 509 bytes
    IdTech,
    /// An MSR605X, which reads when told to
    Msr605x,
}

impl Kind {
    /// The USB id that such readers have.
    const fn usb(self) -> UsbId {
        let (vendor, product) = match self {
            Self::Serial | Self::Keyboard => (0x0801, 0x0001),
            Self::Magtek => (0x0801, 0x0002),
            Self::IdTech => (0x0acd, 0x0500),
            Self::Msr605x => (0x0801, 0x0003),
        };
        UsbId { vendor, product }
    }

    /// A swipe as what such a reader sends one after the other.
    fn pieces(self, swipe: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::Serial => swipe.iter().map(|&byte| vec![byte]).collect(),
            Self::Keyboard => keyboard::reports(swipe),
            Self::Magtek => vec![report::magtek(swipe)],
            Self::IdTech => vec![report::id_tech(swipe)],
            Self::Msr605x => report::msr605x(swipe),
        }
    }
}

impl Options {
    /// How long to wait after each piece of a swipe.
    fn pause(&self) -> Duration {
        let usual = match self.kind {
            // Ten bits a character: start, eight data or parity, stop.
            Kind::Serial => Duration::from_micros(10_000_000 / u64::from(self.baud)),
            Kind::Keyboard | Kind::Msr605x => Duration::from_millis(1),
            Kind::Magtek | Kind::IdTech => Duration::ZERO,
        };
        self.delay.map_or(usual, Duration::from_millis)
    }

    fn play(&self, swipe: &[u8], port: &mut Port) -> std::io::Result<()> {
        let swipe = swipe.get(..self.cut.unwrap_or(usize::MAX)).unwrap_or(swipe);
        let noise = if self.noise && self.kind == Kind::Serial { card::NOISE } else { b"" };
        let pieces = self.kind.pieces(&[noise, swipe, noise].concat());
        for round in 0..=u8::from(self.twice) {
            if round > 0 {
                std::thread::park_timeout(Duration::from_millis(500));
            }
            for piece in &pieces {
                port.send(piece)?;
                std::thread::park_timeout(self.pause());
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let mut port = Port::plugged(&options)?;
    println!("{port} is a reader now. Type a card's name, or help.");
    for line in std::io::stdin().lock().lines() {
        match line?.trim() {
            "" => {}
            "help" => println!("{HELP}"),
            "unplug" => port = port.unplug()?,
            "plug" => {
                drop(port.unplug()?);
                port = Port::plugged(&options)?;
            }
            word => {
                if let Err(error) = options.play(&card::swipe(word), &mut port) {
                    println!("That was not sent: {error}.");
                }
            }
        }
    }
    drop(port.unplug()?);
    Ok(())
}
