//! Who pays: Walk-in, or a customer found at Stripe. Their saved cards are nowhere on it.

use super::titled;
use crate::station::KnownCustomer;
use crate::station::screen::{CustomerScreen, Search};
use crate::view::canvas::Canvas;
use crate::view::stack::Choice;
use crate::view::{Scene, look};

pub(super) fn draw(scene: &Scene<'_>, screen: &CustomerScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let walk_in = Choice {
        label: words.walk_in.to_owned(),
        detail: String::new(),
        chosen: screen.selected == 0,
    };
    let found = (1..).zip(screen.found()).map(|(place, known)| Choice {
        label: scene.look.spelled(&scene.name(&known.name)),
        detail: scene.look.spelled(&detail(scene, known, screen.found())),
        chosen: screen.selected == place,
    });
    let status = match &screen.search {
        Search::LooksLikeCard => Some(words.search_card),
        Search::Idle => Some(words.search_start),
        Search::Settling { .. } | Search::Asking(_) => Some(words.searching),
        Search::Found(found) if found.is_empty() => Some(words.nobody_found),
        Search::Found(_) => None,
        Search::Failed(_) => Some(words.search_failed),
    };
    let notice = screen.notice.as_ref().map(|notice| (words.notice)(notice));

    titled(scene, canvas, words.customer_title)
        .text(words.search_label, look::quiet())
        .input(scene.look.typed(&screen.query))
        .gap()
        .list([walk_in].into_iter().chain(found).collect())
        .gap()
        .maybe(notice, look::caution())
        .maybe(status, look::quiet())
        .draw(canvas);
}

/// The address, shortened like the name, but not where two lines would be the same.
fn detail(scene: &Scene<'_>, known: &KnownCustomer, all: &[KnownCustomer]) -> String {
    let shown = |of: &KnownCustomer| {
        (scene.name(&of.name), of.email.as_deref().map(|email| scene.name(email)))
    };
    let line = shown(known);
    let alike = all.iter().filter(|other| shown(other) == line).count();
    match (&known.email, line.1) {
        (Some(email), _) if alike > 1 => email.clone(),
        (_, short) => short.unwrap_or_default(),
    }
}
