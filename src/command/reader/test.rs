//! `chargeonce reader test`: what the station makes of every swipe as it comes, for the technician
//! at the reader; on the whole screen, or line by line.
//!
//! Never a digit beyond the last four, never a name.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::super::{CommandError, Console};
use super::hush::Hush;
use super::obstacle::Obstacle;
use super::tally::Tally;
use super::watch::{Next, Told, Watch};
use super::{board, words};
use crate::card::track::Mode;
use crate::config::{self, Framing};
use crate::kiosk::terminal::Screen;
use crate::reader::device::Attach;
use crate::reader::plugged::Kind;
use crate::reader::serial::{Protocol, SerialLine};
use crate::reader::{Attachment, Place};
use crate::station::ReaderHealth;

/// Say of every swipe what the station makes of it, as it comes; Ctrl+C ends
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_long_help = "In a terminal it fills the screen and watches what is typed there, too, \
                             for a reader that types; elsewhere it writes lines.\n\nExamples:\n  chargeonce reader test\n  chargeonce reader test --port \
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
    #[arg(long, default_value = "9600", value_parser = config::read_baud)]
    baud: u32,
    /// Data bits, parity and stop bits of a character on the serial line, such as 7E1
    #[arg(long, default_value = "8N1", value_parser = config::read_framing)]
    framing: Framing,
    /// What is spoken on the serial line
    #[arg(long, value_enum, default_value = "text")]
    protocol: ProtocolWord,
    /// Believe tracks without sentinels on the serial line
    #[arg(long)]
    bare: bool,
    /// Judge as with live keys: zeros in the middle count as a mask, test cards as refused
    #[arg(long)]
    live: bool,
    /// Fill the screen, even if it seems to be none
    #[arg(long, conflicts_with = "lines")]
    screen: bool,
    /// Write lines, even in a terminal; what is typed is not watched then
    #[arg(long)]
    lines: bool,
    /// End after so many seconds
    #[arg(long, value_name = "N")]
    seconds: Option<u32>,
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
        let protocol = match self.protocol {
            ProtocolWord::Text => Protocol::Text,
            ProtocolWord::Msr605 => Protocol::Msr605,
        };
        config::SerialLine { baud: self.baud, framing: self.framing, protocol }.into()
    }

    /// The device that was named.
    fn named(&self) -> Option<(&PathBuf, Kind)> {
        match (&self.port, &self.device) {
            (Some(port), _) => Some((port, Kind::Serial)),
            (None, Some(device)) if is_hidraw(device) => Some((device, Kind::Hidraw)),
            (None, device) => device.as_ref().map(|device| (device, Kind::Evdev)),
        }
    }

    /// How a reader is. Of a device that was named it can be said whether it is the right to it
    /// that is missing, or another program that has it.
    fn health(&self, health: ReaderHealth) -> &'static str {
        match (health, self.named()) {
            (ReaderHealth::Denied, Some((path, kind))) => {
                Obstacle::of_opening(path, kind).unwrap_or(Obstacle::Busy).words()
            }
            _ => words::health(health),
        }
    }

    /// Says at once what stands in the way of a device that was named. One that may come yet is
    /// waited for.
    fn complain(&self, console: &mut Console<'_>) -> Result<(), CommandError> {
        let Some((path, kind)) = self.named() else { return Ok(()) };
        match Obstacle::of(path, kind) {
            Some(obstacle @ Obstacle::Other(_)) => {
                Err(CommandError::Device { path: path.clone(), obstacle })
            }
            Some(obstacle) => {
                console.note(format_args!("{} {}", path.display(), obstacle.words()));
                Ok(())
            }
            None => Ok(()),
        }
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
    arguments.complain(console)?;
    let labels: Vec<String> = attachments.iter().map(label).collect();
    let ways = attachments.into_iter().map(|way| Box::new(way) as Box<dyn Attach>).collect();
    let mode = if arguments.live { Mode::Live } else { Mode::Test };
    // Before the terminal is taken over: only then does Ctrl+C end this and not the program.
    let watch = Watch::over(ways, arguments.seconds)?;
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if arguments.screen || (is_terminal && !arguments.lines) {
        show(watch, labels, mode)
    } else {
        let _hush = Hush::begin();
        say(arguments, watch, Tally::of(labels, mode, words::today()), console.out())
    }
}

/// On the whole screen. What is typed into the terminal is watched too, and never shown.
fn show(mut watch: Watch, mut labels: Vec<String>, mode: Mode) -> Result<(), CommandError> {
    let mut screen = Screen::enter()?;
    watch.read_typing(Screen::input()?);
    labels.push("this terminal".to_owned());
    let mut tally = Tally::of(labels, mode, words::today());
    screen.draw(|frame| board::draw(frame, &tally))?;
    let ended = watch.run(&mut |place, told| {
        tally.hear(place, &told);
        screen.draw(|frame| board::draw(frame, &tally))?;
        Ok(Next::Go)
    });
    // What was typed last is taken away before the terminal is given back.
    drop(watch);
    Ok(ended?)
}

/// Line by line.
fn say(
    arguments: &TestArguments,
    mut watch: Watch,
    mut tally: Tally,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    writeln!(out, "Swipe cards; Ctrl+C ends.")?;
    out.flush()?;
    watch.run(&mut |place, told| {
        let swiped = tally.hear(place, &told);
        let label = tally.seats.get(place).map_or("", |seat| seat.label.as_str());
        if let Told::Health(health) = &told {
            writeln!(out, "{label}: {}", arguments.health(*health))?;
        } else if let Some(finding) = tally.findings.first().filter(|_| swiped) {
            writeln!(out, "{label}: {}", finding.verdict)?;
            let (timing, tracks) = finding.details.split_last().unzip();
            tracks.unwrap_or_default().iter().try_for_each(|line| writeln!(out, "  {line}"))?;
            if let Some(timing) = timing {
                writeln!(out, "  {timing}; {} good, {} bad so far", tally.good(), tally.bad())?;
            }
        }
        out.flush()?;
        Ok(Next::Go)
    })?;
    writeln!(out, "{} good, {} bad", tally.good(), tally.bad())?;
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
        Place::Profile(name) => name.clone(),
        Place::FirstFound => kind.to_owned(),
    }
}
