//! The Stripe secret key: where it is looked for, and a box that nobody can print or copy.
//! It is deliberately not a setting: settings are shown, logged and sent to colleagues.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::surroundings::Surroundings;

/// The name of the systemd credential that holds the key.
const CREDENTIAL: &str = "stripe-key";
/// The environment variable that may hold the key.
const VARIABLE: &str = "STRIPE_SECRET_KEY";
/// Real keys are about 110 bytes; anything much longer is another kind of file.
const LONGEST: usize = 512;

/// A Stripe secret or restricted key. Wiped on drop; can't be printed, compared or cloned.
pub struct SecretKey {
    text: Zeroizing<String>,
    mode: KeyMode,
}

/// Whether a key moves money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyMode {
    /// `sk_test_`, `rk_test_`: nothing is charged.
    Test,
    /// `sk_live_`, `rk_live_`: cards are charged.
    Live,
}

/// A key that was found, and what staff should know about where it lay.
pub struct FoundKey {
    /// The key.
    pub key: SecretKey,
    /// Set when the key's file can be read by others than its owner.
    pub warning: Option<KeyWarning>,
    /// Where it was found, in words.
    pub place: String,
    /// The file it was in, unless it was a variable.
    pub file: Option<PathBuf>,
    /// The places of lower rank that have a key too, or should: they were not looked into.
    pub passed_over: Vec<&'static str>,
}

/// A key's file that others can read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{path}: the Stripe key can be read by other users (mode {mode:03o}). Anyone who reads it can \
     take and refund money. Run: chmod 600 {path}"
)]
pub struct KeyWarning {
    path: String,
    mode: u32,
}

/// Why there is no usable key. Never holds any part of what was found.
#[derive(Debug, thiserror::Error)]
pub enum SecretKeyError {
    /// No place had one.
    #[error(
        "no Stripe secret key. Nothing can be charged without one. Give it as the systemd \
         credential stripe-key, in the file named by stripe.secret_key_file, or in the \
         environment variable STRIPE_SECRET_KEY. To try the station without a key: chargeonce demo"
    )]
    Missing,
    /// The file could not be read.
    #[error("{path}: the Stripe key can't be read: {cause}. Nothing can be charged without it")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// It begins with `pk_`.
    #[error(
        "{place}: this is a publishable key (pk_...); the station needs the secret key (sk_...) or \
         a restricted key (rk_...) from the Stripe Dashboard, Developers, API keys"
    )]
    Publishable {
        /// Where it was found.
        place: String,
    },
    /// It is not a Stripe key at all.
    #[error(
        "{place}: this is not a Stripe secret key; one begins with sk_test_, sk_live_, rk_test_ or \
         rk_live_ and continues with letters and digits only"
    )]
    NotAKey {
        /// Where it was found.
        place: String,
    },
}

impl SecretKey {
    /// Reads a key; whitespace around it is dropped. `place` is for the error only.
    ///
    /// # Errors
    /// [`SecretKeyError::Publishable`] or [`SecretKeyError::NotAKey`].
    pub fn new(text: &str, place: &str) -> Result<Self, SecretKeyError> {
        let text = text.trim();
        if text.starts_with("pk_") {
            return Err(SecretKeyError::Publishable { place: place.to_owned() });
        }
        let kinds = [
            ("sk_test_", KeyMode::Test),
            ("rk_test_", KeyMode::Test),
            ("sk_live_", KeyMode::Live),
            ("rk_live_", KeyMode::Live),
        ];
        kinds
            .into_iter()
            .find_map(|(prefix, mode)| text.strip_prefix(prefix).map(|rest| (rest, mode)))
            .filter(|(rest, _)| {
                !rest.is_empty()
                    && text.len() <= LONGEST
                    && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
            .map(|(_, mode)| Self { text: Zeroizing::new(text.to_owned()), mode })
            .ok_or_else(|| SecretKeyError::NotAKey { place: place.to_owned() })
    }

    /// Finds the key: `$CREDENTIALS_DIRECTORY/stripe-key`, then `secret_key_file`
    /// (`stripe.secret_key_file`), then `$STRIPE_SECRET_KEY`.
    ///
    /// # Errors
    /// [`SecretKeyError`]. A place that is named but can't be used is an error; the search does not
    /// go on to the next one, so that a station never charges with a key nobody expected.
    pub fn find(
        secret_key_file: Option<&Path>,
        surroundings: &Surroundings,
    ) -> Result<FoundKey, SecretKeyError> {
        let credential = surroundings
            .path("CREDENTIALS_DIRECTORY")
            .map(|directory| directory.join(CREDENTIAL))
            .filter(|path| path.exists());
        let variable = surroundings.variable(VARIABLE).filter(|value| !value.is_empty());
        let below_file = variable.map(|_| VARIABLE);
        let below_credential = secret_key_file.map(|_| "stripe.secret_key_file");
        if let Some(path) = credential {
            let passed_over = below_credential.into_iter().chain(below_file).collect();
            return read_file(&path, "the systemd credential", passed_over);
        }
        if let Some(path) = secret_key_file {
            return read_file(path, "stripe.secret_key_file", below_file.into_iter().collect());
        }
        match variable {
            Some(value) => {
                let place = format!("environment variable {VARIABLE}");
                let key = value
                    .to_str()
                    .ok_or_else(|| SecretKeyError::NotAKey { place: place.clone() })
                    .and_then(|text| Self::new(text, &place))?;
                Ok(FoundKey { key, warning: None, place, file: None, passed_over: Vec::new() })
            }
            None => Err(SecretKeyError::Missing),
        }
    }

    /// The key itself, for the `Authorization` header and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Whether it moves money.
    #[must_use]
    pub const fn mode(&self) -> KeyMode {
        self.mode
    }
}

fn read_file(
    path: &Path,
    from: &str,
    passed_over: Vec<&'static str>,
) -> Result<FoundKey, SecretKeyError> {
    let unreadable = |cause| SecretKeyError::Unreadable { path: path.to_owned(), cause };
    let found = std::fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        // A pipe would be waited for.
        return Err(unreadable(std::io::Error::other("it is no regular file")));
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mode = found.mode() & 0o777;
    // One buffer that never grows: a growing one would leave copies behind.
    let mut buffer = Zeroizing::new(vec![0u8; LONGEST + 2]);
    let mut filled = 0;
    while let Some(space) = buffer.get_mut(filled..).filter(|space| !space.is_empty()) {
        match file.read(space) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(unreadable(cause)),
        }
    }
    let place = path.display().to_string();
    let text = buffer.get(..filled).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let key = match text {
        Some(text) => SecretKey::new(text, &place)?,
        None => return Err(SecretKeyError::NotAKey { place }),
    };
    let warning = (mode & 0o077 != 0).then_some(KeyWarning { path: place, mode });
    let place = format!("{from} {}", path.display());
    Ok(FoundKey { key, warning, place, file: Some(path.to_owned()), passed_over })
}

/// How Stripe's keys and webhook secrets begin.
pub(super) const KEY_MARKS: [&str; 5] = ["sk_", "rk_", "pk_live_", "pk_test_", "whsec_"];

/// Whether a text may hold a key: such a text is never shown.
pub(super) fn may_hold_a_key(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    KEY_MARKS.iter().any(|mark| {
        text.match_indices(mark).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const TEST_KEY: &str = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";

    fn refused(text: &str) -> String {
        match SecretKey::new(text, "here") {
            Ok(_) => panic!("taken"),
            Err(error) => error.to_string(),
        }
    }

    fn found(file: Option<&Path>, variables: &[(&str, &str)]) -> Result<FoundKey, SecretKeyError> {
        SecretKey::find(file, &Surroundings::made_of(variables.iter().copied()))
    }

    #[test]
    fn each_kind_of_key_is_known_by_its_beginning() {
        for (text, mode) in [
            ("sk_test_abc", KeyMode::Test),
            ("rk_test_abc", KeyMode::Test),
            ("sk_live_abc", KeyMode::Live),
            (" rk_live_abc\n", KeyMode::Live),
        ] {
            let key = SecretKey::new(text, "here").ok().unwrap();
            assert_eq!(key.mode(), mode);
            assert_eq!(key.expose(), text.trim());
        }
    }

    #[test]
    fn what_is_no_secret_key_is_refused_without_being_quoted() {
        assert!(refused("pk_live_abc").contains("publishable key"));
        for text in ["", "sk_", "sk_test_", "sk_prod_abc", "sk_test_a b", "sk_test_a\nb", "hunter2"]
        {
            let message = refused(text);
            assert!(message.contains("not a Stripe secret key"), "{message}");
        }
        assert!(!refused("hunter2").contains("hunter2"));
        assert!(refused(&format!("sk_test_{}", "a".repeat(2_000))).contains("not a Stripe"));
    }

    #[test]
    fn the_credential_goes_before_the_file_and_the_file_before_the_variable() {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path().to_str().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "sk_test_file\n").unwrap();
        let variable = ("STRIPE_SECRET_KEY", "sk_test_variable");
        let all = [("CREDENTIALS_DIRECTORY", at), variable];

        let exposed = |file, variables: &[_]| found(file, variables).ok().unwrap().key;
        assert_eq!(exposed(Some(&file), &all).expose(), "sk_test_file");
        assert_eq!(exposed(None, &all).expose(), "sk_test_variable");
        std::fs::write(directory.path().join("stripe-key"), "sk_test_credential").unwrap();
        assert_eq!(exposed(Some(&file), &all).expose(), "sk_test_credential");
        let key = found(Some(&file), &all).ok().unwrap();
        assert!(key.place.starts_with("the systemd credential /"), "{}", key.place);
        assert_eq!(key.passed_over, ["stripe.secret_key_file", "STRIPE_SECRET_KEY"]);
        assert!(matches!(found(None, &[]), Err(SecretKeyError::Missing)));
    }

    #[test]
    fn a_named_file_that_is_missing_is_not_silently_replaced_by_the_variable() {
        let file = Path::new("/nonexistent/stripe-key");
        let answer = found(Some(file), &[("STRIPE_SECRET_KEY", TEST_KEY)]);
        assert!(matches!(answer, Err(SecretKeyError::Unreadable { .. })));
    }

    #[test]
    fn a_pipe_in_the_place_of_the_key_is_refused_and_not_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("key");
        let mode = rustix::fs::Mode::RUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let error = found(Some(&pipe), &[]).err().unwrap().to_string();
        assert!(error.contains("no regular file"), "{error}");
    }

    #[test]
    fn a_file_that_others_can_read_is_warned_of() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("key");
        std::fs::write(&file, TEST_KEY).unwrap();
        let set = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            found(Some(&file), &[]).ok().unwrap().warning.map(|warning| warning.to_string())
        };
        assert_eq!(set(0o600), None);
        assert_eq!(set(0o400), None);
        let warning = set(0o640).unwrap();
        assert!(warning.contains("mode 640") && !warning.contains(TEST_KEY), "{warning}");
    }

    #[test]
    fn a_text_with_a_key_in_it_is_not_shown() {
        for text in [TEST_KEY, "x=sk_live_1", "\"rk_test_2", "SK_LIVE_3", "whsec_4"] {
            assert!(may_hold_a_key(text), "{text}");
        }
        for text in ["front-desk", "desk_1", "task_x", ""] {
            assert!(!may_hold_a_key(text), "{text}");
        }
    }

    static_assertions::assert_not_impl_any!(
        SecretKey: Clone, std::fmt::Debug, std::fmt::Display, PartialEq
    );
}
