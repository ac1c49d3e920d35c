//! The dialogue with an MSR605 reader-writer, which reads only when told to. Sans-IO.
//!
//! Reset, ask whether it is there, arm; after every swipe arm again; when nothing has come for a
//! while, the same from the beginning, because a reader that was switched off and on has forgotten.
//! It never sends a command that writes a card.

use std::time::Duration;

use crate::station::ReaderHealth;

/// `ESC a`: back to rest.
const RESET: &[u8] = b"\x1ba";
/// `ESC e`: are you there? The answer is `ESC y`.
const TEST: &[u8] = b"\x1be";
/// `ESC r`: read the next card (ISO).
const ARM: &[u8] = b"\x1br";
/// How long the answer may take.
const ANSWER: Duration = Duration::from_millis(300);
/// How often the reader is asked again.
const REFRESH: Duration = Duration::from_secs(30);
/// How long an answer under way puts that off.
const BUSY: Duration = Duration::from_secs(6);

#[derive(Clone, Copy)]
enum Step {
    Reset,
    Test,
    /// Until then the answer may come.
    Answer(Duration),
    Arm,
    /// Armed; asked again then.
    Armed(Duration),
}

/// Where the dialogue stands.
pub(super) struct Dialogue {
    step: Step,
    last: u8,
    now: Duration,
}

impl Dialogue {
    /// With a reader that was just opened.
    pub(super) const fn begin(now: Duration) -> Self {
        Self { step: Step::Reset, last: 0, now }
    }

    /// The next command to send, if one is due. Call until there is none.
    ///
    /// # Errors
    /// `Failed` when the reader did not answer.
    pub(super) fn due(&mut self, now: Duration) -> Result<Option<&'static [u8]>, ReaderHealth> {
        self.now = now;
        let (command, next) = match self.step {
            Step::Reset => (RESET, Step::Test),
            Step::Test => (TEST, Step::Answer(now.saturating_add(ANSWER))),
            Step::Answer(until) if until <= now => return Err(ReaderHealth::Failed),
            Step::Answer(_) => return Ok(None),
            Step::Arm => (ARM, Step::Armed(now.saturating_add(REFRESH))),
            Step::Armed(until) if until <= now => (RESET, Step::Test),
            Step::Armed(_) => return Ok(None),
        };
        self.step = next;
        Ok(Some(command))
    }

    /// When [`Dialogue::due`] has something.
    pub(super) const fn deadline(&self) -> Duration {
        match self.step {
            Step::Answer(until) | Step::Armed(until) => until,
            Step::Reset | Step::Test | Step::Arm => self.now,
        }
    }

    /// Whether the reader has answered and was armed.
    pub(super) const fn is_armed(&self) -> bool {
        matches!(self.step, Step::Arm | Step::Armed(_))
    }

    /// Hears a byte of the reader. Returns whether it may be part of a swipe.
    pub(super) fn hear(&mut self, byte: u8, now: Duration) -> bool {
        let last = std::mem::replace(&mut self.last, byte);
        match self.step {
            Step::Answer(_) => {
                if (last, byte) == (0x1b, b'y') {
                    self.step = Step::Arm;
                }
                false
            }
            Step::Armed(until) => {
                self.step = Step::Armed(until.max(now.saturating_add(BUSY)));
                true
            }
            Step::Reset | Step::Test | Step::Arm => false,
        }
    }

    /// A swipe was read: the next must be asked for.
    pub(super) const fn rearm(&mut self, now: Duration) {
        self.now = now;
        self.step = Step::Arm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn commands(dialogue: &mut Dialogue, now: Duration) -> Vec<&'static [u8]> {
        std::iter::from_fn(|| dialogue.due(now).unwrap()).collect()
    }

    #[test]
    fn a_reader_is_asked_armed_and_armed_again_after_a_swipe() {
        let mut dialogue = Dialogue::begin(at(0));
        assert_eq!(commands(&mut dialogue, at(0)), [RESET, TEST]);
        assert!(!dialogue.hear(0x1b, at(5)) && !dialogue.hear(b'y', at(5)));
        assert_eq!(commands(&mut dialogue, at(5)), [ARM]);
        assert!(dialogue.hear(0x1b, at(900)) && dialogue.hear(b's', at(900)));
        assert!(commands(&mut dialogue, at(950)).is_empty());
        dialogue.rearm(at(1000));
        assert_eq!(dialogue.deadline(), at(1000));
        assert_eq!(commands(&mut dialogue, at(1000)), [ARM]);
    }

    #[test]
    fn silence_is_a_failure_after_300_milliseconds() {
        let mut dialogue = Dialogue::begin(at(0));
        commands(&mut dialogue, at(0));
        assert_eq!(dialogue.deadline(), at(300));
        assert_eq!(dialogue.due(at(299)), Ok(None));
        assert_eq!(dialogue.due(at(300)), Err(ReaderHealth::Failed));
    }

    #[test]
    fn an_armed_reader_is_asked_again_but_never_during_a_swipe() {
        let mut dialogue = Dialogue::begin(at(0));
        commands(&mut dialogue, at(0));
        dialogue.hear(0x1b, at(1));
        dialogue.hear(b'y', at(1));
        commands(&mut dialogue, at(1));
        dialogue.hear(0x1b, at(30_000));
        assert!(commands(&mut dialogue, at(30_001)).is_empty());
        assert_eq!(commands(&mut dialogue, at(36_000)), [RESET, TEST]);
    }
}
