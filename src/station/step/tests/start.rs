//! What the last run left open is decided before the first screen.

use std::time::Duration;

use super::bench::*;
use crate::station::screen::Notice;
use crate::station::*;

/// The records of one sale up to and including `kind`.
fn journal_up_to(kind: &str) -> Vec<Dated> {
    let mut bench = Bench::approved(policy());
    bench.tell(Event::Drawn);
    bench.sync();
    bench.answer_intent(IntentStatus::Succeeded);
    bench.sync();
    let last = bench.written.iter().position(|record| record.kind() == kind).unwrap();
    bench.written[..=last]
        .iter()
        .map(|record| Dated { unix_ms: 1_900_000_000_000, record: record.clone() })
        .collect()
}

fn restarted(journal: &[Dated]) -> Bench {
    Bench::with_books(policy(), Books::fold(journal))
}

#[test]
fn a_sale_without_a_decision_is_void_after_a_restart() {
    for kind in ["opened", "intent", "authorising"] {
        let mut bench = restarted(&journal_up_to(kind));
        bench.sync();
        assert!(bench.kinds().contains(&"void"), "{kind}");
        let cancelled = matches!(bench.call().map(|r| r.call), Some(Call::Cancel { .. }));
        assert_eq!(cancelled, kind != "opened", "{kind}");
    }
}

#[test]
fn a_charge_that_was_cut_off_is_told_as_not_charged() {
    let bench = restarted(&journal_up_to("authorising"));
    assert!(matches!(
        bench.station.screen(),
        Screen::Welcome(welcome) if welcome.notice == Some(Notice::LastNotCharged)
    ));
}

#[test]
fn a_committed_sale_is_captured_after_a_restart() {
    let mut bench = restarted(&journal_up_to("committed"));
    bench.sync();
    assert!(matches!(bench.call().map(|request| request.call), Some(Call::Capture { .. })));
}

#[test]
fn an_approval_nobody_saw_is_shown_on_every_start_until_acknowledged() {
    let mut journal = journal_up_to("committed");
    for _ in 0..3 {
        let mut bench = restarted(&journal);
        bench.sync();
        assert!(bench.station.unseen().is_some());
        let flags = bench.written.iter().filter(|record| record.kind() == "attention").count();
        journal.extend(
            bench.written.iter().map(|record| Dated { unix_ms: 0, record: record.clone() }),
        );
        assert!(flags <= 1);
    }
    let mut bench = restarted(&journal);
    bench.digits("5");
    assert_eq!(bench.name(), "welcome", "no new sale before it is acknowledged");
    bench.key(Key::Enter);
    bench.sync();
    journal.extend(bench.written.iter().map(|record| Dated { unix_ms: 0, record: record.clone() }));
    assert!(restarted(&journal).station.unseen().is_none());
}

#[test]
fn a_settled_journal_owes_nothing() {
    let mut bench = restarted(&journal_up_to("captured"));
    bench.sync();
    bench.wait(Duration::from_secs(3600));
    assert!(bench.calls.is_empty());
    assert!(bench.written.is_empty());
}

#[test]
fn sale_numbers_go_on_where_they_stopped() {
    let mut bench = restarted(&journal_up_to("captured"));
    bench.to_card();
    let Some(Record::Opened { number, .. }) = bench.written.first() else { panic!() };
    assert_eq!(*number, 2);
}

#[test]
fn the_payment_that_was_approved_last_is_not_taken_again_without_a_question_after_a_restart() {
    let mut journal = journal_up_to("captured");
    assert!(journal.iter().any(|dated| dated.record.kind() == "shown"));
    // The clock was set on by a year meanwhile: it is not asked.
    journal.iter_mut().for_each(|dated| dated.unix_ms -= 365 * 86_400_000);
    let mut bench = restarted(&journal);
    bench.to_card();
    bench.to_confirm();
    let Screen::Confirm(confirm) = bench.station.screen() else { panic!() };
    assert!(confirm.duplicate);
    bench.key(Key::Escape);
    bench.wait(Duration::from_secs(120));
    bench.sync();
    assert_eq!(bench.name(), "welcome");
}

#[test]
fn a_flag_that_is_up_is_not_taken_down_for_an_approval_nobody_saw() {
    let mut journal = journal_up_to("committed");
    let sale = journal[0].record.sale();
    let what = Attention::AnswerMismatch;
    journal.push(Dated { unix_ms: 0, record: Record::Attention { sale, what } });
    let mut bench = restarted(&journal);
    bench.sync();
    let entry = bench.station.unseen().expect("still to be told");
    assert_eq!(entry.attention, Some(Attention::AnswerMismatch));
}
