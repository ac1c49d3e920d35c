//! Every way a card's stay can end, and every way a card comes in.

use std::time::Duration;

use crate::cards::{Card, Random};
use crate::desk::{Desk, Sandbox, pause};
use crate::scan::{Copy, Searcher};
use crate::wire::Trouble;

/// How long after an ending nothing may be left.
const GRACE: Duration = Duration::from_millis(90);

/// How a card comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Typed,
    /// A reader that types like a keyboard.
    Terminal,
    Serial,
}

const WAYS: [Way; 3] = [Way::Typed, Way::Terminal, Way::Serial];

type Ending = fn(&mut Test, Way);

/// Name and course of every ending that leaves the station running and takes no long wait.
const ENDINGS: [(&str, Ending); 18] = [
    ("approved", Test::approved),
    ("declined", Test::declined),
    ("declined, then another card", Test::another_card),
    ("3-D Secure, cancelled", Test::three_d_secure),
    ("cancelled while typing", Test::cancelled_while_typing),
    ("cancelled with the card complete", Test::cancelled_complete),
    ("cancelled at the question", Test::cancelled_at_save),
    ("cancelled at the confirmation", Test::cancelled_at_confirm),
    ("network dead before", Test::dead_before),
    ("network dead during", Test::dead_during),
    ("network dead after", Test::dead_after),
    ("garbage answer", Test::garbage),
    ("unplugged in the middle of a swipe", Test::unplugged),
    ("bad swipe", Test::bad_swipe),
    ("bad swipe unasked", Test::bad_swipe_unasked),
    ("swipe unasked", Test::stray),
    ("licence", Test::licence),
    ("digits corrected and cleared", Test::corrected),
];

/// One station, one sandbox, sale after sale.
pub struct Test {
    sandbox: Sandbox,
    desk: Desk,
    random: Random,
    card: Card,
    /// How many cards there have been before this one.
    cards: usize,
    ending: &'static str,
    searcher: Searcher,
}

impl Test {
    pub fn start() -> Self {
        let sandbox = Sandbox::start();
        let desk = Desk::start(&sandbox.wire);
        let mut random = Random::new();
        let card = Card::random(&mut random);
        let searcher = Searcher::start();
        let ending = "before any card";
        let mut test = Self { sandbox, desk, random, card, cards: 0, ending, searcher };
        test.scan();
        test.take_another_card();
        test
    }

    /// Runs every ending, over and over, until there were `sales`; then SIGTERM.
    pub fn run(mut self, sales: usize) -> crate::scan::Report {
        for sale in 0..sales {
            let (name, ending) = ENDINGS[sale % ENDINGS.len()];
            // Each round every ending meets another way in. The first round swipes where the card
            // is wanted again at once: then the name of the last one would be found too.
            let way = WAYS[(sale + sale / ENDINGS.len() + 1) % WAYS.len()];
            self.ending = name;
            self.take_another_card();
            self.sandbox.wire.set(Trouble::None);
            ending(&mut self, way);
        }
        self.ending = "SIGTERM";
        self.terminated();
        self.searcher.end()
    }

    /// A card lies about until its time is over.
    pub fn idle(mut self) -> crate::scan::Report {
        self.ending = "idle time-out";
        self.desk.sell();
        self.enter(Way::Typed);
        self.desk.await_screen("welcome");
        self.scan();
        self.searcher.end()
    }

    fn take_another_card(&mut self) {
        self.card = Card::random(&mut self.random);
        self.cards += 1;
    }

    /// The ending is now: within the grace nothing may be left.
    fn scan(&mut self) {
        pause(GRACE);
        let process = (!self.desk.is_gone()).then(|| self.desk.process());
        let wanted = (self.cards, self.card.needles());
        let copy = Copy::take(self.ending, wanted, process, self.desk.outputs());
        self.searcher.add(copy);
    }

    /// The card, up to its last digit.
    fn enter(&mut self, way: Way) {
        match way {
            Way::Typed => self.desk.type_number(&self.card),
            Way::Terminal => self.desk.send(&self.card.swipe()),
            Way::Serial => self.desk.read_card(&self.card.swipe()),
        }
        if way != Way::Typed {
            self.desk.await_text("Read from the stripe");
        }
        self.desk.type_text(&self.card.code);
        self.desk.await_text("Press Enter to continue");
    }

    fn go_to_confirm(&mut self, way: Way) {
        self.desk.sell();
        self.enter(way);
        self.desk.send(b"\r");
        self.desk.await_screen("save");
        self.desk.send(b"\r");
        self.desk.await_screen("confirm");
    }

    fn go_to_outcome(&mut self, way: Way) {
        self.go_to_confirm(way);
        self.desk.send(b"\r");
        self.desk.await_screen("outcome");
    }

    fn leave_outcome(&mut self) {
        self.desk.send(b"\x1b");
        self.desk.await_screen("welcome");
    }

    fn approved(&mut self, way: Way) {
        self.go_to_outcome(way);
        self.desk.await_text("APPROVED");
        self.scan();
        self.desk.send(b"\r");
        self.desk.await_screen("receipt");
        self.scan();
        self.desk.send(b"\x1b");
        self.desk.await_screen("welcome");
    }

    fn bank_sees(&mut self, sixteen: &'static str) {
        while self.card.number.len() != sixteen.len() {
            self.take_another_card();
        }
        self.sandbox.wire.set(Trouble::Card(sixteen));
    }

    fn declined(&mut self, way: Way) {
        self.bank_sees("4000000000000002");
        self.go_to_outcome(way);
        self.scan();
        self.leave_outcome();
    }

    fn another_card(&mut self, way: Way) {
        self.bank_sees("4000000000009995");
        self.go_to_outcome(way);
        self.scan();
        self.sandbox.wire.set(Trouble::None);
        self.take_another_card();
        self.desk.send(b"\r");
        self.desk.await_screen("card");
        self.desk.await_text("Card number");
        self.enter(way);
        self.desk.send(b"\r");
        self.desk.await_screen("save");
        self.desk.send(b"\r\r");
        self.desk.await_screen("outcome");
        self.scan();
        self.desk.send(b"\r");
        self.desk.await_screen("receipt");
        self.desk.send(b"\x1b");
        self.desk.await_screen("welcome");
    }

    fn three_d_secure(&mut self, way: Way) {
        self.bank_sees("4000000000003220");
        self.go_to_confirm(way);
        self.desk.send(b"\r");
        self.desk.await_screen("challenge");
        self.scan();
        self.desk.send(b"\x1b");
        self.desk.await_screen("outcome");
        self.scan();
        self.leave_outcome();
    }

    fn back_to_welcome(&mut self) {
        self.desk.send(b"\x1b");
        self.desk.await_screen("amount");
        self.desk.send(b"\x1b");
        self.desk.await_screen("welcome");
    }

    fn cancelled_while_typing(&mut self, _: Way) {
        self.desk.sell();
        let most = &self.card.number[..self.card.number.len() - 2].to_owned();
        self.desk.type_text(most);
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.scan();
        self.back_to_welcome();
    }

    fn cancelled_complete(&mut self, way: Way) {
        self.desk.sell();
        self.enter(way);
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.scan();
        self.back_to_welcome();
    }

    fn cancelled_at_save(&mut self, way: Way) {
        self.desk.sell();
        self.enter(way);
        self.desk.send(b"\r");
        self.desk.await_screen("save");
        self.desk.send(b"\x1b");
        self.desk.await_screen("card");
        self.scan();
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.back_to_welcome();
    }

    fn cancelled_at_confirm(&mut self, way: Way) {
        self.go_to_confirm(way);
        self.desk.send(b"\x1b");
        self.desk.await_screen("outcome");
        self.scan();
        self.leave_outcome();
    }

    fn with_trouble(&mut self, way: Way, trouble: Trouble) {
        self.desk.sell();
        // The trouble is meant for the card's own request.
        self.desk.await_intent();
        self.sandbox.wire.set(trouble);
        self.enter(way);
        self.desk.send(b"\r");
        self.desk.await_screen("save");
        self.desk.await_screen("outcome");
        self.scan();
        self.sandbox.wire.set(Trouble::None);
        self.leave_outcome();
    }

    fn dead_before(&mut self, way: Way) {
        self.with_trouble(way, Trouble::Dead);
    }

    fn dead_during(&mut self, way: Way) {
        self.with_trouble(way, Trouble::Hangs);
    }

    fn garbage(&mut self, way: Way) {
        self.with_trouble(way, Trouble::Garbage);
    }

    fn dead_after(&mut self, way: Way) {
        self.desk.sell();
        self.sandbox.wire.set(Trouble::DeadAfter);
        self.enter(way);
        self.desk.send(b"\r");
        self.desk.await_screen("save");
        self.desk.send(b"\r\r");
        self.desk.await_screen("charging");
        self.scan();
        self.sandbox.wire.set(Trouble::None);
        self.desk.await_screen("outcome");
        self.scan();
        self.leave_outcome_or_receipt();
    }

    /// The charge was made after all, or it was not.
    fn leave_outcome_or_receipt(&mut self) {
        self.desk.send(b"\r");
        pause(Duration::from_millis(900));
        self.desk.send(b"\x1b");
        self.desk.await_screen("welcome");
    }

    fn unplugged(&mut self, _: Way) {
        self.desk.sell();
        let swipe = self.card.swipe();
        self.desk.read_card(&swipe[..swipe.len() - 8]);
        self.desk.unplug();
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.scan();
        self.desk.plug_in();
        self.back_to_welcome();
    }

    /// A swipe with a character misread, so that its check character is wrong.
    fn misread(&self) -> Vec<u8> {
        let swipe = String::from_utf8(self.card.swipe()).unwrap();
        swipe.replacen('=', ":", 1).replacen('^', " ", 1).into_bytes()
    }

    fn bad_swipe(&mut self, way: Way) {
        self.desk.sell();
        self.swipe(way, &self.misread());
        pause(Duration::from_millis(150));
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.scan();
        self.back_to_welcome();
    }

    fn swipe(&mut self, way: Way, swipe: &[u8]) {
        if way == Way::Serial {
            self.desk.read_card(swipe);
        } else {
            self.desk.send(swipe);
        }
    }

    fn bad_swipe_unasked(&mut self, way: Way) {
        self.swipe(way, &self.misread());
        pause(Duration::from_millis(100));
        self.scan();
    }

    fn stray(&mut self, way: Way) {
        self.swipe(way, &self.card.swipe());
        pause(Duration::from_millis(100));
        self.scan();
    }

    fn licence(&mut self, way: Way) {
        let number = &self.card.number[..13];
        let licence = format!("%CADOWNTOWN^DOE$JANE^1 MAIN ST?;636014{number}=330119800101?\r");
        self.swipe(way, licence.as_bytes());
        pause(Duration::from_millis(100));
        self.scan();
    }

    fn corrected(&mut self, _: Way) {
        self.desk.sell();
        self.desk.type_number(&self.card);
        self.desk.type_text(&self.card.code);
        self.desk.send(b"\x1b[3~\x1b[A\x1b[3~\x1b[A\x15");
        pause(Duration::from_millis(50));
        self.desk.send(b"\x1b");
        self.desk.await_screen("method");
        self.scan();
        self.back_to_welcome();
    }

    fn terminated(&mut self) {
        self.desk.sell();
        self.enter(Way::Typed);
        self.desk.terminate();
        for _ in 0..500 {
            if self.desk.is_gone() {
                break;
            }
            pause(Duration::from_millis(10));
        }
        assert!(self.desk.is_gone(), "SIGTERM was not obeyed");
        self.scan();
    }
}
