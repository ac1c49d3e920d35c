//! A window too small for a picture: the essential words, and what to do about it. Nothing of the
//! sale is lost meanwhile.

use super::canvas::Canvas;
use super::text::{fitted, width, wrapped};
use super::words::Words;
use super::{Scene, frame, look, warning};
use crate::station::screen::{Outcome, Screen};

/// The smallest picture, in columns and rows.
const LEAST: (u16, u16) = (80, 24);

pub(super) const fn is_too_small(canvas: &Canvas<'_>) -> bool {
    canvas.width() < LEAST.0 || canvas.height() < LEAST.1
}

pub(super) fn draw(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let columns = canvas.width();
    let mut y = 0;
    let mut x = 0;
    if let Some(banner) = frame::banner_text(scene.policy.realm, words) {
        let short = banner.split(' ').next().unwrap_or(banner);
        let whole = canvas.height() > 1 && width(banner) <= columns;
        let text = if whole { banner } else { short };
        x = canvas.write(0, 0, text, look::caution()).saturating_add(1);
        y = 1;
    }
    let essential = essential(scene);
    if canvas.height() == 1 {
        canvas.write(x, 0, &fitted(&essential, columns.saturating_sub(x)), look::strong());
        return;
    }
    for line in wrapped(&essential, columns) {
        canvas.write(0, y, &line, look::strong());
        y = y.saturating_add(1);
    }
    for line in wrapped(words.enlarge, columns) {
        canvas.write(0, y, &line, look::quiet());
        y = y.saturating_add(1);
    }
}

/// What must be known of this screen in one breath.
fn essential(scene: &Scene<'_>) -> String {
    let words = scene.words();
    if scene.prompt.is_some() {
        return words.pin_title.to_owned();
    }
    if let Some(left) = scene.warning {
        return format!("{} {}", words.still_there, warning::whole_seconds(left));
    }
    match scene.screen {
        Screen::Welcome(_) if scene.unseen.is_some() => words.unseen_title.to_owned(),
        Screen::Welcome(_) => scene.policy.name.clone(),
        Screen::Amount(screen) => {
            format!("{} {}", words.amount_title, scene.money(screen.draft.amount.money()))
        }
        Screen::Reference(_) => words.reference_title.to_owned(),
        Screen::Customer(_) => words.customer_title.to_owned(),
        Screen::Method(_) => words.method_title.to_owned(),
        Screen::Card(screen) if screen.reading => words.card_reading.to_owned(),
        Screen::Card(_) => words.card_title.to_owned(),
        Screen::Save(_) => format!("{} {}", words.save_question, words.save_no),
        Screen::Confirm(screen) => {
            format!("{} {}", words.confirm_title, scene.money(screen.live.sale.money))
        }
        Screen::Charging(_) => words.asking_bank.to_owned(),
        Screen::Challenge(_) => words.challenge_title.to_owned(),
        Screen::Outcome(screen) => outcome(scene, words, &screen.outcome),
        Screen::Receipt(screen) => {
            format!("{} {}", words.approved, scene.money(screen.paid.sale.money))
        }
        Screen::Closed(_) => words.closed_title.to_owned(),
        Screen::Technician(_) => words.technician_title.to_owned(),
    }
}

fn outcome(scene: &Scene<'_>, words: &Words, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Approved(paid) => {
            format!("{} {}", words.approved, scene.money(paid.sale.money))
        }
        Outcome::Declined { .. } => format!("{} {}", words.declined, words.nothing_charged),
        Outcome::NotCharged { .. } => format!("{} {}", words.not_charged, words.nothing_charged),
    }
}
