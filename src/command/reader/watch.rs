//! Waits for readers, for the technician's commands: what the vault does for the station.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};

use super::noise::{Burst, Counting};
use super::typed::Typed;
use crate::kiosk::signals::{self, Heard};
use crate::reader::device::Attach;
use crate::reader::hotplug::Hotplug;
use crate::reader::{News, Source, priority};
use crate::station::ReaderHealth;

/// What happened to a reader.
pub(in crate::command) enum Told<'a> {
    /// It is so from now on.
    Health(ReaderHealth),
    /// A card passed.
    News(News<'a>),
    /// So many bytes came that are no swipe.
    Noise(u32),
    /// Nothing; but the terminal has another size.
    Resized,
}

/// Whether to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::command) enum Next {
    /// Yes.
    Go,
    /// No.
    End,
}

/// Readers that are watched until somebody has seen enough.
pub(in crate::command) struct Watch {
    sources: Vec<Source>,
    bursts: Vec<Burst>,
    hotplug: Hotplug,
    stop: OwnedFd,
    resized: OwnedFd,
    start: Instant,
    until: Option<Duration>,
    stopped: bool,
    /// Until when no reader had anything that was not read.
    silent: Duration,
    typed: Option<Typed>,
}

impl Watch {
    /// Watches these, until Ctrl+C, or until so much time has passed.
    pub(in crate::command) fn over(
        ways: Vec<Box<dyn Attach>>,
        seconds: Option<u32>,
    ) -> io::Result<Self> {
        let stop = rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let resized = rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let (stops, resizes) = (rustix::io::dup(&stop)?, rustix::io::dup(&resized)?);
        signals::listen(move |heard| {
            let told = match heard {
                Heard::Stop => &stops,
                Heard::Resized => &resizes,
                Heard::Reload => return,
            };
            let _ = rustix::io::write(told, &1u64.to_ne_bytes());
        })?;
        let _ = priority::raise();
        let hotplug = Hotplug::watch(ways.iter().filter_map(|way| way.node()));
        let (ways, bursts): (Vec<_>, Vec<_>) = ways.into_iter().map(Counting::on).unzip();
        Ok(Self {
            hotplug,
            sources: ways.into_iter().map(|way| Source::new(Box::new(way))).collect(),
            bursts,
            stopped: false,
            stop,
            resized,
            start: Instant::now(),
            silent: Duration::ZERO,
            typed: None,
            until: seconds.map(|seconds| Duration::from_secs(seconds.into())),
        })
    }

    /// Watches a terminal's input, too, as the reader behind all others.
    pub(super) fn read_typing(&mut self, input: OwnedFd) {
        self.typed = Some(Typed::into(input));
    }

    /// Whether it was a person who ended it.
    pub(in crate::command) const fn was_stopped(&self) -> bool {
        self.stopped
    }

    /// Runs until told to end. `tell` gets the reader's place and what happened.
    pub(in crate::command) fn run(
        &mut self,
        tell: &mut dyn FnMut(usize, Told<'_>) -> io::Result<Next>,
    ) -> io::Result<()> {
        let mut ready = vec![true; self.sources.len()];
        let mut typing = false;
        if self.typed.is_some() {
            tell(self.sources.len(), Told::Health(ReaderHealth::Ready))?;
        }
        loop {
            let now = self.start.elapsed();
            if self.until.is_some_and(|until| until <= now) {
                return Ok(());
            }
            let mut next = Ok(Next::Go);
            let sources = self.sources.iter_mut().zip(&mut self.bursts);
            for (place, ((source, burst), ready)) in sources.zip(&ready).enumerate() {
                let mut explained = false;
                let mut news = |told: Told<'_>| {
                    explained |= matches!(told, Told::News(_));
                    if matches!(next, Ok(Next::Go)) {
                        next = tell(place, told);
                    }
                };
                if let Some(health) = source.look(now) {
                    news(Told::Health(health));
                }
                let read = if *ready {
                    source.read(now, &mut |told| news(Told::News(told)))
                } else {
                    None
                };
                let ticked = source.tick(self.silent, &mut |told| news(Told::News(told)));
                for health in [read, ticked].into_iter().flatten() {
                    news(Told::Health(health));
                }
                burst.look(now);
                if explained {
                    burst.explain();
                }
                if source.is_quiet()
                    && let Some(count) = burst.judge(self.silent)
                    && matches!(next, Ok(Next::Go))
                {
                    next = tell(place, Told::Noise(count));
                }
            }
            if rustix::io::read(&self.resized, &mut [0; 8]).is_ok() && matches!(next, Ok(Next::Go))
            {
                next = tell(0, Told::Resized);
            }
            let mut leaves = false;
            if let Some(typed) = &mut self.typed {
                let place = self.sources.len();
                let mut news = |told: News<'_>| {
                    if matches!(next, Ok(Next::Go)) {
                        next = tell(place, Told::News(told));
                    }
                };
                leaves = typing && typed.read(now, &mut news);
                typed.tick(self.silent, &mut news);
            }
            if next? == Next::End || leaves || self.wait(&mut ready, &mut typing) {
                return Ok(());
            }
        }
    }

    /// Sleeps until a reader has something. Returns whether to stop.
    fn wait(&mut self, ready: &mut [bool], typing: &mut bool) -> bool {
        let now = self.start.elapsed();
        let typed = self.typed.as_ref().and_then(Typed::deadline);
        let due = self.sources.iter().filter_map(Source::deadline);
        // A reader that is not quiet is due by itself first.
        let quiet = self.sources.iter().zip(&self.bursts).filter(|(source, _)| source.is_quiet());
        let bursts = quiet.filter_map(|(_, burst)| burst.deadline());
        let due = due.chain(bursts).chain(typed).chain(self.until).min();
        let timeout = due.map(|due| {
            let left = due.saturating_sub(now);
            Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: left.subsec_nanos().into(),
            }
        });
        let mut polled = vec![
            PollFd::from_borrowed_fd(self.stop.as_fd(), PollFlags::IN),
            PollFd::from_borrowed_fd(self.resized.as_fd(), PollFlags::IN),
        ];
        let plugged_place = self.hotplug.fd().map(|fd| {
            polled.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
            polled.len() - 1
        });
        let mut places = Vec::with_capacity(self.sources.len());
        for (place, source) in self.sources.iter().enumerate() {
            if let Some(fd) = source.fd() {
                places.push((polled.len(), place));
                polled.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
            }
        }
        let typed_place = self.typed.as_ref().map(|typed| {
            polled.push(PollFd::from_borrowed_fd(typed.fd(), PollFlags::IN));
            polled.len() - 1
        });
        // A signal only means to look again.
        let answer = rustix::event::poll(&mut polled, timeout.as_ref());
        self.silent = match (answer, due) {
            (Ok(0), Some(due)) => due.max(now),
            _ => now,
        };
        let told = |place: usize| polled.get(place).is_some_and(|fd| !fd.revents().is_empty());
        *typing = typed_place.is_some_and(told);
        ready.fill(false);
        for (polled, place) in places {
            if let Some(ready) = ready.get_mut(place) {
                *ready = told(polled);
            }
        }
        let (stop, plugged) = (told(0), plugged_place.is_some_and(told));
        if plugged {
            let now = self.start.elapsed();
            self.hotplug.read();
            self.sources.iter_mut().for_each(|source| source.nudge(now));
        }
        self.stopped |= stop;
        stop
    }
}
