//! The demo's card of keys: swipes of public test cards, for people without a reader.

use zeroize::Zeroizing;

use crate::card::Month;

/// A test card that a key of the demo swipes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoCard {
    /// F2: approved.
    Visa,
    /// F3: approved.
    Mastercard,
    /// F4: approved; its code has four digits.
    Amex,
    /// F5: declined.
    Declined,
    /// F6: declined for want of funds.
    InsufficientFunds,
    /// F7: the bank asks the customer to confirm (3-D Secure).
    BankConfirms,
    /// F8: a swipe the reader could not read.
    Unreadable,
    /// F9: a driving licence.
    Licence,
}

impl DemoCard {
    /// The card a function key swipes, if any.
    #[must_use]
    pub const fn of_function_key(number: u8) -> Option<Self> {
        Some(match number {
            2 => Self::Visa,
            3 => Self::Mastercard,
            4 => Self::Amex,
            5 => Self::Declined,
            6 => Self::InsufficientFunds,
            7 => Self::BankConfirms,
            8 => Self::Unreadable,
            9 => Self::Licence,
            _ => return None,
        })
    }

    /// The bytes a keyboard reader would send for it, with an expiry date that lies ahead.
    #[must_use]
    pub fn swipe(self, today: Month) -> Zeroizing<Vec<u8>> {
        let number = match self {
            Self::Visa => "4242424242424242",
            Self::Mastercard => "5555555555554444",
            Self::Amex => "378282246310005",
            Self::Declined => "4000000000000002",
            Self::InsufficientFunds => "4000000000009995",
            Self::BankConfirms => "4000000000003220",
            Self::Unreadable => return Zeroizing::new(b"%E?;E?\r".to_vec()),
            Self::Licence => {
                let licence = b"%CADOWNTOWN^DOE$JANE^1 MAIN ST?;636014012345678=330119800101?\r";
                return Zeroizing::new(licence.to_vec());
            }
        };
        let year = (today.year + 3) % 100;
        let month = today.month;
        Zeroizing::new(
            format!(
                "%B{number}^DEMO/CARD^{year:02}{month:02}1010000000000?;{number}={year:02}{month:02}10100000000000?\r"
            )
            .into_bytes(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::track::{Mode, Refusal, Source, Storage, Verdict, assess, read};

    const TODAY: Month = Month { year: 2030, month: 1 };

    #[test]
    fn every_key_of_the_demo_swipes_what_it_says() {
        for number in 2..=7 {
            let card = DemoCard::of_function_key(number).unwrap();
            match read(&card.swipe(TODAY), Source::KeyboardTty, Mode::Test, &mut Storage::default())
            {
                Verdict::Card(card) => assert!(assess(&card, TODAY, Mode::Test).is_ok()),
                _ => panic!("F{number} is no card"),
            }
        }
        let verdict = |card: DemoCard| {
            read(&card.swipe(TODAY), Source::KeyboardTty, Mode::Test, &mut Storage::default())
        };
        assert!(matches!(verdict(DemoCard::Unreadable), Verdict::Refused(Refusal::Unreadable)));
        assert!(matches!(verdict(DemoCard::Licence), Verdict::NotPaymentCard(_)));
        assert!(DemoCard::of_function_key(1).is_none());
    }
}
