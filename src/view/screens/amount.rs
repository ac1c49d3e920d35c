//! How much: the amount as it grows, in the largest figures there is room for.

use super::{large_money, titled};
use crate::station::screen::AmountScreen;
use crate::view::canvas::Canvas;
use crate::view::stack::{Button, Stack};
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &AmountScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let limits = &scene.policy.limits;
    let (least, most) = (scene.money(limits.minimum), scene.money(limits.maximum));
    let problem = screen.problem.map(|problem| (words.amount_problem)(problem, &least, &most));
    let notice = screen.notice.as_ref().map(|notice| (words.notice)(notice));
    let figures = if screen.draft.amount.is_empty() { look::quiet() } else { look::strong() };

    let stack = titled(scene, canvas, words.amount_title)
        .large_as(
            large_money(scene, screen.draft.amount.money()),
            large_money(scene, limits.maximum),
            figures,
        )
        .gap();
    let stack = match problem.as_deref().or(notice) {
        Some(line) => stack.text(&format!("! {line}"), look::caution()),
        None if scene.presets_only() => stack.text(words.choose_amount, look::quiet()),
        None => stack.text(&(words.limits)(&least, &most), look::quiet()),
    };
    presets(scene, screen, stack).draw(canvas);
}

/// The preset amounts. A customer alone presses their number; staff, whose digits are the
/// amount's, choose with the arrows.
fn presets(scene: &Scene<'_>, screen: &AmountScreen, stack: Stack) -> Stack {
    let presets = &scene.policy.presets;
    if presets.is_empty() {
        return stack;
    }
    let buttons: Vec<Button> = (0..)
        .zip(presets)
        .map(|(place, money)| {
            let amount = scene.money(*money);
            let label = match scene.presets_only() {
                true => format!("{}  {amount}", place + 1),
                false => amount,
            };
            Button::new(label, screen.preset == Some(place))
        })
        .collect();
    buttons.chunks(3).fold(stack.gap(), |stack, row| stack.buttons(row.to_vec()))
}
