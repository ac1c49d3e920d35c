//! A reader on a serial line: opened raw, exclusive and non-blocking.

use std::os::fd::OwnedFd;
use std::path::PathBuf;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{ControlModes, OptionalActions, QueueSelector};

use crate::station::ReaderHealth;

/// The line a reader is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialLine {
    /// The device, for example `/dev/ttyUSB0` or a stable udev link.
    pub path: PathBuf,
    /// Speed in bits per second.
    pub baud: u32,
    /// Bits of a character, 7 or 8.
    pub data_bits: u8,
    /// Parity, if any.
    pub parity: Parity,
    /// Two stop bits instead of one.
    pub two_stop_bits: bool,
}

/// The parity bit of a serial character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// No parity bit.
    None,
    /// Even.
    Even,
    /// Odd.
    Odd,
}

impl SerialLine {
    /// Opens the line. What was half sent before is thrown away.
    ///
    /// # Errors
    /// How the reader is instead of ready.
    pub fn open(&self) -> Result<OwnedFd, ReaderHealth> {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let port =
            rustix::fs::open(&self.path, flags, Mode::empty()).map_err(|error| match error {
                Errno::NOENT | Errno::NXIO | Errno::NODEV => ReaderHealth::Missing,
                Errno::ACCESS | Errno::PERM | Errno::BUSY => ReaderHealth::Denied,
                _ => ReaderHealth::Failed,
            })?;
        self.set_up(&port).map_err(|_| ReaderHealth::Failed)?;
        Ok(port)
    }

    fn set_up(&self, port: &OwnedFd) -> Result<(), Errno> {
        let mut settings = rustix::termios::tcgetattr(port)?;
        settings.make_raw();
        settings.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        settings.control_modes -= ControlModes::CSIZE
            | ControlModes::PARENB
            | ControlModes::PARODD
            | ControlModes::CSTOPB
            | ControlModes::HUPCL;
        settings.control_modes |=
            if self.data_bits == 7 { ControlModes::CS7 } else { ControlModes::CS8 };
        settings.control_modes |= match self.parity {
            Parity::None => ControlModes::empty(),
            Parity::Even => ControlModes::PARENB,
            Parity::Odd => ControlModes::PARENB | ControlModes::PARODD,
        };
        if self.two_stop_bits {
            settings.control_modes |= ControlModes::CSTOPB;
        }
        settings.set_speed(self.baud)?;
        rustix::termios::tcsetattr(port, OptionalActions::Now, &settings)?;
        rustix::termios::ioctl_tiocexcl(port)?;
        rustix::termios::tcflush(port, QueueSelector::IFlush)
    }
}
