//! Settings: what is shown to work works, what is wrong is said with its place, no key is echoed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know test functions, but not the helpers they call"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chargeonce::config::{
    self, FileChoice, Framing, Loaded, Parity, ReaderKind, SerialLine, Settings, SettingsError,
    Surroundings,
};
use chargeonce::reader::Place;
use chargeonce::reader::serial::Protocol;
use chargeonce::station::{Language, Mode, Realm};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(directory: &str, ending: &str) -> BTreeSet<PathBuf> {
    let files: BTreeSet<_> = fs::read_dir(project(directory))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    assert!(!files.is_empty(), "no file in {directory}");
    files
}

/// An ordinary user's environment.
fn home<'a>(more: impl IntoIterator<Item = (&'a str, &'a str)>) -> Surroundings {
    Surroundings::made_of([("HOME", "/home/desk")].into_iter().chain(more))
}

fn load(path: &Path) -> Result<Loaded, SettingsError> {
    config::load(&FileChoice::Named(path.to_owned()), &home([]), &[])
}

fn with_variables<'a>(
    variables: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Settings, SettingsError> {
    config::load(&FileChoice::None, &home(variables), &[]).map(|loaded| loaded.settings)
}

fn built_in() -> Settings {
    with_variables([]).unwrap()
}

fn message<T>(answer: Result<T, SettingsError>) -> String {
    match answer {
        Ok(_) => panic!("these settings were taken"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_valid_file_loads() {
    for path in files("tests/config/valid", "toml").iter().chain(&files("config", "toml")) {
        if let Err(error) = load(path) {
            panic!("{}:\n{error}", path.display());
        }
    }
}

#[test]
fn every_invalid_file_is_refused_in_the_words_written_beside_it() {
    let directory = project("tests/config/invalid");
    let folder = format!("{}/", directory.display());
    for path in files("tests/config/invalid", "toml") {
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        let found = message(load(&path)).replace(&folder, "");
        assert_eq!(format!("{found}\n"), expected, "{}", path.display());
    }
    for path in files("tests/config/invalid", "txt") {
        assert!(path.with_extension("toml").exists(), "{} has no file", path.display());
    }
}

#[test]
fn no_message_repeats_a_key() {
    for path in files("tests/config/invalid", "toml") {
        assert!(!message(load(&path)).contains("PLANTEDKEY"), "{}", path.display());
    }
    let variables = [
        ("CHARGEONCE__STRIPE__SECRET_KEY", "sk_test_PLANTEDKEY"),
        ("CHARGEONCE__STATION__NAME", "rk_live_PLANTEDKEY"),
        ("CHARGEONCE__STATION__SK_LIVE_PLANTEDKEY", "1"),
    ];
    let said = message(with_variables(variables));
    assert_eq!(said.matches("does not belong in the settings").count(), 2, "{said}");
    assert!(!said.contains("PLANTEDKEY"), "{said}");
}

#[test]
fn the_file_that_ships_is_the_template() {
    let shipped = fs::read_to_string(project("config/station.toml")).unwrap();
    assert_eq!(shipped, config::template());
}

#[test]
fn the_file_that_ships_says_what_is_built_in() {
    let shipped = project("config/station.toml");
    assert_eq!(load(&shipped).unwrap().settings, built_in());

    // With the # taken away from every default it still says the same. Examples stay comments.
    let text = fs::read_to_string(shipped).unwrap();
    let (text, _readers) = text.split_once("#[[reader]]").unwrap();
    let mut before = "";
    let mut opened = String::new();
    for line in text.lines() {
        let is_default = !line.starts_with("# ") && !before.ends_with("this is an example.");
        opened.push_str(if is_default { line.trim_start_matches('#') } else { line });
        opened.push('\n');
        before = line;
    }
    assert!(opened.contains("\nidle_seconds = 120\n") && opened.contains("\n[station]\n"));
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), opened).unwrap();
    let mut expected = built_in();
    expected.journal.path = "/var/lib/chargeonce/journal.db".into();
    expected.log.directory = "/var/lib/chargeonce".into();
    match load(file.path()) {
        Ok(loaded) => assert_eq!(loaded.settings, expected),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_is_in_effect_can_be_loaded_again() {
    let directory = tempfile::tempdir().unwrap();
    for path in files("tests/config/valid", "toml").iter().chain(&files("config", "toml")) {
        let loaded = load(path).unwrap();
        let copy = directory.path().join("copy.toml");
        fs::write(&copy, config::effective(&loaded)).unwrap();
        assert_eq!(load(&copy).unwrap().settings, loaded.settings, "{}", path.display());
    }
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_what_is_built_in() {
    let file = FileChoice::Named(project("config/kiosk.example.toml"));
    let variables = home([
        ("CHARGEONCE__STATION__NAME", "007"),
        ("CHARGEONCE__STATION__PRESETS", "1, 2.50"),
        ("CHARGEONCE__STATION__IDLE_SECONDS", "40"),
        ("CHARGEONCE__RECEIPT__EMAIL", "false"),
        ("CHARGEONCE__STATION__CURRENCY", ""),
    ]);
    let loaded = config::load(&file, &variables, &[("station.language", "en")]).unwrap();
    let station = &loaded.settings.station;
    assert_eq!(station.name, "007");
    assert_eq!(station.mode, Mode::Kiosk);
    assert_eq!(station.currency.code(), "eur");
    assert_eq!(station.language, Language::English);
    assert_eq!(station.presets.iter().map(|money| money.minor()).collect::<Vec<_>>(), [100, 250]);
    assert_eq!((station.timings.idle.as_secs(), station.timings.warning.as_secs()), (40, 20));
    assert!(!loaded.settings.receipt.email);

    let shown = config::effective(&loaded);
    for line in [
        "name = \"007\"  # environment variable CHARGEONCE__STATION__NAME",
        "language = \"en\"  # command line",
        "idle_warning_seconds = 20  # built in",
    ] {
        assert!(shown.lines().any(|found| found == line), "{line} is not in\n{shown}");
    }
    assert!(shown.contains("currency = \"eur\"  # /") && shown.contains("kiosk.example.toml:7:12"));
}

#[test]
fn a_wrong_variable_is_named() {
    let said = message(with_variables([
        ("CHARGEONCE__STATION__MODE", "shop"),
        ("CHARGEONCE__STATION__MOED", "kiosk"),
        ("CHARGEONCE__STATION__IDLE_SECONDS", "soon"),
        ("CHARGEONCE__STATION__PRESETS", "5,0.01"),
        ("CHARGEONCE__READER__0__KIND", "terminal"),
        ("CHARGEONCE__STATION", "x"),
    ]));
    for expected in [
        "environment variable CHARGEONCE__STATION__MODE: station.mode is \"shop\"; allowed: \"c",
        "environment variable CHARGEONCE__STATION__MOED: station.moed is not a setting",
        "environment variable CHARGEONCE__STATION__IDLE_SECONDS: station.idle_seconds is \"soon\"",
        "environment variable CHARGEONCE__STATION__PRESETS: station.presets is \"0.01\"",
        "environment variable CHARGEONCE__READER__0__KIND: reader.0.kind is not a setting",
        "environment variable CHARGEONCE__STATION: station is not a setting",
        "6 settings are wrong",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let path = Path::new("/nonexistent/station.toml");
    assert!(matches!(load(path), Err(SettingsError::NoFile { .. })));
}

#[test]
fn a_station_lies_where_its_surroundings_say() {
    let at = |variables: &[(&'static str, &'static str)]| {
        let surroundings = Surroundings::made_of(variables.iter().copied());
        let settings = config::load(&FileChoice::None, &surroundings, &[]).unwrap().settings;
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        (text(settings.journal.path), text(settings.log.directory))
    };
    let pair = |journal: &str, log: &str| (journal.to_owned(), log.to_owned());
    assert_eq!(
        at(&[("STATE_DIRECTORY", "/s/a:/s/b"), ("LOGS_DIRECTORY", "/l"), ("HOME", "/h")]),
        pair("/s/a/journal.db", "/l")
    );
    assert_eq!(
        at(&[("XDG_STATE_HOME", "/x"), ("HOME", "/h")]),
        pair("/x/chargeonce/journal.db", "/x/chargeonce")
    );
    assert_eq!(
        at(&[("HOME", "/h")]),
        pair("/h/.local/state/chargeonce/journal.db", "/h/.local/state/chargeonce")
    );
    assert_eq!(
        at(&[("HOME", "/h"), ("CHARGEONCE__JOURNAL__PATH", "/j/journal.db")]),
        pair("/j/journal.db", "/j")
    );
}

#[test]
fn without_any_place_for_the_journal_one_is_asked_for() {
    let said = message(config::load(&FileChoice::None, &Surroundings::made_of([]), &[]));
    assert!(said.contains("journal.path is not set"), "{said}");
}

#[test]
fn amounts_and_waits_follow_currency_and_mode() {
    let yen = with_variables([
        ("CHARGEONCE__STATION__CURRENCY", "jpy"),
        ("CHARGEONCE__STATION__MODE", "kiosk"),
    ])
    .unwrap()
    .station;
    assert_eq!((yen.limits.minimum.minor(), yen.limits.maximum.minor()), (50, 1_000_000));
    assert_eq!(yen.presets.len(), 4);
    let counter = built_in().station;
    assert!(yen.timings.idle < counter.timings.idle);
    assert!(counter.customer_search && !yen.customer_search);
    assert_eq!(built_in().policy(Realm::Test, false).limits, counter.limits);
}

#[test]
fn without_a_reader_the_terminal_is_one() {
    let readers = built_in().readers;
    assert_eq!(readers.len(), 1);
    assert!(readers.iter().all(|reader| reader.enabled && reader.kind == ReaderKind::Terminal));
}

#[test]
fn a_profile_says_what_is_not_set_beside_it() {
    let loaded = load(&project("tests/config/valid/readers_of_a_profile.toml")).unwrap();
    let kinds: Vec<_> = loaded.settings.readers.iter().map(|reader| reader.kind.clone()).collect();
    let serial = |place, baud, bits, parity, protocol| ReaderKind::Serial {
        place,
        line: SerialLine {
            baud,
            framing: Framing { data_bits: bits, parity, stop_bits: 1 },
            protocol,
        },
        sentinels: true,
    };
    let of = |name: &str| Place::Profile(name.to_owned());
    let msr605 = of("MSR605 behind a Prolific adapter");
    let expected = [
        ReaderKind::Hidraw { place: of("MagTek swipe reader, HID mode") },
        serial(msr605, 9_600, 8, Parity::None, Protocol::Msr605),
        serial(Place::Path("/dev/ttyS1".into()), 19_200, 7, Parity::Even, Protocol::Text),
        ReaderKind::Hidraw { place: Place::Usb("0801:0003".parse().unwrap()) },
    ];
    assert_eq!(kinds, expected);
    let shown = config::effective(&loaded);
    for line in ["#kind =  # as its profile has it", "#baud =  # as its profile has it"] {
        assert!(shown.lines().any(|found| found == line), "{line} is not in\n{shown}");
    }
}

#[test]
fn no_pin_and_no_hash_of_one_is_ever_shown() {
    let hash = chargeonce::station::PinHash::of("918273", &[9; 16]).unwrap();
    let variable = "CHARGEONCE__UNATTENDED__STAFF_PIN";
    let surroundings = home([(variable, hash.as_str())]);
    let page = config::effective(&config::load(&FileChoice::None, &surroundings, &[]).unwrap());
    assert!(!page.contains("argon2"), "{page}");
    assert!(page.contains("#staff_pin =  # set, and not shown"), "{page}");
    // Somebody writes the PIN itself.
    let refused = message(with_variables([(variable, "918273")]));
    assert!(refused.contains("unattended.staff_pin") && !refused.contains("918273"), "{refused}");
}
