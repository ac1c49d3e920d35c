//! A keyboard reader, read through the kernel's input layer and taken for the station alone, so
//! that nothing else hears the card and no console layout or other keyboard changes it.
//!
//! Plain reads into one wiped buffer: a library's event queue would keep digits in memory that
//! nobody wipes, and most hide that the kernel's short queue ran over.

mod event;
mod inhibit;
mod keys;

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use zeroize::{Zeroize, Zeroizing};

use self::event::Meaning;
use self::inhibit::Inhibit;
use self::keys::Keys;
use super::Transport;
use super::device::{Device, Input};
use super::ioctl;
use super::serial::health_of;
use crate::station::ReaderHealth;

/// Events taken in one read: what the kernel's queue holds.
const EVENTS: usize = 64;
/// How often it is looked whether all keys are up.
const LOOK: Duration = Duration::from_millis(20);
/// How often it is seen to that a device which the station has may speak.
const LISTEN: Duration = Duration::from_secs(1);
/// How long a key that is held down keeps the device from being taken.
const KEYS_UP: Duration = Duration::from_secs(1);

/// An open input device.
pub struct Evdev {
    /// Dropped first: silent before the device is let go.
    inhibit: Option<Inhibit>,
    fd: OwnedFd,
    keys: Keys,
    chunk: Box<Zeroizing<[u8; EVENTS * event::SIZE]>>,
    /// Events are missing until the next report.
    dropping: bool,
    /// Set until the device is the station's alone.
    grab: Option<Grab>,
    /// When it is seen to that the device may still speak.
    listen: Duration,
}

/// The wait for all keys to be up: a device taken while a key is down leaves it down for everybody
/// else.
struct Grab {
    due: Duration,
    give_up: Duration,
}

impl Evdev {
    /// Opens an input device and takes it, now or as soon as no key is down.
    ///
    /// # Errors
    /// How the reader is instead of ready.
    pub fn open(path: &Path, now: Duration) -> Result<Self, ReaderHealth> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(health_of)?;
        // Without a mask more is read; that is all.
        let _ = ioctl::only_keys(&fd);
        let mut device = Self::on(fd);
        device.inhibit = Inhibit::of(path)?;
        device.grab = Some(Grab { due: now, give_up: now.saturating_add(KEYS_UP) });
        device.tick(now)?;
        Ok(device)
    }

    /// On a descriptor that gives event structs and is nobody else's: a recording.
    #[must_use]
    pub fn on(fd: OwnedFd) -> Self {
        Self {
            inhibit: None,
            fd,
            keys: Keys::new(),
            chunk: Box::new(Zeroizing::new([0; EVENTS * event::SIZE])),
            dropping: false,
            grab: None,
            listen: Duration::ZERO,
        }
    }

    fn take(&mut self, count: usize, take: &mut dyn FnMut(Input<'_>)) {
        let (events, _) = self.chunk.get(..count).unwrap_or_default().as_chunks();
        for event in events {
            match event::read(event) {
                Meaning::Dropped => {
                    self.dropping = true;
                    self.keys.reset();
                    take(Input::Lost);
                }
                // What came between the loss and this belongs to nothing.
                Meaning::Report => self.dropping = false,
                Meaning::Key { code, down } if !self.dropping => {
                    // Before the device is the station's, others have heard the key too.
                    if let Some(byte) = self.keys.take(code, down)
                        && self.grab.is_none()
                    {
                        take(Input::Byte(byte));
                    }
                }
                Meaning::Key { .. } | Meaning::Other => {}
            }
        }
    }
}

impl Device for Evdev {
    fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    fn transport(&self) -> Transport {
        Transport::KeyboardEvdev
    }

    fn is_ready(&self) -> bool {
        self.grab.is_none()
    }

    fn read(
        &mut self,
        _now: Duration,
        take: &mut dyn FnMut(Input<'_>),
    ) -> Result<(), ReaderHealth> {
        match rustix::io::read(&self.fd, self.chunk.as_mut_slice()) {
            Ok(0) => return Err(ReaderHealth::Missing),
            Ok(count) => self.take(count, take),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => return Err(ReaderHealth::Missing),
        }
        self.chunk.zeroize();
        Ok(())
    }

    fn deadline(&self) -> Option<Duration> {
        let listening = self.inhibit.as_ref().map(|_| self.listen);
        self.grab.as_ref().map(|grab| grab.due).or(listening)
    }

    fn tick(&mut self, now: Duration) -> Result<(), ReaderHealth> {
        if let Some(grab) = &mut self.grab {
            let is_down = ioctl::any_key_down(&self.fd).map_err(|_| ReaderHealth::Failed)?;
            if is_down && now < grab.give_up {
                grab.due = now.saturating_add(LOOK);
                return Ok(());
            }
            ioctl::grab(&self.fd).map_err(health_of)?;
            self.grab = None;
        }
        self.listen = now.saturating_add(LISTEN);
        self.inhibit.as_mut().map_or(Ok(()), Inhibit::lift)
    }

    fn renew(self: Box<Self>) -> Box<dyn Device> {
        let Self { inhibit, fd, keys, dropping, grab, listen, .. } = *self;
        let chunk = Box::new(Zeroizing::new([0; EVENTS * event::SIZE]));
        let keys = keys.without_spelling();
        Box::new(Self { inhibit, fd, keys, chunk, dropping, grab, listen })
    }
}

#[cfg(test)]
mod tests;
