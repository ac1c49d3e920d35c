//! The real program in a terminal of its own, with a serial reader, against a sandbox in another
//! process.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::cards::Card;
use crate::tls;
use crate::wire::Wire;

/// The program that is proved: the one built with this test, or the one that is named.
fn program() -> String {
    let built = || env!("CARGO_BIN_EXE_chargeonce").to_owned();
    std::env::var("CHARGEONCE_PROOF_PROGRAM").unwrap_or_else(|_| built())
}

const SOON: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(50);

/// The sandbox, in a process of its own.
pub struct Sandbox {
    process: Child,
    pub wire: Wire,
}

impl Sandbox {
    pub fn start() -> Self {
        let mut process = Command::new(program())
            .args(["sandbox", "--listen", "127.0.0.1:0", "--accept-any-card"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').next().unwrap().parse().unwrap();
        Self { process, wire: Wire::new(address) }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A station that runs.
pub struct Desk {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    _master: Box<dyn MasterPty + Send>,
    /// Everything it drew, and the picture that makes.
    screen: Arc<Mutex<(Vec<u8>, vt100::Parser)>>,
    reader: Option<OwnedFd>,
    directory: tempfile::TempDir,
    seen: usize,
    journal: PathBuf,
}

impl Desk {
    pub fn start(wire: &Wire) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        let settings = format!(
            "[station]\nname = \"proof\"\nreference = \"off\"\ncustomer_search = false\n\
             idle_seconds = 10\nidle_warning_seconds = 20\n\
             [stripe]\napi_base = \"{}\"\n[journal]\npath = \"{}\"\n[log]\ndirectory = \"{}\"\n\
             level = \"debug\"\n\
             [unattended]\ndeclines = 1000\n\
             [[reader]]\nkind = \"serial\"\npath = \"{}\"\nbaud = 9600\n",
            wire.url(),
            at("journal.db").display(),
            at("log").display(),
            at("reader").display(),
        );
        fs::write(at("station.toml"), settings).unwrap();
        // Beside the settings: other files are closed to the station.
        fs::write(at("certificate.pem"), tls::CERTIFICATE).unwrap();
        let reader = plug_in(&at("reader"));

        let pty = native_pty_system();
        let size = PtySize { rows: 40, cols: 110, pixel_width: 0, pixel_height: 0 };
        let pair = pty.openpty(size).unwrap();
        let mut command = CommandBuilder::new(program());
        command.args(["run", "--config"]);
        command.arg(at("station.toml"));
        command.env("STRIPE_SECRET_KEY", "sk_test_proof");
        command.env("CHARGEONCE_PROOF_CERTIFICATE", at("certificate.pem"));
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new((Vec::new(), picture())));
        let shared = Arc::clone(&screen);
        let mut output = pair.master.try_clone_reader().unwrap();
        std::thread::spawn(move || {
            let mut piece = [0; 16 * 1024];
            while let Ok(count @ 1..) = output.read(&mut piece) {
                let mut screen = shared.lock().unwrap();
                screen.0.extend_from_slice(&piece[..count]);
                screen.1.process(&piece[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let journal = at("journal.db");
        let mut desk = Self {
            child,
            keys,
            _master: pair.master,
            screen,
            reader: Some(reader),
            directory,
            seen: 0,
            journal,
        };
        desk.await_text("Type the amount");
        desk.await_text("proof");
        desk
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Bytes on the terminal, at once.
    pub fn send(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
    }

    /// Keys one after another, as fast as a person might at best.
    pub fn type_text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.send(&[byte]);
            pause(Duration::from_millis(2));
        }
    }

    /// Bytes from the serial reader.
    pub fn read_card(&mut self, bytes: &[u8]) {
        let reader = self.reader.as_ref().unwrap();
        for piece in bytes.chunks(32) {
            let mut rest = piece;
            while !rest.is_empty() {
                let count = rustix::io::write(reader, rest).unwrap();
                rest = &rest[count..];
            }
            pause(Duration::from_millis(1));
        }
    }

    pub fn unplug(&mut self) {
        // The system gives a closed line's name to the next one, which is somebody else's.
        fs::remove_file(self.directory.path().join("reader")).unwrap();
        self.reader = None;
    }

    pub fn plug_in(&mut self) {
        self.reader = Some(plug_in(&self.directory.path().join("reader")));
    }

    /// Waits until the station has gone to this screen, since the last wait.
    pub fn await_screen(&mut self, name: &str) {
        let wanted = format!("screen=\"{name}\"");
        let start = Instant::now();
        loop {
            let log = self.log();
            let new = log.get(self.seen..).unwrap_or_default();
            if let Some(at) = new.find(&wanted) {
                self.seen += at + wanted.len();
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{name} never came:\n{}", self.text());
            pause(Duration::from_millis(2));
        }
    }

    /// Waits until the sale that was opened last has its PaymentIntent.
    pub fn await_intent(&mut self) {
        let start = Instant::now();
        loop {
            let log = self.log();
            let sale = log.rfind("kind=\"opened\"").and_then(|at| log.get(at..));
            if sale.is_some_and(|sale| sale.contains("kind=\"intent\"")) {
                // On the disk a moment later.
                pause(Duration::from_millis(50));
                return;
            }
            assert!(start.elapsed() < PATIENCE, "no intent came:\n{}", self.text());
            pause(Duration::from_millis(2));
        }
    }

    /// Waits until this is on the screen.
    pub fn await_text(&mut self, text: &str) {
        let start = Instant::now();
        while !self.text().contains(text) {
            assert!(start.elapsed() < SOON, "{text:?} never came:\n{}", self.text());
            pause(Duration::from_millis(2));
        }
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().1.screen().contents()
    }

    fn log(&self) -> String {
        let Ok(files) = fs::read_dir(self.directory.path().join("log")) else {
            return String::new();
        };
        files.flatten().map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
    }

    /// Everything it ever wrote: the terminal's output, the screen, the journal, the log.
    pub fn outputs(&self) -> Vec<(&'static str, Vec<u8>)> {
        let (drawn, picture) = {
            let screen = self.screen.lock().unwrap();
            (screen.0.clone(), screen.1.screen().contents().into_bytes())
        };
        let mut outputs =
            vec![("terminal output", drawn), ("screen", picture), ("log", self.log().into_bytes())];
        for file in ["journal.db", "journal.db-journal"] {
            let path = self.journal.with_file_name(file);
            outputs.push(("journal", fs::read(path).unwrap_or_default()));
        }
        outputs
    }

    /// From welcome to the card screen, with the vault open.
    pub fn sell(&mut self) {
        self.send(b"1234");
        self.await_screen("amount");
        self.send(b"\r");
        self.await_screen("method");
        self.send(b"\r");
        self.await_screen("card");
        self.await_text("Card number");
    }

    pub fn type_number(&mut self, card: &Card) {
        self.type_text(&card.number);
        // A number of unusual length ends with Enter; after others it changes nothing.
        self.send(b"\t");
        self.type_text(&card.expiry);
    }

    pub fn is_gone(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub fn terminate(&mut self) {
        let process = rustix::process::Pid::from_raw(self.process().cast_signed()).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A serial reader at `path`.
fn plug_in(path: &Path) -> OwnedFd {
    let reader = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&reader).unwrap();
    unlockpt(&reader).unwrap();
    let name = ptsname(&reader, Vec::new()).unwrap();
    let _ = fs::remove_file(path);
    std::os::unix::fs::symlink(name.to_str().unwrap(), path).unwrap();
    reader
}

#[expect(clippy::disallowed_methods, reason = "people and readers take time")]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

fn picture() -> vt100::Parser {
    vt100::Parser::new(NonZero::new(40).unwrap(), NonZero::new(110).unwrap(), 0)
}
