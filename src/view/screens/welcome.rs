//! The first screen. At a counter: the next step in large figures, and the last payments. At a
//! kiosk: an invitation.

use ratatui::style::Style;

use super::{demo, large_money};
use crate::card::Brand;
use crate::station::screen::Welcome;
use crate::station::{Entry, Money, SaleState};
use crate::view::canvas::Canvas;
use crate::view::look::Weight;
use crate::view::stack::{Button, Stack};
use crate::view::text::fitted;
use crate::view::{Scene, look};

/// Rows of the list that are kept even where the large figures would like them.
const LIST_LEAST: u16 = 6;

pub(super) fn draw(scene: &Scene<'_>, screen: &Welcome, canvas: &mut Canvas<'_>) {
    let notice = screen.notice.as_ref().map(|notice| (scene.words().notice)(notice));
    match (scene.unseen, scene.is_kiosk()) {
        (Some(entry), _) => unseen(scene, entry, canvas),
        (None, true) => attract(scene, notice, canvas),
        (None, false) => counter(scene, notice, canvas),
    }
}

fn attract(scene: &Scene<'_>, notice: Option<&str>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let demo_rows = if scene.policy.demo { demo::ROWS } else { 0 };
    let (columns, rows) = (canvas.width(), canvas.height().saturating_sub(demo_rows));
    let mut above = canvas.part(0, 0, columns, rows);
    let mut stack = Stack::centred(&above).large(words.attract_large, look::strong()).gap();
    if let Some(money) = scene.policy.fixed {
        stack = stack.large(large_money(scene, money), look::good()).gap();
    }
    stack
        .buttons(vec![Button::new(words.attract, true)])
        .gap()
        .note(notice, look::caution())
        .draw(&mut above);
    if scene.policy.demo {
        demo::draw(scene, &mut canvas.part(0, rows, columns, demo_rows));
    }
}

fn unseen(scene: &Scene<'_>, entry: &Entry, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    canvas.outline(Weight::Double, look::good());
    let mut face = canvas.inside(1, 1);
    let number = format!("{} {}", words.label_sale, entry.number);
    let (day, time) = when(scene, entry);
    // Whoever stands at a kiosk now is not who paid.
    let private = if scene.is_kiosk() {
        [String::new(), String::new()]
    } else {
        [entry.reference.clone(), card(entry)]
    };
    let facts = [number, day + &time]
        .into_iter()
        .chain(private)
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    Stack::centred(&face)
        .large(words.approved, look::good())
        .gap()
        .text(&format!("{} {}", scene.look.tick(), words.unseen_title), look::good())
        .text(&scene.money(entry.money), look::strong())
        .text(&scene.look.spelled(&facts), look::text())
        .gap()
        .text(words.unseen_text, look::text())
        .gap()
        .text(words.unseen_next, look::next())
        .draw(&mut face);
}

fn counter(scene: &Scene<'_>, notice: Option<&str>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let demo_rows = if scene.policy.demo { demo::ROWS + 1 } else { 0 };
    let (columns, rows) = (canvas.width(), canvas.height());
    let roomy = canvas.is_roomy();
    let list_rows = if roomy { 16 } else { LIST_LEAST };
    let step_rows = rows.saturating_sub(list_rows + demo_rows);

    let (money, step) = match scene.policy.fixed {
        Some(money) => (money, words.take_payment),
        None => (Money::zero(scene.policy.currency), words.type_amount),
    };
    let most = scene.policy.limits.maximum;
    let mut top = canvas.part(0, 0, columns, step_rows);
    let figures = if scene.policy.fixed.is_some() { look::strong() } else { look::quiet() };
    Stack::centred(&top)
        .large_as(large_money(scene, money), large_money(scene, most), figures)
        .gap()
        .text(&format!("→ {step}"), look::next())
        .gap()
        .note(notice, look::caution())
        .draw(&mut top);
    recent(scene, &mut canvas.part(0, step_rows, columns, list_rows));
    if scene.policy.demo {
        demo::draw(scene, &mut canvas.part(0, rows - demo::ROWS, columns, demo::ROWS));
    }
}

/// Columns of the list: number, time, amount, card, state; the reference gets what is left.
const COLUMNS: [u16; 5] = [5, 7, 12, 17, 21];

fn recent(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let titles = [
        words.column_number,
        words.column_time,
        words.column_amount,
        words.column_card,
        words.column_state,
        words.column_reference,
    ];
    canvas.write(0, 0, words.recent, look::strong());
    if scene.books.newest_first().next().is_none() {
        canvas.write(0, 1, words.none_yet, look::quiet());
        return;
    }
    row(canvas, 1, titles.map(|title| (title.to_owned(), look::quiet())));
    let mut y = 2;
    for entry in scene.books.newest_first() {
        let (sign, style) = state(scene, entry.state);
        let (day, time) = when(scene, entry);
        let time = if day.is_empty() { time } else { day.trim_end().to_owned() };
        row(
            canvas,
            y,
            [
                (entry.number.to_string(), look::text()),
                (time, look::text()),
                (large_money(scene, entry.money), look::text()),
                (card(entry), look::text()),
                (format!("{sign} {}", (words.state)(entry.state)), style),
                (scene.look.spelled(&entry.reference), look::quiet()),
            ],
        );
        y += 1;
        if let Some(what) = entry.attention {
            canvas.write(COLUMNS[0], y, &format!("! {}", (words.attention)(what)), look::caution());
            y += 1;
        }
        if y >= canvas.height() {
            break;
        }
    }
}

fn row(canvas: &mut Canvas<'_>, y: u16, cells: [(String, Style); 6]) {
    let rest = canvas.width().saturating_sub(COLUMNS.iter().sum());
    let mut x = 0;
    for ((text, style), column) in cells.into_iter().zip(COLUMNS.into_iter().chain([rest])) {
        canvas.write(x, y, &fitted(&text, column.saturating_sub(1)), style);
        x = x.saturating_add(column);
    }
}

/// The day, where it is not today, and the time a sale was opened.
fn when(scene: &Scene<'_>, entry: &Entry) -> (String, String) {
    let wall = (scene.look.clock)(entry.opened_ms);
    let today = scene.now.wall;
    let time = format!("{:02}:{:02}", wall.hour, wall.minute);
    if (wall.year, wall.month, wall.day) == (today.year, today.month, today.day) {
        return (String::new(), time);
    }
    let month = usize::from(wall.month).checked_sub(1);
    let month = month.and_then(|month| scene.words().months.get(month)).copied();
    (format!("{} {} ", wall.day, month.unwrap_or_default()), time)
}

fn card(entry: &Entry) -> String {
    let Some((_, brand, last4)) = entry.card else { return String::new() };
    match brand {
        Brand::Amex => format!("Amex {last4}"),
        brand => format!("{} {last4}", brand.name()),
    }
}

fn state(scene: &Scene<'_>, state: SaleState) -> (char, Style) {
    match state {
        SaleState::Captured | SaleState::Committed => (scene.look.tick(), look::good()),
        SaleState::Declined => (scene.look.cross(), look::bad()),
        SaleState::Void | SaleState::Voided => ('—', look::quiet()),
        SaleState::Open | SaleState::Authorising => ('…', look::text()),
    }
}
