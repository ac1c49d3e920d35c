//! APPROVED, DECLINED or NOT CHARGED: a word that can be read across the room, in a frame of its
//! own, with a sign and a colour that say the same.

use ratatui::style::Style;

use crate::card::CardSummary;
use crate::station::screen::{Live, Outcome, OutcomeScreen, Paid};
use crate::station::{Decline, Money, Retry, Trouble};
use crate::view::canvas::Canvas;
use crate::view::look::Weight;
use crate::view::stack::Stack;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &OutcomeScreen, canvas: &mut Canvas<'_>) {
    match &screen.outcome {
        Outcome::Approved(paid) => approved(scene, paid, canvas),
        Outcome::Declined { live, card, reason, another } => {
            let retry = another.then(|| reason.retry());
            declined(scene, live, card, (*reason, retry), canvas);
        }
        Outcome::NotCharged { money, trouble, request_id, asked, .. } => {
            let about = (trouble, request_id.as_deref());
            not_charged(scene, *money, about, *asked, canvas);
        }
    }
}

/// The frame and the word, large and once more as text.
fn announced(canvas: &mut Canvas<'_>, sign: char, word: &str, rest: &str, style: Style) -> Stack {
    canvas.outline(Weight::Double, style);
    let inner = canvas.inside(1, 1);
    Stack::centred(&inner)
        .large(word, style)
        .gap()
        .text(&format!("{sign} {word}{rest}"), style)
        .gap()
}

fn approved(scene: &Scene<'_>, paid: &Paid, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let stack = announced(canvas, scene.look.tick(), words.approved, "", look::good())
        .text(&scene.sale_line(&paid.sale), look::strong())
        .text(&scene.card(&paid.card), look::text())
        .gap()
        .text(words.card_not_saved, look::quiet());
    stack.draw(&mut canvas.inside(1, 1));
}

fn declined(
    scene: &Scene<'_>,
    live: &Live,
    card: &CardSummary,
    (reason, retry): (Decline, Option<Retry>),
    canvas: &mut Canvas<'_>,
) {
    let words = scene.words();
    let rest = format!(" – {}", words.nothing_charged);
    let stack = announced(canvas, scene.look.cross(), words.declined, &rest, look::bad())
        .text((words.decline)(reason), look::strong())
        .gap()
        .text(&format!("{} · {}", scene.money(live.sale.money), scene.card(card)), look::quiet());
    let paused = scene.paused.then_some(words.paused_now);
    let stack = stack.maybe(paused, look::text());
    let advice = retry.filter(|_| !scene.is_kiosk());
    let advice = advice.map(|retry| format!("{} {}", words.staff, (words.retry)(retry)));
    let stack = stack.maybe(advice.as_deref(), look::quiet());
    stack.draw(&mut canvas.inside(1, 1));
}

fn not_charged(
    scene: &Scene<'_>,
    money: Money,
    (trouble, request_id): (&Trouble, Option<&str>),
    asked: bool,
    canvas: &mut Canvas<'_>,
) {
    let words = scene.words();
    let rest = format!(" – {}", words.nothing_charged);
    let stack = announced(canvas, '!', words.not_charged, &rest, look::caution())
        .text(&scene.money(money), look::text())
        .text((words.trouble)(trouble), look::strong())
        .maybe(asked.then_some(words.may_pend), look::text())
        .gap();
    staff_detail(scene, stack, trouble, request_id).draw(&mut canvas.inside(1, 1));
}

/// What staff do about a trouble, where staff look at the screen; its code in any case.
pub(super) fn staff_detail(
    scene: &Scene<'_>,
    stack: Stack,
    trouble: &Trouble,
    request_id: Option<&str>,
) -> Stack {
    let words = scene.words();
    let request = request_id.map(|id| format!(" · {}", (words.request)(id))).unwrap_or_default();
    let stack = if scene.is_kiosk() {
        stack
    } else {
        let advice = (words.trouble_staff)(trouble);
        stack.text(&format!("{} {advice}", words.staff), look::text())
    };
    stack.text(&format!("{}{request}", trouble.code()), look::quiet())
}
