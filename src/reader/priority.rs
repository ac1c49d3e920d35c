//! The reading thread goes first: the kernel keeps only 64 events of a keyboard reader, which is
//! some ten milliseconds of a swipe.

/// How much nicer than others the thread is not (`setpriority(2)`: -20 to 19).
const NICE: i32 = -10;

/// Raises the calling thread's priority where the system allows it; otherwise nothing changes.
pub fn raise() {
    // Linux counts threads, not processes, here.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}
