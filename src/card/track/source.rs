//! Where a swipe's bytes came from, as far as reading them depends on it.

/// The way a swipe took. It decides what bytes without a sentinel may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Unknown: every form is understood, tracks without sentinels too.
    Any,
    /// A keyboard reader typing into the station's own terminal, where people type too.
    KeyboardTty,
    /// A keyboard reader on a channel of its own.
    Keyboard,
    /// A reader that sends text over a serial line.
    Serial,
    /// A reader that answers MSR605 commands; some firmware leaves the sentinels out.
    Msr605,
    /// Text out of a USB HID report.
    Hid,
}

impl Source {
    /// Whether tracks without their sentinels are believed.
    #[must_use]
    pub const fn takes_bare_tracks(self) -> bool {
        matches!(self, Self::Any | Self::Msr605)
    }

    /// Whether a keyboard layout lies between the reader and the bytes.
    #[must_use]
    pub const fn has_keyboard_layout(self) -> bool {
        matches!(self, Self::Any | Self::KeyboardTty | Self::Keyboard)
    }
}
