//! Against card testing: thieves try stolen numbers on machines that nobody watches. So many
//! declines in one visit, or in so long a time, pause the station; a PIN or time lifts the pause.
//!
//! A visit ends with an approval, or when nobody has touched the station for a while. What counts
//! is in the journal, so that pulling the plug lifts nothing.

use std::collections::VecDeque;
use std::time::Duration;

use crate::station::{Moment, Record, StaffAct, Station};

/// What is remembered of declines.
#[derive(Clone, Debug, Default)]
pub(in crate::station) struct Declines {
    /// When each of the last declines stops counting, oldest first.
    count_until: VecDeque<Moment>,
    visit: usize,
    paused_until: Option<Moment>,
}

impl Declines {
    pub(in crate::station) const fn is_paused(&self) -> bool {
        self.paused_until.is_some()
    }
}

impl Station {
    /// Takes up at the start what the journal says of the time before.
    pub(super) fn recall_declines(&mut self) {
        let limit = self.policy.unattended.declines;
        let now = self.now;
        let ages: Vec<Duration> = self.books.declines().map(|unix_ms| now.age(unix_ms)).collect();
        let newest_first = || ages.iter().rev().copied();
        let mut later = Duration::ZERO;
        self.declines.visit = newest_first()
            .take(self.books.declines_since_approval())
            .take_while(|age| {
                let gap = age.saturating_sub(later);
                later = *age;
                gap < limit.visit_idle
            })
            .count();
        self.declines.count_until = ages
            .iter()
            .filter_map(|age| limit.within.checked_sub(*age))
            .filter(|left| !left.is_zero())
            .map(|left| now.at.after(left))
            .collect();
        let last = newest_first().next();
        let left = last.and_then(|age| limit.pause.checked_sub(age));
        if let Some(left) = left
            && self.too_many_declines()
        {
            self.declines.paused_until = Some(now.at.after(left));
        }
    }

    /// The bank said no.
    pub(super) fn count_decline(&mut self) {
        let limit = self.policy.unattended.declines;
        let now = self.now.at;
        let declines = &mut self.declines;
        declines.visit = declines.visit.saturating_add(1);
        declines.count_until.retain(|until| *until > now);
        declines.count_until.push_back(now.after(limit.within));
        if self.too_many_declines() {
            self.declines.paused_until = Some(now.after(limit.pause));
        }
    }

    fn too_many_declines(&self) -> bool {
        let limit = self.policy.unattended.declines;
        let in_visit = limit.visit > 0 && self.declines.visit >= limit.visit;
        in_visit || self.declines.count_until.len() >= limit.count
    }

    /// Somebody pressed a key or swiped. Whoever comes after a while is somebody else.
    pub(super) fn touched(&mut self) {
        if self.now.at.since(self.active) >= self.policy.unattended.declines.visit_idle {
            self.declines.visit = 0;
        }
        self.active = self.now.at;
    }

    /// A card was approved: whoever comes next is somebody else.
    pub(super) const fn end_visit(&mut self) {
        self.declines.visit = 0;
    }

    /// Somebody with a PIN goes on at once. It is written down, as it must outlive a restart.
    pub(super) fn lift_pause(&mut self) {
        self.forget_declines();
        self.record(vec![Record::Staff { act: StaffAct::PauseLifted }]);
    }

    /// The pause ends by itself when its time is over.
    pub(super) fn pause_due(&mut self) {
        if self.declines.paused_until.is_some_and(|until| until <= self.now.at) {
            self.forget_declines();
        }
    }

    fn forget_declines(&mut self) {
        self.declines = Declines::default();
    }

    pub(super) const fn paused_until(&self) -> Option<Moment> {
        self.declines.paused_until
    }
}
