//! What the service manager is told: that the first frame is out, that the screen is alive, what
//! the station is doing. Outside a service nothing is told to nobody.
//!
//! The watchdog is fed only by [`Service::drawn`], after a frame has been written: a station whose
//! screen is stuck counts as dead, whatever its other threads do. Protocol: sd_notify(3).

use std::ffi::OsStr;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use crate::config::Surroundings;
use crate::station::Moment;

/// The line to the service manager, if there is one.
pub struct Service {
    manager: Option<(UnixDatagram, SocketAddr)>,
    watchdog: Option<Duration>,
    fed: Option<Moment>,
    status: String,
}

impl Service {
    /// As the surroundings say: `$NOTIFY_SOCKET`, `$WATCHDOG_USEC`, and `$WATCHDOG_PID`, which
    /// must be this process where it is set.
    #[must_use]
    pub fn of(surroundings: &Surroundings) -> Self {
        let address = surroundings.variable("NOTIFY_SOCKET").and_then(address);
        let manager = address.and_then(|address| {
            let socket = UnixDatagram::unbound().ok()?;
            // A manager that hangs must not hang the screen.
            socket.set_nonblocking(true).ok()?;
            Some((socket, address))
        });
        let number = |name| surroundings.variable(name)?.to_str()?.parse::<u64>().ok();
        let ours = number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
        let watchdog = number("WATCHDOG_USEC").filter(|&every| ours && every > 0);
        Self {
            watchdog: watchdog.filter(|_| manager.is_some()).map(Duration::from_micros),
            manager,
            fed: None,
            status: String::new(),
        }
    }

    /// Whether there is a service manager.
    #[must_use]
    pub const fn is_managed(&self) -> bool {
        self.manager.is_some()
    }

    /// A frame is on the terminal. The first one makes the service ready; each feeds the watchdog
    /// once half its time is over, so that a busy screen does not talk all the time.
    pub fn drawn(&mut self, now: Moment) {
        let first = self.fed.is_none();
        let due = self.due().is_some_and(|due| due <= now);
        if first {
            self.tell("READY=1");
        }
        if first || due {
            if self.watchdog.is_some() {
                self.tell("WATCHDOG=1");
            }
            self.fed = Some(now);
        }
    }

    /// When a frame must be out at the latest for the watchdog; `None` without one.
    #[must_use]
    pub fn due(&self) -> Option<Moment> {
        let half = self.watchdog?.checked_div(2)?;
        Some(self.fed?.after(half))
    }

    /// One line for `systemctl status`. It is told only when it differs from the last.
    pub fn status(&mut self, status: &str) {
        if self.manager.is_some() && self.status != status {
            status.clone_into(&mut self.status);
            self.tell(&format!("STATUS={}", status.replace('\n', " ")));
        }
    }

    /// The settings are about to be read anew; [`Service::reloaded`] must follow.
    pub fn reloading(&self) {
        self.tell("RELOADING=1");
    }

    /// The settings have been read anew, or refused.
    pub fn reloaded(&self) {
        self.tell("READY=1");
    }

    /// The station is about to end.
    pub fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    /// A manager that does not listen is no reason to stop charging.
    fn tell(&self, message: &str) {
        if let Some((socket, manager)) = &self.manager {
            let _told = socket.send_to_addr(message.as_bytes(), manager);
        }
    }
}

/// A path, or a name in the abstract namespace after an at sign.
fn address(name: &OsStr) -> Option<SocketAddr> {
    match name.as_bytes().split_first()? {
        (b'@', abstracted) => SocketAddr::from_abstract_name(abstracted).ok(),
        (b'/', _) => SocketAddr::from_pathname(name).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Manager {
        _folder: tempfile::TempDir,
        socket: UnixDatagram,
        path: String,
    }

    fn manager() -> Manager {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify").to_str().unwrap().to_owned();
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_nonblocking(true).unwrap();
        Manager { _folder: folder, socket, path }
    }

    impl Manager {
        fn service(&self, more: &[(&str, &str)]) -> Service {
            let variables = [("NOTIFY_SOCKET", self.path.as_str())];
            let all = variables.into_iter().chain(more.iter().copied());
            Service::of(&Surroundings::made_of(all))
        }

        fn heard(&self) -> Vec<String> {
            let mut bytes = [0; 256];
            std::iter::from_fn(|| {
                self.socket.recv(&mut bytes).ok().map(|count| bytes[..count].to_vec())
            })
            .map(|bytes| String::from_utf8(bytes).unwrap())
            .collect()
        }
    }

    fn at(seconds: u64) -> Moment {
        Moment(Duration::from_secs(seconds))
    }

    #[test]
    fn it_is_ready_with_the_first_frame_and_not_before() {
        let manager = manager();
        let mut service = manager.service(&[]);
        assert_eq!(manager.heard(), [""; 0]);
        service.drawn(at(0));
        service.drawn(at(1));
        assert_eq!(manager.heard(), ["READY=1"]);
        assert_eq!(service.due(), None);
    }

    #[test]
    fn only_a_frame_feeds_the_watchdog_and_it_wants_one_in_half_its_time() {
        let manager = manager();
        let mut service = manager.service(&[("WATCHDOG_USEC", "30000000")]);
        service.drawn(at(0));
        assert_eq!(manager.heard(), ["READY=1", "WATCHDOG=1"]);
        assert_eq!(service.due(), Some(at(15)));
        service.drawn(at(14));
        service.status("welcome");
        assert_eq!(manager.heard(), ["STATUS=welcome"]);
        service.drawn(at(15));
        assert_eq!(manager.heard(), ["WATCHDOG=1"]);
        assert_eq!(service.due(), Some(at(30)));
    }

    #[test]
    fn another_process_s_watchdog_is_not_fed() {
        let manager = manager();
        let mine = std::process::id().to_string();
        let every = ("WATCHDOG_USEC", "30000000");
        for (pid, fed) in [(mine.as_str(), true), ("1", false)] {
            let mut service = manager.service(&[every, ("WATCHDOG_PID", pid)]);
            service.drawn(at(0));
            assert_eq!(service.due().is_some(), fed);
            assert_eq!(manager.heard().contains(&"WATCHDOG=1".to_owned()), fed);
        }
    }

    #[test]
    fn a_status_is_one_line_and_is_said_once() {
        let manager = manager();
        let mut service = manager.service(&[]);
        for status in ["a\nREADY=1", "a\nREADY=1", "b"] {
            service.status(status);
        }
        assert_eq!(manager.heard(), ["STATUS=a READY=1", "STATUS=b"]);
    }

    #[test]
    fn a_manager_that_hangs_holds_nothing_up() {
        let manager = manager();
        let mut service = manager.service(&[]);
        for turn in 0..10_000 {
            service.status(&turn.to_string());
        }
        assert_eq!(manager.heard().first().map(String::as_str), Some("STATUS=0"));
    }

    #[test]
    fn without_a_manager_nothing_happens() {
        for variables in [vec![], vec![("NOTIFY_SOCKET", "vsock:1")], vec![("NOTIFY_SOCKET", "")]] {
            let mut service = Service::of(&Surroundings::made_of(variables));
            service.drawn(at(0));
            service.stopping();
            assert_eq!(service.due(), None);
        }
    }
}
