//! "Are you still there?" It takes the screen's place, so that nobody who walks up meanwhile
//! reads what the last person left.

use std::time::Duration;

use super::Scene;
use super::canvas::Canvas;
use super::look::{self, Weight};
use super::stack::Stack;

pub(super) fn draw(scene: &Scene<'_>, left: Duration, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let seconds = whole_seconds(left);
    canvas.outline(Weight::Double, look::caution());
    let mut face = canvas.inside(2, 1);
    Stack::centred(&face)
        .text(words.still_there, look::strong())
        .gap()
        .large(seconds.to_string(), look::caution())
        .gap()
        .text(&(words.seconds_left)(seconds), look::text())
        .gap()
        .text(words.any_key, look::next())
        .draw(&mut face);
}

/// Seconds, rounded up: "1" is shown until nothing is left.
pub(super) fn whole_seconds(left: Duration) -> u64 {
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}
