//! A settings file to which a reader is added: tried before, and never made wrong by it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::command::CommandError;
use crate::config::{self, Surroundings};

/// A settings file that can be written and is right as it is.
pub(super) struct SettingsToAdd {
    pub(super) path: PathBuf,
    file: File,
}

impl SettingsToAdd {
    /// Opens it, or makes it.
    pub(super) fn open(path: &Path) -> Result<Self, CommandError> {
        let path = path.to_owned();
        let opened = match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() => Err(io::Error::other("it is no regular file")),
            _ => OpenOptions::new().append(true).create(true).open(&path),
        };
        let file =
            opened.map_err(|cause| CommandError::NotAppended { path: path.clone(), cause })?;
        let settings = Self { path, file };
        settings.try_with("")?;
        Ok(settings)
    }

    /// Adds a section, unless the settings were wrong with it.
    pub(super) fn add(&self, section: &str) -> Result<(), CommandError> {
        let section = format!("\n{section}");
        self.try_with(&section)?;
        (&self.file).write_all(section.as_bytes()).map_err(|cause| self.refused(cause))
    }

    /// Loads the settings as they would be.
    fn try_with(&self, section: &str) -> Result<(), CommandError> {
        let now = std::fs::read_to_string(&self.path).map_err(|cause| self.refused(cause))?;
        let surroundings = Surroundings::of_this_process();
        config::load_text(&self.path, &format!("{now}{section}"), &surroundings)?;
        Ok(())
    }

    fn refused(&self, cause: io::Error) -> CommandError {
        CommandError::NotAppended { path: self.path.clone(), cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Exit;

    const READER: &str = "[[reader]]\nkind = \"serial\"\npath = \"/dev/ttyUSB7\"\n";

    #[test]
    fn a_reader_is_added_once_and_never_to_what_is_wrong() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("station.toml");
        SettingsToAdd::open(&path).unwrap().add(READER).unwrap();
        let once = std::fs::read_to_string(&path).unwrap();
        assert!(once.ends_with(READER), "{once}");
        let error = SettingsToAdd::open(&path).unwrap().add(READER).unwrap_err();
        assert!(error.to_string().contains("another one than that of reader"), "{error}");
        assert_eq!(error.exit(), Exit::Config);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), once);
        std::fs::write(&path, "[station\n").unwrap();
        assert!(SettingsToAdd::open(&path).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_made_is_named_before_anybody_swipes() {
        let error = SettingsToAdd::open(Path::new("/nonexistent/station.toml")).err().unwrap();
        assert!(error.to_string().starts_with("/nonexistent/station.toml: "), "{error}");
        assert_eq!(error.exit(), Exit::CannotCreate);
    }
}
