//! Settings: three layers (built in, file, environment), checked as a whole before anything
//! starts. What is wrong is said with its file, line and column, and what is allowed.
//!
//! The Stripe key is deliberately not a setting: see [`SecretKey`].

mod api_base;
mod currency;
mod secret_key;
mod settings;
mod surroundings;

pub use api_base::ApiBase;
pub use currency::Currency;
pub use secret_key::{FoundKey, KeyMode, KeyWarning, SecretKey, SecretKeyError};
pub use settings::*;
pub use surroundings::Surroundings;
