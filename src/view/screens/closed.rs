//! Out of service: that it is, whom to call, when it looks again by itself, and what a technician
//! has to mend.

use std::time::Duration;

use super::outcome::staff_detail;
use crate::station::Trouble;
use crate::station::screen::ClosedScreen;
use crate::view::canvas::Canvas;
use crate::view::look::Weight;
use crate::view::stack::Stack;
use crate::view::warning::whole_seconds;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ClosedScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let unattended = &scene.policy.unattended;
    canvas.outline(Weight::Double, look::caution());
    let mut face = canvas.inside(1, 1);
    let stack = Stack::centred(&face)
        .large(words.closed_large, look::caution())
        .gap()
        .text(&format!("{} {}", scene.look.cross(), words.closed_title), look::strong())
        .text((words.trouble)(&screen.trouble), look::text());
    let stack = match &screen.trouble {
        Trouble::OutOfHours => stack.text(&unattended.hours.text(&words.days), look::strong()),
        trouble if trouble.needs_technician() => stack.text(words.closed_customer, look::text()),
        _ => stack,
    };
    let call = unattended.help.as_ref().map(|help| (words.call)(&scene.look.spelled(help)));
    let retry = scene.retry.map(|left| (words.retry_in)(&minutes(left)));
    let stack = stack
        .gap()
        .maybe(call.as_deref(), look::strong())
        .maybe(retry.as_deref(), look::quiet())
        .gap();
    staff_detail(scene, stack, &screen.trouble, screen.request_id.as_deref()).draw(&mut face);
}

/// `m:ss`.
fn minutes(left: Duration) -> String {
    let seconds = whole_seconds(left);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
