//! From a `[[reader]]` to the device it means.

use super::settings::{Framing, Parity, ReaderKind, ReaderSettings, SerialLine};
use crate::reader::{Attachment, Place, serial};

impl ReaderSettings {
    /// What the reader is called on the screen: its name, or the name of its node.
    #[must_use]
    pub fn shown_name(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let kind = match &self.kind {
            ReaderKind::Serial { .. } => "serial",
            ReaderKind::Evdev { .. } => "keyboard",
            ReaderKind::Hidraw { .. } => "hid",
            ReaderKind::Terminal => "terminal",
        };
        let Some(place) = self.kind.place() else { return kind.to_owned() };
        match place {
            Place::Path(path) => {
                path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
            }
            Place::Usb(id) => id.to_string(),
            Place::Profile(_) | Place::FirstFound => kind.to_owned(),
        }
    }
}

impl ReaderKind {
    /// Where the reader's own device is; `None` for one that types into the terminal.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::Serial { place, .. } | Self::Evdev { place } | Self::Hidraw { place } => {
                Some(place)
            }
            Self::Terminal => None,
        }
    }

    /// Whether both find the same device, whatever is plugged in.
    pub(super) fn is_same_device(&self, other: &Self) -> bool {
        match (self.place(), other.place()) {
            (Some(Place::FirstFound), Some(Place::FirstFound)) => {
                std::mem::discriminant(self) == std::mem::discriminant(other)
            }
            (one, two) => one == two,
        }
    }

    /// The way to the reader's own device; `None` for one that types into the terminal.
    #[must_use]
    pub fn attachment(&self) -> Option<Attachment> {
        Some(match self.clone() {
            Self::Serial { place, line, sentinels } => {
                Attachment::Serial { place, line: line.into(), bare_tracks: !sentinels }
            }
            Self::Evdev { place } => Attachment::Evdev { place },
            Self::Hidraw { place } => Attachment::Hidraw { place },
            Self::Terminal => return None,
        })
    }
}

impl From<SerialLine> for serial::SerialLine {
    fn from(line: SerialLine) -> Self {
        let SerialLine { baud, framing: Framing { data_bits, parity, stop_bits }, protocol } = line;
        let parity = match parity {
            Parity::None => serial::Parity::None,
            Parity::Even => serial::Parity::Even,
            Parity::Odd => serial::Parity::Odd,
        };
        Self { baud, data_bits, parity, two_stop_bits: stop_bits == 2, protocol }
    }
}
