//! The log for technicians: one file a day, one line an event, UTC; as a service the system's
//! journal as well; never the screen.
//!
//! It holds transitions, ids and amounts, and deliberately no card data, key or e-mail address:
//! those who write to it can't, and every line goes through [`redact`](super::redact) as well.

mod day;
mod system;

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

use day::DayFile;
use system::Prioritised;

use super::redact::redact;
use crate::config::{LogLevel, LogSettings, Surroundings};

/// Keeps the log's writer alive; dropped, it writes what is left. Hold it to the end of `main`.
#[must_use = "the log ends when this is dropped"]
pub struct LogGuard {
    _file: WorkerGuard,
    _system: Option<WorkerGuard>,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: the log can't be written: {cause}. Nothing was started. Let the station's user \
     write to the directory, or name another as log.directory", directory.display()
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
    let to_system = system::is_on_standard_error(&Surroundings::of_this_process());
    let (subscriber, guard) = subscriber(settings, to_system.then(io::stderr))?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_already| LogError {
        directory: settings.directory.clone(),
        cause: io::Error::other("the log of this process is running already"),
    })?;
    Ok(guard)
}

/// Lines that may wait for a slow disk. Each place takes up memory from the start.
const WAITING: usize = 2_000;

/// `system` is journald, where there is one.
fn subscriber<S: Write + Send + 'static>(
    settings: &LogSettings,
    system: Option<S>,
) -> Result<(impl Subscriber + Send + Sync + use<S>, LogGuard), LogError> {
    let failed = |cause| LogError { directory: settings.directory.clone(), cause };
    DirBuilder::new().recursive(true).mode(0o700).create(&settings.directory).map_err(failed)?;
    // Asked first, as the library would say on standard error what it may not.
    std::fs::read_dir(&settings.directory).map_err(failed)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("chargeonce")
        .filename_suffix("log")
        .max_log_files(settings.keep_days.into())
        .build(&settings.directory)
        .map_err(|error| failed(said_by_the_system(&error)))?;
    let written = settings.directory.join(format!("chargeonce.{}.log", day::today()));
    let written = std::fs::metadata(written).map_or(0, |today| today.len());
    let file = DayFile::new(file, settings.day_bytes, written, day::today);
    let (lines, file_worker) = queued("log", file);
    let to_file = fmt::layer()
        .compact()
        .with_ansi(false)
        .with_timer(UtcMilliseconds)
        .with_writer(Redacting(lines));
    let (to_system, system_worker) = system
        .map(|system| {
            let (lines, worker) = queued("log-system", system);
            // Journald knows the time by itself.
            let layer = fmt::layer().compact().with_ansi(false).without_time();
            (layer.with_writer(Prioritised(lines)), worker)
        })
        .unzip();
    let subscriber =
        tracing_subscriber::registry().with(filter(settings.level)).with(to_file).with(to_system);
    Ok((subscriber, LogGuard { _file: file_worker, _system: system_worker }))
}

/// What is behind the library's error.
fn said_by_the_system(error: &dyn std::error::Error) -> io::Error {
    let cause = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    cause.map_or_else(
        || io::Error::other(error.to_string()),
        |cause| io::Error::new(cause.kind(), cause.to_string()),
    )
}

/// A thread of its own writes. Lossy: a full disk must not hold up a sale.
fn queued<W: Write + Send + 'static>(name: &str, writer: W) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING)
        .thread_name(name)
        .finish(writer)
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
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::*;

    fn settings(directory: &Path, level: LogLevel) -> LogSettings {
        LogSettings {
            directory: directory.join("log"),
            keep_days: 3,
            day_bytes: 10_000,
            heartbeat: Duration::from_secs(60),
            level,
        }
    }

    /// What journald is told.
    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<u8>>>);

    impl Write for Said {
        fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(lines)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(directory: &Path) -> String {
        let files = fs::read_dir(directory.join("log")).unwrap();
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    fn log(directory: &Path, level: LogLevel, events: impl FnOnce()) -> String {
        let (subscriber, guard) = subscriber(&settings(directory, level), None::<Said>).unwrap();
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
    fn the_system_hears_the_same_cleaned_lines_with_their_priority() {
        let directory = tempfile::tempdir().unwrap();
        let said = Said::default();
        let settings = settings(directory.path(), LogLevel::Info);
        let (subscriber, guard) = subscriber(&settings, Some(said.clone())).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(sale = 17, "authorised");
            tracing::error!("4242424242424242 and sk_live_abc123");
        });
        drop(guard);
        let said = String::from_utf8(said.0.lock().unwrap().clone()).unwrap();
        let target = "chargeonce::kiosk::log::tests";
        let lines: Vec<_> = said.lines().map(|line| line.replace("  ", " ")).collect();
        assert_eq!(
            lines,
            [
                format!("<6> INFO {target}: authorised sale=17"),
                format!("<3>ERROR {target}: [redacted] and [key]"),
            ]
        );
    }

    #[test]
    fn a_flood_fills_no_disk() {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let text = log(directory.path(), LogLevel::Info, || {
                (0..500).for_each(|turn| tracing::info!(turn, "again and again"));
            });
            assert!(text.len() < 10_200, "{}", text.len());
            assert!(text.contains("turn=0\n") && text.contains("is full"));
        }
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
        let error = subscriber(&settings(&file, LogLevel::Info), None::<Said>).err().unwrap();
        assert!(error.to_string().starts_with(&format!("{}/log: the log", file.display())));
    }
}
