//! Every key there is, once: its rule, its default and what it means. Reading, refusing unknown
//! keys, `config/station.toml` and `chargeonce settings` all follow this table.

mod journal;
mod log;
mod reader;
mod receipt;
mod security;
mod station;
mod stripe;
mod unattended;

pub(super) use journal::*;
pub(super) use log::*;
pub(super) use reader::*;
pub(super) use receipt::*;
pub(super) use security::*;
pub(super) use station::*;
pub(super) use stripe::*;
pub(super) use unattended::*;

use super::key::Section;

/// All sections, in the order of the file.
pub(super) const SECTIONS: [Section; 8] = [
    station::SECTION,
    stripe::SECTION,
    journal::SECTION,
    log::SECTION,
    receipt::SECTION,
    unattended::SECTION,
    security::SECTION,
    reader::SECTION,
];

/// The section of this name.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    const ALL: &[Section] = &SECTIONS;
    ALL.iter().find(|section| section.name == name)
}

/// The sections, for a message about a name that stands outside them.
pub(super) fn allowed_outside_sections(name: &str) -> String {
    const ALL: &[Section] = &SECTIONS;
    let headings: Vec<_> = ALL.iter().map(Section::heading).collect();
    format!("{}{}", headings.join(", "), home_of(name))
}

/// The keys of a section, for a message about a name that is none of them.
pub(super) fn allowed_in(section: &Section, name: &str) -> String {
    format!("{}{}", section.allowed(), home_of(name))
}

/// Where a key of this name would be right.
fn home_of(name: &str) -> String {
    const ALL: &[Section] = &SECTIONS;
    let home = ALL.iter().find(|section| section.key(name).is_some());
    home.map_or_else(String::new, |home| format!("; {name} belongs into {}", home.heading()))
}
