//! The terminal a command runs in while cards are swiped: it shows nothing of what is typed, and
//! keeps nothing. A reader that types like a keyboard would else put a card on the screen, and,
//! when the command has ended, into the shell and its history.

use rustix::termios::{LocalModes, OptionalActions, Termios};

use crate::reader::typeahead;

/// A terminal that is silent until this is dropped. Where standard input is none, nothing.
pub(in crate::command) struct Hush {
    before: Option<Termios>,
}

impl Hush {
    /// From now on. Ctrl+C goes on to interrupt.
    pub(in crate::command) fn begin() -> Self {
        let input = rustix::stdio::stdin();
        let before = rustix::termios::tcgetattr(input).ok();
        if let Some(before) = &before {
            let mut silent = before.clone();
            // By lines and without an echo: then the kernel overwrites what it has handed over.
            silent.local_modes |= LocalModes::ICANON;
            silent.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
            let _ = rustix::termios::tcsetattr(input, OptionalActions::Now, &silent);
        }
        Self { before }
    }
}

impl Drop for Hush {
    fn drop(&mut self) {
        let Some(before) = &self.before else { return };
        let input = rustix::stdio::stdin();
        let mut to_read_off = before.clone();
        // With external processing bytes can be read before their line has ended.
        to_read_off.local_modes |= LocalModes::ICANON | LocalModes::EXTPROC;
        to_read_off.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
        if rustix::termios::tcsetattr(input, OptionalActions::Now, &to_read_off).is_ok() {
            typeahead::read_off(input);
        }
        let _ = rustix::termios::tcsetattr(input, OptionalActions::Flush, before);
    }
}
