//! `chargeonce reader learn`: watches a few swipes on everything that could be a reader, finds how
//! it is attached and set up, and says the settings that use it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::super::{CommandError, Console};
use super::addition::SettingsToAdd;
use super::hush::Hush;
use super::obstacle::Obstacle;
use super::{list, words};
use crate::kiosk::signals::{self, Heard};
use crate::reader::device::{Device, Input};
use crate::reader::learn::{Learned, SPEEDS, Sample};
use crate::reader::plugged::{Kind, Plugged, Roots, plugged};
use crate::reader::profile::{profile_of, profiles};
use crate::reader::serial::{Parity, Protocol, Serial, SerialLine};
use crate::reader::{Attachment, News, Place, Source};
use crate::station::ReaderHealth;

/// After so much silence a swipe is over, on the slowest line too.
const QUIET: Duration = Duration::from_millis(400);
/// How long an MSR605 may take to answer.
const ANSWER: Duration = Duration::from_millis(400);

/// Find out from a few swipes how a reader is attached and set up, and say its settings
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_long_help = "Swipe a card whenever asked to. A serial reader may need up to eight \
                             swipes, one for each speed.\n\nExamples:\n  chargeonce reader learn\n  \
                             chargeonce reader learn --port /dev/ttyS0 --append \
                             /etc/chargeonce/station.toml"
)]
pub(super) struct LearnArguments {
    /// Listen on this serial port only
    #[arg(long, value_name = "PORT")]
    port: Option<PathBuf>,
    /// Add what was found to this settings file
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,
    /// Give up after so many seconds
    #[arg(long, value_name = "N", default_value_t = 120)]
    seconds: u32,
}

/// A serial port being tried.
struct Port {
    device: Plugged,
    speed: usize,
    serial: Result<Serial, ReaderHealth>,
    sample: Sample,
    heard: Duration,
}

/// A device that says by itself how it is read.
struct Other {
    device: Plugged,
    source: Source,
}

/// Watches until something was learned or time is up.
pub(super) fn run(
    arguments: &LearnArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    // What would be in vain is said before anybody swipes.
    if let Some(path) = &arguments.port
        && let Some(obstacle) = Obstacle::of(path, Kind::Serial)
    {
        return Err(CommandError::Device { path: path.clone(), obstacle });
    }
    let settings = arguments.append.as_deref().map(SettingsToAdd::open).transpose()?;
    let mut desk = Desk::of(arguments)?;
    let _hush = Hush::begin();
    let out = console.out();
    let stanza = desk.learn(arguments, out)?.ok_or(CommandError::NothingLearned)?;
    writeln!(out, "\n{stanza}")?;
    if let Some(settings) = settings {
        settings.add(&stanza)?;
        writeln!(out, "Added to {}.", settings.path.display())?;
    }
    Ok(())
}

struct Desk {
    ports: Vec<Port>,
    others: Vec<Other>,
    start: Instant,
    stopped: Arc<AtomicBool>,
}

impl Desk {
    fn of(arguments: &LearnArguments) -> io::Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let stops = Arc::clone(&stopped);
        signals::listen(move |heard| {
            stops.fetch_or(heard == Heard::Stop, Ordering::Relaxed);
        })?;
        let roots = Roots::default();
        let (ports, others) = match &arguments.port {
            Some(path) => {
                let name = String::new();
                let path = path.clone();
                let kind = Kind::Serial;
                let port = Plugged { kind, path, usb: None, name, shape: None, silenced: false };
                (vec![port], vec![])
            }
            None => {
                let known = profiles();
                let mut others = plugged(Kind::Hidraw, &roots);
                others.retain(|device| list::stanza(device, None).is_some());
                // Only keyboards that are known as readers: others are somebody's.
                let keyboards = plugged(Kind::Evdev, &roots);
                others.extend(
                    keyboards.into_iter().filter(|device| profile_of(&known, device).is_some()),
                );
                (plugged(Kind::Serial, &roots), others)
            }
        };
        let port = |device| Port {
            device,
            speed: 0,
            serial: Err(ReaderHealth::Starting),
            sample: Sample::default(),
            heard: Duration::ZERO,
        };
        let other = |device: Plugged| {
            let place = Place::Path(device.path.clone());
            let way = match device.kind {
                Kind::Evdev => Attachment::Evdev { place },
                Kind::Hidraw | Kind::Serial => Attachment::Hidraw { place },
            };
            Other { device, source: Source::new(Box::new(way)) }
        };
        Ok(Self {
            ports: ports.into_iter().map(port).collect(),
            others: others.into_iter().map(other).collect(),
            start: Instant::now(),
            stopped,
        })
    }

    /// The settings of the first reader that was understood.
    fn learn(
        &mut self,
        arguments: &LearnArguments,
        out: &mut dyn Write,
    ) -> io::Result<Option<String>> {
        if self.ports.is_empty() && self.others.is_empty() {
            return Ok(None);
        }
        for port in &mut self.ports {
            if let Some(stanza) = port.try_msr605(self.start) {
                return Ok(Some(stanza));
            }
            let trouble = port.open(self.start.elapsed());
            port.complain(trouble, out)?;
        }
        writeln!(out, "Swipe a card.")?;
        out.flush()?;
        let until = Duration::from_secs(arguments.seconds.into());
        while self.start.elapsed() < until && !self.stopped.load(Ordering::Relaxed) {
            self.wait();
            let now = self.start.elapsed();
            if let Some(stanza) = self.others.iter_mut().find_map(|other| other.heard(now)) {
                return Ok(Some(stanza));
            }
            for port in &mut self.ports {
                let trouble = port.listen(now);
                port.complain(trouble, out)?;
                match port.judge(now) {
                    None => {}
                    Some(Ok(stanza)) => return Ok(Some(stanza)),
                    Some(Err(speed)) => {
                        let trouble = port.open(now);
                        port.complain(trouble, out)?;
                        let path = port.device.path.display();
                        writeln!(
                            out,
                            "{path}: that was not understood; now at {speed} bits per second. \
                             Swipe again."
                        )?;
                        out.flush()?;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Sleeps until something comes, or for a moment.
    fn wait(&self) {
        let serial = self.ports.iter().filter_map(|port| port.serial.as_ref().ok().map(Device::fd));
        let others = self.others.iter().filter_map(|other| other.source.fd());
        let mut polled: Vec<_> =
            serial.chain(others).map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
        let moment = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
        let _ = rustix::event::poll(&mut polled, Some(&moment));
    }
}

impl Other {
    /// The device's settings, once it gave a swipe.
    fn heard(&mut self, now: Duration) -> Option<String> {
        let mut swiped = false;
        let mut tell = |news: News<'_>| swiped |= matches!(news, News::Swipe(_));
        self.source.look(now);
        self.source.read(now, &mut tell);
        self.source.tick(now, &mut tell);
        swiped.then(|| stanza(&self.device, &[]))
    }
}

impl Port {
    fn speed(&self) -> u32 {
        SPEEDS.get(self.speed).copied().unwrap_or(9_600)
    }

    /// Opens the port if it is closed. Returns what stands in the way, if that is news.
    fn open(&mut self, now: Duration) -> Option<ReaderHealth> {
        let Err(before) = self.serial else { return None };
        let line = line(self.speed(), Protocol::Text);
        self.serial = Serial::open(&self.device.path, &line, now);
        self.serial.as_ref().err().copied().filter(|trouble| *trouble != before)
    }

    /// An MSR605 needs no swipe: it answers.
    fn try_msr605(&self, start: Instant) -> Option<String> {
        let line = line(9_600, Protocol::Msr605);
        let opened = start.elapsed();
        let mut serial = Serial::open(&self.device.path, &line, opened).ok()?;
        while start.elapsed().saturating_sub(opened) < ANSWER {
            {
                let mut polled = [PollFd::from_borrowed_fd(serial.fd(), PollFlags::IN)];
                let moment = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
                let _ = rustix::event::poll(&mut polled, Some(&moment));
            }
            serial.read(start.elapsed(), &mut |_| {}).ok()?;
            if serial.is_ready() {
                return Some(stanza(&self.device, &["baud = 9600", "protocol = \"msr605\""]));
            }
        }
        None
    }

    /// Takes what came. Returns what stands in the way, if that is news.
    fn listen(&mut self, now: Duration) -> Option<ReaderHealth> {
        let Ok(serial) = &mut self.serial else { return self.open(now) };
        let (sample, heard) = (&mut self.sample, &mut self.heard);
        let read = serial.read(now, &mut |input| {
            if let Input::Byte(byte) = input {
                sample.hear(byte);
                *heard = now;
            }
        });
        let trouble = read.err()?;
        self.serial = Err(trouble);
        Some(trouble)
    }

    fn complain(&self, trouble: Option<ReaderHealth>, out: &mut dyn Write) -> io::Result<()> {
        let Some(trouble) = trouble else { return Ok(()) };
        writeln!(out, "{}: {}", self.device.path.display(), words::health(trouble))?;
        out.flush()
    }

    /// Once it is quiet: the settings, or the next speed to try, at which it has to be opened.
    fn judge(&mut self, now: Duration) -> Option<Result<String, u32>> {
        if self.sample.is_empty() || now.saturating_sub(self.heard) < QUIET {
            return None;
        }
        Some(match self.sample.judge() {
            Some(learned) => Ok(self.settings(learned)),
            None => {
                self.speed = (self.speed + 1) % SPEEDS.len();
                self.serial = Err(ReaderHealth::Starting);
                Err(self.speed())
            }
        })
    }

    fn settings(&self, learned: Learned) -> String {
        let parity = match learned.parity {
            Parity::None => 'N',
            Parity::Even => 'E',
            Parity::Odd => 'O',
        };
        let stop_bits = if learned.two_stop_bits { 2 } else { 1 };
        let baud = format!("baud = {}", self.speed());
        let framing = format!("framing = \"{}{parity}{stop_bits}\"", learned.data_bits);
        let bare = if learned.bare_tracks { "sentinels = \"optional\"" } else { "" };
        stanza(&self.device, &[&baud, &framing, bare])
    }
}

/// With eight bits and no parity, so that nothing of a character is lost.
const fn line(baud: u32, protocol: Protocol) -> SerialLine {
    SerialLine { baud, data_bits: 8, parity: Parity::None, two_stop_bits: false, protocol }
}

/// A `[[reader]]` for the settings file.
fn stanza(device: &Plugged, lines: &[&str]) -> String {
    let place = match device.usb {
        Some(id) => format!("usb = \"{id}\""),
        None => format!("path = \"{}\"", device.path.display()),
    };
    let mut text = format!("[[reader]]\nkind = \"{}\"\n{place}\n", device.kind.as_str());
    for line in lines.iter().filter(|line| !line.is_empty()) {
        // Writing to a String can't fail.
        let _written = writeln!(text, "{line}");
    }
    text
}
