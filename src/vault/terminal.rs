//! The station's own terminal as a source of bytes: read with `read(2)` into one wiped buffer.
//!
//! Output is not its business; the terminal's settings are the kiosk's.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use zeroize::{Zeroize, Zeroizing};

use crate::reader::typeahead;

/// Bytes taken in one read.
const CHUNK: usize = 1024;

/// Bytes that were read and not yet dealt with.
pub(super) struct Terminal {
    input: OwnedFd,
    chunk: Box<Zeroizing<[u8; CHUNK]>>,
    taken: usize,
    filled: usize,
    at: Duration,
}

/// What reading came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadEnd {
    /// There is something, or there will be.
    Open,
    /// The terminal is gone.
    Gone,
}

impl Terminal {
    pub(super) fn new(input: OwnedFd) -> Self {
        Self {
            input,
            chunk: Box::new(Zeroizing::new([0; CHUNK])),
            taken: 0,
            filled: 0,
            at: Duration::ZERO,
        }
    }

    /// The descriptor, for the next room.
    pub(super) fn into_input(self) -> OwnedFd {
        self.input
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    /// Whether everything read has been dealt with, so that more may be read.
    pub(super) const fn is_empty(&self) -> bool {
        self.taken >= self.filled
    }

    /// Reads once. Call only when poll says there is something, and nothing is left.
    pub(super) fn read(&mut self, now: Duration) -> ReadEnd {
        self.taken = 0;
        self.filled = 0;
        match rustix::io::read(&self.input, self.chunk.as_mut_slice()) {
            Ok(0) => self.ended(),
            Ok(count) => {
                self.filled = count;
                self.at = now;
                ReadEnd::Open
            }
            Err(Errno::AGAIN | Errno::INTR) => ReadEnd::Open,
            Err(_) => ReadEnd::Gone,
        }
    }

    /// Takes away what nobody will deal with any more, here and in the kernel.
    pub(super) fn drain(&mut self) {
        typeahead::read_off(self.input.as_fd());
        self.chunk.zeroize();
    }

    /// What it means that nothing was there: the end, or a lone end-of-file character, which the
    /// kernel turns into nothing.
    fn ended(&self) -> ReadEnd {
        let mut polled = [PollFd::new(&self.input, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        let gone = PollFlags::HUP | PollFlags::ERR;
        match rustix::event::poll(&mut polled, Some(&now)) {
            Ok(_) if polled.iter().all(|fd| !fd.revents().intersects(gone)) => ReadEnd::Open,
            _ => ReadEnd::Gone,
        }
    }

    /// The next byte and when it was read. The buffer is wiped with the last.
    pub(super) fn next(&mut self) -> Option<(u8, Duration)> {
        if self.is_empty() {
            return None;
        }
        let byte = self.chunk.get_mut(self.taken).map(std::mem::take)?;
        self.taken += 1;
        if self.is_empty() {
            self.chunk.zeroize();
        }
        Some((byte, self.at))
    }
}
