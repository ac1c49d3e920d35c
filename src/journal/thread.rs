//! The thread that owns the journal: batches go in, and come back once they are on the disk.
//!
//! The station's loop never waits for a disk: giving a batch returns at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::ballast::Room;
use super::error::JournalError;
use super::store::Journal;
use crate::station::{Batch, Dated, Record};

/// Batches that may wait for a slow disk. A sale is six; a hundred obligations settled at once
/// are two hundred.
const WAITING: usize = 1024;

/// How often the disk's room is looked at while nothing is written: others fill disks too.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// A journal on its own thread.
pub struct JournalThread {
    // `None` only while being dropped.
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    low: Arc<AtomicBool>,
}

struct Job {
    batch: Batch,
    records: Vec<Record>,
}

/// Why the journal did not take a job. Either way the process has to end: no money moves without
/// the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// An earlier batch failed, and was reported.
    #[error(
        "The payment journal has failed and takes no more. No payment is taken without the \
         journal: the station stops, and settles what was open when it starts again. The log says \
         what failed."
    )]
    Stopped,
    /// The disk has not kept up with more than a thousand batches.
    #[error(
        "The disk under the payment journal does not answer. No payment is taken without the \
         journal: the station stops, and settles what was open when it starts again. Have the \
         disk checked."
    )]
    Overrun,
}

impl JournalThread {
    /// Starts the thread. It calls `on_done` for every batch, in the order they were given, once
    /// the batch is on the disk, and for the first that fails; after that it takes no more.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(
        journal: Journal,
        on_done: impl FnMut(Batch, Result<Vec<Dated>, JournalError>) + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(WAITING);
        let low = Arc::new(AtomicBool::new(journal.room() == Room::Low));
        let seen = Arc::clone(&low);
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || work(journal, queue, &seen, on_done))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), low })
    }

    /// Gives a batch to be written. Returns at once.
    ///
    /// # Errors
    /// [`NotTaken`], after which the process should end.
    pub fn append(&self, batch: Batch, records: Vec<Record>) -> Result<(), NotTaken> {
        let jobs = self.jobs.as_ref().ok_or(NotTaken::Stopped)?;
        jobs.try_send(Job { batch, records }).map_err(|refused| match refused {
            TrySendError::Full(_) => NotTaken::Overrun,
            TrySendError::Disconnected(_) => NotTaken::Stopped,
        })
    }

    /// Whether there was room for more sales when the journal last looked: after every batch, and
    /// twice a minute.
    #[must_use]
    pub fn room(&self) -> Room {
        if self.low.load(Ordering::Relaxed) { Room::Low } else { Room::Enough }
    }
}

impl Drop for JournalThread {
    /// Waits until everything given has been written, and the journal is closed.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the journal's thread panicked");
        }
    }
}

fn work(
    mut journal: Journal,
    queue: Receiver<Job>,
    low: &AtomicBool,
    mut on_done: impl FnMut(Batch, Result<Vec<Dated>, JournalError>),
) {
    loop {
        match queue.recv_timeout(LOOK_AGAIN) {
            Ok(Job { batch, records }) => {
                let written = journal.append(records);
                low.store(journal.room() == Room::Low, Ordering::Relaxed);
                if written.is_err() {
                    // From here on nothing more is taken, and only then is it said.
                    drop(queue);
                    on_done(batch, written);
                    return;
                }
                on_done(batch, written);
            }
            Err(RecvTimeoutError::Timeout) => {
                journal.replenish();
                low.store(journal.room() == Room::Low, Ordering::Relaxed);
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
