//! `chargeonce demo`: the station against an embedded sandbox. It needs nothing, reads no settings
//! file, and leaves nothing behind.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{CommandError, Console};
use crate::config::{self, FileChoice, Surroundings};
use crate::kiosk::{self, Demo, Launch, log};
use crate::station::Realm;

/// Try the station: an embedded sandbox, test cards on keys, no money, nothing to set up
#[derive(Args, Debug)]
#[command(
    long_about = "Try the station. A sandbox inside the program answers as Stripe would, and keys \
                  on the screen swipe test cards, so no key, network or reader is needed. No money \
                  moves. No settings file is read and nothing is left behind.",
    after_long_help = "Examples:\n  chargeonce demo\n  chargeonce demo --kiosk --language fr\n  \
                       chargeonce demo --latency 2000"
)]
pub(super) struct DemoArguments {
    /// As a customer alone sees it, instead of staff at a counter
    #[arg(long)]
    kiosk: bool,
    /// The language of the screen
    #[arg(long, value_enum, default_value_t = LanguageWord::En)]
    language: LanguageWord,
    /// How long the sandbox waits before each answer, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(0..=60_000))]
    latency: u32,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LanguageWord {
    /// English
    En,
    /// French
    Fr,
}

impl LanguageWord {
    const fn setting(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

/// Makes a directory for the journal and the log, runs the station, takes the directory away.
pub(super) fn run(
    arguments: &DemoArguments,
    _console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let directory = DemoDirectory::make(&std::env::temp_dir())?;
    let launch = prepare(arguments, &Surroundings::of_this_process(), directory.path())?;
    let confinement = kiosk::confine(&launch);
    let _log = log::start(&launch.settings.log)?;
    kiosk::run(launch, confinement)?;
    Ok(())
}

fn prepare(
    arguments: &DemoArguments,
    surroundings: &Surroundings,
    directory: &Path,
) -> Result<Launch, CommandError> {
    let journal = directory.join("journal.db");
    let settings = config::load(
        &FileChoice::None,
        surroundings,
        &[
            ("station.name", "demo"),
            ("station.mode", if arguments.kiosk { "kiosk" } else { "counter" }),
            ("station.language", arguments.language.setting()),
            ("journal.path", &journal.to_string_lossy()),
            ("log.directory", &directory.to_string_lossy()),
        ],
    )?
    .settings;
    let demo = Demo { latency: Duration::from_millis(arguments.latency.into()) };
    let file = FileChoice::None;
    Ok(Launch { settings, file, key: None, realm: Realm::Sandbox, demo: Some(demo) })
}

/// A directory of this user alone, taken away on drop.
pub(super) struct DemoDirectory(PathBuf);

impl DemoDirectory {
    /// In `parent`, under a name nobody else has.
    pub(super) fn make(parent: &Path) -> Result<Self, CommandError> {
        let path = parent.join(format!("chargeonce-{}", std::process::id()));
        let failed = |cause| CommandError::DemoDirectory { path: path.clone(), cause };
        DirBuilder::new().mode(0o700).create(&path).map_err(failed)?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DemoDirectory {
    fn drop(&mut self) {
        // What can't be taken away holds no card data; the system cleans its temporary directory.
        let _removed = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::station::{Language, Mode};

    #[test]
    fn the_demo_needs_nothing_and_keeps_to_its_own_directory() {
        let arguments = DemoArguments { kiosk: true, language: LanguageWord::Fr, latency: 50 };
        let nothing = Surroundings::made_of([]);
        let launch = prepare(&arguments, &nothing, Path::new("/tmp/here")).ok().unwrap();
        assert_eq!(launch.settings.station.mode, Mode::Kiosk);
        assert_eq!(launch.settings.station.language, Language::French);
        assert!(!launch.settings.station.presets.is_empty());
        assert_eq!(launch.settings.journal.path, Path::new("/tmp/here/journal.db"));
        assert_eq!(launch.settings.log.directory, Path::new("/tmp/here"));
        assert_eq!(launch.demo, Some(Demo { latency: Duration::from_millis(50) }));
        assert!(launch.key.is_none());
    }

    #[test]
    fn the_demos_directory_is_private_and_goes_away() {
        let parent = tempfile::tempdir().unwrap();
        let directory = DemoDirectory::make(parent.path()).ok().unwrap();
        let path = directory.path().to_owned();
        fs::write(path.join("journal.db"), "x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(DemoDirectory::make(parent.path()).is_err());
        drop(directory);
        assert!(!path.exists());
    }
}
