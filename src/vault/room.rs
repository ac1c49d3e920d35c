//! The vault's thread: one loop that polls the terminal, the readers, the wishes and the one
//! connection, and in which alone card digits exist.
//!
//! Keys are handed to the station one at a time: the next byte is not even decoded before the
//! station has dealt with the last key. So a screen that awaits a card is always in force before
//! the first digit typed for it, however fast somebody types ahead.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use zeroize::{Zeroize, Zeroizing};

use super::command::Command;
use super::courier::{Courier, Delivery, Security};
use super::keys::KeyDecoder;
use super::sending::Sending;
use super::session::{Session, Took};
use super::source::{News, SerialSource};
use super::terminal::{ReadEnd, Terminal};
use crate::card::Month;
use crate::card::track::{Mode, Source, Verdict, read};
use crate::reader::serial::SerialLine;
use crate::reader::{Framed, Framer, Transport};
use crate::station::{Ask, Event, Key, Requirement, SwipeProblem, VaultEvent};

/// Typed bytes that wait for the station; more than a screenful of paste is dropped.
const TYPED_MAX: usize = 16 * 1024;

/// What the vault tells.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one a key; boxing it would allocate each time")]
pub enum Said {
    /// For the station.
    Event(Event),
    /// The terminal is gone: there will be no more keys.
    TerminalGone,
}

/// What a vault is made of.
pub struct Fittings {
    /// The terminal's input; `None` without a terminal.
    pub terminal: Option<OwnedFd>,
    /// Serial readers, each with its index among the station's readers.
    pub serial: Vec<(usize, SerialLine)>,
    /// How the connection to Stripe is secured.
    pub security: Option<Security>,
    /// How long one try of the card request may take.
    pub patience: Duration,
    /// Whether real money moves: test cards' numbers look masked.
    pub mode: Mode,
}

pub(super) struct Room {
    tell: Box<dyn FnMut(Said) + Send>,
    wishes: Receiver<Command>,
    wake: OwnedFd,
    start: Instant,
    terminal: Option<Terminal>,
    wedge: Box<Framer>,
    decoder: KeyDecoder,
    typed: Typed,
    second_key: Option<Key>,
    waiting: bool,
    sources: Vec<(usize, SerialSource)>,
    session: Option<Session>,
    sending: Option<Sending>,
    courier: Courier,
    patience: Duration,
    mode: Mode,
}

/// Bytes that are typing, in the order typed.
struct Typed {
    bytes: Zeroizing<Vec<u8>>,
    taken: usize,
    at: Duration,
}

impl Typed {
    fn push(&mut self, byte: u8, at: Duration) {
        if self.bytes.len() < TYPED_MAX {
            self.bytes.push(byte);
            self.at = at;
        }
    }

    fn next(&mut self) -> Option<(u8, Duration)> {
        let byte = self.bytes.get_mut(self.taken).map(std::mem::take)?;
        self.taken += 1;
        if self.taken == self.bytes.len() {
            self.bytes.zeroize();
            self.taken = 0;
        }
        Some((byte, self.at))
    }
}

impl Room {
    pub(super) fn new(
        fittings: Fittings,
        wishes: Receiver<Command>,
        wake: OwnedFd,
        start: Instant,
        tell: Box<dyn FnMut(Said) + Send>,
    ) -> Self {
        Self {
            tell,
            wishes,
            wake,
            start,
            terminal: fittings.terminal.map(Terminal::new),
            wedge: Framer::new(Transport::KeyboardTty),
            decoder: KeyDecoder::new(),
            // Never grows: a growing buffer leaves copies behind.
            typed: Typed {
                bytes: Zeroizing::new(Vec::with_capacity(TYPED_MAX)),
                taken: 0,
                at: Duration::ZERO,
            },
            second_key: None,
            waiting: false,
            sources: fittings
                .serial
                .into_iter()
                .map(|(index, line)| (index, SerialSource::new(line)))
                .collect(),
            session: None,
            sending: None,
            courier: Courier::new(fittings.security),
            patience: fittings.patience,
            mode: fittings.mode,
        }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn event(&mut self, event: VaultEvent) {
        (self.tell)(Said::Event(Event::Vault(event)));
    }

    /// Runs until told to end.
    pub(super) fn run(mut self) {
        loop {
            loop {
                match self.wishes.try_recv() {
                    Ok(Command::End) | Err(TryRecvError::Disconnected) => return,
                    Ok(wish) => self.obey(wish),
                    Err(TryRecvError::Empty) => break,
                }
            }
            self.look_at_readers();
            self.take_typing();
            self.tick();
            self.carry();
            self.wait();
        }
    }

    fn obey(&mut self, wish: Command) {
        match wish {
            Command::Proceed => self.waiting = false,
            Command::Await { session, today, postal } => self.open(session, today, postal),
            Command::Addresses(addresses) => {
                self.courier.set_addresses(addresses);
                self.open_ahead();
            }
            Command::Tokenise { session, head } => {
                let now = self.now();
                if let Some(held) = &self.session
                    && held.name == session
                    && held.card().is_some()
                {
                    self.sending = Some(Sending::new(session, head, now));
                }
            }
            Command::Forget => self.forget(),
            Command::Swipe(card) => {
                let today = self
                    .session
                    .as_ref()
                    .map_or(Month { year: 2040, month: 1 }, |session| session.today);
                let swipe = card.swipe(today);
                let verdict = read(&swipe, Source::KeyboardTty, self.mode);
                let now = self.now();
                self.swiped(verdict, now);
            }
            Command::End => {}
        }
    }

    fn open(&mut self, name: Ask, today: Month, postal: Requirement) {
        self.forget();
        let session = Session::new(name, today, postal);
        let view = session.view();
        self.session = Some(session);
        if let Some(view) = view {
            self.event(VaultEvent::Form { session: name, view });
        }
    }

    fn forget(&mut self) {
        self.session = None;
        self.sending = None;
        self.courier.hang_up();
    }

    fn open_ahead(&mut self) {
        let now = self.now();
        if self.session.as_ref().is_some_and(Session::is_begun) {
            self.courier.open_ahead(now);
        }
    }

    fn look_at_readers(&mut self) {
        let now = self.now();
        for (index, source) in &mut self.sources {
            if let Some(health) = source.look(now) {
                (self.tell)(Said::Event(Event::Reader { index: *index, health }));
            }
        }
    }

    /// Deals with typed bytes until one becomes a key that the station must deal with first.
    fn take_typing(&mut self) {
        while !self.waiting {
            if let Some(key) = self.second_key.take() {
                let now = self.now();
                self.key(key, now);
            } else if let Some((byte, at)) = self.typed.next() {
                let [first, second] = self.decoder.push(byte, at);
                self.second_key = second;
                if let Some(key) = first {
                    self.key(key, at);
                }
            } else if let Some((byte, at)) = self.terminal.as_mut().and_then(Terminal::next) {
                let framed = self.wedge.push(byte, at);
                self.framed(framed, Some(byte), at);
            } else {
                return;
            }
        }
    }

    /// What the terminal's framer makes of a byte, or of time.
    fn framed(&mut self, framed: Framed, byte: Option<u8>, at: Duration) {
        match framed {
            Framed::Passed => {
                if let Some(byte) = byte {
                    self.typed.push(byte, at);
                }
            }
            Framed::Typed => {
                let typed = &mut self.typed;
                self.wedge.replay(&mut |byte| typed.push(byte, at));
            }
            Framed::Started => self.reading(),
            Framed::Swipe => {
                let swipe = self.wedge.swipe();
                let (verdict, first) = (swipe.verdict(self.mode), swipe.first);
                self.wedge.wipe();
                self.swiped(verdict, first);
            }
            Framed::Held | Framed::Dropped => {}
        }
    }

    fn reading(&mut self) {
        if self.session.as_ref().is_some_and(Session::is_open) {
            self.event(VaultEvent::Reading);
        }
    }

    fn swiped(&mut self, verdict: Verdict, first: Duration) {
        match &mut self.session {
            Some(session) if session.is_open() => {
                let name = session.name;
                match session.swipe(verdict, first) {
                    Ok(view) => self.event(VaultEvent::Form { session: name, view }),
                    Err(problem) => self.event(VaultEvent::Refused(problem)),
                }
                self.open_ahead();
            }
            // The card is being sent: one at a time.
            Some(_) => {}
            None => match verdict {
                Verdict::Card(_) => self.event(VaultEvent::Stray),
                Verdict::NotPaymentCard(_) => {
                    self.event(VaultEvent::Refused(SwipeProblem::NotPaymentCard));
                }
                Verdict::Refused(_) | Verdict::Typed => {}
            },
        }
    }

    fn key(&mut self, key: Key, at: Duration) {
        if let Some(session) = self.session.take() {
            let name = session.name;
            let (session, took) = session.press(key, at);
            self.session = Some(session);
            match took {
                Took::NotMine => {}
                Took::Changed(view) => {
                    self.event(VaultEvent::Form { session: name, view });
                    self.open_ahead();
                    return;
                }
                Took::Whole(card) => {
                    self.event(VaultEvent::Complete { session: name, card });
                    return;
                }
            }
        }
        self.waiting = true;
        (self.tell)(Said::Event(Event::Key(key)));
    }

    /// Lets waits end that nothing else ends.
    fn tick(&mut self) {
        let now = self.now();
        // Bytes that wait behind a key arrived before now: time passes for them when it is their turn.
        let caught_up = self.terminal.as_ref().is_none_or(Terminal::is_empty);
        if caught_up && self.wedge.deadline().is_some_and(|due| due <= now) {
            let framed = self.wedge.tick(now);
            self.framed(framed, None, now);
            self.take_typing();
        }
        if !self.waiting
            && let Some(key) = self.decoder.tick(now)
        {
            self.key(key, now);
        }
        let mut sources = std::mem::take(&mut self.sources);
        for (_, source) in &mut sources {
            source.tick(now, &mut |framer, news| self.news(framer, news));
        }
        self.sources = sources;
    }

    fn news(&mut self, framer: &mut Framer, news: News) {
        match news {
            News::Started => self.reading(),
            News::Swipe => {
                let swipe = framer.swipe();
                let (verdict, first) = (swipe.verdict(self.mode), swipe.first);
                framer.wipe();
                self.swiped(verdict, first);
            }
        }
    }

    /// Moves the one request along.
    fn carry(&mut self) {
        let now = self.now();
        if let Some(sending) = &mut self.sending
            && let Some(card) = self.session.as_ref().and_then(Session::card)
            && let Some(request) = sending.request_if_due(card, now)
        {
            self.courier.send(request, now, self.patience);
        }
        match self.courier.advance(now) {
            Delivery::Waiting => {}
            Delivery::Failed(failure) => {
                if let Some(sending) = &mut self.sending {
                    sending.failed(failure, now);
                }
            }
            Delivery::Answer { ended } => {
                if let Some(sending) = &mut self.sending
                    && sending.answered(self.courier.answer(), ended, now)
                {
                    self.courier.hang_up();
                }
            }
        }
        let held = self.session.as_ref().map_or(Duration::ZERO, |session| session.held_for(now));
        if let Some(event) = self.sending.as_mut().and_then(|sending| sending.outcome(held)) {
            // Wiped before anybody hears of it.
            self.forget();
            self.event(event);
        }
    }

    /// Sleeps until there is something to do.
    fn wait(&mut self) {
        let now = self.now();
        let timeout = self.deadline().map(|due| {
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
            .filter(|terminal| !self.waiting && terminal.is_empty() && self.typed.bytes.is_empty());
        let (ready_terminal, ready_sources) = {
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
            let terminal_place = polled.len();
            if let Some(terminal) = terminal {
                polled.push(PollFd::from_borrowed_fd(terminal.fd(), PollFlags::IN));
            }
            // A signal only means to look again.
            let _ = rustix::event::poll(&mut polled, timeout.as_ref());
            let is_ready =
                |place: usize| polled.get(place).is_some_and(|fd| !fd.revents().is_empty());
            let sources: Vec<usize> = indices
                .into_iter()
                .enumerate()
                .filter(|(offset, _)| is_ready(first_source + offset))
                .map(|(_, place)| place)
                .collect();
            (is_ready(terminal_place), sources)
        };
        let mut wakes = [0; 8];
        let _ = rustix::io::read(&self.wake, &mut wakes);
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
            (self.tell)(Said::TerminalGone);
        }
        let mut sources = std::mem::take(&mut self.sources);
        for place in ready_sources {
            if let Some((index, source)) = sources.get_mut(*place)
                && let Some(health) = source.read(now, &mut |framer, news| self.news(framer, news))
            {
                (self.tell)(Said::Event(Event::Reader { index: *index, health }));
            }
        }
        self.sources = sources;
    }

    fn deadline(&self) -> Option<Duration> {
        let decoder = self.decoder.deadline().filter(|_| !self.waiting);
        let caught_up = self.terminal.as_ref().is_none_or(Terminal::is_empty);
        let wedge = self.wedge.deadline().filter(|_| caught_up);
        let sending = self.sending.as_ref().and_then(Sending::due);
        [wedge, decoder, sending, self.courier.deadline()]
            .into_iter()
            .flatten()
            .chain(self.sources.iter().filter_map(|(_, source)| source.deadline()))
            .min()
    }
}
