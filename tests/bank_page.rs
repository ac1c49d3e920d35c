//! The bank's page (3-D Secure) is read off the screen as a phone reads it: by looking at it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what is missing here is a failed test")]

mod gallery;

use chargeonce::station::{Language, Mode, Realm, Screen};
use gallery::{Exhibit, exhibits, policy};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

/// A cell of a terminal, in pixels.
const CELL: (usize, usize) = (4, 8);

/// What a camera sees there: 255 where the screen is lit.
fn light(cell: &Cell, upper: bool) -> u8 {
    let lit = match cell.symbol() {
        "█" => true,
        "▀" => upper,
        "▄" => !upper,
        _ => false,
    };
    assert!(cell.bg == Color::Black, "the dark parts are dark on any terminal");
    if lit && cell.fg == Color::White { 255 } else { 0 }
}

fn seen(buffer: &Buffer) -> Option<String> {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (usize::from(columns) * CELL.0, usize::from(rows) * CELL.1);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let (column, row) = ((x / CELL.0) as u16, (y / CELL.1) as u16);
        light(&buffer[(column, row)], y % CELL.1 < CELL.1 / 2)
    });
    let codes = picture.detect_grids();
    codes.first().map(|code| code.decode().unwrap().1)
}

fn challenge(mode: Mode, name: &str) -> (Exhibit, String) {
    let mut all = exhibits(&policy(mode, Language::English, Realm::Test));
    let place = all.iter().position(|exhibit| exhibit.name == name).unwrap();
    let exhibit = all.swap_remove(place);
    let Screen::Challenge(screen) = &exhibit.screen else { panic!("{name}") };
    let link = screen.link.0.clone();
    (exhibit, link)
}

#[test]
fn a_phone_reads_the_banks_page_off_any_screen_it_is_shown_on() {
    for mode in [Mode::Counter, Mode::Kiosk] {
        for (name, term, columns, rows) in [
            ("challenge", "xterm-256color", 80, 25),
            ("challenge", "linux", 128, 48),
            ("challenge, middling link", "xterm-256color", 80, 24),
            ("challenge, middling link", "linux", 160, 64),
            ("challenge, long link", "xterm-256color", 100, 37),
            // A console of 1920x1080 pixels with a font of 8x16.
            ("challenge, long link", "linux", 240, 67),
        ] {
            let (exhibit, link) = challenge(mode, name);
            let read = seen(&exhibit.drawn(columns, rows, term));
            assert_eq!(read.as_deref(), Some(link.as_str()), "{name} on {columns}x{rows} {term}");
        }
    }
}

#[test]
fn where_no_code_fits_there_is_none_and_the_link_is_not_written_out() {
    let (exhibit, link) = challenge(Mode::Counter, "challenge, long link");
    let buffer = exhibit.drawn(80, 25, "linux");
    assert_eq!(seen(&buffer), None);
    let text: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
    assert!(text.contains("larger code than fits") || text.contains("too large"), "{text}");
    for part in [link.as_str(), "hooks.stripe.com", "client_secret"] {
        assert!(!text.contains(part));
    }
}
