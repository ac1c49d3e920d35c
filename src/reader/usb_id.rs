//! Vendor and product of a USB device, as `lsusb` writes them.

use std::fmt;
use std::str::FromStr;

/// A USB device's vendor and product number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsbId {
    /// Who made it.
    pub vendor: u16,
    /// Which of their products it is.
    pub product: u16,
}

/// The text is not two groups of four hexadecimal digits with a colon between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a USB id is written as 0801:0002")]
pub struct NotAUsbId;

impl FromStr for UsbId {
    type Err = NotAUsbId;

    fn from_str(text: &str) -> Result<Self, NotAUsbId> {
        let number = |text: &str| {
            let hex = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex.then(|| u16::from_str_radix(text, 16).ok()).flatten().ok_or(NotAUsbId)
        };
        let (vendor, product) = text.split_once(':').ok_or(NotAUsbId)?;
        Ok(Self { vendor: number(vendor)?, product: number(product)? })
    }
}

impl fmt::Display for UsbId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vendor, self.product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usb_id_is_read_as_it_is_written() {
        let id = "0ACD:0510".parse::<UsbId>().unwrap();
        assert_eq!((id.vendor, id.product), (0x0acd, 0x0510));
        assert_eq!(id.to_string(), "0acd:0510");
    }

    #[test]
    fn anything_else_is_no_usb_id() {
        for other in ["", "0801", "801:2", "0801:00022", "0801-0002", "+801:0002", "0801:"] {
            assert_eq!(other.parse::<UsbId>(), Err(NotAUsbId), "{other}");
        }
    }
}
