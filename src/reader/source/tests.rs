//! The life of one reader, on devices made up for the purpose: what is told when it comes and goes.

use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use super::*;
use crate::card::track::{Mode, Refusal, Storage, Verdict};
use crate::reader::Transport;

const SWIPE: &[u8] =
    b"%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r";

/// Gives what it was given, then is gone.
struct Script(OwnedFd, VecDeque<Read>);

impl Device for Script {
    fn fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    fn transport(&self) -> Transport {
        Transport::Serial { baud: 9_600 }
    }

    fn read(
        &mut self,
        _now: Duration,
        take: &mut dyn FnMut(Input<'_>),
    ) -> Result<(), ReaderHealth> {
        let bytes = self.1.pop_front().unwrap_or(Err(ReaderHealth::Missing))?;
        bytes.iter().for_each(|&byte| take(Input::Byte(byte)));
        Ok(())
    }

    fn renew(self: Box<Self>) -> Box<dyn Device> {
        self
    }
}

type Read = Result<&'static [u8], ReaderHealth>;
/// What a device that was opened reads, or why it could not be opened.
type Step = Result<&'static [Read], ReaderHealth>;

/// Opens as often as it was told, each time with its own script.
struct Way(VecDeque<Step>);

impl Attach for Way {
    fn open(&mut self, _now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        let script = self.0.pop_front().unwrap_or(Err(ReaderHealth::Missing))?;
        let (fd, _) = rustix::pipe::pipe().unwrap();
        Ok(Box::new(Script(fd, script.iter().copied().collect())))
    }
}

fn source(steps: &[Step]) -> Source {
    Source::new(Box::new(Way(steps.iter().copied().collect())))
}

const fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Reads once and gives the kinds of news in one letter each.
fn read(source: &mut Source, now: Duration) -> (String, Option<ReaderHealth>) {
    let mut told = String::new();
    let health = source.read(now, &mut |news| {
        told.push(match news {
            News::Started => 's',
            News::Swipe(swipe) => match swipe.verdict(Mode::Test, &mut Storage::default()) {
                Verdict::Card(_) => 'c',
                Verdict::Refused(Refusal::Overrun) => 'o',
                _ => 'x',
            },
            News::Broken => 'b',
        });
    });
    (told, health)
}

#[test]
fn a_swipe_is_told_from_its_start_and_once() {
    let mut source = source(&[Ok(&[Ok(SWIPE)])]);
    assert_eq!(source.look(at(0)), Some(ReaderHealth::Ready));
    assert_eq!(read(&mut source, at(1)), ("sc".to_owned(), None));
}

#[test]
fn a_reader_unplugged_during_a_swipe_says_so_and_comes_back() {
    let (start, _) = SWIPE.split_at(30);
    let script: &'static [_] = Box::leak(Box::new([Ok(start)]));
    let mut source = source(&[Ok(script), Ok(&[Ok(SWIPE)])]);
    source.look(at(0));
    assert_eq!(read(&mut source, at(1)).0, "s");
    assert_eq!(read(&mut source, at(2)), ("b".to_owned(), Some(ReaderHealth::Missing)));
    assert!(source.fd().is_none());
    assert_eq!(source.look(at(100)), None, "not at once");
    assert_eq!(source.look(at(252)), Some(ReaderHealth::Ready));
    assert_eq!(read(&mut source, at(253)).0, "sc", "nothing of the broken swipe is left");
}

#[test]
fn a_missing_reader_is_looked_for_ever_less_often() {
    let mut source = source(&[]);
    let mut looks = Vec::new();
    let mut now = at(0);
    for _ in 0..8 {
        source.look(now);
        let due = source.deadline().unwrap();
        looks.push((due - now).as_millis());
        now = due;
    }
    assert_eq!(looks, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
}

#[test]
fn plugging_in_is_noticed_at_once_but_a_flood_of_news_is_not_followed() {
    let mut source = source(&[Err(ReaderHealth::Missing), Err(ReaderHealth::Denied), Ok(&[])]);
    assert_eq!(source.look(at(0)), Some(ReaderHealth::Missing));
    source.nudge(at(5));
    assert_eq!(source.deadline(), Some(at(20)));
    assert_eq!(source.look(at(20)), Some(ReaderHealth::Denied), "udev has not set its group yet");
    source.nudge(at(60));
    assert_eq!(source.look(at(60)), Some(ReaderHealth::Ready));
}

#[test]
fn a_device_that_opens_and_fails_backs_off_too() {
    let failing: Step = Ok(&[Err(ReaderHealth::Failed)]);
    let mut source = source(&[failing; 6]);
    let mut now = at(0);
    let mut waits = Vec::new();
    for _ in 0..5 {
        source.look(now);
        read(&mut source, now);
        let due = source.deadline().unwrap();
        waits.push((due - now).as_millis());
        now = due;
    }
    assert_eq!(waits, [250, 500, 1000, 2000, 4000]);
}

#[test]
fn a_swipe_is_whole_however_late_its_rest_is_read() {
    let (one, two): (&'static [u8], &'static [u8]) = SWIPE.split_at(40);
    let script: &'static [Read] = Box::leak(Box::new([Ok(one), Ok(two)]));
    let mut source = source(&[Ok(script)]);
    source.look(at(0));
    let mut cards = 0;
    let mut tell = |news: News<'_>| {
        if let News::Swipe(swipe) = news {
            cards += usize::from(matches!(
                swipe.verdict(Mode::Test, &mut Storage::default()),
                Verdict::Card(_)
            ));
        }
    };
    source.read(at(0), &mut tell);
    // Nobody has looked in the meantime, so nobody can say that it was silent.
    source.tick(at(5), &mut tell);
    source.read(at(900), &mut tell);
    assert_eq!(cards, 1);
}
