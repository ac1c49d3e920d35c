//! One sale with a made-up card, made by the real program in a terminal of its own against a
//! sandbox in this process; and the look into that program's memory afterwards.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::OpenptFlags;
use rustix::termios::Winsize;

use super::ProveError;
use super::memory::{self, Snapshot};
use super::search::{Needles, TestCard};
use crate::gateway::sandbox::{self, Options};

/// No step of the sale takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long after the end of the card's stay nothing may be left.
const GRACE: Duration = Duration::from_millis(90);

/// What was seen.
pub(super) struct Seen {
    /// The station's memory, or why it cannot be read.
    pub(super) memory: io::Result<Snapshot>,
    /// The same just before the first digit: what looks like the card there is chance.
    pub(super) before: Option<Snapshot>,
    /// Everything the station wrote: name and bytes.
    pub(super) written: Vec<(&'static str, Vec<u8>)>,
    /// Whether the station says that the memory the card was in is gone.
    pub(super) demolished: bool,
    /// What to look for.
    pub(super) needles: Needles,
}

/// A station that runs in a terminal that is not a screen.
struct Station {
    child: Child,
    keys: File,
    output: Receiver<Vec<u8>>,
    drawn: Vec<u8>,
}

/// Sells once, and looks.
pub(super) fn run(directory: &Path) -> Result<Seen, ProveError> {
    let options = Options { accept_any_card: true, ..Options::default() };
    let sandbox = sandbox::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options)?;
    let settings = format!(
        "[station]\nname = \"proof\"\nreference = \"off\"\ncustomer_search = false\n[stripe]\n\
         api_base = \"{}\"\n[journal]\npath = \"{}\"\n[log]\ndirectory = \"{}\"\n\
         level = \"debug\"\n",
        sandbox.base_url(),
        directory.join("journal.db").display(),
        directory.join("log").display(),
    );
    let file = directory.join("station.toml");
    fs::write(&file, settings)?;

    let (number, code) = made_up_card()?;
    let expiry = b"1239";
    let mut station = Station::start(&file)?;
    let screens = [("", &b"1234\r"[..]), ("method", b"\r"), ("card", b"")];
    for (screen, keys) in screens {
        station.await_screen(directory, screen)?;
        station.press(keys)?;
    }
    // The vault opens once the sale is on the disk and known to the sandbox.
    station.await_drawn("Card number")?;
    let before = memory::snapshot(station.child.id()).ok();
    for digit in number.iter().chain(expiry).chain(&code) {
        station.press(&[*digit])?;
    }
    for (screen, keys) in
        [("card", &b"\r"[..]), ("save", b"\r"), ("confirm", b"\r"), ("outcome", b"")]
    {
        station.await_screen(directory, screen)?;
        station.press(keys)?;
    }
    station.listen(GRACE);
    let log = log(directory);
    if !log.contains("kind=\"committed\"") {
        return Err(ProveError::Stuck { step: "approved" });
    }
    let memory = memory::snapshot(station.child.id());
    let mut written = vec![("the screen", std::mem::take(&mut station.drawn))];
    for path in [directory.to_owned(), directory.join("log")] {
        for entry in fs::read_dir(path)?.flatten().filter(|entry| entry.path().is_file()) {
            written.push(("journal and log", fs::read(entry.path())?));
        }
    }
    let card = TestCard { number: &number, expiry, code: &code, discretionary: b"", name: b"" };
    let demolished = log.contains("vault demolished");
    Ok(Seen { memory, before, written, demolished, needles: Needles::of(&card) })
}

/// A number and a code that belong to nobody: random behind a test card's first six digits.
fn made_up_card() -> Result<(Vec<u8>, Vec<u8>), ProveError> {
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let mut digits = random.iter().map(|byte| b'0' + byte % 10);
    let mut number: Vec<u8> = b"424242".iter().copied().chain(digits.by_ref().take(9)).collect();
    let check = (b'0'..=b'9').find(|check| {
        let whole: Vec<u8> = number.iter().chain([check]).copied().collect();
        crate::card::luhn::is_valid(&whole)
    });
    number.extend(check);
    Ok((number, digits.collect()))
}

impl Station {
    fn start(settings: &Path) -> Result<Self, ProveError> {
        let terminal =
            rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        rustix::pty::grantpt(&terminal)?;
        rustix::pty::unlockpt(&terminal)?;
        let name = rustix::pty::ptsname(&terminal, Vec::new())?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let inner = rustix::fs::open(name, flags, Mode::empty())?;
        let size = Winsize { ws_row: 40, ws_col: 110, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&terminal, size)?;
        let child = Command::new(std::env::current_exe()?)
            .args(["run", "--config"])
            .arg(settings)
            .env("STRIPE_SECRET_KEY", "sk_test_proof")
            .env("TERM", "xterm")
            .process_group(0)
            .stdin(inner.try_clone()?)
            .stdout(inner)
            .stderr(Stdio::null())
            .spawn()?;
        let keys = File::from(terminal.try_clone()?);
        Ok(Self { child, keys, output: listen_to(terminal), drawn: Vec::new() })
    }

    fn press(&mut self, keys: &[u8]) -> Result<(), ProveError> {
        Ok(self.keys.write_all(keys)?)
    }

    /// Collects what is drawn, for so long.
    fn listen(&mut self, time: Duration) {
        let until = Instant::now() + time;
        loop {
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(piece) => self.drawn.extend(piece),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Waits until the log names this screen; without a name, until something is drawn.
    fn await_screen(&mut self, directory: &Path, name: &'static str) -> Result<(), ProveError> {
        let wanted = format!("screen=\"{name}\"");
        self.await_that(name, |station| {
            if name.is_empty() {
                !station.drawn.is_empty()
            } else {
                log(directory).contains(&wanted)
            }
        })
    }

    /// Waits until these words have been drawn in one piece.
    fn await_drawn(&mut self, words: &'static str) -> Result<(), ProveError> {
        self.await_that(words, |station| {
            station.drawn.windows(words.len()).any(|drawn| drawn == words.as_bytes())
        })
    }

    fn await_that(
        &mut self,
        step: &'static str,
        is_so: impl Fn(&Self) -> bool,
    ) -> Result<(), ProveError> {
        let start = Instant::now();
        while !is_so(self) {
            let ended = self.child.try_wait()?.is_some();
            if ended || start.elapsed() > PATIENCE {
                return Err(ProveError::Stuck { step });
            }
            self.listen(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn log(directory: &Path) -> String {
    let files = fs::read_dir(directory.join("log")).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

/// A terminal that nobody reads would stop the station.
fn listen_to(terminal: OwnedFd) -> Receiver<Vec<u8>> {
    let (heard, output) = channel();
    std::thread::spawn(move || {
        let mut terminal = File::from(terminal);
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = terminal.read(&mut piece) {
            if heard.send(piece.get(..count).unwrap_or_default().to_vec()).is_err() {
                return;
            }
        }
    });
    output
}
