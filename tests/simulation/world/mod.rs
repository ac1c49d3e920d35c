//! One shift: the real station in a world of virtual time.

mod agenda;
mod network;
mod process;
mod visits;

use std::collections::BinaryHeap;
use std::time::Duration;

use agenda::{Due, Happening};
use chargeonce::station::*;

use crate::customer::Customer;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::faults::{Fault, Met, Swarm};
use crate::mutant::{Bent, Mutant};
use crate::oracle::{Broken, Oracle};
use crate::stripe::{EPOCH, MINUTE, SECOND, Stripe};

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
