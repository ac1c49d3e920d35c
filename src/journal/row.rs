//! A record as a row: its kind, its sale, and the rest as a JSON body. Total and lossless.
//!
//! The bodies' shapes are the journal's own, apart from the station's types, so that a field
//! cannot get onto the disk by being added elsewhere. There is no field a card number fits in by
//! design: brand and last four at most (PCI DSS 3.3.1).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::card::{Brand, Last4};
use crate::station::{
    Attempt, Attention, ChargeId, Currency, CustomerId, Dated, FoundCharge, IntentId, MethodId,
    Money, Record, SaleId, StaffAct,
};

/// A record, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) sale: Option<String>,
    pub(super) kind: &'static str,
    pub(super) body: String,
}

/// Why a row is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowProblem {
    /// A kind this version does not know.
    UnknownKind,
    /// A kind it knows, with a body or sale it cannot take.
    Malformed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenedBody<'a> {
    number: u64,
    /// Minor units.
    amount: u64,
    currency: Cow<'a, str>,
    reference: Cow<'a, str>,
    customer: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IntentBody<'a> {
    intent: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorisingBody<'a> {
    attempt: u8,
    method: Cow<'a, str>,
    brand: Cow<'a, str>,
    last4: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclinedBody<'a> {
    attempt: u8,
    code: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapturedBody<'a> {
    /// Minor units of the sale's currency.
    received: u64,
    charge: Option<Cow<'a, str>>,
    receipt_url: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseBody<'a> {
    cause: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FoundBody<'a> {
    number: u64,
    intent: Cow<'a, str>,
    /// Minor units, as is `received`.
    amount: u64,
    received: u64,
    currency: Cow<'a, str>,
    charge: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttentionBody<'a> {
    what: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffBody<'a> {
    act: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EmptyBody {}

impl Row {
    /// Writes a record down.
    pub(super) fn encode(record: &Record) -> serde_json::Result<Self> {
        let body = match record {
            Record::Opened { sale: _, number, money, reference, customer } => {
                serde_json::to_string(&OpenedBody {
                    number: *number,
                    amount: money.minor(),
                    currency: money.currency().code().into(),
                    reference: reference.into(),
                    customer: customer.as_ref().map(|customer| (&customer.0).into()),
                })
            }
            Record::Intent { sale: _, intent } => {
                serde_json::to_string(&IntentBody { intent: (&intent.0).into() })
            }
            Record::Authorising { sale: _, attempt, method, brand, last4 } => {
                serde_json::to_string(&AuthorisingBody {
                    attempt: attempt.0,
                    method: (&method.0).into(),
                    brand: brand.wire_name().into(),
                    last4: last4.to_string().into(),
                })
            }
            Record::Declined { sale: _, attempt, code } => {
                serde_json::to_string(&DeclinedBody { attempt: attempt.0, code: code.into() })
            }
            Record::Captured { sale: _, received, charge, receipt_url } => {
                serde_json::to_string(&CapturedBody {
                    received: *received,
                    charge: charge.as_ref().map(|charge| (&charge.0).into()),
                    receipt_url: receipt_url.as_ref().map(Into::into),
                })
            }
            Record::Void { sale: _, cause } | Record::Abandoned { sale: _, cause } => {
                serde_json::to_string(&CauseBody { cause: cause.into() })
            }
            Record::Found(found) => serde_json::to_string(&FoundBody {
                number: found.number,
                intent: (&found.intent.0).into(),
                amount: found.amount,
                received: found.received,
                currency: found.currency.code().into(),
                charge: found.charge.as_ref().map(|charge| (&charge.0).into()),
            }),
            Record::Attention { sale: _, what } => {
                serde_json::to_string(&AttentionBody { what: what.code().into() })
            }
            Record::Staff { act } => serde_json::to_string(&StaffBody { act: act.code().into() }),
            Record::Committed { sale: _ }
            | Record::Shown { sale: _ }
            | Record::Voided { sale: _ }
            | Record::Acknowledged { sale: _ } => serde_json::to_string(&EmptyBody {}),
        }?;
        let sale = record.sale().map(|sale| sale.to_string());
        Ok(Self { sale, kind: record.kind(), body })
    }
}

/// Reads a row back into the record it was.
pub(super) fn decode(sale: Option<&str>, kind: &str, body: &str) -> Result<Record, RowProblem> {
    let sale = match sale {
        None => Err(RowProblem::Malformed),
        Some(text) => sale_id(text).map(Ok)?,
    };
    Ok(match kind {
        "opened" => {
            let OpenedBody { number, amount, currency, reference, customer } = parse(body)?;
            let money = Currency::new(&currency)
                .and_then(|currency| Money::new(amount, currency))
                .ok_or(RowProblem::Malformed)?;
            Record::Opened {
                sale: sale?,
                number,
                money,
                reference: reference.into_owned(),
                customer: customer.map(|id| CustomerId(id.into_owned())),
            }
        }
        "intent" => {
            let IntentBody { intent } = parse(body)?;
            Record::Intent { sale: sale?, intent: IntentId(intent.into_owned()) }
        }
        "authorising" => {
            let AuthorisingBody { attempt, method, brand, last4 } = parse(body)?;
            Record::Authorising {
                sale: sale?,
                attempt: Attempt(attempt),
                method: MethodId(method.into_owned()),
                brand: brand_named(&brand)?,
                last4: last4.parse::<Last4>().map_err(|()| RowProblem::Malformed)?,
            }
        }
        "declined" => {
            let DeclinedBody { attempt, code } = parse(body)?;
            Record::Declined { sale: sale?, attempt: Attempt(attempt), code: code.into_owned() }
        }
        "captured" => {
            let CapturedBody { received, charge, receipt_url } = parse(body)?;
            Record::Captured {
                sale: sale?,
                received,
                charge: charge.map(|id| ChargeId(id.into_owned())),
                receipt_url: receipt_url.map(Cow::into_owned),
            }
        }
        "void" => {
            let CauseBody { cause } = parse(body)?;
            Record::Void { sale: sale?, cause: cause.into_owned() }
        }
        "abandoned" => {
            let CauseBody { cause } = parse(body)?;
            Record::Abandoned { sale: sale?, cause: cause.into_owned() }
        }
        "found" => {
            let FoundBody { number, intent, amount, received, currency, charge } = parse(body)?;
            Record::Found(FoundCharge {
                sale: sale?,
                number,
                intent: IntentId(intent.into_owned()),
                amount,
                received,
                currency: Currency::new(&currency).ok_or(RowProblem::Malformed)?,
                charge: charge.map(|id| ChargeId(id.into_owned())),
            })
        }
        "attention" => {
            let AttentionBody { what } = parse(body)?;
            let what = Attention::from_code(&what).ok_or(RowProblem::Malformed)?;
            Record::Attention { sale: sale.ok(), what }
        }
        "staff" => {
            let StaffBody { act } = parse(body)?;
            Record::Staff { act: StaffAct::from_code(&act).ok_or(RowProblem::Malformed)? }
        }
        "committed" => empty(body, Record::Committed { sale: sale? })?,
        "shown" => empty(body, Record::Shown { sale: sale? })?,
        "voided" => empty(body, Record::Voided { sale: sale? })?,
        "acknowledged" => empty(body, Record::Acknowledged { sale: sale? })?,
        _ => return Err(RowProblem::UnknownKind),
    })
}

/// One event as a JSON object on one line, for other programs: its number, its time in
/// milliseconds since 1970 UTC, its sale and kind, and its body's fields.
///
/// # Errors
/// When the record cannot be written as JSON, which no record of the station's is known to do.
pub fn export(seq: u64, dated: &Dated) -> serde_json::Result<String> {
    let row = Row::encode(&dated.record)?;
    let mut line = serde_json::Map::new();
    line.insert("seq".into(), seq.into());
    line.insert("unix_ms".into(), dated.unix_ms.into());
    line.insert("sale".into(), row.sale.into());
    line.insert("kind".into(), row.kind.into());
    line.extend(serde_json::from_str::<serde_json::Map<_, _>>(&row.body)?);
    serde_json::to_string(&line)
}

fn parse<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, RowProblem> {
    serde_json::from_str(body).map_err(|_| RowProblem::Malformed)
}

fn empty(body: &str, record: Record) -> Result<Record, RowProblem> {
    parse::<EmptyBody>(body).map(|EmptyBody {}| record)
}

/// Takes exactly what [`SaleId`] displays: 32 lower-case hexadecimal digits.
fn sale_id(text: &str) -> Result<SaleId, RowProblem> {
    let sale = text.parse::<SaleId>().map_err(|_| RowProblem::Malformed)?;
    if sale.to_string() == text { Ok(sale) } else { Err(RowProblem::Malformed) }
}

/// Unlike [`Brand::from_wire_name`] refuses a word it does not know, so that nothing is lost.
fn brand_named(name: &str) -> Result<Brand, RowProblem> {
    let brand = Brand::from_wire_name(name);
    if brand.wire_name() == name { Ok(brand) } else { Err(RowProblem::Malformed) }
}
