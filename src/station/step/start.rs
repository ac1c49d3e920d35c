//! The start: what the journal left open is decided before the first screen.
//!
//! Presumed abort: a sale without `committed` is void; one with it is captured.

use crate::station::screen::{Notice, Screen, Welcome};
use crate::station::{Attention, Effect, Now, Record, SaleState, Station, Trouble};

impl Station {
    /// Takes up what the last run left open. Call once, before the first step.
    #[must_use]
    pub fn start(&mut self, now: Now) -> Vec<Effect> {
        self.now = now;
        let newest = self.books.newest_first().next().map(|entry| entry.sale);
        let open: Vec<_> = self
            .books
            .newest_first()
            .map(|entry| {
                let unseen = entry.committed && !entry.shown;
                (entry.sale, entry.state, unseen, entry.attention)
            })
            .collect();
        for (sale, state, unseen, attention) in open.into_iter().rev() {
            match state {
                SaleState::Open | SaleState::Authorising | SaleState::Declined => {
                    let cause = Trouble::Interrupted.code().to_owned();
                    self.record(vec![Record::Void { sale, cause }]);
                    if newest == Some(sale) && state == SaleState::Authorising {
                        self.screen = Screen::Welcome(Welcome {
                            notice: Some(Notice::LastNotCharged),
                            since: now.at,
                            checking: false,
                        });
                    }
                }
                SaleState::Committed | SaleState::Captured => {
                    if unseen {
                        self.unseen = Some(sale);
                        // A flag that is up already says more, and is not taken down for this.
                        if attention.is_none() {
                            let what = Attention::ApprovalUnseen;
                            self.record(vec![Record::Attention { sale: Some(sale), what }]);
                        }
                    }
                    self.owe(sale);
                }
                SaleState::Void => self.owe(sale),
                SaleState::Voided => {}
            }
        }
        self.recall_declines();
        self.recall_approval();
        self.recall_wrong_pins();
        self.guard();
        self.ask_for_network();
        std::mem::take(&mut self.effects)
    }
}
