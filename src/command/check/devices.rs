//! The devices in the settings: are they there, and may this user open them. None is opened for
//! more than a moment, and none is written to, so that this may run beside the station.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::finding::Finding;
use super::user::User;
use crate::command::codes::Code;
use crate::command::reader::obstacle::Obstacle;
use crate::config::{ReaderKind, ReaderSettings, Settings};
use crate::reader::plugged::Kind;

pub(super) fn all(settings: &Settings, user: &User) -> Vec<Finding> {
    let readers = settings.readers.iter().map(|settings| reader(settings, user));
    readers.chain([printer(settings.receipt.printer.as_deref(), user)]).collect()
}

fn reader(reader: &ReaderSettings, user: &User) -> Finding {
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
        Some(path) => device(what, &path, kind, &name, user),
    }
}

fn device(what: &'static str, path: &Path, kind: Kind, name: &str, user: &User) -> Finding {
    let said = |how: &str| format!("{name}: {} {how}", path.display());
    match Obstacle::of_opening(path, kind) {
        // A running station keeps its readers to itself.
        Some(Obstacle::Busy) => Finding::pass(what, said("is in use, by the station?")),
        Some(denied @ Obstacle::Denied) => {
            Finding::fail(what, Code::ReaderDenied, said(denied.words()))
        }
        Some(other) => Finding::fail(what, Code::ReaderMissing, said(other.words())),
        None => match user.may_read(path) {
            Ok(()) => Finding::pass(what, said("can be opened")),
            Err(_) => {
                let how = format!("may not be opened by {user}");
                Finding::fail(what, Code::ReaderDenied, said(&how))
            }
        },
    }
}

fn printer(path: Option<&Path>, user: &User) -> Finding {
    let Some(path) = path else { return Finding::skipped("printer", "none in the settings") };
    let opened = open_printer(path).and_then(|()| user.may_write(path));
    let how = match opened.as_ref().map_err(Error::kind) {
        Ok(()) => {
            return Finding::pass("printer", format!("{} can be written to", path.display()));
        }
        Err(ErrorKind::NotFound) => "is not there".to_owned(),
        Err(ErrorKind::PermissionDenied) => format!("may not be written to by {user}"),
        Err(ErrorKind::ResourceBusy) => "is in use by another program".to_owned(),
        Err(other) => format!("can't be written to: {other}"),
    };
    Finding::fail("printer", Code::Printer, format!("{} {how}", path.display()))
}

fn open_printer(path: &Path) -> std::io::Result<()> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    OpenOptions::new().append(true).custom_flags(flags).open(path).map(drop)
}
