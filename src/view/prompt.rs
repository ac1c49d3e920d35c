//! The PIN prompt. It takes the screen's place and shows how many digits were typed, never which.

use super::Scene;
use super::canvas::Canvas;
use super::look::{self, Weight};
use super::stack::Stack;
use crate::station::{PinProblem, PinPrompt};

pub(super) fn draw(scene: &Scene<'_>, prompt: &PinPrompt, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    canvas.outline(Weight::Double, look::quiet());
    let mut face = canvas.inside(2, 1);
    let problem = prompt.problem.map(|problem| match problem {
        PinProblem::Wrong => words.pin_wrong,
        PinProblem::Locked => words.pin_locked,
    });
    let dots = format!("[ {}_ ]", "• ".repeat(prompt.typed.len()));
    Stack::centred(&face)
        .text(words.pin_title, look::strong())
        .gap()
        .text(&dots, look::next())
        .gap()
        .note(problem, look::caution())
        .draw(&mut face);
}
