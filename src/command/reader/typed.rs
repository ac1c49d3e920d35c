//! A keyboard reader that types into the terminal a command runs in, told from a person's keys as
//! the station tells them.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::io::Errno;
use zeroize::{Zeroize, Zeroizing};

use crate::reader::{Framed, Framer, News, Swipe, Transport, typeahead};

/// Bytes taken in one read.
const CHUNK: usize = 512;
/// Ctrl+C, in a terminal that hands it on.
const INTERRUPT: u8 = 0x03;
const ESCAPE: u8 = 0x1b;

/// The terminal's input.
pub(super) struct Typed {
    input: OwnedFd,
    framer: Box<Framer>,
    chunk: Box<Zeroizing<[u8; CHUNK]>>,
}

impl Typed {
    /// From a terminal that neither echoes nor waits for line ends.
    pub(super) fn into(input: OwnedFd) -> Self {
        let chunk = Box::new(Zeroizing::new([0; CHUNK]));
        Self { input, framer: Framer::new(Transport::KeyboardTty), chunk }
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.framer.deadline()
    }

    /// Reads once, when there is something. Returns whether the person wants to leave.
    pub(super) fn read(&mut self, now: Duration, tell: &mut dyn FnMut(News<'_>)) -> bool {
        let count = match rustix::io::read(&self.input, self.chunk.as_mut_slice()) {
            Ok(count @ 1..) => count,
            Err(Errno::AGAIN | Errno::INTR) => return false,
            Ok(_) | Err(_) => return true,
        };
        let arrived = self.framer.arrival(now);
        let mut leaves = false;
        for &byte in self.chunk.get(..count).unwrap_or_default() {
            let framed = self.framer.push(byte, arrived);
            // With others behind it, an Escape begins an arrow key.
            leaves |=
                framed == Framed::Passed && (byte == INTERRUPT || (byte == ESCAPE && count == 1));
            told(&mut self.framer, framed, tell);
        }
        self.chunk.zeroize();
        leaves
    }

    /// Lets waits end: at `now` the terminal was looked at and had nothing.
    pub(super) fn tick(&mut self, now: Duration, tell: &mut dyn FnMut(News<'_>)) {
        let framed = self.framer.tick(now);
        told(&mut self.framer, framed, tell);
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        typeahead::read_off(self.input.as_fd());
    }
}

fn told(framer: &mut Framer, framed: Framed, tell: &mut dyn FnMut(News<'_>)) {
    match framed {
        Framed::Started => tell(News::Started),
        Framed::Swipe => {
            tell(News::Swipe(Swipe::Text(framer.swipe())));
            framer.wipe();
        }
        // A person's keys mean nothing here.
        Framed::Typed => framer.replay(&mut |_| {}),
        Framed::Passed | Framed::Held | Framed::Dropped => {}
    }
}
