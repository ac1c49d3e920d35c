//! What can go wrong, which of it a shift has, and what it has met.

use chargeonce::station::{Call, Screen};

use crate::dice::Dice;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Something that goes wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $($(#[$doc])* $name),+ }
        impl Fault {
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

faults! {
    /// The process is killed: records given and not yet written may be lost.
    Kill,
    /// The power fails: the same, and the station is off for longer.
    PowerCut,
    /// Off for days: keys of Stripe expire, and holds.
    LongOff,
    /// Killed again and again while it starts.
    KillAtStart,
    /// The service is stopped politely.
    Stop,
    /// A write takes seconds.
    SlowDisk,
    /// A write fails: the process ends itself.
    BrokenDisk,
    /// Nothing can be written for a while: the process ends itself and cannot start.
    FullDisk,
    /// A frame takes long to reach the terminal.
    SlowFrame,
    /// The wall clock jumps.
    ClockJump,
    /// Connection refused: known as not sent.
    Refused,
    /// The request is lost.
    Lost,
    /// The request arrives long after the station gave up on it.
    Late,
    /// Carried out, and the answer lost.
    AnswerLost,
    /// Carried out, and the answer unreadable.
    Garbage,
    /// Not carried out, and the answer unreadable.
    GarbageBefore,
    /// 429.
    RateLimited,
    /// 401: the key is not accepted for a while.
    KeyRefused,
    /// 503.
    Unavailable,
    /// 500, nothing done, kept under its key.
    ServerBefore,
    /// 500, done all the same, kept under its key.
    ServerAfter,
    /// 500, done hours later.
    RolledForward,
    /// 400, nothing done, kept under its key.
    OddRefusal,
    /// The answer speaks of another payment.
    WrongAnswer,
    /// No network at all for a while.
    Outage,
    /// The bank says no.
    Decline,
    /// The bank wants the customer to confirm.
    BankPage,
    /// The bank takes its time.
    Processing,
    /// The card does not reach Stripe.
    VaultTrouble,
    /// Somebody captures, cancels or refunds in the Dashboard.
    Dashboard,
}

/// The faults one shift may meet.
#[derive(Clone, Debug)]
pub struct Swarm {
    bits: u64,
    /// How often each request, write or event meets one, in thousandths.
    pub rate: u64,
}

impl Swarm {
    /// A random subset, never the same for long; now and then nothing goes wrong at all.
    pub fn of(dice: &mut Dice) -> Self {
        let dense = dice.below(4);
        let mut bits = 0;
        for fault in Fault::ALL {
            let meets = match dense {
                0 => dice.permille(100),
                1 => dice.permille(600),
                _ => dice.permille(300),
            };
            if meets {
                bits |= 1 << *fault as u64;
            }
        }
        if dice.permille(20) {
            bits = 0;
        }
        Self { bits, rate: dice.pick(&[10, 30, 80, 200]) }
    }

    pub const fn has(&self, fault: Fault) -> bool {
        self.bits & (1 << fault as u64) != 0
    }

    pub const fn heal(&mut self) {
        self.bits = 0;
    }
}

pub const SCREENS: [&str; 14] = [
    "welcome",
    "amount",
    "reference",
    "customer",
    "method",
    "card",
    "save",
    "confirm",
    "charging",
    "challenge",
    "outcome",
    "receipt",
    "closed",
    "off",
];
pub const CALLS: [&str; 8] = [
    "prepare",
    "confirm",
    "inspect",
    "capture",
    "cancel",
    "find-customers",
    "email-receipt",
    "list-intents",
];

/// How often each fault was met on each screen and by each call.
#[derive(Clone, Debug)]
pub struct Met {
    pub on_screen: Vec<[u64; SCREENS.len()]>,
    pub by_call: Vec<[u64; CALLS.len()]>,
}

impl Met {
    pub fn new() -> Self {
        Self {
            on_screen: vec![[0; SCREENS.len()]; Fault::ALL.len()],
            by_call: vec![[0; CALLS.len()]; Fault::ALL.len()],
        }
    }

    pub fn screen(&mut self, fault: Fault, screen: Option<&Screen>) {
        let name = screen.map_or("off", Screen::name);
        let place = SCREENS.iter().position(|known| *known == name).expect("a screen");
        self.on_screen[fault as usize][place] += 1;
    }

    pub fn call(&mut self, fault: Fault, call: &Call) {
        let place = CALLS.iter().position(|known| *known == call.name()).expect("a call");
        self.by_call[fault as usize][place] += 1;
    }

    /// Which faults were met too rarely where they matter, to be told.
    pub fn missing(&self, least: u64) -> Vec<String> {
        let mut missing = Vec::new();
        for fault in Fault::ALL {
            let (places, counts): (&[&str], &[u64]) = match fault {
                Fault::Kill
                | Fault::PowerCut
                | Fault::LongOff
                | Fault::Stop
                | Fault::FullDisk
                | Fault::Outage
                | Fault::ClockJump => (&SCREENS[..13], &self.on_screen[*fault as usize]),
                Fault::KillAtStart => (&SCREENS[..1], &self.on_screen[*fault as usize]),
                // Where something is written, drawn, sent or held.
                Fault::SlowDisk | Fault::BrokenDisk => {
                    (&["method", "card", "charging", "outcome"], &self.on_screen[*fault as usize])
                }
                Fault::SlowFrame => (
                    &["welcome", "confirm", "charging", "outcome"],
                    &self.on_screen[*fault as usize],
                ),
                Fault::VaultTrouble => (&["save"], &self.on_screen[*fault as usize]),
                Fault::Dashboard => (&["welcome", "outcome"], &self.on_screen[*fault as usize]),
                Fault::Decline | Fault::BankPage | Fault::Processing => {
                    (&["confirm"], &self.by_call[*fault as usize])
                }
                Fault::KeyRefused
                | Fault::Refused
                | Fault::Lost
                | Fault::Late
                | Fault::AnswerLost
                | Fault::Garbage
                | Fault::GarbageBefore
                | Fault::RateLimited
                | Fault::Unavailable
                | Fault::ServerBefore
                | Fault::ServerAfter
                | Fault::RolledForward
                | Fault::OddRefusal
                | Fault::WrongAnswer => (&CALLS[..5], &self.by_call[*fault as usize]),
            };
            let names: &[&str] = if counts.len() == CALLS.len() { &CALLS } else { &SCREENS };
            for place in places {
                let index = names.iter().position(|name| name == place).expect("a place");
                if counts[index] < least {
                    missing.push(format!("{fault:?} at {place}: {}", counts[index]));
                }
            }
        }
        missing
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.on_screen.iter_mut().zip(&other.on_screen) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        for (mine, theirs) in self.by_call.iter_mut().zip(&other.by_call) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}
