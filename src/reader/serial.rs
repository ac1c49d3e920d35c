//! A reader on a serial line: opened raw, exclusive and non-blocking. It sends text by itself, or
//! answers the commands of an MSR605.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{ControlModes, InputModes, OptionalActions, QueueSelector};
use zeroize::{Zeroize, Zeroizing};

use super::Transport;
use super::device::{Device, Input};
use super::msr605::Dialogue;
use crate::station::ReaderHealth;

/// Bytes taken in one read.
const CHUNK: usize = 512;

/// The settings of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialLine {
    /// Speed in bits per second.
    pub baud: u32,
    /// Bits of a character, 7 or 8.
    pub data_bits: u8,
    /// Parity, if any.
    pub parity: Parity,
    /// Two stop bits instead of one.
    pub two_stop_bits: bool,
    /// What is spoken on it.
    pub protocol: Protocol,
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

/// What a serial reader speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// It sends a card's text by itself.
    Text,
    /// It reads when told to, with the commands of the MSR605.
    Msr605,
}

impl SerialLine {
    /// How bytes from this line are framed.
    const fn transport(&self) -> Transport {
        match self.protocol {
            Protocol::Text => Transport::Serial { baud: self.baud },
            Protocol::Msr605 => Transport::Msr605 { baud: self.baud },
        }
    }

    fn set_up(&self, port: &OwnedFd) -> Result<(), Errno> {
        let mut settings = rustix::termios::tcgetattr(port)?;
        settings.make_raw();
        // A break is noise, not a character.
        settings.input_modes |= InputModes::IGNBRK;
        settings.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        settings.control_modes -= ControlModes::CSIZE
            | ControlModes::PARENB
            | ControlModes::PARODD
            | ControlModes::CSTOPB
            | ControlModes::HUPCL
            | ControlModes::CRTSCTS;
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

/// What an error of opening a device means.
pub(super) const fn health_of(error: Errno) -> ReaderHealth {
    match error {
        Errno::NOENT | Errno::NXIO | Errno::NODEV | Errno::NOTDIR | Errno::LOOP => {
            ReaderHealth::Missing
        }
        Errno::ACCESS | Errno::PERM | Errno::BUSY => ReaderHealth::Denied,
        _ => ReaderHealth::Failed,
    }
}

/// An open serial line.
pub struct Serial {
    port: OwnedFd,
    transport: Transport,
    dialogue: Option<Dialogue>,
    chunk: Box<Zeroizing<[u8; CHUNK]>>,
}

impl Serial {
    /// Opens the line at `path`. What was half sent before is thrown away.
    ///
    /// # Errors
    /// How the reader is instead of ready.
    pub fn open(path: &Path, line: &SerialLine, now: Duration) -> Result<Self, ReaderHealth> {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let port = rustix::fs::open(path, flags, Mode::empty()).map_err(health_of)?;
        line.set_up(&port).map_err(|_| ReaderHealth::Failed)?;
        let mut serial = Self {
            port,
            transport: line.transport(),
            dialogue: (line.protocol == Protocol::Msr605).then(|| Dialogue::begin(now)),
            chunk: Box::new(Zeroizing::new([0; CHUNK])),
        };
        serial.command(now)?;
        Ok(serial)
    }

    /// Sends the commands that are due.
    fn command(&mut self, now: Duration) -> Result<(), ReaderHealth> {
        let Some(dialogue) = &mut self.dialogue else { return Ok(()) };
        while let Some(command) = dialogue.due(now)? {
            // Two bytes on a line that nobody else writes to: all fit, or the line is gone.
            match rustix::io::write(&self.port, command) {
                Ok(_) => {}
                Err(_) => return Err(ReaderHealth::Missing),
            }
        }
        Ok(())
    }
}

impl Device for Serial {
    fn fd(&self) -> BorrowedFd<'_> {
        self.port.as_fd()
    }

    fn transport(&self) -> Transport {
        self.transport
    }

    fn is_ready(&self) -> bool {
        self.dialogue.as_ref().is_none_or(Dialogue::is_armed)
    }

    fn read(&mut self, now: Duration, take: &mut dyn FnMut(Input<'_>)) -> Result<(), ReaderHealth> {
        let count = match rustix::io::read(&self.port, self.chunk.as_mut_slice()) {
            // An end of file is how some adapters tell that they were unplugged.
            Ok(0) => return Err(ReaderHealth::Missing),
            Ok(count) => count,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(()),
            Err(_) => return Err(ReaderHealth::Missing),
        };
        for &byte in self.chunk.get(..count).unwrap_or_default() {
            if self.dialogue.as_mut().is_none_or(|dialogue| dialogue.hear(byte, now)) {
                take(Input::Byte(byte));
            }
        }
        self.chunk.zeroize();
        self.command(now)
    }

    fn deadline(&self) -> Option<Duration> {
        self.dialogue.as_ref().map(Dialogue::deadline)
    }

    fn tick(&mut self, now: Duration) -> Result<(), ReaderHealth> {
        self.command(now)
    }

    fn rearm(&mut self, now: Duration) {
        if let Some(dialogue) = &mut self.dialogue {
            dialogue.rearm(now);
        }
    }

    fn renew(self: Box<Self>) -> Box<dyn Device> {
        let Self { port, transport, dialogue, .. } = *self;
        let chunk = Box::new(Zeroizing::new([0; CHUNK]));
        Box::new(Self { port, transport, dialogue, chunk })
    }
}
