//! How the running station is asked how it is: a socket beside it, one report a connection.
//!
//! The report is made by the screen's own loop, so an answer also proves that the loop is alive.
//! It holds numbers, amounts and states, and deliberately no names, references or cards.

use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::config::Surroundings;
use crate::station::{Books, Link, Mode, ReaderHealth, Realm, Screen, Station};

/// Longer than this, and the loop is stuck.
const PATIENCE: Duration = Duration::from_secs(2);
/// Payments in a report.
const PAYMENTS: usize = 5;
/// Where the service listens, for those who ask.
const INSTALLED: &str = "/run/chargeonce";
/// The socket's name.
const NAME: &str = "status.sock";

/// Where the station listens: in its service's `$RUNTIME_DIRECTORY`. Outside a service, nowhere.
#[must_use]
pub fn path(surroundings: &Surroundings) -> Option<PathBuf> {
    Some(surroundings.path("RUNTIME_DIRECTORY")?.join(NAME))
}

/// The open socket. Its file is taken away on drop.
pub(super) struct StatusSocket {
    path: PathBuf,
}

impl Drop for StatusSocket {
    fn drop(&mut self) {
        // It may be gone already, with its directory.
        let _gone = std::fs::remove_file(&self.path);
    }
}

/// Starts to listen. `ask` passes the question on to the loop, which answers on the sender.
///
/// # Errors
/// When there can be no socket at the path. Only the journal's lock keeps two stations apart, so
/// call this with the journal open: a socket that is left is then nobody's.
pub(super) fn listen(
    path: PathBuf,
    ask: impl Fn(SyncSender<String>) + Send + 'static,
) -> io::Result<StatusSocket> {
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    std::thread::Builder::new().name("status".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let (sender, answer) = sync_channel(1);
            ask(sender);
            let report = answer.recv_timeout(PATIENCE);
            // Whoever asked may have gone.
            let _written = report.map(|report| answer_with(stream, &report));
        }
    })?;
    Ok(StatusSocket { path })
}

fn answer_with(mut stream: UnixStream, report: &str) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(report.as_bytes())
}

/// Asks the service that runs on this computer.
///
/// # Errors
/// When none answers, or not in time.
pub fn ask(surroundings: &Surroundings) -> io::Result<Value> {
    let installed = || Path::new(INSTALLED).join(NAME);
    let mut stream = UnixStream::connect(path(surroundings).unwrap_or_else(installed))?;
    stream.set_read_timeout(Some(PATIENCE.saturating_mul(2)))?;
    let mut report = String::new();
    match stream.read_to_string(&mut report) {
        // Its loop is stuck, or it ends just now.
        Ok(0) => Err(io::Error::new(io::ErrorKind::TimedOut, NO_ANSWER)),
        Ok(_) => serde_json::from_str(&report).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            Err(io::Error::new(io::ErrorKind::TimedOut, NO_ANSWER))
        }
        Err(error) => Err(error),
    }
}

/// What is said of a station that listens and says nothing.
const NO_ANSWER: &str = "it listens, but did not answer in time";

/// How the station is. `since` is how long it has shown its screen, `uptime` how long it has run.
pub(super) fn report(station: &Station, since: Duration, uptime: Duration) -> String {
    let policy = station.policy();
    let readers: Vec<Value> = (station.readers().iter())
        .map(|reader| json!({ "name": reader.name, "state": health(reader.health) }))
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "station": policy.name,
        "mode": match policy.mode { Mode::Counter => "counter", Mode::Kiosk => "kiosk" },
        "money": match policy.realm {
            Realm::Sandbox => "sandbox",
            Realm::Test => "test",
            Realm::Live => "live",
        },
        "screen": station.screen().name(),
        "screen_seconds": since.as_secs(),
        "closed": closed(station.screen()),
        "uptime_seconds": uptime.as_secs(),
        "readers": readers,
        "network": match station.link() {
            Link::Unknown => "unknown",
            Link::Online => "online",
            Link::Offline => "offline",
        },
        "settling": station.settling(),
        "attention": station.attentions(),
        "payments": payments(station.books()),
    })
    .to_string()
}

/// The code of what it is out of service for.
const fn closed(screen: &Screen) -> Option<&'static str> {
    match screen {
        Screen::Closed(closed) => Some(closed.trouble.code()),
        _ => None,
    }
}

const fn health(health: ReaderHealth) -> &'static str {
    match health {
        ReaderHealth::Starting => "starting",
        ReaderHealth::Ready => "ready",
        ReaderHealth::Missing => "missing",
        ReaderHealth::Denied => "denied",
        ReaderHealth::Failed => "failed",
    }
}

fn payments(books: &Books) -> Vec<Value> {
    let last = books.newest_first().take(PAYMENTS);
    last.map(|entry| {
        json!({
            "number": entry.number,
            "opened_ms": entry.opened_ms,
            "amount_minor": entry.money.minor(),
            "currency": entry.money.currency().code(),
            "state": entry.state.words(),
        })
    })
    .collect()
}
