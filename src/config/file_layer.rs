//! The settings file as a layer: TOML read with the place of every value, and what does not belong
//! there refused by name. Whether a value is allowed is not asked here.

use config::{Map, Value, ValueKind};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Place, Problem, shown_name};
use super::key::{Section, name_of};
use super::keys;
use super::layer::{Layer, is_key_name, value_is_a_key};

/// Reads a file's text. Everything that could be understood is in the layer, everything else is in
/// the faults.
pub(super) fn read(path: &str, text: &str) -> (Layer, Vec<Fault>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = FileReader { path, text, values: Map::new(), faults: Vec::new() };
    if errors.is_empty() {
        reader.document(document.get_ref());
    }
    for error in errors {
        let span = error.span().unwrap_or_default();
        let place = reader.place(span.start);
        // What follows on the same line follows from it.
        if reader.faults.last().is_some_and(|last| last.place.is_on_the_line_of(&place)) {
            continue;
        }
        // Only the bare message: the error's full text quotes the line, whatever stands in it.
        let twice = text.get(span.clone()).filter(|_| error.message() == "duplicate key");
        let message = twice.and_then(|name| given_twice(text, name, span.start));
        let problem = Problem::Syntax(message.unwrap_or_else(|| shown_name(error.message())));
        reader.faults.push(Fault { place, problem });
    }
    (Layer(reader.values), reader.faults)
}

/// Says of a name that stands at this place which it is, and where it stood before.
fn given_twice(text: &str, name: &str, at: usize) -> Option<String> {
    let is_it = |line: &str| {
        let rest = line.trim_start_matches(['[', ' ', '\t']).strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with(['=', ']', '.']))
    };
    let before = text.get(..at)?.rsplit_once('\n')?.0;
    let line = before.lines().enumerate().filter(|(_, line)| is_it(line)).last()?.0;
    Some(format!("{} is given twice, first in line {}", shown_name(name), line + 1))
}

struct FileReader<'a> {
    path: &'a str,
    text: &'a str,
    values: Map<String, Value>,
    faults: Vec<Fault>,
}

impl FileReader<'_> {
    fn document(&mut self, document: &DeTable<'_>) {
        for (name, value) in document {
            let at = name.span().start;
            let name = name.get_ref().as_ref();
            match (keys::section(name), value.get_ref()) {
                (Some(section), DeValue::Table(table)) if !section.repeated => {
                    for (path, value) in self.table(section, table) {
                        self.values.insert(path, value);
                    }
                }
                (Some(section), DeValue::Array(items)) if section.repeated => {
                    let mut list = Vec::new();
                    for item in items {
                        match item.get_ref() {
                            DeValue::Table(table) => {
                                let entries = self
                                    .table(section, table)
                                    .into_iter()
                                    .map(|(path, value)| (name_of(&path).to_owned(), value));
                                let entries: Map<String, Value> = entries.collect();
                                list.push(self.value(item.span().start, entries.into()));
                            }
                            _ => self.unknown(item.span().start, name, "tables, [[reader]]"),
                        }
                    }
                    let list = self.value(at, list.into());
                    self.values.insert(name.to_owned(), list);
                }
                (Some(section), _) if section.repeated => {
                    self.unknown(at, name, &format!("[[{name}]], with two brackets"));
                }
                (Some(_), _) => self.unknown(at, name, &format!("[{name}], a section")),
                (None, value) => {
                    if is_secret(name, value) {
                        self.fault(at, Problem::Secret { key: shown_name(name) });
                    } else {
                        self.unknown(at, name, &keys::allowed_outside_sections(name));
                    }
                }
            }
        }
    }

    /// The known keys of one table, each under its full path.
    fn table(&mut self, section: &Section, table: &DeTable<'_>) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (name, value) in table {
            let at = name.span().start;
            let name = name.get_ref().as_ref();
            let path = format!("{}.{name}", section.name);
            if is_secret(name, value.get_ref()) {
                self.fault(at, Problem::Secret { key: shown_name(&path) });
            } else if section.key(name).is_none() {
                self.unknown(at, &path, &keys::allowed_in(section, name));
            } else {
                let value = self.convert(value);
                found.push((path, value));
            }
        }
        found
    }

    fn convert(&self, found: &Spanned<DeValue<'_>>) -> Value {
        let kind = match found.get_ref() {
            DeValue::String(text) => ValueKind::String(text.to_string()),
            DeValue::Boolean(value) => ValueKind::Boolean(*value),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(ValueKind::Nil, ValueKind::I64),
            DeValue::Float(number) => {
                number.as_str().parse().map_or(ValueKind::Nil, ValueKind::Float)
            }
            DeValue::Array(items) => {
                ValueKind::Array(items.iter().map(|item| self.convert(item)).collect())
            }
            // No setting is one of these; a table would not even keep its place when merged.
            DeValue::Table(_) | DeValue::Datetime(_) => ValueKind::Nil,
        };
        self.value(found.span().start, kind)
    }

    fn value(&self, at: usize, kind: ValueKind) -> Value {
        Value::new(Some(&self.place(at).to_origin()), kind)
    }

    fn unknown(&mut self, at: usize, name: &str, allowed: &str) {
        let problem = Problem::Unknown { name: shown_name(name), allowed: allowed.to_owned() };
        self.fault(at, problem);
    }

    fn fault(&mut self, at: usize, problem: Problem) {
        let place = self.place(at);
        self.faults.push(Fault { place, problem });
    }

    /// The line and column of a byte of the file.
    fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&letter| letter != '\n').count() + 1;
        Place::File { path: self.path.to_owned(), line, column }
    }
}

/// Whether a key's name or its value says that it is a Stripe key.
fn is_secret(name: &str, value: &DeValue<'_>) -> bool {
    is_key_name(name)
        || value_is_a_key(name)
        || match value {
            DeValue::String(text) => value_is_a_key(text),
            DeValue::Array(items) => items.iter().any(|item| is_secret("", item.get_ref())),
            DeValue::Table(table) => {
                table.iter().any(|(name, value)| is_secret(name.get_ref(), value.get_ref()))
            }
            _ => false,
        }
}
