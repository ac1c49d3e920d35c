//! The menu behind a PIN: figures above, what can be done below; and the settings in force, which
//! show no PIN, key or file.

use ratatui::style::Style;

use crate::station::screen::{TechnicianAct, TechnicianPage, TechnicianScreen};
use crate::station::{BankConfirmation, CLOCK_TOLERANCE, Link, Machine, Mode, ReaderHealth, Role};
use crate::view::canvas::Canvas;
use crate::view::frame::banner_text;
use crate::view::look::Weight;
use crate::view::stack::{Choice, Stack};
use crate::view::{Scene, look};

/// Readers that are listed; more would push the menu off a small screen.
const READERS: usize = 3;

/// A label, what it labels, and how that looks.
type Fact = (String, String, Style);

pub(super) fn draw(scene: &Scene<'_>, screen: &TechnicianScreen, canvas: &mut Canvas<'_>) {
    canvas.outline(Weight::Double, look::quiet());
    let mut face = canvas.inside(2, 1);
    match screen.page {
        TechnicianPage::Menu => menu(scene, screen, &mut face),
        TechnicianPage::Settings => settings(scene, &mut face),
    }
}

/// What the menu offers at present.
pub(super) fn offered(scene: &Scene<'_>, screen: &TechnicianScreen) -> Vec<TechnicianAct> {
    let leave = scene.policy.unattended.leave;
    TechnicianAct::offered(screen.role, leave, scene.paused, scene.books.is_closed())
}

fn menu(scene: &Scene<'_>, screen: &TechnicianScreen, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    let title = match screen.role {
        Role::Staff => words.staff_title,
        Role::Technician => words.technician_title,
    };
    let choices = offered(scene, screen)
        .into_iter()
        .enumerate()
        .map(|(place, act)| Choice {
            label: format!("{}  {}", place + 1, (words.technician_act)(act)),
            detail: String::new(),
            chosen: place == screen.choice,
        })
        .collect();
    Stack::left(canvas)
        .text(title, look::strong())
        .gap()
        .facts(figures(scene, screen.machine))
        .gap()
        .list(choices)
        .draw(canvas);
}

fn figures(scene: &Scene<'_>, machine: Option<Machine>) -> Vec<Fact> {
    let words = scene.words();
    let machine = machine.unwrap_or_default();
    let mut facts = vec![program(scene), process(scene, machine)];
    facts.extend(readers(scene));
    facts.extend([stripe(scene), clock(scene), journal(scene, machine)]);
    if let Some(help) = &scene.policy.unattended.help {
        facts.push(plain(words.label_call, scene.look.spelled(help)));
    }
    facts
}

fn plain(label: &str, value: String) -> Fact {
    (label.to_owned(), value, look::text())
}

fn program(scene: &Scene<'_>) -> Fact {
    let words = scene.words();
    let minutes = scene.now.at.0.as_secs() / 60;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let running = (words.running_for)(days, hours, minutes);
    plain(words.label_program, format!("chargeonce {}, {running}", env!("CARGO_PKG_VERSION")))
}

fn process(scene: &Scene<'_>, machine: Machine) -> Fact {
    let known = match (machine.resident, machine.descriptors, machine.threads) {
        (Some(bytes), Some(files), Some(threads)) => {
            (scene.words().process)(bytes / 1_000_000, files, threads)
        }
        _ => "–".to_owned(),
    };
    plain("", known)
}

fn readers(scene: &Scene<'_>) -> Vec<Fact> {
    let words = scene.words();
    if scene.readers.is_empty() {
        return vec![plain(words.label_reader, words.reader_in_terminal.to_owned())];
    }
    let listed = scene.readers.iter().take(READERS).enumerate().map(|(place, reader)| {
        let label = if place == 0 { words.label_reader } else { "" };
        let style = match reader.health {
            ReaderHealth::Ready => look::good(),
            ReaderHealth::Starting => look::quiet(),
            ReaderHealth::Missing | ReaderHealth::Denied | ReaderHealth::Failed => look::bad(),
        };
        let name = scene.look.spelled(&reader.name);
        (label.to_owned(), format!("{name}: {}", (words.reader)(reader.health)), style)
    });
    listed.collect()
}

fn stripe(scene: &Scene<'_>) -> Fact {
    let words = scene.words();
    let answered = scene.round_trip.map_or_else(
        || words.no_answer_yet.to_owned(),
        |trip| (words.answered)(trip.took.as_millis(), scene.now.at.since(trip.at).as_secs()),
    );
    let style = match scene.link {
        Link::Online => look::good(),
        Link::Unknown => look::quiet(),
        Link::Offline => look::bad(),
    };
    ("Stripe".to_owned(), format!("{}, {answered}", (words.link)(scene.link)), style)
}

fn clock(scene: &Scene<'_>) -> Fact {
    let words = scene.words();
    let apart = scene.clock_ahead.unsigned_abs() / 1_000;
    match (scene.round_trip, apart) {
        (None, _) => plain(words.label_clock, words.no_answer_yet.to_owned()),
        // Stripe tells whole seconds, and the answer takes its time.
        (Some(_), 0..=2) => plain(words.label_clock, words.clock_right.to_owned()),
        (Some(_), apart) => {
            let wrong = apart > CLOCK_TOLERANCE.as_secs();
            let style = if wrong { look::bad() } else { look::text() };
            (words.label_clock.to_owned(), (words.clocks_apart)(apart), style)
        }
    }
}

fn journal(scene: &Scene<'_>, machine: Machine) -> Fact {
    let words = scene.words();
    let mut parts = vec![
        (words.records)(scene.books.records()),
        (words.settling)(scene.settling),
        (words.attentions)(scene.attentions),
    ];
    if scene.cancelling > 0 {
        parts.insert(2, (words.cancelling)(scene.cancelling));
    }
    if let Some(free) = machine.disk_free {
        parts.push((words.megabytes_free)(free / 1_000_000));
    }
    plain(words.label_journal, parts.join(", "))
}

fn settings(scene: &Scene<'_>, canvas: &mut Canvas<'_>) {
    let words = scene.words();
    Stack::left(canvas)
        .text(words.settings_title, look::strong())
        .gap()
        .facts(in_force(scene))
        .draw(canvas);
}

fn in_force(scene: &Scene<'_>) -> Vec<Fact> {
    let words = scene.words();
    let policy = scene.policy;
    let unattended = &policy.unattended;
    let mode = match policy.mode {
        Mode::Counter => words.mode_counter,
        Mode::Kiosk => words.mode_kiosk,
    };
    let limits =
        (words.limits)(&scene.money(policy.limits.minimum), &scene.money(policy.limits.maximum));
    let sold: Vec<_> =
        policy.fixed.iter().chain(&policy.presets).map(|it| scene.money(*it)).collect();
    let sold = if sold.is_empty() { words.any_amount.to_owned() } else { sold.join(", ") };
    let hours = if unattended.hours.are_set() {
        unattended.hours.text(&words.days)
    } else {
        words.always_open.to_owned()
    };
    let bank = match policy.bank_confirmation {
        BankConfirmation::Qr => "3-D Secure: QR",
        BankConfirmation::Decline => "3-D Secure: –",
    };
    let receipts = listed(
        [
            (policy.receipts.email, words.receipt_email),
            (policy.receipts.printer, words.receipt_print),
        ],
        words.nothing_set,
    );
    let pins = listed(
        [
            (unattended.pins.staff.is_some(), words.role_staff),
            (unattended.pins.technician.is_some(), words.role_technician),
        ],
        words.nothing_set,
    );
    let timings = policy.timings;
    let waits =
        (words.waits)(timings.idle.as_secs(), timings.warning.as_secs(), timings.outcome.as_secs());
    let mut facts = vec![
        plain(words.label_station, format!("{}, {mode}", scene.look.spelled(&policy.name))),
        plain(words.label_money, banner_text(policy.realm, words).unwrap_or("Stripe").to_owned()),
        plain("", limits),
        plain(words.label_sold, sold),
        plain(words.label_hours, hours),
    ];
    if unattended.require_reader {
        facts.push(plain("", words.reader_required.to_owned()));
    }
    let limit = unattended.declines;
    let minutes = |time: std::time::Duration| time.as_secs() / 60;
    facts.push(plain(
        words.label_declines,
        (words.decline_limit)(limit.count, minutes(limit.within), minutes(limit.pause)),
    ));
    if limit.visit > 0 {
        facts.push(plain("", (words.visit_limit)(limit.visit)));
    }
    facts.extend([
        plain(words.label_waiting, waits),
        plain("", bank.to_owned()),
        plain(words.label_receipt, receipts),
        plain(words.label_pins, pins),
    ]);
    facts
}

/// Those that are so, or a word for none.
fn listed<const N: usize>(all: [(bool, &str); N], none: &str) -> String {
    let set: Vec<_> = all.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
    if set.is_empty() { none.to_owned() } else { set.join(", ") }
}
