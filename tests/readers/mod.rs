//! A reader's line and a station's vault to put together in tests.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test helper shared by several tests and the bench; it stops where something is wrong"
)]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chargeonce::card::track::Mode;
use chargeonce::card::{Field, Month, NumberView};
use chargeonce::reader::device::{Attach, Device};
use chargeonce::reader::serial::{Parity, Protocol, SerialLine};
use chargeonce::reader::{Attachment, Place};
use chargeonce::station::{Ask, Event, ReaderHealth, Requirement, SwipeProblem, VaultEvent};
use chargeonce::vault::{Fittings, Said, Vault};
use rustix::pty::OpenptFlags;
use tempfile::TempDir;

/// A card whose last four digits are 4242.
pub const SWIPE: &[u8] =
    b"%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r";
/// Another one.
pub const OTHER: &[u8] =
    b"%B5555555555554444^DOE/JOHN^30122010000000000000?;5555555555554444=30122010000000000000?\r";
/// No event takes longer, on any machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// A swipe as an MSR605 answers.
pub fn msr605_answer() -> Vec<u8> {
    let (one, two) = SWIPE.split_at(49);
    let two = two.strip_suffix(b"\r").unwrap();
    [b"\x1bs\x1b\x01", one, b"\x1b\x02", two, b"\x1b\x03?\x1c\x1b0"].concat()
}

/// The device's end of a serial line.
///
/// The system gives a closed line's name to the next one, which may be another test's. So the line
/// goes by a name of its own, which is gone before the line is.
pub struct Line {
    name: TempDir,
    controller: File,
}

impl Line {
    pub fn new() -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let controller = rustix::pty::openpt(flags).unwrap();
        rustix::pty::grantpt(&controller).unwrap();
        rustix::pty::unlockpt(&controller).unwrap();
        let path = rustix::pty::ptsname(&controller, Vec::new()).unwrap();
        let name = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(path.into_string().unwrap(), name.path().join("line")).unwrap();
        Self { name, controller: File::from(controller) }
    }

    pub fn attachment(&self) -> Attachment {
        serial(self.path(), Protocol::Text)
    }

    pub fn msr605(&self) -> Attachment {
        serial(self.path(), Protocol::Msr605)
    }

    pub fn path(&self) -> PathBuf {
        self.name.path().join("line")
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.controller.write_all(bytes).unwrap();
    }

    /// The next bytes that the station sends to the reader.
    pub fn commands(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.controller.read_exact(&mut bytes).unwrap();
        bytes
    }

    /// Sends garbage for a while; gives how much.
    pub fn flood(&self, garbage: Vec<u8>, how_long: Duration) -> JoinHandle<usize> {
        let mut controller = self.controller.try_clone().unwrap();
        std::thread::spawn(move || {
            let until = Instant::now() + how_long;
            let mut sent = 0;
            while Instant::now() < until {
                sent += controller.write(&garbage).unwrap();
            }
            sent
        })
    }

    /// A stable name for it, as udev makes them.
    pub fn link(&self) -> Link {
        let directory = tempfile::tempdir().unwrap();
        let link = Link(directory);
        link.point_to(self);
        link
    }
}

/// A link to a line.
pub struct Link(TempDir);

impl Link {
    pub fn path(&self) -> PathBuf {
        self.0.path().join("reader")
    }

    pub fn attachment(&self) -> Attachment {
        serial(self.path(), Protocol::Text)
    }

    pub fn point_to(&self, line: &Line) {
        let _ = std::fs::remove_file(self.path());
        std::os::unix::fs::symlink(line.path(), self.path()).unwrap();
    }

    pub fn remove(&self) {
        std::fs::remove_file(self.path()).unwrap();
    }
}

fn serial(path: PathBuf, protocol: Protocol) -> Attachment {
    let line = SerialLine {
        baud: 9_600,
        data_bits: 8,
        parity: Parity::None,
        two_stop_bits: false,
        protocol,
    };
    Attachment::Serial { place: Place::Path(path), line, bare_tracks: false }
}

/// A line behind a permission.
pub struct Gate {
    open: Arc<AtomicBool>,
    way: Attachment,
}

struct GatedWay(Arc<AtomicBool>, Attachment);

impl Attach for GatedWay {
    fn open(&mut self, now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        if self.0.load(Ordering::Relaxed) { self.1.open(now) } else { Err(ReaderHealth::Denied) }
    }
}

impl Gate {
    pub fn closed(line: &Line) -> Self {
        Self { open: Arc::new(AtomicBool::new(false)), way: line.attachment() }
    }

    pub fn way(&self) -> Box<dyn Attach> {
        Box::new(GatedWay(self.open.clone(), self.way.clone()))
    }

    pub fn open(&self) {
        self.open.store(true, Ordering::Relaxed);
    }
}

/// What the station hears, without anything a failure message must not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Health(usize, ReaderHealth),
    Reading,
    /// The card of [`SWIPE`] is in the form, no code typed.
    Card,
    /// Another card is.
    OtherCard,
    Digits(u8),
    CvcDigits(u8),
    Refused(SwipeProblem),
    Stray,
    Other,
}

/// The station's side: a vault with a terminal to type on.
pub struct Station {
    vault: Vault,
    keyboard: File,
    events: Receiver<Heard>,
    heard: Vec<Heard>,
    session: u64,
}

impl Station {
    pub fn with(attachments: &[Attachment]) -> Self {
        let ways = attachments.iter().map(|way| Box::new(way.clone()) as Box<dyn Attach>);
        Self::with_ways(ways.collect())
    }

    pub fn with_ways(ways: Vec<Box<dyn Attach>>) -> Self {
        let (input, keyboard): (OwnedFd, OwnedFd) = rustix::pipe::pipe().unwrap();
        let fittings = Fittings {
            must_lock: false,
            terminal: Some(input),
            readers: ways.into_iter().enumerate().collect(),
            security: None,
            patience: Duration::from_secs(5),
            mode: Mode::Test,
        };
        let (sender, events) = channel();
        let vault = Vault::spawn(fittings, Instant::now(), move |said| {
            let _ = sender.send(heard(said));
        })
        .unwrap();
        let keyboard = File::from(keyboard);
        Self { vault, keyboard, events, heard: Vec::new(), session: 0 }
    }

    /// A new customer: whatever was held is gone.
    pub fn await_card(&mut self) {
        self.session += 1;
        let today = Month { year: 2030, month: 1 };
        self.vault.await_card(Ask(self.session), today, Requirement::Off);
        self.expect(Heard::Digits(0));
    }

    pub fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    fn next(&mut self) -> Heard {
        match self.events.recv_timeout(PATIENCE) {
            Ok(event) => {
                self.heard.push(event.clone());
                event
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("nothing more came after {:?}", self.heard)
            }
        }
    }

    /// Waits for this, whatever else comes before.
    pub fn expect(&mut self, wanted: Heard) {
        while self.next() != wanted {}
    }

    /// Waits for these in any order.
    pub fn expect_all(&mut self, wanted: &[Heard]) {
        while !wanted.iter().all(|wanted| self.heard.contains(wanted)) {
            self.next();
        }
    }

    /// Waits for a form with any number of digits.
    pub fn expect_digits(&mut self) {
        while !matches!(self.next(), Heard::Digits(_)) {}
    }

    /// Waits for a swipe to end, one way or the other.
    pub fn swipe_ends(&mut self) -> Heard {
        loop {
            let heard = self.next();
            if matches!(heard, Heard::Card | Heard::OtherCard | Heard::Refused(_) | Heard::Stray) {
                return heard;
            }
        }
    }

    /// All that has come until now.
    pub fn so_far(&mut self) -> &[Heard] {
        self.heard.extend(self.events.try_iter());
        &self.heard
    }
}

fn heard(said: Said) -> Heard {
    match said {
        Said::Event(Event::Reader { index, health }) => Heard::Health(index, health),
        Said::Event(Event::Vault(VaultEvent::Reading)) => Heard::Reading,
        Said::Event(Event::Vault(VaultEvent::Refused(problem))) => Heard::Refused(problem),
        Said::Event(Event::Vault(VaultEvent::Stray)) => Heard::Stray,
        Said::Event(Event::Vault(VaultEvent::Form { view, .. })) => match view.number {
            _ if view.swiped && view.cvc_digits > 0 => Heard::CvcDigits(view.cvc_digits),
            NumberView::Whole { last4, .. } if view.focus == Field::Cvc => {
                if last4.to_string() == "4242" { Heard::Card } else { Heard::OtherCard }
            }
            NumberView::Typing { digits, .. } => Heard::Digits(digits),
            _ => Heard::Other,
        },
        Said::Event(_) | Said::TerminalGone => Heard::Other,
    }
}

/// The memory this process has, in kilobytes (Linux).
pub fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
