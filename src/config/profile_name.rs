//! The rule for the name of a reader's profile.

use config::ValueKind;

use super::rule::Rule;
use crate::reader::profile::{Profile, profiles};

/// A profile's name.
pub(super) struct ProfileName;

impl Rule for ProfileName {
    type Output = Profile;

    fn read(&self, found: &ValueKind) -> Option<Profile> {
        let ValueKind::String(name) = found else { return None };
        profiles().into_iter().find(|profile| profile.name == *name)
    }

    fn allowed(&self) -> String {
        let names: Vec<_> =
            profiles().iter().map(|profile| format!("\"{}\"", profile.name)).collect();
        names.join(", ")
    }
}
