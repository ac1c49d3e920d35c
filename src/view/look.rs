//! How a terminal can show things: which glyphs it has, and what each kind of text looks like.
//!
//! Styles are named by role and exist only here. Every role is bright enough on black to be read
//! on the Linux console (WCAG contrast of 4.5 or more), and nothing is told by colour alone.

use ratatui::style::{Color, Modifier, Style};

use crate::card::misplaced;
use crate::station::Wall;

/// Which characters a terminal can be trusted to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyphs {
    /// The Linux console with a stock font: Latin-1, boxes, full blocks and a few signs.
    Console,
    /// A terminal with an ordinary font.
    Rich,
}

/// How the terminal at hand shows a picture.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Which characters may be used.
    pub glyphs: Glyphs,
    /// Local wall time of a moment given in milliseconds since 1970-01-01 UTC.
    pub clock: fn(i64) -> Wall,
}

impl Look {
    /// The look for a terminal by its `TERM`: `linux` is the console, all others are rich.
    #[must_use]
    pub fn new(term: &str, clock: fn(i64) -> Wall) -> Self {
        let glyphs = if term == "linux" { Glyphs::Console } else { Glyphs::Rich };
        Self { glyphs, clock }
    }

    /// Approved.
    pub(super) const fn tick(&self) -> char {
        match self.glyphs {
            Glyphs::Console => '●',
            Glyphs::Rich => '✓',
        }
    }

    /// Declined.
    pub(super) const fn cross(&self) -> char {
        match self.glyphs {
            Glyphs::Console => '■',
            Glyphs::Rich => '✗',
        }
    }

    /// The lines of a box.
    pub(super) const fn border(&self, weight: Weight) -> Border {
        match (weight, self.glyphs) {
            (Weight::Double, _) => Border::new('═', '║', ['╔', '╗', '╚', '╝']),
            (Weight::Light, Glyphs::Console) => Border::new('─', '│', ['┌', '┐', '└', '┘']),
            (Weight::Light, Glyphs::Rich) => Border::new('─', '│', ['╭', '╮', '╰', '╯']),
        }
    }

    /// Text from outside, with characters the console cannot show replaced.
    pub(super) fn spelled(&self, text: &str) -> String {
        match self.glyphs {
            Glyphs::Rich => text.to_owned(),
            Glyphs::Console => {
                text.chars().map(|c| if is_console_glyph(c) { c } else { '?' }).collect()
            }
        }
    }

    /// A line that is being typed; without a digit once it holds what could be a card number.
    pub(super) fn typed(&self, text: &str) -> String {
        let hides = misplaced::is_in(text);
        let shown = |c: char| if hides && c.is_ascii_digit() { '•' } else { c };
        self.spelled(&text.chars().map(shown).collect::<String>())
    }
}

/// How heavy a box is drawn. What Enter would choose is double.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Light,
    Double,
}

/// The characters of a box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border {
    pub(super) horizontal: char,
    pub(super) vertical: char,
    pub(super) top_left: char,
    pub(super) top_right: char,
    pub(super) bottom_left: char,
    pub(super) bottom_right: char,
}

impl Border {
    const fn new(horizontal: char, vertical: char, corners: [char; 4]) -> Self {
        let [top_left, top_right, bottom_left, bottom_right] = corners;
        Self { horizontal, vertical, top_left, top_right, bottom_left, bottom_right }
    }
}

/// Every character beyond ASCII that the station's own words and pictures use on the Linux console.
pub(super) fn console_glyphs() -> impl Iterator<Item = char> {
    "─│┌┐└┘═║╔╗╚╝█▒←↑→↓■●•–…“”€£·°«»ÀÂÇÈÉÊËÎÏÔÙÛÜàâçèéêëîïôùûü".chars()
}

/// Whether the stock fonts of the Linux console have this character.
pub(super) fn is_console_glyph(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a0}'..='ÿ'
        | '─' | '│' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼'
        | '═' | '║' | '╔' | '╗' | '╚' | '╝' | '╠' | '╣' | '╦' | '╩' | '╬'
        | '█' | '░' | '▒' | '←' | '↑' | '→' | '↓' | '■' | '●' | '•'
        | '–' | '—' | '…' | '“' | '”' | '€')
}

const fn on_black(colour: Color) -> Style {
    Style::new().fg(colour).bg(Color::Black)
}

/// What is read first.
pub(super) const fn text() -> Style {
    on_black(Color::White)
}

/// Headings and what matters most.
pub(super) const fn strong() -> Style {
    text().add_modifier(Modifier::BOLD)
}

/// Labels, rules, what may be overlooked.
pub(super) const fn quiet() -> Style {
    on_black(Color::Gray)
}

/// The next step: where keys go.
pub(super) const fn next() -> Style {
    on_black(Color::LightCyan).add_modifier(Modifier::BOLD)
}

/// Something to put right, and the sandbox.
pub(super) const fn caution() -> Style {
    on_black(Color::LightYellow)
}

/// Approved, ready.
pub(super) const fn good() -> Style {
    on_black(Color::LightGreen)
}

/// Declined, broken.
pub(super) const fn bad() -> Style {
    on_black(Color::LightRed)
}

/// What Enter would choose, and names of keys. Gray, because the console shows the reverse of a
/// bright colour as dark gray on a dim one.
pub(super) const fn chosen() -> Style {
    quiet().add_modifier(Modifier::REVERSED)
}

#[cfg(test)]
#[expect(clippy::float_arithmetic, reason = "WCAG defines contrast on real numbers")]
mod tests {
    use super::*;

    /// The console's palette (Linux, `drivers/tty/vt/vt.c`, default_red, default_grn, default_blu).
    const PALETTE: [[u8; 3]; 16] = [
        [0, 0, 0],
        [170, 0, 0],
        [0, 170, 0],
        [170, 85, 0],
        [0, 0, 170],
        [170, 0, 170],
        [0, 170, 170],
        [170, 170, 170],
        [85, 85, 85],
        [255, 85, 85],
        [85, 255, 85],
        [255, 255, 85],
        [85, 85, 255],
        [255, 85, 255],
        [85, 255, 255],
        [255, 255, 255],
    ];

    fn index(colour: Option<Color>) -> usize {
        match colour {
            Some(Color::Black) => 0,
            Some(Color::Gray) => 7,
            Some(Color::LightRed) => 9,
            Some(Color::LightGreen) => 10,
            Some(Color::LightYellow) => 11,
            Some(Color::LightCyan) => 14,
            Some(Color::White) => 15,
            other => panic!("not a colour of a role: {other:?}"),
        }
    }

    /// Foreground and background as the kernel's `build_attr` makes them: reversing swaps the
    /// hues but leaves the intensity with the foreground, and bold adds intensity.
    fn shown(style: Style) -> (usize, usize) {
        let (mut ink, mut paper) = (index(style.fg), index(style.bg) & 7);
        if style.add_modifier.contains(Modifier::REVERSED) {
            (ink, paper) = ((ink & 8) | paper, ink & 7);
        }
        if style.add_modifier.contains(Modifier::BOLD) && ink < 8 {
            ink += 8;
        }
        (ink, paper)
    }

    fn luminance(colour: usize) -> f64 {
        let [red, green, blue] = PALETTE[colour].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.039_28 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn every_role_can_be_read_on_the_linux_console() {
        for style in [text(), strong(), quiet(), next(), caution(), good(), bad(), chosen()] {
            let (ink, paper) = shown(style);
            let (a, b) = (luminance(ink), luminance(paper));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{style:?} has a contrast of {contrast:.1}");
        }
    }

    #[test]
    fn what_the_console_cannot_show_is_replaced() {
        let clock = |_| Wall { unix_ms: 0, year: 2030, month: 1, day: 1, hour: 0, minute: 0 };
        assert_eq!(Look::new("linux", clock).spelled("Zoë Łuk"), "Zoë ?uk");
        assert_eq!(Look::new("xterm-256color", clock).spelled("Zoë Łuk"), "Zoë Łuk");
    }
}
