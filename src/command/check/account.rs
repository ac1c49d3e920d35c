//! The key and the account behind it, asked without charging anything.

use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use super::finding::Finding;
use super::user::User;
use crate::command::codes::Code;
use crate::command::run::realm;
use crate::config::{FoundKey, SecretKey, SecretKeyError, Settings, Surroundings};
use crate::gateway::stripe::probe::{Probe, Probed};
use crate::gateway::stripe::{Config, Gateway, RETURN_URL};
use crate::station::{Failure, Realm};

/// A clock may differ this much, in seconds, before certificates and people are misled.
const SKEW: i64 = 60;
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where systemd keeps the key that it gives to the service alone, and which `docs/install.md`
/// makes.
const CREDENTIAL: &str = "/etc/credstore.encrypted/chargeonce.stripe-key";
/// Checks as the service would, with its key.
const AS_THE_SERVICE: &str = "Check as the service, with its key: systemd-run --quiet --pipe --wait --uid=chargeonce -E \
     STATE_DIRECTORY=/var/lib/chargeonce -p LoadCredentialEncrypted=stripe-key:chargeonce.stripe-key \
     -p LimitCORE=0 -p LimitMEMLOCK=64M chargeonce check";

/// The key, and unless `offline` what it opens.
pub(super) fn all(
    settings: &Settings,
    surroundings: &Surroundings,
    user: &User,
    offline: bool,
    now: i64,
) -> Vec<Finding> {
    let not_asked = |key| vec![key, Finding::skipped("stripe", "not asked")];
    let found = match SecretKey::find(settings.stripe.secret_key_file.as_deref(), surroundings) {
        Ok(found) => found,
        Err(error) => return not_asked(keyless(&error, Path::new(CREDENTIAL))),
    };
    let realm = match realm(&settings.stripe.api_base, found.key.mode()) {
        Ok(realm) => realm,
        Err(error) => {
            return not_asked(Finding::fail("key", Code::KeyMissing, error.to_string()));
        }
    };
    let about_key = of_key(&found, realm, user);
    if offline {
        return not_asked(about_key);
    }
    let mut findings = vec![about_key];
    let key = found.key;
    let config = Config {
        api_base: settings.stripe.api_base.clone(),
        key: Zeroizing::new(key.expose().to_owned()),
        timeout: PATIENCE,
        station_name: settings.station.name.clone(),
        realm,
        statement_descriptor_suffix: None,
        return_url: RETURN_URL.to_owned(),
        decline_bank_confirmation: false,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match (Gateway::new(config), runtime) {
        (Ok(gateway), Ok(runtime)) => {
            findings.extend(runtime.block_on(ask(&gateway, settings, realm, now)));
        }
        (Err(error), _) => findings.push(Finding::fail("key", Code::KeyMissing, error.to_string())),
        (_, Err(error)) => findings.push(Finding::skipped("stripe", error.to_string())),
    }
    findings
}

/// There is no key here; there may be one that only the service is given.
fn keyless(error: &SecretKeyError, credential: &Path) -> Finding {
    if matches!(error, SecretKeyError::Missing) && credential.exists() {
        let said = format!("{} is given to the service alone", credential.display());
        return Finding::fail("key", Code::KeyMissing, said).advising(AS_THE_SERVICE);
    }
    Finding::fail("key", Code::KeyMissing, error.to_string())
}

fn of_key(found: &FoundKey, realm: Realm, user: &User) -> Finding {
    let FoundKey { warning, place, file, passed_over, .. } = found;
    if let Some(warning) = warning {
        return Finding::fail("key", Code::KeyReadable, warning.to_string());
    }
    if let Some(file) = file
        && let Err(why) = user.may_read(file)
    {
        let said = format!("{}: {user} may not read it: {why}", file.display());
        return Finding::fail("key", Code::KeyMissing, said);
    }
    let mut said = format!("{}; from {place}", mode(realm));
    if !passed_over.is_empty() {
        said.push_str(&format!(", so that {} is passed over", passed_over.join(" and ")));
    }
    Finding::pass("key", said)
}

const fn mode(realm: Realm) -> &'static str {
    match realm {
        Realm::Sandbox => "for the sandbox on this machine; no money moves",
        Realm::Test => "a test key; no money moves",
        Realm::Live => "a live key; real money moves",
    }
}

async fn ask(gateway: &Gateway, settings: &Settings, realm: Realm, now: i64) -> Vec<Finding> {
    let account = gateway.probe(Probe::Account).await;
    if let Err(failure @ (Failure::NotSent { .. } | Failure::Unknown)) = &account {
        return vec![Finding::trouble("stripe", failure)];
    }
    let mut findings = vec![clock(&account, now), of_account(&account, settings)];
    for (what, probe, needed) in [
        ("payments", Probe::WritePaymentIntents, true),
        ("cards", Probe::WritePaymentMethods, true),
        ("charges", Probe::ReadCharges, true),
        ("receipts", Probe::WriteCharges, settings.receipt.email),
        ("customers", Probe::ReadCustomers, settings.station.customer_search),
    ] {
        findings.push(match (needed, what) {
            (false, "receipts") => Finding::skipped(what, "receipt.email is false"),
            (false, _) => Finding::skipped(what, "station.customer_search is false"),
            (true, _) => match gateway.probe(probe).await {
                Ok(_) => Finding::pass(what, "the key has this permission"),
                Err(failure) => Finding::trouble(what, &failure),
            },
        });
    }
    findings.push(match realm {
        Realm::Live => Finding::skipped("raw cards", "asked with a test key only"),
        Realm::Sandbox | Realm::Test => match gateway.probe(Probe::RawCard).await {
            Ok(_) => Finding::pass("raw cards", "the account may send card numbers"),
            Err(failure) => Finding::trouble("raw cards", &failure),
        },
    });
    findings
}

fn clock(account: &Result<Probed, Failure>, now: i64) -> Finding {
    let Some(theirs) = account.as_ref().ok().and_then(|account| account.server_time) else {
        return Finding::skipped("clock", "Stripe did not say what time it is");
    };
    let skew = now.saturating_sub(theirs);
    let said = format!("{skew} s from Stripe's");
    if skew.abs() > SKEW {
        Finding::fail("clock", Code::Clock, said)
    } else {
        Finding::pass("clock", said)
    }
}

fn of_account(account: &Result<Probed, Failure>, settings: &Settings) -> Finding {
    let account = match account {
        Ok(account) => account,
        Err(Failure::Api(error)) if error.http == 403 => {
            return Finding::skipped("account", "a restricted key need not be able to read it");
        }
        Err(failure) => return Finding::trouble("account", failure),
    };
    let ours = settings.station.currency.code();
    let said = match account.currency.as_deref() {
        Some(theirs) if theirs == ours => format!("paid out in {ours}, as it charges"),
        Some(theirs) => format!("charges in {ours}, paid out in {theirs}: Stripe converts"),
        None => "answers".to_owned(),
    };
    match account.charges_enabled {
        Some(false) => Finding::fail("account", Code::Account, said),
        Some(true) | None => Finding::pass("account", said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::check::finding::Verdict;

    #[test]
    fn a_key_that_only_the_service_is_given_is_not_called_missing() {
        let credential = tempfile::NamedTempFile::new().unwrap();
        let finding = keyless(&SecretKeyError::Missing, credential.path());
        assert!(finding.said.ends_with("is given to the service alone"), "{}", finding.said);
        let (code, remedy, _) = finding.code.unwrap();
        assert_eq!(code, "E-KEY-MISSING");
        assert!(
            remedy.contains("systemd-run ") && remedy.ends_with("chargeonce check"),
            "{remedy}"
        );
        let none = keyless(&SecretKeyError::Missing, Path::new("/nonexistent/key"));
        assert!(none.said.starts_with("no Stripe secret key"), "{}", none.said);
    }

    #[test]
    fn the_manual_names_the_same_command() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manual = std::fs::read_to_string(project.join("docs/install.md")).unwrap();
        let command = AS_THE_SERVICE.split_once(": ").unwrap().1;
        assert!(manual.contains(command), "{command}");
    }

    fn answered(server_time: Option<i64>) -> Result<Probed, Failure> {
        Ok(Probed { http: 200, server_time, currency: None, charges_enabled: None })
    }

    #[test]
    fn a_clock_may_differ_by_a_minute_and_no_more() {
        for (ours, verdict) in [
            (1_000_000, Verdict::Pass),
            (1_000_060, Verdict::Pass),
            (999_940, Verdict::Pass),
            (1_000_061, Verdict::Fail),
            (999_939, Verdict::Fail),
        ] {
            assert_eq!(clock(&answered(Some(1_000_000)), ours).verdict, verdict, "{ours}");
        }
        assert_eq!(clock(&answered(None), 0).verdict, Verdict::Skipped);
    }
}
