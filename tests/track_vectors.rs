//! Every published swipe in `data/track-vectors.json` is read as the file says.
//!
//! Failure messages name the vector and the kind of verdict, never what the card says.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test may fail it by panicking"
)]

use std::time::Duration;

use chargeonce::card::Expiry;
use chargeonce::card::track::{Mode, Source, Storage, Verdict, lrc, read, read_hid, swipes};
use chargeonce::reader::{Framed, Framer, Transport};
use serde_json::Value;

fn file() -> Value {
    serde_json::from_str(include_str!("data/track-vectors.json")).unwrap()
}

fn source(transport: &str) -> Source {
    match transport {
        "any" => Source::Any,
        "keyboard_tty" => Source::KeyboardTty,
        "keyboard" | "keyboard_or_serial" => Source::Keyboard,
        "serial_msr605" => Source::Msr605,
        other => panic!("unknown transport {other}"),
    }
}

/// A report built from a vector's fields, as the device would send it.
fn report(input: &Value) -> Vec<u8> {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut report = vec![0; number(&input["report_bytes"])];
    let offset = |name: &str| number(&input["offsets"][name]);
    let mut put = |at: usize, bytes: &[u8]| report[at..at + bytes.len()].copy_from_slice(bytes);
    let hex = |text: &str| -> Vec<u8> {
        text.as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    for track in ["t1", "t2", "t3"] {
        if let Some(text) = input[track].as_str() {
            put(offset(&format!("{track}_len")), &[u8::try_from(text.len()).unwrap()]);
            put(offset(track), text.as_bytes());
        }
        if let Some(text) = input[format!("masked_{track}")].as_str() {
            put(offset(&format!("mask_len_{track}")), &[u8::try_from(text.len()).unwrap()]);
            put(offset(&format!("mask_{track}")), text.as_bytes());
        }
        if let Some(text) = input[format!("enc_{track}_first_bytes_hex")].as_str() {
            put(offset(&format!("enc_len_{track}")), &[64]);
            put(offset(&format!("enc_{track}")), &hex(text));
        }
    }
    if let Some(text) = input["data"].as_str() {
        put(offset("data"), text.as_bytes());
        put(offset("total_len_lo"), &u16::try_from(text.len()).unwrap().to_le_bytes());
    }
    if let Some(kind) = input["encode_type"].as_u64() {
        put(offset("encode_type"), &[u8::try_from(kind).unwrap()]);
    }
    if let Some(status) = input["encryption_status_hex"].as_str() {
        put(offset("encryption_status"), &hex(status));
    }
    report
}

/// What is wrong with a verdict, in words without card content.
fn fault(verdict: &Verdict, expected: &Value) -> Option<String> {
    let wanted = expected["outcome"].as_str().unwrap();
    match verdict {
        Verdict::Card(card) if wanted == "card" => {
            let month = card.expiry.month();
            let name = expected["name"]["display"].as_str().unwrap_or_default();
            let facts = [
                ("number", expected["pan"].as_str().map(str::as_bytes) == Some(card.pan.digits())),
                ("length", expected["pan_length"] == card.pan.len()),
                ("check digit", expected["luhn_valid"] == card.pan.is_luhn_valid()),
                ("brand", expected["brand"] == card.pan.brand().wire_name()),
                ("year", expected["expiry"]["year"] == month.year),
                ("month", expected["expiry"]["month"] == month.month),
                (
                    "service code",
                    expected["service_code"].as_str().map(str::to_owned)
                        == card.service_code.map(|code| code.to_string()),
                ),
                ("name", card.holder.is_some() != name.is_empty()),
                (
                    "chip",
                    expected["chip_on_card"].as_bool().unwrap_or(false)
                        == card.service_code.is_some_and(|code| code.has_chip()),
                ),
            ];
            let wrong = facts.iter().filter(|fact| !fact.1).map(|fact| fact.0);
            let wrong = wrong.collect::<Vec<_>>().join(", ");
            (!wrong.is_empty()).then_some(wrong)
        }
        Verdict::Card(_) => Some(format!("a card instead of {wanted}")),
        Verdict::NotPaymentCard(kind) => (wanted != "not_payment_card"
            || expected["kind"] != kind.as_str())
        .then(|| format!("not a payment card ({})", kind.as_str())),
        Verdict::Refused(refusal) => (wanted != "error" || expected["error"] != refusal.as_str())
            .then(|| format!("refused ({})", refusal.as_str())),
        Verdict::Typed => (wanted != "typed_text").then(|| "typed".to_owned()),
    }
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "{} wrong:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_published_swipe_is_read_as_promised() {
    let mut faults = Vec::new();
    for vector in file()["vectors"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let expected = &vector["expected"];
        let verdicts = match vector["input"].as_str() {
            None => vec![read_hid(&report(&vector["input"]), Mode::Test, &mut Storage::default())],
            Some(text) => {
                let source = source(vector["transport"].as_str().unwrap());
                swipes(text.as_bytes())
                    .map(|swipe| read(swipe, source, Mode::Test, &mut Storage::default()))
                    .collect()
            }
        };
        let cards = expected["cards"].as_array();
        let count = expected["swipes"].as_u64().or(cards.map(|cards| cards.len() as u64));
        if verdicts.len() as u64 != count.unwrap_or(1) {
            faults.push(format!("{id}: {} swipes", verdicts.len()));
        }
        if let Some(cards) = cards {
            let same = verdicts.iter().zip(cards).all(|(verdict, number)| {
                matches!(verdict, Verdict::Card(card)
                    if Some(card.pan.digits()) == number.as_str().map(str::as_bytes))
            });
            if !same {
                faults.push(format!("{id}: other cards"));
            }
        } else {
            let wrong = verdicts.iter().filter_map(|verdict| fault(verdict, expected));
            faults.extend(wrong.map(|wrong| format!("{id}: {wrong}")));
        }
    }
    check(&faults);
}

/// All that a framer makes of bytes that come `pace` apart, and the typing it gives back.
fn frame(transport: Transport, bytes: &[u8], pace: Duration) -> (Vec<Verdict>, Vec<u8>) {
    let mut framer = Framer::new(transport);
    let (mut verdicts, mut typed) = (Vec::new(), Vec::new());
    let mut at = Duration::from_secs(5);
    let mut take = |framer: &mut Framer, framed: Framed, byte: Option<u8>| match framed {
        Framed::Swipe => {
            verdicts.push(framer.swipe().verdict(Mode::Test, &mut Storage::default()));
            framer.wipe();
        }
        Framed::Typed => framer.replay(&mut |byte| typed.push(byte)),
        Framed::Passed => typed.extend(byte),
        Framed::Held | Framed::Started | Framed::Dropped => {}
    };
    for &byte in bytes {
        while framer.deadline().is_some_and(|deadline| deadline <= at) {
            let framed = framer.tick(at);
            take(&mut framer, framed, None);
        }
        let framed = framer.push(byte, at);
        take(&mut framer, framed, Some(byte));
        at += pace;
    }
    at += Duration::from_secs(2);
    while framer.deadline().is_some() {
        let framed = framer.tick(at);
        take(&mut framer, framed, None);
    }
    (verdicts, typed)
}

/// Whether a vector's bytes begin a track, so that a live channel sees a swipe in them.
fn has_sentinel(transport: Transport, text: &str) -> bool {
    let blank = text.starts_with("% ");
    text.contains(['%', ';']) && !(blank && transport == Transport::KeyboardTty)
}

#[test]
fn every_published_swipe_is_framed_on_every_channel() {
    let channels = [
        (Transport::KeyboardTty, 2),
        (Transport::KeyboardTty, 0),
        (Transport::KeyboardEvdev, 20),
        (Transport::Serial { baud: 9600 }, 1),
        (Transport::Hid, 0),
    ];
    let mut faults = Vec::new();
    for vector in file()["vectors"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let expected = &vector["expected"];
        let Some(text) = vector["input"].as_str() else { continue };
        if vector["transport"] == "serial_msr605" || expected["outcome"] == "sequence" {
            continue;
        }
        for (transport, pace) in channels {
            if !has_sentinel(transport, text) {
                continue;
            }
            let layout = matches!(transport, Transport::Serial { .. } | Transport::Hid)
                && expected["error"] == "keyboard_layout";
            let (verdicts, _) = frame(transport, text.as_bytes(), Duration::from_millis(pace));
            let count = expected["swipes"].as_u64().unwrap_or(1);
            if verdicts.len() as u64 != count {
                faults.push(format!("{id} on {transport:?}: {} swipes", verdicts.len()));
            }
            let wrong = verdicts.iter().filter_map(|verdict| fault(verdict, expected));
            faults.extend(
                wrong.filter(|_| !layout).map(|wrong| format!("{id} on {transport:?}: {wrong}")),
            );
        }
    }
    check(&faults);
}

#[test]
fn an_msr605_is_framed_by_its_status() {
    for vector in file()["vectors"].as_array().unwrap() {
        if vector["transport"] == "serial_msr605" {
            let text = vector["input"].as_str().unwrap();
            let transport = Transport::Msr605 { baud: 9600 };
            let (verdicts, _) = frame(transport, text.as_bytes(), Duration::from_millis(1));
            assert_eq!(verdicts.len(), 1);
            assert!(verdicts.iter().all(|verdict| fault(verdict, &vector["expected"]).is_none()));
        }
    }
}

#[test]
fn every_published_check_character_is_computed() {
    let faults: Vec<_> = file()["lrc"]["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .filter(|(_, vector)| {
            lrc::of(vector["data"].as_str().unwrap().as_bytes()).map(char::from)
                != vector["lrc_char"].as_str().unwrap().chars().next()
        })
        .map(|(number, _)| format!("vector {number}"))
        .collect();
    check(&faults);
}

#[test]
fn a_card_expires_when_its_month_is_over() {
    for vector in file()["expiry"].as_array().unwrap() {
        let expiry = Expiry::from_track(vector["yymm"].as_str().unwrap().as_bytes()).unwrap();
        let now = vector["now"].as_str().unwrap();
        let today = chargeonce::card::Month {
            year: now[..4].parse().unwrap(),
            month: now[5..7].parse().unwrap(),
        };
        // Two published rules are not this project's: years over 20 ahead are left to the
        // issuer, and the first day of the next month is too late.
        let is_ours = !now.contains('T') && expiry.month().year <= today.year + 20;
        if is_ours {
            assert_eq!(Some(expiry.is_past(today)), vector["expired"].as_bool());
        }
    }
}

#[test]
fn a_terminal_waits_for_what_follows_a_sentinel() {
    for vector in file()["framing_states"]["vectors"].as_array().unwrap() {
        let typed = vector["typed"].as_str().unwrap();
        let mut framer = Framer::new(Transport::KeyboardTty);
        let last = typed.bytes().map(|byte| framer.push(byte, Duration::ZERO)).last().unwrap();
        let promised = match vector["state_after"].as_str().unwrap_or_default() {
            "IDLE" => Framed::Passed,
            "READING" => Framed::Started,
            _ => Framed::Held,
        };
        assert_eq!(last, promised, "{typed}");
        if let Some(deadline) = framer.deadline() {
            assert_eq!(framer.tick(deadline), Framed::Typed, "{typed}");
            let mut back = Vec::new();
            framer.replay(&mut |byte| back.push(byte));
            assert!(typed.as_bytes().ends_with(&back), "{typed}");
            assert_eq!(framer.deadline(), None);
        }
    }
}
