//! One shift: the real station in a world of virtual time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Duration;

use chargeonce::card::{Brand, CardSummary, Expiry, Field, FormView, Last4, NumberView};
use chargeonce::station::*;

use crate::customer::{Act, Customer};
use crate::dice::Dice;
use crate::disk::Disk;
use crate::faults::{Fault, Met, Swarm};
use crate::mutant::{Bent, Mutant};
use crate::oracle::{Broken, Oracle};
use crate::stripe::{Bank, DAY, EPOCH, HOUR, MINUTE, SECOND, Server, Stripe, api};

/// Time the world gets after it has healed.
const GRACE: u64 = 10 * MINUTE;
/// Events at one moment without time passing: more is a machine gone mad.
const STORM: u32 = 2_000;

/// What a shift came to.
pub struct Shift {
    pub broken: Option<Broken>,
    pub trace: Vec<String>,
    pub sales: u64,
    pub charges: u64,
    pub calls: u64,
    pub boots: u64,
    pub events: u64,
    pub met: Met,
}

enum Happening {
    Boot,
    Frame(u64),
    Written(u64, Batch),
    Early(u64, Batch),
    Arrive(Box<Journey>),
    Finish(Box<Journey>),
    Answer(u64, Box<Answer>),
    Vault(u64, VaultEvent),
    Act,
    Bank(IntentId, bool),
    Roll(Call, Bank),
    OutageEnds,
    DiskFreed,
    Stubborn(u64),
    Heal,
    Judge,
}

/// A request under way.
struct Journey {
    boot: u64,
    request: Request,
    reply: Way,
    server: Server,
    bank: Bank,
    takes: u64,
}

/// How the answer travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Good,
    Reset,
    Garbage,
    Wrong,
    Nobody,
}

struct Due {
    at: u64,
    order: u64,
    what: Happening,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

pub struct World {
    now: u64,
    order: u64,
    queue: BinaryHeap<Due>,
    dice: Dice,
    swarm: Swarm,
    met: Met,
    station: Option<Station>,
    boot: u64,
    boot_at: u64,
    frame_due: bool,
    wall: i64,
    disk: Disk,
    stripe: Stripe,
    oracle: Oracle,
    session: Option<Ask>,
    cards: u64,
    /// How long the gateway waits for an answer, in milliseconds.
    timeout: u64,
    customer: Customer,
    visits_left: u64,
    outage: bool,
    healed: bool,
    /// The last moment at which something of the old faults may still happen.
    echo: u64,
    /// How often it still dies while it starts.
    crashes_at_start: u64,
    trace: Option<Vec<String>>,
    mutant: Option<Mutant>,
    bent: Bent,
    calls: u64,
    events: u64,
    judged: u8,
}

pub fn policy() -> Policy {
    let currency = Currency::new("usd").expect("usd");
    let money = |minor| Money::new(minor, currency).expect("an amount");
    Policy {
        name: "desk".to_owned(),
        mode: Mode::Counter,
        realm: Realm::Sandbox,
        currency,
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
        unattended: chargeonce::station::Unattended::default(),
        demo: false,
    }
}

/// Runs one shift.
pub fn shift(seed: u64, mutant: Option<Mutant>, traced: bool) -> Shift {
    let mut dice = Dice::new(seed);
    let swarm = Swarm::of(&mut dice);
    let customer = Customer::of(1, &mut dice);
    let visits_left = dice.between(1, 5);
    let crashes_at_start = dice.pick(&[0, 0, 1, 2, 3, 20]);
    let timeout = dice.pick(&[5 * SECOND, 15 * SECOND, 20 * SECOND, 80 * SECOND]);
    let mut world = World {
        now: 0,
        order: 0,
        queue: BinaryHeap::new(),
        dice,
        swarm,
        met: Met::new(),
        station: None,
        boot: 0,
        boot_at: 0,
        frame_due: false,
        wall: EPOCH,
        disk: Disk::default(),
        stripe: Stripe::default(),
        oracle: Oracle::default(),
        session: None,
        cards: 0,
        timeout,
        customer,
        visits_left,
        outage: false,
        healed: false,
        echo: 0,
        crashes_at_start,
        trace: traced.then(Vec::new),
        mutant,
        bent: Bent::default(),
        calls: 0,
        events: 0,
        judged: 0,
    };
    world.after(0, Happening::Boot);
    world.after(SECOND, Happening::Act);
    world.run();
    Shift {
        broken: world.oracle.broken,
        trace: world.trace.unwrap_or_default(),
        sales: world.oracle.sold,
        charges: world.stripe.intents.iter().map(|intent| u64::from(intent.captures)).sum(),
        calls: world.calls,
        boots: world.boot,
        events: world.events,
        met: world.met,
    }
}

impl World {
    fn after(&mut self, delay: u64, what: Happening) {
        self.order += 1;
        self.queue.push(Due { at: self.now + delay, order: self.order, what });
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        let (now, boot) = (self.now, self.boot);
        if let Some(trace) = &mut self.trace {
            let second = now / SECOND;
            trace.push(format!("{second:>8}.{:03} #{boot:<2} {}", now % SECOND, line()));
        }
    }

    /// Whether a fault happens now, here.
    fn meets(&mut self, fault: Fault) -> bool {
        self.swarm.has(fault) && self.dice.permille(self.swarm.rate)
    }

    fn meets_on_screen(&mut self, fault: Fault, permille: u64) -> bool {
        let met = self.swarm.has(fault) && self.dice.permille(permille);
        if met {
            self.met.screen(fault, self.station.as_ref().map(Station::screen));
            self.note(|| format!("!! {fault:?}"));
        }
        met
    }

    fn run(&mut self) {
        let mut storm = (0, 0);
        while self.oracle.broken.is_none() && self.judged < 2 {
            let due = self
                .station
                .as_ref()
                .and_then(Station::deadline)
                .map(|due| self.boot_at + due.0.as_micros().div_ceil(1_000) as u64);
            let next = self.queue.peek().map(|due| due.at);
            let at = match (due, next) {
                (None, None) => return,
                (Some(due), Some(next)) => due.min(next),
                (due, next) => due.or(next).unwrap_or(self.now),
            };
            self.now = self.now.max(at);
            self.events += 1;
            storm = if storm.0 == self.now { (self.now, storm.1 + 1) } else { (self.now, 0) };
            if storm.1 > STORM {
                self.oracle.fail("I4 time passes", || "the station never rests".to_owned());
                return;
            }
            if due.is_some_and(|due| due <= self.now) && next.is_none_or(|next| next > self.now) {
                self.step(Event::Time);
            } else if let Some(due) = self.queue.pop() {
                self.happen(due.what);
            }
            self.perhaps_die();
        }
    }

    fn perhaps_die(&mut self) {
        if self.station.is_none() || self.healed {
            return;
        }
        if self.meets_on_screen(Fault::Kill, 4) {
            self.die(SECOND * 2);
        } else if self.meets_on_screen(Fault::PowerCut, 3) {
            let off = self.dice.between(5 * SECOND, HOUR);
            self.die(off);
        } else if self.meets_on_screen(Fault::LongOff, 2) {
            let off = self.dice.between(HOUR, 9 * DAY);
            self.die(off);
        } else if self.meets_on_screen(Fault::ClockJump, 4) {
            let jump = self.dice.between(0, 400 * DAY) as i64;
            self.wall += jump - 200 * DAY as i64;
        } else if self.meets_on_screen(Fault::FullDisk, 2) {
            self.disk.full = true;
            let freed = self.dice.between(MINUTE, 2 * HOUR);
            self.after(freed, Happening::DiskFreed);
        } else if !self.outage && self.meets_on_screen(Fault::Outage, 3) {
            self.outage = true;
            let long = self.dice.permille(30);
            let until = self.dice.between(10 * SECOND, if long { 30 * HOUR } else { 20 * MINUTE });
            self.after(until, Happening::OutageEnds);
        } else if self.meets_on_screen(Fault::Stop, 2) {
            let boot = self.boot;
            self.after(90 * SECOND, Happening::Stubborn(boot));
            self.step(Event::Stop);
        } else if self.swarm.has(Fault::Dashboard) && self.dice.permille(3) {
            let (now, screen) = (self.now, self.station.as_ref().map(Station::screen));
            if self.stripe.dashboard(now, &mut self.dice) {
                self.met.screen(Fault::Dashboard, screen);
                self.note(|| "!! Dashboard".to_owned());
            }
        }
    }

    /// The process is gone, at once.
    fn die(&mut self, off: u64) {
        if self.station.take().is_none() {
            return;
        }
        let waiting = self.disk.waiting();
        let survive = self.dice.below(waiting + 1);
        let wall = self.wall;
        for records in self.disk.cut(survive, wall) {
            self.note(|| format!("   kept unacknowledged: {}", kinds(&records)));
            self.oracle.durable(&records, self.customer.visit, &self.stripe);
        }
        self.session = None;
        self.boot += 1;
        self.note(|| format!("   off for {off} ms; {survive} of {waiting} batches survived"));
        self.after(off, Happening::Boot);
    }

    fn start(&mut self) {
        if self.disk.full {
            self.note(|| "   no start: the disk is full".to_owned());
            return self.after(MINUTE, Happening::Boot);
        }
        self.boot += 1;
        self.boot_at = self.now;
        self.frame_due = false;
        self.oracle.started();
        let books = match self.mutant {
            Some(mutant) => mutant.folded(&self.disk.durable),
            None => Books::fold(&self.disk.durable),
        };
        let seed = u128::from(self.dice.next()) << 64 | u128::from(self.dice.next());
        let now = self.clock();
        let mut station = Station::new(policy(), vec!["reader".to_owned()], books, seed, now);
        let effects = station.start(now);
        self.station = Some(station);
        self.note(|| "   started".to_owned());
        self.perform(effects);
        self.frame_soon();
        if self.swarm.has(Fault::KillAtStart) && self.crashes_at_start > 0 {
            self.crashes_at_start -= 1;
            self.met.screen(Fault::KillAtStart, self.station.as_ref().map(Station::screen));
            self.note(|| "!! KillAtStart".to_owned());
            self.die(SECOND);
        }
    }

    fn clock(&self) -> Now {
        let wall = Wall {
            unix_ms: self.wall + self.now as i64,
            year: 2030,
            month: 3,
            day: 17,
            hour: 9,
            minute: 30,
        };
        Now { at: Moment(Duration::from_millis(self.now - self.boot_at)), wall }
    }

    fn step(&mut self, event: Event) {
        let event = match self.mutant {
            Some(mutant) => mutant.event(event, &mut self.bent),
            None => event,
        };
        let now = self.clock();
        let Some(station) = &mut self.station else { return };
        let before = station.screen().name();
        let text = self.trace.is_some().then(|| brief(&event));
        let effects = station.step(now, event);
        let after = station.screen().name();
        if let Some(text) = text {
            let turn = if before == after { String::new() } else { format!("  [{after}]") };
            self.note(|| format!("-> {text}{turn}"));
        }
        self.perform(effects);
        self.frame_soon();
    }

    fn frame_soon(&mut self) {
        if !self.frame_due && self.station.is_some() {
            self.frame_due = true;
            let slow = self.meets_on_screen(Fault::SlowFrame, 20);
            let delay = if slow { self.dice.between(50, 3_000) } else { self.dice.between(1, 8) };
            self.after(delay, Happening::Frame(self.boot));
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        let effects = match self.mutant {
            Some(mutant) => mutant.effects(effects, &mut self.bent),
            None => effects,
        };
        let boot = self.boot;
        for effect in effects {
            if self.boot != boot || self.station.is_none() {
                return;
            }
            match effect {
                Effect::Record { batch, records } => self.record(batch, records),
                Effect::Call(request) => self.send(request),
                Effect::AwaitCard { session, .. } => self.session = Some(session),
                Effect::Tokenise { session, key } => self.tokenise(session, &key),
                Effect::Forget => self.session = None,
                Effect::Print(_) | Effect::Repaint | Effect::TakeAnswer => {}
                Effect::Survey => {}
                Effect::Leave(_) => {
                    self.note(|| "<- leave".to_owned());
                    let off = self.dice.between(SECOND, MINUTE);
                    self.die(off);
                }
            }
        }
    }

    fn record(&mut self, batch: Batch, records: Vec<Record>) {
        self.note(|| format!("<- record {}", kinds(&records)));
        self.oracle.given(&records);
        let mut takes = self.dice.between(1, 6);
        if self.meets_on_screen(Fault::SlowDisk, 60) {
            takes = self.dice.between(100, 5_000);
        }
        if self.disk.full || self.meets_on_screen(Fault::BrokenDisk, 6) {
            self.note(|| "   the journal failed".to_owned());
            return self.die(5 * SECOND);
        }
        if self.mutant.is_some_and(|mutant| mutant.acknowledges_early(&records)) {
            self.after(0, Happening::Early(self.boot, batch));
            takes += 20 * SECOND;
        }
        let at = self.disk.give(batch, records, self.now, takes);
        self.after(at - self.now, Happening::Written(self.boot, batch));
    }

    fn answer(&mut self, delay: u64, ask: Ask, result: Result<Reply, Failure>) {
        self.after(delay, Happening::Answer(self.boot, Box::new(Answer { ask, result })));
    }

    /// A request goes out, and meets what it meets.
    fn send(&mut self, request: Request) {
        self.calls += 1;
        self.note(|| format!("<- {:?}", request.call));
        self.oracle.sent(&request.call);
        let ask = request.ask;
        let refused = Failure::NotSent { phase: ConnectPhase::Connect };
        if self.outage {
            self.met.call(Fault::Outage, &request.call);
            let (delay, failure) = if self.dice.permille(500) {
                (self.dice.between(1, 3_000), refused)
            } else {
                (self.timeout, Failure::Unknown)
            };
            return self.answer(delay, ask, Err(failure));
        }
        let takes = self.dice.between(30, 900);
        let there = self.dice.between(10, 120);
        let bank = self.bank(&request.call);
        let mut journey = Journey {
            boot: self.boot,
            request,
            reply: Way::Good,
            server: Server::Well,
            bank,
            takes,
        };
        let Some(fault) = self.network_fault() else {
            return self.after(there, Happening::Arrive(Box::new(journey)));
        };
        self.met.call(fault, &journey.request.call);
        self.note(|| format!("!! {fault:?}"));
        match fault {
            Fault::Refused => self.answer(there, ask, Err(refused)),
            Fault::Lost => self.answer(self.timeout, ask, Err(Failure::Unknown)),
            Fault::GarbageBefore => {
                let unreadable = Failure::Undecodable { http: 502, request_id: None };
                self.answer(there, ask, Err(unreadable));
            }
            Fault::RateLimited => {
                let failure = self.advised(api(429, ApiKind::RateLimited));
                self.answer(there, ask, Err(failure));
            }
            Fault::KeyRefused => self.answer(there, ask, Err(api(401, ApiKind::KeyRefused))),
            Fault::Unavailable => {
                let failure = self.advised(api(503, ApiKind::Server));
                self.answer(there, ask, Err(failure));
            }
            Fault::Late => {
                self.answer(self.timeout, ask, Err(Failure::Unknown));
                journey.reply = Way::Nobody;
                let late = self.timeout + self.dice.between(SECOND, 5 * MINUTE);
                self.echo = self.echo.max(self.now + late + MINUTE);
                self.after(late, Happening::Arrive(Box::new(journey)));
            }
            _ => {
                match fault {
                    Fault::AnswerLost => journey.reply = Way::Reset,
                    Fault::Garbage => journey.reply = Way::Garbage,
                    Fault::WrongAnswer => journey.reply = Way::Wrong,
                    Fault::ServerBefore => journey.server = Server::FailsBefore,
                    Fault::ServerAfter => journey.server = Server::FailsAfter,
                    Fault::OddRefusal => journey.server = Server::Refuses,
                    _ => journey.server = Server::FailsAndRollsForward,
                }
                self.after(there, Happening::Arrive(Box::new(journey)));
            }
        }
    }

    /// A failure with Stripe's advice on trying again, or without.
    fn advised(&mut self, failure: Failure) -> Failure {
        let Failure::Api(error) = failure else { return failure };
        let retry_after = self.dice.pick(&[None, Some(0), Some(3), Some(600)]);
        Failure::Api(ApiError {
            should_retry: self.dice.pick(&[None, Some(true), Some(false)]),
            retry_after: retry_after.map(Duration::from_secs),
            ..error
        })
    }

    fn network_fault(&mut self) -> Option<Fault> {
        const NETWORK: [Fault; 14] = [
            Fault::KeyRefused,
            Fault::Refused,
            Fault::Lost,
            Fault::Late,
            Fault::AnswerLost,
            Fault::Garbage,
            Fault::GarbageBefore,
            Fault::RateLimited,
            Fault::Unavailable,
            Fault::ServerBefore,
            Fault::ServerAfter,
            Fault::RolledForward,
            Fault::OddRefusal,
            Fault::WrongAnswer,
        ];
        NETWORK.into_iter().find(|fault| self.meets(*fault))
    }

    fn bank(&mut self, call: &Call) -> Bank {
        if !matches!(call, Call::Confirm { .. }) {
            return Bank::Yes;
        }
        let roll = self.dice.below(1000);
        let (fault, bank) = match roll {
            0..=199 => (Fault::Decline, Bank::No),
            200..=319 => (Fault::BankPage, Bank::Page),
            320..=379 => (Fault::Processing, Bank::Later),
            _ => return Bank::Yes,
        };
        if !self.swarm.has(fault) {
            return Bank::Yes;
        }
        self.met.call(fault, call);
        bank
    }

    fn arrive(&mut self, journey: Box<Journey>) {
        let until = self.now + journey.takes;
        match self.stripe.arrive(&journey.request.call, self.now, until) {
            Some(result) => self.reply(&journey, result),
            None => self.after(journey.takes, Happening::Finish(journey)),
        }
    }

    fn finish(&mut self, journey: &Journey) {
        let call = &journey.request.call;
        let result = self.stripe.finish(call, self.now, journey.server, journey.bank);
        self.oracle.charged(&self.stripe);
        if journey.server == Server::FailsAndRollsForward {
            let later = self.dice.between(SECOND, 3 * HOUR);
            self.echo = self.echo.max(self.now + later + MINUTE);
            self.after(later, Happening::Roll(call.clone(), journey.bank));
        } else {
            self.bank_decides(call, journey.bank);
        }
        self.reply(journey, result);
    }

    /// What was left open at the bank is decided some time later, or never.
    fn bank_decides(&mut self, call: &Call, bank: Bank) {
        let Call::Confirm { intent, .. } = call else { return };
        let yes = self.dice.permille(700);
        let delay = match bank {
            Bank::Page if self.dice.permille(850) => self.dice.between(2 * SECOND, 4 * MINUTE),
            Bank::Later => self.dice.between(200, 50 * SECOND),
            Bank::Page | Bank::Yes | Bank::No => return,
        };
        self.echo = self.echo.max(self.now + delay + MINUTE);
        self.after(delay, Happening::Bank(intent.clone(), yes));
    }

    fn reply(&mut self, journey: &Journey, result: Result<Reply, Failure>) {
        if journey.boot != self.boot {
            return;
        }
        let back = self.dice.between(10, 120);
        let result = match (journey.reply, result) {
            (Way::Nobody, _) => return,
            (Way::Reset, _) => Err(Failure::Unknown),
            (Way::Garbage, _) => Err(Failure::Undecodable { http: 200, request_id: None }),
            (Way::Wrong, Ok(Reply::Intent(facts))) => {
                let fresh =
                    matches!(journey.request.call, Call::Prepare { .. } | Call::Confirm { .. });
                let another = self.stripe.another(&facts.id, &mut self.dice);
                let unknown = IntentFacts { id: IntentId("pi_0".to_owned()), ..facts.clone() };
                Ok(Reply::Intent(match self.dice.below(4) {
                    0 if fresh => IntentFacts { amount: facts.amount + 1, ..facts },
                    1 if fresh => IntentFacts { livemode: true, ..facts },
                    2 if fresh => IntentFacts { currency: "eur".to_owned(), ..facts },
                    // Nothing at all tells that a new intent has another name.
                    _ if matches!(journey.request.call, Call::Prepare { .. }) => {
                        another.unwrap_or(facts)
                    }
                    _ => another.unwrap_or(unknown),
                }))
            }
            (_, result) => result,
        };
        self.answer(back, journey.request.ask, result);
    }

    fn tokenise(&mut self, session: Ask, key: &IdempotencyKey) {
        self.oracle.card_sent(key);
        self.session = None;
        self.cards += 1;
        let takes = self.dice.between(100, 2_500);
        let trouble = self.outage || self.meets_on_screen(Fault::VaultTrouble, self.swarm.rate);
        let event = if trouble {
            let declined =
                Declined { reason: Decline::CheckNumber, code: "incorrect_number".to_owned() };
            let failure = match self.dice.below(4) {
                _ if self.outage => Failure::NotSent { phase: ConnectPhase::Connect },
                0 => Failure::Unknown,
                1 => api(500, ApiKind::Server),
                2 => Failure::NotSent { phase: ConnectPhase::Name },
                _ => api(402, ApiKind::Declined(declined)),
            };
            VaultEvent::NotTokenised { session, failure }
        } else {
            let card = TokenisedCard {
                method: MethodId(format!("pm_{}", self.cards)),
                brand: Brand::Visa,
                last4: Last4::new(*b"4242").expect("digits"),
                held: Duration::from_secs(2),
            };
            VaultEvent::Tokenised { session, card }
        };
        self.after(takes, Happening::Vault(self.boot, event));
    }

    fn happen(&mut self, what: Happening) {
        match what {
            Happening::Boot if self.station.is_none() => self.start(),
            Happening::Boot => {}
            Happening::Frame(boot) if boot == self.boot => self.frame(),
            Happening::Written(boot, batch) if boot == self.boot => {
                let wall = self.wall + self.now as i64;
                if let Some(records) = self.disk.written(batch, wall) {
                    self.oracle.durable(&records, self.customer.visit, &self.stripe);
                    self.step(Event::Recorded(batch));
                }
            }
            Happening::Early(boot, batch) if boot == self.boot => {
                self.step(Event::Recorded(batch));
            }
            Happening::Answer(boot, answer) if boot == self.boot => {
                self.step(Event::Answered(*answer));
            }
            Happening::Vault(boot, event) if boot == self.boot => self.step(Event::Vault(event)),
            Happening::Frame(_)
            | Happening::Written(..)
            | Happening::Early(..)
            | Happening::Answer(..)
            | Happening::Vault(..) => {}
            Happening::Arrive(journey) => self.arrive(journey),
            Happening::Finish(journey) => self.finish(&journey),
            Happening::Act => self.act(),
            Happening::Bank(intent, yes) => self.stripe.decide(&intent, self.now, yes),
            Happening::Roll(call, bank) => {
                self.note(|| format!("   rolled forward: {}", call.name()));
                let _ = self.stripe.perform(&call, self.now, bank);
                self.bank_decides(&call, bank);
                self.oracle.charged(&self.stripe);
            }
            Happening::OutageEnds => self.outage = false,
            Happening::DiskFreed => self.disk.full = false,
            Happening::Stubborn(boot) if boot == self.boot && self.station.is_some() => {
                self.note(|| "   it does not leave, and is killed".to_owned());
                self.die(SECOND);
            }
            Happening::Stubborn(_) => {}
            Happening::Heal => self.heal(),
            Happening::Judge => self.judge(),
        }
    }

    fn frame(&mut self) {
        self.frame_due = false;
        let Some(station) = &self.station else { return };
        let approved = self.oracle.painted(station.screen(), station.unseen(), self.now);
        let fresh = matches!(station.screen(), Screen::Outcome(_));
        let awaits = station.awaits_frame();
        if approved && fresh && awaits {
            // Whoever saw it has paid; the next in line is another visit.
            self.next_customer();
        }
        if awaits {
            self.step(Event::Drawn);
        }
    }

    fn next_customer(&mut self) {
        let kind = self.customer.kind;
        let visit = self.customer.visit + 1;
        self.visits_left = self.visits_left.saturating_sub(1);
        self.customer = Customer { kind, ..Customer::of(visit, &mut self.dice) };
    }

    fn act(&mut self) {
        if self.healed {
            return;
        }
        if self.visits_left == 0 || self.now > 20 * DAY {
            return self.after(0, Happening::Heal);
        }
        let Some(station) = &self.station else {
            return self.after(5 * SECOND + self.now / 20, Happening::Act);
        };
        let tried = self.oracle.sales_of(self.customer.visit);
        let (act, pause) = self.customer.act(station, tried, &mut self.dice);
        match act {
            Act::Nothing => {}
            Act::Press(key) => self.step(Event::Key(key)),
            Act::Stray => {
                self.bent.swiped_twice = true;
                self.step(Event::Vault(VaultEvent::Stray));
            }
            Act::Type => self.form(),
            Act::Card => self.card(),
            Act::Leave => {
                self.visits_left -= 1;
                let visit = self.customer.visit + 1;
                self.customer = Customer::of(visit, &mut self.dice);
                let gap = self.dice.pick(&[SECOND, 30 * SECOND, 5 * MINUTE, HOUR]);
                return self.after(gap, Happening::Act);
            }
        }
        self.after(pause, Happening::Act);
    }

    fn form(&mut self) {
        let view = FormView {
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
        };
        match self.session {
            Some(session) => self.step(Event::Vault(VaultEvent::Form { session, view })),
            None => self.step(Event::Vault(VaultEvent::Stray)),
        }
    }

    fn card(&mut self) {
        let card = CardSummary {
            brand: Brand::Visa,
            last4: Last4::new(*b"4242").expect("digits"),
            expiry: Expiry::new(2040, 1).expect("a month"),
        };
        match self.session {
            Some(session) => self.step(Event::Vault(VaultEvent::Complete { session, card })),
            None => {
                self.bent.swiped_twice = true;
                self.step(Event::Vault(VaultEvent::Stray));
            }
        }
    }

    /// Nothing fails from here on; customers are gone.
    fn heal(&mut self) {
        if self.station.is_none() {
            self.disk.full = false;
            return self.after(MINUTE, Happening::Heal);
        }
        self.note(|| "== healed".to_owned());
        self.swarm.heal();
        self.outage = false;
        self.disk.full = false;
        self.healed = true;
        let rest = self.echo.saturating_sub(self.now);
        self.after(rest + GRACE, Happening::Judge);
    }

    /// Everything must be settled: now, and after one more start.
    fn judge(&mut self) {
        self.note(|| "== judged".to_owned());
        self.stripe.expire(self.now);
        match &self.station {
            None => self.oracle.fail("I4 it runs", || "the station is off".to_owned()),
            Some(station) => {
                let screen = station.screen();
                if !matches!(screen, Screen::Welcome(_) | Screen::Closed(_)) {
                    let name = screen.name();
                    self.oracle.fail("I4 it comes to rest", || format!("still at {name}"));
                }
            }
        }
        self.oracle.settled(&self.stripe);
        if self.judged == 1 && self.wall == EPOCH {
            self.oracle.audited(&self.stripe, self.now);
        }
        self.judged += 1;
        if self.judged == 1 {
            // I23: another start finds nothing to do.
            self.die(SECOND);
            self.after(GRACE, Happening::Judge);
        }
    }
}

fn kinds(records: &[Record]) -> String {
    records.iter().map(Record::kind).collect::<Vec<_>>().join(" + ")
}

fn brief(event: &Event) -> String {
    match event {
        Event::Answered(Answer { result: Ok(Reply::Intent(facts)), .. }) => {
            format!("answer: {} {:?}", facts.id, facts.status)
        }
        Event::Answered(Answer { result: Err(failure), .. }) => format!("answer: {failure:?}"),
        event => format!("{event:?}"),
    }
}
