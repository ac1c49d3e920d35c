//! Batches given to the journal's thread come back in order, once each, and only when durable.

#![expect(clippy::unwrap_used, reason = "a helper that cannot do its part fails the test")]
#![expect(clippy::print_stdout, reason = "the child of a test tells its parent on standard output")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use chargeonce::journal::{Journal, JournalThread, Options, Room, read};
use chargeonce::station::{Batch, Currency, Money, Record, SaleId};

const OPTIONS: Options =
    Options { ballast_bytes: 0, least_free_bytes: 0, lock_wait: Duration::ZERO };

fn opened(number: u64) -> Record {
    let money = Money::new(1250, Currency::new("usd").unwrap()).unwrap();
    let sale = SaleId(u128::from(number));
    Record::Opened { sale, number, money, reference: String::new(), customer: None }
}

#[test]
fn batches_come_back_in_the_order_they_were_given() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let (journal, _) = Journal::open(&path, OPTIONS).unwrap();
    let (done, finished) = channel();
    let thread = JournalThread::spawn(journal, move |batch, written| {
        done.send((batch, written.unwrap())).unwrap();
    })
    .unwrap();
    for number in 1..=50 {
        let committed = Record::Committed { sale: SaleId(u128::from(number)) };
        thread.append(Batch(number), vec![opened(number), committed]).unwrap();
    }
    // Dropping waits until everything given is written.
    drop(thread);
    let answers: Vec<_> = finished.iter().collect();
    let batches: Vec<_> = answers.iter().map(|(batch, _)| *batch).collect();
    assert_eq!(batches, (1..=50).map(Batch).collect::<Vec<_>>());
    let dated: Vec<_> = answers.into_iter().flat_map(|(_, dated)| dated).collect();
    assert_eq!(read(&path).unwrap().records, dated);
}

#[test]
fn a_nearly_full_disk_is_told_and_what_is_under_way_is_still_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let full = Options { least_free_bytes: u64::MAX, ..OPTIONS };
    let (journal, _) = Journal::open(&path, full).unwrap();
    let (done, finished) = channel();
    let thread =
        JournalThread::spawn(journal, move |_, written| done.send(written.is_ok()).unwrap())
            .unwrap();
    assert_eq!(thread.room(), Room::Low);
    thread.append(Batch(1), vec![opened(1)]).unwrap();
    assert!(finished.recv().unwrap());
}

/// Names the journal to a child of this test, which then appends to it until it is killed.
const CHILD: &str = "CHARGEONCE_TEST_JOURNAL";

#[test]
fn what_was_acknowledged_survives_sigkill() {
    if let Some(path) = std::env::var_os(CHILD) {
        append_until_killed(Path::new(&path));
    }
    for acknowledgements in [1, 7, 40] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.db");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "what_was_acknowledged_survives_sigkill", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let acknowledged =
            std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()))
                .filter_map(|line| line.unwrap().strip_prefix("written ")?.parse::<usize>().ok())
                .nth(acknowledgements - 1)
                .unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let (_, loaded) = Journal::open(&path, OPTIONS).unwrap();
        assert!(loaded.len() >= acknowledged, "{} of {acknowledged}", loaded.len());
        for (number, dated) in (1..).zip(loaded) {
            assert_eq!(dated.record, opened(number));
        }
    }
}

fn append_until_killed(path: &Path) -> ! {
    let (journal, _) = Journal::open(path, OPTIONS).unwrap();
    let thread = JournalThread::spawn(journal, |Batch(number), written| {
        written.unwrap();
        println!("written {number}");
    })
    .unwrap();
    let mut next = 1;
    loop {
        if thread.append(Batch(next), vec![opened(next)]) == Ok(()) {
            next += 1;
        }
        std::thread::yield_now();
    }
}
