//! Why a device that was named can't be read: told apart more finely than a running station needs.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::command::Exit;
use crate::reader::plugged::Kind;

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing is there.
    Missing,
    /// What is there is something else.
    Other(Kind),
    /// This user has no right to it.
    Denied,
    /// Another program has it.
    Busy,
    /// It does not open.
    Broken,
}

impl Obstacle {
    /// Looks at a device without opening it, which some readers notice.
    #[must_use]
    pub fn of(path: &Path, kind: Kind) -> Option<Self> {
        let found = match std::fs::metadata(path) {
            Ok(found) => found,
            Err(error) => return Some(Self::from(&error)),
        };
        if !found.file_type().is_char_device() || is_other(found.rdev(), kind) {
            return Some(Self::Other(kind));
        }
        let allowed = rustix::fs::access(path, rustix::fs::Access::READ_OK);
        allowed.map_err(io::Error::from).as_ref().err().map(Self::from)
    }

    /// The same, and opens it for a moment; nothing is read from it.
    #[must_use]
    pub fn of_opening(path: &Path, kind: Kind) -> Option<Self> {
        if let Some(obstacle) = Self::of(path, kind) {
            return Some(obstacle);
        }
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let flags = i32::try_from(flags.bits()).unwrap_or_default();
        match OpenOptions::new().read(true).custom_flags(flags).open(path) {
            Ok(port) if kind == Kind::Serial && !rustix::termios::isatty(&port) => {
                Some(Self::Other(kind))
            }
            Ok(_) => None,
            Err(error) => Some(Self::from(&error)),
        }
    }

    /// What is said behind the device's name.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Missing => "is not there",
            Self::Other(Kind::Serial) => "is no serial port",
            Self::Other(Kind::Evdev) => "is no input device (/dev/input/event…)",
            Self::Other(Kind::Hidraw) => "is no HID device (/dev/hidraw…)",
            Self::Denied => "may not be opened by this user",
            Self::Busy => "is in use by another program, the station perhaps",
            Self::Broken => "does not open; look into the kernel's log for it",
        }
    }

    /// The exit code of a command that can't go on.
    #[must_use]
    pub const fn exit(self) -> Exit {
        match self {
            Self::Missing => Exit::NoInput,
            Self::Other(_) => Exit::Data,
            Self::Denied => Exit::NoPermission,
            Self::Busy | Self::Broken => Exit::Unavailable,
        }
    }
}

impl From<&io::Error> for Obstacle {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::ResourceBusy => Self::Busy,
            // The node of a device that was pulled out.
            _ if matches!(error.raw_os_error(), Some(6 | 19)) => Self::Missing,
            _ => Self::Broken,
        }
    }
}

/// Whether the kernel counts a device among others than these. Of some it does not say.
fn is_other(device: u64, kind: Kind) -> bool {
    let wanted = match kind {
        Kind::Serial => "tty",
        Kind::Evdev => "input",
        Kind::Hidraw => "hidraw",
    };
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let class = std::fs::read_link(format!("/sys/dev/char/{major}:{minor}/subsystem"));
    class.is_ok_and(|class| class.file_name().is_none_or(|name| name != wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_such_device_is_told_from_what_is_not_there() {
        for kind in [Kind::Serial, Kind::Evdev, Kind::Hidraw] {
            for path in ["/etc/passwd", "/dev/null", "/"] {
                let found = Obstacle::of(Path::new(path), kind);
                assert_eq!(found, Some(Obstacle::Other(kind)), "{path}");
            }
            let missing = Obstacle::of(Path::new("/dev/ttyUSB99"), kind);
            assert_eq!(missing, Some(Obstacle::Missing));
        }
    }
}
