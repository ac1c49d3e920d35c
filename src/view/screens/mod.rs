//! The screens, one file each. A screen draws the middle of the frame and nothing else.

mod amount;
mod card;
pub(super) mod challenge;
mod charging;
mod closed;
mod confirm;
mod customer;
mod demo;
mod method;
mod outcome;
mod receipt;
mod reference;
mod save;
mod technician;
mod welcome;

use super::Scene;
use super::canvas::Canvas;
use super::figures::Figures;
use super::look;
use super::stack::Stack;
use crate::station::Money;
use crate::station::screen::{Live, Screen};

pub(super) fn draw(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    match scene.screen {
        Screen::Welcome(screen) => welcome::draw(scene, screen, canvas),
        Screen::Amount(screen) => amount::draw(scene, screen, canvas),
        Screen::Reference(screen) => reference::draw(scene, screen, canvas),
        Screen::Customer(screen) => customer::draw(scene, screen, canvas),
        Screen::Method(screen) => method::draw(scene, screen, canvas),
        Screen::Card(screen) => card::draw(scene, screen, canvas),
        Screen::Save(screen) => save::draw(scene, screen, canvas),
        Screen::Confirm(screen) => confirm::draw(scene, screen, canvas),
        Screen::Charging(screen) => charging::draw(scene, screen, canvas),
        Screen::Challenge(screen) => challenge::draw(scene, screen, canvas),
        Screen::Outcome(screen) => outcome::draw(scene, screen, canvas),
        Screen::Receipt(screen) => receipt::draw(scene, screen, canvas),
        Screen::Closed(screen) => closed::draw(scene, screen, canvas),
        Screen::Technician(screen) => technician::draw(scene, screen, canvas),
    }
}

/// A screen's heading: large for a customer alone, one line for staff.
fn titled(scene: &Scene<'_>, canvas: &Canvas<'_>, title: &str) -> Stack {
    let stack = Stack::centred(canvas);
    let capitals = title.to_uppercase();
    let fits = Figures::fitting(&capitals, canvas.width(), 7).is_some();
    if scene.is_kiosk() && fits {
        stack.large(capitals, look::strong()).gap()
    } else {
        stack.text(title, look::strong()).gap()
    }
}

/// An amount for large type: with its sign, or its code where it has no sign.
fn large_money(scene: &Scene<'_>, money: Money) -> String {
    let style = scene.number_style();
    let number = money.number(style);
    match (money.symbol(), style.symbol_first) {
        ("", true) => format!("{} {number}", money.currency().code().to_uppercase()),
        ("", false) => format!("{number} {}", money.currency().code().to_uppercase()),
        (symbol, true) => format!("{symbol}{number}"),
        (symbol, false) => format!("{number} {symbol}"),
    }
}

/// "Card 2 of 3" from the second card on.
fn attempt_line(scene: &Scene<'_>, live: &Live) -> Option<String> {
    (live.attempt > crate::station::Attempt::FIRST)
        .then(|| (scene.words().attempt)(live.attempt.0, crate::station::Attempt::MAX))
}
