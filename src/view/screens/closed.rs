//! Out of service: that it is, whom to ask, and what a technician has to mend.

use super::outcome::staff_detail;
use crate::station::Trouble;
use crate::station::screen::ClosedScreen;
use crate::view::canvas::Canvas;
use crate::view::look::Weight;
use crate::view::stack::Stack;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ClosedScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    canvas.outline(Weight::Double, look::caution());
    let mut face = canvas.inside(1, 1);
    let stack = Stack::centred(&face)
        .large(words.closed_large, look::caution())
        .gap()
        .text(&format!("{} {}", scene.look.cross(), words.closed_title), look::strong())
        .text((words.trouble)(&screen.trouble), look::text());
    let stack = match &screen.trouble {
        Trouble::OutOfHours => {
            stack.text(&scene.policy.unattended.hours.to_string(), look::strong())
        }
        trouble if trouble.needs_technician() => stack.text(words.closed_customer, look::text()),
        _ => stack.text(words.closed_again, look::quiet()),
    }
    .gap();
    staff_detail(scene, stack, &screen.trouble, screen.request_id.as_deref()).draw(&mut face);
}
