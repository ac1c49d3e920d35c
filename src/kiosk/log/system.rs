//! The system's journal: the same cleaned lines on standard error, where systemd connected that to
//! journald, each with its priority before it as sd-daemon(3) has it.
//!
//! Deliberately not journald's own protocol: its clients take an event's fields as they are, and
//! here nothing leaves that was not cleaned as a whole line first.

use std::io;

use tracing::{Level, Metadata};
use tracing_appender::non_blocking::NonBlocking;
use tracing_subscriber::fmt::MakeWriter;

use super::Redacting;
use crate::config::Surroundings;

/// Whether standard error is journald's: `$JOURNAL_STREAM` names its device and inode.
pub(super) fn is_on_standard_error(surroundings: &Surroundings) -> bool {
    let stream = surroundings.variable("JOURNAL_STREAM").and_then(|stream| stream.to_str());
    let ours = rustix::fs::fstat(rustix::stdio::stderr())
        .map(|stat| format!("{}:{}", stat.st_dev, stat.st_ino));
    stream.is_some_and(|stream| ours.is_ok_and(|ours| ours == stream))
}

/// Makes writers that put the event's priority before its line.
pub(super) struct Prioritised(pub(super) NonBlocking);

/// One event's line.
pub(super) struct Line {
    priority: &'static [u8],
    rest: Redacting,
}

impl<'a> MakeWriter<'a> for Prioritised {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { priority: b"<6>", rest: Redacting(self.0.clone()) }
    }

    fn make_writer_for(&'a self, event: &Metadata<'_>) -> Line {
        Line { priority: priority(*event.level()), ..self.make_writer() }
    }
}

impl io::Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.rest.write_all(&[self.priority, line].concat())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.rest.flush()
    }
}

/// syslog(3): 3 error, 4 warning, 6 information, 7 debugging.
fn priority(level: Level) -> &'static [u8] {
    match level {
        Level::ERROR => b"<3>",
        Level::WARN => b"<4>",
        Level::INFO => b"<6>",
        Level::DEBUG | Level::TRACE => b"<7>",
    }
}
