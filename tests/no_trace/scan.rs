//! Looks at a process from outside: stops it, copies its memory and its threads' registers, lets
//! it go on, and searches the copy in the background.

use std::collections::BTreeMap;
use std::fs;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use chargeonce::command::prove::memory;
use chargeonce::command::prove::search::{Find, Needles};

use crate::registers::Stopped;

/// What a scan looks through: names of places and their bytes.
pub struct Copy {
    pub ending: &'static str,
    /// Which card the needles are of.
    pub card: usize,
    pub needles: Needles,
    places: Vec<(String, Vec<u8>)>,
    unreadable: u64,
}

impl Copy {
    /// Everything of the process that can be read, and what it wrote.
    pub fn take(
        ending: &'static str,
        (card, needles): (usize, Needles),
        process: Option<u32>,
        outputs: Vec<(&'static str, Vec<u8>)>,
    ) -> Self {
        let mut places: Vec<(String, Vec<u8>)> =
            outputs.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
        let mut unreadable = 0;
        if let Some(process) = process {
            let stopped = Stopped::stop(process);
            let snapshot = memory::snapshot(process).unwrap();
            places.extend(
                stopped.registers().into_iter().map(|bytes| ("registers".to_owned(), bytes)),
            );
            drop(stopped);
            unreadable = snapshot.unreadable;
            for piece in snapshot.pieces {
                let name = if piece.name.is_empty() { "memory" } else { &piece.name };
                places.push((format!("{name} at {:x}", piece.start), piece.bytes));
            }
        }
        Self { ending, card, needles, places, unreadable }
    }

    /// Finds by place and encoding; never what was found. What was in the same place already when
    /// the card had not been made is a coincidence.
    fn search(&self, before: Option<&Self>) -> BTreeMap<String, usize> {
        let mut finds = BTreeMap::new();
        for (name, bytes) in &self.places {
            let here = self.needles.search(bytes);
            if here.is_empty() {
                continue;
            }
            let known = before.map(|before| before.find(&self.needles, name)).unwrap_or_default();
            for find in here.iter().filter(|find| !known.contains(find)) {
                *finds.entry(format!("{name}: {:?}", find.encoding)).or_default() += 1;
            }
        }
        finds
    }

    fn find(&self, needles: &Needles, place: &str) -> Vec<Find> {
        let there = self.places.iter().filter(|(name, _)| name == place);
        there.flat_map(|(_, bytes)| needles.search(bytes)).collect()
    }
}

/// What all scans came to.
#[derive(Default)]
pub struct Report {
    pub scans: usize,
    pub bytes: u64,
    pub dirty: BTreeMap<&'static str, usize>,
    pub places: BTreeMap<String, usize>,
    pub endings: BTreeMap<&'static str, usize>,
    pub unreadable: u64,
}

/// Searches copies one after another, on a thread of its own.
pub struct Searcher {
    copies: Sender<Copy>,
    thread: JoinHandle<Report>,
}

impl Searcher {
    pub fn start() -> Self {
        let (copies, taken) = channel::<Copy>();
        let thread = std::thread::spawn(move || {
            let mut report = Report::default();
            // The last copy, and the last of an earlier card.
            let (mut last, mut earlier) = (None::<Copy>, None);
            for copy in taken {
                if last.as_ref().is_some_and(|last| last.card != copy.card) {
                    earlier = last.take();
                }
                report.scans += 1;
                report.bytes +=
                    copy.places.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
                report.unreadable = report.unreadable.max(copy.unreadable);
                *report.endings.entry(copy.ending).or_default() += 1;
                let finds = copy.search(earlier.as_ref());
                if !finds.is_empty() {
                    *report.dirty.entry(copy.ending).or_default() += 1;
                }
                for (place, count) in finds {
                    *report
                        .places
                        .entry(format!("{} after {}", place, copy.ending))
                        .or_default() += count;
                }
                last = Some(copy);
            }
            report
        });
        Self { copies, thread }
    }

    pub fn add(&self, copy: Copy) {
        self.copies.send(copy).unwrap();
    }

    pub fn end(self) -> Report {
        drop(self.copies);
        self.thread.join().unwrap()
    }
}

/// Whether this process may look into others.
pub fn may_look() -> bool {
    rustix::process::geteuid().is_root() && fs::metadata("/proc/self/mem").is_ok()
}
