//! Draws screens of the station as one SVG picture, the same bytes on every run.
//!
//! ```text
//! cargo run --example picture > docs/picture.svg
//! cargo run --example picture -- --term linux --size 160x50 "confirm" > confirm.svg
//! ```
//!
//! Screens are named as in `tests/gallery`; without a name the sheet of the README is drawn.
//! `--kiosk`, `--french` and `--live` change the station, `--term linux` the glyphs.

#[path = "../tests/gallery/mod.rs"]
mod gallery;

use std::fmt::Write as _;
use std::io::Write as _;

use chargeonce::station::{Language, Mode, Realm};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of a cell.
const CELL: (usize, usize) = (9, 18);
/// Pixels between pictures and around them.
const MARGIN: usize = 18;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut mode, mut language, mut realm) = (Mode::Counter, Language::English, Realm::Sandbox);
    let (mut term, mut size) = ("xterm-256color".to_owned(), (80, 24));
    let mut names = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--kiosk" => mode = Mode::Kiosk,
            "--french" => language = Language::French,
            "--live" => realm = Realm::Live,
            "--term" => term = arguments.next().unwrap_or(term),
            "--size" => {
                let parsed = arguments.next().and_then(|size| {
                    let (columns, rows) = size.split_once('x')?;
                    Some((columns.parse().ok()?, rows.parse().ok()?))
                });
                size = parsed.unwrap_or(size);
            }
            _ => names.push(argument),
        }
    }
    if names.is_empty() {
        names = ["welcome", "card, swiped", "confirm", "approved"].map(str::to_owned).to_vec();
    }
    let exhibits = gallery::exhibits(&gallery::policy(mode, language, realm));
    let pictures: Vec<Buffer> = names
        .iter()
        .filter_map(|name| exhibits.iter().find(|exhibit| exhibit.name == name))
        .map(|exhibit| exhibit.drawn(size.0, size.1, &term))
        .collect();
    std::io::stdout().write_all(sheet(&pictures).as_bytes())
}

/// The pictures in rows of two.
fn sheet(pictures: &[Buffer]) -> String {
    let area = pictures.first().map(|picture| picture.area).unwrap_or_default();
    let (width, height) = (usize::from(area.width) * CELL.0, usize::from(area.height) * CELL.1);
    let across = pictures.len().clamp(1, 2);
    let down = pictures.len().div_ceil(2).max(1);
    let total = (across * (width + MARGIN) + MARGIN, down * (height + MARGIN) + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"'DejaVu Sans \
         Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#1b1d23\"/>\n",
        total.0, total.1
    );
    for (place, picture) in pictures.iter().enumerate() {
        let x = MARGIN + (place % 2) * (width + MARGIN);
        let y = MARGIN + (place / 2) * (height + MARGIN);
        let _ = writeln!(svg, "<g transform=\"translate({x} {y})\">");
        let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" fill=\"#000\"/>");
        draw(&mut svg, picture);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

/// One terminal: each row in runs of cells that look alike.
fn draw(svg: &mut String, buffer: &Buffer) {
    for (row, cells) in buffer.content.chunks(usize::from(buffer.area.width.max(1))).enumerate() {
        let mut x = 0;
        for run in cells.chunk_by(|a, b| inks(a) == inks(b) && is_block(a) == is_block(b)) {
            draw_run(svg, run, x, row);
            x += run.len();
        }
    }
}

fn draw_run(svg: &mut String, run: &[Cell], x: usize, row: usize) {
    let Some(first) = run.first() else { return };
    let (ink, paper, bold) = inks(first);
    let (left, top) = (x * CELL.0, row * CELL.1);
    if paper != "#000000" {
        rect(svg, left, top, run.len() * CELL.0, CELL.1, paper);
    }
    if is_block(first) {
        let mut left = left;
        for same in
            run.chunk_by(|a, b| a.symbol() == b.symbol() && !matches!(a.symbol(), "│" | "║"))
        {
            block(svg, first_symbol(same), (left, top), same.len(), ink);
            left += same.len() * CELL.0;
        }
        return;
    }
    let text: String = run.iter().map(Cell::symbol).collect();
    let shown = text.trim_end();
    if shown.is_empty() {
        return;
    }
    let lead = shown.chars().take_while(|c| *c == ' ').count();
    let shown = shown.trim_start();
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let length = shown.chars().count() * CELL.0;
    let escaped = shown.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" fill=\"{ink}\"{weight} textLength=\"{length}\" \
         xml:space=\"preserve\">{escaped}</text>",
        left + lead * CELL.0,
        top + 14
    );
}

fn first_symbol(cells: &[Cell]) -> &str {
    cells.first().map_or(" ", Cell::symbol)
}

/// Blocks are drawn as rectangles, so that no seam shows between cells.
fn is_block(cell: &Cell) -> bool {
    matches!(
        cell.symbol(),
        "█" | "▀"
            | "▄"
            | "▒"
            | "─"
            | "═"
            | "│"
            | "║"
            | "╭"
            | "╮"
            | "╰"
            | "╯"
            | "┌"
            | "┐"
            | "└"
            | "┘"
            | "╔"
            | "╗"
            | "╚"
            | "╝"
    )
}

/// Draws a run of the same block or box character. Boxes are strokes through the middle of the cell.
fn block(svg: &mut String, symbol: &str, (x, y): (usize, usize), count: usize, ink: &str) {
    let (w, h) = (CELL.0 * count, CELL.1);
    let (right, bottom) = (x + w, y + h);
    let (cx, cy) = (x + CELL.0 / 2, y + h / 2);
    // The two strokes of a double line, outer one first as seen from the top left.
    let (x1, x2, y1, y2) = (cx - 1, cx + 2, cy - 1, cy + 2);
    let path = match symbol {
        "█" => return rect(svg, x, y, w, h, ink),
        "▀" => return rect(svg, x, y, w, h / 2, ink),
        "▄" => return rect(svg, x, y + h / 2, w, h / 2, ink),
        "─" => format!("M{x} {cy}H{right}"),
        "│" => format!("M{cx} {y}V{bottom}"),
        "═" => format!("M{x} {y1}H{right}M{x} {y2}H{right}"),
        "║" => format!("M{x1} {y}V{bottom}M{x2} {y}V{bottom}"),
        "╭" => format!("M{cx} {bottom}Q{cx} {cy} {right} {cy}"),
        "╮" => format!("M{cx} {bottom}Q{cx} {cy} {x} {cy}"),
        "╰" => format!("M{cx} {y}Q{cx} {cy} {right} {cy}"),
        "╯" => format!("M{cx} {y}Q{cx} {cy} {x} {cy}"),
        "┌" => format!("M{cx} {bottom}V{cy}H{right}"),
        "┐" => format!("M{cx} {bottom}V{cy}H{x}"),
        "└" => format!("M{cx} {y}V{cy}H{right}"),
        "┘" => format!("M{cx} {y}V{cy}H{x}"),
        "╔" => format!("M{x1} {bottom}V{y1}H{right}M{x2} {bottom}V{y2}H{right}"),
        "╗" => format!("M{x2} {bottom}V{y1}H{x}M{x1} {bottom}V{y2}H{x}"),
        "╚" => format!("M{x1} {y}V{y2}H{right}M{x2} {y}V{y1}H{right}"),
        "╝" => format!("M{x2} {y}V{y2}H{x}M{x1} {y}V{y1}H{x}"),
        _ => {
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{ink}\" \
                 opacity=\"0.5\" shape-rendering=\"crispEdges\"/>"
            );
            return;
        }
    };
    let _ = writeln!(svg, "<path d=\"{path}\" stroke=\"{ink}\" fill=\"none\"/>");
}

fn rect(svg: &mut String, x: usize, y: usize, width: usize, height: usize, fill: &str) {
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" \
         shape-rendering=\"crispEdges\"/>"
    );
}

/// Ink, paper and weight of a cell.
fn inks(cell: &Cell) -> (&'static str, &'static str, bool) {
    let (ink, paper) = (colour(cell.fg), colour(cell.bg));
    let bold = cell.modifier.contains(Modifier::BOLD);
    match cell.modifier.contains(Modifier::REVERSED) {
        true => (paper, ink, bold),
        false => (ink, paper, bold),
    }
}

/// The Linux console's palette.
const fn colour(colour: Color) -> &'static str {
    match colour {
        Color::White => "#ffffff",
        Color::Gray => "#aaaaaa",
        Color::LightYellow => "#ffff55",
        Color::LightGreen => "#55ff55",
        Color::LightRed => "#ff5555",
        Color::LightCyan => "#55ffff",
        _ => "#000000",
    }
}
