//! A charge that Stripe has of this station and the journal never made. It is kept apart from the
//! sales: its number may be another sale's, and nothing is owed for it or decided by it.

use super::{ChargeId, Currency, IntentId, SaleId};

/// A charge found at Stripe by the audit, as it was when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCharge {
    /// The sale in the PaymentIntent's metadata; most often one the journal does not have.
    pub sale: SaleId,
    /// The sale's number in the metadata.
    pub number: u64,
    /// The PaymentIntent, by which the charge is known again.
    pub intent: IntentId,
    /// What was asked for, in minor units. Not a [`super::Money`]: a person may have made it in the
    /// Dashboard with an amount the station would not take.
    pub amount: u64,
    /// What was taken, in minor units.
    pub received: u64,
    /// Of both amounts.
    pub currency: Currency,
    /// The charge, where Stripe names one.
    pub charge: Option<ChargeId>,
}
