//! Questions about the account that charge nothing: may the key do what the station needs, may
//! card numbers be sent, is this computer's clock right. For technicians; a sale never asks these.

use stripe_client_core::{RequestBuilder, StripeMethod};

use super::transport::Outgoing;
use super::{Gateway, errors};
use crate::station::Failure;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Whose account it is.
    Account,
    /// Whether PaymentIntents may be written: one is asked for without an amount, which Stripe
    /// refuses after it has looked at the key's permissions.
    WritePaymentIntents,
    /// Whether PaymentMethods may be written: as above, without a type.
    WritePaymentMethods,
    /// Whether customers may be read.
    ReadCustomers,
    /// Whether charges may be read: one is asked for that is not there.
    ReadCharges,
    /// Whether charges may be written, as for a receipt by e-mail: one that is not there is to be
    /// changed in nothing.
    WriteCharges,
    /// Whether the account may send card numbers. Stripe's public test card is tokenised; never
    /// ask this with a live key.
    RawCard,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The HTTP status.
    pub http: u16,
    /// The server's clock, in seconds since 1970-01-01 UTC, where it told.
    pub server_time: Option<i64>,
    /// The account's own currency, where the account was asked for.
    pub currency: Option<String>,
    /// Whether the account may charge, where the account was asked for.
    pub charges_enabled: Option<bool>,
}

/// What matters of an account.
#[derive(Default, serde::Deserialize)]
struct Account {
    default_currency: Option<String>,
    charges_enabled: Option<bool>,
}

impl Gateway {
    /// Asks one question.
    ///
    /// # Errors
    /// [`Failure`], as any call. A refusal for what was deliberately left out is no failure.
    pub async fn probe(&self, probe: Probe) -> Result<Probed, Failure> {
        let outgoing = Outgoing { request: request(probe), idempotency_key: None };
        let answered = self.transport.exchange(outgoing).await?;
        let (http, server_time) = (answered.head.http, answered.head.date);
        let expected = match probe {
            Probe::WritePaymentIntents | Probe::WritePaymentMethods => http == 400,
            Probe::ReadCharges | Probe::WriteCharges => http == 404,
            Probe::Account | Probe::ReadCustomers | Probe::RawCard => false,
        };
        let body = if expected { answered.body } else { errors::checked(answered)?.body };
        let account: Account = match probe {
            Probe::Account => serde_json::from_slice(&body).unwrap_or_default(),
            _ => Account::default(),
        };
        Ok(Probed {
            http,
            server_time,
            currency: account.default_currency,
            charges_enabled: account.charges_enabled,
        })
    }
}

fn request(probe: Probe) -> RequestBuilder {
    let (method, path, query, body) = match probe {
        Probe::Account => (StripeMethod::Get, "/account", None, None),
        Probe::WritePaymentIntents => (StripeMethod::Post, "/payment_intents", None, Some("")),
        Probe::WritePaymentMethods => (StripeMethod::Post, "/payment_methods", None, Some("")),
        Probe::ReadCustomers => (StripeMethod::Get, "/customers", Some("limit=1"), None),
        Probe::ReadCharges => (StripeMethod::Get, NO_CHARGE, None, None),
        Probe::WriteCharges => (StripeMethod::Post, NO_CHARGE, None, Some("")),
        Probe::RawCard => (StripeMethod::Post, "/payment_methods", None, Some(TEST_CARD)),
    };
    RequestBuilder {
        query: query.map(str::to_owned),
        body: body.map(str::to_owned),
        path: path.to_owned(),
        method,
    }
}

/// A charge that nobody has.
const NO_CHARGE: &str = "/charges/ch_chargeonce_check";

/// Stripe's public test card: nobody's.
const TEST_CARD: &str = "type=card&card%5Bnumber%5D=4242424242424242&card%5Bexp_month%5D=12\
                         &card%5Bexp_year%5D=2049&card%5Bcvc%5D=123";
