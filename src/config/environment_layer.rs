//! The environment as a layer: `CHARGEONCE__SECTION__KEY`. An empty variable counts as not set.

use config::{Map, Value};

use super::fault::{Fault, Place, Problem, shown_name};
use super::key::name_of;
use super::keys;
use super::layer::{Layer, is_key_name, value_is_a_key};
use super::surroundings::Surroundings;

/// What every variable begins with.
const PREFIX: &str = "CHARGEONCE__";

/// Reads the variables. A text is taken for a number, flag or list only where the key wants one,
/// so that a station may be named `007`.
///
/// This is not the `config` crate's own environment source: that one forgets which variable a value
/// came from and quotes what isn't UTF-8.
pub(super) fn read(surroundings: &Surroundings) -> (Layer, Vec<Fault>) {
    let mut values = Map::new();
    let mut faults = Vec::new();
    for (variable, value) in surroundings.variables() {
        let variable = variable.to_string_lossy();
        let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
        if value.is_empty() {
            continue;
        }
        let place = Place::Variable(shown_name(&variable));
        let path = rest.replace("__", ".").to_ascii_lowercase();
        let name = name_of(&path);
        let text = value.to_str();
        let is_secret = is_key_name(name) || value_is_a_key(&value.to_string_lossy());
        let key = path
            .split_once('.')
            .and_then(|(section, name)| keys::section(section).map(|section| (section, name)))
            .filter(|(section, _)| !section.repeated && rest == rest.to_ascii_uppercase())
            .and_then(|(section, name)| section.key(name));
        let problem = match (key, text) {
            _ if is_secret => Problem::Secret { key: shown_name(&path) },
            (None, _) => Problem::Unknown {
                name: shown_name(&path),
                allowed: "CHARGEONCE__ and, in capitals, a section, __ and a key of the settings \
                          file, such as CHARGEONCE__STATION__NAME; no readers"
                    .to_owned(),
            },
            (Some(key), None) => {
                Problem::Value { key: path, found: "not UTF-8".to_owned(), allowed: key.allowed() }
            }
            (Some(key), Some(text)) => {
                let origin = place.to_origin();
                values.insert(path, Value::new(Some(&origin), key.plain(text)));
                continue;
            }
        };
        faults.push(Fault { place, problem });
    }
    (Layer(values), faults)
}
