//! From files and variables to [`Settings`], or to all that is wrong with them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use config::{Map, Value};

use super::defaults::Circumstances;
use super::fault::{Fault, Faults, Place, Problem, SettingsError};
use super::key::AnyKey;
use super::layer::Layer;
use super::merged::{Merged, Reading};
use super::surroundings::Surroundings;
use super::{Settings, environment_layer, file_layer, sections};

/// Where the settings of an installed station are.
pub const INSTALLED_FILE: &str = "/etc/chargeonce/station.toml";

/// Which settings file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChoice {
    /// None.
    None,
    /// [`INSTALLED_FILE`], if it is there.
    Installed,
    /// This one; it must be there.
    Named(PathBuf),
}

/// Checked settings, and where each came from.
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The layers they were read from.
    pub(super) merged: Merged,
}

/// Loads and checks: built-in defaults, then the file, then the environment, then `arguments` (a
/// key such as `station.mode` and its value as plain text).
///
/// # Errors
/// [`SettingsError`]; all that is wrong is in it, not just the first.
pub fn load(
    file: &FileChoice,
    surroundings: &Surroundings,
    arguments: &[(&str, &str)],
) -> Result<Loaded, SettingsError> {
    settle(read_file(file)?, surroundings, arguments)
}

/// As [`load`], for a file that is to have this text.
///
/// # Errors
/// As of [`load`].
pub fn load_text(
    path: &Path,
    text: &str,
    surroundings: &Surroundings,
) -> Result<Loaded, SettingsError> {
    settle(file_layer::read(&path.display().to_string(), text), surroundings, &[])
}

fn settle(
    (file_layer, mut faults): (Layer, Vec<Fault>),
    surroundings: &Surroundings,
    arguments: &[(&str, &str)],
) -> Result<Loaded, SettingsError> {
    let (environment, environment_faults) = environment_layer::read(surroundings);
    faults.extend(environment_faults);
    let arguments = argument_layer(arguments);
    let set = [&file_layer, &environment, &arguments];
    let (settings, merged, faults) = merge(set, surroundings, faults)?;
    match (settings, Faults::of(faults)) {
        (_, Some(faults)) => Err(SettingsError::Refused(faults)),
        (Some(settings), None) => Ok(Loaded { settings, merged }),
        (None, None) => Err(broken("a setting has no value")),
    }
}

type Outcome = (Option<Settings>, Merged, Vec<Fault>);

fn merge(
    set: [&Layer; 3],
    surroundings: &Surroundings,
    faults: Vec<Fault>,
) -> Result<Outcome, SettingsError> {
    let [file, environment, arguments] = set;
    let said = Merged::of(&set).map_err(|error| broken(&error.to_string()))?;
    let defaults = Circumstances::of(&said, surroundings)
        .map_or_else(|| Layer(Map::new()), |circumstances| circumstances.layer());
    let merged = Merged::of(&[&defaults, file, environment, arguments])
        .map_err(|error| broken(&error.to_string()))?;
    // A file that isn't TOML says nothing: what would follow from its silence is no news.
    let is_toml = !faults.iter().any(|fault| matches!(fault.problem, Problem::Syntax(_)));
    if !is_toml {
        return Ok((None, merged, faults));
    }
    let mut reading = Reading::new(&merged, faults);
    let settings = sections::settings(&mut reading);
    let faults = reading.into_faults();
    Ok((settings, merged, faults))
}

/// A mistake of this program, not of the settings.
fn broken(message: &str) -> SettingsError {
    SettingsError::Broken(message.to_owned())
}

fn read_file(choice: &FileChoice) -> Result<(Layer, Vec<Fault>), SettingsError> {
    let nothing = || (Layer(Map::new()), Vec::new());
    let (path, must_exist) = match choice {
        FileChoice::None => return Ok(nothing()),
        FileChoice::Installed => (Path::new(INSTALLED_FILE), false),
        FileChoice::Named(path) => (path.as_path(), true),
    };
    let text = std::fs::metadata(path).and_then(|found| match found.is_file() {
        true => std::fs::read(path),
        // A pipe or a device may have no end.
        false => Err(std::io::Error::other("it is no regular file")),
    });
    match text {
        Ok(bytes) => Ok(match String::from_utf8(bytes) {
            Ok(text) => file_layer::read(&path.display().to_string(), &text),
            Err(error) => (Layer(Map::new()), vec![not_text(path, &error)]),
        }),
        Err(cause) if cause.kind() == ErrorKind::NotFound && !must_exist => Ok(nothing()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            Err(SettingsError::NoFile { path: path.to_owned() })
        }
        Err(cause) => Err(SettingsError::Unreadable { path: path.to_owned(), cause }),
    }
}

fn not_text(path: &Path, error: &std::string::FromUtf8Error) -> Fault {
    let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
    let line = good.filter(|&&byte| byte == b'\n').count() + 1;
    Fault {
        place: Place::File { path: path.display().to_string(), line, column: 1 },
        problem: Problem::Syntax("this line is not UTF-8 text".to_owned()),
    }
}

fn argument_layer(arguments: &[(&str, &str)]) -> Layer {
    let origin = Place::Arguments.to_origin();
    let values: Map<String, Value> = arguments
        .iter()
        .filter_map(|&(path, text)| Some((path.to_owned(), known(path)?.plain(text))))
        .map(|(path, kind)| (path, Value::new(Some(&origin), kind)))
        .collect();
    Layer(values)
}

fn known(path: &str) -> Option<&'static dyn AnyKey> {
    let (section, name) = path.split_once('.')?;
    super::keys::section(section)?.key(name)
}
