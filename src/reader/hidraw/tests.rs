//! Recorded reports through a socket pair that keeps them apart, as the kernel does.

use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

use super::*;
use crate::card::track::{Mode, NotPayment, Refusal, Storage, Verdict};
use crate::reader::device::Attach;
use crate::reader::{News, Source};

const ONE: &[u8] = b"%B4242424242424242^DOE/JANE^30122010000000000000?";
const TWO: &[u8] = b";4242424242424242=30122010000000000000?";

/// A descriptor with one input report of vendor bytes.
fn vendor(bytes: u16) -> Vec<u8> {
    let [low, high] = bytes.to_le_bytes();
    let head = [0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x75, 0x08, 0x96];
    [&head[..], &[low, high, 0x09, 0x20, 0x81, 0x02, 0xC0]].concat()
}

/// The magnetic-stripe page: three lengths, three tracks, in report 1.
const STRIPE: &[u8] = &[
    0x05, 0x8E, 0x09, 0x01, 0xA1, 0x01, 0x85, 0x01, 0x75, 0x08, 0x95, 0x03, 0x09, 0x11, 0x09, 0x12,
    0x09, 0x13, 0x81, 0x02, 0x95, 0x4F, 0x09, 0x21, 0x82, 0x02, 0x01, 0x95, 0x28, 0x09, 0x22, 0x82,
    0x02, 0x01, 0x95, 0x6B, 0x09, 0x23, 0x82, 0x02, 0x01, 0xC0,
];

struct Recording(Option<OwnedFd>, Vec<u8>);

impl Attach for Recording {
    fn open(&mut self, now: Duration) -> Result<Box<dyn Device>, ReaderHealth> {
        let fd = self.0.take().ok_or(ReaderHealth::Missing)?;
        Ok(Box::new(Hidraw::on(fd, &self.1, now)))
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Card(card) if card.pan.last4().to_string() == "4242" => "card",
        Verdict::Card(_) => "another card",
        Verdict::NotPaymentCard(NotPayment::DriversLicense) => "licence",
        Verdict::NotPaymentCard(_) => "no payment card",
        Verdict::Refused(Refusal::EncryptedReader) => "encrypted",
        Verdict::Refused(refusal) => refusal.as_str(),
        Verdict::Typed => "typed",
    }
}

/// What a source tells of these reports.
fn told(descriptor: &[u8], reports: &[&[u8]]) -> Vec<&'static str> {
    let (fd, writer) =
        socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None).unwrap();
    let mut source = Source::new(Box::new(Recording(Some(fd), descriptor.to_vec())));
    source.look(Duration::ZERO);
    let mut words = Vec::new();
    let mut now = Duration::ZERO;
    for report in reports {
        now += Duration::from_millis(10);
        rustix::io::write(&writer, report).unwrap();
        source.read(now, &mut |news| match news {
            News::Swipe(swipe) => {
                words.push(word(&swipe.verdict(Mode::Test, &mut Storage::default())))
            }
            News::Started => {}
            News::Broken => words.push("broken"),
        });
    }
    source.tick(now + Duration::from_secs(1), &mut |news| {
        if let News::Swipe(swipe) = news {
            words.push(word(&swipe.verdict(Mode::Test, &mut Storage::default())));
        }
    });
    words
}

/// A report in MagTek's layout.
fn magtek(length: usize, starts: [usize; 2]) -> Vec<u8> {
    let mut report = vec![0; length];
    for (number, (track, start)) in [ONE, TWO].iter().zip(starts).enumerate() {
        report[3 + number] = u8::try_from(track.len()).unwrap();
        report[start..start + track.len()].copy_from_slice(track);
    }
    report
}

#[test]
fn every_layout_of_whole_reports_is_read() {
    let mut idtech = vec![0; 509];
    let text = [ONE, TWO, b"\r"].concat();
    idtech[7] = u8::try_from(text.len()).unwrap();
    idtech[9..9 + text.len()].copy_from_slice(&text);
    let layouts = [magtek(337, [7, 117]), magtek(856, [7, 119]), magtek(887, [7, 119]), idtech];
    for report in layouts {
        let length = u16::try_from(report.len()).unwrap();
        assert_eq!(told(&vendor(length), &[&report]), ["card"], "{length} bytes");
        assert_eq!(told(&vendor(length), &[&report, &report]), ["card", "card"]);
    }
}

#[test]
fn what_the_reader_says_of_the_card_is_believed() {
    let mut licence = magtek(337, [7, 117]);
    licence[6] = 1;
    assert_eq!(told(&vendor(337), &[&licence]), ["licence"]);
    let mut blank = vec![0; 337];
    blank[6] = 3;
    assert_eq!(told(&vendor(337), &[&blank]), ["blank_card"]);
    let mut encrypted = magtek(887, [7, 119]);
    encrypted[7] = 0xA7;
    assert_eq!(told(&vendor(887), &[&encrypted]), ["encrypted"]);
}

#[test]
fn the_stripe_page_is_read_as_its_descriptor_says() {
    let mut report = vec![0; 1 + 3 + 79 + 40 + 107];
    report[0] = 1;
    for (number, (track, start)) in [ONE, TWO].iter().zip([3, 82]).enumerate() {
        report[1 + number] = u8::try_from(track.len()).unwrap();
        report[1 + start..1 + start + track.len()].copy_from_slice(track);
    }
    assert_eq!(told(STRIPE, &[&report]), ["card"]);
    // Without sentinels, and with another report between.
    for (number, (track, start)) in [ONE, TWO].iter().zip([3, 82]).enumerate() {
        let bare = &track[1..track.len() - 1];
        report[1 + number] = u8::try_from(bare.len()).unwrap();
        report[1 + start..1 + start + bare.len()].copy_from_slice(bare);
    }
    assert_eq!(told(STRIPE, &[&[9, 1, 2], &report]), ["card"]);
}

#[test]
fn packets_of_the_msr605x_are_put_together() {
    let text = [b"\x1bs\x1b\x01", ONE, b"\x1b\x02", TWO, b"\x1b\x03?\x1c\x1b0"].concat();
    let packets: Vec<Vec<u8>> = text
        .chunks(63)
        .map(|piece| {
            let mut packet = vec![u8::try_from(piece.len()).unwrap()];
            packet.extend(piece);
            packet.resize(64, 0);
            packet
        })
        .collect();
    // The dialogue's own answer comes first: commands can't be sent to a socket, so it is made up.
    let (fd, writer) =
        socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None).unwrap();
    let mut reader = Hidraw::on(fd, &vendor(64), Duration::ZERO);
    let mut dialogue = Dialogue::begin(Duration::ZERO);
    while dialogue.due(Duration::ZERO).unwrap().is_some() {}
    dialogue.hear(0x1b, Duration::ZERO);
    dialogue.hear(b'y', Duration::ZERO);
    while dialogue.due(Duration::ZERO).unwrap().is_some() {}
    reader.dialogue = Some(dialogue);
    let mut heard = Vec::new();
    for packet in &packets {
        rustix::io::write(&writer, packet).unwrap();
        reader
            .read(Duration::from_millis(5), &mut |input| {
                if let Input::Byte(byte) = input {
                    heard.push(byte);
                }
            })
            .unwrap();
    }
    assert!(heard == text);
}

#[test]
fn short_reports_of_buttons_and_lights_mean_nothing() {
    assert!(told(&vendor(337), &[&[1, 2, 3], &[0; 8]]).is_empty());
}

#[test]
fn what_is_no_hid_device_is_refused() {
    let opened = Hidraw::open(Path::new("/dev/null"), Duration::ZERO);
    assert_eq!(opened.err(), Some(ReaderHealth::Failed));
}
