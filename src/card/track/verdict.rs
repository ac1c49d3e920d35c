//! What a swipe turned out to be, in words that carry no card content.

use super::super::SwipedCard;

/// What one swipe turned out to be.
///
/// [`Verdict::Card`] is about grammar only: whether the station takes the card is a second
/// question, answered by [`assess`](super::assess).
pub enum Verdict {
    /// A payment card's number and expiry, read whole.
    Card(SwipedCard),
    /// A stripe that was read well and is no payment card's.
    NotPaymentCard(NotPayment),
    /// A card was meant and cannot be used as read.
    Refused(Refusal),
    /// No swipe at all: a person or a barcode scanner typed this.
    Typed,
}

/// Which other kind of card was swiped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotPayment {
    /// A driver's licence or identity card in the AAMVA layout (or California's old one).
    DriversLicense,
    /// A bare number on track 2: loyalty, gift, student and hotel cards.
    NoSeparator,
    /// Some other closed-loop card: fuel, membership, an issuer's own format.
    Unrecognised,
}

impl NotPayment {
    /// The stable word for logs and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DriversLicense => "drivers_license",
            Self::NoSeparator => "no_separator_track2",
            Self::Unrecognised => "unrecognised",
        }
    }
}

/// Why a swipe is not used. Never carries anything the card said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The reader saw a stripe and could not decode it.
    Unreadable,
    /// The swipe ended before its end sentinel.
    Incomplete,
    /// Characters were lost between the reader and the station.
    Overrun,
    /// The stripe is empty.
    BlankCard,
    /// Nothing that was sent begins like a track.
    NoSentinel,
    /// Only track 3 was read, which never pays.
    NoPaymentTrack,
    /// Track 1 breaks the rules of format B.
    MalformedTrack1,
    /// Track 2 breaks its rules.
    MalformedTrack2,
    /// Tracks 1 and 2 name different cards.
    TrackMismatch,
    /// The number's check digit is wrong although all else is right.
    BadChecksum,
    /// The stripe has no expiry date.
    MissingExpiry,
    /// The stripe's expiry date is no month.
    BadExpiry,
    /// The card's last month has passed.
    Expired,
    /// No network takes numbers that begin like this one, or the card is a closed loop's.
    UnsupportedBrand,
    /// A test card, and money is real.
    TestCard,
    /// The service code allows cash machines or cash only.
    AtmOrCashOnly,
    /// The reader blanks out the middle of the number.
    MaskedCardData,
    /// The reader encrypts what it reads.
    EncryptedReader,
    /// The reader types for another keyboard layout than the console has.
    KeyboardLayout,
}

impl Refusal {
    /// The stable word for logs and machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Incomplete => "incomplete",
            Self::Overrun => "overrun",
            Self::BlankCard => "blank_card",
            Self::NoSentinel => "no_sentinel",
            Self::NoPaymentTrack => "no_payment_track",
            Self::MalformedTrack1 => "malformed_track1",
            Self::MalformedTrack2 => "malformed_track2",
            Self::TrackMismatch => "track_mismatch",
            Self::BadChecksum => "bad_checksum",
            Self::MissingExpiry => "missing_expiry",
            Self::BadExpiry => "bad_expiry",
            Self::Expired => "expired",
            Self::UnsupportedBrand => "brand_unsupported",
            Self::TestCard => "test_card_live",
            Self::AtmOrCashOnly => "atm_or_cash_only",
            Self::MaskedCardData => "masked_card_data",
            Self::EncryptedReader => "encrypted_reader",
            Self::KeyboardLayout => "keyboard_layout",
        }
    }

    /// One sentence for the technician: what to look at.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Unreadable => {
                "The reader reported a decoding error: clean its head, and try other cards."
            }
            Self::Incomplete => {
                "No end sentinel arrived: if it happens often, check the cable, the serial \
                 settings and that the reader sends end sentinels."
            }
            Self::Overrun => {
                "Characters were lost or never stopped: check the load of the machine, the baud \
                 rate, and switch a keyboard reader to HID or serial."
            }
            Self::BlankCard => "The reader works and found no data on the stripe.",
            Self::NoSentinel => {
                "The data has no start sentinel: switch sentinels on in the reader, or check the \
                 serial settings."
            }
            Self::NoPaymentTrack => {
                "Only track 3 arrived: enable tracks 1 and 2 in the reader's settings."
            }
            Self::MalformedTrack1 => {
                "Track 1 is not in format B as ISO/IEC 7813 has it: check the serial parity and \
                 the reader's character settings."
            }
            Self::MalformedTrack2 => {
                "Track 2 is not as ISO/IEC 7813 has it: check the serial parity and the reader's \
                 character settings."
            }
            Self::TrackMismatch => {
                "Tracks 1 and 2 disagree: two swipes ran together, or the stripe was tampered \
                 with."
            }
            Self::BadChecksum => {
                "The check digit is wrong: a misread, unless the same card fails every time."
            }
            Self::MissingExpiry => "The stripe leaves the expiry date out; it has to be typed.",
            Self::BadExpiry => {
                "The expiry on the stripe is not a month: a misread or no bank card."
            }
            Self::Expired => {
                "The card's last month is over; check the station's clock if in doubt."
            }
            Self::UnsupportedBrand => {
                "The number or its service code belongs to no network the station can charge."
            }
            Self::TestCard => "The service code says test card (first digit 9), and keys are live.",
            Self::AtmOrCashOnly => {
                "The issuer limits this card to cash (service code, third digit)."
            }
            Self::MaskedCardData => {
                "The reader masks card numbers and cannot be used here: get a non-encrypting \
                 model, or set this one to clear output (MagTek: security level 2)."
            }
            Self::EncryptedReader => {
                "The reader encrypts card data and cannot be used here: get a non-encrypting \
                 model, or set this one to clear output (MagTek: security level 2)."
            }
            Self::KeyboardLayout => {
                "The reader types for a US keyboard and the console has another layout: load the \
                 US keymap, or switch the reader to HID or serial."
            }
        }
    }
}
