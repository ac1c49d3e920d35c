//! Text cut, wrapped and shortened to fit.

use unicode_width::UnicodeWidthStr;

/// How many columns a text takes.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Breaks a text at its spaces into lines of at most `columns`. A word that is too long for a
/// line is cut. No-break spaces hold.
pub(super) fn wrapped(text: &str, columns: u16) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = fitted(word, columns);
        let needed = if line.is_empty() { 0 } else { width(&line).saturating_add(1) };
        if needed > 0 && needed.saturating_add(width(&word)) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text, or as much of it as fits before an ellipsis.
pub(super) fn fitted(text: &str, columns: u16) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        cut.push(c);
        if width(&cut).saturating_add(1) > columns {
            cut.pop();
            break;
        }
    }
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// The end of a text that is being typed: as much as fits after an ellipsis.
pub(super) fn tail(text: &str, columns: u16) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut start = text.len();
    for (place, _) in text.char_indices().rev() {
        let rest = text.get(place..).unwrap_or_default();
        if width(rest).saturating_add(1) > columns {
            break;
        }
        start = place;
    }
    format!("…{}", text.get(start..).unwrap_or_default())
}

/// A name for a screen that customers can see: "Jane D." of "Jane Mary Doe", "j…@example.com" of
/// an address.
pub(super) fn shortened_name(name: &str) -> String {
    if let Some((local, domain)) = name.split_once('@') {
        let first: String = local.chars().take(1).collect();
        return format!("{first}…@{domain}");
    }
    let mut parts = name.split_whitespace();
    let first = parts.next().unwrap_or_default().to_owned();
    match parts.next_back().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {initial}."),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_than_asked() {
        let text = "Nothing was charged\u{a0}! Averyveryverylongwordthatcannotfit in here.";
        for columns in 1..40 {
            for line in wrapped(text, columns) {
                assert!(width(&line) <= columns, "{line:?} in {columns}");
            }
        }
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    }

    #[test]
    fn a_text_that_is_cut_says_so() {
        assert_eq!(fitted("Booking 4711", 12), "Booking 4711");
        assert_eq!(fitted("Booking 4711", 8), "Booking…");
        assert_eq!(tail("jane@example.com", 8), "…ple.com");
        assert_eq!(fitted("x", 0), "");
    }

    #[test]
    fn names_are_shortened_to_what_a_stranger_may_read() {
        assert_eq!(shortened_name("Jane Mary Doe"), "Jane D.");
        assert_eq!(shortened_name("Jane"), "Jane");
        assert_eq!(shortened_name("jane.doe@example.com"), "j…@example.com");
        assert_eq!(shortened_name(""), "");
    }
}
