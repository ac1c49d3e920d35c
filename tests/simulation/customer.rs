//! Who stands before the station, and what they press.

use chargeonce::station::screen::{Choice, Preparation, Screen, Sending, Token};
use chargeonce::station::{Key, Outcome, Station};

use crate::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads, then presses the right key.
    Polite,
    /// Presses Enter again and again, and Escape when it takes long.
    Impatient,
    /// Walks away in the middle.
    Absent,
    /// Presses anything.
    Monkey,
    /// Swipes twice, and where no card is wanted.
    DoubleSwiper,
}

/// Something a customer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Press(Key),
    /// A digit on the card's form.
    Type,
    /// The card is whole.
    Card,
    /// A swipe where none is awaited.
    Stray,
    Nothing,
    Leave,
}

#[derive(Clone, Debug)]
pub struct Customer {
    pub kind: Kind,
    pub visit: u64,
    pub cents: u64,
    /// How many acts until they walk away.
    pub patience: u64,
    /// Sales they will try.
    pub tries: usize,
}

impl Customer {
    pub fn of(visit: u64, dice: &mut Dice) -> Self {
        let kind = match dice.below(10) {
            0..=4 => Kind::Polite,
            5 | 6 => Kind::Impatient,
            7 => Kind::Absent,
            8 => Kind::Monkey,
            _ => Kind::DoubleSwiper,
        };
        Self {
            kind,
            visit,
            cents: dice.between(100, 9_999),
            patience: if kind == Kind::Absent { dice.between(1, 25) } else { 160 },
            tries: dice.between(1, 3) as usize,
        }
    }

    /// What they do now, and how long they take for the next.
    pub fn act(&mut self, station: &Station, tried: usize, dice: &mut Dice) -> (Act, u64) {
        if self.patience == 0 {
            return (Act::Leave, 0);
        }
        self.patience -= 1;
        let pause = match self.kind {
            Kind::Impatient | Kind::Monkey => dice.between(20, 700),
            Kind::Polite | Kind::Absent | Kind::DoubleSwiper => dice.between(400, 3_500),
        };
        let act = match self.kind {
            Kind::Monkey if dice.permille(400) => anything(dice),
            Kind::DoubleSwiper if dice.permille(300) => dice.pick(&[Act::Stray, Act::Card]),
            Kind::Impatient if dice.permille(300) => Act::Press(Key::Enter),
            Kind::Impatient if dice.permille(40) => Act::Press(Key::Escape),
            Kind::Impatient | Kind::Polite | Kind::Absent | Kind::Monkey | Kind::DoubleSwiper => {
                self.right(station, tried, dice)
            }
        };
        (act, pause)
    }

    fn right(&self, station: &Station, tried: usize, dice: &mut Dice) -> Act {
        match station.screen() {
            Screen::Welcome(_) => {
                if station.unseen().is_some() {
                    Act::Press(Key::Enter)
                } else if tried >= self.tries {
                    Act::Leave
                } else {
                    Act::Press(self.next_digit(0))
                }
            }
            Screen::Amount(screen) => {
                let typed = screen.draft.amount.money().minor();
                if typed == self.cents {
                    Act::Press(Key::Enter)
                } else if typed > self.cents || !is_prefix(typed, self.cents) {
                    Act::Press(Key::Delete)
                } else {
                    Act::Press(self.next_digit(typed))
                }
            }
            Screen::Card(screen) => {
                let ready = matches!(screen.live.intent, Preparation::Ready(_));
                if !ready || dice.permille(300) { Act::Type } else { Act::Card }
            }
            Screen::Confirm(screen) => match (&screen.token, screen.choice) {
                _ if dice.permille(50) => Act::Press(Key::Escape),
                (Token::Pending(_), _) if dice.permille(500) => Act::Nothing,
                (_, Choice::Charge) => Act::Press(Key::Enter),
                (_, Choice::Cancel) => Act::Press(Key::Right),
            },
            Screen::Charging(_) => Act::Nothing,
            Screen::Challenge(_) if dice.permille(30) => Act::Press(Key::Escape),
            Screen::Challenge(_) => Act::Nothing,
            Screen::Outcome(screen) => match &screen.outcome {
                Outcome::Declined { .. } if dice.permille(300) => Act::Press(Key::Escape),
                _ => Act::Press(Key::Enter),
            },
            Screen::Receipt(screen) => match screen.sending {
                Sending::Choosing if dice.permille(100) => Act::Press(Key::Down),
                Sending::Choosing => Act::Press(Key::Enter),
                _ => Act::Press(Key::Escape),
            },
            Screen::Reference(_) if dice.permille(300) => Act::Press(Key::Char('R')),
            Screen::Reference(_)
            | Screen::Customer(_)
            | Screen::Method(_)
            | Screen::Save(_)
            | Screen::Closed(_)
            | Screen::Technician(_) => Act::Press(Key::Enter),
        }
    }

    /// The digit of the amount that follows those typed.
    fn next_digit(&self, typed: u64) -> Key {
        let mut rest = self.cents;
        while rest / 10 > typed {
            rest /= 10;
        }
        Key::Char(char::from(b'0' + (rest % 10) as u8))
    }
}

fn is_prefix(typed: u64, whole: u64) -> bool {
    let mut rest = whole;
    while rest > typed {
        rest /= 10;
    }
    rest == typed
}

fn anything(dice: &mut Dice) -> Act {
    match dice.below(16) {
        0..=4 => Act::Press(Key::Enter),
        5 => Act::Press(Key::Escape),
        6 => Act::Press(Key::Char(char::from(b'0' + dice.below(10) as u8))),
        7 => Act::Press(dice.pick(&[Key::Char('y'), Key::Char('n'), Key::Char('a')])),
        8 => Act::Press(dice.pick(&[Key::Up, Key::Down, Key::Left, Key::Right])),
        9 => Act::Press(dice.pick(&[Key::Tab, Key::BackTab])),
        10 => Act::Press(dice.pick(&[Key::Backspace, Key::Delete])),
        11 => Act::Press(Key::Leave),
        12 => Act::Press(Key::Function(dice.between(1, 12) as u8)),
        13 => Act::Stray,
        _ => Act::Card,
    }
}
