//! A till: the real binary on a terminal, its sandbox, the network between them, and somebody who
//! sells and remembers what the screen said.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use chargeonce::gateway::sandbox::{self, Options, Running};
use rustix::process::{PidfdFlags, pidfd_open};
use serde_json::Value;

use crate::call::Call;
use crate::judge::{self, Told};
use crate::kiosk::{Desk, Setup, swipe};
use crate::proxy::Proxy;

/// A card of the sandbox's.
#[derive(Clone, Copy, Debug)]
pub enum Card {
    /// Approved.
    Good,
    /// Declined.
    Bad,
    /// The bank wants to confirm.
    Bank,
}

impl Card {
    const fn number(self) -> &'static str {
        match self {
            Self::Good => "4242424242424242",
            Self::Bad => "4000000000000002",
            Self::Bank => "4000000000003220",
        }
    }
}

/// What the screen said at the end of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// APPROVED.
    Approved,
    /// DECLINED.
    Declined,
    /// NOT CHARGED, or a notice that says so.
    NotCharged,
    /// Nothing about money: the station was gone before.
    Nothing,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Welcome,
    Unseen,
    Amount,
    Method,
    Card,
    Save,
    Confirm,
    Busy,
    Challenge,
    Ended(Said),
    Receipt,
    Closed,
}

/// How long a sale may take: patience for each call on its path, and some.
const SALE: Duration = Duration::from_secs(100);
/// A key that changed nothing is pressed again after this.
const AGAIN: Duration = Duration::from_millis(1500);

/// The parts, in the order in which they are taken down.
pub struct Till {
    pub desk: Desk,
    pub proxy: Proxy,
    pub sandbox: Running,
    told: Vec<Told>,
    /// Cents of the next sale: each sale has an amount of its own, by which it is told.
    next: u64,
}

impl Till {
    /// A till that is open.
    pub fn open() -> Self {
        let anywhere = "127.0.0.1:0".parse().unwrap();
        let sandbox = sandbox::start(anywhere, Options::default()).unwrap();
        let proxy = Proxy::new(sandbox.address());
        let mut desk = Desk::with(Setup {
            station: "reference = \"off\"\ncustomer_search = false\noutcome_seconds = 600\n\
                      idle_seconds = 600",
            stripe: "timeout_seconds = 5",
            api_base: Some(proxy.url()),
            ..Setup::default()
        });
        desk.shows("Type the amount");
        Self { desk, proxy, sandbox, told: Vec::new(), next: 1_001 }
    }

    fn seen(&self) -> Seen {
        let text = self.desk.text();
        let has = |words: &str| text.contains(words);
        if has("The last payment was approved") {
            Seen::Unseen
        } else if has("APPROVED") {
            Seen::Ended(Said::Approved)
        } else if has("DECLINED") {
            Seen::Ended(Said::Declined)
        } else if has("NOT CHARGED") {
            Seen::Ended(Said::NotCharged)
        } else if has("Would you like a receipt?") {
            Seen::Receipt
        } else if has("This station is out of service") {
            Seen::Closed
        } else if has("Save this card for future use?") {
            Seen::Save
        } else if has("Is this right?") {
            Seen::Confirm
        } else if has("The bank wants to confirm") {
            Seen::Challenge
        } else if has("Swipe the card or type") && has("Card number") {
            Seen::Card
        } else if has("How to pay?") {
            Seen::Method
        } else if has("How much?") {
            Seen::Amount
        } else if has("Type the amount") {
            Seen::Welcome
        } else {
            Seen::Busy
        }
    }

    /// Sells, pressing what each screen asks for, until the screen says how it ended or the
    /// station is gone.
    pub fn sells(&mut self, card: Card) -> Said {
        self.sells_with(&[card])
    }

    /// The same, with another card after each decline.
    pub fn sells_with(&mut self, cards: &[Card]) -> Said {
        let amount = self.next;
        self.next += 1;
        let said = self.walk(amount, cards, None);
        self.told.push(Told { amount, said });
        said
    }

    /// Begins a sale and leaves it at the last question.
    pub fn cancels_at_confirm(&mut self) -> Said {
        let amount = self.next;
        self.next += 1;
        let said = self.walk(amount, &[Card::Good], Some(Seen::Confirm));
        self.told.push(Told { amount, said });
        said
    }

    /// Begins a sale and stops at the last question, with the card already at Stripe's.
    pub fn reaches_confirm(&mut self) {
        let amount = self.next;
        self.next += 1;
        let tokens = self.proxy.came(Call::Token);
        let began = Instant::now();
        let mut acted = None;
        while self.seen() != Seen::Confirm || self.proxy.came(Call::Token) == tokens {
            assert!(began.elapsed() < SALE, "no last question:\n{}", self.desk.text());
            let seen = self.seen();
            if acted != Some(seen) {
                acted = Some(seen);
                match seen {
                    Seen::Welcome => self.press(&amount.to_string()),
                    Seen::Card => {
                        self.press(&format!("{}123\r", swipe(Card::Good.number())));
                    }
                    Seen::Busy | Seen::Confirm => {}
                    _ => self.press("\r"),
                }
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
        // Until the card is durably noted.
        std::thread::park_timeout(Duration::from_millis(100));
        self.told.push(Told { amount, said: Said::Approved });
    }

    /// Begins a sale that the bank wants confirmed, and stops at its page.
    pub fn sells_up_to_the_bank(&mut self) {
        let amount = self.next;
        self.next += 1;
        let said = self.walk(amount, &[Card::Bank], None);
        assert_eq!(said, Said::Nothing, "the bank was not asked:\n{}", self.desk.text());
        self.told.push(Told { amount, said });
    }

    /// Confirms at the bank's page, and sees how the sale ends.
    pub fn confirms_at_the_bank(&mut self) -> Said {
        let book = self.book();
        let url = book["payment_intents"][0]["next_action"]["redirect_to_url"]["url"].as_str();
        let path = url.unwrap().rsplit_once(&self.sandbox.address().to_string()).unwrap().1;
        let mut phone = TcpStream::connect(self.sandbox.address()).unwrap();
        write!(phone, "GET {path}/approve HTTP/1.1\r\nHost: bank\r\nConnection: close\r\n\r\n")
            .unwrap();
        phone.read_to_end(&mut Vec::new()).unwrap();
        let began = Instant::now();
        loop {
            if let Seen::Ended(said) = self.seen() {
                self.told.last_mut().unwrap().said = said;
                return said;
            }
            assert!(began.elapsed() < SALE, "the sale never ended:\n{}", self.desk.text());
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// From Welcome to an outcome; or, from the screen where it is to be left, back.
    fn walk(&mut self, amount: u64, cards: &[Card], leave_at: Option<Seen>) -> Said {
        let began = Instant::now();
        let mut acted: Option<(Seen, Instant)> = None;
        let mut cards = cards.iter().peekable();
        let (mut begun, mut leaving) = (false, false);
        loop {
            assert!(began.elapsed() < SALE, "the sale never ended:\n{}", self.desk.text());
            if !self.desk.is_running() {
                self.desk.last_picture();
                return match self.seen() {
                    Seen::Ended(said) if begun => said,
                    _ => Said::Nothing,
                };
            }
            let seen = self.seen();
            let typed_once = matches!(seen, Seen::Welcome | Seen::Card) && !leaving;
            let fresh = acted
                .is_none_or(|(last, at)| last != seen || (at.elapsed() > AGAIN && !typed_once));
            if !fresh {
                std::thread::park_timeout(Duration::from_millis(5));
                continue;
            }
            match seen {
                Seen::Ended(Said::Declined) if cards.peek().is_some() => {}
                Seen::Ended(said) if begun => return said,
                Seen::Challenge => return Said::Nothing,
                Seen::Welcome if begun => return Said::NotCharged,
                _ => {}
            }
            acted = Some((seen, Instant::now()));
            leaving |= leave_at == Some(seen);
            match seen {
                _ if leaving => self.press("\x1b"),
                Seen::Welcome => self.press(&amount.to_string()),
                Seen::Amount => {
                    begun = true;
                    self.press("\r");
                }
                Seen::Card => {
                    let card = cards.next().unwrap_or(&Card::Good);
                    self.press(&format!("{}123\r", swipe(card.number())));
                }
                Seen::Busy | Seen::Challenge => {}
                _ => self.press("\r"),
            }
        }
    }

    /// A station that is gone takes no key, and that is noticed elsewhere.
    fn press(&mut self, keys: &str) {
        self.desk.presses(keys);
    }

    /// Leaves whatever screen the last sale ended on, for Welcome.
    pub fn returns_to_welcome(&mut self) {
        let began = Instant::now();
        let mut acted: Option<(Seen, Instant)> = None;
        loop {
            assert!(began.elapsed() < SALE, "no way back to Welcome:\n{}", self.desk.text());
            let seen = self.seen();
            if seen == Seen::Welcome {
                return;
            }
            if acted.is_none_or(|(last, at)| last != seen || at.elapsed() > AGAIN) {
                acted = Some((seen, Instant::now()));
                match seen {
                    Seen::Busy => {}
                    Seen::Ended(Said::Declined) | Seen::Amount => self.press("\x1b"),
                    _ => self.press("\r"),
                }
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// How the last sale ended.
    pub fn last_said(&self) -> Option<Said> {
        self.told.last().map(|told| told.said)
    }

    /// Lets a scene come to its end: back at Welcome or closed, with nothing left to settle. False if the
    /// station dies before.
    pub fn plays_out(&mut self) -> bool {
        let began = Instant::now();
        let mut acted: Option<(Seen, Instant)> = None;
        while self.desk.is_running() {
            assert!(began.elapsed() < SALE, "it never settled:\n{}", self.desk.text());
            let seen = self.seen();
            let settled = !self.owes();
            let rests = matches!(seen, Seen::Welcome | Seen::Closed);
            if rests && settled && judge::open_payments(&self.book()).is_empty() {
                return true;
            }
            if acted.is_none_or(|(last, at)| last != seen || at.elapsed() > AGAIN) {
                acted = Some((seen, Instant::now()));
                match seen {
                    Seen::Busy | Seen::Welcome => {}
                    Seen::Ended(Said::Declined) | Seen::Amount => self.press("\x1b"),
                    _ => self.press("\r"),
                }
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
        false
    }

    /// Starts again after whatever ended it, and settles what was left.
    #[track_caller]
    pub fn comes_back(&mut self) {
        self.desk.is_killed();
        self.proxy.spares();
        self.desk.starts_again();
        assert!(self.plays_out(), "it did not come back:\n{}", self.desk.last_picture());
    }

    /// The process dies a while after the next such call has reached the network.
    pub fn dies_after_call(&self, call: Call, pause: Duration) {
        self.proxy.dooms(self.doom(), Some(call), pause);
    }

    /// The process dies after a while.
    pub fn dies_after(&self, pause: Duration) {
        self.proxy.dooms(self.doom(), None, pause);
    }

    /// A handle on this very process, whatever becomes of its number.
    fn doom(&self) -> OwnedFd {
        pidfd_open(self.desk.pid(), PidfdFlags::empty()).unwrap()
    }

    /// Waits until Stripe owes this station nothing: every payment on which money is held, or
    /// could still be, is taken or let go.
    #[track_caller]
    pub fn settles(&self, patience: Duration) {
        let began = Instant::now();
        loop {
            let open = judge::open_payments(&self.book());
            if open.is_empty() && self.proxy.is_quiet() {
                return;
            }
            assert!(
                began.elapsed() < patience,
                "not settled after {patience:?}: {open:?}\n{}",
                self.desk.text()
            );
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// Everything the sandbox knows.
    pub fn book(&self) -> Value {
        self.sandbox.book_json()
    }

    /// Ends the station politely.
    #[track_caller]
    pub fn stops(&mut self) {
        rustix::process::kill_process(self.desk.pid(), rustix::process::Signal::TERM).unwrap();
        assert_eq!(self.desk.ends(), 0);
    }

    /// Whether the screen says that something must still reach Stripe.
    fn owes(&self) -> bool {
        let text = self.desk.text();
        text.contains("settling") || text.contains("being cancelled")
    }

    /// Ends the station politely and compares journal, book and what was said.
    #[track_caller]
    pub fn is_judged(&mut self) {
        if self.desk.is_running() {
            let began = Instant::now();
            while self.owes() {
                assert!(began.elapsed() < SALE, "still settling:\n{}", self.desk.text());
                std::thread::park_timeout(Duration::from_millis(20));
            }
            self.stops();
        }
        let path = self.desk.folder().join("journal.db");
        let journal = chargeonce::journal::read(&path).unwrap().records;
        judge::judge(&journal, &self.book(), &self.told);
        assert_eq!(self.proxy.led_astray(), 0, "a redirect was followed");
    }
}

/// What is done at one till.
pub type Work = Box<dyn FnOnce(&mut Till) + Send>;

/// Runs tills beside one another, for they mostly wait, and judges each at its end.
pub fn beside_one_another(tills: Vec<Work>) {
    std::thread::scope(|scope| {
        for work in tills {
            scope.spawn(move || {
                let mut till = Till::open();
                work(&mut till);
                till.is_judged();
            });
        }
    });
}

/// Several tills for these things, so many for each.
pub fn shared_out<T: Copy + Send + 'static>(
    things: &[T],
    each: usize,
    work: impl Fn(&mut Till, T) + Send + Copy + 'static,
) -> Vec<Work> {
    let tills = things.chunks(each).map(<[T]>::to_vec).map(|things| {
        Box::new(move |till: &mut Till| things.iter().for_each(|thing| work(till, *thing))) as Work
    });
    tills.collect()
}
