//! A station on a bench: its effects are looked at, and answered by hand.

use std::time::Duration;

use crate::card::{Brand, CardSummary, Expiry, Field, FormView, Last4, NumberView};
use crate::station::*;

/// A station, and everything it has asked for that nobody has answered.
pub(super) struct Bench {
    pub(super) station: Station,
    pub(super) at: Duration,
    pub(super) pending: Vec<Effect>,
    pub(super) written: Vec<Record>,
    pub(super) calls: Vec<Call>,
    pub(super) audit: Option<Ask>,
    pub(super) vault_open: bool,
    intents: u64,
}

pub(super) fn usd() -> Currency {
    Currency::new("usd").unwrap()
}

pub(super) fn money(minor: u64) -> Money {
    Money::new(minor, usd()).unwrap()
}

pub(super) fn policy() -> Policy {
    Policy {
        name: "desk".to_owned(),
        mode: Mode::Counter,
        realm: Realm::Sandbox,
        currency: usd(),
        language: Language::English,
        limits: AmountLimits { minimum: money(50), maximum: money(100_000) },
        presets: Vec::new(),
        fixed: None,
        reference: Requirement::Optional,
        postal: Requirement::Off,
        customer_search: true,
        shorten_names: false,
        receipts: Receipts { email: true, printer: false },
        timings: Timings {
            idle: Duration::from_secs(60),
            warning: Duration::from_secs(20),
            outcome: Duration::from_secs(30),
            challenge: Duration::from_secs(180),
        },
        duplicate: Duration::from_secs(120),
        bank_confirmation: BankConfirmation::Qr,
        unattended: Unattended::default(),
        demo: false,
    }
}

pub(super) fn summary() -> CardSummary {
    CardSummary {
        brand: Brand::Visa,
        last4: Last4::new(*b"4242").unwrap(),
        expiry: Expiry::new(2040, 1).unwrap(),
    }
}

pub(super) fn token() -> TokenisedCard {
    TokenisedCard {
        method: MethodId("pm_1".to_owned()),
        brand: Brand::Visa,
        last4: Last4::new(*b"4242").unwrap(),
        held: Duration::from_secs(2),
    }
}

pub(super) fn form() -> FormView {
    FormView {
        number: NumberView::Typing { digits: 1, brand: Brand::Visa },
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

pub(super) fn facts(status: IntentStatus) -> IntentFacts {
    let held = status == IntentStatus::RequiresCapture;
    let taken = status == IntentStatus::Succeeded;
    IntentFacts {
        id: IntentId("pi_1".to_owned()),
        sale: None,
        status,
        amount: 1250,
        capturable: if held { 1250 } else { 0 },
        received: if taken { 1250 } else { 0 },
        currency: "usd".to_owned(),
        livemode: false,
        challenge: None,
        charge: None,
        declined: None,
    }
}

pub(super) fn api_error(http: u16, kind: ApiKind) -> Failure {
    Failure::Api(ApiError {
        http,
        kind,
        code: None,
        request_id: Some("req_1".to_owned()),
        should_retry: None,
        retry_after: None,
        intent: None,
    })
}

impl Bench {
    pub(super) fn new(policy: Policy) -> Self {
        Self::with_books(policy, Books::default())
    }

    pub(super) fn with_books(policy: Policy, books: Books) -> Self {
        let now = Self::at(Duration::ZERO);
        let made_before = books.next_number() - 1;
        let station = Station::new(policy, vec!["reader".to_owned()], books, 7, now);
        let mut bench = Self {
            station,
            at: Duration::ZERO,
            pending: Vec::new(),
            written: Vec::new(),
            calls: Vec::new(),
            audit: None,
            vault_open: false,
            intents: made_before,
        };
        let effects = bench.station.start(now);
        bench.take(effects);
        bench
    }

    fn at(at: Duration) -> Now {
        let wall =
            Wall { unix_ms: 1_900_000_000_000, year: 2030, month: 3, day: 17, hour: 9, minute: 30 };
        Now { at: Moment(at), wall }
    }

    /// The audit is left unanswered, but where it is what a test is about.
    fn take(&mut self, mut effects: Vec<Effect>) {
        effects.retain(|effect| match effect {
            Effect::Call(Request { ask, call: Call::ListIntents { .. } }) => {
                self.audit = Some(*ask);
                false
            }
            _ => true,
        });
        for effect in &effects {
            match effect {
                Effect::Record { records, .. } => self.written.extend(records.iter().cloned()),
                Effect::Call(request) => self.calls.push(request.call.clone()),
                Effect::AwaitCard { .. } => self.vault_open = true,
                Effect::Forget => self.vault_open = false,
                _ => {}
            }
        }
        self.pending.extend(effects);
    }

    /// One event.
    pub(super) fn tell(&mut self, event: Event) {
        let effects = self.station.step(Self::at(self.at), event);
        self.take(effects);
    }

    pub(super) fn key(&mut self, key: Key) {
        self.tell(Event::Key(key));
    }

    pub(super) fn digits(&mut self, text: &str) {
        text.chars().for_each(|digit| self.key(Key::Char(digit)));
    }

    /// Lets time pass, with a `Time` event at every deadline on the way.
    pub(super) fn wait(&mut self, by: Duration) {
        let until = self.at + by;
        let mut steps_here = 0;
        while let Some(due) = self.station.deadline().map(|due| due.0)
            && due <= until
        {
            steps_here = if due > self.at { 0 } else { steps_here + 1 };
            assert!(
                steps_here < 100,
                "the station asks for time on {} and does nothing",
                self.name()
            );
            self.at = self.at.max(due);
            self.tell(Event::Time);
        }
        self.at = until;
    }

    /// The disk catches up with everything given to it.
    pub(super) fn sync(&mut self) {
        while let Some(batch) = self.pending.iter().find_map(|effect| match effect {
            Effect::Record { batch, .. } => Some(*batch),
            _ => None,
        }) {
            self.pending
                .retain(|effect| !matches!(effect, Effect::Record { batch: written, .. } if *written == batch));
            self.tell(Event::Recorded(batch));
        }
    }

    /// The oldest call nobody has answered.
    pub(super) fn call(&self) -> Option<Request> {
        self.pending.iter().find_map(|effect| match effect {
            Effect::Call(request) => Some(request.clone()),
            _ => None,
        })
    }

    /// Takes the oldest call nobody has answered, to answer it later.
    pub(super) fn take_call(&mut self) -> Option<Request> {
        let request = self.call()?;
        self.pending
            .retain(|effect| !matches!(effect, Effect::Call(asked) if asked.ask == request.ask));
        Some(request)
    }

    /// Answers the oldest call.
    pub(super) fn answer(&mut self, result: Result<Reply, Failure>) {
        let ask = self.call().expect("nothing was asked").ask;
        self.pending
            .retain(|effect| !matches!(effect, Effect::Call(request) if request.ask == ask));
        self.tell(Event::Answered(Answer { ask, result }));
    }

    /// Answers the oldest call with the intent it is about: each sale has one of its own.
    pub(super) fn answer_intent(&mut self, status: IntentStatus) {
        let (id, sale) = match self.call().map(|request| request.call) {
            Some(Call::Prepare { sale, .. }) => {
                self.intents += 1;
                (IntentId(format!("pi_{}", self.intents)), Some(sale))
            }
            Some(
                Call::Confirm { intent, .. }
                | Call::Inspect { intent }
                | Call::Capture { intent, .. }
                | Call::Cancel { intent, .. },
            ) => (intent, None),
            other => panic!("{other:?} is about no intent"),
        };
        self.answer(Ok(Reply::Intent(IntentFacts { id, sale, ..facts(status) })));
    }

    /// The vault's session, if it is awaiting a card.
    pub(super) fn session(&self) -> Option<Ask> {
        self.pending.iter().rev().find_map(|effect| match effect {
            Effect::AwaitCard { session, .. } => Some(*session),
            _ => None,
        })
    }

    pub(super) fn vault(&mut self, event: VaultEvent) {
        // The vault wipes itself before it tells how sending went.
        if matches!(event, VaultEvent::Tokenised { .. } | VaultEvent::NotTokenised { .. }) {
            self.vault_open = false;
        }
        self.tell(Event::Vault(event));
    }

    pub(super) fn name(&self) -> &'static str {
        self.station.screen().name()
    }

    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.written.iter().map(Record::kind).collect()
    }

    /// From Welcome to the card screen with an open vault.
    pub(super) fn to_card(&mut self) {
        self.digits("1250");
        for _ in 0..4 {
            self.key(Key::Enter);
        }
        self.sync();
        self.answer_intent(IntentStatus::RequiresPaymentMethod);
        self.sync();
        assert_eq!(self.name(), "card");
        assert!(self.session().is_some());
    }

    /// A whole card, taken in by Stripe.
    pub(super) fn to_confirm(&mut self) {
        self.complete();
        self.key(Key::Enter);
        assert_eq!(self.name(), "confirm");
    }

    /// A whole card on the card screen, tokenised.
    pub(super) fn complete(&mut self) {
        let session = self.session().expect("the vault is not open");
        self.vault(VaultEvent::Complete { session, card: summary() });
        self.vault(VaultEvent::Tokenised { session, card: token() });
        assert_eq!(self.name(), "save");
    }

    /// A sale on its card screen.
    pub(super) fn at_card(policy: Policy) -> Self {
        let mut bench = Self::new(policy);
        bench.to_card();
        bench
    }

    /// A sale whose card is with Stripe, on the question whether to charge it.
    pub(super) fn at_confirm(policy: Policy) -> Self {
        let mut bench = Self::at_card(policy);
        bench.to_confirm();
        bench
    }

    /// A sale the bank has been asked about.
    pub(super) fn charging(policy: Policy) -> Self {
        let mut bench = Self::at_confirm(policy);
        bench.to_charging();
        bench
    }

    /// A sale whose approval is on the disk.
    pub(super) fn approved(policy: Policy) -> Self {
        let mut bench = Self::charging(policy);
        bench.answer_intent(IntentStatus::RequiresCapture);
        bench.sync();
        bench
    }

    pub(super) fn outcome(&self) -> &Outcome {
        match self.station.screen() {
            Screen::Outcome(screen) => &screen.outcome,
            other => panic!("no outcome but {}", other.name()),
        }
    }

    /// Yes, up to the request to the bank.
    /// Enter on the button chosen, once the question could be read.
    pub(super) fn says_yes(&mut self) {
        self.wait(Duration::from_millis(300));
        self.key(Key::Enter);
    }

    pub(super) fn to_charging(&mut self) {
        self.says_yes();
        self.sync();
        assert_eq!(self.name(), "charging");
        assert!(matches!(self.call().map(|request| request.call), Some(Call::Confirm { .. })));
    }
}
