//! HID report descriptors (USB HID 1.11, section 6.2.2), as far as card readers need them: how long
//! an input report is and where its tracks are. The product's number says less: one number stands
//! for several layouts, and writers carry readers' numbers.

/// The magnetic-stripe-reader page of the HID usage tables.
const STRIPE_PAGE: u32 = 0x8E;
/// The first page that vendors may use as they like.
const VENDOR_PAGE: u32 = 0xFF00;
/// No report of a reader is longer.
const REPORT_MAX: usize = 4096;

/// A stretch of whole bytes in a report, behind the report's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) length: usize,
}

/// One track's places on the magnetic-stripe-reader page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TrackPlace {
    /// The number of the report it is in; 0 without numbers.
    pub(super) report: u8,
    /// Where its length is told, if it is.
    pub(super) length: Option<Stretch>,
    /// Where its characters are.
    pub(super) data: Option<Stretch>,
}

/// What a descriptor tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Descriptor {
    /// Whether reports begin with their number.
    pub(super) numbered: bool,
    /// The longest input report in bytes, without its number.
    pub(super) longest: usize,
    /// Whether it has the magnetic-stripe-reader page.
    pub(super) is_stripe: bool,
    /// Whether all of it is on a vendor's own page.
    pub(super) is_vendor: bool,
    /// Tracks 1 to 3 on the magnetic-stripe-reader page.
    pub(super) tracks: [TrackPlace; 3],
}

/// What global items set.
#[derive(Clone, Copy, Default)]
struct Global {
    page: u32,
    size: usize,
    count: usize,
    report: u8,
}

/// How far one report has been filled.
struct Filled {
    report: u8,
    bits: usize,
}

impl Descriptor {
    /// Reads a descriptor. What it doesn't understand it skips.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut found = Self { is_vendor: true, ..Self::default() };
        let mut global = Global::default();
        let mut saved = Vec::new();
        let mut usages: Vec<u32> = Vec::new();
        let mut filled: Vec<Filled> = Vec::new();
        let mut any_input = false;
        for (tag, value) in items(bytes) {
            match tag {
                0x04 => {
                    global.page = value;
                    found.is_stripe |= value == STRIPE_PAGE;
                }
                0x74 => global.size = clamped(value),
                0x94 => global.count = clamped(value),
                0x84 => {
                    global.report = u8::try_from(value).unwrap_or_default();
                    found.numbered = true;
                }
                0xA4 if saved.len() < 16 => saved.push(global),
                0xB4 => global = saved.pop().unwrap_or(global),
                // A usage of four bytes brings its own page.
                0x08 if usages.len() < 256 => {
                    usages.push(if value > 0xFFFF { value } else { global.page << 16 | value });
                }
                0x80 => {
                    any_input = true;
                    found.is_vendor &= global.page >= VENDOR_PAGE;
                    let start = fill(&mut filled, global);
                    found.place(global, start, &usages);
                    usages.clear();
                }
                // Other main items end the usages that stand before them.
                0x90 | 0xB0 | 0xA0 | 0xC0 => usages.clear(),
                _ => {}
            }
        }
        found.is_vendor &= any_input;
        found.longest = filled.iter().map(|report| report.bits / 8).max().unwrap_or_default();
        found
    }

    /// Notes the tracks that an input item at bit `start` holds.
    fn place(&mut self, global: Global, start: usize, usages: &[u32]) {
        if !start.is_multiple_of(8) || !global.size.is_multiple_of(8) {
            return;
        }
        let bytes = global.size / 8;
        // One usage has all of the item; several have an element each.
        let length = if usages.len() == 1 { bytes * global.count } else { bytes };
        for (index, usage) in usages.iter().enumerate().take(global.count.max(1)) {
            let stretch = Stretch { start: start / 8 + index * bytes, length };
            let (track, is_length) = match usage.wrapping_sub(STRIPE_PAGE << 16) {
                track @ 0x11..=0x13 => (track - 0x11, true),
                track @ 0x21..=0x23 => (track - 0x21, false),
                _ => continue,
            };
            let place = usize::try_from(track).ok().and_then(|track| self.tracks.get_mut(track));
            if let Some(place) = place {
                if is_length {
                    place.length = Some(stretch);
                } else {
                    place.data = Some(stretch);
                    place.report = global.report;
                }
            }
        }
    }
}

/// Adds an input item to its report; returns the bit it begins at.
fn fill(filled: &mut Vec<Filled>, global: Global) -> usize {
    let known = filled.iter_mut().position(|report| report.report == global.report);
    let bits = global.size.saturating_mul(global.count).min(REPORT_MAX * 8);
    match known.and_then(|place| filled.get_mut(place)) {
        Some(report) => {
            let start = report.bits;
            report.bits = (start + bits).min(REPORT_MAX * 8);
            start
        }
        None => {
            filled.push(Filled { report: global.report, bits });
            0
        }
    }
}

fn clamped(value: u32) -> usize {
    usize::try_from(value).unwrap_or(REPORT_MAX).min(REPORT_MAX)
}

/// The short items: their tag and type, and their value.
fn items(bytes: &[u8]) -> impl Iterator<Item = (u8, u32)> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let (&prefix, after) = rest.split_first()?;
            if prefix == 0xFE {
                // A long item; no page defines one.
                let length = usize::from(*after.first()?) + 2;
                rest = after.get(length..)?;
                continue;
            }
            let length = [0, 1, 2, 4].get(usize::from(prefix & 3)).copied()?;
            let (data, after) = after.split_at_checked(length)?;
            rest = after;
            let value = data.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte));
            return Some((prefix & 0xFC, value));
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A MagTek SureSwipe in HID mode, as its manual prints it: one vendor report of 337 bytes.
    pub(crate) const MAGTEK: &[u8] = &[
        0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x09,
        0x20, 0x95, 0x07, 0x81, 0x02, 0x09, 0x30, 0x95, 0x6E, 0x81, 0x02, 0x09, 0x31, 0x95, 0x6E,
        0x81, 0x02, 0x09, 0x32, 0x95, 0x6E, 0x81, 0x02, 0x09, 0x20, 0x95, 0x18, 0xB1, 0x02, 0xC0,
    ];

    #[test]
    fn a_vendors_report_is_known_by_its_length() {
        let descriptor = Descriptor::read(MAGTEK);
        assert!(descriptor.is_vendor && !descriptor.is_stripe && !descriptor.numbered);
        assert_eq!(descriptor.longest, 337);
    }

    #[test]
    fn the_stripe_pages_tracks_are_found_by_usage() {
        let descriptor = Descriptor::read(&[
            0x05, 0x8E, 0x09, 0x01, 0xA1, 0x01, 0x85, 0x07, 0x75, 0x08, 0x95, 0x03, 0x09, 0x11,
            0x09, 0x12, 0x09, 0x13, 0x81, 0x02, 0x95, 0x4F, 0x09, 0x21, 0x82, 0x02, 0x01, 0x95,
            0x28, 0x09, 0x22, 0x82, 0x02, 0x01, 0x95, 0x6B, 0x09, 0x23, 0x82, 0x02, 0x01, 0xC0,
        ]);
        assert!(descriptor.is_stripe && descriptor.numbered && !descriptor.is_vendor);
        let place = |length, start, room| TrackPlace {
            report: 7,
            length: Some(Stretch { start: length, length: 1 }),
            data: Some(Stretch { start, length: room }),
        };
        assert_eq!(descriptor.tracks, [place(0, 3, 79), place(1, 82, 40), place(2, 122, 107)]);
        assert_eq!(descriptor.longest, 229);
    }

    #[test]
    fn a_keyboard_is_no_reader() {
        let keyboard = Descriptor::read(&[
            0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02,
            0x75, 0x08, 0x95, 0x06, 0x81, 0x00, 0xC0,
        ]);
        assert!(!keyboard.is_stripe && !keyboard.is_vendor);
        assert_eq!(keyboard.longest, 7);
    }

    proptest! {
        #[test]
        fn no_descriptor_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Descriptor::read(&bytes).longest <= REPORT_MAX);
        }
    }
}
