//! Closes the process to others before a card can come: at the start of every command, for good.
//!
//! What the system refuses is reported, not fatal: a station that takes no money protects
//! nobody. The service's unit asks for the same and more from outside.

use std::fmt;

use rustix::process::{DumpableBehavior, Resource, Rlimit};

/// What was achieved. Printed as one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// No core dump is written.
    pub no_core_dumps: bool,
    /// Other processes of this user can neither trace this one nor read its memory.
    pub closed_to_others: bool,
    /// Nothing this process could start gains rights.
    pub no_new_privileges: bool,
    /// Whether memory may be written to a swap device. `None` when that can't be told.
    pub may_swap: Option<bool>,
}

impl Hardening {
    /// Does all of it.
    #[must_use]
    pub fn apply() -> Self {
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        Self {
            no_core_dumps: rustix::process::setrlimit(Resource::Core, none).is_ok(),
            closed_to_others: rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
                .is_ok(),
            no_new_privileges: rustix::thread::set_no_new_privs(true).is_ok(),
            may_swap: may_swap(),
        }
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.no_core_dumps
            && self.closed_to_others
            && self.no_new_privileges
            && self.may_swap == Some(false)
    }
}

impl fmt::Display for Hardening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |done| if done { "yes" } else { "NO" };
        let swap = match self.may_swap {
            Some(false) => "none",
            Some(true) => "ON (the vault's own memory is locked all the same)",
            None => "unknown",
        };
        write!(
            f,
            "no core dumps: {}; closed to other processes: {}; no new privileges: {}; swap: {swap}",
            word(self.no_core_dumps),
            word(self.closed_to_others),
            word(self.no_new_privileges),
        )
    }
}

/// Swap is off when there is none, or when the service manager allows this service none.
fn may_swap() -> Option<bool> {
    let swaps = std::fs::read_to_string("/proc/swaps").ok()?;
    if !names_a_device(&swaps) {
        return Some(false);
    }
    Some(!is_allowed_none())
}

/// The first line is a heading.
fn names_a_device(swaps: &str) -> bool {
    swaps.lines().skip(1).any(|line| !line.trim().is_empty())
}

/// `MemorySwapMax=0` in the unit.
fn is_allowed_none() -> bool {
    let group = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let Some(group) = group.lines().find_map(|line| line.strip_prefix("0::/")) else {
        return false;
    };
    let limit = format!("/sys/fs/cgroup/{group}/memory.swap.max");
    std::fs::read_to_string(limit).is_ok_and(|limit| limit.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_device_is_told_from_the_heading() {
        let heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        assert!(!names_a_device(heading) && !names_a_device(""));
        assert!(names_a_device(&format!("{heading}/dev/sda2 partition 1 0 -2\n")));
    }

    #[test]
    fn what_is_missing_is_said_and_makes_it_less_than_whole() {
        let whole = Hardening {
            no_core_dumps: true,
            closed_to_others: true,
            no_new_privileges: true,
            may_swap: Some(false),
        };
        assert!(whole.is_whole() && !whole.to_string().contains("NO"));
        let swapping = Hardening { may_swap: Some(true), ..whole };
        assert!(!swapping.is_whole() && swapping.to_string().contains("swap: ON"));
        let open = Hardening { closed_to_others: false, ..whole };
        assert!(!open.is_whole() && open.to_string().contains("processes: NO"));
    }
}
