//! What is said about a key and a section of the settings; [`keys`](super::keys) says it.

use config::ValueKind;

use super::rule::Rule;

/// A key, its rule, and all that is said about it.
pub(super) struct Key<R> {
    /// Section and name, such as `station.mode`.
    pub(super) path: &'static str,
    /// What it may be.
    pub(super) rule: R,
    /// What it is when nobody sets it.
    pub(super) default: Builtin,
    /// What it means: sentences for the settings file.
    pub(super) meaning: &'static str,
}

/// What a key is when nobody sets it. Values are written as in TOML.
#[derive(Clone, Copy)]
pub(super) enum Builtin {
    /// The same everywhere.
    Same(&'static str),
    /// It depends on who drives.
    ByMode {
        /// At a counter.
        counter: &'static str,
        /// At a kiosk.
        kiosk: &'static str,
    },
    /// Worked out from the currency or the surroundings (see the `defaults` module).
    Computed {
        /// How, in words.
        how: &'static str,
        /// What it is at a counter in US dollars, run as root.
        usual: &'static str,
    },
    /// Not set.
    Unset {
        /// A value for the settings file's example.
        example: &'static str,
    },
}

/// A key with its rule's type forgotten.
pub(super) trait AnyKey: Sync {
    /// Section and name.
    fn path(&self) -> &'static str;
    /// What is allowed.
    fn allowed(&self) -> String;
    /// What it is when nobody sets it.
    fn default(&self) -> Builtin;
    /// What it means.
    fn meaning(&self) -> &'static str;
    /// Whether a value of it is shown to nobody.
    fn is_secret(&self) -> bool;
    /// The value that a bare text stands for.
    fn plain(&self, text: &str) -> ValueKind;
}

impl<R: Rule + Sync> AnyKey for Key<R> {
    fn path(&self) -> &'static str {
        self.path
    }

    fn allowed(&self) -> String {
        self.rule.allowed()
    }

    fn default(&self) -> Builtin {
        self.default
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }

    fn is_secret(&self) -> bool {
        self.rule.is_secret()
    }

    fn plain(&self, text: &str) -> ValueKind {
        self.rule.plain(text)
    }
}

/// A section of the settings file.
pub(super) struct Section {
    /// As between its brackets.
    pub(super) name: &'static str,
    /// Whether it is a list of tables, `[[name]]`.
    pub(super) repeated: bool,
    /// What it is about.
    pub(super) meaning: &'static str,
    /// Its keys.
    pub(super) keys: &'static [&'static dyn AnyKey],
}

impl Section {
    /// Its line in the file.
    pub(super) fn heading(&self) -> String {
        match self.repeated {
            true => format!("[[{}]]", self.name),
            false => format!("[{}]", self.name),
        }
    }

    /// The key of this name.
    pub(super) fn key(&self, name: &str) -> Option<&'static dyn AnyKey> {
        self.keys.iter().copied().find(|key| name_of(key.path()) == name)
    }

    /// The names of its keys, for a message.
    pub(super) fn allowed(&self) -> String {
        let names: Vec<_> = self.keys.iter().map(|key| name_of(key.path())).collect();
        names.join(", ")
    }
}

/// A key's name without its section.
pub(super) fn name_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, name)| name)
}
