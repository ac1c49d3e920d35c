//! A rectangle of the frame to draw in, and nothing can be drawn outside it.
//!
//! Places are counted from the rectangle's own corner. What does not fit is cut off, so that no
//! size and no text can make drawing fail.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::look::{self, Look, Weight};
use super::text::width;

/// Where to draw.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    pub(super) look: &'a Look,
}

impl<'a> Canvas<'a> {
    /// The whole frame.
    pub(super) fn over(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        let area = *buffer.area();
        Self { buffer, area, look }
    }

    pub(super) const fn width(&self) -> u16 {
        self.area.width
    }

    pub(super) const fn height(&self) -> u16 {
        self.area.height
    }

    /// Whether there are rows to spare: larger gaps, larger card, longer list.
    pub(super) const fn is_roomy(&self) -> bool {
        self.area.height >= 36
    }

    /// A part of this canvas, cut to fit.
    pub(super) fn part(&mut self, x: u16, y: u16, width: u16, height: u16) -> Canvas<'_> {
        let wanted = Rect {
            x: self.area.x.saturating_add(x),
            y: self.area.y.saturating_add(y),
            width,
            height,
        };
        let area = if x >= self.area.width || y >= self.area.height {
            Rect { x: self.area.x, y: self.area.y, width: 0, height: 0 }
        } else {
            wanted.intersection(self.area)
        };
        Canvas { buffer: self.buffer, area, look: self.look }
    }

    /// The middle part of at most this width.
    pub(super) fn middle(&mut self, width: u16) -> Canvas<'_> {
        let width = width.min(self.width());
        let height = self.height();
        self.part((self.width() - width) / 2, 0, width, height)
    }

    /// The part without a margin on each side.
    pub(super) fn inside(&mut self, columns: u16, rows: u16) -> Canvas<'_> {
        let (width, height) = (self.width(), self.height());
        self.part(
            columns,
            rows,
            width.saturating_sub(columns.saturating_mul(2)),
            height.saturating_sub(rows.saturating_mul(2)),
        )
    }

    /// Makes every cell an empty black one.
    pub(super) fn wipe(&mut self) {
        self.fill(' ', look::text());
    }

    /// Puts one character into every cell.
    pub(super) fn fill(&mut self, glyph: char, style: Style) {
        for position in self.area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_char(glyph).set_style(style);
            }
        }
    }

    /// Writes from a column on. Returns the column after the text.
    pub(super) fn write(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        if x >= self.area.width || y >= self.area.height {
            return x;
        }
        // A style stands for itself: nothing of what the cell looked like before shines through.
        let style = Style { sub_modifier: Modifier::all() - style.add_modifier, ..style };
        let (end, _) = self.buffer.set_stringn(
            self.area.x + x,
            self.area.y + y,
            text,
            usize::from(self.area.width - x),
            style,
        );
        end.saturating_sub(self.area.x)
    }

    /// Writes in the middle of a row.
    pub(super) fn centre(&mut self, y: u16, text: &str, style: Style) {
        let x = self.width().saturating_sub(width(text)) / 2;
        self.write(x, y, text, style);
    }

    /// Writes so that the text ends at the right edge.
    pub(super) fn right(&mut self, y: u16, text: &str, style: Style) {
        let x = self.width().saturating_sub(width(text));
        self.write(x, y, text, style);
    }

    /// A line across.
    pub(super) fn rule(&mut self, y: u16, style: Style) {
        let line = "─".repeat(usize::from(self.width()));
        self.write(0, y, &line, style);
    }

    /// A box around the whole canvas.
    pub(super) fn outline(&mut self, weight: Weight, style: Style) {
        let (width, height) = (self.width(), self.height());
        if width < 2 || height < 2 {
            return;
        }
        let border = self.look.border(weight);
        let across = border.horizontal.to_string().repeat(usize::from(width - 2));
        let top = format!("{}{across}{}", border.top_left, border.top_right);
        let bottom = format!("{}{across}{}", border.bottom_left, border.bottom_right);
        let upright = border.vertical.to_string();
        self.write(0, 0, &top, style);
        for y in 1..height - 1 {
            self.write(0, y, &upright, style);
            self.write(width - 1, y, &upright, style);
        }
        self.write(0, height - 1, &bottom, style);
    }
}
