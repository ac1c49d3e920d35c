//! A whole card, ready for the one request that carries it.

use super::{CardSummary, Cvc, Expiry, HolderName, Pan, PostalCode};

/// Everything needed to charge a card once. Secret: its parts are boxed and wiped on drop.
///
/// It offers references only. Whoever holds it sends it and drops it.
pub struct Card {
    pan: Box<Pan>,
    expiry: Expiry,
    cvc: Box<Cvc>,
    holder: Option<Box<HolderName>>,
    postal: Option<Box<PostalCode>>,
}

impl Card {
    /// A card from its parts.
    #[must_use]
    pub fn new(
        pan: Box<Pan>,
        expiry: Expiry,
        cvc: Box<Cvc>,
        holder: Option<Box<HolderName>>,
        postal: Option<Box<PostalCode>>,
    ) -> Box<Self> {
        Box::new(Self { pan, expiry, cvc, holder, postal })
    }

    /// The card number.
    #[must_use]
    pub const fn pan(&self) -> &Pan {
        &self.pan
    }

    /// The month the card is valid through.
    #[must_use]
    pub const fn expiry(&self) -> Expiry {
        self.expiry
    }

    /// The printed security code.
    #[must_use]
    pub const fn cvc(&self) -> &Cvc {
        &self.cvc
    }

    /// The cardholder's name, which only a swipe can tell.
    #[must_use]
    pub fn holder(&self) -> Option<&HolderName> {
        self.holder.as_deref()
    }

    /// The billing postal code, if it was asked for and given.
    #[must_use]
    pub fn postal(&self) -> Option<&PostalCode> {
        self.postal.as_deref()
    }

    /// What may be shown and remembered of the card.
    #[must_use]
    pub fn summary(&self) -> CardSummary {
        CardSummary { brand: self.pan.brand(), last4: self.pan.last4(), expiry: self.expiry }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Brand;

    #[test]
    fn a_summary_tells_brand_last_four_and_expiry() {
        let card = Card::new(
            Pan::new(b"5555555555554444").unwrap(),
            Expiry::new(2030, 12).unwrap(),
            Cvc::new(b"123").unwrap(),
            None,
            None,
        );
        let summary = card.summary();
        assert_eq!(summary.brand, Brand::Mastercard);
        assert_eq!(summary.last4.to_string(), "4444");
        assert_eq!(summary.expiry.to_string(), "12/30");
        assert!(card.holder().is_none() && card.postal().is_none());
    }
}
