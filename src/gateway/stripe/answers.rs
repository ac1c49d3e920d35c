//! Good answers, read into what the station knows. Only the fields it needs are looked at, so
//! that an object which grew elsewhere still says whether the money is held.

use serde::Deserialize;
use serde_json::Value;

use super::errors;
use super::text::{self, field};
use super::transport::Answered;
use crate::station::{
    ChargeFacts, ChargeId, Currency, CustomerId, Failure, IntentFacts, IntentId, IntentPage,
    IntentStatus, KnownCustomer, ListedIntent, SaleId, SecretLink,
};

/// The most customers a search yields: as many as a screen offers.
pub(super) const CUSTOMERS_MAX: usize = 8;

/// What money depends on is required; the rest is read from its own value, if it can be.
#[derive(Deserialize)]
struct IntentBody {
    id: String,
    status: String,
    amount: u64,
    #[serde(default)]
    amount_capturable: u64,
    #[serde(default)]
    amount_received: u64,
    currency: String,
    livemode: bool,
    #[serde(default)]
    metadata: Value,
    #[serde(default)]
    next_action: Value,
    #[serde(default)]
    latest_charge: Value,
    #[serde(default)]
    last_payment_error: Value,
}

/// Reads a PaymentIntent.
///
/// # Errors
/// [`Failure::Undecodable`] when a field that money depends on is missing or of another kind.
pub(super) fn intent(answered: &Answered) -> Result<IntentFacts, Failure> {
    let body: IntentBody =
        serde_json::from_slice(&answered.body).map_err(|_| answered.head.undecodable())?;
    let id = text::id(&body.id, "pi_").ok_or_else(|| answered.head.undecodable())?;
    Ok(IntentFacts {
        id: IntentId(id),
        sale: sale(&body.metadata),
        status: intent_status(&body.status),
        amount: body.amount,
        capturable: body.amount_capturable,
        received: body.amount_received,
        currency: body.currency,
        livemode: body.livemode,
        challenge: challenge(&body.next_action),
        charge: charge(&body.latest_charge),
        declined: errors::declined(&body.last_payment_error),
    })
}

/// Reads a PaymentIntent's `status`.
pub(super) fn intent_status(status: &str) -> IntentStatus {
    match status {
        "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
        "requires_confirmation" => IntentStatus::RequiresConfirmation,
        "requires_action" => IntentStatus::RequiresAction,
        "processing" => IntentStatus::Processing,
        "requires_capture" => IntentStatus::RequiresCapture,
        "succeeded" => IntentStatus::Succeeded,
        "canceled" => IntentStatus::Canceled,
        _ => IntentStatus::Other,
    }
}

/// The bank's page. Other actions (`use_stripe_sdk`) need a browser of Stripe's.
fn challenge(next_action: &Value) -> Option<SecretLink> {
    let redirect = next_action.get("redirect_to_url")?;
    field(redirect, "url").and_then(text::link).map(SecretLink)
}

/// A charge: expanded, or its bare id.
fn charge(latest_charge: &Value) -> Option<ChargeFacts> {
    let id = latest_charge.as_str().or_else(|| field(latest_charge, "id"))?;
    Some(ChargeFacts {
        id: ChargeId(text::id(id, "ch_").or_else(|| text::id(id, "py_"))?),
        receipt_url: field(latest_charge, "receipt_url").and_then(text::link),
        refunded: latest_charge.get("amount_refunded").and_then(Value::as_u64).unwrap_or_default(),
        cvc_failed: latest_charge
            .pointer("/payment_method_details/card/checks/cvc_check")
            .and_then(Value::as_str)
            == Some("fail"),
    })
}

/// Reads a list of customers, at most [`CUSTOMERS_MAX`]. Deleted ones, and those without a name
/// or address to tell them by, are skipped.
///
/// # Errors
/// [`Failure::Undecodable`] for an answer that is no list.
pub(super) fn customers(answered: &Answered) -> Result<Vec<KnownCustomer>, Failure> {
    #[derive(Deserialize)]
    struct Page {
        data: Vec<Value>,
    }
    let page: Page =
        serde_json::from_slice(&answered.body).map_err(|_| answered.head.undecodable())?;
    Ok(page.data.iter().filter_map(customer).take(CUSTOMERS_MAX).collect())
}

/// A page of the account's intents, with the station that made each.
pub(super) struct Intents {
    found: Vec<(String, ListedIntent)>,
    next: Option<IntentId>,
}

impl Intents {
    /// Leaves out what other stations and programs made.
    pub(super) fn of_station(self, station: &str) -> IntentPage {
        let ours = self.found.into_iter().filter(|(made_by, _)| made_by == station);
        IntentPage { found: ours.map(|(_, listed)| listed).collect(), next: self.next }
    }
}

/// Reads a list of PaymentIntents. Those without a station's metadata are skipped.
///
/// # Errors
/// [`Failure::Undecodable`] for an answer that is no list.
pub(super) fn intents(answered: &Answered) -> Result<Intents, Failure> {
    #[derive(Deserialize)]
    struct Page {
        data: Vec<Value>,
        #[serde(default)]
        has_more: bool,
    }
    let page: Page =
        serde_json::from_slice(&answered.body).map_err(|_| answered.head.undecodable())?;
    let last = page.data.last().and_then(|object| text::id(field(object, "id")?, "pi_"));
    Ok(Intents {
        found: page.data.iter().filter_map(listed).collect(),
        next: last.filter(|_| page.has_more).map(IntentId),
    })
}

/// The sale that the station named when it made the intent.
fn sale(metadata: &Value) -> Option<SaleId> {
    field(metadata, "sale")?.parse().ok()
}

fn listed(object: &Value) -> Option<(String, ListedIntent)> {
    let metadata = object.get("metadata")?;
    let charge = object.get("latest_charge").and_then(charge);
    let listed = ListedIntent {
        id: IntentId(text::id(field(object, "id")?, "pi_")?),
        status: intent_status(field(object, "status")?),
        sale: sale(metadata)?,
        number: field(metadata, "sale_no")?.parse().ok()?,
        amount: object.get("amount")?.as_u64()?,
        received: object.get("amount_received").and_then(Value::as_u64).unwrap_or_default(),
        currency: Currency::new(field(object, "currency")?)?,
        refunded: charge.as_ref().is_some_and(|charge| charge.refunded > 0),
        charge: charge.map(|charge| charge.id),
    };
    Some((field(metadata, "station")?.to_owned(), listed))
}

fn customer(object: &Value) -> Option<KnownCustomer> {
    if object.get("deleted").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let id = text::id(field(object, "id")?, "cus_")?;
    let email = field(object, "email").and_then(text::line);
    let name = field(object, "name").and_then(text::line).or_else(|| email.clone())?;
    Some(KnownCustomer { id: CustomerId(id), name, email })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::gateway::stripe::answer_head::AnswerHead;
    use crate::station::Decline;

    fn answered(body: &Value) -> Answered {
        let head = AnswerHead::new(200, |name| (name == "request-id").then_some("req_1"));
        Answered { head, body: body.to_string().into() }
    }

    fn held() -> Value {
        json!({
            "id": "pi_1", "object": "payment_intent", "status": "requires_capture",
            "amount": 1999, "amount_capturable": 1999, "amount_received": 0, "currency": "usd",
            "livemode": false, "metadata": {"sale": "2a"}, "next_action": null, "last_payment_error": null,
            "latest_charge": {
                "id": "ch_1", "amount_refunded": 0, "receipt_url": "https://pay.stripe.com/r/1",
                "payment_method_details": {"card": {"checks": {"cvc_check": "fail"}}}
            }
        })
    }

    #[test]
    fn a_hold_is_read_with_its_charge() {
        let facts = intent(&answered(&held())).unwrap();
        assert_eq!(facts.status, IntentStatus::RequiresCapture);
        assert_eq!(facts.sale, Some(SaleId(0x2a)));
        assert_eq!((facts.amount, facts.capturable, facts.received), (1999, 1999, 0));
        let charge = facts.charge.unwrap();
        assert_eq!(charge.id.0, "ch_1");
        assert!(charge.cvc_failed);
        assert_eq!(facts.declined, None);
        assert_eq!(facts.challenge, None);
    }

    #[test]
    fn what_money_depends_on_cannot_be_missing_or_of_another_kind() {
        for name in ["id", "status", "amount", "currency", "livemode"] {
            for wrong in [json!(null), json!(-1), json!([]), json!(1.5)] {
                let mut body = held();
                body[name] = wrong;
                let failure = intent(&answered(&body)).unwrap_err();
                let request_id = Some("req_1".to_owned());
                assert_eq!(failure, Failure::Undecodable { http: 200, request_id }, "{name}");
            }
        }
    }

    #[test]
    fn what_money_does_not_depend_on_may_be_anything() {
        for name in ["metadata", "next_action", "latest_charge", "last_payment_error"] {
            for strange in [json!(null), json!(7), json!([1]), json!("x"), json!({"id": 3})] {
                let mut body = held();
                body[name] = strange;
                assert_eq!(intent(&answered(&body)).unwrap().amount, 1999, "{name}");
            }
        }
    }

    #[test]
    fn an_unexpanded_charge_still_gives_its_id() {
        let mut body = held();
        body["latest_charge"] = json!("ch_2");
        assert_eq!(intent(&answered(&body)).unwrap().charge.unwrap().id.0, "ch_2");
    }

    #[test]
    fn the_banks_page_and_a_failed_authentication_are_told() {
        let mut body = held();
        body["status"] = json!("requires_action");
        body["next_action"] = json!({"type": "redirect_to_url",
            "redirect_to_url": {"url": "https://hooks.stripe.com/3ds?x=1"}});
        let facts = intent(&answered(&body)).unwrap();
        assert_eq!(facts.status, IntentStatus::RequiresAction);
        assert_eq!(facts.challenge.unwrap().0, "https://hooks.stripe.com/3ds?x=1");
        body["status"] = json!("requires_payment_method");
        body["last_payment_error"] = json!({"type": "invalid_request_error",
            "code": "payment_intent_authentication_failure"});
        let declined = intent(&answered(&body)).unwrap().declined.unwrap();
        assert_eq!(declined.reason, Decline::AuthenticationFailed);
    }

    #[test]
    fn of_a_list_only_this_stations_intents_are_kept_and_the_next_page_is_known() {
        let made_by = |station: &str| {
            json!({"id": "pi_1", "status": "succeeded",
                "amount": 1999, "amount_received": 1500, "currency": "eur",
                "metadata": {"station": station, "sale": "2a", "sale_no": "7"},
                "latest_charge": {"id": "ch_1", "amount_refunded": 5}})
        };
        let others = json!({"id": "pi_9", "status": "succeeded", "metadata": {}});
        let body = json!({"data": [made_by("desk"), made_by("bar"), others], "has_more": true});
        let page = intents(&answered(&body)).ok().unwrap().of_station("desk");
        let listed = ListedIntent {
            id: IntentId("pi_1".to_owned()),
            status: IntentStatus::Succeeded,
            sale: crate::station::SaleId(0x2a),
            number: 7,
            amount: 1999,
            received: 1500,
            currency: Currency::new("eur").unwrap(),
            charge: Some(ChargeId("ch_1".to_owned())),
            refunded: true,
        };
        assert_eq!(page.found, [listed]);
        assert_eq!(page.next, Some(IntentId("pi_9".to_owned())));
    }

    #[test]
    fn an_unknown_status_is_kept_apart() {
        assert_eq!(intent_status("requires_dance"), IntentStatus::Other);
    }

    #[test]
    fn deleted_and_nameless_customers_are_skipped_and_eight_are_enough() {
        let mut data = vec![
            json!({"id": "cus_0", "deleted": true}),
            json!({"id": "cus_00", "name": null, "email": null}),
            json!({"id": "cus_a", "name": null, "email": "a@example.com"}),
        ];
        data.extend((0..20).map(|n| json!({"id": format!("cus_{n}x"), "name": "Amy"})));
        let found = customers(&answered(&json!({"data": data}))).unwrap();
        assert_eq!(found.len(), CUSTOMERS_MAX);
        assert_eq!(found[0].name, "a@example.com");
        assert!(customers(&answered(&json!({"data": null}))).is_err());
    }
}
