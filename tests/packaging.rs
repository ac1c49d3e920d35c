//! What the package carries: every file it names is there, and what the program says of itself is
//! whole.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the lints know test functions, but not the helpers they call"
)]

use std::path::Path;
use std::process::Command;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> toml::Table {
    let manifest = std::fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    manifest["package"]["metadata"]["deb"].as_table().unwrap().clone()
}

#[test]
fn every_file_of_the_package_that_is_not_built_is_there() {
    for asset in metadata()["assets"].as_array().unwrap() {
        let source = asset[0].as_str().unwrap();
        let (folder, name) = source.rsplit_once('/').unwrap_or((".", source));
        if folder.starts_with("target/") {
            continue;
        }
        let found = match name.split_once('*') {
            None => project().join(source).exists(),
            Some((_, ending)) => std::fs::read_dir(project().join(folder))
                .unwrap()
                .any(|file| file.unwrap().file_name().to_string_lossy().ends_with(ending)),
        };
        assert!(found, "{source}");
    }
}

#[test]
fn an_upgrade_keeps_the_settings_and_a_removal_the_journal() {
    assert_eq!(metadata()["conf-files"][0].as_str(), Some("/etc/chargeonce/station.toml"));
    for script in ["postinst", "prerm", "postrm"] {
        let path = project().join("packaging").join(script);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("rm -") && !text.contains("deluser"), "{script}");
        let checked = Command::new("sh").arg("-n").arg(&path).status().unwrap();
        assert!(checked.success(), "{script}");
    }
}

#[test]
fn there_is_a_manual_page_for_each_command_and_completions_for_each_shell() {
    let folder = tempfile::tempdir().unwrap();
    let program = || Command::new(env!("CARGO_BIN_EXE_chargeonce"));
    assert!(program().args(["man", "--to"]).arg(folder.path()).status().unwrap().success());
    for page in ["chargeonce", "chargeonce-run", "chargeonce-check", "chargeonce-journal-list"] {
        let text = std::fs::read_to_string(folder.path().join(format!("{page}.1"))).unwrap();
        assert!(text.contains(".SH NAME"), "{page}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let answer = program().args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(answer.stdout).unwrap();
        assert!(script.contains("doctor") && script.contains("chargeonce"), "{shell}");
    }
}
