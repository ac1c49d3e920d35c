//! The reading thread goes first: the kernel keeps only 64 events of a keyboard reader, which is
//! some ten milliseconds of a swipe.

use thread_priority::{
    RealtimeThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
    set_thread_priority_and_policy, thread_native_id,
};

/// How much nicer than others the thread is not (`setpriority(2)`: -20 to 19).
const NICE: i32 = -10;

/// How a thread is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Before every ordinary thread (`SCHED_FIFO`, the lowest of its priorities).
    Realtime,
    /// Before most: with a niceness below zero.
    Raised,
    /// Like every other.
    Ordinary,
}

/// Raises the calling thread's priority as far as the system allows it, and says how far.
pub fn raise() -> Priority {
    let fifo = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
    if set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, fifo).is_ok() {
        return Priority::Realtime;
    }
    // Linux counts threads, not processes, here.
    let thread = Some(rustix::thread::gettid());
    let _ = rustix::process::setpriority_process(thread, NICE);
    // A service is given its niceness, and may not change it.
    match rustix::process::getpriority_process(thread) {
        Ok(nice) if nice < 0 => Priority::Raised,
        Ok(_) | Err(_) => Priority::Ordinary,
    }
}

/// How far [`raise`] would get in a process like this one. Nothing of it is changed.
#[must_use]
pub fn would_raise_to() -> Priority {
    std::thread::spawn(raise).join().unwrap_or(Priority::Ordinary)
}
