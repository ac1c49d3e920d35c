//! A swipe at each reader of the settings, for `chargeonce doctor --swipe`: the one look that
//! needs a hand. What is said of a card is whether it could be read, and nothing of the card.

use std::io;

use super::finding::Finding;
use crate::card::track::{Mode, Storage, Verdict};
use crate::command::Console;
use crate::command::codes::Code;
use crate::command::reader::hush::Hush;
use crate::command::reader::watch::{Next, Told, Watch};
use crate::command::reader::words;
use crate::config::Settings;
use crate::reader::News;
use crate::reader::device::Attach;
use crate::station::ReaderHealth;

/// How long each reader is waited for, in seconds.
const PATIENCE: u32 = 20;

pub(super) fn all(settings: &Settings, console: &mut Console<'_>) -> Vec<Finding> {
    let enabled = settings.readers.iter().filter(|reader| reader.enabled);
    let own: Vec<_> = enabled
        .filter_map(|reader| Some((reader.shown_name(), reader.kind.attachment()?)))
        .collect();
    if own.is_empty() {
        let why = "no reader with a device of its own; swipe at the station's card screen";
        return vec![Finding::skipped("swipe", why)];
    }
    let _hush = Hush::begin();
    let mut stopped = false;
    own.into_iter()
        .map(|(name, way)| {
            if stopped {
                return Finding::skipped("swipe", format!("{name}: not tried"));
            }
            console.note(format!("swipe any card at {name}, within {PATIENCE} seconds"));
            one(&name, Box::new(way), &mut stopped)
        })
        .collect()
}

fn one(name: &str, way: Box<dyn Attach>, stopped: &mut bool) -> Finding {
    let mut found = None;
    let watched = Watch::over(vec![way], Some(PATIENCE)).and_then(|mut watch| {
        let watched = watch.run(&mut |_place, told| {
            found = verdict(name, &told);
            Ok::<_, io::Error>(if found.is_some() { Next::End } else { Next::Go })
        });
        *stopped = watch.was_stopped();
        watched
    });
    let silent = || {
        if *stopped {
            return Finding::skipped("swipe", format!("{name}: ended before anything came"));
        }
        let said = format!("{name}: nothing came in {PATIENCE} seconds");
        Finding::fail("swipe", Code::SwipeUnread, said)
    };
    match watched {
        Ok(()) => found.unwrap_or_else(silent),
        Err(error) => Finding::skipped("swipe", error.to_string()),
    }
}

/// What ends the wait; `None` goes on.
fn verdict(name: &str, told: &Told<'_>) -> Option<Finding> {
    let what = "swipe";
    match told {
        Told::Health(ReaderHealth::Missing) => {
            let said = format!("{name}: not plugged in");
            Some(Finding::fail(what, Code::ReaderMissing, said))
        }
        Told::Health(ReaderHealth::Denied) => {
            let said = format!("{name}: may not be opened, or the station has it; stop it first");
            Some(Finding::fail(what, Code::ReaderDenied, said))
        }
        Told::Health(ReaderHealth::Failed) | Told::News(News::Broken) => {
            let said = format!("{name}: went away or does not answer");
            Some(Finding::fail(what, Code::SwipeUnread, said))
        }
        Told::News(News::Swipe(swipe)) => {
            Some(match swipe.verdict(Mode::Test, &mut Storage::default()) {
                Verdict::Card(_) => Finding::pass(what, format!("{name}: a payment card was read")),
                Verdict::NotPaymentCard(_) => {
                    Finding::pass(what, format!("{name}: another kind of card was read"))
                }
                Verdict::Refused(_) | Verdict::Typed => {
                    let said = format!("{name}: something came that is no card");
                    Finding::fail(what, Code::SwipeUnread, said)
                }
            })
        }
        Told::Noise(count) => {
            let said = format!("{name}: {}: {}", words::noise(*count), words::NOISE_CAUSES);
            Some(Finding::fail(what, Code::SwipeUnread, said))
        }
        Told::Health(_) | Told::News(News::Started) | Told::Resized => None,
    }
}
