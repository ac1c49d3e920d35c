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
use super::defences::{self, Defence};
use super::keeper::{Keepsakes, Parting, Tell};
use super::keys::KeyDecoder;
use super::sending::Sending;
use super::session::{Session, Took};
use super::terminal::{ReadEnd, Terminal};
use super::walls::outside;
use crate::card::Month;
use crate::card::track::{Mode, Source, Verdict, read};
use crate::reader::device::Attach;
use crate::reader::hotplug::Hotplug;
use crate::reader::{Framed, Framer, News, Source as Reader, Transport, priority};
use crate::station::{Ask, Event, Key, Requirement, SwipeProblem, VaultEvent};

/// Typed bytes that wait for the station; more than a screenful of paste is dropped.
const TYPED_MAX: usize = 16 * 1024;

/// A room that held a card waits at most so long for typing to pause and a swipe's tail to end
/// before it is demolished; what has not been dealt with then is dropped.
const LINGER: Duration = Duration::from_millis(80);
/// No swipe takes longer than this; the framers cut longer ones off themselves.
const LINGER_SWIPE: Duration = Duration::from_secs(7);

/// What the vault tells.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one a key; boxing it would allocate each time")]
pub enum Said {
    /// For the station.
    Event(Event),
    /// The terminal is gone, or the vault itself: there will be no more keys.
    TerminalGone,
}

/// What a vault is made of.
pub struct Fittings {
    /// The terminal's input; `None` without a terminal.
    pub terminal: Option<OwnedFd>,
    /// Readers with a device of their own, each with its index among the station's readers.
    pub readers: Vec<(usize, Box<dyn Attach>)>,
    /// How the connection to Stripe is secured.
    pub security: Option<Security>,
    /// How long one try of the card request may take.
    pub patience: Duration,
    /// Whether real money moves: test cards' numbers look masked.
    pub mode: Mode,
}

pub(super) struct Room {
    tell: Tell,
    wishes: Receiver<Command>,
    wake: OwnedFd,
    start: Instant,
    terminal: Option<Terminal>,
    wedge: Box<Framer>,
    decoder: KeyDecoder,
    typed: Typed,
    second_key: Option<Key>,
    waiting: bool,
    sources: Vec<(usize, Reader)>,
    hotplug: Hotplug,
    session: Option<Session>,
    sending: Option<Sending>,
    courier: Courier,
    patience: Duration,
    mode: Mode,
    /// Until when no reader, and the terminal, had anything that was not read.
    silent: Silent,
    /// Since when something of a card may lie about that no session needs any more.
    soiled: Option<Duration>,
    /// When the first digit of the last card came in.
    first: Option<Duration>,
    /// To be told once nothing is left of this room.
    last_words: Vec<VaultEvent>,
}

/// Pauses are measured by these, and not by a clock that goes on while the thread is held up.
struct Silent {
    readers: Duration,
    terminal: Duration,
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
    /// Furnishes a room. Whatever it makes lies within the walls.
    pub(super) fn new(keepsakes: Keepsakes) -> Self {
        Self {
            tell: keepsakes.tell,
            wishes: keepsakes.wishes,
            wake: keepsakes.wake,
            start: keepsakes.start,
            terminal: keepsakes.terminal.map(Terminal::new),
            wedge: Framer::new(Transport::KeyboardTty),
            decoder: KeyDecoder::new(),
            // Never grows: a growing buffer leaves copies behind.
            typed: Typed {
                bytes: Zeroizing::new(Vec::with_capacity(TYPED_MAX)),
                taken: 0,
                at: Duration::ZERO,
            },
            second_key: None,
            waiting: keepsakes.waiting,
            sources: keepsakes
                .readers
                .into_iter()
                .map(|(index, parked)| (index, Reader::furnish(parked)))
                .collect(),
            hotplug: keepsakes.hotplug,
            session: None,
            sending: None,
            courier: Courier::new(keepsakes.security, keepsakes.addresses),
            patience: keepsakes.patience,
            mode: keepsakes.mode,
            silent: Silent { readers: Duration::ZERO, terminal: Duration::ZERO },
            soiled: None,
            first: None,
            last_words: Vec::new(),
        }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Tells something. It is copied first, so that nothing made within the walls leaves them.
    fn say(&mut self, said: &Said) {
        outside(|| (self.tell)(said.clone()));
    }

    fn event(&mut self, event: VaultEvent) {
        self.say(&Said::Event(Event::Vault(event)));
    }

    /// Says the last words before the room is gone: the station asked for more of it.
    fn speak(&mut self) {
        for event in std::mem::take(&mut self.last_words) {
            self.event(event);
        }
    }

    /// Something of a card may lie about: this room has to go.
    fn soil(&mut self) {
        let now = self.now();
        self.soiled.get_or_insert(now);
    }

    /// Whether to end, now that nobody would miss anything, or nobody may be waited for.
    fn is_done(&self) -> bool {
        let Some(since) = self.soiled.filter(|_| self.session.is_none()) else { return false };
        // A swipe under way is read to its end: cut off, it would be lost without a word.
        let swiping = self.wedge.deadline().is_some()
            || !self.sources.iter().all(|(_, source)| source.is_quiet());
        let typing = self.waiting
            || self.second_key.is_some()
            || !self.typed.bytes.is_empty()
            || !self.terminal.as_ref().is_none_or(Terminal::is_empty)
            || !self.decoder.is_quiet();
        let waited = self.now().saturating_sub(since);
        match (swiping, typing) {
            (false, false) => true,
            (false, true) => waited >= LINGER,
            (true, _) => waited >= LINGER_SWIPE,
        }
    }

    /// Takes what the next room needs and leaves everything else behind.
    fn leave(self, last: bool) -> Parting {
        let (security, addresses) = self.courier.into_knowledge();
        outside(|| {
            // Not collected: that would use the memory of the old list again.
            let mut readers = Vec::with_capacity(self.sources.len());
            for (index, source) in self.sources {
                readers.push((index, source.park()));
            }
            let keepsakes = Keepsakes {
                tell: self.tell,
                wishes: self.wishes,
                wake: self.wake,
                start: self.start,
                terminal: self.terminal.map(Terminal::into_input),
                readers,
                hotplug: self.hotplug,
                security,
                addresses,
                patience: self.patience,
                mode: self.mode,
                waiting: self.waiting,
            };
            let said = self.last_words.to_vec();
            Parting { keepsakes, said, first: self.first, last }
        })
    }

    /// Runs until told to end, or until a card was here and is no longer needed.
    pub(super) fn run(mut self) -> Parting {
        // As far as the system allows; chargeonce check says how far that is.
        let _ = priority::raise();
        loop {
            loop {
                match self.wishes.try_recv() {
                    Ok(Command::End) | Err(TryRecvError::Disconnected) => {
                        return self.leave(true);
                    }
                    Ok(wish) => self.obey(wish),
                    Err(TryRecvError::Empty) => break,
                }
            }
            self.look_at_readers();
            self.take_typing();
            self.tick();
            self.carry();
            if self.is_done() {
                if !defences::is_off(Defence::Region) {
                    return self.leave(false);
                }
                self.soiled = None;
                self.speak();
            }
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
        // A customer so quick that the last room still stands gets that one.
        self.speak();
        let session = Session::new(name, today, postal);
        let view = session.view();
        self.session = Some(session);
        if let Some(view) = view {
            self.event(VaultEvent::Form { session: name, view });
        }
    }

    fn forget(&mut self) {
        if let Some(session) = self.session.take() {
            self.first = session.first();
            drop(session);
            self.soil();
        }
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
        let mut sources = std::mem::take(&mut self.sources);
        for (index, source) in &mut sources {
            // Looking for devices needs room, and no card passes through it.
            if let Some(found) = outside(|| source.seek(now))
                && let Some(health) = source.take_in(found, now)
            {
                self.say(&Said::Event(Event::Reader { index: *index, health }));
            }
        }
        self.sources = sources;
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
                let framed = self.wedge.push(byte, self.wedge.arrival(at));
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
                // Read or not, somebody swiped and is to hear what to do instead.
                Verdict::Card(_) | Verdict::NotPaymentCard(_) | Verdict::Refused(_) => {
                    self.soil();
                    self.last_words.push(VaultEvent::Stray);
                }
                Verdict::Typed => {}
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
        self.say(&Said::Event(Event::Key(key)));
    }

    /// Lets waits end that nothing else ends.
    fn tick(&mut self) {
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

    fn news(&mut self, news: &News<'_>) {
        match news {
            News::Started => self.reading(),
            News::Swipe(swipe) => self.swiped(swipe.verdict(self.mode), swipe.first()),
            News::Broken => {
                if self.session.as_ref().is_some_and(Session::is_open) {
                    self.event(VaultEvent::Refused(SwipeProblem::Incomplete));
                }
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
            self.last_words.push(event);
        }
    }

    /// Sleeps until there is something to do.
    fn wait(&mut self) {
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
            .filter(|terminal| !self.waiting && terminal.is_empty() && self.typed.bytes.is_empty());
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
