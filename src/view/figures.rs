//! Large type out of full blocks, for amounts and for the few words a room must be able to read.
//!
//! Full blocks are the only building stones, because the stock fonts of the Linux console have
//! neither half blocks nor quadrants. A face has upright strokes two columns wide and level
//! strokes one row high, which look alike in a terminal, where a cell is twice as high as wide.

use ratatui::style::Style;

use super::canvas::Canvas;

/// Rows of a letter at scale 1.
const ROWS: u16 = 5;
/// Rows above a letter for its accent, which leans on it.
const ACCENT_ROWS: u16 = 2;
/// Columns between letters.
const GAP: u16 = 1;

type Face = [&'static str; ROWS as usize];

/// A text in large type, measured.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    letters: Vec<(Face, bool)>,
    scale: u16,
}

impl Figures {
    /// Sets a text in the largest of three sizes that fits. `None` where not even the smallest
    /// does, or where a character has no face: the text must be written plainly then.
    pub(super) fn fitting(text: &str, columns: u16, rows: u16) -> Option<Self> {
        let letters = text.chars().map(face).collect::<Option<Vec<_>>>()?;
        [3, 2, 1]
            .into_iter()
            .map(|scale| Self { letters: letters.clone(), scale })
            .find(|figures| figures.width() <= columns && figures.height() <= rows)
    }

    /// Sets a text in the size that `widest` would get, so that the size stays the same while a
    /// text grows; smaller only where that does not hold the text.
    pub(super) fn fitting_as(text: &str, widest: &str, columns: u16, rows: u16) -> Option<Self> {
        let widest = Self::fitting(widest, columns, rows)?;
        let figures = Self { scale: widest.scale, ..Self::fitting(text, columns, rows)? };
        if figures.width() <= columns { Some(figures) } else { Self::fitting(text, columns, rows) }
    }

    /// Columns taken.
    pub(super) fn width(&self) -> u16 {
        let columns: usize = self.letters.iter().map(|(face, _)| columns(face)).sum();
        let gaps = self.letters.len().saturating_sub(1) * usize::from(GAP);
        u16::try_from(columns + gaps).unwrap_or(u16::MAX).saturating_mul(self.scale)
    }

    /// Rows taken.
    pub(super) fn height(&self) -> u16 {
        (ROWS + self.accent_rows()) * self.scale
    }

    fn accent_rows(&self) -> u16 {
        if self.letters.iter().any(|(_, accent)| *accent) { ACCENT_ROWS } else { 0 }
    }

    /// Draws with the top left corner at this place.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, style: Style) {
        let mut left = x;
        let top = y + self.accent_rows() * self.scale;
        for (face, accent) in &self.letters {
            if *accent {
                self.row(canvas, left, y, "    ██", style);
                self.row(canvas, left, y + self.scale, "   █  ", style);
            }
            for (row, dots) in (0..).zip(face) {
                self.row(canvas, left, top + row * self.scale, dots, style);
            }
            let columns = u16::try_from(columns(face)).unwrap_or(u16::MAX);
            left = left.saturating_add((columns + GAP).saturating_mul(self.scale));
        }
    }

    fn row(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, dots: &str, style: Style) {
        let mut line = String::with_capacity(dots.len() * usize::from(self.scale));
        for dot in dots.chars() {
            line.extend(std::iter::repeat_n(dot, usize::from(self.scale)));
        }
        for copy in 0..self.scale {
            canvas.write(x, y + copy, &line, style);
        }
    }
}

fn columns(face: &Face) -> usize {
    face.iter().map(|row| row.chars().count()).max().unwrap_or_default()
}

/// The face of a character, and whether an acute accent stands above it.
fn face(c: char) -> Option<(Face, bool)> {
    let face = match c {
        '0' => [" ████ ", "██  ██", "██  ██", "██  ██", " ████ "],
        '1' => ["  ██  ", "████  ", "  ██  ", "  ██  ", "██████"],
        '2' => ["█████ ", "    ██", " ████ ", "██    ", "██████"],
        '3' => ["█████ ", "    ██", " ████ ", "    ██", "█████ "],
        '4' => ["██  ██", "██  ██", "██████", "    ██", "    ██"],
        '5' => ["██████", "██    ", "█████ ", "    ██", "█████ "],
        '6' => [" ████ ", "██    ", "█████ ", "██  ██", " ████ "],
        '7' => ["██████", "    ██", "   ██ ", "  ██  ", "  ██  "],
        '8' => [" ████ ", "██  ██", " ████ ", "██  ██", " ████ "],
        '9' => [" ████ ", "██  ██", " █████", "    ██", " ████ "],
        '.' => ["  ", "  ", "  ", "  ", "██"],
        ',' => ["   ", "   ", "   ", " ██", "██ "],
        '?' => ["█████ ", "    ██", "  ███ ", "      ", "  ██  "],
        ':' => ["  ", "██", "  ", "██", "  "],
        ' ' | '\u{a0}' => ["   ", "   ", "   ", "   ", "   "],
        '$' => [" █████", "██ █  ", " ████ ", "  █ ██", "█████ "],
        '€' => ["  ████", "█████ ", " ██   ", "█████ ", "  ████"],
        '£' => ["  ███ ", " ██   ", "████  ", " ██   ", "██████"],
        '¥' => ["██  ██", " ████ ", "██████", "  ██  ", "  ██  "],
        'A' => [" ████ ", "██  ██", "██████", "██  ██", "██  ██"],
        'B' => ["█████ ", "██  ██", "█████ ", "██  ██", "█████ "],
        'C' => [" █████", "██    ", "██    ", "██    ", " █████"],
        'D' => ["█████ ", "██  ██", "██  ██", "██  ██", "█████ "],
        'E' => ["██████", "██    ", "█████ ", "██    ", "██████"],
        'É' => return face('E').map(|(plain, _)| (plain, true)),
        'F' => ["██████", "██    ", "█████ ", "██    ", "██    "],
        'G' => [" █████", "██    ", "██ ███", "██  ██", " █████"],
        'H' => ["██  ██", "██  ██", "██████", "██  ██", "██  ██"],
        'I' => ["██", "██", "██", "██", "██"],
        'J' => ["    ██", "    ██", "    ██", "██  ██", " ████ "],
        'K' => ["██  ██", "██ ██ ", "████  ", "██ ██ ", "██  ██"],
        'L' => ["██    ", "██    ", "██    ", "██    ", "██████"],
        'M' => ["██   ██", "███ ███", "███████", "██ █ ██", "██   ██"],
        'N' => ["██  ██", "███ ██", "██████", "██ ███", "██  ██"],
        'O' => [" ████ ", "██  ██", "██  ██", "██  ██", " ████ "],
        'P' => ["█████ ", "██  ██", "█████ ", "██    ", "██    "],
        'Q' => [" ████ ", "██  ██", "██  ██", "██ ██ ", " ███ █"],
        'R' => ["█████ ", "██  ██", "█████ ", "██ ██ ", "██  ██"],
        'S' => [" █████", "██    ", " ████ ", "    ██", "█████ "],
        'T' => ["██████", "  ██  ", "  ██  ", "  ██  ", "  ██  "],
        'U' => ["██  ██", "██  ██", "██  ██", "██  ██", " ████ "],
        'V' => ["██  ██", "██  ██", "██  ██", " ████ ", "  ██  "],
        'W' => ["██   ██", "██ █ ██", "███████", "███ ███", "██   ██"],
        'X' => ["██  ██", " ████ ", "  ██  ", " ████ ", "██  ██"],
        'Y' => ["██  ██", " ████ ", "  ██  ", "  ██  ", "  ██  "],
        'Z' => ["██████", "   ██ ", "  ██  ", " ██   ", "██████"],
        _ => return None,
    };
    Some((face, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::{Currency, Money, NumberStyle};

    #[test]
    fn the_largest_amount_stripe_takes_fits_the_smallest_screen() {
        for (code, style) in [("usd", NumberStyle::ENGLISH), ("eur", NumberStyle::FRENCH)] {
            let money = Money::new(99_999_999, Currency::new(code).unwrap()).unwrap();
            let text = match style.symbol_first {
                true => format!("{}{}", money.symbol(), money.number(style)),
                false => format!("{} {}", money.number(style), money.symbol()),
            };
            assert!(Figures::fitting(&text, 78, 5).is_some(), "{text}");
        }
    }

    #[test]
    fn every_row_of_a_face_is_as_wide_as_the_others() {
        for c in (' '..='\u{ff}').chain(['€']) {
            let Some((face, _)) = face(c) else { continue };
            assert!(face.iter().all(|row| row.chars().count() == columns(&face)), "{c}");
        }
    }

    #[test]
    fn a_text_grows_with_its_room_and_is_refused_where_there_is_none() {
        assert_eq!(Figures::fitting("1", 6, 5).unwrap().height(), 5);
        assert_eq!(Figures::fitting("1", 12, 10).unwrap().height(), 10);
        assert!(Figures::fitting("1", 5, 5).is_none());
        assert!(Figures::fitting("@", 80, 24).is_none());
    }

    #[test]
    fn an_accent_stands_above_its_letter() {
        assert_eq!(Figures::fitting("É", 6, 20).unwrap().height(), 7);
    }
}
