//! Devices that yield swipes: framing, and the sources behind it.
//!
//! This room cuts streams into swipes and opens devices. It does not wait for them and keeps none
//! of their bytes: the vault polls every descriptor and owns every framer.
//!
//! * [`framer`]: from bytes and times to swipes.
//! * [`source`]: one reader: its device, there or not, its framer, its health.
//! * [`device`]: what all devices have in common; [`serial`], [`evdev`], [`hidraw`] are the kinds.
//! * [`attachment`], [`plugged`], [`profile`]: how a configured reader is found.
//! * [`learn`]: what a serial line must be set to.
//! * [`hotplug`]: notices that something was plugged in.
//! * [`typeahead`]: takes away what was typed for nobody.

pub mod attachment;
pub mod demo;
pub mod device;
pub mod evdev;
pub mod framer;
pub mod hidraw;
pub mod hotplug;
mod ioctl;
pub mod learn;
mod msr605;
pub mod plugged;
pub mod priority;
pub mod profile;
pub mod serial;
pub mod source;
mod swipe;
pub mod typeahead;
mod usb_id;

pub use attachment::{Attachment, Place};
pub use framer::{Framed, Framer, RawSwipe, Transport};
pub use source::{News, Source};
pub use swipe::Swipe;
pub use usb_id::{NotAUsbId, UsbId};
