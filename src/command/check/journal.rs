//! The journal: whole, this station's own, and in a place where it can be written.

use std::path::Path;

use super::finding::Finding;
use super::user::User;
use crate::command::Exit;
use crate::command::codes::Code;
use crate::command::exit::of_journal;
use crate::journal::{self, JournalError};

pub(super) fn journal(path: &Path, user: &User) -> Finding {
    let what = "journal";
    let refused = path.parent().and_then(|parent| user.may_make_files_in(parent).err());
    if let Some(why) = refused {
        let said = format!("{} can't be kept: {why}", path.display());
        return Finding::fail(what, Code::Journal, said).ending(Exit::NoPermission);
    }
    match journal::read(path) {
        Ok(reading) => {
            let whole = format!("whole, {} records", reading.records.len());
            let beside = if reading.source.in_use { "; a station is running on it" } else { "" };
            Finding::pass(what, format!("{whole}{beside}"))
        }
        Err(JournalError::Absent { .. }) => {
            Finding::pass(what, "none yet; the station begins one at its first start")
        }
        Err(error) => {
            let exit = of_journal(&error);
            Finding::fail(what, Code::Journal, error.to_string()).ending(exit)
        }
    }
}
