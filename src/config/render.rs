//! Settings written as a settings file with everything explained: the template that ships as
//! `config/station.toml`, and what is in effect on this station.

use std::fmt::Write;

use config::{Value, ValueKind};

use super::fault::Place;
use super::key::{AnyKey, Builtin, Section, name_of};
use super::keys::SECTIONS;
use super::load::Loaded;
use super::profile;
use super::profile_name::ProfileName;
use super::rule::Rule;
use super::settings::ReaderKind;

/// The widest line of the template.
const WIDTH: usize = 96;

/// A settings file with every key at its default, commented out.
#[must_use]
pub fn template() -> String {
    let mut page = Page::default();
    page.comment(
        "The settings of a chargeonce station, for /etc/chargeonce/station.toml. Every key is \
         here with its default. To change one, take the # away from it and from its section.",
    );
    page.comment(
        "Any key can also be set in the environment: CHARGEONCE__STATION__NAME goes before name \
         in [station]. What is in effect, and why: chargeonce settings",
    );
    for section in &SECTIONS {
        page.section(section);
        page.line(&format!("#{}", section.heading()));
        for key in section.keys {
            page.gap();
            page.comment(key.meaning());
            page.comment(&format!("Allowed: {}.", key.allowed()));
            page.comment(&default_in_words(*key));
            page.line(&format!("#{} = {}", name_of(key.path()), usual(*key)));
        }
    }
    page.text
}

/// The settings in effect, each with the layer it came from. Holds no secret.
#[must_use]
pub fn effective(loaded: &Loaded) -> String {
    let mut page = Page::default();
    page.comment(
        "The settings in effect. Behind each stands where it came from. The Stripe key is not \
         among them, and no PIN is shown.",
    );
    for section in SECTIONS.iter().filter(|section| !section.repeated) {
        page.section(section);
        page.line(&section.heading());
        for key in section.keys {
            let name = name_of(key.path());
            page.line(&match loaded.merged.value(key.path()) {
                Some(value) if key.is_secret() => {
                    format!("#{name} =  # set, and not shown; {}", Place::of(value))
                }
                Some(value) => {
                    format!("{name} = {}  # {}", toml_text(&value.kind), Place::of(value))
                }
                None => format!("#{name} =  # not set"),
            });
        }
    }
    readers(&mut page, loaded);
    page.text
}

fn readers(page: &mut Page, loaded: &Loaded) {
    let Some(section) = SECTIONS.iter().find(|section| section.repeated) else { return };
    page.section(section);
    let tables = loaded.merged.tables(section.name);
    if tables.is_empty() {
        page.line(&section.heading());
        page.line("kind = \"terminal\"  # built in");
    }
    for (place, table) in tables.iter().enumerate() {
        if place > 0 {
            page.gap();
        }
        page.line(&section.heading());
        let serial = matches!(
            loaded.settings.readers.get(place).map(|reader| &reader.kind),
            Some(ReaderKind::Serial { .. })
        );
        let profile = table.value("profile").and_then(|value| ProfileName.read(&value.kind));
        for key in section.keys {
            let name = name_of(key.path());
            let is_line_setting = ["baud", "framing", "protocol", "sentinels"].contains(&name);
            match (table.value(name), key.default()) {
                (Some(value), _) => page.line(&format!(
                    "{name} = {}  # {}",
                    toml_text(&value.kind),
                    Place::of(value)
                )),
                (None, _) if is_line_setting && !serial => {}
                (None, _) if profile.as_ref().is_some_and(|it| profile::says(it, name)) => {
                    page.line(&format!("#{name} =  # as its profile has it"));
                }
                (None, Builtin::Same(text)) => {
                    page.line(&format!("{name} = {text}  # {}", Place::BuiltIn));
                }
                (None, _) => {}
            }
        }
    }
}

fn usual(key: &dyn AnyKey) -> &'static str {
    match key.default() {
        Builtin::Same(text)
        | Builtin::ByMode { counter: text, .. }
        | Builtin::Computed { usual: text, .. }
        | Builtin::Unset { example: text } => text,
    }
}

fn default_in_words(key: &dyn AnyKey) -> String {
    match key.default() {
        Builtin::Same(text) => format!("Default: {text}."),
        Builtin::ByMode { counter, kiosk } => {
            format!("Default: {counter} at a counter, {kiosk} at a kiosk.")
        }
        Builtin::Computed { how, .. } => format!("Default: {how}."),
        Builtin::Unset { .. } => "Default: not set; this is an example.".to_owned(),
    }
}

/// A value as TOML writes it.
fn toml_text(kind: &ValueKind) -> String {
    match kind {
        ValueKind::String(text) => toml::Value::String(text.clone()).to_string(),
        ValueKind::Array(items) => {
            let items: Vec<_> = items.iter().map(|Value { kind, .. }| toml_text(kind)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.gap();
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn section(&mut self, section: &Section) {
        self.gap();
        self.comment(section.meaning);
    }

    /// Sentences, wrapped.
    fn comment(&mut self, sentences: &str) {
        let mut used = WIDTH;
        for word in sentences.split_whitespace() {
            let width = word.chars().count();
            if used + 1 + width > WIDTH {
                if !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.gap();
                }
                self.text.push('#');
                used = 1;
            }
            // Writing to a String can't fail.
            let _written = write!(self.text, " {word}");
            used += 1 + width;
        }
        self.gap();
    }
}
