//! The vault's thread: one loop that polls the terminal, the readers, the wishes and the one
//! connection, and in which alone card digits exist.
//!
//! Keys are handed to the station one at a time: the next byte is not even decoded before the
//! station has dealt with the last key. So a screen that awaits a card is always in force before
//! the first digit typed for it, however fast somebody types ahead.

mod swipes;
mod typing;
mod waiting;

use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use typing::Typed;

use super::command::Command;
use super::courier::{Courier, Delivery, Security};
use super::defences::{self, Defence};
use super::keeper::{Keepsakes, Parting, Tell};
use super::keys::KeyDecoder;
use super::sending::Sending;
use super::session::Session;
use super::terminal::Terminal;
use super::walls::outside;
use crate::card::Month;
use crate::card::track::{Mode, Source, Storage, read};
use crate::reader::device::Attach;
use crate::reader::hotplug::Hotplug;
use crate::reader::{Framer, Source as Reader, Transport, priority};
use crate::station::{Ask, Event, Key, Requirement, VaultEvent};

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
    /// Whether there is to be no vault where its memory cannot be locked.
    pub must_lock: bool,
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
    /// Where the next card that is read will lie.
    storage: Storage,
    decoder: KeyDecoder,
    typed: Typed,
    second_key: Option<Key>,
    waiting: bool,
    /// The next key answers a question on the screen, whatever it is.
    answer_due: bool,
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
    /// A card that is awaited, but not in a room where another has been.
    next: Option<Awaited>,
}

/// Pauses are measured by these, and not by a clock that goes on while the thread is held up.
struct Silent {
    readers: Duration,
    terminal: Duration,
}

/// Session, month and postal rule of a card that is awaited.
pub(super) type Awaited = (Ask, Month, Requirement);

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
            storage: Storage::new(),
            decoder: KeyDecoder::new(),
            typed: Typed::new(),
            second_key: None,
            waiting: keepsakes.waiting,
            answer_due: false,
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
            next: keepsakes.next,
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

    /// Says the last words although the room stays, as it does with its walls switched off.
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
            || !self.typed.is_empty()
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
    fn leave(mut self, last: bool) -> Parting {
        if last && let Some(terminal) = &mut self.terminal {
            terminal.drain();
        }
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
                next: self.next,
            };
            let said = self.last_words.to_vec();
            Parting { keepsakes, said, first: self.first, last }
        })
    }

    /// Runs until told to end, or until a card was here and is no longer needed.
    pub(super) fn run(mut self) -> Parting {
        // As far as the system allows; chargeonce check says how far that is.
        let _ = priority::raise();
        if let Some((session, today, postal)) = self.next.take() {
            self.open(session, today, postal);
        }
        loop {
            loop {
                match self.wishes.try_recv() {
                    Ok(Command::End) | Err(TryRecvError::Disconnected) => {
                        return self.leave(true);
                    }
                    Ok(wish) => self.obey(wish),
                    Err(TryRecvError::Empty) => break,
                }
                if self.next.is_some() {
                    return self.leave(false);
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
            Command::TakeAnswer => self.answer_due = true,
            Command::Forget => self.forget(),
            Command::Swipe(card) => {
                let today = self
                    .session
                    .as_ref()
                    .map_or(Month { year: 2040, month: 1 }, |session| session.today);
                let swipe = card.swipe(today);
                let verdict = read(&swipe, Source::KeyboardTty, self.mode, &mut self.storage);
                let now = self.now();
                self.swiped(verdict, now);
            }
            Command::End => {}
        }
    }

    fn open(&mut self, name: Ask, today: Month, postal: Requirement) {
        self.forget();
        if self.soiled.is_some() && !defences::is_off(Defence::Region) {
            // What is left of the last card goes first. Bytes that were read already go with it.
            self.next = Some((name, today, postal));
            return;
        }
        self.speak();
        let session = Session::new(name, today, postal);
        let view = session.view();
        self.session = Some(session);
        if let Some(view) = view {
            self.event(VaultEvent::Form { session: name, view });
        }
    }

    fn forget(&mut self) {
        self.answer_due = false;
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

    /// Moves the one request along.
    fn carry(&mut self) {
        let now = self.now();
        if let Some(sending) = &mut self.sending
            && let Some(card) = self.session.as_ref().and_then(Session::card)
            && let Some(request) = sending.request_if_due(card, now)
        {
            let patience = self.patience.min(sending.patience(now));
            self.courier.send(request, now, patience);
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
}
