//! What every device a reader can be on has in common.

use std::os::fd::BorrowedFd;
use std::path::Path;
use std::time::Duration;

use super::Transport;
use crate::station::ReaderHealth;

/// A device that is open. It is polled by its owner and never waits itself.
pub trait Device: Send {
    /// What to poll for input.
    fn fd(&self) -> BorrowedFd<'_>;

    /// How its bytes are to be framed.
    fn transport(&self) -> Transport;

    /// Whether a swipe would be read: not yet while a reader has to answer or a key is down.
    fn is_ready(&self) -> bool {
        true
    }

    /// Reads once and hands on what came. What it read is wiped before it returns.
    ///
    /// # Errors
    /// How the reader is from now on, when the device is gone or broken.
    fn read(&mut self, now: Duration, take: &mut dyn FnMut(Input<'_>)) -> Result<(), ReaderHealth>;

    /// When [`Device::tick`] has something to do.
    fn deadline(&self) -> Option<Duration> {
        None
    }

    /// Does what is due.
    ///
    /// # Errors
    /// How the reader is from now on, when it failed to answer or is somebody else's.
    fn tick(&mut self, _now: Duration) -> Result<(), ReaderHealth> {
        Ok(())
    }

    /// Makes ready for the next swipe after one was read.
    fn rearm(&mut self, _now: Duration) {}

    /// The same open device with new buffers, and with nothing of what it read.
    ///
    /// The vault moves its readers between rooms whose memory it wipes as a whole: whatever holds
    /// bytes of a card must be made in the room that reads them.
    fn renew(self: Box<Self>) -> Box<dyn Device>;
}

/// What a device read. Secret.
pub enum Input<'a> {
    /// One byte of text.
    Byte(u8),
    /// A whole report that is one swipe.
    Report(&'a [u8]),
    /// Something was lost before this.
    Lost,
}

/// The way to a device that may not be there.
pub trait Attach: Send {
    /// The node whose appearance is worth a look at once, if it is known.
    fn node(&self) -> Option<&Path> {
        None
    }

    /// Whether tracks without their sentinels are believed.
    fn takes_bare_tracks(&self) -> bool {
        false
    }

    /// Looks for the device and opens it.
    ///
    /// # Errors
    /// How the reader is instead of ready.
    fn open(&mut self, now: Duration) -> Result<Box<dyn Device>, ReaderHealth>;
}
