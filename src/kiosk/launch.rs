//! What a station is started with: settings that were checked, the key, and whose money moves.

use std::time::Duration;

use crate::config::{FileChoice, SecretKey, Settings};
use crate::station::Realm;

/// Everything `run` and `demo` have to hand over.
pub struct Launch {
    /// Checked settings.
    pub settings: Settings,
    /// Where they came from, to be read anew.
    pub file: FileChoice,
    /// The key for [`stripe.api_base`](crate::config::StripeSettings::api_base); `None` in a demo,
    /// whose embedded sandbox makes its own.
    pub key: Option<SecretKey>,
    /// Whose money moves.
    pub realm: Realm,
    /// Set in a demo.
    pub demo: Option<Demo>,
}

/// How a demo differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demo {
    /// How long the embedded sandbox waits before each answer.
    pub latency: Duration,
}
