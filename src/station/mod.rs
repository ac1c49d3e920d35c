//! The pure machine. The whole behaviour of the product can be read here.
//!
//! [`Station::step`] takes what happened and returns what is to be done; [`Station::deadline`]
//! names the next moment it wants to hear [`Event::Time`]. There is no IO, no clock, no async, no
//! screen library, no Stripe and no database in this room, and no place for a card digit: the
//! vault keeps those, and tells the station counts and masks.

pub mod books;
pub mod call;
pub mod decline;
pub mod effect;
pub mod event;
pub mod found;
pub mod health;
pub mod hours;
pub mod money;
pub mod obligation;
pub mod pin;
pub mod policy;
pub mod random;
pub mod record;
pub mod retry;
pub mod round_trip;
pub mod sale;
pub mod screen;
pub mod time;
pub mod trouble;
pub mod unattended;

mod duplicate;
mod step;

use std::collections::VecDeque;
use std::time::Duration;

pub use books::{Books, Entry, SaleState};
pub use call::{
    Answer, ApiError, ApiKind, Ask, Call, ChargeFacts, ConnectPhase, Declined, EmailAddress,
    Failure, IdempotencyKey, IntentFacts, IntentPage, IntentStatus, ListedIntent, Reply, Request,
    SearchText, SecretLink, TokenisedCard,
};
pub use decline::{Decline, Retry};
use duplicate::Approval;
pub use effect::{Batch, Effect, Ending, PrintedReceipt};
pub use event::{Event, Key, VaultEvent};
pub use found::FoundCharge;
pub use health::{Link, Machine, ReaderHealth, ReaderState};
pub use hours::Hours;
pub use money::{AmountEntry, AmountLimits, AmountProblem, Currency, Money, NumberStyle};
pub use obligation::{Obligation, Owed};
pub use pin::{PinHash, Pins, Role, TypedPin};
pub use policy::{BankConfirmation, Language, Mode, Policy, Realm, Receipts, Requirement, Timings};
pub use random::Random;
pub use record::{Attention, Dated, Record, StaffAct};
pub use round_trip::{RoundTrip, RoundTrips};
pub use sale::{
    Attempt, ChargeId, Customer, CustomerId, IntentId, KnownCustomer, MethodId, Sale, SaleId,
};
pub use screen::{Outcome, Screen, SwipeProblem};
use step::Audit;
pub use step::{CLOCK_TOLERANCE, PinProblem, PinPrompt};
pub use time::{Moment, Now, Wall};
pub use trouble::Trouble;
pub use unattended::{DeclineLimit, Leaver, Unattended};

/// The station: one value that knows everything but the card.
#[derive(Clone, Debug)]
pub struct Station {
    policy: Policy,
    incoming: Option<Policy>,
    screen: Screen,
    books: Books,
    obligations: Vec<Obligation>,
    closing: Vec<(SaleId, Ask)>,
    writing: VecDeque<(Batch, Vec<Record>)>,
    readers: Vec<ReaderState>,
    link: Link,
    active: Moment,
    warning: Option<Moment>,
    round_trips: RoundTrips,
    guard: step::Guard,
    declines: step::Declines,
    prompt: Option<PinPrompt>,
    tries: step::Tries,
    home_language: Option<Language>,
    language_since: Moment,
    unseen: Option<SaleId>,
    unshown: Option<SaleId>,
    approved: Vec<Approval>,
    receipts: VecDeque<(SaleId, EmailAddress)>,
    audit: Audit,
    audit_soon: bool,
    disk_low: bool,
    behind: bool,
    random: Random,
    next_number: u64,
    last_ask: u64,
    last_batch: u64,
    stopping: Option<Moment>,
    ending: Ending,
    left: bool,
    effects: Vec<Effect>,
    now: Now,
}

impl Station {
    /// A station at its first screen, with what the journal says has been. Call
    /// [`Station::start`] once, and perform its effects, before the first step.
    #[must_use]
    pub fn new(policy: Policy, readers: Vec<String>, books: Books, seed: u128, now: Now) -> Self {
        Self {
            policy,
            incoming: None,
            next_number: books.next_number(),
            screen: Screen::Welcome(screen::Welcome::default()),
            books,
            obligations: Vec::new(),
            closing: Vec::new(),
            writing: VecDeque::new(),
            readers: readers
                .into_iter()
                .map(|name| ReaderState { name, health: ReaderHealth::Starting })
                .collect(),
            link: Link::Unknown,
            active: now.at,
            warning: None,
            round_trips: RoundTrips::default(),
            guard: step::Guard::default(),
            declines: step::Declines::default(),
            prompt: None,
            tries: step::Tries::default(),
            home_language: None,
            language_since: now.at,
            unseen: None,
            unshown: None,
            approved: Vec::new(),
            receipts: VecDeque::new(),
            audit: Audit::first(now.at),
            audit_soon: false,
            disk_low: false,
            behind: false,
            random: Random::new(seed),
            last_ask: 0,
            last_batch: 0,
            stopping: None,
            ending: Ending::default(),
            left: false,
            effects: Vec::new(),
            now,
        }
    }

    /// How the station is set up.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What the person sees.
    #[must_use]
    pub const fn screen(&self) -> &Screen {
        &self.screen
    }

    /// What has been.
    #[must_use]
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// The configured readers.
    #[must_use]
    pub fn readers(&self) -> &[ReaderState] {
        &self.readers
    }

    /// Whether Stripe answers.
    #[must_use]
    pub const fn link(&self) -> Link {
        self.link
    }

    /// How long Stripe takes to answer.
    #[must_use]
    pub const fn round_trips(&self) -> &RoundTrips {
        &self.round_trips
    }

    /// While out of service: the time until the station next looks by itself whether it may open,
    /// where it does.
    #[must_use]
    pub fn retry_in(&self, now: Moment) -> Option<Duration> {
        self.retry_at().map(|due| now.until(due))
    }

    /// Whether too many declines pause it.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.declines.is_paused()
    }

    /// How many captures and cancels must still reach Stripe.
    #[must_use]
    pub const fn settling(&self) -> usize {
        self.obligations.len()
    }

    /// How many of them are cancels: nothing is charged by those.
    #[must_use]
    pub fn cancelling(&self) -> usize {
        self.obligations.iter().filter(|it| it.owed == Owed::Cancel).count()
    }

    /// While the idle warning is up: the time left until everything is wiped.
    #[must_use]
    pub fn warning(&self, now: Moment) -> Option<Duration> {
        self.warning.map(|until| now.until(until))
    }

    /// While somebody is asked for a PIN: what is to be seen of it.
    #[must_use]
    pub const fn prompt(&self) -> Option<&PinPrompt> {
        self.prompt.as_ref()
    }

    /// A payment from before the last start that was approved and that nobody has seen approved.
    #[must_use]
    pub fn unseen(&self) -> Option<&Entry> {
        self.unseen.and_then(|sale| self.books.get(sale))
    }

    /// How many sales staff must look at.
    #[must_use]
    pub fn attentions(&self) -> usize {
        let flagged = self.books.newest_first().filter(|entry| entry.attention.is_some()).count();
        flagged + self.books.strangers()
    }

    /// Whether the program is to leave once nothing that moves money is under way.
    #[must_use]
    pub const fn is_stopping(&self) -> bool {
        self.stopping.is_some()
    }

    /// Whether it wants to hear [`Event::Drawn`] once the present screen is on the terminal.
    #[must_use]
    pub const fn awaits_frame(&self) -> bool {
        self.unshown.is_some()
    }
}
