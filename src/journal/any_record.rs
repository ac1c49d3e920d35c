//! Records for property tests: every kind, with anything in their fields.

use proptest::prelude::*;

use crate::card::{Brand, Last4};
use crate::station::{
    Attempt, Attention, ChargeId, Currency, CustomerId, FoundCharge, IntentId, MethodId, Money,
    Record, SaleId, StaffAct,
};

fn any_sale() -> impl Strategy<Value = SaleId> {
    any::<u128>().prop_map(SaleId)
}

fn any_money() -> impl Strategy<Value = Money> {
    (0u64..=9_999, prop::sample::select(vec!["usd", "eur", "jpy", "kwd", "isk", "zzz"])).prop_map(
        |(steps, code)| {
            let currency = Currency::new(code).unwrap();
            Money::new(steps * currency.step(), currency).unwrap()
        },
    )
}

fn any_brand() -> impl Strategy<Value = Brand> {
    prop::sample::select(vec![
        Brand::Visa,
        Brand::Mastercard,
        Brand::Amex,
        Brand::Discover,
        Brand::Diners,
        Brand::Jcb,
        Brand::UnionPay,
        Brand::Maestro,
        Brand::Unknown,
    ])
}

fn any_last4() -> impl Strategy<Value = Last4> {
    "[0-9]{4}".prop_map(|text| text.parse().unwrap())
}

fn any_attention() -> impl Strategy<Value = Attention> {
    prop::sample::select(vec![
        Attention::ApprovalUnseen,
        Attention::HoldLost,
        Attention::CapturedElsewhere,
        Attention::AnswerMismatch,
        Attention::UnknownCharge,
        Attention::RefundedElsewhere,
    ])
}

/// With amounts a sale of the station's could not have.
fn any_found() -> impl Strategy<Value = FoundCharge> {
    let amount = any::<u64>;
    let charge = prop::option::of(any::<String>());
    (any_sale(), any::<u64>(), any::<String>(), amount(), amount(), any_money(), charge).prop_map(
        |(sale, number, intent, amount, received, money, charge)| FoundCharge {
            sale,
            number,
            intent: IntentId(intent),
            amount,
            received,
            currency: money.currency(),
            charge: charge.map(ChargeId),
        },
    )
}

/// Every kind of record, with any text in its texts.
pub(super) fn any_record() -> impl Strategy<Value = Record> {
    let sale = any_sale;
    let text = any::<String>;
    let attempt = || any::<u8>().prop_map(Attempt);
    prop_oneof![
        (sale(), any::<u64>(), any_money(), text(), prop::option::of(text())).prop_map(
            |(sale, number, money, reference, customer)| {
                let customer = customer.map(CustomerId);
                Record::Opened { sale, number, money, reference, customer }
            }
        ),
        (sale(), text())
            .prop_map(|(sale, intent)| Record::Intent { sale, intent: IntentId(intent) }),
        (sale(), attempt(), text(), any_brand(), any_last4()).prop_map(
            |(sale, attempt, method, brand, last4)| {
                Record::Authorising { sale, attempt, method: MethodId(method), brand, last4 }
            }
        ),
        (sale(), attempt(), text()).prop_map(|(sale, attempt, code)| Record::Declined {
            sale,
            attempt,
            code
        }),
        sale().prop_map(|sale| Record::Committed { sale }),
        sale().prop_map(|sale| Record::Shown { sale }),
        (sale(), any::<u64>(), prop::option::of(text()), prop::option::of(text())).prop_map(
            |(sale, received, charge, receipt_url)| {
                let charge = charge.map(ChargeId);
                Record::Captured { sale, received, charge, receipt_url }
            }
        ),
        (sale(), text()).prop_map(|(sale, cause)| Record::Void { sale, cause }),
        sale().prop_map(|sale| Record::Voided { sale }),
        (sale(), text()).prop_map(|(sale, cause)| Record::Abandoned { sale, cause }),
        any_found().prop_map(Record::Found),
        (prop::option::of(sale()), any_attention())
            .prop_map(|(sale, what)| Record::Attention { sale, what }),
        sale().prop_map(|sale| Record::Acknowledged { sale }),
        prop::sample::select(StaffAct::ALL.to_vec()).prop_map(|act| Record::Staff { act }),
    ]
}
