//! The loop: one channel of messages, one station, one screen. It draws only after a change and
//! sleeps otherwise.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use super::clock::Clock;
use super::heartbeat::{self, Heartbeat};
use super::phone::{self, Press};
use super::reload::Reload;
use super::service::Service;
use super::terminal::Screen;
use super::{KioskError, machine, printer, status_socket};
use crate::config::Surroundings;
use crate::gateway::stripe::GatewayHandle;
use crate::journal::{JournalError, JournalThread, NotTaken, Room};
use crate::reader::demo::DemoCard;
use crate::station::{self, Answer, Batch, Effect, Ending, Event, Key, Moment, StaffAct, Station};
use crate::vault::Vault;
use crate::view::{self, Look};

/// Between frames while much happens at once: a paste is drawn in a few frames, a key at once.
const FRAME: Duration = Duration::from_millis(2);
/// How long the journal's thread may take to say why it takes no more.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Something the loop hears. All sources share one channel, so there is one order of events.
pub(super) enum Message {
    /// From the vault.
    Event(Event),
    /// From the gateway.
    Answered(Answer),
    /// From the journal: durable.
    Recorded(Batch),
    /// From the journal: nothing more can be written.
    JournalFailed(JournalError),
    /// A signal.
    Stop,
    /// A signal.
    Reload,
    /// A technician asks how the station is.
    StatusAsked(SyncSender<String>),
    /// A signal.
    Resized,
    /// From the vault.
    TerminalGone,
}

/// Everything that runs.
pub(super) struct Desk {
    pub(super) clock: Clock,
    pub(super) station: Station,
    /// Dropped before the screen: giving the terminal back discards what was typed, and a vault
    /// that was about to read that would wait for another key, and the station with it.
    pub(super) vault: Vault,
    pub(super) screen: Screen,
    pub(super) look: Look,
    pub(super) gateway: GatewayHandle,
    pub(super) journal: JournalThread,
    /// A directory on the journal's disk.
    pub(super) disk: PathBuf,
    pub(super) printer: Option<PathBuf>,
    pub(super) service: Service,
    /// `None` in the demo, which has no settings to read.
    pub(super) reload: Option<Reload>,
    pub(super) screen_since: Moment,
    /// `None` where nobody keeps a log.
    pub(super) heartbeat: Option<Heartbeat>,
    pub(super) messages: Receiver<Message>,
}

/// What a round of the loop leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Go,
    Leave(Ending),
}

impl Desk {
    /// Runs until the station wants to leave; returns how.
    pub(super) fn run(mut self) -> Result<Ending, KioskError> {
        let ended = self.serve();
        self.service.stopping();
        ended
    }

    fn serve(&mut self) -> Result<Ending, KioskError> {
        let effects = self.station.start(self.clock.now());
        let mut next = self.perform(effects)?;
        if next == Next::Go {
            let enough = self.journal.room() == Room::Enough;
            next = self.step(Event::DiskRoom { enough })?;
        }
        let mut drawn = Moment::default();
        let mut stale = true;
        let mut terminal = true;
        loop {
            if let Next::Leave(ending) = next {
                return Ok(ending);
            }
            // Without a screen nobody can be shown an approval; the next start will show it.
            if !terminal && !self.is_charging() {
                return Err(KioskError::TerminalGone);
            }
            let now = self.clock.now();
            if stale && terminal && (now.at.since(drawn) >= FRAME || drawn == Moment::default()) {
                terminal = self.draw(now);
                drawn = now.at;
                stale = false;
                if !terminal {
                    continue;
                }
                if self.station.awaits_frame() {
                    next = self.step(Event::Drawn)?;
                    stale = true;
                    continue;
                }
            }
            if self.heartbeat.as_mut().is_some_and(|heartbeat| heartbeat.is_due(now.at)) {
                heartbeat::beat(&self.station, machine::figures(&self.disk), now.at);
            }
            let wait = self.wait(now.at, stale.then(|| drawn.after(FRAME)));
            match self.messages.recv_timeout(wait) {
                Ok(Message::Resized) => {}
                Ok(Message::TerminalGone) => {
                    terminal = false;
                    next = self.step(Event::Stop)?;
                }
                Ok(message) => next = self.hear(message)?,
                Err(RecvTimeoutError::Timeout) => {
                    if self.station.deadline().is_some_and(|due| due <= self.clock.now().at) {
                        next = self.with_room(Event::Time)?;
                    } else if stale {
                        continue;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => next = Next::Leave(Ending::Stopped),
            }
            stale = true;
        }
    }

    fn is_charging(&self) -> bool {
        matches!(self.station.screen(), station::Screen::Charging(_))
    }

    /// Draws. Returns whether the terminal is still there.
    fn draw(&mut self, now: station::Now) -> bool {
        let Self { station, screen, look, .. } = self;
        let drawn = screen.draw(|frame| view::draw(frame, station, now, look)).is_ok();
        if drawn {
            self.service.drawn(now.at);
            self.service.status(self.station.screen().name());
        }
        drawn
    }

    /// How long to sleep: to the station's deadline, the next frame, the frame the watchdog wants,
    /// or the next minute shown.
    fn wait(&self, now: Moment, frame: Option<Moment>) -> Duration {
        let beat = self.heartbeat.map(|heartbeat| heartbeat.due());
        let due = [self.station.deadline(), frame, self.service.due(), beat];
        let due = due.into_iter().flatten().min();
        let minute = Clock::until_next_minute();
        due.map_or(minute, |due| now.until(due).min(minute))
    }

    fn hear(&mut self, message: Message) -> Result<Next, KioskError> {
        match message {
            Message::Event(Event::Key(key)) => {
                self.demo_key(key);
                let next = self.with_room(Event::Key(key));
                // Whatever the key led to is in force before the vault decodes the next.
                self.vault.proceed();
                next
            }
            Message::Event(event) => self.step(event),
            Message::Answered(answer) => self.answered(answer),
            Message::Recorded(batch) => self.with_room(Event::Recorded(batch)),
            Message::JournalFailed(error) => Err(error.into()),
            Message::Stop | Message::TerminalGone => self.step(Event::Stop),
            Message::StatusAsked(answer) => {
                let now = self.clock.now().at;
                let since = now.since(self.screen_since);
                // Whoever asked may have stopped waiting.
                let _ = answer.try_send(status_socket::report(&self.station, since, now.0));
                Ok(Next::Go)
            }
            Message::Reload => self.read_settings(),
            Message::Resized => Ok(Next::Go),
        }
    }

    /// An answer, before which the station hears what time it is at Stripe.
    fn answered(&mut self, answer: Answer) -> Result<Next, KioskError> {
        if let Some(seconds) = self.gateway.gateway().heard_clock() {
            let ahead_ms =
                seconds.saturating_mul(1_000).saturating_sub(self.clock.now().wall.unix_ms);
            match self.step(Event::Clock { ahead_ms })? {
                Next::Go => {}
                leave @ Next::Leave(_) => return Ok(leave),
            }
        }
        self.step(Event::Answered(answer))
    }

    fn read_settings(&mut self) -> Result<Next, KioskError> {
        self.service.reloading();
        let found = self.reload.as_ref().and_then(|it| it.read(&Surroundings::of_this_process()));
        let effects = found.map_or_else(Vec::new, |policy| self.station.adopt(policy));
        self.service.reloaded();
        self.perform(effects)
    }

    /// In the demo, function keys swipe test cards and play the customer's phone.
    fn demo_key(&self, key: Key) {
        let Key::Function(number) = key else { return };
        if !self.station.policy().demo {
            return;
        }
        if let station::Screen::Challenge(challenge) = self.station.screen() {
            match number {
                2 => phone::press(&challenge.link, Press::Approve),
                3 => phone::press(&challenge.link, Press::Refuse),
                _ => {}
            }
        } else if let Some(card) = DemoCard::of_function_key(number) {
            self.vault.swipe(card);
        }
    }

    /// A step, before which the station hears whether the disk has room for another sale.
    fn with_room(&mut self, event: Event) -> Result<Next, KioskError> {
        let enough = self.journal.room() == Room::Enough;
        match self.step(Event::DiskRoom { enough })? {
            Next::Go => self.step(event),
            leave @ Next::Leave(_) => Ok(leave),
        }
    }

    fn step(&mut self, event: Event) -> Result<Next, KioskError> {
        let before = std::mem::discriminant(self.station.screen());
        let effects = self.station.step(self.clock.now(), event);
        if std::mem::discriminant(self.station.screen()) != before {
            self.screen_since = self.clock.now().at;
            tracing::info!(screen = self.station.screen().name(), "screen");
        }
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Result<Next, KioskError> {
        let mut next = Next::Go;
        for effect in effects {
            match effect {
                Effect::Record { batch, records } => {
                    for record in &records {
                        tracing::info!(
                            kind = record.kind(),
                            sale = record.sale().map(tracing::field::display),
                            act = record.act().map(StaffAct::code),
                            "journal"
                        );
                    }
                    if let Err(refused) = self.journal.append(batch, records) {
                        return Err(self.why(refused));
                    }
                }
                Effect::Call(request) => self.gateway.send(request),
                Effect::AwaitCard { session, today, postal } => {
                    self.vault.await_card(session, today, postal);
                    self.find_stripe();
                }
                Effect::Tokenise { session, key } => {
                    let head = self.gateway.gateway().card_request_head(&key);
                    self.vault.tokenise(session, head);
                }
                Effect::TakeAnswer => self.vault.take_answer(),
                Effect::Forget => self.vault.forget(),
                Effect::Print(receipt) => {
                    if let Some(printer) = &self.printer {
                        let lines =
                            view::receipt::lines(&self.station, receipt.sale, &self.look, 40);
                        printer::print(printer, lines);
                    }
                }
                // A terminal that is gone shows at the next frame.
                Effect::Repaint => drop(self.screen.repaint()),
                Effect::Survey => {
                    let machine = machine::figures(&self.disk);
                    let effects = self.station.step(self.clock.now(), Event::Surveyed(machine));
                    debug_assert!(effects.is_empty(), "figures ask for nothing");
                }
                Effect::Leave(ending) => next = Next::Leave(ending),
            }
        }
        Ok(next)
    }

    /// Why the journal takes no more: what it failed of is on its way, or waits to be heard.
    fn why(&self, refused: NotTaken) -> KioskError {
        if refused == NotTaken::Overrun {
            return refused.into();
        }
        while let Ok(message) = self.messages.recv_timeout(LAST_WORDS) {
            if let Message::JournalFailed(error) = message {
                return error.into();
            }
        }
        refused.into()
    }

    /// Looks Stripe's address up for the vault, which must not wait for a resolver itself.
    fn find_stripe(&self) {
        let addresses = self.vault.addresses();
        self.gateway.resolve(move |found| addresses.set(found));
    }
}
