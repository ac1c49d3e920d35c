//! A pure picture of the station: what is known goes in, cells come out.
//!
//! Nothing here reads a clock, asks the terminal or changes the station, so any screen can be
//! drawn by a test at any size. There is nothing secret to draw either: what reaches this room
//! are counts, masks and last four digits.
//!
//! * [`Scene`] is everything a picture shows; [`draw`] takes it from the station.
//! * [`Look`] is how the terminal at hand can show it: glyphs, and the local clock for times past.
//! * `frame` draws what is the same on every screen; `screens` has one file for each.
//! * `words` holds every sentence, in every language.
//! * [`receipt`] is the one picture that goes on paper.

pub mod look;
pub mod receipt;

mod canvas;
mod card_picture;
mod figures;
mod frame;
mod keys;
mod out_of_order;
mod prompt;
mod qr;
mod screens;
mod small;
mod stack;
mod text;
mod warning;
mod words;

use std::borrow::Cow;
use std::time::Duration;

use ratatui::Frame;

pub use look::{Glyphs, Look};
pub use out_of_order::{OutOfOrder, out_of_order};

use crate::card::CardSummary;
use crate::station::{
    Books, Customer, Entry, Language, Link, Mode, Money, Now, NumberStyle, PinPrompt, Policy,
    ReaderState, RoundTrip, Sale, Screen, Station, Trouble,
};
use canvas::Canvas;
use words::Words;

/// Everything a picture of the station shows.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// How the station is set up.
    pub policy: &'a Policy,
    /// The screen, with what it owns.
    pub screen: &'a Screen,
    /// The sales so far.
    pub books: &'a Books,
    /// The configured readers.
    pub readers: &'a [ReaderState],
    /// Whether Stripe answers.
    pub link: Link,
    /// The last request that Stripe answered.
    pub round_trip: Option<RoundTrip>,
    /// How far Stripe's clock is ahead of this computer's, in milliseconds.
    pub clock_ahead: i64,
    /// Whether too many declines pause the station.
    pub paused: bool,
    /// While out of service: the time left until it looks by itself whether it may open.
    pub retry: Option<Duration>,
    /// How many captures must still reach Stripe.
    pub settling: usize,
    /// How many cancels must.
    pub cancelling: usize,
    /// How many sales staff must look at.
    pub attentions: usize,
    /// An approved payment that nobody has seen approved yet.
    pub unseen: Option<&'a Entry>,
    /// While the idle warning is up: the time left.
    pub warning: Option<Duration>,
    /// While somebody is asked for a PIN.
    pub prompt: Option<&'a PinPrompt>,
    /// Both clocks.
    pub now: Now,
    /// How to show it.
    pub look: &'a Look,
}

/// Draws the whole frame. Works at any size, 0x0 included.
pub fn draw(frame: &mut Frame<'_>, station: &Station, now: Now, look: &Look) {
    Scene::of(station, now, look).draw(frame);
}

/// What staff are told to do about a trouble, in English: for commands and the manual.
#[must_use]
pub fn advice(trouble: &Trouble) -> Cow<'static, str> {
    (Words::of(Language::English).trouble_staff)(trouble)
}

/// Every character beyond ASCII that the station's own words and pictures use on the Linux console.
pub fn console_glyphs() -> impl Iterator<Item = char> {
    look::console_glyphs()
}

/// Whether the bank's page fits as a QR code on a terminal of this size, in columns and rows.
///
/// Where it does not, the challenge screen says so in words.
#[must_use]
pub fn challenge_fits(link: &crate::station::SecretLink, size: (u16, u16), look: &Look) -> bool {
    screens::challenge::fits(link, size, look)
}

impl<'a> Scene<'a> {
    /// The station as it is now.
    #[must_use]
    pub fn of(station: &'a Station, now: Now, look: &'a Look) -> Self {
        Self {
            policy: station.policy(),
            screen: station.screen(),
            books: station.books(),
            readers: station.readers(),
            link: station.link(),
            round_trip: station.round_trips().last(),
            clock_ahead: station.clock_ahead(),
            paused: station.is_paused(),
            retry: station.retry_in(now.at),
            settling: station.settling() - station.cancelling(),
            cancelling: station.cancelling(),
            attentions: station.attentions(),
            unseen: station.unseen(),
            warning: station.warning(now.at),
            prompt: station.prompt(),
            now,
            look,
        }
    }

    /// Draws it over the whole frame.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let mut canvas = Canvas::over(frame.buffer_mut(), self.look);
        canvas.wipe();
        if small::is_too_small(&canvas) {
            small::draw(self, &mut canvas);
        } else {
            frame::draw(self, &mut canvas);
        }
    }

    fn words(&self) -> &'static Words {
        Words::of(self.policy.language)
    }

    const fn is_kiosk(&self) -> bool {
        matches!(self.policy.mode, Mode::Kiosk)
    }

    /// Whether a customer chooses among fixed amounts instead of typing one.
    fn presets_only(&self) -> bool {
        self.is_kiosk() && !self.policy.presets.is_empty()
    }

    /// Whether a key may end the program.
    fn may_leave(&self) -> bool {
        let counter = !self.is_kiosk() && !self.policy.unattended.pins.any();
        counter || self.policy.demo
    }

    fn number_style(&self) -> NumberStyle {
        self.words().numbers
    }

    fn money(&self, money: Money) -> String {
        money.text(self.number_style())
    }

    /// Who pays, by the name that may be shown.
    fn customer(&self, customer: &Customer) -> String {
        match customer {
            Customer::WalkIn => self.words().walk_in.to_owned(),
            Customer::Known(known) => self.name(&known.name),
        }
    }

    fn name(&self, name: &str) -> String {
        if self.policy.shorten_names { text::shortened_name(name) } else { name.to_owned() }
    }

    /// A card by brand, last four and expiry.
    fn card(&self, card: &CardSummary) -> String {
        format!("{} •••• {} · {}", card.brand.name(), card.last4, card.expiry)
    }

    /// The sale in one line: amount, reference, customer.
    fn sale_line(&self, sale: &Sale) -> String {
        let mut line = self.money(sale.money);
        let customer = self.customer(&sale.customer);
        let known = (!self.is_kiosk()).then_some(customer.as_str());
        for part in [Some(sale.reference.as_str()), known].into_iter().flatten() {
            if !part.is_empty() {
                line.push_str(" · ");
                line.push_str(part);
            }
        }
        line
    }
}
