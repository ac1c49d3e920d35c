//! The devices in the settings: are they there, and may this user open them. None is opened for
//! more than a moment, and none is written to, so that this may run beside the station.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::finding::Finding;
use crate::command::codes::Code;
use crate::config::{ReaderKind, ReaderSettings, Settings};
use crate::reader::plugged::Kind;

pub(super) fn all(settings: &Settings) -> Vec<Finding> {
    let readers = settings.readers.iter().map(reader);
    readers.chain([printer(settings.receipt.printer.as_deref())]).collect()
}

fn reader(reader: &ReaderSettings) -> Finding {
    let what = "reader";
    let name = reader.name.as_deref().unwrap_or("unnamed");
    if !reader.enabled {
        return Finding::skipped(what, format!("{name} is switched off in the settings"));
    }
    let (place, kind) = match &reader.kind {
        ReaderKind::Terminal => {
            return Finding::pass(what, "types into the terminal: swipe a card to see it work");
        }
        ReaderKind::Serial { place, .. } => (place, Kind::Serial),
        ReaderKind::Evdev { place } => (place, Kind::Evdev),
        ReaderKind::Hidraw { place } => (place, Kind::Hidraw),
    };
    let name = format!("{name} ({})", kind.as_str());
    match place.find(kind) {
        None => Finding::fail(what, Code::ReaderMissing, format!("{name}: none is plugged in")),
        Some(path) => device(what, &path, &name),
    }
}

fn device(what: &'static str, path: &Path, name: &str) -> Finding {
    let said = |how: &str| format!("{name}: {} {how}", path.display());
    match open(path, false) {
        Ok(()) => Finding::pass(what, said("can be opened")),
        // A running station keeps its readers to itself.
        Err(ErrorKind::ResourceBusy) => Finding::pass(what, said("is in use, by the station?")),
        Err(ErrorKind::PermissionDenied) => {
            Finding::fail(what, Code::ReaderDenied, said("may not be opened by this user"))
        }
        Err(_) => Finding::fail(what, Code::ReaderMissing, said("is not there")),
    }
}

fn printer(path: Option<&Path>) -> Finding {
    let Some(path) = path else { return Finding::skipped("printer", "none in the settings") };
    match open(path, true) {
        Ok(()) => Finding::pass("printer", format!("{} can be written to", path.display())),
        Err(kind) => Finding::fail("printer", Code::Printer, format!("{}: {kind}", path.display())),
    }
}

fn open(path: &Path, write: bool) -> Result<(), ErrorKind> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let opened = OpenOptions::new().read(!write).append(write).custom_flags(flags).open(path);
    opened.map(drop).map_err(|error| error.kind())
}
