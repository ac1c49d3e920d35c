//! Figures: how long the station itself takes where it matters. Printed always, and held to their
//! limits in an optimised build: `cargo test --release --test faults figures -- --nocapture`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use chargeonce::card::Brand;
use chargeonce::journal::{Journal, Options};
use chargeonce::station::{Attempt, Currency, IntentId, MethodId, Money, Record, SaleId};

use crate::call::Call;
use crate::fault::Fault;
use crate::proxy::Often;
use crate::till::{Card, Said, Till};

/// How often a figure is taken; its median counts.
const RUNS: usize = 15;

fn figure(what: &str, mut samples: Vec<Duration>, limit: Duration) {
    samples.sort();
    let median = samples[samples.len() / 2];
    println!("{what}: {median:.1?}, limit {limit:?}");
    if !cfg!(debug_assertions) {
        assert!(median < limit, "{what} takes {median:?}");
    }
}

fn money(minor: u64) -> Money {
    Money::new(minor, Currency::new("usd").unwrap()).unwrap()
}

/// The records of a sale up to where the money is owed, and no further.
fn approved(number: u64, minor: u64, intent: &str) -> Vec<Record> {
    let sale = SaleId(u128::from(number) << 64 | 0x5a1e);
    let (brand, last4) = (Brand::Visa, "4242".parse().unwrap());
    let method = MethodId(format!("pm_{number}"));
    vec![
        Record::Opened {
            sale,
            number,
            money: money(minor),
            reference: String::new(),
            customer: None,
        },
        Record::Intent { sale, intent: IntentId(intent.to_owned()) },
        Record::Authorising { sale, attempt: Attempt::FIRST, method, brand, last4 },
        Record::Committed { sale },
        Record::Shown { sale },
    ]
}

/// The same, and paid.
fn paid(number: u64) -> Vec<Record> {
    let mut records = approved(number, 1250, &format!("pi_{number}"));
    let sale = records[0].sale().unwrap();
    records.push(Record::Captured { sale, received: 1250, charge: None, receipt_url: None });
    records
}

/// A hold at the sandbox, in one request.
fn hold(sandbox: SocketAddr, minor: u64) -> String {
    let form = format!(
        "amount={minor}&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa\
         &allowed_payment_method_types[0]=card"
    );
    let mut stream = TcpStream::connect(sandbox).unwrap();
    write!(
        stream,
        "POST /v1/payment_intents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_x\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let intent: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(intent["status"], "requires_capture", "{body}");
    intent["id"].as_str().unwrap().to_owned()
}

/// Adds records to a journal that no station runs on.
fn add(path: &Path, sales: impl Iterator<Item = Vec<Record>>) {
    let (mut journal, _) = Journal::open(path, Options::default()).unwrap();
    let records: Vec<Record> = sales.flatten().collect();
    for batch in records.chunks(5_000) {
        journal.append(batch.to_vec()).unwrap();
    }
}

#[test]
fn after_yes_the_station_adds_little_to_the_banks_time_and_the_disks() {
    let mut till = Till::open();
    let mut own = Vec::new();
    for _ in 0..RUNS {
        till.reaches_confirm();
        // An Enter pressed earlier would wait until the question could be read.
        std::thread::park_timeout(Duration::from_millis(400));
        let began = Instant::now();
        till.desk.types("\r");
        while !till.desk.text().contains("APPROVED") {
            assert!(began.elapsed() < Duration::from_secs(30));
            // Who looks all the time keeps the terminal from being read.
            std::thread::park_timeout(Duration::from_micros(200));
        }
        let all = began.elapsed();
        let away = till.proxy.time_away(Call::Confirm);
        own.push(all.saturating_sub(away));
        assert!(till.plays_out());
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) =
        Journal::open(&folder.path().join("journal.db"), Options::default()).unwrap();
    let mut durable: Vec<Duration> = Vec::new();
    for number in 1..=RUNS as u64 {
        let began = Instant::now();
        journal.append(approved(number, 100, "pi_1")[..1].to_vec()).unwrap();
        durable.push(began.elapsed());
    }
    durable.sort();
    let record = durable[RUNS / 2];
    println!("one durable record: {record:.1?}");
    let own = own.into_iter().map(|all| all.saturating_sub(record)).collect();
    figure("after Yes, beside one round trip and one record", own, Duration::from_millis(5));
    till.is_judged();
}

#[test]
fn a_hundred_open_obligations_delay_no_start_and_are_settled_once_the_network_is_back() {
    let mut till = Till::open();
    till.stops();
    let holds: Vec<_> =
        (1..=100).map(|number| (number, hold(till.sandbox.address(), 5_000 + number))).collect();
    let sales = holds.iter().map(|(number, id)| approved(*number, 5_000 + number, id));
    add(&till.desk.folder().join("journal.db"), sales);
    for call in [Call::Capture, Call::Inspect, Call::List] {
        till.proxy.breaks(call, Fault::Refused, Often::UntilHealed);
    }
    let mut starts = Vec::new();
    for _ in 0..RUNS {
        till.desk.starts_again();
        while !till.desk.text().contains("Enter") {
            assert!(till.desk.started.elapsed() < Duration::from_secs(30));
            std::hint::spin_loop();
        }
        starts.push(till.desk.started.elapsed());
        till.desk.is_killed();
    }
    figure(
        "start with 100 open obligations, to the first frame",
        starts,
        Duration::from_millis(100),
    );

    till.desk.starts_again();
    std::thread::park_timeout(Duration::from_secs(4));
    assert!(till.desk.text().contains("100 settling"), "{}", till.desk.text());
    let back = Instant::now();
    till.proxy.heals();
    till.settles(Duration::from_secs(60));
    figure(
        "100 obligations, from the network's return",
        vec![back.elapsed()],
        Duration::from_secs(10),
    );
    assert!(till.plays_out());
    till.is_judged();
}

#[test]
fn a_hundred_thousand_events_are_verified_at_every_start() {
    let mut till = Till::open();
    till.stops();
    let path = till.desk.folder().join("journal.db");
    add(&path, (1..=16_667).map(paid));
    let mut opened = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let (journal, records) = Journal::open(&path, Options::default()).unwrap();
        opened.push(began.elapsed());
        assert!(records.len() >= 100_000);
        drop(journal);
    }
    figure("100,000 events read and verified", opened, Duration::from_secs(1));
    till.desk.starts_again();
    till.desk.shows("Type the amount");
    figure(
        "start on them, to the first frame",
        vec![till.desk.started.elapsed()],
        Duration::from_secs(1),
    );
    assert_eq!(till.sells(Card::Good), Said::Approved);
}
