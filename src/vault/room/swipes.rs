//! Swipes and the readers with a device of their own: found, heard, believed or refused.

use std::time::Duration;

use super::{Room, Said};
use crate::card::track::Verdict;
use crate::reader::News;
use crate::station::{Event, SwipeProblem, VaultEvent};
use crate::vault::session::Session;
use crate::vault::walls::outside;

impl Room {
    pub(super) fn look_at_readers(&mut self) {
        let now = self.now();
        let mut sources = std::mem::take(&mut self.sources);
        for (index, source) in &mut sources {
            // Looking for devices needs room, and no card passes through it.
            if let Some(found) = outside(|| source.seek(now))
                && let Some(health) = source.take_in(found, now)
            {
                self.say(&Said::Event(Event::Reader { index: *index, health }));
            }
        }
        self.sources = sources;
    }

    pub(super) fn reading(&mut self) {
        if self.session.as_ref().is_some_and(Session::is_open) {
            self.event(VaultEvent::Reading);
        }
    }

    pub(super) fn swiped(&mut self, verdict: Verdict, first: Duration) {
        match &mut self.session {
            Some(session) if session.is_open() => {
                // A card is an answer too.
                self.answer_due = false;
                let name = session.name;
                match session.swipe(verdict, first, self.mode) {
                    Ok(view) => self.event(VaultEvent::Form { session: name, view }),
                    Err(problem) => {
                        // The form may have changed; why comes last, or the form would take it down.
                        if let Some(view) = self.session.as_ref().and_then(Session::view) {
                            self.event(VaultEvent::Form { session: name, view });
                        }
                        self.event(VaultEvent::Refused(problem));
                    }
                }
                self.open_ahead();
            }
            // The card is being sent: one at a time.
            Some(_) => {}
            None => match verdict {
                // Read or not, somebody swiped and is to hear what to do instead.
                Verdict::Card(_) | Verdict::NotPaymentCard(_) | Verdict::Refused(_) => {
                    self.soil();
                    self.last_words.push(VaultEvent::Stray);
                }
                Verdict::Typed => {}
            },
        }
        // Told first, and only then made ready for the next one.
        self.storage.restock();
    }

    pub(super) fn news(&mut self, news: &News<'_>) {
        match news {
            News::Started => self.reading(),
            News::Swipe(swipe) => {
                let verdict = swipe.verdict(self.mode, &mut self.storage);
                self.swiped(verdict, swipe.first());
            }
            News::Broken => {
                if self.session.as_ref().is_some_and(Session::is_open) {
                    self.event(VaultEvent::Refused(SwipeProblem::Incomplete));
                }
            }
        }
    }
}
