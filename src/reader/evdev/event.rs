//! `struct input_event` as bytes (Linux `input.h`).

/// Its size: a time of two machine words, type and code of two bytes each, value of four.
pub(super) const SIZE: usize = 2 * size_of::<usize>() + 8;

/// What an event means to a keyboard reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A key went down or up.
    Key {
        /// Its code.
        code: u16,
        /// Down, and not up.
        down: bool,
    },
    /// All that happened at one moment has been told.
    Report,
    /// The kernel's queue ran over: events are missing.
    Dropped,
    /// Nothing: a light, a scan code, a key that repeats by itself.
    Other,
}

/// Reads one event.
pub(super) fn read(event: &[u8; SIZE]) -> Meaning {
    let [.., type0, type1, code0, code1, value0, value1, value2, value3] = *event;
    let code = u16::from_ne_bytes([code0, code1]);
    let value = i32::from_ne_bytes([value0, value1, value2, value3]);
    match (u16::from_ne_bytes([type0, type1]), code, value) {
        (0, 0, _) => Meaning::Report,
        (0, 3, _) => Meaning::Dropped,
        (1, code, 0) => Meaning::Key { code, down: false },
        (1, code, 1) => Meaning::Key { code, down: true },
        _ => Meaning::Other,
    }
}
