//! A USB HID device that exists only as a program: `/dev/uhid` (Linux `uhid.h`).

use std::fs::File;
use std::io::{self, Read, Write};
use std::thread::JoinHandle;

use chargeonce::reader::UsbId;

use crate::report::packets;
use crate::{Kind, keyboard, report};

/// `struct uhid_event`: its kind, and room for the largest.
const EVENT: usize = 4380;
const DESTROY: u32 = 1;
const CREATE: u32 = 11;
const INPUT: u32 = 12;
const SET_REPORT: u32 = 13;
const SET_REPORT_REPLY: u32 = 14;
/// `BUS_USB` of `input.h`.
const USB: u16 = 3;

/// A device that is plugged in until it is unplugged.
pub struct Uhid {
    device: File,
    answering: JoinHandle<()>,
}

impl Uhid {
    /// Plugs a reader in.
    ///
    /// # Errors
    /// Those of `/dev/uhid`: absent without the kernel's module, and root's alone.
    pub fn plugged(kind: Kind, usb: UsbId) -> io::Result<Self> {
        let mut device = File::options().read(true).write(true).open("/dev/uhid")?;
        let (name, descriptor) = match kind {
            Kind::Serial | Kind::Keyboard => ("Keyboard reader", keyboard::DESCRIPTOR.to_vec()),
            Kind::Magtek => ("Mag-Tek USB Swipe Reader", report::descriptor(337)),
            Kind::IdTech => ("ID TECH MiniMag", report::descriptor(509)),
            Kind::Msr605x => ("MSR605X", report::descriptor(64)),
        };
        let length = u16::try_from(descriptor.len()).unwrap_or_default();
        let mut event = CREATE.to_ne_bytes().to_vec();
        // A name, a place and a serial number, of fixed sizes.
        event.extend(name.bytes().chain(std::iter::repeat(0)).take(128 + 64 + 64));
        event.extend(length.to_ne_bytes());
        event.extend(USB.to_ne_bytes());
        for number in [usb.vendor.into(), usb.product.into(), 0_u32, 0] {
            event.extend(number.to_ne_bytes());
        }
        event.extend(descriptor);
        device.write_all(&event)?;
        let mut asked = device.try_clone()?;
        let answering = std::thread::spawn(move || while answer(&mut asked).is_ok() {});
        Ok(Self { device, answering })
    }

    /// Sends one report.
    ///
    /// # Errors
    /// Those of the device.
    pub fn send(&mut self, report: &[u8]) -> io::Result<()> {
        let length = u16::try_from(report.len()).unwrap_or_default();
        let event = [&INPUT.to_ne_bytes()[..], &length.to_ne_bytes(), report].concat();
        self.device.write_all(&event)
    }

    /// Pulls the device out.
    ///
    /// # Errors
    /// Those of the device.
    pub fn unplug(mut self) -> io::Result<()> {
        self.device.write_all(&DESTROY.to_ne_bytes())?;
        // What waits for the next question ends with the device.
        drop(self.answering);
        Ok(())
    }
}

/// Waits for a question of the kernel and answers it, as an MSR605X answers its commands.
fn answer(device: &mut File) -> io::Result<()> {
    let mut event = [0; EVENT];
    let count = device.read(&mut event)?;
    let event = event.get(..count).unwrap_or_default();
    // Kind, number of the question, number and type of the report, its length, the report.
    let Some((kind, [id0, id1, id2, id3, _, _, _, _, data @ ..])) = event.split_first_chunk()
    else {
        return Ok(());
    };
    if u32::from_ne_bytes(*kind) != SET_REPORT {
        return Ok(());
    }
    let reply = [&SET_REPORT_REPLY.to_ne_bytes()[..], &[*id0, *id1, *id2, *id3], &[0, 0]].concat();
    device.write_all(&reply)?;
    // The report's number, the packet's head, the command: is it there?
    if data.get(2..4) == Some(b"\x1be") {
        for packet in packets(b"\x1by") {
            let length = u16::try_from(packet.len()).unwrap_or_default();
            device
                .write_all(&[&INPUT.to_ne_bytes()[..], &length.to_ne_bytes(), &packet].concat())?;
        }
    }
    Ok(())
}
