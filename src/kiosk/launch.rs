//! What a station is started with: settings that were checked, the key, and whose money moves.

use std::time::Duration;

use crate::config::{SecretKey, Settings};
use crate::station::Realm;

/// Everything `run` and `demo` have to hand over.
pub struct Launch {
    /// Checked settings.
    pub settings: Settings,
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

/// Why the station could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum KioskError {
    /// This build has no screen.
    #[error("this build of chargeonce has no screen; nothing was started")]
    NoScreen,
}

/// Runs the station until it is told to stop.
///
/// # Errors
/// [`KioskError`].
pub fn run(_launch: Launch) -> Result<(), KioskError> {
    Err(KioskError::NoScreen)
}
