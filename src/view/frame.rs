//! What is the same on every screen: the banner, the header with its small states, the steps of
//! the sale, and the keys. The middle belongs to the screen.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::text::{fitted, width};
use super::words::Words;
use super::{Scene, keys, look, prompt, screens, warning};
use crate::station::{Link, ReaderHealth, Realm, Requirement, Screen};

/// The widest a screen is composed; wider terminals get margins.
const MEASURE: u16 = 140;

pub(super) fn draw(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let (columns, rows) = (canvas.width(), canvas.height());
    let top = banner(scene, canvas);
    let mut below = canvas.part(0, top, columns, rows - top);
    match screens::challenge::needing_whole_frame(scene, &below) {
        Some(screen) => screens::challenge::draw_whole(scene, screen, &mut below),
        None => framed(scene, &mut below),
    }
}

fn framed(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let (columns, rows) = (canvas.width(), canvas.height());
    header(scene, &mut canvas.part(0, 0, columns, 1).inside(1, 0));
    canvas.rule(1, look::quiet());
    steps(scene, &mut canvas.part(0, 1, columns, 1));
    canvas.rule(rows - 2, look::quiet());
    footer(scene, &mut canvas.part(0, rows - 1, columns, 1).inside(1, 0));

    let mut body = canvas.part(0, 2, columns, rows - 4);
    let mut body = body.inside(2, 0);
    let mut body = body.middle(MEASURE);
    match (scene.prompt, scene.warning) {
        (Some(prompt), _) => prompt::draw(scene, prompt, &mut body),
        (None, Some(left)) => warning::draw(scene, left, &mut body),
        (None, None) => screens::draw(scene, &mut body),
    }
}

/// The sentence that no real money moves, where none does.
pub(super) fn banner_text(realm: Realm, words: &Words) -> Option<&'static str> {
    match realm {
        Realm::Sandbox => Some(words.sandbox_banner),
        Realm::Test => Some(words.test_banner),
        Realm::Live => None,
    }
}

/// A striped row across the top. Returns how many rows it takes.
fn banner(scene: &Scene<'_>, canvas: &mut Canvas<'_>) -> u16 {
    let Some(text) = banner_text(scene.policy.realm, scene.words()) else { return 0 };
    let columns = canvas.width();
    canvas.part(0, 0, columns, 1).fill('▒', look::caution());
    canvas.centre(0, &format!("  {text}  "), look::caution());
    1
}

fn header(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let total = |states: &[(String, Style)]| -> u16 {
        states.iter().map(|(text, _)| width(text).saturating_add(3)).sum()
    };
    let named = states(scene, true);
    let states = if total(&named) <= canvas.width() { named } else { states(scene, false) };
    let right = total(&states);
    let room = canvas.width().saturating_sub(right);
    canvas.write(0, 0, &fitted(&canvas.look.spelled(&scene.policy.name), room), look::strong());
    let mut x = canvas.width().saturating_sub(right).saturating_add(3);
    for (text, style) in states {
        x = canvas.write(x, 0, &text, style).saturating_add(3);
    }
}

/// The small states at the right of the header, each with a sign and a word. Which of several
/// readers is meant, and what is being cancelled, is said only where there is room.
fn states(scene: &Scene<'_>, named: bool) -> Vec<(String, Style)> {
    let words = scene.words();
    let mut states = Vec::new();
    if scene.attentions > 0 && !scene.is_kiosk() {
        states.push((format!("! {}", (words.attentions)(scene.attentions)), look::caution()));
    }
    if let Some(state) = readers(scene, named) {
        states.push(state);
    }
    states.push(match scene.link {
        Link::Online => (format!("● {}", (words.link)(Link::Online)), look::good()),
        Link::Unknown => (format!("• {}", (words.link)(Link::Unknown)), look::quiet()),
        Link::Offline => (format!("■ {}", (words.link)(Link::Offline)), look::bad()),
    });
    if scene.settling > 0 {
        states.push((format!("↑ {}", (words.settling)(scene.settling)), look::quiet()));
    }
    // Nothing is charged by these: the first to give way where room is short.
    if scene.cancelling > 0 && named {
        states.push((format!("× {}", (words.cancelling)(scene.cancelling)), look::quiet()));
    }
    let wall = scene.now.wall;
    states.push((format!("{:02}:{:02}", wall.hour, wall.minute), look::text()));
    states
}

/// One word for all readers: the first that is not ready has the say.
fn readers(scene: &Scene<'_>, named: bool) -> Option<(String, Style)> {
    let words = scene.words();
    let ready = |health| health == ReaderHealth::Ready;
    let worst = scene.readers.iter().find(|reader| !ready(reader.health));
    match (scene.readers, worst) {
        ([], _) => None,
        ([_], None) => Some((format!("● {}", (words.reader)(ReaderHealth::Ready)), look::good())),
        (all, None) => Some((format!("● {}", (words.readers_ready)(all.len())), look::good())),
        (all, Some(reader)) => {
            let word = (words.reader)(reader.health);
            let text = match all {
                [_, _, ..] if named => {
                    format!("{word} ({})", fitted(&scene.look.spelled(&reader.name), 12))
                }
                _ => word.to_owned(),
            };
            Some(match reader.health {
                ReaderHealth::Starting | ReaderHealth::Ready => {
                    (format!("• {text}"), look::quiet())
                }
                ReaderHealth::Missing | ReaderHealth::Denied | ReaderHealth::Failed => {
                    (format!("■ {text}"), look::bad())
                }
            })
        }
    }
}

/// The steps a sale takes here, the present one marked, set into the rule under the header.
fn steps(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let here = match scene.screen {
        Screen::Amount(_) => words.step_amount,
        Screen::Reference(_) => words.step_reference,
        Screen::Customer(_) => words.step_customer,
        Screen::Method(_) => words.step_method,
        Screen::Card(_) | Screen::Save(_) => words.step_card,
        Screen::Confirm(_) | Screen::Charging(_) | Screen::Challenge(_) => words.step_confirm,
        Screen::Welcome(_)
        | Screen::Outcome(_)
        | Screen::Receipt(_)
        | Screen::Closed(_)
        | Screen::Technician(_) => return,
    };
    let asked = [
        (words.step_amount, scene.policy.fixed.is_none()),
        (words.step_reference, scene.policy.reference != Requirement::Off),
        (words.step_customer, scene.policy.customer_search && !scene.is_kiosk()),
        (words.step_method, true),
        (words.step_card, true),
        (words.step_confirm, true),
    ];
    let mut x = 2;
    for (step, _) in asked.into_iter().filter(|(_, asked)| *asked) {
        x = if step == here {
            canvas.write(x, 0, &format!(" ● {step} "), look::next())
        } else {
            canvas.write(x, 0, &format!(" {step} "), look::quiet())
        };
        x = x.saturating_add(2);
    }
}

/// The keys that do something now.
pub(super) fn footer(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let keys = match scene.warning {
        Some(_) => Vec::new(),
        None => keys::of(scene),
    };
    if keys.is_empty() {
        let text = match (scene.warning, scene.screen) {
            (Some(_), _) => scene.words().any_key,
            (None, Screen::Closed(_)) => scene.words().act_none_closed,
            (None, _) => scene.words().act_none,
        };
        canvas.write(1, 0, text, look::text());
        return;
    }
    let mut x = 0;
    for key in keys {
        x = canvas.write(x, 0, &format!(" {} ", key.name), look::chosen());
        x = canvas.write(x, 0, &format!(" {}", key.act), look::text()).saturating_add(2);
    }
}
