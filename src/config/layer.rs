//! A layer of settings: values by path, each with the place it came from.

use config::{ConfigError, Map, Source, Value};

use super::fault::Place;
use super::secret_key::KEY_MARKS;

/// Values by path (`station.mode`), as a source of the `config` crate.
#[derive(Clone, Debug)]
pub(super) struct Layer(pub(super) Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

impl Place {
    /// As the `config` crate carries it with a value.
    pub(super) fn to_origin(&self) -> String {
        match self {
            Self::File { path, line, column } => format!("file:{line}:{column}:{path}"),
            Self::Variable(name) => format!("variable:{name}"),
            Self::Arguments => "arguments".to_owned(),
            Self::BuiltIn => "built in".to_owned(),
        }
    }

    /// What [`to_origin`](Self::to_origin) wrote; anything else is built in.
    pub(super) fn of(value: &Value) -> Self {
        let origin = value.origin().unwrap_or_default();
        if let Some(name) = origin.strip_prefix("variable:") {
            return Self::Variable(name.to_owned());
        }
        if origin == "arguments" {
            return Self::Arguments;
        }
        let mut parts = origin.splitn(4, ':');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("file"), Some(line), Some(column), Some(path)) => Self::File {
                path: path.to_owned(),
                line: line.parse().unwrap_or_default(),
                column: column.parse().unwrap_or_default(),
            },
            _ => Self::BuiltIn,
        }
    }
}

/// Whether a setting of this name could only be meant to hold a Stripe key.
pub(super) fn is_key_name(name: &str) -> bool {
    ["secret_key", "api_key", "restricted_key", "publishable_key"].contains(&name)
}

/// Whether a value is a Stripe key, or has a whole one in it.
pub(super) fn value_is_a_key(value: &str) -> bool {
    const WHOLE: [&str; 4] = ["sk_live_", "sk_test_", "rk_live_", "rk_test_"];
    let value = value.trim_start().to_ascii_lowercase();
    KEY_MARKS.iter().any(|mark| value.starts_with(mark))
        || WHOLE.iter().any(|mark| value.contains(mark))
}
