//! What came and was no swipe, for whoever sets a reader up: a wrong speed, sentinels left off and
//! an encrypting reader all look like nothing to the framer. Only counted, never kept.

use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::reader::Transport;
use crate::reader::device::{Attach, Device, Input};
use crate::station::ReaderHealth;

/// After so long without a byte, what came is judged.
const QUIET: Duration = Duration::from_millis(300);
/// Fewer bytes than this come from a plug that goes in.
const LEAST: u32 = 4;

/// How many bytes came from a reader. Line ends, blanks and a line at rest do not count.
type Count = Arc<AtomicU32>;

/// The way to a reader whose bytes are counted.
pub(super) struct Counting {
    way: Box<dyn Attach>,
    count: Count,
}

impl Counting {
    /// Counts on this way; the burst is what came from it since the last silence.
    pub(super) fn on(way: Box<dyn Attach>) -> (Self, Burst) {
        let count = Count::default();
        let burst = Burst { count: Arc::clone(&count), seen: 0, last: None, explained: false };
        (Self { way, count }, burst)
    }
}

impl Attach for Counting {
    fn node(&self) -> Option<&Path> {
        self.way.node()
    }

    fn takes_bare_tracks(&self) -> bool {
        self.way.takes_bare_tracks()
    }

    fn open(&mut self, now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        let device = self.way.open(now)?;
        Ok(Box::new(Counted { device, count: Arc::clone(&self.count) }))
    }
}

struct Counted {
    device: Box<dyn Device>,
    count: Count,
}

impl Device for Counted {
    fn fd(&self) -> BorrowedFd<'_> {
        self.device.fd()
    }

    fn transport(&self) -> Transport {
        self.device.transport()
    }

    fn is_ready(&self) -> bool {
        self.device.is_ready()
    }

    fn read(&mut self, now: Duration, take: &mut dyn FnMut(Input<'_>)) -> Result<(), ReaderHealth> {
        let count = &self.count;
        self.device.read(now, &mut |input| {
            if let Input::Byte(byte) = input
                && !matches!(byte, 0 | 0xFF | b' ' | b'\r' | b'\n' | b'\t')
            {
                count.fetch_add(1, Ordering::Relaxed);
            }
            take(input);
        })
    }

    fn deadline(&self) -> Option<Duration> {
        self.device.deadline()
    }

    fn tick(&mut self, now: Duration) -> Result<(), ReaderHealth> {
        self.device.tick(now)
    }

    fn rearm(&mut self, now: Duration) {
        self.device.rearm(now);
    }

    fn renew(self: Box<Self>) -> Box<dyn Device> {
        let Self { device, count } = *self;
        Box::new(Self { device: device.renew(), count })
    }
}

/// The bytes between two silences.
pub(super) struct Burst {
    count: Count,
    /// The count when it was last looked at.
    seen: u32,
    /// When the last byte came.
    last: Option<Duration>,
    /// Whether a swipe came of it.
    explained: bool,
}

impl Burst {
    /// Something came of the bytes: they are no noise, nor is what trails behind them.
    pub(super) const fn explain(&mut self) {
        self.explained = true;
    }

    /// Looks at the count.
    pub(super) fn look(&mut self, now: Duration) {
        let count = self.count.load(Ordering::Relaxed);
        if count != self.seen {
            self.seen = count;
            self.last = Some(now);
        }
    }

    /// When there is something to judge.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.last.map(|last| last.saturating_add(QUIET))
    }

    /// Once it was quiet for long enough: how many bytes came that nothing came of, if any.
    pub(super) fn judge(&mut self, silent: Duration) -> Option<u32> {
        self.deadline().filter(|&due| due <= silent)?;
        self.last = None;
        self.seen = 0;
        let count = self.count.swap(0, Ordering::Relaxed);
        let explained = std::mem::take(&mut self.explained);
        (!explained && count >= LEAST).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn burst(count: u32) -> Burst {
        let mut burst =
            Burst { count: Count::new(count.into()), seen: 0, last: None, explained: false };
        burst.look(MS(1_000));
        burst
    }

    #[test]
    fn bytes_that_came_to_nothing_are_counted_once_it_is_quiet() {
        let mut noise = burst(38);
        assert_eq!(noise.judge(MS(1_299)), None);
        assert_eq!(noise.judge(MS(1_300)), Some(38));
        assert_eq!((noise.judge(MS(9_999)), noise.deadline()), (None, None));
    }

    #[test]
    fn a_swipe_and_its_tail_are_no_noise() {
        let mut swiped = burst(60);
        swiped.explain();
        assert_eq!(swiped.judge(MS(1_300)), None);
        swiped.count.store(9, Ordering::Relaxed);
        swiped.look(MS(2_000));
        assert_eq!(swiped.judge(MS(2_300)), Some(9), "what comes later is");
    }

    #[test]
    fn a_plug_that_goes_in_is_no_noise() {
        assert_eq!(burst(3).judge(MS(2_000)), None);
    }
}
