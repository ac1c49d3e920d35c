//! Finds the tracks in what a reader sent: everything else around them is ignored.

/// The longest that track 2 can be with its sentinels and check character (ISO/IEC 7813).
pub(super) const TRACK2_MAX: usize = 40;

/// One track as it was sent, without its sentinels. Secret: borrowed, printable by nobody.
pub(super) enum Track<'a> {
    /// The reader sent nothing for it.
    Absent,
    /// The reader marked it as not decodable.
    Unreadable,
    /// It began and its end sentinel is missing.
    Cut(&'a [u8]),
    /// It is whole.
    Whole(&'a [u8]),
}

impl<'a> Track<'a> {
    /// A track between its sentinels. Readers send `E` for one they could not decode.
    pub(super) const fn whole(body: &'a [u8]) -> Self {
        match body {
            [] => Self::Absent,
            [b'E' | b'e'] => Self::Unreadable,
            _ => Self::Whole(body),
        }
    }

    /// What was sent of the track, whole or not.
    pub(super) const fn body(&self) -> &'a [u8] {
        match self {
            Self::Cut(body) | Self::Whole(body) => body,
            Self::Absent | Self::Unreadable => &[],
        }
    }

    /// Whether it is longer than any track 2, so that it is a track 3 behind the same sentinel.
    const fn is_beyond_two(&self) -> bool {
        matches!(self, Self::Whole(body) if body.len() > TRACK2_MAX)
    }

    const fn is_settled(&self) -> bool {
        matches!(self, Self::Whole(_) | Self::Unreadable)
    }
}

/// The three tracks of one swipe.
pub(super) struct Tracks<'a> {
    pub(super) one: Track<'a>,
    pub(super) two: Track<'a>,
    pub(super) three: Track<'a>,
    /// The start sentinel that track 3 came with; licences have their own.
    pub(super) three_sentinel: u8,
    /// Whether any start sentinel was seen.
    pub(super) any_sentinel: bool,
}

impl<'a> Tracks<'a> {
    pub(super) const fn none() -> Self {
        Self {
            one: Track::Absent,
            two: Track::Absent,
            three: Track::Absent,
            three_sentinel: 0,
            any_sentinel: false,
        }
    }

    /// Finds each track's first whole occurrence, wherever it stands.
    ///
    /// A start sentinel inside a track means that the rest of the first one was lost: it starts
    /// again there. What follows an end sentinel (a check character, a line end, strings of the
    /// reader's owner) is skipped up to the next start sentinel.
    pub(super) fn split(bytes: &'a [u8]) -> Self {
        let mut tracks = Self::none();
        let mut rest = bytes;
        while let Some((sentinel, after)) = tracks.next_start(rest) {
            tracks.any_sentinel = true;
            let end = after
                .iter()
                .enumerate()
                .position(|(at, &byte)| byte == b'?' || tracks.restarts(sentinel, byte, after, at))
                .map_or(after.len(), |end| match sentinel {
                    b';' => second_end(after, end).unwrap_or(end),
                    _ => end,
                });
            let (body, following) = after.split_at(end);
            let (track, following) = match following {
                [b'?', following @ ..] => (Track::whole(body), following),
                _ => (Track::Cut(body), following),
            };
            let into_two = sentinel == b';' && !tracks.two.is_settled() && !track.is_beyond_two();
            let place = match sentinel {
                b'%' => &mut tracks.one,
                _ if into_two => &mut tracks.two,
                _ => &mut tracks.three,
            };
            let says_nothing = match track {
                Track::Absent => true,
                // A lone sentinel of track 3 is a reader's own character.
                Track::Cut([]) => {
                    (!into_two && sentinel != b'%') || !matches!(place, Track::Absent)
                }
                _ => false,
            };
            if !place.is_settled() && !says_nothing {
                *place = track;
                if !into_two && sentinel != b'%' {
                    tracks.three_sentinel = sentinel;
                }
            }
            rest = following;
        }
        tracks
    }

    /// The next start sentinel and what follows it.
    fn next_start(&self, rest: &'a [u8]) -> Option<(u8, &'a [u8])> {
        // The sentinels of track 3 are ordinary characters until another track has come.
        let third = self.one.is_settled() || self.two.is_settled() || rest.starts_with(b"+");
        let start = rest.iter().position(|byte| match byte {
            b'%' | b';' => true,
            b'+' | b'#' | b'!' => third,
            _ => false,
        })?;
        let (&sentinel, after) = rest.get(start..)?.split_first()?;
        Some((sentinel, after))
    }

    /// Whether the byte at `at` starts a track anew inside one that began with `sentinel`.
    fn restarts(&self, sentinel: u8, byte: u8, after: &[u8], at: usize) -> bool {
        match byte {
            // In track 3 it may be a character; before a number it is not.
            b'%' if matches!(sentinel, b'%' | b';') => true,
            b'%' => matches!(after.get(at + 1), Some(b'B' | b'b')),
            b';' if !self.two.is_settled() => {
                matches!(after.get(at + 1), Some(next) if next.is_ascii_digit())
            }
            _ => false,
        }
    }
}

/// The true end of a track 2 that seems to end at `end`, if only more of its characters and
/// another end sentinel follow: then the first was a misread character, which spoils the track.
fn second_end(after: &[u8], end: usize) -> Option<usize> {
    let more = after.get(end..)?.strip_prefix(b"?")?;
    let length = more.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'='))?;
    let true_end = end + 1 + length;
    (length > 0 && more.get(length) == Some(&b'?') && true_end + 2 <= TRACK2_MAX)
        .then_some(true_end)
}
