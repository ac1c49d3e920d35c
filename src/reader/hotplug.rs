//! Notices that something was plugged in: inotify on the directories that devices appear in. Needs
//! no rights and no library, and unlike the kernel's own messages it also tells when udev has set
//! a device's group, after which it may be opened.

use std::collections::BTreeSet;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};

/// Where devices appear.
const DIRECTORIES: [&str; 4] = ["/dev", "/dev/input", "/dev/serial/by-id", "/dev/card-reader"];

/// A watch over directories. Without inotify it sees nothing, and readers are found a little later.
pub struct Hotplug {
    fd: Option<OwnedFd>,
    directories: BTreeSet<PathBuf>,
}

impl Hotplug {
    /// Over the usual directories and those of `paths`.
    #[must_use]
    pub fn watch<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let fd = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok();
        let parents = paths.into_iter().filter_map(Path::parent).map(Path::to_owned);
        let directories = DIRECTORIES.into_iter().map(PathBuf::from).chain(parents).collect();
        let mut watch = Self { fd, directories };
        watch.renew();
        watch
    }

    /// What to poll.
    #[must_use]
    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.fd.as_ref().map(AsFd::as_fd)
    }

    /// Takes some of the news; which ones doesn't matter.
    pub fn read(&mut self) {
        let Some(fd) = &self.fd else { return };
        let mut names = [0; 4096];
        let _ = rustix::io::read(fd, &mut names);
        self.renew();
    }

    /// A directory may only now have appeared; watching one twice changes nothing.
    fn renew(&mut self) {
        let Some(fd) = &self.fd else { return };
        let flags =
            WatchFlags::CREATE | WatchFlags::ATTRIB | WatchFlags::MOVED_TO | WatchFlags::ONLYDIR;
        for directory in &self.directories {
            let _ = inotify::add_watch(fd, directory.as_path(), flags);
        }
    }
}
