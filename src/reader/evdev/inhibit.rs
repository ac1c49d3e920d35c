//! The kernel's switch that keeps a device silent (`inhibited` in sysfs, since Linux 5.11).
//!
//! A udev rule inhibits a reader when it is plugged in; the station takes the device and then lifts
//! the switch, so that at no time anybody else hears a card. When the station lets go, it puts the
//! switch back.

use std::path::{Path, PathBuf};

/// A device that was inhibited when it was opened.
pub(super) struct Inhibit(PathBuf);

impl Inhibit {
    /// The switch of the device at `path`, if it is on.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let node = std::fs::canonicalize(path).ok()?;
        Self::at(Path::new("/sys/class/input").join(node.file_name()?).join("device/inhibited"))
    }

    fn at(switch: PathBuf) -> Option<Self> {
        let state = std::fs::read(&switch).ok()?;
        (state.trim_ascii() == b"1").then_some(Self(switch))
    }

    /// Lets the device speak. If that is not allowed, the udev rule is to blame and nothing comes.
    pub(super) fn lift(&self) {
        let _ = std::fs::write(&self.0, "0");
    }
}

impl Drop for Inhibit {
    fn drop(&mut self) {
        // Gone with the device, mostly.
        let _ = std::fs::write(&self.0, "1");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_is_lifted_and_put_back() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        std::fs::write(&switch, "1\n").unwrap();
        let inhibit = Inhibit::at(switch.clone()).unwrap();
        inhibit.lift();
        assert_eq!(std::fs::read(&switch).unwrap(), b"0");
        drop(inhibit);
        assert_eq!(std::fs::read(&switch).unwrap(), b"1");
    }

    #[test]
    fn a_device_that_may_speak_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        assert!(Inhibit::at(switch.clone()).is_none());
        std::fs::write(&switch, "0\n").unwrap();
        assert!(Inhibit::at(switch).is_none());
    }
}
