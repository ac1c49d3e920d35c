//! The screen of a station that could not start: without settings, key or journal there is no
//! station to draw, but somebody stands before the screen all the same.

use std::time::Duration;

use ratatui::Frame;

use super::canvas::Canvas;
use super::look::{self, Look, Weight};
use super::stack::Stack;
use super::warning::whole_seconds;
use super::words::Words;
use crate::station::Language;

/// What there is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The language, as far as it is known.
    pub language: Language,
    /// Whom to call, where that is known.
    pub help: Option<String>,
    /// The code of the manual.
    pub code: &'static str,
    /// For whoever is called: what happened and what to do.
    pub detail: String,
}

/// Draws the whole frame, at any size. `left` is the time until the next try.
pub fn out_of_order(frame: &mut Frame<'_>, page: &OutOfOrder, left: Duration, look: &Look) {
    let words = Words::of(page.language);
    let mut canvas = Canvas::over(frame.buffer_mut(), look);
    canvas.wipe();
    canvas.outline(Weight::Double, look::caution());
    let mut face = canvas.inside(2, 1);
    let call = page.help.as_ref().map(|help| (words.call)(&look.spelled(help)));
    let seconds = whole_seconds(left);
    let retry = (words.retry_in)(&format!("{}:{:02}", seconds / 60, seconds % 60));
    Stack::centred(&face)
        .large(words.closed_large, look::caution())
        .gap()
        .text(&format!("{} {}", look.cross(), words.closed_title), look::strong())
        .text(words.closed_customer, look::text())
        .maybe(call.as_deref(), look::strong())
        .gap()
        .text(&retry, look::quiet())
        .gap()
        .text(page.code, look::caution())
        .text(&look.spelled(&page.detail), look::quiet())
        .draw(&mut face);
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::station::Wall;

    fn drawn(language: Language, columns: u16, rows: u16) -> String {
        let clock = |unix_ms| Wall { unix_ms, year: 2030, month: 9, day: 3, hour: 14, minute: 5 };
        let page = OutOfOrder {
            language,
            help: Some("Front office, +1 555 0100".to_owned()),
            code: "E-KEY-MISSING",
            detail: "no key; ".repeat(30),
        };
        let look = Look::new("linux", clock);
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let left = Duration::from_millis(18_200);
        terminal.draw(|frame| out_of_order(frame, &page, left, &look)).unwrap();
        terminal.backend().buffer().content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn it_says_why_whom_to_call_and_when_it_tries_again() {
        for language in [Language::English, Language::French] {
            let text = drawn(language, 80, 24);
            for said in ["E-KEY-MISSING", "Front office, +1 555 0100", "0:19", "no key;"] {
                assert!(text.contains(said), "{said}: {text}");
            }
        }
    }

    #[test]
    fn any_size_can_be_drawn() {
        for (columns, rows) in [(0, 0), (1, 1), (7, 3), (40, 10), (160, 50)] {
            drawn(Language::English, columns, rows);
        }
    }
}
