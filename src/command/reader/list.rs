//! `chargeonce reader list`: what is plugged in that is or could be a card reader, and what stands
//! in the way of using it. Opens nothing.

use std::fmt::Write;
use std::path::Path;

use rustix::fs::Access;
use rustix::io::Errno;

use super::super::{CommandError, Console};
use crate::reader::hidraw::Shape;
use crate::reader::plugged::{Kind, Plugged, Roots, plugged};
use crate::reader::profile::{Profile, profile_of, profiles};

/// Show what is plugged in, which profile fits, and what to do about each fault
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct ListArguments {}

/// Prints a paragraph for each device.
pub(super) fn run(console: &mut Console<'_>) -> Result<(), CommandError> {
    Ok(console.print(&text())?)
}

/// A paragraph for each device.
pub(in crate::command) fn text() -> String {
    let roots = Roots::default();
    let devices: Vec<_> = [Kind::Hidraw, Kind::Serial, Kind::Evdev]
        .into_iter()
        .flat_map(|kind| plugged(kind, &roots))
        .collect();
    page(&devices, &profiles(), &access)
}

fn access(path: &Path, rights: Access) -> Result<(), Errno> {
    rustix::fs::access(path, rights)
}

/// What is said of these devices.
fn page(
    devices: &[Plugged],
    profiles: &[Profile],
    access: &dyn Fn(&Path, Access) -> Result<(), Errno>,
) -> String {
    let mut page = String::new();
    for device in devices {
        let profile = profile_of(profiles, device);
        // A mouse or a headset is nobody's business here.
        if device.shape == Some(Shape::NoReader) && profile.is_none() {
            continue;
        }
        let rights = match device.kind {
            Kind::Evdev => Access::READ_OK,
            Kind::Hidraw | Kind::Serial => Access::READ_OK | Access::WRITE_OK,
        };
        // Writing to a String can't fail.
        let _written = write!(page, "{}", paragraph(device, profile, access(&device.path, rights)));
    }
    if page.is_empty() {
        page.push_str(
            "No card reader with a device of its own is plugged in. A keyboard reader that types \
             into the terminal needs none.\n",
        );
    }
    page
}

fn paragraph(device: &Plugged, profile: Option<&Profile>, access: Result<(), Errno>) -> String {
    let usb = device.usb.map(|id| format!("  {id}")).unwrap_or_default();
    let mut text = format!(
        "{}  {}{usb}  {}\n",
        device.path.display(),
        device.kind.as_str(),
        device.name.escape_debug()
    );
    let mut line = |label: &str, words: &str| {
        let _written = writeln!(text, "  {label:<8} {words}");
    };
    match profile {
        Some(profile) => {
            line("profile", &format!("{} (hardware/{})", profile.name, profile.page));
            line("note", &profile.notes);
        }
        None if device.kind == Kind::Evdev => line(
            "profile",
            "none: a keyboard. If it is a card reader, name it by path or usb in the settings.",
        ),
        None => line("profile", "none: chargeonce reader learn finds out what it sends."),
    }
    match &device.shape {
        Some(Shape::Whole) => line("reports", "a report is a swipe"),
        Some(Shape::Stripe) => line("reports", "tracks by the magnetic-stripe page"),
        Some(Shape::Packets) => line("reports", "MSR605 packets"),
        Some(Shape::NoReader) | None => {}
    }
    match access {
        Ok(()) => line("access", "it may be opened"),
        Err(Errno::ACCESS | Errno::PERM) => line(
            "access",
            "DENIED: install hardware/60-card-reader.rules, add the station's user to the group \
             cardreader, and plug the reader in again",
        ),
        Err(Errno::NOENT) => {
            line("access", "GONE: its node is missing; plug the reader in again");
        }
        Err(_) => line("access", "FAILED: look into the kernel's log for this device"),
    }
    if device.silenced {
        line(
            "silence",
            "ON: a udev rule keeps it quiet until the station takes it, set up as below. It does \
             not type into the terminal.",
        );
    }
    if let Some(stanza) = stanza(device, profile) {
        line("settings", &stanza);
    }
    text
}

/// The settings that would use the device, on one line.
pub(super) fn stanza(device: &Plugged, profile: Option<&Profile>) -> Option<String> {
    if device.shape == Some(Shape::NoReader) {
        return None;
    }
    let place = match device.usb {
        Some(id) => format!("usb = \"{id}\""),
        None => format!("path = \"{}\"", device.path.display()),
    };
    let mut stanza = format!("[[reader]] kind = \"{}\", {place}", device.kind.as_str());
    if device.kind == Kind::Serial
        && let Some(profile) = profile
    {
        let line = profile.framing.as_deref().and_then(|framing| framing.split_once(' '));
        if let Some((baud, framing)) = line {
            let _written = write!(stanza, ", baud = {baud}, framing = \"{framing}\"");
        }
        if let Some(protocol) = profile.protocol.as_deref().filter(|word| *word != "text") {
            let _written = write!(stanza, ", protocol = \"{protocol}\"");
        }
    }
    Some(stanza)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn device(kind: Kind, usb: &str, shape: Option<Shape>) -> Plugged {
        let path = PathBuf::from("/dev/some-node");
        let name = "A name".to_owned();
        Plugged { kind, path, usb: usb.parse().ok(), name, shape, silenced: false }
    }

    fn said(device: Plugged, answer: Result<(), Errno>) -> String {
        page(&[device], &profiles(), &|_, _| answer)
    }

    #[test]
    fn a_reader_is_shown_with_its_profile_and_its_settings() {
        let page = said(device(Kind::Hidraw, "0801:0002", Some(Shape::Whole)), Ok(()));
        assert!(page.contains("MagTek swipe reader, HID mode (hardware/magtek.md)"), "{page}");
        assert!(page.contains("it may be opened"), "{page}");
        assert!(page.contains("[[reader]] kind = \"hidraw\", usb = \"0801:0002\""), "{page}");
    }

    #[test]
    fn a_denied_reader_comes_with_what_to_do() {
        let page = said(device(Kind::Serial, "067b:2303", None), Err(Errno::ACCESS));
        assert!(page.contains("DENIED: install hardware/60-card-reader.rules"), "{page}");
        assert!(page.contains("baud = 9600, framing = \"8N1\", protocol = \"msr605\""), "{page}");
    }

    #[test]
    fn a_keyboard_that_is_kept_quiet_says_what_makes_it_speak() {
        let reader = device(Kind::Evdev, "0801:0001", None);
        assert!(!said(reader.clone(), Ok(())).contains("silence"));
        let page = said(Plugged { silenced: true, ..reader }, Ok(()));
        assert!(page.contains("silence  ON: a udev rule keeps it quiet until"), "{page}");
    }

    #[test]
    fn other_hid_devices_are_not_mentioned() {
        let page = said(device(Kind::Hidraw, "046d:c077", Some(Shape::NoReader)), Ok(()));
        assert!(page.starts_with("No card reader"), "{page}");
    }
}
