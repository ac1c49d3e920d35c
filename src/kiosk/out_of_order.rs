//! A service that could not start says so on its screen for a while, and ends; the service manager
//! then tries again. So a key, settings or journal that are put in place are found without a hand.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::clock::{Clock, wall};
use super::service::Service;
use super::signals::{self, Heard};
use super::terminal::Screen;
use crate::config::Surroundings;
use crate::view::{self, Look, OutOfOrder};

/// How long it is said before the next try.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the countdown is drawn.
const TICK: Duration = Duration::from_secs(1);

/// Shows why there is no station, until it is time to try again or a signal asks to stop or to
/// read the settings anew. Outside a service it returns at once: whoever started the program by
/// hand reads its message. So it does without a terminal.
pub fn show(page: &OutOfOrder, surroundings: &Surroundings) {
    let clock = Clock::start();
    let mut service = Service::of(surroundings);
    if !service.is_managed() {
        return;
    }
    let (sender, heard) = channel();
    let listening = signals::listen(move |signal| {
        // The page may be over.
        let _told = sender.send(signal);
    });
    let (Ok(()), Ok(mut screen)) = (listening, Screen::enter()) else { return };
    let look = Look::new(&std::env::var("TERM").unwrap_or_default(), wall);
    service.status(&format!("out of service: {}", page.code));
    loop {
        let now = clock.now().at;
        let left = PATIENCE.saturating_sub(now.0);
        let drawn = screen.draw(|frame| view::out_of_order(frame, page, left, &look)).is_ok();
        if left.is_zero() || !drawn {
            return;
        }
        service.drawn(now);
        match heard.recv_timeout(TICK.min(left)) {
            Ok(Heard::Stop | Heard::Reload) => return,
            Ok(Heard::Resized) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
