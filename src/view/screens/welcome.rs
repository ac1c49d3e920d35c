//! The first screen. At a counter: the next step in large figures, and the last payments. At a
//! kiosk: an invitation.

use ratatui::style::Style;

use super::{demo, large_money};
use crate::card::Brand;
use crate::station::screen::Welcome;
use crate::station::{Attention, Entry, Money, SaleId, SaleState};
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
        (None, false) => counter(scene, news(scene, screen, notice), canvas),
    }
}

/// What staff should hear first: a question to them, what just happened, or how the last payment
/// ended.
fn news(scene: &Scene<'_>, screen: &Welcome, notice: Option<&str>) -> Option<(String, Style)> {
    let words = scene.words();
    if screen.checking
        && let Some((_, number)) = scene.books.flagged().next()
    {
        return Some(((words.check_again)(number), look::caution()));
    }
    if let Some(notice) = notice {
        return Some((notice.to_owned(), look::caution()));
    }
    let last = scene.books.newest_first().find(|entry| is_listed(entry))?;
    let approved = matches!(last.state, SaleState::Committed | SaleState::Captured);
    let (day, _) = when(scene, last.opened_ms);
    if !approved || last.attention.is_some() || !day.is_empty() {
        return None;
    }
    let facts = [scene.money(last.money), card(last), scene.look.spelled(&last.reference)];
    let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let tick = scene.look.tick();
    let line = format!("{tick} {} {}", words.last_payment, facts.join(" · "));
    Some((line, look::good()))
}

/// Whether a sale belongs into the list: one that ended before any card was tried is no payment.
fn is_listed(entry: &Entry) -> bool {
    let ended = matches!(entry.state, SaleState::Void | SaleState::Voided);
    !ended || entry.card.is_some() || entry.attention.is_some()
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
    let mut buttons = vec![Button::new(words.attract, true)];
    if scene.policy.unattended.second_language.is_some() {
        buttons.push(Button::new(format!("L  {}", words.other_language), false));
    }
    stack.buttons(buttons).gap().note(notice, look::caution()).draw(&mut above);
    if scene.policy.demo {
        demo::draw(scene, &mut canvas.part(0, rows, columns, demo_rows));
    }
}

fn unseen(scene: &Scene<'_>, entry: &Entry, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    canvas.outline(Weight::Double, look::good());
    let mut face = canvas.inside(1, 1);
    let number = format!("{} {}", words.label_sale, entry.number);
    let (day, time) = when(scene, entry.opened_ms);
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

fn counter(scene: &Scene<'_>, news: Option<(String, Style)>, canvas: &mut Canvas<'_>) {
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
    let (news, style) = news.unwrap_or_default();
    let figures = if scene.policy.fixed.is_some() { look::strong() } else { look::quiet() };
    Stack::centred(&top)
        .large_as(large_money(scene, money), large_money(scene, most), figures)
        .gap()
        .text(&format!("→ {step}"), look::next())
        .gap()
        .note(Some(&fitted(&news, columns)), style)
        .draw(&mut top);
    recent(scene, &mut canvas.part(0, step_rows, columns, list_rows));
    if scene.policy.demo {
        demo::draw(scene, &mut canvas.part(0, rows - demo::ROWS, columns, demo::ROWS));
    }
}

/// Columns of the list: number, time, amount, card, state; the reference gets what is left.
const COLUMNS: [u16; 5] = [5, 7, 12, 17, 22];

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
    // What staff must look at comes first, in the order in which it is acknowledged.
    let flagged = scene.books.flagged().map(|(sale, _)| match scene.books.get(sale) {
        Some(entry) => sold(scene, entry),
        None => found(scene, sale),
    });
    let plain = scene.books.newest_first().filter(|entry| entry.attention.is_none());
    let plain = plain.filter(|entry| is_listed(entry)).map(|entry| sold(scene, entry));
    let mut y = 2;
    for (cells, attention) in flagged.chain(plain) {
        if y >= canvas.height() {
            break;
        }
        row(canvas, y, cells);
        y += 1;
        if let Some(what) = attention {
            canvas.write(COLUMNS[0], y, &format!("! {}", (words.attention)(what)), look::caution());
            y += 1;
        }
    }
}

/// A row of the list, and what staff must look at.
type Row = ([(String, Style); 6], Option<Attention>);

fn sold(scene: &Scene<'_>, entry: &Entry) -> Row {
    let (sign, style) = state(scene, entry.state);
    let (day, time) = when(scene, entry.opened_ms);
    let time = if day.is_empty() { time } else { day.trim_end().to_owned() };
    let cells = [
        (entry.number.to_string(), look::text()),
        (time, look::text()),
        (large_money(scene, entry.money), look::text()),
        (card(entry), look::text()),
        (format!("{sign} {}", (scene.words().state)(entry.state)), style),
        (scene.look.spelled(&entry.reference), look::quiet()),
    ];
    (cells, entry.attention)
}

/// A charge that Stripe has and the journal has not.
fn found(scene: &Scene<'_>, sale: SaleId) -> Row {
    let charge = scene.books.found().find(|(_, charge)| charge.sale == sale);
    let [number, time, amount] = match charge {
        Some((found_ms, charge)) => {
            let (day, time) = when(scene, found_ms);
            let amount = Money::new(charge.received, charge.currency);
            [
                charge.number.to_string(),
                if day.is_empty() { time } else { day.trim_end().to_owned() },
                amount.map(|amount| large_money(scene, amount)).unwrap_or_default(),
            ]
        }
        None => Default::default(),
    };
    let cells = [number, time, amount, String::new(), "?".to_owned(), String::new()];
    (cells.map(|cell| (cell, look::text())), Some(Attention::UnknownCharge))
}

fn row(canvas: &mut Canvas<'_>, y: u16, cells: [(String, Style); 6]) {
    let rest = canvas.width().saturating_sub(COLUMNS.iter().sum());
    let mut x = 0;
    for ((text, style), column) in cells.into_iter().zip(COLUMNS.into_iter().chain([rest])) {
        canvas.write(x, y, &fitted(&text, column.saturating_sub(1)), style);
        x = x.saturating_add(column);
    }
}

/// The day, where it is not today, and the time.
fn when(scene: &Scene<'_>, unix_ms: i64) -> (String, String) {
    let wall = (scene.look.clock)(unix_ms);
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
