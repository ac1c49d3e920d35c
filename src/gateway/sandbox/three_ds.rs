//! 3-D Secure: the bank asks the customer, on a page the sandbox serves under a short link.

use super::book::{Book, Time};
use super::confirmation;
use super::errors::{self, Refusal};
use super::payment_intents::{self as intents, NextAction, Status};

/// Has the bank ask. Without a `return_url` only Stripe's own JavaScript could show its page.
///
/// # Errors
/// `resource_missing` if there is no such intent.
pub fn ask(book: &mut Book, id: &str, return_url: Option<&str>) -> Result<(), Refusal> {
    let action = match return_url {
        None => NextAction::StripeSdk,
        Some(return_url) => {
            let code = book.ids.code();
            let url = format!("{}/3ds/{code}", book.base_url);
            book.challenges.insert(code, id.to_owned());
            NextAction::Redirect { url, return_url: return_url.to_owned() }
        }
    };
    confirmation::require_action(intents::find_mut(book, id)?, action);
    Ok(())
}

/// What the customer did on the bank's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Confirmed the payment.
    Approve,
    /// Refused it.
    Refuse,
}

/// What the bank's page can show.
pub enum Challenge {
    /// The question: the amount is known by this intent's id.
    Open(String),
    /// It was answered before, or the payment was given up.
    Closed,
}

/// The state of a page; `None` if no page has this code.
pub fn look(book: &Book, code: &str) -> Option<Challenge> {
    let id = book.challenges.get(code)?;
    let intent = book.intents.get(id)?;
    let own = format!("{}/3ds/{code}", book.base_url);
    let open = intent.status == Status::RequiresAction
        && matches!(&intent.next_action, Some(NextAction::Redirect { url, .. }) if *url == own);
    Some(if open { Challenge::Open(id.clone()) } else { Challenge::Closed })
}

/// Settles an open page as the card dictates: the charge, or why it failed, is then on the intent.
pub fn answer(book: &mut Book, code: &str, choice: Choice, now: Time) -> Option<Challenge> {
    let challenge = look(book, code)?;
    if let Challenge::Open(id) = &challenge {
        match choice {
            // A decline is no failure of the page: who polls the intent will see it.
            Choice::Approve => drop(confirmation::authorise(book, id, Some("challenge"), now)),
            Choice::Refuse => {
                let error = errors::refused(
                    Some("payment_intent_authentication_failure"),
                    "We are unable to authenticate your payment method. Please choose a different \
                     payment method and try again.",
                );
                drop(confirmation::fail(book, id, error));
            }
        }
    }
    Some(challenge)
}
