//! What a HID device's reports are, decided by its descriptor.

use super::descriptor::Descriptor;

/// The lengths of the reports that are one swipe each: MagTek's and ID TECH's.
const WHOLE: [usize; 4] = [337, 509, 856, 887];
/// The length of the MSR605X's packets.
const PACKET: usize = 64;

/// How swipes come out of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A report is a swipe.
    Whole,
    /// Tracks stand where the magnetic-stripe-reader page says.
    Stripe,
    /// Packets of an MSR605X, which must be commanded.
    Packets,
    /// It is no card reader.
    NoReader,
}

impl Shape {
    /// What a descriptor makes of a device.
    pub(super) fn of(descriptor: &Descriptor) -> Self {
        let has_track = descriptor.tracks.iter().any(|track| track.data.is_some());
        if descriptor.is_stripe && has_track {
            Self::Stripe
        } else if WHOLE.contains(&descriptor.longest) {
            Self::Whole
        } else if descriptor.is_vendor && descriptor.longest == PACKET {
            Self::Packets
        } else {
            Self::NoReader
        }
    }

    /// What a report descriptor's bytes make of a device.
    #[must_use]
    pub fn of_descriptor(bytes: &[u8]) -> Self {
        Self::of(&Descriptor::read(bytes))
    }
}
