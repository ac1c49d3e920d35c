//! The layers laid over each other, and typed reading of what is then on top.

use config::{Config, ConfigError, Map, Source, Value, ValueKind};

use super::fault::{Fault, Place, Problem, shown};
use super::key::{Key, name_of};
use super::layer::Layer;
use super::rule::Rule;

/// What is on top, by section and name.
pub(super) struct Merged(Map<String, Value>);

impl Merged {
    /// Lays layers over each other, the last on top.
    ///
    /// # Errors
    /// Those of the `config` crate, which has none for layers of known keys.
    pub(super) fn of(layers: &[&Layer]) -> Result<Self, ConfigError> {
        let builder = layers
            .iter()
            .fold(Config::builder(), |builder, &layer| builder.add_source(layer.clone()));
        Ok(Self(builder.build()?.collect()?))
    }

    /// The value of a path.
    pub(super) fn value(&self, path: &str) -> Option<&Value> {
        let (section, name) = path.split_once('.')?;
        match &self.0.get(section)?.kind {
            ValueKind::Table(table) => table.get(name),
            _ => None,
        }
    }

    /// The value of a key if it is there and allowed.
    pub(super) fn peek<R: Rule>(&self, key: &Key<R>) -> Option<R::Output> {
        self.value(key.path).and_then(|value| key.rule.read(&value.kind))
    }

    /// The tables of a repeated section; empty if there are none.
    pub(super) fn tables(&self, section: &str) -> Vec<Table<'_>> {
        match self.0.get(section).map(|value| &value.kind) {
            Some(ValueKind::Array(items)) => items
                .iter()
                .filter_map(|item| match &item.kind {
                    ValueKind::Table(entries) => Some(Table { entries, place: Place::of(item) }),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// One table of a repeated section.
pub(super) struct Table<'a> {
    entries: &'a Map<String, Value>,
    /// Where it begins.
    pub(super) place: Place,
}

impl Table<'_> {
    /// The value of a name.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.entries.get(name)
    }

    /// Whether the table sets a key.
    pub(super) fn has<R>(&self, key: &Key<R>) -> bool {
        self.entries.contains_key(name_of(key.path))
    }
}

/// Reads typed values and keeps what is wrong, so that all of it can be said at once.
pub(super) struct Reading<'a> {
    merged: &'a Merged,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// Starts with what the layers already found wrong.
    pub(super) const fn new(merged: &'a Merged, faults: Vec<Fault>) -> Self {
        Self { merged, faults }
    }

    /// A key that always has a value. `None` is a fault.
    pub(super) fn take<R: Rule>(&mut self, key: &Key<R>) -> Option<R::Output> {
        if self.merged.value(key.path).is_none() {
            self.missing(key, Place::BuiltIn);
        }
        self.take_if_set(key)
    }

    /// A key that may be unset.
    pub(super) fn take_if_set<R: Rule>(&mut self, key: &Key<R>) -> Option<R::Output> {
        let value = self.merged.value(key.path)?;
        self.read(key, value)
    }

    /// A key of a repeated section's table, which may be unset.
    pub(super) fn take_in<R: Rule>(
        &mut self,
        table: &Table<'_>,
        key: &Key<R>,
    ) -> Option<R::Output> {
        let value = table.entries.get(name_of(key.path))?;
        self.read(key, value)
    }

    fn read<R: Rule>(&mut self, key: &Key<R>, value: &Value) -> Option<R::Output> {
        let read = key.rule.read(&value.kind);
        if read.is_none() {
            self.refuse_value(key, value, key.rule.allowed());
        }
        read
    }

    /// Refuses a key's value for a reason that lies outside it.
    pub(super) fn refuse<R: Rule>(&mut self, key: &Key<R>, allowed: impl Into<String>) {
        match self.merged.value(key.path) {
            Some(value) => self.refuse_value(key, value, allowed.into()),
            None => self.missing_because(key.path, Place::BuiltIn, allowed.into()),
        }
    }

    /// Refuses one item of a key's list.
    pub(super) fn refuse_item<R: Rule>(&mut self, key: &Key<R>, index: usize, allowed: &str) {
        let list = self.merged.value(key.path);
        let item = list.and_then(|value| match &value.kind {
            ValueKind::Array(items) => items.get(index),
            _ => None,
        });
        if let Some((list, item)) = list.zip(item) {
            // A list of the environment has one place for all its items.
            let place = item.origin().map_or_else(|| Place::of(list), |_| Place::of(item));
            let problem = Problem::Value {
                key: key.path.to_owned(),
                found: shown(&item.kind),
                allowed: allowed.to_owned(),
            };
            self.faults.push(Fault { place, problem });
        }
    }

    /// Refuses a value in a repeated section's table; silent if it isn't set there.
    pub(super) fn refuse_in<R: Rule>(
        &mut self,
        table: &Table<'_>,
        key: &Key<R>,
        allowed: impl Into<String>,
    ) {
        if let Some(value) = table.entries.get(name_of(key.path)) {
            self.refuse_value(key, value, allowed.into());
        }
    }

    /// Says that a key should have a value.
    pub(super) fn missing<R: Rule>(&mut self, key: &Key<R>, place: Place) {
        self.missing_because(key.path, place, key.rule.allowed());
    }

    fn missing_because(&mut self, path: &str, place: Place, allowed: String) {
        self.faults
            .push(Fault { place, problem: Problem::Missing { key: path.to_owned(), allowed } });
    }

    fn refuse_value<R: Rule>(&mut self, key: &Key<R>, value: &Value, allowed: String) {
        self.faults.push(Fault {
            place: Place::of(value),
            problem: Problem::Value {
                key: key.path.to_owned(),
                found: if key.rule.is_secret() {
                    "wrong (what it is set to is not shown)".to_owned()
                } else {
                    shown(&value.kind)
                },
                allowed,
            },
        });
    }

    /// Everything that was wrong.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// The merged layers.
    pub(super) const fn merged(&self) -> &'a Merged {
        self.merged
    }
}
