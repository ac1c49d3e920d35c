//! What a technician may see of one swipe: which tracks came and in what state. No character of
//! them.

use super::tracks::{Track, Tracks};
use super::{lrc, msr605};

/// How a track came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrackState {
    /// The reader sent nothing for it.
    Absent,
    /// The reader says that it could not decode it.
    Unreadable,
    /// Its end sentinel is missing.
    Cut,
    /// It is whole.
    Whole,
}

/// The check character behind a track (ISO/IEC 7811), which most readers keep to themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckCharacter {
    /// It was not sent.
    NotSent,
    /// It fits.
    Right,
    /// It does not fit: a misread, or another character of the reader's.
    Wrong,
}

/// One track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TrackPicture {
    /// How it came.
    pub state: TrackState,
    /// How many characters it has between its sentinels.
    pub length: usize,
    /// Its check character.
    pub check: CheckCharacter,
}

/// Looks at the three tracks of one swipe's text.
#[must_use]
pub fn picture(swipe: &[u8]) -> [TrackPicture; 3] {
    let tracks = match msr605::find(swipe) {
        Some(answer) => msr605::tracks(answer),
        None => Tracks::split(swipe),
    };
    [&tracks.one, &tracks.two, &tracks.three].map(|track| of(track, swipe))
}

/// Tracks that a reader has told apart, and whose check characters it keeps to itself.
pub(super) fn of_tracks(tracks: &Tracks<'_>) -> [TrackPicture; 3] {
    [&tracks.one, &tracks.two, &tracks.three].map(|track| of(track, &[]))
}

fn of(track: &Track<'_>, swipe: &[u8]) -> TrackPicture {
    let (state, check) = match track {
        Track::Absent => (TrackState::Absent, CheckCharacter::NotSent),
        Track::Unreadable => (TrackState::Unreadable, CheckCharacter::NotSent),
        Track::Cut(_) => (TrackState::Cut, CheckCharacter::NotSent),
        Track::Whole(body) => (TrackState::Whole, check(body, swipe)),
    };
    TrackPicture { state, length: track.body().len(), check }
}

/// Looks behind the end sentinel of a track that lies in `swipe`.
fn check(body: &[u8], swipe: &[u8]) -> CheckCharacter {
    let start = body.as_ptr().addr().wrapping_sub(swipe.as_ptr().addr());
    let with_sentinels =
        start.checked_sub(1).and_then(|start| swipe.get(start..start + body.len() + 2));
    let behind = swipe.get(start.wrapping_add(body.len() + 1));
    match (with_sentinels, behind) {
        (None, _) | (_, None | Some(b'\r' | b'\n' | b'\t' | 0x03 | 0x1B | 0x1C)) => {
            CheckCharacter::NotSent
        }
        (Some(track), Some(&behind)) if lrc::of(track) == Some(behind) => CheckCharacter::Right,
        // The next track's sentinel, or one of MagTek's fields.
        (_, Some(b'%' | b';' | b'+' | b'#' | b'!' | b'|')) => CheckCharacter::NotSent,
        _ => CheckCharacter::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: TrackState = TrackState::Whole;

    fn look(swipe: &str) -> [(TrackState, usize, CheckCharacter); 3] {
        picture(swipe.as_bytes()).map(|track| (track.state, track.length, track.check))
    }

    #[test]
    fn tracks_are_described_without_their_characters() {
        let [one, two, three] =
            look("%B4242424242424242^DOE/JANE^3012201?;4242424242424242=3012201?\r");
        assert_eq!(one, (WHOLE, 34, CheckCharacter::NotSent));
        assert_eq!(two, (WHOLE, 24, CheckCharacter::NotSent));
        assert_eq!(three, (TrackState::Absent, 0, CheckCharacter::NotSent));
    }

    #[test]
    fn check_characters_are_checked() {
        let track = ";4242424242424242=3012201?";
        let right = char::from(lrc::of(track.as_bytes()).unwrap());
        let wrong = if right == '0' { '1' } else { '0' };
        assert_eq!(look(&format!("{track}{right}\r"))[1].2, CheckCharacter::Right);
        assert_eq!(look(&format!("{track}{wrong}\r"))[1].2, CheckCharacter::Wrong);
        assert_eq!(look(track)[1].2, CheckCharacter::NotSent);
    }

    #[test]
    fn unreadable_and_cut_tracks_are_told() {
        let [one, two, _] = look("%E?;42424242");
        assert_eq!((one.0, two.0, two.1), (TrackState::Unreadable, TrackState::Cut, 8));
    }
}
