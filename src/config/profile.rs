//! What a reader's profile says in place of settings that are left out.

use super::keys::{READER_BAUD, READER_FRAMING, READER_PROTOCOL, ReaderWord};
use super::rule::Rule;
use super::settings::Framing;
use crate::reader::profile::{KindWord, Profile};
use crate::reader::serial::Protocol;

/// The kind of a profile's readers.
pub(super) const fn kind(profile: &Profile) -> ReaderWord {
    match profile.kind {
        KindWord::Serial => ReaderWord::Serial,
        KindWord::Evdev => ReaderWord::Evdev,
        KindWord::Hidraw => ReaderWord::Hidraw,
    }
}

/// Bits per second of a profile's serial line.
pub(super) fn baud(profile: &Profile) -> Option<u32> {
    let (baud, _) = profile.framing.as_deref()?.split_once(' ')?;
    READER_BAUD.rule.read(&READER_BAUD.rule.plain(baud))
}

/// The bits of one character on it.
pub(super) fn framing(profile: &Profile) -> Option<Framing> {
    let (_, framing) = profile.framing.as_deref()?.split_once(' ')?;
    READER_FRAMING.rule.read(&READER_FRAMING.rule.plain(framing))
}

/// What is spoken on it.
pub(super) fn protocol(profile: &Profile) -> Option<Protocol> {
    READER_PROTOCOL.rule.read(&READER_PROTOCOL.rule.plain(profile.protocol.as_deref()?))
}

/// Whether a profile says something in place of the setting of this name.
pub(super) fn says(profile: &Profile, name: &str) -> bool {
    match name {
        "kind" => true,
        "baud" => baud(profile).is_some(),
        "framing" => framing(profile).is_some(),
        "protocol" => protocol(profile).is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile_name::ProfileName;
    use crate::reader::profile::profiles;

    #[test]
    fn every_profile_says_what_the_settings_can_say() {
        for profile in profiles() {
            let name = &profile.name;
            assert!(name.is_ascii() && !name.contains(['"', '\\']), "{name} needs no escapes");
            assert!(ProfileName.read(&name.as_str().into()).is_some_and(|it| it.name == *name));
            assert_eq!(baud(&profile).is_some(), profile.framing.is_some(), "{name}");
            assert_eq!(framing(&profile).is_some(), profile.framing.is_some(), "{name}");
            assert_eq!(protocol(&profile).is_some(), profile.protocol.is_some(), "{name}");
        }
    }

    #[test]
    fn no_two_profiles_have_one_name() {
        let profiles = profiles();
        let names: std::collections::HashSet<_> = profiles.iter().map(|it| &it.name).collect();
        assert_eq!(names.len(), profiles.len());
    }
}
