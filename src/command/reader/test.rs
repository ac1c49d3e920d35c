//! `chargeonce reader test`: a line for every swipe as it comes, for the technician at the reader.
//!
//! Never a digit beyond the last four, never a name.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use super::super::{CommandError, Console};
use super::watch::{Next, Told, Watch};
use super::words;
use crate::card::Month;
use crate::card::track::{Mode, Verdict, assess};
use crate::reader::device::Attach;
use crate::reader::serial::{Parity, Protocol, SerialLine};
use crate::reader::{Attachment, News, Place, Swipe};
use crate::station::ReaderHealth;

/// Say of every swipe what the station makes of it, as it comes; Ctrl+C ends
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  chargeonce reader test\n  chargeonce reader test --port \
                             /dev/ttyUSB0 --baud 19200\n  chargeonce reader test --device \
                             /dev/hidraw0"
)]
pub(super) struct TestArguments {
    /// A serial port
    #[arg(long, value_name = "PORT")]
    port: Option<PathBuf>,
    /// An input or HID device
    #[arg(long, value_name = "DEVICE", conflicts_with = "port")]
    device: Option<PathBuf>,
    /// Bits per second of the serial line
    #[arg(long, default_value_t = 9_600, value_parser = clap::value_parser!(u32).range(1_200..=115_200))]
    baud: u32,
    /// The bits of one character on the serial line
    #[arg(long, value_enum, default_value = "8N1")]
    framing: FramingWord,
    /// What is spoken on the serial line
    #[arg(long, value_enum, default_value = "text")]
    protocol: ProtocolWord,
    /// Believe tracks without sentinels on the serial line
    #[arg(long)]
    bare: bool,
    /// Judge as with live keys: a number with only zeros in the middle counts as masked
    #[arg(long)]
    live: bool,
    /// End after so many seconds
    #[arg(long, value_name = "N")]
    seconds: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FramingWord {
    #[value(name = "8N1")]
    EightNone,
    #[value(name = "7E1")]
    SevenEven,
    #[value(name = "7O1")]
    SevenOdd,
    #[value(name = "7N2")]
    SevenNone,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProtocolWord {
    /// The reader sends a card's text by itself
    Text,
    /// The reader answers MSR605 commands
    Msr605,
}

impl TestArguments {
    fn line(&self) -> SerialLine {
        let (data_bits, parity, two_stop_bits) = match self.framing {
            FramingWord::EightNone => (8, Parity::None, false),
            FramingWord::SevenEven => (7, Parity::Even, false),
            FramingWord::SevenOdd => (7, Parity::Odd, false),
            FramingWord::SevenNone => (7, Parity::None, true),
        };
        let protocol = match self.protocol {
            ProtocolWord::Text => Protocol::Text,
            ProtocolWord::Msr605 => Protocol::Msr605,
        };
        SerialLine { baud: self.baud, data_bits, parity, two_stop_bits, protocol }
    }

    /// The readers to watch: the one that was named, or the first of each kind.
    fn attachments(&self) -> Vec<Attachment> {
        let serial =
            |place| Attachment::Serial { place, line: self.line(), bare_tracks: self.bare };
        match (&self.port, &self.device) {
            (Some(port), _) => vec![serial(Place::Path(port.clone()))],
            (None, Some(device)) => {
                let place = Place::Path(device.clone());
                vec![match is_hidraw(device) {
                    true => Attachment::Hidraw { place },
                    false => Attachment::Evdev { place },
                }]
            }
            (None, None) => vec![
                Attachment::Hidraw { place: Place::FirstFound },
                Attachment::Evdev { place: Place::FirstFound },
                serial(Place::FirstFound),
            ],
        }
    }
}

/// Told by the node, behind whatever link.
fn is_hidraw(device: &Path) -> bool {
    let node = std::fs::canonicalize(device).unwrap_or_else(|_| device.to_owned());
    node.file_name().is_some_and(|name| name.to_string_lossy().starts_with("hidraw"))
}

/// Watches and says, until Ctrl+C.
pub(super) fn run(
    arguments: &TestArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let attachments = arguments.attachments();
    let labels: Vec<String> = attachments.iter().map(label).collect();
    let ways = attachments.into_iter().map(|way| Box::new(way) as Box<dyn Attach>).collect();
    let mut report = Report {
        mode: if arguments.live { Mode::Live } else { Mode::Test },
        today: words::today(),
        good: 0,
        bad: 0,
    };
    let out = console.out();
    writeln!(out, "Swipe cards; Ctrl+C ends.")?;
    out.flush()?;
    Watch::over(ways, arguments.seconds)?.run(&mut |place, told| {
        let label = labels.get(place).map_or("", String::as_str);
        report.say(label, &told, out)?;
        out.flush()?;
        Ok(Next::Go)
    })?;
    writeln!(out, "{} good, {} bad", report.good, report.bad)?;
    Ok(())
}

fn label(attachment: &Attachment) -> String {
    let kind = match attachment {
        Attachment::Serial { .. } => "serial",
        Attachment::Evdev { .. } => "evdev",
        Attachment::Hidraw { .. } => "hidraw",
    };
    match attachment.place() {
        Place::Path(path) => path.display().to_string(),
        Place::Usb(id) => format!("{kind} {id}"),
        Place::FirstFound => kind.to_owned(),
    }
}

struct Report {
    mode: Mode,
    today: Month,
    good: u32,
    bad: u32,
}

impl Report {
    fn say(&mut self, label: &str, told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
        match told {
            Told::Health(health) => writeln!(out, "{label}: {}", health_words(*health)),
            Told::News(News::Started) => Ok(()),
            Told::News(News::Broken) => {
                self.bad += 1;
                writeln!(out, "{label}: the reader went away during a swipe")
            }
            Told::News(News::Swipe(swipe)) => self.swipe(label, swipe, out),
        }
    }

    fn swipe(&mut self, label: &str, swipe: &Swipe<'_>, out: &mut dyn Write) -> io::Result<()> {
        let verdict = swipe.verdict(self.mode);
        let good = match &verdict {
            Verdict::Card(card) => assess(card, self.today).is_ok(),
            Verdict::NotPaymentCard(_) => true,
            Verdict::Refused(_) | Verdict::Typed => false,
        };
        *(if good { &mut self.good } else { &mut self.bad }) += 1;
        writeln!(out, "{label}: {}", words::verdict(&verdict, self.today))?;
        words::tracks(swipe).into_iter().try_for_each(|line| writeln!(out, "  {line}"))?;
        let took = swipe.last().saturating_sub(swipe.first());
        writeln!(out, "  {}; {} good, {} bad so far", timing(took), self.good, self.bad)
    }
}

fn timing(took: Duration) -> String {
    match took.as_millis() {
        0 => "all at once".to_owned(),
        millis => format!("{millis} ms from the first byte to the last"),
    }
}

const fn health_words(health: ReaderHealth) -> &'static str {
    match health {
        ReaderHealth::Starting => "being looked for",
        ReaderHealth::Ready => "ready",
        ReaderHealth::Missing => "not there; plug it in, or see chargeonce reader list",
        ReaderHealth::Denied => {
            "may not be opened, or another program has it; see chargeonce reader list"
        }
        ReaderHealth::Failed => "does not answer as such a reader should",
    }
}
