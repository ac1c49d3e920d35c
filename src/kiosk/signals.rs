//! Signals as messages: SIGTERM, SIGINT and SIGQUIT ask to stop, SIGHUP to read the settings anew,
//! SIGWINCH to look at the size. SIGTSTP is heard and nothing else, so that nobody parks a station.
//!
//! SIGHUP also comes when the terminal is hung up; then the vault finds it gone, and that decides.

use std::io;
use std::thread;

use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};

/// A signal the loop cares about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Finish what moves money, then leave.
    Stop,
    /// Read the settings anew.
    Reload,
    /// The terminal has another size.
    Resized,
}

/// Starts to listen, on a thread of its own.
///
/// # Errors
/// When the system gives no thread or no signal.
pub fn listen(mut tell: impl FnMut(Heard) + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut terminate, mut interrupt, mut quit, mut hang_up, mut resize, mut park) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::quit())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::window_change())?,
            signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
        )
    };
    let listen = async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => tell(Heard::Stop),
                _ = interrupt.recv() => tell(Heard::Stop),
                _ = quit.recv() => tell(Heard::Stop),
                _ = hang_up.recv() => tell(Heard::Reload),
                _ = resize.recv() => tell(Heard::Resized),
                _ = park.recv() => {}
            }
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(listen))?;
    Ok(())
}
