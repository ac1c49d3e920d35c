//! "Save this card for future use?" The answer is there already.

use super::titled;
use crate::station::screen::{SaveCard, SaveScreen};
use crate::view::canvas::Canvas;
use crate::view::card_picture::CardPicture;
use crate::view::stack::Button;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &SaveScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let SaveCard::No = screen.save;
    let asked = screen.asked_for_yes.then_some(words.save_asked);
    let stray = screen.stray.then(|| (words.stray)(&scene.card(&screen.card)));
    titled(scene, canvas, words.save_question)
        .card(CardPicture::of(&screen.card, words.card_expires))
        .gap()
        .buttons(vec![
            Button::locked(format!("{} – {}", words.save_yes, words.save_locked)),
            Button::new(format!("● {}", words.save_no), true),
        ])
        .gap()
        .text(words.save_why, look::text())
        .note(stray.as_deref().or(asked), look::caution())
        .draw(canvas);
}
