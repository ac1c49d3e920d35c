//! Whether the station takes a card that was read well.

use super::masked::Mode;
use super::verdict::Refusal;
use crate::card::{Brand, Interchange, Month, SwipedCard};

/// Whether the card can be charged by the month's light.
///
/// # Errors
/// [`Refusal::BadChecksum`], [`Refusal::UnsupportedBrand`], [`Refusal::TestCard`] (in live mode),
/// [`Refusal::AtmOrCashOnly`] or [`Refusal::Expired`], in this order.
pub fn assess(card: &SwipedCard, today: Month, mode: Mode) -> Result<(), Refusal> {
    let interchange = card.service_code.map(|code| code.interchange());
    let cash_only = card.service_code.is_some_and(|code| code.is_atm_only() || code.is_cash_only());
    if !card.pan.is_luhn_valid() {
        Err(Refusal::BadChecksum)
    } else if card.pan.brand() == Brand::Unknown || interchange == Some(Interchange::Private) {
        Err(Refusal::UnsupportedBrand)
    } else if interchange == Some(Interchange::Test) && mode == Mode::Live {
        Err(Refusal::TestCard)
    } else if cash_only {
        Err(Refusal::AtmOrCashOnly)
    } else if card.expiry.is_past(today) {
        Err(Refusal::Expired)
    } else {
        Ok(())
    }
}
