//! What support asks for behind the looks: the settings, the readers, the service, the last
//! warnings. No secret is in the settings that are shown, and no card in the log.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;

use crate::command::file_argument::FileArgument;
use crate::command::reader::list;
use crate::config::{self, Surroundings};
use crate::kiosk::redact::redact;

/// So many of the log's last warnings and errors.
const WARNINGS: usize = 20;

/// The chapters, each with its heading.
pub(super) fn appendix(file: &FileArgument, surroundings: &Surroundings) -> String {
    let loaded = config::load(&file.choice(), surroundings, &[]);
    let settings = match &loaded {
        Ok(loaded) => config::effective(loaded),
        Err(error) => format!("{error}\n"),
    };
    let warnings = match &loaded {
        Ok(loaded) => warnings(&loaded.settings.log.directory),
        Err(_) => "not looked for\n".to_owned(),
    };
    let mut text = String::new();
    for (heading, chapter) in [
        ("Settings in force", settings),
        ("Plugged in", list::text()),
        ("Service", service()),
        ("Time zone", zone()),
        ("Last warnings in the log", warnings),
    ] {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n== {heading}\n\n{}\n", chapter.trim_end());
    }
    String::from_utf8_lossy(&redact_lines(&text)).into_owned()
}

/// As for the log: whatever stands in a file that is quoted here.
fn redact_lines(text: &str) -> Vec<u8> {
    text.split_inclusive('\n').flat_map(|line| redact(line.as_bytes())).collect()
}

fn zone() -> String {
    let zone = TimeZone::system();
    zone.iana_name().unwrap_or("without a name").to_owned()
}

/// The service manager's own words.
fn service() -> String {
    const ASKED: &str =
        "LoadState,ActiveState,SubState,NRestarts,ExecMainStatus,StateChangeTimestamp";
    let asked = Command::new("systemctl")
        .args(["show", "chargeonce.service", "--property", ASKED])
        .output();
    match asked {
        Ok(said) if said.status.success() => String::from_utf8_lossy(&said.stdout).into_owned(),
        _ => "no systemd answers here".to_owned(),
    }
}

/// The last warnings and errors of the newest of the daily files.
fn warnings(directory: &Path) -> String {
    let Ok(files) = std::fs::read_dir(directory) else {
        return format!("{} can't be read", directory.display());
    };
    let is_log = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.starts_with("chargeonce.") && name.ends_with(".log"))
    };
    let newest = files.flatten().map(|entry| entry.path()).filter(is_log).max();
    let bytes = newest.and_then(|newest| std::fs::read(newest).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let is_warning = |line: &&str| line.contains(" WARN ") || line.contains(" ERROR ");
    let all: Vec<_> = text.lines().filter(is_warning).collect();
    let last = all.get(all.len().saturating_sub(WARNINGS)..).unwrap_or_default();
    if last.is_empty() { "none".to_owned() } else { last.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_warnings_are_those_of_the_newest_day() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(directory.path().join(name), text).unwrap();
        };
        write("chargeonce.2026-01-01.log", "t  WARN chargeonce: old\n");
        write("chargeonce.2026-01-02.log", "t  INFO a: b\nt  WARN a: c\nt ERROR a: d\n");
        write("another.log", "t ERROR z\n");
        assert_eq!(warnings(directory.path()), "t  WARN a: c\nt ERROR a: d");
        assert_eq!(warnings(&directory.path().join("none")).lines().count(), 1);
    }

    #[test]
    fn no_key_and_no_card_leaves_with_the_report() {
        let text = "a = sk_live_abc\nb 4242424242424242\n";
        let clean = String::from_utf8(redact_lines(text)).unwrap();
        assert_eq!(clean, "a = [key]\nb [redacted]\n");
    }
}
