//! Confirming a PaymentIntent: the card meets the bank, at once or after 3-D Secure.

use super::book::{Book, Time};
use super::cards::Authentication;
use super::charges;
use super::declines::Decline;
use super::errors::{self, ApiError, Refusal, Reply};
use super::objects;
use super::params::Params;
use super::payment_intents::{self as intents, NextAction, PaymentIntent, Status};
use super::payment_methods;
use super::three_ds;

/// `POST /v1/payment_intents/{intent}/confirm`
///
/// # Errors
/// `payment_intent_unexpected_state`, a PaymentMethod that is missing or used, a missing
/// `return_url`; 402 with the intent inside when the card is declined.
pub fn confirm(book: &mut Book, id: &str, params: &Params, now: Time) -> Reply {
    let intent = intents::find(book, id)?;
    check_state(intent)?;
    let chosen = params.owned("payment_method").or_else(|| intent.payment_method.clone());
    let Some(chosen) = chosen else {
        return Err(errors::unexpected_state(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can \
             either update the PaymentIntent with a payment method and then confirm it again, or \
             confirm it again directly with a payment method or ConfirmationToken.",
            objects::payment_intent(intent),
        ));
    };
    check_return_url(intent, params)?;
    let moto = params.flag("payment_method_options[card][moto]")?;
    let forbid_action = params.flag("error_on_requires_action")?;
    let capture_method = intents::capture_method(params)?;
    let method_id = payment_methods::resolve(book, &chosen, now)?;
    let authentication = match book.payment_methods.get_mut(&method_id) {
        Some(method) => {
            method.used = true;
            method.behaviour.authentication
        }
        None => Authentication::None,
    };

    let intent = intents::find_mut(book, id)?;
    intent.payment_method = Some(method_id);
    intent.last_payment_error = None;
    intent.next_action = None;
    intent.capture_method = capture_method.unwrap_or(intent.capture_method);
    if let Some(email) = params.owned("receipt_email") {
        intent.receipt_email = Some(email);
    }
    if let Some(usage) = params.owned("setup_future_usage") {
        intent.setup_future_usage = Some(usage);
    }

    // Mail and telephone orders are out of scope of customer authentication.
    match authentication {
        Authentication::Required if !moto && forbid_action => {
            let error = errors::declined(Decline::AuthenticationRequired);
            return Err(Box::new(fail(book, id, error)));
        }
        Authentication::Required if !moto => three_ds::ask(book, id, params.text("return_url"))?,
        Authentication::Frictionless if !moto => authorise(book, id, Some("frictionless"), now)?,
        _ => authorise(book, id, None, now)?,
    }
    intents::retrieve(book, id)
}

fn check_state(intent: &PaymentIntent) -> Result<(), Refusal> {
    let message = match intent.status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {
            return Ok(());
        }
        Status::Succeeded => {
            "You cannot confirm this PaymentIntent because it has already succeeded after being \
             previously confirmed."
                .to_owned()
        }
        Status::RequiresCapture => {
            "You cannot confirm this PaymentIntent because it has already been confirmed and has a \
             status of requires_capture."
                .to_owned()
        }
        Status::Canceled => {
            "You cannot confirm this PaymentIntent because it has a status of canceled. Only a \
             PaymentIntent with one of the following statuses may be confirmed: \
             requires_payment_method, requires_confirmation, requires_action."
                .to_owned()
        }
    };
    Err(errors::unexpected_state(message, objects::payment_intent(intent)))
}

/// An intent open to every payment method of the account may redirect, and needs a way back.
fn check_return_url(intent: &PaymentIntent, params: &Params) -> Result<(), Refusal> {
    let may_redirect = intent.allowed_types.is_none() && intent.allow_redirects == "always";
    if may_redirect && !params.has("return_url") {
        return Err(errors::invalid_param(
            "return_url",
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. \
             Because some of these payment methods might redirect your customer off of your page, \
             you must provide a `return_url`. If you don't want to accept redirect-based payment \
             methods, set `automatic_payment_methods[enabled]` to `true` and \
             `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents \
             and Payment Intents.",
        ));
    }
    Ok(())
}

/// Asks the bank for the money, `flow` telling how the customer was authenticated.
///
/// # Errors
/// The decline, with the intent inside.
pub fn authorise(
    book: &mut Book,
    id: &str,
    flow: Option<&'static str>,
    now: Time,
) -> Result<(), Refusal> {
    let decline = charges::authorise(book, id, flow, now)?;
    if let Some(decline) = decline {
        let mut error = errors::declined(decline);
        if let Some(charge) = intents::find(book, id)?.latest_charge.clone() {
            error = error.with("charge", charge);
        }
        return Err(Box::new(fail(book, id, error)));
    }
    let intent = intents::find_mut(book, id)?;
    intent.next_action = None;
    if intent.capture_method == "manual" {
        intent.status = Status::RequiresCapture;
        intent.amount_capturable = intent.amount;
    } else {
        intent.status = Status::Succeeded;
        intent.amount_received = intent.amount;
    }
    Ok(())
}

/// Puts the intent back to waiting for a card and notes why; the error then carries the intent.
pub fn fail(book: &mut Book, id: &str, error: ApiError) -> ApiError {
    let method = book
        .intents
        .get(id)
        .and_then(|intent| book.payment_methods.get(intent.payment_method.as_deref()?))
        .map(objects::payment_method);
    let error = match method {
        Some(method) => error.with("payment_method", method),
        None => error,
    };
    let Some(intent) = book.intents.get_mut(id) else { return error };
    intent.status = Status::RequiresPaymentMethod;
    intent.payment_method = None;
    intent.next_action = None;
    intent.last_payment_error = Some(error.object().into());
    let object = objects::payment_intent(intent);
    error.with("payment_intent", object)
}

/// Sends the customer to the bank's page, or to Stripe's own code where no way back was given.
pub fn require_action(intent: &mut PaymentIntent, action: NextAction) {
    intent.status = Status::RequiresAction;
    intent.next_action = Some(action);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::book::Rules;
    use super::super::three_ds::Choice;
    use super::*;

    /// What can happen to a sale, in any order.
    #[derive(Clone, Debug)]
    enum Step {
        Confirm(&'static str),
        Capture(i64),
        Cancel,
        Answer(Choice),
    }

    fn step() -> impl Strategy<Value = Step> {
        let cards = prop::sample::select(vec![
            "pm_card_visa",
            "pm_card_visa_chargeDeclined",
            "pm_card_threeDSecure2Required",
            "pm_card_threeDSecureRequiredChargeDeclined",
        ]);
        prop_oneof![
            4 => cards.prop_map(Step::Confirm),
            2 => (1..200i64).prop_map(Step::Capture),
            1 => Just(Step::Cancel),
            2 => prop_oneof![Just(Choice::Approve), Just(Choice::Refuse)].prop_map(Step::Answer),
        ]
    }

    fn take(book: &mut Book, id: &str, step: &Step) {
        match step {
            Step::Confirm(card) => {
                let form = format!("payment_method={card}&return_url=https://example.com");
                drop(confirm(book, id, &Params::decode(form.as_bytes()), 0));
            }
            Step::Capture(amount) => {
                let form = format!("amount_to_capture={amount}");
                drop(intents::capture(book, id, &Params::decode(form.as_bytes())));
            }
            Step::Cancel => drop(intents::cancel(book, id, &Params::default(), 0)),
            Step::Answer(choice) => {
                let codes: Vec<String> = book.challenges.keys().cloned().collect();
                for code in codes {
                    three_ds::answer(book, &code, *choice, 0);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_a_sale_is_charged_at_most_once(
            steps in prop::collection::vec(step(), 0..12),
            manual: bool,
        ) {
            let rules = Rules { raw_cards: true, accept_any_card: false };
            let mut book = Book::new(rules, 1, [0; 32], String::new(), 0);
            let method = if manual { "manual" } else { "automatic" };
            let form = format!("amount=100&currency=usd&capture_method={method}");
            let intent = intents::create(&mut book, &Params::decode(form.as_bytes()), 0).unwrap();
            let id = intent["id"].as_str().unwrap().to_owned();
            for step in &steps {
                let before = book.intents.get(&id).unwrap().status;
                take(&mut book, &id, step);
                let intent = book.intents.get(&id).unwrap();
                let charges = book.charges.newest_first();
                let good: Vec<_> = charges.filter(|charge| charge.decline.is_none()).collect();
                let taken: i64 = good.iter().map(|charge| charge.amount_captured).sum();
                prop_assert!(good.len() <= 1);
                prop_assert_eq!(taken, intent.amount_received);
                prop_assert!(intent.amount_received <= intent.amount);
                prop_assert_eq!(
                    intent.amount_capturable,
                    if intent.status == Status::RequiresCapture { 100 } else { 0 }
                );
                prop_assert_eq!(intent.amount_received > 0, intent.status == Status::Succeeded);
                prop_assert_eq!(intent.next_action.is_some(), intent.status == Status::RequiresAction);
                if matches!(before, Status::Succeeded | Status::Canceled) {
                    prop_assert_eq!(intent.status, before);
                }
            }
        }
    }
}
