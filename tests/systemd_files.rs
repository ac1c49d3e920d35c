//! The files of the service, asked of systemd itself. Where its tools are not installed the tests
//! say so and look at less.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "the lints know test functions, but not the helpers they call"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn unit() -> String {
    std::fs::read_to_string(project("systemd/chargeonce.service")).unwrap()
}

/// Runs a tool, or says that it is not there.
fn ask(tool: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            eprintln!("SKIPPED: {tool} is not installed here");
            None
        }
    }
}

fn said(output: &Output) -> String {
    let bytes = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn the_unit_verifies_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let unit = unit().replace("/usr/bin/chargeonce", env!("CARGO_BIN_EXE_chargeonce"));
    let file = folder.path().join("chargeonce.service");
    std::fs::write(&file, unit).unwrap();
    let Some(answer) = ask("systemd-analyze", &["verify", "--man=no", file.to_str().unwrap()])
    else {
        return;
    };
    let words = said(&answer);
    let about_us: Vec<_> = words.lines().filter(|line| line.contains("chargeonce")).collect();
    assert!(answer.status.success() && about_us.is_empty(), "{words}");
}

#[test]
fn the_unit_is_exposed_no_more_than_one_point_three() {
    let file = project("systemd/chargeonce.service");
    let arguments =
        ["security", "--offline=true", "--threshold=13", "--no-pager", file.to_str().unwrap()];
    let Some(answer) = ask("systemd-analyze", &arguments) else { return };
    assert!(answer.status.success(), "{}", said(&answer));
}

#[test]
fn the_unit_promises_what_the_station_rests_on() {
    let unit = unit();
    let lines: Vec<_> = unit.lines().collect();
    for line in [
        "Type=notify",
        "WatchdogSec=30s",
        "Restart=always",
        "StartLimitIntervalSec=0",
        "StandardInput=tty-force",
        "Conflicts=getty@tty1.service rescue.service",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "CapabilityBoundingSet=",
        "DevicePolicy=closed",
    ] {
        assert!(lines.contains(&line), "{line}");
    }
    // Such a command would be given the station's terminal, which hangs up for the station.
    assert!(!lines.iter().any(|line| line.starts_with("ExecReload=")));
}

#[test]
fn the_keymap_is_one_and_silences_what_leaves_or_freezes_the_screen() {
    let file = project("hardware/console.map");
    let map = std::fs::read_to_string(&file).unwrap();
    for key in ["alt keycode 60", "control alt keycode 60", "keycode 70", "control alt keycode 111"]
    {
        assert!(map.lines().any(|line| line == format!("{key} = VoidSymbol")), "{key}");
    }
    if let Some(answer) = ask("loadkeys", &["--parse", file.to_str().unwrap()]) {
        assert!(answer.status.success(), "{}", said(&answer));
    }
}

#[test]
fn users_and_directories_are_what_systemd_takes() {
    let folder = tempfile::tempdir().unwrap();
    let root = format!("--root={}", folder.path().display());
    std::fs::create_dir(folder.path().join("etc")).unwrap();
    let users = project("systemd/chargeonce.sysusers.conf");
    if let Some(answer) = ask("systemd-sysusers", &[&root, users.to_str().unwrap()]) {
        let passwd = std::fs::read_to_string(folder.path().join("etc/passwd")).unwrap_or_default();
        assert!(passwd.contains("chargeonce:x:"), "{}", said(&answer));
    }
}
