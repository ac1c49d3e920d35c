//! Swipe or type the card: the drawn card at the left, the lines to fill at the right.

use ratatui::style::Style;

use super::{attempt_line, demo};
use crate::card::{Field, FormView};
use crate::station::screen::CardScreen;
use crate::view::canvas::Canvas;
use crate::view::card_picture::{CardPicture, dots, expiry_line, number_line};
use crate::view::figures::Figures;
use crate::view::text::width;
use crate::view::{Scene, look};

/// Columns between the card and the lines.
const GUTTER: u16 = 4;
/// Columns of the lines.
const LINES: u16 = 36;
/// Rows of the lines.
const LINE_ROWS: u16 = 11;
/// The most rows of the heading.
const HEADING_ROWS: u16 = 10;

pub(super) fn draw(scene: &Scene<'_>, screen: &CardScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let demo_rows = if scene.policy.demo { demo::ROWS } else { 0 };
    let (card_columns, card_rows) = CardPicture::size(canvas.is_roomy());
    let middle_rows = card_rows.max(LINE_ROWS);
    // Title, sale, gap, middle, message, gap, demonstration; larger terminals have larger gaps.
    let (gap, before_message) = if canvas.is_roomy() { (2, 2) } else { (1, 0) };
    let large = heading(scene, canvas);
    let large_rows = large.as_ref().map_or(0, |large| large.height() + gap);
    let height = large_rows + 2 + gap + middle_rows + before_message + 1 + gap + demo_rows;
    let mut y = canvas.height().saturating_sub(height) / 2;

    if let Some(large) = large {
        large.draw(canvas, (canvas.width() - large.width()) / 2, y, look::strong());
        y += large_rows;
    }

    let title = if screen.whole.is_some() { words.card_preparing } else { words.card_title };
    canvas.centre(y, title, look::strong());
    let sale = scene.sale_line(&screen.live.sale);
    let sale = match attempt_line(scene, &screen.live) {
        Some(attempt) => format!("{sale} · {attempt}"),
        None => sale,
    };
    canvas.centre(y + 1, &canvas.look.spelled(&sale), look::quiet());
    y += 2 + gap;

    let columns = canvas.width();
    let mut middle = canvas.part(0, y, columns, middle_rows);
    let mut middle = middle.middle(card_columns + GUTTER + LINES);
    let picture = CardPicture::typed(screen.form.as_ref(), words.card_expires);
    picture.draw(&mut middle.part(0, 0, card_columns, card_rows));
    if let Some(form) = &screen.form {
        let top = (middle_rows - LINE_ROWS) / 2;
        lines(scene, form, &mut middle.part(card_columns + GUTTER, top, LINES, LINE_ROWS));
    }
    y += middle_rows + before_message;

    let (message, style) = message(scene, screen);
    canvas.centre(y, message, style);
    y += 1 + gap;
    if scene.policy.demo {
        demo::draw(scene, &mut canvas.part(0, y, columns, demo::ROWS));
    }
}

/// For a customer alone, where there are rows to spare: what this is about, from afar.
fn heading(scene: &Scene<'_>, canvas: &Canvas<'_>) -> Option<Figures> {
    let wanted = scene.is_kiosk() && canvas.is_roomy() && !scene.policy.demo;
    let figures = || Figures::fitting(scene.words().card_large, canvas.width(), HEADING_ROWS);
    wanted.then(figures).flatten()
}

/// The one sentence that helps on: what just went wrong, or what comes next.
fn message(scene: &Scene<'_>, screen: &CardScreen) -> (&'static str, Style) {
    let words = scene.words();
    if screen.reading {
        return (words.card_reading, look::next());
    }
    if let Some(problem) = screen.problem {
        return ((words.swipe)(problem), look::caution());
    }
    match &screen.form {
        Some(FormView { hint: Some((field, hint)), .. }) => {
            ((words.hint)(*field, *hint), look::caution())
        }
        Some(FormView { complete: true, .. }) => (words.card_complete, look::good()),
        Some(FormView { swiped: true, .. }) => (words.card_from_stripe, look::good()),
        Some(_) | None => ("", look::text()),
    }
}

fn lines(scene: &Scene<'_>, form: &FormView, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let cvc = dots(form.cvc_digits, form.cvc_length);
    let mut lines = vec![
        (Field::Number, words.field_number, number_line(form.number), ""),
        (Field::Expiry, words.field_expiry, expiry_line(form.expiry_digits, form.expiry), ""),
        (Field::Cvc, words.field_cvc, cvc, (words.cvc_place)(form.cvc_length)),
    ];
    if let Some(typed) = form.postal_chars {
        lines.push((Field::Postal, words.field_postal, dots(typed, 5), ""));
    }
    let pitch = if lines.len() > 3 { 3 } else { 4 };
    for (y, (field, label, value, beside)) in (0..).step_by(pitch).zip(lines) {
        let focused = form.focus == field;
        let label_style = if focused { look::next() } else { look::quiet() };
        if focused {
            canvas.write(0, y, "→", look::next());
        }
        canvas.write(2, y, label, label_style);
        let end = canvas.write(2, y + 1, &value, look::strong());
        if focused {
            cursor(canvas, y + 1, &value);
        }
        canvas.write(end.saturating_add(2), y + 1, beside, look::quiet());
    }
}

/// Marks the place the next digit goes to.
fn cursor(canvas: &mut Canvas<'_>, y: u16, value: &str) {
    let place = value.find('_').and_then(|at| value.get(..at)).map(width);
    if let Some(place) = place {
        canvas.write(2 + place, y, "_", look::chosen());
    }
}
