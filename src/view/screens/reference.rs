//! What for: a booking, room or invoice.

use super::titled;
use crate::station::Requirement;
use crate::station::screen::ReferenceScreen;
use crate::view::canvas::Canvas;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ReferenceScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let help = match scene.policy.reference {
        Requirement::Required => words.reference_required,
        Requirement::Optional | Requirement::Off => words.reference_optional,
    };
    let problem = screen.problem.map(|problem| (words.reference_problem)(problem));
    let notice = screen.notice.as_ref().map(|notice| (words.notice)(notice));
    let stack = titled(scene, canvas, words.reference_title)
        .text(&scene.money(screen.money), look::quiet())
        .gap()
        .input(scene.look.typed(&screen.draft.reference))
        .gap();
    match problem.or(notice) {
        Some(line) => stack.text(&format!("! {line}"), look::caution()),
        None => stack.text(help, look::quiet()),
    }
    .draw(canvas);
}
