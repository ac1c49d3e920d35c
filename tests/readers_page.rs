//! The full-screen page of `chargeonce reader test`, in a terminal: swipes on a line and typed into
//! it are judged and never shown, and the terminal is left as it was found.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of a test may fail it by panicking"
)]

mod readers;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};
use readers::{Line, OTHER, SWIPE};

fn whole(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

struct Page {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    written: Arc<Mutex<Vec<u8>>>,
    size: PtySize,
}

impl Page {
    fn on(line: &Line) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = NativePtySystem::default().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chargeonce"));
        command.args(["reader", "test", "--port", line.path().to_str().unwrap()]);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut output) = (Arc::clone(&written), pair.master.try_clone_reader().unwrap());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                kept.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, keys, written, size }
    }

    fn text(&self) -> String {
        let mut screen = vt100::Parser::new(whole(self.size.rows), whole(self.size.cols), 0);
        screen.process(&self.written.lock().unwrap());
        screen.screen().contents()
    }

    #[track_caller]
    fn shows(&self, text: &str) {
        let since = Instant::now();
        while !self.text().contains(text) {
            assert!(since.elapsed() < Duration::from_secs(20), "{text:?} never came");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    fn types(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits for the end, and wants a clean terminal and no digit too many ever written.
    fn ends_clean(&mut self) {
        assert!(self.child.wait().unwrap().success());
        let since = Instant::now();
        let left = b"\x1b[?25h\x1b[?1049l";
        while !self.written.lock().unwrap().ends_with(left) {
            assert!(since.elapsed() < Duration::from_secs(5), "the screen was not given back");
            std::thread::park_timeout(Duration::from_millis(5));
        }
        let settings = rustix::termios::tcgetattr(self.terminal()).unwrap();
        assert!(settings.local_modes.contains(rustix::termios::LocalModes::ECHO));
        let written = String::from_utf8_lossy(&self.written.lock().unwrap()).into_owned();
        for digits in ["42424", "24242", "55555", "54444", "DOE", "JANE"] {
            assert!(!written.contains(digits), "more was drawn than may be");
        }
    }

    fn terminal(&self) -> std::fs::File {
        std::fs::File::open(self.master.tty_name().unwrap()).unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn swipes_on_a_line_and_typed_are_judged_side_by_side() {
    let mut line = Line::new();
    let mut page = Page::on(&line);
    page.shows("Nothing was swiped yet.");
    page.shows("ready");
    line.send(SWIPE);
    page.shows("visa of 16 digits ending in 4242");
    page.types(OTHER);
    page.shows("mastercard of 16 digits ending in 4444");
    page.shows("2 good, 0 bad");
    page.types(b"hello 100% \x1b[A");
    page.types(b"%E?;E?\r");
    page.shows("2 good, 1 bad");
    page.size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    page.master.resize(page.size).unwrap();
    line.send(&SWIPE[..30]);
    page.shows("2 good, 2 bad");
    page.types(b"\x1b");
    page.ends_clean();
}

#[test]
fn control_and_c_end_it_too() {
    let mut page = Page::on(&Line::new());
    page.shows("Nothing was swiped yet.");
    page.types(b"\x03");
    page.ends_clean();
}
