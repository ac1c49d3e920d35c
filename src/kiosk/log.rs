//! The log for technicians: one file a day, one line an event, UTC; never the screen.
//!
//! It holds transitions, ids and amounts, and deliberately no card data, key or e-mail address:
//! those who write to it can't, and every line goes through [`redact`](super::redact) as well.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;

use super::redact::redact;
use crate::config::{LogLevel, LogSettings};

/// Keeps the log's writer alive; dropped, it writes what is left. Hold it to the end of `main`.
#[must_use = "the log ends when this is dropped"]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: the log can't be written: {cause}. Nothing was started. Make the directory, or name \
     another as log.directory", directory.display()
)]
pub struct LogError {
    /// The directory of the log.
    pub directory: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

/// Starts the log of this process. A second start changes nothing but what is dropped with the
/// guard.
///
/// # Errors
/// [`LogError`] when the directory or the day's file can't be made.
pub fn start(settings: &LogSettings) -> Result<LogGuard, LogError> {
    let (subscriber, guard) = subscriber(settings)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_already| LogError {
        directory: settings.directory.clone(),
        cause: io::Error::other("the log of this process is running already"),
    })?;
    Ok(guard)
}

fn subscriber(
    settings: &LogSettings,
) -> Result<(impl Subscriber + Send + Sync + use<>, LogGuard), LogError> {
    let failed = |cause| LogError { directory: settings.directory.clone(), cause };
    DirBuilder::new().recursive(true).mode(0o700).create(&settings.directory).map_err(failed)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("chargeonce")
        .filename_suffix("log")
        .max_log_files(settings.keep_days.into())
        .build(&settings.directory)
        .map_err(|error| failed(io::Error::other(error)))?;
    // Lossy: a full disk must not hold up a sale.
    let (lines, worker) = NonBlockingBuilder::default().lossy(true).thread_name("log").finish(file);
    let to_file = fmt::layer()
        .compact()
        .with_ansi(false)
        .with_timer(UtcMilliseconds)
        .with_writer(Redacting(lines));
    let subscriber = tracing_subscriber::registry().with(filter(settings.level)).with(to_file);
    Ok((subscriber, LogGuard { _worker: worker }))
}

/// Our own events from the level that is set; of the libraries only what went wrong.
fn filter(level: LogLevel) -> Targets {
    let own = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    Targets::new().with_default(own.min(LevelFilter::WARN)).with_target("chargeonce", own)
}

/// `2026-01-31T09:30:00.000Z`
struct UtcMilliseconds;

impl FormatTime for UtcMilliseconds {
    fn format_time(&self, writer: &mut Writer<'_>) -> std::fmt::Result {
        write!(writer, "{:.3}", jiff::Timestamp::now())
    }
}

/// Cleans each line before it is queued. The formatter writes an event with one call.
#[derive(Clone)]
struct Redacting(NonBlocking);

impl Write for Redacting {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(&redact(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<'a> MakeWriter<'a> for Redacting {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn settings(directory: &Path, level: LogLevel) -> LogSettings {
        LogSettings { directory: directory.join("log"), keep_days: 3, level }
    }

    fn written(directory: &Path) -> String {
        let files = fs::read_dir(directory.join("log")).unwrap();
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    fn log(directory: &Path, level: LogLevel, events: impl FnOnce()) -> String {
        let (subscriber, guard) = subscriber(&settings(directory, level)).unwrap();
        tracing::subscriber::with_default(subscriber, events);
        drop(guard);
        written(directory)
    }

    #[test]
    fn an_event_is_one_line_with_time_target_and_fields() {
        let directory = tempfile::tempdir().unwrap();
        let text = log(directory.path(), LogLevel::Info, || {
            tracing::info!(sale = 17, status = "held", "authorised");
        });
        let (time, rest) = text.split_once(' ').unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok() && time.ends_with('Z'), "{time}");
        assert_eq!(
            rest.trim_start(),
            "INFO chargeonce::kiosk::log::tests: authorised sale=17 status=\"held\"\n"
        );
    }

    #[test]
    fn neither_a_card_number_nor_a_key_reaches_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let text = log(directory.path(), LogLevel::Info, || {
            tracing::error!(body = "number=4242 4242 4242 4242", "key sk_test_abc123");
        });
        assert!(text.contains("number=[redacted]") && text.contains("key [key]"));
        assert!(!text.contains("4242") && !text.contains("abc123"));
    }

    #[test]
    fn libraries_are_heard_only_when_something_is_wrong() {
        let directory = tempfile::tempdir().unwrap();
        let text = log(directory.path(), LogLevel::Debug, || {
            tracing::debug!("ours");
            tracing::info!(target: "hyper", "chatter");
            tracing::warn!(target: "hyper", "trouble");
        });
        assert!(text.contains("ours") && text.contains("trouble") && !text.contains("chatter"));
    }

    #[test]
    fn only_as_many_files_are_kept_as_set() {
        let directory = tempfile::tempdir().unwrap();
        let logs = directory.path().join("log");
        fs::create_dir(&logs).unwrap();
        for day in 1..=9 {
            fs::write(logs.join(format!("chargeonce.2020-01-0{day}.log")), "old\n").unwrap();
        }
        log(directory.path(), LogLevel::Info, || tracing::info!("new"));
        assert!(fs::read_dir(&logs).unwrap().count() <= 3);
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        fs::write(&file, "").unwrap();
        let error = subscriber(&settings(&file, LogLevel::Info)).err().unwrap();
        assert!(error.to_string().starts_with(&format!("{}/log: the log", file.display())));
    }
}
