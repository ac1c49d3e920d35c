//! A USB HID reader through the kernel's raw interface: no keyboard, no layout, one read a swipe.

mod descriptor;
mod shape;

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use zeroize::{Zeroize, Zeroizing};

use self::descriptor::{Descriptor, TrackPlace};
pub use self::shape::Shape;
use super::Transport;
use super::device::{Device, Input};
use super::ioctl;
use super::msr605::Dialogue;
use super::serial::health_of;
use crate::card::track::is_hid_length;
use crate::station::ReaderHealth;

/// Room for the longest report and its number.
const ROOM: usize = 1024;
/// Start sentinels of tracks 1 to 3 (ISO/IEC 7811), for reports that leave them out.
const SENTINELS: [u8; 3] = [b'%', b';', b'+'];
/// The bits of a packet's head that say how many of its bytes count.
const PACKET_LENGTH: u8 = 0x3F;
/// The head of a packet that is the first and the last.
const ONLY_PACKET: u8 = 0xC0;

/// An open HID reader.
pub struct Hidraw {
    fd: OwnedFd,
    descriptor: Descriptor,
    shape: Shape,
    dialogue: Option<Dialogue>,
    chunk: Box<Zeroizing<[u8; ROOM]>>,
}

impl Hidraw {
    /// Opens a reader.
    ///
    /// # Errors
    /// How the reader is instead of ready; `Failed` for a device that is no card reader.
    pub fn open(path: &Path, now: Duration) -> Result<Self, ReaderHealth> {
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(health_of)?;
        let node = std::fs::canonicalize(path).map_err(|_| ReaderHealth::Missing)?;
        let name = node.file_name().ok_or(ReaderHealth::Missing)?;
        let described = Path::new("/sys/class/hidraw").join(name).join("device/report_descriptor");
        let descriptor = std::fs::read(described).map_err(|_| ReaderHealth::Failed)?;
        let mut reader = Self::on(fd, &descriptor, now);
        match reader.shape {
            Shape::NoReader => Err(ReaderHealth::Failed),
            _ => {
                reader.command(now)?;
                Ok(reader)
            }
        }
    }

    /// On a descriptor that gives reports as `descriptor` describes them: a recording.
    #[must_use]
    pub fn on(fd: OwnedFd, descriptor: &[u8], now: Duration) -> Self {
        let descriptor = Descriptor::read(descriptor);
        let shape = Shape::of(&descriptor);
        let dialogue = (shape == Shape::Packets).then(|| Dialogue::begin(now));
        let chunk = Box::new(Zeroizing::new([0; ROOM]));
        Self { fd, descriptor, shape, dialogue, chunk }
    }

    /// Sends the commands that are due, each in one packet.
    fn command(&mut self, now: Duration) -> Result<(), ReaderHealth> {
        let Some(dialogue) = &mut self.dialogue else { return Ok(()) };
        while let Some(command) = dialogue.due(now)? {
            let mut report = [0; ioctl::FEATURE];
            let length = u8::try_from(command.len()).unwrap_or_default();
            for (place, byte) in
                report.iter_mut().skip(1).zip([ONLY_PACKET | length].iter().chain(command))
            {
                *place = *byte;
            }
            ioctl::send_feature(&self.fd, &mut report).map_err(|_| ReaderHealth::Missing)?;
        }
        Ok(())
    }

    /// Hands on what a report holds.
    fn take(&mut self, count: usize, now: Duration, take: &mut dyn FnMut(Input<'_>)) {
        let all = self.chunk.get(..count).unwrap_or_default();
        let (number, report) = match (self.descriptor.numbered, all.split_first()) {
            (true, Some((&number, report))) => (number, report),
            _ => (0, all),
        };
        match self.shape {
            Shape::Stripe => {
                for (place, sentinel) in self.descriptor.tracks.iter().zip(SENTINELS) {
                    if place.report == number {
                        take_track(report, place, sentinel, take);
                    }
                }
                take(Input::Byte(b'\r'));
            }
            Shape::Packets => {
                let (&head, text) = report.split_first().unwrap_or((&0, &[]));
                for &byte in text.iter().take(usize::from(head & PACKET_LENGTH)) {
                    let told = self.dialogue.as_mut().is_none_or(|line| line.hear(byte, now));
                    if told {
                        take(Input::Byte(byte));
                    }
                }
            }
            // Devices send shorter reports besides, for example of their buttons.
            Shape::Whole | Shape::NoReader if is_hid_length(report.len()) => {
                take(Input::Report(report));
            }
            Shape::Whole | Shape::NoReader => {}
        }
    }
}

/// Hands on one track between its sentinels.
fn take_track(report: &[u8], place: &TrackPlace, sentinel: u8, take: &mut dyn FnMut(Input<'_>)) {
    let Some(data) = place.data else { return };
    let text = report.get(data.start..).unwrap_or_default();
    let text = text.get(..data.length).unwrap_or(text);
    let told = place.length.and_then(|length| report.get(length.start));
    let text = match told {
        Some(&length) => text.get(..usize::from(length)).unwrap_or(text),
        None => text.split(|&byte| byte == 0).next().unwrap_or_default(),
    };
    if text.is_empty() {
        return;
    }
    let bare = text.first() != Some(&sentinel);
    if bare {
        take(Input::Byte(sentinel));
    }
    text.iter().for_each(|&byte| take(Input::Byte(byte)));
    if bare && !text.contains(&b'?') {
        take(Input::Byte(b'?'));
    }
}

impl Device for Hidraw {
    fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    fn transport(&self) -> Transport {
        match self.shape {
            // USB has no line speed; the pauses at this one fit.
            Shape::Packets => Transport::Msr605 { baud: 9_600 },
            Shape::Whole | Shape::Stripe | Shape::NoReader => Transport::Hid,
        }
    }

    fn is_ready(&self) -> bool {
        self.dialogue.as_ref().is_none_or(Dialogue::is_armed)
    }

    fn read(&mut self, now: Duration, take: &mut dyn FnMut(Input<'_>)) -> Result<(), ReaderHealth> {
        match rustix::io::read(&self.fd, self.chunk.as_mut_slice()) {
            Ok(0) => return Err(ReaderHealth::Missing),
            Ok(count) => self.take(count, now, take),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => return Err(ReaderHealth::Missing),
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
        let Self { fd, descriptor, shape, dialogue, .. } = *self;
        let chunk = Box::new(Zeroizing::new([0; ROOM]));
        Box::new(Self { fd, descriptor, shape, dialogue, chunk })
    }
}

#[cfg(test)]
mod tests;
