//! What a swipe yields of a payable card: everything but the printed security code.

use super::{CardSummary, Expiry, HolderName, Pan, ServiceCode};

/// A card as its magnetic stripe tells it. Secret: its parts are boxed and wiped on drop.
///
/// The stripe's discretionary data, with its own security value, is never kept: it is not the
/// code printed on the card, and storing it is forbidden (PCI DSS 3.3.1).
pub struct SwipedCard {
    /// The card number, as read; its check digit is its own question.
    pub pan: Box<Pan>,
    /// The month the card is valid through.
    pub expiry: Expiry,
    /// The name on track 1, if that track was read and has one.
    pub holder: Option<Box<HolderName>>,
    /// The service code, if the stripe has one.
    pub service_code: Option<ServiceCode>,
}

impl SwipedCard {
    /// What may be shown of the card.
    #[must_use]
    pub fn summary(&self) -> CardSummary {
        CardSummary { brand: self.pan.brand(), last4: self.pan.last4(), expiry: self.expiry }
    }
}
