//! The font of the station's console: does it have what the screen is drawn with. Asked of
//! `setfont`, which the package brings along (kbd), as only the kernel knows and only by an ioctl.

use std::process::Command;

use super::finding::Finding;
use crate::command::codes::Code;
use crate::view;

/// The station's console.
const CONSOLE: &str = "/dev/tty1";

pub(super) fn font() -> Finding {
    let what = "font";
    let asked = Command::new("setfont").args(["-C", CONSOLE, "-ou", "/dev/stdout"]).output();
    let answer = match asked {
        Ok(answer) if answer.status.success() => answer,
        Ok(_) => {
            return Finding::skipped(what, format!("{CONSOLE} shows its font to root only"));
        }
        Err(_) => return Finding::skipped(what, "setfont is not installed"),
    };
    let map = String::from_utf8_lossy(&answer.stdout);
    if map.is_empty() {
        return Finding::skipped(what, format!("{CONSOLE} has no font of its own"));
    }
    let missing = missing(&map);
    if missing.is_empty() {
        Finding::pass(what, format!("{CONSOLE} has all the characters of the screen"))
    } else {
        let missing: String = missing.into_iter().collect();
        Finding::fail(what, Code::Font, format!("{CONSOLE} lacks {missing}"))
    }
}

/// What of the screen's characters is not in a font's map, as `setfont -ou` writes it: a line for
/// each shape, with the characters it stands for as `U+25a0`.
fn missing(map: &str) -> Vec<char> {
    let code = |word: &str| u32::from_str_radix(word.strip_prefix("U+")?, 16).ok();
    let has: Vec<char> =
        map.split_whitespace().filter_map(code).filter_map(char::from_u32).collect();
    view::console_glyphs().filter(|glyph| !has.contains(glyph)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_font_lacks_is_named() {
        let all: String = view::console_glyphs()
            .map(|glyph| format!("0x20\tU+{:04x}\n", u32::from(glyph)))
            .collect();
        assert_eq!(missing(&all), []);
        assert_eq!(missing(&all.replace("U+25a0", "U+25a1")), ['■']);
        assert_eq!(missing("").len(), view::console_glyphs().count());
    }
}
