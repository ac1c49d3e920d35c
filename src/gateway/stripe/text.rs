//! Texts that came over the wire, before they may enter the log, a path or the screen.

use serde_json::Value;

/// The longest code or request id that is believed.
const WORD_MAX: usize = 80;
/// The longest id (Stripe, "Object IDs": at most 255 characters).
const ID_MAX: usize = 255;
/// The longest link that is believed.
const LINK_MAX: usize = 4_096;
/// The longest name or address of a customer that is kept, in characters.
const LINE_MAX: usize = 120;

/// A code or request id: a letter, then letters, digits, `_`, `-` and `.`; anything else is no
/// word. A bare number is none either, so that none can enter the log by this way.
pub(super) fn word(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.len() <= WORD_MAX
        && text.bytes().all(is_plain);
    is_word.then(|| text.to_owned())
}

/// An object's id, safe in a path: letters, digits and `_` after `prefix`.
pub(super) fn id(text: &str, prefix: &str) -> Option<String> {
    let rest = text.strip_prefix(prefix)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!rest.is_empty() && text.len() <= ID_MAX && rest.bytes().all(is_plain))
        .then(|| text.to_owned())
}

/// A web link: http or https, visible ASCII only.
pub(super) fn link(text: &str) -> Option<String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    (is_web && text.len() <= LINK_MAX && text.bytes().all(|byte| byte.is_ascii_graphic()))
        .then(|| text.to_owned())
}

/// One line for people: control characters dropped, so that no name can move a cursor; `None`
/// when nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let line: String = text.chars().filter(|letter| !letter.is_control()).take(LINE_MAX).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// A field of an object that is a text.
pub(super) fn field<'v>(object: &'v Value, name: &str) -> Option<&'v str> {
    object.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_path() {
        assert_eq!(id("pi_3Nk", "pi_").as_deref(), Some("pi_3Nk"));
        for text in ["pi_", "pi_a/../b", "pi_a?b", "pi_a b", "ch_1", "", "pi_\r\nx"] {
            assert_eq!(id(text, "pi_"), None, "{text}");
        }
    }

    #[test]
    fn a_bare_number_is_no_word() {
        assert_eq!(word("req_1aB-2.x").as_deref(), Some("req_1aB-2.x"));
        for text in ["", "4242", "_x", "a b", "a\n", &"a".repeat(WORD_MAX + 1)] {
            assert_eq!(word(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert_eq!(line(" Amy\u{1b}[2J\u{9b}1m\n ").as_deref(), Some("Amy[2J1m"));
        assert_eq!(line("\u{7}\t"), None);
    }

    #[test]
    fn a_link_is_a_web_link() {
        assert!(link("https://hooks.stripe.com/3d?x=1").is_some());
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("https://a b"), None);
    }
}
