//! What will happen, in the order of its time.

use std::cmp::Ordering;

use chargeonce::station::{Answer, Batch, Call, IntentId, VaultEvent};

use super::network::Journey;
use crate::stripe::Bank;

/// What will happen; with the number of the start it belongs to, where a later start must not
/// notice it.
pub(super) enum Happening {
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

/// When.
pub(super) struct Due {
    pub(super) at: u64,
    pub(super) order: u64,
    pub(super) what: Happening,
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
