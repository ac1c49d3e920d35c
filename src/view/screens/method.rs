//! How to pay. One choice today.

use super::{large_money, titled};
use crate::station::screen::MethodScreen;
use crate::view::canvas::Canvas;
use crate::view::stack::Button;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &MethodScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let sale = &screen.live.sale;
    let notice = screen.notice.as_ref().map(|notice| (words.notice)(notice));
    titled(scene, canvas, words.method_title)
        .large(large_money(scene, sale.money), look::strong())
        .gap()
        .text(&scene.sale_line(sale), look::quiet())
        .gap()
        .buttons(vec![Button::new(words.new_card, true)])
        .gap()
        .note(notice, look::caution())
        .draw(canvas);
}
