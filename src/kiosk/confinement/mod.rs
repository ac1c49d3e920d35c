//! Fences the running station in with what the kernel has for it: files and TCP ports it does not
//! need (`files`, Landlock), and system calls it does not need (`calls`, seccomp).
//!
//! For whoever gets code of their own to run in here: it can start no program, read no other
//! process, and send nothing anywhere but to Stripe's port. It is the second fence; the service's
//! unit is the first. What an old kernel does not have is said and gone without.

mod calls;
mod files;
mod lists;

use std::fmt;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::Launch;
use crate::config::{FileChoice, Settings, Surroundings};

/// What the station needs of the world once it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Files below these are read, made, written and removed.
    own: Vec<PathBuf>,
    /// Files below these are read.
    read: Vec<PathBuf>,
    /// A file is appended to, or made, below these.
    append: Vec<PathBuf>,
    /// Sockets are made and removed below these.
    sockets: Vec<PathBuf>,
    /// An empty directory is removed from these.
    clear: Vec<PathBuf>,
    /// The only TCP port that is connected to, beside that of name servers; `None` for any, and
    /// then ports are listened on too.
    port: Option<u16>,
}

impl Reach {
    /// What a station with these settings needs. `file` is where the settings are read anew from.
    #[must_use]
    pub fn of(settings: &Settings, file: &FileChoice, surroundings: &Surroundings) -> Self {
        let directory = |path: &Path| path.parent().map(Path::to_owned);
        let mut own: Vec<PathBuf> = directory(&settings.journal.path).into_iter().collect();
        own.push(settings.log.directory.clone());
        let file = match file {
            FileChoice::Named(path) => directory(&std::path::absolute(path).unwrap_or_default()),
            FileChoice::Installed | FileChoice::None => None,
        };
        Self {
            own,
            read: file.into_iter().chain(surroundings.path("TZDIR")).collect(),
            append: settings.receipt.printer.as_deref().and_then(directory).into_iter().collect(),
            sockets: surroundings.path("RUNTIME_DIRECTORY").into_iter().collect(),
            clear: Vec::new(),
            port: Some(settings.stripe.api_base.port()),
        }
    }

    /// As a demo needs it: it listens as its own sandbox, and takes its directory away.
    fn of_launch(launch: &Launch, surroundings: &Surroundings) -> Self {
        let mut reach = Self::of(&launch.settings, &launch.file, surroundings);
        if launch.demo.is_some() {
            let parents = reach.own.iter().filter_map(|own| own.parent());
            reach.clear = parents.map(Path::to_owned).collect();
            reach.port = None;
        }
        reach
    }

    /// Makes the directories that are to be its own: a fence needs its posts. Where that fails,
    /// whoever needs the directory says so.
    fn make_directories(&self) {
        for own in &self.own {
            let _said_later = DirBuilder::new().recursive(true).mode(0o700).create(own);
        }
    }
}

/// How far a fence holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// As it should.
    Whole,
    /// This kernel knows only part of it.
    Partly,
    /// This kernel does not have it, or did not let us.
    Missing,
    /// The settings say so (`security.confine`).
    Off,
}

/// What was achieved. Printed as one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// Files and ports: Landlock.
    pub files: Hold,
    /// System calls: seccomp.
    pub calls: Hold,
}

impl Confinement {
    /// Whether nothing is missing.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        matches!((self.files, self.calls), (Hold::Whole, Hold::Whole))
    }
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |hold| match hold {
            Hold::Whole => "fenced",
            Hold::Partly => "fenced in PART",
            Hold::Missing => "NOT FENCED",
            Hold::Off => "not fenced, by the settings",
        };
        write!(f, "files and ports: {}; system calls: {}", word(self.files), word(self.calls))
    }
}

/// Fences this process in, for good. Call it before the first thread is started: a thread that
/// runs already may go on using files as before.
#[must_use]
pub fn confine(launch: &Launch) -> Confinement {
    if !launch.settings.security.confine {
        return Confinement { files: Hold::Off, calls: Hold::Off };
    }
    let reach = Reach::of_launch(launch, &Surroundings::of_this_process());
    reach.make_directories();
    // The calls come last: the other fence is built with some that are then gone.
    Confinement { files: files::fence(&reach), calls: calls::fence(calls::Threads::All) }
}

/// What a rehearsal came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// What the kernel said it does.
    pub confinement: Confinement,
    /// Whether a file outside the reach could not be opened.
    pub files_hold: bool,
    /// Whether no program could be started.
    pub calls_hold: bool,
}

/// Tries the fences on a thread that ends with the trial; the process stays as it is. `None` when
/// there is no thread to be had.
#[must_use]
pub fn rehearse(reach: &Reach) -> Option<Rehearsal> {
    let trial = || {
        let files = files::fence(reach);
        let calls = calls::fence(calls::Threads::This);
        Rehearsal {
            confinement: Confinement { files, calls },
            files_hold: std::fs::File::open("/").is_err(),
            calls_hold: std::process::Command::new("/bin/true").spawn().is_err(),
        }
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("rehearsal".to_owned());
        thread.spawn_scoped(scope, trial).ok()?.join().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(text: &str) -> Reach {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("station.toml");
        let own = "[journal]\npath = \"/j/journal.db\"\n[log]\ndirectory = \"/l\"\n";
        std::fs::write(&file, format!("{own}{text}")).unwrap();
        let surroundings = Surroundings::made_of([("RUNTIME_DIRECTORY", "/run/chargeonce")]);
        let file = FileChoice::Named(file);
        let settings = crate::config::load(&file, &surroundings, &[]).unwrap().settings;
        let mut reach = Reach::of(&settings, &file, &surroundings);
        assert_eq!(reach.read, [directory.path()]);
        reach.read.clear();
        reach
    }

    #[test]
    fn a_station_reaches_its_own_directories_and_stripe() {
        let own = vec![PathBuf::from("/j"), PathBuf::from("/l")];
        let sockets = vec![PathBuf::from("/run/chargeonce")];
        let expected = Reach { own, sockets, port: Some(443), ..Reach::default() };
        assert_eq!(reach(""), expected);
        let append = vec![PathBuf::from("/p")];
        let printing = reach("[receipt]\nprinter = \"/p/paper\"\n");
        assert_eq!(printing, Reach { append, ..expected });
    }

    #[test]
    fn what_is_missing_is_said_and_makes_it_less_than_whole() {
        let whole = Confinement { files: Hold::Whole, calls: Hold::Whole };
        assert!(whole.is_whole() && !whole.to_string().contains("NOT"));
        for hold in [Hold::Partly, Hold::Missing, Hold::Off] {
            let less = Confinement { files: hold, ..whole };
            assert!(!less.is_whole() && less.to_string() != whole.to_string());
        }
    }

    #[test]
    fn fences_hold_on_their_thread_and_leave_the_others_as_they_were() {
        let rehearsal = rehearse(&Reach::default()).unwrap();
        let Confinement { files, calls } = rehearsal.confinement;
        assert_eq!(rehearsal.files_hold, files != Hold::Missing);
        assert_eq!(rehearsal.calls_hold, calls != Hold::Missing);
        assert!(std::fs::File::open("/").is_ok(), "this thread is as free as before");
    }
}
