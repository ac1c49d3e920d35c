//! Waiting for whatever comes first: a byte, a wish, an answer, or the end of some time.

use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};

use super::{LINGER, LINGER_SWIPE, Room, Said};
use crate::station::Event;
use crate::vault::sending::Sending;
use crate::vault::terminal::{ReadEnd, Terminal};

impl Room {
    /// Lets waits end that nothing else ends.
    pub(super) fn tick(&mut self) {
        let now = self.now();
        // Bytes that wait behind a key arrived before now: time passes for them when it is their turn.
        let caught_up = self.terminal.as_ref().is_none_or(Terminal::is_empty);
        let silent = self.silent.terminal;
        if caught_up && self.wedge.deadline().is_some_and(|due| due <= silent) {
            let framed = self.wedge.tick(silent);
            self.framed(framed, None, silent);
            self.take_typing();
        }
        if !self.waiting
            && let Some(key) = self.decoder.tick(now)
        {
            self.key(key, now);
        }
        let mut sources = std::mem::take(&mut self.sources);
        for (index, source) in &mut sources {
            let silent = self.silent.readers;
            if let Some(health) = source.tick(silent, &mut |news| self.news(&news)) {
                self.soil();
                self.say(&Said::Event(Event::Reader { index: *index, health }));
            }
        }
        self.sources = sources;
    }

    /// Sleeps until there is something to do.
    pub(super) fn wait(&mut self) {
        let now = self.now();
        let due = self.deadline();
        let timeout = due.map(|due| {
            let left = due.saturating_sub(now);
            Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: left.subsec_nanos().into(),
            }
        });
        // Not while the station has yet to deal with the last key.
        let terminal = self
            .terminal
            .as_ref()
            .filter(|terminal| !self.waiting && terminal.is_empty() && self.typed.is_empty());
        let (ready_terminal, ready_sources, plugged) = {
            let mut polled = vec![PollFd::from_borrowed_fd(self.wake.as_fd(), PollFlags::IN)];
            if let Some((fd, flags)) = self.courier.interest() {
                polled.push(PollFd::from_borrowed_fd(fd, flags));
            }
            let first_source = polled.len();
            let mut indices = Vec::with_capacity(self.sources.len());
            for (place, (_, source)) in self.sources.iter().enumerate() {
                if let Some(fd) = source.fd() {
                    indices.push(place);
                    polled.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
                }
            }
            let hotplug_place = polled.len();
            if let Some(fd) = self.hotplug.fd().filter(|_| !self.sources.is_empty()) {
                polled.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
            }
            let terminal_place = polled.len();
            if let Some(terminal) = terminal {
                polled.push(PollFd::from_borrowed_fd(terminal.fd(), PollFlags::IN));
            }
            // A signal only means to look again.
            let silent = match rustix::event::poll(&mut polled, timeout.as_ref()) {
                Ok(0) => due.map_or(now, |due| due.max(now)),
                Ok(_) | Err(_) => now,
            };
            self.silent.readers = silent;
            // Where nobody looks, only the clock is left.
            self.silent.terminal = if terminal.is_some() { silent } else { self.start.elapsed() };
            let is_ready =
                |place: usize| polled.get(place).is_some_and(|fd| !fd.revents().is_empty());
            let sources: Vec<usize> = indices
                .into_iter()
                .enumerate()
                .filter(|(offset, _)| is_ready(first_source + offset))
                .map(|(_, place)| place)
                .collect();
            let plugged = hotplug_place < terminal_place && is_ready(hotplug_place);
            (is_ready(terminal_place), sources, plugged)
        };
        let mut wakes = [0; 8];
        let _ = rustix::io::read(&self.wake, &mut wakes);
        if plugged {
            let now = self.now();
            self.hotplug.read();
            self.sources.iter_mut().for_each(|(_, source)| source.nudge(now));
        }
        self.read_ready(ready_terminal, &ready_sources);
    }

    fn read_ready(&mut self, terminal_ready: bool, ready_sources: &[usize]) {
        let now = self.now();
        if terminal_ready
            && let Some(terminal) = &mut self.terminal
            && terminal.read(now) == ReadEnd::Gone
        {
            self.terminal = None;
            self.forget();
            self.say(&Said::TerminalGone);
        }
        let mut sources = std::mem::take(&mut self.sources);
        for place in ready_sources {
            if let Some((index, source)) = sources.get_mut(*place)
                && let Some(health) = source.read(now, &mut |news| self.news(&news))
            {
                // It may have gone in the middle of a swipe.
                self.soil();
                self.say(&Said::Event(Event::Reader { index: *index, health }));
            }
        }
        self.sources = sources;
    }

    fn deadline(&self) -> Option<Duration> {
        let decoder = self.decoder.deadline().filter(|_| !self.waiting);
        let caught_up = self.terminal.as_ref().is_none_or(Terminal::is_empty);
        let wedge = self.wedge.deadline().filter(|_| caught_up);
        let sending = self.sending.as_ref().and_then(Sending::due);
        let linger = self.soiled.filter(|_| self.session.is_none());
        let linger = linger.map(|since| {
            let short = since.saturating_add(LINGER);
            if short > self.now() { short } else { since.saturating_add(LINGER_SWIPE) }
        });
        [wedge, decoder, sending, linger, self.courier.deadline()]
            .into_iter()
            .flatten()
            .chain(self.sources.iter().filter_map(|(_, source)| source.deadline()))
            .min()
    }
}
