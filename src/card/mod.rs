//! What a card is. Pure, synchronous, knows nobody: no device, no clock, no screen.
//!
//! Two kinds of type live here. Secret ones (`Card`, `Pan`, `Cvc`, tracks, the typed form) hold
//! digits, are boxed and wiped, and implement nothing that could copy or print them. Safe ones
//! ([`CardSummary`], [`FormView`], [`Brand`], [`Expiry`]) may be shown.

pub mod brand;
#[expect(clippy::module_inception, reason = "the room is named after what it holds")]
pub mod card;
pub mod cvc;
pub mod expiry;
pub mod form;
pub mod form_view;
pub mod holder;
pub mod iin;
pub mod luhn;
pub mod mask;
pub mod misplaced;
pub mod pan;
pub mod postal;
#[cfg(test)]
mod secrecy;
mod secret_text;
pub mod service_code;
pub mod summary;
pub mod swiped;
pub mod track;

pub use brand::Brand;
pub use card::Card;
pub use cvc::Cvc;
pub use expiry::{Expiry, Month};
pub use form::{CardForm, FormKey, FormRules, PostalRule, Pressed};
pub use form_view::{Field, FormView, Hint, NumberView};
pub use holder::HolderName;
pub use mask::{MaskGlyphs, masked, masked_with};
pub use pan::Pan;
pub use postal::PostalCode;
pub use service_code::{Interchange, ServiceCode};
pub use summary::{CardSummary, Last4};
pub use swiped::SwipedCard;
