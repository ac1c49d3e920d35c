//! The kernel's switch that keeps a device silent (`inhibited` in sysfs, since Linux 5.11).
//!
//! A udev rule inhibits a reader when it is plugged in; the station takes the device and then lifts
//! the switch, so that at no time anybody else hears a card. When the station lets go, it puts the
//! switch back.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A device that was inhibited when it was opened. Holds its switch open, and no memory.
pub(super) struct Inhibit(File);

impl Inhibit {
    /// The switch of the device at `path`, if it is on.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let node = std::fs::canonicalize(path).ok()?;
        Self::at(&Path::new("/sys/class/input").join(node.file_name()?).join("device/inhibited"))
    }

    fn at(switch: &Path) -> Option<Self> {
        let switch = OpenOptions::new().read(true).write(true).open(switch).ok()?;
        let mut state = [0];
        switch.read_exact_at(&mut state, 0).ok()?;
        (state == *b"1").then_some(Self(switch))
    }

    /// Lets the device speak. If that fails, nothing comes, and the udev rule is to blame.
    pub(super) fn lift(&self) {
        let _ = self.0.write_all_at(b"0", 0);
    }
}

impl Drop for Inhibit {
    fn drop(&mut self) {
        // Gone with the device, mostly.
        let _ = self.0.write_all_at(b"1", 0);
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
        let inhibit = Inhibit::at(&switch).unwrap();
        inhibit.lift();
        assert_eq!(std::fs::read(&switch).unwrap(), b"0\n");
        drop(inhibit);
        assert_eq!(std::fs::read(&switch).unwrap(), b"1\n");
    }

    #[test]
    fn a_device_that_may_speak_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        assert!(Inhibit::at(&switch).is_none());
        std::fs::write(&switch, "0\n").unwrap();
        assert!(Inhibit::at(&switch).is_none());
    }
}
