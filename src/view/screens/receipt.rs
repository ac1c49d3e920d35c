//! Would you like a receipt?

use super::titled;
use crate::station::SaleState;
use crate::station::screen::{ReceiptChoice, ReceiptScreen, Sending};
use crate::view::canvas::Canvas;
use crate::view::stack::Choice;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ReceiptScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let sale = &screen.paid.sale;
    let captured = scene.books.get(sale.id).is_some_and(|entry| entry.state == SaleState::Captured);
    let settled = if captured { words.receipt_settled } else { words.receipt_settling };
    let paid = format!("{} {} · {}", scene.look.tick(), words.approved, scene.sale_line(sale));

    let stack = titled(scene, canvas, words.receipt_title)
        .text(&scene.look.spelled(&paid), look::good())
        .text(settled, look::quiet())
        .gap();
    let stack = match &screen.sending {
        Sending::Choosing => stack.list(choices(scene, screen.choice)),
        Sending::Typing => {
            stack.text(words.email_label, look::quiet()).input(scene.look.typed(&screen.email))
        }
        Sending::AddressWrong => stack
            .text(words.email_label, look::quiet())
            .input(scene.look.typed(&screen.email))
            .text(&format!("! {}", words.address_wrong), look::caution()),
        Sending::Failed => stack
            .text(words.email_label, look::quiet())
            .input(scene.look.typed(&screen.email))
            .text(&format!("! {}", words.email_failed), look::caution()),
        Sending::Waiting => stack.text(words.email_waiting, look::next()),
        Sending::Asking(_) => stack.text(words.email_sending, look::next()),
    };
    stack.gap().text(&held(scene, screen), look::text()).draw(canvas);
}

/// "Card not saved", with the time the number was in memory, to a tenth of a second.
fn held(scene: &Scene<'_>, screen: &ReceiptScreen) -> String {
    let words = scene.words();
    let tenths = screen.paid.held.as_millis().div_ceil(100);
    (words.held)(&format!("{}{}{}", tenths / 10, words.numbers.point, tenths % 10))
}

fn choices(scene: &Scene<'_>, chosen: ReceiptChoice) -> Vec<Choice> {
    let words = scene.words();
    let receipts = scene.policy.receipts;
    [
        (ReceiptChoice::None, words.receipt_none, true),
        (ReceiptChoice::Email, words.receipt_email, receipts.email),
        (ReceiptChoice::Print, words.receipt_print, receipts.printer),
    ]
    .into_iter()
    .filter(|(_, _, offered)| *offered)
    .zip(1..)
    .map(|((choice, label, _), number)| Choice {
        label: format!("{number}  {label}"),
        detail: String::new(),
        chosen: choice == chosen,
    })
    .collect()
}
