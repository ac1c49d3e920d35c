//! A serial reader that the station may not open, as it runs in a shop: as a user of its own.
//!
//! Root may open everything, so the binary is started as nobody. That takes root, and `setpriv`;
//! without them the test says so and shows nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests stop where something is wrong"
)]

mod kiosk;
mod readers;

use std::fs::{Permissions, canonicalize, set_permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use kiosk::{Desk, Setup};
use readers::{Line, SWIPE};

const SETPRIV: [&str; 4] = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const NOBODY: u32 = 65_534;

/// Whether a program can be started as nobody, and may then execute the binary.
fn can_be_nobody() -> bool {
    let [setpriv, who @ ..] = SETPRIV;
    let binary = env!("CARGO_BIN_EXE_chargeonce");
    rustix::process::geteuid().is_root()
        && Command::new(setpriv)
            .args(who)
            .args(["/usr/bin/test", "-x", binary])
            .status()
            .is_ok_and(|ended| ended.success())
}

/// What starts the binary as nobody, in a folder that is given to nobody first.
fn as_nobody() -> Vec<String> {
    let script =
        format!("chown -R {NOBODY}:{NOBODY} \"$HOME\" && exec {} \"$@\"", SETPRIV.join(" "));
    ["/bin/sh", "-c", &script, "sh"].map(str::to_owned).to_vec()
}

/// The line's own node, behind its name, which anybody may follow.
fn node(line: &Line) -> PathBuf {
    let name = line.path();
    set_permissions(name.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    canonicalize(name).unwrap()
}

fn give(node: &Path, user: u32, mode: u32) {
    chown(node, Some(user), None).unwrap();
    set_permissions(node, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_reader_that_is_not_allowed_is_read_as_soon_as_it_is() {
    if !can_be_nobody() {
        eprintln!("SKIPPED: needs root, setpriv, and a binary that nobody may execute");
        return;
    }
    let mut line = Line::new();
    let node = node(&line);
    give(&node, 0, 0o600);
    let more = format!("[[reader]]\nkind = \"serial\"\npath = \"{}\"\n", line.path().display());
    let mut desk = Desk::with(Setup { more, under: as_nobody(), ..Setup::default() });
    desk.shows("Reader not allowed").reaches_card("1250").shows("Reader not allowed");
    give(&node, NOBODY, 0o600);
    desk.shows("Reader ready");
    line.send(SWIPE);
    desk.shows("•••• •••• •••• 4242").types("123\r").shows("Save this card for future use?");
    let status = std::fs::read_to_string(format!("/proc/{}/status", desk.pid().as_raw_nonzero()));
    let user = status.unwrap().lines().find(|line| line.starts_with("Uid:")).map(str::to_owned);
    assert!(user.is_some_and(|user| user.contains("65534")), "it runs as somebody else");
}
