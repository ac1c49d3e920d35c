//! New settings come into force between two customers, never during one.

use crate::station::{Effect, Policy, Screen, Station};

impl Station {
    /// Takes on another policy: at once where nobody is being served, else at the next Welcome.
    #[must_use]
    pub fn adopt(&mut self, policy: Policy) -> Vec<Effect> {
        self.incoming = Some(policy);
        if matches!(self.screen, Screen::Welcome(_) | Screen::Closed(_)) {
            self.adopt_incoming();
            self.effects.push(Effect::Repaint);
        }
        std::mem::take(&mut self.effects)
    }

    pub(super) fn adopt_incoming(&mut self) {
        if let Some(policy) = self.incoming.take() {
            self.policy = policy;
            self.home_language = None;
        }
    }
}
