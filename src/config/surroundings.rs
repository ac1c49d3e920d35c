//! What the process was started with, as data: so that loading settings is a function of its
//! arguments, and a test needs no real environment.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The environment variables and the privileges of a process.
pub struct Surroundings {
    variables: Vec<(OsString, OsString)>,
    is_root: bool,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            is_root: rustix::process::geteuid().is_root(),
        }
    }

    /// Made up: only these variables, an ordinary user.
    #[must_use]
    pub fn made_of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, is_root: false }
    }

    /// All variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// One variable.
    pub(crate) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// A variable that holds an absolute path; of a list (`a:b`, as systemd writes
    /// `STATE_DIRECTORY`) the first.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        std::env::split_paths(self.variable(name)?).next().filter(|path| path.is_absolute())
    }

    /// Whether the process runs as root.
    pub(super) const fn is_root(&self) -> bool {
        self.is_root
    }
}
