//! The bank's page (3-D Secure) as a QR code, what to do with it, and the time left.
//!
//! The link holds a secret and is never written out. Where the code does not fit beside the steady
//! frame, it gets the whole screen below the banner; where it does not fit there either, the
//! screen says so.

use crate::station::SecretLink;
use crate::station::screen::{ChallengeScreen, Screen};
use crate::view::canvas::Canvas;
use crate::view::look::Look;
use crate::view::qr::Code;
use crate::view::stack::Stack;
use crate::view::{Scene, frame, look, warning};

/// Columns the words beside the code need.
const WORDS: u16 = 26;
/// Columns between the code and the words.
const GUTTER: u16 = 3;
/// Rows and columns the steady frame takes of a body.
const FRAME: (u16, u16) = (4, 4);

/// Whether the code fits on a terminal of this size at all, the banner included.
pub(in crate::view) fn fits(link: &SecretLink, size: (u16, u16), look: &Look) -> bool {
    let (columns, rows) = size;
    let room = (columns.saturating_sub(WORDS + GUTTER), rows.saturating_sub(1));
    Code::of(&link.0, look.glyphs).is_some_and(|code| code.fits(room.0, room.1))
}

/// The present screen, if it is this one and its code fits only without the steady frame.
pub(in crate::view) fn needing_whole_frame<'a>(
    scene: &Scene<'a>,
    below: &Canvas<'_>,
) -> Option<&'a ChallengeScreen> {
    let Screen::Challenge(screen) = scene.screen else { return None };
    let (columns, rows) = (below.width().saturating_sub(WORDS + GUTTER), below.height());
    let code = Code::of(&screen.link.0, scene.look.glyphs)?;
    let framed = code.fits(columns.saturating_sub(FRAME.0), rows.saturating_sub(FRAME.1));
    (code.fits(columns, rows) && !framed).then_some(screen)
}

/// Draws it without the steady frame; the keys stand beside the code.
pub(in crate::view) fn draw_whole(
    scene: &Scene<'_>,
    screen: &ChallengeScreen,
    canvas: &mut Canvas<'_>,
) {
    draw(scene, screen, canvas);
    let (columns, rows) = (canvas.width(), canvas.height());
    frame::footer(scene, &mut canvas.part(columns - WORDS, rows - 1, WORDS, 1));
}

pub(super) fn draw(scene: &Scene<'_>, screen: &ChallengeScreen, canvas: &mut Canvas<'_>) {
    let code = Code::of(&screen.link.0, scene.look.glyphs)
        .filter(|code| code.fits(canvas.width().saturating_sub(WORDS + GUTTER), canvas.height()));
    match code {
        Some(code) => with_code(scene, screen, &code, canvas),
        None => without_code(scene, screen, canvas),
    }
}

fn with_code(scene: &Scene<'_>, screen: &ChallengeScreen, code: &Code, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let height = canvas.height();
    let room = canvas.width().saturating_sub(code.width() + GUTTER);
    let beside = room.min(40);
    let left = (room - beside) / 2;
    code.draw(canvas, left, (height - code.height()) / 2);

    let mut side = canvas.part(left + code.width() + GUTTER, 0, beside, height);
    let demo = scene.policy.demo.then_some(words.demo_challenge);
    Stack::left(&side)
        .text(words.challenge_title, look::strong())
        .gap()
        .text(&scene.money(screen.live.sale.money), look::text())
        .gap()
        .text(words.challenge_scan, look::text())
        .text(words.challenge_confirm, look::text())
        .text(words.challenge_wait, look::text())
        .gap()
        .maybe(screen.deaf.then_some(words.challenge_deaf), look::bad())
        .text(&time_left(scene, screen), look::caution())
        .gap()
        .maybe(demo, look::next())
        .draw(&mut side);
}

fn without_code(scene: &Scene<'_>, screen: &ChallengeScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let demo = scene.policy.demo.then_some(words.demo_challenge);
    Stack::centred(canvas)
        .text(words.challenge_title, look::strong())
        .gap()
        .text(&scene.money(screen.live.sale.money), look::text())
        .gap()
        .text(words.challenge_no_room, look::caution())
        .gap()
        .text(&time_left(scene, screen), look::text())
        .gap()
        .maybe(demo, look::next())
        .draw(canvas);
}

fn time_left(scene: &Scene<'_>, screen: &ChallengeScreen) -> String {
    let seconds = warning::whole_seconds(scene.now.at.until(screen.until));
    (scene.words().time_left)(&format!("{}:{:02}", seconds / 60, seconds % 60))
}
