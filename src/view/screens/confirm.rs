//! "Yes, Charge the Customer", or, where the customer is alone, "my card": everything that is about
//! to happen, and two buttons.

use super::{large_money, titled};
use crate::station::screen::{Choice, ConfirmScreen, Token};
use crate::view::canvas::Canvas;
use crate::view::stack::Button;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ConfirmScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let sale = &screen.live.sale;
    let mut facts = vec![(words.label_amount, scene.money(sale.money))];
    if !scene.is_kiosk() {
        facts.push((words.label_customer, scene.customer(&sale.customer)));
    }
    if !sale.reference.is_empty() {
        facts.push((words.label_reference, sale.reference.clone()));
    }
    facts.push((words.label_card, scene.card(&screen.card)));
    let facts = facts
        .into_iter()
        .map(|(label, value)| (label.to_owned(), scene.look.spelled(&value), look::text()))
        .collect();
    let duplicate = screen.duplicate.then(|| format!("! {}", words.duplicate));
    let checking = match screen.token {
        Token::Pending(_) => Some(words.checking_card),
        Token::Ready(_) => None,
    };

    let yes = if scene.is_kiosk() { words.yes_charge_me } else { words.yes_charge };
    let stray = screen.stray.then(|| format!("! {}", (words.stray)(&scene.card(&screen.card))));

    titled(scene, canvas, words.confirm_title)
        .large(large_money(scene, sale.money), look::strong())
        .gap()
        .facts(facts)
        .gap()
        .maybe(duplicate.as_deref(), look::caution())
        .maybe(stray.as_deref(), look::caution())
        .note(checking, look::quiet())
        .buttons(vec![
            Button::new(yes, screen.choice == Choice::Charge),
            Button::new(words.cancel, screen.choice == Choice::Cancel),
        ])
        .draw(canvas);
}
