//! A US keyboard's boot reports (USB HID 1.11, appendix B; usage tables, page 7).

/// What a keyboard says of its reports.
pub const DESCRIPTOR: &[u8] = &[
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08,
    0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
];

const CONTROL: u8 = 0x01;
const SHIFT: u8 = 0x02;

/// The characters of the keys from usage 45 on, without Shift and with it; 50 is no US key.
const PLAIN: &[u8] = b"-=[]\\\0;'`,./";
const SHIFTED: &[u8] = b"_+{}|\0:\"~<>?";
/// The digits' row with Shift, from usage 30 on.
const SYMBOLS: &[u8] = b"!@#$%^&*()";

/// Modifiers and usage of the key that types a character.
fn key(character: u8) -> Option<(u8, u8)> {
    let place = |row: &[u8], first: u8| {
        let at = row.iter().position(|&key| key == character)?;
        Some(first + u8::try_from(at).ok()?)
    };
    Some(match character {
        b'a'..=b'z' => (0, 4 + character - b'a'),
        b'A'..=b'Z' => (SHIFT, 4 + character - b'A'),
        b'1'..=b'9' => (0, 30 + character - b'1'),
        b'0' => (0, 39),
        // A carriage return is Control and M, as MagTek's readers send it.
        b'\r' => (CONTROL, 4 + b'm' - b'a'),
        b'\n' => (0, 40),
        0x1b => (0, 41),
        b'\t' => (0, 43),
        b' ' => (0, 44),
        _ => {
            let plain = place(PLAIN, 45).map(|usage| (0, usage));
            let shifted = || place(SHIFTED, 45).or_else(|| place(SYMBOLS, 30));
            return plain.or_else(|| shifted().map(|usage| (SHIFT, usage)));
        }
    })
}

/// The reports that type a text: each key goes down and up again.
pub fn reports(text: &[u8]) -> Vec<Vec<u8>> {
    let typed = text.iter().filter_map(|&character| key(character));
    typed.flat_map(|(modifiers, usage)| [report(modifiers, usage), report(0, 0)]).collect()
}

fn report(modifiers: u8, usage: u8) -> Vec<u8> {
    vec![modifiers, 0, usage, 0, 0, 0, 0, 0]
}
