//! What the exhibits are made of: one constant value of everything a screen can hold.

use std::time::Duration;

use chargeonce::card::{Brand, CardSummary, Expiry, Field, FormView, Last4, NumberView};
use chargeonce::station::call::SecretLink;
use chargeonce::station::retry::Trying;
use chargeonce::station::screen::{
    CardScreen, ChallengeScreen, Choice, ConfirmScreen, Draft, EarlyEnter, Live, OutcomeScreen,
    Paid, Preparation, ReceiptChoice, ReceiptScreen, Sending, Token,
};
use chargeonce::station::{
    AmountEntry, AmountLimits, Ask, Attempt, Attention, BankConfirmation, Books, ChargeId,
    Currency, Customer, CustomerId, Dated, IntentId, KnownCustomer, Language, MethodId, Mode,
    Moment, Money, Outcome, Policy, Realm, Receipts, Record, Requirement, Sale, SaleId, Screen,
    Timings, TokenisedCard, Trouble, Wall,
};

const MINUTE: i64 = 60_000;
/// 2030-09-03 14:05 in a place where that is UTC.
pub const NOW_MS: i64 = 1_914_674_700_000;

/// The wall clock of the gallery: days and times around [`NOW_MS`] only.
pub fn wall(unix_ms: i64) -> Wall {
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
        duplicate: Duration::from_secs(120),
        bank_confirmation: BankConfirmation::Qr,
        unattended: chargeonce::station::Unattended::default(),
        demo: realm == Realm::Sandbox && !kiosk,
    }
}

pub fn last4(digits: &str) -> Last4 {
    digits.parse().unwrap()
}

pub fn money(minor: u64, policy: &Policy) -> Money {
    Money::new(minor, policy.currency).unwrap()
}

/// Four sales: settling, declined and not charged, one to look at, one of yesterday.
pub fn books() -> Books {
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
            void(39),
            Record::Attention { sale: Some(SaleId(39)), what: Attention::CapturedElsewhere },
        ],
    );
    sale(40, 41, 2_000, "", vec![tried(40, Brand::Visa, "0002"), void(40)]);
    sale(41, 3, 12_500, "Booking 4711", vec![tried(41, Brand::Visa, "4242"), committed(41)]);
    Books::fold(&journal)
}

pub fn sale(policy: &Policy) -> Sale {
    let kiosk = policy.mode == Mode::Kiosk;
    Sale {
        id: SaleId(42),
        number: 42,
        money: money(if kiosk { 2_000 } else { 123_450 }, policy),
        reference: "Booking 4711".to_owned(),
        customer: if kiosk { Customer::WalkIn } else { Customer::Known(jane()) },
    }
}

pub fn jane() -> KnownCustomer {
    KnownCustomer {
        id: CustomerId("cus_1".to_owned()),
        name: "Jane Mary Doe".to_owned(),
        email: Some("jane@example.com".to_owned()),
    }
}

pub fn live(policy: &Policy) -> Live {
    Live {
        sale: sale(policy),
        intent: Preparation::Ready(IntentId("pi_1".to_owned())),
        attempt: Attempt::FIRST,
        cards: 0,
        asked: false,
    }
}

pub fn visa() -> CardSummary {
    CardSummary { brand: Brand::Visa, last4: last4("4242"), expiry: Expiry::new(2030, 12).unwrap() }
}

pub fn token() -> TokenisedCard {
    TokenisedCard {
        method: MethodId("pm_1".to_owned()),
        brand: Brand::Visa,
        last4: last4("4242"),
        held: Duration::from_millis(2_280),
    }
}

pub fn draft(policy: &Policy, minor: u64) -> Draft {
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

pub fn form(number: NumberView) -> FormView {
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

pub fn swiped() -> FormView {
    FormView {
        swiped: true,
        expiry_digits: 4,
        expiry: Expiry::new(2030, 12),
        cvc_digits: 1,
        focus: Field::Cvc,
        ..form(NumberView::Whole { digits: 16, brand: Brand::Visa, last4: last4("4242") })
    }
}

/// Links as long as the bank pages of the embedded sandbox and of Stripe are, and one whose code
/// fits 24 rows only without the steady frame.
pub const SHORT_LINK: &str = "http://127.0.0.1:12111/3ds/1a2b3c4d";
pub const MIDDLING_LINK: &str = "https://bank.example/3ds/0123456789abcdefghijklmnopqrstuvwxyz\
     /0123456789abcdefghijklmnopqrstuvwxyz/0123456789";
pub const LONG_LINK: &str = "https://hooks.stripe.com/redirect/authenticate/src_0123456789abcdefABCDEF01?\
     client_secret=src_client_secret_0123456789abcdefABCDEF01&source_redirect_slug=test_0123456789";

pub fn challenge(policy: &Policy, link: &str) -> Screen {
    Screen::Challenge(ChallengeScreen {
        live: live(policy),
        card: visa(),
        token: token(),
        link: SecretLink(link.to_owned()),
        until: Moment(Duration::from_secs(100 + 292)),
        poll: Trying::first(Ask(1), Moment::default()),
        deaf: false,
    })
}

pub fn outcome(outcome: Outcome) -> Screen {
    Screen::Outcome(OutcomeScreen { outcome, since: Moment::default(), pressed: None })
}

pub fn not_charged(policy: &Policy, trouble: Trouble) -> Screen {
    outcome(Outcome::NotCharged {
        asked: trouble == Trouble::NoAnswer,
        number: 42,
        money: sale(policy).money,
        trouble,
        request_id: Some("req_8sGkLq2FvJ0xYz".to_owned()),
    })
}

pub fn paid(policy: &Policy) -> Paid {
    Paid { sale: sale(policy), card: visa(), held: Duration::from_millis(2_280) }
}

pub fn receipt(policy: &Policy, sending: Sending) -> Screen {
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

pub fn card(policy: &Policy, form: Option<FormView>) -> CardScreen {
    CardScreen {
        live: live(policy),
        session: Ask(7),
        form,
        reading: false,
        problem: None,
        whole: None,
    }
}

pub fn confirm(policy: &Policy) -> ConfirmScreen {
    ConfirmScreen {
        live: live(policy),
        card: visa(),
        token: Token::Ready(token()),
        choice: Choice::Charge,
        duplicate: false,
        stray: false,
        since: Moment::default(),
        enter: EarlyEnter::No,
    }
}
