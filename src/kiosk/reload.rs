//! Settings read anew while the station runs: what decides behaviour comes into force at the next
//! first screen; what the running parts were built from waits for a restart, and the log says so.
//! Settings that are wrong change nothing.

use crate::config::{self, FileChoice, Settings, SettingsError, Surroundings};
use crate::station::{Policy, Realm};

/// Where the settings came from, and what the running parts were built from.
pub(super) struct Reload {
    file: FileChoice,
    running: Settings,
    realm: Realm,
}

impl Reload {
    pub(super) const fn new(file: FileChoice, running: Settings, realm: Realm) -> Self {
        Self { file, running, realm }
    }

    /// Reads the settings anew; `None` keeps those in force.
    pub(super) fn read(&self, surroundings: &Surroundings) -> Option<Policy> {
        match config::load(&self.file, surroundings, &[]) {
            Ok(loaded) => Some(self.policy(&loaded.settings)),
            Err(error) => {
                tell_refused(&error);
                None
            }
        }
    }

    fn policy(&self, found: &Settings) -> Policy {
        for what in self.needs_restart(found) {
            tracing::warn!(what, "changed in the settings; in force after a restart");
        }
        tracing::info!("settings read anew; in force from the next first screen");
        let mut policy = found.policy(self.realm, false);
        // Those that parts already running also go by must not differ from theirs.
        policy.name.clone_from(&self.running.station.name);
        policy.currency = self.running.station.currency;
        if policy.currency != found.station.currency {
            policy = Policy { name: policy.name, ..self.running.policy(self.realm, false) };
        }
        policy.receipts.printer = self.running.receipt.printer.is_some();
        policy
    }

    /// What differs and was built in at the start, by its name in the settings.
    fn needs_restart(&self, found: &Settings) -> Vec<&'static str> {
        let running = &self.running;
        [
            ("station.name", running.station.name != found.station.name),
            ("station.currency", running.station.currency != found.station.currency),
            ("[stripe]", running.stripe != found.stripe),
            ("[journal]", running.journal != found.journal),
            ("[log]", running.log != found.log),
            ("receipt.printer", running.receipt.printer != found.receipt.printer),
            ("[security]", running.security != found.security),
            ("[[reader]]", running.readers != found.readers),
        ]
        .into_iter()
        .filter_map(|(what, differs)| differs.then_some(what))
        .collect()
    }
}

/// Each fault is a line of its own: they name file, line and what is allowed.
fn tell_refused(error: &SettingsError) {
    tracing::error!("the new settings are wrong; those in force stay");
    for line in error.to_string().lines() {
        tracing::error!("{line}");
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

    struct Site {
        folder: tempfile::TempDir,
    }

    impl Site {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap() }
        }

        fn file(&self) -> PathBuf {
            self.folder.path().join("station.toml")
        }

        fn says(&self, text: &str) -> &Self {
            std::fs::write(self.file(), text).unwrap();
            self
        }

        fn starts(&self) -> Reload {
            let file = FileChoice::Named(self.file());
            let running = config::load(&file, &nobody(), &[]).unwrap().settings;
            Reload::new(file, running, Realm::Sandbox)
        }
    }

    fn nobody() -> Surroundings {
        Surroundings::made_of([("HOME", "/home/desk")])
    }

    #[test]
    fn what_decides_behaviour_is_read_anew() {
        let site = Site::new();
        let reload = site.says("[station]\nidle_seconds = 60\n").starts();
        site.says("[station]\nidle_seconds = 90\nlanguage = \"fr\"\n");
        let policy = reload.read(&nobody()).unwrap();
        assert_eq!(policy.timings.idle, Duration::from_secs(90));
        assert_eq!(policy.language, crate::station::Language::French);
    }

    #[test]
    fn settings_that_are_wrong_or_gone_change_nothing() {
        let site = Site::new();
        let reload = site.says("").starts();
        site.says("[station]\nidle_seconds = 1\n");
        assert_eq!(reload.read(&nobody()), None);
        std::fs::remove_file(site.file()).unwrap();
        assert_eq!(reload.read(&nobody()), None);
    }

    #[test]
    fn what_running_parts_were_built_from_stays_and_is_named() {
        let site = Site::new();
        let reload = site.says("[station]\nname = \"left\"\n").starts();
        site.says(
            "[station]\nname = \"right\"\ncurrency = \"eur\"\n[stripe]\ntimeout_seconds = 9\n",
        );
        let found = config::load(&reload.file, &nobody(), &[]).unwrap().settings;
        assert_eq!(reload.needs_restart(&found), ["station.name", "station.currency", "[stripe]"]);
        let policy = reload.read(&nobody()).unwrap();
        assert_eq!(policy.name, "left");
        assert_eq!(policy.currency.code(), "usd");
        assert_eq!(policy.limits.maximum.currency().code(), "usd");
    }
}
