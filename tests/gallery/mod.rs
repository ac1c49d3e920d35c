//! One of every screen, built by hand: what the snapshots and the pictures show.
//!
//! The values are constant, so that every run draws the same cells.

#![expect(clippy::unwrap_used, reason = "a gallery that cannot be hung is a failed test")]

mod parts;

use std::time::Duration;

use chargeonce::card::{Brand, Field, FormView, Hint, NumberView};
use chargeonce::station::effect::Batch;
use chargeonce::station::screen::{
    AmountScreen, CardScreen, ChargingScreen, Choice, ClosedScreen, ConfirmScreen, CustomerScreen,
    MethodScreen, Notice, ReferenceProblem, ReferenceScreen, SaveCard, SaveScreen, Search, Sending,
    Stage, TechnicianPage, TechnicianScreen, Token, Welcome,
};
use chargeonce::station::{
    AmountProblem, Ask, Attempt, Books, CustomerId, Decline, Hours, KnownCustomer, Leaver, Link,
    Machine, Mode, Moment, Now, Outcome, PinHash, PinProblem, PinPrompt, Pins, Policy,
    ReaderHealth, ReaderState, Role, RoundTrip, SaleId, Screen, SwipeProblem, Trouble, TypedPin,
    Unattended,
};
use chargeonce::view::{Look, Scene};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

pub use parts::policy;
use parts::*;

/// A picture to be drawn.
pub struct Exhibit {
    pub name: &'static str,
    pub screen: Screen,
    pub policy: Policy,
    pub books: Books,
    pub readers: Vec<ReaderState>,
    pub link: Link,
    pub settling: usize,
    pub cancelling: usize,
    pub warning: Option<Duration>,
    pub unseen: Option<SaleId>,
    pub prompt: Option<PinPrompt>,
    pub retry: Option<Duration>,
    pub clock_ahead: i64,
    pub paused: bool,
}

impl Exhibit {
    fn new(name: &'static str, policy: &Policy, screen: Screen) -> Self {
        Self {
            name,
            screen,
            policy: policy.clone(),
            books: books(),
            readers: vec![ReaderState { name: "desk".to_owned(), health: ReaderHealth::Ready }],
            link: Link::Online,
            settling: 0,
            cancelling: 0,
            warning: None,
            unseen: None,
            prompt: None,
            retry: None,
            clock_ahead: 0,
            paused: false,
        }
    }

    /// Draws it on a terminal of this size, for a terminal that calls itself `term`.
    pub fn drawn(&self, columns: u16, rows: u16, term: &str) -> Buffer {
        let look = Look::new(term, wall);
        let scene = Scene {
            policy: &self.policy,
            screen: &self.screen,
            books: &self.books,
            readers: &self.readers,
            link: self.link,
            settling: self.settling,
            cancelling: self.cancelling,
            attentions: self.books.flagged().count(),
            unseen: self.unseen.and_then(|sale| self.books.get(sale)),
            warning: self.warning,
            prompt: self.prompt.as_ref(),
            retry: self.retry,
            clock_ahead: self.clock_ahead,
            paused: self.paused,
            round_trip: Some(RoundTrip {
                took: Duration::from_millis(184),
                at: Moment(Duration::from_secs(97)),
            }),
            now: Now { at: Moment(Duration::from_secs(100)), wall: wall(NOW_MS) },
            look: &look,
        };
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| scene.draw(frame)).unwrap();
        terminal.backend().buffer().clone()
    }
}

/// Every screen, in the order a person sees them, in its notable states.
pub fn exhibits(policy: &Policy) -> Vec<Exhibit> {
    let p = policy;
    let new = |name, screen| Exhibit::new(name, p, screen);
    let welcome = |notice| Screen::Welcome(Welcome { notice, ..Welcome::default() });
    let amount = |minor, problem, notice| {
        Screen::Amount(AmountScreen {
            draft: draft(p, minor),
            preset: None,
            standing: false,
            problem,
            notice,
        })
    };
    let reference = |problem| {
        Screen::Reference(ReferenceScreen {
            draft: draft(p, 1_250),
            money: money(1_250, p),
            problem,
            notice: None,
        })
    };
    let customer = |query: &str, search, selected| {
        Screen::Customer(CustomerScreen {
            draft: draft(p, 1_250),
            money: money(1_250, p),
            query: query.to_owned(),
            search,
            selected,
            notice: None,
        })
    };
    let namesake = KnownCustomer {
        id: CustomerId("cus_2".to_owned()),
        name: "Janet Dorn".to_owned(),
        email: None,
    };
    let save = |asked_for_yes| {
        Screen::Save(SaveScreen {
            live: live(p),
            card: visa(),
            token: Token::Pending(Ask(7)),
            save: SaveCard::No,
            asked_for_yes,
            stray: false,
        })
    };
    let charging = |since| {
        Screen::Charging(ChargingScreen {
            live: live(p),
            card: visa(),
            stage: Stage::Noting(Batch(3), token()),
            since: Moment(Duration::from_secs(since)),
        })
    };
    let declined = |reason, another| {
        let mut live = live(p);
        live.attempt = Attempt(2);
        outcome(Outcome::Declined { live, card: visa(), reason, another })
    };
    let mut all = vec![
        new("welcome", welcome(None)),
        new("welcome with a notice", welcome(Some(Notice::AmountFirst))),
        new("welcome, seen to", Screen::Welcome(Welcome { checking: true, ..Welcome::default() })),
        Exhibit { books: Books::default(), ..new("welcome on the first day", welcome(None)) },
        Exhibit {
            readers: vec![
                ReaderState { name: "desk".to_owned(), health: ReaderHealth::Ready },
                ReaderState { name: "drive-in".to_owned(), health: ReaderHealth::Missing },
            ],
            link: Link::Offline,
            settling: 2,
            cancelling: 1,
            ..new("welcome with troubles", welcome(Some(Notice::LastNotCharged)))
        },
        Exhibit { unseen: Some(SaleId(41)), ..new("welcome, unseen approval", welcome(None)) },
        new("amount, empty", amount(0, None, None)),
        new("amount", amount(123_450, None, None)),
        new("amount, too large", amount(99_999_999, Some(AmountProblem::TooLarge), None)),
        new("reference", reference(None)),
        new("reference, like a card", reference(Some(ReferenceProblem::LooksLikeCard))),
    ];
    if p.mode == Mode::Counter {
        all.extend([
            new("customer", customer("", Search::Idle, 0)),
            new("customer, like a card", customer("4242 4242 4242 4242", Search::LooksLikeCard, 0)),
            new("customer, searching", customer("jan", Search::Asking(Ask(3)), 0)),
            new("customer, found", customer("jan", Search::Found(vec![jane(), namesake]), 1)),
            new("customer, failed", customer("jan", Search::Failed(Trouble::Offline), 0)),
        ]);
    } else {
        let fixed = Policy { fixed: Some(money(1_500, p)), ..p.clone() };
        all.push(Exhibit { policy: fixed, ..new("welcome, fixed amount", welcome(None)) });
        let mut screen = draft(p, 2_000);
        screen.reference = String::new();
        let chosen = AmountScreen {
            draft: screen,
            preset: Some(1),
            standing: true,
            problem: None,
            notice: None,
        };
        all.push(new("amount, preset", Screen::Amount(chosen)));
    }
    let typing = FormView {
        hint: Some((Field::Number, Hint::DigitsOnly)),
        ..form(NumberView::Typing { digits: 7, brand: Brand::Amex })
    };
    let whole = FormView { cvc_digits: 3, complete: true, ..swiped() };
    let postal = FormView { postal_chars: Some(0), focus: Field::Postal, ..whole };
    all.extend([
        new("method", Screen::Method(MethodScreen { live: live(p), notice: None })),
        new("card, preparing", Screen::Card(CardScreen { whole: Some(visa()), ..card(p, None) })),
        new(
            "card, empty",
            Screen::Card(card(
                p,
                Some(form(NumberView::Typing { digits: 0, brand: Brand::Unknown })),
            )),
        ),
        new("card, reading", Screen::Card(CardScreen { reading: true, ..card(p, None) })),
        new("card, typing", Screen::Card(card(p, Some(typing)))),
        new("card, swiped", Screen::Card(card(p, Some(swiped())))),
        new("card, postal code", Screen::Card(card(p, Some(postal)))),
        new("card, complete", Screen::Card(card(p, Some(whole)))),
        new(
            "card, bad swipe",
            Screen::Card(CardScreen {
                problem: Some(SwipeProblem::NotPaymentCard),
                ..card(p, Some(form(NumberView::Typing { digits: 0, brand: Brand::Unknown })))
            }),
        ),
        new("save", save(false)),
        new("save, asked for yes", save(true)),
        new("confirm", Screen::Confirm(confirm(p))),
        new(
            "confirm, another card swiped",
            Screen::Confirm(ConfirmScreen { stray: true, ..confirm(p) }),
        ),
        new(
            "confirm, duplicate, checking",
            Screen::Confirm(ConfirmScreen {
                duplicate: true,
                token: Token::Pending(Ask(7)),
                choice: Choice::Cancel,
                ..confirm(p)
            }),
        ),
        new("charging", charging(98)),
        new("charging, long", charging(90)),
        new("challenge", challenge(p, SHORT_LINK)),
        new("challenge, middling link", challenge(p, MIDDLING_LINK)),
        new("challenge, long link", challenge(p, LONG_LINK)),
        new("approved", outcome(Outcome::Approved(paid(p)))),
        new("declined", declined(Decline::InsufficientFunds, true)),
        new("declined, no more cards", declined(Decline::Generic, false)),
        new("not charged", not_charged(p, Trouble::Offline)),
        new("not charged, raw cards", not_charged(p, Trouble::RawCardsRefused)),
        new("receipt", receipt(p, Sending::Choosing)),
        new("receipt, typing", receipt(p, Sending::Typing)),
        new("receipt, failed", receipt(p, Sending::Failed)),
        Exhibit {
            retry: Some(Duration::from_secs(272)),
            ..new(
                "closed",
                Screen::Closed(ClosedScreen {
                    trouble: Trouble::PermissionMissing(Some(
                        "rak_payment_intent_write".to_owned(),
                    )),
                    request_id: Some("req_8sGkLq2FvJ0xYz".to_owned()),
                    since: Moment::default(),
                }),
            )
        },
        Exhibit {
            warning: Some(Duration::from_millis(16_400)),
            ..new("still there", Screen::Confirm(confirm(p)))
        },
    ]);
    all.extend(closed(p));
    all.extend(behind_a_pin(p));
    all
}

/// Out of service for every reason that the station itself looks at.
fn closed(p: &Policy) -> Vec<Exhibit> {
    let hours = Hours::read("mo-fr 08:00-18:00, sa 09:00-13:00").unwrap();
    let help = Some("Front office, +1 555 0100".to_owned());
    let pins = Pins { staff: PinHash::of("1234", &[1; 16]), technician: None };
    let unattended = Unattended { hours, help, pins, ..Unattended::default() };
    let policy = Policy { unattended, ..p.clone() };
    [
        ("closed, offline", Trouble::Offline, Some(24)),
        ("closed, key refused", Trouble::KeyRefused, Some(24)),
        ("closed, certificate", Trouble::CertificateRefused, Some(24)),
        ("closed, clock wrong", Trouble::ClockWrong, Some(24)),
        ("closed, out of hours", Trouble::OutOfHours, None),
        ("closed, paused", Trouble::Paused, Some(872)),
        ("closed, by staff", Trouble::ClosedByStaff, None),
        ("closed, no reader", Trouble::ReaderGone, Some(24)),
        ("closed, disk full", Trouble::DiskFull, Some(24)),
        ("closed, journal behind", Trouble::JournalBehind, None),
    ]
    .into_iter()
    .map(|(name, trouble, retry)| {
        let since = Moment::default();
        let screen = Screen::Closed(ClosedScreen { trouble, request_id: None, since });
        Exhibit { retry: retry.map(Duration::from_secs), ..Exhibit::new(name, &policy, screen) }
    })
    .collect()
}

/// The PIN prompt, and the menus behind it.
fn behind_a_pin(p: &Policy) -> Vec<Exhibit> {
    let pin = |seed| PinHash::of("1234", &[seed; 16]);
    let unattended = Unattended {
        pins: Pins { staff: pin(1), technician: pin(2) },
        leave: Leaver::Technician,
        help: Some("Front office, +1 555 0100".to_owned()),
        ..Unattended::default()
    };
    let policy = Policy { unattended, ..p.clone() };
    let welcome = || Screen::Welcome(Welcome::default());
    let prompt = |typed: &str, problem| {
        let mut digits = TypedPin::default();
        typed.chars().for_each(|digit| digits.push(digit));
        Some(PinPrompt { typed: digits, problem, until: Moment(Duration::from_secs(110)) })
    };
    let machine = Machine {
        disk_free: Some(4_217_000_000),
        resident: Some(14_600_000),
        descriptors: Some(31),
        threads: Some(8),
    };
    let menu = |role, page, choice| {
        Screen::Technician(TechnicianScreen {
            role,
            page,
            choice,
            machine: Some(machine),
            until: Moment(Duration::from_secs(200)),
            refresh: Moment(Duration::from_secs(105)),
        })
    };
    let new = |name, screen| Exhibit::new(name, &policy, screen);
    vec![
        Exhibit { prompt: prompt("12", None), ..new("pin", welcome()) },
        Exhibit { prompt: prompt("", Some(PinProblem::Wrong)), ..new("pin, wrong", welcome()) },
        Exhibit { prompt: prompt("", Some(PinProblem::Locked)), ..new("pin, locked", welcome()) },
        new("technician", menu(Role::Technician, TechnicianPage::Menu, 2)),
        Exhibit {
            paused: true,
            clock_ahead: -412_000,
            link: Link::Offline,
            readers: vec![
                ReaderState { name: "desk".to_owned(), health: ReaderHealth::Ready },
                ReaderState { name: "drive-in".to_owned(), health: ReaderHealth::Missing },
            ],
            ..new("technician, troubles", menu(Role::Technician, TechnicianPage::Menu, 0))
        },
        new("technician, staff", menu(Role::Staff, TechnicianPage::Menu, 0)),
        new("technician, settings", menu(Role::Technician, TechnicianPage::Settings, 0)),
    ]
}
