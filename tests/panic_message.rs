//! A panic says where, never what; in the vault it ends the process at once.
//!
//! Each test calls its own binary again to panic there.

#![expect(
    clippy::unwrap_used,
    reason = "the lints know test functions, but not the helpers they call"
)]

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};

use chargeonce::kiosk::panic;
use chargeonce::vault::walls::Region;

const NUMBER: &str = "4929104857362819";
const IN_CHILD: &str = "CHARGEONCE_TEST_PANICS";

/// Runs one test again, in a process that is to panic; everything it said.
fn panics_again(test: &str) -> (ExitStatus, String) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.args(["--exact", test, "--nocapture"]).env(IN_CHILD, "1").output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status, String::from_utf8(said).unwrap())
}

fn says_only_where(said: &str) {
    assert!(said.contains("stopped by a fault of its own at tests/panic_message.rs:"), "{said}");
    let digits: Vec<&str> = said.split(|character: char| !character.is_ascii_digit()).collect();
    assert!(digits.iter().all(|run| run.len() < 7), "a panic said more than where");
    assert!(!said.contains("what it held"), "a panic quoted its message");
}

#[test]
fn a_panic_says_where_and_never_what() {
    if std::env::var_os(IN_CHILD).is_some() {
        panic::install();
        assert!(NUMBER.is_empty(), "what it held: {NUMBER}");
    }
    let (status, said) = panics_again("a_panic_says_where_and_never_what");
    assert!(!status.success());
    says_only_where(&said);
}

#[test]
fn a_panic_in_the_vault_ends_the_process_at_once() {
    if std::env::var_os(IN_CHILD).is_some() {
        panic::install();
        let held = || assert!(NUMBER.is_empty(), "what it held: {NUMBER}");
        let _never_comes_back = Region::build().unwrap().start(held).unwrap().demolish();
        return;
    }
    let (status, said) = panics_again("a_panic_in_the_vault_ends_the_process_at_once");
    assert_eq!(status.signal(), Some(libc::SIGABRT), "{status}");
    says_only_where(&said);
}
