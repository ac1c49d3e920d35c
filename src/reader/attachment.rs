//! The way to a reader as the settings describe it: by path, by USB id, or the first one found.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::UsbId;
use super::device::{Attach, Device};
use super::evdev::Evdev;
use super::hidraw::{Hidraw, Shape};
use super::plugged::{Kind, Plugged, Roots, plugged};
use super::profile::{profile_of, profiles};
use super::serial::{Serial, SerialLine};
use crate::station::ReaderHealth;

/// Where a reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this node, or behind this link.
    Path(PathBuf),
    /// On USB, under this id.
    Usb(UsbId),
    /// The first that fits the profile of this name, whatever kind the profile has.
    Profile(String),
    /// The first that is known to be a card reader.
    FirstFound,
}

impl Place {
    /// The node to open now, if it is there.
    #[must_use]
    pub fn find(&self, kind: Kind) -> Option<PathBuf> {
        let devices = || plugged(kind, &Roots::default()).into_iter();
        match self {
            Self::Path(path) => Some(path.clone()),
            Self::Usb(id) => devices()
                .find(|device| device.usb == Some(*id) && device.shape != Some(Shape::NoReader))
                .map(|device| device.path),
            Self::Profile(name) => {
                let profiles = profiles();
                let profile = profiles.iter().find(|profile| profile.name == *name)?;
                devices().find(|device| profile.describes(device)).map(|device| device.path)
            }
            Self::FirstFound => {
                let profiles = profiles();
                let is_reader = |device: &Plugged| match &device.shape {
                    Some(shape) => *shape != Shape::NoReader,
                    None => profile_of(&profiles, device).is_some_and(|found| found.certain),
                };
                let first = devices().find(is_reader);
                // A serial adapter may be anything, but the only one is meant.
                let only = || match <[Plugged; 1]>::try_from(devices().collect::<Vec<_>>()) {
                    Ok([device]) if kind == Kind::Serial => Some(device),
                    _ => None,
                };
                first.or_else(only).map(|device| device.path)
            }
        }
    }
}

/// How a reader is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// On a serial line.
    Serial {
        /// Where.
        place: Place,
        /// The line's settings.
        line: SerialLine,
        /// Whether tracks without sentinels are believed.
        bare_tracks: bool,
    },
    /// As a keyboard, taken for the station alone.
    Evdev {
        /// Where.
        place: Place,
    },
    /// As a USB HID device.
    Hidraw {
        /// Where.
        place: Place,
    },
}

impl Attachment {
    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        match self {
            Self::Serial { place, .. } | Self::Evdev { place } | Self::Hidraw { place } => place,
        }
    }
}

impl Attach for Attachment {
    fn node(&self) -> Option<&Path> {
        match self.place() {
            Place::Path(path) => Some(path),
            Place::Usb(_) | Place::Profile(_) | Place::FirstFound => None,
        }
    }

    fn takes_bare_tracks(&self) -> bool {
        matches!(self, Self::Serial { bare_tracks: true, .. })
    }

    fn open(&mut self, now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        let missing = ReaderHealth::Missing;
        Ok(match self {
            Self::Serial { place, line, .. } => {
                let path = place.find(Kind::Serial).ok_or(missing)?;
                Box::new(Serial::open(&path, line, now)?)
            }
            Self::Evdev { place } => {
                Box::new(Evdev::open(&place.find(Kind::Evdev).ok_or(missing)?, now)?)
            }
            Self::Hidraw { place } => {
                Box::new(Hidraw::open(&place.find(Kind::Hidraw).ok_or(missing)?, now)?)
            }
        })
    }
}
