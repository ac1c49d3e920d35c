//! What a gateway is made of, and what it refuses to be made of.

use std::time::Duration;

use zeroize::Zeroizing;

use super::ApiBase;
use crate::station::Realm;

/// How long one request may take, unless set otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(20);
/// Where the bank's page sends the customer's phone afterwards, unless set otherwise. The station
/// itself learns the outcome by asking Stripe, so any page does.
pub const RETURN_URL: &str = "https://stripe.com";

/// What a gateway is made of. Has no `Debug`: it holds the key.
pub struct Config {
    /// Where the API is.
    pub api_base: ApiBase,
    /// The secret or restricted key.
    pub key: Zeroizing<String>,
    /// How long one request may take, connecting included.
    pub timeout: Duration,
    /// The station's name, for metadata and descriptions; at most 100 characters are used.
    pub station_name: String,
    /// Whose money the operator means to move.
    pub realm: Realm,
    /// Follows the account's own text on the customer's bank statement.
    pub statement_descriptor_suffix: Option<String>,
    /// Where the bank's page sends the customer's phone afterwards; https.
    pub return_url: String,
    /// Whether Stripe is to decline a card whose bank wants the customer to confirm.
    pub decline_bank_confirmation: bool,
}

/// Why a gateway cannot be set up. Never holds any part of the key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The key cannot stand in a header.
    #[error(
        "the Stripe key has characters that no key has; nothing can be charged with it. Copy it \
         again from the Stripe Dashboard"
    )]
    KeyUnusable,
    /// It begins with `pk_`.
    #[error(
        "this is a publishable key (pk_...), which cannot charge. Use the secret key (sk_...) or a \
         restricted key (rk_...) from the Stripe Dashboard"
    )]
    PublishableKey,
    /// A live key where no money is meant to move, or a test key where it is.
    #[error(
        "the Stripe key is of the wrong mode: a live key charges real cards and a test key cannot. \
         Nothing was sent. Use a live key with the live API only, and a test key elsewhere"
    )]
    KeyOfOtherMode,
    /// Something on this machine instead of Stripe, or Stripe instead of the sandbox.
    #[error(
        "the address of the Stripe API does not fit the mode: a sandbox runs on this machine, \
         Stripe does not. Nothing was sent. Check the address"
    )]
    AddressOfOtherRealm,
    /// TLS could not be set up.
    #[error("TLS could not be set up ({0}); nothing was sent")]
    Tls(String),
}

/// A live key never leaves for a sandbox, a test key never poses as a live station, and neither
/// talks to the wrong place.
pub(super) fn check(config: &Config) -> Result<(), GatewayError> {
    if config.key.starts_with("pk_") {
        return Err(GatewayError::PublishableKey);
    }
    if config.key.is_empty() {
        return Err(GatewayError::KeyUnusable);
    }
    if (config.realm == Realm::Sandbox) != config.api_base.is_loopback() {
        return Err(GatewayError::AddressOfOtherRealm);
    }
    let live_key = config.key.starts_with("sk_live_") || config.key.starts_with("rk_live_");
    if live_key == config.realm.is_live() { Ok(()) } else { Err(GatewayError::KeyOfOtherMode) }
}
