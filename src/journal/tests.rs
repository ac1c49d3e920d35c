//! Promises of the journal that need its insides: every record, a crash in mid-write, tampering.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;

use super::any_record::any_record;
use super::row::{Row, RowProblem, decode};
use super::{Damage, Journal, JournalError, JournalThread, NotTaken, Options};
use crate::card::Brand;
use crate::station::{
    Attempt, Batch, Books, ChargeId, Currency, Dated, IntentId, MethodId, Money, Record, SaleId,
};

const OPTIONS: Options =
    Options { ballast_bytes: 0, least_free_bytes: 0, lock_wait: Duration::ZERO };

/// A directory for a journal, gone with the test.
struct Home {
    directory: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("journal.db")
    }

    fn open(&self) -> Result<(Journal, Vec<Dated>), JournalError> {
        Journal::open(&self.path(), OPTIONS)
    }

    /// Writes the batches to a fresh journal and closes it.
    fn with(batches: Vec<Vec<Record>>) -> (Self, Vec<Dated>) {
        let home = Self::new();
        let (mut journal, _) = home.open().unwrap();
        let written =
            batches.into_iter().flat_map(|batch| journal.append(batch).unwrap()).collect();
        (home, written)
    }

    /// Changes the closed journal behind its triggers' backs, and puts them back as they were.
    fn tamper(&self, statement: &str) {
        let connection = Connection::open(self.path()).unwrap();
        let triggers: Vec<(String, String)> = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        connection.execute_batch(statement).unwrap();
        for (_, sql) in &triggers {
            connection.execute_batch(sql).unwrap();
        }
    }

    fn damage(&self) -> Damage {
        match self.open() {
            Err(JournalError::Damaged { damage, quarantine, .. }) => {
                assert!(quarantine.is_some_and(|copy| copy.exists()));
                damage
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("damage went unnoticed"),
        }
    }
}

/// One whole sale, with the texts a real one has.
fn a_sale(number: u64) -> Vec<Record> {
    let sale = SaleId(u128::from(number));
    let money = Money::new(1250, Currency::new("usd").unwrap()).unwrap();
    vec![
        Record::Opened { sale, number, money, reference: "Room 12".into(), customer: None },
        Record::Intent { sale, intent: IntentId(format!("pi_{number}")) },
        Record::Authorising {
            sale,
            attempt: Attempt::FIRST,
            method: MethodId(format!("pm_{number}")),
            brand: Brand::Visa,
            last4: "4242".parse().unwrap(),
        },
        Record::Committed { sale },
        Record::Shown { sale },
        Record::Captured {
            sale,
            received: 1250,
            charge: Some(ChargeId(format!("ch_{number}"))),
            receipt_url: Some("https://pay.stripe.com/receipts/x".into()),
        },
    ]
}

proptest! {
    #[test]
    fn every_record_comes_back_from_its_row_as_it_was(record in any_record()) {
        let row = Row::encode(&record).unwrap();
        prop_assert_eq!(decode(row.sale.as_deref(), row.kind, &row.body), Ok(record));
    }

    #[test]
    fn no_body_makes_the_reader_panic(kind in "[a-z]{1,12}", body in any::<String>()) {
        let _ = decode(None, &kind, &body);
    }
}

proptest! {
    // Every case is a file with several syncs.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_appended_is_loaded_in_order_and_folds_to_the_same_books(
        batches in prop::collection::vec(prop::collection::vec(any_record(), 0..5), 0..6),
    ) {
        let (home, written) = Home::with(batches.clone());
        let records: Vec<_> = written.iter().map(|dated| dated.record.clone()).collect();
        prop_assert_eq!(&records, &batches.concat());
        let (_, loaded) = home.open().unwrap();
        prop_assert_eq!(Books::fold(&loaded), Books::fold(&written));
        prop_assert_eq!(loaded, written);
    }
}

#[test]
fn a_row_of_another_shape_is_no_record() {
    let sale = Some("0000000000000000000000000000000a");
    let problem = |sale, kind, body| decode(sale, kind, body).unwrap_err();
    assert_eq!(problem(sale, "refunded", "{}"), RowProblem::UnknownKind);
    assert_eq!(problem(sale, "shown", r#"{"more":1}"#), RowProblem::Malformed);
    assert_eq!(problem(sale, "intent", "{}"), RowProblem::Malformed);
    assert_eq!(problem(None, "shown", "{}"), RowProblem::Malformed);
    assert_eq!(problem(Some("A"), "shown", "{}"), RowProblem::Malformed);
    let brand = r#"{"attempt":1,"method":"pm","brand":"diamond","last4":"4242"}"#;
    assert_eq!(problem(sale, "authorising", brand), RowProblem::Malformed);
    let digits = r#"{"attempt":1,"method":"pm","brand":"visa","last4":"42424"}"#;
    assert_eq!(problem(sale, "authorising", digits), RowProblem::Malformed);
    let half_fils = r#"{"number":1,"amount":1255,"currency":"kwd","reference":"","customer":null}"#;
    assert_eq!(problem(sale, "opened", half_fils), RowProblem::Malformed);
}

#[test]
fn the_disk_has_a_place_for_nothing_but_these_fields() {
    let (home, _) = Home::with(vec![a_sale(1)]);
    let connection = Connection::open(home.path()).unwrap();
    let column = |sql: &str| -> Vec<String> {
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(
        column("SELECT name FROM pragma_table_info('event')"),
        ["seq", "sale", "kind", "body", "wall_ms", "boot", "mono_ms", "prev", "hash"]
    );
    assert_eq!(
        column("SELECT name FROM pragma_table_info('meta')"),
        ["one", "format", "install", "created_ms", "head_seq", "head_hash"]
    );
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    assert_eq!(column(tables), ["event", "meta"]);
}

proptest! {
    #[test]
    fn a_body_has_no_field_outside_the_list(record in any_record()) {
        const ALLOWED: [&str; 17] = [
            "number", "amount", "currency", "reference", "customer", "intent", "attempt",
            "method", "brand", "last4", "code", "received", "charge", "receipt_url", "cause",
            "what", "act",
        ];
        let body: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&Row::encode(&record).unwrap().body).unwrap();
        for key in body.keys() {
            prop_assert!(ALLOWED.contains(&key.as_str()), "{}", key);
        }
    }
}

#[test]
fn a_crash_in_the_middle_of_a_write_leaves_what_was_acknowledged() {
    let home = Home::new();
    let (mut journal, _) = home.open().unwrap();
    let written = journal.append(a_sale(1)).unwrap();
    let survivor = Home::new();
    journal.flush_half_a_batch(&a_sale(2), || {
        // The power goes: what a disk has of the journal is the files as they are now.
        for name in ["journal.db", "journal.db-journal", "journal.installed"] {
            let to = survivor.directory.path().join(name);
            std::fs::copy(home.directory.path().join(name), to).unwrap();
        }
    });
    let torn = std::fs::read(survivor.path()).unwrap();
    assert!(torn.windows(4).any(|bytes| bytes == b"pi_2"), "nothing of the batch got to the disk");
    let (mut journal, loaded) = survivor.open().unwrap();
    assert_eq!(loaded, written);
    journal.append(a_sale(2)).unwrap();
}

#[test]
fn an_altered_column_of_any_event_is_seen() {
    for (seq, change) in [
        (1, "body = replace(body, '1250', '1350')"),
        (2, "sale = 'ffffffffffffffffffffffffffffffff'"),
        (3, "kind = 'voided'"),
        (4, "wall_ms = wall_ms + 1"),
        (5, "mono_ms = mono_ms + 1"),
        (6, "boot = zeroblob(16)"),
        (2, "prev = zeroblob(32)"),
        (6, "hash = zeroblob(32)"),
    ] {
        let (home, _) = Home::with(vec![a_sale(1)]);
        home.tamper(&format!("UPDATE event SET {change} WHERE seq = {seq}"));
        assert_eq!(home.damage(), Damage::Altered { seq }, "{change}");
    }
}

#[test]
fn a_removed_event_is_seen_wherever_it_was() {
    let damage = |statement: &str| {
        let (home, _) = Home::with(vec![a_sale(1)]);
        home.tamper(statement);
        home.damage()
    };
    assert_eq!(damage("DELETE FROM event WHERE seq = 1"), Damage::Gap { seq: 1 });
    assert_eq!(damage("DELETE FROM event WHERE seq = 3"), Damage::Gap { seq: 3 });
    assert_eq!(damage("DELETE FROM event WHERE seq = 6"), Damage::Tail);
    assert_eq!(damage("DELETE FROM event"), Damage::Tail);
    assert_eq!(damage("UPDATE meta SET head_seq = 5"), Damage::Tail);
    assert_eq!(damage("UPDATE meta SET created_ms = 1"), Damage::Altered { seq: 1 });
}

#[test]
fn a_journal_without_its_triggers_is_refused() {
    let (home, _) = Home::with(vec![a_sale(1)]);
    let connection = Connection::open(home.path()).unwrap();
    connection.execute_batch("DROP TRIGGER event_is_never_changed").unwrap();
    drop(connection);
    assert_eq!(home.damage(), Damage::Schema);
}

#[test]
fn a_whole_event_of_an_unknown_kind_asks_for_the_newer_version() {
    let (home, _) = Home::with(vec![a_sale(1)]);
    let (mut journal, _) = home.open().unwrap();
    journal.append_row("settled-by-barter", "{}");
    drop(journal);
    assert!(matches!(home.open(), Err(JournalError::UnknownRecord { seq: 7, .. })));
}

#[test]
fn a_failed_write_ends_the_journals_use() {
    let home = Home::new();
    let (mut journal, _) = home.open().unwrap();
    let written = journal.append(a_sale(1)).unwrap();
    journal.limit_to_its_pages();
    let many = (2..200).flat_map(a_sale).collect();
    assert!(matches!(journal.append(many), Err(JournalError::Full { .. })));
    assert!(matches!(journal.append(a_sale(2)), Err(JournalError::Stopped { .. })));
    drop(journal);
    let (_, loaded) = home.open().unwrap();
    assert_eq!(loaded, written);
}

#[test]
fn no_flipped_byte_of_the_file_is_believed() {
    let (home, written) = Home::with(vec![a_sale(1), a_sale(2)]);
    let whole = std::fs::read(home.path()).unwrap();
    let flip = |at: usize| -> Vec<u8> {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        bytes
    };
    for at in (0..whole.len()).step_by(41) {
        judge(&flip(at), &written, &format!("byte {at}"));
    }
    for length in (1..whole.len()).step_by(977) {
        judge(&whole[..length], &written, &format!("cut at {length}"));
    }
}

/// Opens a station on these bytes: it may refuse them, or read what was written, nothing else.
fn judge(bytes: &[u8], written: &[Dated], what: &str) {
    let home = Home::new();
    std::fs::write(home.path(), bytes).unwrap();
    if let Ok((_, loaded)) = Journal::open(Path::new(&home.path()), OPTIONS) {
        assert!(loaded == written, "{what} changed what was read, unnoticed");
    }
}

#[test]
fn the_threads_first_failure_is_reported_once_and_ends_everything() {
    let home = Home::new();
    let (mut journal, _) = home.open().unwrap();
    let written = journal.append(a_sale(1)).unwrap();
    journal.limit_to_its_pages();
    let (done, finished) = channel();
    let (hold, held) = channel::<()>();
    let thread = JournalThread::spawn(journal, move |batch, written| {
        done.send((batch, written.is_ok())).unwrap();
        // Ends with the sender: the first answer is kept back until more has been given.
        let _ended = held.recv();
    })
    .unwrap();
    thread.append(Batch(1), vec![]).unwrap();
    assert_eq!(finished.recv().unwrap(), (Batch(1), true));
    thread.append(Batch(2), (2..200).flat_map(a_sale).collect()).unwrap();
    thread.append(Batch(3), a_sale(200)).unwrap();
    drop(hold);
    assert_eq!(finished.recv().unwrap(), (Batch(2), false));
    assert_eq!(thread.append(Batch(4), a_sale(201)), Err(NotTaken::Stopped));
    assert!(finished.recv().is_err());
    drop(thread);
    let (_, loaded) = home.open().unwrap();
    assert_eq!(loaded, written);
}

#[test]
fn a_disk_that_does_not_answer_is_told_and_does_not_stop_the_caller() {
    let home = Home::new();
    let (journal, _) = home.open().unwrap();
    let (hold, held) = channel::<()>();
    let thread = JournalThread::spawn(journal, move |_, _| {
        let _ended = held.recv();
    })
    .unwrap();
    let refused = (0..5_000).find_map(|batch| thread.append(Batch(batch), vec![]).err());
    assert_eq!(refused, Some(NotTaken::Overrun));
    drop(hold);
}

#[test]
fn a_journal_that_is_being_written_is_read_whole_or_not_at_all() {
    let home = Home::new();
    let (mut journal, _) = home.open().unwrap();
    let mut written = journal.append(a_sale(1)).unwrap();
    let path = home.path();
    let (stop, stopped) = channel::<()>();
    let writer = std::thread::spawn(move || {
        let mut number = 2;
        while stopped.recv_timeout(Duration::from_millis(5)).is_err() {
            written.extend(journal.append(a_sale(number)).unwrap());
            number += 1;
        }
        written
    });
    let mut seen = Vec::new();
    for _ in 0..30 {
        let reading = super::read(&path).unwrap();
        assert!(reading.source.in_use);
        assert_eq!(reading.records.len() % a_sale(1).len(), 0, "half a batch was read");
        seen.push(reading.records);
    }
    stop.send(()).unwrap();
    let written = writer.join().unwrap();
    assert!(seen.iter().all(|records| written.starts_with(records)));
    assert!(seen.first().unwrap().len() < seen.last().unwrap().len());
    assert_eq!(super::read(&path).unwrap().records, written);
}

#[test]
fn half_a_batch_on_the_disk_of_a_running_station_is_not_read() {
    let home = Home::new();
    let (mut journal, _) = home.open().unwrap();
    journal.append(a_sale(1)).unwrap();
    journal.flush_half_a_batch(&a_sale(2), || {
        // The writer stays where it is: no later look is any better.
        assert!(matches!(super::read(&home.path()), Err(JournalError::InUse { .. })));
    });
}
