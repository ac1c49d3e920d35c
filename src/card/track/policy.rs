//! Whether the station takes a card that was read well.

use super::verdict::Refusal;
use crate::card::{Brand, Month, SwipedCard};

/// Whether the card can be charged by the month's light.
///
/// # Errors
/// [`Refusal::BadChecksum`], [`Refusal::UnsupportedBrand`], [`Refusal::AtmOrCashOnly`] or
/// [`Refusal::Expired`], in this order.
pub fn assess(card: &SwipedCard, today: Month) -> Result<(), Refusal> {
    let cash_only = card.service_code.is_some_and(|code| code.is_atm_only() || code.is_cash_only());
    if !card.pan.is_luhn_valid() {
        Err(Refusal::BadChecksum)
    } else if card.pan.brand() == Brand::Unknown {
        Err(Refusal::UnsupportedBrand)
    } else if cash_only {
        Err(Refusal::AtmOrCashOnly)
    } else if card.expiry.is_past(today) {
        Err(Refusal::Expired)
    } else {
        Ok(())
    }
}
