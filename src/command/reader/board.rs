//! The full-screen page of `chargeonce reader test`: every reader's state and counters, the last
//! swipe in full, those before it in a line each. A pure picture of a [`Tally`].

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph, Wrap};

use super::tally::{Finding, Seat, Tally};
use super::words::health;
use crate::station::ReaderHealth;

/// The columns of a reader's name, and of its counters.
const NAME: usize = 24;

/// Draws the page.
pub(super) fn draw(frame: &mut Frame<'_>, tally: &Tally) {
    let readers = u16::try_from(tally.seats.len()).unwrap_or(u16::MAX).saturating_add(1);
    let areas = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(readers),
        Constraint::Min(1),
        Constraint::Length(1),
    ]);
    let [title, seats, swipes, foot] = areas.areas(frame.area());
    let counts = format!("{} good, {} bad ", tally.good(), tally.bad());
    let words = " Swipe cards: what the station makes of each";
    frame.render_widget(Line::from(words).style(Modifier::BOLD), title);
    frame.render_widget(Line::from(counts).style(Modifier::BOLD).right_aligned(), title);
    let rows: Vec<Line<'_>> = tally.seats.iter().map(seat).collect();
    frame.render_widget(Paragraph::new(rows).block(rule()), seats);
    draw_swipes(frame, tally, swipes);
    frame.render_widget(Line::from(" Esc or Ctrl+C  End").style(Modifier::DIM), foot);
}

fn rule() -> Block<'static> {
    Block::new().borders(Borders::TOP).border_style(Modifier::DIM)
}

fn seat(seat: &Seat) -> Line<'_> {
    // What to do about it is said by `reader list`.
    let state = health(seat.health).split([',', ';']).next().unwrap_or_default();
    let (state, colour) = match seat.health {
        _ if seat.reading => ("reading a card…", Color::Yellow),
        ReaderHealth::Ready => (state, Color::Green),
        ReaderHealth::Starting => (state, Color::Reset),
        ReaderHealth::Missing | ReaderHealth::Denied | ReaderHealth::Failed => (state, Color::Red),
    };
    let label: String = seat.label.chars().take(NAME).collect();
    Line::from(vec![
        Span::raw(format!(" {label:NAME$} {:>3} good {:>3} bad  ", seat.good, seat.bad)),
        Span::styled(state, colour),
    ])
}

fn draw_swipes(frame: &mut Frame<'_>, tally: &Tally, area: Rect) {
    let Some((last, before)) = tally.findings.split_first() else {
        frame.render_widget(Paragraph::new(" Nothing was swiped yet.").block(rule()), area);
        return;
    };
    let mut lines = vec![headline(tally, last, Modifier::BOLD)];
    lines.extend(last.details.iter().map(|detail| Line::from(format!("   {detail}"))));
    lines.push(Line::default());
    lines.extend(before.iter().map(|finding| headline(tally, finding, Modifier::DIM)));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(rule()), area);
}

fn headline<'a>(tally: &'a Tally, finding: &'a Finding, weight: Modifier) -> Line<'a> {
    let colour = if finding.good { Color::Green } else { Color::Red };
    let label = tally.seats.get(finding.place).map_or("", |seat| seat.label.as_str());
    Line::from(vec![
        Span::styled(format!(" {label}: "), weight),
        Span::styled(finding.verdict.as_str(), Style::new().fg(colour).add_modifier(weight)),
    ])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::card::Month;
    use crate::card::track::Mode;
    use crate::command::reader::watch::Told;
    use crate::reader::{Framed, Framer, News, Swipe, Transport};

    const SWIPES: [&[u8]; 3] = [
        b"%B5555555555554444^DOE/JOHN^30122010000000000000?;5555555555554444=30122010000000000000?\r",
        b"%E?;E?\r",
        b"%B4242424242424242^DOE/JANE^30122010000000000000?;4242424242424242=30122010000000000000?\r",
    ];

    fn swiped(tally: &mut Tally, place: usize, bytes: &[u8]) {
        let mut framer = Framer::new(Transport::Serial { baud: 9_600 });
        let mut now = Duration::ZERO;
        for &byte in bytes {
            now += Duration::from_millis(1);
            if framer.push(byte, now) == Framed::Swipe {
                tally.hear(place, &Told::News(News::Swipe(Swipe::Text(framer.swipe()))));
                framer.wipe();
            }
        }
        if framer.tick(now + Duration::from_secs(1)) == Framed::Swipe {
            tally.hear(place, &Told::News(News::Swipe(Swipe::Text(framer.swipe()))));
        }
    }

    fn tally() -> Tally {
        let labels = ["this terminal", "hidraw", "evdev", "/dev/serial/by-id/usb-FTDI_A1B2C3"];
        let labels = labels.map(str::to_owned).to_vec();
        let mut tally = Tally::of(labels, Mode::Test, Month { year: 2030, month: 1 });
        for (place, health) in [
            (0, ReaderHealth::Ready),
            (1, ReaderHealth::Missing),
            (2, ReaderHealth::Denied),
            (3, ReaderHealth::Ready),
        ] {
            tally.hear(place, &Told::Health(health));
        }
        tally
    }

    fn drawn(tally: &Tally, columns: u16, rows: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| draw(frame, tally)).unwrap();
        terminal.backend().to_string()
    }

    fn shows(name: &str, screen: String) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../../tests/snapshots/reader_test");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, screen));
    }

    #[test]
    fn the_page_is_drawn_before_the_first_swipe_and_after_some() {
        let mut tally = tally();
        shows("nothing_80x24", drawn(&tally, 80, 24));
        for (place, swipe) in [(3, SWIPES[0]), (3, SWIPES[1]), (0, SWIPES[2])] {
            swiped(&mut tally, place, swipe);
        }
        tally.hear(3, &Told::News(News::Started));
        shows("swipes_80x24", drawn(&tally, 80, 24));
        shows("swipes_140x50", drawn(&tally, 140, 50));
    }

    #[test]
    fn no_digit_beyond_the_last_four_is_drawn_at_any_size() {
        let mut tally = tally();
        SWIPES.iter().for_each(|swipe| swiped(&mut tally, 3, swipe));
        for (columns, rows) in [(1, 1), (20, 5), (80, 24), (200, 60)] {
            let screen = drawn(&tally, columns, rows);
            for digits in ["42424", "24242", "55555", "54444", "DOE", "JANE"] {
                assert!(!screen.contains(digits), "more was drawn than may be");
            }
        }
    }
}
