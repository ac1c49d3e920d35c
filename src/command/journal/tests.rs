//! The journal commands as a person meets them.

use clap::Parser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::card::Brand;
use crate::command::Exit;
use crate::journal::{Journal, JournalThread, Options};
use crate::station::{
    Attempt, Attention, Batch, ChargeId, Currency, Dated, FoundCharge, IntentId, MethodId, Money,
    Record, SaleId,
};

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    arguments: JournalArguments,
}

struct Ended {
    answer: Result<(), CommandError>,
    out: String,
    err: String,
}

/// Runs a journal command at noon, UTC, of the day after the epoch's.
fn at_noon(words: &[&str]) -> Ended {
    let clock =
        Clock { now: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(36), zone: TimeZone::UTC };
    with(words, &clock)
}

fn with(words: &[&str], clock: &Clock) -> Ended {
    let words = std::iter::once(&"journal").chain(words);
    let arguments = CommandLine::try_parse_from(words).unwrap().arguments;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let answer = answer(&arguments, clock, &mut Console::new(&mut out, &mut err));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { answer, out: text(out), err: text(err) }
}

fn sale(number: u64, reference: &str) -> Vec<Record> {
    let sale = SaleId(u128::from(number));
    let money = Money::new(1250, Currency::new("eur").unwrap()).unwrap();
    let brand = Brand::Visa;
    vec![
        Record::Opened { sale, number, money, reference: reference.into(), customer: None },
        Record::Intent { sale, intent: IntentId(format!("pi_{number}")) },
        Record::Authorising {
            sale,
            attempt: Attempt::FIRST,
            method: MethodId(format!("pm_{number}")),
            brand,
            last4: "4242".parse().unwrap(),
        },
        Record::Committed { sale },
    ]
}

fn captured(number: u64) -> Record {
    let sale = SaleId(u128::from(number));
    let charge = Some(ChargeId(format!("ch_{number}")));
    Record::Captured { sale, received: 1250, charge, receipt_url: None }
}

fn dated(records: Vec<Record>, unix_ms: i64) -> Vec<Dated> {
    records.into_iter().map(|record| Dated { unix_ms, record }).collect()
}

const OPTIONS: Options =
    Options { ballast_bytes: 0, least_free_bytes: 0, lock_wait: std::time::Duration::ZERO };

/// A journal with a paid sale and one whose approval nobody saw.
fn two_sales() -> (TempDir, String, Journal) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let (mut journal, _) = Journal::open(&path, OPTIONS).unwrap();
    journal.append([sale(1, "Room 12"), vec![captured(1)]].concat()).unwrap();
    let unseen = Record::Attention { sale: Some(SaleId(2)), what: Attention::ApprovalUnseen };
    journal.append([sale(2, "=cmd,\"x\""), vec![unseen]].concat()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (directory, path, journal)
}

#[test]
fn a_day_is_listed_in_local_time_with_its_totals() {
    let clock = Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::fixed(jiff::tz::offset(2)) };
    let paid = |number, reference, unix_ms| {
        dated([sale(number, reference), vec![captured(number)]].concat(), unix_ms)
    };
    let late = 23 * 3_600_000;
    let owed = Record::Attention { sale: Some(SaleId(3)), what: Attention::ApprovalUnseen };
    let records = [
        paid(1, "", 0),
        paid(2, "Room 12", 3_600_000),
        dated([sale(3, "Bar\u{7}"), vec![owed]].concat(), 7_200_000),
        paid(4, "tomorrow already, here", late),
    ]
    .concat();
    let books = Books::fold(&records);
    insta::assert_snapshot!(books::list(&books, Some(clock.today()), &clock), @r"
    Sales of 1970-01-01, local time

    No.  Opened     Amount  Card       State               Reference
      1  02:00   12.50 eur  Visa 4242  paid
      2  03:00   12.50 eur  Visa 4242  paid                Room 12
      3  04:00   12.50 eur  Visa 4242  approved, settling  Bar�
         ! approved, but the customer may not have seen it: tell them, do not charge again

    Paid: 25.00 eur in 2 sales
    Unsettled: 1 sale
    Needs attention: 1 sale
    ");
    insta::assert_snapshot!(books::list(&books, Some(jiff::civil::date(1970, 1, 2)), &clock), @r"
    Sales of 1970-01-02, local time

    No.  Opened     Amount  Card       State  Reference
      4  01:00   12.50 eur  Visa 4242  paid   tomorrow already, here

    Paid: 12.50 eur in 1 sale
    ");
    assert_eq!(
        books::list(&books, Some(jiff::civil::date(1971, 1, 1)), &clock),
        "No sales on 1971-01-01.\n"
    );
}

#[test]
fn a_sale_is_shown_with_all_that_happened_to_it() {
    let clock = Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    let records = dated([sale(7, "Room 12"), vec![captured(7)]].concat(), 0);
    insta::assert_snapshot!(show::show(&records, 7, &clock).unwrap(), @r"
    Sale 7: 12.50 eur, paid
    Reference  Room 12
    Card       Visa 4242
    Payment    pi_7
    Charge     ch_7
    Sale id    00000000000000000000000000000007

    1970-01-01 00:00:00  opened        12.50 eur, walk-in
    1970-01-01 00:00:00  intent        pi_7
    1970-01-01 00:00:00  authorising   card 1: Visa 4242, pm_7
    1970-01-01 00:00:00  committed
    1970-01-01 00:00:00  captured      12.50 eur, ch_7
    ");
    assert!(show::show(&records, 8, &clock).is_none());
}

/// A charge of another sale that carries the number of one of ours.
fn found() -> Vec<Record> {
    let sale = SaleId(0xabc);
    let found = FoundCharge {
        sale,
        number: 1,
        intent: IntentId("pi_x".into()),
        amount: 200_000_000_000,
        received: 1_500,
        currency: Currency::new("usd").unwrap(),
        charge: Some(ChargeId("ch_x".into())),
    };
    let flag = Record::Attention { sale: Some(sale), what: Attention::UnknownCharge };
    vec![Record::Found(found), flag]
}

#[test]
fn a_charge_found_at_stripe_stands_beside_the_sales_and_not_in_their_totals() {
    let clock = Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    let records = [dated([sale(1, ""), vec![captured(1)]].concat(), 0), dated(found(), 0)];
    let mut records = records.concat();
    insta::assert_snapshot!(books::list(&Books::fold(&records), None, &clock), @r"
    All sales, local time

    No.  Opened               Amount  Card       State  Reference
      1  1970-01-01 00:00  12.50 eur  Visa 4242  paid

    Paid: 12.50 eur in 1 sale

    Found at Stripe, not made here
      1970-01-01 00:00:00  No. 1, 15.00 usd of 2000000000.00 usd, pi_x, ch_x
        ! Stripe has a charge that was not made here: see the Stripe Dashboard
    ");
    let next_day = jiff::civil::date(1970, 1, 2);
    let none = books::list(&Books::fold(&records), Some(next_day), &clock);
    assert_eq!(none, "No sales on 1970-01-02.\n");
    records.extend(dated(vec![Record::Acknowledged { sale: SaleId(0xabc) }], 1_000));
    insta::assert_snapshot!(show::show(&records, 1, &clock).unwrap(), @r"
    Sale 1: 12.50 eur, paid
    Card       Visa 4242
    Payment    pi_1
    Charge     ch_1
    Sale id    00000000000000000000000000000001

    1970-01-01 00:00:00  opened        12.50 eur, walk-in
    1970-01-01 00:00:00  intent        pi_1
    1970-01-01 00:00:00  authorising   card 1: Visa 4242, pm_1
    1970-01-01 00:00:00  committed
    1970-01-01 00:00:00  captured      12.50 eur, ch_1

    Found at Stripe, not made here: 15.00 usd of 2000000000.00 usd
    Number     1
    Payment    pi_x
    Charge     ch_x
    Sale id    00000000000000000000000000000abc

    1970-01-01 00:00:00  found         No. 1, 15.00 usd of 2000000000.00 usd, pi_x, ch_x
    1970-01-01 00:00:00  attention     unknown-charge
    1970-01-01 00:00:01  acknowledged
    ");
    let seen = books::list(&Books::fold(&records), None, &clock);
    assert!(seen.contains("pi_x") && !seen.contains('!'), "{seen}");
}

#[test]
fn a_charge_found_at_stripe_is_exported_and_counted() {
    let (_directory, path, mut journal) = two_sales();
    journal.append(found()).unwrap();
    drop(journal);
    let verified = at_noon(&["verify", "--path", &path]).out;
    assert!(
        verified.contains("12 records of 2 sales and 1 charge found at Stripe, none missing"),
        "{verified}"
    );
    let json = at_noon(&["export", "--path", &path]).out;
    let line: serde_json::Value = serde_json::from_str(json.lines().nth(10).unwrap()).unwrap();
    assert_eq!((&line["kind"], &line["received"]), (&"found".into(), &1_500.into()));
    let csv = at_noon(&["export", "--csv", "--path", &path]).out;
    let last = csv.split_terminator("\r\n").last().unwrap();
    let end = format!(",15.00,usd,found-at-stripe,,,,unknown-charge,pi_x,ch_x,{}", SaleId(0xabc));
    assert!(last.starts_with("1,") && last.ends_with(&end), "{last}");
}

#[test]
fn all_sales_are_listed_from_the_file() {
    let (_directory, path, journal) = two_sales();
    drop(journal);
    let ended = at_noon(&["list", "--all", "--path", &path]);
    assert!(ended.answer.is_ok());
    assert!(ended.out.starts_with(&format!("Journal {path}\n")), "{}", ended.out);
    for expected in ["Room 12", "Visa 4242", "Paid: 12.50 eur in 1 sale", "Needs attention: 1 sale"]
    {
        assert!(ended.out.contains(expected), "{}", ended.out);
    }
}

#[test]
fn a_whole_journal_is_verified() {
    let (_directory, path, journal) = two_sales();
    drop(journal);
    let ended = at_noon(&["verify", "--path", &path]);
    assert!(ended.answer.is_ok());
    assert!(
        ended.out.contains("10 records of 2 sales, none missing, none altered"),
        "{}",
        ended.out
    );
}

#[test]
fn an_export_is_for_the_other_program_alone() {
    let (_directory, path, journal) = two_sales();
    drop(journal);
    let json = at_noon(&["export", "--path", &path]);
    assert!(json.err.contains(&path));
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 10);
    assert_eq!(lines[0]["seq"], 1);
    assert_eq!(lines[0]["reference"], "Room 12");
    assert_eq!(lines[9]["what"], "approval-unseen");

    let csv = at_noon(&["export", "--csv", "--path", &path]).out;
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("number,opened,amount,currency,"));
    assert!(lines[1].contains(",12.50,eur,paid,Room 12,visa,4242,,pi_1,ch_1,"), "{}", lines[1]);
    assert!(lines[2].contains(",\"approved, settling\",\"'=cmd,\"\"x\"\"\",visa,"), "{}", lines[2]);
}

#[test]
fn while_the_station_runs_its_journal_is_read_as_it_is_now() {
    let (directory, path, journal) = two_sales();
    let (done, finished) = std::sync::mpsc::channel();
    let thread = JournalThread::spawn(journal, move |batch, _| done.send(batch).unwrap()).unwrap();
    thread.append(Batch(1), sale(3, "a moment ago")).unwrap();
    finished.recv().unwrap();

    let ended = with(&["list", "--all", "--path", &path], &Clock::of_this_machine());
    assert!(ended.answer.is_ok());
    assert!(ended.out.contains("a station is running on it"), "{}", ended.out);
    assert!(ended.out.contains("Room 12") && ended.out.contains("a moment ago"));
    assert!(at_noon(&["show", "3", "--path", &path]).out.contains("a moment ago"));
    assert!(at_noon(&["export", "--path", &path]).out.contains("a moment ago"));

    let to = directory.path().join("taken.db");
    let to = to.to_str().unwrap();
    assert!(at_noon(&["copy", to, "--path", &path]).answer.is_ok());
    drop(thread);
    assert!(at_noon(&["verify", "--path", to]).out.contains("14 records"));
    assert!(!at_noon(&["verify", "--path", &path]).out.contains("running"));
}

#[test]
fn a_copy_replaces_no_file() {
    let (_directory, path, journal) = two_sales();
    drop(journal);
    let refused = at_noon(&["copy", &path, "--path", &path]).answer.unwrap_err();
    assert_eq!(refused.exit(), Exit::CannotCreate);
}

#[test]
fn what_is_not_there_is_said_with_its_own_exit_code() {
    let (directory, path, journal) = two_sales();
    drop(journal);
    let nothing = directory.path().join("none.db");
    let absent = at_noon(&["list", "--path", nothing.to_str().unwrap()]).answer.unwrap_err();
    assert_eq!(absent.exit(), Exit::NoInput);
    let unsold = at_noon(&["show", "3", "--path", &path]).answer.unwrap_err();
    assert_eq!(unsold.exit(), Exit::Data);
    std::fs::write(&nothing, "not a database, and long enough to be looked at".repeat(20)).unwrap();
    let foreign = at_noon(&["verify", "--path", nothing.to_str().unwrap()]).answer.unwrap_err();
    assert_eq!(foreign.exit(), Exit::Data);
}

fn refused(words: &[&str]) -> CommandError {
    at_noon(words).answer.unwrap_err()
}

#[test]
fn a_lost_journal_is_a_loss_for_whoever_reads_it_too() {
    let (directory, path, journal) = two_sales();
    drop(journal);
    std::fs::remove_file(&path).unwrap();
    let copy = directory.path().join("copy.db");
    for words in [&["verify"][..], &["list"], &["copy", copy.to_str().unwrap()]] {
        let error = refused(&[words, &["--path", &path]].concat());
        let said = error.to_string();
        assert!(said.contains("missing, but this station has had one"), "{said}");
        assert!(said.contains("journal.installed and "), "both marks have to go: {said}");
        assert!(!said.contains("No money is concerned"), "{said}");
        assert_eq!(error.exit(), Exit::Data);
    }
    std::fs::remove_file(directory.path().join("journal.installed")).unwrap();
    let said = refused(&["verify", "--path", &path]).to_string();
    assert!(!said.contains("journal.installed"), "what is not there is not named: {said}");
    assert!(said.contains("then remove ") && said.contains("journal.db-journal"), "{said}");
}

#[test]
fn another_station_s_journal_is_not_this_one_s_and_a_bare_copy_is_just_read() {
    let (directory, path, journal) = two_sales();
    drop(journal);
    let (_elsewhere, theirs, other) = two_sales();
    drop(other);
    std::fs::copy(&theirs, &path).unwrap();
    let error = refused(&["verify", "--path", &path]);
    assert!(error.to_string().contains("not this station's payment journal"), "{error}");
    assert_eq!(error.exit(), Exit::Data);
    let bare = directory.path().join("backup.db");
    std::fs::copy(&theirs, &bare).unwrap();
    assert!(at_noon(&["verify", "--path", bare.to_str().unwrap()]).answer.is_ok());
}

#[test]
fn a_copy_that_cannot_be_written_is_no_fault_of_the_journal() {
    let (directory, path, journal) = two_sales();
    drop(journal);
    let to = directory.path().join("none/copy.db");
    let error = refused(&["copy", to.to_str().unwrap(), "--path", &path]);
    let said = error.to_string();
    assert!(said.contains("none/copy.db: the copy can't be written"), "{said}");
    assert!(!said.contains("does not start"), "{said}");
    assert_eq!(error.exit(), Exit::CannotCreate);
}

#[test]
fn what_is_no_file_is_no_journal_and_is_never_waited_for() {
    let (directory, _path, _journal) = two_sales();
    let pipe = directory.path().join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    for (path, what) in [(directory.path(), "is a directory"), (&pipe, "is a device or a pipe")] {
        let said = refused(&["verify", "--path", path.to_str().unwrap()]).to_string();
        assert!(said.contains(what) && !said.contains("does not start"), "{said}");
    }
}
