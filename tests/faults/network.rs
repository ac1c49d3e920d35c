//! Every fault of the network on every call.

use std::time::{Duration, Instant};

use crate::call::Call;
use crate::fault::Fault;
use crate::proxy::Often;
use crate::till::{Card, Said, Till, beside_one_another, shared_out};

/// How soon all is settled once the network is whole: obligations wait a few seconds by then.
const SOON: Duration = Duration::from_secs(30);

/// One sale that meets a fault on its way, and what the screen must say.
fn meets_on_the_way(till: &mut Till, call: Call, fault: Fault, often: Often) {
    till.proxy.breaks(call, fault, often);
    let said = till.sells(Card::Good);
    assert!(till.proxy.met(call, fault) > 0, "{fault:?} was not met by {call:?}");
    let passes =
        fault == Fault::WrongType || (often == Often::Once && fault.is_mended_by_a_retry());
    let expected = if passes { Said::Approved } else { Said::NotCharged };
    assert_eq!(said, expected, "{call:?} {fault:?} {often:?}:\n{}", till.desk.text());
    till.proxy.heals();
    till.settles(SOON);
    till.returns_to_welcome();
}

/// One approved sale whose capture, or the look after it, meets a fault.
fn meets_when_taken(till: &mut Till, call: Call, fault: Fault) {
    if call == Call::Inspect {
        // Only what became of a lost answer is looked for.
        till.proxy.breaks(Call::Capture, Fault::Error500Before, Often::Once);
    }
    till.proxy.breaks(call, fault, Often::UntilHealed);
    assert_eq!(till.sells(Card::Good), Said::Approved);
    heals_once_met(till, call, fault);
}

/// One sale whose hold stands when it is called not charged, and whose cancel meets a fault.
fn meets_when_let_go(till: &mut Till, fault: Fault) {
    till.proxy.breaks(Call::Confirm, Fault::Error500After, Often::Once);
    till.proxy.breaks(Call::Cancel, fault, Often::UntilHealed);
    assert_eq!(till.sells(Card::Good), Said::NotCharged);
    heals_once_met(till, Call::Cancel, fault);
}

fn heals_once_met(till: &mut Till, call: Call, fault: Fault) {
    until_met(till, call, fault);
    till.proxy.heals();
    till.settles(SOON);
    till.returns_to_welcome();
}

fn until_met(till: &Till, call: Call, fault: Fault) {
    let began = Instant::now();
    while till.proxy.met(call, fault) == 0 {
        assert!(began.elapsed() < SOON, "{fault:?} was not met by {call:?}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// Payments that were made and nobody paid with.
fn strays(till: &Till) -> usize {
    let book = till.book();
    let intents = book["payment_intents"].as_array().unwrap();
    intents.iter().filter(|intent| intent["status"] == "requires_payment_method").count()
}

#[test]
fn a_fault_on_the_way_to_yes_charges_nobody_and_is_never_called_approved() {
    let mut tills = Vec::new();
    for call in [Call::Create, Call::Token, Call::Confirm] {
        for often in [Often::Once, Often::UntilHealed] {
            tills.extend(shared_out(&Fault::QUICK, 18, move |till, fault| {
                meets_on_the_way(till, call, fault, often);
            }));
        }
        tills.extend(shared_out(&Fault::SLOW, 1, move |till, fault| {
            meets_on_the_way(till, call, fault, Often::UntilHealed);
        }));
    }
    beside_one_another(tills);
}

#[test]
fn a_fault_after_the_decision_delays_the_money_and_changes_nothing() {
    let mut tills = Vec::new();
    for call in [Call::Capture, Call::Inspect] {
        tills.extend(shared_out(&Fault::all(), 6, move |till, fault| {
            meets_when_taken(till, call, fault);
        }));
    }
    beside_one_another(tills);
}

#[test]
fn a_fault_when_a_hold_is_let_go_leaves_no_hold() {
    beside_one_another(shared_out(&Fault::all(), 5, meets_when_let_go));
}

#[test]
fn a_decline_whose_answer_is_lost_is_still_a_decline_and_never_a_charge() {
    beside_one_another(shared_out(&Fault::QUICK, 6, |till, fault| {
        till.proxy.breaks(Call::Confirm, fault, Often::Once);
        let said = till.sells(Card::Bad);
        let told = fault.is_mended_by_a_retry();
        assert_eq!(said, if told { Said::Declined } else { Said::NotCharged }, "{fault:?}");
        till.proxy.heals();
        till.returns_to_welcome();
    }));
}

#[test]
fn a_payment_confirmed_at_the_bank_is_found_however_often_the_look_at_it_fails() {
    beside_one_another(shared_out(&Fault::all(), 4, |till, fault| {
        till.proxy.breaks(Call::Inspect, fault, Often::UntilHealed);
        till.sells_up_to_the_bank();
        until_met(till, Call::Inspect, fault);
        till.proxy.heals();
        assert_eq!(till.confirms_at_the_bank(), Said::Approved, "{fault:?}");
        till.settles(SOON);
        till.returns_to_welcome();
    }));
}

#[test]
fn an_audit_that_is_disturbed_is_repeated_until_no_stray_payment_is_left() {
    let faults = [Fault::ResetAfter, Fault::Endless, Fault::Portal, Fault::Storm, Fault::HangAfter];
    beside_one_another(shared_out(&faults, 1, |till, fault| {
        // Stripe makes the payment when the station has long given it up.
        till.proxy.breaks(Call::Create, Fault::LateAtLast, Often::UntilHealed);
        assert_eq!(till.sells(Card::Good), Said::NotCharged);
        till.desk.is_killed();
        till.proxy.heals();
        till.settles(SOON);
        assert_eq!(strays(till), 1);
        till.proxy.breaks(Call::List, fault, Often::Once);
        till.desk.starts_again();
        let began = Instant::now();
        while strays(till) > 0 {
            assert!(began.elapsed() < SOON, "the audit gave up after {fault:?}");
            std::thread::park_timeout(Duration::from_millis(20));
        }
        assert_eq!(till.proxy.met(Call::List, fault), 1);
    }));
}
