//! What every screen promises, and a picture of each to review.
//!
//! Run with `INSTA_UPDATE=always` to redraw the pictures in `tests/snapshots`.

#![expect(clippy::unwrap_used, reason = "what is missing here is a failed test")]

mod gallery;

use chargeonce::station::{Language, Mode, Realm};
use gallery::{Exhibit, exhibits, policy};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

const MODES: [Mode; 2] = [Mode::Counter, Mode::Kiosk];
const LANGUAGES: [Language; 2] = [Language::English, Language::French];
const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];
const TERMS: [&str; 2] = ["linux", "xterm-256color"];

fn rows(buffer: &Buffer) -> Vec<String> {
    let columns = usize::from(buffer.area.width.max(1));
    buffer
        .content
        .chunks(columns)
        .map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>())
        .collect()
}

fn text(buffer: &Buffer) -> String {
    rows(buffer).iter().map(|row| row.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Runs a check on every screen in every mode and language.
fn on_every_screen(realm: Realm, mut check: impl FnMut(&Exhibit, Mode, Language)) {
    for mode in MODES {
        for language in LANGUAGES {
            for exhibit in exhibits(&policy(mode, language, realm)) {
                check(&exhibit, mode, language);
            }
        }
    }
}

fn english(mode: Mode, name: &str) -> Exhibit {
    let mut all = exhibits(&policy(mode, Language::English, Realm::Sandbox));
    let place = all.iter().position(|exhibit| exhibit.name == name).unwrap();
    all.swap_remove(place)
}

#[test]
fn every_screen_looks_as_reviewed() {
    let mut sheets: Vec<(String, String)> = Vec::new();
    on_every_screen(Realm::Sandbox, |exhibit, mode, language| {
        let screen = exhibit.name.split(',').next().unwrap();
        let screen = screen.split(" with").next().unwrap();
        let screen = screen.split(" on ").next().unwrap().replace(' ', "_");
        let sizes = if screen == exhibit.name.replace(' ', "_") { &SIZES[..] } else { &SIZES[..1] };
        for &(columns, rows) in sizes {
            let title = format!("{} · {mode:?} · {language:?} · {columns}x{rows}", exhibit.name);
            let picture = text(&exhibit.drawn(columns, rows, "linux"));
            let sheet = match sheets.iter_mut().find(|(name, _)| *name == screen) {
                Some((_, sheet)) => sheet,
                None => {
                    sheets.push((screen.clone(), String::new()));
                    &mut sheets.last_mut().unwrap().1
                }
            };
            sheet.push_str(&format!("==== {title} ====\n{picture}\n\n"));
        }
    });
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (screen, sheet) in sheets {
            insta::assert_snapshot!(screen, sheet);
        }
    });
}

#[test]
fn the_sandbox_says_so_on_every_screen_and_at_every_size() {
    let sizes = [(7, 1), (7, 9), (12, 2), (40, 10), (79, 24), (80, 23), (80, 24), (160, 50)];
    for realm in [Realm::Sandbox, Realm::Test] {
        on_every_screen(realm, |exhibit, _, _| {
            for (columns, rows) in sizes {
                let picture = text(&exhibit.drawn(columns, rows, "linux"));
                assert!(picture.contains("SANDBOX"), "{} at {columns}x{rows}", exhibit.name);
            }
        });
    }
    on_every_screen(Realm::Live, |exhibit, _, _| {
        assert!(!text(&exhibit.drawn(80, 24, "linux")).contains("SANDBOX"), "{}", exhibit.name);
    });
}

#[test]
fn any_size_can_be_drawn() {
    on_every_screen(Realm::Sandbox, |exhibit, _, _| {
        for (columns, rows) in [(0, 0), (1, 0), (0, 1), (1, 1), (3, 3), (30, 2), (79, 60)] {
            exhibit.drawn(columns, rows, "linux");
        }
        for (columns, rows) in [(80, 25), (81, 60), (120, 40), (300, 24)] {
            exhibit.drawn(columns, rows, "xterm-256color");
        }
    });
}

#[test]
fn every_screen_names_the_next_key() {
    on_every_screen(Realm::Live, |exhibit, mode, language| {
        for (columns, height) in SIZES {
            let picture = exhibit.drawn(columns, height, "xterm");
            // The bank's code may take the steady frame's place; the keys are in the last row
            // all the same.
            let last = rows(&picture).pop().unwrap();
            let keys = match language {
                Language::English => ["Enter", "Esc", "Ctrl+Q", "no key is needed", "any key"],
                Language::French => ["Entrée", "Échap", "Ctrl+Q", "aucune touche", "une touche"],
            };
            assert!(
                keys.iter().any(|key| last.contains(key)),
                "{} · {mode:?} · {language:?}: {last}",
                exhibit.name
            );
        }
    });
}

#[test]
fn the_console_is_given_only_glyphs_its_fonts_have() {
    let allowed = |c: char| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}')
            || "─│┌┐└┘├┤┬┴┼═║╔╗╚╝█░▒←↑→↓■●•–—…“”€".contains(c)
    };
    on_every_screen(Realm::Sandbox, |exhibit, _, _| {
        for (columns, rows) in SIZES {
            for c in text(&exhibit.drawn(columns, rows, "linux")).chars() {
                assert!(allowed(c) || c == '\n', "{c:?} on {}", exhibit.name);
            }
        }
    });
}

#[test]
fn only_the_styles_that_read_well_on_the_console_are_drawn() {
    let inks = [
        Color::White,
        Color::Gray,
        Color::LightYellow,
        Color::LightGreen,
        Color::LightRed,
        Color::LightCyan,
    ];
    for term in TERMS {
        on_every_screen(Realm::Sandbox, |exhibit, _, _| {
            for (columns, rows) in [(80, 24), (40, 10)] {
                for cell in &exhibit.drawn(columns, rows, term).content {
                    assert!(inks.contains(&cell.fg), "{:?} on {}", cell.fg, exhibit.name);
                    assert_eq!(cell.bg, Color::Black, "{}", exhibit.name);
                    // The console shows the reverse of a bright or bold colour as gray on dim.
                    let reversed = cell.modifier.contains(Modifier::REVERSED);
                    let plain_gray = cell.fg == Color::Gray && cell.modifier == Modifier::REVERSED;
                    let bold_at_most = (cell.modifier - Modifier::BOLD).is_empty();
                    assert!(if reversed { plain_gray } else { bold_at_most }, "{}", exhibit.name);
                }
            }
        });
    }
}

#[test]
fn no_screen_shows_more_of_a_card_than_its_last_four_digits() {
    on_every_screen(Realm::Live, |exhibit, _, _| {
        for (columns, height) in [(80, 24), (160, 50), (40, 10)] {
            for row in rows(&exhibit.drawn(columns, height, "linux")) {
                let squeezed: String =
                    row.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
                let longest = squeezed.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
                assert!(longest.unwrap_or_default() < 9, "{} shows {row}", exhibit.name);
            }
        }
    });
}

#[test]
fn the_products_own_words_are_on_their_screens() {
    let expected = [
        ("method", &["Charge with New Card"][..]),
        ("card, reading", &["Reading card…"]),
        ("save", &["Save this card for future use?", "● No", "locked"]),
        ("confirm", &["Yes, Charge the Customer", "$1,234.50", "Visa •••• 4242"]),
        ("approved", &["APPROVED", "Card not saved", "$1,234.50"]),
        ("declined", &["DECLINED", "nothing was charged"]),
        ("not charged", &["NOT CHARGED", "nothing was charged", "E-OFFLINE"]),
        ("receipt", &["Card not saved", "2.3 seconds"]),
    ];
    for (name, sentences) in expected {
        let picture = text(&english(Mode::Counter, name).drawn(80, 24, "linux"));
        for sentence in sentences {
            assert!(picture.contains(sentence), "{sentence:?} is not on {name}:\n{picture}");
        }
    }
    let french = exhibits(&policy(Mode::Kiosk, Language::French, Realm::Sandbox));
    for (name, word) in
        [("approved", "APPROUVÉ"), ("declined", "REFUSÉ"), ("not charged", "NON DÉBITÉ")]
    {
        let exhibit = french.iter().find(|exhibit| exhibit.name == name).unwrap();
        assert!(text(&exhibit.drawn(80, 24, "linux")).contains(word), "{word}");
    }
}

#[test]
fn a_window_that_is_too_small_still_says_what_matters() {
    let approved = english(Mode::Counter, "approved");
    let picture = text(&approved.drawn(40, 10, "linux"));
    for sentence in ["SANDBOX", "APPROVED $1,234.50 USD", "make the window larger"] {
        assert!(picture.contains(sentence), "{picture}");
    }
    assert_eq!(text(&approved.drawn(32, 1, "linux")), "SANDBOX APPROVED $1,234.50 USD");
    let warned = text(&english(Mode::Kiosk, "still there").drawn(30, 5, "linux"));
    assert!(warned.contains("Are you still there? 17"), "{warned}");
}

#[test]
fn the_banks_code_takes_the_frames_place_before_it_is_given_up() {
    let screen = english(Mode::Counter, "challenge, middling link");
    let picture = text(&screen.drawn(80, 24, "xterm-256color"));
    assert!(picture.contains('▀') && picture.contains("SANDBOX"), "{picture}");
    assert!(!picture.contains("Harbour Hotel"), "{picture}");
    let picture = text(&screen.drawn(80, 24, "linux"));
    assert!(picture.contains("too large for this screen"), "{picture}");
}

#[test]
fn the_idle_warning_hides_what_the_last_person_left() {
    for mode in MODES {
        let picture = text(&english(mode, "still there").drawn(80, 24, "linux"));
        for secret in ["Jane", "4242", "Booking", "1,234.50"] {
            assert!(!picture.contains(secret), "{picture}");
        }
    }
}

#[test]
fn a_customer_alone_is_not_shown_what_is_for_staff() {
    for name in ["not charged, raw cards", "declined", "closed"] {
        let picture = text(&english(Mode::Kiosk, name).drawn(80, 24, "linux"));
        assert!(!picture.contains("Staff:"), "{picture}");
        assert!(!picture.contains("rak_"), "{picture}");
    }
    let welcome = text(&english(Mode::Kiosk, "welcome").drawn(160, 50, "linux"));
    assert!(!welcome.contains("4242"), "{welcome}");
}

#[test]
fn the_clock_is_never_pushed_out_of_the_header() {
    on_every_screen(Realm::Live, |exhibit, _, _| {
        let header = rows(&exhibit.drawn(80, 24, "linux")).swap_remove(0);
        assert!(header.trim_end().ends_with("14:05"), "{}: {header}", exhibit.name);
    });
}
