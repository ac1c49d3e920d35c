//! What is known of reader models: `hardware/profiles`, compiled in.
//!
//! A profile helps to find a reader and to set it up, by itself or named in the settings. It never
//! decides how a swipe is read: that follows from what the device says and sends.

use serde::Deserialize;

use super::plugged::{Kind, Plugged};
use super::{UsbId, hidraw::Shape};

/// The files of `hardware/profiles`, in the order in which they are tried.
pub const FILES: [(&str, &str); 5] = [
    ("magtek", include_str!("../../hardware/profiles/magtek.toml")),
    ("id-tech", include_str!("../../hardware/profiles/id-tech.toml")),
    ("msr605", include_str!("../../hardware/profiles/msr605.toml")),
    ("unitech", include_str!("../../hardware/profiles/unitech.toml")),
    ("generic", include_str!("../../hardware/profiles/generic.toml")),
];

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    profile: Vec<Profile>,
}

/// A model, or several that behave the same.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is called.
    pub name: String,
    /// How it is attached: `serial`, `evdev` or `hidraw`.
    pub kind: KindWord,
    /// Its USB ids; any of them matches.
    #[serde(default)]
    pub usb: Vec<String>,
    /// What its own name contains, in any case; any of them matches.
    #[serde(default)]
    pub names: Vec<String>,
    /// The start of its node's path, if that says anything.
    #[serde(default)]
    pub path: Option<String>,
    /// Speed and characters of a serial line, such as `9600 8N1`.
    #[serde(default)]
    pub framing: Option<String>,
    /// What a serial reader speaks: `text` or `msr605`.
    #[serde(default)]
    pub protocol: Option<String>,
    /// Whether this alone is a card reader for sure. A serial adapter may be anything.
    #[serde(default = "yes")]
    pub certain: bool,
    /// What to know about it.
    pub notes: String,
    /// Its page in `hardware/`.
    pub page: String,
}

const fn yes() -> bool {
    true
}

/// A profile's kind.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum KindWord {
    /// On a serial line.
    Serial,
    /// As a keyboard.
    Evdev,
    /// As a raw HID device.
    Hidraw,
}

impl KindWord {
    const fn kind(self) -> Kind {
        match self {
            Self::Serial => Kind::Serial,
            Self::Evdev => Kind::Evdev,
            Self::Hidraw => Kind::Hidraw,
        }
    }
}

impl Profile {
    /// Whether a device is one of these readers, however it is attached.
    ///
    /// A keyboard reader in HID mode has the id of the keyboard; there, only what it says of itself
    /// counts.
    #[must_use]
    pub fn describes(&self, device: &Plugged) -> bool {
        let has_id = |id: &UsbId| self.usb.iter().any(|text| text.parse() == Ok(*id));
        let name = device.name.to_lowercase();
        let is_at = |path: &String| device.path.to_string_lossy().starts_with(path.as_str());
        device.shape != Some(Shape::NoReader)
            && (device.usb.as_ref().is_some_and(has_id)
                || self.names.iter().any(|part| name.contains(&part.to_lowercase()))
                || self.path.as_ref().is_some_and(is_at))
    }
}

/// All profiles. A file that cannot be read is left out; a test sees to it that none is.
#[must_use]
pub fn profiles() -> Vec<Profile> {
    let files = FILES.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok());
    files.flat_map(|file| file.profile).collect()
}

/// The profile that fits a device.
#[must_use]
pub fn profile_of<'a>(profiles: &'a [Profile], device: &Plugged) -> Option<&'a Profile> {
    profiles.iter().find(|profile| profile.kind.kind() == device.kind && profile.describes(device))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn device(kind: Kind, usb: &str, name: &str) -> Plugged {
        let usb = usb.parse().ok();
        let path = PathBuf::from("/dev/x");
        Plugged { kind, path, usb, name: name.to_owned(), shape: None, silenced: false }
    }

    #[test]
    fn every_profile_is_whole() {
        for (name, text) in FILES {
            let file = toml::from_str::<File>(text);
            assert!(file.is_ok(), "{name}: {}", file.unwrap_err());
        }
        for profile in profiles() {
            let matches = profile.usb.len() + profile.names.len();
            assert!(matches > 0 || profile.path.is_some(), "{} matches nothing", profile.name);
            assert!(profile.usb.iter().all(|id| id.parse::<UsbId>().is_ok()), "{}", profile.name);
            let serial = profile.kind == KindWord::Serial;
            assert_eq!(profile.framing.is_some(), serial, "{}", profile.name);
            assert!(matches!(profile.protocol.as_deref(), None | Some("text" | "msr605")));
        }
    }

    #[test]
    fn a_device_gets_the_profile_of_its_kind() {
        let profiles = profiles();
        let name = |device: &Plugged| profile_of(&profiles, device).map(|found| found.name.clone());
        let keyboard = name(&device(Kind::Evdev, "0801:0001", "")).unwrap();
        let hid = name(&device(Kind::Hidraw, "0801:0002", "")).unwrap();
        assert!(keyboard.contains("MagTek") && hid.contains("MagTek") && keyboard != hid);
        assert!(name(&device(Kind::Serial, "0801:0001", "")).is_none());
        assert!(name(&device(Kind::Evdev, "046d:c31c", "Logitech USB Keyboard")).is_none());
        assert!(name(&device(Kind::Evdev, "ffff:0001", "USB Magnetic Stripe Reader")).is_some());
    }

    #[test]
    fn a_profile_describes_its_readers_in_another_mode_too() {
        let profiles = profiles();
        let keyboard = profiles.iter().find(|it| it.usb.contains(&"0801:0001".to_owned())).unwrap();
        let device = device(Kind::Hidraw, "0801:0001", "");
        assert!(keyboard.describes(&device));
        assert!(!keyboard.describes(&Plugged { shape: Some(Shape::NoReader), ..device }));
    }
}
