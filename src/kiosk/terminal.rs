//! The terminal as a screen: raw, full, ours alone, and left clean on every way out.
//!
//! It reads nothing: keys are the vault's.

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal, layout::Rect};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios};

/// Alternate screen, no cursor, no wrapping surprises from what was there before.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J\x1b[H";
/// Everything back as it was.
const LEAVE: &[u8] = b"\x1b[0m\x1b[2J\x1b[H\x1b[?25h\x1b[?1049l";
/// Enough for the largest frame in one write.
const FRAME: usize = 64 * 1024;

/// How the terminal was before, for every way out, a panic included.
static BEFORE: OnceLock<Termios> = OnceLock::new();

/// The full screen. Dropping it gives the terminal back.
pub struct Screen {
    // Never dropped: its own farewell prints to standard error, which may be as gone as the rest.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When standard input or output is no terminal.
    pub fn enter() -> io::Result<Self> {
        let input = rustix::stdio::stdin();
        let before = rustix::termios::tcgetattr(input)?;
        // Else the system stops this program at its first change to the terminal, and nothing but
        // SIGKILL ends it.
        if rustix::termios::tcgetpgrp(input).is_ok_and(|front| front != rustix::process::getpgrp())
        {
            return Err(io::Error::other(
                "it runs in the background: start it without &, and timeout with --foreground",
            ));
        }
        rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
        let raw = wiping(before.clone());
        let _ = BEFORE.set(before);
        rustix::termios::tcsetattr(input, OptionalActions::Now, &raw)?;
        write_whole(ENTER)?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout()));
        Ok(Self { terminal: ManuallyDrop::new(Terminal::new(backend)?) })
    }

    /// The terminal's input, for the vault.
    ///
    /// # Errors
    /// When the system gives no descriptor.
    pub fn input() -> io::Result<OwnedFd> {
        Ok(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?)
    }

    /// Draws what changed. The size is taken anew each time.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, picture: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(picture)?;
        Ok(())
    }

    /// Makes the next frame repaint every cell, whatever may have been scribbled on the screen.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn repaint(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back. Safe to call twice, and from a panic.
pub fn give_back() {
    if let Some(before) = BEFORE.get() {
        let _ = write_whole(LEAVE);
        // What was typed ahead, perhaps by a card reader, must not reach a shell.
        let _ = rustix::termios::tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, before);
    }
}

/// Raw, and so that the kernel wipes what it has handed over.
///
/// The kernel keeps what was typed in a ring of 4 KiB. In canonical mode without echo it
/// overwrites what was read; with external processing the bytes come one by one all the same
/// (`copy_from_read_buf` in Linux' `drivers/tty/n_tty.c`). One byte alone that is the end-of-file
/// character would be read as nothing: that is made one no keyboard sends.
fn wiping(mut settings: Termios) -> Termios {
    settings.make_raw();
    if crate::vault::is_off(crate::vault::Defence::Ring) {
        return settings;
    }
    settings.local_modes |= LocalModes::ICANON | LocalModes::EXTPROC;
    settings.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
    for code in [SpecialCodeIndex::VEOL, SpecialCodeIndex::VEOL2] {
        settings.special_codes[code] = 0;
    }
    settings.special_codes[SpecialCodeIndex::VEOF] = 0xff;
    settings
}

fn write_whole(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(bytes)?;
    out.flush()
}
