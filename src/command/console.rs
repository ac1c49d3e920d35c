//! Standard output and standard error of the commands: the only place that prints. The station's
//! screen is something else entirely.

use std::io::{self, Write};

/// A message without the system's error numbers, which say nothing that its words do not.
pub(super) fn plain(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                plain.push_str(rest);
            }
            _ => plain.extend([" (os error ", part]),
        }
    }
    plain
}

/// Where a command's words go; in tests, into memory.
pub struct Console<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl<'a> Console<'a> {
    /// On these two.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err }
    }

    /// Where results go, for a command that writes them itself.
    pub fn out(&mut self) -> &mut dyn Write {
        self.out
    }

    /// Writes a result, as it is.
    ///
    /// # Errors
    /// Those of the output.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// Writes what a person should know, with the program's name before it and a line's end after
    /// it. That standard error is gone is nobody's concern.
    pub fn note(&mut self, message: impl std::fmt::Display) {
        let _written = writeln!(self.err, "chargeonce: {}", plain(&message.to_string()));
    }

    /// Writes to standard error, as it is.
    pub fn print_error(&mut self, text: &str) {
        let _written = self.err.write_all(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_words_are_enough_without_their_number() {
        let denied = io::Error::from_raw_os_error(13);
        assert_eq!(
            plain(&format!("x: {denied}. Ask as root")),
            "x: Permission denied. Ask as root"
        );
        assert_eq!(plain(&format!("{denied}; {denied}")), "Permission denied; Permission denied");
        for text in ["nothing here", "an (os error", "(os error x)", " (os error 1"] {
            assert_eq!(plain(text), text);
        }
    }
}
