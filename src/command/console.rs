//! Standard output and standard error of the commands: the only place that prints. The station's
//! screen is something else entirely.

use std::io::{self, Write};

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
        let _written = writeln!(self.err, "chargeonce: {message}");
    }

    /// Writes to standard error, as it is.
    pub fn print_error(&mut self, text: &str) {
        let _written = self.err.write_all(text.as_bytes());
    }
}
