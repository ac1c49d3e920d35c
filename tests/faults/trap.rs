//! A tracer that does something to the station at an exact system call.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use rustix::process::Pid;
use tempfile::NamedTempFile;

/// The system calls by which the journal reaches the disk.
pub const FLUSHES: &str = "fsync,fdatasync";
/// The system calls by which the journal is written.
pub const WRITES: &str = "pwrite64";

/// What is done at the call.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// The process dies before the call is made.
    Kill,
    /// The call fails with this.
    Fail(&'static str),
}

/// What to wait for. Each thread counts its own calls.
#[derive(Clone, Copy, Debug)]
pub struct Snare {
    /// Which system calls count.
    pub calls: &'static str,
    pub deed: Deed,
    /// At which of them it is done.
    pub nth: u32,
    /// Whether it is done at all those after, too.
    pub and_after: bool,
}

impl Snare {
    pub const fn kill(calls: &'static str, nth: u32) -> Self {
        Self { calls, deed: Deed::Kill, nth, and_after: false }
    }

    fn arguments(self, report: &str) -> Vec<String> {
        let Self { calls, deed, nth, and_after } = self;
        let deed = match deed {
            Deed::Kill => "signal=KILL".to_owned(),
            Deed::Fail(error) => format!("error={error}"),
        };
        let more = if and_after { "+" } else { "" };
        let trace = format!("trace={calls}");
        let inject = format!("inject={calls}:{deed}:when={nth}{more}");
        let words = ["-f", "-y", "-o", report, "-e", &trace, "-e", &inject];
        words.map(str::to_owned).into()
    }

    /// The words that begin a command line under this snare, with the tracer out of the way.
    pub fn launcher(self, tracer: &str) -> Vec<String> {
        let mut words = vec![tracer.to_owned(), "-D".to_owned(), "-q".to_owned()];
        words.extend(self.arguments("/dev/null"));
        words
    }
}

/// A snare that is set; it is taken away when this is dropped.
pub struct Trap {
    tracer: Child,
    report: NamedTempFile,
}

impl Trap {
    /// Sets a snare for a process that runs. `None` where no tracer is, or it may not.
    pub fn set(process: Pid, snare: Snare) -> Option<Self> {
        let report = NamedTempFile::new().unwrap();
        let mut tracer = Command::new("strace")
            .args(snare.arguments(&report.path().to_string_lossy()))
            .args(["-p", &process.as_raw_nonzero().to_string()])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        let mut said = BufReader::new(tracer.stderr.take()?).lines();
        let attached = said.any(|line| line.is_ok_and(|line| line.contains(" attached")));
        // What it says later nobody reads, and it must not wait for a reader.
        std::thread::spawn(move || said.for_each(drop));
        let trap = Self { tracer, report };
        attached.then_some(trap)
    }

    /// Takes the snare away, and answers with the calls that failed by it.
    pub fn failed_calls(mut self) -> Vec<String> {
        self.let_go();
        let report = std::fs::read_to_string(self.report.path()).unwrap();
        report.lines().filter(|line| line.contains("(INJECTED)")).map(str::to_owned).collect()
    }
}

impl Trap {
    fn let_go(&mut self) {
        if let Ok(Some(_)) = self.tracer.try_wait() {
            return;
        }
        // Asked to end, it lets the process go.
        if let Ok(pid) = i32::try_from(self.tracer.id())
            && let Some(pid) = Pid::from_raw(pid)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.tracer.wait();
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Whether a snare can be set here; says so once if not.
pub fn is_possible(process: Pid) -> bool {
    let possible = Trap::set(process, Snare::kill("getppid", u32::from(u16::MAX))).is_some();
    if !possible {
        eprintln!("strace is missing or may not trace the station: it is killed by the clock");
    }
    possible
}

/// Where the tracer is, if there is one.
pub fn tracer() -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("strace"));
    found.into_iter().find(|file| file.exists()).map(|file| file.to_string_lossy().into_owned())
}
