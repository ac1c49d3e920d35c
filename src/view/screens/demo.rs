//! The demonstration's card of keys: which key swipes which test card.

use crate::view::canvas::Canvas;
use crate::view::text::width;
use crate::view::{Scene, look};

/// Rows taken: a heading and two rows of keys.
pub(super) const ROWS: u16 = 3;

pub(super) fn draw(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let rows = [
        [
            ("F2", words.demo_visa),
            ("F3", words.demo_mastercard),
            ("F4", words.demo_amex),
            ("F5", words.demo_declined),
        ],
        [
            ("F6", words.demo_funds),
            ("F7", words.demo_bank),
            ("F8", words.demo_unreadable),
            ("F9", words.demo_licence),
        ],
    ];
    let [above, below] = &rows;
    let columns: Vec<u16> =
        above.iter().zip(below).map(|(a, b)| width(a.1).max(width(b.1)) + 5).collect();
    let total: u16 = columns.iter().sum();
    let left = canvas.width().saturating_sub(total.saturating_sub(2)) / 2;

    canvas.centre(0, words.demo_title, look::quiet());
    for (y, row) in (1..).zip(rows) {
        let mut x = left;
        for ((key, what), column) in row.into_iter().zip(&columns) {
            canvas.write(x, y, key, look::next());
            canvas.write(x.saturating_add(3), y, what, look::text());
            x = x.saturating_add(*column);
        }
    }
}
