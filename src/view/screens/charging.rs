//! Asking the bank. Nothing to press, nothing that moves: the picture stands until the answer.

use super::large_money;
use crate::station::screen::{ChargingScreen, LONG_CHARGE as LONG, Stage};
use crate::view::canvas::Canvas;
use crate::view::stack::Stack;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &ChargingScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let doing = match screen.stage {
        Stage::Tokenising(_) => words.checking_card,
        Stage::Noting(..) | Stage::Confirming(..) | Stage::Watching(..) | Stage::Committing(..) => {
            words.asking_bank
        }
    };
    let long = scene.now.at.since(screen.since) >= LONG;
    let wait = if long { words.takes_longer } else { words.please_wait };
    Stack::centred(canvas)
        .large(large_money(scene, screen.live.sale.money), look::strong())
        .gap()
        .text(&scene.card(&screen.card), look::quiet())
        .gap()
        .gap()
        .text(doing, look::next())
        .gap()
        .text(wait, look::text())
        .draw(canvas);
}
