//! Signals as messages: SIGTERM, SIGINT and SIGHUP ask to stop, SIGWINCH to look at the size.

use std::io;
use std::thread;

use tokio::signal::unix::{SignalKind, signal};

/// A signal the loop cares about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Finish what moves money, then leave.
    Stop,
    /// The terminal has another size.
    Resized,
}

/// Starts to listen, on a thread of its own.
///
/// # Errors
/// When the system gives no thread or no signal.
pub fn listen(mut tell: impl FnMut(Heard) + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut terminate, mut interrupt, mut hang_up, mut resize) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::window_change())?,
        )
    };
    let listen = async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => tell(Heard::Stop),
                _ = interrupt.recv() => tell(Heard::Stop),
                _ = hang_up.recv() => tell(Heard::Stop),
                _ = resize.recv() => tell(Heard::Resized),
            }
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(listen))?;
    Ok(())
}
