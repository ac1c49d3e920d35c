//! What is plugged in, as the system tells without any device being opened.

use std::path::{Path, PathBuf};

use super::UsbId;
use super::hidraw::Shape;

/// The three ways a reader can be attached with a device of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A serial line.
    Serial,
    /// A keyboard in the kernel's input layer.
    Evdev,
    /// A raw USB HID device.
    Hidraw,
}

impl Kind {
    /// The word of the settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Evdev => "evdev",
            Self::Hidraw => "hidraw",
        }
    }
}

/// A device that could be a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugged {
    /// How it is attached.
    pub kind: Kind,
    /// Its node, such as `/dev/hidraw0`.
    pub path: PathBuf,
    /// Its USB id, if it is on USB.
    pub usb: Option<UsbId>,
    /// What it calls itself; may be empty.
    pub name: String,
    /// What its HID reports are; `None` for the other kinds.
    pub shape: Option<Shape>,
    /// Whether the kernel keeps a keyboard from being heard, as the udev rules tell it to.
    pub silenced: bool,
}

/// Where the kernel describes devices, and where their nodes are.
#[derive(Clone, Debug)]
pub struct Roots {
    /// Usually `/sys/class`.
    pub class: PathBuf,
    /// Usually `/dev`.
    pub dev: PathBuf,
}

impl Default for Roots {
    fn default() -> Self {
        Self { class: PathBuf::from("/sys/class"), dev: PathBuf::from("/dev") }
    }
}

/// All devices of one kind, in a stable order.
#[must_use]
pub fn plugged(kind: Kind, roots: &Roots) -> Vec<Plugged> {
    let mut found = match kind {
        Kind::Serial => serial_ports(),
        Kind::Evdev => entries(&roots.class.join("input"), "event", |name, directory| {
            keyboard(&roots.dev.join("input").join(name), directory)
        }),
        Kind::Hidraw => entries(&roots.class.join("hidraw"), "hidraw", |name, directory| {
            hid(&roots.dev.join(name), directory)
        }),
    };
    found.sort_by(|one, other| {
        let order = |path: &PathBuf| (path.as_os_str().len(), path.clone());
        order(&one.path).cmp(&order(&other.path))
    });
    found
}

fn serial_ports() -> Vec<Plugged> {
    let ports = serialport::available_ports().unwrap_or_default();
    let on_usb = ports.into_iter().filter_map(|port| match port.port_type {
        serialport::SerialPortType::UsbPort(usb) => Some(Plugged {
            kind: Kind::Serial,
            path: PathBuf::from(port.port_name),
            usb: Some(UsbId { vendor: usb.vid, product: usb.pid }),
            name: usb.product.unwrap_or_default(),
            shape: None,
            silenced: false,
        }),
        // A port on the board may have anything or nothing behind it: it has to be named.
        _ => None,
    });
    on_usb.collect()
}

/// The entries of a class directory whose names begin with `prefix`.
fn entries(
    class: &Path,
    prefix: &str,
    read: impl Fn(&str, &Path) -> Option<Plugged>,
) -> Vec<Plugged> {
    let Ok(entries) = std::fs::read_dir(class) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter(|name| name.starts_with(prefix))
        .filter_map(|name| read(&name, &class.join(&name).join("device")))
        .collect()
}

/// An input device that can type digits.
fn keyboard(path: &Path, device: &Path) -> Option<Plugged> {
    // Bits of key codes as hexadecimal words, the lowest last; `KEY_1` to `KEY_0` are 2 to 11.
    let keys = text(&device.join("capabilities/key"))?;
    let lowest = u64::from_str_radix(keys.split_whitespace().next_back()?, 16).ok()?;
    if lowest & 0xFFC != 0xFFC {
        return None;
    }
    let number = |name: &str| u16::from_str_radix(&text(&device.join("id").join(name))?, 16).ok();
    // Bus 3 is USB (Linux `input.h`).
    let on_usb = number("bustype") == Some(3);
    let usb = number("vendor").zip(number("product")).filter(|_| on_usb);
    Some(Plugged {
        kind: Kind::Evdev,
        path: path.to_owned(),
        usb: usb.map(|(vendor, product)| UsbId { vendor, product }),
        name: text(&device.join("name")).unwrap_or_default(),
        shape: None,
        silenced: text(&device.join("inhibited")).as_deref() == Some("1"),
    })
}

fn hid(path: &Path, device: &Path) -> Option<Plugged> {
    let descriptor = std::fs::read(device.join("report_descriptor")).ok()?;
    let facts = text(&device.join("uevent"))?;
    let fact = |key: &str| facts.lines().find_map(|line| line.strip_prefix(key));
    // Bus, vendor and product: `HID_ID=0003:00000801:00000002`.
    let usb = fact("HID_ID=").and_then(|id| {
        let mut parts = id.split(':').map(|part| u32::from_str_radix(part, 16).ok());
        let (bus, vendor, product) = (parts.next()??, parts.next()??, parts.next()??);
        (bus == 3).then_some(())?;
        Some(UsbId { vendor: u16::try_from(vendor).ok()?, product: u16::try_from(product).ok()? })
    });
    Some(Plugged {
        kind: Kind::Hidraw,
        path: path.to_owned(),
        usb,
        name: fact("HID_NAME=").unwrap_or_default().to_owned(),
        shape: Some(Shape::of_descriptor(&descriptor)),
        silenced: false,
    })
}

fn text(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok().map(|text| text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, content: &[u8]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    #[test]
    fn keyboards_and_hid_devices_are_found_with_their_usb_ids() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        for (event, keys) in
            [("event11", "fffe"), ("event2", "1 fffffffffffffffe"), ("event3", "6")]
        {
            write(root, &format!("input/{event}/device/capabilities/key"), keys.as_bytes());
            write(root, &format!("input/{event}/device/name"), b"Mag-Tek USB Swipe Reader\n");
            for (file, text) in [("bustype", "0003"), ("vendor", "0801"), ("product", "0001")] {
                write(root, &format!("input/{event}/device/id/{file}"), text.as_bytes());
            }
        }
        write(root, "input/event11/device/inhibited", b"1\n");
        write(root, "input/event2/device/inhibited", b"0\n");
        let described = b"DRIVER=hid-generic\nHID_ID=0003:00000ACD:00000510\nHID_NAME=ID TECH\n";
        write(root, "hidraw/hidraw0/device/uevent", described);
        write(root, "hidraw/hidraw0/device/report_descriptor", &[0x05, 0x01, 0xC0]);
        let roots = Roots { class: root.to_owned(), dev: PathBuf::from("/dev") };
        let keyboards = plugged(Kind::Evdev, &roots);
        let paths: Vec<_> = keyboards.iter().map(|found| found.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["/dev/input/event2", "/dev/input/event11"], "a mouse types no digits");
        assert_eq!(keyboards[0].usb, Some(UsbId { vendor: 0x0801, product: 1 }));
        assert_eq!(keyboards[0].name, "Mag-Tek USB Swipe Reader");
        assert!(!keyboards[0].silenced && keyboards[1].silenced);
        let [hid] = plugged(Kind::Hidraw, &roots).try_into().unwrap();
        assert_eq!(hid.usb, Some(UsbId { vendor: 0x0acd, product: 0x0510 }));
        assert_eq!((hid.name.as_str(), hid.shape), ("ID TECH", Some(Shape::NoReader)));
    }

    #[test]
    fn a_machine_without_such_devices_has_none() {
        let nowhere = Roots { class: PathBuf::from("/nowhere"), dev: PathBuf::from("/nowhere") };
        assert!(plugged(Kind::Evdev, &nowhere).is_empty());
        assert!(plugged(Kind::Hidraw, &nowhere).is_empty());
    }
}
