//! What can be wrong with settings, and where. Every message says what was found (never what
//! looks like a key), what is allowed, and that the station does not start.

use std::cmp::Ordering;
use std::fmt;
use std::path::PathBuf;

use config::ValueKind;

use super::secret_key::may_hold_a_key;

/// Why settings could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file named on the command line isn't there.
    #[error("{}: there is no such settings file. Nothing was started", path.display())]
    NoFile {
        /// The file.
        path: PathBuf,
    },
    /// A file that is there can't be read.
    #[error("{}: the settings can't be read: {cause}. Nothing was started", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// What the settings say isn't allowed.
    #[error("{0}")]
    Refused(Faults),
    /// The program's own table of keys is wrong.
    #[error("the built-in settings are broken: {0}. This is a mistake in chargeonce; report it")]
    Broken(String),
}

/// All that is wrong, in the order a person would mend it. Never empty.
#[derive(Debug)]
pub struct Faults(Vec<Fault>);

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(super) place: Place,
    pub(super) problem: Problem,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line (from 1) and column (in characters, from 1) of a settings file.
    File {
        /// The file.
        path: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// An environment variable.
    Variable(String),
    /// The command line.
    Arguments,
    /// The program itself.
    BuiltIn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Not TOML.
    Syntax(String),
    /// No such key or section.
    Unknown { name: String, allowed: String },
    /// A value that isn't allowed.
    Value { key: String, found: String, allowed: String },
    /// A key that needs a value and has none.
    Missing { key: String, allowed: String },
    /// A Stripe key, where everyone can read it.
    Secret { key: String },
}

impl Fault {
    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }
}

impl Faults {
    /// Sorted; `None` when nothing is wrong.
    pub(super) fn of(mut faults: Vec<Fault>) -> Option<Self> {
        faults.sort_by(|one, other| one.place.order(&other.place));
        (!faults.is_empty()).then_some(Self(faults))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }
}

impl Place {
    /// Whether both are in one line of the file.
    pub(super) fn is_on_the_line_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { line: one, .. }, Self::File { line: two, .. }) => one == two,
            _ => false,
        }
    }

    /// The file first, from top to bottom; then the environment, by name.
    fn order(&self, other: &Self) -> Ordering {
        let rank = |place: &Self| match place {
            Self::File { line, column, .. } => (0, *line, *column, String::new()),
            Self::Variable(name) => (1, 0, 0, name.clone()),
            Self::Arguments => (2, 0, 0, String::new()),
            Self::BuiltIn => (3, 0, 0, String::new()),
        };
        rank(self).cmp(&rank(other))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, column } => write!(f, "{path}:{line}:{column}"),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Arguments => f.write_str("command line"),
            Self::BuiltIn => f.write_str("built in"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.problem {
            Problem::Syntax(message) => write!(f, "not TOML: {message}"),
            Problem::Unknown { name, allowed } => {
                write!(f, "{name} is not a setting; allowed here: {allowed}")
            }
            Problem::Value { key, found, allowed } => {
                write!(f, "{key} is {found}; allowed: {allowed}")
            }
            Problem::Missing { key, allowed } => write!(f, "{key} is not set; needed: {allowed}"),
            Problem::Secret { key } => write!(
                f,
                "{key}: a Stripe key does not belong in the settings. Put it into a file of its \
                 own (chmod 600) and name that in stripe.secret_key_file, or give it as the \
                 systemd credential stripe-key or in STRIPE_SECRET_KEY. If others could read it \
                 here, roll it in the Stripe Dashboard"
            ),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(f, "{fault}")?;
        }
        match self.0.len() {
            1 => write!(f, "One setting is wrong; nothing was started"),
            count => write!(f, "{count} settings are wrong; nothing was started"),
        }
    }
}

/// The longest text a message quotes, in characters.
const LONGEST: usize = 60;

/// A value for a message: as TOML writes it, short, and never a secret.
pub(super) fn shown(kind: &ValueKind) -> String {
    match kind {
        ValueKind::String(text) => format!("{:?}", shown_name(text)),
        ValueKind::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| shown(&item.kind)).collect();
            cut(&format!("[{}]", items.join(", ")))
        }
        ValueKind::Table(_) | ValueKind::Nil => "a date, a table or a number too large".to_owned(),
        other => other.to_string(),
    }
}

/// A name or text for a message: short, and never a secret.
pub(super) fn shown_name(text: &str) -> String {
    if may_hold_a_key(text) {
        "(a key, not shown)".to_owned()
    } else if text.contains("://") && text.contains(['@', '?']) {
        // The address may carry a password or a token.
        "(an address with a user or query, not shown)".to_owned()
    } else {
        cut(text)
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
