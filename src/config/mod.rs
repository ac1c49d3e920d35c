//! Settings: three layers (built in, file, environment), checked as a whole before anything
//! starts. What is wrong is said with its file, line and column, and what is allowed.
//!
//! In reading order: [`Settings`] (what can be told), `key` and
//! `keys` (every key, its rule and default),
//! the layers (`defaults`, `file_layer`, `environment_layer`), `merged` and `sections` (typed
//! reading), [`load`]. The Stripe key is deliberately not a setting: see [`SecretKey`].

mod amount;
mod defaults;
mod environment_layer;
mod fault;
mod file_layer;
mod key;
mod keys;
mod layer;
mod load;
mod merged;
mod profile;
mod profile_name;
mod reader;
mod render;
mod rule;
mod secret_key;
mod sections;
mod settings;
mod surroundings;

pub use amount::{read_amount, write_amount};
pub use fault::{Fault, Faults, Place, SettingsError};
pub use load::{FileChoice, INSTALLED_FILE, Loaded, load, load_text};
pub use render::{effective, template};
pub use rule::{read_baud, read_framing};
pub use secret_key::{FoundKey, KeyMode, KeyWarning, SecretKey, SecretKeyError};
pub use settings::*;
pub use surroundings::Surroundings;
