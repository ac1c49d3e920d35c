//! The few questions to input and HID devices that exist only as ioctls (Linux `input.h`,
//! `evdev.c`, `hidraw.h`). The only `unsafe` code of the readers; everything else is plain reads.
#![expect(unsafe_code, reason = "the kernel offers these only as ioctls")]

use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::ioctl::{Getter, IntegerSetter, Opcode, Setter, Updater, ioctl, opcode};

/// Room for one bit a key: `KEY_CNT` is 0x300.
const KEY_BYTES: usize = 0x300 / 8;
/// A feature report of the MSR605X with its number.
pub(super) const FEATURE: usize = 65;

const GRAB: Opcode = opcode::write::<i32>(b'E', 0x90);
const KEYS_DOWN: Opcode = opcode::read::<[u8; KEY_BYTES]>(b'E', 0x18);
const SET_MASK: Opcode = opcode::write::<Mask>(b'E', 0x93);
const SEND_FEATURE: Opcode = opcode::read_write::<[u8; FEATURE]>(b'H', 0x06);

/// `struct input_mask`.
#[repr(C)]
struct Mask {
    kind: u32,
    size: u32,
    pointer: u64,
}

/// Takes an input device for this descriptor alone (`EVIOCGRAB`). It is given back on close.
///
/// # Errors
/// `EBUSY` when somebody else has it.
pub(super) fn grab(device: impl AsFd) -> Result<(), Errno> {
    // SAFETY: EVIOCGRAB takes its argument by value; any number is defined, and 1 means "grab".
    unsafe { ioctl(device, IntegerSetter::<GRAB>::new_usize(1)) }
}

/// Whether any key of an input device is held down (`EVIOCGKEY`).
///
/// # Errors
/// Those of the kernel, for example `ENOTTY` for something that is no input device.
pub(super) fn any_key_down(device: impl AsFd) -> Result<bool, Errno> {
    // SAFETY: the opcode carries the size of the array, the kernel writes at most that much, and
    // every bit pattern is a valid array of bytes. The kernel writes whole bitmaps of KEY_CNT bits,
    // which is the array's size.
    let keys = unsafe { ioctl(device, Getter::<KEYS_DOWN, [u8; KEY_BYTES]>::new())? };
    Ok(keys.iter().any(|&byte| byte != 0))
}

/// Asks for key events only (`EVIOCSMASK`): scan codes and lights would fill the short queue.
///
/// # Errors
/// Those of the kernel; before Linux 4.4 there is no mask.
pub(super) fn only_keys(device: impl AsFd) -> Result<(), Errno> {
    // Of kind 0 the bits are the kinds of events: EV_SYN is 0, EV_KEY is 1. The kernel takes whole
    // machine words only and refuses all else.
    let kinds: [usize; 1] = [0b11];
    let mask = Mask {
        kind: 0,
        size: size_of::<usize>() as u32,
        pointer: kinds.as_ptr().expose_provenance() as u64,
    };
    // SAFETY: the kernel reads a `struct input_mask`, which `Mask` mirrors, and `size` bytes at
    // `pointer`; `kinds` has that many and lives until the call is over.
    unsafe { ioctl(device, Setter::<SET_MASK, Mask>::new(mask)) }
}

/// Sends a feature report, the number of the report first (`HIDIOCSFEATURE`).
///
/// # Errors
/// Those of the kernel and the device.
pub(super) fn send_feature(device: impl AsFd, report: &mut [u8; FEATURE]) -> Result<(), Errno> {
    // SAFETY: the opcode carries the size of the array, and the kernel reads no more than that.
    unsafe { ioctl(device, Updater::<SEND_FEATURE, [u8; FEATURE]>::new(report)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_kernels_headers() {
        // As `printf("%x")` shows EVIOCGRAB, EVIOCGKEY(96), EVIOCSMASK and HIDIOCSFEATURE(65).
        assert_eq!(GRAB, 0x4004_4590);
        assert_eq!(KEYS_DOWN, 0x8060_4518);
        assert_eq!(SET_MASK, 0x4010_4593);
        assert_eq!(SEND_FEATURE, 0xC041_4806);
        assert_eq!(size_of::<Mask>(), 16);
    }

    #[test]
    fn what_is_no_such_device_is_an_error_and_nothing_worse() {
        let (pipe, _other) = rustix::pipe::pipe().unwrap();
        assert!(grab(&pipe).is_err());
        assert!(any_key_down(&pipe).is_err());
        assert!(only_keys(&pipe).is_err());
        assert!(send_feature(&pipe, &mut [0; FEATURE]).is_err());
    }
}
