//! Refunds, only ever to the card that paid.

use super::book::{Book, Filed, Time};
use super::cards::Afterwards;
use super::errors::{self, Reply};
use super::money;
use super::objects;
use super::params::Params;

/// How long a test card's refund stays as it began, in seconds.
const LATER: Time = 2;

/// Money given back.
pub struct Refund {
    /// `re_…`
    pub id: String,
    /// When.
    pub created: Time,
    /// How much, in the smallest unit.
    pub amount: i64,
    /// Lower-case ISO 4217.
    pub currency: String,
    /// The charge.
    pub charge: String,
    /// The sale.
    pub payment_intent: String,
    /// `pending`, `succeeded` or `failed`.
    pub status: &'static str,
    /// What it becomes later, and when, for the cards that test it.
    later: Option<(Time, &'static str)>,
    /// Why, as sent.
    pub reason: Option<String>,
    /// The account's notes.
    pub metadata: Vec<(String, String)>,
}

impl Filed for Refund {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> Time {
        self.created
    }
}

/// `POST /v1/refunds`
///
/// # Errors
/// No such charge, nothing taken, nothing left, too much, or a dispute.
pub fn create(book: &mut Book, params: &Params, now: Time) -> Reply {
    let reason = params.one_of("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
    let id = match (params.text("payment_intent"), params.text("charge")) {
        (None, None) => return Err(errors::parameter_missing("payment_intent")),
        (Some(_), Some(_)) => {
            return Err(errors::invalid_param(
                "charge",
                "You may only specify one of these parameters: charge, payment_intent.",
            ));
        }
        (None, Some(charge)) => charge.to_owned(),
        (Some(id), None) => {
            let intent = book.intents.get(id);
            let intent =
                intent.ok_or_else(|| errors::no_such("payment_intent", id, "payment_intent"))?;
            intent.latest_charge.clone().unwrap_or_default()
        }
    };
    let asked = params.integer("amount")?;
    let new_id = book.ids.object("re_3");
    let Some(charge) = book.charges.get_mut(&id) else {
        return Err(match params.text("charge") {
            Some(charge) => errors::no_such("charge", charge, "charge"),
            None => nothing_taken(),
        });
    };
    if !charge.captured {
        return Err(nothing_taken());
    }
    if charge.disputed {
        return Err(refused("charge_disputed", format!("Charge {id} has been charged back.")));
    }
    let left = charge.amount - charge.amount_refunded;
    if left == 0 {
        return Err(refused(
            "charge_already_refunded",
            format!("Charge {id} has already been refunded."),
        ));
    }
    let amount = asked.unwrap_or(left);
    if amount < 1 {
        return Err(errors::invalid_param(
            "amount",
            "This value must be greater than or equal to 1.",
        ));
    }
    if amount > left {
        let (asked, left) =
            (money::display(amount, &charge.currency), money::display(left, &charge.currency));
        return Err(errors::invalid_param(
            "amount",
            format!("Refund amount ({asked}) is greater than unrefunded amount on charge ({left})"),
        ));
    }
    charge.amount_refunded += amount;
    let afterwards = book
        .payment_methods
        .get(&charge.payment_method)
        .map_or(Afterwards::Quiet, |method| method.behaviour.afterwards);
    let (status, later) = match afterwards {
        Afterwards::RefundSucceedsLater => ("pending", Some((now + LATER, "succeeded"))),
        Afterwards::RefundFailsLater => ("succeeded", Some((now + LATER, "failed"))),
        Afterwards::Quiet | Afterwards::Disputed => ("succeeded", None),
    };
    let refund = Refund {
        id: new_id,
        created: now,
        amount,
        currency: charge.currency.clone(),
        charge: id,
        payment_intent: charge.payment_intent.clone(),
        status,
        later,
        reason: reason.map(str::to_owned),
        metadata: params.members("metadata"),
    };
    if later.is_some() {
        book.unsettled_refunds.push(refund.id.clone());
    }
    let object = objects::refund(&refund);
    book.refunds.add(refund);
    Ok(object)
}

fn refused(code: &'static str, message: String) -> errors::Refusal {
    Box::new(errors::refused(Some(code), message))
}

fn nothing_taken() -> errors::Refusal {
    Box::new(errors::refused(None, "There is no successful charge to refund."))
}

/// `GET /v1/refunds/{refund}`
///
/// # Errors
/// `resource_missing`.
pub fn retrieve(book: &Book, id: &str) -> Reply {
    let refund = book.refunds.get(id).ok_or_else(|| errors::not_found("refund", id, "refund"))?;
    Ok(objects::refund(refund))
}

/// Lets time pass for the refunds that change later. A failed one gives the charge its money back.
pub fn settle(book: &mut Book, now: Time) {
    let Book { refunds, charges, unsettled_refunds, .. } = book;
    unsettled_refunds.retain(|id| {
        let Some(refund) = refunds.get_mut(id) else { return false };
        let Some((_, status)) = refund.later.filter(|(due, _)| *due <= now) else { return true };
        refund.status = status;
        refund.later = None;
        if status == "failed"
            && let Some(charge) = charges.get_mut(&refund.charge)
        {
            charge.amount_refunded -= refund.amount;
        }
        false
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::sandbox::book::Rules;
    use crate::gateway::sandbox::payment_intents;

    /// A book with one refund of a charge on this card, made at the time 1000.
    fn refunded(method: &str) -> (Book, String) {
        let rules = Rules { raw_cards: true, accept_any_card: false };
        let mut book = Book::new(rules, 1, [0; 32], String::new(), 1000);
        let form = format!(
            "amount=100&currency=usd&confirm=true&payment_method={method}\
             &allowed_payment_method_types[]=card"
        );
        let intent =
            payment_intents::create(&mut book, &Params::decode(form.as_bytes()), 1000).unwrap();
        let form = format!("payment_intent={}", intent["id"].as_str().unwrap());
        let refund = create(&mut book, &Params::decode(form.as_bytes()), 1000).unwrap();
        (book, refund["id"].as_str().unwrap().to_owned())
    }

    #[test]
    fn a_refund_that_fails_later_gives_the_charge_its_money_back() {
        let (mut book, id) = refunded("pm_card_refundFail");
        settle(&mut book, 1000 + LATER - 1);
        assert_eq!(retrieve(&book, &id).unwrap()["status"], "succeeded");
        settle(&mut book, 1000 + LATER);
        let failed = retrieve(&book, &id).unwrap();
        assert_eq!(failed["status"], "failed");
        assert_eq!(failed["failure_reason"], "unknown");
        assert!(book.charges.newest_first().all(|charge| charge.amount_refunded == 0));
    }

    #[test]
    fn any_other_refund_stays_as_it_is() {
        let (mut book, id) = refunded("pm_card_visa");
        settle(&mut book, Time::MAX);
        assert_eq!(retrieve(&book, &id).unwrap()["status"], "succeeded");
        assert!(book.charges.newest_first().all(|charge| charge.amount_refunded == 100));
    }
}
