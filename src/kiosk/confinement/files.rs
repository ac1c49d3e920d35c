//! The fence around files and TCP ports: Landlock. What is not named here can't be opened any
//! more, whoever owns it; what is open stays open.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, make_bitflags, path_beneath_rules,
};

use super::{Hold, Reach};

/// Read by the C library (names, time zones), the readers' search and the report of hardening.
const SYSTEM: [&str; 9] =
    ["/etc", "/usr", "/lib", "/lib64", "/run", "/proc", "/sys", "/var/lib/misc", "/nix/store"];
/// Terminals, readers and printers, plugged in at any time. Which of them may be opened is the
/// business of their owners and of the service's unit.
const DEVICES: &str = "/dev";
/// The switch by which an input device is kept from typing for others is below this.
const SWITCHES: &str = "/sys/devices";
/// Name servers are asked over TCP where an answer is too long for UDP.
const NAMES: u16 = 53;

/// What the newest kernel this was written for can fence.
const KNOWN: ABI = ABI::V6;

/// Puts the fence up around this thread and those it will start.
pub(super) fn fence(reach: &Reach) -> Hold {
    match build(reach) {
        Ok(RulesetStatus::FullyEnforced) => Hold::Whole,
        Ok(RulesetStatus::PartiallyEnforced) => Hold::Partly,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Hold::Missing,
    }
}

fn build(reach: &Reach) -> Result<RulesetStatus, RulesetError> {
    let mut rules = Ruleset::default().handle_access(AccessFs::from_all(KNOWN))?;
    if reach.port.is_some() {
        rules = rules.handle_access(AccessNet::from_all(KNOWN))?;
    }
    // Not abstract sockets: the service manager may be told there.
    let rules = rules.scope(Scope::Signal)?.create()?;
    let look = AccessFs::ReadFile | AccessFs::ReadDir;
    let own =
        look | make_bitflags!(AccessFs::{WriteFile | Truncate | MakeReg | MakeDir | RemoveFile});
    let rules = below(rules, SYSTEM, look)?;
    let rules = below(rules, [DEVICES], look | AccessFs::WriteFile | AccessFs::IoctlDev)?;
    let rules = below(rules, [SWITCHES], AccessFs::WriteFile)?;
    let rules = below(rules, &reach.read, look)?;
    let rules = below(rules, &reach.own, own)?;
    let rules = below(rules, &reach.append, AccessFs::WriteFile | AccessFs::MakeReg)?;
    let rules = below(rules, &reach.sockets, look | AccessFs::MakeSock | AccessFs::RemoveFile)?;
    let mut rules = below(rules, &reach.clear, AccessFs::RemoveDir)?;
    if let Some(port) = reach.port {
        for port in [port, NAMES] {
            rules = rules.add_rule(NetPort::new(port, AccessNet::ConnectTcp))?;
        }
    }
    Ok(rules.restrict_self()?.ruleset)
}

/// Allows what is below the paths that there are.
fn below(
    rules: RulesetCreated,
    paths: impl IntoIterator<Item = impl AsRef<Path>>,
    access: impl Into<BitFlags<AccessFs>>,
) -> Result<RulesetCreated, RulesetError> {
    rules.add_rules(path_beneath_rules(paths, access.into()))
}
