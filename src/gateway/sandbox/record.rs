//! The record: one JSON line for each API request, in the order they were completed, so that a
//! test can say what was asked of Stripe. Card numbers, expiry dates and CVCs appear as their
//! length; a number in a place where none belongs is taken out as from a line of the log.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value};

use super::params::{self, Params};
use crate::kiosk::redact::redact;

/// What of a request is recorded.
pub struct Line<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The form.
    pub form: &'a Params,
    /// The query.
    pub query: &'a Params,
    /// The idempotency key.
    pub key: Option<&'a str>,
    /// The answer's HTTP status.
    pub status: u16,
    /// Whether the answer was given before.
    pub replayed: bool,
}

/// An open record file.
pub struct Record {
    file: File,
}

impl Record {
    /// Opens a file for appending; makes it if need be.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Self { file })
    }

    /// Appends one line, by a single write so that a reader never sees half of it.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn append(&mut self, line: &Line<'_>) -> std::io::Result<()> {
        let mut object = Map::new();
        object.insert("method".into(), line.method.into());
        object.insert("path".into(), params::text(line.path.as_bytes()).into());
        object.insert("parameters".into(), line.form.recorded());
        if !line.query.is_empty() {
            object.insert("query".into(), line.query.recorded());
        }
        object.insert("idempotency_key".into(), line.key.into());
        object.insert("status".into(), line.status.into());
        if line.replayed {
            object.insert("replayed".into(), true.into());
        }
        let text = format!("{}\n", Value::Object(object));
        self.file.write_all(&redact(text.as_bytes()))
    }
}
