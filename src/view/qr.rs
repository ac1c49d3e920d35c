//! A QR code (ISO/IEC 18004) for a phone to read off the screen. Encoding is the `qrcode` crate's.

use qrcode::{Color as Module, EcLevel, QrCode};

use super::canvas::Canvas;
use super::look::{self, Glyphs};

/// Light modules around the code. The standard wants four; on a black screen, where the light
/// border itself ends in a sharp edge, phones read two.
const QUIET: usize = 2;

/// An encoded link, light modules true, quiet zone included.
pub(super) struct Code {
    modules: Vec<Vec<bool>>,
    glyphs: Glyphs,
}

impl Code {
    /// Encodes a link as the smallest code that holds it. `None` for more than a code can hold.
    pub(super) fn of(link: &str, glyphs: Glyphs) -> Option<Self> {
        let code = QrCode::with_error_correction_level(link, EcLevel::L).ok()?;
        let side = code.width() + 2 * QUIET;
        let mut modules = vec![vec![true; side]; QUIET];
        let colours = code.to_colors();
        for row in colours.chunks(code.width()) {
            let mut line = vec![true; QUIET];
            line.extend(row.iter().map(|module| *module == Module::Light));
            line.extend([true; QUIET]);
            modules.push(line);
        }
        modules.extend(std::iter::repeat_n(vec![true; side], QUIET));
        Some(Self { modules, glyphs })
    }

    /// Columns taken.
    pub(super) fn width(&self) -> u16 {
        let columns = match self.glyphs {
            Glyphs::Console => self.modules.len() * 2,
            Glyphs::Rich => self.modules.len(),
        };
        u16::try_from(columns).unwrap_or(u16::MAX)
    }

    /// Rows taken.
    pub(super) fn height(&self) -> u16 {
        let rows = match self.glyphs {
            Glyphs::Console => self.modules.len(),
            Glyphs::Rich => self.modules.len().div_ceil(2),
        };
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// Whether it fits on a canvas of this size.
    pub(super) fn fits(&self, columns: u16, rows: u16) -> bool {
        self.width() <= columns && self.height() <= rows
    }

    /// Draws it with the top left corner at this place.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, x: u16, y: u16) {
        match self.glyphs {
            Glyphs::Console => {
                for (row, modules) in (y..).zip(&self.modules) {
                    let line: String =
                        modules.iter().map(|light| if *light { "██" } else { "  " }).collect();
                    canvas.write(x, row, &line, look::text());
                }
            }
            Glyphs::Rich => {
                for (row, pair) in (y..).zip(self.modules.chunks(2)) {
                    canvas.write(x, row, &half_blocks(pair), look::text());
                }
            }
        }
    }
}

/// Two rows of modules in one row of cells.
fn half_blocks(pair: &[Vec<bool>]) -> String {
    let (upper, lower) = match pair {
        [upper, lower] => (upper.as_slice(), lower.as_slice()),
        [upper] => (upper.as_slice(), [].as_slice()),
        _ => return String::new(),
    };
    let below = lower.iter().copied().chain(std::iter::repeat(false));
    upper
        .iter()
        .zip(below)
        .map(|(&upper, lower)| match (upper, lower) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_to_the_eye_with_either_glyphs() {
        let console = Code::of("HTTPS://EX.CO/R/AB12CD", Glyphs::Console).unwrap();
        assert_eq!((console.width(), console.height()), (50, 25));
        let rich = Code::of("HTTPS://EX.CO/R/AB12CD", Glyphs::Rich).unwrap();
        assert_eq!((rich.width(), rich.height()), (25, 13));
    }

    #[test]
    fn what_no_code_can_hold_is_refused() {
        assert!(Code::of(&"x".repeat(5_000), Glyphs::Rich).is_none());
    }
}
