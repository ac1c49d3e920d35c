//! One of every screen, built by hand: what the snapshots and the pictures show.
//!
//! The values are constant, so that every run draws the same cells.

use std::time::Duration;

use chargeonce::card::{Brand, CardSummary, Expiry, Field, FormView, Hint, Last4, NumberView};
use chargeonce::station::call::SecretLink;
use chargeonce::station::effect::Batch;
use chargeonce::station::retry::Trying;
use chargeonce::station::screen::{
    AmountScreen, CardScreen, ChallengeScreen, ChargingScreen, Choice, ClosedScreen, ConfirmScreen,
    CustomerScreen, Draft, Live, MethodScreen, Notice, OutcomeScreen, Paid, Preparation,
    ReceiptChoice, ReceiptScreen, ReferenceProblem, ReferenceScreen, SaveCard, SaveScreen, Search,
    Sending, Stage, Token, Welcome,
};
use chargeonce::station::{
    AmountEntry, AmountLimits, AmountProblem, Ask, Attempt, Attention, Books, ChargeId, Currency,
    Customer, CustomerId, Dated, Decline, IntentId, KnownCustomer, Language, Link, MethodId, Mode,
    Moment, Money, Now, Outcome, Policy, ReaderHealth, ReaderState, Realm, Receipts, Record,
    Requirement, Sale, SaleId, Screen, SwipeProblem, Timings, TokenisedCard, Trouble, Wall,
};
use chargeonce::view::{Look, Scene};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

const MINUTE: i64 = 60_000;
/// 2030-09-03 14:05 in a place where that is UTC.
const NOW_MS: i64 = 1_914_674_700_000;

/// A picture to be drawn.
pub struct Exhibit {
    pub name: &'static str,
    pub screen: Screen,
    pub policy: Policy,
    pub books: Books,
    pub readers: Vec<ReaderState>,
    pub link: Link,
    pub settling: usize,
    pub warning: Option<Duration>,
    pub unseen: Option<SaleId>,
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
            warning: None,
            unseen: None,
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
            attentions: self.books.newest_first().filter(|e| e.attention.is_some()).count(),
            unseen: self.unseen.and_then(|sale| self.books.get(sale)),
            warning: self.warning,
            now: Now { at: Moment(Duration::from_secs(100)), wall: wall(NOW_MS) },
            look: &look,
        };
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| scene.draw(frame)).unwrap();
        terminal.backend().buffer().clone()
    }
}

/// The wall clock of the gallery: days and times around [`NOW_MS`] only.
fn wall(unix_ms: i64) -> Wall {
    let minutes = (unix_ms - NOW_MS).div_euclid(MINUTE) + 14 * 60 + 5;
    let (days, minutes) = (minutes.div_euclid(24 * 60), minutes.rem_euclid(24 * 60));
    Wall {
        unix_ms,
        year: 2030,
        month: 9,
        day: u8::try_from(3 + days).unwrap(),
        hour: u8::try_from(minutes / 60).unwrap(),
        minute: u8::try_from(minutes % 60).unwrap(),
    }
}

pub fn policy(mode: Mode, language: Language, realm: Realm) -> Policy {
    let currency = match language {
        Language::English => Currency::new("usd").unwrap(),
        Language::French => Currency::new("eur").unwrap(),
    };
    let money = |minor| Money::new(minor, currency).unwrap();
    let kiosk = mode == Mode::Kiosk;
    Policy {
        name: "Harbour Hotel".to_owned(),
        mode,
        realm,
        currency,
        language,
        limits: AmountLimits { minimum: money(50), maximum: money(500_000) },
        presets: if kiosk { vec![money(1_000), money(2_000), money(5_000)] } else { vec![] },
        fixed: None,
        reference: Requirement::Optional,
        postal: Requirement::Off,
        customer_search: !kiosk,
        shorten_names: true,
        receipts: Receipts { email: true, printer: true },
        timings: Timings {
            idle: Duration::from_secs(60),
            warning: Duration::from_secs(30),
            outcome: Duration::from_secs(12),
            challenge: Duration::from_secs(300),
        },
        demo: realm == Realm::Sandbox && !kiosk,
    }
}

fn last4(digits: &str) -> Last4 {
    digits.parse().unwrap()
}

fn money(minor: u64, policy: &Policy) -> Money {
    Money::new(minor, policy.currency).unwrap()
}

/// Four sales: settling, declined and not charged, one to look at, one of yesterday.
fn books() -> Books {
    let currency = Currency::new("usd").unwrap();
    let mut journal = Vec::new();
    let mut sale = |number: u64, ago: i64, minor, reference: &str, records: Vec<Record>| {
        let opened = Record::Opened {
            sale: SaleId(number.into()),
            number,
            money: Money::new(minor, currency).unwrap(),
            reference: reference.to_owned(),
            customer: None,
        };
        let unix_ms = NOW_MS - ago * MINUTE;
        journal.extend([opened].into_iter().chain(records).map(|record| Dated { unix_ms, record }));
    };
    let tried = |number: u64, brand, digits: &str| Record::Authorising {
        sale: SaleId(number.into()),
        attempt: Attempt::FIRST,
        method: MethodId("pm_1".to_owned()),
        brand,
        last4: last4(digits),
    };
    let captured = |number: u64| Record::Captured {
        sale: SaleId(number.into()),
        received: 1,
        charge: Some(ChargeId("ch_1".to_owned())),
        receipt_url: None,
    };
    let void = |number: u64| Record::Voided { sale: SaleId(number.into()) };
    let committed = |number: u64| Record::Committed { sale: SaleId(number.into()) };
    sale(
        38,
        24 * 60,
        99_900,
        "Room 214",
        vec![tried(38, Brand::Amex, "0005"), committed(38), captured(38)],
    );
    sale(
        39,
        95,
        4_250,
        "Invoice 2030-117",
        vec![
            tried(39, Brand::Mastercard, "4444"),
            committed(39),
            Record::Attention { sale: Some(SaleId(39)), what: Attention::HoldLost },
        ],
    );
    sale(40, 41, 2_000, "", vec![tried(40, Brand::Visa, "0002"), void(40)]);
    sale(41, 3, 12_500, "Booking 4711", vec![tried(41, Brand::Visa, "4242"), committed(41)]);
    Books::fold(&journal)
}

fn sale(policy: &Policy) -> Sale {
    let kiosk = policy.mode == Mode::Kiosk;
    Sale {
        id: SaleId(42),
        number: 42,
        money: money(if kiosk { 2_000 } else { 123_450 }, policy),
        reference: "Booking 4711".to_owned(),
        customer: if kiosk { Customer::WalkIn } else { Customer::Known(jane()) },
    }
}

fn jane() -> KnownCustomer {
    KnownCustomer {
        id: CustomerId("cus_1".to_owned()),
        name: "Jane Mary Doe".to_owned(),
        email: Some("jane@example.com".to_owned()),
    }
}

fn live(policy: &Policy) -> Live {
    Live {
        sale: sale(policy),
        intent: Preparation::Ready(IntentId("pi_1".to_owned())),
        attempt: Attempt::FIRST,
        cards: 0,
    }
}

fn visa() -> CardSummary {
    CardSummary { brand: Brand::Visa, last4: last4("4242"), expiry: Expiry::new(2030, 12).unwrap() }
}

fn token() -> TokenisedCard {
    TokenisedCard {
        method: MethodId("pm_1".to_owned()),
        brand: Brand::Visa,
        last4: last4("4242"),
        held: Duration::from_millis(2_280),
    }
}

fn draft(policy: &Policy, minor: u64) -> Draft {
    let kiosk = policy.mode == Mode::Kiosk;
    Draft {
        amount: match minor {
            0 => AmountEntry::new(policy.currency),
            minor => AmountEntry::of(money(minor, policy)),
        },
        reference: if kiosk { String::new() } else { "Booking 4711".to_owned() },
        customer: Customer::WalkIn,
    }
}

fn form(number: NumberView) -> FormView {
    FormView {
        number,
        swiped: false,
        expiry_digits: 0,
        expiry: None,
        cvc_digits: 0,
        cvc_length: 3,
        postal_chars: None,
        focus: Field::Number,
        hint: None,
        complete: false,
    }
}

fn swiped() -> FormView {
    FormView {
        swiped: true,
        expiry_digits: 4,
        expiry: Expiry::new(2030, 12),
        cvc_digits: 1,
        focus: Field::Cvc,
        ..form(NumberView::Whole { digits: 16, brand: Brand::Visa, last4: last4("4242") })
    }
}

/// Links as long as the bank pages of the embedded sandbox and of Stripe are.
const SHORT_LINK: &str = "http://127.0.0.1:12111/3ds/1a2b3c4d";
const LONG_LINK: &str = "https://hooks.stripe.com/redirect/authenticate/src_0123456789abcdefABCDEF01?\
     client_secret=src_client_secret_0123456789abcdefABCDEF01&source_redirect_slug=test_0123456789";

fn challenge(policy: &Policy, link: &str) -> Screen {
    Screen::Challenge(ChallengeScreen {
        live: live(policy),
        card: visa(),
        token: token(),
        link: SecretLink(link.to_owned()),
        until: Moment(Duration::from_secs(100 + 292)),
        poll: Trying::first(Ask(1), Moment::default()),
    })
}

fn outcome(outcome: Outcome) -> Screen {
    Screen::Outcome(OutcomeScreen { outcome, since: Moment::default(), pressed: None })
}

fn not_charged(policy: &Policy, trouble: Trouble) -> Screen {
    outcome(Outcome::NotCharged {
        number: 42,
        money: sale(policy).money,
        trouble,
        request_id: Some("req_8sGkLq2FvJ0xYz".to_owned()),
    })
}

fn paid(policy: &Policy) -> Paid {
    Paid { sale: sale(policy), card: visa(), held: Duration::from_millis(2_280) }
}

fn receipt(policy: &Policy, sending: Sending) -> Screen {
    Screen::Receipt(ReceiptScreen {
        paid: paid(policy),
        choice: ReceiptChoice::None,
        email: match sending {
            Sending::Choosing => String::new(),
            _ => "jane@example.com".to_owned(),
        },
        sending,
        since: Moment::default(),
    })
}

fn card(policy: &Policy, form: Option<FormView>) -> CardScreen {
    CardScreen { live: live(policy), session: Some(Ask(7)), form, reading: false, problem: None }
}

fn confirm(policy: &Policy) -> ConfirmScreen {
    ConfirmScreen {
        live: live(policy),
        card: visa(),
        token: Token::Ready(token()),
        choice: Choice::Charge,
        duplicate: false,
    }
}

/// Every screen, in the order a person sees them, in its notable states.
pub fn exhibits(policy: &Policy) -> Vec<Exhibit> {
    let p = policy;
    let new = |name, screen| Exhibit::new(name, p, screen);
    let welcome = |notice| Screen::Welcome(Welcome { notice });
    let amount = |minor, problem, notice| {
        Screen::Amount(AmountScreen { draft: draft(p, minor), preset: None, problem, notice })
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
        })
    };
    let charging = Screen::Charging(ChargingScreen {
        live: live(p),
        card: visa(),
        stage: Stage::Noting(Batch(3), token()),
        since: Moment::default(),
    });
    let declined = |reason, another| {
        let mut live = live(p);
        live.attempt = Attempt(2);
        outcome(Outcome::Declined { live, card: visa(), reason, another })
    };
    let mut all = vec![
        new("welcome", welcome(None)),
        new("welcome with a notice", welcome(Some(Notice::AmountFirst))),
        Exhibit { books: Books::default(), ..new("welcome on the first day", welcome(None)) },
        Exhibit {
            readers: vec![
                ReaderState { name: "desk".to_owned(), health: ReaderHealth::Ready },
                ReaderState { name: "drive-in".to_owned(), health: ReaderHealth::Missing },
            ],
            link: Link::Offline,
            settling: 2,
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
            new("customer, searching", customer("jan", Search::Asking(Ask(3)), 0)),
            new("customer, found", customer("jan", Search::Found(vec![jane(), namesake]), 1)),
            new("customer, failed", customer("jan", Search::Failed(Trouble::Offline), 0)),
        ]);
    } else {
        let fixed = Policy { fixed: Some(money(1_500, p)), ..p.clone() };
        all.push(Exhibit { policy: fixed, ..new("welcome, fixed amount", welcome(None)) });
        let mut screen = draft(p, 2_000);
        screen.reference = String::new();
        let chosen = AmountScreen { draft: screen, preset: Some(1), problem: None, notice: None };
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
        new("card, preparing", Screen::Card(CardScreen { session: None, ..card(p, None) })),
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
            "confirm, duplicate, checking",
            Screen::Confirm(ConfirmScreen {
                duplicate: true,
                token: Token::Pending(Ask(7)),
                choice: Choice::Cancel,
                ..confirm(p)
            }),
        ),
        new("charging", charging),
        new("challenge", challenge(p, SHORT_LINK)),
        new("challenge, long link", challenge(p, LONG_LINK)),
        new("approved", outcome(Outcome::Approved(paid(p)))),
        new("declined", declined(Decline::InsufficientFunds, true)),
        new("declined, no more cards", declined(Decline::Generic, false)),
        new("not charged, offline", not_charged(p, Trouble::Offline)),
        new("not charged, raw cards", not_charged(p, Trouble::RawCardsRefused)),
        new("receipt", receipt(p, Sending::Choosing)),
        new("receipt, typing", receipt(p, Sending::Typing)),
        new("receipt, failed", receipt(p, Sending::Failed)),
        new(
            "closed",
            Screen::Closed(ClosedScreen {
                trouble: Trouble::PermissionMissing(Some("rak_payment_intent_write".to_owned())),
                request_id: Some("req_8sGkLq2FvJ0xYz".to_owned()),
            }),
        ),
        Exhibit {
            warning: Some(Duration::from_millis(16_400)),
            ..new("still there", Screen::Confirm(confirm(p)))
        },
    ]);
    all
}
