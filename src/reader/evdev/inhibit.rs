//! The kernel's switch that keeps a device silent (`inhibited` in sysfs, since Linux 5.11).
//!
//! A udev rule inhibits a reader when it is plugged in; the station takes the device and then lifts
//! the switch, so that at no time anybody else hears a card. When the station lets go, it puts the
//! switch back.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::station::ReaderHealth;

/// A device's switch, held open. Holds no memory.
pub(super) struct Inhibit {
    switch: File,
    /// Somebody wants it on, so it is turned on again when the device is let go.
    was_on: bool,
}

impl Inhibit {
    /// The switch of the device at `path`, if the kernel has one.
    ///
    /// # Errors
    /// `Denied` when the device is silent and may not be made to speak.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, ReaderHealth> {
        let node = std::fs::canonicalize(path).ok();
        let Some(name) = node.as_deref().and_then(Path::file_name) else { return Ok(None) };
        Self::at(&Path::new("/sys/class/input").join(name).join("device/inhibited"))
    }

    fn at(switch: &Path) -> Result<Option<Self>, ReaderHealth> {
        let readable = || OpenOptions::new().read(true).open(switch);
        let opened = OpenOptions::new().read(true).write(true).open(switch);
        let is_writable = opened.is_ok();
        let Ok(switch) = opened.or_else(|_| readable()) else { return Ok(None) };
        let was_on = is_on(&switch);
        match was_on && !is_writable {
            true => Err(ReaderHealth::Denied),
            false => Ok(Some(Self { switch, was_on })),
        }
    }

    /// Lets the device speak, if it is silent: from the beginning, or because a udev rule ran again.
    ///
    /// # Errors
    /// `Denied` when it stays silent.
    pub(super) fn lift(&mut self) -> Result<(), ReaderHealth> {
        if is_on(&self.switch) {
            self.was_on = true;
            self.switch.write_all_at(b"0", 0).map_err(|_| ReaderHealth::Denied)?;
        }
        Ok(())
    }
}

fn is_on(switch: &File) -> bool {
    let mut state = [0];
    switch.read_exact_at(&mut state, 0).is_ok() && state == *b"1"
}

impl Drop for Inhibit {
    fn drop(&mut self) {
        if self.was_on {
            // Gone with the device, mostly.
            let _ = self.switch.write_all_at(b"1", 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(switch: &Path) -> Vec<u8> {
        std::fs::read(switch).unwrap()
    }

    #[test]
    fn the_switch_is_lifted_and_put_back() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        std::fs::write(&switch, "1\n").unwrap();
        let mut inhibit = Inhibit::at(&switch).ok().flatten().unwrap();
        assert!(inhibit.lift().is_ok());
        assert_eq!(state(&switch), b"0\n");
        drop(inhibit);
        assert_eq!(state(&switch), b"1\n");
    }

    #[test]
    fn a_device_that_speaks_is_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        assert!(matches!(Inhibit::at(&switch), Ok(None)), "an old kernel has no switch");
        std::fs::write(&switch, "0\n").unwrap();
        let mut inhibit = Inhibit::at(&switch).ok().flatten().unwrap();
        assert!(inhibit.lift().is_ok());
        drop(inhibit);
        assert_eq!(state(&switch), b"0\n");
    }

    #[test]
    fn a_device_that_is_silenced_later_is_made_to_speak_and_silenced_in_the_end() {
        let directory = tempfile::tempdir().unwrap();
        let switch = directory.path().join("inhibited");
        std::fs::write(&switch, "0\n").unwrap();
        let mut inhibit = Inhibit::at(&switch).ok().flatten().unwrap();
        std::fs::write(&switch, "1\n").unwrap();
        assert!(inhibit.lift().is_ok());
        assert_eq!(state(&switch), b"0\n");
        drop(inhibit);
        assert_eq!(state(&switch), b"1\n");
    }
}
