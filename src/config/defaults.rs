//! The built-in layer. Some defaults depend on what the other layers say (who drives, which
//! currency, where the journal is) or on the surroundings.

use std::path::PathBuf;

use config::{Map, Value, ValueKind};
use toml::de::DeValue;

use super::amount::{read_amount, write_amount};
use super::fault::Place;
use super::key::{AnyKey, Builtin, Key};
use super::keys;
use super::layer::Layer;
use super::merged::Merged;
use super::rule::Rule;
use super::surroundings::Surroundings;
use crate::station::{Currency, Mode, Money};

/// In minor units.
const KIOSK_PRESETS: [u64; 4] = [500, 1_000, 2_000, 5_000];
/// In minor units.
const MAXIMUM: u64 = 1_000_000;

/// What the defaults depend on.
pub(super) struct Circumstances<'a> {
    mode: Mode,
    currency: Currency,
    /// In minor units.
    minimum: u64,
    /// In minor units.
    maximum: u64,
    is_fixed: bool,
    journal: Option<PathBuf>,
    surroundings: &'a Surroundings,
}

impl<'a> Circumstances<'a> {
    /// As the other layers have them. What they say wrongly is refused later, under its own name;
    /// here it counts as not said.
    pub(super) fn of(set: &Merged, surroundings: &'a Surroundings) -> Option<Self> {
        let currency = set.peek(&keys::CURRENCY).or_else(|| Currency::new("usd"))?;
        let amount = |text: Option<String>| text.and_then(|text| read_amount(&text, currency));
        Some(Self {
            mode: set.peek(&keys::MODE).unwrap_or(Mode::Counter),
            currency,
            minimum: amount(set.peek(&keys::MINIMUM_AMOUNT))
                .map_or_else(|| currency.stripe_minimum(), |money| money.minor()),
            maximum: amount(set.peek(&keys::MAXIMUM_AMOUNT)).map_or(MAXIMUM, |money| money.minor()),
            is_fixed: set.peek(&keys::FIXED_AMOUNT).is_some(),
            journal: set.peek(&keys::JOURNAL_PATH),
            surroundings,
        })
    }

    /// The whole layer, without the readers (theirs apply to each).
    pub(super) fn layer(&self) -> Layer {
        let keys = keys::SECTIONS
            .iter()
            .filter(|section| !section.repeated)
            .flat_map(|section| section.keys);
        let origin = Place::BuiltIn.to_origin();
        let values: Map<String, Value> = keys
            .filter_map(|key| Some((key.path().to_owned(), self.default(*key)?)))
            .map(|(path, kind)| (path, Value::new(Some(&origin), kind)))
            .collect();
        Layer(values)
    }

    fn default(&self, key: &dyn AnyKey) -> Option<ValueKind> {
        match (key.default(), self.mode) {
            (Builtin::Same(text), _)
            | (Builtin::ByMode { counter: text, .. }, Mode::Counter)
            | (Builtin::ByMode { kiosk: text, .. }, Mode::Kiosk) => literal(text),
            (Builtin::Computed { .. }, _) => self.computed(key.path()),
            (Builtin::Unset { .. }, _) => None,
        }
    }

    fn computed(&self, path: &str) -> Option<ValueKind> {
        if path == keys::MINIMUM_AMOUNT.path {
            self.amount(self.currency.stripe_minimum()).map(ValueKind::from)
        } else if path == keys::MAXIMUM_AMOUNT.path {
            self.amount(MAXIMUM).map(ValueKind::from)
        } else if path == keys::PRESETS.path {
            Some(self.presets().into())
        } else if path == keys::JOURNAL_PATH.path {
            self.state_directory().map(|directory| path_value(directory.join("journal.db")))
        } else if path == keys::LOG_DIRECTORY.path {
            self.log_directory().map(path_value)
        } else {
            None
        }
    }

    fn presets(&self) -> Vec<String> {
        if self.mode == Mode::Counter || self.is_fixed {
            return Vec::new();
        }
        let within = |amount: &u64| (self.minimum..=self.maximum).contains(amount);
        let amounts = KIOSK_PRESETS.into_iter().filter(within);
        amounts.filter_map(|minor| self.amount(minor)).collect()
    }

    fn amount(&self, minor: u64) -> Option<String> {
        Money::new(minor, self.currency).map(write_amount)
    }

    fn state_directory(&self) -> Option<PathBuf> {
        let own = |directory: PathBuf| directory.join("chargeonce");
        if let Some(directory) = self.surroundings.path("STATE_DIRECTORY") {
            return Some(directory);
        }
        if self.surroundings.is_root() {
            return Some(own(PathBuf::from("/var/lib")));
        }
        let home = || self.surroundings.path("HOME").map(|home| home.join(".local/state"));
        self.surroundings.path("XDG_STATE_HOME").or_else(home).map(own)
    }

    fn log_directory(&self) -> Option<PathBuf> {
        self.surroundings.path("LOGS_DIRECTORY").or_else(|| match &self.journal {
            Some(journal) => journal.parent().map(PathBuf::from),
            None => self.state_directory(),
        })
    }
}

fn path_value(path: PathBuf) -> ValueKind {
    path.to_string_lossy().into_owned().into()
}

/// A TOML value of the table of keys; `None` if it isn't one (a test reads them all).
pub(super) fn literal(text: &str) -> Option<ValueKind> {
    match DeValue::parse(text).ok()?.into_inner() {
        DeValue::String(text) => Some(ValueKind::String(text.into_owned())),
        DeValue::Boolean(value) => Some(ValueKind::Boolean(value)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(ValueKind::I64)
        }
        _ => None,
    }
}

/// A reader's key when that reader doesn't set it.
pub(super) fn of_reader<R: Rule>(key: &Key<R>) -> Option<R::Output> {
    match key.default {
        Builtin::Same(text) => key.rule.read(&literal(text)?),
        _ => None,
    }
}
