//! Idempotency keys (docs.stripe.com/api/idempotent_requests): the same key gets the same answer.

use std::collections::HashMap;

use super::book::Time;
use super::errors::{self, Refusal};

/// How long an answer is kept, in seconds: a day.
const KEPT_FOR: Time = 86_400;

/// The longest key.
const LONGEST_KEY: usize = 255;

/// An answer that was given.
#[derive(Clone)]
pub struct Given {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The id of the request that was first answered so.
    pub request_id: String,
}

struct Entry {
    digest: [u8; 32],
    since: Time,
    /// `None` while the first request is being handled.
    given: Option<Given>,
}

/// The answers by key.
#[derive(Default)]
pub struct Keys {
    entries: HashMap<String, Entry>,
    sweep_due: Time,
}

impl Keys {
    /// Begins a request: `None` if it is the first with this key, else the answer to give again.
    ///
    /// # Errors
    /// `idempotency_error` for other parameters, `idempotency_key_in_use` (409) while the first
    /// request is being handled, and a key that is too long.
    pub fn begin(
        &mut self,
        key: &str,
        digest: [u8; 32],
        now: Time,
    ) -> Result<Option<Given>, Refusal> {
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(Box::new(errors::invalid(
                "Idempotency keys must be between 1 and 255 characters long.",
            )));
        }
        self.sweep(now);
        match self.entries.get(key) {
            Some(entry) if entry.digest != digest => Err(errors::idempotency_mismatch(key)),
            Some(Entry { given: Some(given), .. }) => Ok(Some(given.clone())),
            Some(_) => Err(errors::idempotency_in_use(key)),
            None => {
                self.entries.insert(key.to_owned(), Entry { digest, since: now, given: None });
                Ok(None)
            }
        }
    }

    /// Ends a request that was begun: the answer is kept, or the key is free again.
    pub fn end(&mut self, key: &str, given: Option<Given>) {
        match given {
            None => drop(self.entries.remove(key)),
            Some(given) => {
                if let Some(entry) = self.entries.get_mut(key) {
                    entry.given = Some(given);
                }
            }
        }
    }

    fn sweep(&mut self, now: Time) {
        if now >= self.sweep_due {
            self.entries.retain(|_, entry| entry.given.is_none() || entry.since + KEPT_FOR > now);
            self.sweep_due = now + KEPT_FOR / 24;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Given {
        Given { status: 200, body: "{}".to_owned(), request_id: "req_1".to_owned() }
    }

    #[test]
    fn the_second_request_gets_the_first_answer() {
        let mut keys = Keys::default();
        assert!(keys.begin("k", [1; 32], 0).unwrap().is_none());
        keys.end("k", Some(given()));
        let again = keys.begin("k", [1; 32], 5).unwrap().unwrap();
        assert_eq!((again.status, again.request_id.as_str()), (200, "req_1"));
    }

    #[test]
    fn other_parameters_are_refused_and_a_running_request_is_a_conflict() {
        let mut keys = Keys::default();
        assert!(keys.begin("k", [1; 32], 0).is_ok());
        assert_eq!(keys.begin("k", [1; 32], 0).err().unwrap().status, 409);
        keys.end("k", Some(given()));
        let error = keys.begin("k", [2; 32], 0).err().unwrap();
        assert_eq!(
            (error.status, error.object()["type"].as_str()),
            (400, Some("idempotency_error"))
        );
    }

    #[test]
    fn a_request_refused_before_it_began_leaves_its_key_free() {
        let mut keys = Keys::default();
        assert!(keys.begin("k", [1; 32], 0).is_ok());
        keys.end("k", None);
        assert!(keys.begin("k", [2; 32], 0).unwrap().is_none());
    }

    #[test]
    fn a_key_is_new_again_after_a_day_and_not_before() {
        let mut keys = Keys::default();
        assert!(keys.begin("k", [1; 32], 0).is_ok());
        keys.end("k", Some(given()));
        assert!(keys.begin("k", [1; 32], KEPT_FOR - 1).unwrap().is_some());
        assert!(keys.begin("k", [1; 32], KEPT_FOR + KEPT_FOR / 24).unwrap().is_none());
    }

    #[test]
    fn a_key_has_1_to_255_characters() {
        let mut keys = Keys::default();
        assert!(keys.begin("", [1; 32], 0).is_err());
        assert!(keys.begin(&"k".repeat(256), [1; 32], 0).is_err());
        assert!(keys.begin(&"k".repeat(255), [1; 32], 0).is_ok());
    }
}
