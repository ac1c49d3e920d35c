//! `hardware/`: the rules are well formed, the pages are there, and they agree with the profiles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test may fail it by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chargeonce::reader::UsbId;
use chargeonce::reader::profile::{FILES, KindWord, profiles};

fn hardware(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("hardware").join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(hardware(path)).unwrap()
}

/// One part of a rule: key, operator, value.
fn parts(rule: &str) -> Vec<(String, String, String)> {
    let mut rest = rule.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(['=', '+', '!', ':']).unwrap_or_else(|| panic!("no operator: {rest}"));
        let (key, after) = rest.split_at(end);
        let operator = ["==", "!=", "+=", ":=", "="].into_iter().find(|op| after.starts_with(op));
        let operator = operator.unwrap_or_else(|| panic!("unknown operator: {rest}"));
        let value = after.strip_prefix(operator).unwrap().strip_prefix('"').unwrap();
        let (value, after) = value.split_once('"').unwrap();
        parts.push((key.to_owned(), operator.to_owned(), value.to_owned()));
        rest = after.trim_start();
        if !rest.is_empty() {
            rest =
                rest.strip_prefix(',').unwrap_or_else(|| panic!("no comma: {rest}")).trim_start();
        }
    }
    parts
}

fn rules() -> Vec<String> {
    let rules = text("60-card-reader.rules");
    rules
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_rule_is_well_formed() {
    let matches = ["ACTION", "SUBSYSTEM", "KERNEL", "ATTR", "ATTRS"];
    let assigns = ["ATTR", "GROUP", "MODE", "SYMLINK", "ENV", "RUN"];
    for rule in rules() {
        for (key, operator, value) in parts(&rule) {
            let (name, argument) =
                key.split_once('{').map_or((key.as_str(), None), |(name, rest)| {
                    (name, Some(rest.strip_suffix('}').unwrap()))
                });
            let allowed = if operator == "==" { &matches[..] } else { &assigns[..] };
            assert!(allowed.contains(&name), "{name} {operator} in {rule}");
            let needs = matches!(name, "ATTR" | "ATTRS" | "ENV");
            assert_eq!(argument.is_some(), needs, "{key} in {rule}");
            assert!(!value.is_empty(), "{rule}");
        }
    }
}

#[test]
fn every_rule_gives_rights_to_the_readers_group_alone_or_silences() {
    for rule in rules() {
        let parts = parts(&rule);
        let has =
            |key: &str, value: &str| parts.iter().any(|part| part.0 == key && part.2 == value);
        let is_silenced = has("ATTR{inhibited}", "1") && has("ACTION", "add");
        let is_given = has("GROUP", "cardreader") && has("MODE", "0660");
        assert!(is_silenced != is_given, "{rule}");
        if has("SUBSYSTEM", "tty") {
            assert!(has("ENV{ID_MM_DEVICE_IGNORE}", "1"), "{rule}");
        }
    }
}

#[test]
fn every_keyboard_reader_with_a_name_of_its_own_is_silenced_at_first() {
    let ids = |silenced: bool| -> BTreeSet<UsbId> {
        let (vendor, product) = match silenced {
            true => ("ATTR{id/vendor}", "ATTR{id/product}"),
            false => ("ATTRS{idVendor}", "ATTRS{idProduct}"),
        };
        rules()
            .iter()
            .map(|rule| parts(rule))
            .filter(|parts| parts.iter().any(|part| part.2 == "input"))
            .filter_map(|parts| {
                let value = |key: &str| Some(parts.iter().find(|part| part.0 == key)?.2.clone());
                format!("{}:{}", value(vendor)?, value(product)?).parse().ok()
            })
            .collect()
    };
    assert_eq!(ids(true), ids(false), "what is silenced must be the station's to open");
    let known: BTreeSet<UsbId> = profiles()
        .iter()
        .filter(|profile| profile.kind == KindWord::Evdev)
        .flat_map(|profile| profile.usb.iter().map(|id| id.parse().unwrap()))
        .collect();
    assert!(ids(true).is_subset(&known));
}

#[test]
fn every_profile_has_its_page_and_every_file_is_compiled_in() {
    for profile in profiles() {
        assert!(hardware(&profile.page).is_file(), "{} has no page", profile.name);
    }
    let files: BTreeSet<_> = std::fs::read_dir(hardware("profiles"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn no_link_between_the_pages_leads_nowhere() {
    for entry in std::fs::read_dir(hardware("")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        for link in page.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            assert!(hardware(target).exists(), "{} links to {target}", path.display());
        }
    }
}
