//! How the process ends, whatever it was at, and starts again.

use chargeonce::station::{Books, Event, Station};

use super::agenda::Happening;
use super::{World, kinds, policy};
use crate::faults::Fault;
use crate::stripe::{DAY, HOUR, MINUTE, SECOND};

impl World {
    pub(super) fn perhaps_die(&mut self) {
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
    pub(super) fn die(&mut self, off: u64) {
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

    pub(super) fn start(&mut self) {
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
}
