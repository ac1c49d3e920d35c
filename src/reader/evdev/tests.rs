//! Recorded event structs through a pipe: the device is a plain read, so a pipe is as good.

use super::*;
use crate::card::track::{Mode, Refusal, Storage, Verdict};
use crate::reader::device::Attach;
use crate::reader::{News, Source};

const SWIPE: &str =
    "%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r";

fn event(kind: u16, code: u16, value: i32) -> Vec<u8> {
    let mut bytes = vec![0; event::SIZE - 8];
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(code.to_ne_bytes());
    bytes.extend(value.to_ne_bytes());
    bytes
}

/// A stroke as a keyboard reader makes it: scan code, key, report; down and up.
fn stroke(code: u16) -> Vec<u8> {
    let press = |down| [event(4, 4, 0x70000), event(1, code, down), event(0, 0, 0)].concat();
    [press(1), press(0)].concat()
}

fn with_shift(code: u16) -> Vec<u8> {
    let shift = |down| [event(1, 42, down), event(0, 0, 0)].concat();
    [shift(1), stroke(code), shift(0)].concat()
}

/// The events of a reader that types this.
fn typing(text: &str) -> Vec<u8> {
    let code = |row: &str, first: u16, character: char| {
        row.find(character).map(|place| first + u16::try_from(place).unwrap())
    };
    let one = |character: char| match character {
        '\r' => stroke(28),
        '/' => stroke(53),
        ';' => stroke(39),
        '?' => with_shift(53),
        '%' => with_shift(6),
        '^' => with_shift(7),
        '=' => stroke(13),
        ' ' => stroke(57),
        'A'..='Z' => with_shift(
            code("QWERTYUIOP", 16, character)
                .or_else(|| code("ASDFGHJKL", 30, character))
                .or_else(|| code("ZXCVBNM", 44, character))
                .unwrap(),
        ),
        digit => stroke(code("1234567890", 2, digit).unwrap()),
    };
    text.chars().flat_map(one).collect()
}

struct Recording(Option<OwnedFd>);

impl Attach for Recording {
    fn open(&mut self, _now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        let fd = self.0.take().ok_or(ReaderHealth::Missing)?;
        Ok(Box::new(Evdev::on(fd)))
    }
}

/// What a source tells of these events: a letter each, the health last.
fn told(events: &[u8]) -> (String, Option<ReaderHealth>) {
    let (fd, writer) = rustix::pipe::pipe().unwrap();
    let mut source = Source::new(Box::new(Recording(Some(fd))));
    source.look(Duration::ZERO);
    let mut told = String::new();
    let mut tell = |news: News<'_>| {
        told.push(match news {
            News::Started => 's',
            News::Broken => 'b',
            News::Swipe(swipe) => match swipe.verdict(Mode::Test, &mut Storage::default()) {
                Verdict::Card(card) if card.pan.last4().to_string() == "4242" => 'c',
                Verdict::Refused(Refusal::Overrun) => 'o',
                _ => 'x',
            },
        });
    };
    let mut now = Duration::ZERO;
    for burst in events.chunks(event::SIZE * 13) {
        now += Duration::from_millis(2);
        rustix::io::write(&writer, burst).unwrap();
        source.read(now, &mut tell);
    }
    source.tick(now + Duration::from_secs(1), &mut tell);
    drop(writer);
    let health = source.read(now + Duration::from_secs(2), &mut tell);
    (told, health)
}

#[test]
fn a_swipe_typed_by_a_reader_is_a_card() {
    let (told, health) = told(&typing(SWIPE));
    assert_eq!(told, "sc");
    assert_eq!(health, Some(ReaderHealth::Missing), "the end of the recording is an unplugging");
}

#[test]
fn a_line_end_as_control_and_m_is_understood() {
    let control = |down| event(1, 29, down);
    let end = [control(1), stroke(50), control(0)].concat();
    let track2 = ";4242424242424242=30122010000000000000?";
    assert_eq!(told(&[typing(track2), end].concat()).0, "sc");
}

#[test]
fn an_overrun_is_a_swipe_again_and_never_a_short_card() {
    let whole = typing(SWIPE);
    for at in [100, 250, 400] {
        let (before, rest) = whole.split_at(event::SIZE * at);
        let (_lost, after) = rest.split_at(event::SIZE * 40);
        // After the kernel says that it dropped events, the rest up to the report is void.
        let events = [before, &event(0, 3, 0), after].concat();
        let (told, _) = told(&events);
        assert_eq!(told, "so", "at event {at}");
    }
}

#[test]
fn the_next_swipe_after_an_overrun_is_read() {
    let (fd, writer) = rustix::pipe::pipe().unwrap();
    let mut source = Source::new(Box::new(Recording(Some(fd))));
    source.look(Duration::ZERO);
    let mut cards = 0;
    let mut tell = |news: News<'_>| {
        if let News::Swipe(swipe) = news {
            cards += usize::from(matches!(
                swipe.verdict(Mode::Test, &mut Storage::default()),
                Verdict::Card(_)
            ));
        }
    };
    // The queue ran over while a Shift was down, and its release was among what was lost.
    let cut = typing(&SWIPE[..4]);
    let dropped = [cut, event(1, 42, 1), event(0, 3, 0), event(0, 0, 0)].concat();
    rustix::io::write(&writer, &dropped).unwrap();
    source.read(Duration::from_millis(1), &mut tell);
    let mut now = Duration::from_secs(3);
    source.tick(now, &mut tell);
    for burst in typing(SWIPE).chunks(event::SIZE * 13) {
        now += Duration::from_millis(2);
        rustix::io::write(&writer, burst).unwrap();
        source.read(now, &mut tell);
    }
    assert_eq!(cards, 1, "the Shift that was down when events were lost is forgotten");
}

#[test]
fn keys_that_repeat_and_other_events_mean_nothing() {
    let mut events = typing(";4242424242424242=301220100000");
    events.extend(event(1, 11, 2));
    events.extend(event(17, 0, 1));
    events.extend(typing("00000000?\r"));
    assert_eq!(told(&events).0, "sc");
}

#[test]
fn what_is_no_input_device_fails_and_is_not_typed_from() {
    let opened = Evdev::open(Path::new("/dev/null"), Duration::ZERO);
    assert_eq!(opened.err(), Some(ReaderHealth::Failed));
    let opened = Evdev::open(Path::new("/nowhere"), Duration::ZERO);
    assert_eq!(opened.err(), Some(ReaderHealth::Missing));
}
