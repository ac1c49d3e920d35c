//! The real binary in a pseudo-terminal, in front of a sandbox that keeps a record.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test helper shared by several tests and the bench; it stops where something is wrong"
)]

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chargeonce::gateway::sandbox::{self, Options, Running};
use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};
use serde_json::Value;
use tempfile::TempDir;

/// Nothing in these tests takes longer, even on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// A station on a desk, with somebody in front of it.
pub struct Desk {
    _sandbox: Option<Running>,
    folder: TempDir,
    child: Box<dyn Child + Send + Sync>,
    /// `None` once hung up.
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    screen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    looking: Arc<AtomicBool>,
    /// While set nobody takes what is written to the terminal.
    stopped: Arc<AtomicBool>,
    looker: Option<JoinHandle<()>>,
    order: Order,
    /// When the binary was executed.
    pub started: Instant,
}

/// How the binary is called.
#[derive(Clone)]
struct Order {
    size: (u16, u16),
    under: Vec<String>,
    words: Vec<String>,
    key: String,
    environment: Vec<(&'static str, String)>,
}

/// How a desk is set up.
pub struct Setup {
    /// Lines for the `[station]` section.
    pub station: &'static str,
    /// Whole sections to add.
    pub more: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How the sandbox behaves.
    pub sandbox: Options,
    /// Where the station finds Stripe, if not at a sandbox of the desk's own.
    pub api_base: Option<String>,
    /// Lines for the `[stripe]` section.
    pub stripe: &'static str,
    /// The key.
    pub key: &'static str,
    /// The program and its words that start the binary; empty: nothing does.
    pub under: Vec<String>,
    /// Variables of its environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            station: "",
            more: String::new(),
            size: (80, 25),
            sandbox: Options::default(),
            api_base: None,
            stripe: "",
            key: "sk_test_desk",
            under: Vec::new(),
            environment: Vec::new(),
        }
    }
}

impl Desk {
    pub fn new() -> Self {
        Self::with(Setup::default())
    }

    pub fn with(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("record.jsonl");
        let options = Options { record: Some(record), ..setup.sandbox };
        let sandbox = setup
            .api_base
            .is_none()
            .then(|| sandbox::start("127.0.0.1:0".parse().unwrap(), options).unwrap());
        let own = sandbox.as_ref().map(Running::base_url);
        let settings = format!(
            "[station]\nname = \"test\"\n{}\n[stripe]\napi_base = \"{}\"\n{}\n[journal]\npath = \
             \"{}\"\n[log]\ndirectory = \"{}\"\n{}\n",
            setup.station,
            setup.api_base.or(own).unwrap(),
            setup.stripe,
            folder.path().join("journal.db").display(),
            folder.path().join("log").display(),
            setup.more,
        );
        let file = folder.path().join("station.toml");
        std::fs::write(&file, settings).unwrap();
        let file = file.to_string_lossy().into_owned();
        let order = Order {
            size: setup.size,
            under: setup.under,
            words: vec!["run".to_owned(), "--config".to_owned(), file],
            key: setup.key.to_owned(),
            environment: setup.environment,
        };
        let mut desk = Self::start(folder, order);
        desk._sandbox = sandbox;
        desk
    }

    /// The demo, which needs nothing.
    pub fn demo(arguments: &[&str]) -> Self {
        let words = ["demo"].iter().chain(arguments).map(|&word| word.to_owned()).collect();
        let (key, under, environment) = (String::new(), Vec::new(), Vec::new());
        let order = Order { size: (80, 25), under, words, key, environment };
        Self::start(tempfile::tempdir().unwrap(), order)
    }

    fn start(folder: TempDir, order: Order) -> Self {
        let (cols, rows) = order.size;
        let pair = NativePtySystem::default()
            .openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let binary = env!("CARGO_BIN_EXE_chargeonce").to_owned();
        let mut words = order.under.iter().chain([&binary]).chain(&order.words);
        let mut command = CommandBuilder::new(words.next().unwrap());
        command.args(words);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("TMPDIR", folder.path());
        command.env("HOME", folder.path());
        command.env("TZ", "UTC");
        for (name, value) in &order.environment {
            command.env(name, value);
        }
        if !order.key.is_empty() {
            command.env("STRIPE_SECRET_KEY", &order.key);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(whole(rows), whole(cols), 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut output = pair.master.try_clone_reader().unwrap();
        let (shown, kept) = (Arc::clone(&screen), Arc::clone(&raw));
        let looking = Arc::new(AtomicBool::new(true));
        let look = Arc::clone(&looking);
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let looker = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = output.read(&mut bytes) {
                if count == 0 || !look.load(Ordering::Relaxed) {
                    break;
                }
                shown.lock().unwrap().process(&bytes[..count]);
                kept.lock().unwrap().extend_from_slice(&bytes[..count]);
                while stop.load(Ordering::Relaxed) && look.load(Ordering::Relaxed) {
                    std::thread::park_timeout(Duration::from_millis(5));
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self {
            _sandbox: None,
            folder,
            child,
            master: Some(pair.master),
            keys: Some(keys),
            screen,
            raw,
            looking,
            stopped,
            looker: Some(looker),
            order,
            started,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Types bytes, all in one write.
    pub fn types(&mut self, text: &str) -> &mut Self {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(text.as_bytes()).unwrap();
        keys.flush().unwrap();
        self
    }

    /// Types what is no text.
    pub fn types_bytes(&mut self, bytes: &[u8]) {
        let keys = self.keys.as_mut().unwrap();
        keys.write_all(bytes).unwrap();
        keys.flush().unwrap();
    }

    /// Something else writes to the same terminal.
    pub fn scribbles(&mut self, text: &str) {
        self.screen.lock().unwrap().process(text.as_bytes());
    }

    /// Types bytes at a program that may be gone.
    pub fn presses(&mut self, text: &str) {
        let keys = self.keys.as_mut().unwrap();
        let _ = keys.write_all(text.as_bytes()).and_then(|()| keys.flush());
    }

    pub fn enter(&mut self) -> &mut Self {
        self.types("\r")
    }

    pub fn escape(&mut self) -> &mut Self {
        self.types("\x1b")
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Everything ever written to the terminal.
    pub fn everything_written(&self) -> Vec<u8> {
        self.raw.lock().unwrap().clone()
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let since = Instant::now();
        while !self.text().contains(text) {
            assert!(
                since.elapsed() < PATIENCE,
                "{text:?} never came; the screen says:\n{}",
                self.text()
            );
            std::thread::park_timeout(Duration::from_millis(5));
        }
        self
    }

    /// Presses Enter on each screen until one shows the text; returns how many were needed.
    #[track_caller]
    pub fn enters_until(&mut self, text: &str) -> usize {
        for count in 0..12 {
            let since = Instant::now();
            while since.elapsed() < Duration::from_millis(600) {
                if self.text().contains(text) {
                    return count;
                }
                std::thread::park_timeout(Duration::from_millis(5));
            }
            self.enter();
        }
        panic!("{text:?} never came; the screen says:\n{}", self.text());
    }

    /// From Welcome to the open card screen, amount typed in cents.
    #[track_caller]
    pub fn reaches_card(&mut self, cents: &str) -> &mut Self {
        self.shows("Type the amount").types(cents);
        self.shows("How much?").enter();
        self.shows("Reference").enter();
        self.shows("Walk-in").enter();
        self.shows("Charge with New Card").enter();
        self.shows("Swipe the card").shows("Card number")
    }

    /// Takes the desk's sandbox away, as a network that fails. Returns where it was.
    pub fn loses_stripe(&mut self) -> SocketAddr {
        self._sandbox.take().unwrap().address()
    }

    /// Brings it back there, knowing nothing of before.
    pub fn finds_stripe(&mut self, at: SocketAddr) {
        self._sandbox = Some(sandbox::start(at, Options::default()).unwrap());
    }

    /// Resizes the terminal.
    pub fn resize(&mut self, (cols, rows): (u16, u16)) {
        self.screen.lock().unwrap().screen_mut().set_size(whole(rows), whole(cols));
        let master = self.master.as_ref().unwrap();
        master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Stops the terminal's output, as Scroll Lock does, until everything written is stuck; or
    /// lets it go on.
    pub fn stops_output(&mut self, stopped: bool) {
        self.stopped.store(stopped, Ordering::Relaxed);
        if stopped {
            for turn in 0..60 {
                self.resize((80 + turn % 2, 25));
                std::thread::park_timeout(Duration::from_millis(20));
            }
        }
    }

    /// Takes the terminal away, as a cable that is pulled.
    pub fn hangs_up(&mut self) {
        self.looking.store(false, Ordering::Relaxed);
        // Something is drawn, so that the one who looks notices that he is no longer to.
        self.resize((90, 30));
        self.looker.take().unwrap().join().unwrap();
        self.keys = None;
        self.master = None;
    }

    /// Starts the binary anew, on the same files, in a new terminal.
    pub fn starts_again(&mut self) {
        self.starts_again_under(&[]);
    }

    /// The same, with a program in front of it, such as a tracer that then gets out of the way.
    pub fn starts_again_under(&mut self, program: &[String]) {
        self.order.under = program.to_vec();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let mut again = Self::start(folder, self.order.clone());
        again._sandbox = self._sandbox.take();
        *self = again;
    }

    /// Whether the program is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Kills the program, as power that fails does.
    pub fn is_killed(&mut self) {
        // It may just have been killed by somebody else.
        let _ = rustix::process::kill_process(self.pid(), rustix::process::Signal::KILL);
        self.child.wait().unwrap();
    }

    /// Once the program is gone: what it left on the screen.
    pub fn last_picture(&mut self) -> String {
        if let Some(looker) = self.looker.take() {
            looker.join().unwrap();
        }
        self.text()
    }

    /// Every record of the journal, one a line. Only once the station has ended.
    pub fn journal(&self) -> String {
        let answer = std::process::Command::new(env!("CARGO_BIN_EXE_chargeonce"))
            .args(["journal", "export", "--path"])
            .arg(self.folder().join("journal.db"))
            .output()
            .unwrap();
        assert!(answer.status.success());
        String::from_utf8(answer.stdout).unwrap()
    }

    pub fn pid(&self) -> rustix::process::Pid {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::Pid::from_raw(pid).unwrap()
    }

    /// Waits for the program to end by itself and returns its exit code.
    #[track_caller]
    pub fn ends(&mut self) -> u32 {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(since.elapsed() < PATIENCE, "still running:\n{}", self.text());
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// The sandbox's record so far, one value a request.
    pub fn record(&self) -> Vec<Value> {
        let text =
            std::fs::read_to_string(self.folder.path().join("record.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until the sandbox has seen a request to a path with this ending.
    #[track_caller]
    pub fn sees(&self, ending: &str) -> Value {
        let since = Instant::now();
        loop {
            let path = |line: &Value| line["path"].as_str().unwrap().ends_with(ending);
            if let Some(line) = self.record().into_iter().find(|line| path(line)) {
                return line;
            }
            assert!(since.elapsed() < PATIENCE, "no request to {ending}:\n{}", self.text());
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    /// The requests made, as `METHOD ending`, without the ids.
    pub fn requests(&self) -> Vec<String> {
        self.record()
            .iter()
            .map(|line| {
                let path = line["path"].as_str().unwrap();
                let named: Vec<&str> = path
                    .split('/')
                    .filter(|part| !part.is_empty() && *part != "v1" && !part.starts_with("pi_"))
                    .collect();
                format!("{} {}", line["method"].as_str().unwrap(), named.join("/"))
            })
            .collect()
    }

    /// Every file the station wrote, but for the sandbox's record and the settings.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !["record.jsonl", "station.toml"].iter().any(|name| path.ends_with(name))
                {
                    files.push(path);
                }
            }
        }
        files
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn whole(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

/// What a keyboard reader types for a card that is valid for years.
pub fn swipe(number: &str) -> String {
    format!("%B{number}^TEST/CARD^49121010000000000?;{number}=49121010000000000?\r")
}
