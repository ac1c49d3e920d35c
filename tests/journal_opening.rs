//! A station has its journal, the whole journal and nothing but its journal, or it does not start.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot do its part fails the test"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chargeonce::journal::{Damage, Files, Journal, JournalError, Options, Room};
use chargeonce::station::{Books, Currency, Dated, Money, Record, SaleId};
use rusqlite::Connection;
use tempfile::TempDir;

const OPTIONS: Options =
    Options { ballast_bytes: 64 << 10, least_free_bytes: 0, lock_wait: Duration::ZERO };

fn opened(number: u64) -> Record {
    let money = Money::new(1250, Currency::new("usd").unwrap()).unwrap();
    let sale = SaleId(u128::from(number));
    Record::Opened { sale, number, money, reference: "Room 12".into(), customer: None }
}

/// A directory with a closed journal of three sales in it.
fn closed() -> (TempDir, PathBuf, Vec<Dated>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state/journal.db");
    let (mut journal, before) = Journal::open(&path, OPTIONS).unwrap();
    assert!(before.is_empty());
    let written = journal.append(vec![opened(1), opened(2), opened(3)]).unwrap();
    (directory, path, written)
}

fn refusal(path: &Path) -> JournalError {
    match Journal::open(path, OPTIONS) {
        Err(error) => error,
        Ok(_) => panic!("the station started"),
    }
}

/// Says what happened, what it means for the money, and what to do: at least three sentences.
fn assert_helpful(error: &JournalError, path: &Path) {
    let words = error.to_string();
    assert!(words.contains(path.to_str().unwrap()), "{words}");
    assert!(words.contains("No money moves") || words.contains("takes no money"), "{words}");
    assert!(words.matches(". ").count() >= 2, "{words}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_start_creates_a_journal_only_the_station_may_read() {
    let (_directory, path, _) = closed();
    let files = Files::beside(&path);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in [path.clone(), files.marker(), files.lock(), files.ballast()] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(fs::metadata(files.ballast()).unwrap().len(), 64 << 10);
}

#[test]
fn a_journal_is_loaded_as_it_was_written() {
    let (_directory, path, written) = closed();
    let (mut journal, loaded) = Journal::open(&path, OPTIONS).unwrap();
    assert_eq!(loaded, written);
    assert_eq!(Books::fold(&loaded).next_number(), 4);
    assert_eq!(journal.room(), Room::Enough);
    let more = journal.append(vec![opened(4)]).unwrap();
    drop(journal);
    let (_, loaded) = Journal::open(&path, OPTIONS).unwrap();
    assert_eq!(loaded, [written, more].concat());
}

#[test]
fn a_missing_journal_is_a_loss_and_not_a_first_start() {
    let (_directory, path, _) = closed();
    fs::remove_file(&path).unwrap();
    let error = refusal(&path);
    assert!(matches!(error, JournalError::Missing { .. }), "{error}");
    assert_helpful(&error, &path);
    assert!(!path.exists());
}

#[test]
fn a_lost_marker_is_written_again() {
    let (_directory, path, written) = closed();
    let marker = Files::beside(&path).marker();
    let text = fs::read(&marker).unwrap();
    fs::remove_file(&marker).unwrap();
    let (_, loaded) = Journal::open(&path, OPTIONS).unwrap();
    assert_eq!(loaded, written);
    assert_eq!(fs::read(&marker).unwrap(), text);
}

#[test]
fn a_creation_that_was_interrupted_is_begun_again() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("journal.new"), "half a database").unwrap();
    fs::write(directory.path().join("journal.new-journal"), "half a rollback").unwrap();
    let path = directory.path().join("journal.db");
    assert!(Journal::open(&path, OPTIONS).is_ok());
}

#[test]
fn a_second_station_is_refused_while_the_first_one_runs() {
    let (_directory, path, _) = closed();
    let (mut journal, _) = Journal::open(&path, OPTIONS).unwrap();
    let error = refusal(&path);
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    assert_helpful(&error, &path);
    journal.append(vec![opened(4)]).unwrap();
}

#[test]
fn no_other_program_reads_a_running_stations_file() {
    let (_directory, path, _) = closed();
    let (_journal, _) = Journal::open(&path, OPTIONS).unwrap();
    let shell = Connection::open(&path).unwrap();
    shell.busy_timeout(Duration::ZERO).unwrap();
    let answer = shell.query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0));
    assert!(answer.is_err());
}

#[test]
fn what_is_written_is_never_changed_or_removed() {
    let (_directory, path, written) = closed();
    let shell = Connection::open(&path).unwrap();
    for statement in [
        "UPDATE event SET body = '{}' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2",
        "INSERT INTO event SELECT 9, sale, kind, body, wall_ms, boot, mono_ms, prev, hash FROM event",
        "UPDATE meta SET created_ms = 0",
        "DELETE FROM meta",
    ] {
        assert!(shell.execute_batch(statement).is_err(), "{statement}");
    }
    drop(shell);
    let (_, loaded) = Journal::open(&path, OPTIONS).unwrap();
    assert_eq!(loaded, written);
}

#[test]
fn a_journal_of_a_newer_version_is_left_alone() {
    let (_directory, path, _) = closed();
    let shell = Connection::open(&path).unwrap();
    shell
        .execute_batch("DROP TRIGGER meta_keeps_its_identity; UPDATE meta SET format = 2")
        .unwrap();
    drop(shell);
    let error = refusal(&path);
    assert!(matches!(error, JournalError::Newer { found: 2, .. }), "{error}");
    assert_helpful(&error, &path);
}

#[test]
fn a_foreign_file_is_left_alone() {
    for content in [foreign_database(), b"Dear diary, today I wrote a text. ".repeat(40)] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.db");
        fs::write(&path, &content).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, JournalError::Foreign { .. }), "{error}");
        assert_helpful(&error, &path);
        assert_eq!(fs::read(&path).unwrap(), content);
        assert!(!Files::beside(&path).marker().exists());
    }
}

fn foreign_database() -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE diary (day TEXT)").unwrap();
    fs::read(path).unwrap()
}

#[test]
fn another_stations_journal_is_refused() {
    let (_directory, path, _) = closed();
    let (_other_directory, other, _) = closed();
    fs::copy(&other, &path).unwrap();
    assert!(matches!(refusal(&path), JournalError::Foreign { .. }));
}

#[test]
fn a_damaged_journal_is_copied_once_and_never_begun_anew() {
    let (_directory, path, _) = closed();
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(7).rposition(|text| text == b"Room 12").unwrap();
    bytes[at] = b'B';
    fs::write(&path, &bytes).unwrap();
    for _start in 0..3 {
        let error = refusal(&path);
        assert_helpful(&error, &path);
        let JournalError::Damaged { damage, quarantine, .. } = error else { panic!("{error}") };
        assert!(matches!(damage, Damage::Altered { .. }), "{damage}");
        assert_eq!(fs::read(quarantine.unwrap()).unwrap(), bytes);
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    let kept = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().contains("damaged"));
    assert_eq!(kept.count(), 1);
}

#[test]
fn an_empty_or_unrecognisable_file_where_the_journal_was_is_damage() {
    let text = b"not a database any more, only text. ".repeat(40);
    for (content, expected) in [(Vec::new(), Damage::Empty), (text, Damage::Unreadable)] {
        let (_directory, path, _) = closed();
        fs::write(&path, &content).unwrap();
        let error = refusal(&path);
        let JournalError::Damaged { damage, .. } = error else { panic!("{error}") };
        assert_eq!(damage, expected);
    }
}

#[test]
fn a_place_where_nothing_can_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = refusal(&file.join("journal.db"));
    assert!(matches!(error, JournalError::Files { .. }), "{error}");
    assert_helpful(&error, &file);
}

#[test]
fn five_thousand_events_are_verified_before_anybody_notices() {
    let (_directory, path, _) = closed();
    let (mut journal, _) = Journal::open(&path, OPTIONS).unwrap();
    journal.append((4..=5000).map(opened).collect()).unwrap();
    drop(journal);
    let started = std::time::Instant::now();
    let (_, loaded) = Journal::open(&path, OPTIONS).unwrap();
    assert_eq!(loaded.len(), 5000);
    // An unoptimised build takes 0.1 s, and 1.5 s for 100,000 events; the rest is for busy machines.
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}
