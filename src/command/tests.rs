//! The command line as a person meets it.

use super::*;

struct Ended {
    exit: Exit,
    out: String,
    err: String,
}

fn chargeonce(words: &[&str]) -> Ended {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = std::iter::once("chargeonce").chain(words.iter().copied()).map(OsString::from);
    let exit = dispatch(words, &mut Console::new(&mut out, &mut err));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { exit, out: text(out), err: text(err) }
}

#[test]
fn the_grammar_is_sound() {
    <Arguments as clap::CommandFactory>::command().debug_assert();
}

#[test]
fn help_and_version_are_everywhere() {
    for command in ["", "demo", "run", "sandbox", "journal", "reader", "settings"] {
        let words = |option| [command, option].into_iter().filter(|word| !word.is_empty());
        let help = chargeonce(&words("--help").collect::<Vec<_>>());
        assert_eq!((help.exit, help.err.as_str()), (Exit::Ok, ""), "{command}");
        assert!(help.out.contains("Usage: chargeonce"), "{command}");
        let version = chargeonce(&words("--version").collect::<Vec<_>>());
        assert_eq!((version.exit, version.err.as_str()), (Exit::Ok, ""), "{command}");
        assert!(version.out.contains(env!("CARGO_PKG_VERSION")), "{command}");
    }
}

#[test]
fn no_line_of_help_is_wider_than_a_terminal() {
    let help = chargeonce(&["--help"]).out;
    for line in help.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_64() {
    for words in [&[][..], &["charge"], &["run", "--colour"], &["demo", "--language", "de"]] {
        let ended = chargeonce(words);
        assert_eq!((ended.exit, ended.out.as_str()), (Exit::Usage, ""), "{words:?}");
        assert!(!ended.err.is_empty(), "{words:?}");
    }
}

#[test]
fn a_settings_file_that_is_not_there_ends_with_66() {
    let ended = chargeonce(&["settings", "--config", "/nonexistent/station.toml"]);
    assert_eq!((ended.exit, ended.out.as_str()), (Exit::NoInput, ""));
    assert!(ended.err.contains("/nonexistent/station.toml: there is no such settings file"));
}

#[test]
fn wrong_settings_end_with_78() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "[station]\nmode = \"shop\"\n").unwrap();
    let ended = chargeonce(&["settings", "--config", file.path().to_str().unwrap()]);
    assert_eq!((ended.exit, ended.out.as_str()), (Exit::Config, ""));
    assert!(ended.err.contains(":2:8: station.mode is \"shop\""), "{}", ended.err);
}

#[test]
fn the_template_is_printed() {
    let ended = chargeonce(&["settings", "--template"]);
    assert_eq!((ended.exit, ended.out), (Exit::Ok, crate::config::template()));
}

#[test]
fn an_output_nobody_reads_any_more_is_no_failure() {
    let error = CommandError::Output(io::Error::from(io::ErrorKind::BrokenPipe));
    assert_eq!(error.exit(), Exit::Ok);
}
